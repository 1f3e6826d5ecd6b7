"""The partner page: who asks, what for, the answer with its reasons, the shortlist."""

from __future__ import annotations

import html
from pathlib import Path

import factory
import pytest
from streamlit.testing.v1 import AppTest

from ecomap import Ecosystem
from ecomap.analysis.partners import suggest

ROOT = Path(__file__).resolve().parents[2]
APP = str(ROOT / "ecomap/ui/app.py")
HUB = "hue-innovation-hub"


def page(**query: str | list[str]) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.switch_page(str(ROOT / "pages/partners.py"))
    for name, value in {"lang": "en", **query}.items():
        app.query_params[name] = value
    return app.run()


def said(app: AppTest) -> str:
    """Return all HTML and Markdown of the page as one text."""
    pieces = [element.proto.body for element in app.get("html")]
    return html.unescape(" ".join([*pieces, *(entry.value for entry in app.markdown)]))


def listed(app: AppTest) -> list[str]:
    """Return the ids of the partners shown, in their order."""
    prefix = "partner_hide_"
    return [
        button.key.removeprefix(prefix)
        for button in app.button
        if button.key and button.key.startswith(prefix)
    ]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_without_a_question_the_page_says_how_to_begin(lang: str) -> None:
    app = page(lang=lang)
    assert not app.exception and app.info and not listed(app)


def test_the_page_shows_what_the_library_suggests_in_its_order(hue: Ecosystem) -> None:
    app = page(who=HUB, need="lab")
    assert not app.exception
    assert listed(app)[:8] == [one.id for one in suggest(hue, HUB, need=["lab"], k=40).items[:8]]
    assert "possible match" in said(app)


def test_not_useful_hides_one_until_it_is_brought_back() -> None:
    app = page(who=HUB, need="lab")
    first = listed(app)[0]
    app.button(key=f"partner_hide_{first}").click().run()
    assert first not in listed(app)
    app.button(key=f"partner_back_{first}").click().run()
    assert listed(app)[0] == first


def test_the_shortlist_lives_in_the_address_and_keeps_notes() -> None:
    app = page(who=HUB, need="lab")
    first, second = listed(app)[:2]
    app.button(key=f"partner_list_card_{first}").click().run()
    app.button(key=f"partner_list_card_{second}").click().run()
    assert app.query_params["list"] == [first, second]
    app.text_input(key=f"partner_note_{first}").input("call on Monday").run()
    app.button(key=f"partner_list_list_{second}").click().run()
    assert app.query_params["list"] in (first, [first])
    assert app.text_input(key=f"partner_note_{first}").value == "call on Monday"
    assert any(button.key == "partner_xlsx" for button in app.get("download_button"))


def test_a_described_start_up_gets_an_answer_without_being_in_the_data() -> None:
    app = page(**{"as": "new", "field": "biotech_pharma", "at": "19789", "say": "kiem nghiem cao duoc lieu"})
    assert not app.exception and listed(app)


@pytest.mark.parametrize(
    "query",
    [
        {"who": "no-such-body", "need": "lab"},
        {"as": "new", "spot": "somewhere", "need": "capital"},
        {"as": "new", "spot": "10.0, 115.0", "need": "capital"},
        {"as": "new", "spot": "95, 400", "need": "capital"},
        {"as": "new", "say": "qwrtz " * 60},
        {"as": "new", "say": "<b>x</b> & {y} %s"},
        {"need": "no-such-need"},
        {"who": HUB, "km": "7"},
        {"who": HUB, "list": ["no-such-body", "dai-hoc-hue"]},
    ],
)
def test_bad_addresses_give_an_answer_or_a_sentence(query: dict[str, str | list[str]]) -> None:
    app = page(**query)
    assert not app.exception
    assert app.info or app.warning or listed(app)


def test_an_empty_folder_has_no_partners_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path)))
    app = page(**{"as": "new", "say": "laboratory"})
    assert not app.exception and (app.info or listed(app))
