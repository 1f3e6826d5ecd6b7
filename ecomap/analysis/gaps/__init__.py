"""Gaps of an ecosystem, as findings."""

from __future__ import annotations

import importlib
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from ecomap.analysis.evidence import percent
from ecomap.analysis.finding import Finding, Method, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

Result = list[Finding | Silence]
Progress = Callable[[float, str], None]

KINDS: Mapping[str, str] = {
    "composition": N_("Composition of actors"),
    "coverage": N_("Support by sector and function"),
    "access": N_("Access by ward"),
    "pipeline": N_("Pipeline from idea to growth"),
    "links": N_("Missing links"),
    "helix": N_("Three houses"),
    "roles": N_("Roles of agencies"),
    "research": N_("Research to market"),
    "data": N_("Completeness of the data"),
}
"""Each kind is a module of this package with ``find(ecosystem) -> list`` and ``METHOD``."""


UNSTABLE = 0.5
"""A finding that stands in fewer of its resamples is not said."""


@dataclass(frozen=True)
class Gaps:
    """What was found, most severe first, and what could not be said."""

    findings: tuple[Finding, ...]
    silences: tuple[Silence, ...]


def method(kind: str) -> Method:
    """Return how a kind of finding is computed."""
    found: Method = importlib.import_module(f"{__name__}.{kind}").METHOD
    return found


_kept: weakref.WeakKeyDictionary[Ecosystem, dict[str, tuple[Finding | Silence, ...]]] = (
    weakref.WeakKeyDictionary()
)


def keep(ecosystem: Ecosystem, found: Gaps) -> None:
    """Keep all gaps of a snapshot that were found elsewhere, as in another process."""
    results: Result = [*found.findings, *found.silences]
    _kept[ecosystem] = {kind: tuple(r for r in results if r.kind == kind) for kind in KINDS}


def _of_kind(ecosystem: Ecosystem, kind: str) -> tuple[Finding | Silence, ...]:
    """Return what a kind finds; computed once while the snapshot lives."""
    kept = _kept.setdefault(ecosystem, {})
    if kind not in kept:
        kept[kind] = tuple(map(_said, importlib.import_module(f"{__name__}.{kind}").find(ecosystem)))
    return kept[kind]


def _said(result: Finding | Silence) -> Finding | Silence:
    """Turn a finding that fails in most of its resamples into what cannot be said."""
    if isinstance(result, Silence) or (stands := result.confidence.stability) is None or stands >= UNSTABLE:
        return result
    reason = N_("“{title}” is not said: it holds in {share} of the resamples only.")
    return Silence.of(result.kind, reason, title=result.title, share=percent(stands))


def find(ecosystem: Ecosystem, kinds: Iterable[str] | None = None, progress: Progress | None = None) -> Gaps:
    """Find the gaps of a snapshot.

    Parameters
    ----------
    ecosystem : Ecosystem
    kinds : iterable of str, optional
        Keys of `KINDS`; all by default.
    progress : callable, optional
        Called as ``progress(fraction, kind)`` before each kind and with ``(1.0, "")`` at the end.

    Returns
    -------
    Gaps
        The same for the same snapshot, and kept while it lives.
    """
    chosen = list(KINDS if kinds is None else kinds)
    results: Result = []
    for position, kind in enumerate(chosen):
        if progress:
            progress(position / len(chosen), kind)
        results += _of_kind(ecosystem, kind)
    if progress:
        progress(1.0, "")
    findings = [result for result in results if isinstance(result, Finding)]
    findings.sort(key=lambda finding: (-finding.severity, finding.id))
    return Gaps(tuple(findings), tuple(result for result in results if isinstance(result, Silence)))
