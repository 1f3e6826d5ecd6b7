"""What the three formats share: a document with its numbers given, its text clean, its parts in order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from ecomap.briefing.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Note,
    Paragraph,
    Picture,
    Plain,
    Section,
    Spans,
    Table,
    byline,
    plain_text,
    unsettled,
    unwritten,
)
from ecomap.briefing.recipe import Issue
from ecomap.briefing.render.frame import END, Frame, frame, letter, roman
from ecomap.briefing.render.measure import columns_mm
from ecomap.briefing.render.text import address, clean, lines, one_line, tidy
from ecomap.i18n import Translator, translator

OFFICIAL, MODERN = "official", "modern"
APPENDIX = "appendix"
WIDE = 8
"""A table with more columns than this lies on a page of its own, turned."""

SMALL, SHORT = 8, 45
"""Rows of a table that is not broken over two pages, and letters of its longest cell."""
LONG_ROW = 1000
"""Letters of a cell from which on its row may be broken."""
CELL_WORD = 20
"""Letters from which on a word in a cell may be broken."""


@dataclass(frozen=True)
class Item:
    """A block with what the form adds: its number (``I.``, ``Bảng 3``) and an anchor no other block has."""

    block: Block
    label: str
    anchor: str
    number: int = 0

    @property
    def wide(self) -> bool:
        """Whether the block needs a turned page."""
        return isinstance(self.block, Table) and len(self.block.columns) > WIDE


def table_widths(block: Table, room_mm: float, points: float) -> list[float]:
    """Return the widths in mm of the columns of a table in letters of a size."""
    columns = [
        [plain_text(cells[place]) for cells in (block.columns, *block.rows)]
        for place in range(len(block.columns))
    ]
    return columns_mm(block.widths, columns, points, room_mm, CELL_WORD)


def kept_whole(block: Table) -> bool:
    """Tell whether a table is small enough to stand on one page."""
    return len(block.rows) <= SMALL and max(map(_row_length, block.rows), default=0) <= SHORT


def breaks(row: tuple[Spans, ...]) -> bool:
    """Tell whether a row may break over two pages, as it could be higher than one."""
    return _row_length(row) >= LONG_ROW


def _row_length(row: tuple[Spans, ...]) -> int:
    return max((len(plain_text(spans)) for spans in row), default=0)


@dataclass(frozen=True)
class Appendix:
    """A part behind the signature; the one without items holds the notes."""

    label: str
    title: Spans
    items: tuple[Item, ...]
    anchor: str


@dataclass(frozen=True)
class Form:
    """A document as a renderer needs it.

    Attributes
    ----------
    frame : Frame
        Used by the official layout only.
    targets : mapping of str to (str, str)
        Key of a table or picture -> its label and anchor.
    byline : str
        Version and date of the data, in words.
    date : str
        ISO date the file bears: of the issue, or else of the data.
    """

    lang: str
    layout: str
    title: str
    subject: Spans
    issue: Issue
    frame: Frame
    body: tuple[Item, ...]
    appendices: tuple[Appendix, ...]
    notes: tuple[Note, ...]
    targets: Mapping[str, tuple[str, str]]
    byline: str
    date: str
    version: str

    @property
    def _(self) -> Translator:
        return translator(self.lang)

    @property
    def kicker(self) -> str:
        """Kind of document and who wrote it: the line above the title of the modern layout."""
        return " · ".join(part for part in (self.title, one_line(self.issue.agency)) if part)

    @property
    def official(self) -> bool:
        """Whether the form is that of the decree."""
        return self.layout == OFFICIAL

    @property
    def time(self) -> datetime:
        """Midnight (UTC) of the date, of which the end may be missing: what files give as their time."""
        known = self.date[:10]
        try:
            return datetime.fromisoformat(known + "2000-01-01"[len(known) :]).replace(tzinfo=UTC)
        except ValueError:
            return datetime(2000, 1, 1, tzinfo=UTC)

    def reference(self, key: str) -> tuple[str, str]:
        """Return label and anchor of a table or picture; one that is left out of the document has no anchor."""
        return self.targets.get(key, (self._("(not in this document)"), ""))


def form(document: Document, issue: Issue | None = None, layout: str | None = None) -> Form:
    """Give a document its numbers and its frame; what is not given is read from its recipe."""
    recipe = _recipe(document)
    issue = issue or _issue(recipe.get("issue"))
    layout = layout or str(recipe.get("layout", OFFICIAL))
    if layout not in (OFFICIAL, MODERN):
        raise ValueError(f"unknown layout: {layout}")
    numbers = _Numbers(translator(document.lang), layout)
    sections = [section for section in document.sections if section.blocks]
    body = [item for section in sections if not _apart(section) for item in numbers.items(_blocks(section))]
    notes = tuple(
        replace(note, spans=tidy(note.spans), url=address(note.url), source=clean(note.source))
        for note in sorted(document.notes, key=lambda note: note.number)
    )
    appendices = _appendices([section for section in sections if _apart(section)], numbers, bool(notes))
    if layout == OFFICIAL:
        body = _ended(body, _pointer(numbers, len(appendices)) if notes else ())
    title = one_line(document.title)
    return Form(
        document.lang,
        layout,
        title,
        tidy(document.subject),
        issue,
        # The frame is Vietnamese in any language; message ids are English, so an English title finds its own.
        frame(issue, translator("vi")(title), complete=not (unwritten(document) or unsettled(document))),
        tuple(body),
        appendices,
        notes,
        numbers.targets,
        one_line(byline(document)),
        next((date for date in (issue.date, document.data_as_of) if date), ""),
        one_line(document.version),
    )


class _Numbers:
    """Hands out the numbers of headings, tables and pictures in the order of the text."""

    def __init__(self, _: Translator, layout: str) -> None:
        self._, self.layout = _, layout
        self.levels = [0, 0, 0]
        self.tables = self.pictures = self.blocks = 0
        self.targets: dict[str, tuple[str, str]] = {}

    def items(self, blocks: Sequence[Block]) -> list[Item]:
        return [self.item(block) for block in blocks]

    def anchor(self) -> str:
        self.blocks += 1
        return f"b{self.blocks}"

    def item(self, block: Block) -> Item:
        anchor, label, number = self.anchor(), "", 0
        if isinstance(block, Heading):
            label = self._heading(min(max(block.level, 1), 3))
        elif isinstance(block, Table):
            self.tables += 1
            number, label = self.tables, self._("Table {number}", number=str(self.tables))
        elif isinstance(block, Picture):
            self.pictures += 1
            number, label = self.pictures, self._("Figure {number}", number=str(self.pictures))
        if number and isinstance(block, Table | Picture):
            self.targets[block.key] = (label, anchor)
        return Item(block, label, anchor, number)

    def _heading(self, level: int) -> str:
        self.levels[level - 1] += 1
        self.levels[level:] = [0] * (3 - level)
        if self.layout == MODERN:
            return ""
        number = self.levels[level - 1]
        return (f"{roman(number)}.", f"{number}.", f"{letter(number, self._.lang)})")[level - 1]

    def restart(self) -> None:
        self.levels = [0, 0, 0]


def _apart(section: Section) -> bool:
    return section.code.startswith(APPENDIX)


def _appendices(sections: Sequence[Section], numbers: _Numbers, notes: bool) -> tuple[Appendix, ...]:
    """Give the appendices their numbers. The notes are the last one; a single one bears no number."""
    _ = numbers._
    count = len(sections) + notes
    labels = [
        _("Appendix {number}", number=roman(place)) if count > 1 else _("Appendix")
        for place in range(1, count + 1)
    ]
    found = []
    for label, section in zip(labels, sections, strict=False):
        numbers.restart()
        first, *others = _blocks(section)
        titled = isinstance(first, Heading)
        title = first.spans if isinstance(first, Heading) else ()
        found.append(
            Appendix(
                label, title, tuple(numbers.items(others if titled else [first, *others])), numbers.anchor()
            )
        )
    if notes:
        found.append(Appendix(labels[-1], (Plain(_("Notes and sources")),), (), numbers.anchor()))
    return tuple(found)


def _blocks(section: Section) -> list[Block]:
    """Return the clean blocks of a section; one that has headings only gets a line to write on."""
    blocks = [tidied for block in section.blocks for tidied in _tidy(block)]
    if all(isinstance(block, Heading) for block in blocks):
        blocks.append(Paragraph((Plain("…" * 12),)))
    return blocks


def _tidy(block: Block) -> list[Block]:
    if isinstance(block, Heading):
        return [replace(block, spans=tidy(block.spans))]
    if isinstance(block, Paragraph):
        return [replace(block, spans=line) for line in lines(tidy(block.spans, keep_lines=True))]
    if isinstance(block, Bullets):
        return [Bullets(tuple(tidy(item) for item in block.items))] if block.items else []
    if isinstance(block, Picture):
        words = one_line(block.alternative)
        return [replace(block, caption=tidy(block.caption), note=tidy(block.note), alternative=words)]
    return [_tidy_table(block)]


def _tidy_table(table: Table) -> Table:
    """Return a table of clean cells in which every row has a cell for every column."""
    count = len(table.columns)
    widths = [width if width > 0 else 1.0 for width in table.widths[:count]]
    rows = tuple(tuple(tidy(cell) for cell in (*row, *((),) * count)[:count]) for row in table.rows)
    return replace(
        table,
        caption=tidy(table.caption),
        columns=tuple(tidy(column) for column in table.columns),
        rows=rows or ((*((Plain("–"),),), *((),) * (count - 1)),),
        align=(table.align + "l" * count)[:count],
        widths=tuple(widths + [1.0] * (count - len(widths))),
        note=tidy(table.note),
    )


def _pointer(numbers: _Numbers, appendices: int) -> Spans:
    """Say where the notes stand: the decree wants a text to name its appendices."""
    _ = numbers._
    number = f" {roman(appendices)}" if appendices > 1 else ""
    text = _("Numbers in square brackets refer to the notes and sources in Appendix{number}.", number=number)
    return (Plain(text),)


def _ended(items: list[Item], last: Spans) -> list[Item]:
    """Close the text with ``./.``, after its last sentence or else on a line of its own."""
    if last or not items or not isinstance(items[-1].block, Paragraph | Bullets):
        items = [*items, Item(Paragraph(last), "", "end")]
    block = items[-1].block
    if isinstance(block, Paragraph):
        block = replace(block, spans=_full_stop(block.spans))
    elif isinstance(block, Bullets):
        block = Bullets((*block.items[:-1], _full_stop(block.items[-1])))
    return [*items[:-1], replace(items[-1], block=block)]


def _full_stop(spans: Spans) -> Spans:
    if spans and isinstance(spans[-1], Plain):
        spans = (*spans[:-1], replace(spans[-1], text=spans[-1].text.rstrip(" .;")))
    return (*spans, Plain(END))


def _recipe(document: Document) -> Mapping[str, object]:
    try:
        recipe = json.loads(document.recipe)
    except ValueError:
        return {}
    return recipe if isinstance(recipe, dict) else {}


def _issue(stored: object) -> Issue:
    """Read the frame of a recipe that was checked when it was loaded; lists become tuples."""
    if not isinstance(stored, dict):
        return Issue()
    names = {part.name for part in fields(Issue)}
    known: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in stored.items()
        if key in names
    }
    return Issue(**known)
