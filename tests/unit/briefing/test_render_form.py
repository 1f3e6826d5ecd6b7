"""What all formats share: numbers, the frame, and measures of text."""

from __future__ import annotations

import re
from dataclasses import replace

import papers
import pytest
from fontTools.ttLib import TTFont

from ecomap.briefing.document import Heading, Mark, Paragraph, Plain, Reference, Section, plain_text
from ecomap.briefing.recipe import Issue
from ecomap.briefing.render import render
from ecomap.briefing.render.form import form, kept_whole, table_widths
from ecomap.briefing.render.frame import MOTTO, NATION, frame, letter, roman
from ecomap.briefing.render.measure import FONTS, balanced_mm, rule_mm, width_mm
from ecomap.briefing.render.text import address, breakable, clean

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
        ("2026-03-09", "ngày 09 tháng 3 năm 2026"),
        ("2026-11-23", "ngày 23 tháng 11 năm 2026"),
    ],
)
def test_dates_are_written_as_the_decree_has_it(date, shown):
    assert frame(Issue(place="Huế", date=date), "BÁO CÁO").dateline == f"Huế, {shown}"


@pytest.mark.parametrize(
    ("issue", "title", "shown"),
    [
        (Issue(number="5", symbol="BC-VNC"), "BÁO CÁO", "Số: 05/BC-VNC"),
        (Issue(number="123", symbol="BC-VNC"), "BÁO CÁO", "Số: 123/BC-VNC"),
        (Issue(number="7"), "TỜ TRÌNH", "Số: 07/TTr-…"),
        (Issue(symbol="KH-UBND"), "KẾ HOẠCH", f"Số: {chr(160) * 6}/KH-UBND"),
    ],
)
def test_the_number_is_padded_or_left_open(issue, title, shown):
    assert frame(issue, title).number == shown


def test_recipients_end_with_the_file_of_the_office():
    assert frame(Issue(), "BÁO CÁO").recipients == ("- Lưu: VT.",)
    assert frame(Issue(to=("Sở A",)), "BÁO CÁO").recipients == ("- Như trên;", "- Lưu: VT.")
    own = Issue(recipients=("Như trên", "Lưu: VT, NCKT."), drafted_by="NCKT")
    assert frame(own, "BÁO CÁO").recipients == ("- Như trên;", "- Lưu: VT, NCKT.")
    assert frame(Issue(recipients=("- Sở A;",), drafted_by="KH"), "BÁO CÁO").recipients == (
        "- Sở A;",
        "- Lưu: VT, KH.",
    )


def test_counting():
    assert [roman(number) for number in (1, 4, 9, 14, 39, 40)] == ["I", "IV", "IX", "XIV", "XXXIX", "40"]
    assert [letter(number) for number in (1, 5, 6, 23, 24)] == ["a", "đ", "e", "y", "aa"]


def test_measures_agree_with_the_decree_sheet():
    assert width_mm(NATION, 12) == pytest.approx(88, abs=1)
    assert width_mm(MOTTO, 13) == pytest.approx(56, abs=1)
    long = "TRUNG TÂM HỖ TRỢ DOANH NGHIỆP, KHỞI NGHIỆP VÀ ĐỔI MỚI SÁNG TẠO"
    line = balanced_mm(long, 12, 70)
    assert line / 3 <= rule_mm(long, 12, 70) <= line / 2


@pytest.mark.parametrize("kind", ["ttf", "woff2"])
def test_the_shipped_fonts_have_all_letters_of_vietnamese(kind):
    if kind == "woff2":
        pytest.importorskip("brotli", reason="brotli reads the compressed fonts; it is not installed")
    paths = sorted(FONTS.glob(f"Tinos-*.{kind}"))
    assert len(paths) == 4
    for path in paths:
        letters = TTFont(path).getBestCmap()
        assert not [sign for sign in _letters() if ord(sign) not in letters], path.name


def _letters() -> set[str]:
    vowels = "aăâeêioôơuưy"
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    lower = {clean(vowel + tone) for vowel in vowels for tone in tones} | {"đ"}
    return lower | {sign.upper() for sign in lower}


