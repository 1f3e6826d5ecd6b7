"""What a graph shows, in words: for reading aloud, for the keyboard, and for checking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from ecomap import vocabulary as v
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import Chain, Community, RemovalEffect, Tie, summary, wording
from ecomap.network.wording import Course
from ecomap.views import labels

_NAMED = 3
_LISTED = 8


def first_line(text: object, length: int = 120) -> str:
    """Return a name fit for a label: spaces and line breaks run together, cut after so many signs."""
    plain = re.sub(r"\s+", " ", str(text)[: 4 * length]).strip()
    return plain if len(plain) <= length else plain[: length - 1].rstrip() + "…"


def community_label(community: Community, ecosystem: Ecosystem, _: Translator) -> str:
    """Return the name of a community: its sector, its ward, or "Around" its hub."""
    if community.naming == "sector" and community.main_sector:
        return labels.namer(ecosystem, "sectors", _.lang)(community.main_sector)
    if community.naming == "place" and community.main_ward:
        return labels.ward(ecosystem, community.main_ward)
    return _("Around {name}", name=short_label(ecosystem, community.hub, _))


def short_label(ecosystem: Ecosystem, node: str, _: Translator) -> str:
    """Return what to call a node where room is scarce: its short name if it has one."""
    if node not in ecosystem:
        return node
    short = ecosystem.organisations["short_name"].get(node)
    return first_line(short if isinstance(short, str) and short else ecosystem.name(node, _.lang), 40)


def period(start: Any, end: Any, _: Translator, course: Course = "lasting") -> str:
    """Return the time of a tie as far as it is known; `course` says what a start without an end means."""
    begun, over = (_.date(None if pd.isna(date) else str(date)) for date in (start, end))
    if begun and over:
        return begun if begun == over else _("{start} to {end}", start=begun, end=over)
    if begun and course != "lasting":
        return begun if course == "once" else _("begun {start}, ended on a date not known", start=begun)
    if begun:
        return _("since {start}", start=begun)
    return _("until {end}", end=over) if over else _("no date known")


def tie_period(tie: Tie, ecosystem: Ecosystem, _: Translator) -> str:
    """Return the time of a tie as far as it is known; what happened on a day is not told as going on since."""
    return period(tie.start_date, tie.end_date, _, wording.course(ecosystem, tie))


def tie_phrase(tie: Tie, ecosystem: Ecosystem, _: Translator, inverse: bool = False) -> str:
    """Return a tie without its ends, such as "supports (since 2023)"."""
    return f"{_(wording.verb(ecosystem, tie, inverse))} ({tie_period(tie, ecosystem, _)})"


def tie_sentence(tie: Tie, ecosystem: Ecosystem, _: Translator) -> str:
    """Return a tie as a statement, in the direction it was listed."""
    ends = (first_line(ecosystem.name(node, _.lang)) for node in (tie.source, tie.target))
    source, target = ends
    return f"{source} {_(wording.verb(ecosystem, tie))} {target} ({tie_period(tie, ecosystem, _)})"


def sentences(ecosystem: Ecosystem, _: Translator) -> list[str]:
    """Return the facts of a network as sentences: size, parts, hubs, bridges, the cut off.

    Plain text: escape it for the medium. An empty network gives one sentence that says so.
    """
    facts = summary(ecosystem)
    if not facts.nodes:
        return [_("There is nothing to draw here.")]
    told = [
        _(
            "{organisations} and {programmes} with {ties} listed; {mean} contacts each on average.",
            organisations=_.n("{n} organisation", "{n} organisations", facts.organisations),
            programmes=_.n("{n} programme", "{n} programmes", facts.programmes),
            ties=_.n("{n} tie", "{n} ties", facts.ties),
            mean=round(facts.mean_degree, 1),
        )
    ]
    if facts.parts:
        told.append(
            _.n(
                "All hang together in one part of {size}; its ends are {steps} steps apart.",
                "They fall into {n} parts, counting {alone} that stand alone; the largest holds {size}, "
                "and its ends are {steps} steps apart.",
                facts.parts + len(facts.isolates),
                alone=len(facts.isolates),
                size=facts.largest_part,
                steps=facts.diameter,
            )
        )
        told.append(_("Most contacts: {list}.", list=_ranked(facts.hubs[:_NAMED], ecosystem, _)))
        told.append(_bridges(facts.bridges[:_NAMED], ecosystem, _))
    isolates, apart = (_names(nodes, ecosystem, _) for nodes in (facts.isolates, facts.small_parts))
    if facts.isolates:
        told.append(
            _.n(
                "{n} stands alone, without a listed tie: {list}.",
                "{n} stand alone, without a listed tie: {list}.",
                len(facts.isolates),
                list=isolates,
            )
        )
    if facts.small_parts:
        told.append(
            _.n(
                "{n} is in a small part of two or more: {list}.",
                "{n} are in small parts of two or more: {list}.",
                len(facts.small_parts),
                list=apart,
            )
        )
    return told


def _bridges(bridges: Sequence[tuple[str, int]], ecosystem: Ecosystem, _: Translator) -> str:
    if not bridges:
        return _("No single one holds a part of the network together alone.")
    return _(
        "Bridges, with how many would be cut off without each: {list}.", list=_ranked(bridges, ecosystem, _)
    )


def removal_sentences(effect: RemovalEffect, ecosystem: Ecosystem, _: Translator) -> list[str]:
    """Return what breaks if one goes, as sentences in plain text."""
    name = first_line(ecosystem.name(effect.node, _.lang))
    told = [
        _.n(
            "Without {name}, {n} listed tie goes.",
            "Without {name}, {n} listed ties go.",
            effect.ties_lost,
            name=name,
        )
    ]
    if not effect.cut_off:
        return [*told, _("Nobody would be cut off: all its contacts have another way to the rest.")]
    kinds = ", ".join(
        f"{_(v.KINDS[kind].plural)} {_.number(count)}" for kind, count in effect.cut_off_by_kind.items()
    )
    told.append(
        _.n(
            "{n} other would be cut off from the rest: {kinds}.",
            "{n} others would be cut off from the rest: {kinds}.",
            len(effect.cut_off),
            kinds=kinds,
        )
    )
    told.append(
        _(
            "The network would fall from {before} into {after} parts, each one left alone counted as a part.",
            before=effect.parts_before,
            after=effect.parts_after,
        )
    )
    told.append(
        _(
            "Pairs of others that reach each other: {before} now, {after} then.",
            before=_.percent(effect.reach_before, 1),
            after=_.percent(effect.reach_after, 1),
        )
    )
    return told


def chain_title(chain: Chain, ecosystem: Ecosystem, _: Translator) -> str:
    """Return a chain on one line: the names from end to end."""
    names = [first_line(ecosystem.name(node, _.lang), 60) for node in chain.nodes]
    return " → ".join(names)


def chain_steps(chain: Chain, ecosystem: Ecosystem, _: Translator) -> list[str]:
    """Return a sentence for each step of a chain, with the type and time of every tie that makes it."""
    return [
        "; ".join(tie_sentence(tie, ecosystem, _) for tie in ties)
        for ties, _pair in zip(chain.steps, pairwise(chain.nodes), strict=True)
    ]


def _ranked(rows: Iterable[tuple[str, int]], ecosystem: Ecosystem, _: Translator) -> str:
    return ", ".join(f"{first_line(ecosystem.name(node, _.lang))} ({_.number(n)})" for node, n in rows)


def _names(nodes: Sequence[str], ecosystem: Ecosystem, _: Translator) -> str:
    listed = ", ".join(first_line(ecosystem.name(node, _.lang), 60) for node in nodes[:_LISTED])
    more = len(nodes) - _LISTED
    if more <= 0:
        return listed
    return _.n("{list} and {n} more", "{list} and {n} more", more, list=listed)


def method(_: Translator) -> list[str]:
    """Return how the figures of the network page come about, and what they can't say, as sentences."""
    return [
        _(
            "Two are contacts if any tie between them is listed, whatever its type and direction; several"
            " ties between the same two count once. PageRank and communities alone weigh them by number."
        ),
        _(
            "Communities are found by Louvain's method (Blondel and others 2008) in the whole data, so "
            "filters do not change them. Each is named after the sector or ward that stands out in it, "
            "else after its hub."
        ),
        _(
            "A bridge is one whose end would split its part (articulation point, Hopcroft and Tarjan "
            "1973); the number counts those who would lose touch with the largest piece left."
        ),
        _(
            "Betweenness: Freeman 1977. Closeness: Wasserman and Faust 1994. PageRank: Brin and Page "
            "1998. Core: Seidman 1983. Constraint and effective size: Burt 1992. Empty means undefined, "
            "as for one without ties."
        ),
        _(
            "Positions come from springs (Fruchterman and Reingold 1991), computed once for the whole "
            "data: nearness in the picture is a hint, not a measure."
        ),
        _(
            "Ties are under-reported. Whoever stands alone here may have ties that nobody wrote down; "
            "compare ranks, not decimals."
        ),
    ]
