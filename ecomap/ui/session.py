"""What one visitor is looking at: snapshot, filters, language, the selected record."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap.i18n import DEFAULT_LANGUAGE, LANGUAGES, Translator, translator
from ecomap.ui import loaders

FILTERS, SELECTED, LANGUAGE = "filters", "selected", "language"
"""Keys of the session state that make the state of the visit."""


@dataclass(frozen=True)
class View:
    """The state of the visit, as a page needs it.

    Attributes
    ----------
    ecosystem : Ecosystem
        The whole snapshot.
    shown : Ecosystem
        The part the filters keep.
    selected : str or None
        The organisation or programme the visitor has selected, on whatever page.
    _ : Translator
        Turns English message ids into the visitor's language.
    theme : {"light", "dark"}
    """

    ecosystem: Ecosystem
    shown: Ecosystem
    filters: Filters
    selected: str | None
    _: Translator
    theme: str

    @property
    def lang(self) -> str:
        """Language code of the visitor."""
        return self._.lang

    def select(self, node_id: str | None) -> None:
        """Select a record for all pages; None clears. It shows from the next run on."""
        st.session_state[SELECTED] = node_id


def language() -> str:
    """Return the language code of the visit."""
    code = st.session_state.get(LANGUAGE, DEFAULT_LANGUAGE)
    return code if code in LANGUAGES else DEFAULT_LANGUAGE


def current() -> View:
    """Return the state of the visit for this run."""
    whole = loaders.ecosystem()
    filters = st.session_state.get(FILTERS, Filters())
    selected = st.session_state.get(SELECTED)
    return View(
        ecosystem=whole,
        shown=loaders.selection(whole, filters),
        filters=filters,
        selected=selected if selected in whole else None,
        _=translator(language()),
        theme=st.context.theme.type or "light",
    )
