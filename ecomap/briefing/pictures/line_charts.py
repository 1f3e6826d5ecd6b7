"""Lines over years: ranks, scores, counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ecomap.briefing.document import Picture, Spans, Value
from ecomap.briefing.pictures.canvas import (
    ACCENT,
    BOLD,
    EDGE,
    PALE,
    SMALL,
    SOFT,
    WIDTH,
    Drawing,
    empty,
    finished,
    kept,
    line_height,
    sheet,
    width_of,
    wrapped,
    write,
)
from ecomap.briefing.pictures.parts import as_picture, known, told
from ecomap.briefing.writer import Writer
from ecomap.i18n import Translator

_Dash = Literal["-"] | tuple[float, tuple[float, ...]]
_Look = tuple[str, str, _Dash]
_SOLID: _Dash = "-"
_LINES: tuple[_Look, ...] = (
    (ACCENT, "o", _SOLID),
    ("#0072B2", "s", (0.0, (6.0, 2.5))),
    ("#C74E00", "^", (0.0, (6.0, 2.0, 1.5, 2.0))),
    ("#00785A", "D", (0.0, (3.0, 2.0))),
)
_UNKNOWN: _Dash = (0.0, (1.0, 3.0))
MOST_SERIES = len(_LINES)
_HEIGHT = 62.0


@dataclass(frozen=True)
class Series:
    """A line: figures by year. A year that is not among them, or not known, leaves a gap."""

    label: str
    points: Mapping[str, Value]


def trend(
    writer: Writer,
    key: str,
    caption: Spans,
    series: Sequence[Series],
    *,
    axis: str,
    rank: bool = False,
    note: Spans = (),
    width: float = WIDTH,
) -> Picture:
    """Draw figures over years.

    Parameters
    ----------
    series : sequence of Series
        At most `MOST_SERIES`: more could not be told apart.
    axis : str
        What is drawn, with its unit.
    rank : bool
        Place 1 is on top.

    Raises
    ------
    ValueError
        For more series.
    """
    if len(series) > MOST_SERIES:
        raise ValueError(f"{len(series)} lines: at most {MOST_SERIES} can be told apart")
    _ = writer._
    parts = tuple(
        (part.label, tuple((year, told(value)) for year, value in sorted(part.points.items())))
        for part in series
    )
    some = any(known(value) is not None for part in series for value in part.points.values())
    made = kept(
        ("trend", _.lang, width, axis, rank, parts),
        lambda: _trend(series, axis, rank, width, _) if some else empty(_("No data"), width),
    )
    points = [
        f"{part.label}, {year}: {value.text}"
        for part in series
        for year, value in sorted(part.points.items())
    ]
    values = tuple(value for part in series for _year, value in sorted(part.points.items()))
    return as_picture(writer, key, caption, made, points, values, note)


def _trend(series: Sequence[Series], axis: str, rank: bool, width: float, _: Translator) -> Drawing:
    figure, axes = sheet(width, _HEIGHT)
    years = sorted({int(year) for part in series for year in part.points})
    heights = [
        value
        for part in series
        for value in (known(figure_) for figure_ in part.points.values())
        if value is not None
    ]
    low, high = _ends(heights, rank)
    left, right, top, bottom = 14.0, width - 8.0, 11.0, _HEIGHT - 9.0 - 5.0 * (len(series) > 1)

    def across(year: float) -> float:
        span = max(years[-1] - years[0], 1)
        return left + 6 + (right - left - 12) * ((year - years[0]) / span if len(years) > 1 else 0.5)

    def down(value: float) -> float:
        share = (value - low) / (high - low)
        return top + (bottom - top) * (share if rank else 1 - share)

    write(axes, 1.0, 4.0, wrapped(axis, width - 2, 1, SMALL)[0], size=SMALL, colour=SOFT)
    for tick in _ticks(low, high, rank):
        axes.add_line(Line2D([left, right], [down(tick)] * 2, color=PALE, linewidth=0.8))
        write(axes, left - 1.5, down(tick), _.number(tick), size=SMALL, colour=SOFT, across="right")
    for year in years:
        axes.add_line(Line2D([across(year)] * 2, [bottom, bottom + 1], color=EDGE, linewidth=0.8))
        write(axes, across(year), bottom + 3.6, str(year), size=SMALL, across="center")
    taken: list[_Box] = []
    for part, look in zip(series, _LINES, strict=False):
        _line(axes, part, across, down, look, taken)
    if len(series) > 1:
        _legend(axes, series, left, _HEIGHT - 3.0, width)
    return finished(figure)


_Box = tuple[float, float, float, float]
Place = Callable[[float], float]


def _line(axes: Axes, part: Series, across: Place, down: Place, look: _Look, taken: list[_Box]) -> None:
    colour, sign, dash = look
    found = [(int(year), value, known(value)) for year, value in sorted(part.points.items())]
    dots = [
        (year, across(year), down(number), value.text) for year, value, number in found if number is not None
    ]
    for (year, x, y, _text), (after, next_x, next_y, _next) in pairwise(dots):
        # A year without a figure is not bridged as if it were known.
        style, width = (dash, 1.8) if after - year == 1 else (_UNKNOWN, 1.0)
        axes.add_line(
            Line2D([x, next_x], [y, next_y], color=colour, linewidth=width, linestyle=style, zorder=3)
        )
    for _year, x, y, _text in dots:
        axes.plot(x, y, marker=sign, color=colour, markersize=6, linestyle="", zorder=4)
        taken.append((x - 1.2, y - 1.2, x + 1.2, y + 1.2))
    for _year, x, y, text in dots:
        _label(axes, x, y, text, colour, taken)


def _label(axes: Axes, x: float, y: float, text: str, colour: str, taken: list[_Box]) -> None:
    """Write the figure of a point where nothing stands yet: above, below, right; else not at all."""
    half, height = width_of(text, SMALL, BOLD) / 2, line_height(SMALL)
    spots = [(x, y - 3.4), (x, y + 3.4), (x + half + 2.2, y), (x - half - 2.2, y)]
    for left, middle in spots:
        place = (left - half, middle - height / 2, left + half, middle + height / 2)
        if all(place[2] <= b[0] or place[0] >= b[2] or place[3] <= b[1] or place[1] >= b[3] for b in taken):
            write(axes, left, middle, text, size=SMALL, font=BOLD, colour=colour, across="center")
            taken.append(place)
            return


def _ends(values: Sequence[float], rank: bool) -> tuple[float, float]:
    """Return the ends of the axis: ranks from 1, other figures from zero unless they are all far from it."""
    most, least = max(values), min(values)
    if rank:
        return 1.0, max(most + 1.0, 5.0)
    step = _step(most - least or most or 1.0)
    low = 0.0 if least < 0.5 * most else np.floor(least / step - 0.5) * step
    return float(low), float((np.floor(most / step) + 1) * step)


def _step(span: float) -> float:
    power = 10.0 ** np.floor(np.log10(span / 4))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= span / 4))


def _ticks(low: float, high: float, rank: bool) -> list[float]:
    step = max(_step(high - low), 1.0 if rank else 0.0)
    ticks = list(np.arange(np.ceil(low / step), np.floor(high / step + 1e-9) + 1) * step)
    return [1.0, *(tick for tick in ticks if tick > 1)] if rank else [round(tick, 9) for tick in ticks]


def _legend(axes: Axes, series: Sequence[Series], left: float, y: float, width: float) -> None:
    room = (width - left) / len(series)
    for position, (part, (colour, sign, dash)) in enumerate(zip(series, _LINES, strict=False)):
        x = left + position * room
        axes.add_line(Line2D([x, x + 7], [y, y], color=colour, linewidth=1.8, linestyle=dash))
        axes.plot(x + 3.5, y, marker=sign, color=colour, markersize=5, linestyle="")
        write(axes, x + 8.5, y, wrapped(part.label, room - 10, 1, SMALL)[0], size=SMALL)
