"""The choices beside the map, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap.i18n import N_, Translator
from ecomap.ui import loaders, map_component, nav, permalink
from ecomap.ui.session import View
from ecomap.views import labels, map_drawing, map_export, map_state, map_zone
from ecomap.views.map_areas import MEASURES, Areas, counted_among, ward_areas
from ecomap.vocabulary import KINDS

LAYERS = {"organisations": N_("Organisations"), "wards": N_("Wards in colour"), "heat": N_("Heat")}
_FIRST_LAYERS, _NO_LAYER = ["organisations"], "none"
_RADII_KM = ("0.5", "1", "2", "3", "5", "10", "15", "20", "30")


@dataclass(frozen=True)
class MapChoice:
    """What the reader wants to see: layers, ward figures, a zone and who is in it.

    Parameters
    ----------
    areas, counted, narrow
        Ward figures, the organisations they count, and what narrows these beside the filters of all pages.
    zone, zone_text, members
        The zone, where it lies in words, and who is in it.
    shown : Ecosystem
        What points, ward colours, picture, lists and files are made of.
    """

    layers: frozenset[str]
    areas: Areas | None
    counted: Ecosystem | None
    narrow: Filters
    zone: map_zone.Zone | None
    zone_text: str
    members: map_zone.Members | None
    drawings: list[map_drawing.Feature]
    shown: Ecosystem


def choose(view: View) -> MapChoice:
    """Draw the controls above the map and return the choice, all of which stands in the address."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layers = _choose_layers(view)
        measure, narrow = _choose_figure(view) if "wards" in layers else (None, Filters())
        drawings = map_drawing.to_features(permalink.own(map_component.DRAWN, map_drawing.Readable()))
        zone, zone_text, only = _choose_zone(view, drawings)
    members = map_zone.members(view.shown, zone) if zone else None
    shown = map_zone.keep_members(view.shown, members) if members and only else view.shown
    areas = counted = None
    if measure:
        counted = loaders.selection(shown, narrow)
        areas = counted_among(ward_areas(counted, measure), loaders.selection(view.shown, narrow))
    return MapChoice(layers, areas, counted, narrow, zone, zone_text, members, drawings, shown)


def _choose_layers(view: View) -> frozenset[str]:
    _, key = view._, "map_layers"
    asked = permalink.own("show", (*LAYERS, _NO_LAYER)) or _FIRST_LAYERS
    st.session_state[key] = [code for code in asked if code != _NO_LAYER]

    def change() -> None:
        chosen = st.session_state[key]
        permalink.keep({"show": None if chosen == _FIRST_LAYERS else chosen or _NO_LAYER})

    chosen = st.pills(
        _("Show"),
        list(LAYERS),
        format_func=lambda code: _(LAYERS[code]),
        selection_mode="multi",
        key=key,
        on_change=change,
    )
    return frozenset(chosen)


def _select(parameter: str, label: str, texts: dict[str, str]) -> str:
    """Draw a choice that stands in the address unless it is the first one."""
    key, first = f"map_{parameter}", next(iter(texts))
    change = permalink.bound(parameter, key, texts, first)
    return st.selectbox(label, list(texts), format_func=lambda code: texts[code], key=key, on_change=change)


def _choose_figure(view: View) -> tuple[str, Filters]:
    """Return the measure that colours the wards, and what it is narrowed to."""
    _, eco = view._, view.ecosystem
    kinds = {code: _(kind.plural) for code, kind in KINDS.items() if code != "programme"}
    labels = eco.sectors["label_en" if view.lang == "en" else "label_vi"]
    sectors = {str(code): label for code, label in labels.items()}
    with st.popover(_("Figure by ward"), icon=":material/palette:"):
        measure = _select("measure", _("Figure"), {code: _(label) for code, label in MEASURES.items()})
        kind = _select("of_kind", _("Kind"), {"": _("All"), **kinds})
        sector = _select("of_sector", _("Sector"), {"": _("All"), **sectors})
    return measure, Filters(kinds=(kind,) if kind else (), sectors=(sector,) if sector else ())


def area_notes(view: View, areas: Areas | None) -> None:
    """Say what the ward figures rest on."""
    if areas is not None and areas.measure == "per_10k":
        st.caption(view.ecosystem.region.population_note.get(view.lang))
    if areas is not None:
        st.page_link(
            nav.script("gaps"),
            label=view._("See how far support is from each ward"),
            icon=":material/troubleshoot:",
            query_params={"show": "access"},
        )


