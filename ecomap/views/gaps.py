"""Findings in words, and the choice of which to show."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from babel.numbers import format_decimal

from ecomap.analysis.finding import Confidence, Finding, Measure, Scope
from ecomap.analysis.gaps import KINDS
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels, records

SEVERITIES: Mapping[str, float] = {"high": 0.5, "medium": 0.25, "low": 0.0}
"""Least severity of each word; chosen so that each word stands for about a third of the range that occurs."""

SEVERITY_WORDS: Mapping[str, str] = {
    "high": N_("high severity"),
    "medium": N_("medium severity"),
    "low": N_("low severity"),
}
CONFIDENCE_WORDS: Mapping[str, str] = {
    "high": N_("high confidence"),
    "medium": N_("medium confidence"),
    "low": N_("low confidence"),
    "unknown": N_("confidence not known"),
}
LEAST: Mapping[str, str] = {
    "medium": N_("Medium and high"),
    "high": N_("High only"),
    "low": N_("Low only"),
}
"""Choices of severity beside "all"."""

ABOUT_DATA = "data"
"""The kind of findings that are about the data, not about the ecosystem."""


@dataclass(frozen=True)
class Choice:
    """Which findings to show; an empty field means all.

    Attributes
    ----------
    least : str
        Key of `LEAST`.
    bodies : tuple of str
        Organisations or programmes the finding is about or proposes to lead.
    """

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    least: str = ""
    levels: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


def severity_word(severity: float) -> str:
    """Return the key of `SEVERITIES` for a severity between 0 and 1, as it is written with two places."""
    return next(word for word, least in SEVERITIES.items() if round(severity, 2) >= least)


def severity_text(severity: float, _: Translator) -> str:
    """Write a severity with two places, "0.50", so that a column of them is even."""
    return str(format_decimal(round(severity, 2), "0.00", locale=_.lang))


def wards_of(ecosystem: Ecosystem, finding: Finding) -> tuple[str, ...]:
    """Return the wards a finding is about: those of its scope, and those of the organisations of its scope."""
    organisations = ecosystem.organisations
    own = organisations["ward_code"].reindex(list(finding.scope.organisations)).dropna()
    known = dict.fromkeys([*finding.scope.wards, *own])
    return tuple(str(code) for code in known if code in ecosystem.wards.index)


def keep(ecosystem: Ecosystem, findings: Sequence[Finding], choice: Choice) -> list[Finding]:
    """Return the findings that fit a choice, in their order."""
    return [finding for finding in findings if _fits(_codes(ecosystem, finding), choice)]


def _codes(ecosystem: Ecosystem, finding: Finding) -> dict[str, Collection[str]]:
    """Return what a finding has in each field of `Choice`."""
    word = severity_word(finding.severity)
    return {
        "kinds": (finding.kind,),
        "sectors": finding.scope.sectors,
        "wards": wards_of(ecosystem, finding),
        "least": (word, "medium") if word == "high" else (word,),
        "levels": (finding.confidence.level,),
        "bodies": (*finding.scope.organisations, *finding.scope.programmes, *finding.leads),
    }


def _fits(codes: Mapping[str, Collection[str]], choice: Choice) -> bool:
    for field, of_finding in codes.items():
        wanted = getattr(choice, field)
        wanted = (wanted,) if isinstance(wanted, str) and wanted else wanted
        if wanted and set(wanted).isdisjoint(of_finding):
            return False
    return True


def options(
    ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator, choice: Choice | None = None
) -> dict[str, dict[str, str]]:
    """Return what can be chosen in each field of `Choice`, with the number of findings: code to label.

    The numbers are those left by what is chosen in the other fields; what is chosen stays, be it with none.
    """
    chosen = choice or Choice()
    codes = [_codes(ecosystem, finding) for finding in findings]
    order, name = _order(ecosystem), _names(ecosystem, _)
    found = {}
    for field in order:
        others = replace(chosen, least="") if field == "least" else replace(chosen, **{field: ()})  # type: ignore[arg-type]
        counts: dict[str, int] = {}
        for of_finding in codes:
            if _fits(of_finding, others):
                for code in of_finding[field]:
                    counts[code] = counts.get(code, 0) + 1
        asked = (chosen.least,) if field == "least" else getattr(chosen, field)
        found[field] = {
            str(code): f"{name[field](code)} ({_.number(counts.get(code, 0))})"
            for code in order[field]
            if code in counts or code in asked
        }
    return found


def _order(ecosystem: Ecosystem) -> dict[str, Sequence[str]]:
    return {
        "kinds": list(KINDS),
        "sectors": list(ecosystem.sectors.index),
        "wards": list(ecosystem.wards.sort_values("name").index),
        "levels": list(CONFIDENCE_WORDS),
        "least": list(LEAST),
    }


def _names(ecosystem: Ecosystem, _: Translator) -> dict[str, Callable[[str], str]]:
    return {
        "kinds": lambda code: _(KINDS[code]),
        "sectors": labels.namer(ecosystem, "sectors", _.lang),
        "wards": labels.namer(ecosystem, "wards", _.lang),
        "levels": lambda code: _(CONFIDENCE_WORDS[code]),
        "least": lambda code: _(LEAST[code]),
    }


def choice_text(ecosystem: Ecosystem, choice: Choice, _: Translator) -> str:
    """Say what a list was narrowed to, for a file; '' if it was not."""
    names = _names(ecosystem, _)
    fields = {
        "kinds": _("Kind of gap"), "sectors": _("Sector"), "wards": _("Ward or commune"),
        "levels": _("Confidence"), "least": _("Severity"),
    }  # fmt: skip
    said = []
    for field, label in fields.items():
        codes = getattr(choice, field)
        if codes:
            listed = [codes] if isinstance(codes, str) else codes
            said.append(f"{label}: {', '.join(names[field](code) for code in listed)}")
    if choice.bodies:
        said.append(
            f"{_('Organisation')}: {', '.join(ecosystem.name(body, _.lang) for body in choice.bodies)}"
        )
    return "; ".join(said)


def sentence(finding: Finding, lang: str) -> str:
    """Return what a finding says beyond its title; '' if that is all."""
    title, text = finding.title.text(lang), finding.sentence.text(lang)
    if not text.startswith(title):
        return text
    rest = text[len(title) :].lstrip(" ;,.:")
    return rest[:1].upper() + rest[1:]


# Figures.


def measure_text(measure: Measure, _: Translator) -> str:
    """Write a measure with its unit and range, "46 km (at least 43 km)".

    The ends of a range have two significant digits, and so has a figure with a range that is no whole number: more
    would promise a precision that the range denies.
    """
    share = measure.is_share
    if measure.value is None or not np.isfinite(measure.value):
        return f"{_('not known')} · {_(measure.unit)}"
    low, high = (end if end is not None and np.isfinite(end) else None for end in (measure.low, measure.high))
    unit = "" if share else f" {_(measure.unit)}"
    value = _figure(measure.value, share, 3 if low is None else 2, _)
    text = f"{value} · {_(measure.unit)}" if share else f"{value}{unit}"
    if low is not None and high is not None:
        name = _(measure.range_name or N_("95 % interval"))
        ends = {"low": _figure(low, share, 2, _), "high": _figure(high, share, 2, _)}
        return text + " (" + _("{name}: {low} to {high}", name=name, **ends) + ")"
    if low is not None and low < measure.value:
        return text + " (" + _("at least {low}", low=_figure(low, share, 2, _) + unit) + ")"
    return text


def _figure(value: float, share: bool, digits: int, _: Translator) -> str:
    if share:
        return _share(value, _)
    if not value:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    whole = float(value).is_integer() or (digits > 2 and places < 0)
    return _.number(round(value) if whole else round(value, places), max(places, 0))


def _share(share: float, _: Translator) -> str:
    """Write a share with two significant digits; what is not all of them is not rounded up to it."""
    hundredths = 100 * share
    if not share or hundredths >= 100:
        return _.percent(share)
    if hundredths >= 99.5:
        return _.percent(math.floor(10 * hundredths) / 1000, 1)
    return _.percent(share, min(3, max(0, 1 - math.floor(math.log10(hundredths)))))


# How sure.

CONFIDENCE_PARTS: Mapping[str, tuple[str, str, str]] = {
    "coverage": (
        N_("Coverage"),
        N_("Coverage {share}: that much of what exists is in the list, by official totals or estimate"),
        N_("the list holds {share} of what exists"),
    ),
    "freshness": (
        N_("Freshness"),
        N_("Freshness: {share} of the evidence has a source of the three years before the newest source"),
        N_("{share} of the evidence has a source of the last three years"),
    ),
    "stability": (
        N_("Stability"),
        N_("Stability {share}: share of repeated draws of the data in which the finding stands"),
        N_("it stands in {share} of repeated draws"),
    ),
}
"""Name of each part of a confidence, the line that explains it, and how it is given as a reason."""


def confidence_lines(confidence: Confidence, _: Translator) -> list[str]:
    """Explain the known parts of a confidence, one line each; parts that do not apply or are not known last."""
    lines, unknown = [], []
    for name, (label, line, _reason) in CONFIDENCE_PARTS.items():
        part = getattr(confidence, name)
        if part is None:
            unknown.append(_(label))
        else:
            lines.append(_(line, share=_.percent(part)))
    if unknown:
        lines.append(_("Not determined: {parts}", parts=", ".join(unknown).lower()))
    return lines


def confidence_text(confidence: Confidence, _: Translator) -> str:
    """Write the level of a confidence with its reason, "low confidence: the list holds 38% of what exists"."""
    level = _(CONFIDENCE_WORDS[confidence.level])
    weakest = [
        reason for name, (_label, _line, reason) in CONFIDENCE_PARTS.items()
        if confidence.score is not None and getattr(confidence, name) == confidence.score
    ]  # fmt: skip
    if not weakest:
        reason = _("no total, dated source or repeated draw to judge it by")
    else:
        reason = _(weakest[0], share=_.percent(confidence.score or 0.0))
    return _("{level}: {reason}", level=level, reason=reason)


# What it is about, of when it is, and who could act.


def scope_text(ecosystem: Ecosystem, scope: Scope, lang: str, limit: int = 4) -> str:
    """Name the sectors, functions, stages and wards of a scope; '' for the whole snapshot."""
    names = []
    for field in ("sectors", "functions", "stages", "wards"):
        name = labels.namer(ecosystem, field, lang)
        codes = getattr(scope, field)
        names += [name(code) for code in codes[:limit]] + (["…"] if len(codes) > limit else [])
    return ", ".join(names)


def as_of(ecosystem: Ecosystem, finding: Finding, _: Translator) -> str:
    """Say of when the newest source of a finding is."""
    newest = records.newest_source(ecosystem, set(finding.sources))
    return _("newest source {date}", date=_.date(newest)) if newest else _("date of the sources not known")


def who(ecosystem: Ecosystem, finding: Finding, _: Translator) -> str:
    """Say whom it is up to, or who leads most programmes of the like; '' where the data knows nobody."""
    known = [body for body in finding.leads if body in ecosystem]
    names = ", ".join(ecosystem.name(body, _.lang) for body in known)
    if not known:
        return ""
    if set(known) <= set(finding.scope.organisations):
        return _("Up to those concerned: {names}", names=names)
    return _("Leads most programmes of this sort: {names}", names=names)
