"""Brokerage: who stands between two others that have no tie of their own, and between which groups."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

ROLES = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison")
"""Roles of b in a chain a → b → c, by the groups of the three (see `brokerage`)."""


def brokerage(graph: nx.DiGraph, groups: Mapping[Hashable, Hashable]) -> pd.DataFrame:
    """Count the brokerage roles of every node of a directed graph with groups.

    A node b brokers the ordered pair (a, c) if a → b and b → c but not a → c, for three different nodes. By
    the groups of a, b and c it then acts as

    - coordinator: all three of one group;
    - itinerant (consultant): a and c of one group, b of another;
    - representative: a and b of one group, c of another (b carries out what its group sends);
    - gatekeeper: b and c of one group, a of another (b lets in what comes from outside);
    - liaison: three different groups.

    Parameters
    ----------
    graph : networkx.DiGraph
        Weights, parallel edges and loops are not looked at; a tie without direction is two edges.
    groups : mapping
        Group of each node.

    Returns
    -------
    DataFrame
        Index: nodes in the order of the graph; one int column for each of `ROLES`, and ``total``.

    Raises
    ------
    KeyError
        If a node has no group.

    Notes
    -----
    A count grows with the number of ties, so compare nodes of the same network only. A tie nobody
    wrote down opens a triad or hides one: figures of a thinly recorded node are too low. Work is that of
    one sparse matrix product.

    References
    ----------
    Gould & Fernandez (1989), Structures of mediation: a formal approach to brokerage in transaction networks,
    Sociological Methodology 19, 89–126.

    Examples
    --------
    >>> graph = nx.DiGraph([("farm", "lab"), ("lab", "shop")])
    >>> brokerage(graph, {"farm": "firm", "lab": "science", "shop": "firm"}).loc["lab", "itinerant"]
    np.int64(1)
    """
    nodes = list(graph)
    member = [groups[node] for node in nodes]
    if not nodes:
        return pd.DataFrame({role: pd.Series(dtype=np.int64) for role in (*ROLES, "total")})
    place = {node: row for row, node in enumerate(nodes)}
    ends = [(place[a], place[b]) for a, b in graph.edges() if a != b]
    counts = role_counts(ends, np.unique(np.array([str(group) for group in member]), return_inverse=True)[1])
    table = pd.DataFrame(counts, index=pd.Index(nodes), columns=list(ROLES))
    return table.assign(total=table.sum(axis=1))


def role_counts(edges: npt.ArrayLike, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Count brokerage roles on arrays; see `brokerage`.

    Parameters
    ----------
    edges : array of int, shape (m, 2)
        Positions of source and target; repeated edges count once.
    groups : array of int, shape (n,)
        Group of each node, from 0.

    Returns
    -------
    array of int, shape (n, 5)
        Columns in the order of `ROLES`.
    """
    n = len(groups)
    pairs = np.unique(np.asarray(edges, dtype=np.int64).reshape(-1, 2), axis=0)
    same = groups[pairs[:, 0]] == groups[pairs[:, 1]]
    inside, outside = (_matrix(pairs[kept], n) for kept in (same, ~same))
    in_inside, out_inside = _sums(inside.T), _sums(inside)
    in_outside, out_outside = _sums(outside.T), _sums(outside)
    # Chains a → b → c by kind of step, less those that return to a, less those that a → c closes.
    coordinator = _open_chains(inside)
    representative = in_inside * out_outside - _closed(inside, outside, outside)
    gatekeeper = in_outside * out_inside - _closed(outside, inside, outside)
    back = _sums(outside.multiply(outside.T))
    indicator = sparse.csr_array(
        (np.ones(n), (np.arange(n), groups)), shape=(n, int(groups.max(initial=-1)) + 1)
    )
    through = _sums((outside.T @ indicator).multiply(outside @ indicator))
    itinerant = through - back - _closed(outside, outside, inside)
    liaison = in_outside * out_outside - through - _closed(outside, outside, outside)
    return np.stack([coordinator, itinerant, representative, gatekeeper, liaison], axis=1).astype(np.int64)


def between_groups(edges: npt.ArrayLike, groups: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Count for each node the chains it brokers that are not all within one group: `role_counts` but the first, summed.

    Takes a third of the time, for where the roles need not be told apart.

    Examples
    --------
    >>> edges, groups = [[0, 1], [1, 2], [3, 1]], np.array([0, 0, 1, 0])
    >>> between_groups(edges, groups).tolist() == role_counts(edges, groups)[:, 1:].sum(axis=1).tolist()
    True
    """
    n = len(groups)
    pairs = np.unique(np.asarray(edges, dtype=np.int64).reshape(-1, 2), axis=0)
    inside = pairs[groups[pairs[:, 0]] == groups[pairs[:, 1]]]
    return (_open_chains(_matrix(pairs, n)) - _open_chains(_matrix(inside, n))).astype(np.int64)


def _open_chains(matrix: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Return for each b the chains a → b → c to another c without a tie a → c."""
    returning = _sums(matrix.multiply(matrix.T))
    return _sums(matrix.T) * _sums(matrix) - returning - _closed(matrix, matrix, matrix)


def _matrix(pairs: npt.NDArray[np.int64], n: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(n, n))


def _sums(matrix: sparse.sparray) -> npt.NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1)).ravel()


def _closed(
    first: sparse.csr_array, second: sparse.csr_array, direct: sparse.csr_array
) -> npt.NDArray[np.float64]:
    """Return for each b the number of chains a → b → c of two kinds of steps with a tie a → c of a third."""
    return _sums((first.T @ direct).multiply(second))
