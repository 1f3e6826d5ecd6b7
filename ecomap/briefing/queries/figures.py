"""Figures that stand in the data: a cell, the sum of a column, official totals and what the list holds of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ecomap.analysis import evidence
from ecomap.analysis.finding import Message
from ecomap.briefing.queries.counting import gone
from ecomap.briefing.query import SHARE, Answer, Query, QueryError, answers
from ecomap.briefing.rows import Arguments, answer, chosen, is_numeric, single, table
from ecomap.counts import coverage
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.tables import split_list

_DATES = {"targets": "year", "indicator_values": "year", "chains": "year", "official_totals": "as_of"}
"""Column that dates the figures of a row."""

_STATISTICS: Mapping[str, Callable[[Any], float]] = {
    "sum": np.sum,
    "mean": np.mean,
    "median": np.median,
    "min": np.min,
    "max": np.max,
}

once = evidence.once_per_snapshot


def _row(ecosystem: Ecosystem, name: str, key: str) -> pd.DataFrame:
    frame = table(ecosystem, name)
    if name in ("organisations", "programmes"):
        key = ecosystem.resolve(key) or key
    if key not in frame.index:
        raise gone(name, key)
    return frame.loc[[key]]


def _figures(name: str, column: str) -> str:
    if not is_numeric(name, column):
        details = {"table": name, "column": column[:80]}
        raise QueryError(Message(N_("The column “{column}” of the table {table} holds no figures."), details))
    return column


@answers("cell", ("table", "id", "column"))
def cell(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Read the figure in a cell; it is dated by its row where the row tells, else by its newest source.

    Key of ``indicator_values``: ``code|locality|year``; of ``chains``: ``chain|rank``.
    """
    name = single(args, "table")
    column = _figures(name, single(args, "column"))
    row = _row(ecosystem, name, single(args, "id"))
    value, dated = row[column].iloc[0], row[_DATES[name]].iloc[0] if name in _DATES else None
    as_of = "" if dated is None or pd.isna(dated) else str(dated)
    return answer(ecosystem, name, row, None if pd.isna(value) else float(value), as_of=as_of)


@answers("sum")
def total(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Sum the figures of a column (``column``) over rows of a table (``table``); ``as`` names another statistic.

    Rows without a figure are left out, and a caveat says how many.
    """
    name = single(args, "table")
    column = _figures(name, single(args, "column"))
    statistic = args.get("as", ("sum",))[0]
    if statistic not in _STATISTICS:
        raise QueryError(Message(N_("There is no statistic “{name}”."), {"name": statistic[:80]}))
    rest = {key: args[key] for key in args if key not in ("table", "column", "as")}
    whole = name not in ("organisations", "programmes", "ties")
    rows = table(ecosystem, name).loc[chosen(ecosystem, name, rest, whole=whole)]
    known = rows[rows[column].notna()]
    value = float(_STATISTICS[statistic](known[column].astype("float64").to_numpy())) if len(known) else None
    caveat = None
    if 0 < len(known) < len(rows):
        asked = ("rows", {"table": name}) if whole else (name, {})
        counted = Query.of(asked[0], **{**asked[1], **rest})
        stated = Query.of(asked[0], **{**asked[1], **rest, "has": (*rest.get("has", ()), column)})
        caveat = Message(
            N_("The figure is known for {known} of {all} rows; the others are not in it."),
            {"known": stated, "all": counted},
        )
    return answer(ecosystem, name, known, value, caveat=caveat)


@once
def _coverage(ecosystem: Ecosystem) -> pd.DataFrame:
    return coverage(ecosystem)


def _total(ecosystem: Ecosystem, args: Arguments) -> pd.DataFrame:
    code = single(args, "code")
    rows = _coverage(ecosystem)
    if code not in rows.index:
        raise gone("official_totals", code)
    return rows.loc[[code]]


@answers("official", ("code",))
def official(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a total the State publishes."""
    row = _total(ecosystem, args)
    return answer(
        ecosystem, "official_totals", row, float(row["value"].iloc[0]), as_of=str(row["as_of"].iloc[0])
    )


@answers("listed", ("code",))
def listed(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the organisations of the region that fit the definition of an official total; None if it has none."""
    row = _total(ecosystem, args)
    value = row["listed"].iloc[0]
    if pd.isna(value):
        return answer(ecosystem, "official_totals", row, None)
    definition = {
        column: tuple(split_list(str(row[column].iloc[0])))
        for column in ("kind", "subkind", "sectors", "status")
        if isinstance(row[column].iloc[0], str)
    }
    rows = chosen(ecosystem, "organisations", {**definition, "in_region": ("True",)}, whole=True)
    return answer(ecosystem, "organisations", rows, float(value))


@answers("coverage", ("code",))
def covered(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Divide the organisations listed by the official total; it may exceed 1."""
    row = _total(ecosystem, args)
    value = row["share"].iloc[0]
    known = None if pd.isna(value) else float(value)
    return answer(ecosystem, "official_totals", row, known, unit=SHARE, as_of=str(row["as_of"].iloc[0]))


@answers("completeness", ("kind", "subkind", "sector"))
def completeness(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Say which share of the organisations of some kinds is listed, over all official totals that fit.

    See `ecomap.analysis.evidence.coverage_share`.
    """
    kinds, sectors = args.get("kind", ()), args.get("sector", ())
    subkind = args.get("subkind", ("",))[0]
    value = evidence.coverage_share(ecosystem, kinds, subkind, sectors)
    rows = _coverage(ecosystem)
    rows = rows[rows["share"].notna() & (rows["kind"].isin(kinds) if kinds else rows["kind"].notna())]
    return answer(ecosystem, "official_totals", rows, value, unit=SHARE)
