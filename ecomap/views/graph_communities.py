"""The network summed by community, for networks too large to draw node by node."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import Community, simple_graph
from ecomap.views.graph import FAINT, GraphChart, compose, group_colour, unit
from ecomap.views.graph_text import community_label, first_line


def community_chart(
    groups: Sequence[Community],
    places: pd.DataFrame,
    ecosystem: Ecosystem,
    _: Translator,
    theme: str = "light",
) -> GraphChart:
    """Draw the network summed by community: a disc per community, a line where ties cross.

    Parameters
    ----------
    groups : sequence of Community
        Communities of the whole snapshot, so that they keep colour and name under a filter.
    places : pandas.DataFrame
        From `ecomap.network.community_layout`.
    ecosystem : Ecosystem
        What to count: the size of a disc is how many of its members this snapshot has.
    _ : Translator
    theme : {"light", "dark"}

    Returns
    -------
    GraphChart
        Its `nodes` are numbers of communities as text.
    """
    graph = simple_graph(ecosystem)
    members = {group.id: [node for node in group.members if node in graph] for group in groups}
    drawn = [group for group in groups if members[group.id]]
    scale = _disc_scale([len(members[group.id]) for group in drawn])
    x, y = places["x"].to_dict(), places["y"].to_dict()
    data = [
        {
            "id": str(group.id),
            "name": first_line(community_label(group, ecosystem, _)),
            "value": _.n("{n} member", "{n} members", len(members[group.id])),
            "x": unit(x[group.id]),
            "y": unit(y[group.id]),
            "symbolSize": round(scale * math.sqrt(len(members[group.id])), 1),
            "itemStyle": {"color": group_colour(group.id, theme)},
            "label": {"show": True, "position": "bottom", "distance": 2, "overflow": "break", "width": 120},
        }
        for group in drawn
    ]
    spec = compose(data, _crossings(graph, members, drawn, _, theme), [], places, theme)
    return GraphChart(spec, tuple(str(group.id) for group in drawn), ())


def _crossings(
    graph: nx.Graph,
    members: Mapping[int, Sequence[str]],
    drawn: Sequence[Community],
    _: Translator,
    theme: str,
) -> list[dict[str, Any]]:
    of = {node: number for number, nodes in members.items() for node in nodes}
    row = {group.id: index for index, group in enumerate(drawn)}
    weight: dict[tuple[int, int], int] = {}
    for a, b, ties in graph.edges(data="weight"):
        if a in of and b in of and of[a] != of[b]:
            pair = (min(of[a], of[b]), max(of[a], of[b]))
            weight[pair] = weight.get(pair, 0) + ties
    most = max(weight.values(), default=1)
    return [
        {
            "source": row[a],
            "target": row[b],
            "value": _.n("{n} tie", "{n} ties", n),
            "symbol": ["none", "none"],
            "lineStyle": {
                "color": FAINT[theme],
                "width": round(1 + 7 * math.sqrt(n / most), 1),
                "opacity": 0.4,
            },
        }
        for (a, b), n in sorted(weight.items())
    ]


def _disc_scale(counts: Sequence[int]) -> float:
    return 84.0 / math.sqrt(max(counts)) if counts else 1.0
