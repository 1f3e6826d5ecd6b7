"""The text of a briefing as Word paragraphs, tables and pictures that can be edited."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Emu, Mm

from ecomap.briefing.document import (
    Block,
    Bullets,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Plain,
    Spans,
    Table,
    Value,
)
from ecomap.briefing.render import word_styles as styles
from ecomap.briefing.render.form import Form, Item, breaks, kept_whole, table_widths
from ecomap.briefing.render.text import is_blank, mark_groups
from ecomap.briefing.render.word_xml import (
    Element,
    bookmark,
    cell,
    el,
    field,
    link,
    paragraph,
    row,
    run,
    table,
    twips,
)

_ALIGN = {"l": "left", "r": "right", "c": "center"}
_TALLEST = 200
_SMALL = 6


class Pages:
    """Writes blocks at the end of a Word document, on pages of one size after the other."""

    def __init__(self, word: WordDocument, form: Form, look: styles.Look) -> None:
        self.word, self.form, self.look = word, form, look
        self.bookmarks = 0
        self.numbering = 90
        self.notes = {note.number for note in form.notes}

    @property
    def section(self) -> Section:
        """The last section, which what is written next belongs to."""
        return self.word.sections[-1]

    @property
    def width(self) -> float:
        """Width of the text in mm."""
        section = self.section
        assert section.page_width and section.left_margin is not None and section.right_margin is not None
        return float(Emu(section.page_width - section.left_margin - section.right_margin).mm)

    def put(self, *elements: Element) -> None:
        """Write elements at the end."""
        for element in elements:
            self.word.element.body.sectPr.addprevious(element)

    def named(self, name: str, content: Sequence[Element]) -> list[Element]:
        """Give content a name that fields can refer to; a name that begins with ``_`` is hidden in Word's lists."""
        self.bookmarks += 1
        return bookmark(name, self.bookmarks, content)

    def turn(self, wide: bool, number_from: int | None = None) -> None:
        """Begin a new page that is turned or upright, and its numbers at `number_from` if given."""
        section = self.word.add_section(WD_SECTION.NEW_PAGE)
        self._join_break()
        long, short = Mm(297), Mm(210)
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (long, short) if wide else (short, long)
        section.different_first_page_header_footer = number_from is not None
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        if number_from is not None:
            section._sectPr.insert_element_before(
                el("pgNumType", start=str(number_from)), "w:cols", "w:titlePg", "w:docGrid"
            )

    def _join_break(self) -> None:
        """Put the end of a section into its last paragraph: one of its own could fall on an empty page."""
        *_, alone, _last = self.word.element.body
        before = alone.getprevious()
        if before is not None and before.tag == qn("w:p") and not before.findall(f".//{qn('w:sectPr')}"):
            before.get_or_add_pPr().append(alone.pPr.sectPr)
            self.word.element.body.remove(alone)

    def restart_numbers(self) -> None:
        """Let the numbers of the headings that follow begin anew."""
        self.numbering += 1
        styles.restart_headings(self.word, self.numbering)

    # Text.

    def runs(self, spans: Spans) -> list[Element]:
        """Write spans as runs and fields."""
        return [element for span in spans for element in self._span(span)]

    def _span(self, span: object) -> Iterator[Element]:
        if isinstance(span, Plain):
            yield run(span.text, bold=span.bold, italic=span.italic)
        elif isinstance(span, Value):
            yield run(span.text, bold=span.bold)
        elif isinstance(span, Mark):
            yield from self._mark(span)
        else:
            label, anchor = self.form.reference(span.key)  # type: ignore[attr-defined]
            yield from field(f"REF _Ref_{anchor} \\h", label) if anchor else [run(label)]

    def _mark(self, mark: Mark) -> Iterator[Element]:
        for place, group in enumerate(mark_groups(mark)):
            for end, number in enumerate(group):
                yield run("–" if end else ", " if place else "[")
                known = number in self.notes
                yield from field(f"REF _Note_{number} \\h", str(number)) if known else [run(str(number))]
        if mark.numbers:
            yield run("]")

    # Blocks.

    def block(self, item: Item) -> None:
        """Write a block."""
        block: Block = item.block
        if isinstance(block, Heading):
            self._heading(item, block)
        elif isinstance(block, Paragraph):
            self.put(
                paragraph(styles.CAVEAT if block.role == "caveat" else styles.BODY, self.runs(block.spans))
            )
        elif isinstance(block, Bullets):
            self.put(*(paragraph("ListBullet", self.runs(spans)) for spans in block.items))
        elif isinstance(block, Table):
            self._wide(
                item
            ) if item.wide and self.section.orientation != WD_ORIENT.LANDSCAPE else self._table(item)
        else:
            self._picture(item, block)

    def blocks(self, items: Sequence[Item]) -> None:
        """Write blocks one after the other."""
        for item in items:
            self.block(item)

    def _heading(self, item: Item, block: Heading) -> None:
        level = min(max(block.level, 1), 3)
        runs = self.runs(block.spans)
        if level == 3 and item.label:
            runs.insert(0, run(f"{item.label} "))
        chosen = None
        if self.numbering > 90 and level < 3 and item.label:
            chosen = el("numPr", el("ilvl", val=str(level - 1)), el("numId", val=str(self.numbering)))
        self.put(paragraph(f"Heading{level}", self.named(f"_Part_{item.anchor}", runs), chosen))

    def caption(self, item: Item, spans: Spans, *, above: bool) -> None:
        """Write a caption whose number Word counts."""
        words = item.label.rsplit(" ", 1)[0]
        counted = [run(f"{words} "), *field(f"SEQ {words} \\* ARABIC", str(item.number))]
        runs = self.named(f"_Ref_{item.anchor}", counted)
        if not is_blank(spans):
            runs += [run(". "), *self.runs(spans)]
        self.put(paragraph("Caption", runs, el("keepNext") if above else None))

    def _wide(self, item: Item) -> None:
        self.turn(True)
        self._table(item)
        self.turn(False)

    def _table(self, item: Item) -> None:
        block = item.block
        assert isinstance(block, Table)
        self.caption(item, block.caption, above=True)
        widths = table_widths(block, self.width, self.look.table)
        head = row(
            (
                cell(
                    width,
                    [paragraph(styles.CELL_HEAD, self.runs(spans), el("jc", val=self._head_side(side)))],
                    None if self.form.official else el("shd", val="clear", color="auto", fill="F1EBF6"),
                    el("vAlign", val="center"),
                )
                for width, spans, side in zip(widths, block.columns, block.align, strict=True)
            ),
            header=True,
        )
        last, whole, noted = len(block.rows) - 1, kept_whole(block), not is_blank(block.note)
        rows = [
            self._row(widths, cells, block.align, together=noted if place == last else whole)
            for place, cells in enumerate(block.rows)
        ]
        colours = (
            dict.fromkeys(("top", "left", "bottom", "right", "insideH", "insideV"), "000000")
            if self.form.official
            else {"top": styles.ACCENT, "bottom": styles.ACCENT, "insideH": "D9D3E0"}
        )
        self.put(table(widths, [head, *rows], borders=colours))
        # Two tables without a paragraph between them would grow into one.
        self.put(paragraph(styles.TABLE_NOTE, self.runs(block.note)))

    def _head_side(self, side: str) -> str:
        return "center" if self.form.official else _ALIGN.get(side, "left")

    def _row(self, widths: Sequence[float], cells: tuple[Spans, ...], align: str, together: bool) -> Element:
        small = el("rPr", el("sz", val="22")) if self.form.official and len(widths) > _SMALL else None
        made = []
        for width, spans, side in zip(widths, cells, align, strict=True):
            runs = self.runs(spans)
            for element in runs if small is not None else ():
                _shrink(element)
            keep = el("keepNext") if together else None
            made.append(
                cell(width, [paragraph(styles.CELL, runs, keep, el("jc", val=_ALIGN.get(side, "left")))])
            )
        return row(made, whole=not breaks(cells))

    def _picture(self, item: Item, block: Picture) -> None:
        room = self.width
        if block.png:
            inline = self.word.part.new_pic_inline(io.BytesIO(block.png), width=Mm(min(block.width_mm, room)))
            if inline.extent.cy > Mm(_TALLEST):
                inline = self.word.part.new_pic_inline(io.BytesIO(block.png), height=Mm(_TALLEST))
            inline.docPr.set("descr", block.alternative)
            inline.docPr.set("name", item.label)
            drawing = el("r", el("drawing", inline))
        else:
            drawing = run(f"[{block.alternative}]", italic=True)
        spacing = el("spacing", before=twips(2), after="0")
        self.put(paragraph("Normal", [drawing], el("keepNext"), spacing, el("jc", val="center")))
        self.caption(item, block.caption, above=False)
        if not is_blank(block.note):
            side = el("jc", val="center" if self.form.official else "left")
            self.put(paragraph(styles.TABLE_NOTE, self.runs(block.note), side))

    # Notes.

    def note(self, note: Note) -> None:
        """Write an entry of the list of notes; its number is a field too, so that entries may be added."""
        number = field("SEQ Note \\* ARABIC", str(note.number))
        tab = el("r", el("tab"))
        runs = [run("["), *self.named(f"_Note_{note.number}", number), run("]"), tab, *self.runs(note.spans)]
        if note.url:
            relation = self.word.part.relate_to(note.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
            runs += [run(" "), link(relation, note.url)]
        self.put(paragraph(styles.NOTE, runs))


def _shrink(element: Element) -> None:
    """Write a run of a table with many columns one point smaller."""
    if element.tag != qn("w:r"):
        return
    properties = element.find(qn("w:rPr"))
    if properties is None:
        properties = el("rPr")
        element.insert(0, properties)
    properties.append(el("sz", val="22"))
