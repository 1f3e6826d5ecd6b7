"""The pieces of the network page: what to draw, the drawing, and the same facts as text and tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap import network as net
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.ui import loaders, network_jobs
from ecomap.ui.session import FILTERS, View
from ecomap.views import graph, graph_communities, graph_tables, graph_text, labels

MODES = {
    "network": N_("The network"),
    "around": N_("Around one"),
    "chain": N_("Chain between two"),
}
COLOURS = {"kind": N_("Kind"), "community": N_("Community")}
LEVELS = {"communities": N_("Communities"), "organisations": N_("Organisations")}
_HEIGHT = 620
_COMMUNITY, _MARKED, _CLICKED = "network_community", "network_marked", "network_clicked"
_NO_YEAR = 9999
"""Position of "any time" on the slider of years."""


@dataclass(frozen=True)
class Choice:
    """What the visitor asked for: how to look, and the part of the snapshot to look at."""

    mode: str
    base: Ecosystem
    size: str
    colour: str
    steps: int
    communities: bool
    ends: tuple[str | None, str | None]


@dataclass(frozen=True)
class Scene:
    """What is on the screen: enough to draw it again as a picture. `chart` draws it in the browser."""

    chart: graph.GraphChart
    key: str
    positions: pd.DataFrame
    nodes: Sequence[str] | None = None
    look: graph.Look | None = None


def controls(view: View) -> Choice:
    """Draw the controls and return what they say."""
    _ = view._
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        mode = _segments(_("Show"), MODES, "network_mode", view)
        whole = bool(view.filters.without_year()) and st.toggle(
            _("Ignore filters"), key="network_whole", persist_state="session"
        )
        base = loaders.selection(view.ecosystem, Filters(year=view.filters.year)) if whole else view.shown
        size = st.selectbox(
            _("Size by"),
            list(graph_tables.MEASURE_LABELS),
            format_func=lambda name: _(graph_tables.MEASURE_LABELS[name]),
            key="network_size",
            persist_state="session",
            width=180,
        )
        colour = _segments(_("Colour by"), COLOURS, "network_colour", view)
        communities = False
        if mode == "network":
            large = len(net.simple_graph(base)) > graph.LIMIT
            level = _segments(
                _("Draw"), LEVELS, f"network_level_{large}", view, "communities" if large else "organisations"
            )
            communities = level == "communities"
        steps = 1
        if mode == "around":
            steps = st.slider(_("Steps"), 1, 3, key="network_steps", persist_state="session", width=140)
        _year(view)
    ends: tuple[str | None, str | None] = (None, None)
    if mode == "chain":
        ends = _ends(view, base)
    elif mode == "around":
        ends = (_centre(view, base), None)
    _year_note(view)
    return Choice(mode, base, size or "degree", colour, steps, communities, ends)


def _segments(label: str, options: dict[str, str], key: str, view: View, default: str | None = None) -> str:
    codes = list(options)
    chosen = st.segmented_control(
        label,
        codes,
        default=default or codes[0],
        format_func=lambda code: view._(options[code]),
        key=key,
        required=True,
        persist_state="session",
        wrap=True,
    )
    return chosen or codes[0]


def _named(base: Ecosystem, lang: str) -> dict[str, str]:
    """Return the names of all nodes in Vietnamese order."""
    return _names(base, base.version, lang)


@st.cache_data(max_entries=64, show_spinner=False)
def _names(_base: Ecosystem, version: str, lang: str) -> dict[str, str]:
    nodes = list(net.simple_graph(_base))
    names = [graph_text.first_line(_base.name(node, lang)) for node in nodes]
    return {nodes[i]: names[i] for i in sort_order(names)}


def _centre(view: View, base: Ecosystem) -> str | None:
    def choose() -> None:
        view.select(st.session_state["network_centre"])

    names = _named(base, view.lang)
    st.session_state["network_centre"] = view.selected if view.selected in names else None
    return st.selectbox(
        view._("Organisation or programme in the middle"),
        list(names),
        format_func=names.__getitem__,
        key="network_centre",
        on_change=choose,
        placeholder=view._("Type a name"),
    )


def _ends(view: View, base: Ecosystem) -> tuple[str | None, str | None]:
    names = _named(base, view.lang)
    for key, start in (("network_from", view.selected), ("network_to", None)):
        if st.session_state.get(key) not in names:
            st.session_state[key] = start if start in names else None
    columns = st.columns(2)
    from_, to = (
        column.selectbox(
            label,
            list(names),
            format_func=names.__getitem__,
            key=key,
            placeholder=view._("Type a name"),
            persist_state="session",
        )
        for column, label, key in zip(
            columns, (view._("From"), view._("To")), ("network_from", "network_to"), strict=True
        )
    )
    return (from_, to) if from_ != to else (from_, None)


def _year(view: View) -> None:
    """Draw the slider of years; it moves the year of the shared filters."""
    _ = view._
    starts = view.ecosystem.ties["start_on"].dropna().dt.year
    if starts.empty:
        return
    years = sorted(
        {*range(max(int(starts.min()), 2000), int(starts.max()) + 1), *filter(None, [view.filters.year])}
    )

    def move() -> None:
        year = st.session_state["network_year"]
        chosen = None if year == _NO_YEAR else year
        st.session_state[FILTERS] = replace(view.filters, year=chosen)
        st.session_state["filter_year"] = chosen

    st.session_state["network_year"] = view.filters.year or _NO_YEAR
    st.select_slider(
        _("As it stood at the end of the year"),
        [*years, _NO_YEAR],
        format_func=lambda year: _("any time") if year == _NO_YEAR else str(year),
        key="network_year",
        on_change=move,
        width=300,
    )


def _year_note(view: View) -> None:
    _ = view._
    if view.filters.year:
        st.caption(
            _.n(
                "{n} tie whose start nobody dated is kept in every year.",
                "{n} ties whose start nobody dated are kept in every year.",
                view.shown.undated,
            )
        )


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
    positions = network_jobs.result(
        "layout", whole, lambda report: net.layout(whole), _, _("Placing the network …")
    )
    if positions is None:
        return None
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
    groups = net.communities(whole)
    look = graph.Look(
        theme=view.theme,
        sizes=sizes[choice.size],
        groups=groups if choice.colour == "community" else (),
        frame=positions,
        marked=_marked(view),
    )
    if choice.mode == "around":
        return _around_scene(view, choice, look)
    opened = st.session_state.get(_COMMUNITY)
    if not choice.communities:
        return Scene(graph.graph_chart(base, positions, _, look=look), "all", positions, None, look)
    if opened is None or opened >= len(groups):
        chart = graph_communities.community_chart(groups, net.community_layout(whole), base, _, view.theme)
        return Scene(chart, "communities", positions, None, look)
    members = [node for node in groups[opened].members if node in base]
    look = replace(look, frame=None, labels=60)
    st.button(_("Back to all communities"), icon=":material/arrow_back:", on_click=_open, args=(None,))
    st.markdown(f"**{labels.markdown(graph_text.community_label(groups[opened], whole, _))}**")
    return Scene(
        graph.graph_chart(base, positions, _, look=look, nodes=members),
        f"c{opened}",
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


def _open(number: int | None) -> None:
    st.session_state[_COMMUNITY] = number


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
        _open(int(nodes[0]))
        return
    st.session_state[_CLICKED] = nodes[0]
    view.select(nodes[0])
