"""One sector, or a few: who works in it, what supports it, what is missing."""

from __future__ import annotations

from ecomap.briefing.document import Spans
from ecomap.briefing.query import Query
from ecomap.briefing.scope import programmes_by
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.overview import nothing
from ecomap.briefing.templates.parts import headline as head
from ecomap.briefing.templates.parts.actors import composition, stages
from ecomap.briefing.templates.parts.capital import capital
from ecomap.briefing.templates.parts.gaps import gaps, leading, proposals, top_proposal, top_sentence
from ecomap.briefing.templates.parts.goals import in_vietnamese
from ecomap.briefing.templates.parts.headline import headline
from ecomap.briefing.templates.parts.method import method
from ecomap.briefing.templates.parts.network import network
from ecomap.briefing.templates.parts.places import places
from ecomap.briefing.templates.parts.roll import roll
from ecomap.briefing.templates.parts.support import support
from ecomap.briefing.templates.wording import (
    amount,
    beyond,
    bound,
    here,
    listed,
    narrowed,
    of_several_sectors,
    opening,
    place,
    scoped,
    small,
    text,
    the_sectors,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views import labels


def _sectors(writer: Writer) -> Spans:
    name = labels.namer(writer.whole, "sectors", writer.recipe.lang)
    return listed(writer, [text(small(name(code))) for code in writer.recipe.scope.get("sector", ())])


def subject(writer: Writer) -> Spans:
    """Return the subject line."""
    parts = {"sector": _sectors(writer), "place": place(writer)}
    if of_several_sectors(writer):
        of_all = writer.say("The {sector} sectors in {place}", **parts)
    else:
        of_all = writer.say("The {sector} sector in {place}", **parts)
    return narrowed(writer, of_all, "sector")


def summary(writer: Writer) -> None:
    """Write the key messages and figures."""
    headline(
        writer,
        [
            head.spread(writer),
            share(writer),
            head.joined_up(writer),
            top_sentence(writer),
            top_proposal(writer),
        ],
        [
            head.organisations(writer),
            head.young(writer),
            head.programmes(writer),
            head.ties(writer),
            head.funded(writer),
        ],
    )


def share(writer: Writer) -> Spans:
    """Say which share of the organisations of the city works in the sector; () where more than it narrows."""
    if beyond(writer, "sector"):
        return ()
    own = writer.value("organisations", **here(writer))
    everyone = writer.value("organisations", place="in")
    if not amount(own) or not amount(everyone):
        return ()
    part = writer.value("share", style="percent", of=own.query, among=everyone.query)
    parts = {"share": part, "all": everyone, "place": place(writer)}
    if of_several_sectors(writer):
        return writer.say(
            "The sectors together have {share} of the {all} organisations listed in {place}.", **parts
        )
    return writer.say("The sector has {share} of the {all} organisations listed in {place}.", **parts)


def supported(writer: Writer) -> None:
    """Write the section on support, and by what its programmes are chosen."""
    n = writer.value("programmes", **scoped(writer))
    by = programmes_by(writer.recipe.scope)
    if by == "sector":
        said = writer.say(
            "Programmes counted here are those tagged with {sectors}; programmes of other sectors and those for all "
            "sectors are not counted, even where organisations of {sectors} take part in them.",
            sectors=the_sectors(writer),
        )
        writer.paragraph(bound(said, n))
    elif by == "both":
        said = writer.say(
            "Programmes counted here are those tagged with {sectors} that are also tied to an organisation within "
            "this scope.",
            sectors=the_sectors(writer),
        )
        writer.paragraph(bound(said, n))
    support(writer)


def actors(writer: Writer) -> None:
    """Write the section on the actors and their stages."""
    composition(writer)
    stages(writer)


def needs(writer: Writer) -> None:
    """List the published problems of the sector."""
    table = writer.whole.needs
    tags = writer.whole.tags("needs", "sectors")
    wanted = tags.index[tags.isin(writer.recipe.scope.get("sector", ()))]
    rows = table[table.index.isin(wanted) & (table["status"] != "closed")].sort_index()
    if rows.empty:
        return
    n = writer.written(Query.of("rows", table="needs", id=tuple(map(str, rows.index))))
    writer.paragraph(
        writer.say(
            "The problems below are those of {sectors} as a whole, not of this scope alone.",
            sectors=the_sectors(writer),
        )
        if beyond(writer, "sector")
        else (),
        in_vietnamese(writer),
        writer.say(
            "{n} published problem or need of {sectors} is not known to be solved:",
            "{n} published problems and needs of {sectors} are not known to be solved:",
            n,
            sectors=the_sectors(writer),
        ),
    )
    writer.bullets([text(title) for title in rows["title_vi"]])


TEMPLATE = Template(
    code="sector",
    name=N_("One sector"),
    document=N_("REPORT"),
    subject=subject,
    proposes=leading,
    parts=(
        Part("summary", N_("Summary"), summary),
        Part("purpose", N_("Purpose"), nothing, author=True),
        Part("actors", N_("Actors"), actors),
        Part("places", N_("Places"), places),
        Part("network", N_("Network and ties"), network),
        Part("support", N_("Support and programmes"), supported),
        Part("capital", N_("Capital"), capital),
        Part("needs", N_("Published problems"), needs),
        Part("gaps", N_("Gaps in brief"), gaps),
        Part("assessment", N_("Assessment"), nothing, author=True),
        Part("proposals", N_("Proposals"), proposals, author=True),
        CHANGES,
        Part("method", N_("Method and limits of the data"), method),
        Part("appendix_roll", N_("List of organisations"), roll),
    ),
    needs="scope",
    scope_by="sector",
    opening=opening,
)
