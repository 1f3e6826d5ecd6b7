"""The page of briefings: choosing, composing, taking along, loading again and checking."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from visits import finished, visit

import ecomap
from ecomap import load
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.render.visible import MOST
from ecomap.briefing.templates import TEMPLATES
from ecomap.ui import briefing_draft, briefing_result
from ecomap.views.changes import newest_day

ROOT = Path(__file__).resolve().parents[2]


page = partial(visit, "briefing")


@pytest.mark.parametrize("template", ["overview", "gaps", "targets", "pii"])
def test_every_template_for_the_whole_city_is_composed(template: str) -> None:
    app = page(**{"kind-of": template})
    assert not app.exception
    assert {button.key for button in app.get("download_button")} >= {
        "briefing_docx", "briefing_pdf", "briefing_html", "briefing_xlsx", "briefing_recipe",
    }  # fmt: skip


def test_a_template_without_its_scope_says_what_is_missing() -> None:
    app = page(**{"kind-of": "sector"})
    assert not app.exception and app.warning
    assert not app.get("download_button")
    app = page(**{"kind-of": "sector", "sector": "tourism"})
    assert app.get("download_button") and not app.warning


def test_the_day_to_compare_with_is_not_after_the_newest_source() -> None:
    app = page(**{"kind-of": "pii"})
    newest = newest_day(ecomap.load(ROOT / "data"))
    assert app.date_input(key="briefing_since").max == newest
    app.session_state["briefing_since"] = newest + timedelta(days=1)
    app = finished(app.run())
    assert not app.exception and app.date_input(key="briefing_since").value is None


def test_a_section_can_be_left_out_and_moved() -> None:
    app = page(**{"kind-of": "pii"})
    first, second = (part.code for part in TEMPLATES["pii"].parts[:2])
    app.checkbox(key=f"briefing_on_pii_{second}").uncheck().run()
    app = finished(app.button(key=f"briefing_arrow_downward_pii_{first}").click().run())
    boxes = [box.key for box in app.checkbox if box.key.startswith("briefing_on_pii_")]
    assert boxes[:2] == [f"briefing_on_pii_{second}", f"briefing_on_pii_{first}"]
    assert not app.exception


def test_an_unknown_organisation_in_the_address_is_dropped() -> None:
    app = page(**{"kind-of": "profile", "about": "no-such-body"})
    assert not app.exception and app.warning
    app = page(**{"kind-of": "profile", "about": "hue-innovation-hub"})
    assert app.get("download_button") and not app.exception


def test_without_any_section_it_asks_for_one() -> None:
    app = page(**{"kind-of": "pii"})
    for part in TEMPLATES["pii"].parts:
        app.checkbox(key=f"briefing_on_pii_{part.code}").uncheck()
    app.run()
    assert app.warning and not app.get("download_button") and not app.exception


def test_an_address_with_too_many_organisations_is_shortened() -> None:
    app = page(**{"kind-of": "profile", "about": ["hue-innovation-hub", "dai-hoc-hue"]})
    assert app.get("download_button") and not app.exception


def test_words_and_frame_stay_while_another_page_is_looked_at() -> None:
    app = page(**{"kind-of": "pii"})
    code = next(part.code for part in TEMPLATES["pii"].parts if part.author)
    app.text_area(key=f"briefing_text_pii_{code}").input("Words.").run()
    app.text_input(key="briefing_issue_signatory").input("A Name").run()
    app.switch_page(str(ROOT / "pages/about.py")).run()
    app.switch_page(str(ROOT / "pages/briefing.py"))
    app.query_params["kind-of"] = "pii"
    app = finished(app.run())
    assert app.text_area(key=f"briefing_text_pii_{code}").value == "Words."
    assert app.text_input(key="briefing_issue_signatory").value == "A Name"


def test_the_last_words_and_switches_stay_while_other_kinds_are_looked_at() -> None:
    """Each kind is left and taken up again more than once: what was set first must not come back."""
    app = page(**{"kind-of": "pii"})
    author = next(part.code for part in TEMPLATES["pii"].parts if part.author)
    off = next(part.code for part in TEMPLATES["pii"].parts if not part.author)
    for words, switched_on in (("First.", False), ("Last.", True), ("", False)):
        app.text_area(key=f"briefing_text_pii_{author}").input(words).run()
        app.checkbox(key=f"briefing_on_pii_{off}").set_value(switched_on).run()
        for kind in ("targets", "overview", "pii"):
            app = finished(app.selectbox(key="briefing_kind").select(kind).run())
            app.text_input(key="briefing_issue_number").input(kind).run()
        assert app.text_area(key=f"briefing_text_pii_{author}").value == words
        assert app.checkbox(key=f"briefing_on_pii_{off}").value == switched_on
        assert [box.value for box in app.checkbox if box.key.startswith("briefing_on_pii_")].count(False) == (
            not switched_on
        )


def test_typing_words_computes_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = page(**{"kind-of": "pii"})
    monkeypatch.setattr(briefing_result, "drafts", lambda *_args, **_named: pytest.fail("written anew"))
    code = next(part.code for part in TEMPLATES["pii"].parts if part.author)
    app.text_area(key=f"briefing_text_pii_{code}").input("Other words.").run()
    assert app.get("download_button") and not app.exception


def test_proposals_are_settled_and_left_out_on_the_page() -> None:
    app = page(**{"kind-of": "gaps"})
    boxes = [box.key for box in app.checkbox if box.key.startswith("briefing_proposal.in.")]
    finding = boxes[0].removeprefix("briefing_proposal.in.")
    assert len(boxes) > 2 and all(app.checkbox(key=key).value for key in boxes)
    app = finished(app.text_input(key=f"briefing_proposal.deadline.{finding}").input("Quý IV/2027").run())
    assert "Quý IV/2027" in preview(app)
    app = finished(app.checkbox(key=boxes[0]).uncheck().run())
    assert "Quý IV/2027" not in preview(app) and not app.exception
    app = finished(app.checkbox(key=boxes[0]).check().run())
    assert app.get("download_button") and not app.exception


def test_what_is_switched_off_is_kept_in_the_recipe() -> None:
    app = page(**{"kind-of": "gaps"})
    finding = next(
        box.key for box in app.checkbox if box.key.startswith("briefing_proposal.in.")
    ).removeprefix("briefing_proposal.in.")
    app.text_input(key=f"briefing_proposal.deadline.{finding}").input("Quý IV/2027").run()
    app.text_area(key="briefing_text_gaps_assessment").input("Lời của tôi.").run()
    app.checkbox(key=f"briefing_proposal.in.{finding}").uncheck().run()
    for code in ("assessment", "proposals"):
        app.checkbox(key=f"briefing_on_gaps_{code}").uncheck().run()
    app = finished(app)
    kept = json.loads(saved(app))
    assert kept["texts"] == {"assessment": "Lời của tôi."}
    assert kept["proposals"][finding] == {"out": "yes", "deadline": "Quý IV/2027"}
    assert "Lời của tôi" not in preview(app) and not app.exception


def saved(app: AppTest) -> bytes:
    return app.session_state["desk_of_briefing"].take("json")


def preview(app: AppTest) -> str:
    return str(app.get("iframe")[0].proto)


def test_text_over_the_limit_is_told_with_its_field() -> None:
    app = page(**{"kind-of": "pii"})
    code, title = next((part.code, part.title) for part in TEMPLATES["pii"].parts if part.author)
    app.text_area(key=f"briefing_text_pii_{code}").input("a" * 20_001).run()
    (warning,) = app.warning
    assert f"“{title}”" in warning.value and "20" in warning.value and not app.exception
    assert not app.get("download_button")
    app.text_area(key=f"briefing_text_pii_{code}").input("a").run()
    app.text_input(key="briefing_issue_agency").input("a" * 501).run()
    (warning,) = app.warning
    assert "Issuing body" in warning.value


def test_it_is_told_that_a_reload_loses_what_is_typed() -> None:
    told = [caption.value for caption in page(**{"kind-of": "pii"}).caption]
    assert any("Reloading the page" in line and "Save the recipe" in line for line in told)


def test_sections_left_out_of_a_recipe_stay_where_the_template_has_them() -> None:
    codes = [part.code for part in TEMPLATES["sector"].parts]
    without = [code for code in codes if code not in (codes[0], codes[3], codes[4])]
    assert briefing_draft._with_left_out(codes, without) == codes
    turned = [*reversed(without)]
    order = briefing_draft._with_left_out(codes, turned)
    assert [code for code in order if code in turned] == turned and sorted(order) == sorted(codes)


def test_a_file_of_other_data_shows_the_sentences_gone_and_new(tmp_path: Path) -> None:
    other = tmp_path / "data"
    shutil.copytree(ROOT / "data", other)
    table = other / "organisations.csv"
    table.write_text(table.read_text("utf-8").replace(",Đại học Huế,", ",Đại học Cũ,"), "utf-8")
    ecosystem = load(other)
    recipe = Recipe("profile", subject_ids=("dai-hoc-hue",), sections=("summary",))
    word = file_bytes(ecosystem, compose(ecosystem, recipe), "docx")
    app = page()
    app.button_group(key="briefing_task").set_value("check").run()
    app = finished(app.file_uploader(key="briefing_checked").set_value(("a.docx", word, "")).run())
    assert not app.exception
    labels = [one.label for one in app.expander]
    assert any("no longer written" in label for label in labels)
    assert any("new with the data of today" in label for label in labels)
    assert any("Đại học Cũ" in one.value for one in app.markdown)


def test_a_file_whose_text_cannot_be_read_does_not_look_as_if_it_held() -> None:
    ecosystem = load(ROOT / "data")
    recipe = Recipe("profile", subject_ids=("dai-hoc-hue",), sections=("summary",))
    written = file_bytes(ecosystem, compose(ecosystem, recipe), "html")
    long = written.replace(b"</body>", b"<p>" + b"a " * MOST + b"</p></body>")
    app = page()
    app.button_group(key="briefing_task").set_value("check").run()
    app = finished(app.file_uploader(key="briefing_checked").set_value(("a.html", long, "")).run())
    assert not app.exception and not app.success
    assert any("cannot be read" in one.value for one in app.error)
    assert any("Only of the list that the file carries inside" in one.value for one in app.info)
