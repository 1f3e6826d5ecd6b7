"""The figures a reader meets first, each with its date, its sources and what it is measured against."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ecomap.counts import coverage, sources_of, totals
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.i18n import Translator
from ecomap.network import listed_ties, wording
from ecomap.views.records import newest_source


@dataclass(frozen=True)
class Figure:
    """A count with what a reader needs to trust it.

    Attributes
    ----------
    label, help : str
        What is counted, and how.
    value : int
    as_of : str
        Date of the newest publication it rests on (as published, may be a year only); '' if none is dated.
    sources : tuple of str
        Ids of the publications it rests on.
    """

    label: str
    help: str
    value: int
    as_of: str
    sources: tuple[str, ...]


def _figure(ecosystem: Ecosystem, label: str, help_text: str, value: int, *frames: pd.DataFrame) -> Figure:
    sources = tuple(sorted(sources_of(*frames)))
    return Figure(label, help_text, value, newest_source(ecosystem, set(sources)), sources)


def headline(ecosystem: Ecosystem, _: Translator) -> tuple[Figure, ...]:
    """Return the headline figures of a snapshot."""
    counted, here = totals(ecosystem), ecosystem.select(Filters(place="in"))
    startups = ecosystem.select(Filters(place="in", kinds=("startup",)))
    place = ecosystem.region.name.get(_.lang)
    return (
        _figure(
            ecosystem,
            _("Organisations in {place}", place=place),
            _(
                "Listed with their seat in {place}; {n} more elsewhere are listed for their ties.",
                place=place,
                n=counted.elsewhere,
            ),
            counted.in_region,
            here.organisations,
        ),
        _figure(
            ecosystem,
            _("Start-ups in {place}", place=place),
            _("Start-up companies, and teams not yet incorporated."),
            totals(startups).organisations,
            startups.organisations,
        ),
        _figure(
            ecosystem,
            _("Ties"),
            _(
                "Between organisations and programmes: recorded relations, and the leading and coordinating bodies "
                "of programmes. Start not known for {n}.",
                n=counted.undated_ties,
            ),
            counted.ties,
            ecosystem.ties,
        ),
        _figure(
            ecosystem,
            _("Programmes"),
            _("Programmes, policies, competitions, events, funds and facilities."),
            counted.programmes,
            ecosystem.programmes,
        ),
    )


def coverage_table(ecosystem: Ecosystem, _: Translator) -> pd.DataFrame:
    """Return listed against official totals, where the two count the same thing, for reading.

    The first columns are for a table; ``share`` may exceed 1, and ``source_ids`` and ``note`` go with each row.
    """
    table = _totals(ecosystem, _)
    table = table[table["listed"].notna()]
    return table.assign(listed=table["listed"].astype(int))


def other_totals(ecosystem: Ecosystem, _: Translator) -> pd.DataFrame:
    """Return the official totals no list can be held against, with the reason in ``note``."""
    table = _totals(ecosystem, _)
    return table.loc[table["listed"].isna(), ["label", "official", "as_of", "note", "source_ids"]]


def _totals(ecosystem: Ecosystem, _: Translator) -> pd.DataFrame:
    table = coverage(ecosystem)
    return pd.DataFrame(
        {
            "label": table["label_en" if _.lang == "en" else "label_vi"],
            "listed": table["listed"],
            "official": table["value"].map(_.number),
            "share": table["share"],
            "as_of": table["as_of"].map(_.date),
            "note": table["note_vi"].fillna(""),
            "source_ids": table["source_ids"],
        }
    )


def latest(ecosystem: Ecosystem, _: Translator, limit: int = 6) -> list[tuple[str, str, str, str]]:
    """Return the newest dated ties of the region as (date, first end, wording, other end), newest first.

    Only recorded relations whose day or month is known, with an end in the region, stand in line; a year alone says
    too little about what is new. A body that does the same with many on one day has one line.
    """
    ties, here = ecosystem.ties, ecosystem.organisations.index[ecosystem.organisations["in_region"]]
    local = ties["source"].isin(here) | ties["target"].isin(here)
    ties = ties[local & (ties["start_date"].str.len() >= 7) & (ties["origin"] == "relation")]
    ties = ties.sort_values(["start_date", "source"], ascending=[False, True], kind="stable")
    ties = ties.drop_duplicates(["source", "type", "start_date"]).head(limit)
    return [
        (_.date(tie.start_date), tie.source, _(wording.verb(ecosystem, tie)), tie.target)
        for tie in listed_ties(ties)
    ]
