"""The network as an ECharts graph: a specification to draw, and which id each drawn row stands for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pandas as pd

from ecomap import vocabulary as v
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import Community, listed_ties, simple_graph
from ecomap.views.graph_legend import Entry, entries
from ecomap.views.graph_text import community_label, first_line, short_label, tie_phrase

LIMIT = 500
"""Nodes up to which single organisations are drawn; beyond it a graph can't be read."""
INK = {"light": "#1F2430", "dark": "#E8EAF0"}
FAINT = {"light": "#8A909C", "dark": "#7C8494"}
GROUND = {"light": "#FFFFFF", "dark": "#0E1117"}
# After Tol's "muted" scheme, darkened or lightened to keep 3:1 against the ground.
GROUP_COLOURS = {
    "light": ("#332288", "#0F7A3D", "#B8326B", "#0077BB", "#8F6400", "#7A3FB0", "#B03A1E", "#007C80"),
    "dark": ("#A79BF2", "#55CC88", "#F590B8", "#63BDF2", "#E8BE4A", "#CFA3F7", "#FF9377", "#4FD3D6"),
}
_LABELS = 24
_NARROW = {"width": 96, "overflow": "break"}
_BEND = 0.16
_BUILT_IN = {"square": "rect", "roundrect": "roundRect"}


@dataclass(frozen=True)
class GraphChart:
    """A drawing and its key: row i of the nodes is ``nodes[i]``, row i of the links is ``ties[i]``.

    `hidden` counts nodes that had to be left out. In a chart of communities, `nodes` are community numbers as
    text and `ties` is empty. `legend` tells what its marks stand for.
    """

    spec: dict[str, Any]
    nodes: tuple[str, ...]
    ties: tuple[str, ...]
    hidden: int = 0
    legend: tuple[Entry, ...] = ()

    def node_at(self, row: int) -> str | None:
        """Return the id of a drawn node; None for a row out of range, as an older drawing can report."""
        return self.nodes[row] if 0 <= row < len(self.nodes) else None

    def tie_at(self, row: int) -> str | None:
        """Return the id of a drawn tie, or None."""
        return self.ties[row] if 0 <= row < len(self.ties) else None


@dataclass(frozen=True)
class Look:
    """How to draw: ground, what colour stands for, node sizes and the one node to mark.

    `sizes` maps ids to a measure (NaN: undefined, drawn hollow and small); without it all are of one size.
    `groups` are communities to colour by; without them colour stands for the kind. `frame` (x and y columns)
    fixes the extent of the picture, so that nothing moves when a filter changes what is inside. `labels` is
    how many of the largest nodes are named.
    """

    theme: str = "light"
    sizes: pd.Series | None = None
    groups: Sequence[Community] = ()
    frame: pd.DataFrame | None = None
    marked: str | None = None
    labels: int = _LABELS
    labels_below: bool = False


def graph_chart(
    ecosystem: Ecosystem,
    positions: pd.DataFrame,
    _: Translator,
    *,
    look: Look | None = None,
    nodes: Iterable[str] | None = None,
) -> GraphChart:
    """Draw organisations and programmes with their ties.

    Parameters
    ----------
    ecosystem : Ecosystem
        What to draw.
    positions : pandas.DataFrame
        ``x`` and ``y`` by id, for at least the nodes drawn; from `ecomap.network.layout` or a relative.
    _ : Translator
        Language of the words.
    look : Look, optional
        Colours, sizes, marks.
    nodes : iterable of str, optional
        Only these (and the ties among them); all by default. Beyond `LIMIT` the best connected are drawn.

    Returns
    -------
    GraphChart
        JSON-ready and equal, byte for byte, for equal input. Names from the data appear as plain text only.
    """
    look = look or Look()
    wanted = [
        node
        for node in (simple_graph(ecosystem) if nodes is None else sorted(nodes))
        if node in positions.index
    ]
    drawn = best_connected(ecosystem, wanted, keep=look.marked)
    row = {node: index for index, node in enumerate(drawn)}
    ties = ecosystem.ties[
        ecosystem.ties["source"].isin(row) & ecosystem.ties["target"].isin(row)
    ].sort_index()
    palette = _categories(ecosystem, drawn, _, look)
    spec = compose(
        data=_nodes(ecosystem, drawn, positions, _, look, palette),
        links=_links(ecosystem, ties, row, _, look.theme),
        categories=palette.categories,
        frame=positions.loc[drawn] if look.frame is None else look.frame,
        theme=look.theme,
    )
    kinds = {kind_of(ecosystem, node).code for node in drawn}
    groups = [(entry["name"], entry["itemStyle"]["color"]) for entry in palette.categories]
    legend = entries(kinds, set(ties["type"]), groups if look.groups else (), _, look.theme)
    return GraphChart(spec, tuple(drawn), tuple(map(str, ties.index)), len(wanted) - len(drawn), legend)


