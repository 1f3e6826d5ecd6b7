"""A part of the map the reader asks about: a circle round a place, or a shape drawn by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import shape as read_shape

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

LONLAT = "EPSG:4326"
_LONGEST_RADIUS_M = 1e6


@dataclass(frozen=True)
class Zone:
    """An area on the map.

    Parameters
    ----------
    shape : Polygon or MultiPolygon
        In degrees (EPSG:4326).
    centre : Point, optional
        Centre of a circle, in degrees; distances are measured from it.
    seek : bool
        Whether the map goes there when the zone changes. What the reader draws is in sight already.
    """

    shape: shapely.Geometry
    centre: shapely.Point | None = None
    seek: bool = False

    def payload(self) -> dict[str, Any]:
        """Return the zone as the map draws it."""
        centre = [round(self.centre.y, 5), round(self.centre.x, 5)] if self.centre else None
        shape = shapely.to_geojson(shapely.set_precision(self.shape, 1e-5))
        return {"shape": json.loads(shape), "centre": centre, "seek": self.seek}


@dataclass(frozen=True)
class Members:
    """Who is in a zone.

    Parameters
    ----------
    inside : DataFrame
        Indexed by organisation id. ``distance_km`` from the centre of the zone is NaN for those known by ward
        only (their whole ward lies inside) and for zones without a centre.
    possible : DataFrame
        Organisations known by ward only whose ward lies partly in the zone: they may be inside.
        ``ward_share`` is the part of the ward's area inside.
    """

    inside: pd.DataFrame
    possible: pd.DataFrame

    @property
    def ids(self) -> pd.Index:
        """Return the ids of all that are or may be inside."""
        return self.inside.index.append(self.possible.index)


def circle(eco: Ecosystem, lon: float, lat: float, radius_km: float, seek: bool = False) -> Zone:
    """Draw a circle of true metres round a spot, in the region's metric coordinate system."""
    centre = gpd.GeoSeries([shapely.Point(lon, lat)], crs=LONLAT)
    ring = centre.to_crs(eco.region.crs).buffer(radius_km * 1000, quad_segs=32).to_crs(LONLAT)
    return Zone(ring.iloc[0], centre.iloc[0], seek)


def drawn(eco: Ecosystem, features: Sequence[Mapping[str, Any]], radius_km: float) -> Zone | None:
    """Turn what the reader drew into a zone.

    Shapes are joined; a circle drawn by hand brings its own radius in metres (property ``radius``). A lone
    pin gives a circle of `radius_km`. What is no shape is left out; without any the answer is None.
    """
    polygons, pins = [], []
    for feature in features:
        geometry = _geometry(feature)
        properties = feature.get("properties")
        radius: Any = properties.get("radius") if isinstance(properties, dict) else None
        if isinstance(geometry, shapely.Point):
            own = isinstance(radius, (int, float)) and 0 < radius < _LONGEST_RADIUS_M
            pins.append((geometry, float(radius) / 1000 if own else radius_km))
        elif geometry is not None:
            polygons.append(geometry)
    circles = [circle(eco, pin.x, pin.y, km) for pin, km in pins]
    if not polygons and len(circles) == 1:
        return circles[0]
    parts = polygons + [zone.shape for zone in circles]
    return Zone(shapely.union_all(parts)) if parts else None


def _geometry(feature: Mapping[str, Any]) -> shapely.Geometry | None:
    """Read the shape of a feature from the browser; None if it is no usable point or polygon."""
    try:
        geometry = read_shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    if geometry.is_empty or not np.isfinite(geometry.bounds).all():
        return None
    if geometry.geom_type == "Point":
        return geometry
    repaired = shapely.make_valid(geometry)
    areal = [part for part in shapely.get_parts([repaired]) if part.area > 0]
    return shapely.union_all(areal) if areal else None


def members(eco: Ecosystem, zone: Zone) -> Members:
    """Find the organisations of a snapshot that are, or may be, inside a zone.

    Positions that are true (address or street) are tested as points. The spot drawn for an organisation known
    by ward only is no fact, so its ward decides: wholly inside, partly inside (possible), or outside.
    """
    table = eco.organisations
    area = gpd.GeoSeries([zone.shape], crs=LONLAT).to_crs(eco.region.crs).iloc[0]
    exact = table[table["placed"] == "point"].geometry.to_crs(eco.region.crs)
    hits = exact[exact.intersects(area)]
    distance = pd.Series(np.nan, index=hits.index)
    if zone.centre is not None:
        centre = gpd.GeoSeries([zone.centre], crs=LONLAT).to_crs(eco.region.crs).iloc[0]
        distance = hits.distance(centre) / 1000
    share = ward_shares(eco, area)
    by_ward = table.loc[table["placed"] == "ward", "ward_code"].map(share).fillna(0.0)
    sure = pd.Series(np.nan, index=by_ward.index[by_ward >= 1])
    inside = pd.concat([distance.sort_values(), sure]).rename("distance_km").to_frame()
    maybe = by_ward[(by_ward > 0) & (by_ward < 1)].sort_values(ascending=False)
    return Members(inside, maybe.rename("ward_share").to_frame())


def keep_members(eco: Ecosystem, found: Members) -> Ecosystem:
    """Return the snapshot with only the organisations that are or may be in a zone, and their ties."""
    organisations = eco.organisations[eco.organisations.index.isin(found.ids)]
    nodes = organisations.index.append(eco.programmes.index)
    ties = eco.ties[eco.ties["source"].isin(nodes) & eco.ties["target"].isin(nodes)]
    digest = hashlib.blake2b("\n".join(organisations.index).encode(), digest_size=6).hexdigest()
    return replace(eco, version=f"{eco.version}+zone-{digest}", organisations=organisations, ties=ties)


def wards_touched(eco: Ecosystem, zone: Zone) -> pd.Index:
    """Return the codes of the wards that lie in a zone, wholly or in part."""
    area = gpd.GeoSeries([zone.shape], crs=LONLAT).to_crs(eco.region.crs).iloc[0]
    share = ward_shares(eco, area)
    return share.index[share > 0]


def ward_shares(eco: Ecosystem, area: shapely.Geometry) -> pd.Series:
    """Return the part of each ward that lies in `area` (region's metric coordinates), 0 … 1, by code."""
    wards = eco.wards.geometry[eco.wards.geometry.notna()].to_crs(eco.region.crs)
    share = wards.intersection(area).area / wards.area
    # Cutting leaves a hair of rounding: a ward wholly inside must read exactly 1.
    return share.where(share < 1 - 1e-9, 1.0).where(share > 1e-9, 0.0)
