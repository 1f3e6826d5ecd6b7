"""The frame around every page: menu, filters, language, address, and what happens with bad data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "ecomap/ui/app.py")


def start(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return app.run()


def page(app: AppTest, name: str) -> AppTest:
    return app.switch_page(str(ROOT / f"pages/{name}.py")).run()


def test_home_shows_the_counts_of_the_library(hue) -> None:
    from ecomap.counts import totals

    app = start()
    assert not app.exception
    figures = "".join(element.proto.body for element in app.get("html"))
    assert f">{totals(hue).in_region}<" in figures
    assert app.title[0].value == hue.region.title.vi


def test_home_search_finds_and_says_when_it_does_not() -> None:
    app = start()
    app.text_input(key="home_search").set_value("vuon uom").run()
    assert not app.exception and len(app.get("page_link")) > 3
    app.text_input(key="home_search").set_value("qqqqzzzz").run()
    assert any("Không tìm thấy" in info.value for info in app.info)


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "=1+1", "a" * 200, "🙂", "%_*?", "\\"])
def test_home_search_takes_any_words(words: str) -> None:
    app = start()
    app.text_input(key="home_search").set_value(words).run()
    assert not app.exception


@pytest.mark.parametrize(
    "name", ["start", "map", "network", "gaps", "scenario", "directory", "profile", "about"]
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_page_runs_in_both_languages(name: str, lang: str) -> None:
    app = page(start(lang=lang), name)
    assert not app.exception
    assert app.title


def test_filters_of_the_address_reach_the_widgets_and_the_selection() -> None:
    app = page(start(), "directory")
    app.multiselect(key="filter_kinds").set_value(["investor"]).run()
    assert app.session_state["filters"].kinds == ("investor",)
    page(app, "network")
    assert app.multiselect(key="filter_kinds").value == ["investor"]
    page(app, "about")
    page(app, "directory")
    assert app.multiselect(key="filter_kinds").value == ["investor"], (
        "a page without filters must not lose them"
    )


def test_all_filters_can_be_cleared() -> None:
    app = page(start(), "directory")
    app.multiselect(key="filter_kinds").set_value(["investor"]).run()
    next(button for button in app.button if "Bỏ mọi bộ lọc" in button.label).click().run()
    assert not app.session_state["filters"]
    assert app.multiselect(key="filter_kinds").value == []


def test_filters_that_leave_nothing_say_so_on_every_page() -> None:
    for name in ("map", "network", "directory"):
        app = page(start(), name)
        app.text_input(key="filter_words").set_value("qqqqzzzz").run()
        assert not app.exception
        shown = " ".join(element.value for element in (*app.info, *app.markdown, *app.caption))
        assert "Không có gì khớp" in shown, name


def test_bad_data_is_told_and_nothing_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    (folder / "relations.csv").unlink()
    monkeypatch.setenv("ECOMAP_DATA", str(folder))
    app = start()
    assert not app.exception
    assert "không" in app.error[0].value
    assert "relations" in app.dataframe[0].value.to_string()


def test_new_data_is_seen_without_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setenv("ECOMAP_DATA", str(folder))
    app = start()
    before = app.session_state["address_page"], app.caption[-1].value
    region = folder / "region.toml"
    region.write_text(
        region.read_text(encoding="utf-8").replace("Bản đồ hệ sinh thái", "Bản đồ mới"), encoding="utf-8"
    )
    app.run()
    assert app.title[0].value.startswith("Bản đồ mới")
    assert app.caption[-1].value != before[1]
