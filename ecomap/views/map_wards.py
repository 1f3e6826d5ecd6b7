"""The ward figures of the map as a table, for readers who ask which wards have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ecomap.i18n import N_, Translator
from ecomap.text import sort_order
from ecomap.views.map import ward_label
from ecomap.views.map_areas import ward_figures

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

HEADINGS = {
    "ward": N_("Ward"),
    "listed": N_("Organisations listed"),
    "population": N_("Population"),
    "area_km2": N_("Area (km²)"),
    "per_10k": N_("Listed per 10,000 people"),
    "per_km2": N_("Listed per km²"),
}


def ward_table(eco: Ecosystem) -> pd.DataFrame:
    """Return one row a ward, those with most organisations first, then in the Vietnamese order of names.

    Returns
    -------
    DataFrame
        Indexed by ward code; columns as in `HEADINGS`. ``listed`` and ``population`` are whole numbers; what
        is not known is missing. Rates are rounded to 2 and 3 places.
    """
    figures = ward_figures(eco)
    rows = pd.DataFrame(
        {
            "ward": [ward_label(ward) for _code, ward in eco.wards.iterrows()],
            "listed": figures["count"].astype(int),
            "population": eco.wards["population"].astype("Int64"),
            "area_km2": eco.wards["area_km2"].astype(float),
            "per_10k": figures["per_10k"].round(2),
            "per_km2": figures["per_km2"].round(3),
        },
        index=eco.wards.index,
    )
    return rows.iloc[sort_order(eco.wards["name"])].sort_values("listed", ascending=False, kind="stable")


def without_any(rows: pd.DataFrame) -> list[str]:
    """Return the names of the wards of `ward_table` where no organisation is listed."""
    return rows.loc[rows["listed"] == 0, "ward"].tolist()


def titled(rows: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return the table with its headings, as it goes into a file."""
    return rows.rename(columns={name: _(label) for name, label in HEADINGS.items()})
