"""The sentences of a document as a produced file carries them: to tell later which of them would still be written."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ecomap.briefing.document import (
    GAP,
    Block,
    Bullets,
    Document,
    Mark,
    Paragraph,
    Picture,
    Plain,
    Reference,
    Spans,
    Table,
    Value,
    byline,
    joined,
    lines,
    plain_text,
)

if TYPE_CHECKING:
    from ecomap.briefing.payload import Payload

NOTES = "notes"
"""Stands for the section of what is said in the list of notes."""
_ENDS = tuple(".!?:;…")
_MOST = 20_000
"""Lines of a file that are read."""
_VERSION = 8
"""Letters of a version from which on it may be looked for in sentences."""

Piece = str | int
"""Words, or the place of a figure in the list that a file carries."""


@dataclass(frozen=True)
class Line:
    """What stands by itself in a document: a paragraph, a point, a row, a heading.

    Attributes
    ----------
    section : str
        Code of its section; `NOTES`, or '' for what stands above the text.
    whole : bool
        Whether it must stand alone, as a heading, a caption or a row; text may have been added to a paragraph.
    sentences : tuple of tuple of Piece
    """

    section: str
    whole: bool
    sentences: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True)
class Sentence:
    """A sentence, row, heading or note in words."""

    section: str
    text: str


def lines_of(document: Document) -> tuple[Line, ...]:
    """Return all that the machine wrote: not the author's words, nor head and signature."""
    places = itertools.count()
    found = [Line("", True, _sentences(document.subject))]
    for section in document.sections:
        for block in section.blocks:
            found += [Line(section.code, whole, said) for whole, said in _of_block(block, places)]
    found += [Line(NOTES, False, ((plain_text(note.spans),),)) for note in document.notes]
    if document.notes or json.loads(document.recipe).get("layout") == "modern":
        found.append(Line(NOTES, False, ((byline(document),),)))
    return tuple(line for line in found if any(map(_is_seen, line.sentences)))


def _is_seen(sentence: tuple[Piece, ...]) -> bool:
    return any(isinstance(piece, int) or piece.strip() for piece in sentence)


def _of_block(block: Block, places: Iterator[int]) -> Iterator[tuple[bool, tuple[tuple[Piece, ...], ...]]]:
    """Yield the lines of a block; `places` counts the figures as `Document.values` gives them."""
    by_author = isinstance(block, Paragraph | Bullets) and block.role == "author"
    for number, spans in enumerate(lines(block)):
        said = _sentences(spans, places)
        under = number == 1 and isinstance(block, Table | Picture)  # the note, which the sources follow
        if not by_author:
            yield not under and not isinstance(block, Paragraph | Bullets), said
    if isinstance(block, Table):
        yield True, _sentences(joined(block.columns))
    for _value in block.values if isinstance(block, Picture) else ():
        next(places)


def _sentences(spans: Spans, places: Iterator[int] | None = None) -> tuple[tuple[Piece, ...], ...]:
    """Split where `Writer.paragraph` joined sentences; figures are written out if they are not counted."""
    found: list[list[Piece]] = [[]]
    for span in spans:
        if isinstance(span, Mark):
            continue
        if isinstance(span, Value) and places is not None:
            found[-1].append(next(places))
            continue
        text = GAP if isinstance(span, Reference) else span.text
        last = found[-1][-1] if found[-1] else ""
        if span == Plain(" ", fixed=True) and isinstance(last, str) and last.endswith(_ENDS):
            found.append([])
        elif isinstance(last, str) and last:
            found[-1][-1] = last + text
        else:
            found[-1].append(text)
    return tuple(tuple(sentence) for sentence in found)


def written(sentence: Sequence[Piece], content: Payload) -> str:
    """Return a sentence in words, with the figures of the list of its file."""
    return "".join(piece if isinstance(piece, str) else _figure(content, piece, "text") for piece in sentence)


def _figure(content: Payload, place: int, part: str) -> str:
    known = 0 <= place < len(content.figures)
    return str(getattr(content.figures[place], part)) if known else GAP


@dataclass(frozen=True)
class _Said:
    """A sentence of a file: in words, with its questions in place of its figures, and the places of these."""

    sentence: Sentence
    asked: tuple[str, ...]
    places: frozenset[int]


def _said(content: Payload, version: str) -> list[_Said]:
    """Return the sentences of a file, as they would read with a version of the data."""

    def read(text: str) -> str:
        return text.replace(content.version, version) if len(content.version) >= _VERSION else text

    return [
        _Said(
            Sentence(line.section, read(written(sentence, content))),
            (
                line.section,
                *(
                    read(piece) if isinstance(piece, str) else _figure(content, piece, "query")
                    for piece in sentence
                ),
            ),
            frozenset(piece for piece in sentence if isinstance(piece, int)),
        )
        for line in content.lines
        for sentence in line.sentences
    ]


def compared(
    old: Payload, new: Payload, changed: Iterable[int], lost: Iterable[int]
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """Return the sentences of a file that another does not have, and those that only the other has.

    Left out are sentences that are told with their figures (given by their places in the list of the old file): those
    in which nothing but figures differs and one is `changed`, and those of which one is `lost`. The version of the
    data counts as the same.
    """
    gone, fresh = _unequal(_said(old, new.version), _said(new, new.version), lambda said: said.sentence)
    of_changed, of_lost = frozenset(changed), frozenset(lost)
    others, fresh = _unequal(
        [said for said in gone if said.places & of_changed], fresh, lambda said: said.asked
    )
    reworded = {id(said) for said in others}
    return (
        tuple(
            said.sentence for said in gone if id(said) in reworded or not said.places & (of_changed | of_lost)
        ),
        tuple(said.sentence for said in fresh),
    )


def _unequal(
    some: Sequence[_Said], others: Sequence[_Said], key: Callable[[_Said], Hashable]
) -> tuple[list[_Said], list[_Said]]:
    """Return what is only in the first and only in the second of two lists; what stands there twice counts twice."""
    return _beyond(some, Counter(map(key, others)), key), _beyond(others, Counter(map(key, some)), key)


def _beyond(some: Iterable[_Said], left: Counter[Hashable], key: Callable[[_Said], Hashable]) -> list[_Said]:
    found = []
    for said in some:
        left[key(said)] -= 1
        if left[key(said)] < 0:
            found.append(said)
    return found


def to_json(found: Iterable[Line]) -> list[object]:
    """Write lines for a file."""
    return [[line.section, int(line.whole), line.sentences] for line in found]


def from_json(read: object, text: Callable[[object], str]) -> tuple[Line, ...]:
    """Read lines that anybody may have written; `text` reads a text.

    Raises
    ------
    ValueError
        If they are none, or too many.
    """
    if not isinstance(read, list) or len(read) > _MOST:
        raise ValueError("no lines")
    return tuple(
        Line(
            text(section), whole == 1, tuple(tuple(_piece(part, text) for part in said) for said in sentences)
        )
        for section, whole, sentences in read
    )


def _piece(read: object, text: Callable[[object], str]) -> Piece:
    return read if isinstance(read, int) and not isinstance(read, bool) else text(read)
