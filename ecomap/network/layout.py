"""Where to draw each node: computed once per snapshot, the same on screen, in pictures and in documents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from ecomap.network import kernels
from ecomap.network.communities import communities, membership
from ecomap.network.graph import per_snapshot, require_node, simple_graph
from ecomap.network.paths import Chain

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

# Ties inside a community pull this much, others that much: groups stand apart without tearing the picture.
_PULL_INSIDE, _PULL_ACROSS = 3.0, 0.15
_GAP = 1.0
_ROUNDS = 60


@per_snapshot
def layout(ecosystem: Ecosystem, seed: int = 0) -> pd.DataFrame:
    """Return a position for every organisation and programme.

    Each part is laid out by springs (Fruchterman and Reingold [1]_), ties within a community (`communities`)
    pulling more than others; nodes too near are pushed apart; the largest part is turned so that it is wider
    than high; smaller parts and nodes without ties stand in rows below.

    Parameters
    ----------
    ecosystem : Ecosystem
        The whole snapshot: reuse its positions for any selection of it, so that nothing jumps.
    seed : int
        Same snapshot and seed, same positions.

    Returns
    -------
    pandas.DataFrame
        Index ``id``; ``x`` (to the right) and ``y`` (downward), in units of the least distance between two
        nodes.

    Notes
    -----
    Nearness in the picture is a hint, not a measure: read distances from `chains`, groups from `communities`.

    References
    ----------
    .. [1] Fruchterman, T. M. J., Reingold, E. M. (1991). Graph drawing by force-directed placement. Software:
       Practice and Experience 21, 1129–1164.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import layout
    >>> list(layout(ecomap.load("data")).columns)
    ['x', 'y']
    """
    graph = simple_graph(ecosystem)
    group = membership(ecosystem, seed)
    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(part)))
    boxes = [_part_layout(graph, sorted(part), group, seed) for part in parts]
    ids = [node for part in parts for node in sorted(part)]
    placed = np.vstack(_in_rows(boxes)) if boxes else np.empty((0, 2))
    frame = pd.DataFrame(placed.round(2), index=pd.Index(ids, name="id"), columns=["x", "y"])
    return frame.reindex(pd.Index(graph, name="id"))


def _part_layout(graph: nx.Graph, nodes: Sequence[str], group: pd.Series, seed: int) -> np.ndarray:
    n = len(nodes)
    if n <= 2:
        return np.array([[2.0 * i, 0.0] for i in range(n)])
    number = {node: index for index, node in enumerate(nodes)}
    community = group.reindex(list(nodes)).to_numpy()
    # Sorted: a subgraph gives its edges in the order of a set, which differs from process to process.
    tied = np.array(sorted(sorted((number[u], number[v])) for u, v in graph.subgraph(nodes).edges()))
    pulls = np.where(community[tied[:, 0]] == community[tied[:, 1]], _PULL_INSIDE, _PULL_ACROSS)
    # The springs' work grows with the square of n, so a large part gets fewer rounds.
    rounds = int(np.clip(200_000 / n, 40, 300))
    return _apart(_turned(_scaled(kernels.run(kernels.springs, n, tied, pulls, rounds, seed))))


def _scaled(points: np.ndarray) -> np.ndarray:
    """Make the median distance to the nearest neighbour the gap between nodes."""
    nearest = cKDTree(points).query(points, k=2)[0][:, 1]
    return (points - points.mean(axis=0)) * (_GAP / max(float(np.median(nearest)), 1e-9))


def _turned(points: np.ndarray) -> np.ndarray:
    """Turn the longest extent to the horizontal; screens and pages are wider than a graph is."""
    _, axes = np.linalg.eigh(np.cov(points.T))
    return points @ axes[:, ::-1]


def _apart(points: np.ndarray) -> np.ndarray:
    """Push apart those nearer than the gap, a little at a time."""
    points = points.copy()
    for _ in range(_ROUNDS):
        pairs = cKDTree(points).query_pairs(_GAP, output_type="ndarray")
        if not len(pairs):
            break
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        step = points[pairs[:, 0]] - points[pairs[:, 1]]
        distance = np.linalg.norm(step, axis=1, keepdims=True)
        # Two on the same spot have no direction between them; part them along a fixed one.
        step = np.where(distance > 1e-9, step / np.maximum(distance, 1e-9), [[1.0, 0.0]])
        move = step * (_GAP - distance) / 2
        np.add.at(points, pairs[:, 0], move)
        np.add.at(points, pairs[:, 1], -move)
    return points


def _in_rows(boxes: list[np.ndarray]) -> list[np.ndarray]:
    """Set the first box on top and the others below it in rows as wide as it, left to right."""
    boxes = [box - box.min(axis=0) for box in boxes]
    area = sum(float(np.prod(box.max(axis=0) + 1.5 * _GAP)) for box in boxes[1:])
    width = max(float(boxes[0][:, 0].max()), math.sqrt(1.5 * area))
    placed, x, y, row_height = [], 0.0, 0.0, 0.0
    for index, box in enumerate(boxes):
        across, down = box.max(axis=0)
        if index == 0:
            placed.append(box + np.array([(width - across) / 2, 0.0]))
            y = down + 3 * _GAP
            continue
        if x + across > width:
            x, y, row_height = 0.0, y + row_height + 1.5 * _GAP, 0.0
        placed.append(box + np.array([x, y]))
        x, row_height = x + across + 1.5 * _GAP, max(row_height, down)
    return placed


@per_snapshot
def ego_layout(ecosystem: Ecosystem, node_id: str, steps: int = 1) -> pd.DataFrame:
    """Return positions for one node and its surroundings: itself in the middle, one ring per step.

    Each node stands on the ring of its distance, behind the contact it is reached through, which has a share
    of the ring for all behind it (radial tree drawing [1]_). A crowded ring is doubled.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    node_id : str
        The one in the middle.
    steps : int
        How far out.

    Returns
    -------
    pandas.DataFrame
        Index ``id``, columns ``x`` and ``y``; the nodes of `ego`, in order of distance.

    Raises
    ------
    networkx.NodeNotFound
        If `node_id` is not in the snapshot.

    References
    ----------
    .. [1] Eades, P. (1992). Drawing free trees. Bulletin of the Institute of Combinatorics and its
       Applications 5, 10–36.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import ego_layout
    >>> ecosystem = ecomap.load("data")
    >>> node = next(iter(ecosystem.graph))
    >>> ego_layout(ecosystem, node).loc[node].tolist()
    [0.0, 0.0]
    """
    require_node(ecosystem, node_id)
    tree = _walk(ecosystem, node_id, steps)
    angle = _angles(tree, node_id)
    frame = pd.DataFrame(0.0, index=pd.Index(list(tree), name="id"), columns=["x", "y"])
    radius = 0.0
    for step in range(1, steps + 1):
        ring = sorted(
            (node for node, (at, _) in tree.items() if at == step), key=lambda node: (angle[node], node)
        )
        crowded = len(ring) > 36
        radius = max(radius + 3 * _GAP, len(ring) * _GAP / (math.tau * (1.6 if crowded else 0.6)))
        for index, node in enumerate(ring):
            r = radius + (2.2 * _GAP * (index % 3) if crowded else 0.0)
            frame.loc[node] = [r * math.cos(angle[node]), r * math.sin(angle[node])]
        radius += 4.4 * _GAP if crowded else 0.0
    return frame.round(2) + 0.0


def _walk(ecosystem: Ecosystem, start: str, steps: int) -> dict[str, tuple[int, str]]:
    """Return the step and the parent of each node of a breadth-first walk, kinds kept together."""
    graph = simple_graph(ecosystem)
    tree, level = {start: (0, start)}, [start]
    for step in range(1, steps + 1):
        reached = []
        for node in level:
            for other in sorted(graph[node], key=lambda other: (graph.nodes[other]["kind"], other)):
                if other not in tree:
                    tree[other] = (step, node)
                    reached.append(other)
        level = reached
    return tree


def _angles(tree: dict[str, tuple[int, str]], root: str) -> dict[str, float]:
    leaves = dict.fromkeys(tree, 0)
    children: dict[str, list[str]] = {node: [] for node in tree}
    for node, (_, parent) in tree.items():
        if node != root:
            children[parent].append(node)
    for node in reversed(tree):
        leaves[node] = max(1, sum(leaves[child] for child in children[node]))
    start, angle = {root: 0.0}, {root: 0.0}
    for node in tree:
        at = start[node]
        for child in children[node]:
            width = math.tau * leaves[child] / leaves[root]
            start[child], angle[child] = at, at + width / 2
            at += width
    return angle


@per_snapshot
def community_layout(ecosystem: Ecosystem, seed: int = 0) -> pd.DataFrame:
    """Return a position and radius for each community: where its members are in `layout`, without overlaps.

    Returns
    -------
    pandas.DataFrame
        Index ``community``; ``x``, ``y`` and ``radius`` (grows with the square root of its size), in the
        units of `layout`.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import community_layout
    >>> list(community_layout(ecomap.load("data")).columns)
    ['x', 'y', 'radius']
    """
    positions = layout(ecosystem, seed)
    groups = communities(ecosystem, seed)
    centres = np.array([positions.loc[list(group.members)].mean() for group in groups]).reshape(-1, 2)
    radius = np.array([math.sqrt(group.size) for group in groups])
    frame = pd.DataFrame(_discs_apart(centres, radius).round(2), columns=["x", "y"])
    frame["radius"] = radius.round(2)
    frame.index.name = "community"
    return frame


def _discs_apart(centres: np.ndarray, radius: np.ndarray) -> np.ndarray:
    centres = centres.copy()
    least = (radius[:, None] + radius[None]) * 1.25 + _GAP
    np.fill_diagonal(least, 0.0)
    for _ in range(4 * _ROUNDS):
        step = centres[:, None] - centres[None]
        distance = np.linalg.norm(step, axis=2)
        overlap = np.maximum(least - distance, 0.0)
        if not overlap.any():
            break
        towards = step / np.maximum(distance, 1e-9)[..., None]
        centres += (towards * overlap[..., None]).sum(axis=1) / 4
    return centres


def chain_layout(found: Sequence[Chain]) -> pd.DataFrame:
    """Return positions for chains between the same two ends: a step further to the right, other chains below.

    Returns
    -------
    pandas.DataFrame
        Index ``id``, columns ``x`` and ``y``; each node once.
    """
    longest = max((chain.length for chain in found), default=0)
    rows: dict[str, tuple[float, float]] = {}
    for row, chain in enumerate(found):
        for step, node in enumerate(chain.nodes):
            rows.setdefault(node, (step * 4.0 * longest / max(chain.length, 1), row * 2.0))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["x", "y"])
    if len(frame):
        ends = [found[0].nodes[0], found[0].nodes[-1]]
        frame.loc[ends, "y"] = len(found) - 1.0
    frame.index.name = "id"
    return frame
