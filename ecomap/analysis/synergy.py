"""Mutual information of place, sector and house: whether the three houses work as one system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap.analysis import entropy
from ecomap.analysis.evidence import generator, joined, labelled, number, once_per_snapshot
from ecomap.analysis.finding import Message
from ecomap.analysis.helix import HOUSES, by_year, members
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

FEWEST_RECORDS = 30
"""With fewer placed organisations no mutual information is computed."""

REPEATS = 199


@dataclass(frozen=True)
class Synergy:
    """Mutual information of place, sector and house.

    Attributes
    ----------
    value, low, high : float
        T in bits with its 95 % bootstrap interval; below zero is synergy.
    null_low, null_high : float
        Where 95 % of T lie if place, sector and house have nothing to do with each other.
    p : float
        Two-sided permutation p-value.
    organisations, left_out : int
        Counted, and left out because their ward or sector is not known.
    """

    value: float
    low: float
    high: float
    null_low: float
    null_high: float
    p: float
    organisations: int
    left_out: int

    @property
    def synergic(self) -> bool:
        """Whether the houses work as one system: T below chance and below zero."""
        return self.value < min(self.null_low, 0.0)

    @property
    def told_from_chance(self) -> bool:
        """Whether it differs from chance: two-sided at 2.5 %, since it is one of several looks at the houses."""
        return self.p <= 0.025


def records(ecosystem: Ecosystem) -> tuple[entropy.Records | None, pd.Index, list[str]]:
    """Return the organisations of the houses as records of ward, sectors and house.

    Returns
    -------
    records : Records or None
        None if no organisation has both.
    ids : Index
        The organisations, in the order of the records.
    sectors : list of str
        The second dimension.
    """
    house = members(ecosystem)
    wards = ecosystem.organisations["ward_code"].reindex(house.index)
    tags = ecosystem.tags("organisations", "sectors")
    tags = tags[tags.index.isin(wards.dropna().index)]
    if tags.empty:
        return None, house.index[:0], []
    sectors = sorted(tags.unique())
    weights = pd.crosstab(tags.index, tags.to_numpy())[sectors]
    weights = weights.div(weights.sum(axis=1), axis=0).sort_index()
    ids = weights.index
    places, u = np.unique(wards.reindex(ids).to_numpy(dtype=str), return_inverse=True)
    houses = list(HOUSES)
    g = np.array([houses.index(name) for name in house.reindex(ids)], dtype=np.int64)
    return (
        entropy.Records(u, weights.to_numpy(dtype=np.float64), g, (len(places), len(sectors), len(houses))),
        ids,
        sectors,
    )


@once_per_snapshot
def synergy(ecosystem: Ecosystem) -> Synergy | None:
    """Return the mutual information of ward, sector and house, and whether it can be told from chance.

    Returns
    -------
    Synergy or None
        None with fewer than `FEWEST_RECORDS` organisations of known ward and sector, or if one of the three
        has a single value only: then nothing can be said.

    References
    ----------
    Leydesdorff (2003), Scientometrics 58; Leydesdorff & Fritsch (2006), Research Policy 35
    (place × sector × size). See `ecomap.analysis.entropy` for the estimators and the sign.
    """
    found, ids, _ = records(ecosystem)
    if found is None or len(ids) < FEWEST_RECORDS or _flat(found):
        return None
    return _synergy(found, len(members(ecosystem)) - len(ids), "all")


@once_per_snapshot
def synergy_by_sector(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the part of T that each sector brings, and whether it can be told from chance.

    Returns
    -------
    DataFrame
        Indexed by sector: ``bits`` (the parts add up to T), ``null_low`` and ``null_high`` (where 95 % of the part
        lie by chance), ``p`` (two-sided permutation), ``told_from_chance`` (bool; false discoveries over the sectors
        held at 5 %). Empty where T is not defined.
    """
    found, ids, sectors = records(ecosystem)
    columns = ["bits", "null_low", "null_high", "p", "told_from_chance"]
    if found is None or len(ids) < FEWEST_RECORDS or _flat(found):
        return pd.DataFrame(columns=columns)
    rng, n = generator("helix.synergy.sectors"), len(found.u)
    parts = _parts(found.table())
    drawn = [
        found.table(g=found.g[rng.permutation(n)], i=found.i[rng.permutation(n)]) for _ in range(REPEATS)
    ]
    null = np.array([_parts(counts) for counts in drawn])
    low, high = np.quantile(null, [0.025, 0.975], axis=0)
    p = np.array([entropy.p_value(part, one) for part, one in zip(parts, null.T, strict=True)])
    told = benjamini_hochberg(p) <= 0.05
    values = (parts, low, high, p, told)
    return pd.DataFrame(dict(zip(columns, values, strict=True)), index=pd.Index(sectors, name="sector"))


def _parts(counts: entropy.Counts) -> npt.NDArray[np.float64]:
    return entropy.contributions(entropy.shrunk_probabilities(counts)[0], axis=1)


