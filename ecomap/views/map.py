"""The map of the ecosystem as folium objects: a base that stays, and a layer that follows the filters.

The base map (wards, names, controls) is made from the whole snapshot and is the same at every rerun; what
changes is sent as one small script, so the browser keeps its zoom, its popups and what was drawn. The drawing
itself is done by ``ecomap-map.js``, shipped with the app: thousands of markers made in Python would be far
too heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.plugins import Draw, Fullscreen, HeatMap, MarkerCluster
from folium.template import Template
from shapely.geometry import mapping

from ecomap.i18n import Translator
from ecomap.views.map_state import PRECISION_CODES, script_json
from ecomap.vocabulary import KINDS, PRECISIONS, SHAPES

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

MAX_ZOOM = 18
MAX_WARD_VERTICES = 6_000
_GROUND = {"light": "#ffffff", "dark": "#171a21"}
_INK = {"light": "#1f2430", "dark": "#eceff4"}
_LAND = {"light": "#fbfaf7", "dark": "#1d212a"}
_BORDER = {"light": "#a9b0bb", "dark": "#4a5261"}
_ACCENT = {"light": "#5B2A86", "dark": "#C9A9FF"}


def _parent_name(element: MacroElement) -> str:
    if element._parent is None:
        raise ValueError("add it to a map first")
    return str(element._parent.get_name())


class EcosystemBase(JSCSSMixin):
    """Starts the drawing code on a folium map, with all that stays the same while the reader filters."""

    _template = Template(
        "{% macro script(this, kwargs) %}EcoMap.start({{ this.parent_name }}, {{ this.base }});{% endmacro %}"
    )
    default_js = [  # noqa: RUF012  folium reads it from the class
        *MarkerCluster.default_js,
        *HeatMap.default_js,
        ("ecomap_map_js", "/app/static/map/ecomap-map.js"),
        ("ecomap_map_controls_js", "/app/static/map/ecomap-map-controls.js"),
    ]
    default_css = [  # noqa: RUF012
        MarkerCluster.default_css[0],
        ("ecomap_map_css", "/app/static/map/ecomap-map.css"),
    ]

    def __init__(self, base: dict[str, Any]) -> None:
        super().__init__()
        self._name = "EcosystemBase"
        self.base = script_json(base)

    @property
    def parent_name(self) -> str:
        """Return the variable of the map in the browser."""
        return _parent_name(self)


class EcosystemState(folium.FeatureGroup):
    """What the map shows now; an empty layer that carries the message to the drawing code."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = L.featureGroup();"
        "EcoMap.show({{ this.parent_name }}, {{ this.state }});{% endmacro %}"
    )

    def __init__(self, state_json: str) -> None:
        super().__init__(control=False)
        self.state = state_json

    @property
    def parent_name(self) -> str:
        """Return the variable of the map in the browser."""
        return _parent_name(self)


def base_map(base: dict[str, Any]) -> folium.Map:
    """Build the map that stays. It is cheap: make a new one at each rerun, since rendering changes it.

    Parameters
    ----------
    base : dict
        From `base_payload`; may be cached. Without ``tools`` nothing can be drawn on the map.
    """
    west, south, east, north = base["box"]
    base_chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        tiles=None,
        zoom_start=10,
        zoom_control=False,
        # Clusters need to know where zooming ends, and there is no tile layer to say it.
        max_zoom=MAX_ZOOM,
        maxZoom=MAX_ZOOM,
        minZoom=4,
        zoomSnap=0.5,
    )
    EcosystemBase(base).add_to(base_chart)
    words = base["words"]
    Fullscreen(title=words["full"], title_cancel=words["full_off"]).add_to(base_chart)
    if base["tools"]:
        _drawing_tools(base).add_to(base_chart)
    return base_chart


def _drawing_tools(base: dict[str, Any]) -> Draw:
    style = {"shapeOptions": {"color": base["accent"], "weight": 2, "fillOpacity": 0.06}}
    draw_options = {
        "polygon": style,
        "rectangle": style,
        "circle": style,
        "polyline": False,
        "circlemarker": False,
    }
    return Draw(position="topleft", show_geometry_on_click=False, draw_options=draw_options)


def base_payload(
    eco: Ecosystem,
    _: Translator,
    *,
    theme: str = "light",
    profile: str = "/ho-so?id=",
    images: str = "",
    title: str = "",
    tools: bool = True,
) -> dict[str, Any]:
    """Gather what the base map needs, as plain data.

    Parameters
    ----------
    eco : Ecosystem
        The whole snapshot, not a selection: the base must not change with the filters.
    profile : str
        Address of the profile page up to the id.
    images : str
        Address of the folder of Leaflet's pin images, for pins the reader drops.
    title : str
        Name of the map for screen readers.
    tools : bool
        Whether it is the page's own map: with drawing tools, a picture of the view, and the view kept from visit
        to visit. A map beside a list has none of these and goes where its state says.
    """
    region = eco.region
    shapes = display_shapes(eco.wards, region.crs)
    west, south, east, north = (float(x) for x in shapes.total_bounds)
    return {
        "lang": _.lang,
        "theme": theme,
        "place": region.province,
        "tools": tools,
        "box": [west, south, east, north],
        "bounds": [[south, west], [north, east]],
        "profile": profile,
        "images": images,
        "ground": _GROUND[theme],
        "ink": _INK[theme],
        "land": _LAND[theme],
        "border": _BORDER[theme],
        "accent": _ACCENT[theme],
        "tiles": region.tiles_url,
        "tiles_attribution": region.tiles_attribution,
        "kinds": [[_(kind.label), kind.ink(theme), SHAPES[kind.shape]] for kind in KINDS.values()],
        "precisions": [_(PRECISIONS[code]) for code in PRECISION_CODES],
        "wards": _ward_rows(eco.wards, shapes),
        "words": _words(_, title) | {"draw": _draw_words(_)},
    }


