"""The three houses as a triangle and in words, and how far they work as one system by year and by sector."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from ecomap.analysis.helix import HOUSE_LABELS
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.views import labels
from ecomap.views.gaps_bars import ACCENT, bar, bar_rows
from ecomap.views.gaps_pictures import PAGE
from ecomap.views.symbols import Label, drawing

_CORNERS = {"state": (300.0, 60.0), "science": (110.0, 340.0), "enterprise": (490.0, 340.0)}
_WIDEST = 26.0
INK = {"light": "#1f2430", "dark": "#e8eaf0"}
_CHANCE = {"light": "#d5d8de", "dark": "#43474f"}
_BOX = (0.0, 0.0, 640.0, 250.0)
_LEFT, _RIGHT, _TOP, _BOTTOM = 64.0, 626.0, 14.0, 212.0
_ROOM_FOR_YEARS = 8
"""Years that can be written side by side under the picture on a phone."""


def triangle_html(houses: pd.DataFrame, top: float, theme: str, _: Translator) -> str:
    """Return the three houses as corners, joined by lines as wide as their density.

    Parameters
    ----------
    houses : DataFrame
        See `ecomap.analysis.helix.densities`.
    top : float
        Density of the widest line, the same for all years so that they can be compared.
    """
    ink, ground = INK[theme], PAGE[theme]
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
        style = f"background:{ground};padding:0 0.3rem;border-radius:0.25rem"
        texts.append(Label((x1 + x2) / 2, (y1 + y2) / 2, _density(row.density, _), style))
    for house, (x, y) in _CORNERS.items():
        inside = houses.loc[f"{house}-{house}"]
        lines.append(f'<circle cx="{x}" cy="{y}" r="42" fill="{ground}" stroke="{ink}" stroke-width="2"/>')
        texts.append(Label(x, y, _density(inside["density"], _)))
        side = y - 60 if house == "state" else y + 66
        texts.append(Label(x, side, _(HOUSE_LABELS[house]), "font-size:1rem;font-weight:600"))
    label = " ".join(triangle_sentences(houses, _))
    return drawing((0, -25, 600, 455), "".join(lines), texts, label, "34rem")


def _rows(houses: pd.DataFrame) -> Iterator[Any]:
    return houses.itertuples()


def _density(value: Any, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    return _.percent(value, 0 if not value else 1 if value >= 0.005 else 2)


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


def synergy_html(years: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return the mutual information of ward, sector and house year by year, with intervals and what chance gives.

    Parameters
    ----------
    years : DataFrame
        See `ecomap.analysis.synergy.synergy_by_year`; at least one year.
    """
    spans = years[["value", "low", "high", "null_low", "null_high"]].to_numpy(dtype=np.float64).round(6)
    floor, top = min(float(np.nanmin(spans)), 0.0), max(float(np.nanmax(spans)), 0.0)
    step = _tick(top - floor)
    floor, top = np.floor(floor / step) * step, max(np.ceil(top / step) * step, step)
    wide = (_RIGHT - _LEFT) / len(years)

    def height(bits: float) -> float:
        return _TOP + (_BOTTOM - _TOP) * (top - bits) / (top - floor)

    ink, accent = INK[theme], ACCENT[theme]
    shapes, texts = [], []
    for bits in np.arange(floor, top + step / 2, step):
        y, zero = height(bits), abs(bits) < step / 2
        strength = "0.9" if zero else "0.18"
        shapes.append(f'<path d="M{_LEFT} {y:.1f}H{_RIGHT}" stroke="{ink}" stroke-opacity="{strength}"/>')
        text = _.number(0.0 if zero else round(float(bits), 6), 2)
        texts.append(Label(_LEFT - 8, y, text, "transform:translate(-100%,-50%);font-size:0.8125rem"))
    for place, row in enumerate(years.itertuples()):
        x = _LEFT + (place + 0.5) * wide
        shapes.append(_year_shapes(row, x, wide, height, accent, theme))
        if _is_written(place, len(years)):
            texts.append(Label(x, _BOTTOM + 20, str(row.Index), "font-size:0.8125rem"))
    return drawing(_BOX, "".join(shapes), texts, synergy_alt(years, _), "44rem") + _synergy_legend(
        years, theme, _
    )


