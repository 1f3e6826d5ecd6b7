"""The city beside other localities: in the innovation index, and in other rankings of cities and provinces."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.query import Query
from ecomap.briefing.templates.parts.goals import (
    INDEX,
    index_query,
    index_years,
    lowest_query,
    ranked_query,
    same_scale,
)
from ecomap.briefing.templates.wording import bound, heads, joined, place, shown, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_

OTHERS = ("DTI", "PCI")
"""Other rankings to lay beside the innovation index, as far as the data knows them."""
MOST_PEERS = 12


def index_name(writer: Writer, code: str) -> str:
    """Return the name of an index or of a part of it, in English where the data has it."""
    row = writer.whole.indicators.loc[code]
    english = row["name_en"]
    return str(english if writer.recipe.lang == "en" and isinstance(english, str) else row["name_vi"])


def peers(writer: Writer) -> None:
    """Write the section on the other localities of the newest year of the innovation index."""
    years = index_years(writer)
    if not years:
        return
    rows = _ranked(writer, INDEX, years[0])
    if len(rows) < 2:
        n = writer.written(_known_query(INDEX, years[0], rows))
        writer.paragraph(
            bound(writer.say("For {year} the data knows no other locality's rank.", year=str(years[0])), n)
        )
        return
    writer.paragraph(*_introduced(writer, INDEX, rows, years[0]), _gap_to_first(writer, rows, years[0]))
    writer.table(_table(writer, INDEX, rows, years[0]))


def others(writer: Writer) -> None:
    """Write the section on other rankings of the city, each beside the localities known for the same year."""
    known = writer.whole.indicators.index
    codes = [code for code in OTHERS if code in known and index_years(writer, code)]
    if not codes:
        return
    writer.paragraph(writer.say("{table} gives other rankings of the city.", table=Reference("others")))
    writer.table(
        Table(
            key="others",
            caption=writer.say("Other rankings of {place}", place=place(writer)),
            columns=heads(
                writer, N_("Ranking"), N_("Newest year"), N_("Rank"), N_("Year before it"), N_("Rank then")
            ),
            rows=tuple(_own_row(writer, code) for code in codes),
            align="lcrcr",
            widths=(3.6, 1.1, 0.9, 1.1, 0.9),
            note=joined(*(sentence for code in codes for sentence in _scales(writer, code))),
        )
    )
    for code in codes:
        year = index_years(writer, code)[0]
        rows = _ranked(writer, code, year)
        if len(rows) > 2:
            writer.paragraph(*_introduced(writer, code, rows, year))
            writer.table(_table(writer, code, rows, year))


def _own_row(writer: Writer, code: str) -> tuple[Spans, ...]:
    years = index_years(writer, code)
    before = (
        (text(years[1]), shown(writer.written(index_query(writer, years[1], code))))
        if len(years) > 1 and not _scales_differ(writer, code, years[0], years[1])
        else (text("—"), text("—"))
    )
    return (
        text(f"{index_name(writer, code)} ({code})"),
        text(years[0]),
        shown(writer.written(index_query(writer, years[0], code))),
        *before,
    )


def _scales_differ(writer: Writer, code: str, year: int, earlier: int) -> bool:
    """Tell whether ranks of two years are known to be of different scales: side by side they would read as a rise.

    They are if a source gives the rank of the newer year on another scale too, if the numbers of localities differ,
    or if a rank of one year is beyond the number of the other.
    """
    if _on_another_scale(writer, code, year):
        return True
    totals = [ranked_query(at, code).ask(writer.whole).value for at in (year, earlier)]
    if None not in totals:
        return totals[0] != totals[1]
    lowest = [lowest_query(at, code).ask(writer.whole).value for at in (earlier, year)]
    return any(total and low and low > total for total, low in zip(totals, lowest, strict=True))


def _on_another_scale(writer: Writer, code: str, year: int) -> list[str]:
    """Return the names the city has on other scales of an index: "Huế (…)" beside "Huế"."""
    region, values = writer.whole.region.name.vi, writer.whole.indicator_values
    rows = values[(values["code"] == code) & (values["year"] == year) & values["rank"].notna()]
    return sorted(str(name) for name in rows["locality"] if str(name).startswith(f"{region} ("))


def _scales(writer: Writer, code: str) -> list[Spans]:
    """Tell the rank of the newest year on other scales, and why the year before is left out or to be read with care."""
    years, region = index_years(writer, code), writer.whole.region.name.vi
    year = years[0]
    told = [
        writer.say(
            "{index} {year} on another scale ({scale}): no. {rank}.",
            index=code,
            year=str(year),
            scale=name[len(region) + 2 :].rstrip(")"),
            rank=writer.written(index_query(writer, year, code, locality=name)),
        )
        for name in _on_another_scale(writer, code, year)
    ]
    if len(years) < 2 or same_scale(writer, year, years[1], code):
        return told
    if not _scales_differ(writer, code, year, years[1]):
        return [
            *told,
            writer.say("{index}: the sources do not say of how many localities each rank is.", index=code),
        ]
    left_out = writer.say(
        "{index} {earlier}: no. {before}, left out of the table since its scale is not that of {year}.",
        index=code,
        earlier=str(years[1]),
        before=writer.written(index_query(writer, years[1], code)),
        year=str(year),
    )
    return [*told, left_out]


# Localities of one index and year.


def _ranked(writer: Writer, code: str, year: int) -> pd.DataFrame:
    """Return all localities with a known rank, best first; a rank on another scale is left out."""
    values = writer.whole.indicator_values
    rows = values[(values["code"] == code) & (values["year"] == year) & values["rank"].notna()]
    rows = rows[~rows["locality"].isin(_on_another_scale(writer, code, year))]
    return rows.sort_values(["rank", "locality"], kind="stable")


def _known_query(code: str, year: int, rows: pd.DataFrame) -> Query:
    names = tuple(map(str, rows["locality"]))
    return Query.of("rows", table="indicator_values", code=code, year=str(year), has="rank", locality=names)


def _introduced(writer: Writer, code: str, rows: pd.DataFrame, year: int) -> list[Spans]:
    """Say of how many localities the rank is known, and of how many there are if a source tells."""
    n, of = writer.written(_known_query(code, year, rows)), writer.written(ranked_query(year, code))
    table = Reference(_key(code))
    parts = {"table": table, "year": str(year), "index": code}
    if of.answer.value is None:
        return [
            writer.say(
                "{table} shows the ranks the data knows of {index} {year}: {n} only; others are not shown.",
                n=n,
                **parts,
            )
        ]
    return [
        writer.say(
            "{table} shows the ranks the data knows of {index} {year}: {n} of {all}; others are not shown.",
            n=n,
            all=of,
            **parts,
        )
    ]


def _key(code: str) -> str:
    return "peers" if code == INDEX else f"peers-{code}"


def _table(writer: Writer, code: str, rows: pd.DataFrame, year: int) -> Table:
    scored = bool(rows["score"].notna().any())
    cells = []
    for name in map(str, rows["locality"].head(MOST_PEERS)):
        rank, score = (index_query(writer, year, code, column, name) for column in ("rank", "score"))
        cells.append(
            (
                text(name),
                shown(writer.written(rank)),
                *([shown(writer.written(score, "number2"))] if scored else []),
            )
        )
    columns = [N_("Locality"), N_("Rank"), *([N_("Score (0–100)")] if scored else [])]
    return Table(
        key=_key(code),
        caption=writer.say("Localities with a known rank in {index} {year}", index=code, year=str(year)),
        columns=heads(writer, *columns),
        rows=tuple(cells),
        align="l" + "r" * (len(columns) - 1),
        widths=(2.0, *[1.0] * (len(columns) - 1)),
        note=writer.say("The first {n} are shown.", n=text(writer._.number(MOST_PEERS)))
        if len(rows) > MOST_PEERS
        else (),
    )


def _gap_to_first(writer: Writer, rows: pd.DataFrame, year: int) -> Spans:
    own = index_query(writer, year, column="score")
    first = rows[rows["rank"] == 1]
    if first.empty or year not in index_years(writer, column="score") or first["score"].isna().any():
        return ()
    name = str(first["locality"].iloc[0])
    if name == writer.whole.region.name.vi:
        return ()
    best = index_query(writer, year, column="score", locality=name)
    behind = writer.value("difference", style="number2", of=best, less=own)
    return writer.say("The top-ranked locality, {name}, is {n} points ahead.", name=name, n=behind)
