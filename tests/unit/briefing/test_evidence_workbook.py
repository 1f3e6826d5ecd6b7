"""The evidence workbook: each figure with its query and rows, every text a text, the same bytes each time."""

from __future__ import annotations

import io
from pathlib import Path

import briefs
import factory
import openpyxl
import pytest

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.evidence import evidence_workbook
from ecomap.briefing.recipe import Recipe


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


def sheets(ecosystem: ecomap.Ecosystem, lang: str = "en") -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(
        io.BytesIO(evidence_workbook(ecosystem, compose(ecosystem, Recipe("test", lang=lang))))
    )
    return {sheet.title: [*sheet.iter_rows(values_only=True)] for sheet in book}


def test_each_figure_has_its_query_and_as_many_rows_as_it_counts(small: ecomap.Ecosystem) -> None:
    book = sheets(small)
    head, *figures = book["Figures"]
    column = {name: position for position, name in enumerate(head)}
    first = next(row for row in figures if row[column["Query"]] == "organisations?place=in")
    rows = book["Organisations"][1:]
    own = [row for row in rows if str(first[column["No."]]) in str(row[1]).split(", ")]
    assert len(own) == first[column["Figure"]] == first[column["Rows"]] == 4
    assert {row[0] for row in own} == {"dai-hoc-hue", "vuon-uom", "sen-tech", "so-khcn"}


def test_rows_have_the_addresses_of_their_sources(small: ecomap.Ecosystem) -> None:
    head, *rows = sheets(small)["Organisations"]
    position = head.index("Addresses of the sources")
    assert all("https://example.org/1" in str(row[position]) for row in rows)


def test_a_figure_that_is_not_known_is_empty_and_not_zero(small: ecomap.Ecosystem) -> None:
    head, *rows = sheets(small)["Figures"]
    row = next(row for row in rows if row[head.index("Query")] == "listed?code=finalists")
    assert row[head.index("Figure")] is None and row[head.index("As written")] == "unknown"


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_headers_of_a_sheet_differ_in_every_language(hue: ecomap.Ecosystem, lang: str) -> None:
    for name, (head, *_rows) in sheets(hue, lang).items():
        assert all(head) and len(set(head)) == len(head), name


def test_every_heading_and_section_is_in_the_language_of_the_document(hue: ecomap.Ecosystem) -> None:
    book = openpyxl.load_workbook(io.BytesIO(evidence_workbook(hue, compose(hue, Recipe("overview")))))
    headings = {str(cell.value) for sheet in book for cell in sheet[1]}
    assert {"Câu", "Địa chỉ các nguồn"} <= headings
    assert not [heading for heading in headings if heading.isascii() and heading.islower()]
    sections = {row[1] for row in book["Số liệu"].iter_rows(min_row=2, values_only=True)}
    assert "summary" not in sections and any("Tóm tắt" in str(name) for name in sections)


def test_no_text_becomes_a_formula(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2]["name_vi"] = '=HYPERLINK("http://evil","x")'
    rows["official_totals"][0]["label_vi"] = "+1+1"
    ecosystem = ecomap.load(factory.write(tmp_path, rows))
    data = evidence_workbook(ecosystem, compose(ecosystem, Recipe("test")))
    for sheet in openpyxl.load_workbook(io.BytesIO(data)):
        for line in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in line)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_same_document_gives_the_same_bytes(hue: ecomap.Ecosystem, lang: str) -> None:
    document = compose(hue, Recipe("test", lang=lang))
    assert evidence_workbook(hue, document) == evidence_workbook(hue, document)


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ({}, {"nodes", "largest_part", "isolates", "support"}),
        ({"ward": ("19789",)}, {"nodes", "largest_part", "isolates", "untied"}),
    ],
    ids=["all", "ward"],
)
def test_every_organisation_and_programme_that_is_counted_is_a_row(
    hue: ecomap.Ecosystem, scope: dict[str, tuple[str, ...]], names: set[str]
) -> None:
    document = compose(hue, Recipe("overview", scope, sections=("network", "support"), lang="en"))
    book = openpyxl.load_workbook(io.BytesIO(evidence_workbook(hue, document)))
    rows = [
        str(row[1]).split(", ")
        for title in ("Organisations", "Programmes")
        for row in book[title].iter_rows(min_row=2, values_only=True)
    ]
    compared = set()
    for number, (_section, sentence, value) in enumerate(document.values(), start=1):
        name = dict(value.query.args).get("figure", (value.query.name,))[0]
        if name in names:
            compared.add(name)
            assert sum(str(number) in used for used in rows) == value.answer.value, sentence
    assert compared == names
