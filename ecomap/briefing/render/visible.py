"""The words a reader sees in a produced Word or HTML file: to tell whether somebody has changed a sentence since."""

from __future__ import annotations

import io
import zipfile
import zlib
from html.parser import HTMLParser

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from ecomap.briefing.render.embed import LIMIT

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HIDDEN = frozenset({"script", "style", "title", "svg"})


def visible_text(data: bytes) -> str | None:
    """Return the text of a Word or HTML file in its order; None for any other, such as PDF, whose lines are cut up."""
    if data.startswith(b"PK"):
        return _of_word(data)
    if data.startswith(b"%PDF"):
        return None
    reader = _Reader()
    reader.feed(data.decode("utf-8", "replace"))
    return "".join(reader.texts)


def _of_word(data: bytes) -> str | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("word/document.xml") as stream:
            content = stream.read(LIMIT + 1)
        if len(content) > LIMIT:
            return None
        root = ElementTree.fromstring(content, forbid_dtd=True)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, OSError, EOFError):
        return None
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return None
    # What was deleted with changes being tracked stands in other elements (delText), so it is not read.
    return "".join(part.text or "" for part in root.iter(f"{_WORD}t"))


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
