"""Bodies that much hangs on: the only way to support, the only contact, the broker between the houses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from ecomap.analysis.brokerage import ROLES, between_groups, role_counts
from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.analysis.gaps.links.network import (
    RESAMPLES,
    Flags,
    Network,
    adjacency,
    constraint,
    draws,
    network,
)
from ecomap.analysis.helix import HOUSES, MUTUAL
from ecomap.analysis.resampling import rank_interval, resampled
from ecomap.ecosystem import Ecosystem
from ecomap.network import measures

FEWEST_DEPENDING = 3
"""Start-ups that must hang on a body for it to be told."""
ONE_BROKER = 0.25
"""Share of all chains between groups from which a broker is told."""
CLOSED = 0.1
"""Share of start-ups with one contact or a closed circle from which it is told."""
COMPARED = 12
"""So many bodies are ranked in every resampled network."""


_RANKED = ("value", "low", "high", "best_rank", "worst_rank", "stands")


@dataclass(frozen=True, eq=False)
class Ranked:
    """A figure of the bodies that lead by it, with intervals over networks with ties taken out and put in.

    Attributes
    ----------
    table : DataFrame
        Index ``id``, largest first; columns ``value``, ``low``, ``high``, ``best_rank``, ``worst_rank``
        (among the compared), ``stands`` (share of the networks in which it is worth telling).
    total : float
        What the values are parts of.
    """

    table: pd.DataFrame
    total: float


def only_way(matrix: sparse.csr_array, startups: Flags, support: Flags) -> npt.NDArray[np.int64]:
    """Count for every node the start-ups that reach support within two steps only through it.

    A start-up with support within two steps counts for a node v if every such chain has v in its middle or
    at its end: with the end of v it would have none.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Symmetric 0/1 adjacency without loops.
    startups, support : array of bool, shape (n,)
        No node is both.

    Returns
    -------
    array of int, shape (n,)

    Examples
    --------
    >>> chain = sparse.csr_array(np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]]))
    >>> only_way(chain, np.array([1, 0, 0], bool), np.array([0, 0, 1], bool)).tolist()
    [0, 1, 1]
    """
    gives = support.astype(float)
    own = matrix[np.flatnonzero(startups)]
    beyond = matrix @ gives
    middle = own.multiply((gives + beyond)[None, :])
    end = (own @ matrix).multiply(gives[None, :])
    through = (middle + end).tocsr()
    chains = own @ (gives + beyond)
    rows = np.repeat(np.arange(own.shape[0]), np.diff(through.indptr))
    sole = (through.data > 0) & (np.abs(through.data - chains[rows]) < 0.5)
    return np.bincount(through.indices[sole], minlength=matrix.shape[0])


def cut_off(matrix: sparse.csr_array, node: int, startups: Flags, support: Flags) -> npt.NDArray[np.intp]:
    """Return the start-ups that have a chain of any length to support, but none without a node."""
    before = _joined(matrix, support)
    rest = np.flatnonzero(np.arange(matrix.shape[0]) != node)
    after = np.zeros(matrix.shape[0], dtype=bool)
    after[rest] = _joined(matrix[rest][:, rest], support[rest])
    lost = startups & before & ~after
    lost[node] = False
    return np.flatnonzero(lost)


def _joined(matrix: sparse.csr_array, support: Flags) -> Flags:
    _, part = connected_components(matrix, directed=False)
    return np.asarray(np.isin(part, np.unique(part[support])))


@once_per_snapshot
def dependence(ecosystem: Ecosystem) -> Ranked:
    """Return the organisations through which alone most start-ups reach support within two steps.

    The table has a further column ``cut_off``: start-ups that would have no chain of any length to support
    without it (for a body that is no articulation point only those tied to nothing but it).
    """
    net = network(ecosystem)
    matrix = adjacency(net.edges, len(net))
    values = np.where(net.organisation & ~net.startup, only_way(matrix, net.startup, net.support), 0)
    top = _leading(net, values)
    drawn = [only_way(one, net.startup, net.support)[top].astype(np.float64) for one in draws(ecosystem)]
    ranked = _ranked(net, top, values[top], drawn, float(net.startup.sum()), FEWEST_DEPENDING)
    lost = [len(cut_off(matrix, node, net.startup, net.support)) for node in top]
    return Ranked(ranked.table.assign(cut_off=lost), ranked.total)


def depending(ecosystem: Ecosystem, node_id: str) -> tuple[str, ...]:
    """Return the start-ups that reach support within two steps only through an organisation."""
    net = network(ecosystem)
    matrix, node = adjacency(net.edges, len(net)), list(net.ids).index(node_id)
    found = []
    for startup in np.flatnonzero(net.startup).tolist():
        alone = np.zeros(len(net), dtype=bool)
        alone[startup] = True
        if matrix[[startup]].nnz and only_way(matrix, alone, net.support)[node]:
            found.append(str(net.ids[startup]))
    return tuple(found)


@once_per_snapshot
def brokers(ecosystem: Ecosystem) -> Ranked:
    """Return the organisations that broker most chains between groups, as shares of all such chains.

    Groups are the three houses and, for the rest, the kinds. The table has a column for each role of
    `ecomap.analysis.brokerage`. A chain between groups is any role but coordinator.
    """
    net = network(ecosystem)
    groups, edges = _groups(ecosystem, net), _directed(ecosystem, net)
    counts = role_counts(edges, groups)
    between = counts[:, 1:].sum(axis=1).astype(float)
    total = float(between.sum())
    if not total:
        return Ranked(pd.DataFrame(columns=[*_RANKED, *ROLES]), 0.0)
    top = _leading(net, between)
    drawn, rng = [], generator("links.brokers")
    for _ in range(RESAMPLES // 2):
        again = between_groups(_redrawn(edges, len(net), rng), groups)
        drawn.append(again[top] / max(again.sum(), 1))
    ranked = _ranked(net, top, between[top] / total, drawn, total, ONE_BROKER)
    return Ranked(
        ranked.table.join(pd.DataFrame(counts[top], index=net.ids[top], columns=list(ROLES))), total
    )


def _groups(ecosystem: Ecosystem, net: Network) -> npt.NDArray[np.int64]:
    house = {kind: name for name, kinds in HOUSES.items() for kind in kinds}
    kind = ecosystem.organisations["kind"].astype(object).reindex(net.ids)
    names = np.array([house.get(one, str(one)) for one in kind], dtype=str)
    return (
        np.unique(names, return_inverse=True)[1].astype(np.int64)
        if len(names)
        else np.zeros(0, dtype=np.int64)
    )


def _directed(ecosystem: Ecosystem, net: Network) -> npt.NDArray[np.int64]:
    """Return ties between organisations as directed pairs; partnerships go both ways."""
    ties = ecosystem.ties
    place = [net.ids.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    known = net.organisation[place[0]] & net.organisation[place[1]] & (place[0] != place[1])
    ends, both = np.stack(place, axis=1)[known], ties["type"].isin(MUTUAL).to_numpy()[known]
    return np.unique(np.concatenate([ends, ends[both][:, ::-1]]), axis=0).astype(np.int64)


def _redrawn(edges: npt.NDArray[np.int64], n: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Redraw directed pairs: pairs that stay keep their direction, new ones go both ways."""
    pairs = np.unique(np.sort(edges, axis=1), axis=0)
    drawn = resampled(pairs, n, rng)
    code, old = drawn[:, 0] * n + drawn[:, 1], pairs[:, 0] * n + pairs[:, 1]
    listed = np.sort(edges, axis=1) @ np.array([n, 1])
    new = drawn[~np.isin(code, old)]
    return np.concatenate([edges[np.isin(listed, code)], new, new[:, ::-1]])


