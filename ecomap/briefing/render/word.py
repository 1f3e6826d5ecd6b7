"""The Word file of a briefing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from ecomap.briefing.document import plain_text
from ecomap.briefing.render import embed
from ecomap.briefing.render import word_styles as styles
from ecomap.briefing.render.form import Appendix, Form
from ecomap.briefing.render.word_blocks import Pages
from ecomap.briefing.render.word_frame import head, signature
from ecomap.briefing.render.word_xml import el, field, paragraph, run

_CUSTOM_XML = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_KEPT = 3
"""Paragraphs before the signature that stay with it."""


def word_file(form: Form, payload: bytes = b"") -> bytes:
    """Write a Word file; the same form gives the same bytes."""
    word = docx.Document()
    look = styles.OFFICIAL if form.official else styles.MODERN
    _strip(word)
    _newest(word)
    styles.write_styles(word, look, form.lang)
    styles.list_signs(word)
    if form.official:
        styles.number_headings(word)
    _fonts(word, look)
    _page(word, form)
    _properties(word, form)
    if payload:
        name = PackURI("/customXml/item1.xml")
        part = Part(name, "application/xml", embed.xml_item(payload), word.part.package)
        word.part.relate_to(part, _CUSTOM_XML)
    pages = Pages(word, form, look)
    _official(pages) if form.official else _modern(pages)
    return _bytes(word)


def _official(pages: Pages) -> None:
    form = pages.form
    head(pages)
    pages.blocks(form.body)
    _keep_last_lines(pages)
    signature(pages)
    for appendix in form.appendices:
        _appendix(pages, appendix)


def _appendix(pages: Pages, appendix: Appendix) -> None:
    """Write an appendix on pages with numbers of their own."""
    form = pages.form
    pages.turn(any(item.wide for item in appendix.items), number_from=1)
    pages.restart_numbers()
    centred = el("jc", val="center")
    bold = [run(appendix.label, bold=True)]
    pages.put(paragraph("Normal", pages.named(f"_Part_{appendix.anchor}", bold), centred))
    title = paragraph("Subtitle", pages.runs(appendix.title), el("spacing", before="60", after="60"))
    for shown in title.findall(qn("w:r")):
        shown.get_or_add_rPr().append(el("caps"))
    pages.put(title)
    attached = [run(form.frame.attached, italic=True)]
    spacing = el("spacing", before="0", after="240")
    pages.put(paragraph("Frame", attached, spacing, el("jc", val="center")))
    pages.blocks(appendix.items)
    if not appendix.items:
        _notes(pages)


def _notes(pages: Pages) -> None:
    if pages.form.byline:
        pages.put(paragraph(styles.TABLE_NOTE, [run(f"{pages.form.byline}.")]))
    for note in pages.form.notes:
        pages.note(note)


def _modern(pages: Pages) -> None:
    form = pages.form
    pages.put(paragraph("Frame", [run(form.kicker, bold=True)]))
    pages.put(paragraph("Title", pages.runs(form.subject), el("spacing", before="60", after="80")))
    border = el("pBdr", el("bottom", val="single", sz="12", space="6", color=styles.ACCENT))
    pages.put(paragraph("Subtitle", [run(form.byline)], border, el("spacing", before="0", after="200")))
    pages.blocks(form.body)
    for appendix in form.appendices:
        pages.put(paragraph("Heading1", pages.named(f"_Part_{appendix.anchor}", pages.runs(appendix.title))))
        pages.blocks(appendix.items)
        if not appendix.items:
            for note in form.notes:
                pages.note(note)


def _keep_last_lines(pages: Pages) -> None:
    """Keep the last paragraphs with the signature, which must not stand alone on a page."""
    texts = [child for child in pages.word.element.body if child.tag in (qn("w:p"), qn("w:tbl"))]
    for text in reversed(texts[-_KEPT:]):
        if text.tag != qn("w:p"):
            break
        text.get_or_add_pPr().get_or_add_keepNext()


def _page(word: WordDocument, form: Form) -> None:
    """Set paper, margins and the numbers of the pages."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    margins = (20, 20, 30, 15) if form.official else (22, 20, 24, 24)
    section.top_margin, section.bottom_margin = Mm(margins[0]), Mm(margins[1])
    section.left_margin, section.right_margin = Mm(margins[2]), Mm(margins[3])
    section.header_distance = section.footer_distance = Mm(9)
    section.different_first_page_header_footer = form.official
    if form.official:
        section.first_page_header.is_linked_to_previous = False
        shown = section.header.paragraphs[0]
        shown.alignment = ALIGN.CENTER
        shown._p.extend(field("PAGE", "2"))
        return
    footer = section.footer.paragraphs[0]
    footer.alignment = ALIGN.RIGHT
    footer._p.extend([*field("PAGE", "1"), run(" / "), *field("NUMPAGES", "1")])


def _strip(word: WordDocument) -> None:
    """Take out what the template brings along: its thumbnail, its own custom XML and an old copy of the styles."""
    for source in (word.part.package, word.part):
        for key, relation in list(source.rels.items()):
            kind = relation.reltype.rsplit("/", 1)[-1]
            if kind in ("thumbnail", "customXml", "stylesWithEffects"):
                source.rels.pop(key)


def _newest(word: WordDocument) -> None:
    """Say that the file is of Word 2013 or later, which then does not open it in its compatibility mode."""
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _fonts(word: WordDocument, look: styles.Look) -> None:
    """Name the font, and those with the same widths that take its place where it is missing."""
    for relation in word.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            fonts = parse_xml(relation.target_part.blob)
            for old in list(fonts):
                fonts.remove(old)
            family = el("family", val="roman" if look is styles.OFFICIAL else "swiss")
            named = el("font", el("altName", val=look.others), family, el("pitch", val="variable"))
            named.set(qn("w:name"), look.font)
            fonts.append(named)
            relation.target_part._blob = docx.oxml.xmlchemy.serialize_for_reading(fonts).encode()


def _properties(word: WordDocument, form: Form) -> None:
    """Set the properties of the file; their dates are those of the document, as no clock is read."""
    properties = word.core_properties
    when = form.time
    properties.created = properties.modified = when.replace(tzinfo=None)
    properties.title = plain_text(form.subject)[:250]
    properties.subject = form.title[:250]
    properties.author = properties.last_modified_by = " ".join(form.frame.agency).strip("…")[:250]
    properties.language, properties.version = form.lang, form.version[:250]
    properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1


def _bytes(word: WordDocument) -> bytes:
    """Save with the same time for every part: the time of saving would make each file differ."""
    saved, fixed = io.BytesIO(), io.BytesIO()
    word.save(saved)
    with (
        zipfile.ZipFile(saved) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in _ordered(source.namelist()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            target.writestr(entry, source.read(name))
    return fixed.getvalue()


def _ordered(names: Sequence[str]) -> list[str]:
    """Put the list of contents first, where readers look for it."""
    return sorted(
        names, key=lambda name: (name != "[Content_Types].xml", not name.startswith("_rels/"), name)
    )
