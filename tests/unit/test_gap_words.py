"""What a finding says of itself in words and figures, groups of findings, and their files and maps."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from ecomap import Ecosystem
from ecomap.analysis.access import nearest_units
from ecomap.analysis.finding import Confidence, Finding, Measure, Message, Scope
from ecomap.analysis.overview import Overview, overview
from ecomap.i18n import translator
from ecomap.views import gaps, gaps_evidence, gaps_export, gaps_groups, gaps_map, gaps_pictures

EN, VI = translator("en"), translator("vi")
SHARE = "share of start-ups"


@pytest.fixture(scope="module")
def found(hue: Ecosystem) -> Overview:
    return overview(hue)


def finding(name: str, severity: float = 0.5, title: str = "Gap in {ward}", **fields: object) -> Finding:
    made = Finding(
        id=f"access:{name}",
        title=Message(title, {"ward": name}),
        sentence=Message("It lacks something."),
        scope=Scope(),
        measure=Measure(0.5, SHARE, "a ÷ b"),
        severity=severity,
        severity_formula="a ÷ b",
        confidence=Confidence(),
        evidence=(),
    )
    return replace(made, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        (Measure(0.5, SHARE, "f", 0.25, 0.75), "50% · share of start-ups (95 % interval: 25% to 75%)"),
        (Measure(0.0278, SHARE, "f"), "2.8% · share of start-ups"),
        (Measure(0.000389, SHARE, "f"), "0.039% · share of start-ups"),
        (Measure(0.999, SHARE, "f"), "99.9% · share of start-ups"),
        (Measure(None, SHARE, "f"), "not known · share of start-ups"),
        (Measure(float("nan"), "km", "f"), "not known · km"),
        (Measure(46.04, "km", "f", 43.1), "46 km (at least 43 km)"),
        (Measure(0.0, "start-ups", "f", 0.0), "0 start-ups"),
        (Measure(187.2, "organisations", "f", 123.7, 328.9), "190 organisations (95 % interval: 120 to 330)"),
        (Measure(13.0, "x", "f", 2.48, 12.0, "if ties went unlisted"), "13 x (if ties went unlisted: 2.5 to 12)"),
        (Measure(0.0, "actors", "f", 0.0253, 5.572), "0 actors (95 % interval: 0.025 to 5.6)"),
        (Measure(5.32, "times", "f", 4.28, 6.53), "5.3 times (95 % interval: 4.3 to 6.5)"),
        (Measure(1234.5, "km", "f"), "1,234 km"),
    ],
)  # fmt: skip
def test_measures_have_no_more_digits_than_they_bear(measure: Measure, text: str) -> None:
    assert gaps.measure_text(measure, EN) == text


def test_no_measure_lies_outside_a_range_called_its_interval(found: Overview) -> None:
    for one in found.gaps.findings:
        m = one.measure
        if m.value is not None and m.low is not None and m.high is not None and not m.range_name:
            assert m.low <= m.value <= m.high, one.id


def test_a_severity_and_its_word_agree_as_they_are_written() -> None:
    for severity in (0.2449, 0.2451, 0.25, 0.4951, 0.5, 0.4949):
        written = float(gaps.severity_text(severity, EN))
        assert gaps.severity_word(severity) == gaps.severity_word(written)
    assert gaps.severity_text(0.5, VI) == "0,50" and gaps.severity_text(1.0, EN) == "1.00"


def test_a_sentence_does_not_repeat_its_title() -> None:
    one = finding("a", sentence=Message("Gap in a; the others are fine."))
    assert gaps.sentence(one, "en") == "The others are fine."
    assert gaps.sentence(finding("a"), "en") == "It lacks something."
    assert gaps.sentence(finding("a", sentence=Message("Gap in a.")), "en") == ""


def test_a_level_of_confidence_has_its_reason() -> None:
    text = gaps.confidence_text(Confidence(coverage=0.9, freshness=0.39, stability=0.8), EN)
    assert text.startswith("low confidence: 39% of the evidence")
    assert gaps.confidence_text(Confidence(), EN).startswith("confidence not known: no ")


def test_parts_not_determined_are_said_last() -> None:
    lines = gaps.confidence_lines(Confidence(stability=0.8), EN)
    assert lines[0].startswith("Stability 80%") and lines[1] == "Not determined: coverage, freshness"


def test_counts_of_a_choice_are_narrowed_by_the_others(hue: Ecosystem) -> None:
    sector, other = map(str, hue.sectors.index[:2])
    rows = [finding("a", scope=Scope(sectors=(sector,))), finding("b", 0.1, scope=Scope(sectors=(other,)))]
    seen = gaps.options(hue, rows, EN, gaps.Choice(least="high"))
    assert list(seen["sectors"]) == [sector] and list(seen["least"]) == ["medium", "high", "low"]
    seen = gaps.options(hue, rows, EN, gaps.Choice(sectors=(other,), least="high"))
    assert seen["sectors"][other].endswith("(0)")
    assert [f.id for f in gaps.keep(hue, rows, gaps.Choice(least="low"))] == ["access:b"]


def test_findings_of_one_title_are_taken_together() -> None:
    rows = [
        finding("a"),
        finding("x", title="Other"),
        finding("b"),
        finding("c"),
        finding("y", title="Other"),
    ]
    groups = gaps_groups.grouped(rows)
    assert [[f.id[7:] for f in group.findings] for group in groups] == [["a", "b", "c"], ["x"], ["y"]]
    assert gaps_groups.title(groups[0], EN) == "Gap in a, and 2 more of the same"
    assert gaps_groups.title(groups[1], EN) == "Other"


def test_the_wards_of_hue_share_a_card(hue: Ecosystem, found: Overview) -> None:
    groups = gaps_groups.grouped(found.gaps.findings)
    (wards,) = [group for group in groups if group.first.id.startswith("access:none")]
    names = [gaps_groups.member_name(hue, one, "vi") for one in wards.findings]
    assert len(set(names)) == len(names) > 10
    assert sum(len(group.findings) for group in groups) == len(found.gaps.findings)


def test_no_council_is_proposed_to_lead(hue: Ecosystem, found: Overview) -> None:
    for one in found.gaps.findings:
        assert "hdnd-hue" not in one.leads or "hdnd-hue" in one.scope.organisations, one.id


def test_who_could_act_is_said_to_be_derived(hue: Ecosystem) -> None:
    body = str(hue.organisations.index[0])
    assert gaps.who(hue, finding("a", leads=(body,)), EN).startswith("Leads most programmes of this sort")
    own = finding("a", leads=(body,), scope=Scope(organisations=(body,)))
    assert gaps.who(hue, own, EN).startswith("Up to those concerned")
    assert gaps.who(hue, finding("a"), EN) == ""


def test_evidence_has_its_source_in_every_row(hue: Ecosystem, found: Overview) -> None:
    for one in found.gaps.findings[:10]:
        for part in one.evidence:
            table = gaps_evidence.evidence_table(hue, part, EN)
            assert table["Source"].str.len().gt(0).all() and table["Newest source"].str.len().gt(0).all(), (
                one.id
            )


def test_files_tell_what_was_set_aside_and_what_was_chosen(hue: Ecosystem, found: Overview) -> None:
    rows = found.gaps.findings[:3]
    note = gaps_export.Note({rows[1].id: "=known"}, "Severity: High only")
    table = gaps_export.findings_table(hue, rows, EN, note)
    assert table["Set aside because"].to_list() == ["", "=known", ""]
    book = openpyxl.load_workbook(io.BytesIO(gaps_export.findings_workbook(hue, rows, (), EN, note)))
    about = {row[0].value: row[1].value for row in book["About"].iter_rows()}
    assert about["Filters"] == "Severity: High only"


def test_figures_in_files_are_rounded(hue: Ecosystem) -> None:
    rows = [finding("a", measure=Measure(1 / 36, SHARE, "f", 0.00123456, 2 / 3))]
    text = gaps_export.findings_csv(hue, rows, VI).decode("utf-8-sig")
    assert "0.02778" in text and "0.027777" not in text and "2,8%" in text


def test_a_choice_in_words(hue: Ecosystem) -> None:
    choice = gaps.Choice(kinds=("access",), least="high", bodies=(str(hue.organisations.index[0]),))
    text = gaps.choice_text(hue, choice, EN)
    assert "Kind of gap: " in text and "Severity: High only" in text and "Organisation: " in text
    assert gaps.choice_text(hue, gaps.Choice(), EN) == ""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_of_evidence_tells_what_is_not_on_it(hue: Ecosystem, found: Overview, theme: str) -> None:
    one = next(f for f in found.gaps.findings if f.id.startswith("access:none"))
    drawn = gaps_map.evidence_map(hue, one, theme, EN)
    placed = [b for b in gaps_evidence.bodies_of(hue, one) if hue.organisations.at[b, "placed"] != "none"]
    assert placed and drawn.count("stroke-dasharray%3D%227") == len(placed) and "10 km" in drawn
    startups = next(f for f in found.gaps.findings if f.id == "pipeline:capital")
    assert re.search(r"not on the map: \d+ of \d+", gaps_map.evidence_map(hue, startups, theme, EN))
    assert gaps_map.evidence_map(hue, finding("a"), theme, EN) == ""


def test_the_grid_shows_support_of_all_sectors_and_explains_its_colours(
    hue: Ecosystem, found: Overview
) -> None:
    shown = gaps_pictures.support_html(hue, found.support, "light", EN)
    assert re.search(r">0 \+ \d+<", shown) and "b: those that serve all sectors" in shown
    assert "eco-state-spare" in shown and "listed support (number)" in shown
    assert "Situation" in gaps_pictures.support_rows(hue, found.support, EN)


def test_access_tells_which_support_is_nearest_in_classes_with_the_limit(
    hue: Ecosystem, found: Overview
) -> None:
    nearest = nearest_units(hue)
    rows = gaps_pictures.access_rows(hue, found.wards, nearest, VI)
    assert rows.iloc[:, 2].str.contains(" km: ").all()
    drawn = gaps_pictures.access_html(hue, found.wards, "light", EN, tuple(set(nearest)))
    assert "5–10 km" in drawn and "10–20 km" in drawn and "over 30 km" in drawn


def test_the_pipeline_tells_estimate_and_count_apart(hue: Ecosystem, found: Overview) -> None:
    row = found.steps.dropna(subset=["share"]).iloc[0]
    shown = gaps_pictures.steps_html(hue, found.steps, "light", EN)
    assert f"counted {int(row['k'])} of {int(row['n'])} ({EN.percent(row['k'] / row['n'])})" in shown
    chains = gaps_pictures.chains_html(hue, found.chains, "light", EN)
    for other in hue.chains["other_value"].dropna():
        assert f"another source says {EN.number(other)}" in chains


def test_the_nearest_of_no_wards_is_empty(small: Ecosystem) -> None:
    assert isinstance(nearest_units(small), pd.Series)
