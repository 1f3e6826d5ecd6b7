"""Styles of the Word file: an editor changes the look of all headings or tables in one place."""

from __future__ import annotations

from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from ecomap.briefing.render.word_xml import el, twips

ACCENT = "5B2A86"
BODY, CAVEAT = "BodyText", "Caveat"
CELL, CELL_HEAD, TABLE_NOTE, NOTE, FRAME = "TableText", "TableHead", "TableNote", "NoteText", "Frame"
_LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
_HEADINGS = ("upperRoman", "decimal")
_INDENT = 12.7


@dataclass(frozen=True)
class Look:
    """Measures of a layout: font, sizes in points, space between paragraphs and lines."""

    font: str
    others: str
    size: float
    table: float
    caption: float
    note: float
    headings: tuple[float, float, float]
    line: float
    accent: str
    indent: float
    align: ALIGN


OFFICIAL = Look(
    "Times New Roman",
    "Tinos, Liberation Serif",
    14,
    12,
    12,
    12,
    (14, 14, 14),
    1.15,
    "000000",
    _INDENT,
    ALIGN.JUSTIFY,
)
MODERN = Look("Arial", "Arimo, Liberation Sans", 10.5, 9, 9.5, 9, (15, 12, 10.5), 1.25, ACCENT, 0, ALIGN.LEFT)


def write_styles(word: WordDocument, look: Look, lang: str) -> None:
    """Set the styles of a new document."""
    _defaults(word, look, lang)
    normal = _style(word, "Normal", look, look.size)
    normal.paragraph_format.space_after = Pt(0)
    body = _style(word, "Body Text", look, look.size, align=look.align)
    body.paragraph_format.first_line_indent = Mm(look.indent)
    body.paragraph_format.space_before, body.paragraph_format.space_after = Pt(0), Pt(6)
    body.paragraph_format.line_spacing = look.line
    caveat = _style(word, "Caveat", look, look.size - (look is MODERN), base="Body Text", italic=True)
    bullets = _style(word, "List Bullet", look, look.size, base="Body Text")
    bullets.paragraph_format.left_indent = Mm(look.indent + 5 if look.indent else 6)
    bullets.paragraph_format.first_line_indent = Mm(-5)
    _headings(word, look)
    _texts(word, look)
    if look is MODERN:
        caveat.paragraph_format.left_indent = Mm(3)
        caveat.element.get_or_add_pPr().insert_element_before(
            el("pBdr", el("left", val="single", sz="18", space="6", color="C9A227")),
            "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl",
        )  # fmt: skip


def _headings(word: WordDocument, look: Look) -> None:
    for level, size in enumerate(look.headings, start=1):
        heading = _style(
            word, f"Heading {level}", look, size, bold=True, align=ALIGN.LEFT, colour=look.accent
        )
        heading.font.all_caps = look is OFFICIAL and level == 1
        form = heading.paragraph_format
        form.space_before, form.space_after = Pt(12 if level == 1 else 6), Pt(6 if look is OFFICIAL else 4)
        form.first_line_indent, form.keep_with_next = Mm(look.indent), True
    title = _style(word, "Title", look, 14 if look is OFFICIAL else 22, bold=True, colour=look.accent)
    subtitle = _style(word, "Subtitle", look, 14 if look is OFFICIAL else 10.5, bold=look is OFFICIAL)
    for style in (title, subtitle):
        style.paragraph_format.alignment = ALIGN.CENTER if look is OFFICIAL else ALIGN.LEFT
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)
        for border in style.element.findall(f".//{qn('w:pBdr')}"):
            border.getparent().remove(border)
    if look is OFFICIAL:
        title.paragraph_format.space_before = Pt(14)


def _texts(word: WordDocument, look: Look) -> None:
    centre = ALIGN.CENTER if look is OFFICIAL else ALIGN.LEFT
    colour = "000000" if look is OFFICIAL else look.accent
    caption = _style(word, "Caption", look, look.caption, bold=True, align=centre, colour=colour)
    caption.paragraph_format.space_before, caption.paragraph_format.space_after = Pt(8), Pt(4)
    cell = _style(word, "Table Text", look, look.table, align=ALIGN.LEFT)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(2)
    head = _style(word, "Table Head", look, look.table, base="Table Text", bold=True, align=ALIGN.CENTER)
    head.paragraph_format.keep_with_next = True
    note = _style(word, "Table Note", look, look.table - 1, italic=look is OFFICIAL)
    note.paragraph_format.space_before, note.paragraph_format.space_after = Pt(3), Pt(8)
    entry = _style(word, "Note Text", look, look.note, align=ALIGN.LEFT)
    entry.paragraph_format.left_indent, entry.paragraph_format.first_line_indent = Mm(10), Mm(-10)
    entry.paragraph_format.space_after = Pt(4)
    _style(word, "Frame", look, 13 if look is OFFICIAL else look.size, colour=look.accent)
    for name in ("Header", "Footer"):
        _style(word, name, look, 14 if look is OFFICIAL else 8.5)
    link = word.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = RGBColor.from_string(look.accent)  # the decree wants all letters black


