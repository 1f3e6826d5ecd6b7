"""Figures made of other figures: shares, ratios, differences, the same figure at an earlier day."""

from __future__ import annotations

from datetime import date

from ecomap.analysis.finding import Message
from ecomap.briefing import scope
from ecomap.briefing.query import SHARE, Answer, Query, QueryError, answers
from ecomap.briefing.rows import Arguments, single
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

NESTED = {"share": ("of", "among"), "ratio": ("of", "per"), "difference": ("of", "less"), "at": ("of",)}
"""Names of queries that have others as arguments -> those arguments."""

DEPTH = 3
"""Queries within each other, at most."""


def inner(args: Arguments, name: str) -> Query:
    """Return the query that is an argument of another.

    Raises
    ------
    QueryError
        If it cannot be read, or too many lie within each other.
    """
    query = Query.parse(single(args, name))
    _check_depth(query, DEPTH - 1)
    return query


def _check_depth(query: Query, left: int) -> None:
    if left == 0:
        raise QueryError(Message(N_("Too many queries lie within each other.")))
    for key, values in query.args:
        if key in NESTED.get(query.name, ()):
            for text in values:
                _check_depth(Query.parse(text), left - 1)


def _both(first: Answer, second: Answer, value: float | None, unit: str) -> Answer:
    return Answer(
        value=value,
        unit=unit,
        table=first.table,
        ids=first.ids,
        sources=tuple(sorted({*first.sources, *second.sources})),
        as_of=max(first.as_of, second.as_of),
        caveat=first.caveat or second.caveat,
        beside=first.beside,
    )


@answers("share", ("of", "among"))
def share(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Divide a count (``of``) by the count it is part of (``among``)."""
    return _quotient(inner(args, "of").ask(ecosystem), inner(args, "among").ask(ecosystem), 1.0, SHARE)


@answers("ratio", ("of", "per", "times"))
def ratio(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Divide a figure (``of``) by another (``per``), per so many (``times``, 1 if not given)."""
    times = args.get("times", ("1",))[0]
    if not times.isascii() or not times.isdecimal() or not 0 < int(times) <= 1_000_000_000:
        raise QueryError(Message(N_("“{value}” is not a number."), {"value": times[:80]}))
    return _quotient(inner(args, "of").ask(ecosystem), inner(args, "per").ask(ecosystem), float(times), "")


def _quotient(upper: Answer, lower: Answer, times: float, unit: str) -> Answer:
    known = upper.value is not None and lower.value
    value = times * upper.value / lower.value if known and upper.value is not None and lower.value else None
    return _both(upper, lower, value, unit)


@answers("difference", ("of", "less"))
def difference(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Subtract a figure (``less``) from another (``of``)."""
    upper, lower = inner(args, "of").ask(ecosystem), inner(args, "less").ask(ecosystem)
    value = None if upper.value is None or lower.value is None else upper.value - lower.value
    return _both(upper, lower, value, upper.unit if upper.unit == lower.unit else "")


@answers("at", ("on", "of"))
def at(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Answer a query (``of``) from what there was on a day (``on``, ISO date)."""
    try:
        when = date.fromisoformat(single(args, "on"))
    except ValueError as error:
        raise QueryError(
            Message(N_("“{value}” is not a date."), {"value": single(args, "on")[:80]})
        ) from error
    return inner(args, "of").ask(scope.day(ecosystem, when))
