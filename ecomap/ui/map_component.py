"""The folium map in a Streamlit page: one base that stays in the browser, and what the filters change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import streamlit as st
from streamlit_folium import st_folium

from ecomap import Ecosystem
from ecomap.i18n import translator
from ecomap.ui import folium_assets, nav, permalink
from ecomap.ui.session import View
from ecomap.views import map as map_view
from ecomap.views import map_drawing, map_state

KEY = "ecosystem_map"
DRAWN = "area"
"""Parameter of the address with what the reader drew, as texts of `ecomap.views.map_drawing`."""
HEIGHT = 600
_CLICK, _OPEN = "_map_click", "_map_open"
_SENT = ("last_object_clicked_popup", "all_drawings")

folium_assets.install(str(st.get_option("server.baseUrlPath") or ""))


def picture_corners() -> tuple[float, float, float, float] | None:
    """Return the view the reader wants as a picture: west, south, east, north in degrees."""
    box = _reported().get("picture")
    if not (isinstance(box, list) and len(box) == 4 and all(isinstance(x, (int, float)) for x in box)):
        return None
    west, south, east, north = box
    return west, south, east, north


def _reported() -> dict[str, Any]:
    """Return what the browser reported last."""
    value = st.session_state.get(KEY)
    return value if isinstance(value, dict) else {}


@st.cache_data(max_entries=16, show_spinner=False)
def _base(
    _ecosystem: Ecosystem, version: str, lang: str, theme: str, title: str, address: str, tools: bool
) -> dict[str, Any]:
    root = address.removesuffix("app/static/")
    profile = next(entry.path for entry in nav.PAGES if entry.script == "profile")
    return map_view.base_payload(
        _ecosystem,
        translator(lang),
        theme=theme,
        profile=f"{root}{profile}?id=",
        images=address + folium_assets.PIN_IMAGES,
        title=title,
        tools=tools,
    )


def base(view: View, tools: bool = True) -> dict[str, Any]:
    """Return the unchanging part of the map for this visitor, with or without tools to draw."""
    _ = view._
    title = _("Map of organisations in {place}", place=view.ecosystem.region.name.get(view.lang))
    address = folium_assets.static_address(str(st.get_option("server.baseUrlPath") or ""))
    return _base(view.ecosystem, view.ecosystem.version, view.lang, view.theme, title, address, tools)


def _take_over(view: View) -> Callable[[], None]:
    """Take over what the reader did on the map before the page runs, so that one run shows it everywhere."""

    def take_over() -> None:
        value = _reported()
        text = value.get(_SENT[0])
        if text != st.session_state.get(_CLICK):
            st.session_state[_CLICK] = text
            if chosen := map_view.clicked_id(text, view.ecosystem):
                view.select(chosen)
        if isinstance(value.get(_SENT[1]), list):
            permalink.keep({DRAWN: map_drawing.to_texts(value[_SENT[1]])})
        if value.get("open") in view.ecosystem.organisations.index:
            st.session_state[_OPEN] = value["open"]

    return take_over


def draw(view: View, state: dict[str, Any], *, tools: bool = True, height: int = HEIGHT) -> None:
    """Put the map on the page.

    Parameters
    ----------
    state : dict
        From `ecomap.views.map_state.state`. Only this changes between runs, so the browser keeps its map.
    tools : bool
        See `ecomap.views.map.base_payload`.
    height : int
        In pixels.
    """
    if opened := st.session_state.pop(_OPEN, None):
        st.switch_page(nav.script("profile"), query_params={"id": opened})
    st_folium(
        map_view.base_map(base(view, tools)),
        key=KEY,
        height=height,
        use_container_width=True,
        returned_objects=list(_SENT),
        feature_group_to_add=map_view.EcosystemState(map_state.script_json(state)),
        on_change=_take_over(view),
    )


class Place(NamedTuple):
    """A place a circle can be drawn round; position in degrees (EPSG:4326)."""

    label: str
    lon: float
    lat: float


@st.cache_data(max_entries=8, show_spinner=False)
def places(_ecosystem: Ecosystem, version: str, lang: str) -> dict[str, Place]:
    """Find places a circle can be drawn round: wards (their middle) and organisations at a known address.

    Returns
    -------
    dict
        By ``"ward:<code>"`` or ``"org:<id>"``.
    """
    wards = _ecosystem.wards[_ecosystem.wards.geometry.notna()]
    labels = [map_view.ward_label(ward) for _code, ward in wards.iterrows()]
    middles = zip(wards.index, labels, wards.geometry.representative_point(), strict=True)
    exact = _ecosystem.organisations[_ecosystem.organisations["placed"] == "point"]
    spots = zip(exact.index, map_state.names(exact, lang), exact.geometry, strict=True)
    return {f"ward:{code}": Place(label, spot.x, spot.y) for code, label, spot in middles} | {
        f"org:{node}": Place(name, spot.x, spot.y) for node, name, spot in spots
    }