def _choose_zone(view: View, drawings: list[map_drawing.Feature]) -> tuple[map_zone.Zone | None, str, bool]:
    """Return the zone, where it lies in words, and whether to show only those inside."""
    _, eco = view._, view.ecosystem
    places = map_component.places(eco, eco.version, view.lang)
    with st.popover(_("Near a place"), icon=":material/adjust:"):
        place = st.selectbox(
            _("Place"),
            list(places),
            format_func=lambda code: places[code].label,
            placeholder=_("Ward or organisation"),
            on_change=permalink.bound("near", "map_place", places),
            key="map_place",
            disabled=bool(drawings),
        )
        radius = st.select_slider(
            _("Radius (km)"),
            _RADII_KM,
            format_func=lambda text: _.number(float(text)),
            on_change=permalink.bound("km", "map_radius", _RADII_KM, "3"),
            key="map_radius",
        )
        only = _choose_only(_)
        st.caption(_("Or draw on the map: an area, a rectangle, a circle, or a pin with this radius."))
    if drawings:
        return map_zone.drawn(eco, drawings, float(radius)), _("The area drawn on the map."), only
    if place not in places:
        return None, "", only
    centre, km = places[place], float(radius)
    text = (
        _("Circle of {km} km round the middle of {place}, a spot inside the ward.", km=km, place=centre.label)
        if place.startswith("ward:")
        else _("Circle of {km} km round {place}, at its known address or street.", km=km, place=centre.label)
    )
    return map_zone.circle(eco, centre.lon, centre.lat, km, seek=True), text, only


def _choose_only(_: Translator) -> bool:
    key = "map_zone_only"
    st.session_state[key] = not permalink.own("outside", ("shown",))

    def change() -> None:
        permalink.keep({"outside": None if st.session_state[key] else "shown"})

    return st.toggle(_("Show only those inside"), key=key, on_change=change)


def unlocated_note(view: View) -> None:
    """Say how many ties of the selected organisation the map cannot draw."""
    if view.selected is None or view.selected not in view.ecosystem.organisations.index:
        return
    hidden = len(map_state.unlocated_ties(view.ecosystem, view.selected))
    if hidden:
        st.caption(
            view._.n(
                "{n} of its ties has no line: a programme or an organisation without a place.",
                "{n} of its ties have no line: programmes, or organisations without a place.",
                hidden,
            )
        )


def legend(view: View, choice: MapChoice) -> None:
    """Draw the legend beside the map."""
    groups = map_export.tie_groups(view.ecosystem, view.selected)
    content = map_export.legend(
        choice.shown, view._, theme=view.theme, show=choice.layers, areas=choice.areas, tie_groups=groups
    )
    st.html(content)


def lists(view: View, choice: MapChoice) -> None:
    """Write what the map says as tables: inside the zone, on the map, without a place, elsewhere."""
    _, eco = view._, choice.shown
    if choice.members is not None:
        st.subheader(_("In the marked area"))
        st.caption(labels.markdown(choice.zone_text))
        _zone_tables(view, choice.members)
    st.subheader(_("The map as a list"))
    placed, here = eco.organisations["placed"] != "none", eco.organisations["in_region"]
    parts = {
        "placed": (N_("On the map ({n})"), placed),
        "unplaced": (N_("In the region, place not known ({n})"), ~placed & here),
        "elsewhere": (N_("Outside the region or not known where ({n})"), ~placed & ~here),
    }
    for code, (title, rows) in parts.items():
        label = _(title, n=int(rows.sum()))
        # A closed list is neither made nor sent: of 5,000 organisations it is the heaviest part of the page.
        fold = st.expander(label, key=f"map_list_{code}", on_change="rerun")
        if fold.open:
            with fold:
                _table(map_export.table(eco, _, map_export.in_order(eco, rows, _)), label, _)


def _zone_tables(view: View, members: map_zone.Members) -> None:
    _, eco = view._, view.shown
    inside = map_export.table(eco, _, members.inside.index)
    if members.inside["distance_km"].notna().any():
        inside.insert(1, "distance", members.inside["distance_km"])
    st.write(_.n("{n} organisation is inside.", "{n} organisations are inside.", len(inside)))
    if len(inside):
        _table(inside, _("Inside"), _)
    if len(members.possible):
        st.write(
            _.n(
                "{n} more may be inside: only its ward is known, and part of the ward is.",
                "{n} more may be inside: only their wards are known, and parts of the wards are.",
                len(members.possible),
            )
        )
        rows = map_export.table(eco, _, members.possible.index)
        rows.insert(1, "share", members.possible["ward_share"] * 100)
        _table(rows, _("Possibly inside"), _)


def _table(rows: pd.DataFrame, title: str, _: Translator) -> None:
    if rows.empty:
        st.caption(_("None."))
        return
    headings: dict[str, Any] = {
        "name": _("Name"),
        "kind": _("Kind"),
        "ward": _("Ward"),
        "province": _("Province"),
        "place": _("How well the place is known"),
        "distance": st.column_config.NumberColumn(_("Distance (km)"), format="%.2f"),
        "share": st.column_config.NumberColumn(_("Share of the ward inside (%)"), format="%.0f"),
    }
    st.dataframe(
        rows,
        hide_index=True,
        height="content" if len(rows) < 8 else 320,
        column_config=headings,
        placeholder=_("not known"),
        alt=title,
    )
