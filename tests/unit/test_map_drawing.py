"""What a reader draws, in an address and back."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from ecomap.views import map_drawing

RING = [[107.5, 16.4], [107.6, 16.4], [107.6, 16.5], [107.5, 16.4]]
AREA = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [RING]}}
PIN = {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [107.58, 16.46]}}
CIRCLE = {**PIN, "properties": {"radius": 1500.0}}


def test_drawings_come_back_from_an_address() -> None:
    texts = map_drawing.to_texts([AREA, PIN, CIRCLE])
    assert texts == (
        "107.50000_16.40000~107.60000_16.40000~107.60000_16.50000",
        "107.58000_16.46000",
        "107.58000_16.46000_1500",
    )
    assert map_drawing.to_features(texts) == [AREA, PIN, CIRCLE]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~",
        "a_b",
        "107.5",
        "107_16~108_16",
        "107_16~108_16~nan_17",
        "107_16~108_16~inf_17",
        "190_16",
        "107_91",
        "107_16_0",
        "107_16_-5",
        "107_16_nan",
        "107_16_900000",
        "107_16_1_2",
        "107_16~108_16~108_17_5",
        "~".join(["107_16"] * 501),
        "<script>alert(1)</script>",
    ],
)
def test_what_is_no_drawing_is_dropped(text: str) -> None:
    assert map_drawing.to_feature(text) is None
    assert text not in map_drawing.Readable()


@given(st.text(alphabet="0123456789._~-e+na", max_size=60))
def test_any_text_is_read_without_failure(text: str) -> None:
    feature = map_drawing.to_feature(text)
    if feature:
        assert map_drawing.to_feature(map_drawing.to_texts([feature])[0])


@pytest.mark.parametrize(
    "feature",
    [
        None,
        5,
        {},
        {"geometry": None},
        {"geometry": {"type": "Polygon", "coordinates": []}},
        {"geometry": {"type": "Polygon", "coordinates": [[]]}},
        {"geometry": {"type": "Polygon", "coordinates": [["ab", "cd", "ef", "ab"]]}},
        {"geometry": {"type": "Point", "coordinates": ["x", None]}},
        {"geometry": {"type": "Point", "coordinates": [107, 16]}, "properties": {"radius": "far"}},
        {"geometry": {"type": "LineString", "coordinates": [[107, 16], [108, 16]]}},
    ],
)
def test_unusable_features_are_left_out(feature: object) -> None:
    assert map_drawing.to_texts([feature]) == ()


def test_a_long_drawing_is_thinned_until_an_address_can_hold_it() -> None:
    outline = shapely.Point(107.58, 16.46).buffer(0.05, quad_segs=500)
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(outline)}
    texts = map_drawing.to_texts([feature])
    assert 0 < len(texts[0]) <= map_drawing.MAX_LENGTH
    back = shapely.geometry.shape(map_drawing.to_features(texts)[0]["geometry"])
    assert back.symmetric_difference(outline).area < 0.01 * outline.area


def test_of_too_many_shapes_the_first_stay() -> None:
    texts = map_drawing.to_texts([AREA] * 200)
    assert texts and sum(map(len, texts)) <= map_drawing.MAX_LENGTH
