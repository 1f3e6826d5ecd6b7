"""The position in the innovation index: over the years, beside others, by component, and what could move it."""

from __future__ import annotations

import re

import pandas as pd

from ecomap.briefing.document import Reference, Spans, Table, Value
from ecomap.briefing.pictures import MOST_SERIES, Series, trend
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.overview import nothing
from ecomap.briefing.templates.parts.goals import (
    INDEX,
    aim,
    index_query,
    index_sentence,
    index_years,
    is_rank,
    lowest_query,
    ranked_query,
    same_scale,
    scale_sentence,
)
from ecomap.briefing.templates.parts.headline import Figure, headline, rank
from ecomap.briefing.templates.parts.rankings import OTHERS, index_name, others, peers
from ecomap.briefing.templates.wording import amount, bound, counted, heads, joined, names, place, shown, text
from ecomap.briefing.writer import Writer
from ecomap.counts import sources_of
from ecomap.i18n import N_
from ecomap.views.records import newest_source

HALVES = ("PII.IN", "PII.OUT")
"""Codes of the two halves of the index: innovation inputs and outputs."""

_ELEMENTS = (
    ("PII.1", N_("Policies on record"), "programmes", {"programme_kind": "policy"}),
    ("PII.2", N_("Universities, colleges and research organisations"), "organisations",
     {"place": "in", "kind": ("university", "research_institute")}),
    ("PII.3", N_("Organisations with shared labs or co-working space"), "organisations",
     {"place": "in", "functions": ("lab", "coworking")}),
    ("PII.4", N_("Organisations that offer finance"), "organisations", {"place": "in", "functions": "finance"}),
    ("PII.5", N_("Enterprises and start-ups"), "organisations", {"place": "in", "kind": ("enterprise", "startup")}),
    ("PII.6", N_("Technology transfers and spin-offs on record"), "ties",
     {"type": ("transfers_tech_to", "spun_out_of")}),
)  # fmt: skip
"""Component -> what of it can be seen on the map, and the query that counts it."""


def _known(writer: Writer) -> bool:
    return INDEX in writer.whole.indicators.index


def subject(writer: Writer) -> Spans:
    """Return the subject line."""
    return writer.say("Position of {place} in the Provincial Innovation Index (PII)", place=place(writer))


def summary(writer: Writer) -> None:
    """Write the key messages."""
    if not _known(writer) or not (index_years(writer) or index_years(writer, column="score")):
        writer.paragraph(
            writer.say("The data holds no rank or score of {place} in this index.", place=place(writer))
        )
        return
    headline(
        writer,
        [
            index_sentence(writer),
            scale_sentence(writer),
            _score_sentence(writer),
            _components_sentence(writer),
        ],
        _box(writer),
    )


def _box(writer: Writer) -> list[Figure | None]:
    """Return the ranks and scores of the newest year."""
    scored = index_years(writer, column="score")
    figures = [rank(writer), *_scores(writer, scored[0])] if scored else [rank(writer)]
    return [*figures, *(rank(writer, code) for code in OTHERS)]


def _scores(writer: Writer, year: int) -> list[Figure | None]:
    """Return the score of the index and of its halves, each beside the best locality's where it is on record."""
    figures: list[Figure | None] = []
    for code in (INDEX, *HALVES):
        if code not in writer.whole.indicators.index or year not in index_years(writer, code, "score"):
            continue
        own = writer.written(index_query(writer, year, code, "score"), "number2")
        label = writer.say("Score: {name}", name=index_name(writer, code))
        figures.append(Figure(label, own, writer.say("of 100, year {year}", year=str(year))))
    return figures


def _score_sentence(writer: Writer) -> Spans:
    years = index_years(writer, column="score")
    if not years:
        return ()
    score = writer.written(index_query(writer, years[0], column="score"), "number2")
    first = writer.say("The score of {year} is {score} of 100.", year=str(years[0]), score=score)
    if len(years) == 1:
        return first
    before = index_query(writer, years[1], column="score")
    parts = {"earlier": str(years[1]), "before": writer.written(before, "number2")}
    if not same_scale(writer, years[0], years[1]):
        aside = writer.say(
            "In {earlier} it was {before}; no source says that the scores of the two years compare, so no difference "
            "is given.",
            **parts,
        )
        return joined(first, aside)
    more = writer.value("difference", style="number2", of=score.query, less=before)
    less = writer.value("difference", style="number2", of=before, less=score.query)
    if amount(more) > 0:
        return joined(first, writer.say("That is {n} more than in {earlier} ({before}).", n=more, **parts))
    if amount(more) < 0:
        return joined(first, writer.say("That is {n} less than in {earlier} ({before}).", n=less, **parts))
    return joined(first, bound(writer.say("That is as in {earlier} ({before}).", **parts), more))


# Years.


