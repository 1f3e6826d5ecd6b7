"""The directory: organisations, ties and programmes as tables of labels, to read, sort and take along."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from ecomap.counts import count_by
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.i18n import N_, Translator, translator
from ecomap.network import listed_ties
from ecomap.text import sort_order
from ecomap.views import labels, records

CellKind = Literal["text", "year", "number", "link"]


@dataclass(frozen=True)
class Column:
    """A column to show.

    Parameters
    ----------
    key : str
        Its name in an address.
    label : str
        Header (message id).
    kind : CellKind
        ``year`` and ``number`` cells are numbers, so that they sort as such.
    shown : bool
        Whether it is there before anybody chooses.
    source : str, optional
        Column of the snapshot it is made of, if that has another name.
    field : str, optional
        Vocabulary of its codes, as `ecomap.views.labels.namer` knows it.
    """

    key: str
    label: str
    kind: CellKind = "text"
    shown: bool = True
    source: str = ""
    field: str = ""


COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "organisations": (
        Column("name", N_("Name")),
        Column("kind", N_("Kind"), field="kinds"),
        Column("subkind", N_("Sub-kind"), shown=False, field="subkinds"),
        Column("sectors", N_("Sectors"), field="list:sectors"),
        Column("functions", N_("Support functions"), shown=False, field="list:functions"),
        Column("stage", N_("Stage"), shown=False, field="stages"),
        Column("ward", N_("Ward or commune"), source="ward_code", field="wards"),
        Column("province", N_("Province or city"), shown=False),
        Column("founded", N_("Founded"), "year", source="founded_year"),
        Column("status", N_("Status"), field="statuses"),
        Column("website", N_("Website"), "link"),
        Column("short", N_("Short name"), shown=False, source="short_name"),
        Column("english", N_("English name"), shown=False, source="name_en"),
        Column("others", N_("Other names"), shown=False, source="other_names", field="list:"),
        Column("address", N_("Address"), shown=False),
        Column("position", N_("Position"), shown=False, source="geo_precision", field="precisions"),
        Column("summary", N_("Summary"), shown=False, source="summary_vi"),
        Column("confidence", N_("Confidence"), shown=False, field="confidences"),
        Column("newest", N_("Newest source"), "year", shown=False, source="source_ids"),
        Column("sources", N_("Sources"), shown=False, source="source_ids"),
        Column("urls", N_("Web addresses of the sources"), shown=False, source="source_ids"),
        Column("id", N_("Id"), shown=False),
    ),
    "ties": (
        Column("source", N_("From")),
        Column("type", N_("Tie"), field="tie_types"),
        Column("target", N_("To")),
        Column("since", N_("From year"), "year", source="start_date"),
        Column("until", N_("To year"), "year", source="end_date"),
        Column("start", N_("Start"), shown=False, source="start_date"),
        Column("end", N_("End"), shown=False, source="end_date"),
        Column("amount", N_("Amount (VND)"), "number", shown=False, source="amount_vnd"),
        Column("stated", N_("Amount as the source states it"), shown=False, source="amount_stated"),
        Column("note", N_("Note"), source="note_vi"),
        Column("confidence", N_("Confidence"), field="confidences"),
        Column("newest", N_("Newest source"), "year", shown=False, source="source_ids"),
        Column("sources", N_("Sources"), shown=False, source="source_ids"),
        Column("urls", N_("Web addresses of the sources"), shown=False, source="source_ids"),
    ),
    "programmes": (
        Column("name", N_("Name")),
        Column("kind", N_("Kind"), field="programme_kinds"),
        Column("lead", N_("Lead body"), source="lead_org"),
        Column("since", N_("From year"), "year", source="start_date"),
        Column("until", N_("To year"), "year", source="end_date"),
        Column("status", N_("Status"), field="programme_statuses"),
        Column("sectors", N_("Sectors"), shown=False, field="list:sectors"),
        Column("functions", N_("Support functions"), field="list:functions"),
        Column("budget", N_("Budget (VND)"), "number", shown=False, source="budget_vnd"),
        Column("stated", N_("Budget as the source states it"), shown=False, source="budget_stated"),
        Column("groups", N_("Target groups"), shown=False, source="target_groups", field="list:"),
        Column("benefits", N_("Benefits"), shown=False, source="benefits_vi"),
        Column("start", N_("Start"), shown=False, source="start_date"),
        Column("end", N_("End"), shown=False, source="end_date"),
        Column("english", N_("English name"), shown=False, source="name_en"),
        Column("newest", N_("Newest source"), "year", shown=False, source="source_ids"),
        Column("sources", N_("Sources"), shown=False, source="source_ids"),
        Column("urls", N_("Web addresses of the sources"), shown=False, source="source_ids"),
        Column("id", N_("Id"), shown=False),
    ),
}
TABS: Mapping[str, str] = {
    "organisations": N_("Organisations"),
    "ties": N_("Ties"),
    "programmes": N_("Programmes"),
}
NOT_RATED = N_("not rated")
"""Confidence of a tie that comes from a programme's roles: only relations are rated."""
EVIDENCE = ("sources", "urls")
"""Columns that say what a row rests on, and go into every file."""
_DATES = ("start", "end")


