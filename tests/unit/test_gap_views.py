"""Findings in words, tables and pictures."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from ecomap import Ecosystem
from ecomap.analysis import scenario as s
from ecomap.analysis.child import in_child
from ecomap.analysis.comparison import compare
from ecomap.analysis.finding import Confidence, Finding, Measure, Message, Scope
from ecomap.analysis.overview import Overview, overview
from ecomap.analysis.siting import Site, Siting
from ecomap.i18n import translator
from ecomap.views import gaps, gaps_bars, gaps_evidence, gaps_export, gaps_pictures, gaps_scenario

EN, VI = translator("en"), translator("vi")
GRID = {"startups": 1, "needs": 0, "cross": 2, "expected": 1.0, "q": float("nan")}


@pytest.fixture(scope="module")
def found(hue: Ecosystem) -> Overview:
    return overview(hue)


def finding(severity: float, kind: str = "links", **scope: tuple[str, ...]) -> Finding:
    return Finding(
        id=f"{kind}:{severity}",
        kind=kind,
        title=Message("=1+1"),
        sentence=Message("<script>"),
        scope=Scope(**scope),
        measure=Measure(0.5, "share of start-ups", "a ÷ b", 0.25, 0.75),
        severity=severity,
        severity_formula="a ÷ b",
        confidence=Confidence(stability=0.8),
        evidence=(),
        method=kind,
    )


@pytest.mark.parametrize(("severity", "word"), [(1.0, "high"), (0.5, "high"), (0.49, "medium"), (0.0, "low")])
def test_words_of_severity(severity: float, word: str) -> None:
    assert gaps.severity_word(severity) == word


def test_measures_in_words() -> None:
    share = "share of start-ups"
    assert gaps.measure_text(Measure(0.5, share, "f", 0.25, 0.75), EN) == (
        "50% · share of start-ups · 95 % interval: 25% to 75%"
    )
    assert gaps.measure_text(Measure(0.028, share, "f"), VI).startswith("2,8% · ")
    assert gaps.measure_text(Measure(None, share, "f"), EN).startswith("not known · ")
    assert gaps.measure_text(Measure(float("nan"), "km", "f"), EN).startswith("not known · ")
    assert gaps.measure_text(Measure(46.04, "km", "f", 43.1), EN) == "46 km · at least 43.1"


def test_unknown_parts_of_confidence_are_said_not_zero() -> None:
    coverage, freshness, stability = gaps.confidence_lines(Confidence(stability=0.8), EN)
    assert "not known" in coverage and "not known" in freshness and "80%" in stability


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
    assert ">?<span" in shown and ">0<span" in shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pictures_of_hue(hue: Ecosystem, found: Overview, theme: str) -> None:
    assert gaps_pictures.support_html(hue, found.support, theme, VI).count("<td") == len(found.support)
    assert " km</span>" in gaps_pictures.access_html(hue, found.wards, theme, VI)
    assert gaps_pictures.steps_html(hue, found.steps, theme, VI).count("<li>") == len(found.steps)
    assert gaps_pictures.chains_html(hue, found.chains, theme, VI).count("<li>") == len(found.chains)
    assert "<li>" in gaps_pictures.coverage_html(hue, theme, VI)
    top = gaps_pictures.widest(found.years, found.houses)
    assert top > 0 and "Nhà nước" in gaps_pictures.triangle_html(found.houses, top, theme, VI)


def test_the_triangle_says_its_figures(found: Overview) -> None:
    lines = gaps_pictures.triangle_sentences(found.houses, EN)
    tied = int(found.houses.at["state-science", "tied"])
    assert any(f"State with Science: {tied} of" in line for line in lines)


def test_pictures_of_a_small_set(small: Ecosystem) -> None:
    shown = overview(small)
    assert gaps_pictures.support_html(small, shown.support, "light", EN)
    assert gaps_pictures.widest(shown.years, shown.houses) >= 0
    gaps_pictures.steps_html(small, shown.steps, "light", EN)
    gaps_pictures.triangle_html(shown.houses, 0.0, "light", EN)


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
    table.loc["beyond", ["after", "change"]] = [0.4, -0.1]
    table.loc["gini", ["before", "change"]] = float("nan")
    rows = gaps_scenario.measures_table(table, EN).set_index("Measure")
    assert rows.at["Programmes", "Difference"] == "−1"
    assert rows.at["Organisations of the region", "Difference"] == "no difference"
    assert rows.at["People without support within 10 km", "Difference"] == "−10 percentage points"
    assert rows.at["Inequality of access to support", "Before"] == "not known"
    assert rows.at["Inequality of access to support", "Difference"] == "not known"


@pytest.mark.parametrize("objective", ["coverage", "distance"])
def test_sites_in_words(hue: Ecosystem, objective: str) -> None:
    site = Site(str(hue.wards.index[0]), 0.1, 0.0, 0.2, 0.4)
    ends = dict.fromkeys(("before", "before_low", "before_high", "after", "after_low", "after_high"), 0.5)
    found = Siting(objective, "population", 10_000, (site,), **ends, left_out=0.1, existing=3, unplaced=1)
    row = gaps_scenario.sites_table(hue, found, EN).iloc[0]
    assert row["Adds (estimate)"] == ("10 percentage points" if objective == "coverage" else "0.1 km")
    assert row["Chosen again, share of draws"] == "40%"
    assert gaps_scenario.sites_sentence(found, EN).startswith("Estimate: the ")
    far = replace(found, objective="distance", before=float("inf"))
    assert "from not known (0.5 km" in gaps_scenario.sites_sentence(far, EN)
