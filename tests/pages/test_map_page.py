"""The map page in Streamlit's own test runner; what the browser draws is tested in tests/browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

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


def opened(app: AppTest) -> AppTest:
    app.run()
    app.query_params["lang"] = "en"
    return app.switch_page(PAGE).run()


def arguments(app: AppTest) -> dict[str, object]:
    (component,) = app.get("component_instance")
    return json.loads(component.proto.json_args)


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
    page = opened(app)
    page.session_state["map_layers"] = ["organisations", "areas", "heat"]
    page.session_state["map_measure"] = "per_10k"
    page.run()
    assert not page.exception
    state = str(arguments(page)["feature_group"])
    assert '"heat":true' in state and '"fills":[' in state


def test_circle_lists_who_is_inside(app: AppTest) -> None:
    page = opened(app)
    page.session_state["map_place"] = "org:dai-hoc-hue"
    page.run()
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
    state = str(arguments(page)["feature_group"])
    assert '"selected":{"id":"sen-tech"' in state and '"ties":[{' in state
