"""Amounts of money: how many records state one, what these come to, and how many do not."""

from __future__ import annotations

from dataclasses import replace

from ecomap.briefing.document import Spans, Value
from ecomap.briefing.scope import programmes, programmes_by
from ecomap.briefing.templates.wording import amount, bound, counted, joined, scoped, the_sectors
from ecomap.briefing.writer import Writer
from ecomap.tables import split_list
from ecomap.vocabulary import PROGRAMME_STATUSES

CAPITAL = ("invests_in", "grants_to")
_COMPLETE = ("", "sector")
"""What programmes of a scope are chosen by where their own budgets and what they receive may be added."""


def money(writer: Writer) -> None:
    """Write what is known of amounts; a sum never stands without the number of records it leaves out."""
    writer.paragraph(_ties(writer))
    writer.paragraph(_budgets(writer))
    writer.paragraph(_funds(writer))


def _stated(writer: Writer, table: str, column: str, **of: object) -> tuple[Value, Value, Value, Value]:
    """Return how many rows there are, how many state an amount, what these come to, and how many do not."""
    every = writer.value(table, **of)
    known = writer.value(table, **{**of, "has": column})
    total = writer.value("sum", style="billion", table=table, column=column, **{**of, "has": column})
    # What the sum leaves out is said in the sentence itself.
    total = replace(total, answer=replace(total.answer, caveat=None))
    return every, known, total, writer.value(table, **{**of, "missing": column})


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
    every, known, total, silent = _stated(writer, "ties", "amount_vnd", **asked)
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
    return joined(first, _sum(writer, every, known, total, silent))


def _sum(writer: Writer, every: Value, known: Value, total: Value, silent: Value) -> Spans:
    if not amount(known):
        if amount(every) == 1:
            return bound(writer.say("It states no amount, so no sum can be given."), known)
        return bound(writer.say("None of them states an amount, so no sum can be given."), known)
    if amount(every) == 1:
        return bound(writer.say("It states an amount: {sum} billion dong.", sum=total), known)
    first = writer.say(
        "{n} of them states an amount: {sum} billion dong.",
        "{n} of them state an amount, together {sum} billion dong.",
        known,
        sum=total,
    )
    rest = counted(
        silent,
        (),
        writer.say(
            "{n} states none and is not in the sum.", "{n} state none and are not in the sum.", silent
        ),
    )
    return joined(first, _largest_tie(writer, total), rest)


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
    return writer.say(
        "More than half of the sum is one amount: {sum} billion dong, from {giver} to {taker}.",
        sum=most,
        giver=giver,
        taker=taker,
    )


def _budgets(writer: Writer) -> Spans:
    """Say what the budgets of programmes come to; those only planned stand apart and after, in a sum of their own.

    A programme tied to organisations of a scope does not spend its budget on these alone: such budgets are not added.
    """
    if programmes_by(writer.recipe.scope) not in _COMPLETE:
        return ()
    every, known, total, silent = _stated(writer, "programmes", "budget_vnd", **scoped(writer))
    if not amount(every) or not amount(known):
        return ()
    _all, ahead, ahead_total, _silent = _stated(
        writer, "programmes", "budget_vnd", **scoped(writer, programme_status="planned")
    )
    rest = counted(
        silent,
        (),
        writer.say(
            "{n} states no budget and is not in the sum.",
            "{n} state no budget and are not in the sum.",
            silent,
        ),
    )
    rest = joined(_shared(writer, total), rest)
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
    _all, others, others_total, _silent = _stated(
        writer, "programmes", "budget_vnd", **scoped(writer, programme_status=begun)
    )
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
    neither = counted(
        silent,
        (),
        writer.say(
            "{n} states no budget and is in neither sum.",
            "{n} state no budget and are in neither sum.",
            silent,
        ),
    )
    return joined(
        _stating(writer, every, known),
        first,
        _largest_budget(writer, others_total),
        second,
        intended,
        _shared(writer, total),
        neither,
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
            "Of {all} programmes tagged with {sectors}, {n} states a budget: {sum} billion dong.",
            "Of {all} programmes tagged with {sectors}, {n} state a budget, together {sum} billion dong.",
            known,
            sectors=the_sectors(writer),
            all=every,
            sum=total,
        )
    return writer.say(
        "Of {all} programmes, {n} states a budget: {sum} billion dong.",
        "Of {all} programmes, {n} state a budget, together {sum} billion dong.",
        known,
        all=every,
        sum=total,
    )


def _stating(writer: Writer, every: Value, known: Value) -> Spans:
    """Say how many programmes state a budget, when what they come to is told in parts."""
    if programmes_by(writer.recipe.scope) == "sector":
        return writer.say(
            "Of {all} programmes tagged with {sectors}, {n} states a budget.",
            "Of {all} programmes tagged with {sectors}, {n} state a budget.",
            known,
            sectors=the_sectors(writer),
            all=every,
        )
    return writer.say(
        "Of {all} programmes, {n} states a budget.",
        "Of {all} programmes, {n} state a budget.",
        known,
        all=every,
    )


def _funds(writer: Writer) -> Spans:
    """Say how many of the funds on record the gaps count as sources of capital, where these are not all."""
    if writer.recipe.scope:
        return ()
    every = writer.value("programmes", programme_kind="fund")
    lasting = writer.value("programmes", programme_kind="fund", programme_status=("active", "unknown"))
    if amount(every) == amount(lasting):
        return ()
    return writer.say(
        "Of {all} funds on record, {n} is neither over nor only planned; the gaps count that one.",
        "Of {all} funds on record, {n} are neither over nor only planned; the gaps count these.",
        lasting,
        all=every,
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
