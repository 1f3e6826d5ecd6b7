"""From tables of text to typed tables: every problem is collected, none is guessed away."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecomap.tables.columns import LIST_SEPARATOR, TABLES, Column, Table
from ecomap.tables.problem import WARNINGS, Problem
from ecomap.tables.rows import ROW_RULES, RowFault
from ecomap.vocabulary import ROLE_REPEATS

FAULTS_SHOWN = 50
"""How many rows with the same problem in one column are listed one by one."""

_ID = r"^[a-z0-9][a-z0-9_-]*$"
_URL = r"^https?://[^\s<>\"']+$"
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
# Control characters, marks that turn the direction of writing (they disguise a name), what XML cannot hold.
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}\x{202a}-\x{202e}\x{2066}-\x{2069}\x{fffe}\x{ffff}]"
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
_UNTIDY_LIST = r"^;|;$|;\s*;|\s;|;\s"


@dataclass(frozen=True)
class RawTable:
    """A table as it was read: cells are text, an empty cell is missing.

    The index of the frame numbers the rows as they lie in the file; 0 is the row under the header.
    """

    name: str
    frame: pd.DataFrame
    file: str = ""
    sheet: str = ""

    def problem(
        self, rule: str, row: int | None = None, column: str = "", value: object = "", **details: object
    ) -> Problem:
        """Make a problem of this table; `row` is the position in the frame."""
        return Problem(
            rule,
            self.file,
            self.sheet,
            None if row is None else int(self.frame.index[row]) + 2,
            column,
            "" if value is None or value != value else str(value)[:80],
            details,
        )

    def without_blank_rows(self) -> RawTable:
        """Leave out rows without any text: spreadsheets keep them where something once stood."""
        cells = self.frame
        if cells.empty or not cells.iloc[:, 0].isna().any():
            return self
        blank = cells.apply(lambda column: column.str.strip().fillna("").eq("")).all(axis=1)
        return replace(self, frame=cells[~blank])


def split_list(cell: str) -> list[str]:
    """Split a list cell; empty and repeated items are dropped."""
    return list(dict.fromkeys(item for part in cell.split(LIST_SEPARATOR) if (item := part.strip())))


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


def _tests(
    column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None
) -> Iterator[tuple[str, Any]]:
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
        if column.low is not None or column.high is not None:
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
    names = [name for name in raw.frame.columns if name]  # columns without a name are left-over separators
    problems = [raw.problem("repeated_column", column=n) for n in dict.fromkeys(names) if names.count(n) > 1]
    for column in table.columns:
        if column.name not in names:
            problems.append(
                raw.problem("missing_column" if column.required else "absent_column", column=column.name)
            )
    return problems + [raw.problem("unknown_column", column=n) for n in names if n not in table.by_name]


def _details(column: Column) -> dict[str, object]:
    return {
        "allowed": ", ".join(column.codes),
        "limit": column.max_length,
        "low": "−∞" if column.low is None else f"{column.low:g}",
        "high": "∞" if column.high is None else f"{column.high:g}",
    }


def _listed(
    raw: RawTable,
    rule: str,
    column: str,
    faults: Iterable[tuple[int, Any]],
    details: Callable[[int], Mapping[str, object]] = lambda row: {},
) -> list[Problem]:
    """Turn rows with one kind of fault into problems; beyond `FAULTS_SHOWN` they are only counted.

    `faults` are row positions and the values there; `details` gives more to say of a row.
    """
    rows = sorted(faults, key=lambda fault: fault[0])
    problems = [raw.problem(rule, row, column, value, **details(row)) for row, value in rows[:FAULTS_SHOWN]]
    if len(rows) > FAULTS_SHOWN:
        more = "more_warned" if rule in WARNINGS else "more"
        problems.append(raw.problem(more, rows[FAULTS_SHOWN][0], column, count=len(rows) - FAULTS_SHOWN))
    return problems


def _read_columns(raw: RawTable, table: Table) -> tuple[pd.DataFrame, list[Problem]]:
    """Type the cells column by column; a number that breaks its rule becomes empty and a problem."""
    typed: dict[str, Any] = {}
    problems = _header_problems(raw, table)
    positions = {name: position for position, name in reversed(list(enumerate(raw.frame.columns)))}
    nothing = arrow.nulls(len(raw.frame), arrow.large_string())
    for column in table.columns:
        position = positions.get(column.name)
        cells = nothing if position is None else _normalise(raw.frame.iloc[:, position])
        numbers = _numbers(cells) if column.type in ("integer", "number") else None
        if position is not None:
            problems += _cell_problems(raw, column, cells, numbers)
        typed[column.name] = _typed(column, cells, numbers)
    return pd.DataFrame(typed), problems


def _numbers(cells: arrow.Array) -> NDArray[np.float64]:
    """Read numbers, NaN where there is none; zero has no sign, so that equal tables have equal versions."""
    written = pc.if_else(pc.match_substring_regex(cells, _NUMBER), cells, arrow.scalar(None, cells.type))
    return pd.to_numeric(pd.Series(text_array(written))).to_numpy(dtype=float) + 0.0


def _cell_problems(
    raw: RawTable, column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None
) -> list[Problem]:
    problems = []
    given = pc.is_valid(cells).to_numpy(zero_copy_only=False)
    if column.required and cells.null_count:
        problems += _listed(
            raw, "required", column.name, ((row, "") for row in np.flatnonzero(~given).tolist())
        )
    for rule, kept in _tests(column, cells, numbers):
        if not isinstance(kept, np.ndarray):
            if pc.all(kept).as_py() is not False:
                continue
            kept = pc.fill_null(kept, True).to_numpy(zero_copy_only=False)
        faults = [(row, cells[row].as_py()) for row in np.flatnonzero(given & ~kept).tolist()]
        problems += _listed(raw, rule, column.name, faults, partial(_same, _details(column)))
    return problems


def text_array(cells: arrow.Array | arrow.ChunkedArray) -> pd.arrays.ArrowStringArray:
    """Take over text from Arrow without copying it."""
    return pd.arrays.ArrowStringArray(cells, dtype=_TEXT)  # type: ignore[call-arg]


def _typed(column: Column, cells: arrow.Array, numbers: NDArray[np.float64] | None) -> Any:
    if numbers is None:
        if column.type == "list" and pc.any(pc.match_substring_regex(cells, _UNTIDY_LIST)).as_py():
            tidy = [cell and (LIST_SEPARATOR.join(split_list(cell)) or None) for cell in cells.to_pylist()]
            cells = arrow.array(tidy, cells.type)
        return text_array(cells)
    if column.type == "number":
        return numbers
    whole = np.isfinite(numbers) & (np.abs(numbers) < 2**53)
    return pd.arrays.IntegerArray(np.where(whole, numbers, 0).astype("int64"), ~whole)


def _key_problems(raw: RawTable, table: Table, frame: pd.DataFrame) -> list[Problem]:
    column = table.key[0]
    if table.index and frame[column].is_unique:
        return []
    repeated = frame.duplicated(list(table.key), keep="first") & frame[column].notna()
    if not repeated.any():
        return []
    rows = np.flatnonzero(repeated).tolist()
    rule = "duplicate_id" if table.index else "duplicate_row"
    return _listed(raw, rule, column, ((row, frame.at[row, column]) for row in rows))


def _shared_ids(raws: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Organisations and programmes are nodes of one network, so no id may stand in both tables."""
    if not {"organisations", "programmes"} <= set(frames):
        return []
    ids = frames["programmes"]["id"]
    shared = ids[ids.notna() & ids.isin(frames["organisations"]["id"])]
    return _listed(
        raws["programmes"], "duplicate_id", "id", [(int(row), shared[row]) for row in shared.index]
    )


