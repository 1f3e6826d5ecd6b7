"""Writing a document: sentences from the catalogue, figures from queries, notes numbered as they come."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ecomap.analysis.finding import Message
from ecomap.briefing.document import (
    Block,
    Bullets,
    Heading,
    Mark,
    Paragraph,
    Picture,
    Plain,
    Reference,
    Span,
    Spans,
    Table,
    Value,
)
from ecomap.briefing.query import SHARE, Query
from ecomap.briefing.recipe import Recipe
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import DEFAULT_LANGUAGE, Translator, translator

Part = object  # Value, Spans, text, number, Message, Query, text by language

STYLES = ("number", "number0", "number2", "number4", "signed", "year", "percent", "percent1", "billion")
"""How a figure is written: whole or with at most 1, 0, 2 or 4 decimals; with its sign; as a year, without marks of
thousands; a share as percentage; an amount in billions."""


def write(value: float | None, style: str, _: Translator) -> str:
    """Write a figure in one of `STYLES`; what cannot be told is written as unknown."""
    if value is None:
        return _("unknown")
    if style == "percent":
        return _.percent(value)
    if style == "percent1":
        return _.percent(value, 1)
    if style == "year":
        return str(round(value))
    if style == "signed":
        return ("+" if value > 0 else "−" if value < 0 else "") + _.number(abs(value))
    if style == "billion":
        return _.number(value / 1e9)
    return _.number(value, {"number": 1, "number0": 0, "number2": 2, "number4": 4}[style])


@dataclass
class Writer:
    """Collects the blocks of one section after the other. Templates are written against it.

    Attributes
    ----------
    whole, ecosystem : Ecosystem
        The snapshot, and the part of it in the scope of the recipe.
    earlier : Ecosystem or None
        An earlier version to compare with.
    """

    whole: Ecosystem
    ecosystem: Ecosystem
    recipe: Recipe
    earlier: Ecosystem | None = None
    blocks: list[Block] = field(default_factory=list)

    @property
    def _(self) -> Translator:
        return translator(self.recipe.lang)

    # Figures.

    def value(self, name: str, *, style: object = "number", **args: object) -> Value:
        """Ask a query and write its answer; `style` is as for `written`."""
        return self.written(Query.of(name, **args), str(style))

    def written(self, query: Query, style: str = "number") -> Value:
        """Ask a query and write its answer in one of `STYLES`."""
        answer = query.ask(self.whole)
        return Value(query, answer, write(answer.value, style, self._), style)

    # Sentences.

    def say(self, message: str, plural: str = "", n: Value | None = None, /, **parts: Part) -> Spans:
        """Write a sentence of the catalogue with its parts, which keep their bond to the data.

        With `plural` the sentence depends on the number of `n`, which fills ``{n}``.
        """
        _ = self._
        if n is not None:
            count = int(n.answer.value or 0)
            template = _._messages.ngettext(message, plural, count)
            if template in (message, plural):  # no pair in the catalogue, but each may stand there by itself
                template = _(template)
            parts = {"n": n, **parts}
        else:
            template = _(message)
        spans: list[Span] = []
        for literal, name, _spec, _conversion in string.Formatter().parse(template):
            if literal:
                spans.append(Plain(literal, fixed=True))
            if name is not None:
                spans.extend(self._spans(parts[name]))
        return tuple(spans)

    def message(self, message: Message) -> Spans:
        """Write a message of the analyses; queries among its values become figures."""
        if message.n is not None:
            return (Plain(message.text(self.recipe.lang)),)
        return self.say(message.template, **message.values)

    def _spans(self, part: Part) -> Spans:
        if isinstance(part, tuple):
            return part
        if isinstance(part, Value | Mark | Plain | Reference):
            return (part,)
        if isinstance(part, Query):
            return (self.written(part, "percent" if part.ask(self.whole).unit == SHARE else "number"),)
        if isinstance(part, Message):
            return self.message(part)
        if isinstance(part, Mapping):
            return (Plain(str(part.get(self.recipe.lang) or part[DEFAULT_LANGUAGE])),)
        if isinstance(part, int | float):
            return (Plain(self._.number(part)),)
        return (Plain(str(part)),)

    # Blocks.

    def heading(self, level: int, spans: Spans) -> None:
        """Begin a part."""
        self.blocks.append(Heading(level, spans))

    def paragraph(self, *sentences: Spans, role: str = "body") -> None:
        """Write sentences as one paragraph, a space between them."""
        kept = [sentence for sentence in sentences if sentence]
        spans: list[Span] = []
        for position, sentence in enumerate(kept):
            spans += ([Plain(" ", fixed=True)] if position else []) + list(sentence)
        if spans:
            self.blocks.append(Paragraph(tuple(spans), role))

    def bullets(self, items: Sequence[Spans]) -> None:
        """Write a list, if it has items."""
        if items:
            self.blocks.append(Bullets(tuple(items)))

    def table(self, table: Table) -> None:
        """Place a table."""
        self.blocks.append(table)

    def picture(self, picture: Picture) -> None:
        """Place a picture."""
        self.blocks.append(picture)
