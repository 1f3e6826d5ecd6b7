"""What changed, in words and tables."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import pandas as pd

from ecomap.analysis.difference import (
    COMPARED,
    SIGNS,
    Change,
    Content,
    Difference,
    FigureChange,
    FindingChange,
)
from ecomap.analysis.finding import Evidence, Message
from ecomap.ecosystem import Ecosystem, last_day
from ecomap.i18n import N_, Translator
from ecomap.network import listed_ties, wording
from ecomap.store import write_workbook
from ecomap.tables import LIST_SEPARATOR, TABLES, split_list
from ecomap.views import gaps, labels, record_headers, records
from ecomap.views.gaps_evidence import TABLE_LABELS, row_names
from ecomap.views.graph_text import period, tie_period
from ecomap.vocabulary import KINDS, SUBKINDS

SIGN_LABELS: Mapping[str, str] = {
    "new": N_("New"),
    "gone": N_("No longer there"),
    "changed": N_("Changed"),
    "merged": N_("Merged"),
    "split": N_("Split off"),
}
FIGURE_LABELS: Mapping[str, str] = {
    "organisations": N_("Organisations"),
    "in_region": N_("of these in the region"),
    "programmes": N_("Programmes"),
    "ties": N_("Ties"),
    "undated_ties": N_("of these without a known start"),
    "targets": N_("Targets"),
    "needs": N_("Published problems"),
    "sources": N_("Sources cited"),
}
_COLUMN_LABELS: Mapping[str, str] = {
    "coordinating_orgs": N_("Coordinating agencies"),
    "lead_org": N_("Lead agency"),
    "ward_code": N_("Ward or commune"),
    "geo_precision": N_("Precision of the position"),
    "geo_source": N_("How the position was found"),
    "geo_source_ids": N_("Sources of the position"),
    "judged_fields": N_("Judged by the curator"),
    "confidence": N_("Confidence"),
    "source_ids": N_("Sources"),
    "programme_id": N_("Programme"),
    "indicator_vi": N_("Indicator"),
    "unit": N_("Unit"),
    "year": N_("Year"),
    "target_value": N_("Target value"),
    "actual_value": N_("Actual value"),
    "title_vi": N_("Title"),
    "posted_by": N_("Posted by"),
    "description_vi": N_("Description"),
    "posted_on": N_("Posted on"),
    "value": N_("Value"),
    "score": N_("Score"),
    "rank": N_("Rank"),
    "label_vi": N_("Vietnamese name"),
    "label_en": N_("English name"),
    "unit_vi": N_("Unit"),
    "unit_en": N_("Unit in English"),
    "as_of": N_("As of"),
    "budget_vnd": N_("Budget (VND)"),
}
_CODES: Mapping[str, str] = {
    "sectors": "sectors",
    "functions": "functions",
    "stage": "stages",
    "ward_code": "wards",
    "confidence": "confidences",
    "geo_precision": "precisions",
}
_OWN_CODES: Mapping[tuple[str, str], str] = {
    ("organisations", "kind"): "kinds",
    ("organisations", "status"): "statuses",
    ("programmes", "kind"): "programme_kinds",
    ("programmes", "status"): "programme_statuses",
    ("needs", "status"): "need_statuses",
    ("official_totals", "kind"): "kinds",
    ("official_totals", "status"): "statuses",
}
_HEADERS = (N_("Table"), N_("Id"), N_("Record"), N_("Change"), N_("Other id"), N_("Column"), N_("Before"),
            N_("After"), N_("Sources"))  # fmt: skip
_EPOCH = datetime(2000, 1, 1)
"""Written as the time of making, so that the same difference gives the same file."""


def newest_day(ecosystem: Ecosystem) -> date:
    """Return the last day the newest source can be of: the data, not the clock, says what is recent."""
    newest = records.newest_source(ecosystem) or "2000"
    last = last_day(pd.Series([newest], dtype="str")).iloc[0]
    return date(last.year, last.month, last.day)


def home(found: Difference, change: Change) -> Ecosystem:
    """Return the snapshot that has the row of a change."""
    return found.old if change.sign in ("gone", "merged") else found.new


def name(found: Difference, change: Change, lang: str) -> str:
    """Name the row of a change in a line."""
    return row_name(home(found, change), change.table, change.id, lang)


def row_name(ecosystem: Ecosystem, table: str, key: str, lang: str) -> str:
    """Name a row of a table of `COMPARED` in a line."""
    if table == "indicator_values":
        code, locality, year = key.split("|")
        indicators = ecosystem.indicators
        english = indicators.at[code, "name_en"] if lang == "en" else None
        title = english if isinstance(english, str) else str(indicators.at[code, "name_vi"])
        return f"{title} ({locality}, {year})"
    if table == "official_totals":
        return str(ecosystem.official_totals.at[key, "label_en" if lang == "en" else "label_vi"])
    return row_names(ecosystem, Evidence(table, (key,), Message("")), lang)[0]


def column_label(column: str, _: Translator) -> str:
    """Return what a column is called."""
    return _(_COLUMN_LABELS[column]) if column in _COLUMN_LABELS else record_headers.heading(column, _)


def content(ecosystem: Ecosystem, table: str, column: str, cell: Content, _: Translator) -> str:
    """Write the content of a cell for a reader; what is not known is said to be so."""
    if cell is None:
        return _("unknown")
    rule = TABLES["relations" if table == "ties" else table].by_name[column]
    if not isinstance(cell, str):
        return str(int(cell)) if rule.name in ("founded_year", "year") else _.number(cell, 5)
    if field := _OWN_CODES.get((table, column)) or _CODES.get(column):
        return labels.listed(ecosystem, field, cell, _.lang)
    if column == "subkind":
        known = next((kind for kind in KINDS if cell in SUBKINDS.get(kind, {})), "")
        return labels.subkind(known, cell, _.lang)
    if rule.refers and {"organisations", "programmes"}.intersection(rule.refers):
        return ", ".join(
            ecosystem.name(node, _.lang) if node in ecosystem else node for node in split_list(cell)
        )
    if rule.type == "date":
        return _.date(cell)
    return cell.replace(LIST_SEPARATOR, ", ") if rule.type == "list" else cell


def details(found: Difference, change: Change, _: Translator) -> list[str]:
    """Tell what changed in a row, a line each: "Stage: idea → seed"; for a merged row, where it went."""
    lines = []
    if change.sign in ("merged", "split"):
        other = row_name(
            found.new if change.sign == "merged" else found.old, change.table, change.other, _.lang
        )
        lines.append(
            _("into: {name}", name=other) if change.sign == "merged" else _("out of: {name}", name=other)
        )
    elif change.sign in ("new", "gone"):
        lines += _dated(home(found, change), change, _)
    elif change.table in ("organisations", "programmes") and change.other not in ("", change.id):
        lines.append(_("id: {old} → {new}", old=change.other, new=change.id))
    for cell in change.cells:
        old = content(found.old, change.table, cell.column, cell.old, _)
        new = content(found.new, change.table, cell.column, cell.new, _)
        lines.append(f"{column_label(cell.column, _)}: {old} → {new}")
    return lines


def _dated(ecosystem: Ecosystem, change: Change, _: Translator) -> list[str]:
    """Tell the dates of a row that is new or gone, as far as they are known."""
    if change.table == "organisations":
        founded = ecosystem.organisations.at[change.id, "founded_year"]
        return [] if pd.isna(founded) else [f"{_('Founded')}: {int(founded)}"]
    if change.table not in ("programmes", "ties"):
        return []
    if change.table == "ties":
        return [tie_period(next(listed_ties(ecosystem.ties.loc[[change.id]])), ecosystem, _)]
    row = ecosystem.programmes.loc[change.id]
    return [period(row["start_date"], row["end_date"], _, wording.programme_course(ecosystem, change.id))]


def keep(
    found: Difference, tables: Collection[str] = (), signs: Collection[str] = (), *, provenance: bool = False
) -> list[Change]:
    """Return the changes of some tables and signs; an empty choice means all.

    With `provenance`, also those in which only the sources or the judgement of a row changed.
    """
    return [
        change
        for change in found.rows
        if (not tables or change.table in tables)
        and (not signs or change.sign in signs)
        and (provenance or not change.provenance_only)
    ]


def counts(found: Difference) -> pd.DataFrame:
    """Count changes by table (index) and sign (columns), without those of provenance only."""
    kept = keep(found)
    frame = pd.DataFrame(
        {"table": [change.table for change in kept], "sign": [change.sign for change in kept]}, dtype="str"
    )
    return pd.crosstab(frame["table"], frame["sign"]).reindex(index=COMPARED, columns=SIGNS, fill_value=0)


def table(found: Difference, changes: Sequence[Change], _: Translator) -> pd.DataFrame:
    """Return changes as rows to read, indexed by table and key."""
    return pd.DataFrame(
        {
            _("Record"): [name(found, change, _.lang) for change in changes],
            _("Change"): [_(SIGN_LABELS[change.sign]) for change in changes],
            _("Details"): ["\n".join(details(found, change, _)) for change in changes],
            _("Table"): [_(TABLE_LABELS[change.table]) for change in changes],
            _("Sources"): _sources(found, changes, _),
        },
        index=pd.Index([f"{change.table}:{change.id}" for change in changes], dtype="str"),
    )


def _sources(found: Difference, changes: Sequence[Change], _: Translator) -> list[str]:
    texts = {}
    for old, ecosystem in ((True, found.old), (False, found.new)):
        cells = {
            LIST_SEPARATOR.join(change.sources)
            for change in changes
            if (change.sign in ("gone", "merged")) == old and change.sources
        }
        read = records.source_texts(ecosystem, pd.Series(sorted(cells), dtype="str"), _.lang)
        texts.update({(old, cell): text for cell, text in zip(sorted(cells), read, strict=True)})
    keys = [(c.sign in ("gone", "merged"), LIST_SEPARATOR.join(c.sources)) for c in changes]
    return [text if isinstance(text := texts.get(key, ""), str) else "" for key in keys]


def cells(found: Difference, changes: Sequence[Change], _: Translator) -> pd.DataFrame:
    """Return one row for each cell that changed, for a file; rows that are new or gone stand with empty cells."""
    rows: list[tuple[str | None, ...]] = []
    sources = _sources(found, changes, _)
    for change, source in zip(changes, sources, strict=True):
        start = (
            _(TABLE_LABELS[change.table]), change.id, name(found, change, _.lang),
            _(SIGN_LABELS[change.sign]), change.other if change.other != change.id else "",
        )  # fmt: skip
        told: list[tuple[str | None, ...]] = [
            (
                column_label(cell.column, _),
                None if cell.old is None else content(found.old, change.table, cell.column, cell.old, _),
                None if cell.new is None else content(found.new, change.table, cell.column, cell.new, _),
            )
            for cell in change.cells
        ]
        rows += [(*start, *cell, source) for cell in told or [(None, None, None)]]
    return pd.DataFrame(rows, columns=[_(header) for header in _HEADERS], dtype="str")


def figure_label(code: str, _: Translator) -> str:
    """Return what a key figure counts."""
    group, colon, kind = code.partition(":")
    return _(KINDS[kind].plural) if colon else _(FIGURE_LABELS[group])


def figures(figures_: Sequence[FigureChange], _: Translator) -> pd.DataFrame:
    """Return key figures before and after."""
    return pd.DataFrame(
        {
            _("Figure"): [figure_label(figure.code, _) for figure in figures_],
            _("Before"): [figure.old for figure in figures_],
            _("After"): [figure.new for figure in figures_],
            _("Difference"): [figure.new - figure.old for figure in figures_],
        }
    )


def signed(number: int, _: Translator) -> str:
    """Write a difference with its sign, "+3", "−2", "0"."""
    return ("+" if number > 0 else "−" if number < 0 else "") + _.number(abs(number))


def findings(changes: Sequence[FindingChange], _: Translator) -> pd.DataFrame:
    """Return findings that came, went or moved, with their measures."""

    def measured(side: str) -> list[str]:
        kept = [getattr(change, side) for change in changes]
        return [gaps.measure_text(finding.measure, _) if finding else "" for finding in kept]

    shown = [change.new or change.old for change in changes]
    return pd.DataFrame(
        {
            _("Finding"): [finding.title.text(_.lang) if finding else "" for finding in shown],
            _("Change"): [_(SIGN_LABELS[change.sign]) for change in changes],
            _("Before"): measured("old"),
            _("After"): measured("new"),
            _("Id"): [change.id for change in changes],
        }
    )


def workbook(found: Difference, changes: Sequence[Change], _: Translator) -> bytes:
    """Write a workbook: key figures, the changes cell by cell, findings if compared, and what was compared."""
    sheets = {
        _("Key figures"): figures(found.figures, _),
        _("What changed"): cells(found, changes, _),
    }
    if found.findings is not None:
        sheets[_("Findings")] = findings(found.findings, _)
    about = [
        (_("Older data"), found.old.version),
        (_("Newer data"), found.new.version),
        *(
            (_("No date: {table}", table=_(TABLE_LABELS[table])), _.number(n))
            for table, n in found.undated.items()
        ),
        *records.about(found.new, _.lang).items(),
    ]
    sheets[_("About")] = pd.DataFrame(about, columns=[_("Name"), _("Note")], dtype="str")
    stream = io.BytesIO()
    write_workbook(stream, sheets, created=_EPOCH)
    return stream.getvalue()
