"""Progress on targets: what is wanted, what is reached, who leads, and what nobody has reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ecomap.briefing.document import Mark, Plain, Reference, Spans, Table
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.parts import target_rows as own
from ecomap.briefing.templates.parts.goals import in_vietnamese, is_rank, other_year, rank_now, told_of
from ecomap.briefing.templates.parts.headline import Figure, headline
from ecomap.briefing.templates.wording import (
    amount,
    bound,
    heads,
    joined,
    names,
    place,
    scope_words,
    text,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.views.changes import newest_day

MOST_LEADS = 12
"""Lead agencies in the table by agency."""
MOST_RESULTS = 40
"""Results without a target in the appendix, the newest; all are in the evidence workbook."""


def _subject(w: Writer) -> Spans:
    if w.recipe.subject_ids:
        known = [name for name in w.recipe.subject_ids if name in w.whole]
        return w.say(
            "Progress on targets: {scope}",
            scope="; ".join(w.whole.name(name, w.recipe.lang) for name in known),
        )
    scope = scope_words(w)
    return {
        "": w.say("Progress on the targets of the innovation ecosystem of {place}", place=place(w)),
        "programmes": w.say("Progress on targets: {scope}", scope=scope),
        "leads": w.say("Progress on targets led by bodies of this scope: {scope}", scope=scope),
        "both": w.say(
            "Progress on targets of programmes of this scope or led by bodies of it: {scope}", scope=scope
        ),
    }[own.about(w)]


def summary(w: Writer) -> None:
    """Write how many targets there are, of how many both figures are known, and how many are met."""
    rows = own.rows_of(w)
    groups = own.groups(rows)
    if groups["all"].empty:
        w.paragraph(w.say("The data lists no target here."))
        return
    values = {name: own.count(w, groups[name], **own.CELLS[name]) for name in groups}
    open_ = pd.concat([groups["unreported"], groups["other_year"]])
    due = own.counted_rows(w, own.due(w, groups["unreported"]))
    again = own.counted_rows(w, own.repeated(w, rows))
    wanted = own.counted_rows(w, pd.concat([groups["both"], open_]))
    told = told_of(w, values["both"], wanted)
    headline(
        w,
        [
            joined(told, _met(w, groups["both"])),
            _asked(w, own.due(w, open_), own.due(w, groups["other_year"])),
            w.say(
                "If the sources used give no actual value for a target, this does not mean that "
                "nothing was done towards it."
            )
            if amount(values["unreported"])
            else (),
        ],
        [
            Figure(
                w.say("Targets and results on record"),
                values["all"],
                w.say(
                    "{n} record that repeats another is not counted again",
                    "{n} records that repeat others are not counted again",
                    again,
                )
                if amount(again)
                else (),
            ),
            Figure(w.say("Targets with an actual value of the same year"), values["both"]),
            Figure(
                w.say("Targets without an actual value"),
                values["unreported"],
                w.say("for {n} of them the year is over", n=due) if amount(due) else (),
            ),
            *(
                [Figure(w.say("Targets with an actual value of another year only"), values["other_year"])]
                if amount(values["other_year"])
                else []
            ),
            Figure(w.say("Results reported without a target"), values["untargeted"]),
        ],
    )


def _asked(w: Writer, rows: pd.DataFrame, other_year: pd.DataFrame) -> Spans:
    """Say of how many targets the lead agency should be asked, and of which of them another year's result is known."""
    asked, apart = own.counted_rows(w, rows), own.counted_rows(w, other_year)
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
        return w.say("None of them is met so far.")
    n = w.written(Query.of("rows", table="targets", id=tuple(ids), has=("actual_value", "target_value")))
    if len(ids) == len(rows):
        return bound(w.say("All of them are met."), n)
    return w.say("{n} of the targets compared is met.", "{n} of the targets compared are met.", n)


def progress(w: Writer) -> None:
    """Write the table of targets with both figures."""
    rows = own.groups(own.rows_of(w))["both"].sort_values("year", kind="stable")
    if rows.empty:
        return
    w.paragraph(w.say("{table} compares targets with reported results.", table=Reference("progress")))
    w.table(
        Table(
            "progress",
            w.say("Targets with an actual value of the same year"),
            heads(w, N_("Indicator"), N_("Year"), N_("Target set"), N_("Result reported"), N_("Share reached"),
                  N_("Status"), N_("Lead agency"), N_("Coordinating agencies")),
            tuple(_progress_row(w, str(key), row) for key, row in rows.iterrows()),
            "lcrrrlll",
            (3.6, 0.9, 1.1, 1.1, 1.1, 1.2, 2, 2),
            joined(
                w.say(
                    "A target counts as met once the actual value reaches it; a rank, once it is no worse than that."
                ),
                in_vietnamese(w),
            ),
        )
    )  # fmt: skip
    _pictured(w, rows)


