"""The figure of what a finding is about, in any snapshot, whether or not it is called a gap there.

A finding that is not there any more may have been closed, or it can no longer be told, or another one took its place
in a list. Only the figure of the same subject on both sides tells which.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd

from ecomap.analysis import duties as du
from ecomap.analysis import helix, pipeline, positions, research, synergy
from ecomap.analysis.access import LIMIT_M, Access, access
from ecomap.analysis.actor_roles import composition, startups
from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.finding import Finding
from ecomap.analysis.gaps import roles
from ecomap.analysis.gaps.access import FEWEST_DEMAND, MOST_LEFT_OUT
from ecomap.analysis.gaps.links.keystones import brokers, closed_startups, only_way
from ecomap.analysis.gaps.links.network import Flags, adjacency, network
from ecomap.analysis.gaps.links.reach import GOALS, covered, givers_of
from ecomap.analysis.support_grid import expected_supply, grid
from ecomap.ecosystem import Ecosystem

Figure = Callable[[Ecosystem, str], float | None]
GAIN, LOSS = 1, -1


def figure(ecosystem: Ecosystem, finding: Finding) -> float | None:
    """Return the measure of a finding's subject, by the method of the finding; None if it cannot be told."""
    prefix, (_, read) = _method(finding.id)
    if read is None:
        return None
    try:
        value = read(ecosystem, finding.id.removeprefix(prefix))
    except KeyError:  # the subject is not in this snapshot
        return None
    return None if value is None or not np.isfinite(value) else float(value)


def direction(finding: Finding) -> int:
    """Return 1 if the gap gets smaller as its measure rises, -1 if it gets larger, 0 where neither is so."""
    return _method(finding.id)[1][0]


def subject(finding: Finding) -> str:
    """Return what a finding is about: its id, or the ward for the two findings that a ward can be in."""
    for prefix in ("access:none:", "access:little:"):
        if finding.id.startswith(prefix):
            return f"access:{finding.id.removeprefix(prefix)}"
    return finding.id


def is_pair(finding: Finding) -> bool:
    """Tell whether a finding says of two bodies that they have no tie: its figure is then 1, and 0 if they have."""
    return finding.id.startswith(("links:pair-", "roles:pair:"))


def still_short(finding: Finding, value: float) -> bool:
    """Tell whether a figure is still on the wrong side of the limit a finding names, where it names one."""
    return finding.id.startswith("access:none:") and value > LIMIT_M / 1000


def _method(finding_id: str) -> tuple[str, tuple[int, Figure | None]]:
    fitting = (prefix for prefix in _METHODS if finding_id.startswith(prefix))
    prefix = max(fitting, key=len, default="")
    return prefix, _METHODS.get(prefix, (0, None))


def _cell(table: pd.DataFrame, row: str, column: str) -> float:
    return float(table[column].to_dict()[row])


# Access.


def _reach_of(ecosystem: Ecosystem) -> Access | None:
    """Return the access the findings speak of: of the first kind of demand that is known well enough."""
    for what in positions.DEMANDS:
        need = positions.demand(ecosystem, what)
        if need.total >= FEWEST_DEMAND and need.left_out <= MOST_LEFT_OUT:
            return access(ecosystem, what)
    return None


def _ward(column: str, ecosystem: Ecosystem, code: str) -> float | None:
    seen = _reach_of(ecosystem)
    return None if seen is None else _cell(seen.table, code, column)


def _beyond(ecosystem: Ecosystem, what: str) -> float:
    return access(ecosystem, what).share_beyond.value


def _inequality(ecosystem: Ecosystem, what: str) -> float:
    return access(ecosystem, what).gini.value


# Actors and support.


def _actors(ecosystem: Ecosystem, role: str) -> float:
    return _cell(composition(ecosystem), role, "active")


def _equity(ecosystem: Ecosystem, _rest: str) -> float | None:
    young, ties = startups(ecosystem), ecosystem.ties
    funded = ties.loc[(ties["type"] == "invests_in") & ties["target"].isin(young.index), "target"].nunique()
    return funded / len(young) if len(young) else None


def _support(ecosystem: Ecosystem, what: str) -> float | None:
    """Return suppliers in a cell, sector or function as a multiple of those its part of demand would give."""
    first, _, second = what.partition(":")
    parts = grid(ecosystem) if second or first in ecosystem.sectors.index else _all_functions(ecosystem)
    if second:
        row, column = parts.sectors.index(first), parts.functions.index(second)
        supply, demand = parts.supplied[:, column], parts.demanded[:, column]
    elif first in parts.sectors:
        row = parts.sectors.index(first)
        able = parts.supply.functions.any(axis=1)
        supply, demand = parts.supply.sectors[able].sum(axis=0), parts.startups.sectors.sum(axis=0)
    else:
        row = parts.functions.index(first)
        supply, demand = parts.supply.functions.sum(axis=0), parts.needs.functions.sum(axis=0)
    expected = float(expected_supply(supply.sum(), demand[row], demand.sum()))
    return float(supply[row] / expected) if expected > 0 else None


_all_functions = once_per_snapshot(lambda ecosystem: grid(ecosystem, list(ecosystem.functions.index)))


# Links.


def near(ecosystem: Ecosystem, goal: str) -> tuple[Flags, Flags]:
    """Return who gives what a goal asks for, and which start-ups are within two steps of it.

    Parameters
    ----------
    goal : str
        Code of one of `ecomap.analysis.gaps.links.reach.GOALS`, or ``support``.

    Returns
    -------
    givers, within : array of bool
        In the order of `ecomap.analysis.gaps.links.network.network`.
    """
    net = network(ecosystem)
    wanted = next((one for one in GOALS if one.code == goal), None)
    givers = net.support if wanted is None else givers_of(ecosystem, net, wanted)
    return givers, net.startup & covered(adjacency(net.edges, len(net)), givers)


