"""One sector, and wards: figures by plain reading, what concerns the scope only."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from drafts import asked_again, cell_texts, draft, figures, pictures, tables, words
from plain_counts import Data

from ecomap import Ecosystem
from ecomap.briefing.document import plain_text
from ecomap.briefing.query import Query

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


def test_programmes_of_a_sector_are_those_tagged_with_it(hue: Ecosystem, data: Data) -> None:
    """As in the row of the sector in the overview; the map also keeps what an organisation of the sector is tied to."""
    for code in hue.sectors.index:
        tagged = [row for row in data.programmes.values() if code in row["sectors"].split(";")]
        scoped, row = (Query.of("programmes", **{key: code}).ask(hue) for key in ("sector", "sectors"))
        assert scoped.ids == row.ids and scoped.value == len(tagged), code
        budgets = [float(row["budget_vnd"]) for row in tagged if row["budget_vnd"]]
        total = Query.of("sum", table="programmes", column="budget_vnd", sector=code).ask(hue).value
        assert total == (sum(budgets) if budgets else None), code


def test_a_sector_says_which_programmes_it_counts(hue: Ecosystem) -> None:
    document = draft(hue, "sector", scope={"sector": ["it"]})
    box = {row[0]: row[1] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box["Programmes, policies, competitions, funds tagged with the sector"] == "15"
    assert "15 programmes of all kinds are on record within this scope: 1 running, 3 planned" in words(
        document, "support"
    )
    assert "Programmes counted here are those tagged with the sector;" in words(document, "support")
    money = words(document, "capital")
    assert (
        "Of 15 programmes tagged with the sector, 2 state a budget in dong. All of them are only planned: 5,235.7"
        in money
    )
    assert "whatever" not in money and "also where a programme itself" in words(document, "network")
    overview = {row[0]: row[-1] for row in cell_texts(tables(draft(hue, "overview"), "sectors")["sectors"])}
    assert overview["Information technology"] == "15"


def test_grants_from_outside_the_sector_are_counted_for_who_receives_them(hue: Ecosystem, data: Data) -> None:
    here = {
        key
        for table in (data.organisations, data.programmes)
        for key, row in table.items()
        if "environment_circular" in row["sectors"].split(";")
        and (table is data.programmes or data.here(row))
    }
    given = [tie for tie in data.ties if tie["type"] in ("invests_in", "grants_to") and tie["target"] in here]
    text = words(draft(hue, "sector", scope={"sector": ["environment_circular"]}), "capital")
    assert f"{len(given)} investments and grants to bodies of this scope are on record." in text


def test_one_is_said_as_one_in_english(hue: Ecosystem) -> None:
    text = "\n".join(
        words(draft(hue, "sector", scope={"sector": [code]})) for code in ("it", "biotech_pharma", "energy")
    )
    assert not re.search(r"\b1 (companies|projects|start-ups|are|have|of them (are|have))\b", text)


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


def test_the_table_and_the_gap_tell_one_range_of_the_distance_of_a_ward(hue: Ecosystem) -> None:
    """A “least possible” of 43 km beside a gap “from 41 km” had two methods and no word of it."""
    document = draft(hue, "wards", scope={"ward": ["20137"]})
    row = cell_texts(tables(document, "reach")["reach"])[0]
    nearest, low, high = (float(cell) for cell in row[1:4])
    assert low <= nearest <= high
    told = re.search(r"about (\d+) km \((\d+) to (\d+)\)", words(document, "gaps"))
    assert told
    assert [nearest, low, high] == pytest.approx([int(part) for part in told.groups()], abs=0.56)


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


def test_a_ward_where_nothing_is_listed_still_has_its_people_and_gaps(hue: Ecosystem) -> None:
    document = draft(hue, "wards", scope={"ward": ["20161"]})
    assert [part.code for part in document.sections] == ["scope", "where", "reach", "gaps", "proposals"]
    assert cell_texts(tables(document, "where")["ward_table"])[0][1] == "12,882"
    assert "No support organisation within 10 km of Khe Tre" in words(document, "gaps")
    assert "so no figure is given" not in words(document, "scope")
    asked_again(document, hue)


@pytest.mark.parametrize("template", ["overview", "sector", "wards", "pii"])
def test_another_city_with_little_data_gets_a_document(small: Ecosystem, template: str) -> None:
    scope = {"sector": {"sector": [small.sectors.index[0]]}, "wards": {"ward": [small.wards.index[0]]}}
    document = draft(small, template, scope=scope.get(template, {}))
    assert document.sections
    asked_again(document, small)


def test_several_sectors_are_not_told_as_one(hue: Ecosystem) -> None:
    for scope in ({"sector": ["it", "ai"]}, {"sector": ["it", "ai"], "stage": ["idea"]}):
        document = draft(hue, "sector", scope=scope)
        text = f"{plain_text(document.subject)}\n{words(document)}"
        assert "tagged with the sectors" in text and "of the sectors" in text
        assert not re.search(r"\bthe sector\b", text, re.IGNORECASE)
        assert not re.search(r"\bare 1\b", text), "the least numerous kind may have one organisation"
