"""One ward or commune, or a group of them."""

from __future__ import annotations

from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.overview import nothing
from ecomap.briefing.templates.parts import headline as head
from ecomap.briefing.templates.parts.actors import composition, sectors, top_sectors
from ecomap.briefing.templates.parts.gaps import gaps, leading, proposals, top_proposal, top_sentence
from ecomap.briefing.templates.parts.headline import headline
from ecomap.briefing.templates.parts.method import method
from ecomap.briefing.templates.parts.network import network
from ecomap.briefing.templates.parts.places import spots_picture, ward_table
from ecomap.briefing.templates.parts.roll import roll
from ecomap.briefing.templates.wording import (
    NAMED_WARDS,
    amount,
    beyond,
    bound,
    heads,
    here,
    narrowed,
    opening,
    place,
    shown,
    text,
    ward_codes,
    wards,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views import labels


def subject(writer: Writer) -> Spans:
    """Return the subject line; a large group is not named one by one."""
    codes = ward_codes(writer)
    if not codes or len(codes) > NAMED_WARDS:
        of_all = writer.say(
            "Innovation in {n} wards and communes of {place}",
            n=text(writer._.number(len(codes))),
            place=place(writer),
        )
    else:
        of_all = writer.say("Innovation in {wards}, {place}", wards=wards(writer), place=place(writer))
    return narrowed(writer, of_all, "ward")


def summary(writer: Writer) -> None:
    """Write the key messages and figures."""
    headline(
        writer,
        [
            head.spread(writer),
            top_sectors(writer),
            head.joined_up(writer),
            top_sentence(writer),
            top_proposal(writer),
        ],
        [head.organisations(writer), head.young(writer), head.ties(writer), head.funded(writer)],
    )


def where(writer: Writer) -> None:
    """Write the section on the wards: population, rates, map."""
    codes = ward_codes(writer)
    if not codes:
        return
    n = writer.value("organisations", **here(writer))
    writer.paragraph(
        writer.say("{table} gives population and organisations.", table=Reference("ward_table")),
        writer.say("Population and area are those of the whole ward.") if beyond(writer, "ward") else (),
        writer.say("{picture} shows where they are.", picture=Reference("places")) if amount(n) else (),
    )
    writer.table(ward_table(writer, codes))
    if amount(n):
        writer.picture(spots_picture(writer, codes, close=True))
    else:
        writer.paragraph(
            bound(
                writer.say(
                    "No organisation is listed there{where}, so there is no map of organisations.",
                    where=within(writer),
                ),
                n,
            )
        )


def reach(writer: Writer) -> None:
    """Write the section on how far support is."""
    codes = ward_codes(writer)
    if not codes:
        return
    rows = []
    for code in codes:
        rows.append(
            (
                text(labels.ward(writer.whole, code)),
                shown(writer.value("reach", ward=code, figure="nearest_km")),
                shown(writer.value("reach", ward=code, figure="nearest_low")),
                shown(writer.value("reach", ward=code, figure="nearest_high")),
                shown(writer.value("reach", style="percent", ward=code, figure="beyond")),
            )
        )
    columns = (
        N_("Ward or commune"), N_("Nearest support (km)"), N_("From (km)"), N_("To (km)"),
        N_("None within 10 km, share of draws"),
    )  # fmt: skip
    writer.paragraph(
        writer.say(
            "{table} gives the distance to the nearest support organisation.", table=Reference("reach")
        ),
        writer.say(
            "The distances are from the place itself to every support organisation listed, whatever the scope."
        )
        if beyond(writer, "ward")
        else (),
    )
    writer.table(
        Table(
            key="reach",
            caption=writer.say("Distance to the nearest support organisation of known place"),
            columns=heads(writer, *columns),
            rows=tuple(rows),
            align="lrrrr",
            widths=(2.8, 1.4, 1.0, 1.0, 1.8),
            note=writer.say(
                "The first distance is from a point inside the ward; a support organisation of which only the ward is "
                "known stands at a point inside that. Between “from” and “to” the distance "
                "lies nearly always when people and these organisations are drawn at other spots of their wards. The "
                "last column also draws a place for the support organisations of which none is known."
            ),
        )
    )


TEMPLATE = Template(
    code="wards",
    name=N_("Wards and communes"),
    document=N_("REPORT"),
    subject=subject,
    proposes=leading,
    parts=(
        Part("summary", N_("Summary"), summary),
        Part("purpose", N_("Purpose"), nothing, author=True),
        Part("where", N_("Wards and organisations"), where, empty=True),
        Part("composition", N_("Composition of actors"), composition),
        Part("sectors", N_("Sectors and stages"), sectors),
        Part("network", N_("Network and ties"), network),
        Part("reach", N_("Access to support"), reach, empty=True),
        Part("gaps", N_("Gaps in brief"), gaps, empty=True),
        Part("assessment", N_("Assessment"), nothing, author=True),
        Part("proposals", N_("Proposals"), proposals, author=True, empty=True),
        CHANGES,
        Part("method", N_("Method and limits of the data"), method),
        Part("appendix_roll", N_("Organisations of the wards"), roll),
    ),
    needs="scope",
    scope_by="ward",
    opening=opening,
)
