"""Points every address folium would load from the internet at files the app serves itself.

folium names its scripts and styles by class (`default_js`, `default_css`), each with an address on a content
delivery network. A browser without internet would show an empty map, so the addresses are replaced once, when
the app starts. The files and their versions are listed in ``static/vendor/manifest.json``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import folium.plugins  # noqa: F401  its classes must exist before their addresses can be replaced
from folium.elements import JSCSSMixin

STATIC_FOLDER = Path(__file__).parent / "static"

# folium's name of a file -> our file under static/.
FILES: Mapping[str, str] = {
    "leaflet": "vendor/leaflet-1.9.4/leaflet.js",
    "leaflet_css": "vendor/leaflet-1.9.4/leaflet.css",
    "markerclusterjs": "vendor/leaflet.markercluster-1.5.3/leaflet.markercluster.js",
    "markerclustercss": "vendor/leaflet.markercluster-1.5.3/MarkerCluster.css",
    "leaflet-heat.js": "vendor/leaflet.heat-0.2.0/leaflet-heat.js",
    "Control.Fullscreen.js": "vendor/leaflet.fullscreen-3.0.0/Control.FullScreen.js",
    "Control.FullScreen.css": "vendor/leaflet.fullscreen-3.0.0/Control.FullScreen.css",
    "leaflet_draw_js": "vendor/leaflet-draw-1.0.4/leaflet.draw.js",
    "leaflet_draw_css": "vendor/leaflet-draw-1.0.4/leaflet.draw.css",
    "ecomap_map_js": "map/ecomap-map.js",
    "ecomap_map_controls_js": "map/ecomap-map-controls.js",
    "ecomap_map_css": "map/ecomap-map.css",
}
PIN_IMAGES = "vendor/leaflet-1.9.4/images/"


def static_address(base_path: str = "") -> str:
    """Return the address under which the app serves its static folder.

    Parameters
    ----------
    base_path : str
        Streamlit's ``server.baseUrlPath``.
    """
    prefix = base_path.strip("/")
    return f"/{prefix}/app/static/" if prefix else "/app/static/"


def resource_classes() -> Iterator[type[JSCSSMixin]]:
    """Yield all classes known now that bring scripts or styles of their own."""
    waiting: list[type[JSCSSMixin]] = [JSCSSMixin]
    seen: set[type[JSCSSMixin]] = set()
    while waiting:
        child: type[JSCSSMixin]
        for child in waiting.pop().__subclasses__():
            if child not in seen:
                seen.add(child)
                waiting.append(child)
                yield child


def install(base_path: str = "") -> None:
    """Replace the addresses of all folium classes by our own; calling it again does no harm.

    A file we do not ship is left out rather than asked for elsewhere. folium's maps name several that ours do
    not need (jQuery, Bootstrap, icon fonts); a class that cannot work without its files must not be used.
    """
    address = static_address(base_path)
    for owner in resource_classes():
        for attribute in ("default_js", "default_css"):
            rows = owner.__dict__.get(attribute)
            if rows:
                setattr(
                    owner, attribute, [(name, address + FILES[name]) for name, _url in rows if name in FILES]
                )
