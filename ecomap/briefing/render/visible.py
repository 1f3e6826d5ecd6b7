"""The words a reader sees in a produced Word or HTML file: to tell whether somebody has changed a sentence since."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ecomap.briefing.render.embed import LIMIT, ZIP_ERRORS

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST = 3_000_000
"""Letters of a text in which sentences are looked for; a briefing has a tenth of that."""


def visible_text(data: bytes) -> str | None:
    """Return the text of a Word or HTML file in its order, each paragraph, heading or row of a table on a line.

    None for PDF (see `has_lines`), and for one that is damaged or too large.
    """
    if not has_lines(data):
        return None
    text = _of_word(data) if data.startswith(b"PK") else _of_page(data)
    return text if text is None or len(text) <= MOST else None


def has_lines(data: bytes) -> bool:
    """Tell whether a form of file has lines to compare: PDF has not, since it holds them cut up."""
    return not data.startswith(b"%PDF")


def _of_page(data: bytes) -> str:
    reader = _Reader()
    reader.feed(data.decode("utf-8", "replace"))
    return "".join(reader.texts)


def _of_word(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as stream:
            content = stream.read(LIMIT + 1)
        if len(content) > LIMIT:
            return None
        parser = ElementTree.XMLParser(target=_Words(), forbid_dtd=True)
        parser.feed(content)
        text: str = parser.close()
    except (*ZIP_ERRORS, ElementTree.ParseError, DefusedXmlException):
        return None
    return text


_TAKEN_OUT = frozenset(("del", "moveFrom"))
"""What was deleted or moved away with changes being tracked; deleted words also stand in ``delText``."""
_UNSEEN = frozenset(("vanish", "webHidden", "strike", "dstrike"))
_SHADED = ("r", "p", "tc")
"""Elements that may have a background, the nearest to the letters first."""
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_SMALLEST = 10
"""Half points; smaller letters cannot be read on paper."""
_CONTRAST = 1.5
"""Contrast with the background below which letters are not seen; what is meant to be read has 4.5."""


class _Words:
    """Gathers the texts of a Word file without keeping its tree, which in a file by anybody may be of any size.

    Text that was taken out with changes being tracked, that is hidden, struck out, tiny or of the colour of its
    background is not seen. Only what stands at the text itself is looked at, not what a style says.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._inside = self._lost = False
        self._rows = self._out = 0
        self._colour = ""
        self._grounds = dict.fromkeys(_SHADED, "")
        self._open: list[str] = []

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        name = tag.removeprefix(_WORD)
        self._open.append(name)
        self._inside = name == "t"
        if name in _SHADED:
            self._grounds[name] = ""
        if name == "r":
            self._lost, self._colour = False, ""
        elif name == "tr":
            self._rows += 1
        elif name in _TAKEN_OUT:
            self._out += 1
        elif name == "shd":
            self._shade(attrs.get(f"{_WORD}fill", ""))
        elif self._open[-3:-1] == ["r", "rPr"]:
            self._form(name, attrs.get(f"{_WORD}val", "true"))

    def _shade(self, fill: str) -> None:
        for owner, properties in (("r", "rPr"), ("p", "pPr"), ("tc", "tcPr")):
            if self._open[-3:-1] == [owner, properties]:
                self._grounds[owner] = fill

    def _form(self, name: str, value: str) -> None:
        if name in _UNSEEN:
            self._lost |= value not in ("0", "false", "off")
        elif name == "sz":
            self._lost |= value.isdecimal() and int(value) < _SMALLEST
        elif name == "color":
            self._colour = value

    def end(self, tag: str) -> None:
        name = self._open.pop()
        self._inside = False
        if name in _SHADED:
            self._grounds[name] = ""
        if name in _TAKEN_OUT:
            self._out -= 1
        elif name == "tr":
            self._rows -= 1
        if name in ("tr", "p") and not self._rows:
            self._texts.append("\n")

    def data(self, data: str) -> None:
        if self._inside and not self._out and not self._lost and not self._is_faint():
            self._texts.append(data)

    def _is_faint(self) -> bool:
        ground = next((fill for name in _SHADED if _HEX.fullmatch(fill := self._grounds[name])), "FFFFFF")
        return _HEX.fullmatch(self._colour) is not None and _contrast(self._colour, ground) < _CONTRAST

    def close(self) -> str:
        return "".join(self._texts)


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


_HIDDEN = frozenset({"script", "style", "title", "svg", "del", "s", "strike", "template"})
_BLOCKS = frozenset(
    {"p", "li", "h1", "h2", "h3", "h4", "h5", "tr", "caption", "figcaption", "div", "header", "footer"}
)
_EMPTY = frozenset({"img", "br", "hr", "col", "meta", "link", "input", "wbr"})
_TITLES = ("h1", "h2")
"""Headings of which each part in a ``span`` stands on a line of its own."""
_STYLED = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|line-through")


class _Reader(HTMLParser):
    """Gathers the texts of a page, without scripts, pictures and what is hidden or struck out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._by: list[str] = []
        self._title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        form = dict(attrs)
        hides = tag in _HIDDEN or "hidden" in form or _STYLED.search(form.get("style") or "")
        if (hides or self._by[-1:] == [tag]) and tag not in _EMPTY:
            self._by.append(tag)
        if tag in _BLOCKS or (tag == "span" and self._title):
            self.texts.append("\n")
        if tag in _TITLES:
            self._title = tag

    def handle_endtag(self, tag: str) -> None:
        if self._by[-1:] == [tag]:
            self._by.pop()
        if tag in _BLOCKS:
            self.texts.append("\n")
        if tag == self._title:
            self._title = ""

    def handle_data(self, data: str) -> None:
        if not self._by:
            self.texts.append(" ".join(data.split("\n")))
