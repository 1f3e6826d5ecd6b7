"""How well the wards of a region can reach support, with the interval that uncertain places leave."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap.analysis import catchment, positions
from ecomap.analysis.evidence import REPEATS, generator
from ecomap.ecosystem import Ecosystem

LIMIT_M = 10_000.0
"""Support farther than this (straight line) counts as not there."""
REACH_M = 15_000.0
"""End of the catchment: about half an hour on country roads, the outer zone of Luo and Qi."""
SUPPLY_KINDS = ("support_org",)
_NULLS = 999


@dataclass(frozen=True)
class Figure:
    """A value for the city, its 95 % interval over uncertain places, and how rare it is by chance.

    The value is of support of known place. The interval is over where people and support stand in their wards, half
    of the draws with support of known place alone and half with that of unknown place drawn as well.

    `chance` is the share of random placements in proportion to demand that are at least as bad (NaN: not
    tested); `drawn` holds the values of the draws.
    """

    value: float
    low: float
    high: float
    chance: float
    drawn: npt.NDArray[np.float64] = field(
        default_factory=lambda: np.zeros(0), repr=False, compare=False, kw_only=True
    )


@dataclass(frozen=True, eq=False)
class Access:
    """Access of every ward to support.

    Attributes
    ----------
    table : DataFrame
        Indexed by ward code: ``demand``; ``access`` (capacity for 1,000 units of demand) with ``access_low``
        and ``access_high`` (95 %); ``nearest_km`` (expected), ``nearest_low`` and ``nearest_high`` (95 % over
        where people and support stand in their wards) and ``least_km`` (least possible) to the nearest located
        support; ``beyond`` (share of draws with none within `LIMIT_M`); ``low`` (share of draws with
        at most half the median access). NaN where it cannot be told.
    demand : positions.Demand
    units : positions.Units
        All supplying organisations; only ``units.located`` enter the table.
    gini, share_beyond : Figure
        Inequality of access over demand; share of demand with no support within `LIMIT_M`.
    """

    table: pd.DataFrame
    demand: positions.Demand
    units: positions.Units
    gini: Figure
    share_beyond: Figure


_kept: weakref.WeakKeyDictionary[Ecosystem, dict[tuple[str, tuple[str, ...]], Access]] = (
    weakref.WeakKeyDictionary()
)


def access(ecosystem: Ecosystem, what: str = "population", functions: tuple[str, ...] = ()) -> Access:
    """Return how well each ward can reach support.

    Parameters
    ----------
    what : {"startup", "enterprise", "population"}
        What counts as demand.
    functions : tuple of str, optional
        Supply is then every organisation of the region with one of these support functions, of any kind;
        by default it is the organisations of kind ``support_org``.

    Returns
    -------
    Access
        Kept while the snapshot lives. Its table is empty where the region has no wards.
    """
    kept = _kept.setdefault(ecosystem, {})
    if (what, functions) not in kept:
        kept[what, functions] = _access(ecosystem, what, functions)
    return kept[what, functions]


def nearest_units(ecosystem: Ecosystem) -> pd.Series:
    """Return the nearest support organisation of known place of each ward, indexed by ward code; empty without one."""
    grid, group = positions.wards(ecosystem), positions.units(ecosystem, SUPPLY_KINDS)
    located = group.take(group.located)
    if not grid.codes or not located.ids:
        return pd.Series(dtype="str")
    first = positions.expected_distances(grid, located).argmin(axis=1)
    return pd.Series([located.ids[at] for at in first], index=pd.Index(grid.codes, name="code"), dtype="str")


def _access(ecosystem: Ecosystem, what: str, functions: tuple[str, ...]) -> Access:
    grid, need = positions.wards(ecosystem), positions.demand(ecosystem, what)
    group = positions.units(ecosystem, () if functions else SUPPLY_KINDS, functions)
    located = group.take(group.located)
    decay = catchment.gaussian(REACH_M)
    metres = positions.expected_distances(grid, located)
    value = catchment.e2sfca(need.by_ward, located.capacity, metres, decay)
    people = positions.demand(ecosystem, "population").by_ward
    purpose = f"access {what} {' '.join(functions)}"
    spots = positions.draw(grid, group, people, REPEATS, purpose) if len(grid.codes) else np.zeros((0, 0, 2))
    drawn = (
        positions.drawn_distances(grid, spots, f"homes {purpose}") if len(grid.codes) else np.zeros((0, 0, 0))
    )
    values = (
        catchment.e2sfca(need.by_ward, group.capacity, drawn, decay) if len(grid.codes) else np.zeros((0, 0))
    )
    table = pd.DataFrame({"demand": need.by_ward}, index=pd.Index(grid.codes, name="code", dtype="str"))
    if not len(located.ids):
        columns = ("access", "access_low", "access_high", "nearest_km", "nearest_low", "nearest_high", "least_km",
                   "beyond", "low")  # fmt: skip
        table = table.assign(**dict.fromkeys(columns, np.nan))
        nothing = Figure(np.nan, np.nan, np.nan, np.nan)
        return Access(table, need, group, nothing, nothing)
    known = drawn[:, :, group.located]
    values_known = catchment.e2sfca(need.by_ward, located.capacity, known, decay)
    low, high = np.quantile(values, [0.025, 0.975], axis=0) if len(values) else (value, value)
    nearest = catchment.nearest(known) / 1000
    expected = catchment.nearest(metres) / 1000
    near, far = np.quantile(nearest, [0.025, 0.975], axis=0) if len(nearest) else (expected, expected)
    table = table.assign(
        access=1000 * value,
        access_low=1000 * low,
        access_high=1000 * high,
        nearest_km=expected,
        nearest_low=np.minimum(near, expected),
        nearest_high=np.maximum(far, expected),
        least_km=catchment.nearest(positions.least_distances(grid, located)) / 1000,
        beyond=(catchment.nearest(drawn) > LIMIT_M).mean(axis=0) if len(values) else np.nan,
        low=_low_share(values, need.by_ward),
    )
    nulls = _null_figures(grid, need.by_ward, located, decay)
    spread = [catchment.gini(one, need.by_ward) for one in (values, values_known)]
    gini = _figure(catchment.gini(value, need.by_ward), np.concatenate(spread), nulls[0])
    beyond = catchment.share_beyond(need.by_ward, metres, LIMIT_M)
    far_off = [catchment.share_beyond(need.by_ward, one, LIMIT_M) for one in (drawn, known)]
    share = _figure(beyond, np.concatenate(far_off), nulls[1])
    return Access(table, need, group, gini, share)


def _low_share(values: npt.NDArray[np.float64], need: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the share of draws in which a ward has at most half the median access, by demand.

    NaN where the median is 0 in some draw: then there is nothing to be half of.
    """
    order = np.argsort(values, axis=1, kind="stable")
    cumulated = np.cumsum(need[order], axis=1)
    if not len(values) or not need.sum() > 0:
        return np.full(values.shape[1], np.nan)
    middle = np.argmax(cumulated >= need.sum() / 2, axis=1)
    rows = np.arange(len(values))
    medians = values[rows, order[rows, middle]]
    if (medians <= 0).any():
        return np.full(values.shape[1], np.nan)
    return (values <= medians[:, None] / 2).mean(axis=0)


