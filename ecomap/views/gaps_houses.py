"""The three houses as a triangle, in words and as the scale of its lines."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from ecomap.analysis.helix import HOUSE_LABELS
from ecomap.i18n import Translator
from ecomap.views.gaps_bars import ACCENT
from ecomap.views.gaps_pictures import PAGE
from ecomap.views.symbols import image

_CORNERS = {"state": (300.0, 60.0), "science": (110.0, 340.0), "enterprise": (490.0, 340.0)}
_WIDEST = 26.0


def triangle_html(houses: pd.DataFrame, top: float, theme: str, _: Translator) -> str:
    """Return the three houses as corners, joined by lines as wide as their density.

    Parameters
    ----------
    houses : DataFrame
        See `ecomap.analysis.helix.densities`.
    top : float
        Density of the widest line, the same for all years so that they can be compared.
    """
    ink, ground = ("#1f2430" if theme == "light" else "#e8eaf0"), PAGE[theme]
    lines, texts = [], []
    for row in _rows(houses):
        (x1, y1), (x2, y2) = _CORNERS[str(row.first)], _CORNERS[str(row.second)]
        width = 0 if not top or not np.isfinite(row.density) else _WIDEST * row.density / top
        if row.first == row.second:
            continue
        dash = "" if row.tied else ' stroke-dasharray="2 8"'
        lines.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ACCENT[theme]}" '
            f'stroke-opacity="0.75" stroke-width="{max(width, 1.5):.1f}"{dash}/>'
        )
        text = _density(row.density, _)
        x, y = (x1 + x2) / 2, (y1 + y2) / 2 + 7
        texts.append(_label(x, y, text, ink, ground, 11 * len(text)))
    for house, (x, y) in _CORNERS.items():
        inside = houses.loc[f"{house}-{house}"]
        lines.append(f'<circle cx="{x}" cy="{y}" r="42" fill="{ground}" stroke="{ink}" stroke-width="2"/>')
        texts.append(_text(x, y + 6, _density(inside["density"], _), ink, 17))
        side = y - 56 if house == "state" else y + 68
        texts.append(_text(x, side + 4, _(HOUSE_LABELS[house]), ink, 21, "bold"))
    label = " ".join(triangle_sentences(houses, _))
    return image(
        'viewBox="0 -20 600 450" width="600"', "".join([*lines, *texts]), label, "width:100%;max-width:34rem"
    )


def _rows(houses: pd.DataFrame) -> Iterator[Any]:
    return houses.itertuples()


def _density(value: Any, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    return _.percent(value, 0 if not value else 1 if value >= 0.005 else 2)


def _label(x: float, y: float, text: str, ink: str, ground: str, width: float) -> str:
    corner = f'x="{x - width / 2 - 5:.0f}" y="{y - 21:.0f}" width="{width + 10:.0f}" height="29"'
    return f'<rect {corner} rx="5" fill="{ground}"/>' + _text(x, y, text, ink, 18)


def _text(x: float, y: float, text: str, ink: str, size: int, weight: str = "normal") -> str:
    style = f'font-family="sans-serif" font-size="{size}" font-weight="{weight}" text-anchor="middle" fill="{ink}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(text)}</text>'


def triangle_sentences(houses: pd.DataFrame, _: Translator) -> list[str]:
    """Say in words what the triangle shows."""
    sentences = []
    for row in _rows(houses):
        names = {"first": _(HOUSE_LABELS[str(row.first)]), "second": _(HOUSE_LABELS[str(row.second)])}
        figures = {"tied": int(row.tied), "possible": int(row.possible), "share": _density(row.density, _)}
        if row.first == row.second:
            sentences.append(
                _("Within {first}: {tied} of {possible} pairs are tied ({share}).", **names, **figures)
            )
        else:
            sentences.append(
                _("{first} with {second}: {tied} of {possible} pairs are tied ({share}).", **names, **figures)
            )
    return sentences


def widest(years: pd.DataFrame, houses: pd.DataFrame) -> float:
    """Return the largest density between two houses in any year: the scale of the lines."""
    tables = [table for table in (years, houses) if len(table)]
    found = [float(t.loc[t["first"] != t["second"], "density"].max()) for t in tables]
    return max((value for value in found if np.isfinite(value)), default=0.0)
