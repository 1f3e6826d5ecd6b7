"""How a tie is said: the verb that fits its programme, and whether it lasts."""

from __future__ import annotations

from typing import Literal, Protocol

from ecomap.ecosystem import Ecosystem
from ecomap.network.graph import per_snapshot
from ecomap.vocabulary import COUNCIL_WORDS, OCCASIONS, TIE_TYPES, TIE_WORDS

Course = Literal["lasting", "once", "over"]
"""What a start without an end means: going on since then, done on that date, or ended on a day not known."""


class Directed(Protocol):
    """What a tie must tell to be put into words."""

    @property
    def source(self) -> str:
        """The id of the first end."""

    @property
    def target(self) -> str:
        """The id of the second end."""

    @property
    def type(self) -> str:
        """The code of the type."""


def verb(ecosystem: Ecosystem, tie: Directed, inverse: bool = False) -> str:
    """Return the words between the ends of a tie as a message id: "source `verb` target".

    A type has one label, but a resolution is issued and a platform run where a contest is organised: the kind of
    the programme decides.

    Parameters
    ----------
    inverse : bool
        Return the words from the target to the source.
    """
    if tie.type not in TIE_TYPES:
        return tie.type
    kind = _programmes(ecosystem).get(tie.target, ("", ""))[0]
    tie_type = TIE_TYPES[tie.type]
    said = COUNCIL_WORDS if tie.source in _councils(ecosystem) else {}
    words = said.get((tie.type, kind)) or TIE_WORDS.get((tie.type, kind), (tie_type.label, tie_type.inverse))
    return words[inverse]


def course(ecosystem: Ecosystem, tie: Directed) -> Course:
    """Return what a tie with a start and no end is: a prize given is over, a partnership goes on."""
    momentary = tie.type in TIE_TYPES and TIE_TYPES[tie.type].momentary
    if tie.target not in _programmes(ecosystem):
        return "once" if momentary else "lasting"
    if momentary and _programmes(ecosystem)[tie.target][0] in OCCASIONS:
        return "once"
    return programme_course(ecosystem, tie.target)


def programme_course(ecosystem: Ecosystem, programme: str) -> Course:
    """Return what a programme with a start and no end is; one that has ended does not go on since its start."""
    kind, status = _programmes(ecosystem)[programme]
    if status != "ended":
        return "lasting"
    return "once" if kind in OCCASIONS else "over"


@per_snapshot
def _programmes(ecosystem: Ecosystem) -> dict[str, tuple[str, str]]:
    """Return kind and status of each programme."""
    programmes = ecosystem.programmes
    cells = zip(programmes["kind"].fillna(""), programmes["status"].fillna(""), strict=True)
    return dict(zip(programmes.index, cells, strict=True))


@per_snapshot
def _councils(ecosystem: Ecosystem) -> frozenset[str]:
    subkinds = ecosystem.organisations["subkind"]
    return frozenset(subkinds.index[subkinds == "council"])