def best_connected(ecosystem: Ecosystem, nodes: Sequence[str], keep: str | None = None) -> list[str]:
    """Return at most `LIMIT` of the nodes, in order of id.

    Larger parts stay before smaller ones, and in a part those with most contacts, so that few lose all their
    ties.
    """
    if len(nodes) <= LIMIT:
        return sorted(nodes)
    graph = simple_graph(ecosystem).subgraph(nodes)
    part_size = {node: len(part) for part in nx.connected_components(graph) for node in part}
    degree = dict(graph.degree())
    first = sorted(nodes, key=lambda node: (node != keep, -part_size[node], -degree[node], node))
    return sorted(first[:LIMIT])


def group_colour(number: int, theme: str) -> str:
    """Return the colour of a community; those after the first few, the smaller ones, share a grey."""
    colours = GROUP_COLOURS[theme]
    return colours[number] if number < len(colours) else FAINT[theme]


def kind_of(ecosystem: Ecosystem, node: str) -> v.Kind:
    """Return the kind a node is drawn as."""
    return v.KINDS[simple_graph(ecosystem).nodes[node]["kind"]]


def symbol(shape: str) -> str:
    """Return the ECharts symbol of a shape of the vocabulary."""
    if shape in ("circle", "diamond", "triangle"):
        return shape
    return _BUILT_IN.get(shape) or f"path://{v.SHAPES[shape]}"


@dataclass(frozen=True)
class _Palette:
    categories: list[dict[str, Any]]
    of: Mapping[str, int]


def _categories(ecosystem: Ecosystem, nodes: Sequence[str], _: Translator, look: Look) -> _Palette:
    """Return what colours stand for (only what occurs) and which of them each node has."""
    if not look.groups:
        kinds = [code for code in v.KINDS if any(kind_of(ecosystem, node).code == code for node in nodes)]
        entries = [
            {
                "name": _(v.KINDS[code].plural),
                "symbol": symbol(v.KINDS[code].shape),
                "itemStyle": {"color": v.KINDS[code].ink(look.theme)},
            }
            for code in kinds
        ]
        return _Palette(entries, {node: kinds.index(kind_of(ecosystem, node).code) for node in nodes})
    group_of = {node: group for group in look.groups for node in group.members}
    named = len(GROUP_COLOURS[look.theme])
    present = sorted({group_of[node].id for node in nodes if node in group_of})
    shown = [number for number in present if number < named]
    entries = [
        {
            "name": first_line(community_label(look.groups[number], ecosystem, _), 60),
            "itemStyle": {"color": group_colour(number, look.theme)},
        }
        for number in shown
    ]
    entries.append({"name": _("Smaller communities or none"), "itemStyle": {"color": FAINT[look.theme]}})
    rest = len(shown)
    numbers = {node: group_of[node].id if node in group_of else -1 for node in nodes}
    return _Palette(entries, {n: shown.index(i) if i in shown else rest for n, i in numbers.items()})


def _nodes(
    ecosystem: Ecosystem,
    nodes: Sequence[str],
    positions: pd.DataFrame,
    _: Translator,
    look: Look,
    palette: _Palette,
) -> list[dict[str, Any]]:
    size = node_sizes(nodes, look.sizes)
    degree = simple_graph(ecosystem).degree
    labelled = set(sorted(nodes, key=lambda node: (-size[node], -degree[node], node))[: look.labels])
    labelled |= {look.marked} if look.marked else set()
    x, y = positions["x"].to_dict(), positions["y"].to_dict()
    # Names near the right edge are written to the left, where there is room.
    turn = positions["x"].min() + 0.72 * (positions["x"].max() - positions["x"].min())
    rows = []
    for node in nodes:
        kind = kind_of(ecosystem, node)
        contacts = _.n("{n} contact", "{n} contacts", degree[node])
        row: dict[str, Any] = {
            "id": node,
            "name": first_line(ecosystem.name(node, _.lang)),
            "value": f"{_(kind.label)}, {contacts}",
            "x": unit(x[node]),
            "y": unit(y[node]),
            "symbolSize": size[node],
            "category": palette.of[node],
        }
        if look.groups:
            row["symbol"] = symbol(kind.shape)
        if node in labelled:
            row["label"] = {
                "show": True,
                "formatter": _literal(short_label(ecosystem, node, _)),
                "position": "bottom" if look.labels_below else "left" if x[node] > turn else "right",
                **(_NARROW if look.labels_below else {}),
            }
        if look.sizes is not None and math.isnan(look.sizes.get(node, math.nan)):
            row["itemStyle"] = {
                "color": GROUND[look.theme],
                "borderWidth": 1.5,
                "borderColor": palette.categories[palette.of[node]]["itemStyle"]["color"],
            }
        if node == look.marked:
            row["selected"] = True
        rows.append(row)
    return rows


