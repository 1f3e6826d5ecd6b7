"""The pieces of the gaps page: what to look at, filters, the ranked list, what can't be said, downloads."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps import KINDS
from ecomap.i18n import N_, Translator, translator
from ecomap.ui import gap_basket, permalink
from ecomap.ui.session import View
from ecomap.views import exports, gaps, gaps_export, labels
from ecomap.views.gaps_bars import bar

SHOW, OPENED = "show", "finding"
LOOKS = {
    "list": N_("Ranked list"),
    "support": N_("Support grid"),
    "access": N_("Access by ward"),
    "pipeline": N_("Pipeline"),
    "houses": N_("Three houses"),
    "coverage": N_("Completeness"),
}
_FIRST_ROWS = 10
# Field of gaps.Choice: its parameter in the address, and its label.
_FILTERS = {
    "kinds": ("gap", N_("Kind of gap")),
    "sectors": ("field", N_("Sector")),
    "wards": ("at", N_("Ward or commune")),
    "levels": ("sure", N_("Confidence")),
}
_LEAST = "least"


def look(view: View) -> str:
    """Draw the choice between the list and the pictures."""
    change = permalink.bound(SHOW, "gaps_look", LOOKS, "list")
    chosen = st.segmented_control(
        view._("Look at"),
        list(LOOKS),
        format_func=lambda code: view._(LOOKS[code]),
        key="gaps_look",
        on_change=change,
        required=True,
        wrap=True,
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


def choose(view: View, findings: Sequence[Finding]) -> gaps.Choice:
    """Draw the filters of the list; the address keeps them."""
    _ = view._
    texts = _options(view.ecosystem, findings, view.ecosystem.version, view.lang)
    chosen: dict[str, tuple[str, ...]] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for field, (parameter, label) in _FILTERS.items():
            key = f"gaps_{parameter}"
            st.session_state[key] = permalink.own(parameter, texts[field])
            st.multiselect(
                _(label),
                list(texts[field]),
                format_func=texts[field].__getitem__,
                key=key,
                on_change=_keep,
                args=(parameter, key),
                placeholder=_("all"),
                width=165,
            )
            chosen[field] = tuple(st.session_state[key])
        change = permalink.bound(_LEAST, "gaps_least", gaps.LEAST)
        st.selectbox(
            _("Severity"),
            list(gaps.LEAST),
            format_func=lambda code: _(gaps.LEAST[code]),
            key="gaps_least",
            on_change=change,
            placeholder=_("all"),
            width=165,
        )
    return gaps.Choice(**chosen, least=st.session_state["gaps_least"] or "")


@st.cache_data(max_entries=16, show_spinner=False)
def _options(
    _ecosystem: Ecosystem, _findings: Sequence[Finding], version: str, lang: str
) -> dict[str, dict[str, str]]:
    return gaps.options(_ecosystem, _findings, translator(lang))


def _keep(parameter: str, key: str) -> None:
    permalink.keep({parameter: st.session_state[key]})


def _clear() -> None:
    permalink.keep({name: None for name in (*(entry[0] for entry in _FILTERS.values()), _LEAST)})


def ranked(view: View, findings: Sequence[Finding], whole: int) -> None:
    """Draw the findings, most severe first, the first few at once."""
    _ = view._
    if not findings:
        st.info(_("No finding fits this choice."), icon=":material/filter_alt_off:")
        st.button(_("Clear all filters"), on_click=_clear, key="gaps_clear")
        return
    st.markdown(
        _.n("{n} finding of {all}, most severe first", "{n} findings of {all}, most severe first",
            len(findings), all=whole)
    )  # fmt: skip
    shown = st.session_state.get("gaps_rows", _FIRST_ROWS)
    for rank, finding in enumerate(findings[:shown], start=1):
        card(view, finding, rank)
    left = len(findings) - shown
    if left > 0:
        st.button(
            _.n("Show {n} more", "Show {n} more", min(left, 2 * _FIRST_ROWS)),
            icon=":material/expand_more:",
            key="gaps_more",
            on_click=lambda: st.session_state.update(gaps_rows=shown + 2 * _FIRST_ROWS),
        )


def card(view: View, finding: Finding, rank: int) -> None:
    """Draw a finding in short, with the way to open it."""
    _ = view._
    with st.container(border=True):
        title = labels.markdown(finding.title.text(view.lang))
        st.markdown(f"##### {rank}. {title}")
        st.markdown(labels.markdown(finding.sentence.text(view.lang)))
        facts(view, finding)
        with st.container(horizontal=True):
            st.button(
                _("See details"),
                icon=":material/open_in_full:",
                key=f"gap_open_{finding.id}",
                on_click=permalink.keep,
                args=({OPENED: finding.id},),
                help=_("Evidence, method and sources: {title}", title=title),
            )
            gap_basket.buttons(view, finding)


def facts(view: View, finding: Finding) -> None:
    """Draw the line with kind, severity as a bar, confidence and measure."""
    _ = view._
    word = _(gaps.SEVERITY_WORDS[gaps.severity_word(finding.severity)])
    st.html(
        f'<div class="eco-severity">{bar(finding.severity, view.theme)}'
        f"<span><strong>{html.escape(word)}</strong> ({_.number(finding.severity, 2)})</span></div>"
    )
    level = _(gaps.CONFIDENCE_WORDS[finding.confidence.level])
    rows = sum(len(part.ids) for part in finding.evidence)
    words = [
        _(KINDS[finding.kind]),
        level,
        gaps.measure_text(finding.measure, _),
        _.n("{n} row of evidence", "{n} rows of evidence", rows),
    ]
    st.caption(labels.markdown(" · ".join(words)))


def silences(view: View, kept: Sequence[Silence]) -> None:
    """Draw the fold with what cannot be said, and why."""
    _ = view._
    if not kept:
        return
    with st.expander(_("What can't be said, and why"), icon=":material/help:", key="gaps_silences"):
        for silence in kept:
            kind = _(KINDS[silence.kind])
            st.markdown(f"- **{kind}**: {labels.markdown(silence.reason.text(view.lang))}")


@st.fragment
def downloads(view: View, findings: Sequence[Finding], kept: Sequence[Silence]) -> None:
    """Offer the findings shown as files; each is made when asked for."""
    _, eco = view._, view.ecosystem
    makes = {
        "xlsx": (partial(gaps_export.findings_workbook, eco, findings, kept, _), "Excel"),
        "csv": (partial(gaps_export.findings_csv, eco, findings, _), "CSV"),
    }
    with st.container(horizontal=True):
        for code, (make, label) in makes.items():
            st.download_button(
                label,
                make,
                exports.file_name(eco, _("gaps"), code, _),
                exports.FORMATS[code].mime,
                help=_("The findings shown, with formulas, confidence and evidence"),
                icon=":material/download:",
                key=f"gaps_{code}",
                on_click="ignore",
            )
