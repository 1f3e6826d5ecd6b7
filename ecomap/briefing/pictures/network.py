"""The network as a picture: the best connected bodies and programmes of the scope, or those around one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

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
from ecomap.network import layout, simple_graph
from ecomap.views.graph import kind_of
from ecomap.views.graph_text import first_line, short_label
from ecomap.views.map_picture import SIGNS
from ecomap.vocabulary import KINDS, TIE_GROUPS, TIE_TYPES, Kind

MOST = 40
"""Nodes on a picture of this size that can still be told apart and named."""
_NAMED, _SAID, _SURELY = 40, 12, 8
"""Nodes to name if there is room, to tell in words, and to name even where the name covers something."""
_LETTERS, _NAME_ROOM, _NAME_LINES = 30, 32.0, 3
"""Letters of a name on one line; millimetres of the lines of a longer one, and how many they may be."""
_ROW = 4.6
_Box = tuple[float, float, float, float]


def network_graph(
    writer: Writer,
    key: str,
    caption: Spans,
    values: Sequence[Value],
    *,
    around: str = "",
    note: Spans = (),
    width: float = WIDTH,
    height: float = 96.0,
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
        lambda: (
            _draw(eco, nodes, around, (width, height), _) if nodes else empty(_("No ties in the data"), width)
        ),
    )
    degree = simple_graph(eco).degree
    points = [
        _.n("{name}: {n} contact", "{name}: {n} contacts", int(degree[node]), name=short_label(eco, node, _))
        for node in sorted(nodes, key=lambda node: (-degree[node], node))[:_SAID]
    ]
    return as_picture(writer, key, caption, made, points, tuple(values), note)


def shown_nodes(ecosystem: Ecosystem, around: str = "") -> list[str]:
    """Return the nodes a picture shows, sorted: those around one, else the `MOST` with most contacts."""
    graph = simple_graph(ecosystem)
    if around:
        near = graph.neighbors(around) if around in graph else ()
        return sorted({around, *near}) if around in graph and graph.degree(around) else []
    tied = [node for node in graph if graph.degree(node)]
    return sorted(sorted(tied, key=lambda node: (-graph.degree(node), node))[:MOST])


def _only(eco: Ecosystem, nodes: Sequence[str]) -> Ecosystem:
    """Return the snapshot with only these nodes, to lay them out for themselves."""
    return replace(
        eco,
        version=f"{eco.version}+drawn",
        organisations=eco.organisations[eco.organisations.index.isin(nodes)],
        programmes=eco.programmes[eco.programmes.index.isin(nodes)],
        ties=eco.ties[eco.ties["source"].isin(nodes) & eco.ties["target"].isin(nodes)],
    )


def _draw(eco: Ecosystem, nodes: list[str], around: str, size: tuple[float, float], _: Translator) -> Drawing:
    drawn = _only(eco, nodes)
    kinds = [code for code in KINDS if any(kind_of(eco, node).code == code for node in nodes)]
    used = {TIE_TYPES[code].group for code in drawn.ties["type"].unique()}
    groups = [code for code in TIE_GROUPS if code in used]
    legend = _ROW * (-(-len(kinds) // 3) + -(-len(groups) // 3)) + 4.0
    figure, axes = sheet(size[0], size[1] + legend)
    at = _spots(drawn, nodes, size)
    _lines(axes, drawn, at)
    degree = simple_graph(eco).degree
    top = max(degree[node] for node in nodes)
    radius = {node: 1.0 + 2.2 * float(np.sqrt(degree[node] / top)) for node in nodes}
    for node in nodes:
        kind = kind_of(eco, node)
        axes.plot(
            *at[node], marker=SIGNS[kind.shape], markersize=2 * radius[node] * 72 / 25.4, linestyle="", zorder=4,
            **_face(kind),
        )  # fmt: skip
    order = sorted(nodes, key=lambda node: (node != around, -degree[node], node))
    _names(axes, [(node, _name(eco, node, _)) for node in order], at, radius, size)
    _legend(axes, kinds, groups, size, _)
    return finished(figure)


def _face(kind: Kind) -> dict[str, Any]:
    """Return the look of a sign; that of a programme is hollow, as its square is the sign of enterprises too."""
    if kind.code == "programme":
        return {"markerfacecolor": GROUND, "markeredgecolor": kind.colour, "markeredgewidth": 1.1}
    return {"markerfacecolor": kind.colour, "markeredgecolor": GROUND, "markeredgewidth": 0.5}


def _name(eco: Ecosystem, node: str, _: Translator) -> str:
    """Return what to write beside a node: its name in full on a few lines, without the name of the city.

    Letters that stand for a name tell a reader nothing, so they are written only where the name is too long.
    """
    full = eco.name(node, _.lang)
    if len(full) > _LETTERS:
        full = full.removesuffix(f" {eco.region.province[:1].lower()}{eco.region.province[1:]}")
    lines = wrapped(full, _NAME_ROOM, _NAME_LINES, SMALL, BOLD)
    if lines[-1].endswith("…") and node not in eco.programmes.index:
        return first_line(short_label(eco, node, _), _LETTERS)
    return "\n".join(lines)


def _spots(
    drawn: Ecosystem, nodes: Sequence[str], size: tuple[float, float]
) -> dict[str, tuple[float, float]]:
    """Return a place in millimetres for each node: the layout stretched over the sheet, room left for names."""
    positions = layout(drawn).loc[list(nodes)].to_numpy()
    low, span = positions.min(axis=0), np.maximum(np.ptp(positions, axis=0), 1e-9)
    room = np.array([size[0] - 34.0, size[1] - 12.0])
    flat = np.ptp(positions, axis=0) < 1e-9
    shares = np.where(flat, 0.5, (positions - low) / span)
    return {
        node: (float(x), float(y))
        for node, (x, y) in zip(nodes, np.array([8.0, 6.0]) + shares * room, strict=True)
    }


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


def _names(
    axes: Axes,
    names: Sequence[tuple[str, str]],
    at: dict[str, tuple[float, float]],
    radius: dict[str, float],
    size: tuple[float, float],
) -> None:
    """Name the first nodes where there is room: right, left, above or below."""
    taken: list[_Box] = [
        (
            at[node][0] - radius[node],
            at[node][1] - radius[node],
            at[node][0] + radius[node],
            at[node][1] + radius[node],
        )
        for node, _name in names
    ]
    for rank, (node, name) in enumerate([pair for pair in names if pair[1]][:_NAMED]):
        lines = name.split("\n")
        high = line_height(SMALL) * len(lines) / 2
        (x, y), r = at[node], radius[node] + 0.8
        half = max(width_of(line, SMALL, BOLD) for line in lines) / 2
        middles = ((x + r + half, y), (x - r - half, y), (x, y - r - high), (x, y + r + high))
        places = [(left - half, up - high, left + half, up + high) for left, up in middles]
        places = [p for p in places if p[0] > 0.5 and p[1] > 0.5 and p[2] < size[0] - 0.5 and p[3] < size[1]]
        if not places:
            continue
        covered = [sum(_meet(place, box) for box in taken) for place in places]
        best = covered.index(min(covered))
        if covered[best] and rank >= _SURELY:
            continue
        place = places[best]
        write(axes, (place[0] + place[2]) / 2, (place[1] + place[3]) / 2, name, size=SMALL, font=BOLD,
              across="center")  # fmt: skip
        for text in axes.texts[-len(lines) :]:
            text.set_path_effects([withStroke(linewidth=1.6, foreground=GROUND)])
        taken.append(place)


def _meet(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


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
