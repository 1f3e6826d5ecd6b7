"""The rows a query is about, and the answer that rests on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from ecomap.analysis import evidence
from ecomap.analysis.finding import Message
from ecomap.briefing import scope
from ecomap.briefing.kept import Kept
from ecomap.briefing.query import Answer, QueryError
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES, Filters
from ecomap.i18n import N_
from ecomap.tables import TABLES, split_list

Arguments = Mapping[str, tuple[str, ...]]

ROW_TABLES = (
    "organisations", "programmes", "ties", "targets", "needs", "indicators", "indicator_values", "wards",
    "official_totals", "chains", "agencies", "sources",
)  # fmt: skip
"""Tables that queries speak of."""

_FILTERS = frozenset(QUERY_NAMES.values())
_COLUMNS = {
    "kind": "kind", "sub": "subkind_of_kind", "sector": "sectors", "function": "functions", "stage": "stage",
    "ward": "ward_code", "status": "status", "confidence": "confidence", "place": "place",
}  # fmt: skip
"""Filters that look at the organisation alone -> what they look at: no need to make the part of the snapshot."""

_RENAMED = {"programme_kind": "kind", "programme_status": "status"}
_YEARS = {"begun": "start_date", "ended": "end_date"}


def table(ecosystem: Ecosystem, name: str) -> pd.DataFrame:
    """Return a table of the snapshot.

    Raises
    ------
    QueryError
        If queries do not speak of it.
    """
    return evidence.table(ecosystem, _known(name))


def _known(name: str) -> str:
    if name not in ROW_TABLES:
        raise QueryError(Message(N_("There is no table “{name}”."), {"name": name[:80]}))
    return name


def filtered(ecosystem: Ecosystem, args: Arguments) -> Ecosystem:
    """Return the part that the filters among arguments keep.

    Raises
    ------
    QueryError
        If the snapshot does not know a value; to leave it out would count too much.
    """
    return scope.part(ecosystem, filters_of(ecosystem, args))


def filters_of(ecosystem: Ecosystem, args: Arguments) -> Filters:
    """Return the filters among arguments.

    Raises
    ------
    QueryError
        If the snapshot does not know a value.
    """
    return Filters.from_query(_check_filters(ecosystem, args), ecosystem)


def _check_filters(ecosystem: Ecosystem, args: Arguments) -> dict[str, list[str]]:
    current = scope.current({key: args[key] for key in args if key in _FILTERS}, ecosystem)
    for parameter, value in scope.unknown(current, ecosystem):
        raise unknown_value(parameter, value)
    return current


def unknown_value(argument: str, value: str) -> QueryError:
    """Return the error for a value that the snapshot does not know."""
    details = {"argument": argument, "value": value[:80]}
    return QueryError(Message(N_("The data no longer knows “{value}” ({argument})."), details))


def chosen(ecosystem: Ecosystem, name: str, args: Arguments, *, whole: bool = False) -> list[str]:
    """Return the keys of the rows that arguments ask for.

    Parameters
    ----------
    name : str
        A table of `ROW_TABLES`.
    args : mapping
        Filters as address parameters (not with `whole`); names of columns with the values a cell must have one of
        (of which its list must hold one); ``has`` and ``missing`` with the columns that must be filled or empty;
        ``begun`` and ``ended`` with years. Columns ``kind`` and ``status`` of programmes are ``programme_kind``
        and ``programme_status``, since the filters ``kind`` and ``status`` speak of organisations.

    Raises
    ------
    QueryError
        For a column the table has not, or a value no filter knows.
    """
    # Pairs, since a filter and the column it speaks of may both be asked for: both must be met.
    conditions = list(args.items())
    filters = _FILTERS & args.keys()
    if whole:
        keys = [str(key) for key in table(ecosystem, name).index]
    elif name == "organisations" and filters <= _COLUMNS.keys():
        _check_filters(ecosystem, args)
        conditions = [(_COLUMNS.get(key, key), values) for key, values in conditions]
        keys = [str(key) for key in ecosystem.organisations.index]
    else:
        kept = filters_of(ecosystem, args)
        conditions = [(_RENAMED.get(key, key), values) for key, values in conditions if key not in _FILTERS]
        rows = (
            scope.programmes(ecosystem, kept)
            if name == "programmes"
            else table(scope.part(ecosystem, kept), name)
        )
        keys = [str(key) for key in rows.index]
    for key, values in conditions:
        keys = _meeting(ecosystem, name, keys, key, values)
    return keys


def _meeting(
    ecosystem: Ecosystem, name: str, keys: list[str], condition: str, values: tuple[str, ...]
) -> list[str]:
    """Return those of some rows that meet a condition."""
    if condition in ("has", "missing"):
        for column in values:
            texts = cells(ecosystem, name, column)
            keys = [key for key in keys if bool(texts[key]) == (condition == "has")]
        return keys
    wanted = frozenset(values)
    if condition in _YEARS:
        dates = cells(ecosystem, name, _YEARS[condition])
        return [key for key in keys if any(text[:4] in wanted for text in dates[key])]
    texts = cells(ecosystem, name, condition)
    return [key for key in keys if not wanted.isdisjoint(texts[key])]


def cells(ecosystem: Ecosystem, name: str, column: str) -> dict[str, frozenset[str]]:
    """Return a column as texts by key of the row: the items of a list, one text, or none for an empty cell."""
    return _CELLS.get(ecosystem, (name, column), lambda: _read_cells(table(ecosystem, name), name, column))


def _read_cells(frame: pd.DataFrame, name: str, column: str) -> dict[str, frozenset[str]]:
    keys = [str(key) for key in frame.index]
    if column == frame.index.name:
        return {key: frozenset((key,)) for key in keys}
    if name == "organisations" and column == "subkind_of_kind":
        texts = frame["kind"] + "." + frame["subkind"]
    elif name == "organisations" and column == "place":
        texts = frame["in_region"].map({True: "in", False: "out"})
    elif column in frame.columns and column != "geometry":
        texts = frame[column]
    else:
        details = {"table": name, "column": column[:80]}
        raise QueryError(Message(N_("The table {table} has no column “{column}”."), details))
    known = TABLES["relations" if name == "ties" else name].by_name
    is_list = column in known and known[column].type == "list"
    return {
        key: frozenset(() if empty else split_list(text) if is_list else (text,))
        for key, text, empty in zip(keys, texts.astype("str").tolist(), texts.isna().tolist(), strict=True)
    }


def answer(
    ecosystem: Ecosystem,
    name: str,
    rows: pd.DataFrame | Iterable[str],
    value: float | None,
    *,
    unit: str = "",
    as_of: str = "",
    caveat: Message | None = None,
) -> Answer:
    """Return an answer that rests on rows, with their sources; dated by the newest of these unless `as_of` is given.

    A count of nothing says something about the whole table, so it has the date of the table.
    """
    ids = sorted(map(str, rows.index if isinstance(rows, pd.DataFrame) else rows))
    cited = _cited(ecosystem, name)
    sources = {source for key in ids for source in cited.get(key, ())}
    return Answer(
        value=None if value is None or not np.isfinite(value) else float(value),
        unit=unit,
        table=name,
        ids=tuple(ids),
        sources=tuple(sorted(sources)),
        as_of=as_of or newest(ecosystem, sources or {source for row in cited.values() for source in row}),
        caveat=caveat,
    )


def answer_of_nodes(ecosystem: Ecosystem, nodes: Iterable[str], *, caveat: Message | None = None) -> Answer:
    """Return the answer that counts organisations and programmes, and rests on the rows of both tables."""
    counted = frozenset(nodes)
    of_each = [
        answer(
            ecosystem, name, counted.intersection(table(ecosystem, name).index), len(counted), caveat=caveat
        )
        for name in ("organisations", "programmes")
    ]
    first, *others = [one for one in of_each if one.ids] or of_each[:1]
    return replace(
        first,
        sources=tuple(sorted({source for one in (first, *others) for source in one.sources})),
        as_of=max(one.as_of for one in (first, *others)),
        beside=tuple((one.table, one.ids) for one in others),
    )


def newest(ecosystem: Ecosystem, sources: Iterable[str]) -> str:
    """Return the latest date of publication among sources (partial ISO date); '' if none has one."""
    dates = _DATES.get(ecosystem, "", lambda: _publication_dates(ecosystem))
    return max((dates[source] for source in sources if source in dates), default="")


def _publication_dates(ecosystem: Ecosystem) -> dict[str, str]:
    dates = ecosystem.sources["published_on"].dropna()
    return {str(source): str(when) for source, when in dates.items()}


def _cited(ecosystem: Ecosystem, name: str) -> dict[str, tuple[str, ...]]:
    """Return the sources of each row of a table; each source is its own."""
    return _CITED.get(ecosystem, name, lambda: _sources_by_row(table(ecosystem, name), name))


def _sources_by_row(frame: pd.DataFrame, name: str) -> dict[str, tuple[str, ...]]:
    if name == "sources":
        return {str(key): (str(key),) for key in frame.index}
    return {
        str(key): tuple(split_list(cell)) if isinstance(cell, str) else ()
        for key, cell in zip(frame.index, frame["source_ids"], strict=True)
    }


_CITED: Kept[dict[str, tuple[str, ...]]] = Kept(len(ROW_TABLES))
_DATES: Kept[dict[str, str]] = Kept(1)
_CELLS: Kept[dict[str, frozenset[str]]] = Kept(100)


def is_numeric(name: str, column: str) -> bool:
    """Tell whether a column of a table holds figures.

    Raises
    ------
    QueryError
        If queries do not speak of the table.
    """
    file = "relations" if _known(name) == "ties" else name
    known = TABLES[file].by_name.get(column)
    return known is not None and known.type in ("number", "integer")


def single(args: Arguments, name: str) -> str:
    """Return an argument that must be given once.

    Raises
    ------
    QueryError
        If it is not.
    """
    values = args.get(name, ())
    if len(values) != 1:
        raise QueryError(Message(N_("The query needs the argument “{argument}” once."), {"argument": name}))
    return values[0]