def _repeated_roles(raws: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    """Find roles of programmes told again as a relation: they count the same two as tied twice."""
    if not {"relations", "programmes"} <= set(frames):
        return []
    relations, programmes = frames["relations"], frames["programmes"]
    told = relations[relations["type"].isin(ROLE_REPEATS)]
    if told.empty:
        return []
    cells = (programmes[name].fillna("") for name in ("id", "lead_org", "coordinating_orgs"))
    roles = {
        (body, programme)
        for programme, lead, others in zip(*cells, strict=True)
        for body in (lead, *split_list(others))
    }
    pairs = zip(told.index.tolist(), told["source"], told["target"], strict=True)
    ends = {row: {"source": a, "target": b} for row, a, b in pairs if (a, b) in roles}
    faults = [(row, relations.at[row, "type"]) for row in ends]
    return _listed(raws["relations"], "repeated_role", "type", faults, lambda row: ends[row])


def _reference_problems(raws: Mapping[str, RawTable], frames: Mapping[str, pd.DataFrame]) -> list[Problem]:
    problems = []
    keys = {
        name: arrow.array(frame[TABLES[name].key[0]]) for name, frame in frames.items() if TABLES[name].index
    }
    for name, frame in frames.items():
        for column in TABLES[name].columns:
            if not column.refers or not set(column.refers) <= set(keys):
                continue  # a missing table is reported once, not once for each row that refers to it
            allowed = arrow.chunked_array([keys[table] for table in column.refers], arrow.large_string())
            wrong = _not_among(arrow.array(frame[column.name]), allowed, column.type == "list")
            faults = [
                (row, item)
                for row, cell in enumerate(frame[column.name].tolist() if wrong else [])
                if isinstance(cell, str)
                for item in (split_list(cell) if column.type == "list" else [cell])
                if item in wrong
            ]
            table = {"table": " / ".join(column.refers)}
            problems += _listed(raws[name], "dangling_id", column.name, faults, partial(_same, table))
    return problems


def _same(details: Mapping[str, object], row: int) -> Mapping[str, object]:
    return details


def _not_among(cells: arrow.Array, allowed: arrow.ChunkedArray, lists: bool) -> set[str]:
    """Return the values of cells, or of the lists in them, that are not allowed."""
    values = pc.list_flatten(pc.split_pattern(cells, LIST_SEPARATOR)) if lists else cells
    known = pc.or_(pc.is_in(values, allowed), pc.is_null(values))
    return set() if pc.all(known).as_py() is not False else set(values.filter(pc.invert(known)).to_pylist())


def _in_order(frame: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """Sort by the key, so that the order of rows in a file means nothing; most files are sorted already."""
    order = pc.sort_indices(
        arrow.table([arrow.array(frame[name]) for name in key], list(key)),
        sort_keys=[(name, "ascending") for name in key],
    ).to_numpy()
    if (order == np.arange(len(frame))).all():
        return frame
    return frame.take(order).reset_index(drop=True)


def check_tables(
    raws: Mapping[str, RawTable], settings: Mapping[str, Any] | None = None, unread: Collection[str] = ()
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Validate all tables together.

    Parameters
    ----------
    raws : mapping of str to RawTable
        Tables as read. A missing optional table is taken as empty, any other is a problem.
    settings : mapping, optional
        Settings of the region that row rules need: ``country_bounds`` (west, south, east, north in degrees).
    unread : collection of str
        Tables that are there but could not be read, which is reported already.

    Returns
    -------
    frames : dict of str to DataFrame
        Typed tables in the order of their keys, one for each of `TABLES`; to be used only if no problem is an
        error.
    problems : list of Problem
        Everything found, in the order of the tables.
    """
    raws = {name: raw.without_blank_rows() for name, raw in raws.items()}
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for name, table in TABLES.items():
        raw = raws.get(name)
        if raw is None:
            if not table.optional and name not in unread:
                problems.append(Problem("missing_table", details={"table": name}))
            continue
        frames[name], found = _read_columns(raw, table)
        problems += found + _key_problems(raw, table, frames[name])
        for fault in _row_faults(name, frames[name], settings or {}):
            problems += _row_problems(raw, frames[name], fault)
    problems += _shared_ids(raws, frames) + _repeated_roles(raws, frames)
    problems += _reference_problems(raws, frames)
    for name, table in TABLES.items():
        if name not in frames:
            empty = RawTable(name, pd.DataFrame({c.name: pd.Series(dtype="str") for c in table.columns}))
            frames[name], _ = _read_columns(empty, table)
        frames[name] = _in_order(frames[name], table.key)
    return frames, problems


def _row_faults(name: str, frame: pd.DataFrame, settings: Mapping[str, Any]) -> Iterator[RowFault]:
    for rule in ROW_RULES.get(name, ()):
        yield from rule(frame, settings)


def _row_problems(raw: RawTable, frame: pd.DataFrame, fault: RowFault) -> list[Problem]:
    values = frame[fault.column].iloc[fault.rows].tolist()

    def details(row: int) -> dict[str, object]:
        # As text, since a sentence would round a number.
        return {**fault.details, **{name: str(frame.at[row, column]) for name, column in fault.shown.items()}}

    return _listed(raw, fault.rule, fault.column, zip(fault.rows, values, strict=True), details)
