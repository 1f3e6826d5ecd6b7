"""How the house is built: pages are thin and listed, addresses are stable, nothing is loaded from elsewhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import ecomap
from ecomap.ui import nav

ROOT = Path(__file__).resolve().parents[2]


def test_every_page_is_in_the_menu_and_every_entry_has_its_page() -> None:
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == {entry.script for entry in nav.PAGES}


def test_no_file_of_a_page_is_named_like_an_address() -> None:
    """Streamlit then shows the bare file to everybody until somebody opens the home page."""
    assert not {entry.script for entry in nav.PAGES} & {entry.path for entry in nav.PAGES}


def test_addresses_are_what_people_have_kept() -> None:
    assert {entry.script: entry.path for entry in nav.PAGES} == {
        "start": "",
        "map": "ban-do",
        "network": "mang-luoi",
        "partners": "tim-doi-tac",
        "problems": "bai-toan",
        "gaps": "khoang-trong",
        "scenario": "neu-thi",
        "changes": "co-gi-moi",
        "briefing": "ban-tin",
        "directory": "danh-ba",
        "profile": "ho-so",
        "about": "gioi-thieu",
    }


def test_pages_are_thin() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 80, path.name
        assert not any(
            re.search(r"\b(import|from) (pandas|networkx|geopandas|numpy|folium)\b", line) for line in lines
        )


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == ecomap.__version__
    assert f"## {ecomap.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_requirements_are_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            assert not line or line.startswith("#") or "==" in line, line


def test_the_theme_loads_fonts_from_the_app_itself() -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    for face in theme["fontFaces"]:
        assert face["url"].startswith("app/static/")
        assert (ROOT / "ecomap/ui" / face["url"].removeprefix("app/")).exists()
