"""The evidence of a document as a workbook: each figure with its query, and the rows it was counted from."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis import gaps
from ecomap.analysis.finding import Evidence, Finding, Message
from ecomap.briefing.document import Document, Value, plain_text
from ecomap.briefing.notes import TABLE_NAMES
from ecomap.briefing.queries.derived import NESTED
from ecomap.briefing.query import Answer, Query
from ecomap.briefing.rows import filtered
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import Translator, translator
from ecomap.store import write_workbook
from ecomap.views import records
from ecomap.views.gaps_evidence import evidence_table
from ecomap.views.gaps_export import evidence_rows, findings_table
from ecomap.views.record_headers import heading

_EPOCH = datetime(2000, 1, 1)
"""Written as the time of making, so that the same document gives the same file."""

_GAPS = "findings"
_FILTERS = frozenset(QUERY_NAMES.values())


def evidence_workbook(ecosystem: Ecosystem, document: Document) -> bytes:
    """Write the evidence of a document.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot the document was composed from.
    document : Document

    Returns
    -------
    bytes
        A workbook (.xlsx): a sheet of figures in the order of the document; a sheet for each table with the rows that
        any figure rests on, the numbers of these figures, and the addresses of their sources; the notes; about
        the data. All texts are cells of text: none becomes a formula. Equal for equal input.
    """
    _ = translator(document.lang)
    figures = [*document.values()]
    sheets = {_("Figures"): _figures(document, figures, _)}
    for name in TABLE_NAMES:
        used = _used(name, (value for _section, _sentence, value in figures))
        if used:
            sheets |= _sheets(ecosystem, name, used, figures, _)
    sheets[_("Notes")] = pd.DataFrame(
        [(str(note.number), plain_text(note.spans), note.url) for note in document.notes],
        columns=[_("No."), _("Note"), _("Address")],
    )
    about = records.about(ecosystem, document.lang)
    sheets[_("About")] = pd.DataFrame(list(about.items()), columns=[_("Name"), _("Note")])
    stream = io.BytesIO()
    write_workbook(stream, sheets, created=_EPOCH)
    return stream.getvalue()


def _figures(document: Document, figures: list[tuple[str, str, Value]], _: Translator) -> pd.DataFrame:
    values = [value for _section, _sentence, value in figures]
    answers = [value.answer for value in values]
    titles = {section.code: section.title for section in document.sections}
    return pd.DataFrame(
        {
            _("No."): range(1, len(figures) + 1),
            _("Section"): [titles[section] for section, _sentence, _value in figures],
            _("Sentence"): [sentence for _section, sentence, _value in figures],
            _("As written"): [value.text for value in values],
            _("Figure"): pd.array([answer.value for answer in answers], dtype="Float64"),
            _("Unit"): [_(answer.unit) for answer in answers],
            _("Query"): [value.query.text for value in values],
            _("Date"): [_.date(answer.as_of) for answer in answers],
            _("Table"): [_tables(answer, _) for answer in answers],
            _("Rows"): [sum(len(ids) for _table, ids in answer.rows) for answer in answers],
            _("Sources (ids)"): [";".join(answer.sources) for answer in answers],
        }
    )


def _tables(answer: Answer, _: Translator) -> str:
    return ", ".join(_(TABLE_NAMES.get(table, table)) for table, _ids in answer.rows)


def _used(name: str, values: Iterable[Value]) -> dict[str, list[int]]:
    """Return the rows of a table that figures rest on, each with the numbers of the figures, in order of key."""
    used: dict[str, list[int]] = {}
    for number, value in enumerate(values, start=1):
        for table, ids in value.answer.rows:
            for key in ids if table == name else ():
                used.setdefault(key, []).append(number)
    return dict(sorted(used.items()))


def _sheets(
    ecosystem: Ecosystem,
    name: str,
    used: Mapping[str, list[int]],
    figures: list[tuple[str, str, Value]],
    _: Translator,
) -> dict[str, pd.DataFrame]:
    title = _(TABLE_NAMES[name])[:31]
    if name == _GAPS:
        found = _findings(ecosystem, [value for _section, _sentence, value in figures], used)
        table = findings_table(ecosystem, found, _).drop(columns=_("Id"))
        table = _listed(table.set_axis([one.id for one in found], axis=0), used, _)
        return {title: table, _("Evidence"): evidence_rows(ecosystem, found, _)}
    return {title: _rows(ecosystem, name, used, _)}


def _rows(ecosystem: Ecosystem, name: str, used: Mapping[str, list[int]], _: Translator) -> pd.DataFrame:
    """Return the rows of a table in a reader's words."""
    frame = ev.table(ecosystem, name)
    known = [key for key in used if key in frame.index]
    if name == "sources":
        table = frame.loc[known].copy()
        addresses = table.pop("url")
        table.columns = pd.Index([heading(name, _) for name in table.columns])
    else:
        table = evidence_table(ecosystem, Evidence(name, tuple(known), Message("")), _)
        addresses = records.source_addresses(ecosystem, frame.loc[known, "source_ids"])
        table[_("Sources (ids)")] = frame.loc[known, "source_ids"].to_numpy()
    table = table.set_axis(known, axis=0).assign(**{_("Addresses of the sources"): addresses.to_numpy()})
    return _listed(table, used, _)


def _listed(table: pd.DataFrame, used: Mapping[str, list[int]], _: Translator) -> pd.DataFrame:
    """Return every row that is used; a row of an earlier version that is gone has only its id."""
    table = table.reindex(list(used))
    table.insert(0, _("Id"), list(used))
    table.insert(1, _("Used by figures no."), [", ".join(map(str, numbers)) for numbers in used.values()])
    return table


def _findings(ecosystem: Ecosystem, values: Sequence[Value], used: Iterable[str]) -> list[Finding]:
    """Return the findings that figures rest on: as they are in the part a figure asks for, else in the whole."""
    keys = list(used)
    kinds = sorted({key.partition(":")[0] for key in keys} & gaps.KINDS.keys())
    asked = (value.query for value in values if value.answer.table == _GAPS)
    parts = dict.fromkeys(part for query in asked for part in _parts(query))
    found: dict[str, Finding] = {}
    for part in (*parts, ()):
        for one in gaps.find(filtered(ecosystem, dict(part)), kinds).findings:
            found.setdefault(one.id, one)
    return [found[key] for key in keys if key in found]


def _parts(query: Query) -> Iterator[tuple[tuple[str, tuple[str, ...]], ...]]:
    """Yield the filters of a query and of those within it, as pairs."""
    yield tuple((key, values) for key, values in query.args if key in _FILTERS)
    for key, values in query.args:
        if key in NESTED.get(query.name, ()):
            for text in values:
                yield from _parts(Query.parse(text))
