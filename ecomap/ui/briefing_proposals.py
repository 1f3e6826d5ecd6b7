"""What the author settles of the proposals from the analyses: which to make, who does it, by when, how far."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ecomap.briefing.compose import lists_proposals, offered
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import LINE_LIMIT
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
    """Draw a form for each proposal a recipe would list; return what the author settled, None while gaps are sought."""
    _ = view._
    if lists_proposals(recipe) and gap_jobs.gaps_of(view.ecosystem, _) is None:
        return None
    found = offered(view.ecosystem, recipe)
    if not found:
        return {}
    with st.expander(
        _("Proposals: who, by when, how far"), icon=":material/checklist:", key="briefing_proposals"
    ):
        st.caption(
            _(
                "What stays empty is left open in the document, or filled in from the data where it is shown in grey."
            )
        )
        settled = {offer.finding: _one(view, offer) for offer in found}
    return {finding: fields for finding, fields in settled.items() if fields}


def _one(view: View, offer: Offer) -> dict[str, str]:
    _ = view._
    chosen, known = _key(offer.finding, _IN), {"lead": offer.lead, "others": offer.others, "goal": offer.goal}
    st.session_state.setdefault(chosen, True)
    with st.container(border=True):
        if not st.checkbox(labels.markdown(offer.title), key=chosen, persist_state="session"):
            return {"out": "yes"}
        st.caption(labels.markdown(offer.action))
        fields = {
            field: st.text_input(
                _(label),
                key=_key(offer.finding, field),
                max_chars=LINE_LIMIT,
                placeholder=known.get(field) or _("left open"),
                persist_state="session",
            ).strip()
            for field, label in _LABELS.items()
        }
    return {field: text for field, text in fields.items() if text}


def take_over(proposals: Mapping[str, Mapping[str, str]]) -> None:
    """Put what a recipe settles into the fields; what an earlier one settled is emptied."""
    for key in [str(key) for key in st.session_state if str(key).startswith(_key("", ""))]:
        st.session_state[key] = True if key.startswith(_key("", _IN)) else ""
    for finding, settled in proposals.items():
        st.session_state[_key(finding, _IN)] = not settled.get("out")
        for field in _LABELS:
            st.session_state[_key(finding, field)] = settled.get(field, "")
