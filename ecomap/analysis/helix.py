"""The three houses of a triple helix: State, science and enterprise, and how they are tied."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

HOUSES: Mapping[str, tuple[str, ...]] = {
    "state": ("government",),
    "science": ("university", "research_institute"),
    "enterprise": ("enterprise", "startup"),
}
"""Kinds of organisations of each house; all other kinds stand outside the three."""

HOUSE_LABELS: Mapping[str, str] = {
    "state": N_("State"),
    "science": N_("Science"),
    "enterprise": N_("Enterprise"),
}

MUTUAL = frozenset(code for code, tie in v.TIE_TYPES.items() if tie.label == tie.inverse)
"""Types of ties that go both ways by what they mean, such as a partnership."""

PAIRS = tuple(combinations_with_replacement(HOUSES, 2))

_FIRST_YEAR_SHARE = 0.02


@once_per_snapshot
def members(ecosystem: Ecosystem) -> pd.Series:
    """Return the house of each organisation of the region that belongs to one, indexed by id (sorted)."""
    house = {kind: name for name, kinds in HOUSES.items() for kind in kinds}
    organisations = ecosystem.organisations
    here = organisations.loc[organisations["in_region"], "kind"].astype(object)
    return here.map(house).dropna().sort_index().rename("house")


@once_per_snapshot
def tied_pairs(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the pairs of organisations of the three houses with a tie between them.

    Ties through programmes are not counted: both ends must be organisations.

    Returns
    -------
    DataFrame
        One row a pair: ``a``, ``b`` (ids, a < b), ``pair`` (houses, as in `PAIRS`, joined with ``-``),
        ``ties`` (number), ``mutual`` (bool: ties in both directions, or of a type that goes both ways),
        ``first_year`` (of the first dated tie; missing if none is dated), ``last_year`` (of the last end;
        missing unless all have ended).
    """
    house = members(ecosystem)
    ties = ecosystem.ties
    ties = ties[
        ties["source"].isin(house.index)
        & ties["target"].isin(house.index)
        & (ties["source"] != ties["target"])
    ]
    source, target = ties["source"].to_numpy(dtype=object), ties["target"].to_numpy(dtype=object)
    forward = source < target
    frame = pd.DataFrame(
        {
            "a": np.where(forward, source, target),
            "b": np.where(forward, target, source),
            "out": forward | ties["type"].isin(MUTUAL).to_numpy(),
            "back": ~forward | ties["type"].isin(MUTUAL).to_numpy(),
            "first_year": ties["start_on"].dt.year.astype("Float64").to_numpy(),
            "last_year": ties["end_on"].dt.year.astype("float64").fillna(np.inf).to_numpy(),
        }
    )
    groups = frame.groupby(["a", "b"], sort=True)
    pairs = groups.agg(
        ties=("out", "size"),
        out=("out", "any"),
        back=("back", "any"),
        first_year=("first_year", "min"),
        last_year=("last_year", "max"),
    ).reset_index()
    order = {name: place for place, name in enumerate(HOUSES)}
    ends = [
        sorted(two, key=order.__getitem__)
        for two in zip(house.reindex(pairs["a"]), house.reindex(pairs["b"]), strict=True)
    ]
    return pd.DataFrame(
        {
            "a": pairs["a"],
            "b": pairs["b"],
            "pair": pd.Series(["-".join(two) for two in ends], index=pairs.index, dtype=object),
            "ties": pairs["ties"],
            "mutual": (pairs["out"] & pairs["back"]).astype(bool),
            "first_year": pairs["first_year"].astype("Int64"),
            "last_year": pairs["last_year"].where(np.isfinite(pairs["last_year"])).astype("Int64"),
        }
    )


def densities(ecosystem: Ecosystem, only: pd.Index | None = None) -> pd.DataFrame:
    """Return how densely each house is tied within and with each other house.

    ``density = tied pairs / possible pairs``; ``reciprocity = mutual pairs / tied pairs`` (Wasserman &
    Faust 1994, ch. 4 and 13).

    Parameters
    ----------
    ecosystem : Ecosystem
    only : Index, optional
        Ids the houses are narrowed to, such as those of one sector.

    Returns
    -------
    DataFrame
        Index ``pair`` (`PAIRS` joined with ``-``); columns ``first``, ``second`` (houses), ``possible``,
        ``tied``, ``ties`` (int), ``density``, ``reciprocity`` (NaN where there is nothing to divide by).

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.analysis.helix import densities
    >>> list(densities(ecomap.load("data")).index)[1]
    'state-science'
    """
    house, pairs = members(ecosystem), tied_pairs(ecosystem)
    if only is not None:
        house = house[house.index.isin(only)]
        pairs = pairs[pairs["a"].isin(only) & pairs["b"].isin(only)]
    return _densities(house.value_counts(), pairs)


