"""What a scenario would bring: losses first, then key measures, gains, and what becomes of the gaps."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ecomap.analysis import scenario as s
from ecomap.analysis.comparison import STATES, Outcome
from ecomap.analysis.gaps import KINDS
from ecomap.analysis.overview import WhatIf
from ecomap.ui.session import View
from ecomap.views import gaps_bars, gaps_effects, gaps_scenario, labels

_LISTED = 12
"""Findings shown under each heading."""
_ICONS = {
    "new": ":material/new_releases:",
    "worse": ":material/trending_down:",
    "closed": ":material/check:",
    "better": ":material/trending_up:",
    "changed": ":material/change_circle:",
    "unstated": ":material/visibility_off:",
    "stated": ":material/visibility:",
}
_FOLDED = ("changed", "unstated", "stated")
_ROWS = {-1: "eco-worse", 1: "eco-better"}


def draw(view: View, changes: tuple[s.Change, ...], found: WhatIf) -> None:
    """Draw what changes, the bad first."""
    _, compared = view._, found.comparison
    for lost in (True, False):
        _moved(view, found, lost)
    name = gaps_scenario.names(view.ecosystem, changes, view.lang)
    if alone := gaps_scenario.untied(changes, name):
        st.info(
            labels.markdown(
                _(
                    "No tie in the scenario leads to {names}: without ties it brings no start-up nearer to anything. "
                    "Add ties to see what they would bring.",
                    names="; ".join(alone),
                )
            ),
            icon=":material/link:",
        )
    table, effects, moved = gaps_effects.measures_table(compared.measures, _)
    classes, label = [_ROWS.get(effect, "") for effect in effects], _("Key measures before and after")
    if moved:
        st.html(gaps_bars.table(table[:moved], label, classes[:moved]))
    same = _.n("{n} figure stays as it is", "{n} figures stay as they are", len(table) - moved)
    if moved < len(table):
        with st.expander(same, expanded=not moved, key="scenario_same"):
            st.html(gaps_bars.table(table[moved:], label))
    st.caption(
        _(
            "Estimated from the listed data by the methods of the gaps page, with the same random draws before and "
            "after. A range is that of the difference. People and money may answer otherwise than the figures."
        )
    )
    _findings(view, found)


def _moved(view: View, found: WhatIf, lost: bool) -> None:
    compared = found.comparison
    for moved in compared.moved:
        if not (moved.lost if lost else moved.gained):
            continue
        text = gaps_effects.moved_text(moved, compared.measures, view.ecosystem, lost, view._)
        if lost:
            st.error(labels.markdown(text), icon=":material/trending_down:")
        else:
            st.success(labels.markdown(text), icon=":material/trending_up:")


def _findings(view: View, found: WhatIf) -> None:
    _, compared = view._, found.comparison
    st.markdown(f"#### {_('Gaps (estimate)')}")
    if not compared.changes:
        st.markdown(
            _.n("No gap changes; {n} stays as it is.", "No gap changes; {n} stay as they are.", compared.kept)
        )
    for state in STATES:
        _group(view, state, compared.of(state))
    kinds = ", ".join(_(KINDS[kind]) for kind in found.kinds)
    st.caption(
        labels.markdown(
            _.n(
                "Looked at again: {kinds}. {n} gap of these kinds stays as it is; the other kinds cannot change by "
                "this scenario.",
                "Looked at again: {kinds}. {n} gaps of these kinds stay as they are; the other kinds cannot change by "
                "this scenario.",
                compared.kept,
                kinds=kinds,
            )
        )
    )


def _group(view: View, state: str, changes: Sequence[Outcome]) -> None:
    _ = view._
    if not changes:
        return
    label = _("{state}: {n}", state=_(STATES[state]), n=len(changes))
    with st.expander(label, icon=_ICONS[state], expanded=state not in _FOLDED, key=f"scenario_{state}"):
        for change in changes[:_LISTED]:
            title = labels.markdown(change.finding.title.text(view.lang))
            st.markdown(f"**{title}**  \n{labels.markdown(gaps_effects.change_line(change, _))}")
        left = len(changes) - _LISTED
        if left > 0:
            st.caption(_.n("{n} more finding.", "{n} more findings.", left))
