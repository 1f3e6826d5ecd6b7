"""Changes that make a scenario, and their form in an address."""

from __future__ import annotations

import base64
import dataclasses
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecomap.analysis.finding import Message
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

CHANGES_LIMIT = 40
TEXT_LIMIT = 4_000
"""Characters of a scenario as text; longer addresses are cut by some servers and mail programs."""
_JSON_LIMIT = 40_000
NAME_LIMIT = 200
_LIST_LIMIT = 12
_TOO_MANY = Message(N_("A scenario has at most {limit} changes."), {"limit": CHANGES_LIMIT})
_TOO_LONG = Message(N_("The scenario is longer than {limit} characters as text."), {"limit": TEXT_LIMIT})
_UNREADABLE = Message(N_("This is not the text of a scenario, or it is cut off or of another version."))
PLACES_LIMIT = 1e6


class ScenarioError(ValueError):
    """A scenario cannot be read or does not fit the snapshot; `message` says which change and why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True)
class AddOrganisation:
    """Add an organisation to the region, known by its ward or by a position (degrees); it starts active."""

    id: str
    name: str
    kind: str
    subkind: str = ""
    sectors: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    stage: str = ""
    ward: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class RemoveOrganisation:
    """Take away an organisation with its ties, roles and capacity."""

    id: str


@dataclass(frozen=True)
class AddTie:
    """Add a tie between two organisations or programmes, without a date."""

    source: str
    target: str
    type: str


@dataclass(frozen=True)
class RemoveTie:
    """Take away all ties of a type from one body to another, whatever their dates."""

    source: str
    target: str
    type: str


@dataclass(frozen=True)
class AddProgramme:
    """Add a running programme."""

    id: str
    name: str
    kind: str
    lead_org: str = ""
    coordinating_orgs: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class RemoveProgramme:
    """Take away a programme with its ties; its targets stay, without a programme."""

    id: str


@dataclass(frozen=True)
class SetCapacity:
    """Say how many start-ups an organisation can serve at a time."""

    id: str
    places: float


Change = (
    AddOrganisation | RemoveOrganisation | AddTie | RemoveTie | AddProgramme | RemoveProgramme | SetCapacity
)

# The letters are part of every link people keep: never change one. Fields are written in the order of the
# class.
_LETTERS: dict[str, type] = {
    "o": AddOrganisation,
    "O": RemoveOrganisation,
    "t": AddTie,
    "T": RemoveTie,
    "p": AddProgramme,
    "P": RemoveProgramme,
    "c": SetCapacity,
}
_BY_TYPE = {kind: letter for letter, kind in _LETTERS.items()}
_VERSION = "1"

_ALL = ("composition", "coverage", "access", "pipeline", "links", "helix", "roles", "research")
"""What is not known of the data does not change by imagining, so the kind ``data`` is never looked at again."""
_MONEY = ("invests_in", "grants_to", "awards")
_HOUSES = ("government", "university", "research_institute", "enterprise", "startup")
# Kinds of organisations whose number alters each kind of findings; coverage, composition and links: any.
_ONLY_FROM = {
    "access": ("support_org", "startup", "enterprise"),
    "pipeline": ("startup",),
    "helix": _HOUSES,
    "roles": (),  # who leads what: a new body leads nothing yet
    "research": _HOUSES[1:],
}


def _altered(change: Change, ecosystem: Ecosystem | None) -> tuple[str, ...]:
    """Return the kinds of findings a change can alter."""
    if isinstance(change, AddOrganisation):
        return _of_organisation(change.kind)
    if isinstance(change, RemoveOrganisation):
        if ecosystem is None or change.id not in ecosystem.organisations.index:
            return _ALL
        ties = ecosystem.ties[
            (ecosystem.ties["source"] == change.id) | (ecosystem.ties["target"] == change.id)
        ]
        paid = ("pipeline",) if ties["type"].isin(_MONEY).any() else ()
        return (*_of_organisation(str(ecosystem.organisations.at[change.id, "kind"])), "roles", *paid)
    if isinstance(change, (AddTie, RemoveTie)):
        money = ("composition", "pipeline") if change.type in _MONEY else ()
        return (*money, "links", "helix", "roles", "research")
    if isinstance(change, (AddProgramme, RemoveProgramme)):
        return ("coverage", "links", "roles")
    return ("access",)


def _of_organisation(of: str) -> tuple[str, ...]:
    return tuple(kind for kind in _ALL if of in _ONLY_FROM.get(kind, (of,)))


def affected(changes: Iterable[Change], ecosystem: Ecosystem | None = None) -> tuple[str, ...]:
    """Return the kinds of findings that changes can alter, in the order of `ecomap.analysis.gaps.KINDS`.

    Parameters
    ----------
    ecosystem : Ecosystem, optional
        The snapshot to be changed: it tells of what kind the bodies are that are taken away.
    """
    touched = {kind for change in changes for kind in _altered(change, ecosystem)}
    return tuple(kind for kind in _ALL if kind in touched)


# As text.


def to_text(changes: Sequence[Change]) -> str:
    """Write a scenario as text for an address: version, a dot, and compressed JSON in base64url.

    Raises
    ------
    ScenarioError
        If it gets longer than `TEXT_LIMIT` or has more than `CHANGES_LIMIT` changes.

    Examples
    --------
    >>> from_text(to_text([RemoveOrganisation("vuon-uom")]))
    (RemoveOrganisation(id='vuon-uom'),)
    """
    if len(changes) > CHANGES_LIMIT:
        raise ScenarioError(_TOO_MANY)
    rows = [[_BY_TYPE[type(change)], *dataclasses.astuple(change)] for change in changes]
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    text = f"{_VERSION}.{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
    if len(text) > TEXT_LIMIT:
        raise ScenarioError(_TOO_LONG)
    return text


def from_text(text: str) -> tuple[Change, ...]:
    """Read a scenario from text that may come from anybody.

    Only the types and lengths of values are checked here; whether they fit a snapshot is for
    `scenario.apply`.

    Raises
    ------
    ScenarioError
        If it is not a scenario, of another version, or too large.
    """
    if len(text) > TEXT_LIMIT:
        raise ScenarioError(_TOO_LONG)
    version, dot, body = text.partition(".")
    if version != _VERSION or not dot:
        raise ScenarioError(_UNREADABLE)
    try:
        unpacker = zlib.decompressobj()
        packed = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        # A small text may unpack to a huge one: stop at the limit.
        raw = unpacker.decompress(packed, _JSON_LIMIT)
        rows = json.loads(raw.decode()) if unpacker.eof and not unpacker.unused_data else None
    except (ValueError, zlib.error, RecursionError) as error:
        raise ScenarioError(_UNREADABLE) from error
    if not isinstance(rows, list):
        raise ScenarioError(_UNREADABLE)
    if len(rows) > CHANGES_LIMIT:
        raise ScenarioError(_TOO_MANY)
    return tuple(_change(row, number) for number, row in enumerate(rows, start=1))


def _change(row: object, number: int) -> Change:
    if not isinstance(row, list) or not row or not isinstance(row[0], str) or row[0] not in _LETTERS:
        raise _bad_change(number)
    kind, values = _LETTERS[row[0]], row[1:]
    fields = dataclasses.fields(kind)
    if len(values) != len(fields):
        raise _bad_change(number)
    read = [_value(str(field.type), value, number) for field, value in zip(fields, values, strict=True)]
    change: Change = kind(*read)
    return change


def _bad_change(number: int) -> ScenarioError:
    return ScenarioError(Message(N_("Change {number} of the scenario cannot be read."), {"number": number}))


def _value(kind: str, value: object, number: int) -> object:
    if kind == "str" and isinstance(value, str) and len(value) <= NAME_LIMIT and value.isprintable():
        return value
    if kind.startswith("tuple") and isinstance(value, list) and len(value) <= _LIST_LIMIT:
        return tuple(_value("str", item, number) for item in value)
    if kind.startswith("float") and isinstance(value, (int, float)) and not isinstance(value, bool):
        if abs(value) <= PLACES_LIMIT:  # false for NaN and infinity as well
            return float(value)
    elif kind == "float | None" and value is None:
        return None
    raise _bad_change(number)
