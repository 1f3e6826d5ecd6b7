"""The network page: every way of looking, what it says, what it does with nothing."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from ecomap import Ecosystem, network
from ecomap.views.graph import LIMIT

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "ecomap/ui/app.py")


def page(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page(str(ROOT / "pages/network.py"))
    for name, value in {"lang": "en", **query}.items():
        app.query_params[name] = value
    return app.run()


def spec(app: AppTest) -> dict:
    (chart,) = app.get("echarts_chart")
    return json.loads(chart.proto.spec)


def said(app: AppTest) -> str:
    return html.unescape(" ".join(element.proto.body for element in app.get("html")))


def choose(app: AppTest, key: str, value: str) -> AppTest:
    (control,) = [control for control in app.get("button_group") if control.key == key]
    return control.set_value(value).run()


@pytest.fixture
def hub(hue: Ecosystem) -> str:
    return network.summary(hue).hubs[0][0]


def test_opens_with_communities_above_the_limit(hue: Ecosystem) -> None:
    app = page()
    assert not app.exception
    nodes = spec(app)["series"][0]["data"]
    assert len(network.simple_graph(hue)) > LIMIT
    assert len(nodes) - 2 == len(network.communities(hue))


def test_the_same_facts_stand_beside_the_graph(hue: Ecosystem, hub: str) -> None:
    app = page()
    assert hue.name(hub, "en") in said(app)
    assert any("Betweenness" in table.proto.columns for table in app.dataframe)


def test_organisations_up_to_the_limit_with_the_rest_counted() -> None:
    app = choose(page(), "network_level_True", "organisations")
    assert not app.exception
    assert len(spec(app)["series"][0]["data"]) - 2 == LIMIT
    assert any(str(LIMIT) in caption.value for caption in app.caption)


def test_a_filtered_part_is_drawn_whole(hue: Ecosystem) -> None:
    app = page(kind="investor")
    assert not app.exception
    assert len(spec(app)["series"][0]["data"]) - 2 < LIMIT


def test_around_one_asks_for_one_then_draws_it(hue: Ecosystem, hub: str) -> None:
    app = choose(page(), "network_mode", "around")
    assert not app.get("echarts_chart") and app.info
    app.selectbox(key="network_centre").set_value(hub).run()
    assert not app.exception
    assert len(spec(app)["series"][0]["data"]) - 2 == len(network.ego(hue, hub, 1))


def test_chain_is_told_and_drawn(hue: Ecosystem) -> None:
    (a, _), _hub, (b, _), *_rest = network.summary(hue).hubs
    app = choose(page(id=a), "network_mode", "chain")
    assert app.info
    app.selectbox(key="network_to").set_value(b).run()
    assert not app.exception
    assert spec(app)["series"][0]["links"]
    assert hue.name(b, "en") in said(app)


def test_chain_without_a_way_is_said(hue: Ecosystem, hub: str) -> None:
    app = choose(page(id=hub), "network_mode", "chain")
    app.selectbox(key="network_to").set_value(network.summary(hue).isolates[0]).run()
    assert not app.exception and app.warning


def test_selected_one_has_contacts_and_what_breaks(hue: Ecosystem, hub: str) -> None:
    app = page(id=hub)
    assert not app.exception
    assert any("contacts" in heading.value for heading in app.subheader)
    n = len(network.removal_effect(hue, hub).cut_off)
    assert f"{n} others would be cut off" in said(app)


def test_selected_one_outside_the_filters_is_said(hub: str) -> None:
    app = page(id=hub, kind="investor")
    assert not app.exception
    assert any("outside the filters" in info.value for info in app.info)


def test_year_is_shared_and_undated_ties_are_counted() -> None:
    app = page()
    app.select_slider(key="network_year").set_value(2020).run()
    assert not app.exception
    assert app.session_state["filters"].year == 2020
    assert any("nobody dated" in caption.value for caption in app.caption)


@pytest.mark.parametrize("measure", list(network.MEASURES)[:7])
def test_size_by_any_measure(measure: str) -> None:
    app = choose(page(), "network_level_True", "organisations")
    app.selectbox(key="network_size").set_value(measure).run()
    assert not app.exception


def test_colour_by_community(hue: Ecosystem) -> None:
    app = choose(choose(page(), "network_level_True", "organisations"), "network_colour", "community")
    assert not app.exception
    assert len(spec(app)["series"][0]["categories"]) > 3


def test_nothing_left_says_what_to_do() -> None:
    app = page(q="qqqqzzzz")
    assert not app.exception and not app.get("echarts_chart")
    assert app.info and any("Clear" in button.label for button in app.button)


def test_unchanged_view_sends_the_same_drawing() -> None:
    app = page()
    first = app.get("echarts_chart")[0].proto.spec
    assert app.run().get("echarts_chart")[0].proto.spec == first
