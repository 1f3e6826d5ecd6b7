"""Ecosystems with any table replaced, and what was found in them by id."""

from __future__ import annotations

import importlib
from pathlib import Path

import factory
from built import FUNCTIONS, Row

import ecomap
from ecomap.analysis.finding import Finding, Silence

WARDS = ("19753", "19774")


def world(folder: Path, **tables: list[Row]) -> ecomap.Ecosystem:
    """Load an ecosystem with these rows; wards, sources and stages are those of the tests unless given,
    others empty."""
    data = factory.rows()
    kept = {"wards", "sources", "stages"}
    data = {name: rows if name in kept else [] for name, rows in data.items()}
    for name, codes in (("sectors", ["s1", "s2", "s3", "s4"]), ("functions", FUNCTIONS)):
        data[name] = [{"code": code, "label_vi": f"Mã {code}", "label_en": f"Code {code}"} for code in codes]
    return ecomap.load(factory.write(folder, {**data, **tables}))


def found(ecosystem: ecomap.Ecosystem, kind: str) -> dict[str, Finding]:
    """Return findings by id, after writing each in both languages."""
    results = importlib.import_module(f"ecomap.analysis.gaps.{kind}").find(ecosystem)
    for result in results:
        for lang in ("vi", "en"):
            texts = (
                [result.reason]
                if isinstance(result, Silence)
                else [result.title, result.sentence, *(part.note for part in result.evidence)]
            )
            assert all(text.text(lang) for text in texts)
    findings = {result.id: result for result in results if isinstance(result, Finding)}
    assert len(findings) == sum(isinstance(result, Finding) for result in results)
    assert all(0 <= finding.severity <= 1 and finding.evidence for finding in findings.values())
    return findings


def silences(ecosystem: ecomap.Ecosystem, kind: str) -> list[str]:
    results = importlib.import_module(f"ecomap.analysis.gaps.{kind}").find(ecosystem)
    return [result.reason.text("en") for result in results if isinstance(result, Silence)]
