"""A heat map: rows by columns, such as support by sector and function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from ecomap.briefing.document import Picture, Spans, Value
from ecomap.briefing.pictures.canvas import (
    BOLD,
    EDGE,
    INK,
    SMALL,
    SOFT,
    WIDTH,
    Drawing,
    box,
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
from ecomap.views.gaps_pictures import STATE_LABELS
from ecomap.views.map_areas import RAMPS

_HEAD_LINES = 5
_SIZE = 8.0


@dataclass(frozen=True)
class State:
    """How a cell is drawn: `mark` is written in it ('' for its figure), `ground` '' takes the colour of the figure."""

    label: str
    mark: str = ""
    ground: str = ""
    hatch: str = ""


STATES: Mapping[str, State] = {
    "supplied": State(STATE_LABELS["supplied"]),
    "thin": State(STATE_LABELS["thin"], hatch="...."),
    "none_listed": State(STATE_LABELS["none_listed"], "0", "#FBE3D3"),
    "not_surveyed": State(STATE_LABELS["not_surveyed"], "?", "white", "////"),
    "no_demand": State(STATE_LABELS["no_demand"], "·", "#fafafb"),
}
"""States of `ecomap.analysis.support_grid`."""


@dataclass(frozen=True)
class Cell:
    """A cell: its figure, and its state (a key of `STATES`)."""

    value: Value
    state: str = "supplied"


def heat_map(
    writer: Writer,
    key: str,
    caption: Spans,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Sequence[Sequence[Cell]],
    *,
    note: Spans = (),
    width: float = WIDTH,
) -> Picture:
    """Draw a table of figures as a heat map; more is darker, each state looks different without colour too.

    Parameters
    ----------
    rows, columns : sequence of str
        Labels.
    cells : sequence of sequence of Cell
        One row after the other.
    """
    _ = writer._
    parts = tuple(tuple((told(cell.value), cell.state) for cell in row) for row in cells)
    made = kept(
        ("grid", _.lang, width, tuple(rows), tuple(columns), parts),
        lambda: _grid(rows, columns, cells, width, _) if rows and columns else empty(_("No data"), width),
    )
    points = [
        f"{row}: " + ", ".join(f"{column} {_text(cell)}" for column, cell in zip(columns, line, strict=True))
        for row, line in zip(rows, cells, strict=True)
    ]
    values = tuple(cell.value for line in cells for cell in line)
    return as_picture(writer, key, caption, made, points, values, note)


def _text(cell: Cell) -> str:
    """Return what stands in a cell."""
    if known(cell.value):
        return cell.value.text
    return STATES[cell.state].mark or cell.value.text


def _grid(
    rows: Sequence[str], columns: Sequence[str], cells: Sequence[Sequence[Cell]], width: float, _: Translator
) -> Drawing:
    left = min(max(width_of(row, _SIZE) for row in rows) + 2.0, 0.4 * width)
    side = min((width - left) / len(columns), 24.0)
    heads = [wrapped(column, side - 1.5, _HEAD_LINES, SMALL) for column in columns]
    names = [wrapped(row, left - 2.0, 2, _SIZE) for row in rows]
    head = line_height(SMALL) * max(len(part) for part in heads) + 2.0
    heights = [max(4.8, line_height(_SIZE) * len(part) + 1.0) for part in names]
    present = [code for code in STATES if any(cell.state == code for line in cells for cell in line)]
    figure, axes = sheet(width, head + sum(heights) + 3.0 + 4.6 * -(-len(present) // 2))
    top = max((known(cell.value) or 0.0 for line in cells for cell in line), default=0.0)
    for position, part in enumerate(heads):
        write(axes, left + (position + 0.5) * side, head - 1.0, "\n".join(part), size=SMALL, across="center",
              up="bottom")  # fmt: skip
    y = head
    for name, line, height in zip(names, cells, heights, strict=True):
        write(axes, left - 2.0, y + height / 2, "\n".join(name), across="right", size=_SIZE)
        for position, cell in enumerate(line):
            _draw(axes, cell, left + position * side, y, (side, height), top)
        y += height
    _legend(axes, present, y + 4.0, width, _)
    return finished(figure)


def _draw(axes: Axes, cell: Cell, x: float, y: float, size: tuple[float, float], top: float) -> None:
    state, value = STATES[cell.state], known(cell.value)
    ground, ink = (state.ground, SOFT) if state.ground and not value else _shade(value or 0.0, top)
    box(axes, x, y, *size, ground, "white", state.hatch)
    write(axes, x + size[0] / 2, y + size[1] / 2, _text(cell), size=_SIZE, colour=ink, across="center",
          font=BOLD)  # fmt: skip


def _shade(value: float, top: float) -> tuple[str, str]:
    """Return ground and ink: more is darker, by the logarithm, since counts are skewed."""
    ramp = RAMPS["light"]
    step = min(len(ramp) - 1, int(len(ramp) * np.log1p(value) / np.log1p(max(top, 1.0) + 1)))
    return ramp[step], "white" if step >= 3 else INK


def _legend(axes: Axes, present: Sequence[str], y: float, width: float, _: Translator) -> None:
    for position, code in enumerate(present):
        state = STATES[code]
        x, row = 1.0 + (position % 2) * width / 2, y + 4.6 * (position // 2)
        box(axes, x, row - 1.6, 5.5, 3.2, state.ground or RAMPS["light"][2], EDGE, state.hatch)
        if state.mark:
            write(axes, x + 2.75, row, state.mark, size=SMALL, colour=SOFT, across="center")
        write(axes, x + 7.0, row, wrapped(_(state.label), width / 2 - 9, 1, SMALL)[0], size=SMALL)
