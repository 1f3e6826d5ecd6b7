"""Asking every figure of a produced file again: which sentences still hold, and which do not."""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ecomap.analysis.finding import Message
from ecomap.briefing.changed_queries import earlier_version
from ecomap.briefing.compose import compose
from ecomap.briefing.document import (
    CELL_GAP,
    GAP,
    Document,
    Heading,
    Paragraph,
    Plain,
    Value,
    lines,
    plain_text,
)
from ecomap.briefing.payload import Figure, Payload, PayloadError, payload, read_payload
from ecomap.briefing.query import Query, QueryError
from ecomap.briefing.recipe_file import RecipeError, read_recipe
from ecomap.briefing.render.embed import extract
from ecomap.briefing.render.visible import visible_text
from ecomap.briefing.writer import write
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, translator


@dataclass(frozen=True)
class Changed:
    """A figure that no longer holds: as it was written, and as it would be written now."""

    figure: Figure
    new: str
    value: float | None


@dataclass(frozen=True)
class Lost:
    """A figure that cannot be computed from this data any more, and why."""

    figure: Figure
    why: Message


@dataclass(frozen=True)
class Verification:
    """What became of the figures of a produced file.

    Attributes
    ----------
    payload : Payload
        What the file carries.
    version : str
        Version of the data it was held against.
    held : int
        Figures that hold: as written they would be the same today.
    changed : tuple of Changed
    lost : tuple of Lost
    edited : tuple of str
        Sentences and notes that no longer stand in the file as they were written: somebody changed or removed them.
        None of a PDF file, whose text cannot be read reliably. Of a document that was not composed again only
        sentences with a figure.
    read : bool
        Whether the text of the file was compared, so that `edited` tells something.
    missing, added : tuple of Figure
        On the same version: figures that the recipe in the file gives and the file does not carry, and the other
        way round. Those in `changed` and `lost` are not told again.
    composed : bool
        Whether the document was composed again from its recipe, so that `missing` and `added` tell something.
    obstacle : Message or None
        Why that failed on the same version.
    """

    payload: Payload
    version: str
    held: int
    changed: tuple[Changed, ...]
    lost: tuple[Lost, ...]
    edited: tuple[str, ...] = ()
    read: bool = True
    missing: tuple[Figure, ...] = ()
    added: tuple[Figure, ...] = ()
    composed: bool = False
    obstacle: Message | None = None

    @property
    def same_version(self) -> bool:
        """Whether the file was made from the very data it was held against."""
        return self.payload.version == self.version

    @property
    def wrong(self) -> bool:
        """Whether anything was found that is not as it should be."""
        return bool(self.changed or self.lost or self.edited or self.missing or self.added)

    @property
    def told(self) -> bool:
        """Whether there was something to check: a file without figures says nothing, unless its recipe gives none."""
        if not self.payload.figures:
            return self.composed and not self.missing
        return self.obstacle is None

    @property
    def holds(self) -> bool:
        """Whether every figure holds and stands in the file as it was written, and none is missing or added."""
        return self.told and not self.wrong

    @property
    def limits(self) -> tuple[Message, ...]:
        """What was not checked, for whoever relies on the outcome."""
        found = [] if self.read else [_UNREAD]
        if self.obstacle is not None:
            found.append(self.obstacle)
        elif not self.composed:
            found.append(_OTHER_VERSION)
        return (*found, _BY_HAND)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences with a figure that no longer holds, in the order of the document."""
        return tuple(dict.fromkeys(one.figure.sentence for one in self.changed))


def carried(data: bytes) -> tuple[Payload, str | None]:
    """Return what a produced file carries, and its visible text if it has one that can be read; see `verify`."""
    content = extract(data)
    if content is None:
        raise PayloadError(Message(N_("This is not a Word, PDF or HTML file of a briefing made by EcoMap.")))
    return read_payload(content), visible_text(data)


def verify(data: bytes, ecosystem: Ecosystem) -> Verification:
    """Ask every figure of a produced Word, PDF or HTML file again.

    Parameters
    ----------
    data : bytes
        The file. It may come from anybody: only its list of figures, its recipe and its visible text are read.
    ecosystem : Ecosystem
        The data to hold it against.

    Returns
    -------
    Verification

    Raises
    ------
    PayloadError
        If the file carries no figures.

    Notes
    -----
    The figures asked are those the file was made with. Figures that somebody wrote into it by hand are not known.
    """
    content, text = carried(data)
    return verify_payload(content, ecosystem, text)


def verify_payload(
    content: Payload,
    ecosystem: Ecosystem,
    text: str | None = None,
    *,
    patience: float = math.inf,
    progress: Callable[[float, str], None] | None = None,
) -> Verification:
    """Ask the figures that a file carries again; on the same version, compare them with those its recipe gives.

    Parameters
    ----------
    content : Payload
        What the file carries.
    ecosystem : Ecosystem
        The data to hold it against.
    text : str, optional
        What a reader sees in the file, to look for sentences that were changed by hand.
    patience : float
        Seconds after which nothing else is asked or composed: a file by anybody may ask for anything.
    progress : callable, optional
        Called as ``progress(fraction, "")``.
    """
    until = time.monotonic() + patience

    def step(share: float, _title: str = "") -> None:
        if progress:
            progress(share, "")
        if time.monotonic() > until:
            raise _TooLateError

    changed, lost = _asked(content, ecosystem, step)
    document, obstacle = None, None
    if content.version == ecosystem.version:
        document, obstacle = _again(content, ecosystem, step)
    missing, added = ((), ()) if document is None else _differing(content, document, changed, lost)
    edited: tuple[str, ...] = ()
    if text is not None:
        edited = _edited(_sentences(content) if document is None else _all_sentences(document), text)
    return Verification(
        content,
        ecosystem.version,
        len(content.figures) - len(changed) - len(lost),
        tuple(changed),
        tuple(lost),
        edited,
        text is not None,
        missing,
        added,
        document is not None,
        obstacle,
    )


class _TooLateError(Exception):
    """The time a check may take is over."""


_Step = Callable[[float, str], None]


def _asked(carried: Payload, ecosystem: Ecosystem, step: _Step) -> tuple[list[Changed], list[Lost]]:
    """Ask every figure again; return those that are another one now, and those that cannot be told."""
    changed: list[Changed] = []
    lost: list[Lost] = []
    for place, figure in enumerate(carried.figures):
        try:
            step(place / len(carried.figures) / 2, "")
            value = Query.parse(figure.query).ask(ecosystem).value
        except _TooLateError:
            lost += [Lost(late, _LATE) for late in carried.figures[place:]]
            break
        except QueryError as error:
            lost.append(Lost(figure, error.message))
            continue
        new = write(value, figure.style, translator(carried.lang))
        if not _same(figure.value, value) and new != figure.text:
            changed.append(Changed(figure, new, value))
    return changed, lost


# The whole document, on the version it was made from.


def _again(carried: Payload, ecosystem: Ecosystem, step: _Step) -> tuple[Document | None, Message | None]:
    """Compose the document that the recipe in a file gives, or say why that cannot be done."""
    earlier = None
    try:
        for figure in carried.figures:
            earlier = earlier or earlier_version(figure.query)
        recipe = read_recipe(carried.recipe, ecosystem)
        return compose(ecosystem, recipe, earlier, lambda share, title: step(0.5 + share / 2, title)), None
    except _TooLateError:
        return None, _LATE_WHOLE
    except QueryError as error:
        return None, error.message
    except RecipeError:
        return None, _NO_RECIPE


def _differing(
    carried: Payload, document: Document, changed: Iterable[Changed], lost: Iterable[Lost]
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the figures of a document that a file does not carry, and those it carries beyond them."""
    told = [one.figure for one in changed] + [one.figure for one in lost]
    places = {(figure.section, figure.query) for figure in told}
    composed = read_payload(payload(document)).figures
    missing = [one for one in _beyond(composed, carried.figures) if (one.section, one.query) not in places]
    return tuple(missing), tuple(one for one in _beyond(carried.figures, composed) if one not in told)