def display_shapes(wards: gpd.GeoDataFrame, crs: str, limit: int = MAX_WARD_VERTICES) -> gpd.GeoSeries:
    """Return ward shapes light enough for a web page; neighbours keep their common borders.

    A city's own layer may have hundreds of thousands of vertices. They are thinned as one coverage
    (Visvalingam & Whyatt 1993), first at 5 m, then twice as coarse each time, until at most `limit` are left.
    Wards without a shape are left out.
    """
    known = wards.geometry[wards.geometry.notna()]
    if shapely.get_num_coordinates(known.array).sum() <= limit:
        return known
    metric = np.asarray(known.to_crs(crs).array)
    tolerance = 5.0
    while shapely.get_num_coordinates(metric).sum() > limit and tolerance < 2_000:
        metric = shapely.coverage_simplify(metric, tolerance)
        tolerance *= 2
    return gpd.GeoSeries(metric, index=known.index, crs=crs).to_crs(wards.crs)


def ward_label(ward: pd.Series) -> str:
    """Return the name of a ward with what it is: "Phường Phú Xuân"."""
    return f"{ward['type']} {ward['name']}" if isinstance(ward["type"], str) else str(ward["name"])


def _ward_rows(wards: gpd.GeoDataFrame, shapes: gpd.GeoSeries) -> list[dict[str, Any]]:
    """One row a ward, in the order of the table; a ward without a shape has only its names."""
    rows: list[dict[str, Any]] = []
    for code, ward in wards.iterrows():
        row: dict[str, Any] = {"name": ward["name"], "label": ward_label(ward)}
        if code in shapes.index:
            outline = shapes[code]
            # The middle of the widest part: a centroid can lie outside a bent ward.
            spot = shapely.maximum_inscribed_circle(outline, tolerance=1e-3).coords[0]
            west, _south, east, _north = outline.bounds
            row |= {
                "spot": [round(spot[1], 4), round(spot[0], 4)],
                "width": round(east - west, 4),
                "shape": mapping(shapely.set_precision(outline, 1e-4, mode="pointwise")),
            }
        rows.append(row)
    return rows


def _words(_: Translator, title: str) -> dict[str, Any]:
    return {
        "title": title or _("Map"),
        "profile": _("Open profile"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
        "layers": _("Layers"),
        "names": _("Ward names"),
        "borders": _("Ward borders"),
        "ties": _("Ties of the selected organisation"),
        "tiles": _("Online street map (needs internet)"),
        "picture": _("Picture of this view"),
        "cluster": _("{n} organisations close together: zoom in"),
        "two_fingers": _("Use two fingers to move the map"),
        "full": _("Full screen"),
        "full_off": _("Leave full screen"),
    }


def _draw_words(_: Translator) -> dict[str, Any]:
    """Leaflet.draw's own words (`L.drawLocal`), in the language of the reader."""
    cancel, finish, undo = _("Cancel"), _("Finish"), _("Delete last point")
    begin, go_on = _("Click to start the shape"), _("Click to go on")
    return {
        "draw": {
            "toolbar": {
                "actions": {"title": cancel, "text": cancel},
                "finish": {"title": finish, "text": finish},
                "undo": {"title": undo, "text": undo},
                "buttons": {
                    "polygon": _("Draw an area"),
                    "rectangle": _("Draw a rectangle"),
                    "circle": _("Draw a circle"),
                    "marker": _("Drop a pin"),
                },
            },
            "handlers": {
                "circle": {"tooltip": {"start": _("Press and drag to draw")}, "radius": _("Radius")},
                "marker": {"tooltip": {"start": _("Click the map to drop the pin")}},
                "polygon": {
                    "tooltip": {
                        "start": begin,
                        "cont": go_on,
                        "end": _("Click the first point to close the shape"),
                    }
                },
                "rectangle": {"tooltip": {"start": _("Press and drag to draw")}},
                "simpleshape": {"tooltip": {"end": _("Let go to finish")}},
            },
        },
        "edit": {
            "toolbar": {
                "actions": {
                    "save": {"title": _("Save"), "text": _("Save")},
                    "cancel": {"title": cancel, "text": cancel},
                    "clearAll": {"title": _("Clear all"), "text": _("Clear all")},
                },
                "buttons": {
                    "edit": _("Change what is drawn"),
                    "editDisabled": _("Nothing is drawn"),
                    "remove": _("Remove what is drawn"),
                    "removeDisabled": _("Nothing is drawn"),
                },
            },
            "handlers": {
                "edit": {"tooltip": {"text": _("Drag the corners"), "subtext": ""}},
                "remove": {"tooltip": {"text": _("Click a shape to remove it")}},
            },
        },
    }


def clicked_id(popup_text: object, eco: Ecosystem) -> str | None:
    """Read the organisation from what the browser reports of a click, or None if it is none we know."""
    lines = popup_text.strip().split("\n") if isinstance(popup_text, str) else []
    return lines[-2] if len(lines) >= 2 and lines[-2] in eco.organisations.index else None
