"""What the author settles of the proposals from the analyses: which to make, who does it, by when, how far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from ecomap.briefing.compose import lists_proposals, offered
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import LINE_LIMIT
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.templates.parts.proposals import Offer
from ecomap.i18n import N_
from ecomap.ui import gap_jobs
from ecomap.ui.session import View
from ecomap.views import labels

_LABELS = {
    "lead": N_("Lead agency"),
    "others": N_("Coordinating agencies"),
    "goal": N_("Closed when"),
    "deadline": N_("Time limit"),
}


_IN = "in"


def _key(finding: str, field: str) -> str:
    return f"briefing_proposal.{field}{'.' if field else ''}{finding}"


def draw(view: View, recipe: Recipe) -> dict[str, dict[str, str]] | None:
    """Draw a form for each proposal of a recipe; return what the author settled, None while gaps are sought.

    What is settled of proposals that are left out for now is returned too: a recipe keeps it.
    """
    _ = view._
    if TEMPLATES[recipe.template].proposes is None:
        return {}
    if gap_jobs.gaps_of(view.ecosystem, _) is None:
        return None
    found = offered(view.ecosystem, recipe)
    if found and lists_proposals(recipe):
        _forms(view, found)
    settled = {offer.finding: _settled(offer.finding) for offer in found}
    return {finding: fields for finding, fields in settled.items() if fields}


def _forms(view: View, found: Sequence[Offer]) -> None:
    _ = view._
    with st.expander(
        _("Proposals: who, by when, how far"), icon=":material/checklist:", key="briefing_proposals"
    ):
        st.caption(
            _(
                "What stays empty is left open in the document, or filled in from the data where it is shown in grey."
            )
        )
        for offer in found:
            _one(view, offer)


def _settled(finding: str) -> dict[str, str]:
    state = st.session_state
    left_out = {} if state.get(_key(finding, _IN), True) else {"out": "yes"}
    fields = {field: str(state.get(_key(finding, field), "")).strip() for field in _LABELS}
    return {**left_out, **{field: text for field, text in fields.items() if text}}


def _one(view: View, offer: Offer) -> None:
    _ = view._
    chosen, known = _key(offer.finding, _IN), {"lead": offer.lead, "others": offer.others, "goal": offer.goal}
    st.session_state.setdefault(chosen, True)
    with st.container(border=True):
        if not st.checkbox(labels.widget(offer.title), key=chosen, persist_state="session"):
            return
        st.caption(labels.markdown(offer.action))
        for field, label in _LABELS.items():
            st.text_input(
                _(label),
                key=_key(offer.finding, field),
                max_chars=LINE_LIMIT,
                placeholder=known.get(field) or _("left open"),
                persist_state="session",
            )


def take_over(proposals: Mapping[str, Mapping[str, str]]) -> None:
    """Put what a recipe settles into the fields; what an earlier one settled is emptied."""
    for key in [str(key) for key in st.session_state if str(key).startswith(_key("", ""))]:
        st.session_state[key] = True if key.startswith(_key("", _IN)) else ""
    for finding, settled in proposals.items():
        st.session_state[_key(finding, _IN)] = not settled.get("out")
        for field in _LABELS:
            st.session_state[_key(finding, field)] = settled.get(field, "")
