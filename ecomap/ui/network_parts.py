"""The drawing of the network page: what is on it, and what a click does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ecomap import network as net
from ecomap.ui import network_jobs, permalink
from ecomap.ui.network_controls import Choice
from ecomap.ui.session import View
from ecomap.views import graph, graph_communities, graph_legend, graph_text, labels

_HEIGHT = 620
_MARKED, _CLICKED = "network_marked", "network_clicked"


@dataclass(frozen=True)
class Scene:
    """What is on the screen: enough to draw it again as a picture. `chart` draws it in the browser."""

    chart: graph.GraphChart
    key: str
    positions: pd.DataFrame
    nodes: Sequence[str] | None = None
    look: graph.Look | None = None


def scene(view: View, choice: Choice) -> Scene | None:
    """Compose the drawing; None while something is still being computed or chosen, which is then said."""
    _ = view._
    if choice.mode == "chain":
        return _chain_scene(view, choice)
    if choice.mode == "around" and choice.ends[0] is None:
        st.info(
            _("Choose an organisation above, or click one on any page, to see who is around it."),
            icon=":material/adjust:",
        )
        return None
    whole = view.ecosystem
    # Around one, the network's own positions are of no use, so nobody need wait for them.
    positions: pd.DataFrame | None = None
    groups: tuple[net.Community, ...] = ()
    if choice.mode == "network" or choice.colour == "community":
        positions = network_jobs.result(
            "layout", whole, lambda report: net.layout(whole), _, _("Placing the network …")
        )
        if positions is None:
            return None
        groups = net.communities(whole)
    base = choice.base
    columns = ("degree", choice.size)
    sizes = network_jobs.result(
        choice.size,
        base,
        lambda report: net.measures(base, columns, report),
        _,
        _("Computing the measures …"),
    )
    if sizes is None:
        return None
    look = graph.Look(
        theme=view.theme,
        sizes=sizes[choice.size],
        groups=groups if choice.colour == "community" else (),
        frame=positions,
        marked=_marked(view),
    )
    if choice.mode == "around" or positions is None:
        return _around_scene(view, choice, look)
    if not choice.communities:
        return Scene(graph.graph_chart(base, positions, _, look=look), "all", positions, None, look)
    opened = _opened(groups)
    if opened is None:
        chart = graph_communities.community_chart(groups, net.community_layout(whole), base, _, view.theme)
        return Scene(chart, "communities", positions, None, look)
    members = [node for node in opened.members if node in base]
    look = replace(look, frame=None, labels=60)
    st.button(_("Back to all communities"), icon=":material/arrow_back:", on_click=_open, args=(None,))
    st.markdown(f"**{labels.markdown(graph_text.community_label(opened, whole, _))}**")
    return Scene(
        graph.graph_chart(base, positions, _, look=look, nodes=members),
        f"c{opened.id}",
        positions,
        members,
        look,
    )


def _around_scene(view: View, choice: Choice, look: graph.Look) -> Scene:
    centre = choice.ends[0] or ""
    places = net.ego_layout(choice.base, centre, choice.steps)
    look = replace(look, frame=None, marked=centre, labels=60)
    chart = graph.graph_chart(choice.base, places, view._, look=look, nodes=list(places.index))
    return Scene(chart, f"around_{centre}_{choice.steps}", places, list(places.index), look)


def _chain_scene(view: View, choice: Choice) -> Scene | None:
    _, (start, end) = view._, choice.ends
    if start is None or end is None:
        st.info(
            _("Choose two organisations to see through whom they could meet."),
            icon=":material/conversion_path:",
        )
        return None
    found = net.chains(choice.base, start, end)
    if not found:
        st.warning(_("No listed chain of at most six steps joins these two."), icon=":material/link_off:")
        return None
    places = net.chain_layout(found)
    look = graph.Look(theme=view.theme, marked=start, labels_below=True)
    nodes = list(places.index)
    chart = graph.graph_chart(choice.base, places, _, look=look, nodes=nodes)
    return Scene(chart, f"chain_{start}_{end}", places, nodes, look)


def _opened(groups: Sequence[net.Community]) -> net.Community | None:
    """Return the community the address names by its hub, which outlives new data; or None."""
    of = {node: group for group in groups for node in group.members}
    return next((of[node] for node in permalink.own("community", of)), None)


def _open(hub: str | None) -> None:
    permalink.keep({"community": hub})


def _marked(view: View) -> str | None:
    """Return the node the drawing itself must mark.

    A click is marked by the browser. To put it into the drawing as well would send it anew and lose the zoom.
    """
    if view.selected is None or view.selected != st.session_state.get(_CLICKED):
        st.session_state[_MARKED] = view.selected
    return st.session_state.get(_MARKED)


def draw(view: View, choice: Choice, shown: Scene) -> None:
    """Draw the graph; a click on a node selects it, on a community opens it, on a tie tells it."""
    _ = view._
    key = f"network_{shown.key}_{choice.base.version}_{view.theme}"
    alt = " ".join(graph_text.sentences(choice.base, _)[:3])
    event = st.echarts_chart(
        shown.chart.spec,
        height=340 if choice.mode == "chain" else _HEIGHT,
        key=key,
        on_select=partial(_clicked, key, shown, view),
        alt=_("Network graph. {facts}", facts=alt),
    )
    if shown.chart.legend:
        st.html(graph_legend.legend_html(shown.chart.legend))
    if shown.chart.hidden:
        st.caption(
            _(
                "The {drawn} best connected of {all} are drawn. "
                "Filter, open a community or look around one to see the others.",
                drawn=len(shown.chart.nodes),
                all=len(shown.chart.nodes) + shown.chart.hidden,
            )
        )
    for tie in _picked(event, "edge", shown.chart.tie_at):
        row: Any = choice.base.ties.loc[tie]
        told = net.Tie(tie, row["source"], row["target"], row["type"], row["start_date"], row["end_date"])
        st.markdown(labels.markdown(graph_text.tie_sentence(told, choice.base, _)))


def _picked(event: object, data_type: str, at: Callable[[int], str | None]) -> list[str]:
    """Return the ids of what is selected in a chart."""
    groups = event["selection"]["selected"] if event else []  # type: ignore[index]
    rows = [
        row
        for group in groups
        if group.get("data_type", "node") == data_type
        for row in group["data_indices"]
    ]
    return [found for row in rows if (found := at(row)) is not None]


def _clicked(key: str, shown: Scene, view: View) -> None:
    nodes = _picked(st.session_state.get(key), "node", shown.chart.node_at)
    if not nodes:
        return
    if shown.key == "communities":
        _open(net.communities(view.ecosystem)[int(nodes[0])].hub)
        return
    st.session_state[_CLICKED] = nodes[0]
    view.select(nodes[0])
