"""The section "what changed" of a document."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs

import factory
import pytest
from drafts import asked_again, cell_texts, draft, english, figures, lines, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.briefing.changed_queries import compared, numbers, parse_number, remember
from ecomap.briefing.compose import compose
from ecomap.briefing.document import plain_text
from ecomap.briefing.query import Query, QueryError
from ecomap.briefing.recipe import Recipe

DATA = Path(__file__).resolve().parents[3] / "data"
PART = {"sections": ("changes",)}


@pytest.fixture
def later(tmp_path: Path) -> Ecosystem:
    """Return the small data set after one stage changed, one target moved, one organisation came and one tie ended."""
    rows = factory.rows()
    rows["organisations"][2]["stage"] = "growth"
    rows["targets"][0]["actual_value"] = "60.5"
    rows["organisations"].append({**rows["organisations"][2], "id": "moi", "name_vi": "Mới & <Xanh>"})
    rows["relations"] = rows["relations"][1:]
    return ecomap.load(factory.write(tmp_path, rows))


def test_without_a_day_or_version_the_section_is_left_out(small: Ecosystem) -> None:
    assert section(draft(small, "targets", **PART), "changes") is None
    assert section(draft(small, "targets", since=None, **PART), "changes") is None


def test_each_change_since_a_version_is_told_once(small: Ecosystem, later: Ecosystem) -> None:
    document = draft(later, "targets", since=small, **PART)
    told = words(document, "changes")
    assert "Mới & <Xanh>" in told
    assert "Công ty Sen Tech: stage from “Seed” to “Growth”" in told
    assert "Số doanh nghiệp: actual value from 40.5 to 60.5" in told
    assert "Vườn ươm Cố đô incubates Công ty Sen Tech" in told
    asked_again(document, later)
    counts = {query: n for query, n in figures(document, "changes").items() if query.startswith("changes?")}
    assert sum(n or 0 for query, n in counts.items() if "findings" not in query) == 4


def test_figures_before_and_after_stand_in_a_table(small: Ecosystem, later: Ecosystem) -> None:
    document = draft(later, "targets", since=small, **PART)
    rows = {row[0]: row[1:] for row in cell_texts(tables(document, "changes")["changes-figures"])}
    assert rows["Organisations"] == ["5", "6", "+1"]
    assert rows["Ties"] == ["7", "6", "−1"]
    assert rows["Programmes"] == ["2", "2", "0"]


def test_equal_versions_have_no_change(small: Ecosystem) -> None:
    document = draft(small, "targets", since=small, **PART)
    assert "No change is on record." in words(document, "changes")
    assert not tables(document, "changes")


def test_a_version_that_is_not_at_hand_is_said_and_not_counted_as_none(small: Ecosystem) -> None:
    with pytest.raises(QueryError):
        Query.of("changes", since="0123456789abcdef", table="organisations", sign="new").ask(small)


def test_since_a_day_only_dated_facts_show_and_that_is_said(hue: Ecosystem) -> None:
    composed = compose(hue, Recipe("targets", lang="en", since="2019-06-30", sections=("changes",)))
    with (DATA / "organisations.csv").open(encoding="utf-8") as stream:
        years = [row["founded_year"] for row in csv.DictReader(stream)]
    values = figures(composed, "changes")
    assert values["changes?sign=new&since=2019-06-30&table=organisations"] == sum(
        year != "" and 2019 < int(year) <= 2026 for year in years
    )
    assert values["organisations?missing=founded_year"] == years.count("")
    assert "cannot show as new" in words(composed, "changes")
    assert any(line.startswith("and ") for line in lines(composed, "changes")), (
        "long lists are cut, and that is said"
    )
    asked_again(composed, hue)


def test_the_scope_narrows_the_changes(hue: Ecosystem) -> None:
    with (DATA / "organisations.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    columns = [[row[name] for row in rows] for name in ("kind", "founded_year")]
    recipe = Recipe(
        "targets", scope={"kind": ["startup"]}, lang="en", since="2015-01-01", sections=("changes",)
    )
    values = figures(compose(hue, recipe), "changes")
    assert values["changes?kind=startup&sign=new&since=2015-01-01&table=organisations"] == sum(
        kind == "startup" and year != "" and int(year) > 2015 for kind, year in zip(*columns, strict=True)
    )


@pytest.mark.parametrize(
    "scope", [{"sector": ["it"]}, {"sector": ["agritech"]}, {"ward": ["19789"]}], ids=str
)
def test_the_figures_of_a_scope_agree_with_its_lists(hue: Ecosystem, scope: dict[str, list[str]]) -> None:
    recipe = Recipe("overview", scope=scope, lang="en", since="2025-01-01", sections=("changes",))
    values = figures(compose(hue, recipe), "changes")
    for table in ("programmes", "ties"):
        listed = {
            sign: n or 0
            for query, n in values.items()
            for sign in ("new", "gone")
            if query.startswith("changes?") and f"table={table}" in query and f"sign={sign}" in query
            and "beyond" not in query
        }  # fmt: skip
        moved = next(
            n for query, n in values.items() if "figure=moved" in query and f"of={table}%3F" in query
        )
        assert listed.get("new", 0) - listed.get("gone", 0) == moved


def test_what_only_came_into_a_scope_is_not_said_to_have_begun(hue: Ecosystem) -> None:
    recipe = Recipe(
        "overview", scope={"kind": ["startup"]}, lang="en", since="2025-01-01", sections=("changes",)
    )
    found, every = (
        {change.id for change in compared(hue, {"since": ("2025-01-01",), **scope}).of("programmes", "new")}
        for scope in ({"kind": ("startup",)}, {})
    )
    assert found - every, "a programme that a start-up came to be tied with"
    told = lines(compose(hue, recipe), "changes")
    assert f"Begun, or newly in this scope: {len(found)}." in told
    assert sum("newly in this scope" in line for line in told) == 1


def test_a_programme_that_had_not_begun_can_be_the_scope(hue: Ecosystem) -> None:
    begun = hue.programmes.index[hue.programmes["start_date"].str.startswith("2025-10", na=False)][0]
    recipe = Recipe(
        "overview", scope={"programme": [str(begun)]}, lang="en", since="2025-01-01", sections=("changes",)
    )
    assert "Begun in this period: 1." in words(compose(hue, recipe), "changes")


def test_findings_since_a_day_are_those_of_the_report(hue: Ecosystem) -> None:
    document = draft(hue, "overview", since=None, **{**PART, "sections": ("changes",)})
    assert section(document, "changes") is None
    document = compose(hue, Recipe("overview", lang="en", since="2025-01-01", sections=("changes",)))
    now = {finding.id: finding for finding in gaps.find(hue).findings}
    after = {
        parse_qs(parse_qs(query.partition("?")[2])["of"][0].partition("?")[2])["id"][0]: value
        for query, value in figures(document, "changes").items()
        if query.startswith("moved?figure=after&of=finding")
    }
    assert after
    assert all(value == now[name].measure.value for name, value in after.items())
    lost = next(
        line for line in lines(document, "changes") if line.startswith("Findings that no longer show")
    )
    assert lost
    for line in lines(document, "changes"):
        before, _, last = line.rpartition(": from ")[2].partition(" to ")
        assert not last or before != last.split(" (")[0], line
    asked_again(document, hue)


def test_in_vietnamese_nothing_is_left_in_english(small: Ecosystem, later: Ecosystem) -> None:
    assert not english(draft(later, "targets", since=small, lang="vi", **PART))


def test_a_remembered_version_is_forgotten_with_its_snapshot(tmp_path: Path, small: Ecosystem) -> None:
    rows = factory.rows()
    rows["needs"] = []
    version = remember(ecomap.load(factory.write(tmp_path, rows)))
    with pytest.raises(QueryError):
        Query.of("changes", since=version, table="needs", sign="new").ask(small)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2 trên 72 startup (nhiều nhất 8,6 %)", ["2", "72", "8,6"]),
        ("cách 1.234,5 km, 11/10/2025, Nghị quyết 57-NQ/TW và 4G", ["1.234,5"]),
        ("(27–65 % nếu), 3.", ["27", "65", "3"]),
        ("p = 0,13", ["0,13"]),
        (
            "22/67 chương trình, 1.234/5.678 và (mới rõ của 11/72).",
            ["22", "67", "1.234", "5.678", "11", "72"],
        ),
        ("tháng 10/2025, 21/2020/NQ-HĐND, QĐ 523/QĐ-TTg, 24/7/365", []),
        ("khong co", []),
    ],
)
def test_figures_are_told_from_dates_and_names(text: str, found: list[str]) -> None:
    assert [text[slice(*place)] for place in numbers(text)] == found


def test_numbers_are_read_as_the_language_writes_them() -> None:
    assert parse_number("1.234,5", "vi") == parse_number("1,234.5", "en") == 1234.5


@pytest.mark.parametrize(
    ("template", "scope", "elsewhere"),
    [
        ("wards", {"ward": ["19789"]}, False),
        ("overview", {"place": ["in"]}, False),
        ("sector", {"sector": ["it"]}, True),
    ],
)
def test_why_the_figures_are_not_those_of_page_one_is_told_in_any_scope(
    hue: Ecosystem, template: str, scope: dict[str, list[str]], elsewhere: bool
) -> None:
    document = compose(
        hue, Recipe(template, scope=scope, lang="en", since="2025-01-01", sections=("changes",))
    )
    note = plain_text(tables(document, "changes")["changes-figures"].note)
    assert "what had ended is left out" in note and "may differ from those of other sections" in note
    assert ("organisations elsewhere are included" in note) == elsewhere
