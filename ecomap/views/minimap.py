"""A small map as a picture: the wards at a glance, without a map library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, radians

import shapely

from ecomap.ecosystem import Ecosystem
from ecomap.views.map import display_shapes
from ecomap.views.symbols import image, mark

_WIDTH = 600
Place = Callable[[float, float], tuple[float, float]]
_LINE_AND_PLAIN = {"light": ("#b9b9c2", "#f3f2f6"), "dark": ("#4a4e59", "#1d212a")}


def minimap(
    ecosystem: Ecosystem,
    theme: str,
    label: str,
    fills: Mapping[str, str] | None = None,
    marked: str | None = None,
) -> str:
    """Return the wards as an image tag.

    Parameters
    ----------
    theme : {"light", "dark"}
    label : str
        What the picture shows, for readers who do not see it.
    fills : mapping of ward code to colour, optional
    marked : str, optional
        An organisation to mark: filled at its address, hollow where only the ward is known. One without a place
        is not marked.
    """
    line, plain = _LINE_AND_PLAIN[theme]
    shapes = display_shapes(ecosystem.wards, ecosystem.region.crs)
    west, south, east, north = shapes.total_bounds
    # Equirectangular at the middle latitude: at the size of a city the error is far below a pixel.
    squeeze = cos(radians((south + north) / 2))
    scale = _WIDTH / ((east - west) * squeeze)
    height = (north - south) * scale

    def place(lon: float, lat: float) -> tuple[float, float]:
        return (lon - west) * squeeze * scale, (north - lat) * scale

    content = [
        f'<path d="{_outline(shape, place)}" fill="{(fills or {}).get(str(code), plain)}" stroke="{line}"/>'
        for code, shape in shapes.items()
        if shape is not None
    ]
    if marked is not None and ecosystem.organisations.at[marked, "placed"] != "none":
        row = ecosystem.organisations.loc[marked]
        x, y = place(row.geometry.x, row.geometry.y)
        spot = mark(row["kind"], theme, hollow=row["placed"] == "ward")
        content.append(f'<g transform="translate({x - 14:.0f} {y - 14:.0f}) scale(1.2)">{spot}</g>')
    frame = f'viewBox="-4 -4 {_WIDTH + 8} {height + 8:.0f}" width="{_WIDTH}"'
    return image(frame, "".join(content), label, "width:100%;height:auto;max-height:26rem")


def _outline(shape: shapely.Geometry, place: Place) -> str:
    rings = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = " ".join("{:.0f} {:.0f}".format(*place(x, y)) for x, y in ring.coords)
            rings.append(f"M{points}Z")
    return "".join(rings)