def _progress_row(w: Writer, key: str, row: pd.Series) -> tuple[Spans, ...]:
    wanted, reached = (_cell(key, column) for column in ("target_value", "actual_value"))
    share = w.written(Query.of("share", of=reached, among=wanted), "percent")
    status = w.say("met") if met(row) else w.say("not yet met")
    return (
        _indicator(row),
        _year(w, row),
        (w.written(wanted, "number2"),),
        (w.written(reached, "number2"),),
        text("—") if is_rank(row["unit"]) else (share,),
        bound(status, share),
        *_agencies(w, row),
    )


def _pictured(w: Writer, rows: pd.DataFrame) -> None:
    """Draw how far the targets are reached that are no ranks."""
    from ecomap.briefing.pictures import Goal
    from ecomap.briefing.pictures import progress as drawn

    goals = []
    for key, row in rows[[not is_rank(unit) for unit in rows["unit"]]].iterrows():
        wanted, reached = (_cell(str(key), column) for column in ("target_value", "actual_value"))
        share = w.written(Query.of("share", of=reached, among=wanted), "percent")
        values = (w.written(wanted, "number2"), w.written(reached, "number2"), share)
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        goals.append(Goal(str(row["indicator_vi"]), *values, unit, own.year_text(row)))
    if goals:
        w.paragraph(
            w.say("{picture} shows the share of each target reached.", picture=Reference("progress-bars"))
        )
        w.picture(drawn(w, "progress-bars", w.say("Share of the target reached"), goals))


def _cell(key: str, column: str) -> Query:
    return Query.of("cell", table="targets", id=key, column=column)


def _indicator(row: pd.Series) -> Spans:
    """Return the name of a target with its unit, and what it cites: of a long table each row has its own sources."""
    unit = f" ({row['unit']})" if isinstance(row["unit"], str) else ""
    sources = tuple(split_list(row["source_ids"])) if isinstance(row["source_ids"], str) else ()
    return (Plain(f"{row['indicator_vi']}{unit}"), *([Mark((), sources)] if sources else []))


def _national(w: Writer, rows: pd.DataFrame) -> Spans:
    """Say how many of targets are those of an agency outside the city, such as a ministry."""
    here = w.whole.organisations["in_region"]
    away = rows[[lead in here.index and not here[lead] for lead in rows["lead_org"]]]
    if away.empty:
        return ()
    n = w.written(Query.of("rows", table="targets", id=tuple(str(key) for key in away.index)))
    return w.say(
        "{n} of them is of an agency outside the city and holds for the whole country or a wider project.",
        "{n} of them are of agencies outside the city and hold for the whole country or wider projects.",
        n,
    )


def _year(w: Writer, row: pd.Series) -> Spans:
    return text(own.year_text(row) or w._("not stated"))


def _agencies(w: Writer, row: pd.Series) -> tuple[Spans, Spans]:
    lead = [row["lead_org"]] if isinstance(row["lead_org"], str) else []
    others = split_list(row["coordinating_orgs"]) if isinstance(row["coordinating_orgs"], str) else []
    unknown = w._("not on record")
    return names(w, lead, unknown), names(w, others, unknown)


def unreported(w: Writer) -> None:
    """Write the targets without an actual value: those whose year is over, and those still ahead."""
    groups = own.groups(own.rows_of(w))
    _of_other_year(w, groups["other_year"])
    rows = groups["unreported"]
    last = newest_day(w.whole).year
    parts = {
        "due": own.due(w, rows),
        "ahead": rows[rows["year"] >= last],
        "undated": rows[rows["year"].isna()],
    }
    captions = {
        "due": w.say("Targets of past years without an actual value"),
        "ahead": w.say("Targets still ahead"),
        "undated": w.say("Targets without a year"),
    }
    for name, kept in parts.items():
        if kept.empty:
            continue
        n = w.written(Query.of("rows", table="targets", id=tuple(str(key) for key in kept.index)))
        pointer = w.say("{table} lists them.", table=Reference(f"targets-{name}"))
        w.paragraph(own.state(w, name, n), _national(w, kept), pointer)
        _plain_table(w, f"targets-{name}", captions[name], kept, {"target_value": N_("Target set")})
        if name == "undated":
            w.paragraph(rank_now(w, kept))


