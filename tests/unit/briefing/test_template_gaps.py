"""Gaps and proposals: what was chosen, in order, with every figure bound to its finding."""

from __future__ import annotations

import factory
import pytest
from drafts import asked_again, cell_texts, draft, english, figures, lines, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Measure
from ecomap.briefing.changed_queries import numbers
from ecomap.briefing.document import Heading, Paragraph, Plain, plain_text
from ecomap.briefing.query import Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.findings_text import style_of
from ecomap.briefing.templates.gaps import _WEAKEST as WEAKEST
from ecomap.briefing.templates.gaps import IN_FULL
from ecomap.briefing.templates.parts.proposals import competent
from ecomap.briefing.writer import Writer

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
    told = [finding for finding in found if finding.kind != "data"]
    kinds = {"gap": [kind for kind in gaps.KINDS if kind != "data"]}
    assert values[Query.of("findings", **kinds).text] == len(told) < len(found)
    severe = Query.of("findings", **kinds, severity="high").text
    assert values[severe] == sum(finding.severity >= 0.5 for finding in told)
    assert values["findings?gap=data"] == len(found) - len(told)
    asked_again(document, hue)


def test_chosen_findings_stand_alone_in_the_order_chosen(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", *CHOSEN)
    of = {finding.id: finding for finding in gaps.find(hue).findings}
    assert titles(document) == [of[name].title.text("en") for name in CHOSEN]
    assert section(document, "appendix_others") is None
    proposals = tables(document, "proposals")["proposals"]
    for row, name in zip(cell_texts(proposals), CHOSEN, strict=True):
        assert of[name].title.text("en") in row[1] and of[name].action.text("en") in row[1]  # type: ignore[union-attr]


def test_a_chosen_finding_that_no_longer_shows_is_said(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", "access:none:99999", CHOSEN[0])
    assert "no longer show in the data: Access by ward." in words(document, "summary")
    assert len(titles(document)) == 1


def test_of_chosen_findings_that_all_closed_nothing_else_is_said(hue: Ecosystem) -> None:
    """The data may hold many gaps still: that none is found would be false."""
    document = draft(hue, "gaps", "access:none:99999", "access:none:99998", "coverage:market:biotech_pharma")
    said = words(document, "summary")
    assert "None of the findings chosen shows in the data any more: Access by ward (2); " in said
    assert "Market access and first customer, Biotechnology" in said
    assert "find no gap" not in said and "no longer show" not in said
    assert section(document, "findings") is None
    assert section(document, "proposals") is None


def test_a_finding_that_closed_has_the_title_it_had(hue: Ecosystem, small: Ecosystem) -> None:
    before = one_of(hue, "research:field-biotech_pharma")
    document = draft(small, "gaps", before.id, since=hue, sections=("summary",))
    assert before.title.text("en") in words(document, "summary")


def test_a_scope_without_findings_is_not_said_to_have_no_gap(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", scope={"sector": ["tourism"]})
    assert "That does not mean that there is none." in words(document, "summary")
    assert section(document, "findings") is None


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
        if isinstance(span, Plain) and not span.fixed and numbers(span.text)
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


@pytest.mark.parametrize(
    ("finding", "level", "weakest"),
    [
        ("access:none:20137", "low", ("coverage", "freshness", "stability")),
        ("roles:programmes:coordinating_orgs", "medium", ("coverage", "freshness", "stability")),
        ("roles:targets:lead_org", "high", ()),
    ],
)
def test_confidence_is_told_in_words_with_its_reason(
    hue: Ecosystem, finding: str, level: str, weakest: tuple[str, ...]
) -> None:
    """The reason is that of the weakest part, and a high confidence needs none."""
    told = words(draft(hue, "gaps", finding), "findings")
    found = {one.id: one for one in gaps.find(hue).findings}[finding]
    assert found.confidence.level == level
    parts = {name: getattr(found.confidence, name) for name in weakest}
    known = {name: value for name, value in parts.items() if value is not None}
    reason = f", since {WEAKEST[min(known, key=known.__getitem__)]}" if known else ""
    assert f"Confidence: {level}{reason}." in told


def test_proposals_name_only_bodies_competent_for_the_task(hue: Ecosystem) -> None:
    kinds = hue.organisations["subkind"]
    writer = Writer(hue, hue, Recipe("gaps"))
    for finding in gaps.find(hue).findings:
        lead, others = competent(writer, finding)
        if lead:
            assert kinds[lead] in ("city", "department", "agency", "ministry", "ward"), finding.id
        named = [body for body in (lead, *others) if body]
        assert not {"hdnd-hue", "thanh-uy-hue", "hueioc"} & set(named), finding.id
    assert competent(writer, one_of(hue, "access:none:20137"))[0] == "so-khcn-hue"
    assert competent(writer, one_of(hue, "coverage:market")) == ("", ["hue-innovation-hub"])


def test_where_nobody_on_record_is_competent_the_author_is_asked(hue: Ecosystem) -> None:
    row = cell_texts(tables(draft(hue, "gaps", "coverage:market"), "proposals")["proposals"])[0]
    assert row[3].startswith("Lead: [to be settled by the drafting unit].") and row[4] == "…"


def test_a_proposal_has_the_measure_of_its_finding_and_when_it_is_closed(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", *CHOSEN)
    rows = cell_texts(tables(document, "proposals")["proposals"])
    assert "Now: 33%. Closed when: none left without." in rows[0][2]
    assert "Now: 46 km. Closed when: no more than 10 km." in rows[1][2]
    assert (
        figures(document, "proposals")["finding?id=access%3Anone%3A20137&part=value"]
        == one_of(hue, "access:none:20137").measure.value
    )


def one_of(hue: Ecosystem, name: str) -> Finding:
    return next(finding for finding in gaps.find(hue).findings if finding.id == name)


def test_rows_are_printed_where_all_fit_and_told_otherwise(hue: Ecosystem) -> None:
    """The first rows of many, in the order of the file, would be no evidence of what the finding says."""
    found = gaps.find(hue).findings
    document = draft(hue, "gaps", *(finding.id for finding in found[:20]))
    printed = tables(document, "findings")
    told = words(document, "findings")
    for number, finding in enumerate(found[:20]):
        sizes = [len(part.ids) for part in finding.evidence if part.ids]
        fit = next((size for size in sizes if size <= 12), 0)
        table = printed.get(f"evidence-{number}")
        assert (len(table.rows) if table else 0) == fit, finding.id
    assert told.count("Not printed here, but in the evidence workbook") == sum(
        len([part for part in finding.evidence if part.ids]) > 1 or f"evidence-{number}" not in printed
        for number, finding in enumerate(found[:20])
    )
    asked_again(document, hue)


def test_of_the_money_the_few_who_have_it_are_shown(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", "pipeline:capital")
    grants = tables(document, "findings")["evidence-0"]
    assert len(grants.rows) == 2 and "What is on record" in plain_text(grants.caption)
    assert "Start-ups of the region" in words(document, "findings")
    rows = sum(len(part.ids) for part in one_of(hue, "pipeline:capital").evidence)
    assert f"In all the finding rests on {rows} rows." in words(document, "findings")


def test_evidence_is_cited(hue: Ecosystem) -> None:
    document = draft(hue, "gaps", "roles:programmes:lead_org")
    table = tables(document, "findings")["evidence-0"]
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
