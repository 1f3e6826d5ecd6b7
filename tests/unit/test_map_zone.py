"""Zones of the map: circles, what the reader draws, and who is inside."""

from __future__ import annotations

import math

import geopandas as gpd
import pytest
import shapely

from ecomap import Ecosystem
from ecomap.views import map_zone


def test_circle_has_true_metres(small: Ecosystem) -> None:
    zone = map_zone.circle(small, 107.55, 16.45, 3)
    metric = gpd.GeoSeries([zone.shape], crs=4326).to_crs(32648).iloc[0]
    assert metric.area == pytest.approx(math.pi * 3_000**2, rel=0.002)
    inside = map_zone.members(small, zone)
    assert inside.inside.loc["dai-hoc-hue", "distance_km"] == pytest.approx(0, abs=1e-6)


def test_those_known_by_ward_are_judged_by_their_ward(small: Ecosystem) -> None:
    by_ward = {"vuon-uom", "sen-tech"}
    part = map_zone.members(small, map_zone.circle(small, 107.6, 16.45, 2))
    assert set(part.possible.index) == by_ward and part.possible["ward_share"].between(0, 1).all()
    whole = map_zone.members(small, map_zone.Zone(shapely.box(107.59, 16.3, 107.8, 16.6)))
    assert set(whole.inside.index) == by_ward and whole.possible.empty
    assert whole.inside["distance_km"].isna().all()
    assert list(map_zone.wards_touched(small, map_zone.Zone(shapely.box(107.61, 16.3, 107.8, 16.6)))) == [
        "19774"
    ]
    far = map_zone.members(small, map_zone.circle(small, 106.0, 17.0, 5))
    assert far.ids.empty


def test_keeping_members_keeps_their_ties_only(small: Ecosystem) -> None:
    found = map_zone.members(small, map_zone.Zone(shapely.box(107.59, 16.3, 107.8, 16.6)))
    part = map_zone.keep_members(small, found)
    assert set(part.organisations.index) == {"vuon-uom", "sen-tech"}
    assert "vuon-uom|incubates|sen-tech|2020-03" in part.ties.index
    assert "quy-xa" not in set(part.ties["source"]) and part.version != small.version


def feature(geometry: dict[str, object], **properties: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_drawings_become_one_zone(small: Ecosystem) -> None:
    box = shapely.geometry.mapping(shapely.box(107.5, 16.4, 107.52, 16.42))
    pin = {"type": "Point", "coordinates": [107.7, 16.5]}
    lone = map_zone.drawn(small, [feature(pin)], 2)
    own = map_zone.drawn(small, [feature(pin, radius=500)], 2)
    both = map_zone.drawn(small, [feature(box), feature(pin)], 1)
    assert lone and lone.centre and own and both and both.centre is None
    assert lone.shape.area > own.shape.area
    assert shapely.get_num_geometries(both.shape) == 2


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {},
        {"type": "Nonsense"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": "x"},
        {"type": "Point", "coordinates": [float("nan"), 1]},
        {"type": "LineString", "coordinates": [[0, 0], [1, 1]]},
    ],
)
def test_unusable_drawings_are_no_zone(small: Ecosystem, geometry: dict[str, object]) -> None:
    assert map_zone.drawn(small, [feature(geometry)], 1) is None


def test_a_shape_that_crosses_itself_is_repaired(small: Ecosystem) -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[107.5, 16.4], [107.7, 16.5], [107.7, 16.4], [107.5, 16.5], [107.5, 16.4]]],
    }
    zone = map_zone.drawn(small, [feature(bow)], 1)
    assert zone and zone.shape.is_valid and zone.shape.area > 0
