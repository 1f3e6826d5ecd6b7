"""How many localities a ranking compares: a rank says little without it."""

from __future__ import annotations

import re

import pandas as pd

from ecomap.briefing.query import Answer, answers
from ecomap.briefing.rows import Arguments, newest, single
from ecomap.ecosystem import Ecosystem
from ecomap.tables import split_list

_OF_ALL = re.compile(r"(?<!\d)(\d{1,3})/(\d{2,3})(?!\d)")


@answers("ranked", ("code", "year"))
def ranked(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Say how many localities an index (``code``) ranked in a year (``year``).

    The data has no column for it. A source whose title names a locality's rank together with the number, such as
    "21/34" for a locality on record as number 21, states it; if none does, or two differ, it cannot be told.
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
    value = float(totals.pop()) if len(totals) == 1 else None
    sources = tuple(sorted(stated))
    return Answer(value, table="indicator_values", ids=tuple(sorted(ids)), sources=sources,
                  as_of=newest(ecosystem, sources))  # fmt: skip


def _stated(ecosystem: Ecosystem, cell: object, rank: int) -> dict[str, int]:
    """Return the sources of a row whose title says of how many the row has its rank, with that number."""
    titles = ecosystem.sources["title"]
    found: dict[str, int] = {}
    for source in split_list(cell) if isinstance(cell, str) else []:
        title = titles.get(source)
        for place, total in _OF_ALL.findall(title) if isinstance(title, str) and not pd.isna(title) else []:
            if int(place) == rank <= int(total):
                found[source] = int(total)
    return found
