"""A version of the data as one file: written to be kept, read back when somebody hands it in again."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import geopandas as gpd
import openpyxl
import pandas as pd

from ecomap.places import ward_layer_bytes
from ecomap.region import Region
from ecomap.store.base import REGION_FILE
from ecomap.store.folder import FolderStore
from ecomap.store.workbook import WORKBOOK_SUFFIXES
from ecomap.tables import TABLES, DataError, Problem

PACKED_LIMIT_MB = 20
UNPACKED_LIMIT_MB = 300
_FILES_LIMIT = 60
_TAKEN = (".csv", ".toml", ".geojson", ".json", ".gpkg")


def pack(tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> bytes:
    """Write all tables with their settings and ward shapes into a ZIP that `unpack` takes; equal data, equal bytes."""
    stream = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        FolderStore(Path(folder)).write(tables, region, shapes)
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(Path(folder).iterdir()):
                # A ZipInfo of its own carries a fixed date where `write` would take the clock.
                archive.writestr(zipfile.ZipInfo(file.name), file.read_bytes(), zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpack(data: bytes, name: str, folder: Path) -> Path:
    """Lay a handed-in file down in a folder; return the path that `ecomap.load` takes.

    Parameters
    ----------
    data : bytes
        A ZIP of a data folder, or a workbook. It may come from anybody: nothing but plain tables, settings and
        shapes is taken from it, under their bare names.
    name : str
        Name of the file as handed in, for problems and to tell the format.
    folder : Path
        An empty folder. Settings and shapes laid down there beforehand serve a file that has none.

    Raises
    ------
    DataError
        If the file is too large, damaged, of another kind, or a copy for reading that lacks the tables.
    """
    shown, suffix = Path(name).name, Path(name).suffix.lower()
    if len(data) > PACKED_LIMIT_MB * 1e6:
        raise _refused("file_too_large", shown, size=round(len(data) / 1e6), limit=PACKED_LIMIT_MB)
    if suffix in WORKBOOK_SUFFIXES:
        return _workbook(data, shown, folder / f"version{suffix}")
    if suffix != ".zip":
        raise _refused("unsupported_format", shown)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _extract(archive, shown, folder)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise _refused("unreadable_file", shown, reason=str(error) or type(error).__name__) from error
    return folder


def _extract(archive: zipfile.ZipFile, name: str, folder: Path) -> None:
    files = {entry: PurePosixPath(entry.filename) for entry in archive.infolist() if not entry.is_dir()}
    tables = [path for path in files.values() if path.suffix == ".csv" and path.stem in TABLES]
    if not tables or not any(path.stem == "relations" for path in tables):
        raise _refused("reading_copy", name)
    inside = min((path.parent for path in tables), key=lambda parent: (len(parent.parts), str(parent)))
    taken = [
        (entry, path)
        for entry, path in files.items()
        if path.parent == inside and path.suffix.lower() in _TAKEN and not path.name.startswith(".")
    ]
    size = sum(entry.file_size for entry, _ in taken) / 1e6
    if size > UNPACKED_LIMIT_MB or len(taken) > _FILES_LIMIT:
        raise _refused("file_too_large", name, size=round(size), limit=UNPACKED_LIMIT_MB)
    for entry, path in taken:
        # The size in the directory of the archive may be a lie; no more than it says is read.
        with archive.open(entry) as stream:
            (folder / path.name).write_bytes(stream.read(entry.file_size))


def _workbook(data: bytes, name: str, file: Path) -> Path:
    file.write_bytes(data)
    try:
        with zipfile.ZipFile(file) as package:
            size = sum(entry.file_size for entry in package.infolist()) / 1e6
        if size > UNPACKED_LIMIT_MB:
            raise _refused("workbook_too_large", name, size=round(size), limit=UNPACKED_LIMIT_MB)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = set(book.sheetnames)
        book.close()
    except DataError:
        raise
    except Exception:  # reading it as data says in which of many ways it is damaged
        return file
    if "relations" not in sheets:
        raise _refused("reading_copy", name)
    return file


def _refused(rule: str, name: str, **details: object) -> DataError:
    return DataError([Problem(rule, name, details=details)])


def lay_surroundings(region: Region, shapes: gpd.GeoSeries, folder: Path) -> None:
    """Put settings and ward shapes into a folder, for tables that come without."""
    (folder / REGION_FILE).write_bytes(region.toml.encode())
    (folder / region.wards.file).write_bytes(ward_layer_bytes(shapes, region.wards))
