"""An Excel workbook with one sheet a table."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import shapely
import xlsxwriter
from openpyxl.utils.exceptions import InvalidFileException

from ecomap.places import LONLAT
from ecomap.region import Region, read_region
from ecomap.store.base import Contents
from ecomap.store.folder import read_beside
from ecomap.tables import TABLES, Problem, RawTable

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
UNPACKED_LIMIT_MB = 300
_REGION_SHEET, _SHAPES_SHEET = "region", "wards_shapes"
_CELL_LIMIT = 32_000
"""Excel holds 32,767 characters a cell; longer shapes go on in the next row."""


class WorkbookStore:
    """Tables as sheets of one file; the settings and ward shapes stand in sheets of their own or beside the file."""

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
            book = openpyxl.load_workbook(self.file, read_only=True, data_only=True, keep_links=False)
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
            contents.problems.append(Problem("unreadable_file", self.file.name, details={"reason": str(error)}))
            return contents
        try:
            for name in book.sheetnames:
                if name in TABLES:
                    self._read_table(book[name], contents)
            self._read_surroundings(book, contents)
        finally:
            book.close()
        return contents

    def _unsafe(self) -> Problem | None:
        """Look at the packed sizes first: a small file can unpack to fill the memory."""
        if not self.file.exists():
            return Problem("missing_source", self.file.name)
        try:
            with zipfile.ZipFile(self.file) as package:
                size = sum(entry.file_size for entry in package.infolist()) / 1e6
        except (OSError, zipfile.BadZipFile) as error:
            return Problem("unreadable_file", self.file.name, details={"reason": str(error)})
        if size > UNPACKED_LIMIT_MB:
            return Problem(
                "workbook_too_large", self.file.name, details={"size": round(size), "limit": UNPACKED_LIMIT_MB}
            )
        return None

    def _read_table(self, sheet: Any, contents: Contents) -> None:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        while rows and all(cell is None for cell in rows[-1]):
            rows.pop()
        if not rows:
            contents.problems.append(Problem("empty_table", self.file.name, sheet.title))
            return
        header = [_cell_text(cell) or "" for cell in rows[0]]
        width = max((i + 1 for i, name in enumerate(header) if name), default=0)
        cells = [[_cell_text(cell) for cell in (row + [None] * width)[:width]] for row in rows[1:]]
        frame = pd.DataFrame(cells, columns=[name.strip() for name in header[:width]], dtype="str")
        raw = RawTable(sheet.title, frame, self.file.name, sheet.title)
        contents.tables[sheet.title] = raw
        for row, values in enumerate(rows[1:]):
            for column, value in zip(header, values, strict=False):
                if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")):
                    contents.problems.append(raw.problem("cell_error", row, column, value))

    def _read_surroundings(self, book: Any, contents: Contents) -> None:
        if _REGION_SHEET not in book.sheetnames:
            read_beside(self.file.parent, contents)
            return
        lines = [_cell_text(row[0]) or "" for row in book[_REGION_SHEET].iter_rows(values_only=True) if row]
        contents.region, problems = read_region("\n".join(lines) + "\n", f"{self.file.name}/{_REGION_SHEET}")
        contents.problems += problems
        parts: dict[str, str] = {}
        for code, text in (row[:2] for row in book[_SHAPES_SHEET].iter_rows(min_row=2, values_only=True)):
            parts[str(code)] = parts.get(str(code), "") + str(text or "")
        try:
            shapes = shapely.from_wkt(list(parts.values()))
        except (shapely.errors.GEOSException, KeyError) as error:
            details = {"reason": str(error).splitlines()[0]}
            contents.problems.append(Problem("bad_wards_layer", self.file.name, _SHAPES_SHEET, details=details))
            return
        contents.shapes = gpd.GeoSeries(shapes, index=pd.Index(list(parts), name="code", dtype="str"), crs=LONLAT)

    def write(self, tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> None:
        """Write the workbook and swap it in whole."""
        part = self.file.with_name(f".{self.file.name}.part")
        sheets = {name: tables[name] for name in TABLES}
        sheets[_SHAPES_SHEET] = _shape_rows(shapes)
        try:
            write_workbook(part, sheets, lines={_REGION_SHEET: region.toml.splitlines()})
            os.replace(part, self.file)
        finally:
            part.unlink(missing_ok=True)


def _shape_rows(shapes: gpd.GeoSeries) -> pd.DataFrame:
    rows = []
    for code, wkt in shapes.to_crs(LONLAT).to_wkt().items():
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
    bold, wrap = book.add_format({"bold": True, "bg_color": "#EFEAF5"}), book.add_format({"valign": "top"})
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for position, column in enumerate(frame.columns):
            sheet.write_string(0, position, str(column), bold)
            sheet.set_column(position, position, _width(frame.iloc[:, position]), wrap)
            for row, value in enumerate(frame.iloc[:, position].tolist(), start=1):
                _write_cell(sheet, row, position, value)
        if len(frame) and len(frame.columns):
            sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    for name, texts in (lines or {}).items():
        sheet = book.add_worksheet(name)
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
    book.close()


def _width(cells: pd.Series) -> int:
    longest = cells.dropna().astype(str).str.len().quantile(0.9) if cells.notna().any() else 8
    return int(min(60, max(10, longest + 2)))


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value is pd.NA or value != value:
        return
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:32_767])


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
    return value.isoformat() if isinstance(value, date) else str(value)
