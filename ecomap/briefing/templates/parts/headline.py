"""The summary on the first page: a few short lines and a box of key figures, for who reads nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecomap.briefing.document import Mark, Plain, Span, Spans, Table, Value
from ecomap.briefing.scope import programmes_by
from ecomap.briefing.standing import is_stated
from ecomap.briefing.templates.parts.actors import kind_values, other_totals, startup_totals
from ecomap.briefing.templates.parts.gaps import OF_ECOSYSTEM
from ecomap.briefing.templates.parts.goals import INDEX, index_query, index_years, same_scale
from ecomap.briefing.templates.parts.network import has_outside
from ecomap.briefing.templates.parts.rankings import index_name
from ecomap.briefing.templates.wording import (
    allows_kind,
    amount,
    bound,
    captioned,
    counted,
    heads,
    here,
    joined,
    kinds_of,
    names,
    outside,
    scoped,
    seat,
    shown,
    the_sectors,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views.records import newest_source

MOST_LINES, MOST_FIGURES = 6, 8


@dataclass(frozen=True)
class Figure:
    """A row of the box: what is counted, how many, and what one must know with it."""

    label: Spans
    value: Value
    note: Spans = ()


def headline(writer: Writer, lines: Sequence[Spans], figures: Sequence[Figure | None]) -> None:
    """Write the lines that say something, and the box of the figures that can be told."""
    told = [line for line in lines if line]
    alone = amount(writer.value("organisations", **here(writer))) == 1
    writer.bullets([_few(writer), *told][:MOST_LINES] if alone or not told else told[:MOST_LINES])
    kept = [figure for figure in figures if figure is not None and figure.value.answer.value is not None]
    if len(kept) < 2:
        return
    writer.table(
        Table(
            key="key-figures",
            caption=writer.say("Key figures"),
            columns=heads(writer, N_("Subject"), N_("Figure"), N_("Remark")),
            rows=tuple((figure.label, shown(figure.value), _noted(figure)) for figure in kept[:MOST_FIGURES]),
            align="lrl",
            widths=(4.2, 0.9, 3.9),
            note=writer.say("Data up to {date}.", date=writer._.date(newest_source(writer.whole))),
        )
    )


def _noted(figure: Figure) -> Spans:
    """Return the remark of a figure; one that a source states cites it there, since the box has counts as well."""
    answer = figure.value.answer
    return (*figure.note, Mark((), answer.sources)) if is_stated(figure.value.query) else figure.note


# Lines.


def _few(writer: Writer) -> Spans:
    """Say who is listed where there is too little for any other line; one organisation is named."""
    n = writer.value("organisations", **here(writer))
    if amount(n) == 1:
        only = names(writer, n.answer.ids)
        if outside(writer):
            return bound(writer.say("The only organisation listed is {name}.", name=only), n)
        return bound(
            writer.say(
                "The only organisation listed that is seated in {place} is {name}.",
                place=seat(writer),
                name=only,
            ),
            n,
        )
    where = within(writer)
    return counted(
        n,
        writer.say("No organisation is listed{where}.", where=where),
        writer.say("On the list{where}: {kinds}.", kinds=kinds_of(writer, kind_values(writer)), where=where),
    )


def spread(writer: Writer) -> Spans:
    """Say which kinds of organisation are most and least numerous."""
    kinds = kind_values(writer)
    if len(kinds) < 4 or outside(writer):
        return ()
    codes = list(kinds)
    fewest = [code for code in codes if amount(kinds[code]) == amount(kinds[codes[-1]])]
    if len(fewest) > 2:
        return ()
    most, least = ({code: kinds[code] for code in part} for part in (codes[:2], fewest))
    return writer.say(
        "Of the {n} organisations, {most} come first by number, {least} last.",
        n=writer.value("organisations", **here(writer)),
        most=kinds_of(writer, most),
        least=kinds_of(writer, least),
    )


def joined_up(writer: Writer) -> Spans:
    """Say how much of the network hangs together; a tie that leads out of a scope is not in it."""
    part = writer.value("network", figure="largest_part", **scoped(writer))
    return joined(_largest(writer, part), _alone(writer)) if amount(part) >= 3 else ()


def _largest(writer: Writer, part: Value) -> Spans:
    nodes = writer.value("network", figure="nodes", **scoped(writer))
    if writer.recipe.scope and amount(part) < amount(nodes) / 2:
        return writer.say(
            "Ties within this scope are scattered: the largest connected group holds {n} of {all} organisations and "
            "programmes.",
            n=part,
            all=nodes,
        )
    share = writer.value("share", style="percent", of=part.query, among=nodes.query)
    return writer.say(
        "The largest connected group holds {share} of {these}.", share=share, these=_network_of(writer)
    )


def _alone(writer: Writer) -> Spans:
    """Say how many have no tie: of a scope from which ties lead out, neither within nor outside it."""
    outward = bool(writer.recipe.scope) and has_outside(writer)
    n = writer.value("network", figure="untied" if outward else "isolates", **scoped(writer))
    if outward:
        told = writer.say(
            "{n} organisation or programme has no tie on record, not even outside.",
            "{n} organisations and programmes have no tie on record, not even outside.",
            n,
        )
    elif writer.recipe.scope:
        told = writer.say(
            "{n} organisation or programme of the scope has no tie to another of it.",
            "{n} organisations and programmes of the scope have no tie to another of it.",
            n,
        )
    else:
        told = writer.say(
            "{n} organisation or programme has no tie at all.",
            "{n} organisations and programmes have no tie at all.",
            n,
        )
    return counted(n, (), told)


def _network_of(writer: Writer) -> Spans:
    """Say who is in the network: other than in counts of organisations, those seated elsewhere too."""
    if not writer.recipe.scope:
        return writer.say("the organisations and programmes")
    tied = programmes_by(writer.recipe.scope) not in ("", "words")
    if {"place", "ward"} & set(writer.recipe.scope):
        return (
            writer.say("the organisations within this scope and the programmes tied to them")
            if tied
            else writer.say("the organisations and programmes within this scope")
        )
    return (
        writer.say("the organisations within this scope, wherever seated, and the programmes tied to them")
        if tied
        else writer.say("the organisations within this scope, wherever seated, and its programmes")
    )


# Figures of the box.


def organisations(writer: Writer) -> Figure:
    """Return how many organisations there are, and how many are known to be active."""
    notes = []
    if "status" not in writer.recipe.scope:
        active, unclear = (
            writer.value("organisations", **here(writer, status=s)) for s in ("active", "unknown")
        )
        notes += [writer.say("{active} known to be active", active=active)] if amount(active) else []
        notes += [writer.say("{unclear} not known", unclear=unclear)] if amount(unclear) else []
    return Figure(
        writer.say("Organisations seated elsewhere or of unknown seat")
        if outside(writer)
        else writer.say("Organisations seated in {place}", place=seat(writer)),
        writer.value("organisations", **here(writer)),
        _remarks(notes),
    )


def young(writer: Writer) -> Figure | None:
    """Return how many start-ups there are, companies and projects apart; None for a scope without start-ups."""
    if not allows_kind(writer, "startup"):
        return None
    companies, projects = (
        writer.value("organisations", **here(writer, kind="startup", subkind=code))
        for code in ("company", "project")
    )
    return Figure(
        writer.say("Start-ups"),
        writer.value("organisations", **here(writer, kind="startup")),
        _remarks(
            [
                counted(companies, (), writer.say("{n} company", "{n} companies", companies)),
                counted(projects, (), writer.say("{n} project or team", "{n} projects or teams", projects)),
            ]
        ),
    )


def published_startups(writer: Writer) -> Figure | None:
    """Return the newest published number of start-up companies."""
    rows = startup_totals(writer)
    if rows.empty or writer.recipe.scope:
        return None
    told = [writer.say("published figure, {date}", date=writer._.date(str(rows["as_of"].iloc[-1])))]
    for said, other in other_totals(writer, rows):
        told.append((*said, Mark((), other.answer.sources)))
    return Figure(
        writer.say("Start-up companies out of the city's competition"),
        writer.value("official", code=str(rows.index[-1])),
        _remarks(told),
    )


def programmes(writer: Writer) -> Figure:
    """Return how many programmes there are, and how many are running."""
    running = writer.value("programmes", **scoped(writer, programme_status="active"))
    return Figure(
        _programmes_label(writer),
        writer.value("programmes", **scoped(writer)),
        writer.say("{n} running", n=running) if amount(running) else (),
    )


def _programmes_label(writer: Writer) -> Spans:
    """Say which programmes are counted: of a sector those tagged with it, of other parts those tied to them."""
    by = programmes_by(writer.recipe.scope)
    if by == "sector":
        return writer.say(
            "Programmes, policies, competitions, funds tagged with {sectors}", sectors=the_sectors(writer)
        )
    if by == "both":
        return writer.say(
            "Programmes, policies, competitions, funds tagged with {sectors} and tied to these organisations",
            sectors=the_sectors(writer),
        )
    if by == "ties":
        return writer.say("Programmes, policies, competitions, funds tied to these organisations")
    return captioned(writer, N_("Programmes, policies, competitions, funds"))


def ties(writer: Writer) -> Figure:
    """Return how many ties there are, and how many of them are roles in programmes."""
    roles = writer.value("ties", **scoped(writer, type=("leads", "coordinates")))
    told = [
        counted(
            roles,
            (),
            writer.say("{n} of them a role in a programme", "{n} of them roles in programmes", roles),
        )
    ]
    if has_outside(writer):
        out = writer.value("network", figure="outward", **scoped(writer))
        told.append(counted(out, (), writer.say("{n} more to the outside", "{n} more to the outside", out)))
    return Figure(
        captioned(writer, N_("Ties on record")), writer.value("ties", **scoped(writer)), _remarks(told)
    )


def funded(writer: Writer) -> Figure | None:
    """Return how many start-ups have capital on record, of all."""
    if outside(writer) or not allows_kind(writer, "startup"):
        return None
    everyone = writer.value("organisations", **here(writer, kind="startup"))
    if not amount(everyone):
        return None
    return Figure(
        writer.say("Start-ups with an investment or a grant on record"),
        writer.value("backed", **scoped(writer, by="capital")),
        writer.say("of {n} start-up listed", "of {n} start-ups listed", everyone),
    )


def rank(writer: Writer, code: str = INDEX) -> Figure | None:
    """Return the newest rank of the city in an index, of how many if a source says so, and the rank before.

    The rank before is left out unless both years are known to have ranked as many localities: side by side, ranks of
    different scales would read as a rise or a fall.
    """
    years = index_years(writer, code)
    if not years or code not in writer.whole.indicators.index:
        return None
    parts = [writer.say("year {year}", year=str(years[0]))]
    of = writer.value("ranked", code=code, year=str(years[0]))
    if of.answer.value is not None:
        parts.append(writer.say("of {n} localities", n=of))
    if len(years) > 1 and same_scale(writer, years[0], years[1], code):
        before = writer.written(index_query(writer, years[1], code))
        parts.append(writer.say("no. {rank} in {year}", rank=before, year=str(years[1])))
    return Figure(
        writer.say("Rank: {index}", index=f"{index_name(writer, code)} ({code})"),
        writer.written(index_query(writer, years[0], code)),
        _remarks(parts),
    )


def severe(writer: Writer) -> Figure | None:
    """Return how many gaps of high severity the analyses find, of all; None if they find none."""
    found = writer.value("findings", gap=OF_ECOSYSTEM)
    if not amount(found):
        return None
    return Figure(
        writer.say("Gaps of high severity"),
        writer.value("findings", gap=OF_ECOSYSTEM, severity="high"),
        writer.say("of {n} that the analyses find", n=found),
    )


def _remarks(parts: Sequence[Spans]) -> Spans:
    """Put remarks after each other: "A; B; C"."""
    found: list[Span] = []
    for position, part in enumerate(filter(None, parts)):
        found += [*([Plain("; ", fixed=True)] if position else []), *part]
    return tuple(found)