@dataclass(frozen=True)
class Closed:
    """Start-ups that hang on one contact or a closed circle.

    Attributes
    ----------
    ids : tuple of str
    tied : int
        Start-ups with any tie.
    low, high : float
        95 % interval of the share of closed among tied, over networks with ties taken out and put in.
    stands : float
        Share of these networks in which the share is at least `CLOSED`.
    """

    ids: tuple[str, ...]
    tied: int
    low: float
    high: float
    stands: float


def closed_startups(ecosystem: Ecosystem) -> Closed:
    """Return the start-ups that hang on one contact or a closed circle: Burt's constraint of 1 or more."""
    net = network(ecosystem)
    value = measures(ecosystem, ["constraint"])["constraint"].reindex(net.ids).to_numpy()
    tied = net.startup & ~np.isnan(value)
    closed = tied & (np.nan_to_num(value) >= 1 - 1e-9)
    shares = []
    for drawn in draws(ecosystem):
        again = constraint(drawn)[net.startup]
        known = again[~np.isnan(again)]
        shares.append(float((known >= 1 - 1e-9).mean()) if len(known) else np.nan)
    low, high = np.nanquantile(shares, [0.025, 0.975]) if tied.any() else (np.nan, np.nan)
    stands = float(np.mean(np.array(shares) >= CLOSED)) if shares else np.nan
    return Closed(tuple(net.ids[closed]), int(tied.sum()), float(low), float(high), stands)


def _leading(net: Network, values: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    order = np.lexsort((np.arange(len(net)), -values))
    return order[values[order] > 0][:COMPARED]


def _ranked(
    net: Network,
    top: npt.NDArray[np.intp],
    values: npt.NDArray[np.float64],
    drawn: list[npt.NDArray[np.float64]],
    total: float,
    least: float,
) -> Ranked:
    table = np.array(drawn, dtype=np.float64).reshape(len(drawn), len(top))
    low, high = np.quantile(table, [0.025, 0.975], axis=0) if len(top) else (np.zeros(0), np.zeros(0))
    ranks = rank_interval(table) if len(top) else np.zeros((0, 2), dtype=np.int64)
    stands = (table >= least).mean(axis=0) if len(table) else np.full(len(top), np.nan)
    columns = (values, low, high, ranks[:, 0], ranks[:, 1], stands)
    return Ranked(pd.DataFrame(dict(zip(_RANKED, columns, strict=True)), index=net.ids[top]), total)
