"""The facts beside the graph of the network page: text, tables, files."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from ecomap import Ecosystem
from ecomap import network as net
from ecomap.ui import network_jobs, parts
from ecomap.ui.network_controls import Choice
from ecomap.ui.network_parts import Scene
from ecomap.ui.session import View
from ecomap.views import exports, graph_picture, graph_tables, graph_text, labels

_NAME_WIDTH = 340
"""Pixels that show all but the longest names; half of it cut most."""


def bullets(items: Sequence[str]) -> None:
    """Show sentences that hold text from the data as a list."""
    st.html("<ul>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ul>")


def words(view: View, choice: Choice) -> None:
    """Tell what the graph shows."""
    _, (start, end) = view._, choice.ends
    if start is not None and end is not None:
        for number, chain in enumerate(net.chains(choice.base, start, end), start=1):
            steps = _.n("{n} step", "{n} steps", chain.length)
            st.markdown(
                f"**{number}. {labels.markdown(graph_text.chain_title(chain, choice.base, _))}** ({steps})"
            )
            bullets(graph_text.chain_steps(chain, choice.base, _))
        return
    st.subheader(_("In words"))
    bullets(graph_text.sentences(choice.base, _))


def selected(view: View, choice: Choice) -> None:
    """Tell about the selected one: its contacts as a table, and what breaks without it."""
    _ = view._
    if view.selected is None:
        st.caption(_("Click a node, or a row of the table below, to see its contacts here."))
        return
    parts.selected_card(view)
    if view.selected not in choice.base:
        st.info(_("The selected one is outside the filters."), icon=":material/filter_alt:")
        return
    table = graph_tables.neighbour_table(choice.base, view.selected, _)
    st.subheader(_.n("{n} contact", "{n} contacts", len(table)))
    if table.empty:
        st.info(
            _("No tie of it is listed here. Other filters or another year may show some."),
            icon=":material/link_off:",
        )
    else:
        _table(table, f"network_contacts_{view.selected}_{choice.base.version}", view, 300)
    st.subheader(_("If it ended"))
    bullets(graph_text.removal_sentences(net.removal_effect(choice.base, view.selected), choice.base, _))


def everyone(view: View, choice: Choice) -> None:
    """Show all with their measures, to sort and to pick from."""
    _ = view._
    base, names = choice.base, tuple(graph_tables.MEASURE_LABELS)
    done = network_jobs.result(
        "all", base, lambda report: net.measures(base, names, report), _, _("Computing the measures …")
    )
    if done is None:
        return
    table = _measure_table(base, base.version, names, view.lang, view)
    _table(table, f"network_all_{base.version}", view, 420)


@st.cache_resource(max_entries=32, show_spinner=False)
def _measure_table(
    _base: Ecosystem, version: str, names: tuple[str, ...], lang: str, _view: View
) -> pd.DataFrame:
    return graph_tables.node_table(_base, names, _view._)


def _table(table: pd.DataFrame, key: str, view: View, height: int) -> None:
    """Show a table of nodes; a chosen row selects its node."""
    _ = view._

    def choose() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(table):
            view.select(str(table.index[rows[0]]))

    measures = {
        name: _measure_column(table[name], _(label), _(graph_tables.MEASURE_HELP[name]))
        for name, label in graph_tables.MEASURE_LABELS.items()
        if name in table
    }
    st.dataframe(
        table,
        key=key,
        height=min(height, 36 * (len(table) + 1) + 3),
        hide_index=True,
        on_select=choose,
        selection_mode="single-row",
        column_config={
            "name": st.column_config.TextColumn(_("Name"), width=_NAME_WIDTH),
            "kind": st.column_config.TextColumn(_("Kind")),
            "ties": st.column_config.TextColumn(_("Ties"), width="large"),
            "latest": st.column_config.TextColumn(_("Latest start")),
            **measures,
        },
        alt=_("Table of organisations and programmes"),
    )


def _measure_column(values: pd.Series, label: str, explained: str) -> ColumnConfig:
    if pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(label, help=explained, format="%d")
    return st.column_config.TextColumn(label, help=explained, alignment="right")


@st.fragment
def downloads(view: View, choice: Choice, shown: Scene | None) -> None:
    """Offer the network as files, and the drawing as a picture; each is made when asked for."""
    _ = view._

    def picture(file_format: str) -> bytes:
        assert shown is not None
        return graph_picture.graph_picture(
            choice.base, shown.positions, _, file_format, look=shown.look, nodes=shown.nodes
        )

    files: dict[str, tuple[str, Callable[[], bytes]]] = {}
    if shown is not None:
        files["png"] = ("image/png", partial(picture, "png"))
        files["svg"] = ("image/svg+xml", partial(picture, "svg"))
    for code in ("graphml", "gexf"):
        files[code] = (
            exports.FORMATS[code].mime,
            partial(exports.export_bytes, choice.base, code, view.lang, choice.filters),
        )
    with st.container(horizontal=True):
        for code, (mime, make) in files.items():
            st.download_button(
                code.upper(),
                make,
                exports.file_name(choice.base, "network", code, _),
                mime,
                help=_("Picture of the graph")
                if code in ("png", "svg")
                else _("The network shown, for other programs"),
                icon=":material/image:" if code in ("png", "svg") else ":material/download:",
                key=f"network_{code}",
            )
