"""The pieces of the what-if page: the scenario of the address, its changes, and what they would bring."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from ecomap.analysis import scenario as s
from ecomap.analysis.overview import Overview, WhatIf
from ecomap.i18n import N_
from ecomap.ui import gap_jobs, nav, permalink, scenario_forms, scenario_outcome, siting_parts
from ecomap.ui.session import View
from ecomap.views import gaps_pictures, gaps_scenario, labels

SCENARIO = "s"
TOOLS = {"changes": N_("Change something"), "sites": N_("Where to put new support points")}


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
        scenario_forms.sent()
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
    scenario_outcome.draw(view, changes, found)
    _maps(view, found)
    with st.expander(_("Link to this scenario"), icon=":material/link:", key="scenario_link"):
        query = {SCENARIO: text, **({"lang": view.lang} if view.lang != "vi" else {})}
        st.code(permalink.link("neu-thi", query), language=None, wrap_lines=True)


def _maps(view: View, found: WhatIf) -> None:
    _ = view._
    both = pd.concat([found.wards_before["nearest_km"], found.wards_after["nearest_km"]])
    if both.empty or both.isna().all():
        return
    st.markdown(f"#### {_('Access by ward (estimate)')}")
    if found.wards_before["nearest_km"].round(1).equals(found.wards_after["nearest_km"].round(1)):
        st.caption(_("The distance to the nearest support organisation stays as it is in every ward."))
        return
    for column, label, wards in zip(
        st.columns(2, gap="large"),
        (_("Before"), _("After (estimate)")),
        (found.wards_before, found.wards_after),
        strict=True,
    ):
        with column:
            st.markdown(f"**{label}**")
            st.html(gaps_pictures.access_html(view.ecosystem, wards, view.theme, _))


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
                "shared_lab" if siting_parts.functions(view) == ("lab",) else "",
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
