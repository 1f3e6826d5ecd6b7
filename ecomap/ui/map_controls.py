"""The choices beside the map, and what stands under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap.i18n import N_, Translator
from ecomap.ui import loaders, map_component
from ecomap.ui.session import View
from ecomap.views import map_export, map_picture, map_state, map_zone
from ecomap.views.map import ward_label
from ecomap.views.map_areas import MEASURES, Areas, ward_areas
from ecomap.vocabulary import KINDS

LAYERS = {"organisations": N_("Organisations"), "areas": N_("Wards in colour"), "heat": N_("Heat")}
_RADII_KM = [0.5, 1, 2, 3, 5, 10, 15, 20, 30]


@dataclass(frozen=True)
class MapChoice:
    """What the reader wants to see: layers, ward figures, a zone and who is in it."""

    layers: frozenset[str]
    areas: Areas | None
    zone: map_zone.Zone | None
    members: map_zone.Members | None
    drawn: Ecosystem


def choose(view: View) -> MapChoice:
    """Draw the controls above the map and return the choice."""
    _ = view._
    with st.container(horizontal=True, vertical_alignment="bottom"):
        layers = st.pills(
            _("Show"),
            list(LAYERS),
            format_func=lambda code: _(LAYERS[code]),
            selection_mode="multi",
            default=["organisations"],
            key="map_layers",
            persist_state="session",
        )
        areas = _choose_areas(view) if "areas" in layers else None
        zone = _choose_zone(view)
    if zone is None:
        return MapChoice(frozenset(layers), areas, None, None, view.shown)
    members = map_zone.members(view.shown, zone)
    only = st.session_state.get("map_zone_only", True)
    drawn = map_zone.keep_members(view.shown, members) if only else view.shown
    return MapChoice(frozenset(layers), areas, zone, members, drawn)


def _choose_areas(view: View) -> Areas:
    _, eco = view._, view.ecosystem
    kinds = [code for code in KINDS if code != "programme"]
    labels = eco.sectors["label_en" if view.lang == "en" else "label_vi"]
    with st.popover(_("Figure by ward"), icon=":material/palette:"):
        measure = st.selectbox(
            _("Figure"), list(MEASURES), format_func=lambda code: _(MEASURES[code]), key="map_measure"
        )
        kind = st.selectbox(
            _("Kind"),
            ["", *kinds],
            format_func=lambda code: _(KINDS[code].plural) if code else _("All"),
            key="map_kind",
        )
        sector = st.selectbox(
            _("Sector"),
            ["", *eco.sectors.index],
            format_func=lambda code: labels[code] if code else _("All"),
            key="map_sector",
        )
    narrow = Filters(kinds=(kind,) if kind else (), sectors=(sector,) if sector else ())
    return ward_areas(loaders.selection(view.shown, narrow), measure)


def area_notes(view: View, areas: Areas | None) -> None:
    """Say what the ward figures rest on and whom they leave out."""
    if areas is None:
        return
    _ = view._
    if areas.uncounted:
        st.caption(
            _.n(
                "{n} organisation of the region is in no figure, since its ward is not known.",
                "{n} organisations of the region are in no figure, since their ward is not known.",
                areas.uncounted,
            )
        )
    if areas.measure == "per_10k":
        st.caption(view.ecosystem.region.population_note.get(view.lang))


def _choose_zone(view: View) -> map_zone.Zone | None:
    _, eco = view._, view.shown
    drawings = list(map_component.events().drawings)
    places = map_component.place_points(eco)
    with st.popover(_("Near a place"), icon=":material/adjust:"):
        place = st.selectbox(
            _("Place"),
            list(places),
            index=None,
            format_func=lambda code: _place_label(view, code),
            placeholder=_("Ward or organisation"),
            key="map_place",
            disabled=bool(drawings),
        )
        radius = st.select_slider(
            _("Radius (km)"), _RADII_KM, value=3, format_func=_.number, key="map_radius"
        )
        st.toggle(_("Show only those inside"), value=True, key="map_zone_only")
        st.caption(_("Or draw on the map: an area, a rectangle, a circle, or a pin with this radius."))
    if drawings:
        return map_zone.drawn(eco, drawings, radius)
    return map_zone.circle(eco, *places[place], radius) if place in places else None


def _place_label(view: View, code: str) -> str:
    kind, _sep, key = code.partition(":")
    return (
        ward_label(view.ecosystem.wards.loc[key]) if kind == "ward" else view.ecosystem.name(key, view.lang)
    )


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
        choice.drawn, view._, theme=view.theme, show=choice.layers, areas=choice.areas, tie_groups=groups
    )
    st.html(content)


def downloads(view: View, choice: MapChoice) -> None:
    """Offer picture and data of what is shown; the picture is drawn only when asked for."""
    _ = view._
    corner = map_component.events().picture
    with st.popover(_("Download"), icon=":material/download:"):
        st.download_button(
            _("Picture of the view you chose (PNG)") if corner else _("Picture of the whole region (PNG)"),
            data=lambda: picture(view, choice, corner),
            file_name="ecomap.png",
            mime="image/png",
            on_click="ignore",
        )
        st.caption(_("The camera button on the map takes the part you see."))
        st.download_button(
            _("Data of what is shown (GeoJSON)"),
            data=lambda: map_export.geojson(choice.drawn, _, choice.areas),
            file_name="ecomap.geojson",
            mime="application/geo+json",
            on_click="ignore",
        )


def picture(view: View, choice: MapChoice, corner: tuple[float, float, float, float] | None) -> bytes:
    """Draw the picture for download."""
    _, region = view._, view.ecosystem.region
    version = _("Data version {version}", version=view.ecosystem.version)
    credit = f"EcoMap · {version}. {region.licence.get(view.lang)} {region.wards.attribution.get(view.lang)}"
    return map_picture.picture(
        choice.drawn,
        _,
        title=region.title.get(view.lang) or region.name.get(view.lang),
        subtitle=map_export.summary(choice.drawn, _),
        credit=credit,
        show=choice.layers,
        areas=choice.areas,
        zone=choice.zone,
        selected=view.selected,
        view=corner,
    )


def lists(view: View, choice: MapChoice) -> None:
    """Write what the map says as tables: inside the zone, on the map, without a place, elsewhere."""
    _, eco = view._, choice.drawn
    if choice.members is not None:
        st.header(_("In the marked area"))
        _zone_tables(view, choice.members)
    st.header(_("The map as a list"))
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
        rows, hide_index=True, height="content" if len(rows) < 8 else 320, column_config=headings, alt=title
    )
