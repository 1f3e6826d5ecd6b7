"""A sheet to draw on in millimetres, and the two files made of it: SVG and PNG, the same bytes every time."""

from __future__ import annotations

import io
import re
import threading
from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.patches import Rectangle

from ecomap.views.map_picture import BOLD, DPI, EDGE, INK, PLAIN, SOFT

MM = 1 / 25.4
"""Inches a millimetre."""
WIDTH = 160.0
"""Usual width of a picture in millimetres: the text area of the official form is 165 wide."""
SMALL, USUAL = 7.5, 8.5
"""Sizes of lettering in points, as printed."""
ACCENT, GROUND, PALE = "#5B2A86", "white", "#ECEEF2"
_KEPT = 96
_LETTERS = 300
"""More than these never fit on a line."""
_MIDDLE = 0.34
"""Distance of the base of a line below its middle, as a share of its size."""
_POINT = 25.4 / 72
_MEASURED = 200.0


@dataclass(frozen=True)
class Drawing:
    """A picture in both forms; `width` and `height` in millimetres."""

    svg: bytes
    png: bytes
    width: float
    height: float


_drawings: dict[Hashable, Drawing] = {}
_lock = threading.Lock()


def kept(key: Hashable, draw: Callable[[], Drawing]) -> Drawing:
    """Return the drawing of a key, made once.

    Parameters
    ----------
    key : hashable
        Everything the drawing depends on, such as the version of a snapshot. The oldest drawings are forgotten.
    """
    # One at a time: matplotlib's settings are global, and what several visitors ask for is mostly the same.
    with _lock:
        if key not in _drawings:
            while len(_drawings) >= _KEPT:
                del _drawings[next(iter(_drawings))]
            _drawings[key] = draw()
        return _drawings[key]


def sheet(width: float, height: float) -> tuple[Figure, Axes]:
    """Return an empty figure and axes in millimetres, the origin at the upper left."""
    figure = Figure(figsize=(width * MM, height * MM), facecolor=GROUND)
    FigureCanvasAgg(figure)  # not pyplot: its global state is not made for several visitors at once
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    return figure, axes


def finished(figure: Figure, height: float | None = None) -> Drawing:
    """Write a figure as SVG and PNG.

    Text in the SVG is outlines: no font is needed where it is shown, and nothing from the data is markup.
    """
    width_inches, height_inches = figure.get_size_inches()
    with matplotlib.rc_context({"svg.hashsalt": "ecomap"}):
        svg, png = io.BytesIO(), io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
        figure.savefig(png, format="png", dpi=DPI, metadata={"Software": None})
    return Drawing(_numbered(svg.getvalue()), png.getvalue(), width_inches / MM, height or height_inches / MM)


_IDS = re.compile(rb'id="([^"]+)"')


def _numbered(svg: bytes) -> bytes:
    """Name the parts of an SVG by their order: matplotlib's names may differ while another thread draws."""
    names = {name: b"e%d" % number for number, name in enumerate(dict.fromkeys(_IDS.findall(svg)))}

    def renamed(match: re.Match[bytes]) -> bytes:
        return match[1] + names.get(match[2], match[2]) + match[3]

    svg = re.sub(rb'(id=")([^"]+)(")', renamed, svg)
    svg = re.sub(rb'(href="#)([^"]+)(")', renamed, svg)
    return re.sub(rb"(url\(#)([^)]+)(\))", renamed, svg)


# Lettering.


def width_of(text: str, size: float = USUAL, font: FontProperties = PLAIN) -> float:
    """Return how wide a text is in millimetres at a size in points."""
    return _width(text, size, str(font.get_file()))


@cache
def _width(text: str, size: float, path: str) -> float:
    face = get_font(path)
    # Measured large: at the size itself each letter would be rounded to a dot of the screen.
    face.set_size(_MEASURED, 72)
    face.set_text(text)
    return float(face.get_width_height()[0] / 64 * _POINT * size / _MEASURED)


def wrapped(
    text: str, room: float, lines: int = 2, size: float = USUAL, font: FontProperties = PLAIN
) -> list[str]:
    """Break a text into lines no wider than `room` millimetres; what is left over ends in "…".

    A word longer than a line is broken.
    """
    out: list[str] = []
    rest = " ".join(text.split())[: lines * _LETTERS]
    while rest:
        line = _first_line(rest, room, size, font)
        if len(out) == lines - 1 and len(line) < len(rest):
            cut = line
            while cut and width_of(cut + "…", size, font) > room:
                cut = cut[:-1]
            return [*out, cut.rstrip(" ,;") + "…"]
        out.append(line)
        rest = rest[len(line) :].lstrip()
    return out or [""]


def _first_line(text: str, room: float, size: float, font: FontProperties) -> str:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size, font) > room:
            break
        line = longer
    if line:
        return line
    word = text.split(" ", 1)[0]
    fitting = bisect_right(range(1, len(word)), room, key=lambda end: width_of(word[:end], size, font))
    return word[: max(fitting, 1)]


def line_height(size: float = USUAL) -> float:
    """Return the height of a line of text in millimetres."""
    return 1.3 * size * _POINT


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = USUAL,
    font: FontProperties = PLAIN,
    colour: str = INK,
    across: str = "left",
    up: str = "center",
) -> None:
    """Write a text at a place in millimetres; `across` and `up` say which part of it stands there."""
    # Lines are placed one by one: matplotlib's own distance is meant for letters without stacked accents.
    lines, step = text.split("\n"), line_height(size)
    height = step * (len(lines) - 1)
    first = {"center": y - height / 2, "top": y + step / 2, "bottom": y - height - step / 2}[up]
    for number, line in enumerate(lines):
        axes.text(
            x, first + number * step + _MIDDLE * size * _POINT, line, fontproperties=font, fontsize=size,
            color=colour, ha=across, va="baseline", parse_math=False, zorder=6,
        )  # fmt: skip


def box(
    axes: Axes,
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    edge: str = "none",
    hatch: str = "",
) -> None:
    """Draw a rectangle; the place is its upper left corner, all in millimetres."""
    axes.add_patch(
        Rectangle((x, y), width, height, facecolor=fill, edgecolor=edge, linewidth=0.6, hatch=hatch or None)
    )


def empty(text: str, width: float = WIDTH, height: float = 30.0) -> Drawing:
    """Return a frame that says in words why there is nothing in it."""
    figure, axes = sheet(width, height)
    box(axes, 0.3, 0.3, width - 0.6, height - 0.6, "#fafafb", EDGE)
    lines = wrapped(text, width - 16, 3)
    write(axes, width / 2, height / 2, "\n".join(lines), colour=SOFT, across="center")
    return finished(figure)


__all__ = [
    "ACCENT", "BOLD", "EDGE", "GROUND", "INK", "MM", "PALE", "PLAIN", "SMALL", "SOFT", "USUAL", "WIDTH",
    "Drawing", "box", "empty", "finished", "kept", "line_height", "sheet", "width_of", "wrapped", "write",
]  # fmt: skip
