"""Gould–Fernandez roles against chains counted by hand and by brute force."""

from __future__ import annotations

from itertools import permutations

import networkx as nx
import numpy as np
import pytest

from ecomap.analysis.brokerage import ROLES, between_groups, brokerage, role_counts


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("AAA", "coordinator"),
        ("ABA", "itinerant"),
        ("AAB", "representative"),
        ("ABB", "gatekeeper"),
        ("ABC", "liaison"),
    ],
)
def test_each_role_on_a_single_chain(groups: str, role: str) -> None:
    table = brokerage(nx.DiGraph([("a", "b"), ("b", "c")]), dict(zip("abc", groups, strict=True)))
    assert table.loc["b"].to_dict() == {**dict.fromkeys(ROLES, 0), role: 1, "total": 1}
    assert table.drop("b").to_numpy().sum() == 0


def test_a_tie_between_the_ends_closes_the_chain() -> None:
    graph = nx.DiGraph([("a", "b"), ("b", "c"), ("a", "c")])
    assert brokerage(graph, dict.fromkeys("abc", 1))["total"].sum() == 0


def test_there_and_back_is_no_chain() -> None:
    assert brokerage(nx.DiGraph([("a", "b"), ("b", "a")]), {"a": 1, "b": 2})["total"].sum() == 0


@pytest.mark.parametrize("seed", range(6))
def test_as_counted_one_by_one(seed: int) -> None:
    graph = nx.gnp_random_graph(12, 0.3, seed=seed, directed=True)
    groups = {node: int(group) for node, group in enumerate(np.random.default_rng(seed).integers(0, 3, 12))}
    table, expected = brokerage(graph, groups), dict.fromkeys(graph, 0)
    for a, b, c in permutations(graph, 3):
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c):
            expected[b] += 1
    assert table["total"].to_dict() == expected


def test_nothing_to_count() -> None:
    assert brokerage(nx.DiGraph(), {}).empty
    lonely = nx.DiGraph()
    lonely.add_node("a")
    assert brokerage(lonely, {"a": 1})["total"].tolist() == [0]


@pytest.mark.parametrize("seed", range(5))
def test_chains_between_groups_are_all_roles_but_the_first(seed: int) -> None:
    random = np.random.default_rng(seed)
    edges = random.integers(0, 25, (120, 2))
    edges = edges[edges[:, 0] != edges[:, 1]]
    groups = random.integers(0, 4, 25)
    assert (between_groups(edges, groups) == role_counts(edges, groups)[:, 1:].sum(axis=1)).all()
