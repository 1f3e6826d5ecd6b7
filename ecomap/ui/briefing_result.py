"""The briefing itself: a preview as it is chosen, and the files to take along."""

from __future__ import annotations

import hashlib
from functools import partial

import streamlit as st

from ecomap import Ecosystem
from ecomap.briefing.compose import Drafts, bare, compose, drafts
from ecomap.briefing.document import Document
from ecomap.briefing.files import MIME, file_bytes
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.unfinished import unfinished
from ecomap.i18n import N_
from ecomap.ui import jobs
from ecomap.ui.briefing_desk import desk
from ecomap.ui.session import View
from ecomap.views import exports, labels

_HEIGHT = 900
FILES = {
    "docx": ("Word", N_("To edit and sign")),
    "pdf": ("PDF", N_("To read and send")),
    "html": ("HTML", N_("For a web page")),
    "xlsx": (N_("Evidence (Excel)"), N_("The rows and sources behind each figure")),
}
"""Ending -> name and use (message ids) of the files of a briefing."""


@st.cache_data(max_entries=32, show_spinner=False)
def _file(_ecosystem: Ecosystem, _document: Document, version: str, recipe: str, ending: str) -> bytes:
    return file_bytes(_ecosystem, _document, ending)


@st.cache_resource(max_entries=16, show_spinner=False)
def _document(
    _ecosystem: Ecosystem, _recipe: Recipe, _written: Drafts, version: str, recipe: str
) -> Document:
    return compose(_ecosystem, _recipe, written=_written)


def look_ahead(ecosystem: Ecosystem) -> None:
    """Start to compose what the page shows first, before anybody asks for it."""
    jobs.start(*_job(ecosystem, bare(Recipe(next(iter(TEMPLATES))))))


def _job(ecosystem: Ecosystem, plain: Recipe) -> tuple[str, Ecosystem, partial[Drafts]]:
    """Return name and work of composing; to type words or move sections does not start a new one."""
    return f"briefing {plain.to_json()}", ecosystem, partial(drafts, ecosystem, plain)


def draw(view: View, recipe: Recipe) -> None:
    """Draw files and preview of a recipe."""
    _, eco = view._, view.ecosystem
    written = jobs.result(*_job(eco, bare(recipe)), _, _("Composing …"))
    if written is None:
        return  # the desk stays empty: a download waits for the run that follows
    document = _document(eco, recipe, written, eco.version, recipe.to_json())
    figures = sum(1 for _section, _sentence, _value in document.values())
    st.caption(
        _.n("{n} figure", "{n} figures", figures)
        + ", "
        + _.n("{n} note", "{n} notes", len(document.notes))
        + " · "
        + _("data version {version}", version=document.version)
    )
    _unfinished(view, recipe, document)
    _files(view, recipe, document)
    page = _file(view.ecosystem, document, view.ecosystem.version, recipe.to_json(), "html").decode()
    st.iframe(page, height=_HEIGHT, alt=_("Preview of the briefing"))


def _unfinished(view: View, recipe: Recipe, document: Document) -> None:
    """Name what is still to come: the document stays a draft until then."""
    points = [labels.markdown(point) for point in unfinished(document, recipe, view._)]
    if points:
        st.info(
            view._("Still open, so the document is a draft: {points}", points="; ".join(points)),
            icon=":material/edit_note:",
        )


def _files(view: View, recipe: Recipe, document: Document) -> None:
    _, eco, text, held = view._, view.ecosystem, recipe.to_json(), desk()

    def make(ending: str) -> bytes:
        return text.encode() if ending == "json" else _file(eco, document, eco.version, text, ending)

    held.lay(make)
    kind = _(TEMPLATES[recipe.template].name)
    digest = hashlib.blake2b(text.encode(), digest_size=2).hexdigest()
    with st.container(horizontal=True):
        for ending, (label, use) in FILES.items():
            st.download_button(
                _(label),
                partial(held.take, ending),
                exports.file_name(eco, f"{_('briefing')} {kind} {digest}", ending, _),
                MIME[ending],
                help=_(use),
                icon=":material/download:",
                key=f"briefing_{ending}",
                on_click="ignore",
            )
        st.download_button(
            _("Save the recipe"),
            partial(held.take, "json"),
            exports.file_name(eco, f"{_('recipe')} {kind} {digest}", "json", _),
            "application/json",
            help=_("Load it next quarter to write the same briefing anew"),
            icon=":material/save:",
            key="briefing_recipe",
            on_click="ignore",
        )
