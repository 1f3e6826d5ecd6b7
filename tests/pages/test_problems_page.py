"""The page of published problems: the list, its filters, one problem with its solvers, empty states."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import factory
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from visits import said, visit

from ecomap import Ecosystem
from ecomap.analysis.partners.solvers import solvers
from ecomap.i18n import translator
from ecomap.views import exports, problems

page = partial(visit, "problems")


def titles(app: AppTest) -> list[str]:
    return [entry.value.removeprefix("##### ") for entry in app.markdown if entry.value.startswith("##### ")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_list_and_one_problem_run_in_both_languages(lang: str) -> None:
    assert not page(lang=lang).exception
    assert not page(lang=lang, problem="need-sat-lo-ngap-lut").exception


def test_open_problems_come_first_and_the_rest_on_demand(hue: Ecosystem) -> None:
    app = page()
    n_open = int((hue.needs["status"] == "open").sum())
    assert len(titles(app)) == 10
    states = [c.value for c in app.caption if c.value.startswith("Status")]
    assert all(text.startswith("Status\\: Open") for text in states[:n_open]) and n_open > 0
    app.button(key="problems_more").click().run()
    assert len(titles(app)) == len(hue.needs)


def test_filters_stand_in_the_address_and_narrow_the_list(hue: Ecosystem) -> None:
    app = page()
    app.multiselect(key="problems_field").set_value(["crafts"]).run()
    assert app.query_params["field"] in ("crafts", ["crafts"])
    crafts = hue.tags("needs", "sectors")
    assert len(titles(app)) == int((crafts == "crafts").sum())
    assert len(titles(page(state="open"))) == int((hue.needs["status"] == "open").sum())


def test_nothing_left_says_so_and_offers_the_way_out() -> None:
    app = page(state="open", field="crafts")
    assert not titles(app)
    assert any("No problem fits" in info.value for info in app.info)
    app.button(key="problems_clear").click().run()
    assert titles(app)


def test_flood_problem_shows_its_solvers_with_reasons(hue: Ecosystem) -> None:
    app = page(problem="need-sat-lo-ngap-lut")
    found = solvers(hue, "need-sat-lo-ngap-lut", problems.OPENED_SOLVERS)
    text = said(app)
    for solver in found:
        assert hue.name(solver.id, "en") in text
    assert text.index(hue.name(found[0].id, "en")) < text.index(hue.name(found[1].id, "en"))
    assert "confirmed tie" in text and "possible match" in text
    app.button(key="problem_close").click().run()
    assert "problem" not in app.query_params and titles(app)


def test_a_problem_opens_from_the_list() -> None:
    app = page(state="open")
    app.button(key="problem_open_need-ngap-lut-ai").click().run()
    assert app.query_params["problem"] in ("need-ngap-lut-ai", ["need-ngap-lut-ai"])
    assert any("Who could solve it" in entry.value for entry in app.markdown)


@pytest.mark.parametrize("asked", ["no-such", "<script>", "*" * 300])
def test_unknown_problem_in_the_address_says_so(asked: str) -> None:
    app = page(problem=asked)
    assert not app.exception
    assert any("no problem" in entry.value for entry in app.warning)
    assert titles(app)


def test_data_without_problems_or_without_solvers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = factory.rows()
    data["needs"] = []
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path / "none", data)))
    assert any("No published problem" in info.value for info in page().info)
    data = factory.rows()
    data["needs"] = [{"id": "odd", "title_vi": "=1+1 <b>", "status": "open", "source_ids": "S1"}]
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path / "odd", data)))
    app = page(problem="odd")
    assert not app.exception
    assert any("Nobody in the data" in info.value for info in app.info)


def test_tables_to_take_along_name_solvers_and_say_what_is_not_known(hue: Ecosystem) -> None:
    _ = translator("en")
    kept = problems.keep(hue, problems.Choice())
    table = problems.problem_table(hue, kept, _)
    assert len(table) == len(hue.needs)
    assert (table["Posted by"] == "not known").sum() == int(hue.needs["posted_by"].isna().sum())
    found = solvers(hue, kept[0], 5)
    sheet = openpyxl.load_workbook(
        io.BytesIO(exports.table_bytes(problems.solver_table(hue, found, _), "xlsx", "solvers"))
    ).active
    assert sheet is not None and sheet.max_row == 1 + len(found)


def test_text_from_the_data_is_shown_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = factory.rows()
    data["needs"][0] |= {
        "title_vi": "<img src=x onerror=alert(1)>",
        "description_vi": "**đậm** [x](javascript:1)",
    }
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path, data)))
    for app in (page(), page(problem="need-1")):
        assert not app.exception
        shown = " ".join(entry.value for entry in [*app.markdown, *app.subheader])
        assert "\\<img" in shown and "<img" not in shown.replace("\\<", "")
