"""The legend of the graph as HTML, which wraps where a narrow screen leaves a chart's own no room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from ecomap import vocabulary as v
from ecomap.i18n import Translator
from ecomap.views.symbols import image


@dataclass(frozen=True)
class Entry:
    """A mark and what it stands for: a shape of the vocabulary, or a line where `shape` is empty."""

    label: str
    ink: str
    shape: str = ""
    dash: str = ""


def entries(
    kinds: Collection[str],
    tie_types: Collection[str],
    groups: Sequence[tuple[str, str]],
    _: Translator,
    theme: str,
) -> tuple[Entry, ...]:
    """Return the entries for what is drawn.

    Parameters
    ----------
    kinds, tie_types : collection of str
        Codes of what occurs in the drawing.
    groups : sequence of (str, str)
        Name and colour of the communities that colour stands for; if there are any, kinds are told by shape.
    """
    neutral = v.TIE_GROUPS["structure"].ink(theme)
    found = [Entry(name, colour, "circle") for name, colour in groups]
    found += [
        Entry(_(kind.plural), neutral if groups else kind.ink(theme), kind.shape)
        for kind in v.KINDS.values()
        if kind.code in kinds
    ]
    present = {v.TIE_TYPES[code].group for code in tie_types}
    found += [
        Entry(_("Tie: {group}", group=_(group.label)), group.ink(theme), dash=group.dash)
        for group in v.TIE_GROUPS.values()
        if group.code in present
    ]
    return tuple(found)


def legend_html(legend: Sequence[Entry]) -> str:
    """Write a legend as a list; names are escaped."""
    items = "".join(f"<li>{_mark(entry)} {escape(entry.label)}</li>" for entry in legend)
    return f'<ul class="eco-legend" style="list-style:none;margin:0;padding:0">{items}</ul>'


def _mark(entry: Entry) -> str:
    style = "display:inline;vertical-align:middle"
    if entry.shape:
        path = f'<path d="{v.SHAPES[entry.shape]}" fill="{entry.ink}"/>'
        return image('viewBox="-2 -2 28 28" width="16" height="16"', path, style=style)
    line = f'<path d="M0 4h24" stroke="{entry.ink}" stroke-width="3" stroke-dasharray="{entry.dash}"/>'
    return image('width="24" height="8"', line, style=style)
