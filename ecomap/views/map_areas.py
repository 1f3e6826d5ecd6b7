"""Figures by ward and the classes they are coloured in."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import mapclassify
import numpy as np
import pandas as pd
from babel.numbers import format_decimal

from ecomap import counts
from ecomap.i18n import N_, Translator

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

MEASURES: Mapping[str, str] = {
    "count": N_("Number of organisations"),
    "per_10k": N_("Organisations per 10,000 people"),
    "per_km2": N_("Organisations per km²"),
}
MAX_CLASSES = 5

# ColorBrewer "Purples" (Brewer 1994), ends pulled apart; dark grounds run from dim to bright so that more is
# always further from the ground.
RAMPS: Mapping[str, tuple[str, ...]] = {
    "light": ("#dcd6ec", "#b9aedb", "#9583c4", "#7453a6", "#4a1486"),
    "dark": ("#3a2a55", "#57407d", "#7a5ea8", "#a388d3", "#d9c8ff"),
}
ZERO: Mapping[str, str] = {"light": "#f7f7f9", "dark": "#1d212a"}


@dataclass(frozen=True)
class Areas:
    """A figure for each ward, cut into classes.

    Parameters
    ----------
    measure : str
        A key of `MEASURES`.
    values : Series
        Figure by ward code; NaN where it cannot be known (no population, no area).
    bounds : tuple of float
        Upper end of each class of positive values, rising. Zero is a class of its own.
    decimals : int
        Places after the decimal mark with which the bounds are written, and up to which they are rounded.
    counted : int
        Organisations in the figures.
    uncounted : int
        Organisations of the region that are in no ward of the layer, hence in no figure.
    """

    measure: str
    values: pd.Series
    bounds: tuple[float, ...]
    decimals: int
    counted: int
    uncounted: int

    def classes(self) -> pd.Series:
        """Class number by ward code: 0 for a figure of zero, 1 … n rising, -1 where the figure is unknown."""
        numbers = np.searchsorted(np.asarray(self.bounds), self.values.to_numpy(float)) + 1
        numbers = np.where(self.values.eq(0), 0, numbers)
        return pd.Series(np.where(self.values.isna(), -1, numbers), index=self.values.index)

    def colours(self, theme: str) -> list[str]:
        """One colour a class, zero first."""
        ramp = RAMPS[theme]
        picks = (
            np.linspace(0, len(ramp) - 1, len(self.bounds)).round().astype(int)
            if len(self.bounds) > 1
            else [2]
        )
        return [ZERO[theme], *(ramp[pick] for pick in picks[: len(self.bounds)])]

    def legend(self, theme: str, _: Translator) -> list[tuple[str | None, str]]:
        """Rows of colour and text; colour None stands for the hatching of wards that cannot be told.

        The classes leave no gap: counts read "1–2", "3–5"; rates ">0.48–0.81", the lower end being excluded.
        """
        classes, colours = self.classes(), self.colours(theme)
        rows: list[tuple[str | None, str]] = [(colours[0], _("none listed"))] if (classes == 0).any() else []
        lower = (0.0, *self.bounds)
        for colour, low, high in zip(colours[1:], lower, self.bounds, strict=False):
            rows.append((colour, self._range(low, high, _)))
        return [*rows, (None, _("Not known"))] if (classes == -1).any() else rows

    def _range(self, low: float, high: float, _: Translator) -> str:
        if self.measure == "count":
            first = _.number(low + 1)
            return first if low + 1 == high else f"{first}–{_.number(high)}"
        return f">{_fixed(low, self.decimals, _) if low else 0}–{_fixed(high, self.decimals, _)}"

    def _text(self, value: float, _: Translator) -> str:
        if pd.isna(value):
            return _("not known")
        if value == 0:
            return _("none listed")
        least = 10.0**-self.decimals
        if self.measure == "count" or value >= least:
            return _fixed(value, self.decimals, _)
        return f"<{_fixed(least, self.decimals, _)}"

    def payload(self, theme: str, _: Translator) -> dict[str, Any]:
        """Colour (None = unknown) and sentence for each ward, in the order of the ward layer."""
        colours = self.colours(theme)
        label = _(MEASURES[self.measure])
        texts = [f"{label}: {self._text(value, _)}" for value in self.values]
        return {
            "fills": [colours[number] if number >= 0 else None for number in self.classes()],
            "texts": texts,
        }


def _fixed(value: float, decimals: int, _: Translator) -> str:
    """Write a number with just so many places after the decimal mark, so that a column of them is even."""
    return str(format_decimal(value, "#,##0." + "0" * decimals if decimals else "#,##0", locale=_.lang))


def ward_areas(eco: Ecosystem, measure: str = "count", max_classes: int = MAX_CLASSES) -> Areas:
    """Count the organisations of each ward and cut the figures into classes.

    Whether a place is known to the metre or by ward only makes no difference here.

    Parameters
    ----------
    eco : Ecosystem
        The organisations to count; select a kind or a sector first.
    measure : str
        ``"count"``, ``"per_10k"`` (population of the ward table) or ``"per_km2"`` (area of the ward table).

    Notes
    -----
    Classes are natural breaks (Fisher 1958, Jenks 1977) of the positive figures, by mapclassify. With few
    different figures each is a class of its own. The bounds of rates are rounded up to what is written.
    """
    if measure not in MEASURES:
        raise ValueError(f"no measure {measure!r}; one of {', '.join(MEASURES)}")
    figures = ward_figures(eco)
    counted = int(figures["count"].sum())
    bounds, decimals = class_bounds(figures[measure].to_numpy(float), max_classes), 0
    if measure != "count":
        bounds, decimals = _rounded_up(bounds)
    return Areas(
        measure=measure,
        values=figures[measure],
        bounds=bounds,
        decimals=decimals,
        counted=counted,
        uncounted=counts.totals(eco).in_region - counted,
    )


def ward_figures(eco: Ecosystem) -> pd.DataFrame:
    """Return every measure for every ward.

    Returns
    -------
    DataFrame
        Indexed by ward code, one column of floats for each of `MEASURES`: organisations listed, and these per
        10,000 people and per km². NaN where population or area is not known.
    """
    wards = eco.wards
    number = counts.count_by(eco, "ward_code").reindex(wards.index, fill_value=0).astype(float)
    people, area = (wards[name].astype(float) for name in ("population", "area_km2"))
    return pd.DataFrame(
        {
            "count": number,
            "per_10k": 1e4 * number / people.where(people > 0),
            "per_km2": number / area.where(area > 0),
        }
    )


def counted_among(areas: Areas, everyone: Ecosystem) -> Areas:
    """Return figures of a part with the uncounted of the whole: one without a ward may belong to any part."""
    return replace(areas, uncounted=ward_areas(everyone).uncounted)


def _rounded_up(bounds: tuple[float, ...]) -> tuple[tuple[float, ...], int]:
    """Round bounds up to the fewest places, two at least, that keep them apart; return them and the places."""
    for decimals in range(2, 7):
        steps = np.ceil(np.round(np.asarray(bounds) * 10.0**decimals, 6))
        if len(np.unique(steps)) == len(bounds):
            break
    return tuple(np.unique(steps / 10.0**decimals).tolist()), decimals


def class_bounds(values: Sequence[float] | np.ndarray, max_classes: int = MAX_CLASSES) -> tuple[float, ...]:
    """Upper ends of the classes of the positive values; () if there are none."""
    known = np.asarray(values, dtype=float)
    positive = known[np.isfinite(known) & (known > 0)]
    different = np.unique(positive)
    if len(different) <= max_classes:
        return tuple(different.tolist())
    with warnings.catch_warnings():
        # mapclassify recommends numba; for some dozens of wards plain Python takes a millisecond.
        warnings.simplefilter("ignore", UserWarning)
        breaks = mapclassify.FisherJenks(positive, k=max_classes).bins
    return tuple(np.unique(breaks).tolist())