def _null_figures(
    grid: positions.Wards, need: npt.NDArray[np.float64], group: positions.Units, decay: catchment.Decay
) -> tuple[tuple[float, npt.NDArray[np.float64]], tuple[float, npt.NDArray[np.float64]]]:
    """Return Gini and share beyond, ward by ward: as they are, and with as many units placed by demand."""
    inside = group.ward >= 0
    if not need.sum() > 0 or not inside.any():
        nothing = (np.nan, np.zeros(0))
        return nothing, nothing
    between = positions.ward_distances(grid)
    weight = decay(between)
    per_ward = np.bincount(group.ward[inside], weights=group.capacity[inside], minlength=len(grid.codes))
    random = generator("support placed by demand")
    placed = random.choice(len(grid.codes), (_NULLS, int(inside.sum())), p=need / need.sum())
    capacity = np.zeros((_NULLS, len(grid.codes)))
    np.add.at(capacity, (np.arange(_NULLS)[:, None], placed), group.capacity[inside])
    both = np.vstack([per_ward, capacity])
    claimed = need @ weight
    values = np.divide(both, claimed, out=np.zeros_like(both), where=claimed > 0) @ weight.T
    spread = catchment.gini(values, need)
    within = (both > 0).astype(float) @ (between <= LIMIT_M).T.astype(float) > 0
    beyond = (~within) @ need / need.sum()
    return (float(spread[0]), spread[1:]), (float(beyond[0]), beyond[1:])


def _figure(
    value: npt.NDArray[np.float64],
    drawn: npt.NDArray[np.float64],
    null: tuple[float, npt.NDArray[np.float64]],
) -> Figure:
    seen = drawn[np.isfinite(drawn)]
    low, high = np.quantile(seen, [0.025, 0.975]) if len(seen) else (np.nan, np.nan)
    observed, chance = null[0], null[1][np.isfinite(null[1])]
    share = (1 + (chance >= observed - 1e-12).sum()) / (1 + len(chance)) if len(chance) else np.nan
    return Figure(float(value), float(low), float(high), float(share), drawn=drawn)
