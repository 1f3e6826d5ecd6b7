"""What a store gives and takes; the place where other kinds of storage will be added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import pandas as pd

from ecomap.region import Region
from ecomap.tables import Problem, RawTable

REGION_FILE = "region.toml"


@dataclass
class Contents:
    """Everything a store holds, as read: nothing is validated but what reading itself shows."""

    tables: dict[str, RawTable] = field(default_factory=dict)
    region: Region | None = None
    shapes: gpd.GeoSeries | None = None
    problems: list[Problem] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Tables that are there but could not be read; the reason is among the problems."""


class Store(Protocol):
    """A place where the tables live."""

    def read(self) -> Contents:
        """Read everything; what goes wrong is among the problems of the result, never raised."""
        ...

    def write(self, tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> None:
        """Write everything or nothing.

        Raises
        ------
        OSError
            If the place cannot be written.
        """
        ...


def open_store(path: str | Path) -> Store:
    """Return the store for a path: a folder of CSV tables, or an Excel workbook.

    Raises
    ------
    DataError
        If there is nothing at `path`, or it is neither.
    """
    from ecomap.store.folder import FolderStore
    from ecomap.store.workbook import WORKBOOK_SUFFIXES, WorkbookStore
    from ecomap.tables import DataError

    path = Path(path)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:  # no right to look, or a name too long to be one
        raise DataError(
            [Problem("unreadable_file", path.name, details={"reason": error.strerror})]
        ) from error
    if is_folder:
        return FolderStore(path)
    if exists and path.suffix.lower() in WORKBOOK_SUFFIXES:
        return WorkbookStore(path)
    raise DataError([Problem("unsupported_format" if exists else "missing_source", path.name)])
