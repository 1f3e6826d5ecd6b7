"""What holds the network together: what breaks if one goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import pandas as pd

from ecomap.network.graph import per_snapshot, require_node, simple_graph

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem


@dataclass(frozen=True)
class RemovalEffect:
    """What changes in the rest of the network when one node and its ties go.

    `parts_before` and `parts_after` count the parts of the others' network (before: as tied through the
    node). `cut_off` are those of its part that lose touch with the largest piece left of it, in order of id;
    `cut_off_by_kind` counts them. `reach_before` and `reach_after` are the share (0–1) of pairs of others
    joined by any chain; NaN with fewer than two others.
    """

    node: str
    ties_lost: int
    parts_before: int
    parts_after: int
    cut_off: tuple[str, ...]
    cut_off_by_kind: Mapping[str, int]
    reach_before: float
    reach_after: float


@per_snapshot
def removal_effect(ecosystem: Ecosystem, node_id: str) -> RemovalEffect:
    """Return what breaks if an organisation or programme ends.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    node_id : str
        The one taken away.

    Returns
    -------
    RemovalEffect
        Ties lost, parts before and after, who is cut off from the largest piece left of its part, and the
        share of pairs of others that can still reach each other [1]_.

    Raises
    ------
    networkx.NodeNotFound
        If `node_id` is not in the snapshot.

    Notes
    -----
    Counts listed ties only: whoever is cut off here may have others that nobody wrote down, and someone may
    take over the role. It says where the record shows a single thread, not that the thread will tear.

    References
    ----------
    .. [1] Albert, R., Jeong, H., Barabási, A.-L. (2000). Error and attack tolerance of complex networks.
       Nature 406, 378–382.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import removal_effect
    >>> ecosystem = ecomap.load("data")
    >>> effect = removal_effect(ecosystem, next(iter(ecosystem.graph)))
    >>> effect.reach_after <= effect.reach_before
    True
    """
    require_node(ecosystem, node_id)
    graph = simple_graph(ecosystem)
    part = nx.node_connected_component(graph, node_id)
    pieces = sorted(
        nx.connected_components(graph.subgraph(part - {node_id})), key=lambda piece: (-len(piece), min(piece))
    )
    others = [len(other) for other in nx.connected_components(graph) if node_id not in other]
    cut_off = tuple(sorted(node for piece in pieces[1:] for node in piece))
    kinds = Counter(graph.nodes[node]["kind"] for node in cut_off)
    return RemovalEffect(
        node=node_id,
        ties_lost=ecosystem.graph.degree(node_id),
        parts_before=len(others) + (len(part) > 1),
        parts_after=len(others) + len(pieces),
        cut_off=cut_off,
        cut_off_by_kind=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        reach_before=_reach([*others, len(part) - 1]),
        reach_after=_reach([*others, *map(len, pieces)]),
    )


def _reach(sizes: list[int]) -> float:
    """Return the share of pairs that lie in the same part."""
    n = sum(sizes)
    return sum(size * (size - 1) for size in sizes) / (n * (n - 1)) if n > 1 else float("nan")


@per_snapshot
def cut_off_counts(ecosystem: Ecosystem) -> pd.Series:
    """Return how many others would be cut off by the end of each single node.

    One depth-first walk finds every articulation point [1]_ and the size of what hangs on it, so this is
    linear in nodes and ties and equals ``len(removal_effect(ecosystem, node_id).cut_off)`` for every id.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.

    Returns
    -------
    pandas.Series
        Index ``id``; only nodes that cut off someone, most first, then by id. Empty if no single end splits a
        part.

    References
    ----------
    .. [1] Hopcroft, J., Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation.
       Communications of the ACM 16, 372–378.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import cut_off_counts
    >>> bool((cut_off_counts(ecomap.load("data")) > 0).all())
    True
    """
    graph = simple_graph(ecosystem)
    counts: dict[str, int] = {}
    for part in nx.connected_components(graph):
        hanging = _hanging_sizes(graph, min(part))
        for node, sizes in hanging.items():
            rest = len(part) - 1 - sum(sizes)
            counts[node] = len(part) - 1 - max(*sizes, rest)
    kept = pd.Series({node: n for node, n in counts.items() if n}, dtype="int64", name="cut_off")
    kept.index.name = "id"
    return kept.sort_index().sort_values(ascending=False, kind="stable")


def _hanging_sizes(graph: nx.Graph, root: str) -> dict[str, list[int]]:
    """Return for each node the sizes of the depth-first branches that only it joins to the rest."""
    found = {root: 0}
    low, size = {root: 0}, {root: 1}
    hanging: dict[str, list[int]] = {}
    stack = [(root, root, iter(graph[root]))]
    while stack:
        node, parent, others = stack[-1]
        for other in others:
            if other not in found:
                found[other] = low[other] = len(found)
                size[other] = 1
                stack.append((other, node, iter(graph[other])))
                break
            if other != parent:
                low[node] = min(low[node], found[other])
        else:
            stack.pop()
            if not stack:
                break
            low[parent] = min(low[parent], low[node])
            size[parent] += size[node]
            if low[node] >= found[parent]:
                hanging.setdefault(parent, []).append(size[node])
    return hanging
