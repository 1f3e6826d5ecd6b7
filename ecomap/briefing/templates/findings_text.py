"""Findings in the words of a document: their sentences and measures, with every figure bound to the finding."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Measure, Message, Silence
from ecomap.briefing.changed_queries import numbers, parse_number, text_of
from ecomap.briefing.document import Plain, Span, Spans, Value
from ecomap.briefing.query import Query
from ecomap.briefing.writer import STYLES, Writer, write
from ecomap.views import labels

Scope = Mapping[str, list[str]]
_BETWEEN_KEYS = re.compile(r"[:|]|--|(?<=:)(?:broker|field|pair)-")
"""What stands between the parts of a finding's id; some of these are keys of the data, such as that of a ward."""


def style_of(measure: Measure) -> str:
    """Return the one of `STYLES` in which the figure of a measure is written."""
    if measure.is_share:
        return "percent1" if measure.decimals else "percent"
    return "number" if measure.decimals == 1 else f"number{measure.decimals}"


def words(w: Writer, finding: Finding, part: str, scope: Scope | None = None) -> Spans:
    """Write a text of a finding (see `text_of`); its numbers are figures that can be asked again."""
    message = text_of(finding, part)
    asked = {**(scope or {}), "id": finding.id, "in": part}
    return () if message is None else _bound(w, message, lambda **at: Query.of("said", **asked, **at))


def reason(w: Writer, silence: Silence) -> Spans:
    """Write why a method can say nothing; its numbers are figures that can be asked again."""
    same = gaps.find(w.whole, [silence.kind]).silences
    asked = {"gap": silence.kind, "nth": same.index(silence)}
    return _bound(w, silence.reason, lambda **at: Query.of("unsaid", **asked, **at))


def _bound(w: Writer, message: Message, query: Callable[..., Query]) -> Spans:
    text, lang = message.text(w.recipe.lang), w.recipe.lang
    spans: list[Span] = []
    end = 0
    for place, (start, stop) in enumerate(numbers(text)):
        style = _style_as(text[start:stop], w)
        if style is None:
            continue
        spans += [Plain(text[end:start]), w.written(query(lang=lang, at=place), style)]
        end = stop
    rest = text[end:]
    # The mark of a note may stand before the full stop of the sentence, but nowhere else: it holds names.
    spans += [Plain(rest[:-1]), Plain(".", fixed=True)] if rest.endswith(".") else [Plain(rest)]
    return tuple(span for span in spans if not isinstance(span, Plain) or span.text)


def _style_as(text: str, w: Writer) -> str | None:
    """Return the style in which a figure reads as it stands; None if there is none, as for "04" in a name."""
    value = parse_number(text, w.recipe.lang)
    styles = ("number", *STYLES, "year") if len(text) != 4 else ("year", *STYLES)
    return next((style for style in styles if write(value, style, w._) == text), None)


def measured(
    w: Writer, finding: Finding, scope: Scope | None = None, *, unit: bool = True, **moved: object
) -> Spans:
    """Write the measure of a finding with its unit, as "38 % (share of start-ups)"; unknown is said to be so.

    With `moved` (``since`` and ``figure``), as it was before or is after what changed. Whoever writes it says how sure
    the finding is, so the figure brings no caveat of its own.
    """
    value = _figure(w, finding, "value", style_of(finding.measure), scope, moved)
    value = replace(value, answer=replace(value.answer, caveat=None))
    if not unit:
        return (value,)
    unit_text = w._(finding.measure.unit)
    if finding.measure.is_share or value.answer.value is None:
        return w.say("{value} ({unit})", value=value, unit=unit_text)
    return w.say("{value} {unit}", value=value, unit=unit_text)


def interval(w: Writer, finding: Finding, scope: Scope | None = None) -> Spans:
    """Write the 95 % interval of a measure, "27 % to 65 %"; that there is none is said."""
    measure, style = finding.measure, style_of(finding.measure)
    ends = [
        # A small share is not written as if it were none.
        _figure(w, finding, part, "percent1" if style == "percent" and 0 < end < 0.01 else style, scope, {})
        if end is not None and np.isfinite(end)
        else None
        for part, end in (("low", measure.low), ("high", measure.high))
    ]
    low, high = ends
    if low is not None and high is not None:
        return w.say("{low} to {high}", low=low, high=high)
    if low is not None:
        return w.say("at least {low}", low=low)
    return w.say("none is given")


def _figure(
    w: Writer, finding: Finding, part: str, style: str, scope: Scope | None, moved: Mapping[str, object]
) -> Value:
    query = Query.of("finding", **{**(scope or {}), "id": finding.id, "part": part})
    return w.value("moved", style=style, of=query, **moved) if moved else w.written(query, style)


def is_finding(name: str) -> bool:
    """Return whether the id of a record a document is about is that of a finding, of today or of before."""
    return name.partition(":")[0] in gaps.KINDS


def told_closed(w: Writer, ids: Sequence[str], *, none_left: bool) -> Spans:
    """Say which of the findings chosen no longer show, and if so that none is left."""
    titles = {finding.id: finding.title for finding in gaps.find(w.earlier).findings} if w.earlier else {}
    called = Counter(_once_called(w, name, titles.get(name)) for name in ids)
    told = "; ".join(f"{text} ({n})" if n > 1 else text for text, n in called.items())
    if none_left:
        return w.say(
            "None of the findings chosen shows in the data any more: {names}. A gap may have closed, or the data may "
            "have changed.",
            names=told,
        )
    return w.say("Of the findings chosen, these no longer show in the data: {names}.", names=told)


def _once_called(w: Writer, name: str, title: Message | None) -> str:
    """Name what no longer shows: by the title it had if an earlier version is at hand, else by its kind and keys."""
    if title is not None:
        return title.text(w.recipe.lang)
    if not is_finding(name):
        return w.whole.name(name, w.recipe.lang) if name in w.whole else name
    kind = w._(gaps.KINDS[name.partition(":")[0]])
    about = [label for key in _BETWEEN_KEYS.split(name)[1:] if (label := _label(w, key))]
    return f"{kind} ({', '.join(about)})" if about else kind


def _label(w: Writer, key: str) -> str:
    if key in w.whole:
        return w.whole.name(key, w.recipe.lang)
    tables = {"wards": w.whole.wards, "sectors": w.whole.sectors, "functions": w.whole.functions}
    fields = [field for field, table in tables.items() if key in table.index]
    return labels.namer(w.whole, fields[0], w.recipe.lang)(key) if fields else ""
