"""The what-if page: changes in the address, what they bring, sites, and what cannot be read."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import factory
import pytest
from streamlit.testing.v1 import AppTest
from visits import finished, said, visit

from ecomap import Ecosystem
from ecomap.analysis import scenario as s
from ecomap.views.gaps_scenario import CHANGES

SUPPORT = s.AddOrganisation(
    "what-if-1", "Lăng Cô <b>", "support_org", functions=("incubation",), ward="20137"
)


page = partial(visit, "scenario")


def send(app: AppTest) -> AppTest:
    (button,) = [button for button in app.button if button.form_id]
    return finished(button.click().run())


def scenario(app: AppTest) -> tuple[s.Change, ...]:
    text = app.query_params["s"] if "s" in app.query_params else ""  # noqa: SIM401
    text = text[0] if isinstance(text, list) else text
    return s.from_text(text) if text else ()


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("what", CHANGES)
def test_every_form_runs_in_both_languages(lang: str, what: str) -> None:
    app = page(lang=lang)
    app.selectbox(key="scenario_what").set_value(what).run()
    assert not app.exception and app.info
    app = send(app)
    assert not app.exception and app.warning and not scenario(app)


def test_an_organisation_is_added_and_everything_recomputed() -> None:
    app = page()
    app.selectbox(key="scenario_kind").set_value("support_org").run()
    app.text_input(key="scenario_name").set_value("Hub <b>")
    app.selectbox(key="scenario_subkind_support_org").set_value("shared_lab")
    app.multiselect(key="scenario_functions").set_value(["lab", "incubation"])
    app.selectbox(key="scenario_ward").set_value("20137")
    app = send(app)
    assert not app.exception
    (change,) = scenario(app)
    assert isinstance(change, s.AddOrganisation) and change.ward == "20137" and change.name == "Hub <b>"
    assert change.subkind == "shared_lab" and set(change.functions) == {"lab", "incubation"}
    assert not app.text_input(key="scenario_name_1").value  # ready for the next
    assert "Organisations of the region" in said(app) and "+1" in said(app)
    assert any("No longer a gap" in fold.label for fold in app.expander)
    assert any("without ties it brings" in note.value for note in app.info)
    assert sum("estimate" in heading.value for heading in app.subheader) == 1
    app = finished(app.button(key="scenario_out_0").click().run())
    assert not scenario(app) and app.info


def test_what_is_missing_is_named_and_the_rest_stays() -> None:
    app = page()
    app.selectbox(key="scenario_kind").set_value("startup").run()
    app.selectbox(key="scenario_stage").set_value(app.selectbox(key="scenario_stage").options[0])
    app.selectbox(key="scenario_ward").set_value("20137")
    app = send(app)
    assert [warning.value for warning in app.warning] == ["Still to be filled in: Name."]
    assert app.selectbox(key="scenario_kind").value == "startup"
    assert app.selectbox(key="scenario_ward").value == "20137" and not scenario(app)
    app.text_input(key="scenario_name").set_value("Mới")
    app.text_input(key="scenario_position").set_value("somewhere")
    app = send(app)
    assert "Position as two numbers" in app.warning[0].value and not scenario(app)
    app.text_input(key="scenario_position").set_value("16,46; 107,59")
    app = send(app)
    (change,) = scenario(app)
    assert isinstance(change, s.AddOrganisation)
    assert (change.name, change.lat, change.lon) == ("Mới", 16.46, 107.59) and change.stage


def test_a_loss_stands_first(hue: Ecosystem) -> None:
    tied = hue.ties["source"].value_counts()
    body = next(i for i in tied.index if i in hue.organisations.index)
    app = page(s=s.to_text([s.RemoveOrganisation(body)]))
    assert not app.exception and any("lose" in error.value for error in app.error)


def test_a_tie_is_added_between_two(hue: Ecosystem) -> None:
    app = page()
    app.selectbox(key="scenario_what").set_value("add_tie").run()
    ends = list(hue.organisations.index[:2])
    app.selectbox(key="scenario_from").set_value(ends[0])
    app.selectbox(key="scenario_type").set_value("partners_with")
    app.selectbox(key="scenario_to").set_value(ends[1])
    app = send(app)
    assert scenario(app) == (s.AddTie(*ends, "partners_with"),)
    assert not app.exception and "Ties" in said(app)


def test_a_change_that_does_not_fit_is_refused_with_a_sentence(hue: Ecosystem) -> None:
    app = page()
    app.selectbox(key="scenario_what").set_value("add_tie").run()
    one = hue.organisations.index[0]
    app.selectbox(key="scenario_from").set_value(one)
    app.selectbox(key="scenario_type").set_value("partners_with")
    app.selectbox(key="scenario_to").set_value(one)
    app = send(app)
    assert not app.exception and not scenario(app)
    assert any("two ends" in error.value for error in app.error)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_link_reopens_the_scenario(lang: str, hue: Ecosystem) -> None:
    tie = hue.ties[hue.ties["origin"] == "relation"].iloc[0]
    changes = [
        SUPPORT,
        s.RemoveTie(tie["source"], tie["target"], tie["type"]),
        s.RemoveOrganisation(hue.organisations.index[5]),
        s.AddProgramme("what-if-2", "P", "fund"),
        s.RemoveProgramme(hue.programmes.index[0]),
        s.SetCapacity("what-if-1", 12.0),
    ]
    app = page(s=s.to_text(changes), lang=lang)
    assert not app.exception and not app.error
    assert sum(str(button.key).startswith("scenario_out_") for button in app.button) == len(changes)
    assert any("neu-thi" in code.value for code in app.code)
    app = app.button(key="scenario_clear").click().run()
    assert not scenario(app)


@pytest.mark.parametrize("text", ["xx", "1.eNp", "2.abc", "1." + "A" * 5000, "<script>alert(1)</script>"])
def test_text_that_is_no_scenario_is_said(text: str) -> None:
    app = page(s=text)
    assert not app.exception and app.error
    app = app.button(key="scenario_anew").click().run()
    assert not app.error and "s" not in app.query_params


def test_a_scenario_of_other_data_is_said() -> None:
    app = page(s=s.to_text([s.RemoveOrganisation("no-such-body")]))
    assert not app.exception and any("no-such-body" in e.value.replace("\\", "") for e in app.error)
    assert app.button(key="scenario_anew")


@pytest.mark.parametrize("aim", ["coverage", "distance"])
def test_sites_are_chosen_and_taken_into_the_scenario(aim: str) -> None:
    app = page(show="sites", k="2", aim=aim)
    assert not app.exception and not app.error
    assert "Draws in which it is chosen again" in said(app)
    assert any(entry.value.startswith("Estimate") for entry in app.markdown)
    if aim == "coverage":
        assert any("Not sure enough" in warning.value for warning in app.warning)
    assert any("drawn at random" in note.value for note in app.caption)
    if aim == "coverage":
        app = finished(app.button(key="scenario_take_sites").click().run())
        assert not app.exception and len(scenario(app)) == 2


def test_unknown_questions_are_dropped_from_the_address() -> None:
    wrong = {"k": "99", "fn": "x", "for": "x", "aim": "x", "km": "0"}
    app = page(show="sites", **wrong)
    assert not app.exception and not set(wrong) & set(app.query_params)


def test_a_question_without_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path)))
    app = page(show="sites", k="5", **{"for": "enterprise"})
    assert not app.exception and app.info
