"""One sector, and wards: figures by plain reading, what concerns the scope only."""

from __future__ import annotations

import pytest
from conftest import ROOT
from drafts import asked_again, cell_texts, draft, figures, pictures, tables, words
from plain_counts import Data

from ecomap import Ecosystem

pytestmark = pytest.mark.unit


@pytest.fixture(scope="module")
def data() -> Data:
    return Data(ROOT / "data", "Thành phố Huế")


def test_counts_of_a_sector_are_those_of_the_file(hue: Ecosystem, data: Data) -> None:
    document = draft(hue, "sector", scope={"sector": ["it"]})
    asked_again(document, hue)
    for query, value in figures(document).items():
        if query.startswith("organisations?"):
            assert value == data.answer(query), query
    here = [
        row for row in data.organisations.values() if data.here(row) and "it" in row["sectors"].split(";")
    ]
    roll = tables(document, "appendix_roll")["roll"]
    assert len(roll.rows) == len(here) == 31
    assert {row[0] for row in cell_texts(roll)} == {hue.name(row["id"], "en") for row in here}


def test_a_scope_and_a_row_of_the_same_column_are_both_met(hue: Ecosystem, data: Data) -> None:
    """The rows of other sectors and wards in a table about a part count only what is in the part."""
    document = draft(hue, "overview", scope={"ward": ["19774"]})
    for query, value in figures(document).items():
        if query.startswith(("organisations?", "distinct?")) and "ward" in query:
            assert value == data.answer(query), query
    drawn = pictures(document, "places")[0]
    assert sum(figure.answer.value or 0 for figure in drawn.values) == 1


def test_a_sector_lists_its_problems_that_are_not_closed(hue: Ecosystem, data: Data) -> None:
    document = draft(hue, "sector", scope={"sector": ["crafts"]})
    needs = [r for r in data.rows("needs") if "crafts" in r["sectors"].split(";") and r["status"] != "closed"]
    text = words(document, "needs")
    assert f"{len(needs)} published problems" in text
    assert all(row["title_vi"] in text for row in needs)


def test_wards_have_population_rates_and_distance(hue: Ecosystem, data: Data) -> None:
    codes = ["19753", "19789"]
    document = draft(hue, "wards", scope={"ward": codes})
    wards = {row["code"]: row for row in data.rows("wards")}
    rows = {row[0]: row for row in cell_texts(tables(document, "where")["ward_table"])}
    for code in codes:
        ward = wards[code]
        n = len([r for r in data.organisations.values() if data.here(r) and r["ward_code"] == code])
        shown = rows[f"{ward['type']} {ward['name']}"]
        assert shown[1].replace(",", "") == ward["population"]
        assert shown[3] == str(n)
        assert float(shown[5]) == pytest.approx(1e4 * n / float(ward["population"]), abs=0.006)
    assert len(cell_texts(tables(document, "reach")["reach"])) == 2
    assert len(pictures(document, "where")) == 1


def test_only_gaps_of_the_wards_are_told(hue: Ecosystem) -> None:
    document = draft(hue, "wards", scope={"ward": ["20137"]})
    assert "Chân Mây" in words(document, "gaps")
    other = draft(hue, "wards", scope={"ward": ["19753"]})
    assert "capital on record" not in words(other, "gaps")


def test_a_ward_without_organisations_still_has_its_table(hue: Ecosystem) -> None:
    listed = set(hue.organisations["ward_code"].dropna())
    empty = next(code for code in hue.wards.index if code not in listed)
    document = draft(hue, "wards", scope={"ward": [empty, "19753"]})
    assert any(row[3] == "0" for row in cell_texts(tables(document, "where")["ward_table"]))


@pytest.mark.parametrize("template", ["overview", "sector", "wards", "pii"])
def test_another_city_with_little_data_gets_a_document(small: Ecosystem, template: str) -> None:
    scope = {"sector": {"sector": [small.sectors.index[0]]}, "wards": {"ward": [small.wards.index[0]]}}
    document = draft(small, template, scope=scope.get(template, {}))
    assert document.sections
    asked_again(document, small)
