"""One finding opened: why it is held, on what rows, how it was computed, and who could close it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ecomap.analysis import gaps as analysis
from ecomap.analysis.finding import Evidence, Finding
from ecomap.ui import gap_basket, gap_parts, nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import gaps, gaps_evidence, gaps_pictures, labels

_HEIGHT = 380
_MAP_WARDS = 12
"""Wards up to which the map page is opened narrowed to them."""


def draw(view: View, finding: Finding) -> None:
    """Draw the opened finding."""
    _, lang = view._, view.lang
    st.button(
        _("Back to all findings"),
        icon=":material/arrow_back:",
        key="gap_close",
        on_click=permalink.keep,
        args=({gap_parts.OPENED: None},),
    )
    st.subheader(labels.markdown(finding.title.text(lang)), anchor=False)
    st.markdown(labels.markdown(finding.sentence.text(lang)))
    gap_parts.facts(view, finding)
    with st.container(horizontal=True):
        gap_basket.buttons(view, finding)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _action(view, finding)
        _sites(view, finding)
        _how_sure(view, finding)
    with right:
        _where(view, finding)
    st.markdown(f"#### {_('What it rests on')}")
    for number, part in enumerate(finding.evidence):
        _evidence(view, part, f"gap_rows_{finding.id}_{number}")
    _network(view, finding)
    _method(view, finding)
    parts.sources_fold(view.ecosystem, list(finding.sources), _)
    with st.expander(_("Link to this finding"), icon=":material/link:", key="gap_link"):
        query = {gap_parts.OPENED: finding.id, **({"lang": lang} if lang != "vi" else {})}
        st.code(permalink.link("khoang-trong", query), language=None, wrap_lines=True)


def _action(view: View, finding: Finding) -> None:
    _ = view._
    if finding.action is None and not finding.leads:
        return
    st.markdown(f"#### {_('What could be done')}")
    if finding.action is not None:
        st.markdown(labels.markdown(finding.action.text(view.lang)))
    known = [body for body in finding.leads if body in view.ecosystem]
    if known:
        st.caption(_("Who could lead, by what these bodies lead today"))
        for body in known:
            parts.profile_link(body, labels.markdown(view.ecosystem.name(body, view.lang)))


def _how_sure(view: View, finding: Finding) -> None:
    _ = view._
    st.markdown(f"#### {_('How severe, how sure')}")
    lines = [
        _("Measure: {measure}", measure=gaps.measure_text(finding.measure, _)),
        _("Computed as: {formula}", formula=_(finding.measure.formula)),
        _(
            "Severity {severity} of 1, computed as: {formula}",
            severity=_.number(finding.severity, 2),
            formula=_(finding.severity_formula),
        ),
        _(
            "{level}: the weakest of the parts below counts",
            level=_(gaps.CONFIDENCE_WORDS[finding.confidence.level]),
        ).capitalize(),
    ]
    inner = gaps.confidence_lines(finding.confidence, _)
    st.markdown(
        "\n".join([*(f"- {labels.markdown(line)}" for line in lines),
                   *(f"    - {labels.markdown(line)}" for line in inner)])
    )  # fmt: skip


def _where(view: View, finding: Finding) -> None:
    _, eco = view._, view.ecosystem
    codes = gaps.wards_of(eco, finding)
    about = gaps.scope_text(eco, finding.scope, view.lang)
    if about:
        st.markdown(f"**{_('Scope')}**: {labels.markdown(about)}")
    query: dict[str, str | list[str]] = {}
    if finding.scope.sectors:
        query["sector"] = list(finding.scope.sectors)
    if codes:
        text = _.n("{n} ward in scope", "{n} wards in scope", len(codes))
        label = _("Wards this finding is about")
        st.html(gaps_pictures.wards_html(eco, codes, view.theme, label, text))
        if len(codes) <= _MAP_WARDS:
            query["ward"] = list(codes)
    if query:
        st.page_link(nav.script("map"), label=_("Open on the map"), icon=":material/map:", query_params=query)


def _sites(view: View, finding: Finding) -> None:
    """Link from a finding about distance to where new support points would serve best."""
    if finding.kind == "access":
        st.page_link(
            nav.script("scenario"),
            label=view._("Compare places for new support points"),
            icon=":material/alt_route:",
            query_params={"show": "sites"},
        )


def _evidence(view: View, part: Evidence, key: str) -> None:
    _, eco = view._, view.ecosystem
    table = gaps_evidence.evidence_table(eco, part, _)
    note = labels.markdown(part.note.text(view.lang))
    st.markdown(f"**{_(gaps_evidence.TABLE_LABELS[part.table])}** ({len(table)}): {note}")
    linked = [gaps_evidence.node_of(eco, part.table, row) for row in part.ids]
    event: Any = st.dataframe(
        table,
        height=min(_HEIGHT, 38 + 35 * len(table)),
        hide_index=True,
        key=f"{key}_{view.lang}",
        on_select="rerun" if any(linked) else "ignore",
        selection_mode="single-row",
        column_config={table.columns[0]: st.column_config.TextColumn(width="large")},
        placeholder=_("not known"),
        alt=part.note.text(view.lang),
    )
    if not any(linked):
        return
    row = next(iter(event.selection.rows), None)
    if row is None:
        st.caption(_("Choose a row to open its profile."))
    elif row < len(linked) and (node := linked[row]):
        parts.profile_link(node, labels.markdown(eco.name(node, view.lang)))


def _network(view: View, finding: Finding) -> None:
    """Link to the network where it shows what the finding says."""
    _, bodies = view._, finding.scope.organisations
    if finding.kind not in ("links", "roles") or not 1 <= len(bodies) <= 2:
        return
    query: dict[str, str | list[str]] = {"mode": "around", "id": [bodies[0]]}
    label = _("See who is around it in the network")
    if len(bodies) == 2:
        query = {"mode": "chain", "from": bodies[0], "to": bodies[1]}
        label = _("See the chain between the two in the network")
    st.page_link(nav.script("network"), label=label, icon=":material/hub:", query_params=query)


def _method(view: View, finding: Finding) -> None:
    _, method = view._, analysis.method(finding.method)
    with st.expander(_("How this is computed"), icon=":material/function:", key="gap_method"):
        st.markdown(labels.markdown(_(method.text)))
        st.markdown(f"**{_('What it cannot tell')}**: {labels.markdown(_(method.limits))}")
        st.markdown(f"**{_('Literature')}**")
        st.markdown("\n".join(f"- {labels.markdown(paper)}" for paper in method.references))
