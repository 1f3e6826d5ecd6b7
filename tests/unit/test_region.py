"""Settings of a city."""

from __future__ import annotations

import factory
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.region import read_region


def test_texts_fall_back_to_vietnamese() -> None:
    region, problems = read_region(factory.REGION + '[title]\nvi = "Bản đồ"\n')
    assert problems == []
    assert region is not None
    assert (region.name.get("en"), region.title.get("en"), region.licence.get("vi")) == ("Hue", "Bản đồ", "")
    assert (region.province, region.crs) == ("Thành phố Huế", "EPSG:32648")


def test_a_name_may_be_one_text() -> None:
    region, _ = read_region('name = "Huế"\nprovince = "Huế"\n')
    assert region is not None
    assert region.name.get("en") == "Huế"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ('province = "Thành phố Huế"', "province"),
        ("EPSG:32648", "metres"),
        ("102.0, 6.0, 118.0, 24.0", "country_bounds"),
        ('"wards.geojson"', "wards.file"),
    ],
)
def test_wrong_settings_are_named(change: str, word: str) -> None:
    wrong = {
        "province": "",
        "metres": "EPSG:4326",
        "country_bounds": "118.0, 6.0, 102.0, 24.0",
        "wards.file": '"x.shp"',
    }
    region, (problem,) = read_region(factory.REGION.replace(change, wrong[word]))
    assert region is None
    assert (problem.rule, problem.file) == ("bad_region", "region.toml")
    assert word in str(problem.details["reason"])
    assert word in problem.message("vi")


BROKEN = [
        "", "=", "\x00", "province = 5", "name = 5\nprovince = 'x'", "wards = 5\nprovince = 'x'", "[[wards]]\n",
        factory.REGION.replace("EPSG:32648", "EPSG:0"), factory.REGION.replace('"EPSG:32648"', "32648"),
        factory.REGION.replace("EPSG:32648", ""), factory.REGION.replace("EPSG:32648", "EPSG:2263"),  # in feet
        factory.REGION.replace("102.0, 6.0, 118.0, 24.0", "102.0, 6.0"),
        factory.REGION.replace("102.0", "nan"), factory.REGION.replace("102.0", '"west"'),
        factory.REGION + 'crs = "EPSG:nowhere"', factory.REGION.replace('vi = "Huế"', "vi = 5"),
        factory.REGION + '[tiles]\nurl = "javascript:alert(1)"', factory.REGION + "[tiles]\nurl = 5",
        factory.REGION + "x = " + "[" * 5000, factory.REGION + "[name]\n",
]  # fmt: skip


@pytest.mark.parametrize("toml", BROKEN, ids=range(len(BROKEN)))
def test_broken_settings_are_one_problem(toml: str) -> None:
    region, problems = read_region(toml)
    assert region is None
    assert [p.rule for p in problems] == ["bad_region"]
    assert problems[0].details["reason"]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    region, problems = read_region(text)
    assert (region is None) == bool(problems)
