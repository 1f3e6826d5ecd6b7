"""A snapshot, or a table of it, as a file that other programs read."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from ecomap.counts import sources_of
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.i18n import N_, Translator, translator
from ecomap.places import LONLAT
from ecomap.store import write_csv, write_workbook
from ecomap.text import fold
from ecomap.views import export_graph, export_linked, record_headers, records

_EPOCH = datetime(2000, 1, 1)
"""Written where a format wants the time of making, so that the same data gives the same file."""


@dataclass(frozen=True)
class Format:
    """A file format: its ending, media type and name (message id)."""

    suffix: str
    mime: str
    label: str


FORMATS: Mapping[str, Format] = {
    "csv": Format("csv", "text/csv", N_("CSV, organisations")),
    "zip": Format("zip", "application/zip", N_("CSV, all tables (ZIP)")),
    "xlsx": Format(
        "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", N_("Excel, all tables")
    ),
    "geojson": Format("geojson", "application/geo+json", N_("GeoJSON, organisations")),
    "gpkg": Format("gpkg", "application/geopackage+sqlite3", N_("GeoPackage, all tables")),
    "graphml": Format("graphml", "application/graphml+xml", N_("GraphML, network")),
    "gexf": Format("gexf", "application/gexf+xml", N_("GEXF, network")),
    "jsonld": Format("jsonld", "application/ld+json", N_("JSON-LD, linked data (schema.org)")),
}


def export_bytes(ecosystem: Ecosystem, file_format: str, lang: str, filters: Filters) -> bytes:
    """Write a snapshot, or the part of it that filters left, into a file.

    Parameters
    ----------
    ecosystem : Ecosystem
        What to write: all its organisations, ties and programmes, and the sources they rest on.
    file_format : str
        A key of `FORMATS`. ``csv`` holds the organisations only; ``geojson`` too, with a null geometry where
        no position is known; ``graphml`` and ``gexf`` hold the network.
    lang : {"vi", "en"}
        Language of names and labels, and of the sheets and headings of ``xlsx``, which people read; codes, and
        the column names of the formats that programs read, are the same in both.
    filters : Filters
        What made this part, to be written into the file; ``Filters()`` if it is the whole.

    Returns
    -------
    bytes
        Equal for equal input. Points are EPSG:4326; a point with ``placed == "ward"`` was chosen inside the
        ward for drawing. Text that a spreadsheet would run as a formula is disarmed.

    Raises
    ------
    ValueError
        For an unknown format.
    """
    if file_format not in _WRITERS:
        raise ValueError(f"format {file_format!r}: known are {', '.join(FORMATS)}")
    return _WRITERS[file_format](ecosystem, lang, filters)


def table_bytes(frame: pd.DataFrame, file_format: str, sheet: str = "data") -> bytes:
    """Write a table as it is shown.

    Parameters
    ----------
    frame : DataFrame
        Columns with the headers to write; the index is left out.
    file_format : {"csv", "xlsx"}
        CSV begins with a byte order mark, without which Excel takes it for Windows text.
    sheet : str
        Name of the worksheet.

    Raises
    ------
    ValueError
        For another format.
    """
    if file_format == "csv":
        return write_csv(_texts(frame), mark=True)
    if file_format == "xlsx":
        return _workbook({_sheet_name(sheet): frame})
    raise ValueError(f"format {file_format!r}: a table can be 'csv' or 'xlsx'")


def _tables(ecosystem: Ecosystem, lang: str) -> dict[str, pd.DataFrame]:
    return {
        "organisations": records.organisations(ecosystem, lang).reset_index(),
        "ties": records.ties(ecosystem, lang).reset_index(),
        "programmes": records.programmes(ecosystem, lang).reset_index(),
        "sources": records.sources(ecosystem).reset_index(),
    }


def _csv(ecosystem: Ecosystem, lang: str, filters: Filters) -> bytes:
    return table_bytes(records.organisations(ecosystem, lang).reset_index(), "csv")


def _zip(ecosystem: Ecosystem, lang: str, filters: Filters) -> bytes:
    files = {f"{name}.csv": table_bytes(frame, "csv") for name, frame in _tables(ecosystem, lang).items()}
    lines = [f"{name}: {text}" for name, text in records.about(ecosystem, lang, filters).items()]
    files["about.txt"] = ("\n".join(lines) + "\n").encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            # A ZipInfo of its own carries a fixed date where `writestr(name)` would take the clock.
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _xlsx(ecosystem: Ecosystem, lang: str, filters: Filters) -> bytes:
    about = records.about(ecosystem, lang, filters)
    sheet = pd.DataFrame({"item": list(about), "text": list(about.values())}, dtype="str")
    tables = {"about": sheet, **_tables(ecosystem, lang)}
    for name, frame in tables.items():
        if "source_urls" in frame:
            read = records.source_texts(ecosystem, frame["source_ids"], lang)
            tables[name] = frame.drop(columns="source_urls").assign(sources=read)
    return _workbook(record_headers.translated(tables, translator(lang)))


def _geojson(ecosystem: Ecosystem, lang: str, filters: Filters) -> bytes:
    rows = records.organisations(ecosystem, lang)
    geometry = _points(ecosystem, rows.index)
    features = [
        {
            "type": "Feature",
            "id": node,
            "properties": {"id": node, **_known(row)},
            "geometry": _position(point),
        }
        for node, row, point in zip(rows.index, rows.to_dict("records"), geometry, strict=True)
    ]
    content = {
        "type": "FeatureCollection",
        "about": records.about(ecosystem, lang, filters),
        "features": features,
    }
    return (json.dumps(content, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _gpkg(ecosystem: Ecosystem, lang: str, filters: Filters) -> bytes:
    tables = _tables(ecosystem, lang)
    organisations = tables.pop("organisations")
    layer = gpd.GeoDataFrame(organisations, geometry=_points(ecosystem, organisations["id"]), crs=LONLAT)
    about = records.about(ecosystem, lang, filters)
    tables["about"] = pd.DataFrame({"item": list(about), "text": list(about.values())}, dtype="str")
    # GDAL stamps layers with the clock unless told a date.
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_EPOCH:%Y-%m-%dT%H:%M:%S.000Z}"})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.gpkg"
        pyogrio.write_dataframe(layer, file, layer="organisations", driver="GPKG", geometry_type="Point")
        for name, frame in tables.items():
            pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", append=True)
        return file.read_bytes()


def _points(ecosystem: Ecosystem, ids: pd.Index | pd.Series) -> np.ndarray:
    """Return positions to six decimals, some 0.1 m; None where there is none."""
    geometry = ecosystem.organisations.geometry.reindex(ids).array
    return np.asarray(shapely.set_precision(np.asarray(geometry, dtype=object), 1e-6), dtype=object)


def _position(point: shapely.Point | None) -> dict[str, object] | None:
    return None if point is None else {"type": "Point", "coordinates": [round(point.x, 6), round(point.y, 6)]}


def _known(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """Give text columns the type that the CSV writer disarms, whatever type they came with."""
    object_like = [name for name, cells in frame.items() if cells.dtype == object]
    return frame.astype(dict.fromkeys(object_like, "str")) if object_like else frame


def _workbook(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    stream = io.BytesIO()
    write_workbook(stream, sheets, created=_EPOCH)
    return stream.getvalue()


def _sheet_name(text: str) -> str:
    """Return a name Excel accepts: at most 31 signs, none of its own."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in text)[:31].strip() or "data"


