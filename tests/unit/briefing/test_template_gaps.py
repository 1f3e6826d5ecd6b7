"""Gaps and proposals: what was chosen, in order, with every figure bound to its finding."""

from __future__ import annotations

import factory
import pytest
from drafts import asked_again, draft, english, figures, lines, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.analysis.finding import Measure
from ecomap.briefing.changed_queries import NUMBER
from ecomap.briefing.document import Heading, Paragraph, Plain, plain_text
from ecomap.briefing.templates.findings_text import style_of
from ecomap.briefing.templates.gaps import IN_FULL

CHOSEN = ("roles:programmes:coordinating_orgs", "access:none:20137")


def titles(document: object) -> list[str]:
    part = section(document, "findings")  # type: ignore[arg-type]
    assert part is not None
    return [
        plain_text(block.spans) for block in part.blocks if isinstance(block, Heading) and block.level == 2
    ]


def test_all_gaps_are_told_the_most_severe_in_full_and_the_others_in_a_table(hue: Ecosystem) -> None:
    document = draft(hue, "gaps")
    found = gaps.find(hue).findings
    assert titles(document) == [finding.title.text("en") for finding in found[:IN_FULL]]
    others = tables(document, "appendix_others")["others"]
    assert [plain_text(row[0]) for row in others.rows] == [f.title.text("en") for f in found[IN_FULL:]]
    values = figures(document, "summary")
    assert values["findings"] == len(found)
    assert values["findings?severity=high"] == sum(finding.severity >= 0.5 for finding in found)
    asked_again(document, hue)


def test_chosen_findings_stand_alone_in_the_order_chosen(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", *CHOSEN)
    of = {finding.id: finding for finding in gaps.find(hue).findings}
    assert titles(document) == [of[name].title.text("en") for name in CHOSEN]
    assert section(document, "appendix_others") is None
    proposals = tables(document, "proposals")["proposals"]
    assert [plain_text(row[0]) for row in proposals.rows] == [of[name].action.text("en") for name in CHOSEN]  # type: ignore[union-attr]


def test_a_chosen_finding_that_no_longer_shows_is_said(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", "access:none:99999", CHOSEN[0])
    assert "no longer show in the data: access:none:99999" in words(document, "summary")
    assert len(titles(document)) == 1


def test_without_any_finding_it_does_not_say_that_there_is_none(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", "access:none:99999")
    assert "That does not mean that there is none." in words(document, "summary")
    assert section(document, "findings") is None
    assert section(document, "proposals") is None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_number_of_a_finding_stands_unbound(hue: Ecosystem, lang: str) -> None:
    document = draft(hue, "gaps", lang=lang)
    part = section(document, "findings")
    assert part is not None
    loose = [
        span.text
        for block in part.blocks
        if isinstance(block, Heading | Paragraph) and getattr(block, "role", "body") == "body"
        for span in block.spans
        if isinstance(span, Plain) and not span.fixed and NUMBER.search(span.text)
    ]
    assert not loose


def test_measure_and_interval_are_those_of_the_finding(hue: Ecosystem) -> None:
    values = figures(draft(hue, "gaps", *CHOSEN), "findings")
    of = {finding.id: finding for finding in gaps.find(hue).findings}
    for name in CHOSEN:
        escaped = name.replace(":", "%3A")
        assert values[f"finding?id={escaped}&part=value"] == of[name].measure.value
        assert values[f"finding?id={escaped}&part=low"] == of[name].measure.low
        assert values[f"finding?id={escaped}&part=severity"] == of[name].severity


def test_confidence_is_told_in_words_with_its_reason(hue: Ecosystem) -> None:
    told = words(draft(hue, "gaps", "access:none:20137"), "findings")
    assert "Confidence: low, since " in told


def test_evidence_is_cited_and_cut_with_a_notice(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", CHOSEN[0])
    table = tables(document, "findings")["evidence-0"]
    assert len(table.rows) == 6
    assert "all of them are in the evidence workbook" in plain_text(table.note)
    cited = {source for row in table.rows for span in row[-1] for source in getattr(span, "sources", ())}
    assert cited and {note.source for note in document.notes} >= cited


def test_every_kind_told_has_its_method_and_literature(hue: Ecosystem) -> None:
    told = lines(draft(hue, "gaps", *CHOSEN), "appendix_method")
    assert sum(line.startswith("Literature: ") for line in told) == 2


def test_a_scope_keeps_the_findings_that_bear_on_it(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", scope={"sector": ["biotech_pharma"]})
    found = [f for f in gaps.find(hue).findings if "biotech_pharma" in f.scope.sectors]
    assert titles(document) == [finding.title.text("en") for finding in found[:IN_FULL]]
    assert "Biotech" in plain_text(document.subject)


def test_a_small_data_set_without_ties_makes_a_sound_document(tmp_path: object) -> None:
    rows = factory.rows()
    rows["relations"] = []
    rows["programmes"] = []
    rows["targets"] = []
    rows["former_ids"] = []
    document = draft(ecomap.load(factory.write(tmp_path, rows)), "gaps")  # type: ignore[arg-type]
    assert document.sections


@pytest.mark.parametrize(
    ("value", "unit", "style"),
    [
        (0.38, "share of start-ups", "percent"),
        (0.02, "share of start-ups", "percent1"),
        (None, "km", "number2"),
        (0.004, "units", "number4"),
        (46.2, "km", "number"),
        (5300.0, "people", "number0"),
    ],
)
def test_measures_are_written_as_on_the_page_of_gaps(value: float | None, unit: str, style: str) -> None:
    assert style_of(Measure(value, unit, "")) == style


def test_in_vietnamese_nothing_is_left_in_english(hue: Ecosystem) -> None:
    assert not english(draft(hue, "gaps", lang="vi"))
