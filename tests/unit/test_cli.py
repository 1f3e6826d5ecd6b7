"""The terminal command, on the shipped data."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ecomap.cli import main

DATA = str(Path(__file__).resolve().parents[2] / "data")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_check_is_content_with_the_shipped_data() -> None:
    result = run("check", DATA)
    assert result.exit_code == 0
    assert "Dữ liệu hợp lệ" in result.output


def test_check_tells_every_problem_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    table = folder / "organisations.csv"
    text = table.read_text(encoding="utf-8").replace(",university,", ",universe,", 2)
    table.write_text(text, encoding="utf-8")
    (folder / "needs.csv").unlink()
    result = run("--lang", "en", "check", str(folder), "--json")
    assert result.exit_code == 1
    report = json.loads(result.output)
    assert not report["ok"]
    rules = {problem["rule"] for problem in report["problems"]}
    assert {"bad_code", "missing_table"} <= rules
    worst = next(problem for problem in report["problems"] if problem["rule"] == "bad_code")
    assert worst["file"] == "organisations.csv" and worst["row"] > 1 and worst["value"] == "universe"
    assert "investor" in worst["advice"]


@pytest.mark.parametrize("path", ["/no/such/place", __file__])
def test_a_path_that_holds_no_data_is_said_so(path: str) -> None:
    for command in (["check"], ["info"], ["search"], ["metrics"]):
        words = ["x"] if command == ["search"] else []
        result = run(*command, path, *words)
        assert result.exit_code == 1
        assert "Traceback" not in result.output


def test_info_counts_as_the_library_does() -> None:
    import ecomap
    from ecomap.counts import totals

    report = json.loads(run("info", DATA, "--json").output)
    ecosystem = ecomap.load(DATA)
    assert report["version"] == ecosystem.version
    assert report["totals"]["organisations"] == totals(ecosystem).organisations
    assert all(row["value"] > 0 for row in report["coverage"])


def test_search_finds_without_tones() -> None:
    found = json.loads(run("search", DATA, "dai hoc y", "--json").output)
    assert found[0]["id"] == "dh-y-duoc-hue"
    assert run("search", DATA, "zzzzqqqq").output.strip() == "Không tìm thấy."


def test_metrics_of_a_part() -> None:
    rows = json.loads(run("metrics", DATA, "--kind", "university", "--json").output)
    assert rows and all(set(row) >= {"id", "name", "degree", "betweenness", "constraint"} for row in rows)


def test_an_unknown_filter_value_is_an_error_with_the_known_ones() -> None:
    result = run("metrics", DATA, "--kind", "rocket")
    assert result.exit_code == 2
    assert "startup" in result.output


def test_export_writes_the_file_or_nothing(tmp_path: Path) -> None:
    out = tmp_path / "hue.geojson"
    result = run("export", DATA, "--format", "geojson", "--out", str(out), "--place", "in")
    assert result.exit_code == 0, result.output
    assert json.loads(out.read_text(encoding="utf-8"))["features"]
    assert [file.name for file in tmp_path.iterdir()] == ["hue.geojson"]
    result = run("export", DATA, "--format", "csv", "--out", str(tmp_path / "no" / "such" / "folder.zip"))
    assert result.exit_code == 1 and "Traceback" not in result.output


def test_a_workbook_and_back_is_the_same_data(tmp_path: Path) -> None:
    version = json.loads(run("info", DATA, "--json").output)["version"]
    workbook, folder = tmp_path / "hue.xlsx", tmp_path / "hue"
    assert run("convert", DATA, "--out", str(workbook)).exit_code == 0
    assert run("check", str(workbook)).exit_code == 0
    assert run("convert", str(workbook), "--out", str(folder)).exit_code == 0
    assert json.loads(run("info", str(folder), "--json").output)["version"] == version
    again = run("convert", DATA, "--out", str(workbook))
    assert again.exit_code == 1 and "hue.xlsx" in again.output


def test_a_workbook_without_settings_says_what_is_missing(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "organisations"
    book.active.append(["id", "name_vi"])
    book.save(tmp_path / "book.xlsx")
    report = json.loads(run("check", str(tmp_path / "book.xlsx"), "--json").output)
    assert "missing_region" in {problem["rule"] for problem in report["problems"]}
