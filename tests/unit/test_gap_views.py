"""Findings in words, tables and pictures."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap import Ecosystem
from ecomap.analysis import scenario as s
from ecomap.analysis import support_grid
from ecomap.analysis.child import in_child
from ecomap.analysis.comparison import Moved, compare
from ecomap.analysis.finding import Confidence, Finding, Measure, Message, Scope
from ecomap.analysis.overview import Overview, overview, what_if
from ecomap.analysis.siting import Alternative, Site, Siting
from ecomap.i18n import translator
from ecomap.views import (
    gaps,
    gaps_bars,
    gaps_effects,
    gaps_evidence,
    gaps_export,
    gaps_houses,
    gaps_pictures,
    gaps_scenario,
    gaps_sites,
)

EN, VI = translator("en"), translator("vi")
GRID = {"startups": 1, "needs": 0, "cross": 2, "expected": 1.0, "q": float("nan")}


@pytest.fixture(scope="module")
def found(hue: Ecosystem) -> Overview:
    return overview(hue)


def finding(severity: float, kind: str = "links", **scope: tuple[str, ...]) -> Finding:
    return Finding(
        id=f"{kind}:{severity}",
        title=Message("=1+1"),
        sentence=Message("<script>"),
        scope=Scope(**scope),
        measure=Measure(0.5, "share of start-ups", "a ÷ b", 0.25, 0.75),
        severity=severity,
        severity_formula="a ÷ b",
        confidence=Confidence(stability=0.8),
        evidence=(),
    )


@pytest.mark.parametrize(("severity", "word"), [(1.0, "high"), (0.5, "high"), (0.49, "medium"), (0.0, "low")])
def test_words_of_severity(severity: float, word: str) -> None:
    assert gaps.severity_word(severity) == word


def test_choice_of_findings(hue: Ecosystem) -> None:
    sector, ward = hue.sectors.index[0], hue.wards.index[0]
    rows = [
        finding(0.9, sectors=(sector,)), finding(0.3, wards=(ward,)), finding(0.1, "access", wards=(ward,)),
    ]  # fmt: skip

    def kept(**choice: object) -> list[float]:
        return [f.severity for f in gaps.keep(hue, rows, gaps.Choice(**choice))]  # type: ignore[arg-type]

    assert kept() == [0.9, 0.3, 0.1]
    assert kept(kinds=("access",)) == [0.1]
    assert kept(sectors=(sector,)) == [0.9]
    assert kept(wards=(ward,)) == [0.3, 0.1]
    assert kept(least="medium") == [0.9, 0.3] and kept(least="high") == [0.9]
    assert kept(levels=("high",)) == [0.9, 0.3, 0.1] and kept(levels=("low",)) == []


def test_what_can_be_chosen_is_what_occurs(hue: Ecosystem, found: Overview) -> None:
    choices = gaps.options(hue, found.gaps.findings, VI)
    assert set(choices["kinds"]) == {f.kind for f in found.gaps.findings}
    for code in choices["wards"]:
        assert gaps.keep(hue, found.gaps.findings, gaps.Choice(wards=(code,)))


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_evidence_of_every_finding_is_a_table_of_its_rows(hue: Ecosystem, found: Overview, lang: str) -> None:
    for one in found.gaps.findings:
        for part in one.evidence:
            table = gaps_evidence.evidence_table(hue, part, translator(lang))
            assert list(table.index) == list(part.ids), one.id
            assert len(gaps_evidence.row_names(hue, part, lang)) == len(part.ids)
            assert table.iloc[:, 0].str.len().gt(0).all()
            for key in part.ids:
                node = gaps_evidence.node_of(hue, part.table, key)
                assert node is None or node in hue


def test_files_hold_every_finding_and_run_no_formula(hue: Ecosystem, found: Overview) -> None:
    rows = [finding(0.9), *found.gaps.findings[:5]]
    text = gaps_export.findings_csv(hue, rows, EN).decode("utf-8-sig")
    assert ",=1+1" not in text and "=1+1" in text
    data = gaps_export.findings_workbook(hue, rows, found.gaps.silences, EN)
    assert data == gaps_export.findings_workbook(hue, rows, found.gaps.silences, EN)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book["Findings"].max_row == 1 + len(rows)
    assert {cell.data_type for row in book["Findings"].iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    evidence = sum(len(part.ids) for one in rows for part in one.evidence)
    assert book["Evidence"].max_row == 1 + evidence
    assert book["Cannot be said"].max_row == 1 + len(found.gaps.silences)


def test_bars() -> None:
    assert "eco-unknown" in gaps_bars.bar(None, "light") and "eco-unknown" in gaps_bars.bar(
        float("nan"), "dark"
    )
    assert "width:100.0%" in gaps_bars.bar(1.4, "light")
    assert "left:25.0%;width:50.0%" in gaps_bars.bar(0.5, "light", 0.25, 0.75)
    assert "<script>" not in gaps_bars.bar_rows([("<script>", "<script>", "")])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_states_of_the_grid_look_different(hue: Ecosystem, theme: str) -> None:
    sector = hue.sectors.index[0]
    states = ["supplied", "thin", "none_listed", "not_surveyed", "no_demand"]
    rows = [
        {"sector": sector, "function": function, "state": state, "supply": 3 if state in states[:2] else 0,
         "demand": 4, **GRID} for function, state in zip(hue.functions.index, states, strict=False)
    ]  # fmt: skip
    shown = gaps_pictures.support_html(hue, pd.DataFrame(rows), theme, EN)
    for state in states:
        assert f'<td class="eco-state-{state}"' in shown
    assert ">?<span" in shown and ">0 + 2<span" in shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_hue(hue: Ecosystem, found: Overview, theme: str) -> None:
    assert gaps_pictures.support_html(hue, found.support, theme, VI).count("<td") == len(found.support)
    assert " km</span>" in gaps_pictures.access_html(hue, found.wards, theme, VI)
    assert gaps_pictures.steps_html(hue, found.steps, theme, VI).count("<li>") == len(found.steps)
    assert gaps_pictures.chains_html(hue, found.chains, theme, VI).count("<li>") == len(found.chains)
    assert "<li>" in gaps_pictures.coverage_html(hue, theme, VI)
    top = gaps_houses.widest(found.years, found.houses)
    assert top > 0 and "Nhà nước" in gaps_houses.triangle_html(found.houses, top, theme, VI)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_of_a_drawing_have_the_font_of_the_page(found: Overview, theme: str) -> None:
    drawn = gaps_houses.triangle_html(found.houses, 1.0, theme, VI)
    picture, texts = drawn.split(">", 2)[1], re.findall(r'eco-label"[^>]*>([^<]*)<', drawn)
    assert "text" not in picture.split("src=")[1] and {"Nhà nước", "Nhà khoa học", "Doanh nghiệp"} <= set(
        texts
    )


def years_of_synergy(told: bool) -> pd.DataFrame:
    row = {"value": -0.16, "low": -0.24, "high": -0.11, "null_low": -0.08, "null_high": 1e-15, "p": 0.005}
    rows = [{**row, "organisations": 96 + n, "left_out": 107, "told_from_chance": told} for n in range(18)]
    return pd.DataFrame(rows, index=pd.RangeIndex(2009, 2027, name="year"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_years_of_synergy_tell_chance_apart(theme: str) -> None:
    sure, unsure = (gaps_houses.synergy_html(years_of_synergy(told), theme, EN) for told in (True, False))
    assert "cannot be told from chance" in unsure and "cannot be told from chance" not in sure
    written = re.findall(r">(20\d\d)<", sure)
    assert written[-1] == "2026" and 4 <= len(written) <= 8
    assert ">0<" in sure and ">-0.2<" in sure
    rows = gaps_houses.synergy_rows(years_of_synergy(False), EN)
    assert (
        len(rows) == 18
        and set(rows["Told from chance"]) == {"no"}
        and rows["By chance"].iloc[0] == "-0.08 – 0"
    )


@given(st.lists(st.floats(-5, 5, allow_nan=False), min_size=1, max_size=30), st.floats(0, 3), st.floats(0, 3))
def test_any_years_of_synergy_can_be_drawn(values: list[float], below: float, above: float) -> None:
    value = pd.Series(values, index=pd.RangeIndex(1990, 1990 + len(values)))
    ends = {"low": value - below, "high": value + above, "null_low": -below, "null_high": above}
    years = pd.DataFrame({"value": value, **ends, "told_from_chance": True})
    assert "nan" not in gaps_houses.synergy_html(years, "light", VI)


def test_sectors_without_synergy_have_an_empty_bar(hue: Ecosystem) -> None:
    sectors = pd.DataFrame(
        {"bits": [0.02, -0.04, -0.01], "told_from_chance": [True, True, False]},
        index=pd.Index(["it", "agritech", "ai"], name="sector"),
    )
    drawn = gaps_houses.sectors_html(hue, sectors, "light", EN)
    assert re.findall(r"width:([\d.]+)%", drawn) == ["100.0", "25.0", "0.0"]
    assert drawn.count("cannot be told from chance") == 1


def test_a_cell_holds_the_rows_its_figures_count(hue: Ecosystem, found: Overview) -> None:
    for row in found.support.sample(20, random_state=1).to_dict("records"):
        held = support_grid.cell(hue, row["sector"], row["function"])
        counted = [len(held.supply), len(held.cross), len(held.startups), len(held.needs)]
        assert counted == [row["supply"], row["cross"], row["startups"], row["needs"]]


def test_the_triangle_says_its_figures(found: Overview) -> None:
    lines = gaps_houses.triangle_sentences(found.houses, EN)
    tied = int(found.houses.at["state-science", "tied"])
    assert any(f"State with Science: {tied} of" in line for line in lines)


def test_pictures_of_a_small_set(small: Ecosystem) -> None:
    shown = overview(small)
    assert gaps_pictures.support_html(small, shown.support, "light", EN)
    assert gaps_houses.widest(shown.years, shown.houses) >= 0
    gaps_pictures.steps_html(small, shown.steps, "light", EN)
    gaps_houses.triangle_html(shown.houses, 0.0, "light", EN)


def test_a_child_process_finds_the_same_and_reports(hue: Ecosystem, found: Overview) -> None:
    steps: list[float] = []
    other = in_child(overview, hue, progress=lambda share, kind: steps.append(share))
    assert other.gaps == found.gaps
    assert steps == sorted(steps) and steps[-1] == 1.0


def test_a_child_process_without_a_result_is_an_error() -> None:
    with pytest.raises(ChildProcessError):
        in_child(Path.cwd)  # takes no progress, so it ends with an error


def test_changes_in_words(hue: Ecosystem) -> None:
    a, b = hue.organisations.index[:2]
    programme, ward = hue.programmes.index[0], hue.wards.index[0]
    changes = (
        s.AddOrganisation("what-if-1", "Hub", "support_org", sectors=(hue.sectors.index[0],), ward=ward),
        s.AddProgramme("what-if-2", "P", "fund", lead_org="what-if-1"),
        s.AddTie("what-if-1", a, "partners_with"),
        s.RemoveTie(a, b, "partners_with"),
        s.RemoveOrganisation(b),
        s.RemoveProgramme(programme),
        s.SetCapacity("what-if-1", 12.0),
        s.RemoveOrganisation("gone-from-the-data"),
    )
    name = gaps_scenario.names(hue, changes, "en")
    texts = [gaps_scenario.change_text(change, name, hue, EN) for change in changes]
    assert texts[0].startswith("Add: Hub (Support organisation, ")
    assert texts[1] == "Add: P (Hub)"
    assert texts[2].startswith("Add the tie: Hub – ") and hue.name(a, "en") in texts[2]
    assert texts[4] == f"Remove: {hue.name(b, 'en')}"
    assert texts[6] == "Hub can serve 12 start-ups at a time"
    assert texts[7] == "Remove: gone-from-the-data"
    assert gaps_scenario.new_id(hue, changes) == "what-if-3"


def test_differences_in_words(hue: Ecosystem) -> None:
    table = compare(hue, s.apply(hue, [s.RemoveProgramme(hue.programmes.index[0])]), ()).measures
    table.loc["beyond", ["after", "change", "low", "high", "effect"]] = [0.6, 0.1, 0.05, 0.2, -1]
    table.loc["gini", ["before", "change"]] = float("nan")
    frame, effects, moved = gaps_effects.measures_table(table, EN)
    assert 1 < moved < len(frame) and (frame["Difference"][moved:] == "no difference").sum() >= 5
    assert frame["Figure"].iat[0] == "People without a support organisation within 10 km" and effects[0] == -1
    rows = frame.set_index("Figure")
    assert rows["Difference"].iat[0] == "▼ worse: +10 percentage points"
    assert rows.iat[0, 3].startswith("+5 to +20, places not known exactly")
    assert rows.at["Programmes", "Difference"] == "−1"
    assert rows.at["Programmes", "How sure the difference is"] == "counted exactly from the list"
    assert rows.at["Organisations of the region", "Difference"] == "no difference"
    gini = rows.loc["Inequality of access to support (Gini coefficient, 0: all alike)"]
    assert gini["Before"] == gini["Difference"] == "not known"


def test_losses_are_named(hue: Ecosystem) -> None:
    measures = pd.DataFrame({"before": [27.0], "after": [14.0]}, index=["near_lab"])
    moved = Moved("near_lab", tuple(hue.organisations.index[:13]), ())
    text = gaps_effects.moved_text(moved, measures, hue, True, EN)
    assert text.startswith(
        "13 start-ups lose their way to a shared laboratory within two steps (27 before, 14 after)"
    )
    assert text.endswith("; 1 more.")
    assert sum(hue.name(body, "en") in text for body in moved.lost) >= gaps_effects.NAMED


def test_each_change_shows_its_figure_before_and_after(hue: Ecosystem, found: Overview) -> None:
    seen = what_if(hue, [s.RemoveOrganisation("dh-nong-lam-hue")], found.gaps).comparison
    lines = {change.finding.id: gaps_effects.change_line(change, EN) for change in seen.changes}
    assert lines["links:reach-customer"].startswith("Before: ")
    for change in seen.changes:
        assert lines[change.finding.id].count("Before") == lines[change.finding.id].count("After") <= 1
        assert change.why is None or lines[change.finding.id].endswith(".")


@pytest.mark.parametrize("objective", ["coverage", "distance"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_sites_in_words(hue: Ecosystem, objective: str, theme: str) -> None:
    first, other = map(str, hue.wards.index[:2])
    site = Site(first, 0.1, 0.0, 0.2, 0.4)
    ends = dict.fromkeys(("before", "before_low", "before_high", "after", "after_low", "after_high"), 0.5)
    there = tuple(hue.organisations.index[:3])
    alike = (Alternative(other, first, 0.6, -0.01),)
    found = Siting(
        objective, "population", 10_000, (site,), **ends, left_out=0.1, existing=there, unplaced=1, draws=200,
        alternatives=alike,
    )  # fmt: skip
    row = gaps_sites.sites_table(hue, found, EN).iloc[0]
    assert row["Adds (estimate)"] == ("10 percentage points" if objective == "coverage" else "0.1 km")
    assert row["Draws in which it is chosen again"] == "40%"
    assert gaps_sites.sites_sentence(found, EN).startswith("Estimate: the ")
    warning = gaps_sites.warning(hue, found, EN)
    assert "200 times" in warning and "40%" in warning and "as good or better in 60%" in warning
    assert not gaps_sites.warning(hue, replace(found, sites=(replace(site, chosen=0.8),)), EN)
    assert any("3;" in note for note in gaps_sites.notes(hue, found, EN))
    drawn = gaps_sites.sites_map(hue, found, theme, EN)
    assert "%3E1%3C/text" in drawn and ("stroke-dasharray%3D%226" in drawn) == (objective == "coverage")
    far = replace(found, objective="distance", before=float("inf"))
    assert "from not known (0.5 km" in gaps_sites.sites_sentence(far, EN)


def test_what_is_added_without_ties_is_named(hue: Ecosystem) -> None:
    body = hue.organisations.index[0]
    hub = s.AddOrganisation("what-if-1", "Hub", "support_org", "incubator", stage="", lat=16.4, lon=107.6)
    name = gaps_scenario.names(hue, (hub,), "en")
    assert gaps_scenario.untied((hub,), name) == ["Hub"]
    assert not gaps_scenario.untied((hub, s.AddTie("what-if-1", body, "supports")), name)
    assert "16.4; 107.6" in gaps_scenario.change_text(hub, name, hue, EN)
