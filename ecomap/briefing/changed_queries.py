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
from ecomap.analysis.difference import COMPARED, SIGNS, Difference, begun_by, between, difference
from ecomap.analysis.finding import Finding, Message
from ecomap.briefing import scope
from ecomap.briefing.queries.derived import NESTED, inner
from ecomap.briefing.queries.gaps import found as finding_of
from ecomap.briefing.query import Answer, Query, QueryError, answers
from ecomap.briefing.rows import Arguments, filters_of, single
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES, Filters
from ecomap.i18n import LANGUAGES, N_
from ecomap.views.changes import keep, newest_day
from ecomap.views.records import newest_source

_FILTERS = tuple(QUERY_NAMES.values())
_known: weakref.WeakValueDictionary[str, Ecosystem] = weakref.WeakValueDictionary()
KEPT = 4
"""Differences kept; each holds two snapshots."""
TABLES = (*COMPARED, "findings")
FIGURES = ("before", "after", "moved")
_FIGURE = r"\d+(?:[.,]\d+)*"
_NUMBERS = re.compile(rf"(?<![\w/.,−-])({_FIGURE})(?:/({_FIGURE}))?(?![\w/]|[.,]\d|-\w)")
_MONTHS, _YEARS = 12, range(1900, 2101)

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

    A day is compared with the day of the newest source, both as the snapshot knows them. Filters narrow the rows as
    they narrow the counts of the same name (see `ecomap.briefing.scope.programmes`); ``old`` and ``new`` stay whole.

    Raises
    ------
    QueryError
        If the earlier version is not here, or does not know what a filter names.
    """
    since = single(args, "since")
    if is_day(since):
        found = _between(ecosystem, date.fromisoformat(since), newest_day(ecosystem))
        known = filters_of(ecosystem, args)
        return _narrowed(found, known, known)
    old = _earlier(since)
    return _narrowed(_since(old, ecosystem), filters_of(old, args), filters_of(ecosystem, args))


@lru_cache(maxsize=KEPT)
def _narrowed(found: Difference, before: Filters, after: Filters) -> Difference:
    """Return what changed in the part that filters keep, as they are of the older and of the newer snapshot."""
    if not after:
        return found
    parts = [
        replace(scope.part(ecosystem, filters), programmes=scope.programmes(ecosystem, filters))
        for ecosystem, filters in ((found.old, before), (found.new, after))
    ]
    own = difference(parts[0], parts[1])
    return replace(found, rows=own.rows, figures=own.figures)


def _earlier(version: str) -> Ecosystem:
    known = _known.get(version)
    if known is None:
        message = N_("The earlier version {version} is not at hand, so what changed since cannot be told.")
        raise QueryError(Message(message, {"version": version[:80]}))
    return known


@lru_cache(maxsize=KEPT)
def _between(ecosystem: Ecosystem, first: date, last: date) -> Difference:
    return between(ecosystem, first, last)


@lru_cache(maxsize=KEPT)
def _since(old: Ecosystem, new: Ecosystem) -> Difference:
    return difference(old, new)


def with_findings(ecosystem: Ecosystem, since: str, found: Difference) -> Difference:
    """Return a difference with the findings of both snapshots compared; that takes seconds the first time.

    The later findings are those of the snapshot itself, as the rest of a document tells them. Since a day they are
    held against those of what had begun by then, ended or not, since the snapshot holds what has ended too.
    """
    return _with_findings(found, *_of_findings(ecosystem, since))


def _of_findings(ecosystem: Ecosystem, since: str) -> tuple[Ecosystem, Ecosystem]:
    """Return the snapshots whose findings are compared since a day or version."""
    if is_day(since):
        return _begun_by(ecosystem, date.fromisoformat(since)), ecosystem
    return _earlier(since), ecosystem


@lru_cache(maxsize=KEPT)
def _begun_by(ecosystem: Ecosystem, day: date) -> Ecosystem:
    return begun_by(ecosystem, day)


@lru_cache(maxsize=KEPT)
def _with_findings(found: Difference, old: Ecosystem, new: Ecosystem) -> Difference:
    both = tuple(gaps.find(ecosystem).findings for ecosystem in (old, new))
    return replace(found, findings=difference(old, new, (both[0], both[1])).findings)


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
        both = with_findings(ecosystem, single(args, "since"), found).findings or ()
        told = [change for change in both if change.sign == sign]
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
    since = single(args, "since")
    found = compared(ecosystem, {"since": (since,)})
    of_findings = query.name in ("finding", "findings")
    old, new = _of_findings(ecosystem, since) if of_findings else (found.old, found.new)
    sides = {"before": old, "after": new}
    told = {side: _asked(query, sides[side], ecosystem) for side in sides if figure in (side, "moved")}
    if figure != "moved":
        return told[figure]
    before, after = told["before"], told["after"]
    unknown = before.value is None or after.value is None
    return replace(
        after, value=None if unknown else (after.value or 0.0) - (before.value or 0.0), caveat=None
    )


def _asked(query: Query, side: Ecosystem, ecosystem: Ecosystem) -> Answer:
    """Ask a query of one side; programmes that had not begun by then, or had ended, have nothing to count there."""
    args = dict(query.args)
    known = args.get("programme", ())
    there = tuple(name for name in known if name in side.programmes.index)
    if there == known or not all(name in ecosystem.programmes.index for name in known):
        return query.ask(side)
    if not there:
        return replace(query.ask(ecosystem), value=0.0, ids=(), sources=(), caveat=None, beside=())
    return Query.of(query.name, **{**args, "programme": there}).ask(side)


@answers("said", (*_FILTERS, "id", "in", "lang", "at"))
def said(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a figure in the words of a finding, by its place (``at``, from 0) in a language (``lang``).

    ``in`` is ``sentence``, ``title``, ``action`` or what its rows show, ``evidence-0``, ``evidence-1`` ….
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
    text = message.text(lang)
    found = numbers(text)
    return parse_number(text[slice(*found[place])], lang) if place < len(found) else None


def numbers(text: str) -> list[tuple[int, int]]:
    """Return where the figures of a sentence begin and end, both of a fraction such as "22/67".

    Parts of dates ("11/10/2025", "10/2025"), of codes and of names such as "57-NQ/TW" are no figures.
    """
    found = []
    for match in _NUMBERS.finditer(text):
        first, second = match.groups()
        if second is None or not _is_month(first, second):
            found += [match.span(group) for group in (1, 2) if match[group] is not None]
    return found


def _is_month(first: str, second: str) -> bool:
    """Tell whether two numbers with a stroke between them are a month and its year."""
    return first.isdecimal() and second.isdecimal() and int(first) <= _MONTHS and int(second) in _YEARS


def text_of(finding: Finding, part: str) -> Message | None:
    """Return a text of a finding: ``sentence``, ``title``, ``action``, ``evidence-0`` for what its first rows show.

    Documents of before say ``evidence`` for the first rows there are.
    """
    name, _dash, place = part.partition("-")
    if part == "evidence":
        return next((piece.note for piece in finding.evidence if piece.ids), None)
    if name == "evidence":
        notes = [piece.note for piece in finding.evidence]
        return notes[int(place)] if place.isdecimal() and len(place) < 4 and int(place) < len(notes) else None
    return {"sentence": finding.sentence, "title": finding.title, "action": finding.action}.get(part)


def parse_number(text: str, lang: str) -> float:
    """Read a figure as a language writes it, "1.234,5" or "1,234.5"."""
    thousands, decimal = (".", ",") if lang == "vi" else (",", ".")
    return float(text.replace(thousands, "").replace(decimal, "."))
