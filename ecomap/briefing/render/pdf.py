"""The PDF file of a briefing, set by Typst. Words reach it as data in a file of their own, never as markup."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import typst

from ecomap.briefing.document import (
    Bullets,
    Heading,
    Mark,
    Paragraph,
    Picture,
    Plain,
    Spans,
    Table,
    Value,
    plain_text,
)
from ecomap.briefing.render import embed
from ecomap.briefing.render.form import CELL_WORD, Appendix, Form, Item, breaks, kept_whole, table_widths
from ecomap.briefing.render.frame import DRAFT, MOTTO, NATION, RECIPIENTS, TO
from ecomap.briefing.render.measure import FONTS
from ecomap.briefing.render.text import breakable, mark_groups

_SOURCES = Path(__file__).with_name("typst")
_SANS = Path(__file__).parents[2] / "ui" / "static" / "fonts"
_ROOM = {True: 165.0, False: 162.0}  # mm of the text; what is over goes to all columns alike
_POINTS = {True: 12.0, False: 9.0}

Json = dict[str, object]


def pdf_file(form: Form, payload: bytes = b"") -> bytes:
    """Set a PDF file with the fonts that are shipped, whatever the machine has; the same form gives the same bytes."""
    pictures: dict[str, bytes] = {}
    data = _document(form, pictures, embed.NAME if payload else "")
    files = {path.name: path.read_bytes() for path in sorted(_SOURCES.glob("*.typ"))}
    files["document.json"] = json.dumps(data, ensure_ascii=False).encode("utf-8")
    if payload:
        files[embed.NAME] = payload
    made = typst.compile(  # type: ignore[call-overload]  # its types leave out that several files may be given
        {**files, **pictures},
        format="pdf",
        font_paths=[FONTS, _SANS],
        ignore_system_fonts=True,
        timestamp=form.time,
    )
    assert isinstance(made, bytes)
    return made


def _document(form: Form, pictures: dict[str, bytes], payload: str) -> Json:
    frame = form.frame
    notes = {note.number for note in form.notes}
    writer = _Writer(form, notes, pictures)
    return {
        "lang": form.lang,
        "layout": form.layout,
        "title": form.title,
        "subject": writer.spans(form.subject),
        "subject_text": plain_text(form.subject),
        "author": " ".join(frame.agency).strip("…"),
        "kicker": breakable(form.kicker),
        "byline": form.byline,
        "payload": payload,
        "frame": _frame(form),
        "body": [writer.item(item) for item in form.body],
        "appendices": [writer.appendix(part) for part in form.appendices],
        "notes": [
            {
                "label": f"[{note.number}]",
                "anchor": f"note-{note.number}",
                "spans": writer.spans(note.spans)
                + ([{"t": " "}, {"t": note.url, "url": note.url}] if note.url else []),
            }
            for note in form.notes
        ],
    }


def _frame(form: Form) -> Json:
    frame = form.frame
    words: Mapping[str, object] = {
        "parent": list(frame.parent),
        "agency": list(frame.agency),
        "number": frame.number,
        "dateline": frame.dateline,
        "draft": DRAFT if frame.draft else "",
        "nation": NATION,
        "motto": MOTTO,
        "kinh_gui": TO,
        "to": list(frame.to),
        "noi_nhan": RECIPIENTS,
        "recipients": list(frame.recipients),
        "position": list(frame.position),
        "signatory": frame.signatory,
        "attached": frame.attached,
    }
    return {
        key: [breakable(line) for line in value] if isinstance(value, list) else breakable(str(value))
        for key, value in words.items()
    }


class _Writer:
    """Writes blocks as data; drawings are put into files of their own."""

    def __init__(self, form: Form, notes: set[int], pictures: dict[str, bytes]) -> None:
        self.form, self.notes, self.pictures = form, notes, pictures

    def spans(self, spans: Spans, longest: int = 40) -> list[Json]:
        found: list[Json] = []
        for span in spans:
            if isinstance(span, Plain):
                found.append({"t": breakable(span.text, longest), "b": span.bold, "i": span.italic})
            elif isinstance(span, Value):
                found.append({"t": span.text, "b": span.bold, "i": False})
            elif isinstance(span, Mark):
                found += self._mark(span)
            else:
                label, anchor = self.form.reference(span.key)
                found.append({"t": label, "to": anchor})
        return found

    def _mark(self, mark: Mark) -> list[Json]:
        found: list[Json] = []
        for place, group in enumerate(mark_groups(mark)):
            for end, number in enumerate(group):
                found.append({"t": "–" if end else ", " if place else "["})
                found.append({"t": str(number), "to": f"note-{number}" if number in self.notes else ""})
        return [*found, {"t": "]"}] if found else []

    def appendix(self, part: Appendix) -> Json:
        items = [self.item(item) for item in part.items]
        wide = any(item.wide for item in part.items)
        for item in items if wide else ():
            item["wide"] = False  # the whole appendix is turned
        return {
            "label": part.label,
            "title": self.spans(part.title),
            "items": items,
            "anchor": part.anchor,
            "wide": wide,
        }

    def item(self, item: Item) -> Json:
        block = item.block
        common: Json = {"label": item.label, "anchor": item.anchor, "wide": item.wide}
        if isinstance(block, Heading):
            level = min(max(block.level, 1), 3)
            return {**common, "kind": "heading", "level": level, "spans": self.spans(block.spans)}
        if isinstance(block, Paragraph):
            return {**common, "kind": "paragraph", "role": block.role, "spans": self.spans(block.spans)}
        if isinstance(block, Bullets):
            return {**common, "kind": "bullets", "items": [self.spans(spans) for spans in block.items]}
        if isinstance(block, Table):
            return {**common, "kind": "table", **self._table(block, item.wide)}
        return {**common, "kind": "picture", **self._picture(item.anchor, block)}

    def _table(self, block: Table, wide: bool) -> Json:
        official = self.form.official
        room = _ROOM[official] + (87.0 if wide else 0.0)
        return {
            "caption": self.spans(block.caption),
            "columns": [self.spans(spans, CELL_WORD) for spans in block.columns],
            "rows": [
                {
                    "cells": [self.spans(spans, CELL_WORD) for spans in row],
                    "long": breaks(row),
                }
                for row in block.rows
            ],
            "align": list(block.align),
            "widths": table_widths(block, room, _POINTS[official]),
            "whole": kept_whole(block),
            "note": self.spans(block.note),
        }

    def _picture(self, anchor: str, block: Picture) -> Json:
        name = ""
        if block.svg or block.png:
            name = f"{anchor}.{'svg' if block.svg else 'png'}"
            self.pictures[name] = block.svg or block.png
        return {
            "caption": self.spans(block.caption),
            "file": name,
            "width": block.width_mm,
            "alt": block.alternative,
            "note": self.spans(block.note),
        }
