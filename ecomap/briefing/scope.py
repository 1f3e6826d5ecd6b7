"""Filters of recipes and queries. An address drops what it does not know; here that would make a false figure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pandas as pd

from ecomap import vocabulary as v
from ecomap.briefing.kept import Kept
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES, WORDS_LENGTH, YEARS, Filters, choices

PARAMETERS = tuple(QUERY_NAMES.values())
"""What a scope may narrow by."""

_FIELDS = {parameter: name for name, parameter in QUERY_NAMES.items()}
_SINGLE = ("words", "place", "year")
"""Filters that take one value."""
_PARTS: Kept[Ecosystem] = Kept(300)
_CHOICES: Kept[dict[str, dict[str, None]]] = Kept(1)


def current(scope: Mapping[str, Iterable[str]], ecosystem: Ecosystem) -> dict[str, list[str]]:
    """Return address parameters with the current ids of programmes; every place is no filter."""
    lists = {key: list(values) for key, values in scope.items()}
    if set(lists.get("place", ())) == set(v.PLACES):
        del lists["place"]
    return {
        key: [
            (ecosystem.resolve(value) or value) if _FIELDS.get(key) == "programmes" else value
            for value in values
        ]
        for key, values in lists.items()
    }


def unknown(scope: Mapping[str, Iterable[str]], ecosystem: Ecosystem) -> list[tuple[str, str]]:
    """Return the parameters and values that the snapshot does not know; a value is '' if the parameter is not known.

    Of what takes one value, any further one is not known: `Filters` would drop it without a word.
    """
    found: list[tuple[str, str]] = []
    known = _CHOICES.get(ecosystem, "", lambda: choices(ecosystem))
    for parameter, values in scope.items():
        name = _FIELDS.get(parameter)
        if name is None:
            found.append((parameter, ""))
        else:
            given = list(values)
            fitting = given[:1] if name in _SINGLE else given
            found += [(parameter, value) for value in fitting if not _is_known(name, value, known)]
            found += [(parameter, value) for value in given[len(fitting) :]]
    return found


def _is_known(name: str, value: str, known: Mapping[str, Mapping[str, None]]) -> bool:
    if name == "words":
        return bool(value.strip()) and len(value) <= WORDS_LENGTH
    if name == "year":
        return value.isascii() and value.isdecimal() and int(value) in YEARS
    if name == "place":
        return value in v.PLACES
    return value in known[name]


def part(ecosystem: Ecosystem, filters: Filters) -> Ecosystem:
    """Return the part of a snapshot that filters keep: the same object each time, so that its figures are kept."""
    if not filters:
        return ecosystem
    return _PARTS.get(ecosystem, filters, lambda: ecosystem.select(filters))


def programmes(ecosystem: Ecosystem, filters: Filters) -> pd.DataFrame:
    """Return the programmes a part is about.

    Of sectors these are the programmes tagged with them. The filters of the map keep what an organisation of the sector
    is tied with instead: the city's large programmes would then be counted, with their budgets, for every sector.
    Programmes that the filters name are kept in any case.
    """
    if not filters.sectors or filters.programmes:
        return part(ecosystem, filters).programmes
    only_sectors = filters == Filters(sectors=filters.sectors, year=filters.year)
    kept = part(ecosystem, Filters(year=filters.year) if only_sectors else filters).programmes
    tags = ecosystem.tags("programmes", "sectors")
    return kept[kept.index.isin(tags.index[tags.isin(filters.sectors)])]


def programmes_by(scope: Mapping[str, Iterable[str]]) -> str:
    """Tell by what programmes are in a scope.

    Returns
    -------
    {"", "sector", "words", "ties", "both"}
        '' if all are, all of a year, or those the scope names; ``"sector"`` if those tagged with it; ``"words"`` if
        those found by words or tied to what is; ``"ties"`` if those tied to organisations of the scope; ``"both"``
        if those tagged with the sector of the scope and tied to its organisations.
    """
    narrowed = set(scope) - {"year"}
    if not narrowed or "programme" in narrowed:
        return ""
    if narrowed == {"sector"}:
        return "sector"
    if narrowed == {"q"}:
        return "words"
    return "both" if "sector" in narrowed else "ties"


def day(ecosystem: Ecosystem, when: date) -> Ecosystem:
    """Return a snapshot as it stood on a day: the same object each time."""
    return _PARTS.get(ecosystem, when, lambda: ecosystem.at(when))
