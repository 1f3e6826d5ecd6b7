"""What somebody wrote over, took out or hid in a produced file is named; what was added is not taken for that."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import briefs
import docx
import pytest
from docx.document import Document as Book

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.payload import PayloadError
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.render.visible import visible_text
from ecomap.briefing.render.word_xml import el
from ecomap.briefing.verify import carried as carried_by
from ecomap.briefing.verify import verify, verify_payload

RECIPE = Recipe("test", lang="en")


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


@pytest.mark.parametrize("ending", ["html", "docx"])
@pytest.mark.parametrize("layout", ["official", "modern"])
def test_a_title_changed_in_the_notes_is_named(hue: ecomap.Ecosystem, ending: str, layout: str) -> None:
    texts = {"assessment": "The author's words.\n- and points"}
    document = compose(hue, Recipe("pii", lang="en", layout=layout, texts=texts))
    note = next(note for note in document.notes if note.source)
    title = hue.sources.at[note.source, "title"]
    page = file_bytes(hue, document, ending)
    assert verify(page, hue).holds
    seen = visible_text(page) or ""
    (edited,) = verify_payload(carried_by(page)[0], hue, seen.replace(title, "No such article")).edited
    assert title in edited
    assert verify_payload(carried_by(page)[0], hue, seen.replace("The author's words.", "Others.")).holds


def test_a_sentence_changed_by_hand_is_named(small: ecomap.Ecosystem) -> None:
    page = file_bytes(small, compose(small, RECIPE), "html")
    assert verify(page, small).holds
    body = page.index(b"<body")
    found = verify(page[:body] + page[body:].replace(b"are start-ups", b"are not start-ups", 1), small)
    assert found.held == len(found.payload.figures) and not found.holds
    assert any("Hu\u1ebf has 4 organisations" in sentence for sentence in found.edited)


def test_words_added_between_and_notes_moved_are_no_change(small: ecomap.Ecosystem) -> None:
    book = docx.Document(io.BytesIO(file_bytes(small, compose(small, RECIPE), "docx")))
    book.add_paragraph("More, by the author.")
    book.paragraphs[0].insert_paragraph_before("And before.")
    saved = io.BytesIO()
    book.save(saved)
    assert verify(saved.getvalue(), small).holds


def test_a_figure_changed_in_word_is_named(small: ecomap.Ecosystem) -> None:
    book = docx.Document(io.BytesIO(file_bytes(small, compose(small, RECIPE), "docx")))
    for paragraph in book.paragraphs:
        for run in paragraph.runs:
            if "organisations" in paragraph.text and run.text.strip() == "4":
                run.text = run.text.replace("4", "40")
    saved = io.BytesIO()
    book.save(saved)
    (edited,) = verify(saved.getvalue(), small).edited
    assert "Huế has 4 organisations" in edited


# Edited in Word.


def edited_in_word(
    ecosystem: ecomap.Ecosystem, recipe: Recipe, edit: Callable[[Book], None]
) -> tuple[str, ...]:
    book = docx.Document(io.BytesIO(file_bytes(ecosystem, compose(ecosystem, recipe), "docx")))
    edit(book)
    saved = io.BytesIO()
    book.save(saved)
    return verify(saved.getvalue(), ecosystem).edited


def _write(words: str, other: str) -> Callable[[Book], None]:
    """Write over a paragraph that is just these words, in the text or a table."""

    def edit(book: Book) -> None:
        cells = [cell for table in book.tables for row in table.rows for cell in row.cells]
        paragraphs = [*book.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)]
        next(paragraph for paragraph in paragraphs if paragraph.text.partition("\xa0[")[0] == words).runs[
            0
        ].text = other

    return edit


@pytest.mark.parametrize("layout", ["official", "modern"])
@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("A test of 5 organisations", "A test of 5 organisations"),
        ("Table", "Table"),
        ("Published", "Total · Published · Listed"),
        ("Dự án", "Dự án · 153 · unknown"),
        ("Đại học Huế", "Đại học Huế"),
    ],
)
def test_any_line_written_over_is_named(small: ecomap.Ecosystem, layout: str, words: str, told: str) -> None:
    recipe = replace(RECIPE, layout=layout)
    over = _write(words, "Text") if words != "A test of 5 organisations" else _retitle
    assert edited_in_word(small, recipe, over) == (told,)


def _retitle(book: Book) -> None:
    subject = next(one for one in book.paragraphs if one.text == "A test of 5 organisations")
    subject.runs[1].text = "9"


def test_a_row_taken_out_is_named_though_it_has_no_figure(hue: ecomap.Ecosystem) -> None:
    recipe = Recipe("sector", {"sector": ["it"]}, sections=("appendix_roll",), lang="en")
    names: list[str] = []

    def take_out(book: Book) -> None:
        roll = max(book.tables, key=lambda table: len(table.rows))
        names.append(roll.rows[5].cells[0].text.partition("\xa0[")[0])
        roll._tbl.remove(roll.rows[5]._tr)

    (told,) = edited_in_word(hue, recipe, take_out)
    assert told.startswith(names[0])


def _form(words: str, **properties: str) -> Callable[[Book], None]:
    """Give the letters of a paragraph properties of Word."""

    def edit(book: Book) -> None:
        for run in next(one for one in book.paragraphs if words in one.text).runs:
            for name, value in properties.items():
                attribute = "fill" if name == "shd" else "val"
                run._r.get_or_add_rPr().append(el(name, **{attribute: value}))

    return edit


@pytest.mark.parametrize(
    "form",
    [
        {"vanish": "1"}, {"strike": "true"}, {"dstrike": "on"}, {"color": "FFFFFF"}, {"color": "FFF0F0"},
        {"sz": "2"}, {"color": "102030", "shd": "112233"},
    ],
)  # fmt: skip
def test_text_that_cannot_be_seen_is_named(small: ecomap.Ecosystem, form: dict[str, str]) -> None:
    (told,) = edited_in_word(small, RECIPE, _form("A & B", **form))
    assert "A & B" in told


@pytest.mark.parametrize(
    "form", [{"strike": "0"}, {"color": "auto"}, {"color": "5B2A86"}, {"color": "FFFFFF", "shd": "5B2A86"}]
)
def test_text_that_is_coloured_is_no_edit(small: ecomap.Ecosystem, form: dict[str, str]) -> None:
    assert not edited_in_word(small, RECIPE, _form("A & B", **form))


def test_text_deleted_with_changes_tracked_is_named(small: ecomap.Ecosystem) -> None:
    def edit(book: Book) -> None:
        run = next(one for one in book.paragraphs if "A & B" in one.text).runs[0]._r
        moved = el("moveFrom", id="1", author="x")
        run.addprevious(moved)
        moved.append(run)

    (told,) = edited_in_word(small, RECIPE, edit)
    assert "A & B" in told


@pytest.mark.parametrize(
    "around", [b"<s>%s</s>", b"<del>%s</del>", b"<i hidden>%s</i>", b'<i style="display: none">%s</i>']
)
def test_text_hidden_in_a_page_is_named(small: ecomap.Ecosystem, around: bytes) -> None:
    page = file_bytes(small, compose(small, RECIPE), "html")
    body = page.index(b"<body")
    hidden = page[:body] + page[body:].replace(b" ties", around % b" ties", 1)
    (told,) = verify(hidden, small).edited
    assert "ties" in told


def test_the_version_written_over_in_the_text_is_named(small: ecomap.Ecosystem) -> None:
    page = file_bytes(small, compose(small, RECIPE), "html")
    body = page.index(b"<body")
    version = small.version.encode()
    end = page.index(b"<script", body)
    told = verify(page[:body] + page[body:end].replace(version, b"0" * 16) + page[end:], small).edited
    assert any(f"Data version {small.version}" in line for line in told)


def test_a_file_that_is_too_large_says_so(small: ecomap.Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
    page = file_bytes(small, compose(small, RECIPE), "docx")
    monkeypatch.setattr("ecomap.briefing.verify.FILE_LIMIT", 2**20)
    with pytest.raises(PayloadError) as error:
        verify(page + b" " * 2**20, small)
    assert "larger than 1 MB" in error.value.message.text("en")
    monkeypatch.undo()
    briefs.register(monkeypatch)
    monkeypatch.setattr("ecomap.briefing.render.visible.LIMIT", 1_000)
    found = verify(page, small)
    assert not found.read and not found.holds
    assert found.fault is not None and "too long" in found.fault.text("en")


def test_what_the_file_says_of_its_rows_does_not_let_words_be_added_to_them(small: ecomap.Ecosystem) -> None:
    content, seen = carried_by(file_bytes(small, compose(small, RECIPE), "html"))[:2]
    heading = next(
        line for line in content.lines if line.whole and "".join(map(str, line.sentences[0])) in (seen or "")
    )
    words = "".join(map(str, heading.sentences[0]))
    added = str(seen).replace(words, f"{words} 000", 1)
    for lines in (content.lines, tuple(replace(line, whole=False) for line in content.lines)):
        found = verify_payload(replace(content, lines=lines), small, added)
        assert found.edited and not found.holds


def test_a_sentence_worded_otherwise_by_another_program_is_no_edit_by_hand(small: ecomap.Ecosystem) -> None:
    page = file_bytes(small, compose(small, RECIPE), "html")
    content, seen = carried_by(page)[:2]

    def before(text: str) -> str:
        return text.replace("are start-ups", "are young firms")

    old = replace(
        content,
        figures=tuple(replace(one, sentence=before(one.sentence)) for one in content.figures),
        lines=tuple(
            replace(
                line,
                sentences=tuple(
                    tuple(before(piece) if isinstance(piece, str) else piece for piece in sentence)
                    for sentence in line.sentences
                ),
            )
            for line in content.lines
        ),
    )
    assert old != content and seen is not None
    found = verify_payload(old, small, before(seen))
    assert not found.edited and not found.missing and not found.added and not found.changed
    assert [
        ("young firms" in a.text, "start-ups" in b.text) for a, b in zip(found.gone, found.fresh, strict=True)
    ]
    assert not found.holds and found.wrong
    by_hand = verify_payload(old, small, seen)
    assert any("young firms" in sentence for sentence in by_hand.edited)
