"""From tables of text to typed tables: every problem is collected, none is guessed away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecomap.tables.columns import LIST_SEPARATOR, TABLES, Column, Table
from ecomap.tables.problem import Problem
from ecomap.tables.rows import ROW_RULES, RowFault

FAULTS_SHOWN = 50
"""How many rows with the same problem in one column are listed one by one."""

_ID = r"^[a-z0-9][a-z0-9_-]*$"
_URL = r"^https?://[^\s<>\"']+$"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_UNTIDY_LIST = r"^;|;$|;\s*;|\s;|;\s"


@dataclass(frozen=True)
class RawTable:
    """A table as it was read: cells are text, an empty cell is missing, row 0 is the first under the header."""

    name: str
    frame: pd.DataFrame
    file: str = ""
    sheet: str = ""

    def problem(self, rule: str, row: int | None = None, column: str = "", value: object = "", **details: object) -> Problem:
        """Make a problem of this table; `row` is the position in the frame."""
        return Problem(
            rule,
            self.file,
            self.sheet,
            None if row is None else int(row) + 2,
            column,
            "" if value is None or value != value else str(value)[:80],
            details,
        )


def split_list(cell: str) -> list[str]:
    """Split a list cell; empty items are dropped."""
    return [item for part in cell.split(LIST_SEPARATOR) if (item := part.strip())]


def _is_date(cell: str) -> bool:
    try:
        date.fromisoformat((cell + "-01-01")[:10])
    except ValueError:
        return False
    return True


def _dates_ok(cells: arrow.Array) -> arrow.Array:
    distinct = [cell for cell in pc.unique(cells).to_pylist() if cell is not None]
    good = [cell for cell in distinct if _DATE.fullmatch(cell) and _is_date(cell)]
    return pc.is_in(cells, arrow.array(good, cells.type))


def _tests(column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None) -> Iterator[tuple[str, Any]]:
    """Yield each rule of a single cell with the cells that keep it (true), the empty ones aside."""
    yield "too_long", pc.less_equal(pc.utf8_length(cells), column.max_length)
    yield "control_character", pc.invert(pc.match_substring_regex(cells, _CONTROL))
    if column.type == "id":
        yield "bad_id", pc.match_substring_regex(cells, _ID)
    if column.type == "url":
        yield "bad_url", pc.match_substring_regex(cells, _URL)
    if column.type == "date":
        yield "bad_date", _dates_ok(cells)
    if column.codes:
        yield "bad_code", pc.is_in(cells, arrow.array(column.codes, cells.type))
    if numbers is not None:
        finite = np.isfinite(numbers)
        yield "bad_number", finite
        low = -np.inf if column.low is None else column.low
        high = np.inf if column.high is None else column.high
        yield "out_of_range", ~finite | ((numbers >= low) & (numbers <= high))
        if column.type == "integer":
            yield "bad_integer", ~finite | (np.mod(np.where(finite, numbers, 0), 1) == 0)


def _normalise(series: pd.Series) -> arrow.Array:
    """Compose to NFC and trim; a cell of blanks only becomes empty."""
    cells = arrow.array(series, type=arrow.large_string(), from_pandas=True)
    if isinstance(cells, arrow.ChunkedArray):
        cells = cells.combine_chunks()
    if pc.all(pc.string_is_ascii(cells)).as_py() is False:
        cells = pc.replace_substring(pc.utf8_normalize(cells, form="NFC"), "\u00a0", " ")
    cells = pc.utf8_trim_whitespace(cells)
    return pc.if_else(pc.equal(cells, ""), arrow.scalar(None, cells.type), cells)


def _header_problems(raw: RawTable, table: Table) -> list[Problem]:
    names = list(raw.frame.columns)
    problems = [raw.problem("repeated_column", column=n) for n in sorted({n for n in names if names.count(n) > 1})]
    for column in table.columns:
        if column.name not in names:
            problems.append(raw.problem("missing_column" if column.required else "absent_column", column=column.name))
    return problems + [raw.problem("unknown_column", column=n) for n in names if n and n not in table.by_name]


def _details(column: Column) -> dict[str, object]:
    return {
        "allowed": ", ".join(column.codes),
        "limit": column.max_length,
        "low": "−∞" if column.low is None else f"{column.low:g}",
        "high": "∞" if column.high is None else f"{column.high:g}",
    }


def _listed(raw: RawTable, rule: str, column: str, faults: Iterable[tuple[int, Any]], **details: object) -> list[Problem]:
    """Turn rows with one kind of fault into problems; beyond `FAULTS_SHOWN` they are only counted."""
    rows = sorted(faults)
    problems = [raw.problem(rule, row, column, value, **details) for row, value in rows[:FAULTS_SHOWN]]
    if len(rows) > FAULTS_SHOWN:
        problems.append(raw.problem("more", rows[FAULTS_SHOWN][0], column, count=len(rows) - FAULTS_SHOWN))
    return problems


def _read_columns(raw: RawTable, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Type the cells column by column; a cell that breaks a rule becomes empty and a problem."""
    typed: dict[str, pd.Series] = {}
    problems = _header_problems(raw, table)
    known = raw.frame.loc[:, ~raw.frame.columns.duplicated()]
    for column in table.columns:
        present = column.name in known.columns
        source = known[column.name] if present else pd.Series(np.nan, index=known.index, dtype="str")
        cells = _normalise(source)
        numbers = None
        if column.type in ("integer", "number"):
            numbers = pd.to_numeric(_text_series(cells), errors="coerce").to_numpy(dtype=float)
        if present:
            problems += _cell_problems(raw, column, cells, numbers)
        typed[column.name] = _typed(column, cells, numbers)
    return pd.DataFrame(typed), problems


