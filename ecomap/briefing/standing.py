"""What a figure cites: how it was counted, or of several publications that state it the most trustworthy ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from ecomap.briefing.kept import Kept
from ecomap.briefing.queries.derived import NESTED
from ecomap.briefing.query import Answer, Query
from ecomap.briefing.rows import table
from ecomap.ecosystem import Ecosystem
from ecomap.tables import split_list
from ecomap.text import fold

STATED = frozenset(("cell", "official", "ranked"))
"""Queries for figures that a source states; all others are counted or computed, and cite how."""
MONEY = frozenset(("amount_vnd", "budget_vnd"))
"""Columns of amounts that sources state: a sum of few of them can be followed to these, unlike a count."""

_OFFICIAL = re.compile(
    r"(?:^|\.)(?:gov\.vn|edu\.vn|vista\.gov\.vn|thanhuyhue\.vn|dangcongsan\.vn|vcci\.com\.vn)$"
)
_OPEN = re.compile(
    r"wikipedia|github|blogspot|wordpress|facebook|huggingface|scribd|issuu|123doc|tailieu|slideshare|slideserve|studocu|wwwiso|"
    r"moam\.info|cungdi|search\.com\.vn|bds-"
)
"""Pages anybody may fill, and sites that share other people's documents."""
_COPY = re.compile(r"(?:^|\.)(?:baomoi\.|vietnam\.vn|vietreader|nhansu\.vn|tripmap)")
"""Sites that print again what others wrote."""
_FOREIGN_HOST = re.compile(
    r"^(?:en|english|fr|es|ja|jp|cn|zh|ru|de|news)[.-]|vietnamnews|lecourrier|saigontimes|/(?:fr|es|en|ja|zh)/"
)
_FOREIGN = re.compile(
    r"tieng (?:anh|phap|nhat|hoa|trung|han|nga|duc|tay)|english|fran.ais|espa.ol|\bnews\b|international"
)

_ORDER: Kept[dict[str, tuple[int, int, str]]] = Kept(1)


def is_stated(query: Query) -> bool:
    """Tell whether a figure, or one of those it is made of, stands in a source as it is."""
    if query.name in STATED:
        return True
    if query.name == "sum":
        return not MONEY.isdisjoint(dict(query.args).get("column", ()))
    made_of = NESTED.get(query.name, ())
    return any(is_stated(Query.parse(text)) for key, texts in query.args if key in made_of for text in texts)


def addends(ecosystem: Ecosystem, query: Query, answer: Answer) -> list[list[str]]:
    """Return the sources of each amount of a sum, the largest amount first; empty for what is no sum of amounts."""
    column = dict(query.args).get("column", ())
    if query.name != "sum" or MONEY.isdisjoint(column):
        return []
    rows = table(ecosystem, answer.table).loc[list(answer.ids)]
    rows = rows.sort_values(list(column), ascending=False, kind="stable")
    return [split_list(cell) for cell in rows["source_ids"].dropna()]


def best(ecosystem: Ecosystem, sources: Iterable[str], most: int) -> list[str]:
    """Return at most so many sources of a figure, the most trustworthy first.

    The order is: official publications, the press in Vietnamese, editions in other languages and reprints, pages that
    anybody may fill; among equals those that are dated, the newest first. The last two are not cited beside one of the
    first two. It is a rule of thumb from publisher and address, no judgement of what an article says; the evidence
    workbook names all sources of a figure.
    """
    order = _ORDER.get(ecosystem, "", lambda: _order(ecosystem))
    sources = list(sources)
    good = [source for source in sources if order.get(source, _LAST)[0] < _REPRINT]
    newest_first = sorted(
        sorted(good or sources), key=lambda source: order.get(source, _LAST)[2], reverse=True
    )
    return sorted(newest_first, key=lambda source: order.get(source, _LAST)[:2])[:most]


_LAST = (9, 1, "")
_REPRINT = 2
"""Class of reprints and editions in other languages."""


def _order(ecosystem: Ecosystem) -> dict[str, tuple[int, int, str]]:
    table = ecosystem.sources
    return {
        str(key): (_class(_text(publisher), _text(title), _text(url)), int(not _text(when)), _text(when))
        for key, publisher, title, url, when in zip(
            table.index, table["publisher"], table["title"], table["url"], table["published_on"], strict=True
        )
    }


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""


def _class(publisher: str, title: str, url: str) -> int:
    """Return 0 for official pages, 1 for the press, 2 for other languages and reprints, 3 for what anybody may fill."""
    parts = urlsplit(url) if url.startswith(("http://", "https://")) else urlsplit("")
    host, words = parts.netloc.lower().removeprefix("www."), fold(f"{publisher} {title}")
    if _OPEN.search(host) or _OPEN.search(fold(publisher)):
        return 3
    if _FOREIGN_HOST.search(f"{host}{parts.path}") or _FOREIGN.search(words) or _COPY.search(host):
        return 2
    return 0 if _OFFICIAL.search(host) else 1
