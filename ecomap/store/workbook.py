"""An Excel workbook with one sheet a table."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
import xlsxwriter

from ecomap.places import LONLAT, sound_shapes
from ecomap.region import Region, read_region
from ecomap.store.base import Contents
from ecomap.store.folder import read_region_file, read_shapes_file
from ecomap.tables import TABLES, Problem, RawTable

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
UNPACKED_LIMIT_MB = 300
TEXT_LIMIT_MB = 300
"""A text that many cells share is packed once, so the text of a sheet is counted as well."""
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
"""How old .xls files begin, and the envelope around a workbook with a password."""
_MOST_ROWS, _WIDEST = 1_048_576, 256
_REGION_SHEET, _SHAPES_SHEET = "region", "wards_shapes"
_CELL_LIMIT = 32_000
"""Excel holds 32,767 characters a cell; longer shapes go on in the next row."""


class WorkbookStore:
    """Tables as sheets of one file; settings and ward shapes are sheets of their own or files beside it."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def read(self) -> Contents:
        """Read all known sheets as values; formulas and macros are never run."""
        contents = Contents()
        if (problem := self._unsafe()) is not None:
            contents.problems.append(problem)
            return contents
        if self.file.suffix.lower() == ".xlsm":
            contents.problems.append(Problem("macros_ignored", self.file.name))
        try:
            self._read_book(contents)
        except Exception as error:  # in a damaged package openpyxl stumbles in ever new ways
            contents.problems.append(self._unreadable(error))
        return contents

    def _read_book(self, contents: Contents) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features openpyxl leaves out, none of which is data
            book = openpyxl.load_workbook(self.file, read_only=True, data_only=True, keep_links=False)
            try:
                for name in book.sheetnames:
                    if name in TABLES:
                        self._read_table(book[name], contents)
                self._read_surroundings(book, contents)
            finally:
                book.close()

    def _unreadable(self, error: Exception) -> Problem:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return Problem("unreadable_file", self.file.name, details={"reason": reason})

    def _too_large(self, size: float, limit: int, sheet: str = "") -> Problem:
        details = {"size": round(size), "limit": limit}
        return Problem("workbook_too_large", self.file.name, sheet, details=details)

    def _unsafe(self) -> Problem | None:
        """Look at the packed sizes first: a small file can unpack to fill the memory."""
        try:
            with self.file.open("rb") as stream:
                if stream.read(len(_OLE)) == _OLE:
                    return Problem("protected_workbook", self.file.name)
            with zipfile.ZipFile(self.file) as package:
                size = sum(entry.file_size for entry in package.infolist()) / 1e6
        except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as error:
            return self._unreadable(error)
        return self._too_large(size, UNPACKED_LIMIT_MB) if size > UNPACKED_LIMIT_MB else None

    def _read_table(self, sheet: Any, contents: Contents) -> None:
        name = sheet.title
        rows = _rows(sheet)
        _, header_cells = next(rows, (0, []))
        header = [(_cell_text(cell.value) or "").strip() for cell in header_cells[:_WIDEST]]
        if not any(header):
            contents.problems.append(Problem("empty_table", self.file.name, name))
            contents.unread.add(name)
            return
        width = max(i + 1 for i, column in enumerate(header) if column)
        texts: list[list[str | None]] = []
        numbers, errors, size = [], [], 0
        for number, row in rows:
            text = [_cell_text(cell.value) for cell in row[:width]]
            errors += [(len(texts), i) for i, cell in enumerate(row[:width]) if cell.data_type == "e"]
            texts.append(text + [None] * (width - len(text)))
            numbers.append(number - 1)
            size += sum(map(len, filter(None, text)))
            if size > TEXT_LIMIT_MB * 1e6:
                contents.problems.append(self._too_large(size / 1e6, TEXT_LIMIT_MB, name))
                contents.unread.add(name)
                return
        frame = pd.DataFrame(
            texts, columns=header[:width], index=pd.Index(numbers, dtype="int64"), dtype="str"
        )
        raw = RawTable(name, frame, self.file.name, name)
        contents.tables[name] = raw
        contents.problems += [raw.problem("cell_error", row, header[i], texts[row][i]) for row, i in errors]

    def _read_surroundings(self, book: Any, contents: Contents) -> None:
        """Read settings and shapes from their sheets, or from the files beside the workbook."""
        if _REGION_SHEET in book.sheetnames:
            lines = [_cell_text(row[0].value) or "" if row else "" for row in book[_REGION_SHEET].iter_rows()]
            contents.region, problems = read_region(
                "\n".join(lines) + "\n", f"{self.file.name}/{_REGION_SHEET}"
            )
            contents.problems += problems
        else:
            read_region_file(self.file.parent, contents)
        if _SHAPES_SHEET in book.sheetnames:
            self._read_shapes(book[_SHAPES_SHEET], contents)
        else:
            read_shapes_file(self.file.parent, contents)

    def _read_shapes(self, sheet: Any, contents: Contents) -> None:
        parts: dict[str, str] = {}
        for _, (code, text, *_rest) in islice(((n, (*row, None, None)) for n, row in _rows(sheet)), 1, None):
            if code is not None and (name := _cell_text(code.value)):
                parts[name] = parts.get(name, "") + str(text.value if text is not None else "")
        try:
            shapes = gpd.GeoSeries.from_wkt(list(parts.values()), index=list(parts), crs=LONLAT)
            contents.shapes = sound_shapes(shapes)
        except (shapely.errors.GEOSException, ValueError) as error:
            details = {"reason": str(error).splitlines()[0]}
            contents.problems.append(
                Problem("bad_wards_layer", self.file.name, _SHAPES_SHEET, details=details)
            )

    def write(self, tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> None:
        """Write the workbook and swap it in whole."""
        part = self.file.with_name(f".{self.file.name}.part")
        sheets = {name: tables[name] for name in TABLES}
        sheets[_SHAPES_SHEET] = _shape_rows(shapes)
        try:
            write_workbook(part, sheets, lines={_REGION_SHEET: region.toml.split("\n")})
            part.replace(self.file)
        finally:
            part.unlink(missing_ok=True)


def _rows(sheet: Any) -> Iterator[tuple[int, Sequence[Any]]]:
    """Yield the rows of a sheet that hold anything, with their position; cells far out cost nothing."""
    sheet.reset_dimensions()  # the size a sheet claims may be a lie
    for position, row in enumerate(islice(sheet.iter_rows(), _MOST_ROWS)):
        if any(cell.value is not None for cell in row):
            yield position, row


def _shape_rows(shapes: gpd.GeoSeries) -> pd.DataFrame:
    rows = []
    for code, wkt in shapes.to_crs(LONLAT).dropna().to_wkt(rounding_precision=-1).items():
        rows += [(code, wkt[start : start + _CELL_LIMIT]) for start in range(0, len(wkt), _CELL_LIMIT)]
    return pd.DataFrame(rows, columns=["code", "wkt"], dtype="str")


def write_workbook(
    target: Path | Any,
    sheets: Mapping[str, pd.DataFrame],
    lines: Mapping[str, Iterable[str]] | None = None,
    *,
    created: datetime | None = None,
) -> None:
    """Write frames as sheets of a workbook, text always as text: no cell becomes a formula or a link.

    Text that begins like a formula is marked (``quotePrefix``), so that it stays text when somebody edits the cell.

    Parameters
    ----------
    target : Path or binary stream
    sheets : mapping of sheet name to DataFrame
        Written without their index, with a frozen bold header and a filter.
    lines : mapping of sheet name to lines of text, optional
        Sheets of a single column without header.
    created : datetime, optional
        Written as the time of making instead of now, so that equal frames give equal bytes.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), options)
    if created:
        book.set_properties({"created": created})
    bold = _formats(book, {"bold": True, "bg_color": "#EFEAF5"})
    top, wrapped = _formats(book, {"valign": "top"}), _formats(book, {"valign": "top", "text_wrap": True})
    plain = _formats(book, {})
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(frame.columns):
            sheet.write_string(0, position, str(column), bold[_is_armed(str(column))])
            cells = frame.iloc[:, position]
            formats = wrapped if _has_lines(cells) else top
            sheet.set_column(position, position, _width(cells), formats[False])
            for row, value in enumerate(cells.tolist(), start=1):
                _write_cell(sheet, row, position, value, formats)
        if len(frame) and len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    for name, texts in (lines or {}).items():
        sheet = book.add_worksheet(name)
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text, plain[_is_armed(text)])
    book.close()


def _formats(book: Any, properties: Mapping[str, object]) -> dict[bool, Any]:
    """Return a format as it is, and as cells have it whose text begins like a formula."""
    return {armed: book.add_format({**properties, "quote_prefix": armed}) for armed in (False, True)}


def _is_armed(text: str) -> bool:
    """Tell whether a spreadsheet would take text for a formula once somebody edits its cell."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))


def _has_lines(cells: pd.Series) -> bool:
    """Tell whether cells hold line breaks, which a spreadsheet shows in wrapped cells only."""
    return any(isinstance(cell, str) and "\n" in cell for cell in cells)


def _width(cells: pd.Series) -> int:
    longest = cells.dropna().astype(str).str.len().quantile(0.9) if cells.notna().any() else 8
    return int(min(60, max(10, longest + 2)))


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: Mapping[bool, Any]) -> None:
    if value is None or value is pd.NA or value != value:
        return
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        text = str(value)[:32_767]
        sheet.write_string(row, column, text, formats[_is_armed(text)])


def _cell_text(value: Any) -> str | None:
    """Write a cell as text the way CSV would hold it: 19753.0 is 19753, a date is ISO."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    # A damaged file can smuggle in half a character; Excel breaks lines with one sign, some writers with two.
    return str(value).replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()
