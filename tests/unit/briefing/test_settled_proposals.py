"""What the author settles of the proposals from the analyses stands in the document, and the draft ends with it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from drafts import cell_texts, section, tables, words

from ecomap import Ecosystem
from ecomap.briefing.compose import bare, compose, drafts, offered
from ecomap.briefing.document import BLANK, OPEN, Paragraph, Plain, Table, Value, plain_text, unsettled
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe import Issue, Recipe
from ecomap.briefing.recipe_file import RecipeError, read_recipe
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.unfinished import unfinished
from ecomap.briefing.unused import left_out, unmade
from ecomap.i18n import translator

WRITTEN = {code: "Words of the author." for code in ("purpose", "assessment", "proposals")}


@pytest.fixture(scope="module")
def recipe(hue: Ecosystem) -> Recipe:
    return Recipe("overview", lang="en", texts=WRITTEN)


def settled(hue: Ecosystem, recipe: Recipe) -> dict[str, dict[str, str]]:
    return {
        offer.finding: {
            "lead": offer.lead or "Department of Science and Technology",
            "others": offer.others or "Department of Finance",
            "goal": offer.goal or "half of them",
            "deadline": "Quarter IV/2027",
        }
        for offer in offered(hue, recipe)
    }


def test_a_document_stays_a_draft_until_its_proposals_are_settled(hue: Ecosystem, recipe: Recipe) -> None:
    _, bare_frame = translator("en"), ["Issuing body", "Name of the signatory"]
    assert unfinished(compose(hue, recipe), recipe, _) == ["Proposals (who, by when, how far)", *bare_frame]
    asked = replace(recipe, proposals=settled(hue, recipe), issue=Issue(agency="A", signatory="B"))
    whole = compose(hue, asked)
    assert unfinished(whole, asked, _) == []
    assert unfinished(whole, replace(asked, issue=Issue()), _) == bare_frame
    assert unfinished(whole, replace(asked, issue=Issue(), layout="modern"), _) == []
    assert unfinished(compose(hue, replace(asked, texts={})), asked, _)[0] == "Purpose"
    rows = cell_texts(tables(whole, "proposals")["proposals"])
    assert rows and all(row[-1] == "Quarter IV/2027" for row in rows)
    told = words(whole, "proposals")
    assert translator("en")(OPEN) not in told and BLANK not in [cell for row in rows for cell in row]
    assert "half of them" in told and "is for the drafting unit to settle" not in told


def test_a_proposal_left_out_is_gone_from_table_and_summary(hue: Ecosystem, recipe: Recipe) -> None:
    first, *rest = offered(hue, recipe)
    assert first.action.rstrip(".") in words(compose(hue, recipe), "summary")
    without = replace(recipe, proposals={first.finding: {"out": "yes"}})
    assert bare(without).proposals == {first.finding: {"out": "yes"}}
    document = compose(hue, without)
    rows = cell_texts(tables(document, "proposals")["proposals"])
    assert len(rows) == len(rest) and not any(first.title in row[1] for row in rows)
    assert first.action.rstrip(".") not in words(document, "summary")
    assert [offer.finding for offer in offered(hue, without)] == [offer.finding for offer in (first, *rest)]


def test_all_left_out_leaves_the_words_of_the_author(hue: Ecosystem, recipe: Recipe) -> None:
    none = {offer.finding: {"out": "yes"} for offer in offered(hue, recipe)}
    document = compose(hue, replace(recipe, proposals=none))
    assert section(document, "proposals") is not None and not tables(document, "proposals")


def test_switched_off_it_is_kept_and_not_written(hue: Ecosystem, recipe: Recipe) -> None:
    whole = replace(recipe, proposals=settled(hue, recipe), sections=("summary", "gaps"))
    assert offered(hue, whole) == offered(hue, recipe) and not unmade(hue, whole)
    assert {fault.value for fault in left_out(whole)} == {*WRITTEN, *whole.proposals}
    assert not left_out(replace(whole, sections=()))
    document = compose(hue, whole)
    assert "Quarter IV" not in document.recipe and "Words of the author" not in document.recipe
    assert offered(hue, Recipe("pii")) == []


def test_a_proposal_left_out_keeps_what_was_settled_of_it_to_itself(hue: Ecosystem, recipe: Recipe) -> None:
    whole = settled(hue, recipe)
    kept = {**whole, (first := next(iter(whole))): {**whole[first], "out": "yes"}}
    assert read_recipe(replace(recipe, proposals=kept).to_json(), hue).proposals == kept
    document = compose(hue, replace(recipe, proposals=kept))
    assert json.loads(document.recipe)["proposals"][first] == {"out": "yes"}


@pytest.mark.parametrize(
    "asked",
    [
        Recipe("overview", sections=("summary", "gaps")),
        Recipe("gaps", {"ward": ["20131"]}, proposals={"access:none:20131": {"lead": "A"}}),
        Recipe("partners", subject_ids=("hueioc",), texts={"asker": "Tổ hợp tác A", "need": "vốn"}),
        Recipe(
            "partners", subject_ids=("hueioc",), texts={"need": "vốn"}, sections=("network", "assessment")
        ),
        Recipe(
            "event", subject_ids=("hueioc", "so-khcn-hue"), texts={"purpose": "A"}, sections=("points", "who")
        ),
    ],
)
def test_page_and_terminal_write_the_same(hue: Ecosystem, asked: Recipe) -> None:
    known = [part.code for part in TEMPLATES[asked.template].parts]
    asked = replace(asked, sections=tuple(code for code in asked.sections if code in known))
    assert compose(hue, asked, written=drafts(hue, bare(asked))) == compose(hue, asked)
    assert [offer.finding for offer in offered(hue, Recipe("gaps", subject_ids=("access:none:20137",)))] == [
        "access:none:20137"
    ]


def test_it_is_kept_in_the_file_and_wrong_ones_are_told(hue: Ecosystem, recipe: Recipe) -> None:
    whole = replace(recipe, proposals=settled(hue, recipe))
    assert read_recipe(whole.to_json(), hue).proposals == whole.proposals
    raw = json.loads(recipe.to_json())
    wrong = {"pipeline:capital": {"who": "A", "lead": 3}, "x": "text"}
    with pytest.raises(RecipeError) as caught:
        read_recipe(json.dumps({**raw, "proposals": wrong}), hue)
    told = str(caught.value)
    assert "[who]" in told and "pipeline:capital.lead" in told and "proposals.x" in told
    empty = {"pipeline:capital": {"lead": " "}}
    assert read_recipe(json.dumps({**raw, "proposals": empty}), hue).proposals == {}


def test_what_is_settled_of_a_proposal_that_is_not_made_is_told(hue: Ecosystem, recipe: Recipe) -> None:
    made = offered(hue, recipe)[0].finding
    kept = replace(recipe, proposals={made: {"lead": "A"}, "access:none:0": {"lead": "A"}})
    assert [fault.value for fault in unmade(hue, kept)] == ["access:none:0"]
    assert not unmade(hue, replace(recipe, proposals={made: {"out": "yes"}}))


def test_a_ward_without_bodies_has_its_gaps_all_the_same(hue: Ecosystem) -> None:
    scope = {"ward": ["20131"]}
    document = compose(hue, Recipe("gaps", scope, lang="en"))
    assert hue.select(Recipe("gaps", scope).filters(hue)).organisations.empty
    assert "What is known of the place itself follows" in words(document, "scope")
    assert section(document, "findings") is not None and tables(document, "proposals")


@pytest.mark.parametrize("template", ["gaps", "wards"])
def test_what_is_settled_for_a_ward_without_bodies_is_offered_and_written(
    hue: Ecosystem, template: str
) -> None:
    recipe = Recipe(template, {"ward": ["20131"]}, lang="en")
    whole = replace(recipe, proposals=settled(hue, recipe))
    assert whole.proposals and not unmade(hue, whole)
    rows = cell_texts(tables(compose(hue, whole), "proposals")["proposals"])
    assert len(rows) == len(whole.proposals) and all(row[-1] == "Quarter IV/2027" for row in rows)
    assert unsettled(compose(hue, recipe)) and not unsettled(compose(hue, whole))


def test_the_title_of_a_proposal_is_bold_with_its_figures(hue: Ecosystem) -> None:
    table = tables(compose(hue, Recipe("gaps", lang="en")), "proposals")["proposals"]
    for row in table.rows:
        spans = [span for span in row[1] if isinstance(span, Plain | Value)]
        end = next(place for place, span in enumerate(spans) if span.text == ". ")
        assert end and all(span.bold for span in spans[:end]) and not any(span.bold for span in spans[end:])
    page = file_bytes(hue, compose(hue, Recipe("gaps", lang="en")), "html").decode()
    assert re.search(r"<data[^>]*><b>\d", page)


def test_the_authors_proposals_stand_after_those_of_the_analysis(hue: Ecosystem) -> None:
    recipe = Recipe("overview", sections=("proposals",), texts={"proposals": "Lập quỹ."})
    *_others, table, own = compose(hue, recipe).sections[0].blocks
    assert isinstance(table, Table) and "phân tích" in plain_text(table.caption)
    assert own == Paragraph((Plain("Lập quỹ."),), "author")
