"""What a briefing is about: the filters of the visit, single bodies, the findings put by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from ecomap import Ecosystem
from ecomap.briefing.recipe_file import LIST_LIMIT
from ecomap.briefing.templates import Template
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.ui import gap_basket, permalink
from ecomap.ui.briefing_draft import SUBJECT, basket_key
from ecomap.ui.session import View
from ecomap.views import labels

BODIES: Mapping[str, str] = {
    "profile": N_("Organisation"),
    "partners": N_("Who seeks, and then the partners suggested"),
    "event": N_("The event and the bodies invited (none named: those of the scope, or of the event)"),
    "targets": N_("Programmes and lead agencies (empty: those of the scope)"),
}
"""Templates about single bodies -> what to choose; those of the scope are not asked for where they are enough."""
_TO_CHOOSE: Mapping[str, str] = {
    "sector": N_("Choose a sector in the filters beside: it is the scope."),
    "ward": N_("Choose wards or communes in the filters beside: they are the scope."),
}
"""What the scope of a template must narrow by -> what to say while nothing is chosen."""
_WITH_PROGRAMMES = ("event", "targets", "partners")
_WITH_FINDINGS = ("gaps", "event")


def draw(view: View, template: Template) -> Sequence[str]:
    """Draw the choice and return the ids it names; say what the filters keep."""
    if template.needs != "subject_ids":
        _scope(view, template)
    bodies = _bodies(view, template) if template.code in BODIES else ()
    findings = _findings(view, template) if template.code in _WITH_FINDINGS else ()
    return (*bodies, *findings)


def _scope(view: View, template: Template) -> None:
    _, about = view._, labels.filters_text(view.ecosystem, view.filters, view.lang)
    if about:
        st.caption(_("Scope, from the filters beside: {filters}", filters=labels.markdown(about)))
    elif template.scope_by:
        st.caption(_(_TO_CHOOSE[template.scope_by]))
    else:
        st.caption(_("Scope: everything. The filters beside narrow it."))


def _bodies(view: View, template: Template) -> Sequence[str]:
    _, names = view._, _names(view.ecosystem, view.ecosystem.version, view.lang)
    tables = view.ecosystem.organisations.index
    options = [node for node in names if template.code in _WITH_PROGRAMMES or node in tables]
    most = 1 if template.code == "profile" else LIST_LIMIT
    # More than the widget takes would stop the page; an address may hold any number.
    st.session_state["briefing_about"] = permalink.own(SUBJECT, set(options))[:most]
    st.multiselect(
        _(BODIES[template.code]),
        options,
        format_func=names.__getitem__,
        key="briefing_about",
        max_selections=most,
        on_change=lambda: permalink.keep({SUBJECT: st.session_state["briefing_about"]}),
        placeholder=_("Type a part of the name"),
    )
    return tuple(st.session_state["briefing_about"])


@st.cache_data(max_entries=16, show_spinner=False)
def _names(_ecosystem: Ecosystem, version: str, lang: str) -> dict[str, str]:
    ids = [*_ecosystem.organisations.index, *_ecosystem.programmes.index]
    names = [_ecosystem.name(node, lang) for node in ids]
    return {ids[i]: names[i] for i in sort_order(names)}


def _findings(view: View, template: Template) -> Sequence[str]:
    gap_basket.take()
    _, held, key = view._, gap_basket.basket(), basket_key(template.code)
    st.session_state.setdefault(key, template.code == "gaps")
    if not held:
        if template.code == "gaps":
            st.caption(_("All findings. Put findings by on the page “Gaps” to write about those alone."))
        return ()
    label = _.n(
        "Only the {n} finding put by on the page “Gaps”",
        "Only the {n} findings put by on the page “Gaps”",
        len(held),
    )
    return tuple(held) if st.checkbox(label, key=key, persist_state="session") else ()
