"""The way from a page to a briefing about what it shows: the template that fits, with the scope in the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from ecomap import Filters
from ecomap.briefing.templates import TEMPLATES
from ecomap.filters import QUERY_NAMES
from ecomap.ui import gap_basket, nav, permalink
from ecomap.ui.briefing_draft import KIND, SUBJECT
from ecomap.ui.session import FILTERS, View
from ecomap.views import gaps, labels


def template_of(filters: Filters) -> str:
    """Return the template for a part of the ecosystem: that of wards or of sectors if nothing else narrows it."""
    part = filters.without_year()
    if part.wards and part == Filters(wards=part.wards):
        return "wards"
    if part.sectors and part == Filters(sectors=part.sectors):
        return "sector"
    return "overview"


def address(
    template: str, filters: Filters, own: Mapping[str, Sequence[str]] | None = None
) -> dict[str, list[str]]:
    """Return the address of a briefing as parameters.

    An address without any filter leaves those of the visit as they are, so one about everything holds an empty filter.
    """
    visit = {name: value for name, value in permalink.query().items() if name not in QUERY_NAMES.values()}
    scope = filters.to_query() or {QUERY_NAMES["words"]: [""]}
    return {**visit, **scope, KIND: [template], **{name: list(ids) for name, ids in (own or {}).items()}}


def of_part(view: View, filters: Filters, note: str = "") -> None:
    """Draw the link to a briefing about the part of the ecosystem that filters keep.

    Parameters
    ----------
    note : str
        What of the view does not go along.
    """
    _draw(view, template_of(filters), filters, note=note)


def of_body(view: View, node_id: str | None) -> None:
    """Draw the link to the profile of an organisation as a document; nothing for what has none, such as programmes."""
    if node_id in view.ecosystem.organisations.index:
        _draw(view, "profile", st.session_state.get(FILTERS, Filters()), {SUBJECT: [str(node_id)]})


def of_findings(view: View, choice: gaps.Choice) -> None:
    """Draw the link to a briefing about findings: those put by, else those of the sectors and wards chosen."""
    held = gap_basket.basket()
    scope = Filters(sectors=choice.sectors, wards=choice.wards)
    if held:
        _draw(view, "gaps", Filters(), {gap_basket.BRIEF: held})
    else:
        whole = choice == gaps.Choice(sectors=choice.sectors, wards=choice.wards)
        note = view._(
            "The other choices of this page do not go along; put findings into the briefing to choose them."
        )
        also = view._("The briefing also tells gaps in the data, and those set aside.")
        _draw(view, "gaps", scope, note=also if whole else f"{note} {also}")


def _draw(
    view: View,
    template: str,
    filters: Filters,
    own: Mapping[str, Sequence[str]] | None = None,
    note: str = "",
) -> None:
    _, kind = view._, view._(TEMPLATES[template].name)
    scope = labels.filters_text(view.ecosystem, filters, view.lang)
    about = [_("Scope: {filters}.", filters=scope) if scope else "", note]
    st.page_link(
        nav.script("briefing"),
        label=_("Brief on this view: {kind}", kind=kind),
        icon=":material/article:",
        query_params=address(template, filters, own),
        help=labels.markdown(" ".join(filter(None, about))) or None,
    )
