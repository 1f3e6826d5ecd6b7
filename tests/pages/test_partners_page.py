"""The partner page: who asks, what for, the answer with its reasons, the shortlist."""

from __future__ import annotations

import html
import io
import re
from functools import partial
from pathlib import Path

import factory
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from visits import finished, visit

from ecomap import Ecosystem
from ecomap.analysis.partners import suggest
from ecomap.briefing.compose import compose
from ecomap.briefing.document import Document, Paragraph, plain_text
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.partners import need_text
from ecomap.i18n import translator
from ecomap.views import partners as words
from ecomap.views.partners_export import workbook

HUB = "hue-innovation-hub"
BRIEFING = str(Path(__file__).resolve().parents[2] / "pages/briefing.py")


page = partial(visit, "partners")


def said(app: AppTest) -> str:
    """Return all HTML and Markdown of the page as one text."""
    pieces = [element.proto.body for element in app.get("html")]
    return html.unescape(" ".join([*pieces, *(entry.value for entry in app.markdown)]))


def paragraphs(document: Document) -> list[str]:
    return [
        plain_text(block.spans)
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph)
    ]


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


def test_who_asks_is_not_in_the_address_twice_after_a_way_from_its_profile() -> None:
    app = page(who=HUB, need="lab", id=HUB)
    assert not app.exception and listed(app)
    assert app.query_params["who"] in (HUB, [HUB]) and "id" not in app.query_params
    assert page(who=HUB, id="dai-hoc-hue").query_params["id"] in ("dai-hoc-hue", ["dai-hoc-hue"])


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


@pytest.mark.parametrize(
    ("typed", "node"), [("uy ban nhan dan thanh pho hue", "ubnd-hue"), ("HueIOC", "hueioc")]
)
def test_an_organisation_is_found_without_tones_and_by_its_short_name(typed: str, node: str) -> None:
    app = page(who=typed, need="lab")
    assert not app.exception and not app.warning and not listed(app)
    app.button(key=f"partner_found_{node}").click().run()
    assert app.query_params["who"] in (node, [node]) and listed(app)


def test_an_organisation_nobody_knows_gets_no_list_and_is_told_so_until_another_is_chosen() -> None:
    app = page(who="no-such-body", need="lab")
    for _run in range(2):
        assert any("no-such-body" in html.unescape(entry.value.replace("\\", "")) for entry in app.warning)
        assert not listed(app)
        app.run()
    app.selectbox(key="partner_who").set_value(HUB).run()
    assert listed(app) and not app.warning


@pytest.mark.parametrize("text", ["16,4637; 107,5909", "16°27′49″N 107°35′27″E", "16.4637, 107.5909"])
def test_a_position_is_read_as_people_write_it(text: str) -> None:
    app = page(**{"as": "new", "spot": text, "need": "lab"})
    assert not app.warning and "km" in " ".join(entry.value for entry in app.caption)


def test_a_body_without_a_known_place_may_say_where_it_is(hue: Ecosystem) -> None:
    unplaced = hue.organisations.index[hue.organisations["placed"] == "none"][0]
    far = page(who=unplaced, need="lab")
    assert "km" not in " ".join(entry.value for entry in far.caption)
    near = page(who=unplaced, need="lab", at="19789")
    told = " ".join(entry.value for entry in near.caption)
    assert not near.exception and "km" in told and "Only your ward is known" in told
    assert "same ward" in said(near) or "between" in said(near)


def test_the_shortlist_is_announced_above_the_list_and_what_is_hidden_leaves_it() -> None:
    app = page(who=HUB, need="lab")
    first = listed(app)[0]
    app.button(key=f"partner_list_card_{first}").click().run()
    assert "Shortlist: 1 partner, see below](#shortlist)" in said(app) and app.toast
    app.button(key=f"partner_hide_{first}").click().run()
    assert "list" not in app.query_params and app.toast


def test_the_contact_sheet_scores_and_reasons_as_the_page_does(hue: Ecosystem) -> None:
    needs = ["capital", "lab", "kiem nghiem cao duoc lieu"]
    items = suggest(hue, "husci", need=needs, k=40).items[:3]
    recipe = Recipe(
        "partners",
        subject_ids=("husci", *(one.id for one in items)),
        sections=("need", "result", "reasons"),
        texts={"need": need_text(needs, translator("vi"))},
    )
    document = compose(hue, recipe)
    scores = [
        value.answer.value for _code, _sentence, value in document.values() if value.query.name == "match"
    ]
    assert scores == [one.score for one in items]
    text = " ".join(paragraphs(document))
    assert all(one.sentence.text("vi") in text for one in items)


def test_the_workbook_has_numbers_publications_and_the_caveat(hue: Ecosystem) -> None:
    items = suggest(hue, HUB, need=["lab"], k=3).items
    data = workbook(hue, items, "Hub: lab", translator("en"), {items[0].id: "=1+1"}, {})
    partners, sources, about = openpyxl.load_workbook(io.BytesIO(data)).worksheets
    head = [cell.value for cell in partners[1]]
    assert len(set(head)) == len(head)
    column = head.index("Score, 0 to 1")
    assert [row[column].value for row in partners.iter_rows(min_row=2)] == [
        round(one.score, 3) for one in items
    ]
    assert not any(cell.data_type == "f" for row in partners.iter_rows() for cell in row)
    assert sources.max_row > 1 and [cell.value for cell in sources[1]][1:4] == ["Publisher", "Title", "Date"]
    assert any("have not been asked" in str(row[1].value) for row in about.iter_rows())