def years(writer: Writer) -> None:
    """Write the section on ranks and scores over the years."""
    ranked, scored = index_years(writer), index_years(writer, column="score")
    every = sorted({*ranked, *scored})
    if not every:
        return
    rows = tuple(
        (
            text(year),
            shown(writer.written(index_query(writer, year))),
            shown(writer.written(index_query(writer, year, column="score"), "number2")),
        )
        for year in every
    )
    drawn = len(ranked) > 1
    writer.paragraph(
        writer.say("The data holds ranks and scores from {year} on.", year=str(every[0])),
        writer.say("{table} gives them by year.", table=Reference("years")),
        writer.say(
            "{picture} shows the ranks; a line joins only years that ranked the same localities.",
            picture=Reference("rank"),
        )
        if drawn
        else (),
    )
    writer.table(
        Table(
            key="years",
            caption=writer.say("Rank and score of {place} by year", place=place(writer)),
            columns=heads(writer, N_("Year"), N_("Rank"), N_("Score (0–100)")),
            rows=rows,
            align="crr",
            widths=(1.0, 1.0, 1.0),
            note=writer.say("“{unknown}”: the data does not hold this figure.", unknown=writer._("unknown")),
        )
    )
    if drawn:
        writer.picture(
            trend(
                writer,
                "rank",
                writer.say("Rank in the innovation index by year (1 is best)"),
                _by_scale(writer, sorted(ranked)),
                axis=writer._("Rank"),
                rank=True,
            )
        )


def _by_scale(writer: Writer, years: list[int]) -> list[Series]:
    """Return the ranks as a line for each run of years that ranked as many localities, as far as that is known."""
    groups: dict[tuple[float | None, float | None], list[int]] = {}
    for year in years:
        all_ = ranked_query(year).ask(writer.whole).value
        groups.setdefault((all_, None if all_ else lowest_query(year).ask(writer.whole).value), []).append(
            year
        )
    series = []
    for (all_, least), some in list(groups.items())[-MOST_SERIES:]:
        parts = {"years": str(some[0]) if len(some) == 1 else f"{some[0]}–{some[-1]}"}
        label = (
            writer._("{years}: {n} localities", n=writer._.number(all_), **parts)
            if all_
            else writer._("{years}: ranks down to {n}", n=writer._.number(least or 0), **parts)
        )
        series.append(Series(label, {str(year): writer.written(index_query(writer, year)) for year in some}))
    return series


# Components.


def components(writer: Writer) -> None:
    """Write the section on components, and what of each the map holds."""
    if not _known(writer):
        return
    writer.paragraph(
        writer.say(
            "{table} sets what the map holds beside each component of the index.",
            table=Reference("components"),
        )
    )
    indicators = writer.whole.indicators
    rows = []
    for code in [*(c for c in HALVES if c in indicators.index), *_pillars(writer)]:
        scored = index_years(writer, code, "score")
        score = (
            shown(writer.written(index_query(writer, scored[0], code, "score"), "number2"))
            if scored
            else writer.say("no score")
        )
        rows.append(
            (
                text(index_name(writer, code)),
                score,
                text(scored[0] if scored else "—"),
                *_element(writer, code),
            )
        )
    writer.table(
        Table(
            key="components",
            caption=writer.say("Components of the index and what the map holds of each"),
            columns=heads(
                writer,
                N_("Component"),
                N_("Score (0–100)"),
                N_("Year"),
                N_("Element of the map that bears on it"),
                N_("Listed"),
            ),
            rows=tuple(rows),
            align="lrclr",
            widths=(2.9, 1.5, 0.9, 3.2, 1.1),
            note=writer.say(
                "The counts are not the figures the index is computed from. They show where the city can act and "
                "what is worth recording."
            ),
        )
    )


def _pillars(writer: Writer) -> list[str]:
    return [str(code) for code in writer.whole.indicators.index if re.fullmatch(r"PII\.\d", str(code))]


def _element(writer: Writer, code: str) -> tuple[Spans, Spans]:
    for component, label, query, args in _ELEMENTS:
        if component == code:
            return writer.say(label), shown(writer.value(query, **args))
    return text("—"), text("—")


def _components_sentence(writer: Writer) -> Spans:
    """Say which of the two halves is weaker, or that the data does not hold them."""
    halves = {code: index_years(writer, code, "score") for code in HALVES}
    if not all(halves.values()):
        return writer.say(
            "The data does not hold the scores of the components, so it cannot say which are weak."
        )
    year = min(found[0] for found in halves.values())
    inner, outer = (writer.written(index_query(writer, year, code, "score"), "number2") for code in halves)
    parts = {"year": str(year), "inputs": inner, "outputs": outer}
    if amount(inner) > amount(outer):
        first = writer.say(
            "In {year} the score of innovation outputs ({outputs}) is below that of inputs ({inputs}).",
            **parts,
        )
    elif amount(inner) < amount(outer):
        first = writer.say(
            "In {year} the score of innovation inputs ({inputs}) is below that of outputs ({outputs}).",
            **parts,
        )
    else:
        first = writer.say("In {year} inputs and outputs score alike ({inputs}).", **parts)
    pillars = _pillars(writer)
    missing = [code for code in pillars if not index_years(writer, code, "score")]
    if not missing:
        return first
    return (
        joined(
            first,
            writer.say("The scores of the pillars are not in the data, so weak pillars cannot be named."),
        )
        if len(missing) == len(pillars)
        else first
    )


