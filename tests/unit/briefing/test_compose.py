"""Composing: order of sections, notes numbered as they are met, caveats once, the author's words, an empty scope."""

from __future__ import annotations

from dataclasses import replace

import briefs
import pytest

import ecomap
from ecomap.briefing import compose as composing
from ecomap.briefing.compose import compose
from ecomap.briefing.document import Document, Mark, Paragraph, Table, plain_text
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates import Part
from ecomap.i18n import translator


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


def paragraphs(document: Document, code: str) -> list[Paragraph]:
    section = next(section for section in document.sections if section.code == code)
    return [block for block in section.blocks if isinstance(block, Paragraph)]


def marked(document: Document, code: str) -> list[str]:
    """Return the paragraphs of a section as they are read, with the marks of notes."""
    return [
        "".join(
            str(list(span.numbers)) if isinstance(span, Mark) else getattr(span, "text", "")
            for span in block.spans
        )
        for block in paragraphs(document, code)
    ]


def test_sections_come_in_the_order_of_the_recipe_and_empty_ones_not_at_all(small: ecomap.Ecosystem) -> None:
    codes = [section.code for section in compose(small, Recipe("test")).sections]
    assert codes == ["text", "table", "list", "view"]
    chosen = compose(small, Recipe("test", sections=("list", "text")))
    assert [section.code for section in chosen.sections] == ["list", "text"]


def test_marks_stand_after_the_part_of_the_sentence_and_names_stay_whole(hue: ecomap.Ecosystem) -> None:
    first, second, *_ = marked(compose(hue, Recipe("test", lang="en")), "text")
    assert first.startswith("Huế has 287 organisations, of which 72 are start-ups (25%)[1]. In information")
    assert "A & B <Co., Ltd.> has" in second
    assert second.endswith("ties[1]."), "each paragraph with figures has a mark"
    assert first.count("[1]") == 1, "once in a paragraph"


def test_notes_are_numbered_as_they_are_met_and_equal_ones_are_one(small: ecomap.Ecosystem) -> None:
    document = compose(small, Recipe("test"))
    assert [note.number for note in document.notes] == list(range(1, len(document.notes) + 1))
    assert len({(note.source, plain_text(note.spans)) for note in document.notes}) == len(document.notes)
    seen: list[int] = []
    for section in document.sections:
        for block in section.blocks:
            runs = [block.note] if isinstance(block, Table) else getattr(block, "items", None)
            for spans in runs or [getattr(block, "spans", ())]:
                seen += [n for span in spans if isinstance(span, Mark) for n in span.numbers]
    assert list(dict.fromkeys(seen)) == [note.number for note in document.notes]


def test_a_note_names_publisher_title_date_and_address(
    small: ecomap.Ecosystem, hue: ecomap.Ecosystem
) -> None:
    notes = {note.source: note for note in compose(small, Recipe("test")).notes}
    assert plain_text(notes["S1"].spans).startswith("Báo Huế: Bài một")
    assert notes["S1"].url == "https://example.org/1"
    dates = hue.sources["published_on"].dropna()
    dated = [note for note in compose(hue, Recipe("test")).notes if note.source in dates.index]
    assert dated
    for note in dated:
        assert plain_text(note.spans).endswith(f", {translator('vi').date(str(dates[note.source]))}.")


def test_a_count_over_many_rows_cites_how_it_was_counted(hue: ecomap.Ecosystem) -> None:
    document = compose(hue, Recipe("test", lang="en"))
    text = plain_text(document.notes[0].spans)
    assert "Organisations, Ties" in text and hue.version in text and document.notes[0].source == ""
    assert [note.source for note in document.notes].count("") == 1, "all that is counted shares a note"


def test_a_caveat_stands_once_in_its_section(small: ecomap.Ecosystem) -> None:
    caveats = [
        block for block in paragraphs(compose(small, Recipe("test")), "text") if block.role == "caveat"
    ]
    assert len(caveats) == 1
    sentences = plain_text(caveats[0].spans).split(". ")
    assert len(sentences) == 1, (
        "that for all organisations names the kinds, of which start-ups are the only one"
    )


def test_a_later_section_does_not_repeat_a_caveat(
    small: ecomap.Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = replace(briefs.TEST, parts=(*briefs.TEST.parts[:1], Part("again", "Again", briefs.text)))
    monkeypatch.setitem(composing.TEMPLATES, "test", twice)
    document = compose(small, Recipe("test", lang="en"))
    assert not [block for block in paragraphs(document, "again") if block.role == "caveat"]


def test_the_authors_words_are_paragraphs_of_their_own(small: ecomap.Ecosystem) -> None:
    document = compose(
        small, Recipe("test", texts={"view": "First <b>.\nSame.\n\n\nSecond.", "text": "Mine."})
    )
    assert [plain_text(block.spans) for block in paragraphs(document, "view")] == [
        "First <b>.",
        "Same.",
        "Second.",
    ]
    assert paragraphs(document, "text")[-1] == Paragraph(paragraphs(document, "text")[-1].spans, "author")
    left_open = paragraphs(compose(small, Recipe("test")), "view")
    assert [block.role for block in left_open] == ["author"]


def test_a_scope_without_data_says_so_and_gives_no_figure(small: ecomap.Ecosystem) -> None:
    document = compose(small, Recipe("test", scope={"kind": ["enterprise"]}, texts={"view": "Still mine."}))
    assert [section.code for section in document.sections] == ["scope", "view"]
    assert not list(document.values())
    assert paragraphs(document, "scope")


def test_every_figure_of_the_document_is_bound_to_its_query(small: ecomap.Ecosystem) -> None:
    for _section, sentence, value in compose(small, Recipe("test")).values():
        assert value.query.ask(small).value == value.answer.value
        assert value.text in sentence


def test_the_same_recipe_gives_the_same_document(small: ecomap.Ecosystem) -> None:
    recipe = Recipe("test", scope={"sector": ["it"]})
    assert compose(small, recipe) == compose(small, recipe)


def test_progress_is_told_before_each_section(small: ecomap.Ecosystem) -> None:
    told: list[float] = []
    compose(small, Recipe("test"), progress=lambda fraction, _title: told.append(fraction))
    assert told == sorted(told) and told[0] == 0 and told[-1] == 1
