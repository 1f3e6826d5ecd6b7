"""Horizontal bars: counts by kind or sector, progress to targets, and ways with their conversions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ecomap.briefing.document import Picture, Spans, Value
from ecomap.briefing.pictures.canvas import (
    ACCENT,
    BOLD,
    EDGE,
    INK,
    PALE,
    SMALL,
    SOFT,
    USUAL,
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
from ecomap.views.map_picture import SIGNS

_LABEL_SHARE = 0.36
_GAP = 2.5
_DONE = "#00785A"


@dataclass(frozen=True)
class Bar:
    """A row of `bars`: `shape` is a key of `ecomap.vocabulary.SHAPES`, or '' for none."""

    label: str
    value: Value
    colour: str = ACCENT
    shape: str = ""


def bars(
    writer: Writer, key: str, caption: Spans, rows: Sequence[Bar], *, note: Spans = (), width: float = WIDTH
) -> Picture:
    """Draw counts as horizontal bars, in the order given; what is not known has no bar and says so."""
    _ = writer._
    made = kept(
        ("bars", _.lang, width, tuple((row.label, told(row.value), row.colour, row.shape) for row in rows)),
        lambda: _bars(rows, width, _) if rows else empty(_("No data"), width),
    )
    values = tuple(row.value for row in rows)
    points = [f"{row.label}: {row.value.text}" for row in rows]
    return as_picture(writer, key, caption, made, points, values, note)


def _bars(rows: Sequence[Bar], width: float, _: Translator) -> Drawing:
    sign = 5.0 if any(row.shape for row in rows) else 0.0
    left = _label_room([row.label for row in rows], width) + sign
    lines = [wrapped(row.label, left - sign, 2) for row in rows]
    heights = [max(6.2, line_height() * len(part) + 2.0) for part in lines]
    figure, axes = sheet(width, sum(heights) + 3.0)
    top = max((known(row.value) or 0.0 for row in rows), default=0.0)
    ends = max(width_of(row.value.text) for row in rows) + 3.0
    room, y = width - left - _GAP - ends, 1.5
    for row, label, height in zip(rows, lines, heights, strict=True):
        middle, value = y + height / 2, known(row.value)
        if row.shape:
            axes.plot(
                left - 0.5, middle, marker=SIGNS[row.shape], color=row.colour, markersize=6, linestyle=""
            )
        write(axes, left - 0.8 * sign, middle, "\n".join(label), across="right")
        length = room * value / top if value and top else 0.0
        if length:
            box(axes, left + _GAP, middle - 2.0, length, 4.0, row.colour)
        text, ink = row.value.text, INK if value is not None else SOFT
        write(axes, left + _GAP + length + 1.2, middle, text, colour=ink)
        y += height
    _axis(axes, left + _GAP, 1.0, y)
    return finished(figure)


def _label_room(labels: Sequence[str], width: float) -> float:
    """Return how wide the column of labels is: as the longest of them, within bounds."""
    longest = max((width_of(label) for label in labels), default=0.0)
    return min(longest + 1.0, _LABEL_SHARE * width)


def _axis(axes: Axes, x: float, top: float, bottom: float) -> None:
    axes.add_line(Line2D([x, x], [top, bottom], color=EDGE, linewidth=0.8))


@dataclass(frozen=True)
class Goal:
    """A row of `progress`: what was reached of a target; `share` is reached over target, if that makes sense."""

    label: str
    target: Value
    actual: Value
    share: Value
    unit: str = ""
    year: str = ""


def progress(
    writer: Writer, key: str, caption: Spans, rows: Sequence[Goal], *, note: Spans = (), width: float = WIDTH
) -> Picture:
    """Draw how much of each target is reached; a target without a published result has a hatched track."""
    _ = writer._
    parts = tuple(
        (row.label, told(row.target), told(row.actual), told(row.share), row.unit, row.year) for row in rows
    )
    made = kept(
        ("progress", _.lang, width, parts),
        lambda: _progress(rows, width, _) if rows else empty(_("No data"), width),
    )
    values = tuple(value for row in rows for value in (row.actual, row.target, row.share))
    points = [f"{row.label}: {_reached(row, _)}" for row in rows]
    return as_picture(writer, key, caption, made, points, values, note)


def _reached(row: Goal, _: Translator) -> str:
    target = f"{row.target.text} {row.unit}".strip()
    if known(row.actual) is None:
        text = _("no result published; target {target}", target=target)
    else:
        text = _("{actual} of {target}", actual=row.actual.text, target=target)
        if known(row.share) is not None:
            text += f" ({row.share.text})"
    return f"{text}, {row.year}" if row.year else text


def _progress(rows: Sequence[Goal], width: float, _: Translator) -> Drawing:
    left = 0.5 * width
    lines = [wrapped(row.label, left, 3) for row in rows]
    heights = [max(11.0, line_height() * len(part) + 3.0) for part in lines]
    figure, axes = sheet(width, sum(heights) + 2.0)
    room, y = width - left - _GAP - 1.0, 1.0
    for row, label, height in zip(rows, lines, heights, strict=True):
        middle, share = y + height / 2, known(row.share)
        write(axes, left, middle, "\n".join(label), across="right")
        unknown = known(row.actual) is None or share is None
        x = left + _GAP
        box(axes, x, middle - 3.6, room, 3.6, "white" if unknown else PALE, EDGE, "/////" if unknown else "")
        if share is not None and share > 0:
            box(axes, x, middle - 3.6, room * min(share, 1.0), 3.6, _DONE if share >= 1 else ACCENT)
        text = wrapped(_reached(row, _), room, 1, SMALL)[0]
        write(axes, x, middle + 2.4, text, size=SMALL, colour=SOFT if unknown else INK)
        y += height
    return finished(figure)


@dataclass(frozen=True)
class Step:
    """A step of a `funnel`: its count, and the share that came here from the step before with its interval."""

    label: str
    value: Value
    share: Value | None = None
    low: Value | None = None
    high: Value | None = None

    @property
    def values(self) -> tuple[Value, ...]:
        """The figures of the step."""
        return tuple(part for part in (self.value, self.share, self.low, self.high) if part is not None)


def funnel(
    writer: Writer,
    key: str,
    caption: Spans,
    steps: Sequence[Step],
    *,
    note: Spans = (),
    width: float = WIDTH,
) -> Picture:
    """Draw a way step by step: bars as long as the counts, between them the share that went on."""
    _ = writer._
    parts = tuple((step.label, *(told(value) for value in step.values)) for step in steps)
    made = kept(
        ("funnel", _.lang, width, parts),
        lambda: _funnel(steps, width, _) if steps else empty(_("No data"), width),
    )
    points = [
        f"{step.label}: {step.value.text}" + (f" ({_passage(step, _)})" if step.share is not None else "")
        for step in steps
    ]
    values = tuple(value for step in steps for value in step.values)
    return as_picture(writer, key, caption, made, points, values, note)


def _passage(step: Step, _: Translator) -> str:
    if step.share is None or known(step.share) is None:
        return _("share that went on: not known")
    if step.low is None or step.high is None or known(step.low) is None or known(step.high) is None:
        return _("share that went on: {share}", share=step.share.text)
    return _(
        "share that went on: {share}; 95 % interval {low} to {high}",
        share=step.share.text, low=step.low.text, high=step.high.text,
    )  # fmt: skip


def _funnel(steps: Sequence[Step], width: float, _: Translator) -> Drawing:
    left = _label_room([step.label for step in steps], width)
    lines = [wrapped(step.label, left, 3) for step in steps]
    between = 5.6
    heights = [max(7.0, line_height() * len(part) + 1.0) for part in lines]
    gaps = [between if step.share is not None else 0.0 for step in steps]
    figure, axes = sheet(width, sum(heights) + sum(gaps) + 2.0)
    top = max((known(step.value) or 0.0 for step in steps), default=0.0)
    ends = max(width_of(step.value.text, USUAL, BOLD) for step in steps) + 3.0
    room, y, x = width - left - _GAP - ends, 1.0, left + _GAP
    for step, label, height, gap in zip(steps, lines, heights, gaps, strict=True):
        if gap:
            text = wrapped(_passage(step, _), width - x - 6, 1, SMALL)[0]
            axes.plot(x + 2.5, y + gap / 2, marker="v", color=SOFT, markersize=4, linestyle="")
            write(axes, x + 5.0, y + gap / 2, text, size=SMALL, colour=SOFT)
        y += gap
        middle, value = y + height / 2, known(step.value)
        write(axes, left, middle, "\n".join(label), across="right")
        length = room * value / top if value and top else 0.0
        if value is None:
            box(axes, x, middle - 2.6, 12.0, 5.2, "white", EDGE, "/////")
            length = 12.0
        elif length:
            box(axes, x, middle - 2.6, length, 5.2, ACCENT)
        write(axes, x + length + 1.2, middle, step.value.text, font=BOLD, colour=INK if value else SOFT)
        y += height
    return finished(figure)
