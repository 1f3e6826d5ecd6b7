"""Small parts of WordprocessingML that python-docx does not write: fields, bookmarks, rules, links, plain tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

TWIPS_PER_MM = 1440 / 25.4
Element = BaseOxmlElement
_TABLE_BORDERS = ("top", "left", "bottom", "right", "insideH", "insideV")


def twips(mm: float) -> str:
    """Return a length as Word counts it, in twentieths of a point."""
    return str(round(mm * TWIPS_PER_MM))


def el(tag: str, *children: Element | None, **attributes: str) -> Element:
    """Make an element of the ``w:`` namespace with ``w:`` attributes; None among the children is left out."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    made.extend(child for child in children if child is not None)
    return made


def run(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    """Make a run of text."""
    made = el("r")
    if bold or italic:
        made.append(el("rPr", el("b") if bold else None, el("i") if italic else None))
    made.append(_text(text))
    return made


def _text(text: str) -> Element:
    made = el("t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field(instruction: str, result: str) -> list[Element]:
    """Make the runs of a field; `result` is what it shows until it is brought up to date."""
    code = el("instrText")
    code.text = f" {instruction} "
    code.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    parts = [el("fldChar", fldCharType="begin"), code, el("fldChar", fldCharType="separate")]
    runs = [el("r", part) for part in parts]
    return [*runs, run(result), el("r", el("fldChar", fldCharType="end"))]


def bookmark(name: str, number: int, content: Iterable[Element]) -> list[Element]:
    """Put content between the marks of a bookmark."""
    start = el("bookmarkStart", id=str(number), name=name)
    return [start, *content, el("bookmarkEnd", id=str(number))]


def link(relation: str, text: str) -> Element:
    """Make a link to the address that stands under the relation."""
    made = el("hyperlink")
    made.set(qn("r:id"), relation)
    shown = run(text)
    shown.insert(0, el("rPr", el("rStyle", val="Hyperlink")))
    made.append(shown)
    return made


def paragraph(style: str, runs: Iterable[Element] = (), *properties: Element | None) -> Element:
    """Make a paragraph of a style, given by its id; `properties` must stand in the order of the schema."""
    made = el("p", el("pPr", el("pStyle", val=style), *properties))
    made.extend(runs)
    return made


def lines(texts: Sequence[str], **form: bool) -> list[Element]:
    """Make runs with a line break between the texts."""
    runs: list[Element] = []
    for place, text in enumerate(texts):
        runs += ([el("r", el("br"))] if place else []) + [run(text, **form)]
    return runs


def rule(style: str, length_mm: float, room_mm: float) -> Element:
    """Make a rule of a length, in the middle of its room: the upper border of an empty, low paragraph."""
    side = twips(max(room_mm - length_mm, 0) / 2)
    border = el("pBdr", el("top", val="single", sz="6", space="1", color="000000"))
    spacing = el("spacing", before="60", after="0", line="120", lineRule="exact")
    return paragraph(style, (), border, spacing, el("ind", left=side, right=side, firstLine="0"))


def cell(width_mm: float, content: Iterable[Element], *properties: Element | None) -> Element:
    """Make a cell; one without content gets the empty paragraph that Word wants."""
    made = el("tc", el("tcPr", el("tcW", w=twips(width_mm), type="dxa"), *properties))
    made.extend(list(content) or [el("p")])
    return made


def row(cells: Iterable[Element], header: bool = False, whole: bool = True) -> Element:
    """Make a row; a `whole` one does not break over two pages, a header row is shown again on each."""
    made = el("tr", el("trPr", el("cantSplit") if whole else None, el("tblHeader") if header else None))
    made.extend(cells)
    return made


def table(
    widths_mm: Sequence[float], rows: Iterable[Element], *, borders: dict[str, str] | None = None
) -> Element:
    """Make a table of fixed columns.

    Parameters
    ----------
    borders : dict of str to str, optional
        Side (``top``, ``insideH`` …) -> colour; other sides, or all, have none.
    """
    borders = borders or {}
    sides = [
        el(side, val="single", sz="4", space="0", color=borders[side])
        if side in borders
        else el(side, val="nil")
        for side in _TABLE_BORDERS
    ]
    margin = twips(1.5 if borders else 0)
    properties = el(
        "tblPr",
        el("tblW", w=twips(sum(widths_mm)), type="dxa"),
        el("jc", val="center"),
        el("tblBorders", *sides),
        el("tblLayout", type="fixed"),
        el("tblCellMar", el("left", w=margin, type="dxa"), el("right", w=margin, type="dxa")),
    )
    grid = el("tblGrid", *(el("gridCol", w=twips(width)) for width in widths_mm))
    made = el("tbl", properties, grid)
    made.extend(rows)
    return made
