"""Findings as files: a table for a spreadsheet, or a workbook with the evidence and the methods."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.store import write_workbook
from ecomap.views import exports, records
from ecomap.views.gaps import CONFIDENCE_WORDS, SEVERITY_WORDS, measure_text, scope_text, severity_word
from ecomap.views.gaps_evidence import TABLE_LABELS, row_names

_EPOCH = datetime(2000, 1, 1)
"""Written as the time of making, so that the same findings give the same file."""


@dataclass(frozen=True)
class Note:
    """What a reader of a file must know of the list: what was set aside and why, and what it was narrowed to."""

    aside: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""


def findings_table(
    ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator, note: Note | None = None
) -> pd.DataFrame:
    """Return findings as rows; figures stay numbers, unknown ones are empty."""
    lang, aside = _.lang, (note or Note()).aside
    return pd.DataFrame(
        {
            _("Id"): [f.id for f in findings],
            _("Kind"): [_(gaps.KINDS[f.kind]) for f in findings],
            _("Finding"): [f.title.text(lang) for f in findings],
            _("In a sentence"): [f.sentence.text(lang) for f in findings],
            _("Scope"): [scope_text(ecosystem, f.scope, lang, limit=99) for f in findings],
            _("In figures"): [measure_text(f.measure, _) for f in findings],
            _("Measure"): _numbers([f.measure.value for f in findings]),
            _("From"): _numbers([f.measure.low for f in findings]),
            _("To"): _numbers([f.measure.high for f in findings]),
            _("What the range is"): [_range(f, _) for f in findings],
            _("Unit"): [_(f.measure.unit) for f in findings],
            _("Formula"): [_(f.measure.formula) for f in findings],
            _("Severity"): _numbers([f.severity for f in findings]),
            _("Severity in words"): [_(SEVERITY_WORDS[severity_word(f.severity)]) for f in findings],
            _("Formula of severity"): [_(f.severity_formula) for f in findings],
            _("Confidence"): [_(CONFIDENCE_WORDS[f.confidence.level]) for f in findings],
            _("Coverage"): _numbers([f.confidence.coverage for f in findings]),
            _("Freshness"): _numbers([f.confidence.freshness for f in findings]),
            _("Stability"): _numbers([f.confidence.stability for f in findings]),
            _("Suggested action"): [f.action.text(lang) if f.action else "" for f in findings],
            _("Who could lead"): [
                ", ".join(ecosystem.name(body, lang) for body in f.leads) for f in findings
            ],
            _("Rows of evidence"): [sum(len(part.ids) for part in f.evidence) for f in findings],
            _("Newest source"): [_.date(records.newest_source(ecosystem, set(f.sources))) for f in findings],
            _("Sources"): [";".join(f.sources) for f in findings],
            _("Set aside because"): [aside.get(f.id, "") for f in findings],
        }
    )


def _numbers(values: Sequence[float | None]) -> pd.api.extensions.ExtensionArray:
    """Return figures with four significant digits; more would only look exact."""
    return pd.array([None if value is None else float(f"{value:.4g}") for value in values], dtype="Float64")


def _range(finding: Finding, _: Translator) -> str:
    measure = finding.measure
    if measure.low is None:
        return ""
    if measure.high is None:
        return _("least possible")
    return _(measure.range_name or "95 % interval")


def evidence_rows(ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator) -> pd.DataFrame:
    """Return one row for each row of evidence of each finding."""
    rows = [
        (finding.id, part.note.text(_.lang), _(TABLE_LABELS[part.table]), key, name)
        for finding in findings
        for part in finding.evidence
        for key, name in zip(part.ids, row_names(ecosystem, part, _.lang), strict=True)
    ]
    headers = [_("Finding"), _("What the rows show"), _("Table"), _("Id"), _("Record")]
    return pd.DataFrame(rows, columns=headers)


def findings_csv(
    ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator, note: Note | None = None
) -> bytes:
    """Write findings as CSV; it begins with a byte order mark, without which Excel misreads it."""
    return exports.table_bytes(findings_table(ecosystem, findings, _, note), "csv")


def findings_workbook(
    ecosystem: Ecosystem,
    findings: Sequence[Finding],
    silences: Sequence[Silence],
    _: Translator,
    note: Note | None = None,
) -> bytes:
    """Write a workbook: findings, their evidence, what cannot be said, the methods, the sources."""
    kinds = dict.fromkeys(finding.kind for finding in findings)
    used = sorted({source for finding in findings for source in finding.sources})
    sources = ecosystem.sources.loc[ecosystem.sources.index.intersection(used)]
    about = records.about(ecosystem, _.lang)
    if note and note.chosen:
        about[_("Filters")] = note.chosen
    stream = io.BytesIO()
    write_workbook(
        stream,
        {
            _("Findings"): findings_table(ecosystem, findings, _, note),
            _("Evidence"): evidence_rows(ecosystem, findings, _),
            _("Cannot be said"): pd.DataFrame(
                [(_(gaps.KINDS[s.kind]), s.reason.text(_.lang)) for s in silences],
                columns=[_("Kind"), _("Reason")],
            ),
            _("Methods"): _methods(list(kinds), _),
            _("Sources"): sources.rename_axis("id").reset_index(),
            _("About"): pd.DataFrame(list(about.items()), columns=[_("Name"), _("Note")]),
        },
        created=_EPOCH,
    )
    return stream.getvalue()


def _methods(kinds: Sequence[str], _: Translator) -> pd.DataFrame:
    rows = []
    for kind in kinds:
        method = gaps.method(kind)
        rows.append((_(gaps.KINDS[kind]), _(method.text), _(method.limits), "; ".join(method.references)))
    return pd.DataFrame(rows, columns=[_("Kind"), _("Method"), _("Limits"), _("Literature")])
