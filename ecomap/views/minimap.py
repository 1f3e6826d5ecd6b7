"""A small map as a picture: the wards at a glance, without a map library."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
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
    window: tuple[float, float, float, float] | None = None,
    over: Callable[[Place], str] | None = None,
) -> str:
    """Return the wards as an image tag.

    Parameters
    ----------
    theme : {"light", "dark"}
    label : str
        What the picture shows, for readers who do not see it.
    fills : mapping of ward code to colour, optional
    marked : str, optional
        An organisation to mark: filled at its address, hollow where only the ward is known. One without a
        place is not marked.
    window : (west, south, east, north), optional
        Part to draw, in degrees, with the names of the wards around; the whole region if left out.
    over : callable, optional
        Returns what to draw on top as SVG; it is given the function from degrees to the picture.
    """
    line, plain = _LINE_AND_PLAIN[theme]
    shapes = display_shapes(ecosystem.wards, ecosystem.region.crs)
    west, south, east, north = window or shapes.total_bounds
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
    if window:
        ink = "#4a4f5c" if theme == "light" else "#c3c8d2"
        own = ecosystem.organisations["ward_code"].get(marked)  # the mark would lie on its name
        around = shapes.dropna().drop(own, errors="ignore")
        content += [_name(ecosystem, code, shape, place, ink) for code, shape in around.items()]
    if marked is not None and ecosystem.organisations.at[marked, "placed"] != "none":
        row = ecosystem.organisations.loc[marked]
        x, y = place(row.geometry.x, row.geometry.y)
        spot = mark(row["kind"], theme, hollow=row["placed"] == "ward")
        content.append(f'<g transform="translate({x - 14:.0f} {y - 14:.0f}) scale(1.2)">{spot}</g>')
    if over:
        content.append(over(place))
    frame = f'viewBox="-4 -4 {_WIDTH + 8} {height + 8:.0f}" width="{_WIDTH}"'
    return image(frame, "".join(content), label, "width:100%;height:auto;max-height:26rem")


def window_around(
    ecosystem: Ecosystem, node_id: str, least: float = 0.13
) -> tuple[float, float, float, float] | None:
    """Return the part of the map around an organisation: its ward or its point, `least` degrees wide or more.

    None if it has no place, or if that part would be most of the region anyway.
    """
    row = ecosystem.organisations.loc[node_id]
    if row["placed"] == "none":
        return None
    shape = ecosystem.wards.geometry.get(row["ward_code"]) if row["placed"] == "ward" else row.geometry
    west, south, east, north = shape.bounds
    half = max(least, 1.3 * (east - west), 1.6 * (north - south)) / 2
    all_west, _south, all_east, _north = ecosystem.wards.total_bounds
    if 2 * half > 0.6 * (all_east - all_west):
        return None
    x, y = (west + east) / 2, (south + north) / 2
    return x - half, y - 0.65 * half, x + half, y + 0.65 * half


def _name(ecosystem: Ecosystem, code: object, shape: shapely.Geometry, place: Place, ink: str) -> str:
    spot = shapely.point_on_surface(shape)
    x, y = place(spot.x, spot.y)
    name = escape(str(ecosystem.wards["name"][code]))
    style = f'font-family="sans-serif" font-size="19" text-anchor="middle" fill="{ink}"'
    return f'<text x="{x:.0f}" y="{y + 28:.0f}" {style}>{name}</text>'


def _outline(shape: shapely.Geometry, place: Place) -> str:
    rings = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            points = " ".join("{:.0f} {:.0f}".format(*place(x, y)) for x, y in ring.coords)
            rings.append(f"M{points}Z")
    return "".join(rings)
