"""The network page: every way of looking, what it says, what it does with nothing."""

from __future__ import annotations

import html
import json
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from visits import said, visit

import ecomap
from benchmarks.generate import generate
from ecomap import Ecosystem, network
from ecomap.ui import network_jobs
from ecomap.views.graph import LIMIT

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "ecomap/ui/app.py")


page = partial(visit, "network")


def spec(app: AppTest) -> dict:
    (chart,) = app.get("echarts_chart")
    return json.loads(chart.proto.spec)


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
    app = choose(page(), "network_draw", "organisations")
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
    app = choose(page(), "network_draw", "organisations")
    app.selectbox(key="network_size").set_value(measure).run()
    assert not app.exception


def test_colour_by_community(hue: Ecosystem) -> None:
    app = choose(choose(page(), "network_draw", "organisations"), "network_colour", "community")
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


def test_each_choice_stands_in_the_address(hue: Ecosystem, hub: str) -> None:
    app = choose(choose(page(id=hub), "network_draw", "organisations"), "network_colour", "community")
    app = app.selectbox(key="network_size").set_value("pagerank").run()
    assert app.query_params["draw"] == "organisations" and app.query_params["colour"] == "community"
    assert app.query_params["size"] == "pagerank"
    app = choose(choose(app, "network_mode", "around"), "network_steps", "2")
    assert app.query_params["mode"] == "around" and app.query_params["steps"] == "2"
    app = choose(app, "network_mode", "chain")
    assert app.query_params["from"] == hub
    app = choose(app, "network_mode", "network")
    assert "mode" not in app.query_params


def test_a_link_reopens_the_chain(hue: Ecosystem) -> None:
    (a, _), _hub, (b, _), *_rest = network.summary(hue).hubs
    app = page(mode="chain", **{"from": a, "to": b})
    assert spec(app)["series"][0]["links"]
    assert hue.name(a, "en") in said(app) and hue.name(b, "en") in said(app)


def test_a_link_reopens_the_surroundings(hue: Ecosystem, hub: str) -> None:
    app = page(mode="around", id=hub, steps="2", size="constraint")
    assert len(spec(app)["series"][0]["data"]) - 2 == min(len(network.ego(hue, hub, 2)), LIMIT)
    assert app.selectbox(key="network_size").value == "constraint"


def test_a_link_reopens_the_community(hue: Ecosystem) -> None:
    group = network.communities(hue)[1]
    app = page(community=group.hub)
    assert {row["id"] for row in spec(app)["series"][0]["data"][:-2]} == set(group.members)
    (back,) = [button for button in app.button if "Back to all" in button.label]
    app = back.click().run()
    assert "community" not in app.query_params
    assert len(spec(app)["series"][0]["data"]) - 2 == len(network.communities(hue))


def test_a_link_past_the_filters(hue: Ecosystem) -> None:
    app = page(kind="investor", whole="1")
    assert len(spec(app)["series"][0]["data"]) - 2 == len(network.communities(hue))


def test_unknown_choices_are_dropped_from_the_address(hue: Ecosystem) -> None:
    wrong = {"size": "<script>", "colour": "x", "draw": "x", "community": "x"}
    app = page(**wrong)
    assert not app.exception and not set(wrong) & set(app.query_params)
    wrong = {"mode": "chain", "from": "x", "to": "x"}
    app = page(**wrong)
    assert not app.exception and app.query_params["mode"] == "chain"
    assert not {"from", "to"} & set(app.query_params)


def test_choices_stay_while_the_visitor_is_elsewhere(hub: str) -> None:
    app = page(mode="around", steps="2", id=hub)
    for script in ("about", "network"):
        for name in list(app.query_params):  # as the browser does on the way by the menu
            del app.query_params[name]
        app.switch_page(str(ROOT / f"pages/{script}.py")).run()
        assert not app.exception
    assert app.query_params["mode"] == "around" and app.query_params["steps"] == "2"


def test_every_kind_and_tie_drawn_is_in_the_legend(hue: Ecosystem) -> None:
    app = choose(page(), "network_draw", "organisations")
    (legend,) = [e.proto.body for e in app.get("html") if e.proto.body.startswith('<ul class="eco-legend"')]
    for entry in spec(app)["series"][0]["categories"]:
        assert html.escape(entry["name"]) in legend
    assert "legend" not in spec(app)
    assert "Tie: " in legend


@pytest.fixture
def long_way(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Treat every network as a large one."""
    network_jobs._job.clear()
    monkeypatch.setattr(network_jobs, "_QUICK", 0)
    yield
    network_jobs._job.clear()


def test_a_long_computation_shows_its_progress(long_way: None, monkeypatch: pytest.MonkeyPatch) -> None:
    free, layout = threading.Event(), network.layout
    monkeypatch.setattr(network, "layout", lambda eco: free.wait(30) and layout(eco))
    app = page(wait=False)
    assert not app.exception and not app.get("echarts_chart")
    assert "Placing the network …" in [bar.proto.text for bar in app.get("progress")]
    free.set()
    for _ in range(100):
        if app.run().get("echarts_chart"):
            break
        time.sleep(0.1)
    assert spec(app)["series"][0]["data"]


def test_an_interrupted_computation_is_said_and_can_be_tried_again(
    long_way: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(eco: Ecosystem) -> None:
        raise ChildProcessError("the computation ended with code -9")

    with monkeypatch.context() as broken:
        broken.setattr(network, "layout", killed)
        app = page()
        assert not app.exception and any("interrupted" in error.value for error in app.error)
    app = app.button(key="network_again_layout").click().run()
    assert not app.error and app.get("echarts_chart")


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def test_other_visitors_are_served_meanwhile(tmp_path: Path) -> None:
    many = ecomap.load(generate(tmp_path, 2_500, 7_500))
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page(str(ROOT / "pages/about.py")).run()
    alone = sorted(seconds(app.run) for _ in range(5))[2]
    job, taken = network_jobs.Job(), []
    threading.Thread(target=job.work, args=(lambda report: network.layout(many, seed=1),)).start()
    while not job.outcome.done():
        taken.append(seconds(app.run))
    assert len(job.outcome.result()) == len(network.simple_graph(many))
    # Half a second, unless the machine is so busy that a page takes long anyhow.
    assert sorted(taken)[len(taken) // 2] < max(0.5, 4 * alone)
