"""What sections are written with: counts as sentences for none, one and many, lists of names, cells of tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ecomap.briefing.document import Plain, Span, Spans, Value
from ecomap.briefing.writer import Writer
from ecomap.filters import Filters
from ecomap.i18n import N_
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


# The scope.


def scoped(writer: Writer, **more: object) -> dict[str, Any]:
    """Return arguments of a query for the scope of the recipe, and more; what both narrow must fit both.

    Raises
    ------
    ValueError
        If nothing fits both, such as start-ups in a scope of investors: ask `allows` first. A query without the
        argument would count too much.
    """
    args: dict[str, Any] = {key: tuple(values) for key, values in writer.recipe.scope.items()}
    for key, value in more.items():
        args[key] = _fitting(writer, key, value) if key in args else value
        if key in writer.recipe.scope and not args[key]:
            raise ValueError(f"the scope leaves out {key}={value}")
    return args


def _fitting(writer: Writer, key: str, value: object) -> tuple[str, ...]:
    asked: Iterable[str] = (value,) if isinstance(value, str) else value  # type: ignore[assignment]
    allowed = writer.recipe.scope[key]
    return tuple(code for code in asked if code in allowed)


def allows(writer: Writer, **more: object) -> bool:
    """Tell whether the scope leaves anything of what arguments of a query ask for."""
    return all(_fitting(writer, key, value) for key, value in more.items() if key in writer.recipe.scope)


def allows_kind(writer: Writer, *kinds: str) -> bool:
    """Tell whether the scope leaves any of some kinds of organisation."""
    subkinds = writer.recipe.scope.get("sub")
    of_subkinds = {code.partition(".")[0] for code in subkinds or ()}
    return allows(writer, kind=kinds) and (not subkinds or not of_subkinds.isdisjoint(kinds))


def here(writer: Writer, **more: object) -> dict[str, Any]:
    """Return arguments of a query for the scope, within the region unless the scope says where."""
    return {"place": ("in",), **scoped(writer, **more)}


def outside(writer: Writer) -> bool:
    """Tell whether the scope is about organisations elsewhere, so that nothing is said of the city."""
    return tuple(writer.recipe.scope.get("place", ())) == ("out",)


def beyond(writer: Writer, *parameters: str) -> bool:
    """Tell whether the scope narrows by anything else than some parameters, so that these are not told as a whole."""
    return not set(writer.recipe.scope) <= set(parameters)


def within(writer: Writer) -> Spans:
    """Return " within this scope" to follow what is counted; () for the whole snapshot."""
    return (Plain(" ", fixed=True), *writer.say("within this scope")) if writer.recipe.scope else ()


def captioned(writer: Writer, caption: str) -> Spans:
    """Return the caption of a table or picture, which says so if it is about a scope only."""
    return (*writer.say(caption), *within(writer))


_SCOPE_LABELS: Mapping[str, str] = {
    "words": N_("Words"),
    "kinds": N_("Kind"),
    "subkinds": N_("Sub-kind"),
    "sectors": N_("Sector"),
    "functions": N_("Support function"),
    "stages": N_("Stage of start-ups"),
    "wards": N_("Ward or commune"),
    "statuses": N_("Status"),
    "tie_types": N_("Type of tie"),
    "programmes": N_("Programme"),
    "confidences": N_("Confidence"),
    "place": N_("Seat"),
    "year": N_("Year"),
}
"""Field of `Filters` -> what it narrows by, in words."""


def scope_words(writer: Writer) -> str:
    """Return the scope of the recipe in words; '' for the whole snapshot."""
    return labels.filters_text(writer.whole, writer.recipe.filters(writer.whole), writer.recipe.lang)


def scope_named(writer: Writer, *left_out: str) -> str:
    """Return the scope of the recipe in words, each filter named: "Sector: Tourism; Status: Active".

    The filters of `left_out` (address parameters) are not told; '' for the whole snapshot.
    """
    told = {key: values for key, values in writer.recipe.scope.items() if key not in left_out}
    filters = Filters.from_query(told, writer.whole)
    parts = []
    for field, label in _SCOPE_LABELS.items():
        if value := getattr(filters, field):
            only = Filters(**{field: value})
            parts.append(f"{writer._(label)}: {labels.filters_text(writer.whole, only, writer.recipe.lang)}")
    return "; ".join(parts)


def the_sectors(writer: Writer) -> Spans:
    """Return "the sector" or "the sectors", as many as the scope has."""
    return writer.say("the sectors") if of_several_sectors(writer) else writer.say("the sector")


def of_several_sectors(writer: Writer) -> bool:
    """Tell whether the scope has more than one sector."""
    return len(writer.recipe.scope.get("sector", ())) > 1


def narrowed(writer: Writer, subject: Spans, *by: str) -> Spans:
    """Return a subject line with what narrows the document, but for what the line itself names (`by`)."""
    words = scope_named(writer, *by)
    return writer.say("{subject} ({scope})", subject=subject, scope=words) if words else subject


def opening(writer: Writer) -> Spans:
    """Say at the start of a document to what part of the data it keeps."""
    words = scope_named(writer)
    if not words:
        return ()
    first = writer.say(
        "This report keeps to a part of the data, its scope ({scope}). Unless a sentence says otherwise, figures count "
        "only organisations within this scope, programmes that belong to it, and ties among these.",
        scope=words,
    )
    undated = writer.say("What has no date in the data is counted in every year.")
    return joined(first, undated if "year" in writer.recipe.scope else ())


def set_aside(writer: Writer) -> Spans:
    """Say at the start of a document about the whole city that a scope does not narrow it."""
    return writer.say(
        "This report is about the whole city; the scope chosen ({scope}) does not narrow it.",
        scope=scope_named(writer),
    )


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
    """Return where the organisations counted are seated, and that a scope narrows them if it is of more than wards."""
    further = within(writer) if beyond(writer, "ward") else ()
    return (*wards(writer), *further)


def wards(writer: Writer) -> Spans:
    """Return the wards of the scope as they stand inside a sentence; the city if it names none."""
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
    end = max(i for i, pair in enumerate(pairs) if amount(pair[1]) == last)
    level = list(pairs[: end + 1])
    if len(level) <= most + more:
        return level
    return [pair for pair in level if amount(pair[1]) != last] or list(pairs[:most])


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
