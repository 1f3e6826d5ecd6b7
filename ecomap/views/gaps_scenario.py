"""Scenarios and sites in words and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ecomap.analysis import scenario as s
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels
from ecomap.vocabulary import KINDS, TIE_TYPES

CHANGES: Mapping[str, str] = {
    "add_organisation": N_("Add an organisation"),
    "remove_organisation": N_("Remove an organisation"),
    "add_tie": N_("Add a tie"),
    "remove_tie": N_("Remove a tie"),
    "add_programme": N_("Add a programme"),
    "remove_programme": N_("Remove a programme"),
    "capacity": N_("Set a capacity"),
}
Namer = Callable[[str], str]


def names(ecosystem: Ecosystem, changes: tuple[s.Change, ...], lang: str) -> Namer:
    """Return the function that names what a scenario speaks of: nodes of the data, and what it adds."""
    new = {c.id: c.name for c in changes if isinstance(c, (s.AddOrganisation, s.AddProgramme))}
    return lambda node: new.get(node) or (ecosystem.name(node, lang) if node in ecosystem else node)


def change_text(change: s.Change, name: Namer, ecosystem: Ecosystem, _: Translator) -> str:
    """Say what a change does."""
    if isinstance(change, s.AddOrganisation):
        details = [_kind(change, _), *_codes(change, ecosystem, _)]
        if change.stage:
            details.append(labels.namer(ecosystem, "stages", _.lang)(change.stage))
        if change.lat is not None and change.lon is not None:
            details.append(f"{_.number(change.lat, 4)}; {_.number(change.lon, 4)}")
        if change.ward:
            details.append(labels.ward(ecosystem, change.ward))
        return _("Add: {name} ({details})", name=change.name, details=", ".join(details))
    if isinstance(change, s.AddProgramme):
        details = [name(change.lead_org)] if change.lead_org else []
        details += _codes(change, ecosystem, _)
        text = ", ".join(details) or _("programme")
        return _("Add: {name} ({details})", name=change.name, details=text)
    if isinstance(change, (s.AddTie, s.RemoveTie)):
        tie = _(TIE_TYPES[change.type].label) if change.type in TIE_TYPES else change.type
        text = f"{name(change.source)} – {tie} – {name(change.target)}"
        if isinstance(change, s.AddTie):
            return _("Add the tie: {text}", text=text)
        return _("Remove the tie: {text}", text=text)
    if isinstance(change, s.SetCapacity):
        return _("{name} can serve {places} start-ups at a time", name=name(change.id), places=change.places)
    return _("Remove: {name}", name=name(change.id))


def _kind(change: s.AddOrganisation, _: Translator) -> str:
    if change.subkind:
        return labels.subkind(change.kind, change.subkind, _.lang)
    return _(KINDS[change.kind].label) if change.kind in KINDS else change.kind


def untied(changes: tuple[s.Change, ...], name: Namer) -> list[str]:
    """Name what a scenario adds without any tie: it cannot change who reaches what."""
    ends = {end for c in changes if isinstance(c, s.AddTie) for end in (c.source, c.target)}
    led = {c.lead_org for c in changes if isinstance(c, s.AddProgramme)}
    return [name(c.id) for c in changes if isinstance(c, s.AddOrganisation) and c.id not in ends | led]


def _codes(change: s.AddOrganisation | s.AddProgramme, ecosystem: Ecosystem, _: Translator) -> list[str]:
    fields = {"sectors": change.sectors, "functions": change.functions}
    return [
        name for field, codes in fields.items() for name in map(labels.namer(ecosystem, field, _.lang), codes)
    ]


def new_id(ecosystem: Ecosystem, changes: tuple[s.Change, ...]) -> str:
    """Return an id for something a scenario adds, not in use in the data or the scenario."""
    taken = {change.id for change in changes if isinstance(change, (s.AddOrganisation, s.AddProgramme))}
    number = 1
    while f"what-if-{number}" in taken or f"what-if-{number}" in ecosystem:
        number += 1
    return f"what-if-{number}"
