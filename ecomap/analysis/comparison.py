"""Two snapshots side by side: findings that go, come or change, and key measures with their intervals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis import gaps
from ecomap.analysis.access import access
from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.finding import Finding, Silence
from ecomap.counts import totals
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

MEASURES = {
    "organisations": (N_("Organisations of the region"), N_("organisations")),
    "programmes": (N_("Programmes"), N_("programmes")),
    "ties": (N_("Ties"), N_("ties")),
    "reached_by_capital": (N_("Start-ups within two steps of capital"), N_("share of start-ups")),
    "reached_by_support": (
        N_("Start-ups within two steps of a support organisation"),
        N_("share of start-ups"),
    ),
    "largest_part": (
        N_("Organisations in the largest connected part"),
        N_("share of organisations and programmes"),
    ),
    "beyond": (N_("People without support within 10 km"), N_("share of people")),
    "gini": (N_("Inequality of access to support"), N_("Gini coefficient")),
}
"""Label and unit (message ids) of each key measure."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changes from one snapshot to another.

    Attributes
    ----------
    gone, new : tuple of Finding
        Findings of the first snapshot only, and of the second only.
    changed : tuple of (Finding, Finding)
        Before and after, where the measure or the severity differs.
    kept : int
        Findings that stay as they were.
    silences : tuple of Silence
        What can not be told of the second snapshot.
    measures : DataFrame
        Indexed by `MEASURES`: ``before``, ``before_low``, ``before_high``, ``after``, ``after_low``,
        ``after_high``, ``change``. Intervals (95 %) come from uncertain places; NaN where a measure is a
        plain count or cannot be told.
    """

    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    changed: tuple[tuple[Finding, Finding], ...]
    kept: int
    silences: tuple[Silence, ...]
    measures: pd.DataFrame


def compare(
    before: Ecosystem, after: Ecosystem, kinds: Iterable[str] | None = None, known: gaps.Gaps | None = None
) -> Comparison:
    """Compare the findings and key measures of two snapshots.

    Parameters
    ----------
    before, after : Ecosystem
        For example a snapshot and what `ecomap.analysis.scenario.apply` made of it.
    kinds : iterable of str, optional
        Kinds of findings to look at; see `ecomap.analysis.scenario.affected`. All by default.
    known : gaps.Gaps, optional
        Findings of the first snapshot, if at hand; only those of `kinds` are used.

    Notes
    -----
    Both snapshots use the same random numbers for what is uncertain, so differences come from the changes as
    far as the same organisations are drawn. An interval belongs to each figure, not to the difference.
    """
    chosen = tuple(gaps.KINDS if kinds is None else kinds)
    first = {f.id: f for f in (known or gaps.find(before, chosen)).findings if f.kind in chosen}
    found = gaps.find(after, chosen)
    second = {finding.id: finding for finding in found.findings}
    both = [(first[key], second[key]) for key in first if key in second]
    changed = tuple(pair for pair in both if _differs(*pair))
    return Comparison(
        gone=tuple(finding for key, finding in first.items() if key not in second),
        new=tuple(finding for key, finding in second.items() if key not in first),
        changed=changed,
        kept=len(both) - len(changed),
        silences=found.silences,
        measures=_side_by_side(key_measures(before), key_measures(after)),
    )


def _differs(before: Finding, after: Finding) -> bool:
    a, b = before.measure.value, after.measure.value
    same = a == b or (a is not None and b is not None and bool(np.isclose(a, b)))
    return not same or not np.isclose(before.severity, after.severity)


def _side_by_side(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    names = {"value": "", "low": "_low", "high": "_high"}
    table = pd.concat(
        [frame.rename(columns={old: f"{side}{new}" for old, new in names.items()}) for side, frame in
         (("before", before), ("after", after))], axis=1
    )  # fmt: skip
    return table.assign(change=table["after"] - table["before"])


@once_per_snapshot
def key_measures(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the key measures of a snapshot.

    Returns
    -------
    DataFrame
        Indexed by `MEASURES`: ``value``, ``low``, ``high`` (95 %). NaN where it cannot be told.
    """
    count = totals(ecosystem)
    organisations = ecosystem.organisations
    here = organisations["in_region"]
    tags = ecosystem.tags("organisations", "functions")
    capital = organisations.index[
        (organisations["kind"] == "investor") | organisations.index.isin(tags.index[tags == "finance"])
    ]
    support = organisations.index[organisations["kind"] == "support_org"]
    startups = organisations.index[here & (organisations["kind"] == "startup")]
    seen = access(ecosystem, "population")
    rows: dict[str, tuple[float, float, float]] = {
        "organisations": (count.in_region, np.nan, np.nan),
        "programmes": (count.programmes, np.nan, np.nan),
        "ties": (count.ties, np.nan, np.nan),
        "reached_by_capital": (_within_two_steps(ecosystem, startups, capital), np.nan, np.nan),
        "reached_by_support": (_within_two_steps(ecosystem, startups, support), np.nan, np.nan),
        "largest_part": (_largest_part(ecosystem), np.nan, np.nan),
        "beyond": (seen.share_beyond.value, seen.share_beyond.low, seen.share_beyond.high),
        "gini": (seen.gini.value, seen.gini.low, seen.gini.high),
    }
    return (
        pd.DataFrame.from_dict(rows, orient="index", columns=["value", "low", "high"])
        .reindex(list(MEASURES))
        .astype(float)
    )


def _plain(ecosystem: Ecosystem) -> nx.Graph:
    """Return the network without direction, and without ties that only say who governs what."""
    ties = ecosystem.ties
    carrying = [code for code, tie in v.TIE_TYPES.items() if tie.group != "structure"]
    kept = ties[ties["type"].isin(carrying)]
    graph = nx.Graph()
    graph.add_nodes_from([*ecosystem.organisations.index, *ecosystem.programmes.index])
    graph.add_edges_from(zip(kept["source"], kept["target"], strict=True))
    return graph


def _within_two_steps(ecosystem: Ecosystem, startups: pd.Index, goals: pd.Index) -> float:
    if not len(startups):
        return np.nan
    graph = _plain(ecosystem)
    near = set(goals)
    for _ in range(2):
        near |= {neighbour for node in near if node in graph for neighbour in graph[node]}
    return float(startups.isin(list(near)).mean())


def _largest_part(ecosystem: Ecosystem) -> float:
    graph = _plain(ecosystem)
    return max(map(len, nx.connected_components(graph))) / len(graph) if len(graph) else np.nan
