"""The Word file: what an editor and a reader of the official form find in it."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import papers
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from ecomap.briefing.document import Heading, Paragraph, Section
from ecomap.briefing.recipe import Issue
from ecomap.briefing.render import render
from ecomap.briefing.render.text import clean, one_line
from ecomap.i18n import translator

pytestmark = pytest.mark.unit

_ = translator("vi")


def opened(document=None, **options):
    return docx.Document(io.BytesIO(render(document or papers.paper(**options), "docx")))


def words(word) -> str:
    return "\n".join("".join(part.itertext(qn("w:t"))) for part in word.element.body.iter(qn("w:p")))


def styled(word, style: str) -> list[str]:
    return [paragraph.text for paragraph in word.paragraphs if paragraph.style.name == style]


def fields(word) -> list[str]:
    return [part.text.strip() for part in word.element.body.iter(qn("w:instrText"))]


def test_paper_and_margins_are_those_of_the_decree():
    section = opened().sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [20, 20, 30, 15]


def test_page_numbers_stand_on_top_from_the_second_page():
    section = opened().sections[0]
    assert section.different_first_page_header_footer
    assert not section.first_page_header.is_linked_to_previous
    assert section.first_page_header.paragraphs[0].text == ""
    header = section.header.paragraphs[0]
    assert "PAGE" in "".join(header._p.itertext(qn("w:instrText")))
    assert header.paragraph_format.alignment == 1
    assert header.style.font.size.pt == 14


def test_the_head_holds_nation_agency_number_and_date():
    text = words(opened())
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "UBND THÀNH PHỐ HUẾ",
        "VIỆN NGHIÊN CỨU PHÁT TRIỂN",
        "Số: 05/BC-VNC",
        "Huế, ngày 05 tháng 02 năm 2026",
        "- Sở Khoa học và Công nghệ thành phố Huế.",
    ):
        assert line in text
    assert "DỰ THẢO" not in text


def test_the_signature_stands_beside_the_recipients_in_a_row_that_does_not_break():
    row = opened().tables[-1].rows[0]
    left, right = (cell.text for cell in row.cells)
    assert left.split("\n") == ["Nơi nhận:", "- Như trên;", "- Lãnh đạo Viện;", "- Lưu: VT, HTTT."]
    assert right.split("\n") == ["KT. VIỆN TRƯỞNG", "PHÓ VIỆN TRƯỞNG", "Nguyễn Thị Quỳnh Như"]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None


def test_what_is_not_known_is_left_open_and_marked_as_a_draft():
    text = words(opened(issue=Issue(agency="Viện", date="2026")))
    assert re.search("Số:\\s{4,}/BC-…", text)
    assert re.search("ngày\\s{4,}tháng\\s{4,}năm 2026", text)
    assert "DỰ THẢO" in text
    assert re.search("năm\\s{4,}$", words(opened(issue=Issue())), re.MULTILINE), "no year is guessed"


def test_sizes_and_font_are_those_of_the_decree():
    word = opened()
    normal = word.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    body = word.styles["Body Text"].paragraph_format
    assert body.first_line_indent.mm == pytest.approx(12.7, abs=0.1)
    assert body.space_after.pt >= 6
    assert 1 <= body.line_spacing <= 1.5
    nation = next(run for run in word.tables[0].rows[0].cells[1].paragraphs[0].runs)
    assert (nation.bold, nation.font.size.pt) == (True, 12)
    fonts = {part.get(qn("w:ascii")) for part in word.styles.element.iter(qn("w:rFonts"))}
    assert fonts <= {"Times New Roman", None} | {
        part.get(qn("w:ascii")) for part in docx.Document().styles.element.iter(qn("w:rFonts"))
    }


def test_headings_are_real_and_counted_by_word_as_style_b_has_it():
    word = opened()
    assert styled(word, "Heading 1") == ["Tình hình chung", "Đề xuất, kiến nghị"]
    assert styled(word, "Heading 2") == ["Các nhóm chủ thể", "Liên kết"]
    assert styled(word, "Heading 3") == ["a) Liên kết trong nước", "b) Liên kết ngoài nước"]
    assert word.styles["Heading 1"].font.all_caps
    number = word.styles["Heading 1"].element.pPr.numPr.find(qn("w:numId")).get(qn("w:val"))
    numbering = word.part.numbering_part.element
    scheme = numbering.xpath(f"./w:num[@w:numId='{number}']/w:abstractNumId/@w:val")[0]
    levels = f"./w:abstractNum[@w:abstractNumId='{scheme}']/w:lvl"
    assert numbering.xpath(f"{levels}/w:numFmt/@w:val") == ["upperRoman", "decimal"]
    assert numbering.xpath(f"{levels}/w:lvlText/@w:val") == ["%1.", "%2."]


def test_points_are_lettered_by_the_vietnamese_alphabet():
    blocks = [Heading(1, papers.plain("Một")), Heading(2, papers.plain("Hai"))]
    blocks += [Heading(3, papers.plain(f"Điểm {place}")) for place in range(6)]
    word = opened(papers.paper((Section("s", (*blocks, Paragraph(papers.plain("Hết.")))),)))
    assert [text[:2] for text in styled(word, "Heading 3")] == ["a)", "b)", "c)", "d)", "đ)", "e)"]


def test_captions_references_and_notes_are_fields():
    word = opened()
    table, figure = (_(text, number="1") for text in ("Table {number}", "Figure {number}"))
    captions = styled(word, "Caption")
    assert captions == [
        f"{table}. Số chủ thể theo nhóm",
        f"{figure}. Số doanh nghiệp khởi nghiệp theo phường",
    ]
    found = fields(word)
    assert sum(code.startswith("SEQ ") for code in found) == 2 + len(papers.NOTES)
    targets = [code.split()[1] for code in found if code.startswith("REF ")]
    names = {part.get(qn("w:name")) for part in word.element.body.iter(qn("w:bookmarkStart"))}
    assert len(targets) == 4
    assert set(targets) <= names
    assert "sáng tạo\u00a0[1, 3], chi tiết ở" in words(word)
    numbers = [part.get(qn("w:id")) for part in word.element.body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers))


def test_a_long_table_repeats_its_head_and_keeps_its_rows_whole():
    word = opened(papers.paper((Section("s", (papers.table(rows=200),)),)))
    table = next(table for table in word.tables if len(table.rows) == 201)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert sum(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows) == 1


def test_a_wide_table_lies_on_a_turned_page():
    word = opened(papers.paper((Section("s", (papers.table(columns=10), Paragraph(papers.plain("Hết.")))),)))
    turned = [section.orientation == WD_ORIENT.LANDSCAPE for section in word.sections]
    assert turned == [False, True, False, False]


def test_appendices_follow_the_signature_and_count_their_pages_anew():
    extra = Section("appendix-list", (Heading(1, papers.plain("Danh mục")), papers.table("list")))
    word = opened(papers.paper((*papers.sections(), extra)))
    text = words(word)
    labels = [_("Appendix {number}", number=number) for number in ("I", "II")]
    places = [text.index("Nơi nhận:"), *(text.rindex(label + "\n") for label in labels)]
    assert places == sorted(places)
    starts = [section._sectPr.find(qn("w:pgNumType")) for section in word.sections]
    assert [start is not None and start.get(qn("w:start")) for start in starts] == [False, "1", "1"]


def test_the_text_ends_with_its_sign():
    body = [paragraph.text for paragraph in opened(notes=()).paragraphs if paragraph.text]
    assert body[-1] == "Đoạn hai của tác giả./."
    assert words(opened()).count("./.") == 1


def test_a_part_without_text_leaves_a_line_to_write_on():
    word = opened(papers.paper((Section("s", (Heading(1, papers.plain("Nhận định")),)), Section("t", ()))))
    assert styled(word, "Heading 1") == ["Nhận định"]
    assert any(text.startswith("………") for text in styled(word, "Body Text"))


def test_the_modern_layout_has_no_sign_of_the_state():
    word = opened(layout="modern")
    text = words(word)
    assert "CỘNG HÒA" not in text
    assert "Nơi nhận" not in text
    assert "./." not in text
    assert word.sections[0].footer.paragraphs[0].text


def test_the_frame_of_an_english_document_stays_vietnamese():
    text = words(opened(lang="en"))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Table 1. " in text


def test_pictures_say_what_they_show():
    shown = opened().inline_shapes[0]
    assert shown._inline.docPr.get("descr") == "Ba cột"
    assert shown.width.mm == pytest.approx(120, abs=0.5)


def test_all_letters_are_black_and_word_needs_no_compatibility_mode():
    word = opened()
    used = {
        style.font.color.rgb for style in word.styles if style.type in (1, 2) and style.name in _used(word)
    }
    assert {str(colour) for colour in used if colour is not None} == {"000000"}
    settings = {
        part.get(qn("w:name")): part.get(qn("w:val"))
        for part in word.settings.element.iter(qn("w:compatSetting"))
    }
    assert settings["compatibilityMode"] == "15"


def _used(word) -> set[str]:
    ids = {
        part.get(qn("w:val")) for tag in ("w:pStyle", "w:rStyle") for part in word.element.body.iter(qn(tag))
    }
    return {style.name for style in word.styles if style.style_id in ids}


def test_only_web_addresses_become_links():
    word = opened()
    targets = [rel.target_ref for rel in word.part.rels.values() if rel.reltype.endswith("/hyperlink")]
    assert targets == ["https://example.vn/a?b=1&c=2"]


@pytest.mark.parametrize("layout", ["official", "modern"])
def test_hostile_words_stay_words(layout):
    word = opened(papers.with_words(papers.HOSTILE, layout))
    kept = one_line(clean(papers.HOSTILE).split("\n")[0])
    assert kept in words(word)
    assert "\u202e" not in words(word)


@given(st.text(max_size=60))
def test_any_words_give_a_file_that_opens(text):
    data = render(papers.with_words(text), "docx")
    shown = words(docx.Document(io.BytesIO(data)))
    assert " ".join(clean(text).split()) in " ".join(shown.split())


def test_the_same_document_gives_the_same_bytes():
    assert render(papers.paper(), "docx") == render(papers.paper(), "docx")
    with zipfile.ZipFile(io.BytesIO(render(papers.paper(), "docx"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
    properties = opened().core_properties
    assert properties.created.isoformat()[:10] == papers.ISSUE.date


# Order of the children in the schema of ECMA-376, part 1: Word calls a file damaged that does not keep to it.
SCHEMA = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked "
    "personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
}


@pytest.mark.parametrize("layout", ["official", "modern"])
def test_properties_stand_in_the_order_of_the_schema(layout):
    extra = Section("appendix-list", (Heading(1, papers.plain("Danh mục")), papers.table(columns=9)))
    word = opened(papers.paper((*papers.sections(), extra), layout=layout))
    for root in (word.element, word.styles.element, word.part.numbering_part.element):
        for name, names in SCHEMA.items():
            order = names.split()
            for part in root.iter(qn(f"w:{name}")):
                found = [child.tag.rpartition("}")[2] for child in part]
                assert found == sorted(found, key=order.index), name


@pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice is not installed: soffice is missing"
)
def test_libreoffice_opens_the_file(tmp_path: Path):
    source = tmp_path / "paper.docx"
    source.write_bytes(render(papers.paper(), "docx"))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    reader = PdfReader(tmp_path / "paper.pdf")
    pages = [page.extract_text() for page in reader.pages]
    # Letters that the machine's font lacks come out apart, so look for plain ones.
    assert "05/BC-VNC" in pages[0]
    assert re.search(r"^I\. T", pages[0], re.MULTILINE), "the heading is numbered"
    assert pages[1].strip().startswith("2")
