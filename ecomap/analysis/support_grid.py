"""Support by sector and function held against demand, with a test of each cell given its margins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ecomap.analysis.evidence import CROSS_SECTOR, coverage_share
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.ecosystem import Ecosystem

FUNCTIONS = ("incubation", "finance", "lab", "research", "market", "mentoring", "legal_ip")
"""Support functions of the grid, as far as the folder knows them."""

SUPPORT_KINDS = ("support_org", "investor", "university", "research_institute", "association")
DISCOVERY_RATE = 0.05
LOW_COVERAGE = 0.4

Flags = npt.NDArray[np.int64]

STATES = ("supplied", "thin", "none_listed", "not_surveyed", "no_demand")
"""States of a cell of `support_table`."""


@dataclass(frozen=True)
class Members:
    """Rows that demand or supply, as 0/1 tables whose columns are the sectors and functions of the grid.

    Attributes
    ----------
    ids, tables : list of str
        Key of each row, and the table it is from.
    sectors : array of int, shape (rows, sectors)
    functions : array of int, shape (rows, functions)
    cross : array of int, shape (rows,)
        1 where the row is bound to no sector.
    """

    ids: list[str]
    tables: list[str]
    sectors: Flags
    functions: Flags
    cross: Flags


@dataclass(frozen=True)
class Grid:
    """What the grid is made of; `sectors` and `functions` give the order of rows and columns."""

    sectors: tuple[str, ...]
    functions: tuple[str, ...]
    supply: Members
    startups: Members
    needs: Members

    @cached_property
    def supplied(self) -> Flags:
        """Suppliers of each function in each sector, shape (sectors, functions)."""
        return self.supply.sectors.T @ self.supply.functions

    @cached_property
    def cross(self) -> Flags:
        """Suppliers of each function bound to no sector, shape (functions,)."""
        return self.supply.cross @ self.supply.functions

    @cached_property
    def demanded(self) -> Flags:
        """Start-ups of the sector and needs of the sector and function, shape (sectors, functions)."""
        return self.startups.sectors.sum(axis=0)[:, None] + self.needs.sectors.T @ self.needs.functions


def grid(ecosystem: Ecosystem, functions: Sequence[str] | None = None) -> Grid:
    """Collect demand and supply of the region.

    Demand are start-ups seated in the region and needs posted, supply are organisations seated in the region
    (no start-ups) and programmes that a body seated in the region leads or helps to carry out. What has
    stopped, ended or is only planned is left out.

    Parameters
    ----------
    ecosystem : Ecosystem
    functions : sequence of str, optional
        Columns; `FUNCTIONS` by default, or all of the folder where it knows none of these.
    """
    known = list(ecosystem.functions.index)
    columns = [code for code in (functions or FUNCTIONS) if code in known] or known
    rows = [code for code in ecosystem.sectors.index if code != CROSS_SECTOR]
    organisations, programmes, needs = ecosystem.organisations, ecosystem.programmes, ecosystem.needs
    here = organisations["in_region"] & ~organisations["status"].isin(["inactive", "planned"])
    young = organisations["kind"] == "startup"
    bodies = organisations.index[organisations["in_region"]]
    ties = ecosystem.ties[ecosystem.ties["origin"] == "role"]
    local = ties.loc[ties["source"].isin(bodies), "target"]
    running = programmes.index.isin(local) & ~programmes["status"].isin(["ended", "planned"])
    posted = needs["posted_by"].isin(bodies) | needs["posted_by"].isna()

    def members(name: str, ids: pd.Index) -> Members:
        return _members(ecosystem, name, ids, rows, columns)

    supply = _join(
        members("organisations", organisations.index[here & ~young]),
        members("programmes", programmes.index[running]),
    )
    asked = members("needs", needs.index[posted & (needs["status"] != "closed")])
    return Grid(
        tuple(rows),
        tuple(columns),
        supply,
        members("organisations", organisations.index[here & young]),
        asked,
    )


@dataclass(frozen=True)
class Cell:
    """Who is in one cell of the grid, each as table and id.

    Attributes
    ----------
    supply, cross : tuple of (str, str)
        Those who offer the function: bound to the sector, and bound to none.
    startups, needs : tuple of (str, str)
        Start-ups of the sector, and needs of the sector and function.
    """

    supply: tuple[tuple[str, str], ...]
    cross: tuple[tuple[str, str], ...]
    startups: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str], ...]


def cell(ecosystem: Ecosystem, sector: str, function: str) -> Cell:
    """Return who is counted in a cell of `support_table`.

    Raises
    ------
    ValueError
        If the grid has no such sector or function.
    """
    parts = grid(ecosystem)
    s, f = parts.sectors.index(sector), parts.functions.index(function)
    offers = parts.supply.functions[:, f]
    return Cell(
        _flagged(parts.supply, parts.supply.sectors[:, s] * offers),
        _flagged(parts.supply, parts.supply.cross * offers),
        _flagged(parts.startups, parts.startups.sectors[:, s]),
        _flagged(parts.needs, parts.needs.sectors[:, s] * parts.needs.functions[:, f]),
    )


def _flagged(members: Members, flags: Flags) -> tuple[tuple[str, str], ...]:
    return tuple((members.tables[row], members.ids[row]) for row in np.flatnonzero(flags))


def _members(
    ecosystem: Ecosystem, name: str, ids: pd.Index, sectors: list[str], functions: list[str]
) -> Members:
    ids = ids.sort_values()
    cross = ecosystem.tags(name, "sectors")
    cross_ids = cross.index[cross == CROSS_SECTOR]
    return Members(
        ids.to_list(),
        [name] * len(ids),
        _flags(ecosystem.tags(name, "sectors"), ids, sectors),
        _flags(ecosystem.tags(name, "functions"), ids, functions),
        ids.isin(cross_ids).astype(np.int64),
    )


def _flags(tags: pd.Series, ids: pd.Index, codes: list[str]) -> Flags:
    table = np.zeros((len(ids), len(codes)), dtype=np.int64)
    rows, columns = ids.get_indexer(tags.index), pd.Index(codes).get_indexer(pd.Index(tags.to_numpy()))
    kept = (rows >= 0) & (columns >= 0)
    table[rows[kept], columns[kept]] = 1
    return table


def _join(first: Members, second: Members) -> Members:
    return Members(
        first.ids + second.ids,
        first.tables + second.tables,
        np.vstack([first.sectors, second.sectors]),
        np.vstack([first.functions, second.functions]),
        np.concatenate([first.cross, second.cross]),
    )


def lower_tail(
    supply: npt.ArrayLike, all_supply: npt.ArrayLike, demand: npt.ArrayLike, all_demand: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Test whether a part has less of the supply than of the demand (Fisher's exact test, one-sided).

    The table ``[[s, S − s], [d, D − d]]`` has fixed margins under the hypothesis that a supplier lies in the
    part with the same chance as a demander; then s is hypergeometric and ``p = P(X <= s)``.

    Parameters
    ----------
    supply, all_supply : array of int
        Suppliers in the part (s) and in all (S).
    demand, all_demand : array of int
        The same for demand (d, D).

    Returns
    -------
    array of float
        NaN where there is no demand at all in the part or no supply anywhere: nothing can be tested.

    References
    ----------
    Fisher (1935), The logic of inductive inference, Journal of the Royal Statistical Society 98(1), 39–82.

    Notes
    -----
    Exact for rows that fall in one part each; one with several sectors counts in each of them, which makes
    the rows dependent and the p-value approximate.

    Examples
    --------
    >>> lower_tail([0], [10], [10], [20]).round(4).tolist()
    [0.0061]
    """
    s, total, d, demanded = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (supply, all_supply, demand, all_demand))
    )
    usable = (total > 0) & (d > 0)
    p = np.full(s.shape, np.nan)
    p[usable] = stats.hypergeom.cdf(s[usable], (total + demanded)[usable], (s + d)[usable], total[usable])
    return np.minimum(p, 1.0)


