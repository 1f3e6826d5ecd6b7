"""Mutual information of place, sector and house: whether the three houses work as one system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from ecomap.analysis import entropy
from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.analysis.finding import Message
from ecomap.analysis.helix import HOUSES, members
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


def synergy_by_sector(ecosystem: Ecosystem) -> pd.Series:
    """Return the part of T that each sector brings, in bits; empty where T is not defined."""
    found, ids, sectors = records(ecosystem)
    if found is None or len(ids) < FEWEST_RECORDS or _flat(found):
        return pd.Series(dtype=np.float64)
    shrunk, _ = entropy.shrunk_probabilities(found.table())
    return pd.Series(entropy.contributions(shrunk, axis=1), index=sectors, name="bits")


def synergy_by_year(ecosystem: Ecosystem, years: range) -> pd.DataFrame:
    """Return `synergy` at the end of each year; years with too few organisations are left out.

    Organisations of unknown founding year count in every year.
    """
    rows = {}
    for year in years:
        found = synergy(ecosystem.at(date(year, 12, 31)))
        if found is not None:
            rows[year] = {**vars(found), "told_from_chance": found.told_from_chance}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("year")


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
        "bits": _bits(found.value),
        "low": _bits(found.low),
        "high": _bits(found.high),
        "p": two_places(found.p),
        "n": found.organisations,
        "left": found.left_out,
    }
    if not found.told_from_chance:
        text = N_(
            "Mutual information of ward, sector and house is {bits} bits ({low} to {high}), which "
            "cannot be told from "
            "chance (p = {p}); {n} organisations counted, {left} without ward or sector left out."
        )
    elif found.value < found.null_low:
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


def _bits(value: float) -> dict[str, str]:
    text = f"{value:.3f}".replace("-", "−")
    return {"vi": text.replace(".", ","), "en": text}


def two_places(value: object) -> dict[str, str]:
    """Write a p-value with two places in both languages."""
    text = f"{value:.2f}"
    return {"vi": text.replace(".", ","), "en": text}
