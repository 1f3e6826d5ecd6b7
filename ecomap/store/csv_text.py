"""CSV as people save it: any separator, any of the encodings Vietnamese offices use."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as arrow
from pyarrow import csv as arrow_csv

from ecomap.tables import TABLES, RawTable
from ecomap.tables.columns import Column
from ecomap.tables.problem import Problem
from ecomap.text import to_unicode

_SEPARATORS = (",", ";", "\t", "|")
_FORMULA_START = "=+-@\t\r"


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def read_csv(data: bytes, name: str, file: str) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV file into cells of text.

    Parameters
    ----------
    data : bytes
        The whole file. UTF-8 (with or without mark), UTF-16 and Windows-1258 are told apart; comma, semicolon,
        tab and bar are recognised as separators by the header.
    name, file : str
        Name of the table and of the file, for problems.
    """
    try:
        text = data.decode("utf-8-sig") if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else to_unicode(data)[0]
    except UnicodeDecodeError:
        try:
            text, _ = to_unicode(data)
        except UnicodeError:
            return None, [Problem("unknown_encoding", file)]
    if not text.strip():
        return None, [Problem("empty_table", file)]
    header = next(csv.reader(io.StringIO(text.lstrip()), delimiter=_separator(text.lstrip().split("\n", 1)[0])))
    names = [cell.strip() for cell in header]
    misfits: list[tuple[int, int]] = []
    frame = _read_cells(text.lstrip(), _separator(text.lstrip().split("\n", 1)[0]), names, misfits)
    known = TABLES[name].by_name
    for position, column in enumerate(frame.columns):
        if known.get(column, Column(column)).type in ("text", "list"):
            cells = frame.iloc[:, position]
            if (guarded := cells.str.startswith("'", na=False)).any():
                frame.isetitem(position, cells.where(~guarded, cells.map(_unguard, na_action="ignore")))
    raw = RawTable(name, frame, file)
    return raw, [raw.problem("wrong_field_count", row, found=n, expected=len(names)) for row, n in misfits[:50]]


def _read_cells(text: str, separator: str, names: list[str], misfits: list[tuple[int, int]]) -> pd.DataFrame:
    """Read the rows under the header; rows with a wrong number of fields go to `misfits` as (row, fields)."""
    positions = [str(position) for position in range(len(names))]
    rejected = 0

    def reject(row: Any) -> str:
        nonlocal rejected
        rejected += 1
        return "skip"

    table = arrow_csv.read_csv(
        io.BytesIO(text.encode()),
        arrow_csv.ReadOptions(column_names=positions, skip_rows_after_names=0, use_threads=False, block_size=1 << 24),
        arrow_csv.ParseOptions(delimiter=separator, newlines_in_values=True, invalid_row_handler=reject),
        arrow_csv.ConvertOptions(
            column_types={position: arrow.large_string() for position in positions},
            strings_can_be_null=True,
            null_values=[""],
            quoted_strings_can_be_null=True,
        ),
    )
    if rejected:
        return _read_ragged(text, separator, names, misfits)
    frame = table.slice(1).to_pandas(types_mapper={arrow.large_string(): pd.StringDtype(na_value=np.nan)}.get)
    frame.columns = pd.Index(names)
    return frame


def _read_ragged(text: str, separator: str, names: list[str], misfits: list[tuple[int, int]]) -> pd.DataFrame:
    """Read row by row, slower, to name the rows that do not fit; they are kept at the length of the header."""
    rows = []
    for position, row in enumerate(list(csv.reader(io.StringIO(text), delimiter=separator))[1:]):
        if row and len(row) != len(names):
            misfits.append((position, len(row)))
        rows.append((row + [""] * len(names))[: len(names)])
    frame = pd.DataFrame(rows, columns=names, dtype="str")
    return frame.where(frame != "")


def _unguard(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA_START + "'" else cell


def _guard(cell: str) -> str:
    first_two = cell[:1] in _FORMULA_START or (cell[:1] == "'" and cell[1:2] and cell[1] in _FORMULA_START + "'")
    return "'" + cell if first_two else cell


def guard_formulas(cells: pd.Series) -> pd.Series:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Reading takes exactly one such apostrophe off again, so writing and reading a table changes nothing.
    """
    risky = cells.str.match(rf"['{'='}+\-@\t\r]", na=False)
    return cells.where(~risky, cells.map(_guard, na_action="ignore")) if risky.any() else cells


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


def _plain_number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
