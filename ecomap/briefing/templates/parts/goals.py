"""Sections on goals: targets against results, and the position in the innovation index, in brief."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Reference, Spans, Table, Value
from ecomap.briefing.queries.targets import AIMS, WHEN, groups
from ecomap.briefing.query import Query
from ecomap.briefing.templates.parts.target_rows import national, state, tally, told_of
from ecomap.briefing.templates.wording import amount, bound, counted, heads, joined, names, place, shown, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_

INDEX = "PII"
"""Code of the index that ranks cities by innovation."""
MOST_TARGETS = 8
_RANKS = ("hạng", "thứ hạng", "rank")


def goals(writer: Writer) -> None:
    """Write the section on targets and the index; they are the city's, so a part has none."""
    if writer.recipe.scope:
        return
    writer.paragraph(*_targets(writer))
    chosen = both_known(writer)
    if len(chosen):
        writer.table(_table(writer, chosen.head(MOST_TARGETS)))
    writer.paragraph(index_sentence(writer), scale_sentence(writer))


def targets_line(writer: Writer) -> Spans:
    """Say in one line of how few targets progress can be told; they are the city's, so a part has none."""
    return () if writer.recipe.scope else told_of(writer, writer.whole.targets)


def is_rank(unit: object) -> bool:
    """Tell whether a target is a place in a ranking, where less is better and a quotient says nothing."""
    return isinstance(unit, str) and unit.strip().lower() in _RANKS


def aim(writer: Writer, row: pd.Series, value: Value) -> Spans:
    """Write a target with its value, which brackets in its name already follow: no more of them."""
    name = str(row["indicator_vi"])
    if is_rank(row["unit"]):
        return writer.say("{target}: no. {value}", target=name, value=value)
    unit = row["unit"] if isinstance(row["unit"], str) else ""
    return writer.say("{target}: {value} {unit}", target=name, value=value, unit=unit)


def both_known(writer: Writer) -> pd.DataFrame:
    """Return the targets with a target and a result, newest year first."""
    kept = groups(writer.whole.targets)["both"]
    return kept.sort_values(["year", "id"], ascending=[False, True], kind="stable", na_position="last")


def _targets(writer: Writer) -> list[Spans]:
    rows = writer.whole.targets
    every, aims, both, results = (
        tally(writer, rows, known=known) for known in ("all", AIMS, "both", "untargeted")
    )
    if not amount(every):
        return [bound(writer.say("No target or result is on record."), every)]
    first = writer.say(
        "On record are {targets} and {results}.",
        targets=writer.say("{n} target", "{n} targets", aims),
        results=writer.say("{n} result without a target", "{n} results without a target", results),
    )
    pointer = (
        writer.say("{table} compares those with both.", table=Reference("targets")) if amount(both) else ()
    )
    return [first, *_by_year(writer, rows), pointer]


def _by_year(writer: Writer, rows: pd.DataFrame) -> list[Spans]:
    """Say of the targets whose year is over what is known, and how many are not due."""
    due, ahead, undated = (tally(writer, rows, known=AIMS, when=name) for name in WHEN)
    known = {name: tally(writer, rows, known=name, when="due") for name in AIMS}
    return [
        counted(
            due,
            (),
            joined(
                writer.say("The year of {n} target is over.", "The year of {n} targets is over.", due),
                national(writer, rows, known=AIMS, when="due"),
                writer.say(
                    "With a result of the same year: {both}; with one of another year only, which is not "
                    "compared: {other_year}; without a result on record: {unreported}.",
                    **known,
                ),
            ),
        ),
        *(counted(n, (), state(writer, name, n)) for name, n in (("ahead", ahead), ("undated", undated))),
    ]


def other_year(writer: Writer, n: Value) -> Spans:
    """Say of how many targets the result on record is that of another year."""
    return writer.say(
        "For {n} target the actual value on record is for another year, so the two are not compared.",
        "For {n} targets the actual value on record is for another year, so the two are not compared.",
        n,
    )


def _table(writer: Writer, chosen: pd.DataFrame) -> Table:
    rows = []
    for key, row in chosen.iterrows():
        target, actual = (
            Query.of("cell", table="targets", id=str(key), column=column)
            for column in ("target_value", "actual_value")
        )
        lead = [row["lead_org"]] if isinstance(row["lead_org"], str) else []
        year = "" if pd.isna(row["year"]) else str(int(row["year"]))
        share = (
            text("—")
            if is_rank(row["unit"])
            else shown(writer.value("ratio", style="percent", of=actual, per=target))
        )
        rows.append(
            (
                text(row["indicator_vi"]),
                text(row["unit"] if isinstance(row["unit"], str) else ""),
                text(year or writer._("not known")),
                shown(writer.written(target)),
                shown(writer.written(actual)),
                share,
                names(writer, lead),
            )
        )
    columns = (
        N_("Objective"), N_("Unit"), N_("Year"), N_("Aim"), N_("Result"), N_("Result ÷ target"),
        N_("Lead agency"),
    )  # fmt: skip
    return Table(
        key="targets",
        caption=writer.say("Targets with a published result"),
        columns=heads(writer, *columns),
        rows=tuple(rows),
        align="llcrrrl",
        widths=(3.4, 1.1, 0.9, 1.0, 1.0, 1.1, 2.0),
        note=joined(
            writer.say("Of a rank, the lower number is the better; no quotient is given for it.")
            if any(is_rank(unit) for unit in chosen["unit"])
            else (),
            in_vietnamese(writer),
        ),
    )


