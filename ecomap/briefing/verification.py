"""What became of a produced file that was held against the data of today."""

from __future__ import annotations

from dataclasses import dataclass

from ecomap.analysis.finding import Message
from ecomap.briefing.check_lines import Sentence
from ecomap.briefing.payload import Figure, Payload
from ecomap.i18n import N_


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
        Sentences, headings, rows and notes that no longer stand in the file as they were written: somebody changed,
        hid or removed them. None of a PDF file, whose text cannot be read reliably.
    read : bool
        Whether the text of the file was compared, so that `edited` tells something.
    unreadable : bool
        Whether it should have been, and could not be read: then nobody knows what a reader of the file sees.
    missing, added : tuple of Figure
        On the same version: figures that the recipe in the file gives and the file does not carry, and the other
        way round. Those in `changed` and `lost` are not told again.
    gone, fresh : tuple of Sentence
        Sentences, headings, rows and notes that the recipe in the file no longer gives, and those that it gives now.
        Left out are those in which only figures of `changed` differ, and those of `lost`. On the same version another
        version of EcoMap words them otherwise, or somebody changed what the file carries.
    composed : bool
        Whether the document was composed again from its recipe, so that the four of these tell something.
    obstacle : Message or None
        Why that failed.
    """

    payload: Payload
    version: str
    held: int
    changed: tuple[Changed, ...]
    lost: tuple[Lost, ...]
    edited: tuple[str, ...] = ()
    read: bool = True
    unreadable: bool = False
    missing: tuple[Figure, ...] = ()
    added: tuple[Figure, ...] = ()
    gone: tuple[Sentence, ...] = ()
    fresh: tuple[Sentence, ...] = ()
    composed: bool = False
    obstacle: Message | None = None

    @property
    def same_version(self) -> bool:
        """Whether the file was made from the very data it was held against."""
        return self.payload.version == self.version

    @property
    def wrong(self) -> bool:
        """Whether anything was found that is not as it should be."""
        # A document that only lacks what newer data would add states nothing wrong.
        fresh = self.fresh if self.same_version else ()
        return any((self.changed, self.lost, self.edited, self.missing, self.added, self.gone, fresh))

    @property
    def told(self) -> bool:
        """Whether there was something to check: a file without figures says nothing, unless its recipe gives none."""
        if self.unreadable:
            return False
        if not self.payload.figures:
            return self.composed and not self.missing and not self.fresh
        return self.obstacle is None

    @property
    def holds(self) -> bool:
        """Whether every figure holds and stands in the file as it was written, and none is missing or added."""
        return self.told and not self.wrong

    @property
    def fault(self) -> Message | None:
        """Why it cannot be told whether the file holds, whatever became of its figures; None if it can."""
        return _UNREADABLE if self.unreadable else None

    @property
    def limits(self) -> tuple[Message, ...]:
        """What else was not checked, for whoever relies on the outcome."""
        found = [] if self.read or self.unreadable else [_OF_PDF]
        if self.obstacle is not None:
            found.append(self.obstacle)
        if not self.payload.lines:
            found.append(_WITHOUT_LINES)
        if not self.same_version:
            found.append(_OTHER_VERSION)
        return (*found, _BY_HAND)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The sentences with a figure that no longer holds, in the order of the document."""
        return tuple(dict.fromkeys(one.figure.sentence for one in self.changed))


_WITHOUT_LINES = Message(
    N_(
        "The file does not carry its sentences, as another version of EcoMap made it, so only those with a figure were "
        "compared."
    )
)
_OTHER_VERSION = Message(
    N_(
        "The file says that it was made from another version of the data, which cannot be checked: if somebody changed "
        "the list of figures inside the file, too, it looks as if the data had changed."
    )
)
_OF_PDF = Message(
    N_(
        "The text that a reader sees was not compared: that cannot be done for PDF files. Only what the file carries "
        "inside was checked."
    )
)
REWORDED = N_(
    "The data is the same, but this EcoMap writes some sentences otherwise: another version of EcoMap made the file, "
    "or somebody changed what the file carries inside."
)
_UNREADABLE = Message(
    N_(
        "The text that a reader sees in this file cannot be read, as it is damaged or too long: whether it is as it "
        "was written cannot be told. Somebody may have changed the file; do not rely on it."
    )
)
_BY_HAND = Message(
    N_(
        "Not checked: what somebody added, the order of the text, the author's own words, head and signature, "
        "pictures, and text that is covered, or hidden by a style."
    )
)
