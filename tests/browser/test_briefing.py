"""Writing a briefing in the browser: chosen, worded, taken along, saved, loaded again, checked."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from ecomap import Ecosystem
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe_file import read_recipe

from .conftest import ready
from .readers import barriers, overflow, settled

WORDS = "Lời của người soạn: cần <b>một</b> đầu mối & 100 % quyết tâm."
SECTOR = "/ban-tin?kind-of=sector&sector=it"
DONE = "Lưu thiết lập"
BROKEN = """body => [...body.querySelectorAll("th, td.right")].filter(cell => {
    const text = cell.innerText.trim(), range = document.createRange();
    range.selectNodeContents(cell);
    const lines = new Set([...range.getClientRects()].map(box => Math.round(box.bottom))).size;
    return lines > Math.max(1, text.split(/\\s+/).length);
}).map(cell => cell.innerText)"""
"""Script: cells of figures and headers that take more lines than they have words."""
LAST = {"Vị trí trong chỉ số đổi mới sáng tạo (PII)": "Mục đích", "Một lĩnh vực": "Các tổ chức tham gia"}
"""Kind of briefing -> a section of it."""


def composed(page) -> None:
    page.get_by_role("button", name=DONE).wait_for(timeout=180_000)
    ready(page)


def download(page, name: str, folder: Path) -> bytes:
    with page.expect_download(timeout=180_000) as found:
        page.get_by_role("button", name=name, exact=True).click()
    file = folder / found.value.suggested_filename
    found.value.save_as(file)
    return file.read_bytes()


def headings(data: bytes) -> list[str]:
    paragraphs = docx.Document(io.BytesIO(data)).paragraphs
    return [paragraph.text for paragraph in paragraphs if paragraph.style.name == "Heading 1"]


def choose_kind(page, kind: str) -> None:
    box = page.get_by_label("Loại bản tin")
    box.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # a list that opens while the page scrolls closes again
    box.click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.get_by_label(f"Nội dung bổ sung của đơn vị soạn thảo, mục “{LAST[kind]}”").first.wait_for()
    ready(page)


def write(page) -> None:
    """Switch a section off, move one and type words."""
    page.get_by_text("Các mục và lời của người soạn").click()
    settled(page)  # the fold is open, so that a click does not hit what moves there
    page.get_by_text("Bài toán đặt hàng", exact=True).click()
    expect(page.get_by_role("checkbox", name="Bài toán đặt hàng")).not_to_be_checked()
    settled(page)
    page.get_by_role("button", name="Chuyển lên: Vốn").click()
    ready(page)
    box = page.get_by_label("Nội dung bổ sung của đơn vị soạn thảo, mục “Nhận định, đánh giá”")
    box.fill(WORDS)
    box.blur()
    ready(page)
    composed(page)


@pytest.fixture
def draft(open_page):
    page = open_page(SECTOR)
    composed(page)
    write(page)
    return page


def test_a_document_is_written_saved_loaded_and_checked(draft, hue: Ecosystem, tmp_path: Path) -> None:
    word = download(draft, "Word", tmp_path)
    assert any(file.name.startswith("hue-ban-tin-mot-linh-vuc-") for file in tmp_path.iterdir())
    titles = headings(word)
    assert "Bài toán đặt hàng" not in titles
    assert titles.index("Vốn") < titles.index("Hỗ trợ và chương trình")
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs)
    assert WORDS in text
    saved = download(draft, DONE, tmp_path)
    recipe = read_recipe(saved, hue)
    assert file_bytes(hue, compose(hue, recipe), "docx") == word, "the terminal would write another file"

    draft.goto(draft.url.split("?")[0] + "?kind-of=pii")
    composed(draft)
    assert download(draft, "Word", tmp_path) != word
    draft.get_by_text("Mở thiết lập đã lưu").click()
    draft.locator('[data-testid="stFileUploader"] input').set_input_files(
        {"name": "recipe.json", "mimeType": "application/json", "buffer": saved}
    )
    draft.wait_for_function("() => location.search.includes('sector=it')", timeout=30_000)
    composed(draft)
    assert download(draft, DONE, tmp_path) == saved
    assert download(draft, "Word", tmp_path) == word

    draft.get_by_role("radio", name="Kiểm tra tệp").click()
    draft.get_by_text("Bản tin soạn tại đây (Word, PDF hoặc HTML)").wait_for()
    ready(draft)
    draft.locator('[data-testid="stFileUploader"] input').set_input_files(
        {"name": "briefing.docx", "mimeType": "application/octet-stream", "buffer": word}
    )
    draft.locator('[data-testid="stAlertContentSuccess"]').wait_for(timeout=180_000)


def test_words_stay_over_other_kinds_and_pages(draft) -> None:
    words = draft.get_by_label("Nội dung bổ sung của đơn vị soạn thảo, mục “Nhận định, đánh giá”")
    for kind in LAST:
        choose_kind(draft, kind)
    assert words.input_value() == WORDS
    draft.get_by_role("link", name="Giới thiệu").click()
    draft.get_by_role("heading", level=1, name="Về dữ liệu và phương pháp").wait_for()
    ready(draft)
    draft.get_by_role("link", name="Bản tin", exact=True).click()
    draft.get_by_role("heading", level=1, name="Bản tin").wait_for()
    composed(draft)
    draft.get_by_text("Các mục và lời của người soạn").click()
    assert words.input_value() == WORDS
    expect(draft.get_by_role("checkbox", name="Bài toán đặt hàng")).not_to_be_checked()


def test_a_wrong_recipe_says_why_and_changes_nothing(open_page) -> None:
    page = open_page(SECTOR)
    composed(page)
    page.get_by_text("Mở thiết lập đã lưu").click()
    wrong = json.dumps({"ecomap_briefing": 1, "template": "<b>nothing</b>", "scope": {"ward": ["0"]}})
    page.locator('[data-testid="stFileUploader"] input').set_input_files(
        {"name": "recipe.json", "mimeType": "application/json", "buffer": wrong.encode()}
    )
    alert = page.locator('[data-testid="stAlertContentError"]')
    alert.wait_for()
    assert "<b>nothing</b>" in alert.inner_text() and "ward" in alert.inner_text()
    assert "sector=it" in page.url


def test_what_a_recipe_asks_for_in_vain_is_told(open_page) -> None:
    page = open_page(SECTOR)
    composed(page)
    page.get_by_text("Mở thiết lập đã lưu").click()
    asked = json.dumps(
        {"ecomap_briefing": 1, "template": "pii", "subject_ids": ["dai-hoc-hue"], "since": "quy-1"}
    )
    page.locator('[data-testid="stFileUploader"] input').set_input_files(
        {"name": "recipe.json", "mimeType": "application/json", "buffer": asked.encode()}
    )
    page.wait_for_function("() => location.search.includes('kind-of=pii')", timeout=30_000)
    composed(page)
    for left_out in ("dai-hoc-hue", "quy-1"):
        page.locator('[data-testid="stAlertContentWarning"]').filter(has_text=left_out).wait_for()


def test_every_choice_has_a_name_for_those_who_cannot_see_it(open_page) -> None:
    page = open_page(SECTOR)
    composed(page)
    for fold in ("Các mục và lời của người soạn", "Cơ quan, số hiệu, người ký"):
        page.get_by_text(fold).click()
    settled(page)
    faults = barriers(page)
    assert not faults, "\n".join(faults)


def test_the_preview_fits_a_phone(open_page) -> None:
    page = open_page(SECTOR, width=390, height=844, scheme="dark")
    composed(page)
    page.locator("iframe").first.wait_for()
    assert overflow(page) <= 0
    inside = page.locator("iframe").first.content_frame.locator("body")
    assert inside.evaluate("body => body.scrollWidth - innerWidth") <= 0
    assert not inside.evaluate(BROKEN), "figures or headers are broken within a word"


def test_a_file_has_the_words_typed_just_before_the_click(open_page, tmp_path: Path) -> None:
    page = open_page(SECTOR)
    composed(page)
    page.get_by_text("Các mục và lời của người soạn").click()
    box = page.get_by_label("Nội dung bổ sung của đơn vị soạn thảo, mục “Nhận định, đánh giá”")
    for words in ("Lời thứ nhất.", "Lời thứ hai."):
        box.fill(words)
        word = download(page, "Word", tmp_path)
        assert words in [paragraph.text for paragraph in docx.Document(io.BytesIO(word)).paragraphs]
