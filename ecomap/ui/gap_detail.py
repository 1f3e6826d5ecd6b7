"""One finding opened: why it is held, on what rows, how it was computed, and who could close it."""

from __future__ import annotations

import streamlit as st

from ecomap.analysis import gaps as analysis
from ecomap.analysis.finding import Finding
from ecomap.ui import gap_basket, gap_evidence, gap_parts, nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import gaps, labels

_TO_TOP = """<script>
/* {finding} */
document.querySelector('[data-testid="stMain"]').scrollTo(0, 0);
</script>"""
"""The page would stay where the card was; the name makes the browser run it for each finding anew."""


def draw(view: View, finding: Finding) -> None:
    """Draw the opened finding."""
    _, lang = view._, view.lang
    plain = "".join(letter for letter in finding.id if letter.isalnum())
    st.html(_TO_TOP.format(finding=plain), unsafe_allow_javascript=True)
    st.button(
        _("Back to all findings"),
        icon=":material/arrow_back:",
        key="gap_close",
        on_click=permalink.keep,
        args=({gap_parts.OPENED: None},),
    )
    st.subheader(labels.markdown(finding.title.text(lang)), anchor=False)
    st.markdown(labels.markdown(gaps.sentence(finding, lang)))
    gap_parts.facts(view, finding)
    st.caption(labels.markdown(gaps.as_of(view.ecosystem, finding, _)))
    with st.container(horizontal=True):
        gap_basket.buttons(view, [finding])
    left, right = st.columns([3, 2], gap="large")
    with left:
        _action(view, finding)
        _how_sure(view, finding)
    with right:
        about = gaps.scope_text(view.ecosystem, finding.scope, lang)
        if about:
            st.markdown(f"**{_('Scope')}**: {labels.markdown(about)}")
        gap_evidence.place(view, finding)
    st.markdown(f"#### {_('What it rests on')}")
    gap_evidence.ties(view, finding)
    gap_evidence.draw(view, finding)
    _method(view, finding)
    parts.sources_fold(view.ecosystem, list(finding.sources), _)
    with st.expander(_("Link to this finding"), icon=":material/link:", key="gap_link"):
        query = {gap_parts.OPENED: finding.id, **({"lang": lang} if lang != "vi" else {})}
        st.code(permalink.link("khoang-trong", query), language=None, wrap_lines=True)


def _action(view: View, finding: Finding) -> None:
    _ = view._
    st.markdown(f"#### {_('What could be done')}")
    if finding.action is not None:
        st.markdown(labels.markdown(finding.action.text(view.lang)))
    if not finding.leads:
        st.caption(_("Who could act: the data does not tell."))
    elif set(finding.leads) <= set(finding.scope.organisations):
        st.caption(_("Up to those concerned:"))
    else:
        st.caption(
            _(
                "They lead most programmes of this sort. That is derived from the list of programmes; no document "
                "gives them this task."
            )
        )
    gap_evidence.leads(view, finding)
    if finding.kind == "access":
        st.page_link(
            nav.script("scenario"),
            label=_("Compare places for new support points"),
            icon=":material/alt_route:",
            query_params={"show": "sites"},
        )


def _how_sure(view: View, finding: Finding) -> None:
    _ = view._
    st.markdown(f"#### {_('How sure')}")
    level = _(gaps.CONFIDENCE_WORDS[finding.confidence.level]).capitalize()
    st.markdown(_("{level}, by the weakest of these:", level=level))
    lines = gaps.confidence_lines(finding.confidence, _)
    st.markdown("\n".join(f"- {labels.markdown(line)}" for line in lines))


def _method(view: View, finding: Finding) -> None:
    _, method = view._, analysis.method(finding.kind)
    with st.expander(_("How this is computed"), icon=":material/function:", key="gap_method"):
        own = [
            _("Measure: {measure}", measure=gaps.measure_text(finding.measure, _)),
            _("Computed as: {formula}", formula=_(finding.measure.formula)),
            _(
                "Severity {severity} of 1, computed as: {formula}",
                severity=gaps.severity_text(finding.severity, _),
                formula=_(finding.severity_formula),
            ),
        ]
        st.markdown(f"**{_('This finding')}**")
        st.markdown("\n".join(f"- {labels.markdown(line)}" for line in own))
        st.markdown(f"**{_('All findings of this kind')}**")
        st.markdown(labels.markdown(_(method.text)))
        st.markdown(f"**{_('What it cannot tell')}**: {labels.markdown(_(method.limits))}")
        st.markdown(f"**{_('Literature')}**")
        st.markdown("\n".join(f"- {labels.markdown(paper)}" for paper in method.references))
