"""The settings of one city: names, coordinate systems, ward layer, caveats. No city is in the code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from ecomap.tables import Problem

WARD_FORMATS = (".geojson", ".json", ".gpkg", ".zip")


@dataclass(frozen=True)
class Text:
    """A text of the region in both languages; English falls back to Vietnamese."""

    vi: str = ""
    en: str = ""

    def get(self, lang: str) -> str:
        """Return the text in a language."""
        return (self.en if lang == "en" else self.vi) or self.vi


@dataclass(frozen=True)
class WardLayer:
    """Where the ward shapes lie and how to read them.

    `file` lies in the data folder (GeoJSON, GeoPackage or zipped Shapefile); `crs` is an EPSG code or
    any text pyproj knows, empty to believe the file.
    """

    file: str = "wards.geojson"
    code_property: str = "code"
    crs: str = ""
    attribution: Text = field(default_factory=Text)


@dataclass(frozen=True)
class Region:
    """What a snapshot has to know of its city.

    Parameters
    ----------
    province : str
        The value of ``organisations.province`` that means "in this region".
    crs : str
        A projected coordinate system in metres; all lengths and areas are computed in it.
    country_bounds : tuple of float
        West, south, east, north in degrees; a point outside is taken for an error.
    notes : tuple of Text
        Caveats to be shown with the data, e.g. how population was counted.
    """

    name: Text
    province: str
    title: Text = field(default_factory=Text)
    sentence: Text = field(default_factory=Text)
    crs: str = "EPSG:32648"
    country_bounds: tuple[float, float, float, float] = (-180.0, -90.0, 180.0, 90.0)
    wards: WardLayer = field(default_factory=WardLayer)
    population_note: Text = field(default_factory=Text)
    licence: Text = field(default_factory=Text)
    tiles_url: str = ""
    tiles_attribution: str = ""
    toml: str = field(default="", repr=False)


def _text(settings: Mapping[str, Any], key: str) -> Text:
    value = settings.get(key, "")
    vi, en = (value, value) if isinstance(value, str) else (value.get("vi", ""), value.get("en", ""))
    if not (isinstance(vi, str) and isinstance(en, str)):
        raise TypeError(f"{key} is no text")
    return Text(vi, en)


def _string(settings: Mapping[str, Any], key: str, default: str | None = "") -> str:
    value = settings.get(key, default)
    if not isinstance(value, str):
        raise TypeError(f"{key} is no text")
    return value


def _metric(crs: str) -> str:
    if any(axis.unit_name != "metre" for axis in CRS.from_user_input(crs).axis_info):
        raise ValueError(f"crs {crs} is not in metres")
    return crs


def _ward_layer(settings: Mapping[str, Any]) -> WardLayer:
    file = _string(settings, "file", WardLayer.file)
    # A data folder may come from anybody, so the name must not lead out of it.
    if Path(file).name != file or "\\" in file or Path(file).suffix.lower() not in WARD_FORMATS:
        raise ValueError(f"wards.file “{file}” is not the name of a file ending in {', '.join(WARD_FORMATS)}")
    crs = _string(settings, "crs")
    if crs:
        CRS.from_user_input(crs)
    return WardLayer(
        file=file,
        code_property=_string(settings, "code_property", WardLayer.code_property),
        crs=crs,
        attribution=_text(settings, "attribution"),
    )


def _bounds(values: Any) -> tuple[float, float, float, float]:
    west, south, east, north = (float(value) for value in values)
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError("country_bounds are not west, south, east, north in degrees")
    return west, south, east, north


def read_region(toml: str, file: str = "region.toml") -> tuple[Region | None, list[Problem]]:
    """Read the settings; a wrong one is a problem, and then there is no region."""
    try:
        settings = tomllib.loads(toml)
        tiles = settings.get("tiles", {})
        if (tiles_url := _string(tiles, "url")) and not tiles_url.startswith(("https://", "http://")):
            raise ValueError("tiles.url is not a web address")
        region = Region(
            name=_text(settings, "name"),
            province=_string(settings, "province", None),
            title=_text(settings, "title"),
            sentence=_text(settings, "sentence"),
            crs=_metric(_string(settings, "crs", Region.crs)),
            country_bounds=_bounds(settings.get("country_bounds", Region.country_bounds)),
            wards=_ward_layer(settings.get("wards", {})),
            population_note=_text(settings, "population_note"),
            licence=_text(settings, "licence"),
            tiles_url=tiles_url,
            tiles_attribution=_string(tiles, "attribution"),
            toml=toml,
        )
    except (KeyError, TypeError, ValueError, AttributeError, CRSError, RecursionError) as error:
        reason = f"{error} missing" if isinstance(error, KeyError) else str(error).partition("\n")[0]
        return None, [Problem("bad_region", file, details={"reason": reason})]
    return region, []
