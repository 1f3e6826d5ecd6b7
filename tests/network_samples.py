"""Snapshots made of any graph, for tests of the network."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace

import networkx as nx
import pandas as pd

from ecomap import Ecosystem


def ecosystem_of(
    small: Ecosystem,
    edges: Iterable[tuple[Hashable, Hashable]],
    nodes: Iterable[Hashable] = (),
    columns: Mapping[str, Mapping[str, str]] | None = None,
    seed: int | None = None,
) -> Ecosystem:
    """Return a snapshot whose organisations and ties are the nodes and edges; `seed` shuffles the rows."""
    edges = [(str(a), str(b)) for a, b in edges]
    ids = sorted({*map(str, nodes), *(node for edge in edges for node in edge)})
    organisations = small.organisations.iloc[[0] * len(ids)].copy()
    organisations.index = pd.Index(ids, name="id")
    for name in ("sectors", "ward_code", "short_name", "name_en"):
        organisations[name] = pd.Series(None, index=organisations.index, dtype="str")
    organisations["name_vi"] = ids
    for name, values in (columns or {}).items():
        organisations[name] = pd.Series(values, dtype="str").reindex(ids)
    ties = pd.DataFrame(edges, columns=["source", "target"])
    ties["type"] = "supports"
    ties = ties.reindex(columns=small.ties.columns)
    ties["origin"] = "relation"
    ties.index = pd.Index([f"{a}|supports|{b}|{n}" for n, (a, b) in enumerate(edges)], name="id")
    if seed is not None:
        organisations = organisations.sample(frac=1, random_state=seed)
        ties = ties.sample(frac=1, random_state=seed)
    return replace(
        small, version="sample", organisations=organisations, programmes=small.programmes[:0], ties=ties
    )


def scattered_graph() -> nx.Graph:
    """Return a random graph of 300 nodes with several parts, dense spots and nodes without ties."""
    graph = nx.powerlaw_cluster_graph(220, 2, 0.5, seed=1)
    graph = nx.disjoint_union(graph, nx.path_graph(20))
    graph = nx.disjoint_union(graph, nx.complete_graph(10))
    graph.add_nodes_from(range(250, 300))
    return nx.relabel_nodes(graph, {n: f"n{n:03}" for n in graph})
