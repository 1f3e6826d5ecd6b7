"""The section on the network: how tight it is, who stands in the middle, who is cut off."""

from __future__ import annotations

from ecomap.briefing.document import Picture, Reference, Spans
from ecomap.briefing.pictures import network_graph, shown_nodes
from ecomap.briefing.query import Query
from ecomap.briefing.scope import programmes_by
from ecomap.briefing.templates.wording import (
    amount,
    bound,
    captioned,
    counted,
    counts_of,
    joined,
    scoped,
    small,
    text,
    the_sectors,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.network import summary
from ecomap.vocabulary import TIE_GROUPS, TIE_TYPES

_HUBS = 5
_ROLES = ("leads", "coordinates")


def network(writer: Writer) -> None:
    """Write the section on the network."""
    ties = writer.value("ties", **scoped(writer))
    if not amount(ties):
        none = writer.say("No tie between these organisations and programmes is on record.")
        writer.paragraph(bound(none, ties), beyond_scope(writer))
        return
    writer.paragraph(
        _size(writer), _roles(writer), _groups(writer), _elsewhere(writer), _held(writer), _hubs(writer)
    )
    drawn = len(shown_nodes(writer.ecosystem)) > 2
    pointer = writer.say("{picture} shows the network.", picture=Reference("network"))
    writer.paragraph(_cut_off(writer), beyond_scope(writer), _doubt(writer), pointer if drawn else ())
    if drawn:
        writer.picture(graph(writer))


def _size(writer: Writer) -> Spans:
    nodes = writer.value("network", figure="nodes", **scoped(writer))
    ties = writer.value("ties", **scoped(writer))
    mean = writer.value("network", figure="mean_degree", **scoped(writer))
    return writer.say(
        "{n} tie is on record among {nodes} organisations and programmes; each has {mean} partners on average.",
        "{n} ties are on record among {nodes} organisations and programmes; each has {mean} partners on average.",
        ties,
        nodes=nodes,
        mean=mean,
    )


def has_outside(writer: Writer) -> bool:
    """Tell whether a scope leaves organisations out, so that ties may lead beyond it; some leave out ties too."""
    scope = set(writer.recipe.scope)
    return bool(scope) and not scope & {"tie", "year"}


def beyond_scope(writer: Writer) -> Spans:
    """Say how many ties lead out of a scope, and how many in it have no tie at all."""
    if not has_outside(writer):
        return ()
    out = writer.value("network", figure="outward", **scoped(writer))
    untied = writer.value("network", figure="untied", **scoped(writer))
    return joined(
        counted(
            out,
            writer.say("No tie leads out of this scope."),
            writer.say(
                "{n} more tie leads from the organisations of this scope to others outside it; the figures before do "
                "not count it.",
                "{n} more ties lead from the organisations of this scope to others outside it; the figures before do "
                "not count them.",
                out,
            ),
        ),
        counted(
            untied,
            writer.say("All have some tie on record, within this scope or outside it."),
            writer.say(
                "{n} has no tie on record at all, neither within this scope nor outside it.",
                "{n} have no tie on record at all, neither within this scope nor outside it.",
                untied,
            ),
        ),
    )


def _elsewhere(writer: Writer) -> Spans:
    """Say how many of the network are seated elsewhere: other sections do not count them."""
    if "place" in writer.recipe.scope or "ward" in writer.recipe.scope:
        return ()
    n = writer.value("organisations", **scoped(writer, place="out"))
    return counted(
        n,
        (),
        writer.say(
            "{n} organisation seated elsewhere or of unknown seat is in this network.",
            "{n} organisations seated elsewhere or of unknown seat are in this network.",
            n,
        ),
    )


def _held(writer: Writer) -> Spans:
    """Say which programmes are in the network of a sector: others than those counted for it."""
    if programmes_by(writer.recipe.scope) != "sector":
        return ()
    return writer.say(
        "The programmes in this network are those tied to organisations of {sectors}, also where a programme itself "
        "is of another sector.",
        sectors=the_sectors(writer),
    )


def _roles(writer: Writer) -> Spans:
    """Say how many of the ties are roles in programmes."""
    if "tie" in writer.recipe.scope:
        return ()
    n = writer.value("ties", **scoped(writer, type=_ROLES))
    return counted(
        n,
        (),
        writer.say(
            "{n} of these ties is the role of an agency that leads or coordinates a programme.",
            "{n} of these ties are roles of agencies that lead or coordinate a programme.",
            n,
        ),
    )


def _groups(writer: Writer) -> Spans:
    allowed = writer.recipe.scope.get("tie")
    values = []
    for group in TIE_GROUPS.values():
        types = [code for code, tie in TIE_TYPES.items() if tie.group == group.code]
        types = [code for code in types if not allowed or code in allowed]
        if types:
            values.append((small(writer._(group.label)), writer.value("ties", **scoped(writer, type=types))))
    values.sort(key=lambda pair: -amount(pair[1]))
    if len([value for _name, value in values if amount(value)]) < 2:
        return ()
    return writer.say("By what they carry: {groups}.", groups=counts_of(writer, values))


def _hubs(writer: Writer) -> Spans:
    """Name the organisations with most partners; programmes are left out."""
    hubs = [
        node for node, _n in summary(writer.ecosystem).hubs if node in writer.ecosystem.organisations.index
    ]
    pairs = [
        (
            writer.whole.name(node, writer.recipe.lang),
            writer.value("measure", id=node, figure="degree", **scoped(writer)),
        )
        for node in hubs[:_HUBS]
    ]
    if not pairs:
        return ()
    if len(pairs) == 1:
        return writer.say(
            "The organisation with most partners{where} is {hub}.",
            hub=counts_of(writer, pairs),
            where=within(writer),
        )
    return writer.say(
        "The organisations with most partners{where} are {hubs}.",
        hubs=counts_of(writer, pairs),
        where=within(writer),
    )


def _cut_off(writer: Writer) -> Spans:
    nodes = Query.of("network", figure="nodes", **scoped(writer))
    part = writer.value("network", figure="largest_part", **scoped(writer))
    alone = writer.value("network", figure="isolates", **scoped(writer))
    share = writer.value("share", style="percent", of=part.query, among=nodes)
    first = writer.say("The largest connected part holds {part} of them ({share}).", part=part, share=share)
    second = counted(
        alone,
        writer.say("None is without any tie."),
        writer.say(
            "{n} has no tie to another of them on record.",
            "{n} have no tie to another of them on record.",
            alone,
        ),
    )
    return joined(first, second)


def _doubt(writer: Writer) -> Spans:
    undated = writer.value("ties", **scoped(writer, missing="start_date"))
    return counted(
        undated,
        (),
        writer.say(
            "When it began is not known for {n} tie.", "When they began is not known for {n} ties.", undated
        ),
    )


def graph(writer: Writer) -> Picture:
    """Return the picture of the network."""
    nodes = writer.value("network", figure="nodes", **scoped(writer))
    ties = writer.value("ties", **scoped(writer))
    alone = writer.value("network", figure="isolates", **scoped(writer))
    drawn = len(shown_nodes(writer.ecosystem))
    if drawn + amount(alone) == amount(nodes) and amount(alone):
        note = writer.say(
            "Of {nodes} organisations and programmes, {alone} without any of the {ties} ties are not drawn.",
            nodes=nodes,
            alone=alone,
            ties=ties,
        )
    elif drawn < amount(nodes):
        note = writer.say(
            "Drawn: the {drawn} with most partners among those tied to each other, of {nodes} organisations and "
            "programmes with {ties} ties.",
            drawn=text(writer._.number(drawn)),
            nodes=nodes,
            ties=ties,
        )
    else:
        note = writer.say("{nodes} organisations and programmes with {ties} ties.", nodes=nodes, ties=ties)
    return network_graph(
        writer,
        "network",
        captioned(writer, N_("The network of organisations and programmes")),
        (nodes, ties),
        note=note,
    )
