"""The terminal: composing files whole or not at all, checking them, saying what is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import briefs
import factory
import pytest
from click.testing import CliRunner, Result

from ecomap.briefing.payload import payload
from ecomap.briefing.recipe import Recipe
from ecomap.cli import main


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return factory.write(tmp_path / "data")


@pytest.fixture
def recipe(tmp_path: Path) -> Path:
    file = tmp_path / "recipe.json"
    file.write_text(Recipe("test", lang="en").to_json(), encoding="utf-8")
    return file


def run(*args: object) -> Result:
    return CliRunner().invoke(main, ["--lang", "en", "brief", *map(str, args)])


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_a_produced_file_holds_and_then_shows_what_changed(
    data: Path, recipe: Path, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"brief.{ending}"
    made = run(data, "--recipe", recipe, "--out", out)
    assert made.exit_code == 0, made.output
    assert run(data, "--verify", out).exit_code == 0
    rows = factory.rows()
    rows["organisations"][2]["sectors"] = "edtech"
    later = factory.write(tmp_path / "later", rows)
    shown = run(later, "--verify", out)
    assert shown.exit_code == 1
    assert "In information technology there are 2." in shown.output and "2 is now 1" in shown.output
    found = json.loads(run(later, "--verify", out, "--json").stdout)
    assert [(one["old"], one["new"]) for one in found["changed"]] == [("2", "1")]
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("ending", ["docx", "html"])
@pytest.mark.parametrize("later", [False, True], ids=["same-data", "other-data"])
def test_a_file_whose_text_cannot_be_read_is_not_said_to_hold(
    data: Path, recipe: Path, tmp_path: Path, ending: str, later: bool
) -> None:
    out = tmp_path / f"brief.{ending}"
    run(data, "--recipe", recipe, "--out", out)
    out.write_bytes(briefs.unreadable(out.read_bytes()))
    if later:
        rows = factory.rows()
        rows["organisations"][2]["sectors"] = "edtech"
        data = factory.write(tmp_path / "later", rows)
    shown = run(data, "--verify", out)
    assert shown.exit_code == 2
    assert "Error: The text that a reader sees in this file cannot be read" in shown.output
    told = run(data, "--verify", out, "--json")
    found = json.loads(told.stdout)
    assert told.exit_code == 2 and found["result"] == "failed" and "cannot be read" in found["error"]


def test_a_file_emptied_of_its_figures_fails(
    data: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "brief.html"
    monkeypatch.setattr("ecomap.briefing.files.payload", lambda document: emptied(payload(document)))
    assert run(data, "--recipe", recipe, "--out", out).exit_code == 0
    shown = run(data, "--verify", out)
    assert shown.exit_code == 2
    assert "carries no figure at all" in shown.output and "are missing from the list" in shown.output
    found = json.loads(run(data, "--verify", out, "--json").stdout)
    assert found["result"] == "failed" and found["missing"] and found["list_compared"]


def emptied(content: bytes) -> bytes:
    return json.dumps({**json.loads(content), "values": []}).encode()


@pytest.mark.parametrize(("ending", "compared"), [("pdf", False), ("html", True)])
def test_that_the_text_of_a_pdf_is_not_compared_is_told(
    data: Path, recipe: Path, tmp_path: Path, ending: str, compared: bool
) -> None:
    out = tmp_path / f"brief.{ending}"
    run(data, "--recipe", recipe, "--out", out)
    assert ("was not compared" in run(data, "--verify", out).output) is not compared
    found = json.loads(run(data, "--verify", out, "--json").stdout)
    assert found["text_compared"] is compared and found["result"] == "holds"
    assert any("was not compared" in limit for limit in found["not_checked"]) is not compared


def test_several_files_are_written_at_once_and_the_same_each_time(
    data: Path, recipe: Path, tmp_path: Path
) -> None:
    files = [tmp_path / f"a.{ending}" for ending in ("docx", "pdf", "html", "xlsx")]
    again = [tmp_path / f"b.{ending}" for ending in ("docx", "pdf", "html", "xlsx")]
    for group in (files, again):
        args = [part for file in group for part in ("--out", file)]
        assert run(data, "--recipe", recipe, *args).exit_code == 0
    assert [file.read_bytes() for file in files] == [file.read_bytes() for file in again]


def test_data_may_come_from_the_setting(
    data: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOMAP_DATA", str(data))
    out = tmp_path / "brief.html"
    assert run("--recipe", recipe, "--out", out).exit_code == 0
    assert run("--verify", out).exit_code == 0


def test_a_faulty_recipe_is_told_and_nothing_is_written(data: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "recipe.json", tmp_path / "brief.docx"
    out.write_bytes(b"old")
    file.write_text(Recipe("test", {"ward": ["00000"]}, layout="x").to_json(), encoding="utf-8")
    result = run(data, "--recipe", file, "--out", out)
    assert result.exit_code == 1
    assert "scope.ward [00000]" in result.output and "layout [x]" in result.output
    assert out.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("recipe", "told"),
    [
        (Recipe("overview", since="garbage"), "since [garbage]"),
        (Recipe("overview", subject_ids=("sen-tech",)), "subject_ids [sen-tech]"),
        (Recipe("profile", subject_ids=("sen-tech", "dai-hoc-hue")), "subject_ids [dai-hoc-hue]"),
    ],
)
def test_what_a_recipe_asks_for_in_vain_is_told(
    data: Path, tmp_path: Path, recipe: Recipe, told: str
) -> None:
    file, out = tmp_path / "recipe.json", tmp_path / "brief.html"
    file.write_text(recipe.to_json(), encoding="utf-8")
    result = run(data, "--recipe", file, "--out", out)
    assert result.exit_code == 1 and told in result.output and not out.exists()


def test_a_version_to_compare_with_may_be_given_by_name(data: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "recipe.json", tmp_path / "brief.html"
    file.write_text(Recipe("overview", since="May 2025", lang="en").to_json(), encoding="utf-8")
    assert run(data, "--recipe", file, "--out", out, "--since", data).exit_code == 0


def test_a_folder_that_is_not_there_is_told(data: Path, recipe: Path, tmp_path: Path) -> None:
    result = run(data, "--recipe", recipe, "--out", tmp_path / "none" / "brief.html")
    assert result.exit_code == 1 and "cannot be written" in result.output


def test_of_two_files_none_is_written_when_one_cannot_be(data: Path, recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    out.write_bytes(b"old")
    result = run(data, "--recipe", recipe, "--out", out, "--out", tmp_path / "none" / "b.html")
    assert result.exit_code == 1 and "cannot be written" in result.output
    assert out.read_bytes() == b"old" and not list(tmp_path.glob(".*.part"))


def test_a_file_held_by_another_program_is_told_with_those_already_replaced(
    data: Path, recipe: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(self: Path, target: Path) -> Path:
        if target.name == "b.html":
            raise PermissionError(13, "held open")
        return moved(self, target)

    moved = Path.replace
    monkeypatch.setattr(Path, "replace", replace)
    args = [part for name in ("a", "b", "c") for part in ("--out", tmp_path / f"{name}.html")]
    result = run(data, "--recipe", recipe, *args)
    assert result.exit_code == 1 and "held open" in result.output
    assert "Already replaced" in result.output and "a.html" in result.output.partition("Already")[2]
    assert not (tmp_path / "c.html").exists() and not list(tmp_path.glob(".*.part"))


def test_the_same_file_asked_for_twice_is_written_once(data: Path, recipe: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.html"
    assert run(data, "--recipe", recipe, "--out", out, "--out", out).exit_code == 0 and out.exists()


def test_errors_of_a_check_have_their_own_code(data: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(b"%PDF-1.4 not ours")
    assert run(data, "--verify", other).exit_code == 2
    assert run(data, "--verify", tmp_path / "none.pdf").exit_code == 2
    assert run(tmp_path / "none", "--verify", other).exit_code == 2


def test_usage(data: Path, recipe: Path, tmp_path: Path) -> None:
    assert run(data).exit_code == 2
    assert run(data, "--recipe", recipe).exit_code == 2
    assert run(data, "--recipe", recipe, "--out", tmp_path / "brief.odt").exit_code == 2
    assert run(data, "--recipe", tmp_path / "none", "--out", tmp_path / "a.pdf").exit_code == 1


def test_templates_are_listed() -> None:
    listed = json.loads(run("--templates", "--json").stdout)
    assert all(entry["code"] and entry["name"] and entry["sections"] for entry in listed)
    assert run("--templates").exit_code == 0
