"""The choices above the graph of the network page; the address keeps them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ecomap import Ecosystem, Filters
from ecomap import network as net
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.ui import loaders, permalink
from ecomap.ui.session import FILTERS, View
from ecomap.views import graph, graph_tables, graph_text

MODES = {
    "network": N_("The network"),
    "around": N_("Around one"),
    "chain": N_("Chain between two"),
}
COLOURS = {"kind": N_("Kind"), "community": N_("Community")}
LEVELS = {"communities": N_("Communities"), "organisations": N_("Organisations")}
STEPS = {"1": "1", "2": "2", "3": "3"}
_NO_YEAR = 9999
"""Position of "any time" on the slider of years."""


@dataclass(frozen=True)
class Choice:
    """What the visitor asked for: how to look, and the part of the snapshot (with its filters) to look at."""

    mode: str
    base: Ecosystem
    filters: Filters
    size: str
    colour: str
    steps: int
    communities: bool
    ends: tuple[str | None, str | None]


def controls(view: View) -> Choice:
    """Draw the controls and return what they say."""
    _ = view._
    with st.container(horizontal=True, gap="medium"):
        mode = _mode(view)
        filters = Filters(year=view.filters.year) if _unfiltered(view) else view.filters
        base = loaders.selection(view.ecosystem, filters)
        size = _size(view)
        colour = _segments(_("Colour by"), COLOURS, "colour", view)
        communities = False
        if mode == "network":
            large = len(net.simple_graph(base)) > graph.LIMIT
            level = _segments(_("Draw"), LEVELS, "draw", view, "communities" if large else "organisations")
            communities = level == "communities"
        steps = 1
        if mode == "around":
            steps = int(_segments(_("Steps"), STEPS, "steps", view))
        _year(view)
    ends: tuple[str | None, str | None] = (None, None)
    if mode == "chain":
        ends = _ends(view, base)
    elif mode == "around":
        ends = (_centre(view, base), None)
    _year_note(view)
    return Choice(mode, base, filters, size, colour, steps, communities, ends)


def _mode(view: View) -> str:
    """Draw the choice of the way to look; a chain begins at the selected one."""
    change = permalink.bound("mode", "network_mode", MODES, "network")

    def switch() -> None:
        change()
        if st.session_state["network_mode"] == "chain" and view.selected and not st.query_params.get("from"):
            permalink.keep({"from": view.selected})

    return _segmented(view._("Show"), MODES, "network_mode", view, switch)


def _unfiltered(view: View) -> bool:
    """Draw the switch between the whole and the filtered network, if anything is filtered."""
    if not view.filters.without_year():
        return False
    st.session_state["network_whole"] = bool(permalink.own("whole", ("1",)))
    return st.toggle(
        view._("Ignore filters"),
        key="network_whole",
        on_change=lambda: permalink.keep({"whole": "1" if st.session_state["network_whole"] else None}),
    )


def _size(view: View) -> str:
    names = graph_tables.MEASURE_LABELS
    change = permalink.bound("size", "network_size", names, "degree")
    return st.selectbox(
        view._("Size by"),
        list(names),
        format_func=lambda name: view._(names[name]),
        key="network_size",
        on_change=change,
        width=180,
    )


def _segments(label: str, options: dict[str, str], name: str, view: View, default: str | None = None) -> str:
    """Draw a choice that the address keeps under a name; the first is the default unless told otherwise."""
    key = f"network_{name}"
    change = permalink.bound(name, key, options, default or next(iter(options)))
    return _segmented(label, options, key, view, change)


def _segmented(label: str, options: dict[str, str], key: str, view: View, change: Callable[[], None]) -> str:
    chosen = st.segmented_control(
        label,
        list(options),
        format_func=lambda code: view._(options[code]),
        key=key,
        on_change=change,
        required=True,
        wrap=True,
    )
    return chosen or next(iter(options))


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
    from_, to = (
        _end(column, label, name, names, view)
        for column, label, name in zip(
            st.columns(2), (view._("From"), view._("To")), ("from", "to"), strict=True
        )
    )
    return (from_, to) if from_ != to else (from_, None)


def _end(column: DeltaGenerator, label: str, name: str, names: dict[str, str], view: View) -> str | None:
    """Draw the choice of an end of the chain. One outside the filters stays in the address only."""
    key = f"network_{name}"
    change = permalink.bound(name, key, view.ecosystem)
    if st.session_state[key] not in names:
        st.session_state[key] = None
    return column.selectbox(
        label,
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=change,
        placeholder=view._("Type a name"),
    )


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
        _("In the year"),
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
