"""The document tree: what a briefing says, before any form. Renderers turn it into Word, PDF and HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ecomap.briefing.query import Answer, Query
from ecomap.i18n import N_, Translator, translator


@dataclass(frozen=True)
class Plain:
    """Words; from the data or from the catalogue. A renderer escapes them all.

    ``fixed`` words come from the catalogue: the mark of a note may stand at their full stops and commas, which
    would tear a name such as "Co., Ltd." apart.
    """

    text: str
    bold: bool = False
    italic: bool = False
    fixed: bool = False


@dataclass(frozen=True)
class Value:
    """A number in the text, bound to the query it answers.

    ``text`` is as written in the language of the document, in one of the styles of `ecomap.briefing.writer.written`.
    """

    query: Query
    answer: Answer
    text: str
    style: str = "number"
    bold: bool = False


@dataclass(frozen=True)
class Mark:
    """References to notes, written as ``[1, 4]``.

    A template that cites what is no figure, such as a list of organisations, places a mark without numbers and
    with ``sources``: composing numbers it.
    """

    numbers: tuple[int, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reference:
    """A cross-reference to a numbered table or figure, by its key."""

    key: str


Span = Plain | Value | Mark | Reference
Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """Heading of level 1 (I., II. …), 2 (1., 2. …) or 3 (a), b) …); numbers are given by the form."""

    level: int
    spans: Spans
    key: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text. `role` is ``"body"``, ``"caveat"`` (a warning about a figure) or ``"author"`` (free text)."""

    spans: Spans
    role: str = "body"


@dataclass(frozen=True)
class Bullets:
    """A list of short points. `role` is ``"body"`` or ``"author"`` (free text)."""

    items: tuple[Spans, ...]
    role: str = "body"


@dataclass(frozen=True)
class Table:
    """A table with a caption above it.

    Attributes
    ----------
    key : str
        What a `Reference` names.
    columns : tuple of Spans
        Headers.
    align : str
        One letter a column: ``l``, ``r`` (figures) or ``c``.
    widths : tuple of float
        Relative widths.
    note : Spans
        Under the table, e.g. what a missing value means.
    """

    key: str
    caption: Spans
    columns: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    align: str
    widths: tuple[float, ...]
    note: Spans = ()


@dataclass(frozen=True)
class Picture:
    """A picture with a caption under it.

    Attributes
    ----------
    svg : bytes
        The vector form; renderers that cannot take it use `png`.
    png : bytes
        At 300 dots an inch.
    width_mm : float
        Width on paper.
    alternative : str
        What it shows, in words, for those who cannot see it.
    values : tuple of Value
        The figures drawn.
    """

    key: str
    caption: Spans
    svg: bytes
    png: bytes
    width_mm: float
    alternative: str
    values: tuple[Value, ...] = ()
    note: Spans = ()


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Note:
    """An entry of the list of notes.

    Attributes
    ----------
    number : int
    source : str
        Id of a source, or '' for a note that tells how figures were counted.
    spans : Spans
        Publisher, title, date; or the counting, with the version of the data and the number of rows.
    url : str
    """

    number: int
    source: str
    spans: Spans
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a document that the author can switch off and move."""

    code: str
    blocks: tuple[Block, ...]

    @property
    def title(self) -> str:
        """Its heading; the code if it has none."""
        headings = (plain_text(block.spans) for block in self.blocks if isinstance(block, Heading))
        return next(headings, self.code)


@dataclass(frozen=True)
class Document:
    """A composed briefing.

    Attributes
    ----------
    title : str
        Kind of document, such as ``BÁO CÁO``.
    subject : Spans
        Its summary line.
    recipe : str
        The recipe as JSON: embedded in every file, so that it can be made and checked again.
    version : str
        Version of the snapshot.
    data_as_of : str
        Newest publication date among the sources that state something of the snapshot (partial ISO date).
    """

    lang: str
    title: str
    subject: Spans
    sections: tuple[Section, ...]
    notes: tuple[Note, ...]
    recipe: str
    version: str
    data_as_of: str

    def values(self) -> Iterator[tuple[str, str, Value]]:
        """Yield every figure with the code of its section and the sentence or cell row it stands in."""
        for section in self.sections:
            for block in section.blocks:
                for sentence, value in figures(block):
                    yield section.code, sentence, value


def figures(block: Block) -> Iterator[tuple[str, Value]]:
    """Yield the figures of a block with the sentence or row of cells each stands in."""
    for spans in lines(block):
        sentence = plain_text(spans)
        yield from ((sentence, span) for span in spans if isinstance(span, Value))
    if isinstance(block, Picture):
        yield from ((plain_text(block.caption), value) for value in block.values)


UNWRITTEN = N_("[To be written by the drafting unit.]")
"""Stands where the author's words are asked for and missing."""


OPEN, BLANK = N_("[to be settled by the drafting unit]"), "…"
"""Stand in a table where the author has to settle something: in words, and alone in a narrow cell."""


def unwritten(document: Document) -> list[str]:
    """Return the titles of the sections in which the author has still to write."""
    line = translator(document.lang)(UNWRITTEN)
    return _where(document, lambda block: isinstance(block, Paragraph) and plain_text(block.spans) == line)


def unsettled(document: Document) -> list[str]:
    """Return the titles of the sections in which the author has still to fill in cells of a table."""
    _ = translator(document.lang)
    return _where(document, lambda block: isinstance(block, Table) and is_open(block, _))


def _where(document: Document, meant: Callable[[Block], bool]) -> list[str]:
    return [section.title for section in document.sections if any(map(meant, section.blocks))]


def is_open(table: Table, _: Translator) -> bool:
    """Tell whether the author has still to settle something in a table."""
    left_open = _(OPEN)
    cells = (plain_text(cell) for row in table.rows for cell in row)
    return any(cell == BLANK or left_open in cell for cell in cells)


GAP = "…"
"""Stands in plain text for a reference, whose words the form gives."""


CELL_GAP = " · "
"""Stands between the cells of a row read as a sentence."""


def plain_text(spans: Spans) -> str:
    """Return the words of spans without marks; a reference is a `GAP`."""
    return "".join(
        span.text if isinstance(span, Plain | Value) else GAP if isinstance(span, Reference) else ""
        for span in spans
    )


def lines(block: Block, *, sources: bool = False) -> Iterator[Spans]:
    """Yield the runs of text of a block that make sense alone: a sentence, a point, a table row.

    The line of sources that numbering adds under a table or picture is left out, unless `sources`.
    """
    if isinstance(block, Heading | Paragraph):
        yield block.spans
    elif isinstance(block, Bullets):
        yield from block.items
    else:
        yield block.caption
        yield block.note if sources else _own(block.note)
        if isinstance(block, Table):
            yield from map(joined, block.rows)


def joined(cells: Iterable[Spans]) -> Spans:
    """Return the cells of a row as one run of text."""
    gap: Spans = (Plain(CELL_GAP),)
    return tuple(span for cell in cells for span in (*gap, *cell))[1:]


def byline(document: Document) -> str:
    """Return version and date of the data of a document in words."""
    _ = translator(document.lang)
    parts = [_("Data version {version}", version=document.version)] if document.version else []
    day = document.data_as_of
    return " · ".join(parts + ([_("data to {date}", date=_.date(day))] if day else []))


def _own(note: Spans) -> Spans:
    """Return what a template wrote under a table or picture, without the line of sources that numbering adds."""
    numbered = len(note) >= 3 and isinstance(note[-2], Mark) and not note[-2].sources
    return note[:-4] if numbered else note
