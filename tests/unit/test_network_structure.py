import json
import os
import subprocess
import sys
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from network_samples import ecosystem_of, scattered_graph

from ecomap import Ecosystem, network

pytestmark = pytest.mark.unit
# Two triangles joined by a bridge, a tail on one, a pair apart and one alone.
EDGES = [
    ("a", "b"),
    ("b", "c"),
    ("c", "a"),
    ("c", "d"),
    ("d", "e"),
    ("e", "f"),
    ("f", "d"),
    ("f", "tail"),
    ("x", "y"),
]


@pytest.fixture(scope="module")
def two_triangles(small: Ecosystem) -> Ecosystem:
    return ecosystem_of(small, EDGES, nodes=["alone"])


@pytest.fixture(scope="module")
def scattered(small: Ecosystem) -> Ecosystem:
    graph = scattered_graph()
    return ecosystem_of(small, graph.edges, graph.nodes)


def test_ego_by_steps(two_triangles: Ecosystem) -> None:
    assert network.ego(two_triangles, "a", 0) == {"a"}
    assert network.ego(two_triangles, "a", 1) == {"a", "b", "c"}
    assert network.ego(two_triangles, "a", 2) == {"a", "b", "c", "d"}
    assert network.ego(two_triangles, "alone", 3) == {"alone"}


@pytest.mark.parametrize("ask", [network.ego, network.removal_effect, network.ego_layout])
def test_unknown_node_is_named(two_triangles: Ecosystem, ask: object) -> None:
    with pytest.raises(nx.NodeNotFound, match="'nobody'"):
        ask(two_triangles, "nobody")  # type: ignore[operator]


def test_chain_to_itself_and_without_way(two_triangles: Ecosystem) -> None:
    assert network.chains(two_triangles, "a", "a") == [network.Chain(("a",), ())]
    assert network.chains(two_triangles, "a", "x") == []
    assert network.chains(two_triangles, "a", "tail", max_length=2) == []
    with pytest.raises(nx.NodeNotFound):
        network.chains(two_triangles, "a", "nobody")


def test_chains_are_the_shortest_simple_paths(scattered: Ecosystem) -> None:
    graph = network.simple_graph(scattered)
    ends = [("n001", "n150"), ("n010", "n219"), ("n220", "n230"), ("n240", "n249")]
    for a, b in ends:
        found = network.chains(scattered, a, b, k=5, max_length=6)
        expected = [path for path in nx.all_simple_paths(graph, a, b, cutoff=6)] if graph.degree(a) else []
        lengths = sorted(len(path) - 1 for path in expected)[:5]
        assert [chain.length for chain in found] == lengths
        assert len({chain.nodes for chain in found}) == len(found)
        assert all(list(chain.nodes) in expected for chain in found)


def test_chains_prefer_contacts_with_few_ties(small: Ecosystem) -> None:
    hub = [("hub", f"leaf{n}") for n in range(5)]
    eco = ecosystem_of(small, [*hub, ("a", "hub"), ("hub", "b"), ("a", "shy"), ("shy", "b")])
    assert [chain.nodes[1] for chain in network.chains(eco, "a", "b")] == ["shy", "hub"]


def test_steps_carry_types_and_dates_oldest_first(small: Ecosystem) -> None:
    (chain, *_) = network.chains(small, "quy-xa", "vuon-uom")
    assert chain.nodes == ("quy-xa", "sen-tech", "vuon-uom")
    (invests,), (incubates,) = chain.steps
    assert (invests.type, invests.start_date, invests.end_date) == ("invests_in", "2021-06-01", None)
    assert (incubates.source, incubates.type, incubates.start_date) == ("vuon-uom", "incubates", "2020-03")
    assert incubates.id in small.ties.index


def test_removal_of_the_bridge(two_triangles: Ecosystem) -> None:
    effect = network.removal_effect(two_triangles, "d")
    assert effect.cut_off == ("e", "f", "tail") and effect.ties_lost == 3
    assert (effect.parts_before, effect.parts_after) == (3, 4)
    assert effect.cut_off_by_kind == {"university": 3}
    assert effect.reach_before == pytest.approx((6 * 5 + 2) / (9 * 8))
    assert effect.reach_after == pytest.approx((6 + 6 + 2) / (9 * 8))


def test_removal_of_one_alone_changes_nothing(two_triangles: Ecosystem) -> None:
    effect = network.removal_effect(two_triangles, "alone")
    assert effect.cut_off == () and effect.ties_lost == 0
    assert (effect.parts_before, effect.parts_after) == (2, 2)
    assert effect.reach_before == effect.reach_after


def test_linear_count_equals_removal_one_by_one(scattered: Ecosystem) -> None:
    counts = network.cut_off_counts(scattered)
    graph = network.simple_graph(scattered)
    assert set(counts.index) == set(nx.articulation_points(graph))
    for node in graph:
        assert counts.get(node, 0) == len(network.removal_effect(scattered, node).cut_off)


