"""CSV as people save it: any separator, any of the encodings Vietnamese offices use."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as arrow
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ecomap.tables import TABLES, RawTable
from ecomap.tables.check import text_array
from ecomap.tables.columns import Column
from ecomap.tables.problem import Problem
from ecomap.text import to_unicode

_SEPARATORS = (",", ";", "\t", "|")
_FORMULA = r"^('[=+\-@\t\r']|[=+\-@\t\r])"
_GUARDED = r"^'([=+\-@\t\r'])"
# The csv module refuses long cells; they are to be reported as too long, beside everything else.
csv.field_size_limit(max(csv.field_size_limit(), 1 << 28))


def read_csv(data: bytes, name: str, file: str) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV file into cells of text.

    Parameters
    ----------
    data : bytes
        The whole file. UTF-8 (with or without mark), UTF-16 and Windows-1258 are told apart; comma,
        semicolon, tab and bar are recognised as separators by the header.
    name, file : str
        Name of the table and of the file, for problems.
    """
    try:
        text, _ = to_unicode(data)
    except UnicodeError:
        return None, [Problem("unknown_encoding", file)]
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    body = text.strip("\n ")
    if not body.strip():
        return None, [Problem("empty_table", file)]
    first_line = body.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first_line.count)
    names = [cell.strip() for cell in next(csv.reader(io.StringIO(body), delimiter=separator))]
    misfits: list[tuple[int, int]] = []
    frame = _read_cells(body, separator, names, misfits, TABLES[name].by_name)
    blank_lines = text[: text.index(body)].count("\n")
    frame.index = pd.RangeIndex(blank_lines, blank_lines + len(frame))
    raw = RawTable(name, frame, file)
    return raw, [
        raw.problem("wrong_field_count", row, found=n, expected=len(names)) for row, n in misfits[:50]
    ]


def _read_cells(
    text: str, separator: str, names: list[str], misfits: list[tuple[int, int]], known: Mapping[str, Column]
) -> pd.DataFrame:
    """Read the rows under the header; rows with a wrong number of fields go to `misfits` as (row, fields)."""
    columns = _read_even(text, separator, len(names))
    if columns is None:
        columns = _read_ragged(text, separator, len(names), misfits)
    for position, name in enumerate(names):
        # What `guard_formulas` put before a text is taken off again.
        if (
            name in known
            and known[name].type in ("text", "list")
            and pc.any(pc.starts_with(columns[position], "'")).as_py()
        ):
            columns[position] = pc.replace_substring_regex(columns[position], _GUARDED, r"\1")
    frame = pd.DataFrame({at: text_array(cells) for at, cells in enumerate(columns)})
    frame.columns = pd.Index(names)
    return frame


def _read_even(text: str, separator: str, width: int) -> list[arrow.ChunkedArray] | None:
    """Read columns of text; None if a row has more or fewer fields than the header."""
    rejected = False

    def reject(row: Any) -> str:
        nonlocal rejected
        rejected = True
        return "skip"

    positions = [str(position) for position in range(width)]
    parse = arrow_csv.ParseOptions(
        delimiter=separator, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=reject
    )
    try:
        table = arrow_csv.read_csv(
            io.BytesIO(text.encode()),
            arrow_csv.ReadOptions(column_names=positions, use_threads=False, block_size=1 << 24),
            parse,
            arrow_csv.ConvertOptions(
                column_types={position: arrow.large_string() for position in positions},
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=True,
            ),
        )
    except arrow.ArrowInvalid:  # a row larger than a block, or quotes it cannot make sense of
        return None
    return None if rejected else table.slice(1).columns


def _read_ragged(
    text: str, separator: str, width: int, misfits: list[tuple[int, int]]
) -> list[arrow.ChunkedArray]:
    """Read row by row, slower, to name the rows that do not fit; they are kept as long as the header."""
    rows = []
    for position, row in enumerate(list(csv.reader(io.StringIO(text), delimiter=separator))[1:]):
        if row and len(row) != width:
            misfits.append((position, len(row)))
        rows.append([cell or None for cell in (row + [""] * width)[:width]])
    return [arrow.chunked_array([[row[at] for row in rows]], arrow.large_string()) for at in range(width)]


def guard_formulas(cells: pd.Series) -> pd.Series:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Reading takes exactly one such apostrophe off again, so writing and reading a table changes nothing.
    """
    risky = cells.str.match(_FORMULA, na=False)
    return cells.where(~risky, "'" + cells) if risky.any() else cells


def write_csv(frame: pd.DataFrame, *, mark: bool = False) -> bytes:
    """Write a frame as CSV in UTF-8 with formulas disarmed.

    Parameters
    ----------
    frame : DataFrame
        Written without its index.
    mark : bool
        Begin with a byte order mark, without which Excel takes the file for Windows text.
    """
    safe = pd.DataFrame(
        {
            name: guard_formulas(cells) if isinstance(cells.dtype, pd.StringDtype) else cells
            for name, cells in frame.items()
        }
    )
    text = safe.to_csv(index=False, lineterminator="\n", float_format=_plain_number)
    return text.encode("utf-8-sig" if mark else "utf-8")


def _plain_number(value: Any) -> str:
    return str(int(value)) if value.is_integer() else repr(float(value))  # numpy would write its type too
