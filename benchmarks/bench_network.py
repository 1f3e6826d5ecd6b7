"""Time of all network measures against plain networkx, in one run on the same graph.

    python -m benchmarks.bench_network [--organisations 5000] [--relations 15000]

The baseline is every measure of the page by networkx alone, without a backend. Exit code 1 below the budget.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx

import ecomap
from benchmarks.generate import generate
from ecomap import network

BUDGET = 3.0
"""The library must be at least so many times as fast as the baseline."""

BASELINE: dict[str, Callable[[nx.Graph], object]] = {
    "degree": lambda graph: dict(graph.degree()),
    "betweenness": nx.betweenness_centrality,
    "closeness": nx.closeness_centrality,
    "pagerank": lambda graph: nx.pagerank(graph, tol=1e-13, max_iter=1000),
    "core_number": nx.core_number,
    "constraint": nx.constraint,
    "effective_size": nx.effective_size,
    "component": lambda graph: list(nx.connected_components(graph)),
    "is_articulation": lambda graph: set(nx.articulation_points(graph)),
}


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--organisations", type=int, default=5_000)
    parser.add_argument("--relations", type=int, default=15_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = generate(Path(folder), arguments.organisations, arguments.relations)
        ecosystem = ecomap.load(data)
    graph = network.simple_graph(ecosystem)
    print(
        f"{len(graph):,} nodes, {graph.number_of_edges():,} pairs, {ecosystem.graph.number_of_edges():,} ties"
    )
    plain_graph = nx.Graph(graph)
    ours = plain = 0.0
    for name, baseline in BASELINE.items():
        fast = seconds(lambda name=name: network.measures(ecosystem, [name]))  # type: ignore[misc]
        slow = seconds(lambda baseline=baseline: baseline(plain_graph))  # type: ignore[misc]
        ours, plain = ours + fast, plain + slow
        print(f"  {name:16} {fast:8.3f} s   plain networkx {slow:8.3f} s")
    print(
        f"all measures       {ours:8.3f} s   plain networkx {plain:8.3f} s   {plain / ours:.1f} times as fast"
    )
    for label, work in (
        ("communities", lambda: network.communities(ecosystem)),
        ("layout", lambda: network.layout(ecosystem)),
        ("summary", lambda: network.summary(ecosystem)),
    ):
        print(f"  {label:16} {seconds(work):8.3f} s")
    return 0 if plain / ours >= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
