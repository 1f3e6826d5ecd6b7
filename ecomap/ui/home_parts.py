"""The pieces of the home page."""

from __future__ import annotations

import html

import streamlit as st

from ecomap import Ecosystem
from ecomap.i18n import N_, translator
from ecomap.tables import split_list
from ecomap.ui import gap_jobs, gap_parts, nav, parts
from ecomap.ui.session import View
from ecomap.views import gaps, gaps_groups, headline, headline_html, labels
from ecomap.views.map_areas import ward_areas
from ecomap.views.minimap import minimap

RESULTS = 8
_GAPS = 3

# (title, what to do there, page, its address parameters, label of the link)
DOORS: tuple[tuple[str, str, str, dict[str, str | list[str]], str, str], ...] = (
    (
        N_("For the policymaker"),
        N_("See what is missing, how sure that is, and who could close it."),
        "gaps",
        {},
        N_("Open the gaps"),
        ":material/account_balance:",
    ),
    (
        N_("For the researcher"),
        N_("Write a briefing in the official form in minutes, every figure with its source."),
        "briefing",
        {},
        N_("Write a briefing"),
        ":material/article:",
    ),
    (
        N_("For the start-up"),
        N_("Find who near you can help with what you need, why, and who can introduce you."),
        "partners",
        {},
        N_("Find partners"),
        ":material/handshake:",
    ),
)


def search_box(view: View) -> None:
    """Search over organisations and programmes; each result leads to its profile."""
    _ = view._
    words = st.text_input(
        _("Search organisations and programmes"),
        placeholder=_("For example: dai hoc y, vuon uom, sen Hue"),
        icon=":material/search:",
        key="home_search",
        max_chars=200,
    )
    if not words.strip():
        return
    found = view.ecosystem.index.search(words, limit=RESULTS)
    if found.empty:
        st.info(
            _("Nothing found. Try fewer or other words; tones are not needed."), icon=":material/search_off:"
        )
    for node_id in found["id"]:
        parts.profile_link(node_id, view.ecosystem.name(node_id, view.lang))


def figures(view: View) -> None:
    """Draw the headline figures with date and number of sources, and how each is counted under a fold."""
    _ = view._
    shown = headline.headline(view.ecosystem, _)
    st.html(headline_html.figures(shown, _))
    with st.expander(_("How these are counted"), icon=":material/calculate:"):
        for figure in shown:
            st.markdown(f"**{labels.markdown(figure.label)}**: {labels.markdown(figure.help)}")


def small_map(view: View) -> None:
    """Draw the wards by number of organisations, leading to the map."""
    _ = view._
    st.html(_ward_map(view.ecosystem, view.ecosystem.version, view.lang, view.theme))
    st.page_link(
        nav.script("map"), label=_("Open the map"), icon=":material/map:", query_params={"show": "wards"}
    )


@st.cache_data(max_entries=8, show_spinner=False)
def _ward_map(_ecosystem: Ecosystem, version: str, lang: str, theme: str) -> str:
    _ = translator(lang)
    areas = ward_areas(_ecosystem)
    colours = areas.colours(theme)
    fills = {str(code): colours[number] for code, number in areas.classes().items() if number >= 0}
    keys = "".join(
        f'<span class="eco-key"><span class="eco-swatch" style="background:{colour}"></span>{html.escape(text)}</span>'
        for colour, text in areas.legend(theme, _)
    )
    note = _.n("{n} more has no known ward.", "{n} more have no known ward.", areas.uncounted)
    label = _("Organisations by ward")
    return (
        f'<div class="eco-caption"><strong>{html.escape(label)}</strong></div>'
        f"{minimap(_ecosystem, theme, label, fills)}"
        f'<div class="eco-legend">{keys}</div><div class="eco-caption">{html.escape(note)}</div>'
    )


def doors(view: View) -> None:
    """Draw a way in for each kind of reader."""
    for title, text, page, query, label, icon in DOORS:
        with st.container(border=True):
            st.markdown(f"**{view._(title)}**  \n{view._(text)}")
            st.page_link(nav.script(page), label=view._(label), icon=icon, query_params=query)


def top_gaps(view: View) -> None:
    """Draw the most severe gaps as cards that open them; the page does not wait until they are found."""
    _ = view._
    st.subheader(_("The largest gaps"))
    # The place is kept, so that nothing below moves when the cards come.
    with st.container(key="home_gaps"):
        found = gap_jobs.gaps_of(view.ecosystem, _, patience=0.0)
        if found is None:
            return
        ranked = [finding for finding in found.gaps.findings if finding.kind != gaps.ABOUT_DATA]
        groups = gaps_groups.grouped(ranked)[:_GAPS]
        if not groups:
            st.info(_("No gap was found in this data."), icon=":material/check:")
            return
        for column, group in zip(st.columns(_GAPS), groups, strict=False):
            with column, st.container(border=True, height="stretch"):
                _gap_card(view, group)


def _gap_card(view: View, group: gaps_groups.Group) -> None:
    """Draw a gap in short: what, how severe, how sure; several of one sentence lead to the list of their kind."""
    _, first = view._, group.first
    st.markdown(f"**{labels.markdown(gaps_groups.title(group, _))}**")
    gap_parts.severity(view, first)
    st.caption(labels.markdown(gaps.confidence_text(first.confidence, _)))
    st.page_link(
        nav.script("gaps"),
        label=_("See why"),
        icon=":material/arrow_forward:",
        query_params={gap_parts.OPENED: first.id} if group.single else {"gap": first.kind},
    )


def news(view: View) -> None:
    """List the newest dated ties."""
    _, eco = view._, view.ecosystem
    st.subheader(_("What is new"))
    st.caption(_("The latest dated ties in the sources."))
    for when, source, wording, target in headline.latest(eco, _):
        ends = [labels.markdown(eco.name(end, view.lang)) for end in (source, target)]
        parts.profile_link(source, f"{when}: **{ends[0]}** {wording} **{ends[1]}**", icon=None)


def coverage(view: View, *, others: bool = False) -> None:
    """Hold what is listed against what the State publishes; with `others`, also tell what cannot be compared."""
    _, eco = view._, view.ecosystem
    table = headline.coverage_table(eco, _)
    if table.empty:
        return
    st.subheader(_("How complete the lists are"))
    st.caption(
        _(
            "Listed here against the total the State published at its date. A low share means that the list is "
            "incomplete, not that the organisations do not exist. No published total counts the start-ups themselves."
        )
    )
    st.html(headline_html.coverage(table, _))
    used = [table]
    rest = headline.other_totals(eco, _)
    if others and len(rest):
        with st.expander(_("Published totals no list here can be held against"), icon=":material/rule:"):
            st.html(headline_html.other_totals(rest, _))
        used.append(rest)
    ids = {code for part in used for cell in part["source_ids"] for code in split_list(cell)}
    parts.sources_fold(eco, sorted(ids), _)
