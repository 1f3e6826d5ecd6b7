"""The network as a picture: the best connected bodies and programmes of the scope, or those around one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import networkx as nx
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from ecomap.briefing.document import Picture, Spans, Value
from ecomap.briefing.pictures.canvas import (
    BOLD,
    GROUND,
    INK,
    SMALL,
    WIDTH,
    Drawing,
    empty,
    finished,
    kept,
    line_height,
    sheet,
    width_of,
    wrapped,
    write,
)
from ecomap.briefing.pictures.parts import as_picture, told
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import simple_graph
from ecomap.views.graph import kind_of
from ecomap.views.graph_text import first_line, short_label
from ecomap.views.map_picture import SIGNS
from ecomap.vocabulary import KINDS, TIE_GROUPS, TIE_TYPES, Kind

MOST = 24
"""Nodes on a picture of this size that can all be named without a name over another."""
_SAID = 12
"""Nodes to tell in words."""
_LETTERS, _NAME_ROOM, _NAME_LINES = 30, 30.0, 4
"""Letters of a name on one line; millimetres of the lines of a longer one, and how many they may be."""
_ROW, _GAP, _EDGE = 4.6, 0.6, 1.0
"""Millimetres: a row of the legend; between a sign and its name; kept free along the edges of the sheet."""
_APART = np.array([4.0, 1.8])
"""Millimetres across and up between two names."""
_ROUNDS, _STEP = 800, 0.25
"""Rounds of pushing apart, and the share of an overlap taken off in each; larger shares swing to and fro."""
_SHAKEN, _SHAKE = 25, 4.0
"""Rounds from one shake to the next, and millimetres of it."""


def network_graph(
    writer: Writer,
    key: str,
    caption: Spans,
    values: Sequence[Value],
    *,
    around: str = "",
    note: Spans = (),
    width: float = WIDTH,
    height: float = 104.0,
) -> Picture:
    """Draw the network of the scope.

    Parameters
    ----------
    values : sequence of Value
        The figures of the network, such as how many nodes and ties it has; the note should tell them.
    around : str
        Id of a node: draw it and its direct contacts; else the best connected, as `shown_nodes` gives them.
    height : float
        Of the graph without its legend, in millimetres.
    """
    _, eco = writer._, writer.ecosystem
    nodes = shown_nodes(eco, around)
    made = kept(
        ("network", eco.version, _.lang, width, height, around, tuple(told(value) for value in values)),
        lambda: _draw(eco, nodes, (width, height), _) if nodes else empty(_("No ties in the data"), width),
    )
    degree = simple_graph(eco).degree
    points = [
        _.n("{name}: {n} contact", "{name}: {n} contacts", int(degree[node]), name=short_label(eco, node, _))
        for node in sorted(nodes, key=lambda node: (-degree[node], node))[:_SAID]
    ]
    return as_picture(writer, key, caption, made, points, tuple(values), note)


def shown_nodes(ecosystem: Ecosystem, around: str = "") -> list[str]:
    """Return the nodes a picture shows, sorted.

    Those around one, at most `MOST` with it; else of the `MOST` with most contacts those tied to another of them.
    """
    graph = simple_graph(ecosystem)
    if around and around not in graph:
        return []
    tied = [node for node in (graph.neighbors(around) if around else graph) if graph.degree(node)]
    best = sorted(tied, key=lambda node: (-graph.degree(node), node))[: MOST - bool(around)]
    if around:
        return sorted({around, *best}) if best else []
    return sorted(node for node in best if any(other in best for other in graph.neighbors(node)))


def _only(eco: Ecosystem, nodes: Sequence[str]) -> Ecosystem:
    """Return the snapshot with only these nodes."""
    return replace(
        eco,
        version=f"{eco.version}+drawn",
        organisations=eco.organisations[eco.organisations.index.isin(nodes)],
        programmes=eco.programmes[eco.programmes.index.isin(nodes)],
        ties=eco.ties[eco.ties["source"].isin(nodes) & eco.ties["target"].isin(nodes)],
    )


def _draw(eco: Ecosystem, nodes: list[str], size: tuple[float, float], _: Translator) -> Drawing:
    drawn = _only(eco, nodes)
    kinds = [code for code in KINDS if any(kind_of(eco, node).code == code for node in nodes)]
    used = {TIE_TYPES[code].group for code in drawn.ties["type"].unique()}
    groups = [code for code in TIE_GROUPS if code in used]
    legend = _ROW * (-(-len(kinds) // 3) + -(-len(groups) // 3)) + 4.0
    figure, axes = sheet(size[0], size[1] + legend)
    degree = simple_graph(eco).degree
    top = max(degree[node] for node in nodes)
    radii = np.array([1.0 + 2.2 * float(np.sqrt(degree[node] / top)) for node in nodes])
    named = [_name(eco, node, _) for node in nodes]
    boxes = _boxes(named, radii)
    middles = _spots(simple_graph(drawn), boxes, size)
    signs = middles - np.column_stack([np.zeros(len(nodes)), boxes[:, 1] / 2 - radii])
    at = {node: (float(x), float(y)) for node, (x, y) in zip(nodes, signs, strict=True)}
    _lines(axes, drawn, at)
    for node, name, radius in zip(nodes, named, radii, strict=True):
        kind, (x, y) = kind_of(eco, node), at[node]
        axes.plot(
            x,
            y,
            marker=SIGNS[kind.shape],
            markersize=2 * radius * 72 / 25.4,
            linestyle="",
            zorder=4,
            **_face(kind),
        )
        _write_name(axes, name, x, y + radius + _GAP)
    _legend(axes, kinds, groups, size, _)
    return finished(figure)


def _face(kind: Kind) -> dict[str, Any]:
    """Return the look of a sign; that of a programme is hollow, as its square is the sign of enterprises too."""
    if kind.code == "programme":
        return {"markerfacecolor": GROUND, "markeredgecolor": kind.colour, "markeredgewidth": 1.1}
    return {"markerfacecolor": kind.colour, "markeredgecolor": GROUND, "markeredgewidth": 0.5}


def _name(eco: Ecosystem, node: str, _: Translator) -> str:
    """Return what to write at a node: its name on a few lines, without the name of the city and closing brackets.

    Letters that stand for a name tell a reader nothing, so they are written only where the name is too long.
    """
    full = eco.name(node, _.lang)
    if len(full) > _LETTERS:
        city = f" {eco.region.province[:1].lower()}{eco.region.province[1:]}"
        full = re.sub(r" \([^()]*\)$", "", full).removesuffix(city)
    lines = wrapped(full, _NAME_ROOM, _NAME_LINES, SMALL, BOLD)
    if lines[-1].endswith("…"):
        cut = node in eco.programmes.index
        return "\n".join(lines) if cut else first_line(short_label(eco, node, _), _LETTERS)
    # As narrow as the same number of lines allows: no word stands alone on the last one.
    for less in range(1, int(_NAME_ROOM) // 2):
        narrower = wrapped(full, _NAME_ROOM - less, len(lines), SMALL, BOLD)
        if narrower[-1].endswith("…"):
            break
        lines = narrower
    return "\n".join(lines)


def _spots(graph: nx.Graph, boxes: np.ndarray, size: tuple[float, float]) -> np.ndarray:
    """Return the middle of the box of each node in millimetres: laid out, stretched over the sheet, pushed apart.

    Parameters
    ----------
    graph : networkx.Graph
        What is drawn.
    boxes : numpy.ndarray
        Width and height of each node with its name, n × 2.

    Notes
    -----
    Kamada, T., Kawai, S. (1989). An algorithm for drawing general undirected graphs. Information Processing Letters
    31, 7–15. It spreads few nodes more evenly than the layout of the page, which is made for thousands.
    """
    steps = dict(nx.all_pairs_shortest_path_length(graph))
    most = max(max(row.values()) for row in steps.values())
    # Parts without a path between them stand a little beyond the longest path.
    far = {a: {b: steps[a].get(b, most + 1.0) for b in graph} for a in graph}
    found = nx.kamada_kawai_layout(graph, dist=far)
    positions = np.array([found[node] for node in graph])
    low, span = positions.min(axis=0), np.ptp(positions, axis=0)
    flat = span < 1e-9
    shares = np.where(flat, 0.5, (positions - low) / np.where(flat, 1.0, span))
    first = boxes / 2 + _EDGE
    last = np.maximum(np.array(size) - first, first)
    return _apart(first + shares * (last - first), boxes, first, last)


def _apart(middles: np.ndarray, boxes: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
    """Push boxes that overlap apart along the shorter way, so that the order of the layout is mostly kept.

    Notes
    -----
    The force-scan idea of Misue, K., Eades, P., Lai, W., Sugiyama, K. (1995). Layout adjustment and the mental map.
    Journal of Visual Languages and Computing 6, 183–210; repeated in small steps within the sheet. Where boxes hold
    each other in place, those that meet are shaken; the best of all rounds is returned.
    """
    half, others = (boxes[:, None] + boxes[None]) / 2, ~np.eye(len(boxes), dtype=bool)
    # Two at the same place part by their order.
    order = np.sign(np.arange(len(boxes))[:, None] - np.arange(len(boxes)))[..., None]
    shake = np.random.default_rng(0)
    best, least = middles, np.inf
    for turn in range(1, _ROUNDS + 1):
        away = middles[:, None] - middles[None]
        covered = float((np.clip(half - np.abs(away), 0, None).prod(axis=2) * others).sum())
        if covered < least:
            best, least = middles, covered
        over = half + _APART - np.abs(away)
        meets = (over > 1e-6).all(axis=2) & others
        if not meets.any():
            return middles
        shorter = np.argmin(over, axis=2)[..., None] == np.arange(2)
        way = np.where(away == 0, order, np.sign(away))
        middles = middles + (way * over * (meets[..., None] & shorter)).sum(axis=1) * _STEP
        if turn % _SHAKEN == 0 and least:
            middles += shake.normal(0, _SHAKE, middles.shape) * meets.any(axis=1)[:, None]
        middles = np.clip(middles, first, last)
    return best


_Dash = Literal["-"] | tuple[float, tuple[float, ...]]
_DASHES: Mapping[str, _Dash] = {
    "capital": "-",
    "support": (0.0, (7.0, 1.6)),
    "knowledge": (0.0, (7.0, 1.6, 1.4, 1.6)),
    "market": (0.0, (7.0, 1.6, 1.4, 1.6, 1.4, 1.6)),
    "partnership": (0.0, (3.4, 1.8)),
    "event": (0.0, (1.3, 1.6)),
    "structure": (0.0, (0.8, 3.2)),
}
"""Group of ties -> its line, told apart without colour: most briefings are printed in grey."""


def _lines(axes: Axes, drawn: Ecosystem, at: dict[str, tuple[float, float]]) -> None:
    ties = drawn.ties.sort_index()
    for group in TIE_GROUPS.values():
        of_group = ties[ties["type"].map(lambda code, group=group: TIE_TYPES[code].group == group.code)]
        lines = [(at[a], at[b]) for a, b in zip(of_group["source"], of_group["target"], strict=True)]
        axes.add_collection(
            LineCollection(
                lines, colors=group.colour, linewidths=0.75, alpha=0.7, linestyles=[_DASHES[group.code]]
            )
        )


def _boxes(names: Sequence[str], radii: np.ndarray) -> np.ndarray:
    """Return width and height of each node with its name below it, in millimetres."""
    wide = [max(width_of(line, SMALL, BOLD) for line in name.split("\n")) for name in names]
    high = [line_height(SMALL) * len(name.split("\n")) for name in names]
    return np.column_stack([np.maximum(wide, 2 * radii), 2 * radii + _GAP + np.array(high)])


def _write_name(axes: Axes, name: str, x: float, top: float) -> None:
    write(axes, x, top, name, size=SMALL, font=BOLD, across="center", up="top")
    for text in axes.texts[-len(name.split("\n")) :]:
        text.set_path_effects([withStroke(linewidth=1.6, foreground=GROUND)])


def _legend(
    axes: Axes, kinds: Sequence[str], groups: Sequence[str], size: tuple[float, float], _: Translator
) -> None:
    third, y = size[0] / 3, size[1] + 3.0
    for position, code in enumerate(kinds):
        x, row = 2.0 + third * (position % 3), y + _ROW * (position // 3)
        kind = KINDS[code]
        axes.plot(x + 1.5, row, marker=SIGNS[kind.shape], markersize=6, linestyle="", **_face(kind))
        write(axes, x + 5.5, row, wrapped(_(kind.plural), third - 8, 1, SMALL)[0], size=SMALL)
    y += _ROW * -(-len(kinds) // 3)
    for position, code in enumerate(groups):
        x, row = 2.0 + third * (position % 3), y + _ROW * (position // 3)
        group = TIE_GROUPS[code]
        axes.add_line(
            Line2D([x - 1, x + 9], [row, row], color=group.colour, linewidth=1.2, linestyle=_DASHES[code])
        )
        write(axes, x + 10.5, row, wrapped(_(group.label), third - 13, 1, SMALL)[0], size=SMALL, colour=INK)