def _within(ecosystem: Ecosystem, goal: str) -> float | None:
    total = network(ecosystem).startup.sum()
    return float(near(ecosystem, goal)[1].sum() / total) if total else None


def _depending(ecosystem: Ecosystem, body: str) -> float:
    net = network(ecosystem)
    counts = only_way(adjacency(net.edges, len(net)), net.startup, net.support)
    return float(counts[net.ids.get_loc(body)])


def _closed(ecosystem: Ecosystem, _rest: str) -> float | None:
    found = closed_startups(ecosystem)
    return len(found.ids) / found.tied if found.tied else None


def _brokered(ecosystem: Ecosystem, body: str) -> float | None:
    table = brokers(ecosystem).table
    return _cell(table, body, "value") if len(table) else None


def _apart(ecosystem: Ecosystem, pair: str) -> float:
    """Return 0 if two bodies have a chain of at most two ties, else 1."""
    net = network(ecosystem)
    first, second = (net.ids.get_loc(end) for end in pair.split("--"))
    giver: Flags = np.zeros(len(net), dtype=bool)
    giver[second] = True
    return float(not covered(adjacency(net.edges, len(net)), giver)[first])


# Houses, research, duties.


def _house(column: str, ecosystem: Ecosystem, pair: str) -> float:
    return _cell(helix.densities(ecosystem), pair, column)


def _synergy(ecosystem: Ecosystem, _rest: str) -> float | None:
    found = synergy.synergy(ecosystem)
    return None if found is None else found.value


def _partnered(ecosystem: Ecosystem, sector: str) -> float:
    table = research.fields(ecosystem)
    return _cell(table, sector, "tied_in_field") / _cell(table, sector, "bodies")


def _alone(ecosystem: Ecosystem, _rest: str) -> float | None:
    bodies = research.research_bodies(ecosystem)
    tied = bodies.isin(research.enterprise_ties(ecosystem)["body"])
    return float(1 - tied.mean()) if len(bodies) else None


def without(ecosystem: Ecosystem, what: str) -> float | None:
    """Return the share of programmes or targets (``programmes:lead_org``) with an empty column."""
    table, _, column = what.partition(":")
    frame = roles.programmes_of_region(ecosystem) if table == "programmes" else du.set_targets(ecosystem)
    return float(frame[column].isna().mean()) if len(frame) else None


def _untied(ecosystem: Ecosystem, pair: str) -> float | None:
    first, second = sorted(pair.split(":"))
    if first not in ecosystem.organisations.index or second not in ecosystem.organisations.index:
        return None
    return float((first, second) not in du.tied_pairs(ecosystem))


def _led(ecosystem: Ecosystem, body: str) -> float:
    table = du.load(ecosystem)
    return _cell(table, body, "leads") / _cell(table, body, "expected")


# Pipeline.


def _passing(ecosystem: Ecosystem, stage: str) -> float:
    return _cell(pipeline.step_passages(ecosystem), stage, "share")


def _at_stage(ecosystem: Ecosystem, stage: str) -> float:
    return float((pipeline.stages(ecosystem).startups["stage"] == stage).sum())


def _funded(ecosystem: Ecosystem, _rest: str) -> float | None:
    marks = pipeline.funding(ecosystem)
    return int(marks["funded"].sum()) / len(marks) if len(marks) else None


def _capital_at(ecosystem: Ecosystem, stage: str) -> float:
    return _cell(pipeline.capital(ecosystem), stage, "share")


_METHODS: dict[str, tuple[int, Figure | None]] = {
    "access:none:": (LOSS, partial(_ward, "nearest_km")),
    "access:little:": (GAIN, partial(_ward, "access")),
    "access:reach:": (LOSS, _beyond),
    "access:inequality:": (LOSS, _inequality),
    "composition:": (GAIN, _actors),
    "composition:equity": (GAIN, _equity),
    "coverage:": (GAIN, _support),
    "links:reach-": (GAIN, _within),
    "links:only-way-": (LOSS, _depending),
    "links:closed": (LOSS, _closed),
    "links:broker-": (LOSS, _brokered),
    "links:pair-": (LOSS, _apart),
    "helix:": (GAIN, partial(_house, "density")),
    "helix:one-way-": (GAIN, partial(_house, "reciprocity")),
    "helix:science-enterprise-": (GAIN, None),
    "helix:synergy": (LOSS, _synergy),
    "research:bodies": (LOSS, _alone),
    "research:field-": (GAIN, _partnered),
    "research:fields": (LOSS, None),
    "roles:programmes:": (LOSS, lambda eco, rest: without(eco, f"programmes:{rest}")),
    "roles:targets:": (LOSS, lambda eco, rest: without(eco, f"targets:{rest}")),
    "roles:several-leads": (LOSS, None),
    "roles:pair:": (LOSS, _untied),
    "roles:load:": (LOSS, _led),
    "pipeline:step:": (GAIN, _passing),
    "pipeline:sector:": (GAIN, None),
    "pipeline:empty:": (GAIN, _at_stage),
    "pipeline:capital": (GAIN, _funded),
    "pipeline:capital:": (GAIN, _capital_at),
}
"""By the beginning of a finding's id (the longest that fits): its direction, and how its figure is read."""
