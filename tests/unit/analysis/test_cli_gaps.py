import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecomap.cli import main

KINDS = ["--kind", "composition", "--kind", "coverage", "--kind", "roles"]


@pytest.fixture(scope="module")
def folder():
    return str(Path(__file__).parents[3] / "data")


def run(*arguments):
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


def test_text_has_findings_and_what_cannot_be_said(folder):
    result = run("--lang", "en", "gaps", folder, *KINDS)
    assert result.exit_code == 0
    assert "composition:venture" in result.output
    assert "rows of evidence" in result.output
    assert "Cannot be said · Roles of agencies" in result.output


def test_json_has_every_field_in_both_languages(folder):
    data = json.loads(run("gaps", folder, "--json", *KINDS).output)
    assert data["count"] == len(data["findings"])
    assert set(data["methods"]) == {"composition", "coverage", "roles"}
    for finding in data["findings"]:
        for name in ("kind_label", "title", "sentence", "severity_formula"):
            assert set(finding[name]) == {"vi", "en"}
        assert set(finding["measure"]) == {"value", "low", "high", "range", "unit", "formula"}
        assert set(finding["confidence"]) == {"coverage", "freshness", "stability", "score", "level"}
        assert all(part["ids"] for part in finding["evidence"])
    assert all(set(silence["reason"]) == {"vi", "en"} for silence in data["silences"])


def test_json_has_the_three_houses_by_sector_and_year(folder):
    houses = json.loads(run("gaps", folder, "--json", "--kind", "helix").output)["three_houses"]
    assert all(set(sentence) == {"vi", "en"} for sentence in houses["sentences"])
    assert {row["sector"] for row in houses["synergy_by_sector"]} <= {
        row["sector"] for row in houses["ties_by_sector"]
    }
    assert {row["year"] for row in houses["synergy_by_year"]} <= {
        row["year"] for row in houses["ties_by_year"]
    }
    assert {"density", "reciprocity"} <= set(houses["ties_by_year"][0])


def test_limit(folder):
    data = json.loads(run("gaps", folder, "--json", "--limit", "1", *KINDS).output)
    assert len(data["findings"]) == 1
    assert data["count"] > 1
    assert "more finding" in run("--lang", "en", "gaps", folder, "--limit", "1", *KINDS).output


def test_a_kind_that_does_not_exist(folder):
    assert run("gaps", folder, "--kind", "nothing").exit_code == 2


def test_data_that_does_not_load(tmp_path):
    result = run("gaps", str(tmp_path / "none"))
    assert result.exit_code == 1
