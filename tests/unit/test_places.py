"""Positions: true ones, spots for drawing, and points in the wrong ward."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.places import outside_ward, place, spread_inside

L_SHAPE = shapely.Polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)])
SLIVER = shapely.Polygon([(0, 0), (1000, 1000), (1000, 1000.000001)])


def spots(shape: shapely.Polygon, ids: list[str]) -> np.ndarray:
    return spread_inside(np.full(len(ids), shape, dtype=object), pd.Index(ids))


def test_spots_lie_inside_and_apart() -> None:
    found = spots(L_SHAPE, [f"org-{i}" for i in range(500)])
    assert shapely.contains_xy(L_SHAPE, *found.T).all()
    assert len(np.unique(found, axis=0)) == 500
    # Spread over the whole shape, not heaped in one arm.
    assert 0.3 < (found[:, 0] > 1).mean() < 0.7


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=6, unique=True))
def test_a_spot_depends_on_its_own_id_alone(ids: list[str]) -> None:
    together = dict(zip(ids, spots(L_SHAPE, ids).tolist(), strict=True))
    for node_id in ids:
        assert spots(L_SHAPE, [node_id])[0].tolist() == together[node_id]


def test_a_shape_too_thin_to_hit_gives_a_point_of_it() -> None:
    (x, y) = spots(SLIVER, ["a"])[0]
    assert shapely.Point(x, y).distance(SLIVER) < 1e-3


def test_what_a_position_is_worth(small: ecomap.Ecosystem) -> None:
    organisations = small.organisations
    assert organisations["placed"].to_dict() == {
        "dai-hoc-hue": "point", "quy-xa": "none", "sen-tech": "ward", "so-khcn": "none", "vuon-uom": "ward",
    }  # fmt: skip
    assert organisations.geometry["dai-hoc-hue"].coords[0] == (107.55, 16.45)
    assert organisations.geometry["so-khcn"] is None
    for node_id in ("sen-tech", "vuon-uom"):
        assert small.wards.geometry["19774"].contains(organisations.geometry[node_id])
        assert pd.isna(organisations.loc[node_id, "lat"])


def test_coordinates_of_a_coarser_precision_are_not_a_point() -> None:
    row = {"lat": 16.45, "lon": 107.55, "geo_precision": "city", "ward_code": np.nan}
    frame = pd.DataFrame([row], index=["a"])
    shapes = gpd.GeoSeries([shapely.box(107, 16, 108, 17)], index=["1"], crs="EPSG:4326")
    assert place(frame, shapes)["placed"].tolist() == ["none"]


def test_places_of_nobody() -> None:
    frame = pd.DataFrame({"lat": [], "lon": [], "geo_precision": [], "ward_code": []})
    shapes = gpd.GeoSeries([], index=pd.Index([], dtype="str"), crs="EPSG:4326")
    assert len(place(frame, shapes)) == 0


@pytest.mark.parametrize(("lat", "far"), [(16.45, 0), (16.3995, 0), (16.38, 2_213)])
def test_points_outside_their_ward_are_measured_in_metres(lat: float, far: float) -> None:
    row = {"lat": lat, "lon": 107.55, "geo_precision": "street", "ward_code": "1"}
    shapes = gpd.GeoSeries([shapely.box(107.5, 16.4, 107.6, 16.5)], index=["1"], crs="EPSG:4326")
    found = outside_ward(place(pd.DataFrame([row], index=["a"]), shapes), shapes, "EPSG:32648")
    assert found.to_dict() == ({"a": pytest.approx(far, rel=0.01)} if far else {})
