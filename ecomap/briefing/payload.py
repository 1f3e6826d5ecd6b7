"""What every produced file carries: the recipe, the version of the data, each figure with its query, and its sentences.

The renderers put it into the file (`ecomap.briefing.render.embed`). It is JSON, and read as something that anybody may
have written.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecomap.analysis.finding import Message
from ecomap.briefing.check_lines import Line, from_json, lines_of, to_json
from ecomap.briefing.document import Document
from ecomap.briefing.query import TEXT_LIMIT
from ecomap.briefing.writer import STYLES
from ecomap.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_

FORMAT = 2
"""Raised whenever a query would ask another thing than before: figures of older files would be told as changed."""
_MARK = "ecomap_figures"
SIZE_LIMIT = 8_000_000
FIGURES_LIMIT = 10_000


class PayloadError(ValueError):
    """What a file carries cannot be read; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True)
class Figure:
    """A figure as it was written.

    Attributes
    ----------
    query : str
        Text of its query.
    text : str
        As it stands in the document.
    value : float or None
        None if it was not known.
    section, sentence : str
        Where it stands.
    style : str
        One of `ecomap.briefing.writer.STYLES`.
    """

    query: str
    text: str
    value: float | None
    section: str
    sentence: str
    style: str


@dataclass(frozen=True)
class Payload:
    """What a produced file carries. `recipe` is JSON; see `ecomap.briefing.document.Document` for the rest.

    A file of an earlier version of EcoMap has no `lines`.
    """

    recipe: str
    version: str
    data_as_of: str
    lang: str
    figures: tuple[Figure, ...]
    lines: tuple[Line, ...] = ()


def payload(document: Document) -> bytes:
    """Return what a file of a document carries; the same for the same document."""
    figures = [
        [value.query.text, value.text, value.answer.value, section, sentence, value.style]
        for section, sentence, value in document.values()
    ]
    content = {
        _MARK: FORMAT,
        "recipe": json.loads(document.recipe),
        "version": document.version,
        "data_as_of": document.data_as_of,
        "lang": document.lang,
        "values": figures,
        "lines": to_json(lines_of(document)),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_payload(data: bytes) -> Payload:
    """Read what a file carries.

    Raises
    ------
    PayloadError
        If it is not what `payload` writes, of another format, or too large.
    """
    if len(data) > SIZE_LIMIT:
        raise PayloadError(_UNREADABLE)
    try:
        content = json.loads(data.decode())
        if not isinstance(content, dict) or _MARK not in content:
            raise PayloadError(_UNREADABLE)
        if content[_MARK] != FORMAT:
            raise PayloadError(_OTHER)
        figures = content["values"]
        if not isinstance(figures, list) or len(figures) > FIGURES_LIMIT:
            raise PayloadError(_UNREADABLE)
        return Payload(
            recipe=json.dumps(content["recipe"], ensure_ascii=False, indent=2, sort_keys=True),
            version=_text(content["version"]),
            data_as_of=_text(content["data_as_of"]),
            lang=content["lang"] if content["lang"] in LANGUAGES else DEFAULT_LANGUAGE,
            figures=tuple(_figure(row) for row in figures),
            lines=from_json(content.get("lines", []), shown),
        )
    except (ValueError, KeyError, TypeError, RecursionError, OverflowError) as error:
        raise error if isinstance(error, PayloadError) else PayloadError(_UNREADABLE) from error


_UNREADABLE = Message(N_("The file carries no figures of a briefing that can be read."))
_OTHER = Message(
    N_("The file was made by another version of EcoMap, which writes its figures in another way.")
)


def _figure(row: Sequence[Any]) -> Figure:
    if not isinstance(row, list) or len(row) != 6:
        raise PayloadError(_UNREADABLE)
    query, text, value, section, sentence, style = row
    known = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not known and value is not None:
        raise PayloadError(_UNREADABLE)
    return Figure(
        query=_text(query),
        text=_text(text),
        value=float(value) if known else None,
        section=_text(section),
        sentence=_text(sentence),
        style=style if style in STYLES else STYLES[0],
    )


def _text(value: object) -> str:
    """Return a text as one line that can be shown in a terminal."""
    if not isinstance(value, str) or len(value) > TEXT_LIMIT:
        raise PayloadError(_UNREADABLE)
    return shown(value)


def shown(text: object) -> str:
    """Return a text, of any length, as one line that can be shown in a terminal."""
    if not isinstance(text, str):
        raise PayloadError(_UNREADABLE)
    return "".join(sign if sign.isprintable() else " " for sign in text)
