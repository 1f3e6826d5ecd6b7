"""The pictures of the gaps page, each with its words and its figures as a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from ecomap.analysis import gaps as analysis
from ecomap.analysis import positions
from ecomap.analysis.access import nearest_units
from ecomap.analysis.finding import Message
from ecomap.analysis.overview import Overview
from ecomap.analysis.synergy import HouseSynergy
from ecomap.counts import sources_of
from ecomap.i18n import N_
from ecomap.ui import gap_grid, gap_jobs, nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import gaps_bars, gaps_houses, labels, records
from ecomap.views import gaps_pictures as pictures


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


def _basis(view: View, sources: set[str]) -> None:
    """Say of when the newest source of a picture is, and list its sources."""
    _, eco = view._, view.ecosystem
    newest = records.newest_source(eco, sources)
    st.caption(_("Newest source: {date}", date=_.date(newest) or _("date not known")))
    parts.sources_fold(eco, sorted(sources), _)


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
    nearest = nearest_units(eco)
    spots = sorted(set(positions.units(eco).ids))
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.html(pictures.access_html(eco, found.wards, view.theme, _, spots))
        st.caption(_("Marks: support organisations; a hollow one stands somewhere in its ward."))
        st.page_link(
            nav.script("map"),
            label=_("Open the ward map"),
            icon=":material/map:",
            query_params={"show": "wards"},
        )
    with right, st.container(height=460, border=False):
        st.html(gaps_bars.table(pictures.access_rows(eco, found.wards, nearest, _), _("Access by ward")))
    _basis(view, sources_of(eco.wards, eco.organisations.loc[spots]))


def _pipeline(view: View, found: Overview) -> None:
    _, eco = view._, view.ecosystem
    st.markdown(f"#### {_('Start-ups by stage')}")
    if found.steps.empty or found.steps["share"].isna().all():
        st.info(_("No start-up has a known stage, so nothing can be said of how they go on."))
    else:
        st.markdown(
            _(
                "Of the listed start-ups at a stage or later, the share that is later. The bar is an estimate in "
                "which stages with few start-ups lean on the others, the line its 95 % interval."
            )
        )
        st.html(pictures.steps_html(eco, found.steps, view.theme, _))
        if (found.steps["at"] == 0).any():
            st.caption(
                _(
                    "Where nobody is listed at a stage, those past it are at later stages; whether they were ever at "
                    "it is not known."
                )
            )
    st.markdown(f"#### {_('Published chains')}")
    if found.chains.empty:
        st.info(_("No chain of counts is published."))
        return
    st.markdown(
        _("From step to step of what the city publishes; a hatched bar means that no figure is known.")
    )
    st.html(pictures.chains_html(eco, found.chains, view.theme, _))
    _basis(view, sources_of(eco.chains))


def _houses(view: View, found: Overview) -> None:
    _ = view._
    year = _year(view, found)
    # The two need not wait for each other: the place for what is computed longer is kept under the triangle.
    triangle, below_place = st.container(), st.container()
    with below_place:
        below = gap_jobs.synergy_of(view.ecosystem, _)
        _synergy(view, below)
    with triangle:
        _triangle(view, found, year, below)


def _triangle(view: View, found: Overview, year: int | None, below: HouseSynergy | None) -> None:
    """Draw the triangle of a year (None: of all ties) with what is said of it."""
    _ = view._
    table = found.houses
    if year is not None:
        table = found.years[found.years.index.get_level_values("year") == year].droplevel("year")
    undated = 0 if year is None else int(table["undated"].sum())
    left, right = st.columns([3, 2], gap="large")
    with left:
        top = gaps_houses.widest(found.years, found.houses)
        st.html(gaps_houses.triangle_html(table, top, view.theme, _))
        st.caption(
            _(
                "State: State bodies. Science: universities, colleges and research bodies. Enterprise: enterprises "
                "and start-ups. In a circle: how many pairs within it are tied."
            )
        )
    with right:
        st.markdown(
            "\n".join(f"- {labels.markdown(line)}" for line in gaps_houses.triangle_sentences(table, _))
        )
        if undated:
            st.caption(
                _.n(
                    "{n} tied pair without any date is left out of every year.",
                    "{n} tied pairs without any date are left out of every year.",
                    undated,
                )
            )
        st.caption(_("The number of organisations is that of today: founding years are mostly not known."))
        if year is not None:
            st.caption(
                _("What the findings say is of all ties; choose “{all}” to read it.", all=_(_ALL_YEARS))
            )
            return
        for message in _said_of_houses(found, below.said if below else ()):
            st.markdown(labels.markdown(message.text(view.lang)))


def _said_of_houses(found: Overview, elsewhere: Sequence[Message]) -> list[Message]:
    """Return what findings and silences say of the houses, but for what the page says elsewhere."""
    said = [f.sentence for f in found.gaps.findings if f.kind == "helix"]
    said += [s.reason for s in found.gaps.silences if s.kind == "helix"]
    return [message for message in said if message not in elsewhere]


def _synergy(view: View, system: HouseSynergy | None) -> None:
    """Draw how far the houses work as one system, by year and by sector."""
    _, eco = view._, view.ecosystem
    if system is None or system.sectors.empty:
        return
    st.markdown(f"#### {_('Do the three houses work as one system?')}")
    st.markdown(
        _(
            "Mutual information of ward, sector and house, in bits: below zero the three houses fit together "
            "(synergy), above zero they are split. What lies in the grey band could be chance."
        )
    )
    for message in system.said:
        st.markdown(f"- {labels.markdown(message.text(view.lang))}")
    if len(system.years) > 1:
        st.html(gaps_houses.synergy_html(system.years, view.theme, _))
        st.caption(
            _(
                "Organisations of unknown founding year count in every year, so the years look more alike than they "
                "were."
            )
        )
        with st.expander(_("The same as a table"), icon=":material/table:", key="gaps_table_synergy"):
            st.html(gaps_bars.table(gaps_houses.synergy_rows(system.years, _), _("Synergy by year")))
    with st.expander(
        _("What each sector brings to it"), icon=":material/category:", key="gaps_synergy_sectors"
    ):
        st.html(gaps_houses.sectors_html(eco, system.sectors, view.theme, _))
        st.caption(_("A longer bar means more synergy; the parts of all sectors add up to the whole."))


_ALL_YEARS = N_("all, dated or not")


def _year(view: View, found: Overview) -> int | None:
    """Draw the choice of the year, which the address keeps; None for all ties, dated or not."""
    _ = view._
    known = sorted(set(found.years.index.get_level_values("year"))) if len(found.years) else []
    if len(known) < 2:
        return None
    years = [*(str(year) for year in known), "all"]
    change = permalink.bound("year", "gaps_year", years, "all")
    chosen = st.select_slider(
        _("Ties that stood in the year ({first} to {last}, or all)", first=years[0], last=years[-2]),
        years,
        format_func=lambda year: _(_ALL_YEARS) if year == "all" else year,
        key="gaps_year",
        on_change=change,
    )
    return None if chosen == "all" else int(chosen)


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
    "support": gap_grid.draw,
    "access": _access,
    "pipeline": _pipeline,
    "houses": _houses,
    "coverage": _coverage,
}
