"""What happened around one organisation or programme, in order of time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import listed_ties, wording
from ecomap.views.records import newest_source


@dataclass(frozen=True)
class Event:
    """Something with a date, as written (a year, a month or a day).

    `other` is the other end of a tie; `planned` tells that the date lies after the newest source of the data.
    """

    date: str
    text: str
    other: str | None = None
    planned: bool = False

    @property
    def year(self) -> str:
        """The year, as text."""
        return self.date[:4]


def events(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Event]:
    """Return founding, beginning and end, and the ties of a record that have a date.

    What has happened comes first, latest first; then what is only announced, soonest first. A programme that
    a body both leads (by its role) and organises (by a tie) in the same year is told once.

    A date known by year stands after the dated days of that year, as it may mean any of them. What has no
    date is left out: count it with `undated`.
    """
    newest = newest_source(ecosystem)
    found = [
        replace(event, planned=bool(newest) and event.date > newest)
        for event in (*_own(ecosystem, node_id, _), *_of_ties(ecosystem, node_id, _))
    ]
    found.sort(key=lambda event: (event.date, event.text), reverse=True)
    return [event for event in found if not event.planned] + [e for e in reversed(found) if e.planned]


def undated(ecosystem: Ecosystem, node_id: str) -> int:
    """Return how many ties of a record have neither start nor end."""
    own = _ties(ecosystem, node_id)
    return int((own["start_date"].isna() & own["end_date"].isna()).sum())


def _ties(ecosystem: Ecosystem, node_id: str) -> pd.DataFrame:
    ties = ecosystem.ties
    return ties[(ties["source"] == node_id) | (ties["target"] == node_id)].sort_index()


def _own(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Event]:
    if node_id in ecosystem.organisations.index:
        founded = ecosystem.organisations.at[node_id, "founded_year"]
        return [] if pd.isna(founded) else [Event(str(int(founded)), _("Founded"))]
    row = ecosystem.programmes.loc[node_id]
    dates = ((row["start_date"], _("Begins")), (row["end_date"], _("Ends")))
    return [Event(date, text) for date, text in dates if isinstance(date, str)]


def _of_ties(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Event]:
    own = _ties(ecosystem, node_id)
    if node_id in ecosystem.programmes.index:
        own = own[own["origin"] != "role"]  # they have the programme's own dates
    organised = own[own["type"] == "organises"]
    told = set(zip(organised["source"], organised["target"], organised["start_date"].str[:4], strict=True))
    ends = zip(own["source"], own["target"], own["start_date"].str[:4], strict=True)
    again = pd.Series([role in told for role in ends], index=own.index, dtype=bool) & (
        own["origin"] == "role"
    )
    own = own[~again]
    found = []
    for tie in listed_ties(own):
        inverse = tie.source != node_id
        other = tie.source if inverse else tie.target
        phrase = f"{_(wording.verb(ecosystem, tie, inverse))} {ecosystem.name(other, _.lang)}"
        if tie.start_date:
            found.append(Event(tie.start_date, phrase, other))
        if tie.end_date and tie.end_date != tie.start_date:
            found.append(Event(tie.end_date, _("Ends: {what}", what=phrase), other))
    return found
