# ruff: noqa: E501 -- tables of cases are read by the line
"""Every rule of the tables: a broken cell gives the right problem at the right place."""

from __future__ import annotations

import re
from pathlib import Path

import factory
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.tables import RULES, TABLES, DataError, Problem, RawTable, check_tables
from ecomap.tables.check import FAULTS_SHOWN

LONG = "x" * 200_000
# rule, table, row of the factory, column, bad cell (None drops the column from all rows)
CELLS = [
    ("required", "organisations", 0, "name_vi", ""),
    ("required", "organisations", 2, "source_ids", " "),
    ("required", "sources", 0, "publisher", "\u00a0"),
    ("bad_id", "organisations", 0, "id", "Đại học Huế"),
    ("bad_id", "programmes", 1, "id", "=cmd|' /C calc'!A0"),
    ("bad_code", "organisations", 1, "kind", "start-up"),
    ("bad_code", "organisations", 1, "kind", "programme"),
    ("bad_code", "relations", 0, "confidence", "sure"),
    ("bad_code", "organisations", 1, "status", "Active"),
    ("bad_number", "relations", 1, "amount_vnd", "2 tỷ"),
    ("bad_number", "targets", 0, "target_value", "1,5"),
    ("bad_number", "targets", 0, "target_value", "inf"),
    ("bad_number", "targets", 0, "target_value", "nan"),
    ("bad_number", "targets", 0, "target_value", "True"),
    ("bad_number", "targets", 0, "target_value", "0x10"),
    ("bad_number", "targets", 0, "target_value", "1_000"),
    ("bad_number", "targets", 0, "target_value", "1e999"),
    ("bad_integer", "organisations", 0, "founded_year", "1957.5"),
    ("bad_date", "relations", 0, "start_date", "01/03/2020"),
    ("bad_date", "relations", 0, "start_date", "2020-13"),
    ("bad_date", "relations", 0, "start_date", "2023-02-29"),
    ("bad_date", "relations", 0, "start_date", "٢٠٢٠"),
    ("bad_date", "relations", 0, "start_date", "0000"),
    ("bad_url", "organisations", 0, "website", "javascript:alert(1)"),
    ("bad_url", "organisations", 0, "website", "hueuni.edu.vn"),
    ("bad_url", "sources", 0, "url", 'https://a.vn/"><script>'),
    ("out_of_range", "organisations", 0, "founded_year", "57"),
    ("out_of_range", "wards", 0, "area_km2", "-1"),
    ("out_of_range", "wards", 0, "population", "1e30"),
    ("out_of_range", "stages", 0, "rank", "1e30"),
    ("too_long", "organisations", 0, "summary_vi", LONG),
    ("too_long", "organisations", 0, "id", "a" * 81),
    ("control_character", "organisations", 0, "name_vi", "Đại\x07 học"),
    ("control_character", "organisations", 0, "name_vi", "Đại\ufffe học"),
    ("control_character", "organisations", 0, "name_vi", "\u202egpj.exe"),
    ("duplicate_id", "organisations", 1, "id", "dai-hoc-hue"),
    ("duplicate_id", "programmes", 1, "id", "dai-hoc-hue"),
    ("duplicate_id", "sources", 1, "id", "S1"),
    ("dangling_id", "organisations", 0, "ward_code", "99999"),
    ("dangling_id", "organisations", 0, "sectors", "it;magic"),
    ("dangling_id", "organisations", 0, "source_ids", "S1;S404"),
    ("dangling_id", "relations", 0, "source", "nobody"),
    ("dangling_id", "programmes", 0, "coordinating_orgs", "vuon-uom;cuoc-thi"),
    ("dangling_id", "former_ids", 0, "id", "nobody"),
    ("self_tie", "relations", 0, "target", "vuon-uom"),
    ("role_type", "relations", 0, "type", "leads"),
    ("end_before_start", "relations", 0, "end_date", "2019"),
    ("end_before_start", "relations", 0, "end_date", "2020-02"),
    ("end_before_start", "programmes", 0, "end_date", "2018-12-31"),
    ("swapped_coordinates", "organisations", 0, "lat", "107.55"),
    ("outside_country", "organisations", 0, "lat", "48.85"),
    ("half_point", "organisations", 0, "lat", ""),
    ("point_without_precision", "organisations", 1, "geo_precision", "address"),
    ("ward_without_code", "organisations", 1, "ward_code", ""),
    ("wrong_subkind", "organisations", 0, "subkind", "vc"),
]


