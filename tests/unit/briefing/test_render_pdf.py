"""The PDF file: fonts, words that can be searched, and words that stay words."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import papers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ecomap.briefing.compose import compose
from ecomap.briefing.document import Bullets, Heading, Paragraph, Picture, Section, plain_text
from ecomap.briefing.recipe import Issue, Recipe
from ecomap.briefing.render import render
from ecomap.briefing.render.text import clean
from ecomap.i18n import translator

pytestmark = pytest.mark.unit

_ = translator("vi")


def opened(document=None, **options) -> PdfReader:
    return PdfReader(io.BytesIO(render(document or papers.paper(**options), "pdf")))


def words(reader: PdfReader) -> str:
    return "\n".join(page.extract_text() for page in reader.pages)


def together(text: str) -> str:
    """Return text without what a line end may put in or take away."""
    return re.sub(r"\s|\u200b", "", text)


def fonts(reader: PdfReader) -> dict[str, bool]:
    """Return the fonts of a file, and whether they are in it."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[inner["/BaseFont"]] = any(
                key in inner["/FontDescriptor"] for key in ("/FontFile2", "/FontFile3")
            )
    return found


@pytest.mark.parametrize(("layout", "family"), [("official", "Tinos"), ("modern", "BeVietnamPro")])
def test_all_fonts_are_in_the_file(layout, family):
    found = fonts(opened(layout=layout))
    assert all(found.values())
    assert all(family in name for name in found)


def test_every_vietnamese_letter_can_be_read_and_searched():
    reader = opened(papers.with_words(papers.VIETNAMESE))
    assert together(papers.VIETNAMESE) in together(words(reader))
    assert all("Tinos" in name for name in fonts(reader))


def test_paper_is_a4_and_the_first_page_bears_no_number():
    reader = opened()
    width, height = (float(side) / 72 * 25.4 for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)
    first, second = (page.extract_text().strip().split("\n") for page in reader.pages[:2])
    assert first[0] != "1"
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in "\n".join(first)
    assert second[0] == "2"


def test_text_keeps_within_the_left_margin():
    starts: list[float] = []

    def note(text, outer, inner, _font, _size):
        if text.strip():
            starts.append(inner[4] * outer[0] + inner[5] * outer[2] + outer[4])

    for page in opened().pages:
        page.extract_text(visitor_text=note)
    assert min(starts) / 72 * 25.4 == pytest.approx(30, abs=1)


def test_the_form_has_its_parts():
    text = words(opened())
    for line in (
        "Số: 05/BC-VNC",
        "Huế, ngày 05 tháng 02 năm 2026",
        "Nơi nhận:",
        "- Lưu: VT, HTTT.",
        "II. ĐỀ XUẤT",
    ):
        assert together(line) in together(text)
    assert together("sáng tạo [1, 3], chi tiết ở") in together(text)
    assert text.count("./.") == 1


def test_an_open_form_is_marked_as_a_draft():
    assert "DỰ THẢO" in words(opened(issue=Issue()))
    assert "DỰ THẢO" not in words(opened())
    unregistered = replace(papers.ISSUE, number="", date="")
    assert "DỰ THẢO" not in words(opened(issue=unregistered)), "number and date come after the signature"
    assert "DỰ THẢO" in words(opened(issue=replace(papers.ISSUE, signatory="")))


def test_headings_make_an_outline_and_the_file_says_what_it_is():
    reader = opened()
    titles = [str(entry.title) for entry in reader.outline if not isinstance(entry, list)]
    assert any("Tình hình chung" in title for title in titles)
    assert reader.metadata.title == "Tình hình hệ sinh thái đổi mới sáng tạo thành phố Huế năm 2026"
    assert reader.metadata.creation_date.date().isoformat() == papers.ISSUE.date
    assert reader.trailer["/Root"]["/Lang"] == "vi"


def test_a_long_table_repeats_its_head_on_every_page():
    reader = opened(papers.paper((Section("s", (papers.table(rows=200),)),), notes=()))
    pages = [page.extract_text() for page in reader.pages]
    holding = [page for page in pages if "Cổng thông tin thành phố" in page]
    assert len(holding) > 3
    assert all("Nhóm chủ thể" in page and "Số lượng" in page for page in holding)
    assert "Nhóm chủ thể thứ 200" in "".join(holding)


def test_the_signature_is_whole_and_has_text_above_it():
    for count in range(12, 22):  # the place of the page's end moves through the block
        blocks = (Heading(1, papers.plain("Phần")), *papers.sections()[1].blocks[1:2] * count)
        pages = [page.extract_text() for page in opened(papers.paper((Section("s", blocks),))).pages]
        (page,) = (page for page in pages if "Nơi nhận:" in page)
        assert "Nguyễn Thị Quỳnh Như" in page
        assert "./." in page


