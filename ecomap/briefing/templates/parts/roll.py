"""The appendix that names the organisations of a scope."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Mark, Spans, Table
from ecomap.briefing.standing import best
from ecomap.briefing.templates.wording import captioned, counted, heads, here, joined, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.text import sort_order
from ecomap.views import labels
from ecomap.vocabulary import KINDS

MOST = 200
"""Rows of the appendix; a scope with more names the first and says so."""


def roll(writer: Writer) -> None:
    """Name the organisations of the scope, by kind, then in Vietnamese order."""
    part = writer.ecosystem.organisations
    rows = part if "place" in writer.recipe.scope else part[part["in_region"]]
    n = writer.value("organisations", **here(writer))
    if rows.empty:
        return
    names = [writer.whole.name(str(node), writer.recipe.lang) for node in rows.index]
    order = list(KINDS)
    ordered = sorted(sort_order(names), key=lambda i: order.index(str(rows["kind"].iloc[i])))[:MOST]
    note: Spans = counted(
        n,
        (),
        writer.say("{n} organisation in all.", "{n} organisations in all.", n),
    )
    if len(rows) > MOST:
        limit = text(writer._.number(MOST))
        note = joined(note, writer.say("The first {n} are named; the evidence workbook has all.", n=limit))
    columns = (N_("Organisation"), N_("Kind"), N_("Stage"), N_("Ward or commune"), N_("Status"))
    writer.table(
        Table(
            key="roll",
            caption=captioned(writer, N_("List of organisations")),
            columns=heads(writer, *columns),
            rows=tuple(_row(writer, rows.iloc[i], names[i]) for i in ordered),
            align="lllll",
            widths=(4.2, 1.7, 1.4, 2.0, 1.5),
            note=note,
        )
    )


def _row(writer: Writer, row: pd.Series, name: str) -> tuple[Spans, ...]:
    lang = writer.recipe.lang
    cells = []
    for column, field in (
        ("kind", "kinds"),
        ("stage", "stages"),
        ("ward_code", "wards"),
        ("status", "statuses"),
    ):
        code = row[column]
        label = labels.namer(writer.whole, field, lang)(code) if isinstance(code, str) else "—"
        cells.append(text(label))
    sources = split_list(row["source_ids"]) if isinstance(row["source_ids"], str) else []
    return ((*text(name), Mark((), tuple(best(writer.whole, sources, 1)))) if sources else text(name), *cells)
