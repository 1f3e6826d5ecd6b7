import time

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from network_samples import ecosystem_of, scattered_graph

from ecomap import Ecosystem, network

pytestmark = pytest.mark.unit
PLAIN = {
    "degree": lambda graph: dict(graph.degree()),
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "pagerank": lambda graph: nx.pagerank(graph, tol=1e-14, max_iter=5000),
    "core_number": nx.core_number,
    "constraint": nx.constraint,
    "effective_size": nx.effective_size,
}
UNDEFINED_WITHOUT_TIES = ("closeness", "constraint", "effective_size")


@pytest.fixture(scope="module")
def scattered(small: Ecosystem) -> Ecosystem:
    graph = scattered_graph()
    return ecosystem_of(small, graph.edges, graph.nodes)


@pytest.mark.parametrize("name", PLAIN)
def test_equals_plain_networkx(scattered: Ecosystem, name: str) -> None:
    graph = scattered_graph()
    expected = pd.Series(PLAIN[name](graph), dtype=float)
    if name in UNDEFINED_WITHOUT_TIES:
        expected[[node for node, degree in graph.degree() if not degree]] = np.nan
    found = network.measures(scattered, [name])[name].astype(float)
    np.testing.assert_allclose(found, expected.reindex(found.index), atol=1e-9, rtol=0)


def test_articulation_points_and_parts_equal_plain_networkx(scattered: Ecosystem) -> None:
    graph = scattered_graph()
    table = network.measures(scattered)
    assert set(table.index[table.is_articulation]) == set(nx.articulation_points(graph))
    for part in nx.connected_components(graph):
        assert table.component[list(part)].nunique() == 1
    assert table.component.nunique() == nx.number_connected_components(graph)
    assert (table.component == 0).sum() == max(map(len, nx.connected_components(graph)))


def test_without_ties_undefined_is_missing_not_zero(small: Ecosystem) -> None:
    row = network.measures(ecosystem_of(small, [("a", "b")], nodes=["alone"])).loc["alone"]
    assert row[list(UNDEFINED_WITHOUT_TIES)].isna().all()
    assert row.degree == 0 and not row.is_articulation


@pytest.mark.parametrize("edges", [[], [("a", "b")], [("a", "b"), ("b", "a"), ("a", "b")]])
def test_tiny_networks(small: Ecosystem, edges: list[tuple[str, str]]) -> None:
    table = network.measures(ecosystem_of(small, edges))
    assert list(table.columns) == list(network.MEASURES)
    assert (table.degree == 1).all()


def test_several_ties_count_once_but_weigh(small: Ecosystem) -> None:
    graph = network.simple_graph(ecosystem_of(small, [("a", "b"), ("b", "a"), ("b", "c")]))
    assert graph["a"]["b"]["weight"] == 2 and graph["b"]["c"]["weight"] == 1
    assert nx.is_frozen(graph)


def test_row_order_changes_nothing(small: Ecosystem, scattered: Ecosystem) -> None:
    graph = scattered_graph()
    shuffled = ecosystem_of(small, graph.edges, graph.nodes, seed=7)
    pd.testing.assert_frame_equal(network.measures(scattered), network.measures(shuffled), check_exact=True)


def test_progress_rises_to_one(small: Ecosystem) -> None:
    told: list[tuple[float, str]] = []
    names = ["degree", "pagerank"]
    network.measures(ecosystem_of(small, [("a", "b")]), names, lambda share, name: told.append((share, name)))
    assert told == [(0.0, "degree"), (0.5, "pagerank"), (1.0, "")]


def test_unknown_measure_is_named(small: Ecosystem) -> None:
    with pytest.raises(ValueError, match="fame"):
        network.measures(small, ["fame"])


def test_results_are_kept_and_cannot_be_spoilt(scattered: Ecosystem) -> None:
    network.measures(scattered)
    start = time.perf_counter()
    table = network.measures(scattered)
    assert time.perf_counter() - start < 0.05
    table["degree"] = -1
    assert (network.measures(scattered).degree >= 0).all()
    assert network.simple_graph(scattered) is network.simple_graph(scattered)


def test_shipped_data(hue: Ecosystem) -> None:
    table = network.measures(hue)
    assert len(table) == len(hue.organisations) + len(hue.programmes)
    assert table.pagerank.sum() == pytest.approx(1)
    assert table.betweenness.between(0, 1).all() and table.closeness.dropna().between(0, 1).all()