def test_an_empty_folder_has_no_partners_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path)))
    app = page(**{"as": "new", "say": "laboratory"})
    assert not app.exception and (app.info or listed(app))


def linked(app: AppTest) -> list[str]:
    return [link.proto.label for link in app.get("page_link")]


def test_the_card_says_what_the_body_does_and_whose_judgement_its_functions_are(hue: Ecosystem) -> None:
    app = page(who=HUB, need="lab", lang="vi")
    first = listed(app)[0]
    summary = hue.organisations.at[first, "summary_vi"]
    assert summary[:60] in said(app)
    judged = "functions" in str(hue.organisations.at[first, "judged_fields"])
    assert judged == (words.judged(hue, first, translator("vi")) != "")


def test_a_challenge_is_named_with_year_and_status_and_linked() -> None:
    app = page(who="huecit", need="challenge")
    assert any("(2025, open" in label.replace("\\", "") for label in linked(app))


def test_an_official_body_is_shown_the_way_to_the_problems() -> None:
    label = "Do you have a problem that needs a solver? See the problems to solve"
    assert label in linked(page(who="ubnd-hue", say="bài toán ngập lụt"))
    assert label not in linked(page(who="huecit", need="lab"))


def test_a_tied_partner_that_fits_best_is_not_folded_away() -> None:
    app = page(who="ubnd-hue", say="bài toán ngập lụt")
    (fold,) = (entry for entry in app.expander if "tied to already" in entry.label)
    assert fold.proto.expanded


def test_who_is_not_listed_is_told_whom_to_turn_to(hue: Ecosystem) -> None:
    node = words.turn_to(hue)
    assert node is not None
    app = page(**{"as": "new", "field": "it", "need": "lab"})
    assert any(hue.name(node, "en") in entry.value for entry in app.caption)
    assert "To be put on the map" in " ".join(entry.value for entry in app.caption)
    app = page(who=HUB, need="lab")
    assert "To be put on the map" not in " ".join(entry.value for entry in app.caption)


def test_the_order_is_explained_where_it_is_not_that_of_the_scores(hue: Ecosystem) -> None:
    found = suggest(hue, HUB, need=["lab"], k=40).items[:8]
    told = " ".join(entry.value for entry in page(who=HUB, need="lab").caption)
    assert ("does not follow the score alone" in told) == words.mixed(found)
    assert words.mixed(found) or words.mixed(found[::-1])


def test_the_contact_sheet_names_field_and_ward_and_no_workbook(hue: Ecosystem) -> None:
    recipe = Recipe("partners", subject_ids=(HUB, "dai-hoc-hue"), lang="en", layout="modern")
    document = compose(hue, recipe)
    told = " ".join(paragraphs(document))
    assert (
        "The list holds 1 chosen partner." in told and words.asker_facts(hue, HUB, translator("en")) in told
    )
    assert not any("evidence workbook" in plain_text(note.spans) for note in document.notes)


def handed_on(app: AppTest) -> AppTest:
    """Go on to the briefing."""
    app.button(key="partner_briefing").click().run()
    app = finished(app.switch_page(BRIEFING).run())  # the harness would go back with the next run
    assert not app.exception and app.selectbox(key="briefing_kind").value == "partners"
    return app


def test_the_briefing_takes_over_who_asks_what_for_and_who_was_chosen(hue: Ecosystem) -> None:
    needs = ["lab", "kiem nghiem cao duoc lieu"]
    chosen = [one.id for one in suggest(hue, "husci", need=needs, k=40).items[:2]]
    app = handed_on(page(who="husci", need="lab", say=needs[1], list=chosen))
    address = {name: app.query_params[name] for name in app.query_params}
    for shown in (app, visit("briefing", **address)):
        assert shown.multiselect(key="briefing_about").value == ["husci", *chosen]
        text = shown.text_area(key="briefing_text_partners_need").value
        assert text == need_text(needs, translator("en"))
        assert not shown.text_area(key="briefing_text_partners_asker").value
        assert not shown.exception and shown.get("download_button")


def test_a_briefing_for_a_body_that_is_not_listed_has_the_scores_of_the_page() -> None:
    app = page(**{"as": "new", "field": "biotech_pharma", "at": "19789", "need": "lab"})
    first = listed(app)[0]
    app = app.button(key=f"partner_list_card_{first}").click().run()
    score = next(iter(re.findall(r"How the score of ([\d.]+) comes about", said(app))))
    app = handed_on(app)
    assert app.multiselect(key="briefing_about").value == [first]
    assert "Not listed on the map" in app.text_area(key="briefing_text_partners_asker").value
    assert f"Score: {score} of 1." in app.text_area(key="briefing_text_partners_reasons").value
    again = visit("briefing", **{name: app.query_params[name] for name in app.query_params})
    assert "Not listed on the map" in again.text_area(key="briefing_text_partners_asker").value


def test_words_changed_in_the_briefing_stay_changed() -> None:
    app = handed_on(page(who="husci", need="lab", list=["vien-cong-nghe-sinh-hoc-hue"]))
    app = finished(app.text_area(key="briefing_text_partners_need").input("Anything").run())
    app = finished(app.text_input(key="briefing_issue_number").input("5").run())
    assert app.text_area(key="briefing_text_partners_need").value == "Anything"
