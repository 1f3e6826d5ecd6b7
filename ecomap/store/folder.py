"""A folder of CSV tables with region.toml and the ward shapes: the form in which data is exchanged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd

from ecomap.places import read_ward_shapes, ward_layer_bytes
from ecomap.region import Region, read_region
from ecomap.store.base import REGION_FILE, Contents
from ecomap.store.csv_text import read_csv, write_csv
from ecomap.tables import TABLES, Problem

FILE_LIMIT_MB = 500
"""A table of 150,000 ties has some 15 MB; far more than this limit is not a table."""


def read_region_file(folder: Path, contents: Contents) -> None:
    """Read region.toml of a folder into `contents`."""
    try:
        text = _read(folder, REGION_FILE).decode("utf-8-sig")
    except FileNotFoundError:
        contents.problems.append(Problem("missing_region", REGION_FILE))
        return
    except (OSError, UnicodeDecodeError) as error:
        contents.problems.append(Problem("unreadable_file", REGION_FILE, details={"reason": _reason(error)}))
        return
    contents.region, problems = read_region(text, REGION_FILE)
    contents.problems += problems


def read_shapes_file(folder: Path, contents: Contents) -> None:
    """Read the ward shapes that the region names into `contents`."""
    if contents.region is None:
        return
    layer = contents.region.wards
    try:
        path = (folder / layer.file).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise ValueError("the file must lie inside the data folder")
        contents.shapes = read_ward_shapes(path, layer.code_property, layer.crs)
    except (OSError, ValueError, RuntimeError) as error:
        contents.problems.append(Problem("bad_wards_layer", layer.file, details={"reason": _reason(error)}))


def _read(folder: Path, name: str) -> bytes:
    """Read a file of the folder. It may come from anybody: not even a link in it may reach for files elsewhere."""
    if not (folder / name).resolve().is_relative_to(folder.resolve()):
        raise PermissionError(None, "the file must lie inside the data folder")
    return (folder / name).read_bytes()


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


class FolderStore:
    """Tables as ``<folder>/<table>.csv``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Contents:
        """Read all tables of the folder."""
        contents = Contents()
        read_region_file(self.folder, contents)
        read_shapes_file(self.folder, contents)
        for name in TABLES:
            file = self.folder / f"{name}.csv"
            if not file.exists():
                continue  # the check of the tables reports what is missing
            raw = None
            try:
                if (size := file.stat().st_size) > FILE_LIMIT_MB * 1_000_000:
                    details = {"size": round(size / 1e6), "limit": FILE_LIMIT_MB}
                    problems = [Problem("file_too_large", file.name, details=details)]
                else:
                    raw, problems = read_csv(_read(self.folder, file.name), name, file.name)
            except OSError as error:
                problems = [Problem("unreadable_file", file.name, details={"reason": _reason(error)})]
            contents.problems += problems
            if raw is None:
                contents.unread.add(name)
            else:
                contents.tables[name] = raw
        return contents

    def write(self, tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> None:
        """Write all tables; each file is swapped in whole, so a reader never meets half a table."""
        self.folder.mkdir(parents=True, exist_ok=True)
        files = {f"{name}.csv": write_csv(tables[name]) for name in TABLES}
        files[REGION_FILE] = region.toml.encode()
        files[region.wards.file] = ward_layer_bytes(shapes, region.wards)
        written = []
        try:
            for name, data in files.items():
                part = self.folder / f".{name}.part"
                part.write_bytes(data)
                written.append((part, self.folder / name))
            for part, file in written:
                part.replace(file)
        finally:
            for part, _ in written:
                part.unlink(missing_ok=True)