def node_sizes(nodes: Sequence[str], values: pd.Series | None) -> dict[str, float]:
    """Return diameters in pixels whose areas grow with the values; the undefined are the smallest."""
    smallest = min(max(120.0 / math.sqrt(max(len(nodes), 1)), 5.0), 11.0)
    largest = 2.6 * smallest + 8.0
    if values is None:
        return dict.fromkeys(nodes, round(smallest * 1.5, 1))
    known = values.reindex(list(nodes)).astype(float)
    top = known.max()
    share = (known / top).clip(lower=0).pow(0.5) if top > 0 else known * 0
    pixels = (smallest + (largest - smallest) * share).fillna(smallest).round(1)
    return {str(node): float(size) for node, size in pixels.items()}


def _links(
    ecosystem: Ecosystem, ties: pd.DataFrame, row: Mapping[str, int], _: Translator, theme: str
) -> list[dict[str, Any]]:
    seen: dict[tuple[str, str], int] = {}
    links = []
    for tie in listed_ties(ties):
        source, target, tie_type = tie.source, tie.target, v.TIE_TYPES[tie.type]
        group = v.TIE_GROUPS[tie_type.group]
        pair = (min(source, target), max(source, target))
        nth = seen.get(pair, 0)
        seen[pair] = nth + 1
        style: dict[str, Any] = {"color": group.ink(theme)}
        if group.dash:
            style["type"] = [int(length) for length in group.dash.split()]
        if nth:
            # Parallel ties bend to either side in turn; which side is which depends on the way the tie runs.
            side = (1 if nth % 2 else -1) * (1 if source < target else -1)
            style["curveness"] = round(side * _BEND * math.ceil(nth / 2), 2)
        link: dict[str, Any] = {
            "source": row[source],
            "target": row[target],
            "value": tie_phrase(tie, ecosystem, _),
            "lineStyle": style,
        }
        if tie_type.label == tie_type.inverse:
            link["symbol"] = ["none", "none"]
        links.append(link)
    return links


def unit(length: float) -> int:
    """Return a coordinate for ECharts, which rounds the ends of level lines: one must be small."""
    return round(100 * length)


def _literal(text: str) -> str:
    """Keep braces of a name from being read as a template of ECharts, by a zero-width space."""
    return text.replace("{", "{\u200b")


def compose(
    data: list[dict[str, Any]],
    links: list[dict[str, Any]],
    categories: list[dict[str, Any]],
    frame: pd.DataFrame,
    theme: str,
) -> dict[str, Any]:
    """Return the specification for `st.echarts_chart` of nodes and links, held in the extent of a frame."""
    ink = INK[theme]
    text = {
        "color": ink,
        "textBorderColor": GROUND[theme],
        "textBorderWidth": 2,
        "fontSize": 12,
        "lineHeight": 15,
    }
    series = {
        "type": "graph",
        "layout": "none",
        "data": data + _corners(frame),
        "links": links,
        "categories": categories,
        "roam": True,
        "scaleLimit": {"min": 0.6, "max": 16},
        "preserveAspect": True,
        "left": 56,
        "right": 56,
        "top": 48,
        "bottom": 56,
        "edgeSymbol": ["none", "arrow"],
        "edgeSymbolSize": [0, 6],
        "lineStyle": {"opacity": 0.55, "width": 1.1},
        "itemStyle": {"borderColor": GROUND[theme], "borderWidth": 0.8},
        "label": {**text, "show": False, "position": "right", "width": 170, "overflow": "truncate"},
        "labelLayout": {"hideOverlap": True},
        "emphasis": {"focus": "adjacency", "label": {"show": True}, "lineStyle": {"width": 2.5}},
        "select": {"itemStyle": {"borderColor": ink, "borderWidth": 3}, "label": {"show": True}},
        "selectedMode": "single",
    }
    return {
        "animation": False,
        "tooltip": {"confine": True, "extraCssText": "max-width:320px;white-space:normal;"},
        "series": [series],
    }


def _corners(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return two nodes that are never drawn and hold the extent of the picture; they follow all others."""
    if frame.empty:
        return []
    low, high = frame[["x", "y"]].min(), frame[["x", "y"]].max()
    return [
        {"id": f" corner {name}", "name": "", "x": unit(at["x"]), "y": unit(at["y"]), "symbol": "none"}
        for name, at in (("low", low), ("high", high))
    ]
