"""What changed between two snapshots: every planted change is told, and nothing else."""

from __future__ import annotations

import csv
import dataclasses
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import factory
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap import Ecosystem
from ecomap.analysis.difference import COMPARED, Change, Difference, between, difference, mirrored
from ecomap.analysis.finding import Confidence, Finding, Measure, Message, Scope

DATA = Path(__file__).resolve().parents[3] / "data"
Load = Callable[[factory.Rows], Ecosystem]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    made: list[int] = []

    def write(rows: factory.Rows) -> Ecosystem:
        made.append(1)
        return ecomap.load(factory.write(tmp_path / str(len(made)), rows))

    return write


def told(found: Difference) -> list[tuple[str, str, str]]:
    return [(change.table, change.sign, change.id) for change in found.rows]


def cells(change: Change) -> dict[str, tuple[object, object]]:
    return {cell.column: (cell.old, cell.new) for cell in change.cells}


def figures(found: Difference) -> dict[str, tuple[int, int]]:
    return {figure.code: (figure.old, figure.new) for figure in found.figures}


def test_the_same_snapshot_has_no_difference(hue: Ecosystem) -> None:
    found = difference(hue, hue, ((), ()))
    assert not found
    assert found.rows == () and found.findings == ()


def test_a_new_organisation_is_told_with_its_sources_and_its_figures(small: Ecosystem, load: Load) -> None:
    rows = factory.rows()
    rows["organisations"].append(
        {**rows["organisations"][2], "id": "moi", "name_vi": "Mới", "source_ids": "S2;S1"}
    )
    found = difference(small, load(rows))
    assert told(found) == [("organisations", "new", "moi")]
    assert found.rows[0].sources == ("S1", "S2")
    changed = {code: both for code, both in figures(found).items() if both[0] != both[1]}
    assert changed == {"organisations": (5, 6), "in_region": (4, 5), "kind:startup": (1, 2)}


@pytest.mark.parametrize(
    ("column", "value", "old", "new"),
    [
        ("stage", "growth", "seed", "growth"),
        ("founded_year", "2019", None, 2019.0),
        ("ward_code", "19753", "19774", "19753"),
        ("name_vi", "Sen Tech <b>", "Công ty Sen Tech", "Sen Tech <b>"),
        ("sectors", "it;edtech", "it", "it;edtech"),
        ("stage", "", "seed", None),
    ],
)
def test_one_changed_cell_is_the_only_thing_told(
    small: Ecosystem, load: Load, column: str, value: str, old: object, new: object
) -> None:
    rows = factory.rows()
    rows["organisations"][2][column] = value
    found = difference(small, load(rows))
    assert told(found) == [("organisations", "changed", "sen-tech")]
    assert cells(found.rows[0]) == {column: (old, new)}


def test_another_order_in_a_list_is_no_change(small: Ecosystem, load: Load) -> None:
    rows = factory.rows()
    rows["organisations"][0]["sectors"] = "it;edtech"
    assert not difference(small, load(rows)).rows


def test_a_new_source_alone_says_nothing_new_of_the_record(small: Ecosystem, load: Load) -> None:
    rows = factory.rows()
    rows["organisations"][1]["source_ids"] = "S1;S2"
    found = difference(small, load(rows))
    assert found.of("organisations") == ()
    assert [change.id for change in found.of("organisations", provenance=True)] == ["vuon-uom"]


def renamed(rows: factory.Rows, old: str, new: str) -> factory.Rows:
    """Give a record another id wherever it is named, and keep the former one."""
    for records in rows.values():
        for record in records:
            for key, value in record.items():
                if key in ("id", "source", "target", "lead_org", "posted_by", "org_id", "coordinating_orgs"):
                    record[key] = ";".join(new if part == old else part for part in value.split(";"))
    rows["former_ids"].append({"former_id": old, "id": new})
    return rows


def test_a_renamed_organisation_is_not_gone_nor_are_its_ties(small: Ecosystem, load: Load) -> None:
    found = difference(small, load(renamed(factory.rows(), "sen-tech", "hoa-sen")))
    assert told(found) == [("organisations", "changed", "hoa-sen")]
    assert found.rows[0].other == "sen-tech"
    assert found.of("organisations") == found.rows, "a new id is more than a new source"


