"""Where to put new support points: the question, and the wards that answer it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ecomap.analysis.finding import Silence
from ecomap.analysis.siting import Siting
from ecomap.ui import gap_jobs, permalink
from ecomap.ui.session import View
from ecomap.views import gaps_bars, gaps_pictures, gaps_scenario, labels

NUMBER, FUNCTIONS, DEMAND, OBJECTIVE, LIMIT = "k", "fn", "for", "aim", "km"
_NUMBERS = ("1", "2", "3", "4", "5")
_LIMITS = ("2", "5", "10", "15", "20", "30")


def draw(view: View) -> Siting | None:
    """Draw the question and its answer; None while there is none."""
    arguments = _question(view)
    found = gap_jobs.sites_of(view.ecosystem, arguments, view._)
    if isinstance(found, Silence):
        st.info(labels.markdown(found.reason.text(view.lang)), icon=":material/help:")
        return None
    if found is not None:
        _answer(view, found)
    return found


def functions(view: View) -> tuple[str, ...]:
    """Return the support functions asked for."""
    return tuple(permalink.own(FUNCTIONS, view.ecosystem.functions.index))


def _question(view: View) -> dict[str, Any]:
    _ = view._
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = _select(view, NUMBER, _("How many points"), {k: k for k in _NUMBERS}, "2")
        name = labels.namer(view.ecosystem, "functions", view.lang)
        key = "sites_functions"
        st.session_state[key] = list(functions(view))
        st.multiselect(
            _("Support function"),
            list(view.ecosystem.functions.index),
            format_func=name,
            key=key,
            on_change=lambda: permalink.keep({FUNCTIONS: st.session_state[key]}),
            placeholder=_("support organisations of any kind"),
            width=300,
        )
        demand = _select(
            view, DEMAND, _("For whom"), {c: _(t) for c, t in gaps_scenario.DEMANDS.items()}, "population"
        )
        aim = _select(
            view, OBJECTIVE, _("Aim"), {c: _(t) for c, t in gaps_scenario.OBJECTIVES.items()}, "coverage", 310
        )
        limit = _select(view, LIMIT, _("Distance (km)"), {k: k for k in _LIMITS}, "10")
    return {
        "k": int(number),
        "what": demand,
        "objective": aim,
        "limit_m": 1000.0 * int(limit),
        "functions": functions(view),
    }


def _select(
    view: View, parameter: str, label: str, texts: dict[str, str], default: str, width: int = 210
) -> str:
    key = f"sites_{parameter}"
    change = permalink.bound(parameter, key, texts, default)
    chosen = st.selectbox(
        label, list(texts), format_func=lambda code: texts[code], key=key, on_change=change, width=width
    )
    return chosen or default


def _answer(view: View, found: Siting) -> None:
    _ = view._
    st.markdown(labels.markdown(gaps_scenario.sites_sentence(found, _)))
    left, right = st.columns([2, 3], gap="large")
    with left:
        codes = [site.ward for site in found.sites]
        text = _.n("{n} ward chosen (estimate)", "{n} wards chosen (estimate)", len(codes))
        label = _("Wards chosen for new support points")
        st.html(gaps_pictures.wards_html(view.ecosystem, codes, view.theme, label, text))
    with right:
        table = gaps_scenario.sites_table(view.ecosystem, found, _)
        st.html(gaps_bars.table(table, label))
        notes = [
            _(
                "{existing} support organisations are taken as there; {unplaced} of them have no known place and "
                "are drawn at random.",
                existing=found.existing,
                unplaced=found.unplaced,
            ),
            _("Each row adds to those above it. A ward chosen again in few draws could be another as well."),
        ]
        if found.left_out > 0:
            notes.append(
                _(
                    "{share} of the demand has no known place and is left out.",
                    share=_.percent(found.left_out),
                )
            )
        for note in notes:
            st.caption(labels.markdown(note))
