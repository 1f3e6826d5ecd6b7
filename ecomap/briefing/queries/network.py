"""Figures of the network: of the whole, and of one node's position in it."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ecomap.analysis.finding import Message
from ecomap.briefing.queries.counting import gone
from ecomap.briefing.query import SHARE, Answer, QueryError, answers
from ecomap.briefing.rows import Arguments, answer, answer_of_nodes, filtered, single
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import N_
from ecomap.network import MEASURES, communities, cut_off_counts, measures, summary

_FILTERS = tuple(QUERY_NAMES.values())
LISTED = N_(
    "Only ties that a source reports are listed: whoever publishes more looks better connected than others."
)
SUMMARY = ("ties", "pairs", "density", "mean_degree", "clustering", "parts", "diameter")
"""Figures of `ecomap.network.Summary` that rest on ties."""
COUNTED = ("nodes", "organisations", "programmes", "largest_part", "small_parts", "isolates")
"""Those that count organisations and programmes."""


def unknown_figure(name: str) -> QueryError:
    """Return the error for a figure the network has not."""
    return QueryError(Message(N_("The network has no figure “{name}”."), {"name": name[:80]}))


@answers("network", (*_FILTERS, "figure"))
def network(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a figure of the network as a whole (``figure``); see `ecomap.network.Summary`.

    Of a part, ``outward`` counts the ties of its organisations with what is outside it (not those of programmes, which
    may be in it only for a tie to one of these), ``untied`` its nodes without any tie, neither inside nor outside.
    """
    part, figure = filtered(ecosystem, args), single(args, "figure")
    if figure in ("outward", "untied"):
        return _beyond(ecosystem, part, figure)
    if figure in COUNTED:
        return answer_of_nodes(ecosystem, _nodes(part, figure), caveat=Message(LISTED))
    if figure in SUMMARY:
        value = float(getattr(summary(part), figure))
    elif figure == "communities":
        value = float(len(communities(part)))
    else:
        raise unknown_figure(figure)
    unit = SHARE if figure in ("density", "clustering") else ""
    return answer(ecosystem, "ties", part.ties, value, unit=unit, caveat=Message(LISTED))


def _nodes(part: Ecosystem, figure: str) -> Collection[str]:
    """Return the nodes that a figure of `COUNTED` counts."""
    if figure in ("organisations", "programmes"):
        return [*(part.organisations if figure == "organisations" else part.programmes).index]
    facts = summary(part)
    if figure in ("small_parts", "isolates"):
        return facts.small_parts if figure == "small_parts" else facts.isolates
    every = {*part.organisations.index, *part.programmes.index}
    return every if figure == "nodes" else every.difference(facts.small_parts, facts.isolates)


def _beyond(ecosystem: Ecosystem, part: Ecosystem, figure: str) -> Answer:
    nodes = part.organisations.index.union(part.programmes.index)
    ties = ecosystem.ties
    source, target = ties["source"].isin(nodes), ties["target"].isin(nodes)
    if figure == "outward":
        own = part.organisations.index
        rows = ties[(ties["source"].isin(own) & ~target) | (ties["target"].isin(own) & ~source)]
        return answer(ecosystem, "ties", rows, len(rows), caveat=Message(LISTED))
    tied = {*ties.loc[source, "source"], *ties.loc[target, "target"]}
    return answer_of_nodes(ecosystem, nodes.difference(list(tied)), caveat=Message(LISTED))


def _own_ties(part: Ecosystem, node: str) -> pd.DataFrame:
    return part.ties[(part.ties["source"] == node) | (part.ties["target"] == node)]


@answers("measure", (*_FILTERS, "id", "figure"))
def measure(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a node's (``id``) figure (``figure``): one of `ecomap.network.MEASURES`, ``rank`` or ``cut_off``.

    ``rank`` is the place by degree (1: most ties; equals share the better place). ``cut_off`` counts the others
    that would be cut off without it.
    """
    part, figure = filtered(ecosystem, args), single(args, "figure")
    node = part.resolve(single(args, "id"))
    if node is None:
        raise gone("organisations", single(args, "id"))
    if figure == "cut_off":
        value = float(cut_off_counts(part).get(node, 0))
    elif figure == "rank":
        value = float(measures(part, ["degree"])["degree"].rank(method="min", ascending=False)[node])
    elif figure in MEASURES:
        value = float(measures(part, [figure])[figure][node])
    else:
        raise unknown_figure(figure)
    return answer(ecosystem, "ties", _own_ties(part, node), value, caveat=Message(LISTED))