def test_a_merged_organisation_is_told_as_merged_with_the_one_it_went_into(
    small: Ecosystem, load: Load
) -> None:
    rows = renamed(factory.rows(), "vuon-uom", "so-khcn")
    rows["organisations"] = [rows["organisations"][at] for at in (0, 2, 3, 4)]
    rows["programmes"][0]["coordinating_orgs"] = "dai-hoc-hue"
    found = difference(small, load(rows))
    assert [(c.sign, c.id, c.other) for c in found.of("organisations")] == [("merged", "vuon-uom", "so-khcn")]
    assert [c.sign for c in found.of("ties")] == ["gone"], "only the role that was taken away"


def test_a_programme_keeps_its_ties_when_renamed(small: Ecosystem, load: Load) -> None:
    found = difference(small, load(renamed(factory.rows(), "cuoc-thi", "cuoc-thi-moi")))
    assert told(found) == [("programmes", "changed", "cuoc-thi-moi")]


def test_a_tie_whose_start_became_known_is_changed(small: Ecosystem, load: Load) -> None:
    rows = factory.rows()
    rows["relations"][2]["start_date"] = "2019-05"
    found = difference(small, load(rows))
    assert told(found) == [("ties", "changed", "sen-tech|spun_out_of|dai-hoc-hue|2019-05")]
    assert cells(found.rows[0]) == {"start_date": (None, "2019-05")}


def test_a_mutual_tie_written_the_other_way_round_is_no_change(load: Load) -> None:
    rows, turned = factory.rows(), factory.rows()
    rows["relations"].append(factory._tie("sen-tech", "vuon-uom", "partners_with", "2020", ""))
    turned["relations"].append(factory._tie("vuon-uom", "sen-tech", "partners_with", "2020", ""))
    assert not difference(load(rows), load(turned)).rows


def test_targets_indicator_values_and_needs_are_compared(small: Ecosystem, load: Load) -> None:
    rows = factory.rows()
    rows["targets"][0]["actual_value"] = "60"
    rows["indicator_values"][0]["rank"] = "9"
    rows["indicator_values"].append({**rows["indicator_values"][0], "year": "2025", "value": ""})
    rows["needs"] = []
    found = difference(small, load(rows))
    assert told(found) == [
        ("targets", "changed", "dn-2025"),
        ("indicator_values", "new", "PII|Huế|2025"),
        ("indicator_values", "changed", "PII|Huế|2024"),
        ("needs", "gone", "need-1"),
    ]
    assert cells(found.of("targets")[0]) == {"actual_value": (40.5, 60.0)}
    assert cells(found.of("indicator_values", "changed")[0]) == {"rank": (12.0, 9.0)}


def finding(finding_id: str, value: float | None, *bodies: str) -> Finding:
    text = Message("Gaps")
    return Finding(
        finding_id, text, text, Scope(organisations=bodies), Measure(value, "km", ""), 0.5, "", Confidence(), (),
    )  # fmt: skip


def test_findings_are_compared_by_id_and_measure(small: Ecosystem) -> None:
    old = [finding("a", 1.0), finding("b", 2.0), finding("c", None), finding("d", None)]
    new = [finding("a", 1.0), finding("b", 2.5), finding("c", None), finding("e", 0.0)]
    found = difference(small, small, (old, new))
    assert found.findings is not None
    assert [(change.sign, change.id) for change in found.findings] == [
        ("new", "e"),
        ("gone", "d"),
        ("changed", "b"),
    ]
    assert found


def test_a_finding_about_a_renamed_body_is_the_same_finding(small: Ecosystem, load: Load) -> None:
    later = load(renamed(factory.rows(), "sen-tech", "an-tech"))
    old = [finding("links:pair-quy-xa--sen-tech", 1.0, "quy-xa", "sen-tech")]
    new = [finding("links:pair-an-tech--quy-xa", 1.0, "an-tech", "quy-xa")]
    assert difference(small, later, (old, new)).findings == ()


def test_a_finding_that_grew_by_a_renamed_body_is_the_same_finding(small: Ecosystem, load: Load) -> None:
    later = load(renamed(factory.rows(), "sen-tech", "an-tech"))
    old = [finding("links:only-way-quy-xa", 5.0, "quy-xa", "vuon-uom")]
    new = [finding("links:only-way-quy-xa", 6.0, "quy-xa", "vuon-uom", "an-tech")]
    found = difference(small, later, (old, new)).findings or ()
    assert [(change.sign, change.id) for change in found] == [("changed", "links:only-way-quy-xa")]


