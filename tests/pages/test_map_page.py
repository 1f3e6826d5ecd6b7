"""The map page in Streamlit's own test runner; what the browser draws is tested in tests/browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import factory
import pytest
from streamlit.testing.v1 import AppTest

from ecomap.ui import map_component

APP = Path(__file__).resolve().parents[2] / "ecomap" / "ui" / "app.py"
PAGE = "../../pages/map.py"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path)))
    yield AppTest.from_file(str(APP), default_timeout=30)


def opened(app: AppTest, **parameters: str | list[str]) -> AppTest:
    app.run()
    for name, value in {"lang": "en", **parameters}.items():
        app.query_params[name] = value
    return app.switch_page(PAGE).run()


def arguments(app: AppTest) -> dict[str, object]:
    (component,) = app.get("component_instance")
    return json.loads(component.proto.json_args)


def state(app: AppTest) -> dict[str, Any]:
    """Return what the page tells the map to draw."""
    script = str(arguments(app)["feature_group"])
    found, _end = json.JSONDecoder().raw_decode(script, script.index('{"points"'))
    return found


def address(app: AppTest) -> dict[str, list[str]]:
    values = app.query_params.items()
    return {name: [value] if isinstance(value, str) else value for name, value in values}


def labels(app: AppTest) -> list[str]:
    return [fold.label for fold in app.expander]


def test_page_shows_a_map_and_counts_what_it_cannot_show(app: AppTest) -> None:
    page = opened(app)
    assert not page.exception
    assert "dai-hoc-hue" in str(arguments(page)["feature_group"])
    counted = [label.rsplit("(", 1)[1] for label in labels(page) if label.endswith(")")]
    assert counted[-3:] == ["3)", "1)", "1)"]


def test_a_filter_changes_only_the_small_part(app: AppTest) -> None:
    page = opened(app)
    before = arguments(page)
    page.session_state["filter_kinds"] = ["startup"]
    page.run()
    after = arguments(page)
    assert before["script"] == after["script"] and before["id"] == after["id"]
    assert before["feature_group"] != after["feature_group"]
    assert "dai-hoc-hue" not in str(after["feature_group"])


def test_map_stays_when_nothing_fits(app: AppTest) -> None:
    page = opened(app)
    page.session_state["filter_kinds"] = ["association"]
    page.run()
    assert not page.exception and page.info
    assert arguments(page)["script"]


def test_ward_colours_and_heat(app: AppTest) -> None:
    page = opened(app, show=["organisations", "wards", "heat"], measure="per_10k")
    assert not page.exception
    assert state(page)["areas"]["fills"]
    assert state(page)["heat"] == [], "one known address makes no heat"
    assert any("fewer than the 10" in caption.value for caption in page.caption)


def test_ward_table_names_those_with_none(app: AppTest) -> None:
    page = opened(app, show="wards", of_kind="university")
    assert not page.exception
    assert any("none of the organisations chosen" in text.value for text in page.markdown)
    (rows,) = [frame for frame in page.dataframe if "listed" in frame.value]
    assert rows.value["listed"].tolist() == [1, 0]
    assert rows.proto.placeholder == "not known"


def test_ward_figures_follow_the_zone(app: AppTest) -> None:
    page = opened(app, show=["wards"], near="org:dai-hoc-hue", km="1")
    (rows,) = [frame.value for frame in page.dataframe if "listed" in frame.value]
    assert rows["listed"].tolist() == [1]
    assert [text.endswith("none listed") for text in state(page)["areas"]["texts"]] == [False, True]
    page = opened(app, show=["wards"], near="org:dai-hoc-hue", km="1", outside="shown")
    (rows,) = [frame.value for frame in page.dataframe if "listed" in frame.value]
    assert len(rows) == 2 and rows["listed"].min() > 0


def test_page_says_where_a_circle_starts(app: AppTest) -> None:
    page = opened(app, near="ward:19753", km="5")
    assert state(page)["zone"]["seek"]
    assert any("a spot inside the ward" in caption.value for caption in page.caption)


def test_circle_lists_who_is_inside(app: AppTest) -> None:
    page = opened(app, near="org:dai-hoc-hue")
    assert not page.exception
    assert any("dai-hoc-hue" in frame.value.index for frame in page.dataframe)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        {"all_drawings": "x", "picture": "y", "last_object_clicked_popup": 5},
        {"all_drawings": [1, {"geometry": None}], "picture": [1, 2, "3", 4]},
        {"picture": [1, 2, 3]},
    ],
)
def test_whatever_the_browser_reports_does_no_harm(app: AppTest, value: object) -> None:
    page = opened(app)
    page.session_state[map_component.KEY] = value
    page.run()
    assert not page.exception


def test_selected_organisation_is_marked_with_its_ties(app: AppTest) -> None:
    page = opened(app)
    page.session_state["selected"] = "sen-tech"
    page.run()
    assert not page.exception
    assert state(page)["selected"]["id"] == "sen-tech" and state(page)["ties"]


def test_door_of_the_home_page_opens_the_ward_map(app: AppTest) -> None:
    page = opened(app, show="wards")
    assert page.pills(key="map_layers").value == ["wards"]
    assert state(page)["areas"] and state(page)["points"] is None


AREA = "107.50000_16.40000~107.60000_16.40000~107.60000_16.50000"


def test_address_reopens_the_very_view(app: AppTest) -> None:
    asked = {
        "show": ["wards", "heat"],
        "measure": ["per_km2"],
        "of_kind": ["university"],
        "of_sector": ["it"],
        "km": ["5"],
        "outside": ["shown"],
        "area": [AREA, "107.55000_16.45000_800"],
    }
    page = opened(app, **asked)
    assert not page.exception
    assert address(page) == {"lang": ["en"], **asked}
    assert page.selectbox(key="map_of_kind").value == "university"
    assert page.select_slider(key="map_radius").value == "5"
    assert not page.toggle(key="map_zone_only").value
    assert len(state(page)["drawn"]) == 2 and state(page)["zone"]


def test_what_an_address_gets_wrong_is_dropped_from_it(app: AppTest) -> None:
    wrong = {"measure": "x", "of_kind": "x", "of_sector": "<b>", "near": "org:x", "km": "-1"}
    page = opened(app, **wrong, outside="maybe", show=["wards", "moon"], area=["1_2_3_4", AREA])
    assert not page.exception
    assert address(page) == {"lang": ["en"], "show": ["wards"], "area": [AREA]}


def test_choices_go_into_the_address_and_defaults_out_of_it(app: AppTest) -> None:
    page = opened(app)
    page.pills(key="map_layers").set_value(["organisations", "wards"]).run()
    page.selectbox(key="map_measure").select("per_10k").run()
    page.selectbox(key="map_place").select("ward:19753").run()
    page.toggle(key="map_zone_only").set_value(False).run()
    assert address(page) == {
        "lang": ["en"],
        "show": ["organisations", "wards"],
        "measure": ["per_10k"],
        "near": ["ward:19753"],
        "outside": ["shown"],
    }
    page.pills(key="map_layers").set_value([]).run()
    assert address(page)["show"] == ["none"] and state(page)["points"] is None
    page.pills(key="map_layers").set_value(["organisations"]).run()
    assert "show" not in page.query_params


def test_circle_round_an_organisation_that_the_filter_leaves_out(app: AppTest) -> None:
    page = opened(app, near="org:dai-hoc-hue", kind="startup", km="30")
    assert not page.exception
    assert address(page)["near"] == ["org:dai-hoc-hue"] and state(page)["zone"]
