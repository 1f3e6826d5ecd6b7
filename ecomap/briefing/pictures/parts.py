"""What all pictures share: figures as they are drawn, and the block of the document made of a drawing."""

from __future__ import annotations

from collections.abc import Sequence

from ecomap.briefing.document import Picture, Spans, Value, plain_text
from ecomap.briefing.pictures.canvas import Drawing
from ecomap.briefing.writer import Writer

_SAID = 60
"""Points of the text alternative; a picture with more says that there are more."""


def known(value: Value) -> float | None:
    """Return the number of a figure; None where it cannot be told."""
    return value.answer.value


def told(value: Value) -> tuple[str, float | None]:
    """Return what a drawing depends on of a figure."""
    return value.text, value.answer.value


def as_picture(
    writer: Writer,
    key: str,
    caption: Spans,
    drawing: Drawing,
    points: Sequence[str],
    values: tuple[Value, ...],
    note: Spans = (),
) -> Picture:
    """Put a drawing into the document; `points` say in words what it shows."""
    _ = writer._
    said = "; ".join(points[:_SAID])
    if len(points) > _SAID:
        said = _("{points}; and {n} more", points=said, n=len(points) - _SAID)
    alternative = f"{plain_text(caption)}. {said or _('No data')}."
    return Picture(
        key=key,
        caption=caption,
        svg=drawing.svg,
        png=drawing.png,
        width_mm=drawing.width,
        alternative=alternative,
        values=values,
        note=note,
    )
