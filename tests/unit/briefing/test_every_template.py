"""All kinds of briefing on the data of Huế: each number is bound, holds, and equals an independent count of `data/`."""

from __future__ import annotations

import io
import json
import re

import counted
import openpyxl
import pytest

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.document import Bullets, Document, Mark, Paragraph, Plain, lines, plain_text
from ecomap.briefing.evidence import evidence_workbook
from ecomap.briefing.files import file_bytes
from ecomap.briefing.notes import TABLE_NAMES
from ecomap.briefing.payload import payload, read_payload
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import read_recipe
from ecomap.briefing.render.visible import visible_text
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.verify import verify, verify_payload
from ecomap.i18n import translator

SCOPES = {"wards": {"ward": ["19753", "19774"]}}
SUBJECTS = {
    "profile": ("dai-hoc-hue",),
    "event": ("dai-hoc-hue", "so-khcn-hue", "ubnd-hue"),
    "partners": ("3s-intersoft", "dai-hoc-hue"),
}
CONSTANTS = {
    "gaps": re.compile(r"95 ?%|\b0–1\b"),
    "pii": re.compile(r"(?:thang(?: điểm)?|of) 100\b|\(1 "),
}
"""Numbers that belong to a method or a scale, not to the data, by template."""
LOOSE = re.compile(r"(?<![\w/])\d+/(?!(?:19|20)\d\d\b)\d+(?![\w/])|\d ?%")
"""Fractions and shares, which names of the data have only in lists of names."""
COUNTED = {
    "overview": 250, "sector": 140, "wards": 80, "gaps": 8, "targets": 150, "pii": 70, "profile": 25, "event": 4,
    "partners": 2,
}  # fmt: skip
"""Figures of each template that are counted a second time: at least so many, or the comparison tells nothing."""
METHODS = {
    "backed", "changes", "completeness", "coverage", "difference", "finding", "findings", "listed", "match", "measure",
    "moved", "network", "ranked", "ratio", "reach", "said", "sources", "support", "support_cells", "unsaid",
}  # fmt: skip
"""Queries that `counted` does not answer; others count them, or test the analysis they come from."""
UNKNOWN = {"gaps": 5, "pii": 1, "profile": 10}
"""Templates in which figures of the data of Huế are not known: at least so many."""


def recipe(code: str, lang: str) -> Recipe:
    scope = SCOPES.get(code, {"sector": ["it"]}) if TEMPLATES[code].needs == "scope" else {}
    return Recipe(code, scope, SUBJECTS.get(code, ()), lang=lang, since="2025-01-01")


@pytest.fixture(
    scope="module", params=[(code, lang) for code in TEMPLATES for lang in ("vi", "en")], ids="-".join
)
def document(request: pytest.FixtureRequest, hue: ecomap.Ecosystem) -> Document:
    return compose(hue, recipe(*request.param))


def test_every_plain_figure_equals_an_independent_count(document: Document) -> None:
    compared = 0
    for section, sentence, value in document.values():
        other = counted.counted(value.query.text)
        if other is not None:
            compared += 1
            assert value.answer.value == pytest.approx(other), (section, sentence, value.query.text)
        else:
            assert value.query.name in METHODS | counted.NAMES, value.query.text
    assert compared >= COUNTED[code_of(document)]


def code_of(document: Document) -> str:
    return str(json.loads(document.recipe)["template"])


def test_no_number_is_typed_into_a_sentence(document: Document) -> None:
    constants = CONSTANTS.get(code_of(document))
    for section in document.sections:
        if section.code.startswith("appendix_method"):
            continue
        for block in section.blocks:
            for spans in lines(block):
                for span in spans:
                    if isinstance(span, Plain) and span.fixed:
                        text = constants.sub("", span.text) if constants else span.text
                        assert not re.search(r"\d", text), plain_text(spans)


def test_no_share_or_fraction_stands_in_a_text_of_an_analysis_unbound(document: Document) -> None:
    """A finding brings its text ready, so its numbers are in no fixed words; names of data stand in tables."""
    for section in document.sections:
        if section.code.startswith(("appendix_", "changes")):
            continue
        for block in section.blocks:
            for spans in lines(block) if isinstance(block, Paragraph | Bullets) else ():
                for span in spans:
                    if isinstance(span, Plain) and not span.fixed:
                        assert not LOOSE.search(span.text), plain_text(spans)


