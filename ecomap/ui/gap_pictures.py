"""The pictures of the gaps page, each with its words and its figures as a table."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from ecomap.analysis import gaps as analysis
from ecomap.analysis.overview import Overview
from ecomap.ui import nav
from ecomap.ui.session import View
from ecomap.views import gaps_pictures as pictures
from ecomap.views import labels


def draw(view: View, found: Overview, look: str) -> None:
    """Draw one of the pictures."""
    _PICTURES[look](view, found)
    _method(view, {"support": "coverage", "houses": "helix", "coverage": "data"}.get(look, look))


def _method(view: View, kind: str) -> None:
    _, method = view._, analysis.method(kind)
    with st.expander(_("How this is computed"), icon=":material/function:", key="gaps_method"):
        st.markdown(labels.markdown(_(method.text)))
        st.markdown(f"**{_('What it cannot tell')}**: {labels.markdown(_(method.limits))}")
        st.markdown("\n".join(f"- {labels.markdown(paper)}" for paper in method.references))


def _table(view: View, table: pd.DataFrame, key: str) -> None:
    _ = view._
    with st.expander(_("The same as a table"), icon=":material/table:", key=f"gaps_table_{key}"):
        numbers = {
            name: st.column_config.NumberColumn(format="localized")
            for name in table.columns
            if pd.api.types.is_numeric_dtype(table[name])
        }
        st.dataframe(table, hide_index=True, column_config=numbers, placeholder=_("not known"))


def _support(view: View, found: Overview) -> None:
    _, eco = view._, view.ecosystem
    if found.support.empty:
        st.info(_("There are no sectors or functions, so there is no grid."))
        return
    st.markdown(
        _(
            "Bodies and programmes of each sector that offer a function. Those that serve all sectors are not "
            "counted here; point at a cell to see them."
        )
    )
    st.html(pictures.support_html(eco, found.support, view.theme, _))
    _table(view, pictures.support_rows(eco, found.support, _), "support")


def _access(view: View, found: Overview) -> None:
    _, eco = view._, view.ecosystem
    if found.wards.empty or found.wards["nearest_km"].isna().all():
        st.info(_("No ward, or no support organisation of known place: distances cannot be told."))
        return
    st.markdown(
        _(
            "Straight distance from a point inside each ward to the nearest support organisation. Only the "
            "{located} of {units} whose place is known count.",
            located=found.located,
            units=found.units,
        )
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.html(pictures.access_html(eco, found.wards, view.theme, _))
    with right:
        table = pictures.access_rows(eco, found.wards, _)
        last = table.columns[-1]
        st.dataframe(
            table,
            hide_index=True,
            height=420,
            placeholder=_("not known"),
            column_config={
                **{name: st.column_config.NumberColumn(format="localized") for name in table.columns[1:-1]},
                last: st.column_config.NumberColumn(format="%.0f%%"),
            },
            alt=_("Access by ward"),
        )
        st.page_link(
            nav.script("map"),
            label=_("Open the ward map"),
            icon=":material/map:",
            query_params={"show": "wards"},
        )


def _pipeline(view: View, found: Overview) -> None:
    _, eco = view._, view.ecosystem
    st.markdown(f"#### {_('Start-ups by stage')}")
    if found.steps.empty or found.steps["share"].isna().all():
        st.info(_("No start-up has a known stage, so nothing can be said of how they go on."))
    else:
        st.markdown(
            _(
                "Of the listed start-ups at a stage or later, the share that is later. The bar is the pooled "
                "estimate, the line its 95 % interval."
            )
        )
        st.html(pictures.steps_html(eco, found.steps, view.theme, _))
    st.markdown(f"#### {_('Published chains')}")
    if found.chains.empty:
        st.info(_("No chain of counts is published."))
        return
    st.markdown(
        _("From step to step of what the city publishes; a hatched bar means that no figure is known.")
    )
    st.html(pictures.chains_html(eco, found.chains, view.theme, _))


def _houses(view: View, found: Overview) -> None:
    _ = view._
    years = sorted(set(found.years.index.get_level_values("year"))) if len(found.years) else []
    table, undated = found.houses, 0
    if len(years) > 1:
        chosen = st.select_slider(
            _("Ties that stood in the year"),
            [*years, None],
            value=None,
            format_func=lambda year: _("all, dated or not") if year is None else str(year),
            key="gaps_year",
        )
        if chosen is not None:
            table = found.years.loc[chosen]
            undated = int(table["undated"].sum())
    left, right = st.columns([3, 2], gap="large")
    with left:
        top = pictures.widest(found.years, found.houses)
        st.html(pictures.triangle_html(table, top, view.theme, _))
    with right:
        st.markdown("\n".join(f"- {labels.markdown(line)}" for line in pictures.triangle_sentences(table, _)))
        if undated:
            st.caption(
                _.n(
                    "{n} tied pair without any date is left out of every year.",
                    "{n} tied pairs without any date are left out of every year.",
                    undated,
                )
            )
        st.caption(_("The number of organisations is that of today: founding years are mostly not known."))
        said = [f.sentence for f in found.gaps.findings if f.kind == "helix"]
        said += [s.reason for s in found.gaps.silences if s.kind == "helix"]
        for message in said:
            st.markdown(labels.markdown(message.text(view.lang)))


def _coverage(view: View, found: Overview) -> None:
    _ = view._
    drawn = pictures.coverage_html(view.ecosystem, view.theme, _)
    if "<li>" not in drawn:
        st.info(_("No official total is comparable with a list here, so completeness cannot be told."))
        return
    st.markdown(
        _(
            "Listed here against the total the State published at its date. A low share means that the list is "
            "incomplete, not that the organisations do not exist."
        )
    )
    st.html(drawn)
    estimates = [f for f in found.gaps.findings if f.id.startswith("data:estimate")]
    if estimates:
        st.markdown(f"#### {_('Estimated from overlapping lists')}")
        st.markdown(
            "\n".join(f"- {labels.markdown(finding.sentence.text(view.lang))}" for finding in estimates)
        )


_PICTURES: dict[str, Callable[[View, Overview], None]] = {
    "support": _support,
    "access": _access,
    "pipeline": _pipeline,
    "houses": _houses,
    "coverage": _coverage,
}
