"""Where things are: ward shapes, honest positions, distances in metres."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ecomap.tables import POINT_PRECISIONS

LONLAT = "EPSG:4326"
_ROUNDS = 64
_OUTSIDE_TOLERANCE_M = 1_000.0
"""Shipped ward shapes are thinned by up to 0.8 km, so a nearer point says nothing about an error."""


def read_ward_shapes(path: Path, code_property: str, crs: str) -> gpd.GeoSeries:
    """Read ward shapes from GeoJSON, GeoPackage or a zipped Shapefile.

    Parameters
    ----------
    path : Path
        The file.
    code_property : str
        Attribute that holds the ward code.
    crs : str
        Coordinate system of the file where it does not say it itself or says it wrongly; '' to believe the file.

    Returns
    -------
    GeoSeries
        Valid polygons in EPSG:4326, indexed by ward code (text).

    Raises
    ------
    ValueError
        If the file cannot be read, has no such attribute or coordinate system, or repeats a code.
    """
    try:
        layer = gpd.read_file(f"zip://{path}" if path.suffix.lower() == ".zip" else path)
    except Exception as error:  # pyogrio raises its own errors beside OSError and ValueError
        raise ValueError(str(error).splitlines()[0]) from error
    if code_property not in layer.columns:
        raise ValueError(f"no attribute “{code_property}” among {', '.join(map(str, layer.columns))}")
    if crs:
        layer = layer.set_crs(crs, allow_override=True)
    if layer.crs is None:
        raise ValueError("the file does not say its coordinate system; set wards.crs")
    codes = layer[code_property].astype("string").str.removesuffix(".0")
    if codes.duplicated().any():
        raise ValueError(f"the code {codes[codes.duplicated()].iloc[0]} stands twice")
    shapes = layer.geometry.to_crs(LONLAT).make_valid()
    return gpd.GeoSeries(shapes.array, index=pd.Index(codes.astype("str"), name="code"), crs=LONLAT)


def _mix(seeds: NDArray[np.uint64], turn: int) -> NDArray[np.float64]:
    """Draw one number in [0, 1) for each seed; the same seed and turn always give the same (SplitMix64)."""
    with np.errstate(over="ignore"):
        z = seeds + np.uint64(turn + 1) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(float) / float(1 << 53)


def spread_inside(shape: shapely.Geometry, ids: pd.Index) -> NDArray[np.float64]:
    """Choose a spot inside a polygon for each id, by the id alone.

    The spot is for drawing only. Since it depends on nothing but the id and the shape, it stays where it is when
    other records come and go.

    Returns
    -------
    ndarray of shape (len(ids), 2)
        x and y in the coordinates of the shape.
    """
    seeds = pd.util.hash_array(np.asarray(ids, dtype=object))
    west, south, east, north = shape.bounds
    inner = shape.buffer(-0.06 * min(east - west, north - south))  # keep symbols off the border lines
    area = inner if not inner.is_empty else shape
    shapely.prepare(area)
    centre = shape.representative_point()
    spots = np.tile([centre.x, centre.y], (len(ids), 1))
    open_rows = np.arange(len(ids))
    for turn in range(_ROUNDS):
        x = west + _mix(seeds[open_rows], 2 * turn) * (east - west)
        y = south + _mix(seeds[open_rows], 2 * turn + 1) * (north - south)
        hit = shapely.contains_xy(area, x, y)
        spots[open_rows[hit]] = np.column_stack([x, y])[hit]
        open_rows = open_rows[~hit]
        if not len(open_rows):
            break
    return spots


def place(organisations: pd.DataFrame, shapes: gpd.GeoSeries) -> gpd.GeoDataFrame:
    """Give each organisation a position to draw, and say what it is worth.

    Parameters
    ----------
    organisations : DataFrame
        Indexed by id, with ``lat``, ``lon``, ``geo_precision`` and ``ward_code``.
    shapes : GeoSeries
        Ward polygons in EPSG:4326, indexed by code.

    Returns
    -------
    GeoDataFrame
        The same rows in EPSG:4326 with ``geometry`` and ``placed``: ``"point"`` for a true position (address or
        street), ``"ward"`` for a spot spread inside the ward that is only to be drawn, ``"none"`` otherwise.
    """
    exact = (organisations["geo_precision"].isin(POINT_PRECISIONS) & organisations["lat"].notna()).to_numpy()
    x = np.where(exact, organisations["lon"].to_numpy(float), np.nan)
    y = np.where(exact, organisations["lat"].to_numpy(float), np.nan)
    by_ward = ~exact & organisations["ward_code"].isin(shapes.index).to_numpy()
    for code, rows in pd.Series(np.flatnonzero(by_ward)).groupby(organisations["ward_code"].to_numpy()[by_ward]):
        spots = spread_inside(shapes[code], organisations.index[rows])
        x[rows], y[rows] = spots[:, 0], spots[:, 1]
    placed = np.where(exact, "point", np.where(by_ward, "ward", "none"))
    geometry = shapely.points(x, y)
    geometry[placed == "none"] = None
    frame = organisations.assign(placed=pd.Series(placed, index=organisations.index, dtype="str"))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=LONLAT)


def outside_ward(organisations: gpd.GeoDataFrame, shapes: gpd.GeoSeries, crs: str) -> pd.Series:
    """Return how far true points lie outside the ward they claim, in metres, where it is more than 1 km.

    The result is indexed by organisation id and empty if all agree.
    """
    claimed = organisations[(organisations["placed"] == "point") & organisations["ward_code"].isin(shapes.index)]
    points = claimed.geometry.to_crs(crs)
    wards = gpd.GeoSeries(shapes.reindex(claimed["ward_code"]).array, index=claimed.index, crs=LONLAT).to_crs(crs)
    metres = points.distance(wards)
    return metres[metres > _OUTSIDE_TOLERANCE_M]
