"""The long computations, on plain arrays, so that another process can do them.

rustworkx holds the interpreter's lock while it computes. In the process of a server that stops every visitor
for seconds on a network of thousands, so there these run elsewhere (`elsewhere`, `in_child`). A pool of
`multiprocessing` would not do: its children import the parent's ``__main__``, which under Streamlit is the
page. This file runs as a program of its own and imports nothing of this package.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import networkx as nx
import numpy as np
import rustworkx as rx

Runner = Callable[..., Any]

_SHORT = 1000
"""Nodes below which a kernel takes less time than starting a process."""


def springs(n: int, pairs: np.ndarray, pulls: np.ndarray, rounds: int, seed: int) -> np.ndarray:
    """Return positions (n rows of x and y) by springs between tied pairs (rows of two numbers)."""
    graph = rx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from([(int(a), int(b), pull) for (a, b), pull in zip(pairs, pulls.tolist(), strict=True)])
    found = rx.spring_layout(graph, num_iter=rounds, weight_fn=float, seed=seed)
    return np.array([found[index] for index in range(n)])


def betweenness(n: int, pairs: np.ndarray) -> np.ndarray:
    """Return the betweenness of each node, from 0 to 1."""
    found = nx.betweenness_centrality(_graph(n, pairs), backend="rustworkx")
    return np.array([found[index] for index in range(n)])


def closeness(n: int, pairs: np.ndarray) -> np.ndarray:
    """Return the closeness of each node, 0 for those without ties."""
    found = nx.closeness_centrality(_graph(n, pairs), backend="rustworkx")
    return np.array([found[index] for index in range(n)])


def louvain(n: int, pairs: np.ndarray, weights: np.ndarray, seed: int) -> list[list[int]]:
    """Return groups of nodes by Louvain's method, each in rising order."""
    groups = nx.community.louvain_communities(_graph(n, pairs, weights), weight="weight", seed=seed)
    return [sorted(group) for group in groups]


def _graph(n: int, pairs: np.ndarray, weights: np.ndarray | None = None) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(n))
    if weights is None:
        graph.add_edges_from(pairs.tolist())
    else:
        graph.add_weighted_edges_from(zip(*pairs.T.tolist(), weights.tolist(), strict=True))
    return graph


_runner: ContextVar[Runner | None] = ContextVar("runner", default=None)


def run(kernel: Callable[..., Any], n: int, *args: Any) -> Any:
    """Compute a kernel on `n` nodes: here, or if it is long where `elsewhere` says."""
    runner = _runner.get()
    return runner(kernel, n, *args) if runner and n >= _SHORT else kernel(n, *args)


@contextmanager
def elsewhere(runner: Runner) -> Iterator[None]:
    """Let a runner, called as ``runner(kernel, *args)``, do this thread's long kernels in the block."""
    token = _runner.set(runner)
    try:
        yield
    finally:
        _runner.reset(token)


def in_child(kernel: Callable[..., Any], *args: Any) -> Any:
    """Compute a kernel in a process that is made for it and ends with it; waiting holds no lock.

    Raises
    ------
    ChildProcessError
        If the process ended without a result, as when the system ran out of memory.
    """
    # -P: the folder of this file holds modules whose names must not hide others'.
    child = subprocess.Popen(
        [sys.executable, "-P", __file__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    atexit.register(child.kill)
    try:
        result, complaint = child.communicate(pickle.dumps((kernel.__name__, args)))
    finally:
        child.kill()
        child.wait()
        atexit.unregister(child.kill)
    if child.returncode:
        last = complaint.decode(errors="replace").strip().rpartition("\n")[2]
        raise ChildProcessError(f"the computation ended with code {child.returncode}: {last}")
    return pickle.loads(result)


def main() -> None:
    """Read a kernel's name and arguments, compute, and write the result."""
    name, args = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(pickle.dumps(globals()[name](*args)))


if __name__ == "__main__":
    main()