def _of_other_year(w: Writer, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    n = own.counted_rows(w, rows)
    w.paragraph(other_year(w, n), w.say("{table} lists them.", table=Reference("targets-other-year")))
    caption = w.say("Targets with an actual value of another year")
    columns = {"target_value": N_("Target set"), "actual_value": N_("Result of another year")}
    _plain_table(w, "targets-other-year", caption, rows, columns)


def _plain_table(w: Writer, key: str, caption: Spans, rows: pd.DataFrame, columns: Mapping[str, str]) -> None:
    ordered = rows.sort_values(["lead_org", "year"], kind="stable", na_position="last")
    w.table(
        Table(
            key,
            caption,
            heads(
                w,
                N_("Indicator"),
                N_("Year"),
                *columns.values(),
                N_("Lead agency"),
                N_("Coordinating agencies"),
            ),
            tuple(
                (
                    _indicator(row),
                    _year(w, row),
                    *((w.written(_cell(str(name), column), "number2"),) for column in columns),
                    *_agencies(w, row),
                )
                for name, row in ordered.iterrows()
            ),
            f"lc{'r' * len(columns)}ll",
            (4.6, 0.9, *[1.2] * len(columns), 2.2, 2.2),
            in_vietnamese(w),
        )
    )


def by_lead(w: Writer) -> None:
    """Write how many targets each agency leads, and of how many it is known how far they are."""
    groups = own.groups(own.rows_of(w))
    rows = groups["all"]
    leads = rows["lead_org"].value_counts()
    leads = leads[leads.index.isin(w.whole.organisations.index)]
    order = sorted(leads.index, key=lambda name: (-leads[name], name))[:MOST_LEADS]
    if len(order) < 2:
        return
    w.paragraph(w.say("{table} counts targets and results by lead agency.", table=Reference("by-lead")))
    w.table(
        Table(
            "by-lead",
            w.say("Targets and results by lead agency"),
            heads(w, N_("Lead agency"), N_("In all"), N_("Target and result"), N_("Target, no result of its year"),
                  N_("Result only")),
            tuple(_lead_row(w, groups, str(name)) for name in order),
            "lrrrr",
            (5, 1.2, 1.6, 1.4, 1.6),
            w.say("Those with the most are shown.") if len(leads) > MOST_LEADS else (),
        )
    )  # fmt: skip
    nobody = rows[rows["lead_org"].isna()]
    if len(nobody):
        n = own.count(w, nobody, missing="lead_org")
        w.paragraph(
            w.say(
                "The sources name no lead agency for {n} of them.",
                "The sources name no lead agency for {n} of them.",
                n,
            )
        )


def _lead_row(w: Writer, groups: Mapping[str, pd.DataFrame], lead: str) -> tuple[Spans, ...]:
    values = []
    for names_ in (("all",), ("both",), ("unreported", "other_year"), ("untargeted",)):
        rows = pd.concat([groups[name] for name in names_])
        ids = tuple(str(key) for key in rows.index[rows["lead_org"] == lead]) or ("-",)
        values.append(w.written(Query.of("rows", table="targets", lead_org=lead, id=ids)))
    return (names(w, [lead]), *((value,) for value in values))


def results(w: Writer) -> None:
    """Write the results reported without a target."""
    rows = own.groups(own.rows_of(w))["untargeted"]
    if rows.empty:
        return
    n = own.count(w, rows, **own.CELLS["untargeted"])
    if not amount(n):
        return
    caption = w.say("Results reported without a target")
    newest = rows.sort_values("year", ascending=False, kind="stable", na_position="last").head(MOST_RESULTS)
    if len(newest) < len(rows):
        w.paragraph(
            w.say(
                "{table} names the newest {most} of {n}; all of them are in the evidence workbook.",
                table=Reference("results"),
                most=text(w._.number(len(newest))),
                n=n,
            )
        )
    _plain_table(w, "results", caption, newest, {"actual_value": N_("Result reported")})


def _parts() -> Sequence[Part]:
    return (
        Part("summary", N_("Summary"), summary),
        Part("purpose", N_("Purpose"), lambda _: None, author=True),
        Part("progress", N_("Targets and results"), progress),
        Part("unreported", N_("Targets without an actual value"), unreported),
        Part("by_lead", N_("Lead agencies"), by_lead),
        CHANGES,
        Part("assessment", N_("Assessment and proposals"), lambda _: None, author=True),
        Part("appendix_results", N_("Results reported without a target"), results),
    )


TEMPLATE = Template("targets", N_("Progress on targets"), N_("REPORT"), _subject, tuple(_parts()))
