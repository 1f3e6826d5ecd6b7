"""Figures about each node's position in the network."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.network import kernels
from ecomap.network.graph import adjacency, pairs, per_snapshot, simple_graph

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

Progress = Callable[[float, str], None]

# The parallel kernels add in any order, which moves the last bits; figures must be equal from run to run.
_DECIMALS = 12


def _degree(ecosystem: Ecosystem) -> np.ndarray:
    return np.array([degree for _, degree in simple_graph(ecosystem).degree()], dtype=np.int64)


def _betweenness(ecosystem: Ecosystem) -> np.ndarray:
    return _by_kernel(ecosystem, kernels.betweenness)


def _closeness(ecosystem: Ecosystem) -> np.ndarray:
    return np.where(_degree(ecosystem) > 0, _by_kernel(ecosystem, kernels.closeness), math.nan)


def _pagerank(ecosystem: Ecosystem) -> np.ndarray:
    # Weighted by number of ties; the tolerance is per node, so this is exact to about 1e-12.
    return _in_order(ecosystem, nx.pagerank(simple_graph(ecosystem), tol=1e-13, max_iter=1000))


def _core_number(ecosystem: Ecosystem) -> np.ndarray:
    return _in_order(ecosystem, nx.core_number(simple_graph(ecosystem), backend="rustworkx")).astype(np.int64)


def _constraint(ecosystem: Ecosystem) -> np.ndarray:
    matrix, degree = adjacency(ecosystem), _degree(ecosystem)
    share = matrix.multiply(1 / np.maximum(degree, 1)[:, None]).tocsr()
    invested = (share + share @ share).multiply(matrix)
    total = np.asarray(invested.multiply(invested).sum(axis=1)).ravel()
    return np.where(degree > 0, total, math.nan)


def _effective_size(ecosystem: Ecosystem) -> np.ndarray:
    matrix, degree = adjacency(ecosystem), _degree(ecosystem)
    twice_ties_among_alters = np.asarray((matrix @ matrix).multiply(matrix).sum(axis=1)).ravel()
    return np.where(degree > 0, degree - twice_ties_among_alters / np.maximum(degree, 1), math.nan)


def _component(ecosystem: Ecosystem) -> np.ndarray:
    graph = simple_graph(ecosystem)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    number = {node: index for index, part in enumerate(parts) for node in part}
    return np.array([number[node] for node in graph], dtype=np.int64)


def _is_articulation(ecosystem: Ecosystem) -> np.ndarray:
    graph = simple_graph(ecosystem)
    points = set(nx.articulation_points(graph, backend="rustworkx"))
    return np.array([node in points for node in graph], dtype=bool)


def _by_kernel(ecosystem: Ecosystem, kernel: Callable[[int, np.ndarray], np.ndarray]) -> np.ndarray:
    return np.round(kernels.run(kernel, len(simple_graph(ecosystem)), pairs(ecosystem)), _DECIMALS)


def _in_order(ecosystem: Ecosystem, values: Mapping[str, float]) -> np.ndarray:
    return np.round([values[node] for node in simple_graph(ecosystem)], _DECIMALS)


MEASURES: Mapping[str, Callable[[Ecosystem], np.ndarray]] = {
    "degree": _degree,
    "betweenness": _betweenness,
    "closeness": _closeness,
    "pagerank": _pagerank,
    "core_number": _core_number,
    "constraint": _constraint,
    "effective_size": _effective_size,
    "component": _component,
    "is_articulation": _is_articulation,
}


@per_snapshot
def _measure(ecosystem: Ecosystem, name: str) -> pd.Series:
    if not len(simple_graph(ecosystem)):
        return pd.Series([], name=name, dtype=float)
    return pd.Series(MEASURES[name](ecosystem), index=pd.Index(simple_graph(ecosystem), name="id"), name=name)


def measures(
    ecosystem: Ecosystem, names: Iterable[str] | None = None, progress: Progress | None = None
) -> pd.DataFrame:
    """Return figures about the position of every organisation and programme.

    All are computed on `simple_graph`: ties of any type and direction count, and several ties between the
    same two count once (PageRank alone weighs them).

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    names : iterable of str, optional
        Which columns, of `MEASURES`; all by default.
    progress : callable, optional
        Called as ``progress(fraction, name)`` before each measure and with ``(1.0, "")`` at the end.

    Returns
    -------
    pandas.DataFrame
        Index ``id``; a column each, in the order asked:

        degree
            Number of others it is tied with.
        betweenness
            Share (0–1) of shortest chains between two others that pass through it [1]_, [2]_.
        closeness
            0–1: one over the mean number of steps to those it can reach, times the share of the network it
            can reach, so that members of small parts don't come out on top [3]_.
        pagerank
            Share of visits of a walk along ties with restarts of 15 %; sums to 1 [4]_.
        core_number
            Largest k such that it lies in a group where each is tied with k of the group [5]_.
        constraint
            How much its contacts are tied with each other: near 0 for one between separate groups, 1 and more
            for one inside a single closed group or with a single contact [6]_.
        effective_size
            Number of contacts less the mean number of ties each has with the other contacts [6]_, [7]_.
        component
            Number of the part it lies in; 0 is the largest.
        is_articulation
            True if the part would fall apart without it [8]_.

        Closeness, constraint and effective size of a node without ties are undefined: NaN.

    Raises
    ------
    ValueError
        For a name that is not a measure.

    Notes
    -----
    Position in the *listed* network. Ties are under-reported and unevenly so: bodies that publish much look
    more central than those that don't. Small differences in betweenness and closeness change with a handful
    of missing ties; compare ranks, not decimals. Constraint of a node with one or two ties says little.
    Betweenness and closeness run on rustworkx, constraint and effective size on sparse matrices; all equal
    plain networkx to 1e-9. Each is computed once per snapshot.

    References
    ----------
    .. [1] Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry 40, 35–41.
    .. [2] Brandes, U. (2001). A faster algorithm for betweenness centrality. J. Math. Sociology 25, 163–177.
    .. [3] Wasserman, S., Faust, K. (1994). Social Network Analysis. Cambridge University Press, p. 201.
    .. [4] Brin, S., Page, L. (1998). The anatomy of a large-scale hypertextual Web search engine. Computer
       Networks 30, 107–117.
    .. [5] Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5, 269–287.
    .. [6] Burt, R. S. (1992). Structural Holes. Harvard University Press, ch. 2.
    .. [7] Borgatti, S. P. (1997). Structural holes: unpacking Burt's redundancy measures. Connections 20,
       35–38.
    .. [8] Hopcroft, J., Tarjan, R. (1973). Algorithm 447: efficient algorithms for graph manipulation.
       Communications of the ACM 16, 372–378.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import measures
    >>> table = measures(ecomap.load("data"), ["degree", "constraint"])
    >>> list(table.columns)
    ['degree', 'constraint']
    >>> bool(table.constraint[table.degree == 0].isna().all())
    True
    """
    wanted = list(MEASURES if names is None else names)
    unknown = [name for name in wanted if name not in MEASURES]
    if unknown:
        raise ValueError(f"unknown measures {unknown}; known are {list(MEASURES)}")
    columns = {}
    for done, name in enumerate(wanted):
        if progress:
            progress(done / len(wanted), name)
        columns[name] = _measure(ecosystem, name)
    if progress:
        progress(1.0, "")
    return pd.DataFrame(columns, index=pd.Index(simple_graph(ecosystem), name="id"))
