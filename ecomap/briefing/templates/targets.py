"""Progress on targets: what is wanted, what is reached, who leads, and what nobody has reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from ecomap.briefing.document import Mark, Plain, Reference, Spans, Table
from ecomap.briefing.queries.targets import groups, when, year_text
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.parts import target_rows as own
from ecomap.briefing.templates.parts.goals import in_vietnamese, is_rank, other_year, rank_now
from ecomap.briefing.templates.parts.target_summary import met, summary
from ecomap.briefing.templates.wording import (
    bound,
    heads,
    joined,
    names,
    narrowed,
    place,
    scope_words,
    text,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list

MOST_LEADS = 12
"""Lead agencies in the table by agency."""
MOST_RESULTS = 40
"""Results without a target in the appendix, the newest; all are in the evidence workbook."""


def _subject(w: Writer) -> Spans:
    if w.recipe.subject_ids:
        known = [name for name in w.recipe.subject_ids if name in w.whole]
        of = "; ".join(w.whole.name(name, w.recipe.lang) for name in known)
        return narrowed(w, w.say("Progress on targets: {scope}", scope=of))
    scope = scope_words(w)
    return {
        "": w.say("Progress on the targets of the innovation ecosystem of {place}", place=place(w)),
        "programmes": w.say("Progress on targets: {scope}", scope=scope),
        "leads": w.say("Progress on targets led by bodies of this scope: {scope}", scope=scope),
        "both": w.say(
            "Progress on targets of programmes of this scope or led by bodies of it: {scope}", scope=scope
        ),
    }[own.about(w)]


def progress(w: Writer) -> None:
    """Write the table of targets with both figures."""
    rows = groups(own.rows_of(w))["both"].sort_values("year", kind="stable")
    if rows.empty:
        return
    w.paragraph(w.say("{table} compares targets with reported results.", table=Reference("progress")))
    w.table(
        Table(
            "progress",
            w.say("Targets with an actual value of the same year"),
            heads(w, N_("Indicator"), N_("Unit"), N_("Year"), N_("Target set"), N_("Result reported"),
                  N_("Share reached"), N_("Status"), N_("Lead agency"), N_("Coordinating agencies")),
            tuple(_progress_row(w, str(key), row) for key, row in rows.iterrows()),
            "llcrrrlll",
            (3.1, 1.1, 0.9, 0.9, 1, 0.9, 1, 1.8, 2.2),
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
        *_named(row),
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
        goals.append(Goal(str(row["indicator_vi"]), *values, unit, year_text(row)))
    if goals:
        w.paragraph(
            w.say("{picture} shows the share of each target reached.", picture=Reference("progress-bars"))
        )
        w.picture(drawn(w, "progress-bars", w.say("Share of the target reached"), goals))


def _cell(key: str, column: str) -> Query:
    return Query.of("cell", table="targets", id=key, column=column)


def _named(row: pd.Series) -> tuple[Spans, Spans]:
    """Return the name and the unit of a target; of a long table each row cites its own sources."""
    sources = tuple(split_list(row["source_ids"])) if isinstance(row["source_ids"], str) else ()
    name: Spans = (Plain(str(row["indicator_vi"])), *([Mark((), sources)] if sources else []))
    return name, text(row["unit"] if isinstance(row["unit"], str) else "")


def _year(w: Writer, row: pd.Series) -> Spans:
    return text(year_text(row) or w._("not stated"))


def _agencies(w: Writer, row: pd.Series) -> tuple[Spans, Spans]:
    lead = [row["lead_org"]] if isinstance(row["lead_org"], str) else []
    others = split_list(row["coordinating_orgs"]) if isinstance(row["coordinating_orgs"], str) else []
    unknown = w._("not on record")
    return names(w, lead, unknown), names(w, others, unknown)


def unreported(w: Writer) -> None:
    """Write the targets without an actual value: those whose year is over, and those still ahead."""
    every = own.rows_of(w)
    parts = groups(every)
    _of_other_year(w, every, parts["other_year"])
    captions = {
        "due": w.say("Targets of past years without an actual value"),
        "ahead": w.say("Targets still ahead"),
        "undated": w.say("Targets without a year"),
    }
    for name, kept in when(w.whole, parts["unreported"]).items():
        if kept.empty:
            continue
        n = own.tally(w, every, known="unreported", when=name)
        pointer = w.say("{table} lists them.", table=Reference(f"targets-{name}"))
        w.paragraph(own.state(w, name, n), own.national(w, every, known="unreported", when=name), pointer)
        _plain_table(w, f"targets-{name}", captions[name], kept, {"target_value": N_("Target set")})
        if name == "undated":
            w.paragraph(rank_now(w, kept))


def _of_other_year(w: Writer, every: pd.DataFrame, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    n = own.tally(w, every, known="other_year")
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
                N_("Unit"),
                N_("Year"),
                *columns.values(),
                N_("Lead agency"),
                N_("Coordinating agencies"),
            ),
            tuple(
                (
                    *_named(row),
                    _year(w, row),
                    *((w.written(_cell(str(name), column), "number2"),) for column in columns),
                    *_agencies(w, row),
                )
                for name, row in ordered.iterrows()
            ),
            f"llc{'r' * len(columns)}ll",
            (4.2, 1.3, 0.9, *[1.2] * len(columns), 2.1, 2.0),
            in_vietnamese(w),
        )
    )


def by_lead(w: Writer) -> None:
    """Write how many targets each agency leads, and of how many it is known how far they are."""
    parts = groups(own.rows_of(w))
    rows = parts["all"]
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
            tuple(_lead_row(w, parts, str(name)) for name in order),
            "lrrrr",
            (5, 1.2, 1.6, 1.4, 1.6),
            w.say("Those with the most are shown.") if len(leads) > MOST_LEADS else (),
        )
    )  # fmt: skip
    nobody = rows[rows["lead_org"].isna()]
    if len(nobody):
        ids = tuple(sorted(str(key) for key in nobody.index))
        n = w.value("rows", table="targets", missing="lead_org", id=ids)
        w.paragraph(
            w.say(
                "The sources name no lead agency for {n} of them.",
                "The sources name no lead agency for {n} of them.",
                n,
            )
        )


def _lead_row(w: Writer, parts: Mapping[str, pd.DataFrame], lead: str) -> tuple[Spans, ...]:
    values = []
    for names_ in (("all",), ("both",), ("unreported", "other_year"), ("untargeted",)):
        rows = pd.concat([parts[name] for name in names_])
        ids = tuple(str(key) for key in rows.index[rows["lead_org"] == lead]) or ("-",)
        values.append(w.written(Query.of("rows", table="targets", lead_org=lead, id=ids)))
    return (names(w, [lead]), *((value,) for value in values))


def results(w: Writer) -> None:
    """Write the results reported without a target."""
    every = own.rows_of(w)
    rows = groups(every)["untargeted"]
    if rows.empty:
        return
    n = own.tally(w, every, known="untargeted")
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
    ordered = newest.sort_values(["lead_org", "programme_id", "year"], kind="stable", na_position="last")
    w.table(
        Table(
            "results",
            caption,
            heads(w, N_("Result"), N_("Unit"), N_("Year"), N_("Value reported"), N_("Programme or contest"),
                  N_("Lead agency")),
            tuple(_result_row(w, str(key), row) for key, row in ordered.iterrows()),
            "llcrll",
            (3.8, 1.3, 0.9, 1.2, 2.6, 2.0),
            joined(
                w.say("“—”: a figure of the city or of the agency itself, of no programme.")
                if ordered["programme_id"].isna().any()
                else (),
                in_vietnamese(w),
            ),
        )
    )  # fmt: skip


def _result_row(w: Writer, key: str, row: pd.Series) -> tuple[Spans, ...]:
    programme = [row["programme_id"]] if isinstance(row["programme_id"], str) else []
    value = (w.written(_cell(key, "actual_value"), "number2"),)
    return (*_named(row), _year(w, row), value, names(w, programme), _agencies(w, row)[0])


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