def test_summary(two_triangles: Ecosystem) -> None:
    facts = network.summary(two_triangles)
    graph = network.simple_graph(two_triangles)
    assert (facts.nodes, facts.ties, facts.pairs, facts.parts, facts.largest_part) == (10, 9, 9, 2, 7)
    assert facts.isolates == ("alone",) and facts.small_parts == ("x", "y")
    assert facts.density == pytest.approx(nx.density(graph))
    assert facts.clustering == pytest.approx(nx.transitivity(graph))
    assert facts.diameter == 4
    assert facts.bridges[0] in {("c", 2), ("d", 3)} and facts.hubs[0] == ("c", 3)


@pytest.mark.parametrize(
    "graph", [nx.path_graph(50), nx.cycle_graph(9), nx.star_graph(5), nx.gnp_random_graph(90, 0.06, seed=3)]
)
def test_diameter_equals_plain_networkx(small: Ecosystem, graph: nx.Graph) -> None:
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    assert network.summary(ecosystem_of(small, graph.edges)).diameter == nx.diameter(largest)


def test_empty_network(small: Ecosystem) -> None:
    eco = ecosystem_of(small, [])
    facts = network.summary(eco)
    assert facts.nodes == 0 and np.isnan(facts.density) and np.isnan(facts.mean_degree)
    assert (
        network.communities(eco) == () and network.layout(eco).empty and network.community_layout(eco).empty
    )
    assert network.membership(eco).empty and network.cut_off_counts(eco).empty


def test_communities_partition_the_tied(scattered: Ecosystem) -> None:
    found = network.communities(scattered)
    graph = network.simple_graph(scattered)
    members = [node for group in found for node in group.members]
    assert sorted(members) == [node for node in graph if graph.degree(node)]
    assert [group.id for group in found] == list(range(len(found)))
    assert [group.size for group in found] == sorted((group.size for group in found), reverse=True)
    assert all(group.hub in group.members for group in found)
    assert network.membership(scattered).isna().sum() == 50


def test_communities_do_not_depend_on_row_order(small: Ecosystem, scattered: Ecosystem) -> None:
    graph = scattered_graph()
    assert network.communities(ecosystem_of(small, graph.edges, graph.nodes, seed=3)) == network.communities(
        scattered
    )


def test_names_of_communities_are_distinct(hue: Ecosystem) -> None:
    names = [
        {"sector": group.main_sector, "place": group.main_ward, "hub": group.hub}[group.naming]
        for group in network.communities(hue)
    ]
    assert None not in names and max(Counter(names).values()) == 1


def test_a_community_is_named_after_what_stands_out(small: Ecosystem) -> None:
    groups = {prefix: [f"{prefix}{n}" for n in range(6)] for prefix in "pqrs"}
    edges = [(a, b) for nodes in groups.values() for a in nodes for b in nodes if a < b]
    sectors = (
        {node: "it" for node in groups["p"]}
        | {node: "edtech" for node in groups["q"]}
        | {"s1": "cross_sector"}
    )
    wards = {node: "19753" for node in groups["r"]} | {node: "19774" for node in groups["p"]}
    eco = ecosystem_of(small, [*edges, ("p0", "q0")], columns={"sectors": sectors, "ward_code": wards})
    naming = {group.members[0][0]: group for group in network.communities(eco)}
    assert (naming["p"].naming, naming["p"].main_sector) == ("sector", "it")
    assert (naming["r"].naming, naming["r"].main_ward) == ("place", "19753")
    assert naming["s"].naming == "hub" and naming["s"].hub == "s0"


def test_layout_is_deterministic_and_apart(small: Ecosystem, scattered: Ecosystem) -> None:
    graph = scattered_graph()
    again = ecosystem_of(small, graph.edges, graph.nodes, seed=11)
    places = network.layout(scattered)
    pd.testing.assert_frame_equal(places, network.layout(again), check_exact=True)
    gaps = np.hypot(*(places.to_numpy()[:, None] - places.to_numpy()[None]).transpose(2, 0, 1))
    np.fill_diagonal(gaps, 9)
    assert np.isfinite(places.to_numpy()).all() and gaps.min() > 0.5


def test_ego_layout_has_the_one_in_the_middle(hue: Ecosystem) -> None:
    hub = network.summary(hue).hubs[0][0]
    places = network.ego_layout(hue, hub, 2)
    assert set(places.index) == network.ego(hue, hub, 2)
    assert places.loc[hub].tolist() == [0, 0]
    assert not places.duplicated().any()


def test_community_discs_do_not_overlap(hue: Ecosystem) -> None:
    discs = network.community_layout(hue)
    for i, a in discs.iterrows():
        for _, b in discs.loc[:i].iloc[:-1].iterrows():
            assert np.hypot(a.x - b.x, a.y - b.y) > 0.95 * (a.radius + b.radius)


def test_chain_layout_places_every_node_once(hue: Ecosystem) -> None:
    (a, _), (b, _), *_rest = network.summary(hue).hubs
    found = network.chains(hue, a, b, k=3)
    places = network.chain_layout(found)
    assert set(places.index) == {node for chain in found for node in chain.nodes}
    assert places.x[a] == 0 and places.x[b] == places.x.max()


def test_same_results_in_another_process() -> None:
    code = (
        "import json, ecomap; from ecomap import network as n; e = ecomap.load('data');"
        "print(json.dumps([[c.members for c in n.communities(e)], n.layout(e).to_numpy().tolist(),"
        "n.measures(e).fillna(-1).to_numpy(dtype=float).tolist()]))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] and json.loads(runs[0])
