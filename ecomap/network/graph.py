"""The simple undirected graph that the measures run on, and results kept per snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

import networkx as nx
import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

P = ParamSpec("P")
R = TypeVar("R")

# The simple graph is frozen, so the converted copy that networkx keeps for its backend can't go stale.
nx.config.warnings_to_ignore.add("cache")


def per_snapshot(
    compute: Callable[Concatenate[Ecosystem, P], R],
) -> Callable[Concatenate[Ecosystem, P], R]:
    """Remember a function's results for as long as the snapshot's graph lives.

    The graph stands for the snapshot: it is made once, never changes, and a filtered snapshot has its own.
    Arguments after the snapshot must be hashable; results are shared, so they must not be changed.
    """
    known: WeakKeyDictionary[nx.Graph, dict[Hashable, Any]] = WeakKeyDictionary()
    parameters = signature(compute)

    @wraps(compute)
    def remembered(ecosystem: Ecosystem, /, *args: P.args, **kwargs: P.kwargs) -> R:
        results = known.setdefault(ecosystem.graph, {})
        given = parameters.bind(None, *args, **kwargs)
        given.apply_defaults()
        key = given.args[1:]
        if key not in results:
            results[key] = compute(ecosystem, *args, **kwargs)
        return results[key]

    return remembered


@per_snapshot
def simple_graph(ecosystem: Ecosystem) -> nx.Graph:
    """Return who is tied with whom, whatever the type, direction and number of ties.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot; organisations and programmes are its nodes.

    Returns
    -------
    networkx.Graph
        Frozen; nodes and edges in order of id, so that the order of rows in the tables changes nothing. Node
        attributes as in ``ecosystem.graph`` (``node_type``, ``kind``); edge attribute ``weight``: number of
        ties between the two, in either direction.

    Notes
    -----
    Not for questions of direction (who funds whom): use ``ecosystem.graph``. Made once per snapshot.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import simple_graph
    >>> graph = simple_graph(ecomap.load("data"))
    >>> graph.is_directed(), graph.is_multigraph()
    (False, False)
    """
    ties = Counter(
        (min(source, target), max(source, target))
        for source, target in ecosystem.graph.edges()
        if source != target
    )
    graph = nx.Graph()
    graph.add_nodes_from(sorted(ecosystem.graph.nodes(data=True), key=lambda node: node[0]))
    graph.add_weighted_edges_from((a, b, n) for (a, b), n in sorted(ties.items()))
    return nx.freeze(graph)


@per_snapshot
def adjacency(ecosystem: Ecosystem) -> csr_array:
    """Return the 0/1 adjacency matrix of `simple_graph`, rows and columns in its node order; 0 × 0 without nodes."""
    graph = simple_graph(ecosystem)
    if not graph:  # networkx makes no matrix of nothing
        return csr_array((0, 0), dtype=float)
    return nx.to_scipy_sparse_array(graph, weight=None, dtype=float, format="csr")


@per_snapshot
def pairs(ecosystem: Ecosystem) -> np.ndarray:
    """Return the edges of `simple_graph` as rows of two numbers of nodes, in its order."""
    graph = simple_graph(ecosystem)
    number = {node: index for index, node in enumerate(graph)}
    return np.array([(number[a], number[b]) for a, b in graph.edges()], dtype=np.int64).reshape(-1, 2)


def require_node(ecosystem: Ecosystem, node: str) -> None:
    """Raise `networkx.NodeNotFound` unless `node` is in the snapshot's network."""
    if node not in simple_graph(ecosystem):
        raise nx.NodeNotFound(f"{node!r} is not in this network")
