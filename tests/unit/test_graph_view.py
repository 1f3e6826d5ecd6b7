import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from network_samples import ecosystem_of

from ecomap import Ecosystem, network
from ecomap import vocabulary as v
from ecomap.i18n import Translator, translator
from ecomap.views import graph, graph_picture, graph_tables, graph_text
from ecomap.views.graph_communities import community_chart
from ecomap.views.graph_legend import legend_html

pytestmark = pytest.mark.unit
NASTY = [
    "<script>alert(1)</script>",
    "{b} {a|x} {@[0]}",
    '"><img src=x onerror=alert(1)>',
    "=1+1",
    "$x^2$ & co",
    "a\nb",
]


@pytest.fixture(scope="module")
def _() -> Translator:
    return translator("en")


@pytest.fixture(scope="module")
def nasty(small: Ecosystem) -> Ecosystem:
    edges = [(f"n{i}", f"n{i + 1}") for i in range(len(NASTY) - 1)]
    names = {f"n{i}": name for i, name in enumerate(NASTY)}
    return ecosystem_of(small, edges, columns={"name_vi": names, "short_name": names})


def chart_of(eco: Ecosystem, _: Translator, **look: Any) -> graph.GraphChart:
    return graph.graph_chart(eco, network.layout(eco), _, look=graph.Look(**look))


def texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from ([str(item)] if key == "formatter" else texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def test_rows_are_ids_in_order(small: Ecosystem, _: Translator) -> None:
    chart = chart_of(small, _)
    series = chart.spec["series"][0]
    assert [row["id"] for row in series["data"][:-2]] == list(chart.nodes) == sorted(small.graph)
    assert sorted(chart.ties) == sorted(small.ties.index)
    for tie, link in zip(chart.ties, series["links"], strict=True):
        ends = chart.nodes[link["source"]], chart.nodes[link["target"]]
        assert ends == tuple(small.ties.loc[tie, ["source", "target"]])
    assert chart.node_at(0) == chart.nodes[0] and chart.node_at(len(chart.nodes)) is None
    assert chart.tie_at(-1) is None


def test_equal_input_gives_equal_bytes(hue: Ecosystem, _: Translator) -> None:
    first, second = (
        json.dumps(chart_of(hue, _, groups=network.communities(hue)).spec, allow_nan=False) for _n in "12"
    )
    assert first == second


def test_message_stays_small(hue: Ecosystem) -> None:
    sizes = network.measures(hue, ["degree"]).degree
    chart = chart_of(hue, translator("vi"), sizes=sizes, frame=network.layout(hue))
    assert len(json.dumps(chart.spec).encode()) < 400_000


def test_kinds_have_their_colour_and_symbol(small: Ecosystem, _: Translator) -> None:
    series = chart_of(small, _, theme="dark").spec["series"][0]
    entry = {row["id"]: series["categories"][row["category"]] for row in series["data"][:-2]}
    kind = v.KINDS["investor"]
    assert entry["quy-xa"]["name"] == kind.plural
    assert entry["quy-xa"]["itemStyle"]["color"] == kind.dark_colour
    assert entry["quy-xa"]["symbol"] == graph.symbol(kind.shape)
    assert len({graph.symbol(kind.shape) for kind in v.KINDS.values()}) == len(v.KINDS)


def test_size_follows_the_measure_and_undefined_is_hollow(small: Ecosystem, _: Translator) -> None:
    values = pd.Series({"dai-hoc-hue": 4.0, "so-khcn": 1.0, "quy-xa": float("nan")})
    rows = {row["id"]: row for row in chart_of(small, _, sizes=values).spec["series"][0]["data"]}
    assert rows["dai-hoc-hue"]["symbolSize"] > rows["so-khcn"]["symbolSize"] > rows["quy-xa"]["symbolSize"]
    assert rows["quy-xa"]["itemStyle"]["color"] == graph.GROUND["light"]
    assert "itemStyle" not in rows["so-khcn"]


def test_parallel_ties_bend_apart_whatever_their_direction(small: Ecosystem, _: Translator) -> None:
    eco = ecosystem_of(small, [("a", "b"), ("b", "a"), ("a", "b")])
    bends = [link["lineStyle"].get("curveness", 0) for link in chart_of(eco, _).spec["series"][0]["links"]]
    directed = [
        bend if tie.startswith("a") else -bend for bend, tie in zip(bends, chart_of(eco, _).ties, strict=True)
    ]
    assert len(set(directed)) == 3


def test_only_directed_ties_have_arrows(small: Ecosystem, _: Translator) -> None:
    ties = small.ties.copy()
    ties.loc[ties["type"] == "invests_in", "type"] = "partners_with"
    chart = chart_of(replace(small, ties=ties, version="p"), _)
    plain = [
        tie
        for tie, link in zip(chart.ties, chart.spec["series"][0]["links"], strict=True)
        if "symbol" in link
    ]
    assert list(ties.loc[plain, "type"]) == ["partners_with"]


def test_a_filter_moves_nothing(hue: Ecosystem, _: Translator) -> None:
    places = network.layout(hue)
    look = graph.Look(frame=places)
    few = list(network.ego(hue, "dai-hoc-hue", 1))
    whole, part = (graph.graph_chart(hue, places, _, look=look, nodes=nodes) for nodes in (None, few))
    at = {row["id"]: (row["x"], row["y"]) for row in whole.spec["series"][0]["data"]}
    drawn = {row["id"]: (row["x"], row["y"]) for row in part.spec["series"][0]["data"]}
    assert set(few) < set(drawn)
    assert all(at[node] == place for node, place in drawn.items() if node in at)
    assert whole.spec["series"][0]["data"][-2:] == part.spec["series"][0]["data"][-2:]


def test_beyond_the_limit_the_best_connected_are_drawn(small: Ecosystem, _: Translator) -> None:
    eco = ecosystem_of(small, [("hub", f"n{i}") for i in range(graph.LIMIT + 40)], nodes=["alone"])
    chart = chart_of(eco, _, marked="alone")
    assert len(chart.nodes) == graph.LIMIT and chart.hidden == 42
    assert {"hub", "alone"} <= set(chart.nodes)


def test_marked_one_is_selected_in_the_drawing(small: Ecosystem, _: Translator) -> None:
    rows = chart_of(small, _, marked="quy-xa").spec["series"][0]["data"]
    assert [row["id"] for row in rows if row.get("selected")] == ["quy-xa"]


def test_names_stay_text(nasty: Ecosystem, _: Translator) -> None:
    spec = chart_of(nasty, _).spec
    # Only labels on the canvas have templates; tooltips are ECharts' own, which escape names.
    assert "formatter" not in spec["tooltip"] and "tooltip" not in json.dumps(spec["series"])
    templates = list(texts(spec))
    assert len(templates) == len(NASTY)
    assert not any("{b" in text or "{a" in text or "{@" in text for text in templates)
    assert "\n" not in "".join(row["name"] for row in spec["series"][0]["data"])


def test_long_names_are_cut(small: Ecosystem, _: Translator) -> None:
    eco = ecosystem_of(small, [("a", "b")], columns={"name_vi": {"a": "x" * 200_000, "b": "b"}})
    assert len(json.dumps(chart_of(eco, _).spec)) < 5_000
    assert max(map(len, graph_text.sentences(eco, _))) < 1_000


def test_communities_sum_members_and_ties(hue: Ecosystem, _: Translator) -> None:
    groups = network.communities(hue)
    chart = community_chart(groups, network.community_layout(hue), hue, _)
    series = chart.spec["series"][0]
    assert chart.nodes == tuple(str(group.id) for group in groups)
    names = [row["name"] for row in series["data"][:-2]]
    assert len(set(names)) == len(names)
    of = network.membership(hue)
    crossing = sum(int(of[a] != of[b]) for a, b in zip(hue.ties.source, hue.ties.target, strict=True))
    assert sum(int(link["value"].split()[0].replace(",", "")) for link in series["links"]) == crossing


def test_community_chart_of_a_part_counts_the_part(hue: Ecosystem, small: Ecosystem, _: Translator) -> None:
    groups = network.communities(hue)
    members = groups[1].members[:3]
    part = ecosystem_of(small, [(members[0], members[1])], nodes=members)
    chart = community_chart(groups, network.community_layout(hue), part, _)
    assert chart.nodes == ("1",) and chart.spec["series"][0]["data"][0]["value"] == "3 members"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_sentences_say_size_parts_hubs_bridges_and_the_cut_off(hue: Ecosystem, lang: str) -> None:
    told = " ".join(graph_text.sentences(hue, translator(lang)))
    facts = network.summary(hue)
    _ = translator(lang)
    for n in (
        len(hue.organisations),
        len(hue.programmes),
        len(hue.ties),
        facts.largest_part,
        len(facts.isolates),
    ):
        assert _.number(n) in told
    for node in (facts.hubs[0][0], facts.bridges[0][0], facts.isolates[0]):
        assert hue.name(node, lang) in told


def test_sentences_of_nothing(small: Ecosystem, _: Translator) -> None:
    assert len(graph_text.sentences(ecosystem_of(small, []), _)) == 1


def test_unknown_dates_are_said(_: Translator) -> None:
    assert graph_text.period(None, float("nan"), _) == "no date known"
    assert graph_text.period("2020", "2020", _) == "2020"
    assert graph_text.period("2020", None, _) == "since 2020"
    assert graph_text.period(None, "2021-05-01", _) == "until 1 May 2021"
    assert graph_text.period("2019", "2021", _) == "2019 to 2021"


def test_neighbours_from_the_view_of_the_one(small: Ecosystem, _: Translator) -> None:
    table = graph_tables.neighbour_table(small, "sen-tech", _)
    assert set(table.index) == {"vuon-uom", "quy-xa", "dai-hoc-hue", "cuoc-thi"}
    assert table.ties["quy-xa"] == "receives investment from (since 1 Jun 2021)"
    assert table.latest["vuon-uom"] == "2020-03" and pd.isna(table.latest["dai-hoc-hue"])
    assert list(table.degree) == sorted(table.degree, reverse=True)


def test_neighbours_of_one_alone(small: Ecosystem, _: Translator) -> None:
    table = graph_tables.neighbour_table(small, "de-an", _)
    assert table.empty and list(table.columns) == ["name", "kind", "ties", "latest", "degree"]


def test_chain_in_words(small: Ecosystem, _: Translator) -> None:
    (chain, *_rest) = network.chains(small, "quy-xa", "vuon-uom")
    assert graph_text.chain_title(chain, small, _) == "Quỹ Xa → Công ty Sen Tech → Vườn ươm Cố đô"
    assert (
        graph_text.chain_steps(chain, small, _)[0] == "Quỹ Xa invests in Công ty Sen Tech (since 1 Jun 2021)"
    )


def test_removal_in_words(hue: Ecosystem, _: Translator) -> None:
    bridge, n = network.summary(hue).bridges[0]
    told = " ".join(graph_text.removal_sentences(network.removal_effect(hue, bridge), hue, _))
    assert hue.name(bridge, "en") in told and _.number(n) in told


@pytest.mark.parametrize(("file_format", "start"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_picture_is_the_same_each_time(
    nasty: Ecosystem, _: Translator, file_format: str, start: bytes
) -> None:
    places = network.layout(nasty)
    first, second = (graph_picture.graph_picture(nasty, places, _, file_format) for _n in "12")
    assert first == second and first.startswith(start)
    assert b"<script" not in first and b"<img" not in first


def test_picture_in_other_formats_is_refused(small: Ecosystem, _: Translator) -> None:
    with pytest.raises(ValueError, match="'bmp'"):
        graph_picture.graph_picture(small, network.layout(small), _, "bmp")


@pytest.mark.parametrize(
    ("lang", "written"), [("vi", ["1.234,5", "", "0,12"]), ("en", ["1,234.5", "", "0.12"])]
)
def test_numbers_in_tables_follow_the_language_and_sort_as_text(lang: str, written: list[str]) -> None:
    values = pd.Series([1234.5, float("nan"), 0.12, 9.0, 12.0, 9.25, 9.999])
    texts = graph_tables.aligned(values, translator(lang), 2)
    assert [text.strip() for text in texts[:3]] == written
    known = values.dropna()
    by_text = sorted(known.index, key=lambda row: texts[row])
    assert by_text == list(known.sort_values().index)


def test_table_of_measures_keeps_counts_as_numbers(hue: Ecosystem) -> None:
    table = graph_tables.node_table(hue, tuple(graph_tables.MEASURE_LABELS), translator("vi"))
    assert {name for name in graph_tables.MEASURE_LABELS if table[name].dtype.kind == "i"} == {
        "degree",
        "core_number",
    }
    assert "." not in "".join(table["closeness"]) and "," in "".join(table["closeness"])


def test_legend_tells_every_mark_and_keeps_names_as_text(
    nasty: Ecosystem, small: Ecosystem, _: Translator
) -> None:
    legend = chart_of(small, _).legend
    kinds = {kind for _node, kind in network.simple_graph(small).nodes(data="kind")}
    assert {v.KINDS[kind].plural for kind in kinds} <= {entry.label for entry in legend}
    groups = {v.TIE_GROUPS[v.TIE_TYPES[code].group].label for code in small.ties["type"]}
    assert {f"Tie: {label}" for label in groups} <= {entry.label for entry in legend}
    by_group = chart_of(nasty, _, groups=network.communities(nasty)).legend
    written = legend_html(by_group)
    assert "<script" not in written and "<img src=x" not in written
