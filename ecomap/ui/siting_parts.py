"""Where to put new support points: the question, and the wards that answer it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from ecomap.analysis.finding import Silence
from ecomap.analysis.siting import Siting
from ecomap.ui import gap_jobs, permalink
from ecomap.ui.session import View
from ecomap.views import gaps_bars, gaps_sites, labels

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
            width=360,
        )
        demand = _select(
            view, DEMAND, _("For whom"), {c: _(t) for c, t in gaps_sites.DEMANDS.items()}, "population"
        )
        aim = _select(
            view, OBJECTIVE, _("Aim"), {c: _(t) for c, t in gaps_sites.OBJECTIVES.items()}, "coverage", 310
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
    _, eco = view._, view.ecosystem
    unsure = gaps_sites.warning(eco, found, _)
    if unsure:
        st.warning(labels.markdown(unsure), icon=":material/warning:")
    st.markdown(labels.markdown(gaps_sites.sites_sentence(found, _)))
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.html(gaps_sites.sites_map(eco, found, view.theme, _))
    with right:
        table = gaps_sites.sites_table(eco, found, _)
        st.html(gaps_bars.table(table, _("Wards chosen for new support points")))
        for note in gaps_sites.notes(eco, found, _):
            st.caption(labels.markdown(note))
