"""The evidence of an opened finding: on a map, in a graph, and as tables whose names open the profile."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from ecomap import network
from ecomap.analysis.finding import Evidence, Finding
from ecomap.ui import nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import gaps_evidence, gaps_map, graph, graph_legend, labels

_HEIGHT = 380
_LONG = 30
"""Letters from which a text of a table is long."""
_MAP_WARDS = 12
"""Wards up to which the map page is opened narrowed to them."""


def draw(view: View, finding: Finding) -> None:
    """Draw every table of the evidence."""
    for number, part in enumerate(finding.evidence):
        _table(view, part, f"gap_rows_{finding.id}_{number}")


def _table(view: View, part: Evidence, key: str) -> None:
    _, eco = view._, view.ecosystem
    table = gaps_evidence.evidence_table(eco, part, _)
    note = labels.markdown(part.note.text(view.lang))
    st.markdown(f"**{_(gaps_evidence.TABLE_LABELS[part.table])}** ({_.number(len(table))}): {note}")
    linked = [gaps_evidence.node_of(eco, part.table, row) for row in part.ids]
    opens = any(linked)
    event: Any = st.dataframe(
        table,
        height=min(_HEIGHT, 38 + 35 * len(table)),
        hide_index=True,
        key=f"{key}_{view.lang}",
        on_select="rerun" if opens else "ignore",
        selection_mode="single-cell",
        column_config=_widths(table),
        placeholder=_("not known"),
        alt=part.note.text(view.lang),
    )
    if not opens:
        return
    st.caption(_("A click on a name opens its profile."))
    row, column = next(iter(event.selection.cells), (None, ""))
    if row is not None and column == table.columns[0] and row < len(linked) and (node := linked[row]):
        st.switch_page(nav.script("profile"), query_params={**permalink.query(), permalink.ID: [node]})


def _widths(table: pd.DataFrame) -> dict[str, Any]:
    """Return the widths of columns: names have the most room, other long texts must not push the rest out."""
    long = [name for name in table.columns[1:] if table[name].astype(str).str.len().max() > _LONG]
    return {
        table.columns[0]: st.column_config.TextColumn(width=340),
        **{name: st.column_config.TextColumn(width=220) for name in long},
    }


def place(view: View, finding: Finding) -> None:
    """Draw where the evidence lies, with the way to the map page."""
    _ = view._
    drawn = gaps_map.evidence_map(view.ecosystem, finding, view.theme, _)
    if not drawn:
        st.caption(_("None of the evidence has a known place, so there is no map."))
        return
    st.html(drawn)
    query: dict[str, str | list[str]] = {}
    if finding.kind == "access":  # what the distances go to, not what lies in the ward
        query = {"kind": ["support_org"], "place": "in"}
    else:
        if finding.scope.sectors:
            query["sector"] = list(finding.scope.sectors)
        if 0 < len(finding.scope.wards) <= _MAP_WARDS:
            query["ward"] = list(finding.scope.wards)
    if query:
        label = (
            _("Open support organisations on the map") if finding.kind == "access" else _("Open on the map")
        )
        st.page_link(nav.script("map"), label=label, icon=":material/map:", query_params=query)


def ties(view: View, finding: Finding) -> None:
    """Draw the ties around the body, or the chains between the two, that a finding speaks of."""
    _, eco, bodies = view._, view.ecosystem, finding.scope.organisations
    if finding.kind not in ("links", "roles") or not bodies:
        return
    query: dict[str, str | list[str]]
    if len(bodies) == 2:
        found = network.chains(eco, *bodies)
        if not found:
            st.caption(_("No listed chain of at most six steps joins these two."))
            return
        places, alt = network.chain_layout(found), _("The shortest listed chains between the two.")
        query, label = (
            {"mode": "chain", "from": bodies[0], "to": bodies[1]},
            _("See the chain between the two in the network"),
        )
    elif len(bodies) == 1 or finding.id.startswith("links:only-way"):
        places = network.ego_layout(eco, bodies[0])
        alt = _("{name} and its listed ties.", name=eco.name(bodies[0], view.lang))
        query, label = {"mode": "around", "id": [bodies[0]]}, _("See who is around it in the network")
    else:
        return
    if len(places) > 1:
        _graph(view, places, bodies[0], f"gap_graph_{finding.id}", alt, chain=len(bodies) == 2)
    st.page_link(nav.script("network"), label=label, icon=":material/hub:", query_params=query)


def _graph(view: View, places: pd.DataFrame, marked: str, key: str, alt: str, chain: bool) -> None:
    look = graph.Look(theme=view.theme, marked=marked, labels=10, labels_below=chain)
    chart = graph.graph_chart(view.ecosystem, places, view._, look=look, nodes=list(places.index))
    st.markdown(f"**{labels.markdown(alt)}**")
    st.echarts_chart(chart.spec, height=340, key=f"{key}_{view.theme}_{view.lang}", alt=alt)
    if chart.legend:
        st.html(graph_legend.legend_html(chart.legend))


def leads(view: View, finding: Finding) -> None:
    """Draw links to those who could act."""
    for body in finding.leads:
        if body in view.ecosystem:
            parts.profile_link(body, labels.markdown(view.ecosystem.name(body, view.lang)))