def _beyond(some: Iterable[Figure], others: Iterable[Figure]) -> list[Figure]:
    """Return those of some figures that others have not, or not as often; how they are written counts."""
    left = Counter(map(_written, others))
    found = []
    for figure in some:
        key = _written(figure)
        left[key] -= 1
        if left[key] < 0:
            found.append(figure)
    return found


def _written(figure: Figure) -> tuple[str, ...]:
    return figure.section, figure.sentence, figure.query, figure.text, figure.style


# The text.


_LATE = Message(N_("The check took too long, so this figure was not asked."))
_LATE_WHOLE = Message(
    N_("The check took too long, so whether figures were left out or added was not compared.")
)
_NO_RECIPE = Message(
    N_(
        "The recipe in the file makes no document of this data, so whether figures were left out or added cannot be "
        "told."
    )
)
_OTHER_VERSION = Message(
    N_(
        "The file was made from another version of the data, so figures that were left out of it or added to it are "
        "not noticed."
    )
)
_UNREAD = Message(
    N_(
        "The text that a reader sees was not compared, which cannot be done for PDF files: only the figures that the "
        "file carries inside were asked again."
    )
)
_BY_HAND = Message(N_("Figures that somebody added by hand in sentences of their own are not seen here."))
_MARK = re.compile(r"\[\d+(?:[,–]\d+)*\]")


def _sentences(carried: Payload) -> list[str]:
    """Return the sentences with a figure; what stands in several sections as often."""
    places = dict.fromkeys((figure.section, figure.sentence) for figure in carried.figures)
    return [sentence for _section, sentence in places]


def _all_sentences(document: Document) -> list[str]:
    """Return every sentence that is not the author's or left to the author, and the notes."""
    found = {
        (section.code, plain_text(spans)): None
        for section in document.sections
        for block in section.blocks
        if not isinstance(block, Heading) and not (isinstance(block, Paragraph) and block.role == "author")
        for spans in lines(block)
        if any(isinstance(span, Value) or (isinstance(span, Plain) and span.fixed) for span in spans)
    }
    return [*(sentence for _section, sentence in found), *(plain_text(note.spans) for note in document.notes)]


def _edited(sentences: list[str], text: str) -> tuple[str, ...]:
    """Return the sentences that a text has not, apart from spaces, marks of notes and signs that are not seen.

    What is told several times must stand there as often.
    """
    pieces = {sentence: [_bare(piece) for piece in sentence.split(GAP)] for sentence in sentences}
    written = "\n".join(piece for sentence in sentences for piece in pieces[sentence])
    seen = _bare(text)
    short = {
        piece
        for piece in {piece for some in pieces.values() for piece in some}
        if piece and seen.count(piece) < written.count(piece)
    }
    return tuple(sentence for sentence, some in pieces.items() if not short.isdisjoint(some))


def _bare(text: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() and not sign.isspace())
    return _MARK.sub("", "".join(kept).replace(CELL_GAP.strip(), ""))


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)
