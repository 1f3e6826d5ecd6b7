"""Questions about what changed since a day or since an earlier version, and about what findings say.

An earlier version is named by its version number. It must be in this process (`remember`); a snapshot cannot know
it by itself.
"""

from __future__ import annotations

import re
import weakref
from dataclasses import replace
from datetime import date
from functools import lru_cache

from ecomap.analysis import gaps
from ecomap.analysis.difference import COMPARED, SIGNS, Difference, between, difference
from ecomap.analysis.finding import Finding, Message
from ecomap.briefing.queries.derived import NESTED, inner
from ecomap.briefing.queries.gaps import found as finding_of
from ecomap.briefing.query import Answer, Query, QueryError, answers
from ecomap.briefing.rows import Arguments, filtered, single
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import LANGUAGES, N_
from ecomap.views.changes import keep, newest_day
from ecomap.views.records import newest_source

_FILTERS = tuple(QUERY_NAMES.values())
_known: weakref.WeakValueDictionary[str, Ecosystem] = weakref.WeakValueDictionary()
KEPT = 4
"""Differences kept; each holds two snapshots."""
TABLES = (*COMPARED, "findings")
FIGURES = ("before", "after", "moved")
NUMBER = re.compile(r"(?<![\w/.,−-])\d+(?:[.,]\d+)*(?![\w/]|[.,]\d|-\w)")
"""A figure in a sentence: neither a part of a date or code nor of a name such as "57-NQ/TW"."""

NESTED["moved"] = ("of",)


def remember(ecosystem: Ecosystem) -> str:
    """Make a snapshot known as an earlier version while it lives; return what queries call it."""
    _known[ecosystem.version] = ecosystem
    return ecosystem.version


def earlier_version(text: str) -> Ecosystem | None:
    """Return the earlier version that a query compares with; None if it is no query, or compares with none.

    Raises
    ------
    QueryError
        If the version is not in this process.
    """
    try:
        since = dict(Query.parse(text).args).get("since", ())
    except QueryError:
        return None
    return _earlier(since[0]) if len(since) == 1 and not is_day(since[0]) else None


def is_day(since: str) -> bool:
    """Tell whether something to compare with is a day, not a version."""
    try:
        return 1900 <= date.fromisoformat(since).year <= 2100
    except ValueError:
        return False


def compared(ecosystem: Ecosystem, args: Arguments) -> Difference:
    """Return the difference that arguments ask for: ``since``, and filters for the part of the snapshot.

    A day is compared with the day of the newest source, both as the snapshot knows them.

    Raises
    ------
    QueryError
        If the earlier version is not here, or does not know what a filter names.
    """
    since, part = single(args, "since"), filtered(ecosystem, args)
    if is_day(since):
        return _between(part, date.fromisoformat(since), newest_day(ecosystem))
    return _since(filtered(_earlier(since), args), part)


def _earlier(version: str) -> Ecosystem:
    known = _known.get(version)
    if known is None:
        message = N_("The earlier version {version} is not at hand, so what changed since cannot be told.")
        raise QueryError(Message(message, {"version": version[:80]}))
    return known


@lru_cache(maxsize=KEPT)
def _between(part: Ecosystem, first: date, last: date) -> Difference:
    return between(part, first, last)


@lru_cache(maxsize=KEPT)
def _since(old: Ecosystem, new: Ecosystem) -> Difference:
    return difference(old, new)


@lru_cache(maxsize=KEPT)
def with_findings(found: Difference) -> Difference:
    """Return a difference with the findings of both snapshots compared; that takes seconds the first time."""
    both = tuple(gaps.find(ecosystem).findings for ecosystem in (found.old, found.new))
    return replace(found, findings=difference(found.old, found.new, (both[0], both[1])).findings)