def problems_of(folder: Path, data: factory.Rows) -> list[Problem]:
    return ecomap.check(factory.write(folder, data))


def test_the_small_data_set_is_right(tmp_path: Path) -> None:
    assert ecomap.check(factory.write(tmp_path)) == []


@pytest.mark.parametrize(
    ("rule", "table", "row", "column", "cell"), CELLS, ids=[f"{c[0]}-{i}" for i, c in enumerate(CELLS)]
)
def test_a_bad_cell_is_named(tmp_path: Path, rule: str, table: str, row: int, column: str, cell: str) -> None:
    data = factory.rows()
    data[table][row][column] = cell
    if rule == "swapped_coordinates":
        data[table][row]["lon"] = "16.45"
    found = [p for p in problems_of(tmp_path, data) if p.rule == rule]
    assert found, rule
    problem = found[0]
    shown_column = "target" if rule == "self_tie" else "lat" if rule == "half_point" else column
    assert (problem.file, problem.row, problem.column) == (f"{table}.csv", row + 2, shown_column)
    assert len(problem.value) <= 80
    with pytest.raises(DataError) as caught:
        ecomap.load(tmp_path)
    assert rule in {p.rule for p in caught.value.problems}


def test_all_problems_are_reported_at_once(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][0]["kind"] = "castle"
    data["relations"][0]["target"] = "nobody"
    data["wards"][0]["population"] = "many"
    del data["stages"][1]["rank"]
    rules = {p.rule for p in problems_of(tmp_path, data)}
    assert rules == {"bad_code", "dangling_id", "bad_number", "required"}


def test_missing_and_unknown_columns(tmp_path: Path) -> None:
    text = factory.csv_text("organisations", factory.rows()["organisations"])
    text = text.replace("name_vi", "ten", 1).replace("website", "trang web", 1)
    found = {
        (p.rule, p.column): p
        for p in ecomap.check(factory.write(tmp_path, files={"organisations.csv": text}))
    }
    assert {("missing_column", "name_vi"), ("absent_column", "website"), ("unknown_column", "ten")} <= set(
        found
    )
    assert found["missing_column", "name_vi"].is_error
    assert not found["absent_column", "website"].is_error
    assert not found["unknown_column", "trang web"].is_error


def test_a_column_that_stands_twice(tmp_path: Path) -> None:
    text = factory.csv_text("sectors", factory.rows()["sectors"]).replace("description_vi", "label_en", 1)
    rules = {(p.rule, p.column) for p in ecomap.check(factory.write(tmp_path, files={"sectors.csv": text}))}
    assert ("repeated_column", "label_en") in rules


def test_missing_tables(tmp_path: Path) -> None:
    for name, table in TABLES.items():
        folder = factory.write(tmp_path / name)
        (folder / f"{name}.csv").unlink()
        found = [p for p in ecomap.check(folder) if p.rule == "missing_table"]
        assert [p.details["table"] for p in found] == ([] if table.optional else [name])
        # What hangs on the missing table is not reported row by row.
        assert not [p for p in ecomap.check(folder) if p.rule == "dangling_id"]


def test_a_repeated_tie_is_an_error_unless_the_dates_differ(tmp_path: Path) -> None:
    data = factory.rows()
    data["relations"].append({**data["relations"][0], "start_date": "2023", "end_date": ""})
    assert problems_of(tmp_path / "apart", data) == []
    data["relations"].append(dict(data["relations"][2]))
    (problem,) = problems_of(tmp_path / "same", data)
    assert (problem.rule, problem.row) == ("duplicate_row", 7)


