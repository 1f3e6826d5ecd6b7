"""The page of a briefing: one file without scripts and without anything fetched; also the preview."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from pathlib import Path

from ecomap.briefing.document import (
    Bullets,
    Heading,
    Mark,
    Note,
    Paragraph,
    Picture,
    Plain,
    Spans,
    Table,
    Value,
    plain_text,
)
from ecomap.briefing.render import embed
from ecomap.briefing.render.form import Appendix, Form, Item
from ecomap.briefing.render.frame import DRAFT, MOTTO, NATION, RECIPIENTS, TO
from ecomap.briefing.render.measure import FONTS
from ecomap.briefing.render.text import mark_groups

_HERE = Path(__file__).parent
_SANS = _HERE.parents[1] / "ui" / "static" / "fonts"
_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "font-src data:; base-uri 'none'; form-action 'none'"
)
_NARROW = 4
_ALIGN = {"l": "left", "r": "right", "c": "center"}


def html_file(form: Form, payload: bytes = b"") -> bytes:
    """Write a page that needs nothing else: fonts, drawings and the payload are in it."""
    page = _Page(form)
    inside = page.official() if form.official else page.modern()
    stored = embed.html_element(payload) if payload else ""
    return (
        f'<!doctype html>\n<html lang="{escape(form.lang)}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{escape(plain_text(form.subject))}</title><style>{_style(form.official)}</style></head>"
        f'<body class="{form.layout}"><article>{inside}</article>{stored}</body></html>\n'
    ).encode()


@cache
def _style(official: bool) -> str:
    faces = []
    if official:
        for name, weight, slant in (
            ("Regular", 400, "normal"),
            ("Bold", 700, "normal"),
            ("Italic", 400, "italic"),
            ("BoldItalic", 700, "italic"),
        ):
            faces.append(_face("Tinos", FONTS / f"Tinos-{name}.woff2", weight, slant, ""))
    else:
        for weight in (400, 600):
            for script, letters in _SCRIPTS.items():
                file = _SANS / f"be-vietnam-pro-{script}-{weight}-normal.woff2"
                faces.append(_face("Be Vietnam Pro", file, weight, "normal", f"unicode-range:{letters};"))
    return "".join(faces) + (_HERE / "page.css").read_text("utf-8")


_SCRIPTS = {
    "vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,"
    "U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
    "latin": "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,"
    "U+2212",
}


def _face(family: str, file: Path, weight: int, slant: str, more: str) -> str:
    data = base64.b64encode(file.read_bytes()).decode("ascii")
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{slant};font-display:swap;{more}'
        f'src:url(data:font/woff2;base64,{data}) format("woff2")}}'
    )


def _broken(lines: Iterable[str]) -> str:
    return "<br>".join(escape(line) for line in lines)


class _Page:
    """Writes the parts of a page; all words go through `escape`."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.notes = {note.number for note in form.notes}

    # Layouts.

    def official(self) -> str:
        form, frame = self.form, self.form.frame
        agency = (f"<p>{_broken(frame.parent)}</p>" if frame.parent else "") + (
            f'<p><b class="rule part">{_broken(frame.agency)}</b></p>'
        )
        draft = f'<p class="draft">{DRAFT}</p>' if frame.draft else ""
        head = (
            f'<header class="frame" lang="vi"><div class="agency">{agency}</div>'
            f'<div class="nation"><p><b>{NATION}</b></p><p class="motto"><b class="rule">{MOTTO}</b></p></div>'
            f'<div class="number"><p>{escape(frame.number)}</p>{draft}</div>'
            f'<p class="dateline">{escape(frame.dateline)}</p></header>'
        )
        title = (
            f'<h1 class="title"><span>{escape(form.title)}</span>'
            f'<span class="rule part">{self.spans(form.subject)}</span></h1>'
        )
        return (
            head
            + title
            + self._addressees()
            + self.items(form.body)
            + self._signature()
            + "".join(self._appendix(part) for part in form.appendices)
        )

    def modern(self) -> str:
        form = self.form
        head = (
            f'<header><p class="kicker">{escape(form.kicker)}</p><h1>{self.spans(form.subject)}</h1>'
            f'<p class="byline">{escape(form.byline)}</p></header>'
        )
        parts = "".join(
            f'<section id="{part.anchor}"><h2>{self.spans(part.title)}</h2>{self.items(part.items)}'
            f"{'' if part.items else self._notes()}</section>"
            for part in form.appendices
        )
        return head + self.items(form.body) + parts

    def _addressees(self) -> str:
        names = self.form.frame.to
        if len(names) < 2:
            return f'<p class="to" lang="vi">{TO} {escape(names[0])}</p>' if names else ""
        lines = "".join(f"<li>{escape(name)}</li>" for name in names)
        return f'<div class="to many" lang="vi"><p>{TO}</p><ul>{lines}</ul></div>'

    def _signature(self) -> str:
        frame = self.form.frame
        lines = "".join(f"<li>{escape(line)}</li>" for line in frame.recipients)
        position = _broken(frame.position)
        return (
            '<footer class="sign" lang="vi">'
            f'<div class="recipients"><p><b><i>{RECIPIENTS}</i></b></p><ul>{lines}</ul></div>'
            f'<div class="signatory"><p>{position}</p><p class="name">{escape(frame.signatory)}</p></div></footer>'
        )

    def _appendix(self, part: Appendix) -> str:
        form = self.form
        inside = self.items(part.items)
        if not part.items:
            byline = f'<p class="note">{escape(form.byline)}.</p>' if form.byline else ""
            inside = byline + self._notes()
        return (
            f'<section class="appendix" id="{part.anchor}"><h2><span>{escape(part.label)}</span>'
            f'<span class="caps">{self.spans(part.title)}</span></h2>'
            f'<p class="attached" lang="vi">{escape(form.frame.attached)}</p>{inside}</section>'
        )

    def _notes(self) -> str:
        return f'<ol class="notes">{"".join(self._note(note) for note in self.form.notes)}</ol>'

    def _note(self, note: Note) -> str:
        link = ""
        if note.url:
            link = f' <a href="{escape(note.url)}" target="_blank" rel="noopener noreferrer">{escape(note.url)}</a>'
        return (
            f'<li id="note-{note.number}" value="{note.number}"><span class="number">[{note.number}]</span>'
            f"<span>{self.spans(note.spans)}{link}</span></li>"
        )

    # Text.

    def spans(self, spans: Spans) -> str:
        return "".join(piece for span in spans for piece in self._span(span))

    def _span(self, span: object) -> Iterator[str]:
        if isinstance(span, Plain):
            words = f"<bdi>{escape(span.text)}</bdi>" if _right_to_left(span.text) else escape(span.text)
            words = f"<i>{words}</i>" if span.italic else words
            yield f"<b>{words}</b>" if span.bold else words
        elif isinstance(span, Value):
            yield f'<data value="{span.answer.value if span.answer.value is not None else ""}" '
            words = f"<b>{escape(span.text)}</b>" if span.bold else escape(span.text)
            yield f'data-query="{escape(span.query.text)}">{words}</data>'
        elif isinstance(span, Mark):
            if span.numbers:
                groups = mark_groups(span)
                inside = ", ".join("–".join(self._number(number) for number in group) for group in groups)
                yield f'<span class="mark">[{inside}]</span>'
        else:
            label, anchor = self.form.reference(span.key)  # type: ignore[attr-defined]
            yield f'<a class="inner" href="#{anchor}">{escape(label)}</a>' if anchor else escape(label)

    def _number(self, number: int) -> str:
        return f'<a class="inner" href="#note-{number}">{number}</a>' if number in self.notes else str(number)

    # Blocks.

    def items(self, items: Sequence[Item]) -> str:
        return "".join(self.item(item) for item in items)

    def item(self, item: Item) -> str:
        block = item.block
        if isinstance(block, Heading):
            tag = f"h{min(max(block.level, 1), 3) + 1}"
            label = f"{escape(item.label)} " if item.label else ""
            return f'<{tag} id="{item.anchor}">{label}{self.spans(block.spans)}</{tag}>'
        if isinstance(block, Paragraph):
            role = ' class="caveat"' if block.role == "caveat" else ""
            return f"<p{role}>{self.spans(block.spans)}</p>"
        if isinstance(block, Bullets):
            return f"<ul>{''.join(f'<li>{self.spans(spans)}</li>' for spans in block.items)}</ul>"
        return self._table(item, block) if isinstance(block, Table) else self._picture(item, block)

    def _caption(self, item: Item, caption: Spans) -> str:
        words = self.spans(caption)
        return escape(item.label) + (f". {words}" if words else "")

    def _table(self, item: Item, block: Table) -> str:
        whole = sum(block.widths)
        columns = "".join(f'<col style="width:{width / whole:.1%}">' for width in block.widths)
        sides = [_ALIGN.get(side, "left") for side in block.align]
        head = "".join(
            f'<th scope="col" class={side}>{self.spans(spans)}</th>'
            for side, spans in zip(sides, block.columns, strict=True)
        )
        rows = "".join(self._row(sides, row) for row in block.rows)
        note = f'<p class="note">{self.spans(block.note)}</p>' if block.note else ""
        size = ' class="wide"' if len(block.columns) > _NARROW else ""
        return (
            f'<div class="table" id="{item.anchor}"><div class="scroll" tabindex="0"><table{size}>'
            f"<caption>{self._caption(item, block.caption)}</caption>"
            f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}</div>"
        )

    def _row(self, sides: Sequence[str], row: Sequence[Spans]) -> str:
        cells = zip(sides, row, strict=True)
        return f"<tr>{''.join(f'<td class={side}>{self.spans(spans)}</td>' for side, spans in cells)}</tr>"

    def _picture(self, item: Item, block: Picture) -> str:
        drawing = f"<p><i>[{escape(block.alternative)}]</i></p>"
        if block.svg or block.png:
            # An image, not an element of the page: no script in it runs and nothing is fetched for it.
            kind = "svg+xml" if block.svg else "png"
            data = base64.b64encode(block.svg or block.png).decode("ascii")
            drawing = (
                f'<img src="data:image/{kind};base64,{data}" alt="{escape(block.alternative)}" '
                f'style="width:{block.width_mm:g}mm">'
            )
        note = f'<p class="note">{self.spans(block.note)}</p>' if block.note else ""
        return (
            f'<figure id="{item.anchor}">{drawing}'
            f"<figcaption>{self._caption(item, block.caption)}</figcaption>{note}</figure>"
        )


def _right_to_left(text: str) -> bool:
    return any("\u0590" <= sign <= "\u08ff" or "\ufb1d" <= sign <= "\ufefc" for sign in text)
