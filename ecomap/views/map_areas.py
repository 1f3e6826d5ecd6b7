"""Figures by ward and the classes they are coloured in."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import mapclassify
import numpy as np
import pandas as pd

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
    ranges : tuple of (float, float)
        Smallest and largest value that occurs in each class.
    uncounted : int
        Organisations of the region that are in no ward of the layer, hence in no figure.
    """

    measure: str
    values: pd.Series
    bounds: tuple[float, ...]
    ranges: tuple[tuple[float, float], ...]
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
        """Rows of colour and text; colour None stands for the hatching of wards that cannot be told."""
        classes, colours = self.classes(), self.colours(theme)
        rows: list[tuple[str | None, str]] = [(colours[0], _.number(0))] if (classes == 0).any() else []
        for colour, (low, high) in zip(colours[1:], self.ranges, strict=True):
            text = _.number(low, 2) if low == high else f"{_.number(low, 2)} – {_.number(high, 2)}"
            rows.append((colour, text))
        return [*rows, (None, _("Not known"))] if (classes == -1).any() else rows

    def payload(self, theme: str, _: Translator) -> dict[str, Any]:
        """Colour (None = unknown) and sentence for each ward, in the order of the ward layer."""
        colours = self.colours(theme)
        label = _(MEASURES[self.measure])
        texts = [
            f"{label}: {_('not known') if pd.isna(value) else _.number(value, 2)}" for value in self.values
        ]
        return {
            "fills": [colours[number] if number >= 0 else None for number in self.classes()],
            "texts": texts,
        }


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
    different figures each is a class of its own.
    """
    wards = eco.wards
    tally = counts.count_by(eco, "ward_code")
    number = tally.reindex(wards.index, fill_value=0).astype(float)
    if measure == "per_10k":
        number = 1e4 * number / wards["population"].astype(float).where(wards["population"] > 0)
    elif measure == "per_km2":
        number = number / wards["area_km2"].astype(float).where(wards["area_km2"] > 0)
    elif measure != "count":
        raise ValueError(f"no measure {measure!r}; one of {', '.join(MEASURES)}")
    bounds = class_bounds(number.to_numpy(), max_classes)
    return Areas(
        measure=measure,
        values=number,
        bounds=bounds,
        ranges=_ranges(number, bounds),
        uncounted=counts.totals(eco).in_region - int(tally.sum()),
    )


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


def _ranges(values: pd.Series, bounds: tuple[float, ...]) -> tuple[tuple[float, float], ...]:
    positive = np.sort(values[values > 0].to_numpy(float))
    lower = (0.0, *bounds)[: len(bounds)]
    inside = [
        positive[(positive > low) & (positive <= high)] for low, high in zip(lower, bounds, strict=True)
    ]
    return tuple((float(part.min()), float(part.max())) for part in inside)
