"""All kinds of briefing on the data of Huế: each number is bound, holds, and equals an independent count of `data/`."""

from __future__ import annotations

import re

import counted
import pytest

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.document import Document, Mark, Plain, lines, plain_text
from ecomap.briefing.files import file_bytes
from ecomap.briefing.payload import payload, read_payload
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import read_recipe
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.verify import verify, verify_payload

SCOPES = {"wards": {"ward": ["19753", "19774"]}}
SUBJECTS = {
    "profile": ("dai-hoc-hue",),
    "event": ("dai-hoc-hue", "so-khcn-hue", "ubnd-hue"),
    "partners": ("3s-intersoft", "dai-hoc-hue"),
}
CONSTANTS = re.compile(r"95 ?%|\b0–1\b|\b1[05] km\b|\b100\b|\(1 ")
"""Numbers that belong to a method or a scale, not to the data."""


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
    assert compared


def test_no_number_is_typed_into_a_sentence(document: Document) -> None:
    for section in document.sections:
        if section.code.startswith("appendix_method"):
            continue
        for block in section.blocks:
            for spans in lines(block):
                for span in spans:
                    if isinstance(span, Plain) and span.fixed:
                        assert not re.search(r"\d", CONSTANTS.sub("", span.text)), plain_text(spans)


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
    for _section, sentence, value in document.values():
        if value.answer.value is None:
            assert not re.search(r"\d", value.text), sentence


def test_a_scope_without_data_makes_a_right_file_of_every_template(hue: ecomap.Ecosystem) -> None:
    nothing = {"ward": ["19753"], "kind": ["investor"], "sector": ["ai"]}
    assert hue.select(Recipe("overview", nothing).filters(hue)).organisations.empty
    for code in TEMPLATES:
        document = compose(hue, Recipe(code, nothing, SUBJECTS.get(code, ())))
        assert document.sections and file_bytes(hue, document, "docx")
        left_aside = TEMPLATES[code].needs == "subject_ids" or TEMPLATES[code].whole
        assert left_aside or not list(document.values())
