"""Amounts of money: how many records state one, what these come to, which state it otherwise, how many do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ecomap.briefing.document import Mark, Plain, Span, Spans, Value
from ecomap.briefing.scope import programmes, programmes_by
from ecomap.briefing.standing import best
from ecomap.briefing.templates.wording import amount, bound, counted, joined, scoped, text, the_sectors
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.vocabulary import PROGRAMME_STATUSES

CAPITAL = ("invests_in", "grants_to")
_COMPLETE = ("", "sector")
"""What programmes of a scope are chosen by where their own budgets and what they receive may be added."""
NAMED = 5
"""Amounts stated otherwise than as a sum in dong that are named; of more, only the number is said."""


@dataclass(frozen=True)
class _Stated:
    """How many rows there are; how many state an amount in dong, and the sum; how many state one otherwise, or none."""

    every: Value
    known: Value
    total: Value
    otherwise: Value
    silent: Value


def money(writer: Writer) -> None:
    """Write what is known of amounts; a sum never stands without the number of records it leaves out."""
    ties, budgets = _ties(writer), _budgets(writer)
    writer.paragraph(ties)
    apart = writer.say(
        "A grant may be part of the budget of a programme, so grants and budgets are not to be added."
    )
    writer.paragraph(budgets, apart if ties and budgets else ())


def _stated(writer: Writer, table: str, in_dong: str, as_stated: str, **of: object) -> _Stated:
    """Ask what rows state of amounts, in a column of sums in dong and in one of texts."""
    total = writer.value("sum", style="billion", table=table, column=in_dong, **{**of, "has": in_dong})
    return _Stated(
        every=writer.value(table, **of),
        known=writer.value(table, **{**of, "has": in_dong}),
        # What the sum leaves out is said in the sentence itself.
        total=replace(total, answer=replace(total.answer, caveat=None)),
        otherwise=writer.value(table, **{**of, "has": as_stated, "missing": in_dong}),
        silent=writer.value(table, **{**of, "missing": (in_dong, as_stated)}),
    )


def _budgets_stated(writer: Writer, **of: object) -> _Stated:
    return _stated(writer, "programmes", "budget_vnd", "budget_stated", **scoped(writer, **of))


def _ties(writer: Writer) -> Spans:
    """Say what investments and grants to bodies of the city come to, or to those of the scope."""
    scope, part = writer.recipe.scope, writer.ecosystem.organisations
    ties = writer.whole.ties[writer.whole.ties["type"].isin(CAPITAL)]
    known_here = {*part.index[part["in_region"]]}
    if programmes_by(scope) in _COMPLETE:
        known_here |= {*programmes(writer.whole, writer.recipe.filters(writer.whole)).index}
    targets = sorted({str(target) for target in ties["target"]} & known_here)
    if not targets or "tie" in scope:
        return ()
    # A giver may stand outside the scope, so only who receives narrows.
    asked = {"type": CAPITAL, "target": targets, **{key: scope[key] for key in ("year",) if key in scope}}
    found = _stated(writer, "ties", "amount_vnd", "amount_stated", **asked)
    every = found.every
    if not amount(every):
        return ()
    if scope:
        first = writer.say(
            "{n} investment or grant to a body of this scope is on record.",
            "{n} investments and grants to bodies of this scope are on record.",
            every,
        )
    else:
        first = writer.say(
            "{n} investment or grant to a body of the city is on record.",
            "{n} investments and grants to bodies of the city are on record.",
            every,
        )
    return joined(
        first,
        *_sum(writer, found),
        *_uses(writer, found, asked, targets),
        _otherwise_ties(writer, found),
        _silent(writer, found),
    )


def _sum(writer: Writer, found: _Stated) -> list[Spans]:
    """Say what the amounts in dong come to."""
    known, single = found.known, amount(found.every) == 1
    if not amount(known):
        if amount(found.otherwise):
            return []
        if single:
            return [bound(writer.say("It states no amount, so no sum can be given."), known)]
        return [bound(writer.say("None of them states an amount, so no sum can be given."), known)]
    if single:
        return [bound(writer.say("It states an amount: {sum} billion dong.", sum=found.total), known)]
    first = writer.say(
        "{n} of them states an amount in dong: {sum} billion dong.",
        "{n} of them state an amount in dong, together {sum} billion dong.",
        known,
        sum=found.total,
    )
    return [first, _largest_tie(writer, found.total)]


def _uses(
    writer: Writer, found: _Stated, asked: Mapping[str, object], targets: Sequence[str]
) -> tuple[Spans, ...]:
    """Say whether any of what was added is an investment, and whether start-ups receive any."""
    if amount(found.known) < 2:
        return ()
    invested = writer.value("ties", **{**asked, "type": "invests_in", "has": "amount_vnd"})
    grants = writer.say("The amounts added are all grants; none is an investment.")
    startups = writer.whole.organisations["kind"].eq("startup")
    young = [key for key in targets if startups.get(key, False)]
    if not young:
        return (counted(invested, grants, ()),)
    n = writer.value("ties", **{**asked, "target": young, "has": "amount_vnd"})
    to_startups = writer.say(
        "{n} of the amounts added goes to a start-up.", "{n} of the amounts added go to start-ups.", n
    )
    return counted(invested, grants, ()), counted(
        n, writer.say("None of the amounts added goes to a start-up."), to_startups
    )


def _silent(writer: Writer, found: _Stated) -> Spans:
    if not amount(found.known) and not amount(found.otherwise):
        return ()
    said = writer.say("{n} states no amount.", "{n} state no amount.", found.silent)
    return counted(found.silent, (), said)


def _otherwise_ties(writer: Writer, found: _Stated) -> Spans:
    """Name the amounts of ties that are no sum in dong, the latest first."""
    rows = writer.whole.ties.loc[list(found.otherwise.answer.ids)]
    if rows.empty:
        return ()
    rows = rows.sort_values("start_date", ascending=False, kind="stable", na_position="last")
    items = []
    for _key, row in rows.head(NAMED).iterrows():
        giver, taker = (writer.whole.name(str(row[end]), writer.recipe.lang) for end in ("source", "target"))
        since = row["start_date"]
        parts = {"amount": _as_stated(writer, row["amount_stated"]), "giver": giver, "taker": taker}
        item = (
            writer.say("{amount} from {giver} to {taker} (since {year})", **parts, year=since[:4])
            if isinstance(since, str)
            else writer.say("{amount} from {giver} to {taker}", **parts)
        )
        items.append((*item, _cited(writer, row["source_ids"])))
    if amount(found.every) == 1:
        only = N_("The source states the amount otherwise, such as in foreign money or by the year: {items}.")
        return bound(writer.say(only, items=_items(writer, items, "ties", ())), found.otherwise)
    return writer.say(
        "The source of {n} of them states its amount otherwise, such as in foreign money or by the year, so it is in "
        "no sum: {items}.",
        "The sources of {n} of them state their amounts otherwise, such as in foreign money or by the year, so these "
        "are in no sum: {items}.",
        found.otherwise,
        items=_items(writer, items, "ties", list(map(str, rows.index[NAMED:]))),
    )


def _otherwise_budgets(writer: Writer, found: _Stated) -> Spans:
    """Name the budgets of programmes that are no sum in dong, the latest first."""
    rows = writer.whole.programmes.loc[list(found.otherwise.answer.ids)]
    if rows.empty:
        return ()
    rows = rows.sort_values("start_date", ascending=False, kind="stable", na_position="last")
    items = [
        (
            *text(
                f"{writer.whole.name(str(key), writer.recipe.lang)}: {_as_stated(writer, row['budget_stated'])}"
            ),
            _cited(writer, row["source_ids"]),
        )
        for key, row in rows.head(NAMED).iterrows()
    ]
    if amount(found.every) == 1:
        only = N_(
            "The source states the budget of the one programme otherwise, such as in foreign money: {items}."
        )
        return bound(writer.say(only, items=_items(writer, items, "programmes", ())), found.otherwise)
    return writer.say(
        "The source of {n} of them states its budget otherwise, such as in foreign money, so it is in no sum: {items}.",
        "The sources of {n} of them state their budgets otherwise, such as in foreign money, so these are in no sum: "
        "{items}.",
        found.otherwise,
        items=_items(writer, items, "programmes", list(map(str, rows.index[NAMED:]))),
    )


def _as_stated(writer: Writer, words: object) -> str:
    """Return an amount in the words of its source, which are Vietnamese: quoted in another language."""
    return str(words) if writer.recipe.lang == "vi" else f"“{words}”"


def _cited(writer: Writer, sources: object) -> Mark:
    return Mark((), tuple(best(writer.whole, split_list(sources), 1)) if isinstance(sources, str) else ())


def _items(writer: Writer, items: Sequence[Spans], table: str, others: Sequence[str]) -> Spans:
    """Join items that hold commas themselves, and say how many are not among them."""
    if others:
        n = writer.value("rows", table=table, id=tuple(others))
        items = [*items, writer.say("and {n} more", "and {n} more", n)]
    spans: list[Span] = []
    for position, item in enumerate(items):
        spans += [*([Plain("; ", fixed=True)] if position else []), *item]
    return tuple(spans)


def _largest(writer: Writer, total: Value, table: str, column: str) -> tuple[Value, str] | None:
    """Return the largest amount of a sum and the key of its row, if it is more than half of a sum of several."""
    amounts = (writer.whole.ties if table == "ties" else writer.whole.programmes)[column]
    amounts = amounts.loc[list(total.answer.ids)]
    if len(amounts) < 2 or 2 * amounts.max() <= amount(total):
        return None
    key = str(amounts.astype("float64").idxmax())
    return writer.value("cell", style="billion", table=table, id=key, column=column), key


def _largest_tie(writer: Writer, total: Value) -> Spans:
    found = _largest(writer, total, "ties", "amount_vnd")
    if found is None:
        return ()
    most, key = found
    row = writer.whole.ties.loc[key]
    giver, taker = (writer.whole.name(str(row[end]), writer.recipe.lang) for end in ("source", "target"))
    said = writer.say(
        "More than half of the sum is one amount: {sum} billion dong, from {giver} to {taker}.",
        sum=most,
        giver=giver,
        taker=taker,
    )
    note = row["note_vi"]
    return joined(
        said, writer.say("Its note: {note}.", note=note.rstrip(".")) if isinstance(note, str) else ()
    )


def _budgets(writer: Writer) -> Spans:
    """Say what the budgets of programmes come to; those only planned stand apart and after, in a sum of their own.

    A programme tied to organisations of a scope does not spend its budget on these alone: such budgets are not added.
    """
    if programmes_by(writer.recipe.scope) not in _COMPLETE:
        return ()
    found = _budgets_stated(writer)
    every, known, total, silent = found.every, found.known, found.total, found.silent
    if not amount(known) and not amount(found.otherwise):
        return ()
    none = writer.say("{n} states no budget.", "{n} state no budget.", silent)
    rest = joined(_shared(writer, total), _otherwise_budgets(writer, found), counted(silent, (), none))
    if not amount(known):
        return joined(_stating(writer, every, known) if amount(every) > 1 else (), rest)
    planned = _budgets_stated(writer, programme_status="planned")
    ahead, ahead_total = planned.known, planned.total
    if not amount(ahead):
        return joined(_together(writer, every, known, total), _largest_budget(writer, total), rest)
    intended = _largest_budget(writer, ahead_total)
    if amount(ahead) == amount(known):
        all_ahead = writer.say(
            "It is only planned: {sum} billion dong.",
            "All of them are only planned: {sum} billion dong.",
            ahead,
            sum=ahead_total,
        )
        return joined(_stating(writer, every, known), bound(all_ahead, ahead), intended, rest)
    begun = tuple(status for status in PROGRAMME_STATUSES if status != "planned")
    rest_of_them = _budgets_stated(writer, programme_status=begun)
    others, others_total = rest_of_them.known, rest_of_them.total
    first = writer.say(
        "Leaving out those only planned, {n} has {sum} billion dong.",
        "Leaving out those only planned, {n} have together {sum} billion dong.",
        others,
        sum=others_total,
    )
    second = writer.say(
        "{n} is only planned; its {sum} billion dong is not in that sum.",
        "{n} are only planned; their {sum} billion dong is not in that sum.",
        ahead,
        sum=ahead_total,
    )
    return joined(
        _stating(writer, every, known),
        first,
        _largest_budget(writer, others_total),
        second,
        intended,
        rest,
    )


def _shared(writer: Writer, total: Value) -> Spans:
    """Say how many of the budgets of a sector are those of another one too."""
    chosen = set(writer.recipe.scope.get("sector", ()))
    if not chosen:
        return ()
    tags = writer.whole.programmes["sectors"].reindex(list(total.answer.ids)).dropna()
    shared = tuple(sorted(str(key) for key, cell in tags.items() if set(split_list(cell)) - chosen))
    if not shared:
        return ()
    n = writer.value("rows", table="programmes", id=shared)
    return writer.say(
        "{n} of the programmes with a budget belongs to other sectors as well, and its whole budget counts there too.",
        "{n} of the programmes with a budget belong to other sectors as well, and their whole budgets count there too.",
        n,
    )


def _together(writer: Writer, every: Value, known: Value, total: Value) -> Spans:
    """Say how many programmes state a budget and what these come to."""
    if programmes_by(writer.recipe.scope) == "sector":
        return writer.say(
            "Of {all} programmes tagged with {sectors}, {n} states a budget in dong: {sum} billion.",
            "Of {all} programmes tagged with {sectors}, {n} state a budget in dong, together {sum} billion.",
            known,
            sectors=the_sectors(writer),
            all=every,
            sum=total,
        )
    return writer.say(
        "Of {all} programmes, {n} states a budget in dong: {sum} billion.",
        "Of {all} programmes, {n} state a budget in dong, together {sum} billion.",
        known,
        all=every,
        sum=total,
    )


def _stating(writer: Writer, every: Value, known: Value) -> Spans:
    """Say how many programmes state a budget, when what they come to is told in parts or there is no sum."""
    if programmes_by(writer.recipe.scope) == "sector":
        return counted(
            known,
            writer.say(
                "Of {all} programmes tagged with {sectors}, none states a budget in dong.",
                sectors=the_sectors(writer),
                all=every,
            ),
            writer.say(
                "Of {all} programmes tagged with {sectors}, {n} states a budget in dong.",
                "Of {all} programmes tagged with {sectors}, {n} state a budget in dong.",
                known,
                sectors=the_sectors(writer),
                all=every,
            ),
        )
    return counted(
        known,
        writer.say("Of {all} programmes, none states a budget in dong.", all=every),
        writer.say(
            "Of {all} programmes, {n} states a budget in dong.",
            "Of {all} programmes, {n} state a budget in dong.",
            known,
            all=every,
        ),
    )


def _largest_budget(writer: Writer, total: Value) -> Spans:
    found = _largest(writer, total, "programmes", "budget_vnd")
    if found is None:
        return ()
    most, key = found
    return writer.say(
        "More than half of the sum is the budget of one: {name}, {sum} billion dong.",
        sum=most,
        name=writer.whole.name(key, writer.recipe.lang),
    )
