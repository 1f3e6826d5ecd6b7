"""Gaps and proposals: the findings chosen, or the most severe, with their evidence and who could act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding
from ecomap.analysis.gaps import KINDS
from ecomap.briefing.document import Mark, Plain, Reference, Span, Spans, Table
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.findings_text import interval, measured, reason, told_closed, words
from ecomap.briefing.templates.parts.gaps import ABOUT, told_number
from ecomap.briefing.templates.parts.headline import MOST_FIGURES
from ecomap.briefing.templates.parts.proposals import proposals_table
from ecomap.briefing.templates.wording import heads, narrowed, place, scope_named, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.views import gaps as words_of
from ecomap.views.gaps_evidence import TABLE_LABELS, evidence_table

IN_FULL = 8
"""Findings told in full when none is chosen; the others stand in a table."""
ROWS = 12
"""Most rows of evidence that are printed; a choice of more of them would be no evidence."""
_COLUMNS = 4

SEVERITY: Mapping[str, str] = {"high": N_("high"), "medium": N_("medium"), "low": N_("low")}
CONFIDENCE: Mapping[str, str] = {
    "high": N_("high"), "medium": N_("medium"), "low": N_("low"), "unknown": N_("not known"),
}  # fmt: skip
_WEAKEST: Mapping[str, str] = {
    "coverage": N_("the list holds only a part of what exists"),
    "freshness": N_("many of the sources are old"),
    "stability": N_("it does not stand in all repeated draws of the data"),
}
_FIGURES: Mapping[str, tuple[str, str, str]] = {
    "wards": ("People", "population", "number0"),
    "official_totals": ("Figure", "value", "number2"),
    "chains": ("Figure", "value", "number2"),
    "indicator_values": ("Figure", "value", "number2"),
}
"""Table of evidence -> header of its column of figures, the column of the data, how it is written."""


def chosen(w: Writer) -> tuple[Finding, ...]:
    """Return the findings of the document: those of the recipe in its order, else those in its scope by severity."""
    found = gaps.find(w.whole).findings
    if w.recipe.subject_ids:
        of = {finding.id: finding for finding in found}
        return tuple(of[name] for name in w.recipe.subject_ids if name in of)
    scope = w.recipe.filters(w.whole)
    choice = words_of.Choice(sectors=tuple(scope.sectors), wards=tuple(scope.wards))
    return tuple(words_of.keep(w.whole, found, choice))


def in_full(w: Writer) -> tuple[Finding, ...]:
    """Return the findings told in full."""
    return chosen(w) if w.recipe.subject_ids else chosen(w)[:IN_FULL]


def _subject(w: Writer) -> Spans:
    of_all = w.say("Gaps of the innovation ecosystem of {place} and proposals", place=place(w))
    return of_all if w.recipe.subject_ids else narrowed(w, of_all, *_untold(w))


def _untold(w: Writer) -> list[str]:
    """Return what of the scope findings cannot be told by."""
    return [key for key in w.recipe.scope if key not in ABOUT]


def opening(w: Writer) -> Spans:
    """Say at the start what of the scope does not narrow the findings; () if all of it does or findings are chosen."""
    if w.recipe.subject_ids or not _untold(w):
        return ()
    return w.say(
        "The analyses tell gaps apart by sector and by ward only; the rest of the scope chosen ({scope}) does not "
        "narrow this report.",
        scope=scope_named(w, *ABOUT),
    )


def summary(w: Writer) -> None:
    """Write how many findings there are and the worst of them."""
    found = chosen(w)
    missing = [name for name in w.recipe.subject_ids if name not in {finding.id for finding in found}]
    if missing:
        w.paragraph(told_closed(w, missing, none_left=not found), role="caveat")
        if not found:
            return
    if not found:
        w.paragraph(w.say("The analyses find no gap here. That does not mean that there is none."))
        return
    if w.recipe.subject_ids:
        w.paragraph(w.say("This report is about the following findings."))
    elif not set(ABOUT).isdisjoint(w.recipe.scope):
        w.paragraph(w.say("The findings that bear on this scope are told below, the most severe first."))
    else:
        w.paragraph(told_number(w), w.say("The most severe are told first."))
    _box(w, found)
    w.paragraph(
        w.say(
            "All of it is estimated from published sources. What the data does not list may exist all the same."
        ),
        role="caveat",
    )


def _box(w: Writer, found: Sequence[Finding]) -> None:
    """Write the measures of the findings told first, as a box of figures."""
    rows = tuple(
        (
            words(w, finding, "title"),
            measured(w, finding),
            text(w._(SEVERITY[words_of.severity_word(finding.severity)])),
            text(w._(CONFIDENCE[finding.confidence.level])),
        )
        for finding in found[:MOST_FIGURES]
    )
    columns = heads(w, N_("Gap"), N_("Measure"), N_("Severity"), N_("Confidence"))
    w.table(Table("key-figures", w.say("Key figures"), columns, rows, "llcc", (4.2, 2.6, 1.2, 1.2)))


def findings(w: Writer) -> None:
    """Write each finding with its measure and evidence."""
    shown = in_full(w)
    for number, finding in enumerate(shown):
        w.heading(2, words(w, finding, "title"))
        w.paragraph(words(w, finding, "sentence"), _trust(w, finding))
        _evidence(w, finding, f"evidence-{number}")
    if _rest(w):
        w.paragraph(
            w.say("The other findings are listed in {table}, in the appendix.", table=Reference("others"))
        )


def _trust(w: Writer, finding: Finding) -> Spans:
    """Say how large, how severe and how sure a finding is."""
    _ = w._
    severity = w.written(Query.of("finding", id=finding.id, part="severity"), "number2")
    level = finding.confidence.level
    parts = {name: getattr(finding.confidence, name) for name in _WEAKEST}
    weakest = min(
        (name for name in parts if parts[name] is not None), key=lambda name: parts[name], default=""
    )
    spans = w.say(
        "Measure: {measure}; 95 % interval: {interval}. Severity: {word} ({severity} on a scale from zero to one).",
        measure=measured(w, finding),
        interval=interval(w, finding),
        word=_(SEVERITY[words_of.severity_word(finding.severity)]),
        severity=severity,
    )
    if level in ("high", "unknown") or not weakest:
        trust = w.say("Confidence: {level}.", level=_(CONFIDENCE[level]))
    else:
        trust = w.say(
            "Confidence: {level}, since {reason}.", level=_(CONFIDENCE[level]), reason=_(_WEAKEST[weakest])
        )
    return (*spans, Plain(" ", fixed=True), *trust)


def _evidence(w: Writer, finding: Finding, key: str) -> None:
    """Write the first rows a finding rests on that can all be printed, and say on what else it rests."""
    filled = [nth for nth, part in enumerate(finding.evidence) if part.ids]
    if not filled:
        w.paragraph(w.say("The finding rests on rows that are missing, so there is nothing to list."))
        return
    shown = next((nth for nth in filled if len(finding.evidence[nth].ids) <= ROWS), None)
    rest = [nth for nth in filled if nth != shown]
    if shown is not None:
        _rows(w, finding, shown, key)
    if rest:
        _not_printed(w, finding, rest)


def _not_printed(w: Writer, finding: Finding, at: Sequence[int]) -> None:
    """Say on what a finding rests that no table shows, and where that is listed."""
    n = w.written(Query.of("finding", id=finding.id, part="rows"), "number0")
    notes: list[Span] = []
    for nth in at:
        notes += [*([Plain("; ", fixed=True)] if notes else []), *_note(w, finding, nth)]
    w.paragraph(
        w.say("Not printed here, but in the evidence workbook: {notes}.", notes=tuple(notes)),
        w.say("In all the finding rests on {n} row.", "In all the finding rests on {n} rows.", n),
    )


def _rows(w: Writer, finding: Finding, nth: int, key: str) -> None:
    """Write all rows of one part of the evidence as a table."""
    part = finding.evidence[nth]
    frame = evidence_table(w.whole, part, w._).iloc[:, :-1].iloc[:, :_COLUMNS]
    rows = ev.table(w.whole, part.table).loc[list(part.ids)]
    cells = [_cells(w, part.table, frame, position) for position in range(len(frame))]
    marks = [_cited(w, cell) for cell in rows["source_ids"]]
    w.table(
        Table(
            key,
            w.say("Evidence: {note}", note=_note(w, finding, nth)),
            (*((Plain(str(name)),) for name in frame.columns), w.say("Sources")),
            tuple((*row, mark) for row, mark in zip(cells, marks, strict=True)),
            "l" * len(frame.columns) + "c",
            (*(3.0 if at == 0 else 2.0 for at in range(len(frame.columns))), 1.0),
        )
    )


def _note(w: Writer, finding: Finding, nth: int) -> Spans:
    """Say what the rows show, as a caption: without the full stop of a sentence."""
    spans = words(w, finding, f"evidence-{nth}")
    if not spans:
        return text(w._(TABLE_LABELS[finding.evidence[nth].table]))
    last = spans[-1]
    return (*spans[:-1], Plain(last.text.rstrip(" ."))) if isinstance(last, Plain) else spans


def _cells(w: Writer, table: str, frame: pd.DataFrame, position: int) -> list[Spans]:
    """Write a row of evidence; its figures are bound to their cells."""
    header, column, style = _FIGURES.get(table, ("", "", ""))
    cells: list[Spans] = []
    for name, cell in frame.iloc[position].items():
        if header and name == w._(header):
            query = Query.of("cell", table=table, id=str(frame.index[position]), column=column)
            cells.append((w.written(query, style),))
        else:
            cells.append(text(cell or w._("unknown")))
    return cells


def _cited(w: Writer, cell: object) -> Spans:
    sources = (
        [source for source in split_list(cell) if source in w.whole.sources.index]
        if isinstance(cell, str)
        else []
    )
    return (Mark((), tuple(sources)),) if sources else text("—")


def _rest(w: Writer) -> tuple[Finding, ...]:
    return chosen(w)[len(in_full(w)) :]


def others(w: Writer) -> None:
    """Write the findings that are not told in full as a table."""
    rest = _rest(w)
    if not rest:
        return
    rows = [
        (
            words(w, finding, "title"),
            text(w._(KINDS[finding.kind])),
            measured(w, finding),
            (w.written(Query.of("finding", id=finding.id, part="severity"), "number2"),),
            text(w._(CONFIDENCE[finding.confidence.level])),
        )
        for finding in rest
    ]
    w.table(
        Table(
            "others",
            w.say("Other findings, the most severe first"),
            heads(w, N_("Finding"), N_("Kind"), N_("Measure"), N_("Severity"), N_("Confidence")),
            tuple(rows),
            "lllrl",
            (4, 2, 2.4, 1.1, 1.2),
        )
    )


def proposals(w: Writer) -> None:
    """Write what could be done about the findings told in full, how one would see it, and by whom."""
    proposals_table(w, in_full(w))


def silences(w: Writer) -> None:
    """Write what the analyses cannot say."""
    kinds = {finding.kind for finding in chosen(w)}
    kept = [s for s in gaps.find(w.whole).silences if not w.recipe.subject_ids or s.kind in kinds]
    if not kept:
        return
    w.paragraph(w.say("On the following the data says too little for a finding:"))
    w.bullets([(Plain(f"{w._(KINDS[s.kind])}: "), *reason(w, s)) for s in kept])


def method(w: Writer) -> None:
    """Write how the findings told in full are computed, and what the methods cannot tell."""
    for kind in dict.fromkeys(finding.kind for finding in in_full(w)):
        known = gaps.method(kind)
        w.heading(2, w.say(KINDS[kind]))
        w.paragraph(w.say(known.text), w.say(known.limits))
        w.paragraph(w.say("Literature: {papers}.", papers="; ".join(known.references).rstrip(".")))


TEMPLATE = Template(
    "gaps",
    N_("Gaps and proposals"),
    N_("REPORT"),
    _subject,
    (
        Part("summary", N_("Summary"), summary, empty=True),
        Part("findings", N_("Findings and evidence"), findings, empty=True),
        Part("proposals", N_("Proposals"), proposals, empty=True),
        CHANGES,
        Part("assessment", N_("Assessment"), lambda _: None, author=True),
        Part("silences", N_("What cannot be said yet"), silences),
        Part("appendix_others", N_("Other findings"), others),
        Part("appendix_method", N_("Methods and limits"), method),
    ),
    proposes=in_full,
    opening=opening,
)
