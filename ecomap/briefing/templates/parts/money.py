"""Amounts of money: how many records state one, what these come to, and how many do not."""

from __future__ import annotations

from dataclasses import replace

from ecomap.briefing.document import Spans, Value
from ecomap.briefing.templates.wording import amount, counted, joined, scoped
from ecomap.briefing.writer import Writer

CAPITAL = ("invests_in", "grants_to")


def money(writer: Writer) -> None:
    """Write what is known of amounts; a sum never stands without the number of records it leaves out."""
    writer.paragraph(_ties(writer), _budgets(writer))


def _stated(writer: Writer, table: str, column: str, **of: object) -> tuple[Value, Value, Value, Value]:
    """Return how many rows there are, how many state an amount, what these come to, and how many do not."""
    every = writer.value(table, **of)
    known = writer.value(table, **{**of, "has": column})
    total = writer.value("sum", style="billion", table=table, column=column, **{**of, "has": column})
    # What the sum leaves out is said in the sentence itself.
    total = replace(total, answer=replace(total.answer, caveat=None))
    return every, known, total, writer.value(table, **{**of, "missing": column})


def _ties(writer: Writer) -> Spans:
    """Say what investments and grants to bodies of the city come to."""
    eco = writer.whole
    ties = eco.ties[eco.ties["type"].isin(CAPITAL)]
    here = {*eco.organisations.index[eco.organisations["in_region"]], *eco.programmes.index}
    targets = sorted({str(target) for target in ties["target"]} & here)
    if not targets or "tie" in writer.recipe.scope:
        return ()
    every, known, total, silent = _stated(
        writer, "ties", "amount_vnd", **scoped(writer, type=CAPITAL, target=targets)
    )
    if not amount(every):
        return ()
    return joined(
        writer.say(
            "{n} investment or grant to a body of the city is on record.",
            "{n} investments and grants to bodies of the city are on record.",
            every,
        ),
        _sum(writer, known, total, silent),
    )


def _sum(writer: Writer, known: Value, total: Value, silent: Value) -> Spans:
    if not amount(known):
        return writer.say("None of them states an amount, so no sum can be given.")
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
    return joined(first, rest)


def _budgets(writer: Writer) -> Spans:
    """Say what the budgets of programmes come to, those that are only planned apart."""
    every, known, total, silent = _stated(writer, "programmes", "budget_vnd", **scoped(writer))
    if not amount(every) or not amount(known):
        return ()
    planned = scoped(writer, programme_status="planned")
    _all, ahead, ahead_total, _silent = _stated(writer, "programmes", "budget_vnd", **planned)
    first = writer.say(
        "Of {all} programmes, {n} states a budget: {sum} billion dong.",
        "Of {all} programmes, {n} state a budget, together {sum} billion dong.",
        known,
        all=every,
        sum=total,
    )
    second = counted(
        ahead,
        (),
        writer.say(
            "{n} of these is only planned, with {sum} billion dong.",
            "{n} of these are only planned, with {sum} billion dong.",
            ahead,
            sum=ahead_total,
        ),
    )
    third = counted(
        silent,
        (),
        writer.say(
            "{n} states no budget and is not in the sum.",
            "{n} state no budget and are not in the sum.",
            silent,
        ),
    )
    return joined(first, second, third)
