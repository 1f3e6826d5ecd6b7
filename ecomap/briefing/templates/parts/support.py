"""Sections on support: programmes, support organisations, the grid of sectors and functions."""

from __future__ import annotations

from ecomap.analysis.support_grid import STATES
from ecomap.briefing.document import Picture, Plain, Reference, Spans
from ecomap.briefing.pictures import Cell, heat_map
from ecomap.briefing.queries.support import support_cells
from ecomap.briefing.templates.wording import (
    allows_kind,
    amount,
    beyond,
    bound,
    counted,
    counts_of,
    here,
    joined,
    leading,
    listed,
    scoped,
    small,
    text,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.counts import count_by
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.views import labels
from ecomap.vocabulary import PROGRAMME_STATUSES

NAMED = 4


def support(writer: Writer) -> None:
    """Write the section on support organisations and programmes."""
    writer.paragraph(_helpers(writer), _functions(writer))
    writer.paragraph(programmes_sentence(writer), _programme_kinds(writer), _needs(writer))
    picture = grid_picture(writer)
    if picture is not None:
        pointer = writer.say("{picture} shows who offers what.", picture=Reference("support"))
        writer.paragraph(_cells(writer), pointer)
        writer.picture(picture)


def _helpers(writer: Writer) -> Spans:
    if not allows_kind(writer, "support_org"):
        return ()
    n = writer.value("organisations", **here(writer, kind="support_org"))
    codes = count_by(writer.ecosystem, "subkind").index
    pairs = []
    for code in codes:
        value = writer.value("organisations", **here(writer, kind="support_org", subkind=code))
        if amount(value):
            pairs.append((small(labels.subkind("support_org", str(code), writer.recipe.lang)), value))
    pairs.sort(key=lambda pair: -amount(pair[1]))
    return counted(
        n,
        writer.say(
            "No support organisation, such as an incubator or a shared laboratory, is listed{where}.",
            where=within(writer),
        ),
        writer.say(
            "{n} support organisation is listed{where}: {kinds}.",
            "{n} support organisations are listed{where}: {kinds}.",
            n,
            kinds=counts_of(writer, pairs),
            where=within(writer),
        ),
    )


def _functions(writer: Writer) -> Spans:
    """Say which support functions organisations of any kind offer most and least, and of how many that is known."""
    name = labels.namer(writer.whole, "functions", writer.recipe.lang)
    pairs = [
        (small(name(code)), writer.value("organisations", **here(writer, functions=code)))
        for code in writer.whole.functions.index
    ]
    if not any(amount(value) for _name, value in pairs):
        return ()
    pairs.sort(key=lambda pair: -amount(pair[1]))
    none = [(label, value) for label, value in pairs if not amount(value)]
    some = [pair for pair in pairs if amount(pair[1])]
    known = {
        "known": writer.value("organisations", **here(writer, has="functions")),
        "all": writer.value("organisations", **here(writer)),
        "where": within(writer) or (Plain(" ", fixed=True), *writer.say("of every kind")),
    }
    most = writer.say(
        "The functions of {known} of {all} organisations{where} are on record, those planned or stopped included; the "
        "functions offered most among them are {functions}.",
        functions=counts_of(writer, leading(some, NAMED)),
        **known,
    )
    if none:
        lacking = writer.say(
            "No organisation whose functions are on record ({known} of {all}) offers any of the "
            "following: {functions}.",
            functions=listed(writer, [text(label) for label, _value in none]),
            known=known["known"],
            all=known["all"],
        )
        return joined(most, bound(lacking, *(value for _label, value in none)))
    few = writer.say(
        "Those offered least among them are {functions}.",
        functions=counts_of(writer, leading(some[::-1], 2)[::-1]),
    )
    return joined(most, few) if len(some) > NAMED else most


def programmes_sentence(writer: Writer) -> Spans:
    """Say how many programmes there are, by status."""
    n = writer.value("programmes", **scoped(writer))
    by_state = {
        code: writer.value("programmes", **scoped(writer, programme_status=code))
        for code in PROGRAMME_STATUSES
    }
    said = {
        "active": writer.say("{n} running", n=by_state["active"]),
        "planned": writer.say("{n} planned", n=by_state["planned"]),
        "ended": writer.say("{n} ended", n=by_state["ended"]),
        "unknown": writer.say("{n} of unknown status", n=by_state["unknown"]),
    }
    parts = listed(writer, [said[code] for code, value in by_state.items() if amount(value)])
    return counted(
        n,
        writer.say("No programme, policy, competition or fund is on record{where}.", where=within(writer)),
        writer.say(
            "{n} programme is on record{where}: {states}.",
            "{n} programmes of all kinds are on record{where}: {states}.",
            n,
            states=parts,
            where=within(writer),
        ),
    )


def _programme_kinds(writer: Writer) -> Spans:
    name = labels.namer(writer.whole, "programme_kinds", writer.recipe.lang)
    codes = count_by(writer.whole, "kind", "programmes").index
    pairs = [
        (small(name(code)), writer.value("programmes", **scoped(writer, programme_kind=code)))
        for code in codes
    ]
    pairs = [pair for pair in pairs if amount(pair[1])]
    if len(pairs) < 2:
        return ()
    pairs.sort(key=lambda pair: -amount(pair[1]))
    return writer.say("By kind: {kinds}.", kinds=counts_of(writer, pairs))


def _needs(writer: Writer) -> Spans:
    """Say how many problems are published, and how many of them the gaps go by."""
    if beyond(writer, "sector"):
        return ()
    sector = {"sectors": tuple(writer.recipe.scope["sector"])} if "sector" in writer.recipe.scope else {}
    n = writer.value("rows", table="needs", **sector)
    open_, closed = (
        writer.value("rows", table="needs", status=code, **sector) for code in ("open", "closed")
    )
    asking = writer.value("rows", table="needs", status=("open", "unknown"), has="functions", **sector)
    sentence = counted(
        n,
        writer.say("No published problem or need is on record{where}.", where=within(writer)),
        writer.say(
            "{n} published problem or need is on record{where}.",
            "{n} published problems and needs are on record{where}.",
            n,
            where=within(writer),
        ),
    )
    if not amount(n):
        return sentence
    known = counted(
        open_,
        writer.say("None of them is known to be open."),
        writer.say("{n} of them is known to be open.", "{n} of them are known to be open.", open_),
    )
    ended = counted(
        closed,
        (),
        writer.say("{n} is known to be closed.", "{n} are known to be closed.", closed),
    )
    counted_on = counted(
        asking,
        (),
        writer.say(
            "{n} that is not closed says which support it asks for; only this one is in the figures of demand.",
            "{n} that are not closed say which support they ask for; only these are in the figures of demand.",
            asking,
        ),
    )
    return joined(sentence, known, ended, counted_on)


# The grid.


def _grid_codes(writer: Writer) -> tuple[list[str], list[str]]:
    table = support_cells(writer.whole)
    name = labels.namer(writer.whole, "sectors", writer.recipe.lang)
    wanted = writer.recipe.scope.get("sector")
    sectors = [code for code in dict.fromkeys(table["sector"]) if not wanted or code in wanted]
    sectors = [sectors[i] for i in sort_order(name(code) for code in sectors)]
    return sectors, list(dict.fromkeys(table["function"]))


def grid_picture(writer: Writer) -> Picture | None:
    """Return the heat map of support; None for a scope it cannot be narrowed to, or without sectors."""
    if beyond(writer, "sector"):
        return None
    sectors, functions = _grid_codes(writer)
    if not sectors or not functions:
        return None
    states = support_cells(writer.whole).set_index(["sector", "function"])["state"]
    sector_name, function_name = (
        labels.namer(writer.whole, field, writer.recipe.lang) for field in ("sectors", "functions")
    )
    cells = [
        [
            Cell(writer.value("support", sector=sector, function=function), str(states[sector, function]))
            for function in functions
        ]
        for sector in sectors
    ]
    return heat_map(
        writer,
        "support",
        writer.say("Organisations and programmes that offer support, by sector and function"),
        [sector_name(code) for code in sectors],
        [function_name(code) for code in functions],
        cells,
        note=writer.say(
            "Support bound to no sector is not in the cells. Nobody listed does not mean that there is nobody."
        ),
    )


def _cells(writer: Writer) -> Spans:
    """Say how many pairs have demand but nobody listed; nothing where no demand is known."""
    scope = {key: values for key, values in scoped(writer).items() if key == "sector"}
    every = writer.value("support_cells", **scope)
    asked = writer.value("support_cells", state=[state for state in STATES if state != "no_demand"], **scope)
    without = writer.value("support_cells", state="none_listed", **scope)
    unclear = writer.value("support_cells", state="not_surveyed", **scope)
    if not amount(asked):
        return ()
    if not amount(without) and not amount(unclear):
        none = N_(
            "Of the {all} pairs of sector and support function, none with demand is without anyone listed."
        )
        return bound(writer.say(none, all=every), asked, without, unclear)
    first = counted(
        without,
        (),
        writer.say(
            "Of the {all} pairs of sector and support function, {n} has demand but nobody listed.",
            "Of the {all} pairs of sector and support function, {n} have demand but nobody listed.",
            without,
            all=every,
        ),
    )
    if not amount(unclear):
        return first
    if first:
        return joined(
            first,
            writer.say(
                "{n} more pair has demand and nobody listed too, but the list is too thin there to say that nobody "
                "offers it.",
                "{n} more pairs have demand and nobody listed too, but the list is too thin there to say that nobody "
                "offers it.",
                unclear,
            ),
        )
    return writer.say(
        "Of the {all} pairs of sector and support function, {n} has demand and nobody listed, but the list is too "
        "thin there to say that nobody offers it.",
        "Of the {all} pairs of sector and support function, {n} have demand and nobody listed, but the list is too "
        "thin there to say that nobody offers it.",
        unclear,
        all=every,
    )
