"""Findings in words, and the choice of which to show."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ecomap.analysis.finding import Confidence, Finding, Measure, Scope
from ecomap.analysis.gaps import KINDS
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels

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
LEAST: Mapping[str, str] = {"medium": N_("Medium and high"), "high": N_("High only")}
"""Choices of least severity beside "all"."""


@dataclass(frozen=True)
class Choice:
    """Which findings to show; an empty field means all."""

    kinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    least: str = ""
    levels: tuple[str, ...] = ()


def severity_word(severity: float) -> str:
    """Return the key of `SEVERITIES` a severity between 0 and 1 falls under."""
    return next(word for word, least in SEVERITIES.items() if severity >= least)


def wards_of(ecosystem: Ecosystem, finding: Finding) -> tuple[str, ...]:
    """Return the wards a finding is about: those of its scope, and those of the organisations of its scope."""
    organisations = ecosystem.organisations
    own = organisations["ward_code"].reindex(list(finding.scope.organisations)).dropna()
    known = dict.fromkeys([*finding.scope.wards, *own])
    return tuple(str(code) for code in known if code in ecosystem.wards.index)


def keep(ecosystem: Ecosystem, findings: Sequence[Finding], choice: Choice) -> list[Finding]:
    """Return the findings that fit a choice, in their order."""
    least = SEVERITIES.get(choice.least, 0.0)
    return [
        finding
        for finding in findings
        if (not choice.kinds or finding.kind in choice.kinds)
        and (not choice.sectors or _meet(choice.sectors, finding.scope.sectors))
        and (not choice.wards or _meet(choice.wards, wards_of(ecosystem, finding)))
        and finding.severity >= least
        and (not choice.levels or finding.confidence.level in choice.levels)
    ]


def _meet(some: Collection[str], others: Collection[str]) -> bool:
    return not set(some).isdisjoint(others)


def options(ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator) -> dict[str, dict[str, str]]:
    """Return what can be chosen in each field of `Choice`, with the number of findings: code to label."""
    found: dict[str, dict[str, int]] = {"kinds": {}, "sectors": {}, "wards": {}, "levels": {}}
    for finding in findings:
        codes = {
            "kinds": (finding.kind,),
            "sectors": finding.scope.sectors,
            "wards": wards_of(ecosystem, finding),
            "levels": (finding.confidence.level,),
        }
        for field, values in codes.items():
            for code in values:
                found[field][code] = found[field].get(code, 0) + 1
    order: dict[str, Sequence[str]] = {
        "kinds": list(KINDS),
        "sectors": list(ecosystem.sectors.index),
        "wards": list(ecosystem.wards.sort_values("name").index),
        "levels": list(CONFIDENCE_WORDS),
    }
    name = {
        "kinds": lambda code: _(KINDS[code]),
        "sectors": labels.namer(ecosystem, "sectors", _.lang),
        "wards": labels.namer(ecosystem, "wards", _.lang),
        "levels": lambda code: _(CONFIDENCE_WORDS[code]),
    }
    return {
        field: {str(code): f"{name[field](code)} ({counts[code]})" for code in order[field] if code in counts}
        for field, counts in found.items()
    }


def measure_text(measure: Measure, _: Translator) -> str:
    """Write a measure with its unit and interval, "46 km · at least 43.1"."""
    share = measure.unit.startswith("share")
    if measure.value is None or not np.isfinite(measure.value):
        text = f"{_('not known')} · {_(measure.unit)}"
    else:
        text = f"{_figure(measure.value, share, _)}{' · ' if share else ' '}{_(measure.unit)}"
    ends = [measure.low, measure.high]
    known = [end is not None and bool(np.isfinite(end)) for end in ends]
    if all(known):
        low, high = (_figure(float(end), share, _) for end in ends if end is not None)
        return text + " · " + _("95 % interval: {low} to {high}", low=low, high=high)
    if known[0] and measure.low is not None:
        return text + " · " + _("at least {low}", low=_figure(measure.low, share, _))
    return text


def _figure(value: float, share: bool, _: Translator) -> str:
    if share:
        return _.percent(value, 1 if 0 < abs(value) < 0.1 else 0)
    if 0 < abs(value) < 0.1:
        return _.number(value, 4)
    return _.number(value, 2 if abs(value) < 10 else 0 if abs(value) >= 1000 else 1)


CONFIDENCE_PARTS: Mapping[str, tuple[str, str]] = {
    "coverage": (
        N_("Coverage"),
        N_("share of what exists that the list holds, by official totals or estimate"),
    ),
    "freshness": (
        N_("Freshness"),
        N_("share of the evidence with a source at most three years older than the newest of the data"),
    ),
    "stability": (N_("Stability"), N_("share of repeated draws of the data in which the finding stands")),
}


def confidence_lines(confidence: Confidence, _: Translator) -> list[str]:
    """Explain the parts of a confidence, one line each."""
    lines = []
    for name, (label, meaning) in CONFIDENCE_PARTS.items():
        part = getattr(confidence, name)
        value = _("does not apply or not known") if part is None else _.percent(part)
        lines.append(f"{_(label)}: {value} ({_(meaning)})")
    return lines


def scope_text(ecosystem: Ecosystem, scope: Scope, lang: str, limit: int = 4) -> str:
    """Name the sectors, functions, stages and wards of a scope; '' for the whole snapshot."""
    names = []
    for field in ("sectors", "functions", "stages", "wards"):
        name = labels.namer(ecosystem, field, lang)
        codes = getattr(scope, field)
        names += [name(code) for code in codes[:limit]] + (["…"] if len(codes) > limit else [])
    return ", ".join(names)
