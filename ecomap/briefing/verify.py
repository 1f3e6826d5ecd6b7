"""Asking every figure of a produced file again: which sentences still hold, and which do not."""

from __future__ import annotations

import math
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from ecomap.analysis.finding import Message
from ecomap.briefing.document import CELL_GAP, GAP
from ecomap.briefing.payload import Figure, Payload, PayloadError, read_payload
from ecomap.briefing.query import Query, QueryError
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
        Sentences that no longer stand in the file as they were written, whatever their figures: somebody changed or
        removed them. None of a PDF file, whose text cannot be read reliably.
    read : bool
        Whether the text of the file was compared, so that `edited` tells something.
    """

    payload: Payload
    version: str
    held: int
    changed: tuple[Changed, ...]
    lost: tuple[Lost, ...]
    edited: tuple[str, ...] = ()
    read: bool = True

    @property
    def same_version(self) -> bool:
        """Whether the file was made from the very data it was held against."""
        return self.payload.version == self.version

    @property
    def holds(self) -> bool:
        """Whether every figure holds, and stands in the file as it was written."""
        return not self.changed and not self.lost and not self.edited

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
        The file. It may come from anybody: only its list of figures is read.
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
    payload, text = carried(data)
    return verify_payload(payload, ecosystem, text)


def verify_payload(
    payload: Payload,
    ecosystem: Ecosystem,
    text: str | None = None,
    *,
    patience: float = math.inf,
    progress: Callable[[float, str], None] | None = None,
) -> Verification:
    """Ask the figures that a file carries again.

    Parameters
    ----------
    text : str, optional
        What a reader sees in the file, to look for sentences that were changed by hand.
    patience : float
        Seconds after which no other figure is asked: a file by anybody may ask for anything.
    progress : callable, optional
        Called as ``progress(fraction, "")``.
    """
    held, until = 0, time.monotonic() + patience
    changed: list[Changed] = []
    lost: list[Lost] = []
    for place, figure in enumerate(payload.figures):
        if progress:
            progress(place / len(payload.figures), "")
        if time.monotonic() > until:
            lost.append(Lost(figure, _LATE))
            continue
        try:
            value = Query.parse(figure.query).ask(ecosystem).value
        except QueryError as error:
            lost.append(Lost(figure, error.message))
            continue
        new = write(value, figure.style, translator(payload.lang))
        if _same(figure.value, value) or new == figure.text:
            held += 1
        else:
            changed.append(Changed(figure, new, value))
    edited = () if text is None else _edited(payload, text)
    return Verification(
        payload, ecosystem.version, held, tuple(changed), tuple(lost), edited, text is not None
    )


_LATE = Message(N_("The check took too long, so this figure was not asked."))
_MARK = re.compile(r"\[\d+(?:[,–]\d+)*\]")


def _edited(payload: Payload, text: str) -> tuple[str, ...]:
    """Return the sentences that a text has not, apart from spaces, marks of notes and signs that are not seen.

    What stands in several sections, such as in the summary and below, must stand there as often.
    """
    places = dict.fromkeys((figure.section, figure.sentence) for figure in payload.figures)
    pieces = {sentence: [_bare(piece) for piece in sentence.split(GAP)] for _section, sentence in places}
    written = "\n".join(piece for _section, sentence in places for piece in pieces[sentence])
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