def test_every_figure_has_a_note_and_every_note_a_number(document: Document) -> None:
    numbers = {note.number for note in document.notes}
    assert numbers == set(range(1, len(numbers) + 1))
    used = {
        number
        for section in document.sections
        for block in section.blocks
        for spans in lines(block, sources=True)
        for span in spans
        if isinstance(span, Mark)
        for number in span.numbers
    }
    assert used == numbers


def evident(ecosystem: ecomap.Ecosystem, document: Document) -> dict[str, set[str]]:
    """Return the ids in each sheet of rows of the evidence workbook: not the first, nor the last two."""
    _ = translator(document.lang)
    found = {}
    for sheet in openpyxl.load_workbook(io.BytesIO(evidence_workbook(ecosystem, document))).worksheets[1:-2]:
        head, *rows = sheet.iter_rows(values_only=True)
        if sheet.title != _("Evidence"):
            found[sheet.title] = {str(row[head.index(_("Id"))]) for row in rows}
    return found


def rested_on(document: Document) -> dict[str, set[str]]:
    """Return the ids that figures rest on by the title of their sheet."""
    found: dict[str, set[str]] = {}
    for _section, _sentence, value in document.values():
        for table, ids in value.answer.rows:
            found.setdefault(table, set()).update(ids)
    _ = translator(document.lang)
    return {_(TABLE_NAMES[table]): ids for table, ids in found.items() if ids}


def test_every_row_that_a_figure_rests_on_is_in_the_evidence(
    document: Document, hue: ecomap.Ecosystem
) -> None:
    assert evident(hue, document) == rested_on(document)


@pytest.mark.parametrize(
    "asked",
    [
        Recipe("event", subject_ids=("dai-hoc-hue", "so-khcn-hue")),
        Recipe("wards", {"ward": ("19942",)}),
        Recipe("overview", since="2020-06-01"),
        Recipe("overview", {"stage": ("seed",)}),
    ],
    ids=["event", "ward", "closed-since", "stage"],
)
def test_no_finding_is_lost_from_the_evidence(hue: ecomap.Ecosystem, asked: Recipe) -> None:
    document = compose(hue, asked)
    assert evident(hue, document) == rested_on(document)


def test_it_holds_on_the_data_it_was_made_from(document: Document, hue: ecomap.Ecosystem) -> None:
    found = verify_payload(read_payload(payload(document)), hue)
    assert found.holds and found.held == len(list(document.values()))


@pytest.mark.parametrize("ending", ["docx", "html"])
def test_a_file_as_it_was_made_has_no_edits(document: Document, hue: ecomap.Ecosystem, ending: str) -> None:
    found = verify(file_bytes(hue, document, ending), hue)
    assert found.read and not found.edited


def test_its_recipe_makes_it_again(document: Document, hue: ecomap.Ecosystem) -> None:
    assert compose(hue, read_recipe(document.recipe, hue)) == document


def test_unknown_is_never_written_as_zero(document: Document) -> None:
    unknown = [(sentence, value) for _, sentence, value in document.values() if value.answer.value is None]
    assert len(unknown) >= UNKNOWN.get(code_of(document), 0)
    for sentence, value in unknown:
        assert not re.search(r"\d", value.text), sentence


@pytest.mark.parametrize("code", TEMPLATES)
def test_a_scope_without_data_makes_a_right_file_of_every_template(hue: ecomap.Ecosystem, code: str) -> None:
    nothing = {"ward": ["19753"], "kind": ["investor"], "sector": ["ai"]}
    assert hue.select(Recipe("overview", nothing).filters(hue)).organisations.empty
    document = compose(hue, Recipe(code, nothing, SUBJECTS.get(code, ()), lang="en"))
    seen = visible_text(file_bytes(hue, document, "docx")) or ""
    told = "The data holds no organisation and no programme in this scope" in seen
    # What is about single bodies or the whole city says what is known of them, whatever the scope.
    assert told is not (TEMPLATES[code].needs == "subject_ids" or TEMPLATES[code].whole)
    assert bool(list(document.values())) is not told