def test_partial_dates_that_may_agree_are_no_contradiction(tmp_path: Path) -> None:
    data = factory.rows()
    data["relations"][0].update(start_date="2020-05", end_date="2020")
    assert problems_of(tmp_path, data) == []


def test_cells_are_trimmed_and_composed(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][2].update(
        name_vi="  Ca\u0302\u0301y Sen\u00a0", kind=" startup ", sectors=" it ; edtech;;it "
    )
    ecosystem = ecomap.load(factory.write(tmp_path, data))
    row = ecosystem.organisations.loc["sen-tech"]
    assert (row["name_vi"], row["kind"], row["sectors"]) == ("C\u1ea5y Sen", "startup", "it;edtech")


def test_blank_rows_say_nothing_and_keep_their_number(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"].insert(1, {})
    data["organisations"].append({"name_vi": "  "})
    assert len(ecomap.load(factory.write(tmp_path / "good", data)).organisations) == 5
    data["organisations"][2]["kind"] = "castle"
    (problem,) = [p for p in problems_of(tmp_path / "bad", data) if p.rule == "bad_code"]
    assert (problem.row, problem.value) == (4, "castle")


def test_many_faults_of_one_kind_are_summed_up(tmp_path: Path) -> None:
    for column, cell, rule in (("kind", "castle", "bad_code"), ("lat", "60", "outside_country")):
        data = factory.rows()
        model = {**data["organisations"][0], column: cell}
        data["organisations"] += [{**model, "id": f"o{i}"} for i in range(200)]
        found = problems_of(tmp_path / column, data)
        assert len([p for p in found if p.rule == rule]) == FAULTS_SHOWN
        (rest,) = [p for p in found if p.rule == "more"]
        assert rest.details["count"] == 200 - FAULTS_SHOWN
        assert rest.is_error


def organised_by_their_leads(n: int) -> factory.Rows:
    """Return data in which the leads of `n` programmes stand as their organisers too."""
    data = factory.rows()
    contest = data["programmes"][0]
    data["programmes"] += [{**contest, "id": f"p{i}", "coordinating_orgs": "vuon-uom"} for i in range(n)]
    tie = {**data["relations"][3], "source": "so-khcn", "type": "organises"}
    data["relations"] += [{**tie, "target": f"p{i}"} for i in range(n)]
    return data


def test_a_role_told_again_as_a_relation_is_warned_of(tmp_path: Path) -> None:
    data = organised_by_their_leads(1)
    organiser = data["relations"][-1]
    # Who coordinates and who only organises: the first is told twice, the second once.
    data["relations"] += [{**organiser, "source": "vuon-uom"}, {**organiser, "source": "dai-hoc-hue"}]
    found = problems_of(tmp_path, data)
    assert [(p.rule, p.file, p.row, p.column) for p in found] == [
        ("repeated_role", "relations.csv", 6, "type"),
        ("repeated_role", "relations.csv", 7, "type"),
    ]
    assert "“vuon-uom”" in found[1].message("en") and "“p0”" in found[1].message("en")
    assert "Remove this row" in found[1].advice("en")
    ecomap.load(tmp_path)


def test_many_warnings_of_one_kind_do_not_keep_data_from_loading(tmp_path: Path) -> None:
    """Versions of before the rule hold many such rows and must still open."""
    found = problems_of(tmp_path, organised_by_their_leads(FAULTS_SHOWN + 10))
    assert {p.rule for p in found} == {"repeated_role", "more_warned"}
    assert found[-1].details["count"] == 10
    ecomap.load(tmp_path)


def _named_in(sentence: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", sentence))


def _every_problem(folder: Path) -> list[Problem]:
    """Make every rule of the cells come up, as real checks do."""
    found = []
    for number, (_, table, row, column, cell) in enumerate(CELLS):
        data = factory.rows()
        data[table][row][column] = cell
        found += problems_of(folder / str(number), data)
    data = factory.rows()
    data["organisations"][0].update(lat="107.55", lon="16.45")
    data["organisations"] += [
        {**data["organisations"][1], "id": f"o{i}", "kind": "castle"} for i in range(60)
    ]
    data["relations"].append(dict(data["relations"][0]))
    found += problems_of(folder / "more", data)
    data = factory.rows()
    data["organisations"][0].update(ward_code="19774", lat="16.0")
    data["wards"].append({"code": "1", "name": "Không hình", "source_ids": "S1"})
    found += problems_of(folder / "warnings", data)
    return found + problems_of(folder / "roles", organised_by_their_leads(60))


def test_sentences_are_filled_in_both_languages(tmp_path: Path) -> None:
    found = _every_problem(tmp_path)
    missing = {"missing_source", "unreadable_file", "unsupported_format", "unknown_encoding", "protected_workbook",
               "workbook_too_large", "macros_ignored", "missing_table", "empty_table", "missing_column", "absent_column",
               "unknown_column", "repeated_column", "wrong_field_count", "cell_error", "bad_region",
               "bad_wards_layer", "missing_region", "file_too_large", "reading_copy"}  # fmt: skip
    assert (
        set(RULES) - {p.rule for p in found} <= missing
    )  # those have their own tests, about files and headers
    for problem in found:
        for lang in ("vi", "en"):
            for sentence in (problem.message(lang), problem.advice(lang), problem.place(lang)):
                assert sentence
                assert not _named_in(sentence.replace(problem.value, "")), sentence
        assert problem.as_dict()["severity"] in ("error", "warning")


def test_every_rule_has_its_placeholders_among_what_problems_carry() -> None:
    always = {"value", "column"}
    details = {"reason", "size", "limit", "table", "found", "expected", "allowed", "low", "high", "start", "lat", "lon",
               "km", "ward", "kind", "count", "source", "target"}  # fmt: skip
    for sentences in RULES.values():
        for sentence in sentences:
            assert _named_in(sentence) <= always | details


def test_coordinates_are_shown_as_written(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][0].update(lat="107.5512", lon="16.4533")
    (problem,) = problems_of(tmp_path, data)
    for lang in ("vi", "en"):
        assert "107.5512" in problem.message(lang)
        assert "16.4533" in problem.message(lang)


def test_text_of_the_data_is_never_taken_for_a_placeholder(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][0]["kind"] = "{value}{0}{limit!r}"
    (problem,) = [p for p in problems_of(tmp_path, data) if p.rule == "bad_code"]
    assert "{value}{0}{limit!r}" in problem.message("vi")


def test_every_whole_number_has_bounds() -> None:
    """Without them a number too large for 64 bits would wrap around."""
    for table in TABLES.values():
        for column in table.columns:
            assert column.type != "integer" or (column.low is not None and column.high is not None)


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(
        ["", "dai-hoc-hue", "2020", "2020-05", "16.4", "1e400", "-0", "it;;it", "S1", "'=1", "startup"]
    ),
)


@st.composite
def tables(draw: st.DrawFn) -> dict[str, RawTable]:
    """Draw tables with known and unknown columns and any text in the cells."""
    chosen = draw(st.sets(st.sampled_from(sorted(TABLES)), min_size=1, max_size=4))
    drawn = {}
    for name in sorted(chosen):
        known = [column.name for column in TABLES[name].columns]
        names = draw(
            st.lists(st.one_of(st.sampled_from(known), st.text(max_size=5)), min_size=1, max_size=10)
        )
        n = draw(st.integers(0, 4))
        content = draw(
            st.lists(st.lists(cells, min_size=len(names), max_size=len(names)), min_size=n, max_size=n)
        )
        drawn[name] = RawTable(name, pd.DataFrame(content, columns=names, dtype="str"), f"{name}.csv")
    return drawn


@given(tables())
def test_no_table_breaks_the_check(raws: dict[str, RawTable]) -> None:
    frames, problems = check_tables(raws)
    assert set(frames) == set(TABLES)
    for problem in problems:
        assert problem.message("vi")
        assert problem.advice("en")
