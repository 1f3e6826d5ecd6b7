"""Pieces of interface that several pages share."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import segno
import streamlit as st

import ecomap
from ecomap import DataError, Ecosystem
from ecomap.i18n import Translator
from ecomap.tables import LIST_SEPARATOR, Problem
from ecomap.ui import nav, permalink
from ecomap.ui.session import View
from ecomap.views import profile, profile_html
from ecomap.views.symbols import symbol
from ecomap.vocabulary import KINDS

STATIC = Path(__file__).parent / "static"
LOGO = str(STATIC / "logo.svg")
STYLE = STATIC / "frame.css"
_LONG = 300
"""Characters of an address from which its code is made denser rather than larger."""


def data_problems(error: DataError, _: Translator) -> None:
    """Say why the data does not load: every problem, its place, and what to do."""
    st.title(_("The data cannot be shown"))
    st.error(_("The data has errors, so nothing is loaded rather than half of it. Correct the cells below."))
    st.dataframe(problem_table(error.problems, _), hide_index=True)


def problem_table(problems: Iterable[Problem], _: Translator) -> pd.DataFrame:
    """Return problems of data as rows to read: where, what, and what to do."""
    return pd.DataFrame(
        {
            _("Place"): problem.place(_.lang),
            _("Value"): problem.value,
            _("Problem"): problem.message(_.lang),
            _("What to do"): problem.advice(_.lang),
        }
        for problem in problems
    )


def footer(ecosystem: Ecosystem, _: Translator) -> None:
    """Draw the line under every page: version of data and app, licence."""
    st.divider()
    st.caption(
        _(
            "EcoMap {app} · data version {version} · {licence}",
            app=ecomap.__version__,
            version=ecosystem.version,
            licence=ecosystem.region.licence.get(_.lang),
        )
    )


def profile_link(node_id: str, label: str, icon: str | None = ":material/badge:") -> None:
    """Draw a link to the profile of an organisation or programme; the visit's filters and language go along."""
    st.page_link(
        nav.script("profile"),
        label=label,
        icon=icon,
        query_params={**permalink.query(), permalink.ID: [node_id]},
    )


def selected_card(view: View) -> None:
    """Show what is selected on all pages, with the way to its profile; nothing if nothing is."""
    if view.selected is None:
        return
    _, eco = view._, view.ecosystem
    organisation = view.selected in eco.organisations.index
    kind = eco.organisations.at[view.selected, "kind"] if organisation else "programme"
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        name = html.escape(eco.name(view.selected, view.lang))
        title = f"{symbol(kind, view.theme)} <strong>{name}</strong><br>{_(KINDS[kind].label)}"
        st.html(f'<div class="eco-record">{title}</div>', width="stretch")
        profile_link(view.selected, _("Open profile"))
        st.button(
            _("Clear selection"),
            on_click=view.select,
            args=(None,),
            icon=":material/close:",
            key="clear_selected",
        )


def empty(view: View) -> None:
    """Say that the filters leave nothing, and offer the way out."""
    from ecomap.ui import filter_panel

    st.info(
        view._("Nothing fits these filters. Remove some, or clear them all."),
        icon=":material/filter_alt_off:",
    )
    st.button(view._("Clear all filters"), on_click=filter_panel.clear, key="clear_filters_empty")


def sources_fold(ecosystem: Ecosystem, source_ids: list[str], _: Translator) -> None:
    """List publications under a fold: publisher, title, date, address."""
    known = [source for source in source_ids if source in ecosystem.sources.index]
    with st.expander(_.n("{n} source", "{n} sources", len(known)), icon=":material/menu_book:"):
        st.html(profile_html.source_list(profile.sources(ecosystem, LIST_SEPARATOR.join(known)), _))


def link_and_code(address: str, label: str, _: Translator, note: str = "") -> None:
    """Draw the fold with an address to keep and its QR code, dark on white in both themes, as readers of codes want it.

    Parameters
    ----------
    label : str
        What the code is, for readers who do not see it.
    note : str
        A sentence about what the address opens.
    """
    with st.popover(_("Link and QR code"), icon=":material/qr_code:"):
        if note:
            st.caption(note)
        st.code(address, language=None, wrap_lines=True)
        try:
            code = segno.make(address, error="l" if len(address) > _LONG else "m", micro=False)
        except segno.DataOverflowError:
            st.caption(_("The link is too long for a QR code."))
            return
        picture = code.svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
        st.html(f'<img alt="{html.escape(label)}" src="{html.escape(picture)}">')