def _style(
    word: WordDocument,
    name: str,
    look: Look,
    size: float,
    *,
    base: str = "Normal",
    bold: bool = False,
    italic: bool = False,
    align: ALIGN | None = None,
    colour: str = "000000",
) -> ParagraphStyle:
    """Set a paragraph style, which is made if the template lacks it; fonts of the theme are taken out."""
    known = [style.name for style in word.styles]
    style = word.styles[name] if name in known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    if name != "Normal":
        style.base_style = word.styles[base]
    style.quick_style, style.hidden = True, False
    font = style.font
    font.size, font.bold, font.italic = Pt(size), bold, italic
    font.name = look.font
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), look.font)
    for spaced in style.element.rPr.findall(qn("w:spacing")) + style.element.rPr.findall(qn("w:kern")):
        style.element.rPr.remove(spaced)
    if align is not None:
        style.paragraph_format.alignment = align
    return style


def _defaults(word: WordDocument, look: Look, lang: str) -> None:
    defaults = word.styles.element.find(qn("w:docDefaults"))
    properties = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in list(properties):
        properties.remove(child)
    size = str(int(look.size * 2))
    properties.extend(
        [
            el("rFonts", ascii=look.font, hAnsi=look.font, eastAsia=look.font, cs=look.font),
            el("sz", val=size),
            el("szCs", val=size),
            el("lang", val=_LANGUAGES.get(lang, "vi-VN"), eastAsia="en-US", bidi="ar-SA"),
        ]
    )
    spacing = defaults.find(qn("w:pPrDefault")).find(f".//{qn('w:spacing')}")
    for name, value in {"after": "0", "line": "240"}.items():
        spacing.set(qn(f"w:{name}"), value)


def number_headings(word: WordDocument) -> None:
    """Let Word number the headings of levels 1 and 2: a part that is added by hand moves the numbers behind it.

    Word has no counting by the Vietnamese alphabet, so the letters of level 3 are written as text.
    """
    levels = [
        el(
            "lvl",
            el("start", val="1"),
            el("numFmt", val=kind),
            el("pStyle", val=f"Heading{level + 1}"),
            el("suff", val="space"),
            el("lvlText", val=f"%{level + 1}."),
            el("lvlJc", val="left"),
            el("pPr", el("ind", left="0", firstLine=twips(_INDENT))),
            ilvl=str(level),
        )
        for level, kind in enumerate(_HEADINGS)
    ]
    numbering = word.part.numbering_part.element
    scheme = el("abstractNum", el("multiLevelType", val="multilevel"), *levels, abstractNumId="90")
    numbering.insert(0, scheme)
    numbering.append(el("num", el("abstractNumId", val="90"), numId="90"))
    for level in (1, 2):
        _choose(_known(word, f"Heading {level}"), level - 1, 90)


def restart_headings(word: WordDocument, number: int) -> None:
    """Begin the numbers of the headings anew, as an appendix does; `number` is 91 or more."""
    starts = [el("lvlOverride", el("startOverride", val="1"), ilvl=str(level)) for level in (0, 1)]
    word.part.numbering_part.element.append(
        el("num", el("abstractNumId", val="90"), *starts, numId=str(number))
    )


def _choose(style: ParagraphStyle, level: int, number: int) -> None:
    chosen = style.element.get_or_add_pPr().get_or_add_numPr()
    for old in list(chosen):
        chosen.remove(old)
    chosen.extend([el("ilvl", val=str(level)), el("numId", val=str(number))])


def list_signs(word: WordDocument) -> None:
    """Give the points of a list the dash that official documents use."""
    numbering = word.part.numbering_part.element
    level = el(
        "lvl",
        el("start", val="1"),
        el("numFmt", val="bullet"),
        el("pStyle", val="ListBullet"),
        el("suff", val="tab"),
        el("lvlText", val="-"),
        el("lvlJc", val="left"),
        ilvl="0",
    )
    numbering.insert(0, el("abstractNum", el("multiLevelType", val="singleLevel"), level, abstractNumId="80"))
    numbering.append(el("num", el("abstractNumId", val="80"), numId="80"))
    _choose(_known(word, "List Bullet"), 0, 80)


def _known(word: WordDocument, name: str) -> ParagraphStyle:
    style = word.styles[name]
    assert isinstance(style, ParagraphStyle)
    return style
