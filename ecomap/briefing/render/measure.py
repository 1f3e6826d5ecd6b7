"""Width of a line of text, for the rules of the official form, which follow the words above them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

FONTS = Path(__file__).parents[1] / "fonts"
MM_PER_POINT = 25.4 / 72
_UNITS = 1000
_NARROWEST, _STEP = 30.0, 2.0
_PADDING = 4.0
"""Left and right of a cell, with something to spare."""


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"Tinos-{'Bold' if bold else 'Regular'}.ttf", _UNITS)


def width_mm(text: str, points: float, *, bold: bool = True) -> float:
    """Return the width in mm of text in Tinos, which has the widths of Times New Roman."""
    return float(_font(bold).getlength(text)) / _UNITS * points * MM_PER_POINT


_word_mm = lru_cache(maxsize=20_000)(width_mm)


def columns_mm(
    shares: Sequence[float], texts: Sequence[Sequence[str]], points: float, room_mm: float, longest: int
) -> list[float]:
    """Divide a room among the columns of a table, so that words keep whole where that is possible.

    Parameters
    ----------
    shares : sequence of float
        Relative widths that are wanted.
    texts : sequence of sequence of str
        What stands in each column.
    longest : int
        Letters of a word from which on it may be broken.
    """
    needs = [
        max(
            (_word_mm(word, points) for text in column for word in text.split() if len(word) <= longest),
            default=0.0,
        )
        + _PADDING
        for column in texts
    ]
    wanted = [room_mm * share / sum(shares) for share in shares]
    if sum(needs) >= room_mm:
        return wanted
    spare = [max(want - need, 0.0) for want, need in zip(wanted, needs, strict=True)]
    lack = sum(max(need - want, 0.0) for want, need in zip(wanted, needs, strict=True))
    return [
        max(want, need) - (lack * free / sum(spare) if lack else 0.0)
        for want, need, free in zip(wanted, needs, spare, strict=True)
    ]


def balanced_mm(text: str, points: float, room_mm: float, *, bold: bool = True) -> float:
    """Return the least width of a block in which a text takes no more lines than in all of its room.

    Lines of about the same length look better in a head than a last line of one word.
    """
    fewest, width = _lines(text, points, room_mm, bold), room_mm
    while width > _NARROWEST and _lines(text, points, width - _STEP, bold) <= fewest:
        width -= _STEP
    return width


def _lines(text: str, points: float, room_mm: float, bold: bool) -> int:
    """Count the lines of a text that is broken between words."""
    space = width_mm(" ", points, bold=bold)
    count, used = 1, 0.0
    for word in text.split():
        length = width_mm(word, points, bold=bold)
        if used and used + space + length > room_mm:
            count, used = count + 1, 0.0
        used += length + (space if used else 0)
    return count


def rule_mm(text: str, points: float, room_mm: float) -> float:
    """Return the length of a rule under a bold text that may run over several lines in a room.

    The decree asks for a third to half of the line; two fifths are between.
    """
    return 0.4 * min(width_mm(text, points), balanced_mm(text, points, room_mm))
