"""Who is near whom, and through whom two organisations could meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from ecomap.network.graph import per_snapshot, require_node, simple_graph

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

# Two hubs can have thousands of equally short chains between them; as many as this are compared.
_CANDIDATES = 2000


@dataclass(frozen=True)
class Tie:
    """One listed tie; the dates are as written (a year or a day), None where not known."""

    id: str
    source: str
    target: str
    type: str
    start_date: str | None
    end_date: str | None


@dataclass(frozen=True)
class Chain:
    """A chain of acquaintances: its nodes from end to end, and the ties of each step, oldest first."""

    nodes: tuple[str, ...]
    steps: tuple[tuple[Tie, ...], ...]

    @property
    def length(self) -> int:
        """Number of steps; 0 from an organisation to itself."""
        return len(self.steps)


def ego(ecosystem: Ecosystem, node_id: str, steps: int = 1) -> frozenset[str]:
    """Return an organisation or programme and all within so many steps, whatever the direction of ties.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    node_id : str
        The one in the middle.
    steps : int
        0 gives only itself, 1 its direct contacts, and so on.

    Returns
    -------
    frozenset of str
        Ids; always holds `node_id`.

    Raises
    ------
    networkx.NodeNotFound
        If `node_id` is not in the snapshot. (`ecosystem.resolve` turns a former id into the current one.)

    Notes
    -----
    Beyond two steps most of a small city's network is reached through its administration, so distance says
    little there.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import ego
    >>> ecosystem = ecomap.load("data")
    >>> node = next(iter(ecosystem.graph))
    >>> ego(ecosystem, node, steps=0) == {node}
    True
    """
    require_node(ecosystem, node_id)
    return frozenset(nx.single_source_shortest_path_length(simple_graph(ecosystem), node_id, cutoff=steps))


def chains(ecosystem: Ecosystem, a: str, b: str, k: int = 3, max_length: int = 6) -> list[Chain]:
    """Return the `k` shortest chains between two organisations or programmes.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    a, b : str
        The two ends.
    k : int
        How many chains at most.
    max_length : int
        Longest chain, in steps.

    Returns
    -------
    list of Chain
        Shortest first; no node twice in a chain. Among equally short ones those through contacts with fewer
        ties come first, since a contact with few ties is the more likely to make an introduction (the
        reasoning of resource allocation [1]_); then by id. Empty if there is no chain of that length. From a
        node to itself: one chain without steps.

    Raises
    ------
    networkx.NodeNotFound
        If an end is not in the snapshot.

    Notes
    -----
    A chain says that ties are listed, not that people will open the door: see the type and date of each tie.
    The direction of ties is not looked at. Between two hubs only the first 2,000 chains of a length are
    compared.

    References
    ----------
    .. [1] Zhou, T., Lü, L., Zhang, Y.-C. (2009). Predicting missing links via local information. European
       Physical Journal B 71, 623–630.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import chains
    >>> ecosystem = ecomap.load("data")
    >>> node = next(iter(ecosystem.graph))
    >>> chains(ecosystem, node, node)[0].length
    0
    """
    require_node(ecosystem, a)
    require_node(ecosystem, b)
    graph = simple_graph(ecosystem)
    to_end = nx.single_source_shortest_path_length(graph, b, cutoff=max_length)
    found: list[tuple[str, ...]] = []
    for length in range(to_end.get(a, max_length + 1), max_length + 1):
        candidates = islice(_paths(graph, (a,), to_end, length), _CANDIDATES)
        found += sorted(candidates, key=lambda nodes: (sum(graph.degree(n) for n in nodes[1:-1]), nodes))
        if len(found) >= k or a == b:
            break
    return [
        Chain(nodes, tuple(_ties_between(ecosystem, x, y) for x, y in pairwise(nodes))) for nodes in found[:k]
    ]


def _paths(
    graph: nx.Graph, nodes: tuple[str, ...], to_end: dict[str, int], left: int
) -> Iterator[tuple[str, ...]]:
    """Yield simple paths of exactly `left` more steps to the end, never entering what is too far from it."""
    if left == 0:
        if to_end[nodes[-1]] == 0:
            yield nodes
        return
    if to_end[nodes[-1]] == 0:
        return
    for other in graph[nodes[-1]]:
        if to_end.get(other, left) < left and other not in nodes:
            yield from _paths(graph, (*nodes, other), to_end, left - 1)


def listed_ties(ties: pd.DataFrame) -> Iterator[Tie]:
    """Yield the rows of a frame of ties, such as `Ecosystem.ties`."""
    columns = (ties[name] for name in ("source", "target", "type", "start_date", "end_date"))
    for tie_id, source, target, code, start, end in zip(ties.index, *columns, strict=True):
        yield Tie(str(tie_id), source, target, code, _text(start), _text(end))


@per_snapshot
def _ties_by_pair(ecosystem: Ecosystem) -> dict[frozenset[str], tuple[Tie, ...]]:
    pairs: dict[frozenset[str], list[Tie]] = {}
    for tie in listed_ties(ecosystem.ties.sort_index()):
        pairs.setdefault(frozenset((tie.source, tie.target)), []).append(tie)
    return {pair: tuple(sorted(ties, key=_age)) for pair, ties in pairs.items()}


def _ties_between(ecosystem: Ecosystem, a: str, b: str) -> tuple[Tie, ...]:
    return _ties_by_pair(ecosystem)[frozenset((a, b))]


def _age(tie: Tie) -> tuple[bool, str, str]:
    return (tie.start_date is None, tie.start_date or "", tie.id)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
