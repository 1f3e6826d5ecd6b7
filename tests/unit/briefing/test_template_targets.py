"""Progress on targets: counts equal the file, progress is told only where both figures are known."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import factory
import pytest
from drafts import asked_again, cell_texts, draft, english, figures, pictures, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.briefing.document import Mark, plain_text
from ecomap.briefing.query import Query, QueryError
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.parts.target_rows import rows_of
from ecomap.briefing.templates.targets import MOST_RESULTS
from ecomap.briefing.writer import Writer

DATA = Path(__file__).resolve().parents[3] / "data"


def file(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


PLACED = {row["id"] for row in file("organisations") if row["ward_code"] == "19789"}
TEACHING = {row["id"] for row in file("organisations") if row["kind"] == "university"}


def load(tmp_path: Path, *targets: dict[str, str]) -> Ecosystem:
    rows = factory.rows()
    always = {"indicator_vi": "Số doanh nghiệp", "source_ids": "S1"}
    rows["targets"] = [{"id": f"t{at}", **always, **cells} for at, cells in enumerate(targets)]
    return ecomap.load(factory.write(tmp_path, rows))


def test_counts_equal_an_independent_count_of_the_file(hue: Ecosystem) -> None:
    rows = file("targets")
    aims = [row for row in rows if row["target_value"]]
    other = [row for row in rows if "là hạng DTI năm 2024" in row["indicator_vi"]]
    both = [row for row in aims if row["actual_value"] and row not in other]
    due = [row for row in aims if row["year"] and row["year"] < "2026"]
    assert all(row in due for row in [*both, *other])
    ahead = [row for row in aims if row["year"] >= "2026"]
    untargeted = len(rows) - len(aims)
    document = draft(hue, "targets")
    box = {row[0]: row[1] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box == {
        "Targets and results on record": str(len(rows)),
        "Targets whose year is over": str(len(due)),
        "… with a result of the same year": str(len(both)),
        "… with a result of another year only": str(len(other)),
        "… without a result": str(len(due) - len(both) - len(other)),
        "Targets still ahead or in their year": str(len(ahead)),
        "Targets without a year": str(len(aims) - len(due) - len(ahead)),
        "Results reported without a target": str(untargeted),
    }
    assert len(tables(document, "progress")["progress"].rows) == len(both)
    listed = tables(document, "unreported")
    apart = listed.pop("targets-other-year")
    assert sum(len(table.rows) for table in listed.values()) == len(aims) - len(both) - len(other)
    assert [row[3:5] for row in cell_texts(apart)] == [
        [row["target_value"], row["actual_value"]] for row in other
    ]
    assert f"For {len(other)} target the actual value on record is for another year" in words(document)
    results = tables(document, "appendix_results")["results"]
    assert len(results.rows) == MOST_RESULTS < untargeted
    assert f"names the newest {MOST_RESULTS} of {untargeted}" in words(document, "appendix_results")
    asked_again(document, hue)


@pytest.mark.parametrize("template", ["overview", "targets"])
def test_progress_is_told_of_the_targets_that_are_due(hue: Ecosystem, template: str) -> None:
    """A target of 2030 cannot have a result: told against all, the city would seem to report 5% of its targets."""
    told = words(draft(hue, template), "summary")
    assert "3 of the 37 targets that are due have a published result of the same year." in told
    assert "Of the 37, 4 are of agencies outside the city." in told
    assert "Not yet due: 16; without a year: 5." in told
    assert "58 targets" not in told


def test_a_group_that_targets_do_not_have_is_refused(small: Ecosystem) -> None:
    for asked in ("targets?known=lost", "targets?when=soon", "targets?whose=theirs"):
        with pytest.raises(QueryError, match="Targets have no group"):
            Query.parse(asked).ask(small)


def test_a_target_without_a_lead_is_where_the_lead_of_its_programme_is(tmp_path: Path) -> None:
    rows = factory.rows()
    away = next(
        row["id"] for row in rows["organisations"] if row["province"] != rows["organisations"][0]["province"]
    )
    rows["programmes"][0]["lead_org"] = away
    rows["targets"] = [
        {"id": "t", "indicator_vi": "x", "target_value": "3", "year": "2018", "source_ids": "S1",
         "programme_id": rows["programmes"][0]["id"]}
    ]  # fmt: skip
    eco = ecomap.load(factory.write(tmp_path, rows))
    assert Query.parse("targets?whose=away").ask(eco).ids == ("t",)


def test_a_result_before_its_time_is_not_counted_among_those_that_are_due(tmp_path: Path) -> None:
    full = {"target_value": "3", "actual_value": "4"}
    eco = load(
        tmp_path,
        {**full, "year": "2019"},
        {**full, "year": "2030"},
        full,
        {"target_value": "3", "year": "2018"},
    )
    document = draft(eco, "targets")
    told = words(document, "summary")
    assert "1 of the 2 targets that are due have a published result" in told
    assert "2 targets that are not due or have no year have a result all the same." in told
    box = {row[0]: row[1:] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box["Targets still ahead or in their year"] == ["1", "1 of them with a result"]
    assert box["Targets without a year"] == ["1", "1 of them with a result"]


def test_where_no_year_is_over_nobody_seems_to_be_late(tmp_path: Path) -> None:
    eco = load(tmp_path, {"target_value": "3", "year": "2030"})
    document = draft(eco, "targets")
    assert "No target is due yet: the year of none is over." in words(document, "summary")
    assert "should be asked" not in words(document)
    asked_again(document, eco)


def test_a_result_names_its_programme_and_is_called_no_target(hue: Ecosystem) -> None:
    table = tables(draft(hue, "targets", lang="vi"), "appendix_results")["results"]
    rows = [(row[0], row[3], row[4]) for row in cell_texts(table)]
    name = {row["id"]: row["name_vi"] for row in file("programmes")}
    told = [
        (row["indicator_vi"], row["actual_value"], name.get(row["programme_id"], "—"))
        for row in file("targets")
        if row["actual_value"] and row["programme_id"] == "cuoc-thi-knst-hue-2025"
    ]
    assert len(told) > 2 and set(told) <= set(rows)
    assert "Indicator" not in map(
        plain_text, tables(draft(hue, "targets"), "appendix_results")["results"].columns
    )


def test_no_name_ends_in_brackets_upon_brackets(hue: Ecosystem) -> None:
    told = words(draft(hue, "targets", lang="vi")).splitlines()
    told += words(draft(hue, "pii", lang="vi"), "targets").splitlines()
    assert told and not [line for line in told if re.search(r"\) ?(?:: \S+ )?\(", line)]


def test_each_row_of_a_table_cites_its_own_sources(hue: Ecosystem) -> None:
    with (DATA / "targets.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    own: dict[str, set[str]] = {row["indicator_vi"]: set() for row in rows}
    for row in rows:
        own[row["indicator_vi"]] |= set(row["source_ids"].split(";"))
    document = draft(hue, "targets")
    notes = {note.number: note.source for note in document.notes}
    told = {**tables(document, "progress"), **tables(document, "unreported")}
    told |= tables(document, "appendix_results")
    assert len(told) > 4
    for table in told.values():
        assert not [span for span in table.note if isinstance(span, Mark)], table.key
        for cells in table.rows:
            name = plain_text(cells[0])
            cited = [notes[n] for span in cells[0] if isinstance(span, Mark) for n in span.numbers]
            assert cited and any(name.startswith(key) and set(cited) <= own[key] for key in own), name


def test_the_overview_counts_targets_as_the_report_on_targets_does(hue: Ecosystem) -> None:
    box = {row[0]: row[1] for row in cell_texts(tables(draft(hue, "targets"), "summary")["key-figures"])}
    overview = draft(hue, "overview")
    text = words(overview, "goals")
    assert f"{box['Results reported without a target']} results without a target" in text
    assert f"The year of {box['Targets whose year is over']} targets is over" in text
    assert f"result of the same year: {box['… with a result of the same year']};" in text
    assert f"which is not compared: {box['… with a result of another year only']};" in text
    assert f"without a result on record: {box['… without a result']}." in text
    assert f"{box['Targets still ahead or in their year']} targets are still ahead" in text
    assert f"For {box['Targets without a year']} targets the sources state no year." in text
    told = [line for line in words(overview).splitlines() if line.startswith("3 of the 37")]
    assert told and told[0] in words(draft(hue, "targets"), "summary")


def test_lead_agencies_are_counted_as_in_the_file(hue: Ecosystem) -> None:
    with (DATA / "targets.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    table = {row[0]: row[1:] for row in cell_texts(tables(draft(hue, "targets"), "by_lead")["by-lead"])}
    mine = [row for row in rows if row["lead_org"] == "so-khcn-hue"]
    assert table[hue.name("so-khcn-hue", "en")] == [
        str(len(mine)),
        str(sum(bool(row["target_value"] and row["actual_value"]) for row in mine)),
        str(sum(bool(row["target_value"] and not row["actual_value"]) for row in mine)),
        str(sum(bool(row["actual_value"] and not row["target_value"]) for row in mine)),
    ]


@pytest.mark.parametrize(
    ("unit", "wanted", "reached", "share", "status"),
    [
        ("doanh nghiệp", "100", "40", "40%", "not yet met"),
        ("doanh nghiệp", "100", "100", "100%", "met"),
        ("doanh nghiệp", "100", "130", "130%", "met"),
        ("hạng", "10", "2", "—", "met"),
        ("thứ hạng", "10", "12", "—", "not yet met"),
        ("doanh nghiệp", "0", "5", "unknown", "met"),
        ("doanh nghiệp", "100", "0", "0%", "not yet met"),
    ],
)
def test_a_target_is_met_when_reached_and_a_rank_when_not_exceeded(
    tmp_path: Path, unit: str, wanted: str, reached: str, share: str, status: str
) -> None:
    eco = load(tmp_path, {"unit": unit, "year": "2023", "target_value": wanted, "actual_value": reached})
    row = cell_texts(tables(draft(eco, "targets"), "progress")["progress"])[0]
    assert row[:7] == ["Số doanh nghiệp", unit, "2023", wanted, reached, share, status]


def test_none_one_and_many_read_well(tmp_path: Path) -> None:
    assert "The data lists no target here." in words(draft(load(tmp_path / "0"), "targets"), "summary")
    one = words(draft(load(tmp_path / "1", {"target_value": "3"}), "targets"), "summary")
    assert "Targets and results on record\n1\n" in one
    assert "No target is due yet" in one and "Not yet due: 0; without a year: 1." in one
    assert "Targets without a year\n1\n" in one
    full = {"target_value": "3", "actual_value": "4"}
    many = words(draft(load(tmp_path / "2", full, full), "targets"), "summary")
    assert "Targets and results on record\n2\n" in many
    assert "All of the targets compared are met." in many
    assert "Every target has an actual value on record." in many


def test_what_has_no_lead_or_no_year_is_said_so(tmp_path: Path) -> None:
    document = draft(load(tmp_path, {"target_value": "3"}), "targets")
    row = cell_texts(tables(document, "unreported")["targets-undated"])[0]
    assert row == ["Số doanh nghiệp", "", "not stated", "3", "not on record", "not on record"]
    assert "For 1 target the sources state no year." in words(document, "unreported")


def test_past_and_coming_targets_stand_apart(tmp_path: Path) -> None:
    eco = load(tmp_path, {"target_value": "3", "year": "2019"}, {"target_value": "3", "year": "2030"})
    assert set(tables(draft(eco, "targets"), "unreported")) == {"targets-due", "targets-ahead"}


@pytest.mark.parametrize(
    ("scope", "subject", "meant"),
    [
        ({"programme": ["cuoc-thi-knst-hue"]}, "targets: ", lambda row: row["programme_id"] == "cuoc-thi-knst-hue"),
        ({"ward": ["19789"]}, "led by bodies of this scope: ", lambda row: row["lead_org"] in PLACED),
        ({"kind": ["university"]}, "led by bodies of this scope: ", lambda row: row["lead_org"] in TEACHING),
    ],
    ids=["programme", "ward", "kind"],
)  # fmt: skip
def test_a_scope_has_its_own_targets_and_says_which(
    hue: Ecosystem, scope: dict[str, list[str]], subject: str, meant: Callable[[dict[str, str]], bool]
) -> None:
    own = [row for row in file("targets") if meant(row)]
    document = draft(hue, "targets", scope=scope)
    box = {row[0]: row[1] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert own and box["Targets and results on record"] == str(len(own))
    assert subject in plain_text(document.subject)
    asked_again(document, hue)


def test_targets_of_a_sector_are_those_of_its_programmes_and_bodies(hue: Ecosystem) -> None:
    own = {
        name: {row["id"] for row in file(name) if "it" in row["sectors"].split(";")}
        for name in ("organisations", "programmes")
    }
    rows = [
        row
        for row in file("targets")
        if row["lead_org"] in own["organisations"] or row["programme_id"] in own["programmes"]
    ]
    document = draft(hue, "targets", scope={"sector": ["it"]})
    box = {row[0]: row[1] for row in cell_texts(tables(document, "summary")["key-figures"])}
    assert box["Targets and results on record"] == str(len(rows))
    assert "of programmes of this scope or led by bodies of it: " in plain_text(document.subject)


def test_how_many_leads_to_ask_is_one_number_and_the_odd_one_is_named(hue: Ecosystem) -> None:
    document = draft(hue, "targets")
    told = words(document, "summary")
    asked = re.search(
        r"agencies of (\d+) targets .* of (\d+) of these only that of another year is known", told
    )
    due = re.search(r"… without a result\n(\d+)", told)
    assert asked and due
    assert int(asked[1]) == int(due[1]) + int(asked[2])
    listed = tables(document, "unreported")
    assert len(listed["targets-due"].rows) == int(due[1])


def test_a_record_that_repeats_a_target_is_said_not_to_be_counted_again(
    hue: Ecosystem, tmp_path: Path
) -> None:
    first = cell_texts(tables(draft(hue, "targets"), "summary")["key-figures"])[0]
    assert first[1:] == [str(len(file("targets"))), ""], "the data of the city repeats none"
    told = {"target_value": "3", "year": "2025"}
    eco = load(tmp_path, {**told, "actual_value": "4"}, told, {**told, "year": "2026"})
    first = cell_texts(tables(draft(eco, "targets"), "summary")["key-figures"])[0]
    assert first[1:] == ["2", "1 record that repeats another is not counted again"]


def test_a_programme_can_be_the_subject(small: Ecosystem) -> None:
    document = draft(small, "targets", "de-an")
    assert "Targets and results on record\n1\n" in words(document, "summary")
    assert "Đề án Cố đô khởi nghiệp" in plain_text(document.subject)
    assert "The data lists no target here." in words(draft(small, "targets", "cuoc-thi"), "summary")


def test_one_changed_value_changes_its_row_only(small: Ecosystem, tmp_path: Path) -> None:
    rows = factory.rows()
    rows["targets"][0]["actual_value"] = "60"
    before, after = (
        figures(draft(eco, "targets"), "progress")
        for eco in (small, ecomap.load(factory.write(tmp_path, rows)))
    )
    changed = {query for query in before if before[query] != after[query]}
    assert changed and all("actual_value" in query for query in changed)


def test_the_share_is_drawn_for_what_is_no_rank(hue: Ecosystem) -> None:
    drawn = pictures(draft(hue, "targets"), "progress")
    assert len(drawn) == 1 and drawn[0].alternative


def test_in_vietnamese_nothing_is_left_in_english(hue: Ecosystem) -> None:
    assert not english(draft(hue, "targets", lang="vi"))
    assert section(draft(hue, "targets", lang="vi"), "progress") is not None


def test_in_english_it_is_said_that_names_of_targets_are_vietnamese(hue: Ecosystem) -> None:
    note = "Names and units stand in Vietnamese"
    assert note in plain_text(tables(draft(hue, "targets"), "progress")["progress"].note)
    assert note in plain_text(tables(draft(hue, "overview"), "goals")["targets"].note)
    assert note not in words(draft(hue, "targets", lang="vi"))
    assert not english(draft(hue, "targets", lang="vi"))


def test_a_lead_agency_within_a_programme_has_the_targets_of_both(hue: Ecosystem) -> None:
    targets = hue.targets[hue.targets["programme_id"].notna() & hue.targets["lead_org"].notna()]
    programme, lead = targets.groupby(["programme_id", "lead_org"]).size().idxmax()
    scope = {"programme": [programme]}
    rows = rows_of(Writer(hue, hue, Recipe("targets", scope, subject_ids=(lead,), lang="en")))
    assert set(rows["programme_id"]) == {programme} and set(rows["lead_org"]) == {lead}
    document = draft(hue, "targets", lead, scope=scope)
    assert hue.name(programme, "en") in plain_text(document.subject)
