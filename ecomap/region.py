"""The settings of one city: names, coordinate systems, ward layer, caveats. Nothing about a city is in code."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

from ecomap.tables import Problem


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

    `file` is relative to the data folder (GeoJSON, GeoPackage or zipped Shapefile); `crs` is an EPSG code or
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
    value = settings.get(key, {})
    return Text(value, value) if isinstance(value, str) else Text(value.get("vi", ""), value.get("en", ""))


def read_region(toml: str, file: str = "region.toml") -> tuple[Region | None, list[Problem]]:
    """Read the settings; a wrong one is a problem, and then there is no region."""
    try:
        settings = tomllib.loads(toml)
        wards, tiles = settings.get("wards", {}), settings.get("tiles", {})
        west, south, east, north = settings.get("country_bounds", Region.country_bounds)
        crs = CRS.from_user_input(settings.get("crs", Region.crs))
        if not crs.is_projected:
            raise ValueError(f"crs {settings['crs']} is not in metres")
        region = Region(
            name=_text(settings, "name"),
            province=settings["province"],
            title=_text(settings, "title"),
            sentence=_text(settings, "sentence"),
            crs=str(settings.get("crs", Region.crs)),
            country_bounds=(float(west), float(south), float(east), float(north)),
            wards=WardLayer(
                file=wards.get("file", WardLayer.file),
                code_property=wards.get("code_property", WardLayer.code_property),
                crs=str(wards.get("crs", "")),
                attribution=_text(wards, "attribution"),
            ),
            population_note=_text(settings, "population_note"),
            licence=_text(settings, "licence"),
            tiles_url=tiles.get("url", ""),
            tiles_attribution=tiles.get("attribution", ""),
            toml=toml,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError, CRSError) as error:
        reason = f"{error} missing" if isinstance(error, KeyError) else str(error).splitlines()[0]
        return None, [Problem("bad_region", file, details={"reason": reason})]
    return region, []