def test_signs_that_turn_or_hide_text_are_taken_out():
    assert clean("a\u202eb\u2066c\x00d\u200be\ufefff\ud800g") == "abcdefg"
    assert clean("một\r\nhai\u2028ba") == "một\nhai\nba"


def test_only_addresses_of_the_web_are_links():
    assert address("https://a.vn/b") == "https://a.vn/b"
    assert address("https://a.vn/市 - ô".replace(" ", "")) == "https://a.vn/%E5%B8%82-%C3%B4", (
        "no font need have it"
    )
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a.vn/"onclick',
        "file:///etc/passwd",
        "https:// a",
    ):
        assert address(url) == ""


def test_long_words_may_be_broken_and_short_ones_not():
    assert breakable("nghiêng " * 20) == "nghiêng " * 20
    assert max(len(piece) for piece in breakable("x" * 300).split("\u200b")) <= 10


def test_words_of_a_column_keep_whole_where_there_is_room():
    widths = table_widths(papers.table(columns=10), 252, 12)
    assert sum(widths) == pytest.approx(252)
    assert widths[1] >= width_mm("lượng", 12)


def test_only_a_small_table_is_kept_on_one_page():
    assert kept_whole(papers.table(rows=8))
    assert not kept_whole(papers.table(rows=9))
    grid = papers.table(rows=3)
    assert not kept_whole(replace(grid, rows=((papers.plain("chữ " * 60),) * 3,)))


def test_a_reference_to_a_part_that_is_left_out_says_so():
    block = Paragraph((Plain("Xem "), Reference("gone"), Plain(".")))
    shown = form(papers.paper((Section("s", (block,)),)))
    assert shown.reference("gone")[1] == ""
    assert shown.reference("gone")[0]


def test_marks_are_short_and_set_off_by_one_space():
    spans = (Plain("Nguồn: "), Mark((1, 2, 4, 5, 6, 9)))
    document = papers.paper(
        (Section("s", (Paragraph(spans), Paragraph((Mark((3,)), Plain(" đầu"))))),), layout="modern"
    )
    page = re.sub("<[^>]+>", "", render(document, "html", payload=b"").decode())
    assert "Nguồn:\u00a0[1, 2, 4–6, 9][3] đầu" in page


def test_rows_with_too_few_cells_are_filled_up():
    grid = papers.table()
    short = replace(grid, rows=(grid.rows[0][:1], (*grid.rows[1], *grid.rows[1])), widths=(1.0,), align="l")
    block = form(papers.paper((Section("s", (short,)),))).body[0].block
    assert [len(row) for row in block.rows] == [3, 3]
    for fmt in ("docx", "pdf", "html"):
        assert render(papers.paper((Section("s", (short, replace(short, rows=(), key="none"))),)), fmt)


def test_an_empty_document_is_still_a_form():
    for fmt in ("docx", "pdf", "html"):
        for layout in ("official", "modern"):
            assert render(papers.paper((), issue=Issue(), layout=layout, subject="", notes=()), fmt)


def test_the_caller_may_choose_another_frame_and_layout():
    document = papers.paper()
    assert b"Ph\xc3\xb2ng A" in render(document, "html", issue=Issue(agency="Phòng A"), layout="modern")
    with pytest.raises(ValueError, match="layout"):
        render(document, "html", layout="x")
    with pytest.raises(ValueError, match="format"):
        render(document, "odt")


def test_appendices_are_numbered_and_named():
    extra = Section("appendix-a", (Heading(1, papers.plain("Danh mục")), papers.table()))
    shown = form(papers.paper((*papers.sections(), extra)))
    assert plain_text(shown.appendices[0].title) == "Danh mục"
    assert [part.label.split()[-1] for part in shown.appendices] == ["I", "II"]
    assert len(form(papers.paper()).appendices) == 1


def test_an_english_document_keeps_the_vietnamese_frame_and_its_own_letters():
    made = form(replace(papers.paper(lang="en"), title="REPORT"))
    assert made.title == "REPORT" and "(Kèm theo Báo cáo số" in made.frame.attached
    assert "/BC-" in made.frame.number
    assert [letter(5, lang) for lang in ("vi", "en")] == ["đ", "e"]