def _densities(sizes: pd.Series, pairs: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for first, second in PAIRS:
        n, m = int(sizes.get(first, 0)), int(sizes.get(second, 0))
        rows.append({"pair": f"{first}-{second}", "first": first, "second": second,
                     "possible": n * (n - 1) // 2 if first == second else n * m})  # fmt: skip
    table = pd.DataFrame(rows).set_index("pair")
    grouped = pairs.groupby("pair")
    table["tied"] = grouped.size().reindex(table.index).fillna(0).astype(np.int64)
    table["ties"] = grouped["ties"].sum().reindex(table.index).fillna(0).astype(np.int64)
    mutual = grouped["mutual"].sum().reindex(table.index).fillna(0)
    table["density"] = table["tied"] / table["possible"].where(table["possible"] > 0)
    table["reciprocity"] = mutual / table["tied"].where(table["tied"] > 0)
    return table


def by_sector(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return `densities` among the organisations of each sector: index ``(sector, pair)``."""
    tags = ecosystem.tags("organisations", "sectors")
    parts = {code: densities(ecosystem, tags.index[tags == code]) for code in ecosystem.sectors.index}
    return pd.concat(parts, names=["sector"]) if parts else pd.DataFrame()


def by_year(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return `densities` year by year, from pairs whose ties had begun and not all ended.

    Sizes of the houses are those of today, since most founding years are not known: so it shows how ties
    grew, not how houses did. Pairs without any dated tie are left out of every year; they are counted in
    the column ``undated``.

    Returns
    -------
    DataFrame
        Index ``(year, pair)``; empty if no tie is dated. Early years that hold less than 2 % of the dated
        pairs are joined with the next.
    """
    pairs, sizes = tied_pairs(ecosystem), members(ecosystem).value_counts()
    dated = pairs.dropna(subset=["first_year"])
    if dated.empty:
        return pd.DataFrame()
    begun = dated["first_year"].value_counts().sort_index().cumsum()
    first = int(begun.index[begun >= _FIRST_YEAR_SHARE * len(dated)].min())
    undated = pairs[pairs["first_year"].isna()].groupby("pair").size()
    parts = {}
    for year in range(first, int(dated["first_year"].max()) + 1):
        alive = dated[(dated["first_year"] <= year) & ~(dated["last_year"] < year).fillna(False)]
        parts[year] = _densities(sizes, alive).assign(
            undated=lambda table: undated.reindex(table.index).fillna(0).astype(np.int64)
        )
    return pd.concat(parts, names=["year"])


def expected_tied(ecosystem: Ecosystem, repeats: int) -> npt.NDArray[np.int64]:
    """Draw the tied pairs of each pair of houses when houses are dealt to the organisations at random.

    The network stays as it is, labels are permuted (as in QAP), so who is tied much stays tied much.

    Returns
    -------
    array of int, shape (repeats, len(PAIRS))

    References
    ----------
    Krackhardt (1988), Predicting with networks, Social Networks 10, 359–381.
    """
    house, pairs = members(ecosystem), tied_pairs(ecosystem)
    names = list(HOUSES)
    label = np.array([names.index(name) for name in house], dtype=np.int64)
    ends = [house.index.get_indexer(pd.Index(pairs[end])) for end in ("a", "b")]
    column = np.zeros((len(names), len(names)), dtype=np.int64)
    for place, (first, second) in enumerate(PAIRS):
        column[names.index(first), names.index(second)] = column[names.index(second), names.index(first)] = (
            place
        )
    rng = generator("helix.houses")
    drawn = np.empty((repeats, len(PAIRS)), dtype=np.int64)
    for row in range(repeats):
        dealt = label[rng.permutation(len(label))]
        drawn[row] = np.bincount(column[dealt[ends[0]], dealt[ends[1]]], minlength=len(PAIRS))
    return drawn


def expected_in_sectors(ecosystem: Ecosystem, repeats: int) -> tuple[pd.Series, npt.NDArray[np.int64]]:
    """Count science–enterprise pairs within each sector, and draw them with sectors dealt at random.

    Sectors are dealt within each house: who is tied with whom, and how many work in a sector, stay as they
    are.

    Returns
    -------
    tied : Series of int
        Tied pairs of a science body and an enterprise of the same sector, by sector; empty if nothing is
        tied.
    drawn : array of int, shape (repeats, sectors)
    """
    house, pairs = members(ecosystem), tied_pairs(ecosystem)
    tags = ecosystem.tags("organisations", "sectors")
    tags = tags[tags.index.isin(house.index)]
    pairs = pairs[pairs["pair"] == "science-enterprise"]
    if tags.empty or pairs.empty:
        return pd.Series(dtype=np.int64), np.zeros((repeats, 0), dtype=np.int64)
    sectors, column = np.unique(tags.to_numpy(dtype=str), return_inverse=True)
    member = np.zeros((len(house), len(sectors)), dtype=bool)
    member[house.index.get_indexer(tags.index), column] = True
    a, b = (house.index.get_indexer(pd.Index(pairs[end])) for end in ("a", "b"))
    tied = pd.Series((member[a] & member[b]).sum(axis=0), index=sectors)
    rng, place = generator("helix.sectors"), np.arange(len(house))
    groups = [np.flatnonzero(house.to_numpy() == name) for name in ("science", "enterprise")]
    drawn = np.empty((repeats, len(sectors)), dtype=np.int64)
    for row in range(repeats):
        for group in groups:
            place[group] = rng.permutation(group)
        drawn[row] = (member[place[a]] & member[place[b]]).sum(axis=0)
    return tied, drawn
