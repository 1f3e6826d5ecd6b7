"""Who is near a place, in true metres where the position is known and between two bounds where only the ward is."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from scipy.spatial.distance import cdist

from ecomap.analysis.evidence import number, once_per_snapshot
from ecomap.analysis.finding import Message
from ecomap.analysis.partners.positions import Positions, geodesic
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.places import LONLAT

POINT, WARD, SAME_WARD, UNKNOWN = "point", "ward", "same_ward", "unknown"
PRECISIONS = (POINT, WARD, SAME_WARD, UNKNOWN)
"""What a distance is worth: between two true positions; one place known by its ward only; both in one ward (or the
point in the ward) and one known by it only; not known."""
_SHAPE_ERROR_M = 1_000.0
"""Shipped ward shapes are thinned by up to 0.8 km: a point this little outside may be inside."""
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spot:
    """Where someone is: a point in degrees (WGS 84), with its ward if known; or only a ward, by its code.

    A point clearly outside the ward goes before it.
    """

    lat: float = math.nan
    lon: float = math.nan
    ward: str = ""

    @property
    def is_point(self) -> bool:
        """Whether the point is known; if not, the ward counts."""
        return math.isfinite(self.lat) and math.isfinite(self.lon)


@dataclass(frozen=True)
class Neighbour:
    """An organisation near a point.

    Attributes
    ----------
    precision : str
        ``"point"``, ``"ward"`` or ``"same_ward"`` (see `PRECISIONS`).
    low, high : float
        Least and greatest distance in metres that what is known allows; equal for a point.
    ward : str
        Code of its ward, '' if not known.
    """

    id: str
    precision: str
    low: float
    high: float
    ward: str


@dataclass(frozen=True)
class Nearest:
    """Answer of `near`: nearest first; what the reader must know; how many that fit have no known place."""

    rows: tuple[Neighbour, ...]
    note: Message | None
    unplaced: int


def near(
    ecosystem: Ecosystem,
    lat: float,
    lon: float,
    km: float | None = None,
    k: int = 10,
    kinds: Iterable[str] = (),
    sectors: Iterable[str] = (),
    functions: Iterable[str] = (),
) -> Nearest:
    """Return the organisations nearest to a point.

    Parameters
    ----------
    lat, lon : float
        Degrees, WGS 84.
    km : float, optional
        None further than this, 0 or more. One known by its ward is kept if a part of the ward is within.
    k : int
        How many at most; more than there are gives all.
    kinds, sectors, functions : iterable of str
        Codes to keep; of several in one field one is enough.

    Returns
    -------
    Nearest
        True positions by their distance over ground, wards by the middle of their bounds; then by id. A point
        that is none (not a number, out of range) gives no rows and a note that says why; one in the sea or
        abroad gives the nearest and a note.

    Raises
    ------
    ValueError
        If `km` is negative or not a number.

    Notes
    -----
    The bounds of a ward are those of its shape, which is thinned, so they are good to about a kilometre. An
    organisation known only to be in the city is not placed: it is counted in ``unplaced``.
    """
    if km is not None and not km >= 0:
        raise ValueError(f"km must be 0 or more, not {km}")
    fields = {"kinds": kinds, "sectors": sectors, "functions": functions}
    filters = {field: tuple(codes) for field, codes in fields.items()}
    note, usable = check_point(ecosystem, lat, lon)
    fits = _fitting(ecosystem, filters)
    unplaced = int((fits & (ecosystem.organisations["placed"] == "none").to_numpy()).sum())
    metres = math.inf if km is None else 1000.0 * km
    if not usable or k < 1:
        return Nearest((), note, unplaced)
    index = positions(ecosystem)
    rows, far = index.nearest(lat, lon, k, metres, filters)
    wards = ecosystem.organisations["ward_code"].fillna("")
    found = [
        Neighbour(str(index.ids[row]), POINT, m, m, wards[index.ids[row]])
        for row, m in zip(rows, far.tolist(), strict=True)
    ]
    bounds, home = _bounds(ecosystem, Spot(lat, lon))
    by_ward = wards[fits & (ecosystem.organisations["placed"] == "ward").to_numpy()]
    for org_id, ward in by_ward.items():
        low, high = bounds.get(ward, (math.inf, math.inf))
        if low <= metres and math.isfinite(high):
            found.append(Neighbour(str(org_id), SAME_WARD if ward == home else WARD, low, high, ward))
    found.sort(key=lambda one: (one.low + one.high, one.id))
    return Nearest(tuple(found[:k]), note, unplaced)


def check_point(ecosystem: Ecosystem, lat: float, lon: float) -> tuple[Message | None, bool]:
    """Return what is odd about a point, if anything, and whether distances from it can be told."""
    if not (math.isfinite(lat) and math.isfinite(lon)):
        return Message(N_("This is no point: latitude and longitude must both be numbers.")), False
    west, south, east, north = ecosystem.region.country_bounds
    if abs(lat) > 90 or abs(lon) > 180:
        if south <= lon <= north and west <= lat <= east:
            return Message(N_("Latitude and longitude seem to be swapped.")), False
        return Message(
            N_("There is no such point: latitude runs from -90 to 90, longitude from -180 to 180.")
        ), False
    layer = _layer(ecosystem)
    if not layer.codes:
        return None, True
    outside = layer.metres_outside(lat, lon)
    if outside <= _SHAPE_ERROR_M:
        return None, True
    values = {
        "region": {"vi": ecosystem.region.name.vi, "en": ecosystem.region.name.get("en")},
        "km": number(outside / 1000, 0 if outside >= 10_000 else 1),
    }
    if not (west <= lon <= east and south <= lat <= north):
        return Message(N_("This point lies abroad, about {km} km from {region}."), values), True
    return Message(
        N_("This point lies outside {region}, in the sea or in another province, about {km} km away."), values
    ), True


def distances(ecosystem: Ecosystem, spot: Spot) -> pd.DataFrame:
    """Return how far each organisation is from a place.

    Parameters
    ----------
    spot : Spot
        A point, or a ward by its code; neither gives only unknown distances.

    Returns
    -------
    DataFrame
        Indexed like the organisations: ``low`` and ``high`` (metres; equal between two points, NaN if not known)
        and ``precision`` (one of `PRECISIONS`).
    """
    organisations = ecosystem.organisations
    low, high = np.full(len(organisations), np.nan), np.full(len(organisations), np.nan)
    wards = organisations["ward_code"].fillna("").to_numpy(dtype=object)
    placed = organisations["placed"].to_numpy(dtype=object)
    precision = np.full(len(organisations), UNKNOWN, dtype=object)
    bounds, home = _bounds(ecosystem, spot)
    for at in np.flatnonzero(placed == "ward"):
        if wards[at] in bounds:
            low[at], high[at] = bounds[wards[at]]
            precision[at] = SAME_WARD if wards[at] == home else WARD
    exact = np.flatnonzero(placed == "point")
    lats, lons = (organisations[name].to_numpy(dtype=float)[exact] for name in ("lat", "lon"))
    if spot.is_point:
        low[exact] = high[exact] = geodesic(spot.lat, spot.lon, lats, lons)
        precision[exact] = POINT
    elif spot.ward in _layer(ecosystem).number:
        least, most = _layer(ecosystem).from_ward(spot.ward, lats, lons)
        same = wards[exact] == spot.ward
        low[exact], high[exact] = np.where(same, 0.0, least), most
        precision[exact] = np.where(same, SAME_WARD, WARD)
    return pd.DataFrame({"low": low, "high": high, "precision": precision}, index=organisations.index)


def spot_of(ecosystem: Ecosystem, org_id: str) -> Spot | None:
    """Return where an organisation is, None if not known more closely than by city."""
    row = ecosystem.organisations.loc[org_id]
    ward = row["ward_code"] if isinstance(row["ward_code"], str) else ""
    if row["placed"] == "point":
        return Spot(float(row["lat"]), float(row["lon"]), ward)
    return Spot(ward=ward) if row["placed"] == "ward" else None


@once_per_snapshot
def positions(ecosystem: Ecosystem) -> Positions:
    """Return the index of the true positions of a snapshot; made once per snapshot."""
    organisations = ecosystem.organisations
    exact = organisations[organisations["placed"] == "point"].sort_index()
    number_of = {org_id: row for row, org_id in enumerate(exact.index)}
    tags = {"kinds": exact["kind"]} | {
        field: ecosystem.tags("organisations", field) for field in ("sectors", "functions")
    }
    held = {field: codes[codes.index.isin(exact.index)] for field, codes in tags.items()}
    return Positions(
        exact.index.to_list(),
        exact["lat"].to_numpy(dtype=float),
        exact["lon"].to_numpy(dtype=float),
        {field: ([number_of[i] for i in codes.index], codes.to_numpy(str)) for field, codes in held.items()},
    )


def _fitting(ecosystem: Ecosystem, filters: Mapping[str, tuple[str, ...]]) -> NDArray[np.bool_]:
    organisations = ecosystem.organisations
    fits = np.ones(len(organisations), dtype=bool)
    for field, codes in filters.items():
        if codes and field == "kinds":
            fits &= organisations["kind"].isin(codes).to_numpy()
        elif codes:
            tags = ecosystem.tags("organisations", field)
            fits &= organisations.index.isin(tags.index[tags.isin(codes)])
    return fits


class _Layer:
    """Ward shapes in metres."""

    def __init__(self, ecosystem: Ecosystem) -> None:
        shapes = ecosystem.wards.geometry
        shapes = shapes[~(shapes.isna() | shapes.is_empty)]
        self.codes = [str(code) for code in shapes.index]
        self.number = {code: at for at, code in enumerate(self.codes)}
        self._flat = Transformer.from_crs(LONLAT, ecosystem.region.crs, always_xy=True)
        self.areas = np.asarray(shapes.to_crs(ecosystem.region.crs).array, dtype=object)
        self._degrees = np.asarray(shapes.array, dtype=object)
        # The farthest point of a shape is a corner of its hull.
        self.corners = [shapely.get_coordinates(hull) for hull in shapely.convex_hull(self.areas)]
        self._lonlat_corners = [shapely.get_coordinates(area) for area in self._degrees]

    def metres_outside(self, lat: float, lon: float) -> float:
        """Return how far a point is from the nearest ward, 0 inside one."""
        return float(self.from_point(lat, lon)[0].min())

    def from_point(self, lat: float, lon: float) -> tuple[Floats, Floats]:
        """Return the least and greatest distance of a point to each ward, in metres over ground."""
        at = shapely.points(lon, lat)
        near_by = shapely.get_point(shapely.shortest_line(self._degrees, at), 0)
        low = geodesic(lat, lon, shapely.get_y(near_by), shapely.get_x(near_by))
        low[shapely.intersects(self._degrees, at)] = 0.0
        ends = np.cumsum([len(corners) for corners in self._lonlat_corners])
        every = np.concatenate(self._lonlat_corners)
        far = geodesic(lat, lon, every[:, 1], every[:, 0])
        return low, np.maximum.reduceat(far, np.r_[0, ends[:-1]])

    def from_ward(self, code: str, lats: Floats, lons: Floats) -> tuple[Floats, Floats]:
        """Return the least and greatest distance of points to a ward, in metres."""
        at = self.number[code]
        x, y = self._flat.transform(lons, lats)
        low = shapely.distance(self.areas[at], shapely.points(x, y))
        return low, cdist(self.corners[at], np.column_stack([x, y])).max(axis=0) if len(low) else low

    def between(self, code: str) -> tuple[Floats, Floats]:
        """Return the least and greatest distance of a ward to each ward, in metres; 0 to its width to itself."""
        at = self.number[code]
        low = shapely.distance(self.areas[at], self.areas)
        return low, np.array([cdist(self.corners[at], corners).max() for corners in self.corners])


@once_per_snapshot
def _layer(ecosystem: Ecosystem) -> _Layer:
    return _Layer(ecosystem)


def _bounds(ecosystem: Ecosystem, spot: Spot) -> tuple[dict[str, tuple[float, float]], str]:
    """Return the least and greatest distance from a place to each ward, by code, and the ward it lies in."""
    layer = _layer(ecosystem)
    if not layer.codes or not (spot.is_point or spot.ward in layer.number):
        return {}, ""
    low, high = layer.from_point(spot.lat, spot.lon) if spot.is_point else layer.between(spot.ward)
    home = spot.ward
    if spot.is_point and home in layer.number and low[layer.number[home]] > _SHAPE_ERROR_M:
        home = ""  # the ward said is not where the point lies: the point counts
    home = home or (layer.codes[int(low.argmin())] if low.min() == 0 else "")
    if home in layer.number:  # what is written goes before thinned shapes
        low[layer.number[home]] = 0.0
    return dict(zip(layer.codes, zip(low.tolist(), high.tolist(), strict=True), strict=True)), home
