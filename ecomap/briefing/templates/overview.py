"""Overview of the ecosystem, of the whole or of any scope."""

from __future__ import annotations

from ecomap.briefing.document import Spans
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.parts import headline as head
from ecomap.briefing.templates.parts.actors import composition, sectors, top_sectors
from ecomap.briefing.templates.parts.capital import capital
from ecomap.briefing.templates.parts.gaps import gaps, leading, proposals, top_proposal, top_sentence
from ecomap.briefing.templates.parts.goals import goals, targets_line
from ecomap.briefing.templates.parts.headline import headline
from ecomap.briefing.templates.parts.method import method
from ecomap.briefing.templates.parts.network import network
from ecomap.briefing.templates.parts.places import places
from ecomap.briefing.templates.parts.support import support
from ecomap.briefing.templates.wording import narrowed, opening, place
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_


def nothing(writer: Writer) -> None:
    """Leave a section to the author."""


def subject(writer: Writer) -> Spans:
    """Return the subject line."""
    of_all = writer.say("Overview of the innovation ecosystem of {place}", place=place(writer))
    return narrowed(writer, of_all)


def summary(writer: Writer) -> None:
    """Write the key messages and figures."""
    headline(
        writer,
        [
            head.spread(writer),
            top_sectors(writer),
            head.joined_up(writer),
            targets_line(writer),
            top_sentence(writer),
            top_proposal(writer),
        ],
        [
            head.organisations(writer),
            head.young(writer),
            head.published_startups(writer),
            head.programmes(writer),
            head.ties(writer),
            head.funded(writer),
            *([head.rank(writer), head.severe(writer)] if not writer.recipe.scope else []),
        ],
    )


TEMPLATE = Template(
    code="overview",
    name=N_("Overview of the ecosystem"),
    document=N_("REPORT"),
    subject=subject,
    proposes=leading,
    parts=(
        Part("summary", N_("Summary"), summary),
        Part("purpose", N_("Purpose"), nothing, author=True),
        Part("composition", N_("Composition of actors"), composition),
        Part("sectors", N_("Sectors and stages"), sectors),
        Part("places", N_("Places"), places),
        Part("network", N_("Network and ties"), network),
        Part("support", N_("Support and programmes"), support),
        Part("capital", N_("Capital"), capital),
        Part("gaps", N_("Gaps in brief"), gaps),
        Part("goals", N_("Targets and innovation index"), goals),
        Part("assessment", N_("Assessment"), nothing, author=True),
        Part("proposals", N_("Proposals"), proposals, author=True),
        CHANGES,
        Part("method", N_("Method and limits of the data"), method),
    ),
    opening=opening,
)
