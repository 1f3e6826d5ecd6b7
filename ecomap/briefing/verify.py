"""Asking every figure of a produced file again: which sentences still hold, and which do not."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace

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
    """

    payload: Payload
    version: str
    held: int
    changed: tuple[Changed, ...]
    lost: tuple[Lost, ...]
    edited: tuple[str, ...] = ()

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
    content = extract(data)
    if content is None:
        raise PayloadError(Message(N_("This is not a Word, PDF or HTML file of a briefing made by EcoMap.")))
    found = verify_payload(read_payload(content), ecosystem)
    text = visible_text(data)
    return found if text is None else replace(found, edited=_edited(found.payload, text))


def verify_payload(payload: Payload, ecosystem: Ecosystem) -> Verification:
    """Ask the figures that a file carries again; see `verify`."""
    held = 0
    changed: list[Changed] = []
    lost: list[Lost] = []
    for figure in payload.figures:
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
    return Verification(payload, ecosystem.version, held, tuple(changed), tuple(lost))


_MARK = re.compile(r"\[\d+(?:[,–]\d+)*\]")


def _edited(payload: Payload, text: str) -> tuple[str, ...]:
    """Return the sentences that a text has not, apart from spaces, marks of notes and signs that are not seen."""
    seen = _bare(text)
    sentences = dict.fromkeys(figure.sentence for figure in payload.figures)
    return tuple(
        sentence for sentence in sentences if not all(_bare(piece) in seen for piece in sentence.split(GAP))
    )


def _bare(text: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() and not sign.isspace())
    return _MARK.sub("", "".join(kept).replace(CELL_GAP.strip(), ""))


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)
