"""The overview: every number against a plain reading of the files; scopes with nothing, with one, of many."""

from __future__ import annotations

import math
import re

import pytest
from conftest import ROOT
from drafts import (
    asked_again,
    cell_texts,
    draft,
    english,
    figures,
    lines,
    pictures,
    section,
    tables,
    words,
)
from plain_counts import Data

from ecomap import Ecosystem
from ecomap.briefing.document import Document, Heading, Paragraph, plain_text

pytestmark = pytest.mark.unit

METHODS = ("finding", "findings", "said", "completeness", "support_cells", "reach", "moved", "changes")
"""Queries that are an analysis of their own, tested where it is."""


@pytest.fixture(scope="module")
def overview(hue: Ecosystem) -> Document:
    return draft(hue, "overview")


@pytest.fixture(scope="module")
def data() -> Data:
    return Data(ROOT / "data", "Thành phố Huế")


def test_each_number_is_what_a_plain_reading_of_the_files_gives(overview: Document, data: Data) -> None:
    checked = 0
    for query, value in figures(overview).items():
        expected = data.answer(query)
        if expected == "skip":
            assert query.partition("?")[0] in METHODS, query
            continue
        checked += 1
        assert value is not None and expected is not None and math.isclose(value, float(expected)), query
    assert checked > 300


def test_it_has_the_parts_of_a_report_in_order(overview: Document) -> None:
    codes = [part.code for part in overview.sections]
    assert codes == [
        "summary", "purpose", "composition", "sectors", "places", "network", "support", "capital", "gaps", "goals",
        "assessment", "proposals", "method",
    ]  # fmt: skip
    found = [block for part in overview.sections for block in part.blocks]
    assert sum(type(block).__name__ == "Picture" for block in found) == 3
    assert sum(type(block).__name__ == "Table" for block in found) == 6
    assert all(isinstance(part.blocks[0], Heading) for part in overview.sections)


def test_key_messages_name_size_sectors_programmes_index_and_gap(overview: Document) -> None:
    text = words(overview, "summary")
    assert "287 organisations seated in Huế: 79 enterprises, 72 start-ups" in text
    assert "144 programmes" in text and "965 ties" in text
    assert "ranked no. 5" in text and "up from no. 13 in 2024" in text


def test_figures_can_be_asked_again(hue: Ecosystem, overview: Document) -> None:
    asked_again(overview, hue)


def test_a_place_in_a_ranking_has_no_quotient(overview: Document) -> None:
    rows = cell_texts(tables(overview, "goals")["targets"])
    assert all((row[5] == "—") if row[1] == "hạng" else row[5].endswith("%") for row in rows)
    assert not any("thực tế DTI 2024" in row[0] for row in rows), "the actual value of another year"


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize(
    "scope",
    [
        {},
        {"sector": ["it"]},
        {"ward": ["19753"], "kind": ["startup", "enterprise"]},
        {"kind": ["investor"]},
        {"q": ["vườn ươm"]},
        {"place": ["out"], "kind": ["investor"]},
        {"status": ["planned"]},
        {"stage": ["growth"]},
        {"year": ["2015"]},
    ],
    ids=str,
)
def test_sentences_read_well_in_any_scope(hue: Ecosystem, lang: str, scope: dict[str, list[str]]) -> None:
    document = draft(hue, "overview", lang=lang, scope=scope)
    for whole in lines(document):
        line = re.sub(r" ?(Source|Nguồn): \.$", "", whole)  # marks are no words
        assert "  " not in line and line == line.strip(), line
        assert not re.search(r"\b(nan|NaN|inf)\b|\bNone\b(?! (of|is|has|states))", line), line
        assert not re.search(r"\{\w*\}", line), line
        assert not re.search(
            r"(^|[ (])0 (tổ chức|startup|chương trình|organisation|start-up|programme)", line
        ), line
        assert " ," not in line and " ." not in line and ",," not in line and ": ." not in line, line
    for part in document.sections:
        for block in part.blocks:
            if isinstance(block, Paragraph) and block.role != "author":
                assert plain_text(block.spans)[-1] in ".:", plain_text(block.spans)
    asked_again(document, hue)


def test_vietnamese_has_no_english_words(hue: Ecosystem) -> None:
    for template, scope in (
        ("overview", {}),
        ("sector", {"sector": ["it"]}),
        ("wards", {"ward": ["19753"]}),
        ("pii", {}),
    ):
        document = draft(hue, template, lang="vi", scope=scope)
        assert english(document) == [], template
        for part in document.sections:
            for picture in pictures(document, part.code):
                assert "No data" not in picture.alternative and " not " not in picture.alternative


def test_a_scope_with_nothing_says_so_and_gives_no_figure(hue: Ecosystem) -> None:
    document = draft(hue, "overview", scope={"ward": ["20161"], "kind": ["investor"]})
    assert not figures(document)
    assert "holds no organisation" in words(document)


def test_a_scope_of_one_organisation_speaks_of_one(hue: Ecosystem) -> None:
    document = draft(hue, "overview", scope={"ward": ["19774"]})
    text = words(document)
    assert "lists 1 organisation seated" in text
    assert "1 organisations" not in text and "1 are " not in text
    assert "Its ward is known, its address is not." in text
    assert section(document, "network") is not None


def test_a_part_has_no_targets_of_the_city(hue: Ecosystem) -> None:
    assert section(draft(hue, "overview", scope={"sector": ["it"]}), "goals") is None


def test_a_scope_elsewhere_says_nothing_of_the_city(hue: Ecosystem) -> None:
    text = words(draft(hue, "overview", scope={"place": ["out"]}))
    assert "206 organisations seated elsewhere or of unknown seat" in text
    assert "seated in the city" not in text and "seated in Huế" not in text


def test_unknown_is_said_and_not_zero(hue: Ecosystem) -> None:
    document = draft(hue, "pii")
    rows = {row[0]: row for row in cell_texts(tables(document, "years")["years"])}
    assert rows["2024"] == ["2024", "13", "unknown"]
    components = cell_texts(tables(document, "components")["components"])
    assert [row[1] for row in components][:2] == ["51.5", "47.23"]
    assert {row[1] for row in components[2:]} == {"no score"}


def test_the_same_recipe_gives_the_same_document(hue: Ecosystem, overview: Document) -> None:
    assert draft(hue, "overview") == overview