def synergy_by_year(ecosystem: Ecosystem, years: Iterable[int]) -> pd.DataFrame:
    """Return `synergy` at the end of each year; years with too few organisations are left out.

    Organisations of unknown founding year count in every year. Years with the same organisations have the same
    figures.

    Returns
    -------
    DataFrame
        Indexed by year: the fields of `Synergy` and ``told_from_chance``.
    """
    rows, last = {}, None
    for year in years:
        then = ecosystem.at(date(year, 12, 31))
        houses = members(then)
        if last is None or not houses.equals(last[0]):
            last = houses, synergy(then)
        if (found := last[1]) is not None:
            rows[year] = {**vars(found), "told_from_chance": found.told_from_chance}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")


def year_sentence(table: pd.DataFrame) -> Message | None:
    """Say in which years of `synergy_by_year` T can be told from chance; None without any year."""
    if table.empty:
        return None
    unsure = table.index[~table["told_from_chance"].astype(bool)]
    ends = {"first": str(table.index.min()), "last": str(table.index.max())}
    if unsure.empty:
        text = N_(
            "In every year from {first} to {last} mutual information of ward, sector and house can be told from chance."
        )
        return Message(text, ends)
    text = N_(
        "Of the years from {first} to {last}, mutual information of ward, sector and house cannot be told from chance "
        "in: {years}."
    )
    return Message(text, {**ends, "years": ", ".join(map(str, unsure))})


def sector_sentence(ecosystem: Ecosystem) -> Message | None:
    """Say of which sectors the part of T cannot be told from chance; None where T is not defined or all can."""
    table = synergy_by_sector(ecosystem)
    told = table["told_from_chance"].astype(bool)
    if told.all():
        return None
    if not told.any():
        return Message(
            N_(
                "By sector: what each brings to the mutual information of ward, sector and house cannot be told from "
                "chance."
            )
        )
    values = {
        "sectors": joined([labelled(ecosystem.sectors, code) for code in table.index[~told]]),
        "others": int(told.sum()),
    }
    text = N_(
        "By sector: what {sectors} bring to the mutual information of ward, sector and house cannot be told from "
        "chance; what {others} other sectors bring can."
    )
    return Message(text, values)


def _flat(found: entropy.Records) -> bool:
    return len(np.unique(found.u)) < 2 or found.shape[1] < 2 or len(np.unique(found.g)) < 2


def _synergy(found: entropy.Records, left_out: int, purpose: str) -> Synergy:
    rng = generator(f"helix.synergy.{purpose}")
    value = entropy.estimate(found.table())
    null = entropy.permutation_null(found, REPEATS, rng)
    low, high = entropy.bootstrap_interval(found, REPEATS, rng)
    null_low, null_high = np.quantile(null, [0.025, 0.975])
    p = entropy.p_value(value, null)
    return Synergy(value, low, high, float(null_low), float(null_high), p, len(found.u), left_out)


def sentence(found: Synergy) -> Message:
    """Say in one sentence what T of the snapshot shows, and whether it can be told from chance."""
    values = {
        "bits": number(found.value, 3),
        "low": number(found.low, 3),
        "high": number(found.high, 3),
        "p": number(found.p, 3),
        "n": found.organisations,
        "left": found.left_out,
    }
    if not found.told_from_chance:
        text = N_(
            "Mutual information of ward, sector and house is {bits} bits ({low} to {high}), which "
            "cannot be told from "
            "chance (p = {p}); {n} organisations counted, {left} without ward or sector left out."
        )
    elif found.synergic:
        text = N_(
            "Mutual information of ward, sector and house is {bits} bits ({low} to {high}; p = "
            "{p}): below zero and below "
            "chance, so the three houses show synergy; {n} organisations counted, {left} without "
            "ward or sector left out."
        )
    else:
        text = N_(
            "Mutual information of ward, sector and house is {bits} bits ({low} to {high}; p = "
            "{p}): above chance, so the "
            "houses are split along place and sector; {n} organisations counted, {left} without "
            "ward or sector left out."
        )
    return Message(text, values)


@dataclass(frozen=True, eq=False)
class HouseSynergy:
    """How far the three houses work as one system.

    Attributes
    ----------
    years, sectors : DataFrame
        See `synergy_by_year` and `synergy_by_sector`; empty where nothing can be told.
    said : tuple of Message
        What the whole, its sectors and its years say, as far as there is something to say.
    """

    years: pd.DataFrame
    sectors: pd.DataFrame
    said: tuple[Message, ...]


def of_houses(ecosystem: Ecosystem) -> HouseSynergy:
    """Return the synergy of a snapshot as a whole, by sector, and in the years in which ties are dated."""
    ties = by_year(ecosystem)
    years = synergy_by_year(ecosystem, ties.index.unique("year") if len(ties) else ())
    whole = synergy(ecosystem)
    said = (sentence(whole) if whole else None, sector_sentence(ecosystem), year_sentence(years))
    return HouseSynergy(
        years, synergy_by_sector(ecosystem), tuple(message for message in said if message is not None)
    )
