"""How many localities a ranking compares: a rank says little without it."""

from __future__ import annotations

import re
import unicodedata

from ecomap.briefing.query import Answer, answers
from ecomap.briefing.rows import Arguments, newest, single
from ecomap.ecosystem import Ecosystem
from ecomap.tables import split_list

_OF_ALL = re.compile(
    r"\b(?:xếp|đứng|vị trí|thứ|hạng|rank(?:s|ed|ing)?)\s+(?:(?:hạng|vị trí|thứ|số|no\.)\s+)*"
    r"(\d{1,3})\s?/\s?(\d{2,3})(?![\d/])(\s+(?:tỉnh|thành|địa phương|provinces|cities|localities))?",
    re.IGNORECASE,
)
"""A rank out of so many, right after words of ranking: any other "2/10" may be a day, a number or an address."""
_LEAST = 10
"""Localities that a ranking compares at least."""
_MONTHS = 12
"""Up to this a second number may be that of a month, unless the localities are named."""


@answers("ranked", ("code", "year"))
def ranked(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Say how many localities an index (``code``) ranked in a year (``year``).

    The data has no column for it. A source whose title ranks a locality out of the number, such as "xếp thứ 21/34" for
    a locality on record as number 21, states it; if none does, two differ, or a rank on record is beyond it, it cannot
    be told.
    """
    code, year = single(args, "code"), single(args, "year")
    values = ecosystem.indicator_values
    rows = values[(values["code"] == code) & (values["year"].astype("str") == year) & values["rank"].notna()]
    stated: dict[str, int] = {}
    ids: list[str] = []
    for locality, cell, rank in zip(
        rows["locality"], rows["source_ids"], rows["rank"].astype("int64"), strict=True
    ):
        found = _stated(ecosystem, cell, int(rank))
        stated |= found
        ids += [f"{code}|{locality}|{year}"] if found else []
    totals = set(stated.values())
    total = totals.pop() if len(totals) == 1 else 0
    value = float(total) if total and total >= rows["rank"].max() else None
    sources = tuple(sorted(stated))
    return Answer(value, table="indicator_values", ids=tuple(sorted(ids)), sources=sources,
                  as_of=newest(ecosystem, sources))  # fmt: skip


def _stated(ecosystem: Ecosystem, cell: object, rank: int) -> dict[str, int]:
    """Return the sources of a row whose title says of how many the row has its rank, with that number."""
    titles = ecosystem.sources["title"]
    found: dict[str, int] = {}
    for source in split_list(cell) if isinstance(cell, str) else []:
        title = titles.get(source)
        if not isinstance(title, str):
            continue
        for place, total, localities in _OF_ALL.findall(unicodedata.normalize("NFC", title)):
            if int(place) == rank <= int(total) and int(total) >= (_LEAST if localities else _MONTHS + 1):
                found[source] = int(total)
    return found