_Writer = Callable[[Ecosystem, str, Filters], bytes]
_WRITERS: Mapping[str, _Writer] = {
    "csv": _csv,
    "zip": _zip,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "graphml": export_graph.graphml,
    "gexf": export_graph.gexf,
    "jsonld": export_linked.jsonld,
}


_PARTS: Mapping[str, str] = {
    "all": N_("Everything"),
    "organisations": N_("Organisations"),
    "ties": N_("Ties"),
    "programmes": N_("Programmes"),
    "network": N_("Network"),
}


def file_name(ecosystem: Ecosystem, part: str, suffix: str, _: Translator) -> str:
    """Return a name for a download: region, what it holds, and the date of its newest source.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot or part that the file holds.
    part : str
        ``"all"``, a table of the directory, ``"network"``, or an id.
    suffix : str
        Ending, without the dot.

    Returns
    -------
    str
        In plain small letters, like ``hue-to-chuc-2026-03-25.xlsx``.
    """
    used = sources_of(ecosystem.organisations, ecosystem.programmes, ecosystem.ties)
    newest = records.newest_source(ecosystem, used)
    words = (ecosystem.region.name.get(_.lang), _(_PARTS[part]) if part in _PARTS else part, newest)
    plain = re.sub(r"[^a-z0-9]+", "-", " ".join(map(fold, words))).strip("-")
    return f"{plain or part}.{suffix}"
