"""The overview: every number against a plain reading of the files; scopes with nothing, with one, of many."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import factory
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

import ecomap
from ecomap import Ecosystem
from ecomap.briefing.document import (
    UNWRITTEN,
    Bullets,
    Document,
    Heading,
    Mark,
    Paragraph,
    Picture,
    Reference,
    Table,
    Value,
    plain_text,
)
from ecomap.briefing.query import FUNCTIONS, Answer, Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.parts import headline, places
from ecomap.briefing.writer import Writer
from ecomap.i18n import translator

pytestmark = pytest.mark.unit

METHODS = (
    "finding",
    "findings",
    "said",
    "completeness",
    "support_cells",
    "reach",
    "moved",
    "changes",
    "unsaid",
)
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
    assert sum(type(block).__name__ == "Table" for block in found) == 7
    assert all(isinstance(part.blocks[0], Heading) for part in overview.sections)


def test_the_summary_is_short_lines_and_a_box_of_key_figures(overview: Document) -> None:
    part = section(overview, "summary")
    assert part is not None
    points = [block for block in part.blocks if isinstance(block, Bullets)]
    assert len(points) == 1 and len(points[0].items) == 6
    assert all(len(plain_text(item)) < 170 for item in points[0].items)
    box = {row[0]: row[1:] for row in cell_texts(tables(overview, "summary")["key-figures"])}
    assert box["Organisations seated in Huế"] == ["287", "127 known to be active; 146 not known"]
    assert box["Start-ups"] == ["72", "22 companies; 50 projects or teams"]
    assert box["Rank: Provincial Innovation Index (PII)"] == ["5", "year 2025; of 34 localities"], (
        "2024 had another scale"
    )
    assert 6 <= len(box) <= 8


def test_no_sentence_stands_twice(overview: Document, hue: Ecosystem) -> None:
    others = [
        draft(hue, template, lang="vi", scope=scope)
        for template, scope in (("sector", {"sector": ["it"]}), ("wards", {"ward": ["19753"]}), ("pii", {}))
    ]
    for document in (overview, *others):
        left_open = translator(document.lang)(UNWRITTEN)
        sentences = [
            sentence
            for part in document.sections
            for block in part.blocks
            if isinstance(block, Paragraph | Bullets)
            for spans in (block.items if isinstance(block, Bullets) else (block.spans,))
            for sentence in re.split(r"(?<=[.:]) ", plain_text(spans))
            if sentence != left_open
        ]
        again = {sentence for sentence in sentences if sentences.count(sentence) > 1}
        assert not again, again


def test_every_table_and_picture_is_named_before_it_comes(overview: Document, hue: Ecosystem) -> None:
    for document in (overview, draft(hue, "wards", scope={"ward": ["19753"]}), draft(hue, "pii")):
        for part in document.sections:
            if part.code in ("summary", "method") or part.code.startswith("appendix"):
                continue
            named: set[str] = set()
            for block in part.blocks:
                if isinstance(block, Paragraph):
                    named |= {span.key for span in block.spans if isinstance(span, Reference)}
                elif isinstance(block, Table | Picture):
                    assert block.key in named, (part.code, block.key)


def test_amounts_of_money_say_how_many_records_they_leave_out(overview: Document, data: Data) -> None:
    text = words(overview, "capital")
    with_budget = [row for row in data.programmes.values() if row["budget_vnd"]]
    otherwise = [row for row in data.programmes.values() if row["budget_stated"]]
    assert (
        f"{len(with_budget)} state a budget in dong. Leaving out those only planned, 2 have together 1.3 billion"
        in text
    )
    assert "3 are only planned; their 7,235.7 billion dong is not in that sum." in text
    assert "7,237" not in text, "plans and what was spent are not added"
    assert f"The sources of {len(otherwise)} of them state their budgets otherwise" in text
    assert f"{len(data.programmes) - len(with_budget) - len(otherwise)} state no budget." in text
    assert "More than half of the sum is one amount: 11.5 billion dong, from Petrovietnam to" in text


def test_amounts_in_foreign_money_are_named_and_not_called_unstated(overview: Document, data: Data) -> None:
    text = words(overview, "capital")
    here = {key for key, row in data.organisations.items() if data.here(row)} | {*data.programmes}
    given = [tie for tie in data.ties if tie["type"] in ("invests_in", "grants_to") and tie["target"] in here]
    otherwise = [tie for tie in given if tie["amount_stated"]]
    silent = [tie for tie in given if not tie["amount_stated"] and not tie["amount_vnd"]]
    assert f"The sources of {len(otherwise)} of them state their amounts otherwise" in text
    assert (
        "“13 triệu USD” from Korea International Cooperation Agency to Hue City People's Committee (since 2021)"
        in text
    )
    assert f"{len(silent)} state no amount." in text
    assert "The amounts added are all grants; none is an investment. None of the amounts added goes" in text


def test_funds_are_not_counted_beside_the_bodies_that_run_them(overview: Document) -> None:
    assert "10 organisations of the region that offer finance." in words(overview, "gaps")
    assert "that offer finance: 10." in words(overview, "capital")


def test_budgets_are_not_added_over_programmes_that_are_only_tied(hue: Ecosystem) -> None:
    text = words(draft(hue, "overview", scope={"ward": ["19753"]}))
    assert "a budget" not in text
    assert "Programmes, policies, competitions, funds tied to these organisations" in text


@pytest.mark.parametrize(
    ("template", "scope"),
    [("overview", {}), ("targets", {}), ("pii", {}), ("sector", {"sector": ["it"]}), ("wards", {"ward": ["19789"]})],
    ids=str,
)  # fmt: skip
def test_what_is_cited_is_among_the_sources_that_figures_are_said_to_rest_on(
    hue: Ecosystem, template: str, scope: dict[str, list[str]]
) -> None:
    document = draft(hue, template, scope=scope)
    said = set(Query.of("sources", **{key: tuple(codes) for key, codes in scope.items()}).ask(hue).ids)
    assert {note.source for note in document.notes if note.source} <= said


def test_sums_of_amounts_cite_their_sources(overview: Document, hue: Ecosystem) -> None:
    part = section(overview, "capital")
    assert part is not None
    paragraphs = [block for block in part.blocks if isinstance(block, Paragraph) and block.role == "body"]
    assert all(any(isinstance(span, Mark) for span in block.spans) for block in paragraphs)
    for block in paragraphs:
        sums = [span for span in block.spans if isinstance(span, Value) and span.query.name == "sum"]
        for value in sums:
            after = block.spans[block.spans.index(value) :]
            mark = next(span for span in after if isinstance(span, Mark))
            own = {overview.notes[n - 1].source for n in mark.numbers}
            frame = hue.ties if value.answer.table == "ties" else hue.programmes
            for key in value.answer.ids:
                assert own & set(frame.at[key, "source_ids"].split(";")), key
    cited = {note.number: note.source for note in overview.notes}
    told = {cited[n] for block in paragraphs for s in block.spans if isinstance(s, Mark) for n in s.numbers}
    budgets = hue.programmes.loc[hue.programmes["budget_vnd"].notna(), "source_ids"].str.split(";").explode()
    assert told & set(budgets) and "STA-hnn-161822" in told


def others(eco: Ecosystem) -> tuple[dict[str, list[str]], str]:
    """Return the rows of the table of other rankings, and its note."""
    document = draft(eco, "pii")
    found = next(table for part in document.sections if (table := tables(document, part.code).get("others")))
    return {row[0].rpartition("(")[2].rstrip(")"): row[1:] for row in cell_texts(found)}, plain_text(
        found.note
    )


def test_ranks_of_different_scales_do_not_stand_side_by_side(hue: Ecosystem) -> None:
    rows, note = others(hue)
    assert rows["DTI"] == ["2024", "2", "—", "—"]
    assert "on another scale (bảng 63 tỉnh trước sáp nhập): no. 5" in note
    assert "DTI 2023: no. 3, left out of the table since its scale is not that of 2024." in note
    assert rows["PCI"] == ["2024", "6", "2023", "8"]
    assert "PCI: the sources do not say of how many localities each rank is." in note


def test_a_rank_beyond_the_number_of_the_other_year_is_of_another_scale(hue: Ecosystem) -> None:
    values = hue.indicator_values.copy()
    values.loc[(values["code"] == "PCI") & (values["year"] == 2023), "rank"] = 40
    ranked = values[(values["code"] == "PCI") & (values["year"] == 2024)].iloc[0]
    tables_ = {name: frame.copy() for name, frame in hue.tables.items()}
    place, cited = (
        f"{ranked['locality']} xếp thứ {int(ranked['rank'])}/34 tỉnh",
        ranked["source_ids"].split(";")[0],
    )
    tables_["indicator_values"] = values
    tables_["sources"].loc[tables_["sources"]["id"] == cited, "title"] = place
    eco = replace(hue, version="x", tables=tables_)
    rows, note = others(eco)
    assert rows["PCI"] == ["2024", "6", "—", "—"]
    assert "PCI 2023: no. 40, left out of the table" in note


def test_the_box_compares_no_ranks_of_unknown_or_different_scale(hue: Ecosystem) -> None:
    for code in ("PII", "DTI"):
        figure = headline.rank(Writer(hue, hue, Recipe("pii", lang="en")), code)
        assert figure is not None and "no." not in plain_text(figure.note)


def test_the_box_has_no_line_of_gaps_where_none_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = ecomap.load(factory.write(tmp_path, factory.rows()))
    monkeypatch.setitem(FUNCTIONS, "findings", lambda _ecosystem, _args: Answer(0.0))
    assert headline.severe(Writer(tiny, tiny, Recipe("overview", lang="en"))) is None


def test_the_summary_says_what_the_share_of_the_network_is(overview: Document) -> None:
    told = "The largest connected group holds 86% of the organisations and programmes. 56 organisations and"
    assert told in words(overview, "summary")


def test_ranks_of_different_scales_are_not_compared(overview: Document) -> None:
    text = words(overview, "goals")
    assert "ranked no. 5 of 34 localities" in text and "In 2024 it was no. 13." in text
    assert "in 2024 there were more, with ranks down to 63" in text and "places up" not in text


def test_the_list_is_held_against_a_figure_that_is_named_and_explained(
    overview: Document, data: Data
) -> None:
    notes = {row["label_en"]: row["note_vi"] for row in data.rows("official_totals")}
    rows = cell_texts(tables(overview, "method")["coverage"])
    assert len(rows) > 3 and [row[5] for row in rows] == [notes[row[0]] for row in rows]
    assert any("Hue One Food" in row[5] for row in rows)
    assert "official figures report (Digital enterprises formed, 14 Aug 2025)." in words(overview, "sectors")


def test_the_map_names_the_wards_the_text_talks_of(hue: Ecosystem) -> None:
    writer = Writer(hue, hue, Recipe("overview", lang="en"))
    told = places._told_wards(writer)
    assert {hue.wards.at[code, "name"] for code in told} >= {"Thuận Hóa", "Chân Mây - Lăng Cô"}


def test_figures_can_be_asked_again(hue: Ecosystem, overview: Document) -> None:
    asked_again(overview, hue)


def test_a_place_in_a_ranking_has_no_quotient(overview: Document) -> None:
    rows = cell_texts(tables(overview, "goals")["targets"])
    assert all((row[5] == "—") if row[1] == "hạng" else row[5].endswith("%") for row in rows)
    assert not any("là hạng DTI năm 2024" in row[0] for row in rows), "the actual value of another year"


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
            r"(^|[ (])0 (tổ chức|đơn vị|doanh nghiệp|chương trình|organisation|start-up|programme)", line
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


def test_the_section_on_actors_tells_every_published_number_of_start_ups_as_the_box_does(
    overview: Document, hue: Ecosystem
) -> None:
    totals = hue.official_totals
    rows = totals[totals.index.str.startswith("dn-khoi-nghiep-")].sort_values("as_of")
    told = next(line for line in lines(overview) if line.startswith("The data lists"))
    assert len(rows) > 1
    for value in rows["value"].iloc[:-1]:
        assert f"another source says {value:.0f} (" in told