def _cell_problems(
    raw: RawTable, column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None
) -> list[Problem]:
    given = pc.is_valid(cells).to_numpy(zero_copy_only=False)
    problems = []
    if column.required and not given.all():
        problems += _listed(raw, "required", column.name, ((row, "") for row in np.flatnonzero(~given)))
    for rule, kept in _tests(column, cells, numbers):
        good = kept if isinstance(kept, np.ndarray) else pc.fill_null(kept, True).to_numpy(zero_copy_only=False)
        if not (bad := given & ~good).any():
            continue
        faults = ((row, cells[row].as_py()) for row in np.flatnonzero(bad).tolist())
        problems += _listed(raw, rule, column.name, faults, **_details(column))
    return problems


def _text_series(cells: arrow.Array) -> pd.Series:
    return pd.Series(pd.arrays.ArrowStringArray(cells, dtype=pd.StringDtype("pyarrow", na_value=np.nan)))


def _typed(column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None) -> pd.Series:
    if numbers is None:
        if column.type == "list" and pc.any(pc.match_substring_regex(cells, _UNTIDY_LIST)).as_py():
            tidy = [None if cell is None else LIST_SEPARATOR.join(split_list(cell)) or None for cell in cells.to_pylist()]
            cells = arrow.array(tidy, cells.type)
        return _text_series(cells)
    if column.type == "number":
        return pd.Series(numbers)
    whole = np.where(np.isfinite(numbers), numbers, 0)
    return pd.Series(pd.arrays.IntegerArray(whole.astype("int64"), ~np.isfinite(numbers)))


def _key_problems(raw: RawTable, table: Table, frame: pd.DataFrame) -> list[Problem]:
    repeated = frame.duplicated(list(table.key), keep="first") & frame[table.key[0]].notna()
    rule, column = ("duplicate_id", table.key[0]) if table.index else ("duplicate_row", table.key[0])
    return _listed(raw, rule, column, frame.loc[repeated, column].items())


def _reference_problems(raws: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    problems = []
    keys = {name: set(frame[TABLES[name].key[0]].dropna()) for name, frame in frames.items() if TABLES[name].index}
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            tables = [table for table in column.refers if table in keys]
            if not column.refers or len(tables) < len(column.refers):
                continue  # a missing table is reported once, not once for each row that refers to it
            allowed = set().union(*(keys[table] for table in tables))
            faults = []
            for cell, rows in _rows_by_cell(frame[column.name]):
                wrong = [item for item in (split_list(cell) if column.type == "list" else [cell]) if item not in allowed]
                faults += [(row, item) for item in wrong for row in rows(cell)]
            problems += _listed(raws[name], "dangling_id", column.name, faults, table=" / ".join(column.refers))
    return problems


def _rows_by_cell(cells: pd.Series) -> Iterator[tuple[str, Callable[[str], list[int]]]]:
    """Yield each distinct cell with a way to its rows; looking them up is only paid for faulty cells."""

    def rows(cell: str) -> list[int]:
        return [int(row) for row in np.flatnonzero((cells == cell).fillna(False).to_numpy(dtype=bool))]

    for cell in cells.dropna().unique():
        yield cell, rows


def check_tables(
    raws: Mapping[str, RawTable], settings: Mapping[str, Any] | None = None
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Validate all tables together.

    Parameters
    ----------
    raws : mapping of str to RawTable
        Tables as read. A missing optional table is taken as empty, any other is a problem.
    settings : mapping, optional
        Settings of the region that row rules need: ``country_bounds`` (west, south, east, north in degrees).

    Returns
    -------
    frames : dict of str to DataFrame
        Typed tables in the order of their keys, one for each of `TABLES`. To be used only if no problem is an error.
    problems : list of Problem
        Everything found, in the order of the tables.
    """
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, table in TABLES.items():
        raw = raws.get(name)
        if raw is None:
            if not table.optional:
                problems.append(Problem("missing_table", details={"table": name}))
            continue
        frames[name], found = _read_columns(raw, table)
        problems += found + _key_problems(raw, table, frames[name])
        for fault in _row_faults(name, frames[name], settings or {}):
            problems += _listed(raw, fault.rule, fault.column, fault.values.items(), **fault.details)
    problems += _reference_problems(raws, frames)
    for name, table in TABLES.items():
        if name not in frames:
            empty = RawTable(name, pd.DataFrame({c.name: pd.Series(dtype="str") for c in table.columns}))
            frames[name], _ = _read_columns(empty, table)
        frames[name] = frames[name].sort_values(list(table.key), ignore_index=True, kind="stable")
    return frames, problems


def _row_faults(name: str, frame: pd.DataFrame, settings: Mapping[str, Any]) -> Iterator[RowFault]:
    for rule in ROW_RULES.get(name, ()):
        yield from rule(frame, settings)
