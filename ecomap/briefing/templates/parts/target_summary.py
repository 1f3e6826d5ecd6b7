"""The summary of the report on targets: how many are due, told of and met, and whom to ask."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Spans
from ecomap.briefing.queries.targets import AIMS, groups
from ecomap.briefing.query import Query
from ecomap.briefing.templates.parts import target_rows as own
from ecomap.briefing.templates.parts.goals import is_rank
from ecomap.briefing.templates.parts.headline import Figure, headline
from ecomap.briefing.templates.wording import amount, bound, counted, joined
from ecomap.briefing.writer import Writer


def summary(w: Writer) -> None:
    """Write how many targets there are, of how many that are due both figures are known, and how many are met."""
    rows = own.rows_of(w)
    if not amount(own.tally(w, rows)):
        w.paragraph(w.say("The data lists no target here."))
        return
    unreported = own.tally(w, rows, known="unreported")
    headline(
        w,
        [
            joined(own.told_of(w, rows), _met(w, groups(rows)["both"])),
            _asked(w, rows),
            w.say(
                "If the sources used give no actual value for a target, this does not mean that "
                "nothing was done towards it."
            )
            if amount(unreported)
            else (),
        ],
        _figures(w, rows),
    )


def _figures(w: Writer, rows: pd.DataFrame) -> list[Figure | None]:
    """Return the box: all records, the targets that are due by what is known of them, those to come, the results."""
    again = own.tally(w, rows, known="repeated")
    note = w.say(
        "{n} record that repeats another is not counted again",
        "{n} records that repeat others are not counted again",
        again,
    )
    all_ = Figure(w.say("Targets and results on record"), own.tally(w, rows), note if amount(again) else ())
    due = own.tally(w, rows, known=AIMS, when="due")
    labels = {
        "both": w.say("… with a result of the same year"),
        "other_year": w.say("… with a result of another year only"),
        "unreported": w.say("… without a result"),
    }
    parts = {name: own.tally(w, rows, known=name, when="due") for name in labels} if amount(due) else {}
    return [
        all_,
        Figure(w.say("Targets whose year is over"), due, _away(w, rows)),
        *(Figure(labels[name], n) for name, n in parts.items() if name != "other_year" or amount(n)),
        _later(w, rows, "ahead", w.say("Targets still ahead or in their year")),
        _later(w, rows, "undated", w.say("Targets without a year")),
        Figure(w.say("Results reported without a target"), own.tally(w, rows, known="untargeted")),
    ]


def _away(w: Writer, rows: pd.DataFrame) -> Spans:
    n = own.tally(w, rows, known=AIMS, when="due", whose="away")
    return counted(
        n,
        (),
        w.say("{n} of them of an agency outside the city", "{n} of them of agencies outside the city", n),
    )


def _later(w: Writer, rows: pd.DataFrame, name: str, label: Spans) -> Figure | None:
    """Return the targets of which no result is to be expected; None for none."""
    n = own.tally(w, rows, known=AIMS, when=name)
    told = own.tally(w, rows, known="both", when=name)
    note = counted(told, (), w.say("{n} of them with a result", "{n} of them with results", told))
    return Figure(label, n, note) if amount(n) else None


def _asked(w: Writer, rows: pd.DataFrame) -> Spans:
    """Say of how many targets the lead agency should be asked, and of which of them another year's result is known."""
    asked = own.tally(w, rows, known=("other_year", "unreported"), when="due")
    apart = own.tally(w, rows, known="other_year", when="due")
    if not amount(asked):
        return ()
    if amount(apart):
        return w.say(
            "The lead agency of {n} target whose year is over should be asked for its result; so far only that of "
            "another year is known.",
            "The lead agencies of {n} targets whose year is over should be asked for their results; of {apart} of "
            "these only that of another year is known.",
            asked,
            apart=apart,
        )
    return w.say(
        "The lead agency of {n} target whose year is over should be asked for its result.",
        "The lead agencies of {n} targets whose year is over should be asked for their results.",
        asked,
    )


def met(row: pd.Series) -> bool:
    """Tell whether a target with both figures is met: reached or passed, for a rank not exceeded."""
    wanted, reached = float(row["target_value"]), float(row["actual_value"])
    return reached <= wanted if is_rank(row["unit"]) else reached >= wanted


def _met(w: Writer, rows: pd.DataFrame) -> Spans:
    if rows.empty:
        return ()
    ids = [str(key) for key, row in rows.iterrows() if met(row)]
    if not ids:
        return w.say("None of the targets compared is met so far.")
    n = w.written(Query.of("rows", table="targets", id=tuple(ids), has=("actual_value", "target_value")))
    if len(ids) == len(rows):
        return bound(w.say("All of the targets compared are met."), n)
    return w.say("{n} of the targets compared is met.", "{n} of the targets compared are met.", n)
