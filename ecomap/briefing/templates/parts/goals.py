"""Sections on goals: targets against results, and the position in the innovation index, in brief."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.query import Query
from ecomap.briefing.templates.wording import amount, bound, counted, heads, names, place, shown, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_

INDEX = "PII"
"""Code of the index that ranks cities by innovation."""
MOST_TARGETS = 8
OTHER_YEAR = r"thực tế\D*20\d\d"
"""A note in the name of a target that its actual value is that of another year: the two are not compared."""
_RANKS = ("hạng", "thứ hạng", "rank")


def goals(writer: Writer) -> None:
    """Write the section on targets and the index; they are the city's, so a part has none."""
    if writer.recipe.scope:
        return
    writer.paragraph(*_targets(writer))
    chosen = both_known(writer)
    if len(chosen):
        writer.table(_table(writer, chosen.head(MOST_TARGETS)))
    writer.paragraph(index_sentence(writer))


def is_rank(unit: object) -> bool:
    """Tell whether a target is a place in a ranking, where less is better and a quotient says nothing."""
    return isinstance(unit, str) and unit.strip().lower() in _RANKS


def both_known(writer: Writer) -> pd.DataFrame:
    """Return the targets with a target and a result, newest year first."""
    targets = writer.whole.targets
    kept = targets[targets["target_value"].notna() & targets["actual_value"].notna()]
    kept = kept[~kept["indicator_vi"].str.contains(OTHER_YEAR, na=False)]
    return kept.sort_values(["year", "id"], ascending=[False, True], kind="stable", na_position="last")


def _targets(writer: Writer) -> list[Spans]:
    every = writer.value("rows", table="targets")
    both = writer.value("rows", table="targets", id=tuple(map(str, both_known(writer).index)) or ("-",))
    results = writer.value("rows", table="targets", has="actual_value", missing="target_value")
    targets, told = writer.whole.targets, both_known(writer).index
    open_ = targets.index[targets["target_value"].notna() & ~targets.index.isin(told)]
    aims = writer.value("rows", table="targets", id=tuple(map(str, open_)) or ("-",))
    if not amount(every):
        return [bound(writer.say("No target or result is on record."), every)]
    first = writer.say(
        "{n} target or result of the city and its programmes is on record.",
        "{n} targets and results of the city and its programmes are on record.",
        every,
    )
    second = counted(
        both,
        writer.say("None states both a target and a result, so progress cannot be measured."),
        writer.say("{n} states both a target and a result.", "{n} state both a target and a result.", both),
    )
    third = counted(
        aims,
        (),
        writer.say("For {n} target no result is published.", "For {n} targets no result is published.", aims),
    )
    fourth = counted(
        results,
        (),
        writer.say("{n} result has no target.", "{n} results have no target.", results),
    )
    pointer = (
        writer.say("{table} compares those with both.", table=Reference("targets")) if amount(both) else ()
    )
    return [first, second, third, fourth, pointer]


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
        note=writer.say("Of a rank, the lower number is the better; no quotient is given for it.")
        if any(is_rank(unit) for unit in chosen["unit"])
        else (),
    )


# The index.


def index_years(writer: Writer, code: str = INDEX, column: str = "rank") -> list[int]:
    """Return the years for which the data knows the city's rank or score in an index, newest first."""
    values = writer.whole.indicator_values
    own = values[(values["code"] == code) & (values["locality"] == writer.whole.region.name.vi)]
    return sorted((int(year) for year in own.loc[own[column].notna(), "year"]), reverse=True)


def index_query(
    writer: Writer, year: int, code: str = INDEX, column: str = "rank", locality: str = ""
) -> Query:
    """Return the question for a rank or score in an index."""
    where = locality or writer.whole.region.name.vi
    return Query.of("cell", table="indicator_values", id=f"{code}|{where}|{year}", column=column)


def index_sentence(writer: Writer) -> Spans:
    """Say where the city stands in the innovation index; () if the data does not know the index."""
    years = index_years(writer)
    if not years or INDEX not in writer.whole.indicators.index:
        return ()
    rank = writer.written(index_query(writer, years[0]))
    parts = {"place": place(writer), "year": str(years[0]), "rank": rank}
    if len(years) == 1:
        return writer.say(
            "In {year}, {place} ranked no. {rank} in the Provincial Innovation Index (PII).", **parts
        )
    before = writer.written(index_query(writer, years[1]))
    parts |= {"before": before, "earlier": str(years[1])}
    if amount(rank) < amount(before):
        return writer.say(
            "In {year}, {place} ranked no. {rank} in the Provincial Innovation Index (PII), up from no. {before} in "
            "{earlier}.",
            **parts,
        )
    if amount(rank) > amount(before):
        return writer.say(
            "In {year}, {place} ranked no. {rank} in the Provincial Innovation Index (PII), down from no. {before} in "
            "{earlier}.",
            **parts,
        )
    return writer.say(
        "In {year}, {place} ranked no. {rank} in the Provincial Innovation Index (PII), as in {earlier}.",
        **parts,
    )
