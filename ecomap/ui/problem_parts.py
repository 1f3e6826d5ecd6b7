"""The pieces of the page of published problems: filters, the list, one problem with those who could solve it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from ecomap.analysis.partners.solvers import Solver, solvers
from ecomap.tables import LIST_SEPARATOR
from ecomap.ui import nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import exports, labels, problems, profile, profile_html

PATH = "bai-toan"
OPENED, FIELD, STATE = "problem", "field", "state"
_FIRST_ROWS = 10


def opened(view: View) -> str | None:
    """Return the problem the address asks for; say so if there is none of that name."""
    _ = view._
    asked = st.query_params.get(OPENED)
    known = set(view.ecosystem.needs.index)
    if asked and asked not in known:
        st.warning(
            _(
                "This data has no problem “{asked}” (any more). It may have been taken out, or its name is cut off.",
                asked=labels.markdown(asked[:80]),
            ),
            icon=":material/search_off:",
        )
    return next(iter(permalink.own(OPENED, known)), None)


def choose(view: View) -> problems.Choice:
    """Draw the filters of the list; the address keeps them."""
    _ = view._
    options = problems.options(view.ecosystem, _)
    fields = {"sectors": (FIELD, _("Sector")), "statuses": (STATE, _("Status"))}
    chosen: dict[str, tuple[str, ...]] = {}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for field, (parameter, label) in fields.items():
            key = f"problems_{parameter}"
            st.session_state[key] = permalink.own(parameter, options[field])
            st.multiselect(
                label,
                list(options[field]),
                format_func=options[field].__getitem__,
                key=key,
                on_change=_keep,
                args=(parameter, key),
                placeholder=_("all"),
                width=300,
            )
            chosen[field] = tuple(st.session_state[key])
    return problems.Choice(**chosen)


def _keep(parameter: str, key: str) -> None:
    permalink.keep({parameter: st.session_state[key]})


def listing(view: View, choice: problems.Choice) -> None:
    """Draw the problems that fit, open ones first, each with the best solvers; or say that none does."""
    _, eco = view._, view.ecosystem
    if eco.needs.empty:
        st.info(_("No published problem is in this data yet."), icon=":material/inbox:")
        return
    kept = problems.keep(eco, choice)
    if not kept:
        st.info(_("No problem fits this choice."), icon=":material/filter_alt_off:")
        clear = {FIELD: None, STATE: None}
        st.button(_("Clear all filters"), on_click=permalink.keep, args=(clear,), key="problems_clear")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            _.n("{n} problem of {all}, open ones first", "{n} problems of {all}, open ones first",
                len(kept), all=len(eco.needs))
        )  # fmt: skip
        _download(view, "problems", partial(_problems_file, view, kept))
    shown = st.session_state.get("problems_rows", _FIRST_ROWS)
    for need_id in kept[:shown]:
        _card(view, need_id)
    left = len(kept) - shown
    if left > 0:
        st.button(
            _.n("Show {n} more", "Show {n} more", left),
            icon=":material/expand_more:",
            key="problems_more",
            on_click=lambda: st.session_state.update(problems_rows=len(eco.needs)),
        )


def _card(view: View, need_id: str) -> None:
    _, eco = view._, view.ecosystem
    problem = problems.card(eco, need_id, _)
    with st.container(border=True):
        st.markdown(f"##### {labels.markdown(problem.title)}")
        if problem.description:
            st.markdown(labels.markdown(problem.description))
        st.caption(labels.markdown(" · ".join(problems.facts(problem, _)[:4])))
        best = solvers(eco, need_id, problems.FIRST_SOLVERS)
        names = "; ".join(eco.name(solver.id, view.lang) for solver in best)
        text = _("Could solve it: {names}", names=names) if best else _("Nobody in the data fits it yet.")
        st.markdown(labels.markdown(text))
        st.button(
            _("See who could solve it"),
            icon=":material/open_in_full:",
            key=f"problem_open_{need_id}",
            on_click=permalink.keep,
            args=({OPENED: need_id},),
            help=labels.markdown(problem.title),
        )


def detail(view: View, need_id: str) -> None:
    """Draw one problem: what is asked, who could solve it and why, method, sources, link."""
    _, eco = view._, view.ecosystem
    problem = problems.card(eco, need_id, _)
    st.button(
        _("Back to all problems"),
        icon=":material/arrow_back:",
        key="problem_close",
        on_click=permalink.keep,
        args=({OPENED: None},),
    )
    st.subheader(labels.markdown(problem.title), anchor=False)
    if problem.description:
        st.markdown(labels.markdown(problem.description))
    st.markdown("\n".join(f"- {labels.markdown(fact)}" for fact in problems.facts(problem, _)))
    with st.container(horizontal=True, vertical_alignment="center"):
        if problem.poster:
            parts.profile_link(problem.poster, _("Who posted it"))
        query = {OPENED: need_id, **({"lang": view.lang} if view.lang != "vi" else {})}
        parts.link_and_code(permalink.link(PATH, query), _("QR code of this problem"), _)
    parts.sources_fold(eco, list(problem.sources), _)
    found = solvers(eco, need_id, problems.OPENED_SOLVERS)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"#### {_('Who could solve it')}")
        if found:
            _download(view, need_id, partial(_solvers_file, view, found))
    if found:
        st.caption(_("Suggestions from what is listed, best first. They have not been asked."))
        for rank, solver in enumerate(found, start=1):
            _solver(view, solver, rank, problem.poster)
    else:
        st.info(
            _("Nobody in the data works in these sectors or speaks of such things."),
            icon=":material/person_search:",
        )
    _method(view)


def _solver(view: View, solver: Solver, rank: int, poster: str) -> None:
    _, eco = view._, view.ecosystem
    with st.container(border=True):
        left, right = st.columns([3, 2], gap="large")
        with left:
            st.html(problems.solver_html(eco, solver, rank, _, view.theme))
            st.markdown(labels.markdown(solver.sentence.text(view.lang)))
            _links(view, solver, poster)
        right.html(problems.solver_bars(solver, _, view.theme, reasons=False))
        fold = st.expander(
            _("Reasons and sources"), icon=":material/bar_chart:", key=f"solver_parts_{solver.id}"
        )
        with fold:
            st.html(problems.solver_bars(solver, _, view.theme, reasons=True))
            st.html(profile_html.source_list(profile.sources(eco, LIST_SEPARATOR.join(solver.sources)), _))


def _links(view: View, solver: Solver, poster: str) -> None:
    _ = view._
    with st.container(horizontal=True):
        parts.profile_link(solver.id, _("Open profile"))
        if poster:
            lang = {"lang": view.lang} if view.lang != "vi" else {}
            st.page_link(
                nav.script("network"),
                label=_("Who knows both"),
                icon=":material/hub:",
                query_params={"mode": "chain", "from": poster, "to": solver.id, **lang},
            )


def _method(view: View) -> None:
    _ = view._
    with st.expander(_("How this is computed"), icon=":material/function:", key="problems_method"):
        st.markdown(labels.markdown(_(problems.METHOD)))
        st.markdown(labels.markdown(problems.weights_text(_)))
        st.markdown(f"**{_('What it cannot tell')}**: {labels.markdown(_(problems.LIMITS))}")


def _download(view: View, part: str, make: partial[bytes]) -> None:
    st.download_button(
        "Excel",
        make,
        exports.file_name(view.ecosystem, part, "xlsx", view._),
        exports.FORMATS["xlsx"].mime,
        help=view._("The rows shown, with sources"),
        icon=":material/download:",
        key=f"problems_xlsx_{part}",
        on_click="ignore",
    )


def _problems_file(view: View, kept: Sequence[str]) -> bytes:
    table = problems.problem_table(view.ecosystem, kept, view._)
    return exports.table_bytes(table, "xlsx", view._("Problems to solve"))


def _solvers_file(view: View, found: Sequence[Solver]) -> bytes:
    table = problems.solver_table(view.ecosystem, found, view._)
    return exports.table_bytes(table, "xlsx", view._("Who could solve it"))