@answers("changes", (*_FILTERS, "since", "table", "sign", "beyond"))
def changes(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count rows (``table``) that are new, gone, changed, merged or split off (``sign``), beyond the first so many.

    Rows of which only the sources or the confidence changed are left out.
    """
    table, sign = single(args, "table"), single(args, "sign")
    if table not in TABLES or sign not in SIGNS:
        raise QueryError(
            Message(N_("There are no changes of the kind “{name}”."), {"name": f"{table} {sign}"[:80]})
        )
    skipped = args.get("beyond", ("0",))[0]
    if not skipped.isascii() or not skipped.isdecimal():
        raise QueryError(Message(N_("“{value}” is not a number."), {"value": skipped[:80]}))
    found = compared(ecosystem, args)
    if table == "findings":
        told = [change for change in with_findings(found).findings or () if change.sign == sign]
        ids = [change.id for change in told]
        sources = {s for c in told for f in [c.new or c.old] if f for s in f.sources}
    else:
        kept = keep(found, [table], [sign])
        ids = [change.id for change in kept]
        sources = {source for change in kept for source in change.sources}
    known = set(sources) & set(ecosystem.sources.index)
    return Answer(
        value=float(max(0, len(ids) - int(skipped))),
        table=table,
        ids=tuple(sorted(ids)),
        sources=tuple(sorted(known)),
        as_of=newest_source(ecosystem, known or None),
    )


@answers("moved", ("since", "of", "figure"))
def moved(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Answer a query (``of``) for the earlier day or version, the later one, or give the difference (``figure``)."""
    figure = single(args, "figure")
    if figure not in FIGURES:
        raise QueryError(Message(N_("There are no changes of the kind “{name}”."), {"name": figure[:80]}))
    query = inner(args, "of")
    found = compared(ecosystem, {"since": (single(args, "since"),)})
    old, new = found.old, found.new
    if figure != "moved":
        return query.ask(old if figure == "before" else new)
    before, after = query.ask(old), query.ask(new)
    unknown = before.value is None or after.value is None
    return replace(
        after, value=None if unknown else (after.value or 0.0) - (before.value or 0.0), caveat=None
    )


@answers("said", (*_FILTERS, "id", "in", "lang", "at"))
def said(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a figure in the words of a finding, by its place (``at``, from 0) in a language (``lang``).

    ``in`` is ``sentence``, ``title``, ``action`` or ``evidence`` (what its rows show).
    """
    finding, part, lang = finding_of(ecosystem, args), single(args, "in"), single(args, "lang")
    message = text_of(finding, part)
    place = single(args, "at")
    if message is None or lang not in LANGUAGES or not place.isdecimal() or len(place) > 4:
        raise QueryError(Message(N_("A finding has no figure “{name}”."), {"name": part[:80]}))
    return Answer(
        value=_number(message, lang, int(place)),
        table="findings",
        ids=(finding.id,),
        sources=finding.sources,
        as_of=newest_source(ecosystem, set(finding.sources)) if finding.sources else "",
    )


@answers("unsaid", ("gap", "nth", "lang", "at"))
def unsaid(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a figure in the words that say what a method (``gap``) cannot tell, the ``nth`` of them."""
    kind, lang = single(args, "gap"), single(args, "lang")
    nth, place = single(args, "nth"), single(args, "at")
    sound = kind in gaps.KINDS and lang in LANGUAGES and nth.isdecimal() and place.isdecimal()
    silences = gaps.find(ecosystem, [kind]).silences if sound and len(nth + place) < 8 else ()
    if not sound or int(nth) >= len(silences):
        raise QueryError(Message(N_("A finding has no figure “{name}”."), {"name": kind[:80]}))
    value = _number(silences[int(nth)].reason, lang, int(place))
    return Answer(value=value, table="findings", as_of=newest_source(ecosystem))


def _number(message: Message, lang: str, place: int) -> float | None:
    numbers = [number.group() for number in NUMBER.finditer(message.text(lang))]
    return parse_number(numbers[place], lang) if place < len(numbers) else None


def text_of(finding: Finding, part: str) -> Message | None:
    """Return a text of a finding: ``sentence``, ``title``, ``action``, or ``evidence`` for what its rows show."""
    if part == "evidence":
        return next((piece.note for piece in finding.evidence if piece.ids), None)
    return {"sentence": finding.sentence, "title": finding.title, "action": finding.action}.get(part)


def parse_number(text: str, lang: str) -> float:
    """Read a figure as a language writes it, "1.234,5" or "1,234.5"."""
    thousands, decimal = (".", ",") if lang == "vi" else (",", ".")
    return float(text.replace(thousands, "").replace(decimal, "."))
