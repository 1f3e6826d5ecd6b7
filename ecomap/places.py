"""Where things are: ward shapes, honest positions, distances in metres."""

from __future__ import annotations

import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ecomap.region import WardLayer
from ecomap.tables import POINT_PRECISIONS

LONLAT = "EPSG:4326"
_ROUNDS = 64
UNPACKED_LIMIT_MB = 300
_SIGNATURES = {".geojson": b"{", ".json": b"{", ".gpkg": b"SQLite format 3", ".zip": b"PK"}
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
        Coordinate system of the file where it does not say it or says it wrongly; '' to believe the file.

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
        layer = gpd.read_file(_opened(path))
        if code_property not in layer.columns:
            raise ValueError(f"no attribute “{code_property}” among {', '.join(map(str, layer.columns))}")
        if crs:
            layer = layer.set_crs(crs, allow_override=True)
        if layer.crs is None:
            raise ValueError("the file does not say its coordinate system; set wards.crs")
        codes = layer[code_property].astype("string").str.strip().str.removesuffix(".0").fillna("")
        return sound_shapes(gpd.GeoSeries(layer.geometry.to_crs(LONLAT).array, index=codes, crs=LONLAT))
    except OSError as error:
        raise ValueError(error.strerror or str(error)) from error
    except Exception as error:  # pyogrio, pyproj and GEOS raise errors of their own
        raise ValueError((str(error) or type(error).__name__).splitlines()[0]) from error


def _opened(path: Path) -> str:
    """Return what GDAL is to open, having looked inside: GDAL goes by content, which may name other files."""
    with path.open("rb") as stream:
        start = stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    suffix = path.suffix.lower()
    if not start.startswith(_SIGNATURES.get(suffix, b"\xff")):
        raise ValueError(f"the content is not that of a {suffix} file")
    if suffix != ".zip":
        return str(path)
    with zipfile.ZipFile(path) as package:
        shapefiles = [name for name in package.namelist() if name.lower().endswith(".shp")]
        if sum(entry.file_size for entry in package.infolist()) > UNPACKED_LIMIT_MB * 1e6:
            raise ValueError(f"it unpacks to more than {UNPACKED_LIMIT_MB} MB")
    if len(shapefiles) != 1:
        raise ValueError(f"the archive holds {len(shapefiles)} Shapefiles instead of one")
    return f"/vsizip/{{{path}}}/{shapefiles[0]}"


