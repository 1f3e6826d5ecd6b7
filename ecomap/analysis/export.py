"""Findings as plain values, for JSON: every text in every language."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import asdict

import pandas as pd

from ecomap.analysis import gaps, helix, synergy
from ecomap.analysis.finding import Confidence, Evidence, Finding, Measure, Message, Method, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import LANGUAGES


def texts(message: Message | str | None) -> dict[str, str] | None:
    """Return a message, or a message id, in every language; None stays None."""
    if message is None:
        return None
    written = message if isinstance(message, Message) else Message(message)
    return {lang: written.text(lang) for lang in LANGUAGES}


def finding_dict(finding: Finding) -> dict[str, object]:
    """Return all fields of a finding; what is not known is None."""
    return {
        "id": finding.id,
        "kind": finding.kind,
        "kind_label": texts(gaps.KINDS.get(finding.kind, finding.kind)),
        "title": texts(finding.title),
        "sentence": texts(finding.sentence),
        "scope": {name: list(codes) for name, codes in asdict(finding.scope).items()},
        "measure": _measure(finding.measure),
        "severity": finding.severity,
        "severity_formula": texts(finding.severity_formula),
        "confidence": _confidence(finding.confidence),
        "evidence": [_evidence(part) for part in finding.evidence],
        "sources": list(finding.sources),
        "action": texts(finding.action),
        "leads": list(finding.leads),
        "method": finding.kind,
    }


def silence_dict(silence: Silence) -> dict[str, object]:
    """Return what could not be said, and why."""
    return {
        "kind": silence.kind,
        "kind_label": texts(gaps.KINDS.get(silence.kind, silence.kind)),
        "reason": texts(silence.reason),
    }


def houses_dict(ecosystem: Ecosystem) -> dict[str, object]:
    """Return how the three houses are tied, by sector and by year, and what T of each says."""
    system = synergy.of_houses(ecosystem)
    tables = {
        "ties": helix.densities(ecosystem),
        "ties_by_sector": helix.by_sector(ecosystem),
        "ties_by_year": helix.by_year(ecosystem),
        "synergy_by_sector": system.sectors,
        "synergy_by_year": system.years,
    }
    sentences: list[object] = [texts(message) for message in system.said]
    return {"sentences": sentences, **{name: _records(table) for name, table in tables.items()}}


def _records(table: pd.DataFrame) -> list[dict[Hashable, object]]:
    """Return the rows of a table with its index; NaN becomes None."""
    if table.empty:
        return []
    frame = table.reset_index().astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def method_dict(method: Method) -> dict[str, object]:
    """Return how a kind of finding is computed."""
    return {"text": texts(method.text), "references": list(method.references), "limits": texts(method.limits)}


def _measure(measure: Measure) -> dict[str, object]:
    return {
        "value": measure.value,
        "low": measure.low,
        "high": measure.high,
        "range": texts(measure.range_name or None),
        "unit": texts(measure.unit),
        "formula": texts(measure.formula),
    }


def _confidence(confidence: Confidence) -> dict[str, object]:
    return {**asdict(confidence), "score": confidence.score, "level": confidence.level}


def _evidence(part: Evidence) -> dict[str, object]:
    return {
        "table": part.table,
        "ids": list(part.ids),
        "note": texts(part.note),
        "sources": list(part.sources),
    }
