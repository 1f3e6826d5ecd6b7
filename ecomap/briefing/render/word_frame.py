"""Head and signature of an official document in Word: tables without lines, rules as borders."""

from __future__ import annotations

from ecomap.briefing.document import plain_text
from ecomap.briefing.render import word_styles as styles
from ecomap.briefing.render.frame import DRAFT, MOTTO, NATION, RECIPIENTS, TO
from ecomap.briefing.render.measure import balanced_mm, rule_mm, width_mm
from ecomap.briefing.render.word_blocks import Pages
from ecomap.briefing.render.word_xml import Element, cell, el, lines, paragraph, row, rule, run, table, twips

LEFT, RIGHT = 70.0, 95.0
_SIGN_LEFT, _SIGN_RIGHT = 75.0, 90.0
_SIGNATURE_MM = 26
_DRAFT_MM = 26
_SPARE = 2.0  # the fonts of another machine may be a little wider


def head(pages: Pages) -> None:
    """Write what stands above the text."""
    form, frame = pages.form, pages.form.frame
    first = row((cell(LEFT, _agency(pages)), cell(RIGHT, _nation())))
    number = [_centred([run(frame.number)], before=6)]
    if frame.draft:
        number += [_draft()]
    dateline = [_centred([run(frame.dateline, italic=True)], before=6)]
    pages.put(table((LEFT, RIGHT), [first, row((cell(LEFT, number), cell(RIGHT, dateline)))]))
    pages.put(paragraph("Title", [run(form.title)]))
    subject, room = plain_text(form.subject), LEFT + RIGHT
    pages.put(_centred(pages.runs(form.subject), style="Subtitle", side=_side(subject, 14, room)))
    pages.put(rule(styles.FRAME, rule_mm(subject, 14, room), room))
    _addressees(pages)


def _centred(
    runs: list[Element],
    *,
    before: float = 0,
    after: float = 0,
    style: str = styles.FRAME,
    size: int = 0,
    side: float = 0,
) -> Element:
    """Make a line in the middle; `before`, `after` in points, `side` in mm that are left free on both sides."""
    for element in runs if size else ():
        element.get_or_add_rPr().append(el("sz", val=str(2 * size)))
    spacing = el("spacing", before=str(round(before * 20)), after=str(round(after * 20)))
    place = el("ind", left=twips(side), right=twips(side), firstLine="0")
    return paragraph(style, runs, spacing, place, el("jc", val="center"))


def _side(text: str, points: float, room: float, *, bold: bool = True) -> float:
    """Return the space on both sides of a text of several lines, so that they are of about the same length."""
    if width_mm(text, points, bold=bold) <= room:
        return 0.0
    width = balanced_mm(text, points, room - _SPARE, bold=bold) + _SPARE
    return max(room - width, 0) / 2


def _agency(pages: Pages) -> list[Element]:
    frame = pages.form.frame
    found = []
    if frame.parent:
        side = _side(max(frame.parent, key=len), 12, LEFT, bold=False)
        found.append(_centred(lines(frame.parent), size=12, side=side))
    longest = max(frame.agency, key=len)
    found.append(_centred(lines(frame.agency, bold=True), size=12, side=_side(longest, 12, LEFT)))
    return [*found, rule(styles.FRAME, rule_mm(longest, 12, LEFT), LEFT)]


def _nation() -> list[Element]:
    motto = width_mm(MOTTO, 13)
    return [
        _centred([run(NATION, bold=True)], size=12),
        _centred([run(MOTTO, bold=True)], size=13),
        rule(styles.FRAME, motto, RIGHT),
    ]


def _draft() -> Element:
    """Write the mark of a draft in a frame, so that an unfinished form is not taken for an issued one."""
    side = twips((LEFT - _DRAFT_MM) / 2)
    sides = (
        el(name, val="single", sz="6", space="1", color="000000")
        for name in ("top", "left", "bottom", "right")
    )
    spacing = el("spacing", before="120", after="0")
    place = el("ind", left=side, right=side, firstLine="0")
    border = el("pBdr", *sides)
    return paragraph(styles.FRAME, [run(DRAFT, bold=True)], border, spacing, place, el("jc", val="center"))


def _addressees(pages: Pages) -> None:
    names = pages.form.frame.to
    if len(names) == 1:
        text = f"{TO} {names[0]}"
        side = _side(text, 14, LEFT + RIGHT - 20, bold=False) + 10
        pages.put(_centred([run(text)], style="Normal", before=10, after=6, side=side))
    elif names:
        start = 30.0
        dash = start + width_mm(TO, 14, bold=False) - 2  # under the colon
        spacing = el("spacing", before="200", after="0")
        pages.put(paragraph("Normal", [run(TO)], spacing, el("ind", left=twips(start))))
        for name in names:
            hanging = el("ind", left=twips(dash + 3), hanging=twips(3))
            pages.put(paragraph("Normal", [run(name)], hanging))
    pages.put(paragraph("Normal", (), el("spacing", before="0", after="0", line="120", lineRule="exact")))


def signature(pages: Pages) -> None:
    """Write recipients and signature side by side; the row does not break over two pages."""
    frame = pages.form.frame
    opened = run(RECIPIENTS, bold=True, italic=True)
    opened.get_or_add_rPr().append(el("sz", val="24"))
    left = [paragraph(styles.FRAME, [opened])]
    for line in frame.recipients:
        entry = run(line)
        entry.get_or_add_rPr().append(el("sz", val="22"))
        left.append(paragraph(styles.FRAME, [entry], el("ind", left=twips(2.2), hanging=twips(2.2))))
    room = el("spacing", before=twips(_SIGNATURE_MM), after="0")
    centre = el("jc", val="center")
    right = [
        _centred(lines(frame.position, bold=True), style="Normal"),
        paragraph("Normal", [run(frame.signatory, bold=True)], room, centre),
    ]
    pages.put(
        paragraph(
            "Normal", (), el("keepNext"), el("spacing", before="0", after="0", line="160", lineRule="exact")
        )
    )
    pages.put(table((_SIGN_LEFT, _SIGN_RIGHT), [row((cell(_SIGN_LEFT, left), cell(_SIGN_RIGHT, right)))]))
    pages.put(paragraph("Normal", (), el("spacing", before="0", after="0", line="20", lineRule="exact")))
