"""What sections are written with: counts as sentences for none, one and many, lists of names, cells of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ecomap.briefing.document import Plain, Span, Spans, Value
from ecomap.briefing.writer import Writer
from ecomap.text import sort_order
from ecomap.views import labels


def kind_count(writer: Writer, kind: str, n: Value) -> Spans:
    """Write a number of organisations of a kind inside a sentence."""
    say = writer.say
    return {
        "startup": say("{n} start-up", "{n} start-ups", n),
        "enterprise": say("{n} enterprise", "{n} enterprises", n),
        "investor": say("{n} investor", "{n} investors", n),
        "university": say("{n} university or college", "{n} universities and colleges", n),
        "research_institute": say("{n} research organisation", "{n} research organisations", n),
        "support_org": say("{n} support organisation", "{n} support organisations", n),
        "government": say("{n} State body", "{n} State bodies", n),
        "association": say("{n} association", "{n} associations", n),
    }[kind]


def scoped(writer: Writer, **more: object) -> dict[str, Any]:
    """Return arguments of a query for the scope of the recipe, and more."""
    return {**{key: tuple(values) for key, values in writer.recipe.scope.items()}, **more}


def here(writer: Writer, **more: object) -> dict[str, Any]:
    """Return arguments of a query for the scope, within the region unless the scope says where."""
    return {"place": ("in",), **scoped(writer, **more)}


def outside(writer: Writer) -> bool:
    """Tell whether the scope is about organisations elsewhere, so that nothing is said of the city."""
    return tuple(writer.recipe.scope.get("place", ())) == ("out",)


def place(writer: Writer) -> str:
    """Return the city as it stands inside a sentence: "thành phố Huế"."""
    region = writer.whole.region
    if writer.recipe.lang != "vi":
        return region.name.get(writer.recipe.lang)
    return region.province[:1].lower() + region.province[1:]


NAMED_WARDS = 4
"""Wards that are named one by one; of more, only the number is said."""


def ward_codes(writer: Writer) -> list[str]:
    """Return the wards of the scope in Vietnamese order."""
    codes = [code for code in writer.recipe.scope.get("ward", ()) if code in writer.whole.wards.index]
    return [codes[i] for i in sort_order(labels.ward(writer.whole, code) for code in codes)]


def seat(writer: Writer) -> Spans:
    """Return where the organisations of the scope have their seat: the city, or the wards of the scope."""
    codes = ward_codes(writer)
    if not codes:
        return text(place(writer))
    if len(codes) > NAMED_WARDS:
        n = text(writer._.number(len(codes)))
        return writer.say("{n} wards and communes of {place}", n=n, place=place(writer))
    return listed(writer, [text(small(labels.ward(writer.whole, code))) for code in codes])


def leading(pairs: Sequence[tuple[str, Value]], most: int, more: int = 3) -> list[tuple[str, Value]]:
    """Return the first of pairs in order, with all that are level with the last; none of these if they are many."""
    if len(pairs) <= most:
        return list(pairs)
    last = amount(pairs[most - 1][1])
    within = max(i for i, pair in enumerate(pairs) if amount(pair[1]) == last)
    level = list(pairs[: within + 1])
    if len(level) <= most + more:
        return level
    return [pair for pair in level if amount(pair[1]) != last] or list(pairs[:most])


def scope_words(writer: Writer) -> str:
    """Return the scope of the recipe in words; '' for the whole snapshot."""
    return labels.filters_text(writer.whole, writer.recipe.filters(writer.whole), writer.recipe.lang)


# Figures.


def silent(value: Value) -> Value:
    """Return a figure that is not written: it binds a sentence whose words depend on it, such as "none"."""
    return replace(value, text="")


def amount(value: Value) -> float:
    """Return the number of a figure for choosing words and order; 0 where it cannot be told."""
    return value.answer.value or 0.0


def bound(sentence: Spans, *values: Value) -> Spans:
    """Bind a sentence to figures it does not write."""
    return (*map(silent, values), *sentence) if sentence else ()


def counted(n: Value, none: Spans, some: Spans) -> Spans:
    """Choose between the sentence for none and the one for some; nothing where the count cannot be told."""
    if n.answer.value is None:
        return ()
    return some if n.answer.value else bound(none, n)


def shown(value: Value) -> Spans:
    """Return a figure as a cell of a table."""
    return (value,)


def text(words: object) -> Spans:
    """Return words from the data as a cell of a table or a part of a sentence."""
    return (Plain(str(words)),)


def heads(writer: Writer, *labels_: str) -> tuple[Spans, ...]:
    """Return the headers of a table."""
    return tuple(writer.say(label) for label in labels_)


def joined(*sentences: Spans) -> Spans:
    """Put sentences after each other, a space between them."""
    out: list[Span] = []
    for sentence in filter(None, sentences):
        out += [*([Plain(" ", fixed=True)] if out else []), *sentence]
    return tuple(out)


def small(label: str) -> str:
    """Return a label as it stands inside a sentence: no capital, unless it begins with an abbreviation."""
    return label[:1].lower() + label[1:] if not label[1:2].isupper() else label


# Lists in a sentence.


def listed(writer: Writer, items: Sequence[Spans]) -> Spans:
    """Join parts of a sentence: "A, B and C"."""
    if len(items) < 2:
        return items[0] if items else ()
    first: list[object] = []
    for position, item in enumerate(items[:-1]):
        first += [*([Plain(", ", fixed=True)] if position else []), *item]
    return writer.say("{first} and {last}", first=tuple(first), last=items[-1])


def counts_of(writer: Writer, pairs: Iterable[tuple[str, Value]]) -> Spans:
    """Write names with their counts: "Du lịch (12), Y tế (9) and Năng lượng (3)"."""
    return listed(
        writer, [(Plain(name), Plain(" ("), value, Plain(")")) for name, value in pairs if amount(value)]
    )


def kinds_of(writer: Writer, values: Mapping[str, Value]) -> Spans:
    """Write counts of organisations by kind as words, those without any left out: "72 start-ups and 4 investors"."""
    return listed(
        writer, [kind_count(writer, kind, value) for kind, value in values.items() if amount(value)]
    )


def names(writer: Writer, ids: Sequence[str], otherwise: str = "—") -> Spans:
    """Write the names of organisations as a cell of a table, `otherwise` if there are none."""
    known = [writer.whole.name(node, writer.recipe.lang) for node in ids if node in writer.whole]
    return text("; ".join(known) or otherwise)
