"""Findings in the words of a document: their sentences and measures, with every figure bound to the finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Measure, Message, Silence
from ecomap.briefing.changed_queries import numbers, parse_number, text_of
from ecomap.briefing.document import Plain, Span, Spans, Value
from ecomap.briefing.query import Query
from ecomap.briefing.writer import STYLES, Writer, write

Scope = Mapping[str, list[str]]


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
        _figure(w, finding, part, style, scope, {}) if end is not None and np.isfinite(end) else None
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
