"""The pieces of the gaps page: what to look at, filters, what every finding says of itself, what can't be said."""

from __future__ import annotations

import html
from collections.abc import Sequence

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps import KINDS
from ecomap.i18n import N_, Translator, translator
from ecomap.ui import permalink
from ecomap.ui.session import View
from ecomap.views import gaps, labels
from ecomap.views.gaps_bars import bar

SHOW, OPENED, ABOUT = "show", "finding", "about"
LOOKS = {
    "list": N_("Ranked list"),
    "support": N_("Support grid"),
    "access": N_("Access by ward"),
    "pipeline": N_("Pipeline"),
    "houses": N_("Three houses"),
    "coverage": N_("Completeness"),
    "data": N_("About the data"),
}
LISTS = ("list", "data")
"""Looks that are lists of findings: about the ecosystem, and about the data."""

# Field of gaps.Choice: its parameter in the address, and its label.
_FILTERS = {
    "kinds": ("gap", N_("Kind of gap")),
    "sectors": ("field", N_("Sector")),
    "wards": ("at", N_("Ward or commune")),
    "levels": ("sure", N_("Confidence")),
}
_LEAST = "least"


def look(view: View) -> str:
    """Draw the choice between the lists and the pictures."""
    change = permalink.bound(SHOW, "gaps_look", LOOKS, "list")
    chosen = st.pills(
        view._("Look at"),
        list(LOOKS),
        format_func=lambda code: view._(LOOKS[code]),
        key="gaps_look",
        on_change=change,
        required=True,
        label_visibility="collapsed",
    )
    return chosen or "list"


def opened(findings: Sequence[Finding], _: Translator) -> Finding | None:
    """Return the finding the address asks for; say so if there is none of that name."""
    of = {finding.id: finding for finding in findings}
    asked = st.query_params.get(OPENED)
    if asked and asked not in of:
        st.warning(
            _(
                "This data has no finding “{asked}” (any more). It may have been closed, or its name is cut off.",
                asked=labels.markdown(asked[:80]),
            ),
            icon=":material/search_off:",
        )
    return next((of[key] for key in permalink.own(OPENED, of)), None)


def of_look(findings: Sequence[Finding], look: str) -> list[Finding]:
    """Return the findings of one of the two lists."""
    return [finding for finding in findings if (finding.kind == gaps.ABOUT_DATA) == (look == "data")]


def choose(view: View, findings: Sequence[Finding]) -> gaps.Choice:
    """Draw the filters of the list; the address keeps them."""
    _, eco = view._, view.ecosystem
    known = _options(eco, findings, gaps.Choice(), _pool(findings), eco.version, view.lang)
    asked = {
        field: tuple(permalink.own(parameter, known[field]))
        for field, (parameter, _label) in _FILTERS.items()
    }
    change = permalink.bound(_LEAST, "gaps_least", gaps.LEAST)
    choice = gaps.Choice(**asked, least=st.session_state["gaps_least"] or "", bodies=_about(view))
    texts = _options(eco, findings, choice, _pool(findings), eco.version, view.lang)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for field, (parameter, label) in _FILTERS.items():
            key = f"gaps_{parameter}"
            st.session_state[key] = list(asked[field])
            st.multiselect(
                _(label),
                list(texts[field]),
                format_func=texts[field].__getitem__,
                key=key,
                on_change=_keep,
                args=(parameter, key),
                placeholder=_("all"),
                select_all=False,  # nothing chosen means all, and Streamlit's own word for it is English
                width=165,
            )
        st.selectbox(
            _("Severity"),
            list(texts["least"]),
            format_func=texts["least"].__getitem__,
            key="gaps_least",
            on_change=change,
            placeholder=_("all"),
            width=165,
        )
    return choice


def _about(view: View) -> tuple[str, ...]:
    """Return the organisation the address narrows the list to, and say so."""
    _, eco = view._, view.ecosystem
    bodies = permalink.own(ABOUT, {*eco.organisations.index, *eco.programmes.index})[:1]
    for body in bodies:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = labels.markdown(eco.name(body, view.lang))
            st.markdown(_("Only what concerns **{name}**, or what it could lead", name=name))
            st.button(
                _("Show all"),
                icon=":material/close:",
                key="gaps_about_all",
                on_click=permalink.keep,
                args=({ABOUT: None},),
            )
    return tuple(bodies)


def _pool(findings: Sequence[Finding]) -> str:
    """Name the list for the cache: what is about the data, or the rest."""
    return findings[0].kind if findings and findings[0].kind == gaps.ABOUT_DATA else ""


@st.cache_data(max_entries=64, show_spinner=False)
def _options(
    _ecosystem: Ecosystem,
    _findings: Sequence[Finding],
    choice: gaps.Choice,
    pool: str,
    version: str,
    lang: str,
) -> dict[str, dict[str, str]]:
    return gaps.options(_ecosystem, _findings, translator(lang), choice)


def _keep(parameter: str, key: str) -> None:
    permalink.keep({parameter: st.session_state[key]})


def clear() -> None:
    """Take all filters of the list out of the address."""
    permalink.keep({name: None for name in (*(entry[0] for entry in _FILTERS.values()), _LEAST, ABOUT)})


def severity(view: View, finding: Finding) -> None:
    """Draw severity as a bar with its word and figure."""
    _ = view._
    word = _(gaps.SEVERITY_WORDS[gaps.severity_word(finding.severity)])
    st.html(
        f'<div class="eco-severity">{bar(finding.severity, view.theme)}'
        f"<span><strong>{html.escape(word)}</strong> ({gaps.severity_text(finding.severity, _)})</span></div>"
    )


def facts(view: View, finding: Finding) -> None:
    """Draw severity as a bar, the measure with its kind, and how sure that is and why."""
    _ = view._
    severity(view, finding)
    rows = sum(len(part.ids) for part in finding.evidence)
    lines = [
        f"{_(KINDS[finding.kind])} · {gaps.measure_text(finding.measure, _)}",
        f"{gaps.confidence_text(finding.confidence, _)} · "
        + _.n("{n} row of evidence", "{n} rows of evidence", rows),
    ]
    st.caption("  \n".join(labels.markdown(line) for line in lines))


def who_and_when(view: View, finding: Finding) -> None:
    """Say who could act, by what the data tells, and of when the newest source is."""
    _, eco = view._, view.ecosystem
    parts = [gaps.who(eco, finding, _), gaps.as_of(eco, finding, _)]
    st.caption(labels.markdown(" · ".join(part for part in parts if part)))


def silences(view: View, kept: Sequence[Silence]) -> None:
    """Draw the fold with what cannot be said, and why."""
    _ = view._
    if not kept:
        return
    with st.expander(_("What can't be said, and why"), icon=":material/help:", key="gaps_silences"):
        for silence in kept:
            kind = _(KINDS[silence.kind])
            st.markdown(f"- **{kind}**: {labels.markdown(silence.reason.text(view.lang))}")