def test_a_picture_stays_in_its_section_and_before_the_signature(hue):
    for recipe in (Recipe("profile", subject_ids=("vien-cong-nghe-sinh-hoc-hue",)), Recipe("overview")):
        document = compose(
            hue, replace(recipe, issue=Issue(agency="Viện Nghiên cứu phát triển", signatory="Trần An"))
        )
        text = together(words(opened(document)))
        ends = [text.index(together(section.title).upper()) for section in document.sections]
        ends.append(text.index("Sốtrongngoặcvuông"))
        pictures = [
            (place, together(plain_text(block.caption)))
            for place, section in enumerate(document.sections)
            for block in section.blocks
            if isinstance(block, Picture)
        ]
        assert pictures
        for number, (place, caption) in enumerate(pictures, start=1):
            assert ends[place] < text.index(f"Hình{number}.{caption}") < ends[place + 1], caption


def test_an_address_in_a_table_can_be_copied():
    address = "https://example.org/mot-duong-dan-rat-dai-khong-co-cho-nghi/va-con-dai-hon-nua/trang"
    grid = replace(papers.table(), rows=((papers.plain(address),) * 3,))
    text = words(opened(papers.paper((Section("s", (grid,)),))))
    assert "\u200b" not in text and together(address) in together(text)


def test_the_name_of_an_agency_breaks_before_its_place():
    head = words(opened(issue=Issue(agency="Viện Nghiên cứu phát triển thành phố Huế"))).split("\n")[:8]
    assert any(line.strip().startswith("VIỆN NGHIÊN CỨU PHÁT TRIỂN") for line in head)
    assert not any(line.strip().startswith("TRIỂN") for line in head)


def test_appendices_count_their_pages_from_one():
    extra = Section("appendix-list", (Heading(1, papers.plain("Danh mục")), papers.table(rows=80)))
    pages = [page.extract_text().strip() for page in opened(papers.paper((*papers.sections(), extra))).pages]
    label = _("Appendix {number}", number="I")
    start = next(place for place, page in enumerate(pages) if page.split("\n")[0] == label)
    assert pages[start + 1].split("\n")[0] == "2"


def test_a_wide_table_lies_on_a_turned_page():
    reader = opened(papers.paper((Section("s", (papers.table(columns=10),)),)))
    turned = [page.mediabox.width > page.mediabox.height for page in reader.pages]
    assert turned == [False, True, False, False]


@pytest.mark.parametrize("layout", ["official", "modern"])
@pytest.mark.parametrize("text", [papers.HOSTILE, "X" * 300, "Tên " * 75])
def test_hostile_words_stay_words(text, layout):
    shown = together(words(opened(papers.with_words(text, layout))))
    for part in clean(text).split("שלום")[0].split("\n"):
        assert together(part) in shown


@given(st.text(max_size=60))
def test_any_words_give_a_file_that_opens(text):
    for layout in ("official", "modern"):
        assert opened(papers.with_words(text, layout)).pages


@given(st.text(alphabet="#$*_`<>@[]{}()\\/=+-~\"'&%:;,.!a1 \n", min_size=1, max_size=40))
def test_marks_of_typst_are_shown_as_they_are(text):
    document = papers.paper(
        (Section("s", (Heading(1, papers.plain("x" + text + "y")),)),), layout="modern", notes=()
    )
    assert together("x" + text + "y") in together(words(opened(document)))


def test_the_same_document_gives_the_same_bytes():
    assert render(papers.paper(), "pdf") == render(papers.paper(), "pdf")


def test_the_signature_has_text_above_it_also_after_a_long_list(hue):
    document = compose(
        hue, Recipe("gaps", issue=Issue(agency="Viện Nghiên cứu phát triển", signatory="Trần An"))
    )
    pages = [together(page.extract_text()) for page in opened(document).pages]
    (signed,) = [page for page in pages if "Nơinhận:" in page]
    assert "Sốtrongngoặcvuông" in signed


@pytest.mark.parametrize("length", [3, 40], ids=["short", "long"])
def test_the_signature_goes_with_the_last_points_of_a_list(length):
    """The place of the page's end moves through the block, of a document without notes."""
    for above in range(12 if length == 3 else 0, 28 if length == 3 else 12):
        blocks = (
            Heading(1, papers.plain("Phần")),
            *[Paragraph(papers.plain("Một dòng."))] * above,
            Bullets(tuple(papers.plain(f"Điểm thứ {number}") for number in range(length))),
        )
        document = replace(papers.paper((Section("s", blocks),)), notes=())
        pages = [together(page.extract_text()) for page in opened(document).pages]
        (signed,) = (page for page in pages if "Nơinhận:" in page)
        assert f"Điểmthứ{length - 1}./." in signed and "QuỳnhNhư" in signed, above
