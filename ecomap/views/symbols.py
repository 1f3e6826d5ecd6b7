"""Symbols of kinds and other small pictures as HTML images."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from ecomap.vocabulary import KINDS, SHAPES

GROUND = {"light": "#ffffff", "dark": "#171a21"}


def image(frame: str, content: str, alt: str = "", style: str = "") -> str:
    """Return SVG as an image tag: Streamlit's cleaner takes bare SVG out of HTML.

    Parameters
    ----------
    frame : str
        Attributes of the SVG, such as its view box.
    content : str
        What is inside it.
    alt : str
        Text for readers who do not see it; empty for ornament.
    """
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{content}</svg>'
    return f'<img alt="{escape(alt)}" style="{style}" src="data:image/svg+xml,{quote(svg)}">'


class Label(NamedTuple):
    """A text on a `drawing`: where its middle is, in the units of the view box, and its CSS."""

    x: float
    y: float
    text: str
    style: str = ""


def drawing(
    box: tuple[float, float, float, float], content: str, labels: Iterable[Label], alt: str, width: str
) -> str:
    """Return SVG with texts over it, which are HTML: in an image they could not have the font of the page.

    Parameters
    ----------
    box : (float, float, float, float)
        The view box: left, top, width, height.
    content : str
        What is inside the SVG.
    alt : str
        What the drawing and its texts say, for readers who do not see it.
    width : str
        The greatest width, as CSS. The texts keep their size on a narrow screen.
    """
    left, top, wide, high = box
    texts = "".join(
        f'<span class="eco-label" aria-hidden="true" style="left:{100 * (label.x - left) / wide:.1f}%;'
        f'top:{100 * (label.y - top) / high:.1f}%;{label.style}">{escape(label.text)}</span>'
        for label in labels
    )
    frame = f'viewBox="{left:g} {top:g} {wide:g} {high:g}" width="{wide:g}"'
    picture = image(frame, content, alt, "display:block;width:100%")
    return f'<div class="eco-drawing" style="max-width:{width}">{picture}{texts}</div>'


def mark(kind: str, theme: str = "light", hollow: bool = False) -> str:
    """Return the path of a kind's symbol in a box of 24 by 24; hollow where only the ward is known."""
    ink, ground = KINDS[kind].ink(theme), GROUND[theme]
    fill, stroke, width = (ground, ink, 3.6) if hollow else (ink, ground, 1.6)
    return f'<path d="{SHAPES[KINDS[kind].shape]}" fill="{fill}" stroke="{stroke}" stroke-width="{width}"/>'


def symbol(kind: str, theme: str = "light", hollow: bool = False, size: int = 16) -> str:
    """Return the symbol of a kind for legends and lists; write the label beside it."""
    frame = f'viewBox="-2 -2 28 28" width="{size}" height="{size}"'
    return image(frame, mark(kind, theme, hollow), style="vertical-align:-2px;display:inline")
