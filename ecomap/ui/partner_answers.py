"""Answers of the partner page, kept for all visitors as long as the data is the same."""

from __future__ import annotations

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.partners import Seeker, Suggestions, suggest
from ecomap.analysis.partners.introduction import Introductions, introduce
from ecomap.ui.partner_ask import Question
from ecomap.ui.session import View

_LIMIT = 40
"""Partners ranked at most: beyond, reasons are too weak to show."""
HIDDEN = "partner_hidden"
"""Key of the session state: ids called not useful."""


@st.cache_data(max_entries=256, show_spinner=False)
def _answer(_ecosystem: Ecosystem, version: str, question: Question, skip: tuple[str, ...]) -> Suggestions:
    return suggest(
        _ecosystem,
        question.asker or Seeker(),
        need=list(question.needs),
        near=question.near,
        within_km=question.reach_km,
        k=_LIMIT,
        skip=skip,
    )


@st.cache_data(max_entries=1024, show_spinner=False)
def _introductions(_ecosystem: Ecosystem, version: str, asker: str, other: str) -> Introductions:
    return introduce(_ecosystem, asker, other, k=2)


def chain_to(view: View, question: Question, other: str) -> Introductions | None:
    """Return who can introduce the asker to another; None if the asker is not in the data."""
    if not isinstance(question.asker, str):
        return None
    return _introductions(view.ecosystem, view.ecosystem.version, question.asker, other)


def answer(view: View, question: Question) -> Suggestions:
    """Return the partners that answer a question, without those the visitor hid."""
    return _answer(view.ecosystem, view.ecosystem.version, question, tuple(hidden()))


def hidden() -> list[str]:
    """Return the ids the visitor called not useful in this visit."""
    found: list[str] = st.session_state.setdefault(HIDDEN, [])
    return found
