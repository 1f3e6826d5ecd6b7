"""The folium map in a Streamlit page: one base that stays in the browser, and what the filters change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from ecomap import Ecosystem
from ecomap.i18n import translator
from ecomap.ui import folium_assets, nav
from ecomap.ui.session import View
from ecomap.views import map as map_view
from ecomap.views import map_state

KEY = "ecosystem_map"
HEIGHT = 600
_CLICK, _OPEN = "_map_click", "_map_open"
_SENT = ("last_object_clicked_popup", "all_drawings")
_BOX_SIDES = 4

folium_assets.install(str(st.get_option("server.baseUrlPath") or ""))


@dataclass(frozen=True)
class MapEvents:
    """What the reader did on the map: shapes drawn (GeoJSON features), and the view wanted as a picture."""

    drawings: tuple[dict[str, Any], ...] = ()
    picture: tuple[float, float, float, float] | None = None


def events() -> MapEvents:
    """Read what the browser reported last; whatever has not the expected form is left out."""
    value = st.session_state.get(KEY)
    value = value if isinstance(value, dict) else {}
    features = value.get("all_drawings")
    drawings = (
        tuple(item for item in features if isinstance(item, dict)) if isinstance(features, list) else ()
    )
    box = value.get("picture")
    numbers = box if isinstance(box, list) and all(isinstance(x, (int, float)) for x in box) else []
    if len(numbers) != _BOX_SIDES:
        return MapEvents(drawings)
    west, south, east, north = numbers
    return MapEvents(drawings, (west, south, east, north))


@st.cache_data(max_entries=16, show_spinner=False)
def _base(
    _ecosystem: Ecosystem, version: str, lang: str, theme: str, title: str, address: str
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
    )


def base(view: View) -> dict[str, Any]:
    """Return the unchanging part of the map for this visitor."""
    _ = view._
    title = _("Map of organisations in {place}", place=view.ecosystem.region.name.get(view.lang))
    address = folium_assets.static_address(str(st.get_option("server.baseUrlPath") or ""))
    return _base(view.ecosystem, view.ecosystem.version, view.lang, view.theme, title, address)


def _clicked(view: View) -> Callable[[], None]:
    """Select what was clicked before the page runs, so that one run shows it everywhere."""

    def select() -> None:
        value = st.session_state.get(KEY)
        if not isinstance(value, dict):
            return
        text = value.get(_SENT[0])
        if text != st.session_state.get(_CLICK):
            st.session_state[_CLICK] = text
            if chosen := map_view.clicked_id(text, view.ecosystem):
                view.select(chosen)
        if value.get("open") in view.ecosystem.organisations.index:
            st.session_state[_OPEN] = value["open"]

    return select


def draw(view: View, state: dict[str, Any]) -> None:
    """Put the map on the page.

    Parameters
    ----------
    state : dict
        From `ecomap.views.map_state.state`. Only this changes between runs, so the browser keeps its map.
    """
    if opened := st.session_state.pop(_OPEN, None):
        st.switch_page(nav.script("profile"), query_params={"id": opened})
    value = st_folium(
        map_view.base_map(base(view)),
        key=KEY,
        height=HEIGHT,
        use_container_width=True,
        returned_objects=list(_SENT),
        feature_group_to_add=map_view.EcosystemState(map_state.script_json(state)),
        on_change=_clicked(view),
    )
    # A map made anew (after a visit to another page) has lost its drawings: forget them here too.
    if events().drawings and not (value or {}).get("all_drawings"):
        st.session_state[KEY] = dict(value or {})
        st.rerun()


def place_points(eco: Ecosystem) -> dict[str, tuple[float, float]]:
    """Find places a circle can be drawn round: wards (their middle) and organisations at a known address.

    Returns
    -------
    dict
        ``"ward:<code>"`` or ``"org:<id>"`` -> longitude, latitude.
    """
    shapes = eco.wards.geometry[eco.wards.geometry.notna()]
    middles = {f"ward:{code}": (spot.x, spot.y) for code, spot in shapes.representative_point().items()}
    exact = eco.organisations[eco.organisations["placed"] == "point"].geometry
    return middles | {f"org:{node}": (spot.x, spot.y) for node, spot in exact.items()}
