"""The pieces of the what-if page: the scenario of the address, its changes, and what they would bring."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ecomap.analysis import scenario as s
from ecomap.analysis.finding import Finding
from ecomap.analysis.overview import Overview, WhatIf
from ecomap.i18n import N_
from ecomap.ui import gap_jobs, gap_parts, nav, permalink, scenario_forms, siting_parts
from ecomap.ui.session import View
from ecomap.views import gaps_bars, gaps_pictures, gaps_scenario, labels

SCENARIO = "s"
TOOLS = {"changes": N_("Change something"), "sites": N_("Where to put new support points")}
_LISTED = 12
"""Findings shown under each heading."""


def tool(view: View) -> str:
    """Draw the choice between changing the ecosystem and siting."""
    change = permalink.bound("show", "scenario_tool", TOOLS, "changes")
    chosen = st.segmented_control(
        view._("Look at"),
        list(TOOLS),
        format_func=lambda code: view._(TOOLS[code]),
        key="scenario_tool",
        on_change=change,
        required=True,
        wrap=True,
        label_visibility="collapsed",
    )
    return chosen or "changes"


def read(view: View) -> tuple[str, tuple[s.Change, ...]]:
    """Return the scenario of the address as text and changes; say so if it cannot be read."""
    text = st.query_params.get(SCENARIO, "")
    if not text:
        permalink.own(SCENARIO, ())
        return "", ()
    try:
        changes = s.from_text(text)
    except s.ScenarioError as error:
        _broken(view, error)
        return "", ()
    permalink.own(SCENARIO, (text,))
    return text, changes


def _broken(view: View, error: s.ScenarioError) -> None:
    st.error(labels.markdown(error.message.text(view.lang)), icon=":material/link_off:")
    st.button(
        view._("Start anew"), icon=":material/restart_alt:", key="scenario_anew", on_click=_write, args=((),)
    )


def _write(changes: Sequence[s.Change]) -> None:
    permalink.keep({SCENARIO: s.to_text(changes) if changes else None})


def add(view: View, change: s.Change, changes: tuple[s.Change, ...]) -> bool:
    """Put a change into the address if it fits; say why if it does not."""
    try:
        s.apply(view.ecosystem, (*changes, change))
        _write((*changes, change))
    except s.ScenarioError as error:
        st.error(labels.markdown(error.message.text(view.lang)), icon=":material/error:")
        return False
    return True


def editor(view: View, changes: tuple[s.Change, ...]) -> None:
    """Draw the form for one more change and the list of changes."""
    _ = view._
    what = st.selectbox(
        _("What changes"),
        list(gaps_scenario.CHANGES),
        format_func=lambda code: _(gaps_scenario.CHANGES[code]),
        key="scenario_what",
    )
    change = scenario_forms.form(view, what, changes)
    if change and add(view, change, changes):
        st.rerun()
    if not changes:
        st.info(_("No change yet. Add one above to see what it would bring."), icon=":material/science:")
        return
    st.markdown(f"#### {_('The scenario')}")
    name = gaps_scenario.names(view.ecosystem, changes, view.lang)
    for number, one in enumerate(changes):
        with st.container(horizontal=True, vertical_alignment="center"):
            text = gaps_scenario.change_text(one, name, view.ecosystem, _)
            st.markdown(f"{number + 1}. {labels.markdown(text)}", width="stretch")
            st.button(
                _("Take out"),
                icon=":material/remove:",
                key=f"scenario_out_{number}",
                on_click=_write,
                args=([*changes[:number], *changes[number + 1 :]],),
            )
    if len(changes) > 1:
        st.button(
            _("Start anew"), icon=":material/restart_alt:", key="scenario_clear", on_click=_write, args=((),)
        )


def outcome(view: View, text: str, changes: tuple[s.Change, ...], known: Overview) -> None:
    """Compute the scenario and draw what it would bring."""
    _ = view._
    try:
        found = gap_jobs.scenario_of(view.ecosystem, text, changes, known.gaps, _)
    except s.ScenarioError as error:
        _broken(view, error)
        return
    if found is None:
        return
    st.subheader(_("What it would bring (estimate)"))
    st.caption(
        _(
            "Estimated from the listed data by the methods of the gaps page. An interval belongs to each figure, "
            "not to the difference; people and money may answer otherwise than the figures."
        )
    )
    table = gaps_scenario.measures_table(found.comparison.measures, _)
    st.html(gaps_bars.table(table, _("Key measures before and after")))
    _findings(view, found)
    _maps(view, found)
    with st.expander(_("Link to this scenario"), icon=":material/link:", key="scenario_link"):
        query = {SCENARIO: text, **({"lang": view.lang} if view.lang != "vi" else {})}
        st.code(permalink.link("neu-thi", query), language=None, wrap_lines=True)


def _findings(view: View, found: WhatIf) -> None:
    _, compared = view._, found.comparison
    st.markdown(f"#### {_('Gaps (estimate)')}")
    if not (compared.gone or compared.new or compared.changed):
        st.markdown(
            _.n("No gap changes; {n} stays as it is.", "No gap changes; {n} stay as they are.", compared.kept)
        )
        return
    _group(
        view, _.n("{n} gap closed", "{n} gaps closed", len(compared.gone)), compared.gone, ":material/check:"
    )
    _group(
        view, _.n("{n} new gap", "{n} new gaps", len(compared.new)), compared.new, ":material/new_releases:"
    )
    if compared.changed:
        rows = [
            (
                after.title.text(view.lang),
                _.number(before.severity, 2),
                _.number(after.severity, 2),
                after.sentence.text(view.lang),
            )
            for before, after in compared.changed
        ]
        headers = [_("Finding"), _("Severity before"), _("Severity after"), _("In a sentence")]
        label = _.n("{n} gap changed", "{n} gaps changed", len(compared.changed))
        with st.expander(label, icon=":material/change_circle:", key="scenario_changed", expanded=True):
            table = pd.DataFrame(rows, columns=headers)
            large = st.column_config.TextColumn(width="large")
            st.dataframe(
                table, hide_index=True, column_config={headers[0]: large, headers[3]: large}, alt=label
            )
    st.caption(_.n("{n} gap stays as it is.", "{n} gaps stay as they are.", compared.kept))


def _group(view: View, label: str, findings: Sequence[Finding], icon: str) -> None:
    if not findings:
        return
    with st.expander(label, icon=icon, expanded=True, key=f"scenario_{icon}"):
        for finding in findings[:_LISTED]:
            title, sentence = (
                labels.markdown(part.text(view.lang)) for part in (finding.title, finding.sentence)
            )
            st.markdown(f"**{title}**  \n{sentence}")
            gap_parts.facts(view, finding)
        left = len(findings) - _LISTED
        if left > 0:
            st.caption(view._.n("{n} more finding.", "{n} more findings.", left))


def _maps(view: View, found: WhatIf) -> None:
    _ = view._
    both = pd.concat([found.wards_before["nearest_km"], found.wards_after["nearest_km"]])
    if both.empty or both.isna().all():
        return
    st.markdown(f"#### {_('Access by ward (estimate)')}")
    for column, label, wards in zip(
        st.columns(2, gap="large"),
        (_("Before"), _("After (estimate)")),
        (found.wards_before, found.wards_after),
        strict=True,
    ):
        with column:
            st.markdown(f"**{label}**")
            st.html(gaps_pictures.access_html(view.ecosystem, wards, view.theme, _, both))


def sites(view: View, changes: tuple[s.Change, ...]) -> None:
    """Draw the siting tool; its sites can be taken into the scenario."""
    _ = view._
    found = siting_parts.draw(view)
    if found is None:
        return
    if st.button(_("Put these sites into the scenario"), icon=":material/add:", key="scenario_take_sites"):
        wanted: tuple[s.Change, ...] = changes
        for site in found.sites:
            name = _("Support point in {ward}", ward=labels.ward(view.ecosystem, site.ward))
            new = s.AddOrganisation(
                gaps_scenario.new_id(view.ecosystem, wanted),
                name,
                "support_org",
                functions=siting_parts.functions(view),
                ward=site.ward,
            )
            wanted = (*wanted, new)
        try:
            permalink.keep({SCENARIO: s.to_text(wanted), "show": None})
        except s.ScenarioError as error:
            st.error(labels.markdown(error.message.text(view.lang)))
            return
        st.rerun()


def way_back(view: View) -> None:
    """Link to the gaps page."""
    st.page_link(nav.script("gaps"), label=view._("Open the gaps"), icon=":material/troubleshoot:")