def _year_shapes(
    row: Any, x: float, wide: float, height: Callable[[float], float], accent: str, theme: str
) -> str:
    """Return one year: the range of chance as a band, the interval as a line, T as a dot, hollow if unsure."""
    low, high = height(row.null_low), height(row.null_high)
    fill = accent if row.told_from_chance else PAGE[theme]
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{high:.1f}" width="{wide + 0.5:.1f}" height="{max(low - high, 1):.1f}" '
        f'fill="{_CHANCE[theme]}"/>'
        f'<path d="M{x:.1f} {height(row.low):.1f}V{height(row.high):.1f}" stroke="{accent}" stroke-width="3"/>'
        f'<circle cx="{x:.1f}" cy="{height(row.value):.1f}" r="6.5" fill="{fill}" stroke="{accent}" stroke-width="3"/>'
    )


def _tick(span: float) -> float:
    """Return a round distance (1, 2 or 5 times a power of ten) that makes three to six lines over a span."""
    if not span:
        return 0.1
    power = 10.0 ** np.floor(np.log10(span / 3))
    return float(next(n * power for n in (1, 2, 5, 10) if span / (n * power) <= 5))


def _is_written(place: int, years: int) -> bool:
    """Return whether the year of a place is written; the last one is, and others as far as there is room."""
    return (years - 1 - place) % -(-years // _ROOM_FOR_YEARS) == 0


def _synergy_legend(years: pd.DataFrame, theme: str, _: Translator) -> str:
    dot = "display:inline-block;width:0.75rem;height:0.75rem;border-radius:50%;margin-right:0.35rem;"
    edge = f"border:2px solid {ACCENT[theme]};vertical-align:-1px;"
    keys = [
        (f"{dot}{edge}background:{ACCENT[theme]}", _("bits of the year; the line is the 95 % interval")),
        (f"{dot}background:{_CHANCE[theme]};border-radius:0", _("where 95 % of the values lie by chance")),
    ]
    if not years["told_from_chance"].astype(bool).all():
        keys.insert(1, (dot + edge, _("cannot be told from chance")))
    spans = "".join(
        f'<span class="eco-key"><span style="{style}"></span>{escape(text)}</span>' for style, text in keys
    )
    return f'<div class="eco-legend">{spans}</div>'


def synergy_alt(years: pd.DataFrame, _: Translator) -> str:
    """Say in words what the picture of the years shows."""
    first, last = years.iloc[0], years.iloc[-1]
    return _(
        "Mutual information of ward, sector and house: {then} bits in {first}, {now} bits in {last}.",
        first=str(years.index[0]),
        last=str(years.index[-1]),
        then=_.number(first["value"], 3),
        now=_.number(last["value"], 3),
    )


def synergy_rows(years: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return the picture of the years as rows of text, the newest first."""
    back = years.sort_index(ascending=False)
    return pd.DataFrame(
        {
            _("Year"): [str(year) for year in back.index],
            _("Bits (95 % interval)"): [
                f"{_.number(row.value, 3)} ({_.number(row.low, 3)} – {_.number(row.high, 3)})"
                for row in _rows(back)
            ],
            _("By chance"): [
                f"{_.number(row.null_low, 3)} – {_.number(round(row.null_high, 6), 3)}" for row in _rows(back)
            ],
            _("Told from chance"): [_("yes") if row.told_from_chance else _("no") for row in _rows(back)],
            _("Organisations"): [_.number(row.organisations) for row in _rows(back)],
            _("Left out"): [_.number(row.left_out) for row in _rows(back)],
        }
    )


def sectors_html(ecosystem: Ecosystem, sectors: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return what each sector brings to the synergy as bars, the most first.

    Parameters
    ----------
    sectors : DataFrame
        See `ecomap.analysis.synergy.synergy_by_sector`. A part above zero, which is no synergy, has an empty bar.
    """
    name = labels.namer(ecosystem, "sectors", _.lang)
    ranked = sectors.sort_values("bits", kind="stable")
    most = max(float(-ranked["bits"].min()), 0.0) or 1.0
    rows = []
    for row in _rows(ranked):
        figure = _("{bits} bits", bits=_.number(row.bits, 4))
        if not row.told_from_chance:
            figure = _("{bits} bits, cannot be told from chance", bits=_.number(row.bits, 4))
        rows.append((name(str(row.Index)), figure, bar(max(-row.bits, 0.0) / most, theme)))
    return bar_rows(rows)