def sound_shapes(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    """Mend ward polygons in EPSG:4326 and leave out those without an area.

    Returns
    -------
    GeoSeries
        Valid polygons, indexed by ward code (text).

    Raises
    ------
    ValueError
        If a code is missing or stands twice, or the coordinates are not degrees.
    """
    codes = pd.Index(shapes.index.astype("str"), name="code")
    if (codes == "").any():
        raise ValueError("a shape has no code")
    if codes.has_duplicates:
        raise ValueError(f"the code {codes[codes.duplicated()][0]} stands twice")
    areas = shapely.force_2d(np.asarray(shapes.array, dtype=object))
    bounds = shapely.total_bounds(areas)
    if not (
        np.isfinite(bounds).all()
        and np.abs(bounds[[0, 2]]).max() <= 180
        and np.abs(bounds[[1, 3]]).max() <= 90
    ):
        raise ValueError("the coordinates are not degrees; set wards.crs")
    areas = np.where(
        shapely.is_valid(areas), areas, shapely.make_valid(areas, method="structure", keep_collapsed=False)
    )
    kept = shapely.area(areas) > 0
    return gpd.GeoSeries(areas[kept], index=codes[kept], crs=LONLAT)


def ward_layer_bytes(shapes: gpd.GeoSeries, layer: WardLayer) -> bytes:
    """Write ward shapes in the file format and coordinate system that the region names."""
    frame = gpd.GeoDataFrame(
        {layer.code_property: shapes.index.astype("str")}, geometry=shapes.array, crs=shapes.crs
    )
    frame = frame.to_crs(layer.crs) if layer.crs else frame
    suffix = Path(layer.file).suffix.lower()
    if suffix in (".geojson", ".json"):
        return bytes(frame.to_json(drop_id=True).encode())
    with TemporaryDirectory() as folder:
        file = Path(folder) / (
            "wards.shz" if suffix == ".zip" else "wards.gpkg"
        )  # .shz is a Shapefile in a zip
        frame.to_file(file, driver="ESRI Shapefile" if suffix == ".zip" else "GPKG")
        return file.read_bytes()


def _mix(seeds: NDArray[np.uint64], turn: int) -> NDArray[np.float64]:
    """Draw one number in [0, 1) for each seed; the same seed and turn always give the same (SplitMix64)."""
    with np.errstate(over="ignore"):
        z = seeds + np.uint64(turn + 1) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(float) / float(1 << 53)


def spread_inside(areas: NDArray[np.object_], ids: pd.Index) -> NDArray[np.float64]:
    """Choose a spot inside a polygon for each id, by the id alone.

    The spot is for drawing only. Since it depends on nothing but the id and the polygon, it stays where it is
    when other records come and go.

    Parameters
    ----------
    areas : ndarray of polygons
        One for each id.

    Returns
    -------
    ndarray of shape (len(ids), 2)
        x and y in the coordinates of the polygons; their representative point where no draw hit the inside.
    """
    seeds = pd.util.hash_array(np.asarray(ids, dtype=object), categorize=False)
    west, south, east, north = shapely.bounds(areas).T
    spots = shapely.get_coordinates(shapely.point_on_surface(areas))
    shapely.prepare(areas)
    rows = np.arange(len(ids))
    for turn in range(_ROUNDS):
        x = west[rows] + _mix(seeds[rows], 2 * turn) * (east - west)[rows]
        y = south[rows] + _mix(seeds[rows], 2 * turn + 1) * (north - south)[rows]
        hit = shapely.contains_xy(areas[rows], x, y)
        spots[rows[hit]] = np.column_stack([x, y])[hit]
        rows = rows[~hit]
        if not len(rows):
            break
    return spots


def _inner(shapes: gpd.GeoSeries) -> NDArray[np.object_]:
    """Shrink polygons a little, to keep symbols off the border lines."""
    areas = np.asarray(shapes.array, dtype=object)
    west, south, east, north = shapely.bounds(areas).T
    inner = shapely.buffer(areas, -0.06 * np.minimum(east - west, north - south))
    return np.where(shapely.is_empty(inner), areas, inner)


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
        The same rows in EPSG:4326 with ``geometry`` and ``placed``: ``"point"`` for a true position (address
        or street), ``"ward"`` for a spot spread inside the ward that is only to be drawn, ``"none"`` for
        neither.
    """
    exact = (organisations["geo_precision"].isin(POINT_PRECISIONS) & organisations["lat"].notna()).to_numpy()
    ward = shapes.index.get_indexer(organisations["ward_code"])
    by_ward = ~exact & (ward >= 0)
    x = np.where(exact, organisations["lon"].to_numpy(float), np.nan)
    y = np.where(exact, organisations["lat"].to_numpy(float), np.nan)
    x[by_ward], y[by_ward] = spread_inside(_inner(shapes)[ward[by_ward]], organisations.index[by_ward]).T
    placed = np.where(exact, "point", np.where(by_ward, "ward", "none"))
    geometry = np.asarray(shapely.points(x, y), dtype=object)
    geometry[placed == "none"] = None
    frame = organisations.assign(placed=pd.array(placed, dtype="str"))
    return gpd.GeoDataFrame(frame, geometry=geometry, crs=LONLAT)


def outside_ward(organisations: gpd.GeoDataFrame, shapes: gpd.GeoSeries, crs: str) -> pd.Series:
    """Return how far true points lie outside the ward they claim, in metres, where it is more than 1 km.

    The result is indexed by organisation id and empty if all agree.
    """
    claimed = organisations[
        (organisations["placed"] == "point") & organisations["ward_code"].isin(shapes.index)
    ]
    wards = shapes.to_crs(crs).reindex(claimed["ward_code"]).array
    metres = pd.Series(shapely.distance(claimed.geometry.to_crs(crs).array, wards), index=claimed.index)
    return metres[metres > _OUTSIDE_TOLERANCE_M]
