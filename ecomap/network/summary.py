"""The network in a dozen figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from ecomap.network.graph import adjacency, per_snapshot, simple_graph
from ecomap.network.robustness import cut_off_counts

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

_TOP = 5
_ROUNDS = 30
_BITS_FIT = 8_000
"""Nodes up to which a row of bits for each tie stays under some dozens of megabytes."""


@dataclass(frozen=True)
class Summary:
    """Figures of one snapshot's network. Undefined ones (a mean over nothing) are NaN.

    `ties` counts listed ties, `pairs` tied pairs. `density` is tied pairs over possible pairs, `mean_degree`
    the mean number of others a node is tied with, `clustering` the share of "a knows b, b knows c" in which a
    knows c. `parts` counts parts of two or more; `isolates` are nodes without ties, `small_parts` the nodes
    of all parts but the largest and the isolates. `diameter` is the longest shortest chain in the largest
    part. `hubs` (id, degree) and `bridges` (id, others it would cut off) are the first five.
    """

    nodes: int
    organisations: int
    programmes: int
    ties: int
    pairs: int
    density: float
    mean_degree: float
    clustering: float
    parts: int
    largest_part: int
    diameter: int
    small_parts: tuple[str, ...]
    isolates: tuple[str, ...]
    hubs: tuple[tuple[str, int], ...]
    bridges: tuple[tuple[str, int], ...]


@per_snapshot
def summary(ecosystem: Ecosystem) -> Summary:
    """Return the size, shape and leading nodes of the network.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.

    Returns
    -------
    Summary
        See there for each figure's definition; transitivity ("clustering") as in [1]_.

    Notes
    -----
    Density falls as a network grows, so it can't be compared between cities of different size; mean degree
    can. All figures are of the listed ties.

    References
    ----------
    .. [1] Newman, M. E. J. (2003). The structure and function of complex networks. SIAM Review 45, 167–256.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import summary
    >>> facts = summary(ecomap.load("data"))
    >>> facts.largest_part + len(facts.small_parts) + len(facts.isolates) == facts.nodes
    True
    """
    graph = simple_graph(ecosystem)
    n, pairs = len(graph), graph.number_of_edges()
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    joined = [part for part in parts if len(part) > 1]
    organisations = sum(kind == "organisation" for _, kind in graph.nodes(data="node_type"))
    hubs = sorted(graph.degree(), key=lambda item: (-item[1], item[0]))[:_TOP]
    return Summary(
        nodes=n,
        organisations=organisations,
        programmes=n - organisations,
        ties=ecosystem.graph.number_of_edges(),
        pairs=pairs,
        density=2 * pairs / (n * (n - 1)) if n > 1 else float("nan"),
        mean_degree=2 * pairs / n if n else float("nan"),
        clustering=_transitivity(ecosystem),
        parts=len(joined),
        largest_part=len(joined[0]) if joined else 0,
        diameter=_diameter(ecosystem, joined[0]) if joined else 0,
        small_parts=tuple(sorted(node for part in joined[1:] for node in part)),
        isolates=tuple(node for node, degree in graph.degree() if not degree),
        hubs=tuple((node, degree) for node, degree in hubs if degree),
        bridges=tuple(
            (str(node), int(count)) for node, count in cut_off_counts(ecosystem).head(_TOP).items()
        ),
    )


def _transitivity(ecosystem: Ecosystem) -> float:
    if not len(simple_graph(ecosystem)):
        return float("nan")
    matrix = adjacency(ecosystem)
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    triads = float((degree * (degree - 1)).sum())
    return float((matrix @ matrix).multiply(matrix).sum() / triads) if triads else float("nan")


def _diameter(ecosystem: Ecosystem, part: set[str]) -> int:
    """Return the longest shortest chain of a connected part.

    Grows all neighbourhoods at once, a step a round, as rows of bits. A part so stretched that this takes
    many rounds is one where bounds [Takes and Kosters 2011] end the search after few walks.
    """
    graph = simple_graph(ecosystem)
    inside = np.array([node in part for node in graph])
    matrix = adjacency(ecosystem)[inside][:, inside]
    n = matrix.shape[0]
    full = np.packbits(np.ones(n, dtype=bool))
    reached = np.packbits(np.eye(n, dtype=bool), axis=1)
    for step in range(1, _ROUNDS + 1 if n <= _BITS_FIT else 1):
        reached = reached | np.bitwise_or.reduceat(reached[matrix.indices], matrix.indptr[:-1], axis=0)
        if (reached == full).all():
            return step
    return int(nx.diameter(graph.subgraph(part), usebounds=True))
