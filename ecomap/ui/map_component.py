"""The folium map in a Streamlit page: one base that stays in the browser, and what the filters change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit_folium import st_folium

from ecomap import Ecosystem
from ecomap.i18n import translator
from ecomap.ui import folium_assets, nav
from ecomap.ui.session import View
from ecomap.views import map as map_view
from ecomap.views import map_export, map_state

KEY = "ecosystem_map"
HEIGHT = 600
_CLICK, _OPEN = "_map_click", "_map_open"
_SENT = ("last_object_clicked_popup", "all_drawings")
_PICTURE_BOX = 4

folium_assets.install(str(st.get_option("server.baseUrlPath") or ""))


@dataclass(frozen=True)
class MapEvents:
    """What the reader did on the map: shapes drawn (GeoJSON features), and the view asked for as a picture."""

    drawings: tuple[dict[str, Any], ...] = ()
    picture: tuple[float, float, float, float] | None = None


def events(key: str = KEY) -> MapEvents:
    """Read what the browser reported last; whatever has not the expected form is left out."""
    value = st.session_state.get(key)
    value = value if isinstance(value, dict) else {}
    features = value.get("all_drawings")
    drawings = (
        tuple(item for item in features if isinstance(item, dict)) if isinstance(features, list) else ()
    )
    box = value.get("picture")
    numbers = box if isinstance(box, list) and all(isinstance(x, (int, float)) for x in box) else []
    return MapEvents(drawings, tuple(numbers) if len(numbers) == _PICTURE_BOX else None)  # type: ignore[arg-type]


@st.cache_data(max_entries=16, show_spinner=False)
def _base(
    _ecosystem: Ecosystem, version: str, lang: str, theme: str, title: str, address: str, controls: bool
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
        controls=controls,
    )


def base(view: View, controls: bool = True) -> dict[str, Any]:
    """The unchanging part of the map for this visitor."""
    _ = view._
    title = _("Map of organisations in {place}", place=view.ecosystem.region.name.get(view.lang))
    address = folium_assets.static_address(str(st.get_option("server.baseUrlPath") or ""))
    return _base(view.ecosystem, view.ecosystem.version, view.lang, view.theme, title, address, controls)


def _clicked(view: View, key: str) -> Callable[[], None]:
    """Select what was clicked before the page runs, so that one run shows it everywhere."""

    def select() -> None:
        value = st.session_state.get(key)
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


def draw(view: View, state: dict[str, Any], *, key: str = KEY, height: int = HEIGHT) -> None:
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
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=list(_SENT),
        feature_group_to_add=map_view.EcosystemState(map_state.script_json(state)),
        on_change=_clicked(view, key),
    )
    # A map made anew (after a visit to another page) has lost its drawings: forget them here too.
    if events(key).drawings and not (value or {}).get("all_drawings"):
        st.session_state[key] = dict(value or {})
        st.rerun()


def small(
    view: View, ecosystem: Ecosystem, *, key: str, height: int = 280, selected: str | None = None
) -> None:
    """A small map without tools, for a page that is about something else.

    Parameters
    ----------
    ecosystem : Ecosystem
        Organisations to show.
    selected : str, optional
        Organisation to mark and zoom to, with its ties.
    """
    state = map_state.state(ecosystem, view._, theme=view.theme, selected=selected)
    st_folium(
        map_view.base_map(base(view, controls=False)),
        key=key,
        height=height,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=map_view.EcosystemState(map_state.script_json(state)),
    )
    st.caption(map_export.summary(ecosystem, view._))


def place_points(eco: Ecosystem) -> dict[str, tuple[float, float]]:
    """Places a circle can be drawn round: wards (their middle) and organisations at a known address.

    Returns
    -------
    dict
        ``"ward:<code>"`` or ``"org:<id>"`` -> longitude, latitude.
    """
    shapes = eco.wards.geometry[eco.wards.geometry.notna()]
    middles = {f"ward:{code}": (spot.x, spot.y) for code, spot in shapes.representative_point().items()}
    exact: Sequence[Any] = eco.organisations[eco.organisations["placed"] == "point"].geometry.items()  # type: ignore[assignment]
    return middles | {f"org:{node}": (spot.x, spot.y) for node, spot in exact}
