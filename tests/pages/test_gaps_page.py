"""The gaps page: the list, its filters, an opened finding, pictures, the briefing, what was dismissed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import factory
import pytest
from streamlit.testing.v1 import AppTest
from visits import finished, said, visit

from ecomap import Ecosystem
from ecomap.analysis import gaps, support_grid, synergy
from ecomap.analysis.overview import overview
from ecomap.ui import gap_jobs, jobs
from ecomap.ui.gap_parts import LOOKS
from ecomap.views import gaps_groups, labels

page = partial(visit, "gaps")


def groups(found: gaps.Gaps, *kinds: str) -> int:
    """Count the cards of all findings about the ecosystem, or of some kinds."""
    wanted = [f for f in found.findings if (f.kind in kinds if kinds else f.kind != "data")]
    return len(gaps_groups.grouped(wanted))


def titles(app: AppTest) -> list[str]:
    return [entry.value for entry in app.markdown if entry.value.startswith("##### ")]


@pytest.fixture(scope="module")
def found(hue: Ecosystem) -> gaps.Gaps:
    return overview(hue).gaps


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("look", LOOKS)
def test_every_look_runs_in_both_languages(lang: str, look: str) -> None:
    app = page(lang=lang, show=look)
    assert not app.exception and not app.error
    assert any("Điều chưa nói được" in fold.label or "can't be said" in fold.label for fold in app.expander)


def test_most_severe_first_and_more_on_demand(found: gaps.Gaps) -> None:
    app = page()
    assert len(titles(app)) == 10
    app.button(key="gaps_more").click().run()
    assert len(titles(app)) == min(30, groups(found))
    own = [finding for finding in found.findings if finding.kind != "data"]
    assert any(f"{len(own)} findings of {len(own)}" in entry.value for entry in app.markdown)


def test_what_is_about_the_data_has_a_list_of_its_own(found: gaps.Gaps) -> None:
    app = page(show="data")
    assert len(titles(app)) == groups(found, "data") > 0
    assert "Who to call first" not in " ".join(titles(page()))


def test_findings_of_one_sentence_share_a_card_and_open_from_it(found: gaps.Gaps) -> None:
    app = page(gap="access")
    wards = [f.id for f in found.findings if f.id.startswith("access:none")]
    assert len(wards) > 2 and len(titles(app)) == groups(found, "access") < len(wards)
    assert any(f"{len(wards)} wards" in title for title in titles(app))
    assert not any(button.key == f"gap_open_{wards[-1]}" for button in app.button)
    app.session_state[f"gap_all_{wards[0]}"] = True
    app.run()
    app.button(key=f"gap_open_{wards[-1]}").click().run()
    assert not app.exception and app.button(key="gap_close")


def test_a_card_says_who_could_act_and_of_when_it_is(found: gaps.Gaps) -> None:
    captions = [caption.value.replace("\\", "") for caption in page().caption]
    assert any("Leads most programmes of this sort: " in c and "newest source" in c for c in captions)


def test_the_list_can_be_narrowed_to_what_concerns_one_body(found: gaps.Gaps) -> None:
    one = next(f for f in found.findings if f.id.startswith("links:broker"))
    app = page(about=one.scope.organisations[0])
    assert titles(app) and len(titles(app)) < groups(found)
    app = app.button(key="gaps_about_all").click().run()
    assert "about" not in app.query_params


def test_counts_of_a_filter_follow_the_other_filters() -> None:
    app = page(gap="helix")
    offered = app.multiselect(key="gaps_field").options
    for label in offered:
        assert not label.endswith("(0)")
    assert len(offered) < len(page().multiselect(key="gaps_field").options)


def test_filters_stand_in_the_address_and_narrow_the_list(found: gaps.Gaps) -> None:
    app = page()
    app.multiselect(key="gaps_gap").set_value(["helix"]).run()
    assert app.query_params["gap"] in ("helix", ["helix"])
    helix = [finding for finding in found.findings if finding.kind == "helix"]
    assert len(titles(app)) == len(gaps_groups.grouped(helix))
    app = page(gap=["access", "roles"], least="high")
    kept = [f for f in found.findings if f.kind in ("access", "roles") and f.severity >= 0.495]
    assert 0 < len(gaps_groups.grouped(kept)) == len(titles(app))


def test_a_sector_and_a_ward_can_be_chosen(found: gaps.Gaps) -> None:
    sector = next(f.scope.sectors[0] for f in found.findings if f.scope.sectors)
    assert titles(page(field=sector))
    assert titles(page(at="20137"))


def test_nothing_left_says_so_and_offers_the_way_out() -> None:
    app = page(gap="helix", least="high", sure="unknown")
    assert not app.exception
    if not titles(app):
        assert any("No finding fits" in info.value for info in app.info)
        app = app.button(key="gaps_clear").click().run()
        assert titles(app) and "gap" not in app.query_params


def test_unknown_choices_are_dropped_from_the_address() -> None:
    wrong = {"gap": "<script>", "field": "x", "at": "x", "least": "x", "sure": "x", "show": "x"}
    app = page(**wrong)
    assert not app.exception and titles(app) and not set(wrong) & set(app.query_params)


@pytest.mark.parametrize("kind", gaps.KINDS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_finding_of_each_kind_opens_by_its_address(kind: str, lang: str, found: gaps.Gaps) -> None:
    finding = next((finding for finding in found.findings if finding.kind == kind), None)
    if finding is None:
        pytest.skip("nothing of this kind is found now")
    app = page(finding=finding.id, lang=lang)
    assert not app.exception
    assert not titles(app) and app.button(key="gap_close")
    assert len(app.dataframe) == len(finding.evidence)
    assert any(finding.id.partition(":")[0] in code.value for code in app.code)
    app = app.button(key="gap_close").click().run()
    assert titles(app) and "finding" not in app.query_params


def test_every_finding_opens(hue: Ecosystem, found: gaps.Gaps) -> None:
    app = page()
    for finding in found.findings:
        app.query_params["finding"] = finding.id
        app.run()
        assert not app.exception, finding.id


def test_a_card_opens_its_finding(found: gaps.Gaps) -> None:
    first = found.findings[0].id
    app = page()
    app.button(key=f"gap_open_{first}").click().run()
    assert app.query_params["finding"] == [first] or app.query_params["finding"] == first
    assert app.button(key="gap_close")


@pytest.mark.parametrize("asked", ["access:none:00000", "<script>alert(1)</script>", "x" * 500])
def test_an_unknown_finding_is_said(asked: str) -> None:
    app = page(finding=asked)
    assert not app.exception and titles(app)
    assert any("no finding" in warning.value for warning in app.warning)


def test_the_briefing_takes_and_gives_back(found: gaps.Gaps) -> None:
    first, second = (finding.id for finding in found.findings[:2])
    app = page()
    app.button(key=f"gap_basket_{first}").click().run()
    app.button(key=f"gap_basket_{second}").click().run()
    assert app.session_state["gap_basket"] == [first, second]
    assert any("2 findings for the briefing" in fold.label for fold in app.expander)
    app.button(key=f"gap_out_{first}").click().run()
    assert app.session_state["gap_basket"] == [second]


def test_the_briefing_stands_in_the_address_and_can_be_taken_away(found: gaps.Gaps) -> None:
    first, second = (finding.id for finding in found.findings[:2])
    app = page(brief=[second, first, "no:such"])
    assert app.session_state["gap_basket"] == [second, first]
    assert any("brief=" in code.value for code in app.code)
    app.button(key=f"gap_out_{second}").click().run()
    assert app.query_params["brief"] in (first, [first])


def test_dismissing_needs_a_reason_and_can_be_undone(found: gaps.Gaps) -> None:
    first = found.findings[0].id

    def send(app: AppTest) -> AppTest:
        (button,) = [b for b in app.button if b.form_id == f"gap_dismiss_{first}"]
        return button.click().run()

    app = page()
    app.session_state[f"gap_aside_{first}"] = True
    app = send(app.run())
    assert any("Give a reason" in warning.value for warning in app.warning)
    app.text_input(key=f"gap_reason_{first}").set_value("<b>known</b>")
    app = send(app)
    assert app.session_state["gap_dismissed"] == {first: "<b>known</b>"}
    assert not [button for button in app.button if button.key == f"gap_open_{first}"]
    assert any("1 finding set aside" in fold.label for fold in app.expander)
    app.button(key=f"gap_back_{first}").click().run()
    assert app.button(key=f"gap_open_{first}") and not app.session_state["gap_dismissed"]


def test_the_grid_tells_apart_nobody_and_not_surveyed() -> None:
    shown = said(page(show="support"))
    assert 'class="eco-state-none_listed"' in shown and "surveyed, nobody of the sector listed" in shown


def test_a_cell_of_the_grid_lists_who_is_counted_in_it(hue: Ecosystem) -> None:
    app = page(show="support", cell="biotech_pharma~lab")
    held = support_grid.cell(hue, "biotech_pharma", "lab")
    assert any(f"for this sector** ({len(held.supply)})" in entry.value for entry in app.markdown)
    assert 'href="?show=support&amp;lang=en&amp;cell=agritech~lab"' in "".join(
        element.proto.body for element in app.get("html")
    )
    app.selectbox(key="gaps_cell").select("agritech~finance").run()
    assert app.query_params["cell"] in ("agritech~finance", ["agritech~finance"]) and not app.exception
    assert page(show="support", cell="no~such").selectbox(key="gaps_cell").value is None


def test_the_houses_say_whether_they_work_as_one_system(hue: Ecosystem) -> None:
    app, system = page(show="houses"), synergy.of_houses(hue)
    told = [entry.value for entry in app.markdown]
    for message in system.said:
        assert any(labels.markdown(message.text("en")) in entry for entry in told)
    assert "Synergy by year" in "".join(element.proto.body for element in app.get("html"))
    assert all(str(year) in said(app) for year in system.years.index)


def test_the_triangle_moves_with_the_year() -> None:
    app = page(show="houses")
    before = said(app)
    app.select_slider(key="gaps_year").set_value("2020").run()
    assert not app.exception and said(app) != before
    assert app.query_params["year"] in ("2020", ["2020"])
    assert said(page(show="houses", year="2020")) == said(app)


def test_sentences_of_all_years_are_not_shown_for_one_year(found: gaps.Gaps) -> None:
    of_all = labels.markdown(next(f.sentence.text("en") for f in found.findings if f.kind == "helix"))
    texts = [
        [entry.value for entry in page(show="houses", **year).markdown] for year in ({}, {"year": "2020"})
    ]
    assert of_all in texts[0] and of_all not in texts[1]


def test_a_poor_snapshot_gives_sentences_not_a_crash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(tmp_path)))
    for look in LOOKS:
        app = page(show=look)
        assert not app.exception, look


def test_progress_is_shown_and_a_broken_computation_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise ChildProcessError("ended")

    jobs._job.clear()
    with monkeypatch.context() as broken:
        broken.setattr(gap_jobs, "overview", killed)
        app = page()
        assert not app.exception and any("interrupted" in error.value for error in app.error)
    app = finished(app.button(key="gaps_again").click().run())
    assert not app.error and titles(app)
