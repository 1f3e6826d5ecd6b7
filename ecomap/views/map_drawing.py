"""What a reader drew on the map, as short texts for an address and back as GeoJSON features.

A text is the corners of an area, ``lon_lat~lon_lat~lon_lat``, in degrees (EPSG:4326) with five decimals
(about 1 m); a single corner is a pin, and with a third number, metres, a circle. All its signs stand in an
address as they are. Links and QR codes break when they are too long, so very many corners are thinned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import shapely

MAX_CORNERS = 500
MAX_LENGTH = 1_500
"""Characters a whole drawing may take: about 80 corners."""
MAX_RADIUS_M = 200_000
_AREA_CORNERS = 3

Feature = dict[str, Any]


def to_texts(features: Iterable[object]) -> tuple[str, ...]:
    """Write features from the browser as texts; what is no pin, circle or area is left out.

    A drawing longer than `MAX_LENGTH` loses its smallest bends (Douglas & Peucker 1973), at first those below
    10 m, then twice as many metres each time; shapes that do not fit even so are left out, the last first.
    """
    written = [_text(feature) for feature in features if isinstance(feature, Mapping)]
    texts = [text for text in written if text and all(map(_on_earth, _corners(text)))]
    tolerance = 1e-4
    while sum(map(len, texts)) > MAX_LENGTH and tolerance < 1:
        texts = [_thinned(text, tolerance) for text in texts]
        tolerance *= 2
    ends = accumulate(map(len, texts))
    fitting = (text for text, end in zip(texts, ends, strict=True) if end <= MAX_LENGTH)
    return tuple(filter(to_feature, fitting))


def _thinned(text: str, tolerance: float) -> str:
    corners = _corners(text)
    if len(corners) <= _AREA_CORNERS:
        return text
    thinned = shapely.get_coordinates(shapely.simplify(shapely.LinearRing(corners), tolerance))
    return _area_text(thinned[:-1].tolist())


def _corners(text: str) -> list[tuple[float, ...]]:
    return [tuple(float(number) for number in corner.split("_")) for corner in text.split("~")]


def _area_text(ring: Iterable[Sequence[float]]) -> str:
    return "~".join(f"{lon:.5f}_{lat:.5f}" for lon, lat, *_height in ring)


def _text(feature: Mapping[str, Any]) -> str:
    try:
        kind, corners = feature["geometry"]["type"], feature["geometry"]["coordinates"]
        if kind == "Polygon":
            ring = corners[0][:-1] if corners[0][0] == corners[0][-1] else corners[0]
            return _area_text(ring)
        if kind == "Point":
            lon, lat, *_height = corners
            radius = (feature.get("properties") or {}).get("radius")
            return f"{lon:.5f}_{lat:.5f}" + (f"_{radius:.0f}" if radius else "")
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return ""
    return ""


def to_feature(text: str) -> Feature | None:
    """Read one text as a GeoJSON feature; None if it is not one, or lies nowhere on Earth."""
    try:
        corners = _corners(text)
    except ValueError:
        return None
    if len(corners) > MAX_CORNERS or not all(_on_earth(corner) for corner in corners):
        return None
    if len(corners) == 1:
        lon, lat, *radius = corners[0]
        if radius and not 1 <= radius[0] <= MAX_RADIUS_M:
            return None
        return _feature("Point", [lon, lat], {"radius": radius[0]} if radius else {})
    if len(corners) < _AREA_CORNERS or any(len(corner) > 2 for corner in corners):
        return None
    return _feature("Polygon", [[list(corner) for corner in (*corners, corners[0])]], {})


def _on_earth(corner: Sequence[float]) -> bool:
    return (
        2 <= len(corner) <= 3
        and all(math.isfinite(number) for number in corner)
        and abs(corner[0]) <= 180
        and abs(corner[1]) <= 90
    )


def _feature(kind: str, coordinates: list[Any], properties: dict[str, float]) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }


def to_features(texts: Iterable[str]) -> list[Feature]:
    """Read texts as GeoJSON features, leaving out what is none."""
    return [feature for text in texts if (feature := to_feature(text))]


class Readable:
    """All texts that are a drawing, for asking whether one is among them."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and to_feature(text) is not None
