"""The pieces of the profile page."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd
import streamlit as st

from ecomap.i18n import Translator
from ecomap.network import ego, ego_layout
from ecomap.text import sort_order
from ecomap.ui import briefing_link, directory_parts, gap_parts, nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import graph, labels, profile, profile_html, similar, timeline
from ecomap.views.minimap import minimap, window_around
from ecomap.views.symbols import symbol
from ecomap.vocabulary import KINDS

STYLE = parts.STATIC / "profile.css"
_TIES_OPEN = 6
_FOUND = 20
_TARGETS_OPEN = 6


def chooser(view: View) -> None:
    """Let the visitor find a record: a search box, and all of them in order of name."""
    _, eco = view._, view.ecosystem
    st.title(_("Profile"))
    if gone := st.session_state.get(permalink.UNKNOWN):
        st.warning(
            _(
                "There is no record “{id}”. It may have been removed; look for it by name.",
                id=labels.markdown(gone),
            )
        )
    words = st.text_input(
        _("Find an organisation or programme"),
        icon=":material/search:",
        placeholder=_("Name, field, place…"),
        max_chars=200,
    )
    if words:
        found = eco.index.search(words, _FOUND)["id"].tolist()
        if not found:
            st.info(_("Nothing found. Try fewer words, or the name in another form."))
        for node in found:
            parts.profile_link(node, labels.markdown(eco.name(node, _.lang)))
        return
    nodes = [*eco.organisations.index, *eco.programmes.index]
    names = [eco.name(node, _.lang) for node in nodes]
    order = sort_order(names)
    kinds = [_(KINDS[profile.kind_of(eco, nodes[at])].label) for at in order]
    table = pd.DataFrame({_("Name"): [names[at] for at in order], _("Kind"): kinds})
    event: Any = st.dataframe(
        table,
        hide_index=True,
        height=560,
        key=f"profile_list_{eco.version}_{_.lang}",
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        lazy=False,
        alt=_("All organisations and programmes by name; choose a row to open its profile."),
    )
    row = next(iter(event.selection.rows), None)
    row = next((at for at, _column in event.selection.cells), None) if row is None else row
    if row is not None and row < len(order):
        open_profile(nodes[order[row]])


def open_profile(node_id: str) -> None:
    """Go to the profile of a record."""
    st.switch_page(nav.script("profile"), query_params={**permalink.query(), permalink.ID: [node_id]})


def heading(view: View, node_id: str) -> None:
    """Draw name, kind and the summary."""
    _, eco = view._, view.ecosystem
    kind = profile.kind_of(eco, node_id)
    row = profile.record(eco, node_id)
    other = row["name_vi"] if _.lang == "en" else row["name_en"]
    st.title(labels.markdown(eco.name(node_id, _.lang)), anchor=False)
    also = f" · {html.escape(other)}" if isinstance(other, str) and other != eco.name(node_id, _.lang) else ""
    mark = symbol(kind, view.theme, size=20)
    st.html(f'<div class="eco-title">{mark} <span>{_(KINDS[kind].label)}{also}</span></div>')
    summary = row.get("summary_vi")
    if isinstance(summary, str):
        st.markdown(labels.markdown(summary))


def actions(view: View, node_id: str) -> None:
    """Draw the ways to the map and the network, and the link to keep."""
    _ = view._
    parameters = {**permalink.query(), permalink.ID: [node_id]}
    with st.container(horizontal=True, vertical_alignment="center"):
        placed = view.ecosystem.organisations["placed"].get(node_id, "none") != "none"
        if placed:
            st.page_link(
                nav.script("map"), label=_("Show on the map"), icon=":material/map:", query_params=parameters
            )
        st.page_link(
            nav.script("network"),
            label=_("Show in the network"),
            icon=":material/hub:",
            query_params={**parameters, "mode": ["around"]},
        )
        st.page_link(
            nav.script("gaps"),
            label=_("Gaps that concern it"),
            icon=":material/troubleshoot:",
            query_params={**parameters, gap_parts.ABOUT: [node_id]},
        )
        if node_id in view.ecosystem.organisations.index:
            st.page_link(
                nav.script("partners"),
                label=_("Find partners for it"),
                icon=":material/handshake:",
                query_params={**permalink.query(), "who": node_id},
            )
            briefing_link.of_body(view, node_id)
        own = {permalink.ID: node_id} | ({permalink.LANG: _.lang} if _.lang != "vi" else {})
        parts.link_and_code(permalink.link("ho-so", own), _("QR code of this profile"), _)


def facts(view: View, node_id: str) -> None:
    """Draw the facts and their sources."""
    _, eco = view._, view.ecosystem
    sources = profile.sources(eco, profile.record(eco, node_id)["source_ids"])
    st.subheader(_("Facts"), anchor=False)
    st.html(profile_html.facts_table(profile.facts(eco, node_id, _), sources, _))
    if len(sources) > 1:
        st.caption(
            _("The numbered sources stand for the record as a whole; which one says what is not listed.")
        )
    st.html(profile_html.source_list(sources, _))


def ties(view: View, node_id: str) -> None:
    """Draw the ties by type and direction, each with a link to the other end; long groups open on demand."""
    _ = view._
    st.subheader(_("Ties"), anchor=False)
    groups = profile.ties(view.ecosystem, node_id, _)
    if not groups:
        st.caption(_("No tie is listed."))
    directory_parts.ties_download(view, node_id)
    for group in groups:
        st.markdown(f"**{labels.markdown(group.heading)}** ({_.number(len(group.rows))})")
        for row in group.rows[:_TIES_OPEN]:
            _tie(row, _)
        rest = group.rows[_TIES_OPEN:]
        if rest:
            fold = st.expander(
                _.n("{n} more", "{n} more", len(rest)), on_change="rerun", key=f"ties_{node_id}_{group.key}"
            )
            if fold.open:
                with fold:
                    for row in rest:
                        _tie(row, _)


def _tie(row: profile.TieRow, _: Translator) -> None:
    with st.container(gap=None):
        parts.profile_link(row.other, labels.markdown(row.name), icon=None)
        st.html(profile_html.tie_details(row, _(KINDS[row.kind].label), _))


def aims(view: View, node_id: str) -> None:
    """Draw targets and needs, if there are any."""
    _ = view._
    targets = profile.targets(view.ecosystem, node_id, _)
    if targets:
        st.subheader(_("Targets"), anchor=False)
        st.html(profile_html.targets_table(targets[:_TARGETS_OPEN], _))
        if len(targets) > _TARGETS_OPEN:
            with st.expander(_.n("{n} more", "{n} more", len(targets) - _TARGETS_OPEN)):
                st.html(profile_html.targets_table(targets[_TARGETS_OPEN:], _))
    if needs := profile.needs(view.ecosystem, node_id, _):
        st.subheader(_("Needs put out"), anchor=False)
        st.html(profile_html.needs_list(needs, _))


def history(view: View, node_id: str) -> None:
    """Draw the time line."""
    _ = view._
    st.subheader(_("Time line"), anchor=False)
    events = timeline.events(view.ecosystem, node_id, _)
    if events:
        st.html(profile_html.time_line(events, _))
    else:
        st.caption(_("Nothing about it has a date yet."))
    if missing := timeline.undated(view.ecosystem, node_id):
        st.caption(
            _.n("{n} tie without a date is not in it.", "{n} ties without a date are not in it.", missing)
        )


def place(view: View, node_id: str) -> None:
    """Draw the small map: the ward, and the point hollow where only the ward is known."""
    _, eco = view._, view.ecosystem
    if node_id not in eco.organisations.index:
        return
    row = eco.organisations.loc[node_id]
    st.subheader(_("Place"), anchor=False)
    if row["placed"] == "none":
        st.caption(_("Its place is not known well enough for a map."))
        return
    ward = row["ward_code"]
    name = labels.ward(eco, ward) if isinstance(ward, str) else ""
    exact = row["placed"] == "point"
    text = (
        _("At its address or street")
        if exact
        else _("Only the ward is known: the hollow mark stands somewhere in it")
    )
    tint = {"light": "#ded3ec", "dark": "#493a66"}[view.theme]
    fills = {ward: tint} if isinstance(ward, str) else None
    label = _("Map of the wards with {name} marked", name=name or row["name_vi"])
    window = window_around(eco, node_id)
    near = minimap(eco, view.theme, label, fills, node_id, window) if window else ""
    st.html(near + minimap(eco, view.theme, "" if near else label, fills, node_id))
    st.caption(labels.markdown(f"{name}. {text}." if name else f"{text}."))


def neighbours(view: View, node_id: str) -> None:
    """Draw the record with its direct contacts; a click opens the profile of a contact."""
    _, eco = view._, view.ecosystem
    around = ego(eco, node_id)
    if len(around) < 2:
        return
    st.subheader(_("Direct contacts"), anchor=False)
    chart = graph.graph_chart(
        eco,
        ego_layout(eco, node_id),
        _,
        look=graph.Look(theme=view.theme, marked=node_id, labels=10, labels_below=True),
        nodes=around,
    )
    event: Any = st.echarts_chart(
        chart.spec,
        height=380,
        key=f"ego_{node_id}_{view.theme}_{_.lang}",
        on_select="rerun",
        alt=_.n("Graph of {n} direct contact; the list of ties says the same.",
                "Graph of {n} direct contacts; the list of ties says the same.", len(around) - 1),
    )  # fmt: skip
    for group in event["selection"]["selected"] if event else []:
        clicked = [
            chart.node_at(row) for row in group["data_indices"] if group.get("data_type", "node") == "node"
        ]
        if clicked and clicked[0] not in (None, node_id):
            open_profile(str(clicked[0]))


def alike(view: View, node_id: str) -> None:
    """Draw the records that share most with this one, with what is shared."""
    _, eco = view._, view.ecosystem
    st.subheader(_("Similar"), anchor=False)
    found = similar.similar(eco, node_id)
    if not found:
        st.caption(_("Nothing listed shares a sector, a function or a contact with it."))
        return
    for likeness in found:
        with st.container(gap=None):
            parts.profile_link(likeness.id, labels.markdown(eco.name(likeness.id, _.lang)), icon=None)
            shared = similar.shared_text(likeness, eco, _)
            text = _("{share} in common: {what}", share=_.percent(likeness.score), what=shared)
            st.html(f'<div class="eco-tie eco-soft">{html.escape(text)}</div>')
    with st.expander(_("How this is computed"), icon=":material/function:"):
        st.markdown(
            _(
                "The share of kind, sectors, support functions and direct contacts that both have "
                "among all that either has (Jaccard index). It compares what is listed, and is no "
                "recommendation."
            )
        )


def gaps(view: View, node_id: str) -> None:
    """Say what is missing or old."""
    _ = view._
    told = profile.gaps(view.ecosystem, node_id, _)
    st.subheader(_("Missing or old"), anchor=False)
    if told:
        st.markdown("\n".join(f"- {labels.markdown(text)}" for text in told))
    else:
        st.caption(_("Nothing stands out."))