def table(ecosystem: Ecosystem, tab: str, lang: str = "vi") -> pd.DataFrame:
    """Return a table of the directory with all its columns.

    Parameters
    ----------
    ecosystem : Ecosystem
    tab : {"organisations", "ties", "programmes"}
    lang : {"vi", "en"}

    Returns
    -------
    DataFrame
        Indexed as the snapshot's table, columns named by key, in Vietnamese order of names (ties: by both
        ends, then type). Codes are labels; what is not known is missing, never 0 or a word. The table of a
        part of a snapshot is the part of the table.
    """
    frame = getattr(ecosystem, tab)
    cells = {column.key: _cells(ecosystem, frame, tab, column, lang) for column in COLUMNS[tab]}
    made = pd.DataFrame(cells, index=frame.index)
    if tab == "ties":
        names = pd.Index(pd.concat([made["source"], made["target"]]).unique())
        rank = pd.Series(range(len(names)), index=names[sort_order(names)])
        keys = (
            made["type"].to_numpy(dtype=str),
            rank[made["target"]].to_numpy(),
            rank[made["source"]].to_numpy(),
        )
        return made.iloc[np.lexsort(keys)]
    return made.iloc[sort_order(made["name"])]


def part(whole: pd.DataFrame, ecosystem: Ecosystem, tab: str) -> pd.DataFrame:
    """Return the rows of a table of the whole that a part of the snapshot keeps."""
    return whole[whole.index.isin(getattr(ecosystem, tab).index)]


def ties_of(ecosystem: Ecosystem, rows: pd.DataFrame, node_id: str) -> pd.DataFrame:
    """Return the rows of a table of ties that have a record at either end."""
    ends = ecosystem.ties.loc[rows.index, ["source", "target"]]
    return rows[(ends == node_id).any(axis=1).to_numpy(dtype=bool)]


def begun_since(ecosystem: Ecosystem, rows: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the rows of a table of ties known to have begun in a year or later; the undated are left out."""
    starts = ecosystem.ties.loc[rows.index, "start_on"]
    return rows[(starts.dt.year >= year).to_numpy(dtype=bool)]


def with_evidence(keys: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a file: those shown, and what each row rests on."""
    return (*keys, *(key for key in EVIDENCE if key not in keys))


def as_shown(rows: pd.DataFrame, tab: str, keys: Sequence[str], _: Translator) -> pd.DataFrame:
    """Return chosen columns under the headers of a language; the index stays."""
    headers = {column.key: _(column.label) for column in COLUMNS[tab]}
    return rows[list(keys)].rename(columns=headers)


def columns_of(tab: str, keys: Sequence[str]) -> tuple[str, ...]:
    """Return the columns asked for that a table has, in its order; the usual ones if none is left."""
    known = tuple(column.key for column in COLUMNS[tab] if column.key in keys)
    return known or tuple(column.key for column in COLUMNS[tab] if column.shown)


def sort(
    rows: pd.DataFrame, ecosystem: Ecosystem, tab: str, key: str, descending: bool = False
) -> pd.DataFrame:
    """Sort a table by a column: text in Vietnamese order, dates by time; what is not known stays last.

    Equal cells keep their order. An unknown key changes nothing.
    """
    column = next((column for column in COLUMNS[tab] if column.key == key), None)
    if column is None:
        return rows
    cells: pd.Series = rows[key]
    if key in _DATES:
        cells = getattr(ecosystem, tab).loc[rows.index, column.source]
    if column.kind == "text" and key not in _DATES:
        texts = pd.Index(cells.dropna().unique())
        cells = cells.map(pd.Series(range(len(texts)), index=texts[sort_order(texts)]))
    order = cells.reset_index(drop=True).sort_values(
        ascending=not descending, kind="stable", na_position="last"
    )
    return rows.iloc[order.index]


@dataclass(frozen=True)
class Facet:
    """Values of a field with the number of records each would give; `field` is the name in `Filters`."""

    field: str
    label: str
    counts: Mapping[str, int]


_FACETS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "organisations": (
        ("kinds", N_("Kind"), "kind"),
        ("sectors", N_("Sector"), "sectors"),
        ("functions", N_("Support function"), "functions"),
        ("stages", N_("Stage of start-ups"), "stage"),
        ("wards", N_("Ward or commune"), "ward_code"),
        ("statuses", N_("Status"), "status"),
    ),
    "ties": (("tie_types", N_("Type of tie"), "type"), ("confidences", N_("Confidence"), "confidence")),
}


