"""Documents of a scope: every sentence, table and row of the box is about the rows that the scope keeps."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

import pytest
from conftest import ROOT
from drafts import asked_again, cell_texts, draft, figures, lines, section, tables, words
from plain_counts import Data

from ecomap import Ecosystem
from ecomap.briefing.compose import compose
from ecomap.briefing.document import Document, plain_text
from ecomap.briefing.query import Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import RecipeError, read_recipe
from ecomap.briefing.scope import programmes_by
from ecomap.briefing.templates import wording
from ecomap.briefing.templates.wording import scoped
from ecomap.briefing.unused import unused
from ecomap.briefing.writer import Writer
from ecomap.counts import count_by
from ecomap.filters import QUERY_NAMES, Filters

pytestmark = pytest.mark.unit

Scope = dict[str, list[str]]

NARROW: list[Scope] = [
    {"kind": ["investor"]},
    {"kind": ["startup"]},
    {"kind": ["university", "investor"]},
    {"status": ["active"]},
    {"status": ["active", "unknown"]},
    {"stage": ["seed"]},
    {"stage": ["idea", "prototype"]},
    {"place": ["in"]},
    {"place": ["out"]},
    {"place": ["out"], "kind": ["investor"]},
    {"year": ["2010"]},
    {"programme": ["cuoc-thi-knst-hue"]},
    {"q": ["nước"]},
    {"sub": ["startup.project"]},
    {"function": ["finance"]},
    {"tie": ["grants_to"]},
    {"confidence": ["high"]},
]
"""Filters beside the one a template is about."""
SECTOR, WARD = {"sector": ["it"]}, {"ward": ["19789"]}
COMBINATIONS = [
    *(("overview", scope) for scope in NARROW),
    *(("sector", {**scope, **SECTOR}) for scope in (*NARROW, WARD)),
    *(("wards", {**scope, **WARD}) for scope in (*NARROW, SECTOR)),
]
SCOPED = ("organisations", "programmes", "ties", "network", "backed", "sources", "measure")
"""Queries that a scope narrows."""


@pytest.fixture(scope="module", params=COMBINATIONS, ids=str)
def made(request: pytest.FixtureRequest, hue: Ecosystem) -> tuple[Scope, Document]:
    template, scope = request.param
    return scope, draft(hue, template, scope=scope)


def test_no_count_is_of_more_than_its_scope(hue: Ecosystem, made: tuple[Scope, Document]) -> None:
    scope, document = made
    organisations = set(hue.select(Filters.from_query(scope, hue)).organisations.index)
    for where, sentence, value in document.values():
        if value.query.name == "organisations":
            assert set(value.answer.ids) <= organisations, (where, sentence, value.query.text)
        if value.query.name in SCOPED:
            asked = parse_qs(value.query.text.partition("?")[2])
            of_money = "target" in asked  # who gives may stand outside the scope
            narrowed = all(set(asked.get(key, ())) and set(asked[key]) <= set(scope[key]) for key in scope)
            assert of_money or narrowed, (where, sentence, value.query.text)
    asked_again(document, hue)


def test_a_scope_is_named_and_nothing_of_the_whole_stands_beside_it(made: tuple[Scope, Document]) -> None:
    scope, document = made
    text = words(document)
    if "scope" in {part.code for part in document.sections}:
        return  # nothing is in the scope: that is all the document says
    assert re.search(r" \(.+: .+\)$", plain_text(document.subject))
    first = lines(document, document.sections[0].code)[1]
    assert first.startswith("This report keeps to a part of the data, its scope (")
    assert not {value.query.name for _w, _s, value in document.values()} & {"official", "coverage", "listed"}
    assert "The sector has" not in text and "per 10,000 people" not in text
    assert "wards and communes no organisation" not in text
    assert "for their ties with the city" not in text
    assert "no tie at all" not in text
    assert not re.search(r"no tie on record(?!, not even outside| at all, neither)", text)
    assert "concern this scope" not in text or set(scope) <= {"sector", "ward"}
    if scope.get("place") == ["out"]:
        assert section(document, "gaps") is None and "seated in the city" not in text
        assert "seated in Huế" not in text
    else:
        box = tables(document, "summary").get("key-figures")
        assert box is None or "within this scope" in plain_text(box.rows[0][0])


def test_every_table_and_picture_of_a_scope_says_so(made: tuple[Scope, Document]) -> None:
    _scope, document = made
    of_another_base = ("key-figures", "gaps", "proposals", "reach")
    for part in document.sections:
        for block in part.blocks:
            caption = getattr(block, "caption", None)
            if caption and block.key not in of_another_base:
                assert plain_text(caption).endswith("within this scope"), plain_text(caption)


def test_a_scope_of_investors_tells_no_start_ups(hue: Ecosystem) -> None:
    document = draft(hue, "overview", scope={"kind": ["investor"]})
    box = {row[0]: row[1] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box["Organisations seated in Huế within this scope"] == "4" and "Start-ups" not in box
    assert "start-ups are companies" not in words(document)
    assert "4 investors seated in the city are listed within this scope" in words(document, "capital")


def test_a_status_in_the_scope_is_not_told_against_another(hue: Ecosystem) -> None:
    document = draft(hue, "overview", scope={"status": ["active"]})
    box = {row[0]: row[1:] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box["Organisations seated in Huế within this scope"] == ["127", ""]
    assert "146" not in words(document, "composition")


def test_a_part_of_a_kind_in_the_scope_is_not_told_against_another(hue: Ecosystem) -> None:
    document = draft(hue, "overview", scope={"sub": ["startup.project"]})
    assert "is a company" not in words(document, "composition")


def test_arguments_that_a_scope_leaves_out_are_refused(hue: Ecosystem) -> None:
    writer = Writer(hue, hue, Recipe("overview", {"kind": ["investor", "university"]}, lang="en"))
    assert scoped(writer, kind=("university", "research_institute"))["kind"] == ("university",)
    with pytest.raises(ValueError, match="leaves out kind"):
        scoped(writer, kind="startup")


def test_a_sector_and_a_stage_are_counted_by_hand(hue: Ecosystem) -> None:
    data = Data(ROOT / "data", "Thành phố Huế")
    document = draft(hue, "sector", scope={"sector": ["it"], "stage": ["idea"]})
    here = [
        row
        for row in data.organisations.values()
        if data.here(row) and "it" in row["sectors"].split(";") and row["stage"] == "idea"
    ]
    assert plain_text(document.subject).endswith("(Stage of start-ups: Idea)")
    assert f"The data lists {len(here)} organisations seated in Huế within this scope" in words(document)
    assert "The sector has" not in words(document)
    assert "tagged with the sector and tied to these organisations" in words(document, "summary")


def test_a_ward_and_a_sector_give_no_rate(hue: Ecosystem) -> None:
    data = Data(ROOT / "data", "Thành phố Huế")
    both = draft(hue, "wards", scope={"ward": ["19789"], "sector": ["it"]})
    here = [
        row
        for row in data.organisations.values()
        if row["ward_code"] == "19789" and "it" in row["sectors"].split(";")
    ]
    table = tables(both, "where")["ward_table"]
    assert cell_texts(table)[0][3] == str(len(here))
    assert [plain_text(head) for head in table.columns][-1] == "Start-ups"
    assert "Population and area are those of the whole ward." in words(both, "where")
    alone = tables(draft(hue, "wards", scope={"ward": ["19789"]}), "where")["ward_table"]
    assert plain_text(alone.columns[-1]) == "Organisations per 10,000 people"


@pytest.mark.parametrize("scope", [{"stage": ["seed"]}, {"kind": ["investor"]}, {"q": ["nước"]}], ids=str)
def test_gaps_that_no_scope_narrows_say_what_they_are_of(hue: Ecosystem, scope: Scope) -> None:
    document = draft(hue, "overview", scope=scope)
    assert "Those below are of Huế as a whole" in words(document, "gaps")
    assert "answer gaps of Huế as a whole" in words(document, "proposals")
    assert "The gap that stands out most" not in words(document, "summary")
    gaps = draft(hue, "gaps", scope=scope)
    assert "(" not in plain_text(gaps.subject) and "does not narrow this report" in words(gaps, "summary")
    of_sector = draft(hue, "overview", scope={**scope, "sector": ["biotech_pharma"]})
    assert "Those below are of Sector: Biotechnology and pharmaceuticals as a whole" in words(
        of_sector, "gaps"
    )


def test_bodies_elsewhere_are_only_said_to_be_listed(hue: Ecosystem) -> None:
    text = words(draft(hue, "overview"), "composition")
    assert "206 more, seated elsewhere or of unknown seat, are listed." in text


def test_who_has_no_tie_within_a_scope_may_have_one_that_leads_out(hue: Ecosystem) -> None:
    told = words(draft(hue, "overview", scope={"kind": ["investor"]}), "summary")
    part = hue.select(Filters(kinds=("investor",)))
    tied = set(hue.ties["source"]) | set(hue.ties["target"])
    alone = {*part.organisations.index, *part.programmes.index} - tied
    inner = set(part.ties["source"]) | set(part.ties["target"])
    assert len(set(part.organisations.index) - inner) > len(alone)
    assert f"{len(alone)} organisations and programmes have no tie on record, not even outside" in told


# The index is that of the city.


def test_a_scope_does_not_narrow_the_index_and_that_is_said(hue: Ecosystem) -> None:
    recipe = Recipe("pii", SECTOR, lang="en")
    document = compose(hue, recipe)
    assert "the scope chosen (Sector: Information technology) does not narrow it" in words(
        document, "summary"
    )
    assert figures(document) == figures(draft(hue, "pii"))
    assert [fault.field for fault in unused(recipe, compared=False)] == ["scope.sector"]
    nothing = {"ward": ["19753"], "kind": ["investor"], "sector": ["ai"]}
    assert figures(draft(hue, "pii", scope=nothing)) == figures(draft(hue, "pii"))


# Filters of one value.


def test_every_place_is_no_filter(hue: Ecosystem) -> None:
    both = read_recipe(Recipe("overview", {"place": ["in", "out"]}, lang="en").to_json(), hue)
    assert both.scope == {}
    assert Query.of("organisations", place=("in", "out")).ask(hue).value == len(hue.organisations)
    in_2010 = Query.of("organisations", place=("in", "out"), year="2010").ask(hue).value
    assert in_2010 == Query.of("organisations", year="2010").ask(hue).value


@pytest.mark.parametrize("scope", [{"year": ["2010", "2011"]}, {"q": ["nước", "sen"]}], ids=str)
def test_a_second_value_where_one_counts_is_refused(hue: Ecosystem, scope: Scope) -> None:
    with pytest.raises(RecipeError):
        read_recipe(Recipe("overview", scope).to_json(), hue)


# Programmes of a scope.


def test_programmes_that_a_scope_names_are_kept_in_any_sector(hue: Ecosystem) -> None:
    scope = {"sector": ["it"], "programme": ["cuoc-thi-knst-hue"]}
    assert Query.of("programmes", **scope).ask(hue).ids == ("cuoc-thi-knst-hue",)
    assert programmes_by(scope) == "" and programmes_by({"sector": ["it"], "q": ["a"]}) == "both"


# Completeness, problems, shares, one of all.


def test_the_list_of_a_sector_is_held_against_the_official_figure_of_that_sector(hue: Ecosystem) -> None:
    said = (
        "Enterprises of the sectors Artificial intelligence, Information technology: the list is not complete"
    )
    assert said in words(draft(hue, "overview"), "sectors")
    assert said in words(draft(hue, "sector", scope=SECTOR))
    assert Query.of("organisations", sectors="it", place="in").ask(hue).caveat is not None
    assert Query.of("organisations", sectors="tourism", place="in").ask(hue).caveat is None
    assert Query.of("organisations", sector="it", stage="idea").ask(hue).caveat is None


def test_published_problems_are_told_by_what_the_gaps_count(hue: Ecosystem) -> None:
    needs = Data(ROOT / "data", "Thành phố Huế").rows("needs")
    asking = [row for row in needs if row["status"] != "closed" and row["functions"]]
    text = words(draft(hue, "overview"), "support")
    assert f"{len(needs)} published problems and needs are on record." in text
    assert f"{len(asking)} that are not closed say which support they ask for" in text
    assert f"of {len(asking)} published problems ask for it" in words(draft(hue, "overview"), "gaps")


def test_shares_that_do_not_add_up_say_why(hue: Ecosystem) -> None:
    for scope in ({}, {"status": ["active"]}, {"q": ["nước"]}):
        table = tables(draft(hue, "overview", scope=scope), "composition")["kinds"]
        total = sum(int(row[2].rstrip("%")) for row in cell_texts(table))
        assert ("Each share is rounded" in plain_text(table.note)) == (total != 100), scope


def test_the_only_organisation_of_a_ward_is_named_in_the_summary(hue: Ecosystem) -> None:
    homes = count_by(hue, "ward_code")
    single = [str(code) for code in homes.index[homes == 1]]
    assert single
    for code in single:
        document = draft(hue, "wards", scope={"ward": [code]})
        only = hue.organisations.index[hue.organisations["ward_code"] == code][0]
        assert (
            f"The only organisation listed that is seated in {hue.wards.at[code, 'type'].lower()}"
            in words(document, "summary")
        )
        assert hue.name(str(only), "en") in words(document, "summary")


def test_every_filter_has_a_name_in_the_words_of_a_scope() -> None:
    assert set(wording._SCOPE_LABELS) == set(QUERY_NAMES)


@pytest.mark.parametrize(
    ("template", "scope", "columns"),
    [
        ("wards", {"ward": ["19789"]}, {"ward_code": "19789"}),
        ("sector", {"sector": ["biotech_pharma"]}, {"sectors": "biotech_pharma"}),
    ],
)
def test_ties_that_lead_out_of_a_scope_are_told_and_who_has_none_at_all(
    hue: Ecosystem, template: str, scope: dict[str, list[str]], columns: dict[str, str]
) -> None:
    part = hue.select(Recipe(template, scope).filters(hue))
    nodes = {*part.organisations.index, *part.programmes.index}
    assert all(columns[name] in str(cell) for name in columns for cell in part.organisations[name])
    ends = list(zip(hue.ties["source"], hue.ties["target"], strict=True))
    own = set(part.organisations.index)
    outward = sum((a in own and b not in nodes) or (b in own and a not in nodes) for a, b in ends)
    tied = {end for pair in ends for end in pair}
    told = words(draft(hue, template, lang="en", scope=scope), "network")
    assert f"{outward} more ties lead from the organisations of this scope" in told
    alone = len(nodes - tied)
    assert f"{alone} ha" in told if alone else "All have some tie on record" in told
