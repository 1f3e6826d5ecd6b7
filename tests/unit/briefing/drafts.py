"""Reading composed documents in tests: words, figures, tables."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ecomap import Ecosystem
from ecomap.briefing.compose import compose
from ecomap.briefing.document import (
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Plain,
    Section,
    Spans,
    Table,
    Value,
    plain_text,
)
from ecomap.briefing.recipe import Recipe

ENGLISH = re.compile(
    r"\b(the|of|and|is|are|with|not|unknown|this|that|from|to|which|has|have|its|by|in|on)\b", re.I
)


def draft(
    ecosystem: Ecosystem, template: str, *subjects: str, since: Ecosystem | None = None, **fields: object
) -> Document:
    """Compose a document; in English unless said otherwise."""
    recipe = Recipe(template, subject_ids=subjects, **{"lang": "en", **fields})  # type: ignore[arg-type]
    return compose(ecosystem, recipe, since)


def section(document: Document, code: str) -> Section | None:
    return next((section for section in document.sections if section.code == code), None)


def lines(document: Document, code: str = "") -> list[str]:
    """Return every run of text of a section, or of all."""
    return [
        plain_text(spans) for part in document.sections if code in ("", part.code) for spans in runs(part)
    ]


def words(document: Document, code: str = "") -> str:
    return "\n".join(lines(document, code))


def runs(part: Section) -> Iterator[Spans]:
    for block in part.blocks:
        if isinstance(block, Heading | Paragraph):
            yield block.spans
        elif isinstance(block, Bullets):
            yield from block.items
        else:
            yield block.caption
            yield block.note
            if isinstance(block, Table):
                yield from block.columns
                yield from (cell for row in block.rows for cell in row)


def tables(document: Document, code: str) -> dict[str, Table]:
    part = section(document, code)
    return {block.key: block for block in part.blocks if isinstance(block, Table)} if part else {}


def pictures(document: Document, code: str) -> list[Picture]:
    part = section(document, code)
    return [block for block in part.blocks if isinstance(block, Picture)] if part else []


def cell_texts(table: Table) -> list[list[str]]:
    return [[plain_text(cell) for cell in row] for row in table.rows]


def figures(document: Document, code: str = "") -> dict[str, float | None]:
    """Return the figures of a section by the text of their query."""
    return {
        value.query.text: value.answer.value
        for where, _sentence, value in document.values()
        if code in ("", where)
    }


def english(document: Document) -> list[str]:
    """Return words of the catalogue that are English, of a document in Vietnamese; names of the data don't count."""
    fixed = [
        span.text
        for part in document.sections
        for spans in runs(part)
        for span in spans
        if isinstance(span, Plain) and span.fixed
    ]
    return [
        text
        for text in [*fixed, document.title, *map(plain_text, [document.subject])]
        if ENGLISH.search(text)
    ]


def asked_again(document: Document, ecosystem: Ecosystem) -> None:
    """Ask every figure again, from the text of its query: the answer must be the one that was written."""
    from ecomap.briefing.query import Query
    from ecomap.briefing.writer import write
    from ecomap.i18n import translator

    for _where, sentence, value in document.values():
        again = Query.parse(value.query.text).ask(ecosystem).value
        assert again == value.answer.value, (value.query.text, sentence)
        if value.text:
            assert write(again, value.style, translator(document.lang)) == value.text


__all__ = [
    "Value", "asked_again", "cell_texts", "draft", "english", "figures", "lines", "pictures", "runs", "section",
    "tables", "words",
]  # fmt: skip
