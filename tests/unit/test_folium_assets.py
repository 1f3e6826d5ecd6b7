"""No map may ask another host for a script, a style or a picture."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import folium

import ecomap
from ecomap.i18n import translator
from ecomap.ui import folium_assets
from ecomap.views import map as map_view

ROOT = Path(ecomap.__file__).parent
OURS = "/app/static/"
# Of a map's own files only Leaflet is needed by what we draw.
NEEDED = {
    "Map": {"leaflet", "leaflet_css"},
    "Draw": {"leaflet_draw_js", "leaflet_draw_css"},
    "Fullscreen": {"Control.Fullscreen.js", "Control.FullScreen.css"},
    "MarkerCluster": {"markerclusterjs", "markerclustercss"},
    "HeatMap": {"leaflet-heat.js"},
}
folium_assets.install()


def addresses(owner: object) -> list[str]:
    return [
        url for attribute in ("default_js", "default_css") for _name, url in getattr(owner, attribute, [])
    ]


def walk(element: folium.Element) -> list[folium.Element]:
    return [element, *(found for child in element._children.values() for found in walk(child))]


def test_no_class_of_folium_has_a_foreign_address() -> None:
    owners = list(folium_assets.resource_classes())
    assert folium.Map in owners and map_view.EcosystemBase in owners and len(owners) > 30
    assert [url for owner in owners for url in addresses(owner) if not url.startswith(OURS)] == []


def test_every_folium_class_in_our_code_has_all_its_files() -> None:
    """A class we use whose files are not shipped would fail in the browser without a word."""
    sources = [*ROOT.rglob("*.py"), *(ROOT.parent / "pages").glob("*.py")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "folium_assets.py")
    used = set(re.findall(r"folium\.(?:plugins\.)?([A-Z]\w+)", code))
    for names in re.findall(r"from folium(?:\.\w+)? import (.+)", code):
        used |= set(re.findall(r"\b[A-Z]\w+", names))
    assert {"Map", "Draw", "Fullscreen", "MarkerCluster", "HeatMap"} <= used
    for owner in folium_assets.resource_classes():
        if owner.__name__ in used:
            lists = [getattr(owner, attribute) for attribute in ("default_js", "default_css")]
            assert owner.__name__ in NEEDED, f"{owner.__name__} is used: ship its files and name them here"
            assert NEEDED[owner.__name__] <= {name for rows in lists for name, _url in rows}, owner


def test_a_rendered_map_names_only_our_files_and_they_exist(hue: ecomap.Ecosystem) -> None:
    base = map_view.base_payload(hue, translator("vi"))
    found = {url for element in walk(map_view.base_map(base).get_root()) for url in addresses(element)}
    assert f"{OURS}map/ecomap-map.js" in found
    for url in found:
        assert (folium_assets.STATIC_FOLDER / url.removeprefix(OURS)).is_file(), url


def test_shipped_styles_and_scripts_load_nothing_from_elsewhere() -> None:
    for path in folium_assets.STATIC_FOLDER.rglob("*.css"):
        for target in re.findall(r"url\([\"']?([^)\"']+)", path.read_text(encoding="utf-8")):
            if not target.startswith(("#", "data:")):
                assert (path.parent / target).resolve().is_file(), (path, target)


def test_base_path_goes_before_the_address() -> None:
    assert folium_assets.static_address("") == "/app/static/"
    assert folium_assets.static_address("/ban-do-hue/") == "/ban-do-hue/app/static/"


def test_files_are_those_of_the_manifest() -> None:
    manifest = json.loads(
        (folium_assets.STATIC_FOLDER / "vendor" / "manifest.json").read_text(encoding="utf-8")
    )
    for package in manifest["packages"]:
        assert package["licence"] and package["version"]
        for entry in package["files"]:
            content = (folium_assets.STATIC_FOLDER / entry["path"]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == entry["sha256"], entry["path"]
