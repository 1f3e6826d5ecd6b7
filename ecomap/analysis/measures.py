"""Key measures of a snapshot and of a scenario beside it, with the interval of their difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse.csgraph import connected_components

from ecomap.analysis import positions
from ecomap.analysis.access import LIMIT_M, SUPPLY_KINDS, access
from ecomap.analysis.evidence import REPEATS, once_per_snapshot
from ecomap.analysis.gaps import roles
from ecomap.analysis.gaps.links.network import adjacency, draws, network
from ecomap.analysis.gaps.links.reach import covered
from ecomap.analysis.subjects import near
from ecomap.counts import totals
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

Floats = npt.NDArray[np.float64]
_WHAT_IF = "what-if"


@dataclass(frozen=True)
class KeyMeasure:
    """A figure the city asks for.

    Attributes
    ----------
    label : str
        Message id.
    form : {"part", "share", "index", "count"}
        How it is written: so many of a total, a share, an index, a count.
    good : int
        1 if more is better, -1 if less is, 0 where neither is so.
    """

    label: str
    form: str
    good: int = 0


MEASURES = {
    "near_capital": KeyMeasure(N_("Start-ups of today within two steps of capital"), "part", 1),
    "near_lab": KeyMeasure(N_("Start-ups of today within two steps of a shared laboratory"), "part", 1),
    "near_customer": KeyMeasure(N_("Start-ups of today within two steps of a first customer"), "part", 1),
    "near_support": KeyMeasure(
        N_("Start-ups of today within two steps of somebody who supports them"), "part", 1
    ),
    "lab_10km": KeyMeasure(
        N_("Start-ups of today, of known place, with a laboratory within 10 km"), "part", 1
    ),
    "support_10km": KeyMeasure(
        N_("Start-ups of today, of known place, with a support organisation within 10 km"), "part", 1
    ),
    "beyond": KeyMeasure(N_("People without a support organisation within 10 km"), "share", -1),
    "gini": KeyMeasure(N_("Inequality of access to support (Gini coefficient, 0: all alike)"), "index", -1),
    "no_lead": KeyMeasure(N_("Programmes without a lead agency on record"), "part", -1),
    "no_coordinator": KeyMeasure(N_("Programmes without a coordinating body on record"), "part", -1),
    "largest_part": KeyMeasure(
        N_("Share of organisations and programmes joined by ties in the largest group"), "share"
    ),
    "organisations": KeyMeasure(N_("Organisations of the region"), "count"),
    "programmes": KeyMeasure(N_("Programmes"), "count"),
    "ties": KeyMeasure(N_("Ties"), "count"),
}
GOALS = {
    "near_capital": "capital",
    "near_lab": "lab",
    "near_customer": "customer",
    "near_support": "support",
}
"""Measures of the network, and what start-ups reach in each."""
PLACES = {"share": 3, "index": 2}
"""Decimals to which a form is written; a share as a percentage with one."""
_DISTANCES = {"lab_10km": ("lab",), "support_10km": ()}
_DRAWN_NETWORKS = (*GOALS, "largest_part")


@dataclass(frozen=True, eq=False)
class Figures:
    """Key measures of a snapshot.

    Attributes
    ----------
    table : DataFrame
        Indexed by `MEASURES`: ``value``, and ``total`` of which it is a part (NaN for other forms). NaN where
        it cannot be told.
    drawn : dict of str to array of float, shape (draws,)
        Draws of each measure that is uncertain; those of a scenario fit those of its base one by one.
    reached : dict of str to frozenset of str
        Start-ups within two steps, by the measures in `GOALS`.
    """

    table: pd.DataFrame
    drawn: dict[str, Floats]
    reached: dict[str, frozenset[str]]


@once_per_snapshot
def key_measures(ecosystem: Ecosystem) -> Figures:
    """Return the key measures of a snapshot.

    Notes
    -----
    What is drawn: ties (5 % of those listed taken out and one in five assumed missing, see
    `ecomap.analysis.resampling`), and places that are not known exactly (see `ecomap.analysis.positions`).
    Start-ups within two steps are those of the findings about missing links.
    """
    values: dict[str, tuple[float, float]] = {}
    drawn: dict[str, Floats] = {}
    reached = _network_measures(ecosystem, values, drawn)
    for code, functions in _DISTANCES.items():
        values[code], drawn[code] = _near_by_distance(ecosystem, functions)
    seen = access(ecosystem, "population")
    for code, figure in (("beyond", seen.share_beyond), ("gini", seen.gini)):
        values[code], drawn[code] = (figure.value, np.nan), figure.drawn
    values |= _counts(ecosystem)
    table = pd.DataFrame.from_dict(values, orient="index", columns=["value", "total"]).astype(float)
    return Figures(table.reindex(list(MEASURES)), drawn, reached)


def _network_measures(
    ecosystem: Ecosystem, values: dict[str, tuple[float, float]], drawn: dict[str, Floats]
) -> dict[str, frozenset[str]]:
    net = network(ecosystem)
    total, n = int(net.startup.sum()), len(net)
    givers, reached = [], {}
    for code, goal in GOALS.items():
        giving, within = near(ecosystem, goal)
        known = bool(total and giving.any())
        values[code] = (float(within.sum()) if known else np.nan, float(total))
        givers.append(giving)
        reached[code] = frozenset(map(str, net.ids[within]))
    flags = np.array(givers).T
    matrices = draws(ecosystem)
    rows = np.array(
        [(net.startup[:, None] & covered(matrix, flags)).sum(axis=0) for matrix in matrices]
    ).reshape(len(matrices), len(GOALS))
    drawn |= {code: rows[:, column].astype(float) for column, code in enumerate(GOALS)}
    values["largest_part"] = (_largest_part(adjacency(net.edges, n)) if n else np.nan, np.nan)
    drawn["largest_part"] = np.array([_largest_part(matrix) for matrix in matrices] if n else [])
    return reached


def _largest_part(matrix: npt.ArrayLike) -> float:
    _, part = connected_components(matrix, directed=False)
    return float(np.bincount(part).max() / len(part))


def _near_by_distance(ecosystem: Ecosystem, functions: tuple[str, ...]) -> tuple[tuple[float, float], Floats]:
    """Count the start-ups of known place with support within `LIMIT_M`, as known and as drawn."""
    grid = positions.wards(ecosystem)
    young = positions.units(ecosystem, ("startup",))
    net = network(ecosystem)
    young = young.take((young.ward >= 0) & np.isin(young.ids, net.ids[net.startup].to_numpy(dtype=str)))
    supply = positions.units(ecosystem, () if functions else SUPPLY_KINDS, functions)
    total = float(len(young.ids))
    if not total or not supply.located.any():
        return (np.nan, total), np.zeros(0)
    near_now = positions.nearest_known(grid, young, supply) <= LIMIT_M
    people = positions.demand(ecosystem, "population").by_ward
    homes = positions.draw(grid, young, people, REPEATS, "start-ups")
    spots = positions.draw(grid, supply, people, REPEATS, f"support {' '.join(functions)}")
    metres = positions.between(homes, spots).min(axis=-1)
    return (float(near_now.sum()), total), (metres <= LIMIT_M).sum(axis=1).astype(float)


def _counts(ecosystem: Ecosystem) -> dict[str, tuple[float, float]]:
    count, programmes = totals(ecosystem), ecosystem.programmes
    # One of the scenario counts whoever has part in it.
    new = programmes[(programmes["source_ids"] == _WHAT_IF).fillna(False).to_numpy(dtype=bool)]
    here = programmes.index.isin(roles.programmes_of_region(ecosystem).index.union(new.index))
    led = programmes.loc[here, ["lead_org", "coordinating_orgs"]].isna().sum()
    total = float(here.sum())
    return {
        "no_lead": (float(led["lead_org"]) if total else np.nan, total),
        "no_coordinator": (float(led["coordinating_orgs"]) if total else np.nan, total),
        "organisations": (float(count.in_region), np.nan),
        "programmes": (float(count.programmes), np.nan),
        "ties": (float(count.ties), np.nan),
    }


def side_by_side(before: Figures, after: Figures) -> pd.DataFrame:
    """Lay two sets of key measures side by side.

    Returns
    -------
    DataFrame
        Indexed by `MEASURES`: ``before``, ``before_total``, ``after``, ``after_total``, ``change``, ``low`` and
        ``high`` (95 % interval of the change, over paired draws; NaN for what is counted exactly), ``effect``
        (1 better, -1 worse, 0 neither or no change).
    """
    table = before.table.add_prefix("before_").join(after.table.add_prefix("after_"))
    table = table.rename(columns={"before_value": "before", "after_value": "after"})
    table["change"] = table["after"] - table["before"]
    ends = {code: _paired(before.drawn.get(code), after.drawn.get(code)) for code in table.index}
    table[["low", "high"]] = pd.DataFrame.from_dict(ends, orient="index", columns=["low", "high"])
    effects = []
    for code, change in zip(table.index, table["change"], strict=True):
        spec = MEASURES[str(code)]
        written = 0.0 if np.isnan(change) else round(change, PLACES.get(spec.form, 0))
        effects.append(int(np.sign(written)) * spec.good)
    return table.assign(effect=effects)


def _paired(before: Floats | None, after: Floats | None) -> tuple[float, float]:
    if before is None or after is None or not len(before) or len(before) != len(after):
        return np.nan, np.nan
    difference = after - before
    difference = difference[np.isfinite(difference)]
    if not len(difference):
        return np.nan, np.nan
    low, high = np.quantile(difference, [0.025, 0.975])
    return float(low), float(high)