def facets(
    ecosystem: Ecosystem,
    filters: Filters,
    tab: str,
    select: Callable[[Filters], Ecosystem],
    first: int | None = None,
) -> list[Facet]:
    """Return the facets of a table.

    Parameters
    ----------
    ecosystem : Ecosystem
        The whole snapshot.
    filters : Filters
        What is set. The values of a facet are counted with its own field left open, since values within a
        field add up: the number is what choosing that value (alone, in its field) gives.
    tab : str
        Programmes have no field of their own among the shared filters, so they have no facets.
    select : callable
        Returns the part for filters, kept by the caller.
    first : int, optional
        Only so many facets.
    """
    found = []
    for field, label, column in _FACETS.get(tab, ())[:first]:
        left_open: dict[str, Any] = {field: ()}
        rest = select(replace(filters, **left_open))
        counted = count_by(rest, column, tab)
        counts = {str(code): int(n) for code, n in counted.items()}
        found.append(
            Facet(field, label, counts | {code: 0 for code in getattr(filters, field) if code not in counts})
        )
    return found


def _cells(ecosystem: Ecosystem, frame: pd.DataFrame, tab: str, column: Column, lang: str) -> pd.Series:
    if column.key == "id":
        return frame.index.to_series().astype("str")
    if column.key in ("name", "lead") or (tab == "ties" and column.key in ("source", "target")):
        ids = frame.index.to_series() if column.key == "name" else frame[column.source or column.key]
        return ids.map(
            _lead_names(ecosystem, lang) if column.key == "lead" else _names(ecosystem, ids, lang)
        ).astype("str")
    cells = frame[column.source or column.key]
    if column.key == "newest":
        return _newest(ecosystem, cells)
    if column.key == "sources":
        return records.source_texts(ecosystem, cells, lang, addresses=False).astype("str")
    if column.key == "urls":
        return records.source_addresses(ecosystem, cells).astype("str")
    if column.key in _DATES:
        _ = translator(lang)
        return cells.map({date: _.date(date) for date in cells.dropna().unique()}).astype("str")
    if column.kind == "year":
        return pd.to_numeric(cells.astype("str").str[:4], errors="coerce").astype("Int64")
    if column.field == "subkinds":
        cells = frame["kind"] + "." + cells
    if tab == "ties" and column.key == "confidence":
        return _labelled(ecosystem, column.field, cells, lang).fillna(translator(lang)(NOT_RATED))
    return _labelled(ecosystem, column.field, cells, lang) if column.field else cells


def _names(ecosystem: Ecosystem, ids: pd.Series, lang: str) -> dict[str, str]:
    return {i: ecosystem.name(i, lang) for i in ids.dropna().unique()}


def _lead_names(ecosystem: Ecosystem, lang: str) -> pd.Series:
    """Return the names of all organisations: a part keeps programmes whose lead body it leaves out."""
    rows = ecosystem.tables["organisations"].set_index("id")
    return rows["name_en"].fillna(rows["name_vi"]) if lang == "en" else rows["name_vi"]


def _labelled(ecosystem: Ecosystem, field: str, cells: pd.Series, lang: str) -> pd.Series:
    if field == "list:":
        return cells.str.replace(";", ", ")
    if field.startswith("list:"):
        known = {cell: labels.listed(ecosystem, field[5:], cell, lang) for cell in cells.dropna().unique()}
    else:
        name = labels.namer(ecosystem, field, lang)
        known = {code: name(code) for code in cells.dropna().unique()}
    return cells.map(known).astype("str")


def _newest(ecosystem: Ecosystem, cells: pd.Series) -> pd.Series:
    years = pd.to_numeric(ecosystem.sources["published_on"].str[:4], errors="coerce").dropna().to_dict()
    known = {
        cell: max((years[code] for code in cell.split(";") if code in years), default=np.nan)
        for cell in cells.dropna().unique()
    }
    return cells.map(known).astype("Float64").astype("Int64")


def programme_facets(ecosystem: Ecosystem, lang: str) -> dict[str, dict[str, str]]:
    """Return the kinds and statuses of programmes, each with label and number, for choices of the page."""
    choices = {}
    for column, field in (("kind", "programme_kinds"), ("status", "programme_statuses")):
        name = labels.namer(ecosystem, field, lang)
        counted = count_by(ecosystem, column, "programmes")
        choices[column] = {str(code): f"{name(str(code))} ({n})" for code, n in counted.items()}
    return choices


def tie_text(ecosystem: Ecosystem, tie_id: str, _: Translator) -> str:
    """Return a tie as a sentence in plain text: "A supports B"."""
    return labels.tie(ecosystem, next(listed_ties(ecosystem.ties.loc[[tie_id]])), _.lang)
