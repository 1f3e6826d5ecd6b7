"""The nearest are the nearest over ground, and a ward is never a metre."""

from __future__ import annotations

import math
from pathlib import Path

import built
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

import ecomap
from ecomap.analysis.partners.near import (
    POINT,
    SAME_WARD,
    UNKNOWN,
    WARD,
    Spot,
    distances,
    near,
    spot_of,
)
from ecomap.analysis.partners.positions import Positions

WGS84 = Geod(ellps="WGS84")
degrees = st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180))


def brute(lat: float, lon: float, lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    n = len(lats)
    return np.asarray(WGS84.inv([lon] * n, [lat] * n, lons, lats)[2])


@given(st.integers(0, 10_000), st.integers(1, 12), degrees)
def test_nearest_agree_with_brute_force_over_the_earth(seed: int, k: int, spot: tuple[float, float]) -> None:
    rng = np.random.default_rng(seed)
    lats = np.degrees(np.arcsin(rng.uniform(-1, 1, 300)))
    lons = rng.uniform(-180, 180, 300)
    _, metres = Positions([str(i) for i in range(300)], lats, lons).nearest(*spot, k)
    np.testing.assert_allclose(metres, np.sort(brute(*spot, lats, lons))[:k], rtol=5e-3)


@given(st.integers(0, 10_000), st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"]), st.booleans())
def test_nearest_with_filters_agree_with_brute_force_in_a_city(
    seed: int, kind: str, sector: str, far: bool
) -> None:
    rng = np.random.default_rng(seed)
    n = 400
    lats, lons = rng.normal(16.46, 0.1, n), rng.normal(107.59, 0.1, n)
    kinds, sectors = rng.choice(["a", "b", "c"], n, p=[0.7, 0.29, 0.01]), rng.choice(["x", "y", "z"], n)
    rows = np.arange(n)
    index = Positions(rows.astype(str), lats, lons, {"kinds": (rows, kinds), "sectors": (rows, sectors)})
    limit = 5_000.0 if far else math.inf
    found, metres = index.nearest(16.5, 107.6, 10, limit, {"kinds": [kind], "sectors": [sector, "z"]})
    fits = (kinds == kind) & np.isin(sectors, [sector, "z"])
    expected = brute(16.5, 107.6, lats, lons)
    expected = np.sort(expected[fits & (expected <= limit)])[:10]
    assert fits[found].all()
    np.testing.assert_allclose(metres, expected, rtol=1e-6)


def test_nobody_twice_with_several_codes() -> None:
    index = Positions(["a", "b"], [16.4, 16.5], [107.5, 107.5], {"sectors": ([0, 0, 1], ["x", "y", "y"])})
    rows, _ = index.nearest(16.4, 107.5, 10, filters={"sectors": ["x", "y"]})
    assert rows.tolist() == [0, 1]
    assert index.nearest(16.4, 107.5, 10, filters={"sectors": ["no-such"]})[0].size == 0
    assert index.nearest(16.4, 107.5, 0)[0].size == 0
    assert Positions([], [], []).nearest(16.4, 107.5)[0].size == 0


def city(folder: Path) -> ecomap.Ecosystem:
    """Two wards side by side: 19753 from 107.5 to 107.6 and 19774 to 107.7; both from 16.4 to 16.5."""
    point = {"geo_precision": "address", "address": "1 Lê Lợi"}
    return built.build(
        folder,
        wards=built.factory.rows()["wards"],
        organisations=[
            built.organisation(
                "a", "startup", "company", lat="16.45", lon="107.55", ward_code="19753", **point
            ),
            built.organisation("b", "investor", "vc", lat="16.46", lon="107.65", ward_code="19774", **point),
            built.organisation("w", "startup", "company", ward_code="19774") | {"geo_precision": "ward"},
            built.organisation("c", "startup", "company") | {"geo_precision": "city"},
        ],
    )


def test_ward_gives_bounds_and_never_a_metre(tmp_path: Path) -> None:
    found = {one.id: one for one in near(city(tmp_path), 16.45, 107.55).rows}
    assert found["a"].precision == POINT and found["a"].low == found["a"].high == 0
    ward = found["w"]
    assert ward.precision == WARD
    assert ward.low == pytest.approx(brute(16.45, 107.55, np.array([16.45]), np.array([107.6]))[0], rel=0.01)
    assert ward.high == pytest.approx(brute(16.45, 107.55, np.array([16.4]), np.array([107.7]))[0], rel=0.01)
    assert "c" not in found


def test_one_of_the_same_ward_is_said_so(tmp_path: Path) -> None:
    ecosystem = city(tmp_path)
    (ward,) = (one for one in near(ecosystem, 16.45, 107.65).rows if one.id == "w")
    assert (ward.precision, ward.low) == (SAME_WARD, 0.0)
    assert ward.high > 5_000
    table = distances(ecosystem, Spot(ward="19774"))
    assert table.loc["w", "precision"] == table.loc["b", "precision"] == SAME_WARD
    # Neighbouring wards touch: the least distance is 0, but they are not the same ward.
    assert table.loc["a", "precision"] == WARD
    assert table.loc["c", "precision"] == UNKNOWN and math.isnan(table.loc["c", "low"])


def test_unplaced_are_counted_and_filters_hold(tmp_path: Path) -> None:
    ecosystem = city(tmp_path)
    assert near(ecosystem, 16.45, 107.55).unplaced == 1
    assert {one.id for one in near(ecosystem, 16.45, 107.55, kinds=["startup"]).rows} == {"a", "w"}
    assert near(ecosystem, 16.45, 107.55, sectors=["s1"]).rows == ()
    assert {one.id for one in near(ecosystem, 16.45, 107.55, km=4).rows} == {"a"}
    assert len(near(ecosystem, 16.45, 107.55, k=100).rows) == 3
    assert near(ecosystem, 16.45, 107.55, k=0).rows == ()


@pytest.mark.parametrize(
    ("lat", "lon", "says"),
    [
        (math.nan, 107.5, "no point"),
        (math.inf, 107.5, "no point"),
        (107.5, 16.4, "swapped"),
        (999.0, 0.0, "no such point"),
        (-91.0, 107.5, "no such point"),
    ],
)
def test_what_is_no_point_gets_a_sentence(tmp_path: Path, lat: float, lon: float, says: str) -> None:
    found = near(city(tmp_path), lat, lon)
    assert found.rows == ()
    assert found.note is not None and says in found.note.text("en")


@pytest.mark.parametrize(("lat", "lon", "says"), [(16.7, 108.6, "in the sea"), (48.86, 2.35, "abroad")])
def test_point_in_the_sea_or_abroad_gets_the_nearest_and_a_sentence(
    tmp_path: Path, lat: float, lon: float, says: str
) -> None:
    found = near(city(tmp_path), lat, lon)
    assert found.rows
    assert found.note is not None and says in found.note.text("en")


def test_where_an_organisation_is(hue: ecomap.Ecosystem) -> None:
    spot = spot_of(hue, "dh-y-duoc-hue")
    assert spot is not None and spot.is_point
    assert near(hue, spot.lat, spot.lon, k=1).rows[0].id == "dh-y-duoc-hue"
    assert spot_of(hue, "aeon-mall-hue") == Spot(ward="19815")
    assert spot_of(hue, "500-startups-vietnam") is None


@pytest.mark.parametrize("km", [-1.0, math.nan])
def test_a_limit_that_is_none_is_an_error(hue: ecomap.Ecosystem, km: float) -> None:
    with pytest.raises(ValueError, match="km must be 0 or more"):
        near(hue, 16.46, 107.59, km=km)


@given(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True, allow_infinity=True))
def test_any_numbers_get_an_answer(hue: ecomap.Ecosystem, lat: float, lon: float) -> None:
    found = near(hue, lat, lon, k=3)
    assert len(found.rows) == 3 or found.note is not None
    assert all(0 <= one.low <= one.high < 21_000_000 for one in found.rows)
