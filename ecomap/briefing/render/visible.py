"""The words a reader sees in a produced Word or HTML file: to tell whether somebody has changed a sentence since."""

from __future__ import annotations

import io
import zipfile
from html.parser import HTMLParser

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ecomap.briefing.render.embed import LIMIT, ZIP_ERRORS

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MOST = 3_000_000
"""Letters of a text in which sentences are looked for; a briefing has a tenth of that."""
_HIDDEN = frozenset({"script", "style", "title", "svg"})


def visible_text(data: bytes) -> str | None:
    """Return the text of a Word or HTML file in its order; None for any other, such as PDF, whose lines are cut up."""
    if data.startswith(b"%PDF"):
        return None
    text = _of_word(data) if data.startswith(b"PK") else _of_page(data)
    return text if text is None or len(text) <= MOST else None


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


class _Words:
    """Gathers the texts of a Word file without keeping its tree, which in a file by anybody may be of any size.

    What was deleted with changes being tracked stands in other elements (``delText``), so it is not read.
    """

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._inside = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self._inside = tag == f"{_WORD}t"

    def end(self, tag: str) -> None:
        self._inside = False

    def data(self, data: str) -> None:
        if self._inside:
            self._texts.append(data)

    def close(self) -> str:
        return "".join(self._texts)


class _Reader(HTMLParser):
    """Gathers the texts of a page, without scripts and pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.texts.append(data)