def lowest_p(
    supply: npt.ArrayLike, all_supply: npt.ArrayLike, demand: npt.ArrayLike, all_demand: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the smallest p-value `lower_tail` could have given these margins; NaN where it is.

    Counts are discrete: with few suppliers no outcome is unlikely. A cell whose lowest p lies above the level
    cannot be called whatever happens, so it need not burden the control of false discoveries. The margins
    alone decide it.

    References
    ----------
    Gilbert (2005), A modified false discovery rate multiple-comparisons procedure for discrete data, Applied
    Statistics 54(1), 143–158.
    """
    s, total, d, demanded = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (supply, all_supply, demand, all_demand))
    )
    least = np.maximum(0, s + d - demanded)  # the whole demand may be smaller than what lies in the part
    return lower_tail(least, total, s + d - least, demanded)


def expected_supply(
    all_supply: npt.ArrayLike, demand: npt.ArrayLike, all_demand: npt.ArrayLike
) -> npt.NDArray[np.float64]:
    """Return the suppliers a part would have if supply lay as demand does: ``S d / D``; NaN for D = 0."""
    total, d, demanded = (np.asarray(part, dtype=np.float64) for part in (all_supply, demand, all_demand))
    return total * d / np.where(demanded > 0, demanded, np.nan)


def support_table(ecosystem: Ecosystem, functions: Sequence[str] | None = None) -> pd.DataFrame:
    """Hold support against demand for each sector and function of the region.

    Parameters
    ----------
    ecosystem : Ecosystem
    functions : sequence of str, optional
        See `grid`.

    Returns
    -------
    DataFrame
        One row for each sector and function: ``sector``, ``function``, ``demand`` (start-ups of the sector
        plus needs of the sector and function), ``startups``, ``needs``, ``supply`` (bound to the sector),
        ``cross`` (bound to no sector, so serving all), ``expected`` (see `expected_supply`), ``ratio``
        (supply / demand; NaN without demand), ``p`` (see `lower_tail`; NaN where not tested), ``q``
        (Benjamini–Hochberg over the cells that could be called at all, see `lowest_p`; NaN for others),
        ``coverage`` (share of the supporting bodies of the sector whose functions are recorded) and
        ``state``, one of

        - ``no_demand``: nobody listed asks for it;
        - ``not_surveyed``: nobody is listed, and either the supporting bodies of the sector have no functions
          recorded, or nobody at all is recorded with the function, or official totals say that under 40 % of
          such bodies are listed: absence from the list says nothing;
        - ``none_listed``: nobody is listed, though the sector and the function were looked at;
        - ``thin``: somebody is listed, but fewer than chance (q <= 0.05);
        - ``supplied``: not fewer than chance would have it.
    """
    parts = grid(ecosystem, functions)
    s, d = parts.supplied, parts.demanded
    p = lower_tail(s, s.sum(axis=0), d, d.sum(axis=0))
    recorded = _recorded(ecosystem, parts.sectors)
    function_known = parts.supply.functions.sum(axis=0) > 0
    surveyed = surveyed_sectors(ecosystem, parts.sectors)[:, None] & function_known[None, :]
    p[~surveyed & (s == 0)] = np.nan
    testable = lowest_p(s, s.sum(axis=0), d, d.sum(axis=0)) <= DISCOVERY_RATE
    q = benjamini_hochberg(np.where(testable, p, np.nan))
    states = np.select(
        [d == 0, (s == 0) & ~surveyed, s == 0, q <= DISCOVERY_RATE],
        ["no_demand", "not_surveyed", "none_listed", "thin"],
        "supplied",
    )
    shape = (len(parts.functions), 1)
    columns = {
        "sector": np.repeat(parts.sectors, len(parts.functions)),
        "function": np.tile(parts.functions, len(parts.sectors)),
        "demand": d.ravel(),
        "startups": np.tile(parts.startups.sectors.sum(axis=0), shape).T.ravel(),
        "needs": (parts.needs.sectors.T @ parts.needs.functions).ravel(),
        "supply": s.ravel(),
        "cross": np.tile(parts.cross, len(parts.sectors)),
        "expected": expected_supply(s.sum(axis=0), d, d.sum(axis=0)).ravel(),
        "ratio": (s / np.where(d > 0, d, np.nan)).ravel(),
        "p": p.ravel(),
        "q": q.ravel(),
        "coverage": np.repeat(recorded, len(parts.functions)),
        "state": states.ravel(),
    }
    return pd.DataFrame(columns)


def _recorded(ecosystem: Ecosystem, sectors: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return the share of each sector's supporting bodies with functions recorded; NaN if it has none."""
    organisations = ecosystem.organisations
    bodies = organisations[organisations["in_region"] & organisations["kind"].isin(SUPPORT_KINDS)]
    tags = ecosystem.tags("organisations", "sectors")
    tags = tags[tags.index.isin(bodies.index)]
    known = bodies["functions"].notna().reindex(tags.index)
    shares = known.groupby(tags.to_numpy()).mean()
    return shares.reindex(list(sectors)).to_numpy(dtype=np.float64)


def surveyed_sectors(ecosystem: Ecosystem, sectors: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Return for each sector whether the list can tell that a support function is missing there.

    It cannot where supporting bodies are listed but none has its functions recorded, or where official totals
    say that under `LOW_COVERAGE` of such bodies are listed.
    """
    known = _recorded(ecosystem, sectors) != 0
    shares = [coverage_share(ecosystem, SUPPORT_KINDS, sectors=[sector]) for sector in sectors]
    complete = [share is None or share >= LOW_COVERAGE for share in shares]
    return np.asarray(known & np.asarray(complete, dtype=bool))
