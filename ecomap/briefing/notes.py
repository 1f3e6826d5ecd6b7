"""Notes: which publications or counting each figure rests on, numbered in the order they are met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from ecomap.briefing.document import (
    Block,
    Bullets,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Plain,
    Section,
    Span,
    Spans,
    Table,
    Value,
)
from ecomap.briefing.query import Answer
from ecomap.briefing.standing import addends, best, is_stated
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views.gaps_evidence import TABLE_LABELS
from ecomap.views.records import newest_source

MOST_CITED = 3
"""Sources a figure cites that stands in them as it is; the evidence workbook has them all."""
MOST_IN_TABLE = 6
"""A table or picture whose figures have more sources cites the counting: nobody follows a line of fifty numbers."""
MOST_ADDENDS = 12
"""Amounts of a sum that are cited, one source each, the largest first: without a large one it cannot be followed."""
_SOURCE, _TABLE = "source", "table"

TABLE_NAMES = {
    **TABLE_LABELS,
    "findings": N_("Findings"),
    "sources": N_("Sources"),
    "indicators": N_("Indicators"),
    "agencies": N_("State agencies"),
}

_BREAK = re.compile(r"[;:.](?=\s|$)")

Key = tuple[str, str]


class Numbering:
    """Gives each note its number at first use.

    Parameters
    ----------
    writer : Writer
        Writes the notes, and knows the snapshot they cite.
    alone : bool
        Whether the document is handed out without its evidence workbook.
    """

    def __init__(self, writer: Writer, alone: bool = False) -> None:
        self._writer = writer
        self._alone = alone
        self._numbers: dict[Key, int] = {}
        self._tables: dict[str, None] = {}

    def section(self, section: Section) -> Section:
        """Return a section with the marks of its figures; each paragraph with figures has its own."""
        return replace(section, blocks=tuple(self._block(block) for block in section.blocks))

    def notes(self) -> tuple[Note, ...]:
        """Return the notes in order."""
        return tuple(self._note(number, key) for key, number in self._numbers.items())

    # Blocks.

    def _block(self, block: Block) -> Block:
        if isinstance(block, Paragraph):
            return replace(block, spans=self._marked(block.spans, set()))
        if isinstance(block, Bullets):
            seen: set[int] = set()
            return replace(block, items=tuple(self._marked(item, seen) for item in block.items))
        if isinstance(block, Heading):
            return block
        return self._table(block) if isinstance(block, Table) else self._picture(block)

    def _table(self, block: Table) -> Table:
        """Cite under the table, not after each figure; what a template cites in a cell stays there."""
        rows = tuple(tuple(tuple(self._cited(cell)) for cell in row) for row in block.rows)
        # What a row cites itself is not cited below once more.
        cells = [span for row in rows for span in self._left(row)]
        return replace(block, rows=rows, note=self._source_line(block.note, [*block.caption, *cells]))

    def _left(self, row: tuple[Spans, ...]) -> Iterable[Span]:
        """Yield what of a row is still to be cited."""
        spans = [span for cell in row for span in cell]
        cited = {(_SOURCE, source) for span in spans if isinstance(span, Mark) for source in span.sources}
        for span in spans:
            if not isinstance(span, Value) or not cited.issuperset(self._keys(span, 1)):
                yield span

    def _picture(self, block: Picture) -> Picture:
        return replace(block, note=self._source_line(block.note, [*block.caption, *block.values]))

    def _source_line(self, note: Spans, spans: Iterable[Span]) -> Spans:
        own = [span for span in note if isinstance(span, Value)]
        values = [value for value in (*spans, *own) if isinstance(value, Value)]
        cited_keys = [self._keys(value, 1) for value in values]
        if len({key for some in cited_keys for key in some if key[0] == _SOURCE}) > MOST_IN_TABLE:
            cited_keys = [_tables(value.answer) for value in values]
        numbers = [self._number(key) for some in cited_keys for key in some]
        cited = tuple(self._cited(note))
        if not numbers:
            return cited
        gap: Spans = (Plain(" ", fixed=True),) if cited else ()
        return cited + gap + self._writer.say(N_("Source: {notes}."), notes=Mark(tuple(sorted(set(numbers)))))

    # Running text.

    def _marked(self, spans: Spans, seen: set[int]) -> Spans:
        """Place marks after the part of a sentence that has figures; what `seen` holds is not cited again."""
        marked: list[Span] = []
        pending: list[int] = []
        for span in self._cited(spans):
            if isinstance(span, Mark):
                # What the figures before it cite and what the template cites stand in one mark.
                marked.append(replace(span, numbers=self._mark([*pending, *span.numbers], seen).numbers))
                pending = []
            elif isinstance(span, Value):
                # A sum is followed by all it is made of, also by what an earlier figure cites.
                whole = span.query.name == "sum" and is_stated(span.query)
                pending += [n for n in self._of(span) if n not in seen or whole]
                marked.append(span)
            elif (
                isinstance(span, Plain) and span.fixed and pending and (cut := _break(span.text)) is not None
            ):
                if cut:
                    marked.append(replace(span, text=span.text[:cut]))
                marked += [self._mark(pending, seen), replace(span, text=span.text[cut:])]
                pending = []
            else:
                marked.append(span)
        return tuple(marked if not pending else [*marked, self._mark(pending, seen)])

    def _mark(self, numbers: list[int], seen: set[int]) -> Mark:
        seen.update(numbers)
        return Mark(tuple(sorted(set(numbers))))

    def _cited(self, spans: Spans) -> Iterable[Span]:
        for span in spans:
            if isinstance(span, Mark) and not span.numbers:
                chosen = best(self._writer.whole, span.sources, MOST_CITED)
                numbers = [self._number((_SOURCE, source)) for source in chosen]
                if numbers:
                    yield Mark(tuple(sorted(set(numbers))), tuple(chosen))
            else:
                yield span

    # Numbers.

    def _of(self, value: Value) -> list[int]:
        return [self._number(key) for key in self._keys(value)]

    def _keys(self, value: Value, most: int = MOST_CITED) -> list[Key]:
        """Return what a figure cites: the sources that state it, else the table it was counted in."""
        answer = value.answer
        if not answer.sources or not is_stated(value.query):
            return _tables(answer)
        whole = self._writer.whole
        found = [best(whole, own, 1) for own in addends(whole, value.query, answer)[:MOST_ADDENDS]]
        chosen = dict.fromkeys(source for own in found for source in own)
        return [(_SOURCE, source) for source in chosen or best(whole, answer.sources, most)]

    def _number(self, key: Key) -> int:
        """Return the number of a note; all that was counted shares one, which names the tables."""
        if key[0] == _TABLE:
            self._tables.setdefault(key[1])
            key = (_TABLE, "")
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def _note(self, number: int, key: Key) -> Note:
        writer, (kind, name) = self._writer, key
        if kind == _SOURCE:
            return _source_note(writer, number, name)
        snapshot = writer.whole
        names = [writer._(TABLE_NAMES[table]) for table in self._tables if table in TABLE_NAMES]
        spans = writer.say(
            N_(
                "Counted and computed from data version {version}, newest source of the figures {date}; tables: "
                "{tables}."
            )
            if self._alone
            else N_(
                "Counted and computed from data version {version}, newest source of the figures {date}; tables: "
                "{tables}. Each row and its sources are in the evidence workbook."
            ),
            tables=", ".join(names) or "—",
            version=snapshot.version,
            date=writer._.date(newest_source(snapshot)) or writer._("unknown"),
        )
        return Note(number, "", spans)


def _tables(answer: Answer) -> list[Key]:
    return [(_TABLE, table) for table, _ids in answer.rows]


def _break(text: str) -> int | None:
    """Return where a part of a sentence ends: at a comma or full stop, but not at that of an abbreviation ("TP.")."""
    for found in _BREAK.finditer(text):
        before = text[: found.start()]
        if not (found.group() == "." and before[-1:].isupper()):
            return found.start()
    return None


def _source_note(writer: Writer, number: int, source: str) -> Note:
    table, _ = writer.whole.sources, writer._
    if source not in table.index:
        return Note(number, source, writer.say(N_("Source {id}: not in the data."), id=source))
    publisher, title, url, when = table.loc[source, ["publisher", "title", "url", "published_on"]]
    dated = _.date(when if isinstance(when, str) else None) or _("date not known")
    spans = writer.say(N_("{publisher}: {title}, {date}."), publisher=publisher, title=title, date=dated)
    return Note(number, source, spans, url if isinstance(url, str) else "")
