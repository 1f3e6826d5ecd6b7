"""Progress on targets: what is wanted, what is reached, who leads, and what nobody has reported."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from ecomap.briefing.document import Plain, Reference, Spans, Table, Value
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.parts.goals import OTHER_YEAR
from ecomap.briefing.templates.wording import amount, bound, counted, heads, names, place, scope_words, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.text import fold
from ecomap.views.changes import newest_day

MOST_LEADS = 12
"""Lead agencies in the table by agency."""
LONG = 60
"""Rows of a table in the text; a longer one is an appendix."""


def rows_of(w: Writer) -> pd.DataFrame:
    """Return the targets the document is about: all, or those of the programmes and leads chosen or in the scope."""
    rows = w.whole.targets.sort_index()
    if w.recipe.subject_ids:
        kept = {w.whole.resolve(name) or name for name in w.recipe.subject_ids}
    elif w.recipe.filters(w.whole):
        kept = {*w.ecosystem.programmes.index, *w.ecosystem.organisations.index}
    else:
        return rows
    return rows[rows["programme_id"].isin(kept) | rows["lead_org"].isin(kept)]


def is_rank(unit: object) -> bool:
    """Tell whether a target is a rank, of which less is better."""
    return isinstance(unit, str) and fold(unit) in ("hang", "thu hang", "rank")


def _all(w: Writer) -> bool:
    return not w.recipe.subject_ids and not w.recipe.filters(w.whole)


def _count(w: Writer, rows: pd.DataFrame, **cells: object) -> Value:
    """Count targets: by their cells when the document is about all, else by the ids of the rows."""
    if _all(w):
        n = w.written(Query.of("rows", table="targets", **cells))
        if amount(n) == len(rows):
            return n
    ids = tuple(str(key) for key in rows.index) or ("-",)
    return w.written(Query.of("rows", table="targets", id=ids))


def _groups(w: Writer) -> dict[str, pd.DataFrame]:
    rows = rows_of(w)
    wanted, reached = rows["target_value"].notna(), rows["actual_value"].notna()
    same_year = ~rows["indicator_vi"].str.contains(OTHER_YEAR, na=False)
    both = rows[wanted & reached & same_year]
    told = {_identity(row) for _key, row in both.iterrows()}
    again = pd.Series([_identity(row) in told for _key, row in rows.iterrows()], index=rows.index, dtype=bool)
    again &= ~rows.index.isin(both.index)
    return {
        "all": rows[~again],
        "both": both,
        "unreported": rows[wanted & ~rows.index.isin(both.index) & ~again],
        "untargeted": rows[~wanted & reached],
    }


_BRACKETS = re.compile(r"\([^)]*\)")


def _identity(row: pd.Series) -> tuple[str, str, str]:
    """Return what two records of one target have in common: name without remarks, year, value."""
    name = _BRACKETS.sub("", str(row["indicator_vi"])).strip()
    return fold(name), _year_text(row), str(row["target_value"])


_CELLS: Mapping[str, Mapping[str, object]] = {
    "all": {},
    "both": {"has": ("actual_value", "target_value")},
    "unreported": {"has": ("target_value",), "missing": ("actual_value",)},
    "untargeted": {"has": ("actual_value",), "missing": ("target_value",)},
}


def _subject(w: Writer) -> Spans:
    scope = scope_words(w)
    if w.recipe.subject_ids:
        known = [name for name in w.recipe.subject_ids if name in w.whole]
        scope = "; ".join(w.whole.name(name, w.recipe.lang) for name in known)
    if scope:
        return w.say("Progress on targets: {scope}", scope=scope)
    return w.say("Progress on the targets of the innovation ecosystem of {place}", place=place(w))


def summary(w: Writer) -> None:
    """Write how many targets there are, of how many both figures are known, and how many are met."""
    groups = _groups(w)
    if groups["all"].empty:
        w.paragraph(w.say("The data lists no target here."))
        return
    values = {name: _count(w, groups[name], **_CELLS[name]) for name in groups}
    w.paragraph(
        w.say(
            "The data lists {n} target or result.", "The data lists {n} targets and results.", values["all"]
        ),
        counted(
            values["both"],
            w.say("Of none are both the target and the actual value known, so progress cannot be told."),
            w.say(
                "Of {n} both the target and the actual value are known; progress can be told of that one only.",
                "Of {n} both the target and the actual value are known; progress can be told of these only.",
                values["both"],
            ),
        ),
        _met(w, groups["both"]),
    )
    w.paragraph(
        counted(
            values["unreported"],
            w.say("Every target has an actual value on record."),
            w.say(
                "{n} has a target but no actual value in the sources used; that does not mean that nothing was done.",
                "{n} have a target but no actual value in the sources used; that does not mean that nothing was done.",
                values["unreported"],
            ),
        ),
        counted(
            values["untargeted"],
            (),
            w.say(
                "{n} is a result that was reported without a target.",
                "{n} are results that were reported without a target.",
                values["untargeted"],
            ),
        ),
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
    return w.say("{n} of them is met.", "{n} of them are met.", n)


def progress(w: Writer) -> None:
    """Write the table of targets with both figures."""
    rows = _groups(w)["both"].sort_values("year", kind="stable")
    if rows.empty:
        return
    w.paragraph(w.say("{table} holds targets against what is reported.", table=Reference("progress")))
    w.table(
        Table(
            "progress",
            w.say("Targets with an actual value"),
            heads(w, N_("Indicator"), N_("Year"), N_("Target set"), N_("Result reported"), N_("Share reached"),
                  N_("Status"), N_("Lead agency"), N_("Coordinating agencies")),
            tuple(_progress_row(w, str(key), row) for key, row in rows.iterrows()),
            "lcrrrlll",
            (3.6, 0.9, 1.1, 1.1, 1.1, 1.2, 2, 2),
            w.say("A target counts as met once the actual value reaches it; a rank, once it is no worse than that."),
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
        goals.append(Goal(str(row["indicator_vi"]), *values, unit, _year_text(row)))
    if goals:
        w.picture(drawn(w, "progress-bars", w.say("Share of the target reached"), goals))


def _cell(key: str, column: str) -> Query:
    return Query.of("cell", table="targets", id=key, column=column)


def _indicator(row: pd.Series) -> Spans:
    unit = f" ({row['unit']})" if isinstance(row["unit"], str) else ""
    return (Plain(f"{row['indicator_vi']}{unit}"),)


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


def _year_text(row: pd.Series) -> str:
    return "" if pd.isna(row["year"]) else str(int(row["year"]))


def _year(w: Writer, row: pd.Series) -> Spans:
    return text(_year_text(row) or w._("not stated"))


def _agencies(w: Writer, row: pd.Series) -> tuple[Spans, Spans]:
    lead = [row["lead_org"]] if isinstance(row["lead_org"], str) else []
    others = split_list(row["coordinating_orgs"]) if isinstance(row["coordinating_orgs"], str) else []
    unknown = w._("not on record")
    return names(w, lead, unknown), names(w, others, unknown)


def unreported(w: Writer) -> None:
    """Write the targets without an actual value: those whose year is over, and those still ahead."""
    rows = _groups(w)["unreported"]
    if rows.empty:
        return
    last = newest_day(w.whole).year
    parts = {
        "due": rows[rows["year"] < last],
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
        w.paragraph(_state(w, name, n), _national(w, kept))
        _plain_table(w, f"targets-{name}", captions[name], kept, "target_value", N_("Target set"))


def _state(w: Writer, name: str, n: Value) -> Spans:
    """Say of how many targets without an actual value the year is over, ahead or not stated."""
    if name == "due":
        return w.say(
            "Of {n} target the year is over and no actual value is on record; its lead agency should be asked.",
            "Of {n} targets the year is over and no actual value is on record; their lead agencies should be asked.",
            n,
        )
    if name == "ahead":
        return w.say(
            "{n} target is still ahead or in its year.", "{n} targets are still ahead or in their year.", n
        )
    return w.say("Of {n} target the sources state no year.", "Of {n} targets the sources state no year.", n)


def _plain_table(w: Writer, key: str, caption: Spans, rows: pd.DataFrame, column: str, label: str) -> None:
    ordered = rows.sort_values(["lead_org", "year"], kind="stable", na_position="last")
    w.table(
        Table(
            key,
            caption,
            heads(w, N_("Indicator"), N_("Year"), label, N_("Lead agency"), N_("Coordinating agencies")),
            tuple(
                (
                    _indicator(row),
                    _year(w, row),
                    (w.written(_cell(str(name), column), "number2"),),
                    *_agencies(w, row),
                )
                for name, row in ordered.iterrows()
            ),
            "lcrll",
            (4.6, 0.9, 1.2, 2.2, 2.2),
        )
    )


def by_lead(w: Writer) -> None:
    """Write how many targets each agency leads, and of how many it is known how far they are."""
    groups = _groups(w)
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
            heads(w, N_("Lead agency"), N_("In all"), N_("Target and result"), N_("Target only"),
                  N_("Result only")),
            tuple(_lead_row(w, groups, str(name)) for name in order),
            "lrrrr",
            (5, 1.2, 1.6, 1.4, 1.6),
            w.say("Those with the most are shown.") if len(leads) > MOST_LEADS else (),
        )
    )  # fmt: skip
    nobody = rows[rows["lead_org"].isna()]
    if len(nobody):
        n = _count(w, nobody, missing="lead_org")
        w.paragraph(
            w.say(
                "The sources name no lead agency for {n} of them.",
                "The sources name no lead agency for {n} of them.",
                n,
            )
        )


def _lead_row(w: Writer, groups: Mapping[str, pd.DataFrame], lead: str) -> tuple[Spans, ...]:
    values = []
    for name in ("all", "both", "unreported", "untargeted"):
        ids = tuple(str(key) for key in groups[name].index[groups[name]["lead_org"] == lead]) or ("-",)
        values.append(w.written(Query.of("rows", table="targets", lead_org=lead, id=ids)))
    return (names(w, [lead]), *((value,) for value in values))


def results(w: Writer) -> None:
    """Write the results reported without a target."""
    rows = _groups(w)["untargeted"]
    if rows.empty:
        return
    n = _count(w, rows, **_CELLS["untargeted"])
    if not amount(n):
        return
    caption = w.say("Results reported without a target")
    _plain_table(w, "results", caption, rows, "actual_value", N_("Result reported"))


def _parts() -> Sequence[Part]:
    return (
        Part("summary", N_("Summary"), summary),
        Part("progress", N_("Targets and what is reached"), progress),
        Part("unreported", N_("Targets without an actual value"), unreported),
        Part("by_lead", N_("Lead agencies"), by_lead),
        CHANGES,
        Part("assessment", N_("Assessment and proposals"), lambda _: None, author=True),
        Part("appendix_results", N_("Results reported without a target"), results),
    )


TEMPLATE = Template("targets", N_("Progress on targets"), N_("REPORT"), _subject, tuple(_parts()))