@pytest.mark.parametrize(
    ("unit", "before", "after", "moved"),
    [
        ("share", 0.5060, 0.5140, False),
        ("share", 0.5040, 0.5060, True),
        ("share", 0.0996, 0.1004, False),
        ("share", 0.0521, 0.0534, True),
        ("km", 46.02, 46.04, False),
        ("km", 46.0, 46.1, True),
        ("km", 0.0211, 0.0212, True),
        ("km", 0.0, None, True),
        ("persons", 1200.4, 1199.6, False),
    ],
)
def test_a_figure_that_reads_the_same_has_not_moved(
    small: Ecosystem, unit: str, before: float, after: float | None, moved: bool
) -> None:
    old, new = (
        [dataclasses.replace(finding("a", value), measure=Measure(value, unit, ""))]
        for value in (before, after)
    )
    assert bool(difference(small, small, (old, new)).findings) is moved


def test_between_two_days_only_what_is_dated_comes_and_goes(small: Ecosystem) -> None:
    found = between(small, date(2017, 6, 1), date(2024, 12, 31))
    assert [(c.table, c.sign, c.id.split("|")[0]) for c in found.rows if c.table != "ties"] == [
        ("organisations", "new", "vuon-uom"),
        ("programmes", "new", "de-an"),
        ("indicator_values", "new", "PII"),
    ]
    assert {c.id for c in found.of("ties", "new")} == {
        "quy-xa|invests_in|sen-tech|2021-06-01",
    }
    assert found.undated == {"organisations": 3, "programmes": 0, "ties": 1}


def test_between_counts_what_the_tables_say(hue: Ecosystem) -> None:
    """Independent count from the file: organisations founded in the years after the first day's, to the last's."""
    with (DATA / "organisations.csv").open(encoding="utf-8") as stream:
        years = [row["founded_year"] for row in csv.DictReader(stream)]
    found = between(hue, date(2019, 7, 1), date(2024, 7, 1))
    assert len(found.of("organisations", "new")) == sum(
        year != "" and 2019 < int(year) <= 2024 for year in years
    )
    assert found.undated["organisations"] == years.count("")


STATES = st.fixed_dictionaries(
    {
        "kept": st.sets(st.sampled_from(range(4)), min_size=1),
        "stage": st.sampled_from(["", "seed", "growth"]),
        "ties": st.sets(st.sampled_from(range(4))),
        "start": st.sampled_from(["", "2019", "2020-02"]),
        "name": st.sampled_from(["sen-tech", "hoa-sen"]),
        "former": st.booleans(),
    }
)


def state(choice: dict[str, object]) -> factory.Rows:
    rows = factory.rows()
    rows["organisations"][2]["stage"] = str(choice["stage"])
    rows["relations"] = [rows["relations"][at] for at in sorted(choice["ties"])]  # type: ignore[call-overload]
    for tie in rows["relations"]:
        tie["start_date"] = str(choice["start"])
        tie["end_date"] = ""
    rows["needs"] = rows["needs"] if 0 in choice["kept"] else []  # type: ignore[operator]
    if choice["name"] != "sen-tech":
        rows = renamed(rows, "sen-tech", str(choice["name"]))
        if not choice["former"]:
            rows["former_ids"].pop()
    return rows


@given(first=STATES, last=STATES)
def test_the_difference_reads_the_same_both_ways(
    first: dict[str, object], last: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    old, new = (ecomap.load(factory.write(tmp_path_factory.mktemp("state"), state(c))) for c in (first, last))
    there, back = difference(old, new), difference(new, old)
    assert Counter((c.table, c.sign, frozenset((c.id, c.other or c.id))) for c in there.rows) == Counter(
        (c.table, mirrored(c.sign), frozenset((c.id, c.other or c.id))) for c in back.rows
    )
    assert Counter((c.column, c.old, c.new) for change in there.rows for c in change.cells) == Counter(
        (c.column, c.new, c.old) for change in back.rows for c in change.cells
    )
    assert {(f.code, f.old, f.new) for f in there.figures} == {(f.code, f.new, f.old) for f in back.figures}
    assert not difference(old, dataclasses.replace(old)).rows


def test_every_compared_table_can_be_asked_for(hue: Ecosystem) -> None:
    found = between(hue, date(2024, 1, 1), date(2026, 1, 1))
    assert sum(len(found.of(table, provenance=True)) for table in COMPARED) == len(found.rows)
