"""Which organisation to ask next: what is missing or may no longer hold, and how much hangs on it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomap.analysis.ageing import chance_holds, prior
from ecomap.analysis.evidence import once_per_snapshot, source_dates
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.network import measures

FIELDS = {
    "status": N_("whether it is active"),
    "ward_code": N_("ward"),
    "website": N_("website"),
    "stage": N_("stage"),
}
"""Fields a call can bring, with their labels (message ids); ``stage`` is asked of start-ups only."""

DAYS_A_YEAR = 365.25


@once_per_snapshot
def ages(ecosystem: Ecosystem) -> pd.Series:
    """Return the years from each organisation's newest source to the newest of the snapshot.

    NaN where none of its sources is dated.
    """
    organisations = ecosystem.organisations
    tags = ecosystem.tags("organisations", "source_ids")
    dates = source_dates(ecosystem)
    newest = pd.Series(dates.reindex(tags.to_numpy()).to_numpy(), index=tags.index).groupby(level=0).max()
    here = organisations.index[organisations["in_region"]]
    return ((dates.max() - newest.reindex(here)).dt.days / DAYS_A_YEAR).rename("age")


@once_per_snapshot
def facts(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the chance that each field of each organisation of the region is known and still holds.

    Returns
    -------
    DataFrame of float
        Index: organisation ids; columns: `FIELDS`. 0 where the field is empty (status: not known), NaN
        where it does not apply. A fact without dated source is taken as old as the median one; with no
        dates at all nothing ages.
    """
    organisations = ecosystem.organisations
    here = organisations[organisations["in_region"]]
    age = ages(ecosystem).reindex(here.index)
    middle = age.median()
    age = age.fillna(0.0 if pd.isna(middle) else middle)
    table = pd.DataFrame(index=here.index, columns=list(FIELDS), dtype=np.float64)
    for field in FIELDS:
        known = here[field].notna() & (here[field] != "unknown")
        for kind in here["kind"].unique():
            assumed = prior(field, kind)
            rows = (here["kind"] == kind).to_numpy()
            if assumed is not None:
                table.loc[rows, field] = np.where(known[rows], chance_holds(age[rows], assumed.hazard), 0.0)
    return table


@once_per_snapshot
def call_list(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the organisations of the region in the order in which a call would improve the data most.

    ``gain = (1 + log2(1 + degree)) · Σ over fields (1 − chance that it is known and still holds)``: what
    would be learned, weighted by how many others are tied with the organisation.

    Returns
    -------
    DataFrame
        Index ``id``, best first; columns: ``gain``, ``missing`` (fields without value, joined with ``;``),
        ``doubtful`` (fields that hold with less than an even chance), ``age`` (years, NaN where not dated),
        ``degree``.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.analysis.gaps.data import call_list
    >>> bool(call_list(ecomap.load("data")).gain.is_monotonic_decreasing)
    True
    """
    chance = facts(ecosystem)
    degree = measures(ecosystem, ["degree"])["degree"].reindex(chance.index).fillna(0).astype(np.int64)
    gain = (1 - chance).sum(axis=1) * (1 + np.log2(1 + degree))
    table = pd.DataFrame(
        {
            "gain": gain,
            "missing": _named(chance == 0),
            "doubtful": _named((chance > 0) & (chance < 0.5)),
            "age": ages(ecosystem).reindex(chance.index),
            "degree": degree,
        }
    )
    order = np.lexsort((table.index.to_numpy(dtype=str), -table["gain"].to_numpy().round(9)))
    return table.iloc[order].rename_axis("id")


def _named(flags: pd.DataFrame) -> list[str]:
    names = np.array(flags.columns, dtype=object)
    return [";".join(names[row]) for row in flags.to_numpy(dtype=bool)]
