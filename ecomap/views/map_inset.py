"""A second, larger drawing of the part of the map whose wards are too small to be named."""

from __future__ import annotations

import geopandas as gpd
import shapely
from matplotlib.axes import Axes

_SIDE = 0.36
"""Side of the inset as a share of the map's shorter side."""
_ROOM = 0.12
"""Share of the inset that may lie on land; over more of it no inset is drawn."""
_LEAST = 3
"""With fewer wards too small for their names it is not worth the room."""
_TIMES = 2.4
"""How much larger the inset is than the map."""

Box = tuple[float, float, float, float]


def crowded_part(wards: gpd.GeoDataFrame, unnamed: list[str]) -> Box | None:
    """Return the part to draw larger: the surroundings of the smallest unnamed ward.

    Parameters
    ----------
    wards : GeoDataFrame
        In metres.
    unnamed : list of str
        Codes of the wards without a name on the main map.

    Returns
    -------
    (west, south, east, north) or None
        A square, in metres; None where fewer than three unnamed wards lie together.
    """
    if len(unnamed) < _LEAST:
        return None
    west, south, east, north = wards.total_bounds
    shapes = wards.geometry[unnamed]
    middle = shapes[shapes.area.idxmin()].centroid
    half = _SIDE * min(east - west, north - south) / (2 * _TIMES)
    part = (middle.x - half, middle.y - half, middle.x + half, middle.y + half)
    inside = shapes.representative_point().within(shapely.box(*part))
    return part if inside.sum() >= _LEAST else None


def free_corner(axes: Axes, wards: gpd.GeoDataFrame) -> Box | None:
    """Return the corner of the map with least land, as (left, bottom, width, height) shares of the map."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    side = _SIDE * min(east - west, north - south)
    gap = 0.015 * (east - west)
    land = shapely.union_all(wards.geometry.array)
    # The scale bar stands at the lower left.
    corners = [
        (east - gap - side, north - gap - side),
        (west + gap, north - gap - side),
        (east - gap - side, south + gap),
    ]
    covered = [land.intersection(shapely.box(x, y, x + side, y + side)).area / side**2 for x, y in corners]
    best = covered.index(min(covered))
    if covered[best] > _ROOM:
        return None
    x, y = corners[best]
    return (
        (x - west) / (east - west),
        (y - south) / (north - south),
        side / (east - west),
        side / (north - south),
    )
