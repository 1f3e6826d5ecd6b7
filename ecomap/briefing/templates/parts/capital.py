"""The section on capital: investors, who offers finance, which start-ups have capital on record, the money itself."""

from __future__ import annotations

from ecomap.analysis.pipeline import financiers
from ecomap.briefing.document import Spans, Value
from ecomap.briefing.templates.parts.money import money
from ecomap.briefing.templates.wording import (
    allows_kind,
    amount,
    bound,
    counted,
    here,
    joined,
    outside,
    scoped,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_


def capital(writer: Writer) -> None:
    """Write the section on capital; start-ups and investors of the city are meant."""
    if outside(writer):
        return
    writer.paragraph(_investors(writer), _funds(writer))
    writer.paragraph(*_backed(writer))
    money(writer)


def _investors(writer: Writer) -> Spans:
    if not allows_kind(writer, "investor"):
        return ()
    n = writer.value("organisations", **here(writer, kind="investor"))
    elsewhere: Value | None = None
    if "place" not in writer.recipe.scope and "ward" not in writer.recipe.scope:
        elsewhere = writer.value("organisations", **scoped(writer, kind="investor", place="out"))
    first = counted(
        n,
        writer.say("No investor seated in the city is listed{where}.", where=within(writer)),
        writer.say(
            "{n} investor seated in the city is listed{where}.",
            "{n} investors seated in the city are listed{where}.",
            n,
            where=within(writer),
        ),
    )
    if elsewhere is None or not amount(elsewhere):
        return first
    second = writer.say(
        "{n} investor elsewhere is listed{where} as well.",
        "{n} investors elsewhere are listed{where} as well.",
        elsewhere,
        where=within(writer),
    )
    return joined(first, second)


def _funds(writer: Writer) -> Spans:
    if not financiers(writer.ecosystem)["organisations"]:
        return ()
    n = writer.value("organisations", **here(writer, functions="finance"))
    return counted(
        n,
        (),
        writer.say(
            "Organisations of any kind that offer finance: {n}.",
            "Organisations of any kind that offer finance: {n}.",
            n,
        )
        if not writer.recipe.scope
        else writer.say(
            "Organisations seated in the city that offer finance{where}: {n}.", n=n, where=within(writer)
        ),
    )


def _backed(writer: Writer) -> list[Spans]:
    """Say how many start-ups have capital or a prize on record."""
    if not allows_kind(writer, "startup"):
        return []
    startups = writer.value("organisations", **here(writer, kind="startup"))
    if not amount(startups):
        none = writer.say(
            "No start-up is listed{where}, so nothing can be said on capital.", where=within(writer)
        )
        return [bound(none, startups)]
    funded = writer.value("backed", **scoped(writer, by="capital"))
    awarded = writer.value("backed", **scoped(writer, by="prize"))
    if amount(startups) == 1:
        return [
            bound(_one(writer, bool(amount(funded)), bool(amount(awarded))), startups, funded, awarded),
        ]
    return [
        counted(
            funded,
            writer.say(
                "Of the {all} start-ups listed{where}, none has an investment or a grant on record.",
                all=startups,
                where=within(writer),
            ),
            writer.say(
                "Of the {all} start-ups listed{where}, {n} has an investment or a grant on record.",
                "Of the {all} start-ups listed{where}, {n} have an investment or a grant on record.",
                funded,
                all=startups,
                where=within(writer),
            ),
        ),
        counted(
            awarded,
            writer.say("None has won a prize on record."),
            writer.say("{n} has won a prize on record.", "{n} have won a prize on record.", awarded),
        ),
    ]


def _one(writer: Writer, funded: bool, awarded: bool) -> Spans:
    said = {
        (True, True): N_(
            "The only start-up listed{where} has an investment or a grant on record, and a prize."
        ),
        (True, False): N_(
            "The only start-up listed{where} has an investment or a grant on record, but no prize."
        ),
        (False, True): N_(
            "The only start-up listed{where} has a prize on record, but no investment or grant."
        ),
        (False, False): N_("The only start-up listed{where} has no investment, grant or prize on record."),
    }
    return writer.say(said[funded, awarded], where=within(writer))