def in_vietnamese(writer: Writer) -> Spans:
    """Say in a document in another language that what the data has in Vietnamese only is left so."""
    if writer.recipe.lang == "vi":
        return ()
    return writer.say("Names and units stand in Vietnamese, as the sources have them.")


# The index.


def index_years(writer: Writer, code: str = INDEX, column: str = "rank") -> list[int]:
    """Return the years for which the data knows the city's rank or score in an index, newest first."""
    values = writer.whole.indicator_values
    rows = values[(values["code"] == code) & (values["locality"] == writer.whole.region.name.vi)]
    return sorted((int(year) for year in rows.loc[rows[column].notna(), "year"]), reverse=True)


def index_query(
    writer: Writer, year: int, code: str = INDEX, column: str = "rank", locality: str = ""
) -> Query:
    """Return the question for a rank or score in an index."""
    where = locality or writer.whole.region.name.vi
    return Query.of("cell", table="indicator_values", id=f"{code}|{where}|{year}", column=column)


def index_sentence(writer: Writer) -> Spans:
    """Say where the city stands in the innovation index; () if the data does not know the index.

    Ranks of years with different numbers of localities stand side by side; no places are counted between them.
    """
    years = index_years(writer)
    if not years or INDEX not in writer.whole.indicators.index:
        return ()
    rank, of = (writer.written(query) for query in (index_query(writer, years[0]), ranked_query(years[0])))
    parts = {"place": place(writer), "year": str(years[0]), "rank": rank}
    if of.answer.value is None:
        first = writer.say(
            "In {year}, {place} ranked no. {rank} in the Provincial Innovation Index (PII).", **parts
        )
    else:
        first = writer.say(
            "In {year}, {place} ranked no. {rank} of {all} localities in the Provincial Innovation Index (PII).",
            all=of,
            **parts,
        )
    return joined(first, _year_before(writer, years[0], years[1])) if len(years) > 1 else first


def _year_before(writer: Writer, year: int, earlier: int) -> Spans:
    rank, before = (writer.written(index_query(writer, y)) for y in (year, earlier))
    parts = {"earlier": str(earlier), "before": before}
    if not same_scale(writer, year, earlier):
        return writer.say("In {earlier} it was no. {before}.", **parts)
    if amount(rank) == amount(before):
        return writer.say("In {earlier} it had the same rank ({before}).", **parts)
    up, down = (
        writer.value("difference", of=of, less=less)
        for of, less in ((before.query, rank.query), (rank.query, before.query))
    )
    if amount(up) > 0:
        return writer.say("That is {n} places up from {earlier} (no. {before}).", n=up, **parts)
    return writer.say("That is {n} places down from {earlier} (no. {before}).", n=down, **parts)


def ranked_query(year: int, code: str = INDEX) -> Query:
    """Return the question how many localities an index ranked."""
    return Query.of("ranked", code=code, year=str(year))


def lowest_query(year: int, code: str = INDEX) -> Query:
    """Return the question for the lowest rank on record: at least so many localities were ranked."""
    return Query.of("sum", **{"table": "indicator_values", "column": "rank", "as": "max", "code": code,
                              "year": str(year), "has": "rank"})  # fmt: skip


def same_scale(writer: Writer, year: int, other: int, code: str = INDEX) -> bool:
    """Tell whether an index is known to have ranked as many localities in two years."""
    both = [ranked_query(y, code).ask(writer.whole).value for y in (year, other)]
    return None not in both and both[0] == both[1]


def scale_sentence(writer: Writer, code: str = INDEX) -> Spans:
    """Say why the ranks of the two newest years are not compared; () if they can be."""
    years = index_years(writer, code)
    if len(years) < 2 or same_scale(writer, years[0], years[1], code):
        return ()
    all_, least = (
        writer.written(query) for query in (ranked_query(years[0], code), lowest_query(years[1], code))
    )
    if all_.answer.value is None or amount(least) <= amount(all_):
        return writer.say(
            "The sources do not say whether as many localities were ranked in {year} as in {earlier}, so no "
            "places gained or lost are counted.",
            year=str(years[0]),
            earlier=str(years[1]),
        )
    return writer.say(
        "In {year}, {all} localities were ranked; in {earlier} there were more, with ranks down to {least}. The "
        "two ranks have different scales, so no places gained or lost are counted.",
        year=str(years[0]),
        all=all_,
        earlier=str(years[1]),
        least=least,
    )


def rank_now(w: Writer, rows: pd.DataFrame) -> Spans:
    """Say the newest rank beside a target for it that names no year: the report on the index compares the two."""
    years = index_years(w)
    if not years or not rows["indicator_vi"].str.contains(rf"\b{INDEX}\b", regex=True, na=False).any():
        return ()
    return w.say(
        "The newest rank in {index} is {rank} ({year}); the sources give the target no year, so it is not counted "
        "here. The report on the index holds it against the target.",
        index=INDEX,
        rank=w.written(index_query(w, years[0])),
        year=str(years[0]),
    )
