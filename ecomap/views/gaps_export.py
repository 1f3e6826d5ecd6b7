"""Findings as files: a table for a spreadsheet, or a workbook with the evidence and the methods."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.store import write_workbook
from ecomap.views import exports, records
from ecomap.views.gaps import CONFIDENCE_WORDS, SEVERITY_WORDS, scope_text, severity_word
from ecomap.views.gaps_evidence import TABLE_LABELS, row_names

_EPOCH = datetime(2000, 1, 1)
"""Written as the time of making, so that the same findings give the same file."""


def findings_table(ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator) -> pd.DataFrame:
    """Return findings as rows; figures stay numbers, unknown ones are empty."""
    lang = _.lang
    return pd.DataFrame(
        {
            _("Id"): [f.id for f in findings],
            _("Kind"): [_(gaps.KINDS[f.kind]) for f in findings],
            _("Finding"): [f.title.text(lang) for f in findings],
            _("In a sentence"): [f.sentence.text(lang) for f in findings],
            _("Scope"): [scope_text(ecosystem, f.scope, lang, limit=99) for f in findings],
            _("Measure"): pd.array([f.measure.value for f in findings], dtype="Float64"),
            _("From (95 %)"): pd.array([f.measure.low for f in findings], dtype="Float64"),
            _("To (95 %)"): pd.array([f.measure.high for f in findings], dtype="Float64"),
            _("Unit"): [_(f.measure.unit) for f in findings],
            _("Formula"): [_(f.measure.formula) for f in findings],
            _("Severity"): [f.severity for f in findings],
            _("Severity in words"): [_(SEVERITY_WORDS[severity_word(f.severity)]) for f in findings],
            _("Formula of severity"): [_(f.severity_formula) for f in findings],
            _("Confidence"): [_(CONFIDENCE_WORDS[f.confidence.level]) for f in findings],
            _("Coverage"): pd.array([f.confidence.coverage for f in findings], dtype="Float64"),
            _("Freshness"): pd.array([f.confidence.freshness for f in findings], dtype="Float64"),
            _("Stability"): pd.array([f.confidence.stability for f in findings], dtype="Float64"),
            _("Suggested action"): [f.action.text(lang) if f.action else "" for f in findings],
            _("Who could lead"): [
                ", ".join(ecosystem.name(body, lang) for body in f.leads) for f in findings
            ],
            _("Rows of evidence"): [sum(len(part.ids) for part in f.evidence) for f in findings],
            _("Sources"): [";".join(f.sources) for f in findings],
        }
    )


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


def findings_csv(ecosystem: Ecosystem, findings: Sequence[Finding], _: Translator) -> bytes:
    """Write findings as CSV; it begins with a byte order mark, without which Excel misreads it."""
    return exports.table_bytes(findings_table(ecosystem, findings, _), "csv")


def findings_workbook(
    ecosystem: Ecosystem, findings: Sequence[Finding], silences: Sequence[Silence], _: Translator
) -> bytes:
    """Write a workbook: findings, their evidence, what cannot be said, the methods, the sources."""
    kinds = dict.fromkeys(finding.kind for finding in findings)
    used = sorted({source for finding in findings for source in finding.sources})
    sources = ecosystem.sources.loc[ecosystem.sources.index.intersection(used)]
    stream = io.BytesIO()
    write_workbook(
        stream,
        {
            _("Findings"): findings_table(ecosystem, findings, _),
            _("Evidence"): evidence_rows(ecosystem, findings, _),
            _("Cannot be said"): pd.DataFrame(
                [(_(gaps.KINDS[s.kind]), s.reason.text(_.lang)) for s in silences],
                columns=[_("Kind"), _("Reason")],
            ),
            _("Methods"): _methods(list(kinds), _),
            _("Sources"): sources.rename_axis("id").reset_index(),
            _("About"): pd.DataFrame(
                list(records.about(ecosystem, _.lang).items()), columns=[_("Name"), _("Note")]
            ),
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
