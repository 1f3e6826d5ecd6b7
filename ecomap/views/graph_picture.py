"""The graph as a picture file, drawn on the server with the positions of the screen."""

from __future__ import annotations

import io
from collections.abc import Sequence

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke

from ecomap import vocabulary as v
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import simple_graph
from ecomap.views.graph import FAINT, GROUND, INK, Look, best_connected, group_colour, kind_of, node_sizes
from ecomap.views.graph_text import community_label, first_line, short_label

_MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "pentagon": "p",
    "star": "*",
    "hexagon": "h",
    "plus": "P",
    "roundrect": "s",
}
_LABELS = 18


def graph_picture(
    ecosystem: Ecosystem,
    positions: pd.DataFrame,
    _: Translator,
    file_format: str = "png",
    *,
    look: Look | None = None,
    nodes: Sequence[str] | None = None,
) -> bytes:
    """Draw what `ecomap.views.graph.graph_chart` draws into a PNG or SVG file.

    Parameters
    ----------
    ecosystem, positions, _, look, nodes
        As for `graph_chart`.
    file_format : {"png", "svg"}
        PNG is 2,000 by 1,400 pixels.

    Returns
    -------
    bytes
        The same for the same input; without date. Text in the SVG is drawn as outlines, so it needs no font
        and holds no markup from the data.

    Raises
    ------
    ValueError
        For another format.
    """
    if file_format not in ("png", "svg"):
        raise ValueError(f"format {file_format!r}: only 'png' and 'svg' are known")
    look = look or Look()
    wanted = [
        node
        for node in (simple_graph(ecosystem) if nodes is None else sorted(nodes))
        if node in positions.index
    ]
    drawn = best_connected(ecosystem, wanted, keep=look.marked)
    with matplotlib.rc_context({"svg.hashsalt": ecosystem.version, "font.family": "DejaVu Sans"}):
        figure = Figure(figsize=(10, 7), facecolor=GROUND[look.theme], layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        axes.set_axis_off()
        axes.set_aspect("equal", adjustable="datalim")
        axes.invert_yaxis()
        _draw_ties(axes, ecosystem, drawn, positions, look.theme)
        _draw_nodes(axes, ecosystem, drawn, positions, _, look)
        _draw_legend(axes, ecosystem, drawn, _, look)
        stream = io.BytesIO()
        metadata = {"Date": None} if file_format == "svg" else {"Software": None}
        figure.savefig(stream, format=file_format, dpi=200, metadata=metadata)
    return stream.getvalue()


def _draw_ties(
    axes: Axes, ecosystem: Ecosystem, drawn: list[str], positions: pd.DataFrame, theme: str
) -> None:
    ties = ecosystem.ties[
        ecosystem.ties["source"].isin(drawn) & ecosystem.ties["target"].isin(drawn)
    ].sort_index()
    at = positions.loc[drawn].to_numpy()
    row = {node: index for index, node in enumerate(drawn)}
    for group in v.TIE_GROUPS.values():
        codes = [code for code, tie_type in v.TIE_TYPES.items() if tie_type.group == group.code]
        of_group = ties[ties["type"].isin(codes)]
        lines = [
            (at[row[a]], at[row[b]]) for a, b in zip(of_group["source"], of_group["target"], strict=True)
        ]
        dash = (0, tuple(float(n) for n in group.dash.split())) if group.dash else "solid"
        axes.add_collection(
            LineCollection(lines, colors=group.ink(theme), linewidths=0.6, alpha=0.5, linestyles=[dash])
        )


def _draw_nodes(
    axes: Axes, ecosystem: Ecosystem, drawn: list[str], positions: pd.DataFrame, _: Translator, look: Look
) -> None:
    size = node_sizes(drawn, look.sizes)
    group_of = {node: group.id for group in look.groups for node in group.members}
    for shape, marker in _MARKERS.items():
        nodes = [node for node in drawn if kind_of(ecosystem, node).shape == shape]
        if not nodes:
            continue
        inks = [
            group_colour(group_of.get(node, 99), look.theme)
            if look.groups
            else kind_of(ecosystem, node).ink(look.theme)
            for node in nodes
        ]
        at = positions.loc[nodes]
        areas = [(size[node] * 0.7) ** 2 for node in nodes]
        axes.scatter(
            at["x"],
            at["y"],
            s=areas,
            c=inks,
            marker=marker,
            edgecolors=GROUND[look.theme],
            linewidths=0.4,
            zorder=3,
        )
    degree = simple_graph(ecosystem).degree
    largest = sorted(drawn, key=lambda node: (node != look.marked, -size[node], -degree[node], node))[
        :_LABELS
    ]
    for node in largest:
        axes.annotate(
            short_label(ecosystem, node, _),
            tuple(positions.loc[node, ["x", "y"]]),
            xytext=(5, 2),
            textcoords="offset points",
            fontsize=6.5,
            color=INK[look.theme],
            zorder=4,
            parse_math=False,
            path_effects=[withStroke(linewidth=1.6, foreground=GROUND[look.theme])],
        )


def _draw_legend(axes: Axes, ecosystem: Ecosystem, drawn: list[str], _: Translator, look: Look) -> None:
    def entry(label: str, marker: str, ink: str) -> Line2D:
        return Line2D([], [], linestyle="", marker=marker, color=ink, label=label, markersize=6)

    if look.groups:
        entries = [
            entry(
                first_line(community_label(group, ecosystem, _), 50), "o", group_colour(group.id, look.theme)
            )
            for group in look.groups
            if group_colour(group.id, look.theme) != FAINT[look.theme]
            and not set(group.members).isdisjoint(drawn)
        ]
    else:
        present = {kind_of(ecosystem, node).code for node in drawn}
        entries = [
            entry(_(kind.plural), _MARKERS[kind.shape], kind.ink(look.theme))
            for code, kind in v.KINDS.items()
            if code in present
        ]
    legend = axes.legend(
        handles=entries, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=3, fontsize=7, frameon=False
    )
    for text in legend.get_texts():
        text.set_color(INK[look.theme])
        text.set_parse_math(False)