# Targets, method.


def targets(writer: Writer) -> None:
    """Write the section on targets that name the index."""
    table = writer.whole.targets
    rows = table[table["indicator_vi"].str.contains(rf"\b{INDEX}\b", regex=True, na=False)]
    aims = rows[rows["target_value"].notna()]
    if aims.empty:
        writer.paragraph(writer.say("The data holds no target for the rank or score in this index."))
        return
    points = []
    for key, row in aims.iterrows():
        value = writer.written(Query.of("cell", table="targets", id=str(key), column="target_value"))
        lead = names(writer, [str(row["lead_org"])]) if isinstance(row["lead_org"], str) else ()
        words = aim(writer, row, value)
        words = (*words, *_reached(writer, row))
        points.append((*words, *writer.say("; lead agency: {name}", name=lead)) if lead else words)
    writer.paragraph(
        writer.say("{table} gives the newest rank; the targets on record are:", table=Reference("years"))
    )
    writer.bullets(points)


def _reached(writer: Writer, row: pd.Series) -> Spans:
    """Say whether the newest rank meets an aim for the rank that names no year."""
    years = index_years(writer)
    if not years or not is_rank(row["unit"]) or not pd.isna(row["year"]) or not pd.isna(row["actual_value"]):
        return ()
    rank = writer.written(index_query(writer, years[0]))
    parts = {"rank": rank, "year": str(years[0])}
    if amount(rank) <= float(row["target_value"]):
        return writer.say("; the rank of {year}, {rank}, is within it", **parts)
    return writer.say("; the rank of {year}, {rank}, is not within it", **parts)


_AVERAGE = re.compile(r"(?:vùng|trung bình|cả nước)\b", re.IGNORECASE)
"""How the data names what is no locality: the average of a region or of the country."""


def method(writer: Writer) -> None:
    """Write the section on method and limits."""
    n = writer.value("rows", table="indicator_values", code=INDEX)
    writer.paragraph(
        counted(n, writer.say("The data holds no value of this index."), _held(writer)),
        writer.say("Version of the data: {version}.", version=writer.whole.version),
        writer.say("No causal effect on the index is estimated."),
    )


def _held(writer: Writer) -> Spans:
    """Say how many ranks and scores of localities the data holds, averages apart, and how recent their sources are."""
    values = writer.whole.indicator_values
    rows = values[values["code"] == INDEX]
    whole = rows["locality"].str.match(_AVERAGE)
    places, averages = (tuple(sorted(set(rows.loc[kept, "locality"]))) or ("-",) for kept in (~whole, whole))

    def count(column: str, names: tuple[str, ...]) -> Value:
        return writer.value("rows", table="indicator_values", code=INDEX, has=column, locality=names)

    mean = count("score", averages)
    newest = newest_source(writer.whole, sources_of(rows))
    return joined(
        writer.say(
            "On record are {ranks} and {scores} of localities in this index, taken from news and official pages.",
            ranks=writer.say("{n} rank", "{n} ranks", count("rank", places)),
            scores=writer.say("{n} score", "{n} scores", count("score", places)),
        ),
        counted(
            mean,
            (),
            writer.say(
                "{n} average score, of a region, is on record besides.",
                "{n} average scores, of regions, are on record besides.",
                mean,
            ),
        ),
        writer.say("The newest of these sources is of {date}.", date=writer._.date(newest)) if newest else (),
    )


TEMPLATE = Template(
    code="pii",
    name=N_("Position in the innovation index (PII)"),
    document=N_("REPORT"),
    subject=subject,
    parts=(
        Part("summary", N_("Summary"), summary),
        Part("purpose", N_("Purpose"), nothing, author=True),
        Part("years", N_("Rank and score over the years"), years),
        Part("peers", N_("Beside other localities"), peers),
        Part("components", N_("Components and elements of the map"), components),
        Part("others", N_("Other rankings"), others),
        Part("targets", N_("Targets for the index"), targets),
        Part("assessment", N_("Assessment"), nothing, author=True),
        Part("proposals", N_("Proposals"), nothing, author=True),
        CHANGES,
        Part("method", N_("Method and limits of the data"), method),
    ),
    whole=True,
)
