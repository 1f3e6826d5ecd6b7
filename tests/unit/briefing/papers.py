"""Hand-made documents for the tests of the forms."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from ecomap.briefing.document import (
    Bullets,
    Document,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Plain,
    Reference,
    Section,
    Spans,
    Table,
    Value,
)
from ecomap.briefing.query import Answer, Query
from ecomap.briefing.recipe import Issue, Recipe

HOSTILE = (
    "Bà <b>&\"'%#_{}\\$x$ * [ ] @a `c` #{panic()} </script><script>alert(1)</script> "
    "\u202egnorw\u202c \x07\x0b שלום"
)

ISSUE = Issue(
    parent="UBND thành phố Huế",
    agency="Viện Nghiên cứu phát triển",
    number="5",
    symbol="BC-VNC",
    place="Huế",
    date="2026-02-05",
    to=("Ủy ban nhân dân thành phố Huế", "Sở Khoa học và Công nghệ thành phố Huế"),
    recipients=("Như trên", "Lãnh đạo Viện"),
    authority="KT.",
    position="VIỆN TRƯỞNG\nPHÓ VIỆN TRƯỞNG",
    signatory="Nguyễn Thị Quỳnh Như",
    drafted_by="HTTT",
)
VIETNAMESE = "ĂẰẲẴẮẶ ăằẳẵắặ Ơờởỡớợ Ưừửữứự Đđ Ỹỹ Ỵỵ ễ ệ ẫ ậ ỗ ộ"


def plain(text: str) -> Spans:
    return (Plain(text),)


def value(number: float, text: str) -> Value:
    return Value(Query("organisations", (("kind", ("startup",)),)), Answer(number), text)


def picture(key: str = "map", width_mm: float = 120) -> Picture:
    """Return a plain drawing with the name of a colour as vector and as dots."""
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 300" width="600" height="300">'
        b'<rect width="600" height="300" fill="#f4f0f8"/><rect x="60" y="120" width="90" height="150" fill="#5B2A86"/>'
        b'<rect x="220" y="60" width="90" height="210" fill="#8E6BB3"/><rect x="380" y="180" width="90" height="90" '
        b'fill="#C9A227"/></svg>'
    )
    image = Image.new("RGB", (600, 300), "#f4f0f8")
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 120, 150, 270), "#5B2A86")
    draw.rectangle((220, 60, 310, 270), "#8E6BB3")
    dots = io.BytesIO()
    image.save(dots, "PNG")
    return Picture(
        key, plain("Số doanh nghiệp khởi nghiệp theo phường"), svg, dots.getvalue(), width_mm, "Ba cột"
    )


def table(key: str = "counts", rows: int = 3, columns: int = 3) -> Table:
    heads = ("Nhóm chủ thể", "Số lượng", "Nguồn", *(f"Cột {place}" for place in range(4, columns + 1)))
    return Table(
        key,
        plain("Số chủ thể theo nhóm"),
        tuple(plain(head) for head in heads[:columns]),
        tuple(
            (
                plain(f"Nhóm chủ thể thứ {place + 1}"),
                (value(place, f"{place}"),),
                *(plain("Cổng thông tin thành phố") for _ in range(columns - 2)),
            )
            for place in range(rows)
        ),
        "lr" + "l" * (columns - 2),
        (3.0, 1.0, *(2.0 for _ in range(columns - 2))),
        plain("Số đếm đến ngày 31/10/2026."),
    )


SENTENCE = (
    "Hệ sinh thái đổi mới sáng tạo của thành phố được ghi nhận qua các chủ thể, chương trình và liên kết giữa các bên; "
    "phần lớn chủ thể nằm ở các phường trung tâm. "
)


def sections() -> tuple[Section, ...]:
    counted: Spans = (
        *plain("Đến nay thành phố có "),
        value(1234, "1.234"),
        *plain(" doanh nghiệp khởi nghiệp sáng tạo"),
        Mark((1, 3)),
        *plain(", chi tiết ở "),
        Reference("counts"),
        *plain(" và "),
        Reference("map"),
        *plain(". " + SENTENCE * 3),
    )
    return (
        Section(
            "overview",
            (
                Heading(1, plain("Tình hình chung")),
                Paragraph(counted),
                Paragraph(plain("Con số trên chưa gồm các hộ kinh doanh chưa đăng ký."), role="caveat"),
                Heading(2, plain("Các nhóm chủ thể")),
                Paragraph(plain(SENTENCE * 4)),
                table(),
                Paragraph(plain(SENTENCE * 2)),
                picture(),
                Heading(2, plain("Liên kết")),
                Heading(3, plain("Liên kết trong nước")),
                Bullets(
                    (plain("Viện – trường: còn thưa;"), plain("Quỹ – doanh nghiệp: mới có ba liên kết."))
                ),
                Heading(3, plain("Liên kết ngoài nước")),
                Paragraph(plain(SENTENCE)),
            ),
        ),
        Section(
            "proposals",
            (
                Heading(1, plain("Đề xuất, kiến nghị")),
                Paragraph((*plain(SENTENCE * 2), Plain("Đề nghị xem xét.", bold=True))),
                Paragraph(plain("Ý kiến của tác giả, đoạn một.\nĐoạn hai của tác giả."), role="author"),
            ),
        ),
    )


NOTES = (
    Note(
        1,
        "S1",
        plain("Sở Khoa học và Công nghệ, Báo cáo hoạt động khởi nghiệp năm 2025, 12/01/2026."),
        "https://example.vn/a?b=1&c=2",
    ),
    Note(2, "S2", plain("Cổng thông tin điện tử thành phố Huế."), "javascript:alert(1)"),
    Note(3, "", plain("Đếm trong bảng Tổ chức của bộ dữ liệu; từng dòng và nguồn trong tệp minh chứng.")),
)


def paper(
    parts: tuple[Section, ...] | None = None,
    *,
    issue: Issue = ISSUE,
    layout: str = "official",
    lang: str = "vi",
    subject: str = "Tình hình hệ sinh thái đổi mới sáng tạo thành phố Huế năm 2026",
    notes: tuple[Note, ...] = NOTES,
) -> Document:
    """Return a document with everything a form must show."""
    recipe = Recipe("overview", layout=layout, lang=lang, issue=issue)
    return Document(
        lang,
        "BÁO CÁO" if lang == "vi" else "REPORT",
        plain(subject),
        sections() if parts is None else parts,
        notes,
        recipe.to_json(),
        "2026-10-31-a1b2c3",
        "2026-10-31",
    )


def with_words(text: str, layout: str = "official") -> Document:
    """Return a document with a text in every place that takes one from outside."""
    spans = plain(text)
    grid = replace(table(), caption=spans, columns=(spans,) * 3, rows=((spans,) * 3,), note=spans)
    drawn = replace(picture(), caption=spans, alternative=text, note=spans)
    blocks = (
        Heading(1, spans),
        Paragraph(spans),
        Bullets((spans,)),
        grid,
        drawn,
        Paragraph((Plain(text, bold=True),)),
    )
    issue = Issue(*(text,) * 5, "2026-02-05", (text, text), (text,), text, text, text, text)
    notes = (Note(1, text, spans, text),)
    return paper((Section("s", blocks),), issue=issue, layout=layout, subject=text, notes=notes)
