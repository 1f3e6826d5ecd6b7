"""The answer on the partner page: ranked partners with their reasons, and the map beside them."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from ecomap.analysis.partners import Suggestion, Suggestions
from ecomap.analysis.partners.needs import NEEDS
from ecomap.i18n import N_
from ecomap.ui import map_component, nav, partner_shortlist, parts, permalink
from ecomap.ui.partner_answers import chain_to, hidden
from ecomap.ui.partner_ask import Question
from ecomap.ui.session import View
from ecomap.views import labels, map_state
from ecomap.views import partners as words

_FIRST, _MORE = 8, 8
_PROGRAMMES = 6
_PROBLEMS = 2
_MAP_HEIGHT = 440
_TO_BE_LISTED = N_(
    "To be put on the map, give those who run it your name, field, ward and a public source that speaks of you."
)
ROWS = "partner_rows"
"""Key of the session state: rows opened."""


def draw(view: View, question: Question, found: Suggestions) -> None:
    """Draw notes, list and map."""
    _ = view._
    for note in found.notes:
        told = labels.markdown(note.text(view.lang))
        # Beside an answer a note is an aside; without one it is the answer.
        if found.items:
            st.caption(told)
        else:
            st.info(told, icon=":material/info:")
    if found.needs and tuple(found.needs) != question.needs:  # what was chosen need not be said again
        understood = ", ".join(_(NEEDS[code].label) for code in found.needs)
        st.caption(_("Understood as: {needs}", needs=labels.markdown(understood)))
    _problems_page(view, question)
    partner_shortlist.sign(view)
    if not found.items:
        _next_steps(view, question)
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        _ranked(view, question, found)
        _tied(view, question, found)
        _hidden_fold(view)
        _next_steps(view, question)
    with right, st.container(key="beside_list"):
        _map(view, found.items)


def _problems_page(view: View, question: Question) -> None:
    """Lead a body of the State, which may have a problem to publish, to the page of problems."""
    asker = question.asker
    if isinstance(asker, str) and view.ecosystem.organisations.at[asker, "kind"] == "government":
        st.page_link(
            nav.script("problems"),
            label=view._("Do you have a problem that needs a solver? See the problems to solve"),
            icon=":material/lightbulb:",
            query_params={"lang": view.lang} if view.lang != "vi" else {},
        )


def _next_steps(view: View, question: Question) -> None:
    """Say to who is not listed whom to turn to, and how to be put on the map."""
    _, eco = view._, view.ecosystem
    if isinstance(question.asker, str):
        return
    host = words.turn_to(eco)
    if host:
        name = labels.markdown(eco.name(host, view.lang))
        address = eco.organisations.at[host, "website"]
        known = f" ({labels.markdown(address)})" if isinstance(address, str) else ""
        st.caption(
            _("You are not on the map yet. To begin with, turn to {name}, which takes in new projects.",
              name=name + known)
            + " " + _(_TO_BE_LISTED)
        )  # fmt: skip
        parts.profile_link(host, name)
    else:
        st.caption(_(_TO_BE_LISTED))


def _ranked(view: View, question: Question, found: Suggestions) -> None:
    _, items = view._, found.items
    st.markdown(_.n("{n} possible partner, best first", "{n} possible partners, best first", len(items)))
    shown = st.session_state.get(ROWS, _FIRST)
    for rank, one in enumerate(items[:shown], start=1):
        card(view, question, one, rank, "challenge" in found.needs)
    if words.mixed(items[:shown]):
        st.caption(
            _("Bodies of one kind are spread over the list, so its order does not follow the score alone.")
        )
    left = len(items) - shown
    if left > 0:
        st.button(
            _.n("Show {n} more", "Show {n} more", min(left, _MORE)),
            icon=":material/expand_more:",
            key="partner_more",
            on_click=lambda: st.session_state.update({ROWS: shown + _MORE}),
        )


def card(view: View, question: Question, one: Suggestion, rank: int, problems: bool = False) -> None:
    """Draw one partner: what it does, why, how far, who can introduce, and what to do with it.

    Parameters
    ----------
    problems : bool
        With links to the problems it published.
    """
    _, eco = view._, view.ecosystem
    with st.container(border=True):
        st.html(words.title_html(eco, one, rank, _, view.theme) + words.about_html(eco, one.id, view.lang))
        st.markdown(labels.markdown(one.sentence.text(view.lang)))
        st.html(words.part_bars(one, _, view.theme, first=True))
        facts = [one.distance.text.text(view.lang)]
        if one.needs:
            facts.insert(0, ", ".join(_(NEEDS[code].label) for code in one.needs))
        st.caption(labels.markdown(" · ".join(facts)))
        if problems:
            _problems(view, one.id)
        _introduction(view, question, one)
        with st.container(horizontal=True):
            partner_shortlist.toggle(view, one.id)
            st.button(
                _("Not useful"),
                icon=":material/thumb_down:",
                key=f"partner_hide_{one.id}",
                on_click=partner_shortlist.hide,
                args=(view, one.id),
                help=_("Hide it in this visit"),
            )
        with st.expander(
            _("Details and sources"), icon=":material/more_horiz:", key=f"partner_fold_{one.id}"
        ):
            _details(view, one)


def _problems(view: View, node: str) -> None:
    posted = words.problems_posted(view.ecosystem, node, view.lang)
    for need_id in list(posted)[:_PROBLEMS]:
        st.page_link(
            nav.script("problems"),
            label=labels.markdown(posted[need_id]),
            icon=":material/lightbulb:",
            query_params={"problem": need_id, **({"lang": view.lang} if view.lang != "vi" else {})},
        )


def _introduction(view: View, question: Question, one: Suggestion) -> None:
    found = chain_to(view, question, one.id)
    if found is None:
        return
    if not found.chains:
        if found.note is not None:
            st.caption(labels.markdown(found.note.text(view.lang)))
        return
    best = found.chains[0]
    st.html(words.chain_html(view.ecosystem, best, view._, view.theme))
    name = labels.markdown(view.ecosystem.name(best.first, view.lang))
    if best.caution is not None:
        st.caption(labels.markdown(best.caution.text(view.lang)))
    elif best.first != one.id:
        st.caption(view._("Ask {name} first for an introduction.", name=name))


def _details(view: View, one: Suggestion) -> None:
    _, eco = view._, view.ecosystem
    st.markdown(f"**{_('How the score of {score} comes about', score=_.number(one.score, 2))}**")
    st.html(words.part_bars(one, _, view.theme, first=False))
    text = words.about(eco, one.id, view.lang)
    if len(text) > words.ABOUT_LENGTH:
        st.markdown(labels.markdown(text))
    if judged := words.judged(eco, one.id, _):
        st.caption(labels.markdown(judged))
    website = eco.organisations.at[one.id, "website"]
    if isinstance(website, str):
        safe = html.escape(website, quote=True)
        st.html(f'{html.escape(_("Website"))}: <a href="{safe}" target="_blank" rel="noopener">{safe}</a>')
    if one.programmes:
        st.markdown(f"**{_('Programmes it takes part in')}**")
        for node in one.programmes[:_PROGRAMMES]:
            parts.profile_link(node, labels.markdown(eco.name(node, view.lang)))
        left = len(one.programmes) - _PROGRAMMES
        if left > 0:
            st.caption(_.n("and {n} more, on its profile", "and {n} more, on its profile", left))
    parts.profile_link(one.id, _("Open profile"))
    parts.sources_fold(eco, list(one.sources), _)


def _tied(view: View, question: Question, found: Suggestions) -> None:
    tied = found.tied
    if not tied:
        return
    # Who answers the question best must not be overlooked because the asker knows them.
    opened = bool(question.needs) and words.tied_first(found.items, tied)
    label = view._.n("{n} partner you are tied to already", "{n} partners you are tied to already", len(tied))
    with st.expander(label, icon=":material/handshake:", key="partner_tied", expanded=opened):
        for rank, one in enumerate(tied[:_FIRST], start=1):
            card(view, question, one, rank, "challenge" in found.needs)


def _hidden_fold(view: View) -> None:
    _, gone = view._, [node for node in hidden() if node in view.ecosystem]
    if not gone:
        return
    with st.expander(
        _.n("{n} hidden", "{n} hidden", len(gone)), icon=":material/visibility_off:", key="partner_gone"
    ):
        for node in gone:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(labels.markdown(view.ecosystem.name(node, view.lang)), width="stretch")
                st.button(
                    _("Bring back"), icon=":material/undo:", key=f"partner_back_{node}",
                    on_click=hidden().remove, args=(node,),
                )  # fmt: skip


def _map(view: View, items: Sequence[Suggestion]) -> None:
    _, eco = view._, view.ecosystem
    ids = [one.id for one in items]
    on_map = words.shown_on_map(eco, ids)
    state = map_state.state(on_map, _, theme=view.theme, selected=view.selected, whole=eco, seek=True)
    map_component.draw(view, state, tools=False, height=_MAP_HEIGHT)
    unplaced = int((on_map.organisations["placed"] == "none").sum())
    st.caption(
        _("Filled: true position. Hollow: only the ward is known, the spot inside it says nothing.")
        + (
            " " + _.n("{n} partner has no known place.", "{n} partners have no known place.", unplaced)
            if unplaced
            else ""
        )
    )
    parts.selected_card(view)
    permalink.own(map_component.DRAWN, ())
