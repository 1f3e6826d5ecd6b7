"""Targets by what is known of them and by when their year is over: the one rule, and the counts that follow it."""

from __future__ import annotations

import re

import pandas as pd

from ecomap.analysis.finding import Message
from ecomap.briefing.query import Answer, QueryError, answers
from ecomap.briefing.rows import Arguments, answer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.text import fold
from ecomap.views.changes import newest_day

OTHER_YEAR = r"thực tế\D*20\d\d"
"""A note in the name of a target that its actual value is that of another year: the two are not compared."""

AIMS = ("both", "other_year", "unreported")
"""Groups of `groups` that have a target; of the others a result alone is known."""

WHEN = ("due", "ahead", "undated")

_BRACKETS = re.compile(r"\([^)]*\)")


def groups(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return targets by what is known of them; one recorded again without its result counts once.

    Returns
    -------
    dict
        ``all``; ``both`` (target and result), ``other_year`` (a target, and a result of another year), ``unreported``
        (a target alone), ``untargeted`` (a result alone); ``repeated``, which are in none of the others.
    """
    wanted, reached = rows["target_value"].notna(), rows["actual_value"].notna()
    same_year = ~rows["indicator_vi"].str.contains(OTHER_YEAR, na=False)
    both = rows[wanted & reached & same_year]
    told = {_identity(row) for _key, row in both.iterrows()}
    again = pd.Series([_identity(row) in told for _key, row in rows.iterrows()], index=rows.index, dtype=bool)
    again &= ~(wanted & reached)
    return {
        "all": rows[~again],
        "both": both,
        "other_year": rows[wanted & reached & ~same_year],
        "unreported": rows[wanted & ~reached & ~again],
        "untargeted": rows[~wanted & reached],
        "repeated": rows[again],
    }


def _identity(row: pd.Series) -> tuple[str, str, str]:
    """Return what two records of one target have in common: name without remarks, year, value."""
    name = _BRACKETS.sub("", str(row["indicator_vi"])).strip()
    return fold(name), year_text(row), str(row["target_value"])


def year_text(row: pd.Series) -> str:
    """Return the year of a target, '' if it has none."""
    return "" if pd.isna(row["year"]) else str(int(row["year"]))


def when(ecosystem: Ecosystem, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return targets by whether their year is over, by the newest source and not by the clock.

    Returns
    -------
    dict
        ``due`` (the year is over), ``ahead`` (it is not), ``undated`` (the sources state none).
    """
    year, last = rows["year"], newest_day(ecosystem).year
    return {"due": rows[year < last], "ahead": rows[year >= last], "undated": rows[year.isna()]}


def elsewhere(ecosystem: Ecosystem, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of an agency outside the city, such as a ministry; without a lead, that of the programme's."""
    here = ecosystem.organisations["in_region"]
    lead = rows["lead_org"].where(
        rows["lead_org"].notna(), rows["programme_id"].map(ecosystem.programmes["lead_org"])
    )
    return rows[[name in here.index and not here[name] for name in lead]]


@answers("targets", ("known", "when", "whose", "id"))
def targets(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count targets: by what is known of them (``known``, see `groups`) and when they are due (``when``, see `when`).

    ``whose=away`` keeps those of agencies outside the city; ``id`` keeps to some rows. What is not given does not
    narrow, but a record that repeats another counts only where ``known`` asks for it.
    """
    rows = ecosystem.targets.sort_index()
    if "id" in args:
        rows = rows[rows.index.isin(args["id"])]
    rows = _one_of(groups(rows), args.get("known", ("all",)))
    if "when" in args:
        rows = _one_of(when(ecosystem, rows), args["when"])
    if "whose" in args:
        rows = _one_of({"away": elsewhere(ecosystem, rows)}, args["whose"])
    return answer(ecosystem, "targets", rows, float(len(rows)))


def _one_of(parts: dict[str, pd.DataFrame], names: tuple[str, ...]) -> pd.DataFrame:
    for name in names:
        if name not in parts:
            raise QueryError(Message(N_("Targets have no group “{name}”."), {"name": name[:80]}))
    return pd.concat([parts[name] for name in dict.fromkeys(names)])
