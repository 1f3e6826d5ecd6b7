"""Scenarios and sites in words and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from ecomap.analysis import scenario as s
from ecomap.analysis.comparison import MEASURES
from ecomap.analysis.siting import Siting
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
DEMANDS: Mapping[str, str] = {
    "population": N_("Residents"),
    "startup": N_("Start-ups"),
    "enterprise": N_("Enterprises"),
}
OBJECTIVES: Mapping[str, str] = {
    "coverage": N_("Most demand within the distance"),
    "distance": N_("Least mean distance"),
}
Namer = Callable[[str], str]


def names(ecosystem: Ecosystem, changes: tuple[s.Change, ...], lang: str) -> Namer:
    """Return the function that names what a scenario speaks of: nodes of the data, and what it adds."""
    new = {c.id: c.name for c in changes if isinstance(c, (s.AddOrganisation, s.AddProgramme))}
    return lambda node: new.get(node) or (ecosystem.name(node, lang) if node in ecosystem else node)


def change_text(change: s.Change, name: Namer, ecosystem: Ecosystem, _: Translator) -> str:
    """Say what a change does."""
    if isinstance(change, s.AddOrganisation):
        kind = _(KINDS[change.kind].label) if change.kind in KINDS else change.kind
        details = [kind, *_codes(change, ecosystem, _)]
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


def measures_table(measures: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return the key measures before and after for reading: text, with intervals where there are any."""
    rows = []
    for code, row in measures.iterrows():
        label, unit = MEASURES[str(code)]
        share = unit.startswith("share")
        sides = [
            _with_interval(row[side], row[f"{side}_low"], row[f"{side}_high"], share, _)
            for side in ("before", "after")
        ]
        rows.append((_(label), *sides, _difference(row["change"], share, _)))
    headers = [_("Measure"), _("Before"), _("After (estimate)"), _("Difference")]
    return pd.DataFrame(rows, columns=headers)


def _with_interval(value: float, low: float, high: float, share: bool, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    text = _figure(value, share, _)
    if np.isfinite(low) and np.isfinite(high):
        text += " " + _("({low} to {high})", low=_figure(low, share, _), high=_figure(high, share, _))
    return text


def _figure(value: float, share: bool, _: Translator) -> str:
    return _.percent(value, 1) if share else _.number(value, 2)


def _difference(change: float, share: bool, _: Translator) -> str:
    if not np.isfinite(change):
        return _("not known")
    if abs(change) < 5e-4:
        return _("no difference")
    text = (
        _("{points} percentage points", points=_.number(abs(100 * change), 1))
        if share
        else _.number(abs(change), 3)
    )
    return f"{'+' if change > 0 else '−'}{text}"


def sites_table(ecosystem: Ecosystem, found: Siting, _: Translator) -> pd.DataFrame:
    """Return the chosen wards with what each adds, for reading."""
    covered = found.objective == "coverage"
    rows = [
        (
            number,
            labels.ward(ecosystem, site.ward),
            _gain(site.gain, covered, _),
            f"{_bare(site.gain_low, covered, _)} – {_gain(site.gain_high, covered, _)}",
            _("not known") if np.isnan(site.chosen) else _.percent(site.chosen),
        )
        for number, site in enumerate(found.sites, start=1)
    ]
    headers = [
        _("Order"), _("Ward or commune"), _("Adds (estimate)"), _("95 % interval"),
        _("Chosen again, share of draws"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=headers)


def _gain(value: float, covered: bool, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    if covered:
        return _("{points} percentage points", points=_.number(100 * value, 1))
    return _("{km} km", km=_.number(value, 1))


def _bare(value: float, covered: bool, _: Translator) -> str:
    return _.number(100 * value if covered else value, 1) if np.isfinite(value) else _("not known")


def sites_sentence(found: Siting, _: Translator) -> str:
    """Say in a sentence what the new points bring together."""
    what = _(DEMANDS[found.what]).lower()
    if found.objective == "coverage":
        return _(
            "Estimate: the share of {what} with support within {km} km goes from {before} ({before_low} to "
            "{before_high}) to {after} ({after_low} to {after_high}).",
            what=what, km=found.limit_m / 1000,
            **{name: _.percent(getattr(found, name)) for name in _ENDS},
        )  # fmt: skip
    return _(
        "Estimate: the mean distance of {what} to the nearest support goes from {before} ({before_low} to "
        "{before_high}) to {after} ({after_low} to {after_high}).",
        what=what,
        **{name: _finite(getattr(found, name), _) for name in _ENDS},
    )


_ENDS = ("before", "before_low", "before_high", "after", "after_low", "after_high")


def _finite(value: float, _: Translator) -> str:
    return _("{km} km", km=_.number(value, 1)) if np.isfinite(value) else _("not known")
