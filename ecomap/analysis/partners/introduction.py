"""Who can introduce one organisation to another: the best chains of acquaintances between them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from ecomap.analysis.evidence import named, once_per_snapshot, sentences, source_dates
from ecomap.analysis.finding import Message
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.network import simple_graph, wording
from ecomap.network.paths import Chain, Tie, chains
from ecomap.tables import split_list

STRENGTH: Mapping[str, float] = {
    "invests_in": 1.0, "incubates": 1.0, "partners_with": 0.9, "supplies_to": 0.9, "orders_from": 0.9,
    "transfers_tech_to": 0.9, "spun_out_of": 0.9, "supports": 0.8, "hosts": 0.8, "part_of": 0.8,
    "grants_to": 0.7, "member_of": 0.6, "leads": 0.6, "coordinates_with": 0.5, "organises": 0.5,
    "coordinates": 0.5, "governs": 0.25, "takes_part_in": 0.2, "awards": 0.1,
}  # fmt: skip
"""How well a tie lets people know one another: who works or does business together does, who took part in one event
may, and who governs another seldom opens its door to a third. Judgements, stated here and nowhere else."""
STANDING = ("part_of", "member_of", "governs", "leads", "coordinates", "hosts")
"""Ties that last until they are ended: their age takes nothing away."""
HALF_LIFE_YEARS = 6.0
UNDATED = 0.5
LEAST_RECENCY = 0.2
ENDED_PROGRAMME = 0.3
"""Worth, against one that runs, of an event or programme that is over as a place where people know one another."""
STOPPED = 0.2
"""Worth of a contact that is recorded as no longer active."""
_WEAK_TEXT = N_("This way is weak: a prize or a past event does not mean that people know one another.")
_TURNED_TEXT = N_("Only a firm is known to be tied to both; an official body had better write directly.")
MAX_STEPS = 5
_CANDIDATES = 200
_WEAK = ("awards", "takes_part_in")
_FIRMS = ("startup", "enterprise")
WEAK_YEARS = 3.0
"""A prize is no acquaintance; that both came to one event says nothing any more after so many years."""


@dataclass(frozen=True)
class Step:
    """One step of a chain: who knows whom, by which ties (best first), worth 0 to 1, in words."""

    source: str
    target: str
    ties: tuple[Tie, ...]
    worth: float
    text: Message


@dataclass(frozen=True)
class Introduction:
    """A chain of acquaintances.

    Attributes
    ----------
    nodes : tuple of str
        Organisations and programmes from one end to the other.
    score : float
        0 to 1: the worth of all steps and of those in between multiplied. It orders; it is no chance of success.
    first : str
        Whom to ask first.
    why : Message
        Why that one, in a sentence or two.
    sources : tuple of str
        Sources of all ties of the chain.
    caution : Message or None
        Why nobody should be asked on this way: a step rests on nothing but prizes, or events that are old, over or
        undated; or a State body would have to ask a firm. Such a chain stands behind every other.
    """

    nodes: tuple[str, ...]
    steps: tuple[Step, ...]
    score: float
    first: str
    why: Message
    sources: tuple[str, ...]
    caution: Message | None = None

    @property
    def weak(self) -> bool:
        """Whether this way is no advice, see `caution`."""
        return self.caution is not None


@dataclass(frozen=True)
class Introductions:
    """Answer of `introduce`: the best first, and a note where there is none."""

    chains: tuple[Introduction, ...]
    note: Message | None = None


def introduce(ecosystem: Ecosystem, a: str, b: str, k: int = 3) -> Introductions:
    """Return the best chains of acquaintances between two organisations.

    Parameters
    ----------
    a : str
        Who seeks the contact: an organisation or programme, former ids included.
    b : str
        Who is to be met.
    k : int
        How many chains at most.

    Returns
    -------
    Introductions
        Best first; chains over different first contacts come before second ways over the same one. Without any
        chain its note says why.

    Notes
    -----
    The worth of a tie is its `STRENGTH` by type times its recency, which halves in six years (undated: one half;
    standing ties keep it all); several ties of a step add up as independent chances. Each contact in between
    counts by 1 / ln(number of its contacts), since a hub knows too many to introduce all [1]_. A chain is worth
    the product, so that short, recent and strong ones come first; only a direct tie (unless a prize or a common
    event) and a line of command, every step of it up or every step down, go before, and chains with a step that
    rests on prizes or old events alone (`WEAK_YEARS`) stand last, told as weak. Ties with a programme that has
    ended count `ENDED_PROGRAMME`. It rests on listed ties only: that people
    will open the door is not known.

    References
    ----------
    .. [1] Adamic, L. A., Adar, E. (2003). Friends and neighbors on the Web. Social Networks 25, 211–230.
    """
    ends = ecosystem.resolve(a), ecosystem.resolve(b)
    if (note := _hindrance(ecosystem, (a, b), ends)) is not None or None in ends:
        return Introductions((), note)
    start, goal = str(ends[0]), str(ends[1])
    found = [_judged(ecosystem, chain) for chain in chains(ecosystem, start, goal, _CANDIDATES, MAX_STEPS)]
    # A tie of their own, or the line of command, comes before any third that happens to know both.
    found.sort(key=lambda one: (not _official(one), one.weak, -one.score, len(one.nodes), one.nodes))
    seen: set[str] = set()
    ways: tuple[list[Introduction], list[Introduction]] = ([], [])
    for one in found:
        ways[one.nodes[1] in seen].append(one)
        seen.add(one.nodes[1])
    if not found:
        values = {"a": named(ecosystem, start), "b": named(ecosystem, goal), "n": MAX_STEPS}
        return Introductions(
            (), Message(N_("No chain of at most {n} listed ties leads from {a} to {b}."), values)
        )
    return Introductions(tuple((ways[False] + ways[True])[: max(k, 0)]))


def _turned(ecosystem: Ecosystem, nodes: tuple[str, ...]) -> bool:
    """Tell whether a State body would have to ask a firm for an introduction: others come first."""
    kinds = ecosystem.organisations["kind"]
    return len(nodes) > 2 and kinds.get(nodes[0]) == "government" and kinds.get(nodes[1]) in _FIRMS


def _official(way: Introduction) -> bool:
    """Tell whether two are tied themselves, or every step leads up, or every step down, a line of command."""
    if len(way.nodes) == 2:
        return way.steps[0].ties[0].type not in _WEAK
    return _in_line(way.steps)


def _in_line(steps: tuple[Step, ...]) -> bool:
    return all(_up(step.source, step) for step in steps) or all(_up(step.target, step) for step in steps)


def _up(lower: str, step: Step) -> bool:
    """Tell whether one end of a step belongs to the other or is governed by it."""
    return any(
        (tie.type == "part_of" and tie.source == lower) or (tie.type == "governs" and tie.target == lower)
        for tie in step.ties
    )


def _hindrance(
    ecosystem: Ecosystem, given: tuple[str, str], ends: tuple[str | None, str | None]
) -> Message | None:
    for asked, current in zip(given, ends, strict=True):
        if current is None:
            return Message(N_("This data has no organisation with the id “{id}”."), {"id": asked[:80]})
    if ends[0] == ends[1]:
        return Message(N_("Both ends are the same organisation, so nobody has to introduce it."))
    graph = simple_graph(ecosystem)
    for current in ends:
        if not graph.degree(current):
            return Message(
                N_("No tie of {name} is listed, so no chain of acquaintances can be shown."),
                {"name": named(ecosystem, str(current))},
            )
    return None


def tie_text(ecosystem: Ecosystem, tie: Tie) -> Message:
    """Return a tie in words: who does what with whom, and since when."""
    values = {
        "source": named(ecosystem, tie.source),
        "tie": Message(wording.verb(ecosystem, tie)),
        "target": named(ecosystem, tie.target),
    }
    if tie.start_date is None:
        return Message(N_("{source} {tie} {target}"), values)
    return Message(N_("{source} {tie} {target} ({year})"), {**values, "year": tie.start_date[:4]})


def _judged(ecosystem: Ecosystem, chain: Chain) -> Introduction:
    steps = tuple(
        _step(ecosystem, ends, ties) for ends, ties in zip(pairwise(chain.nodes), chain.steps, strict=True)
    )
    score = math.prod(step.worth for step in steps)
    score *= math.prod(_openness(ecosystem, node) for node in chain.nodes[1:-1])
    first = _first(ecosystem, chain.nodes)
    sources = {
        source for step in steps for tie in step.ties for source in _sources(ecosystem).get(tie.id, ())
    }
    why, caution = _why(ecosystem, chain.nodes, steps, first), None
    if any(_weak(ecosystem, step) for step in steps):
        caution = Message(_WEAK_TEXT)
    elif _turned(ecosystem, chain.nodes):
        caution = Message(_TURNED_TEXT)
    if caution is not None:
        why = sentences([why, caution])
    return Introduction(chain.nodes, steps, score, first, why, tuple(sorted(sources)), caution)


def _weak(ecosystem: Ecosystem, step: Step) -> bool:
    return all(_fleeting(ecosystem, tie) for tie in step.ties)


def _fleeting(ecosystem: Ecosystem, tie: Tie) -> bool:
    """Tell whether a tie is a prize, or an event that is old, over or undated."""
    if tie.type not in _WEAK:
        return False
    date = tie.end_date or tie.start_date
    past = date is None or _today(ecosystem) - _year(date) > WEAK_YEARS
    return tie.type == "awards" or past or any(_over(ecosystem, end) for end in (tie.source, tie.target))


def _step(ecosystem: Ecosystem, ends: tuple[str, str], ties: tuple[Tie, ...]) -> Step:
    share = ENDED_PROGRAMME if any(_over(ecosystem, node) for node in ends) else 1.0
    worth = {tie.id: share * STRENGTH.get(tie.type, 0.4) * _recency(ecosystem, tie) for tie in ties}
    best = tuple(sorted(ties, key=lambda tie: (-worth[tie.id], tie.id)))
    joint = 1 - math.prod(1 - 0.95 * part for part in worth.values())
    return Step(*ends, best, joint, tie_text(ecosystem, best[0]))


def _over(ecosystem: Ecosystem, node: str) -> bool:
    programmes = ecosystem.programmes
    return node in programmes.index and str(programmes.at[node, "status"]) == "ended"


def _recency(ecosystem: Ecosystem, tie: Tie) -> float:
    if tie.type in STANDING and tie.end_date is None:
        return 1.0
    date = tie.end_date or tie.start_date
    if date is None:
        return UNDATED
    years = max(0.0, _today(ecosystem) - _year(date))
    return max(LEAST_RECENCY, 0.5 ** (years / HALF_LIFE_YEARS))


def _year(date: str) -> float:
    parts = [int(part) for part in date.split("-")]
    return parts[0] + ((parts[1] - 0.5) / 12 if len(parts) > 1 else 0.5)


@once_per_snapshot
def _today(ecosystem: Ecosystem) -> float:
    """Return the newest year that the sources speak of, as a snapshot knows no clock."""
    newest = source_dates(ecosystem).max()
    if pd.notna(newest):
        return float(newest.year + (newest.month - 0.5) / 12)
    years = [_year(date) for date in ecosystem.ties["start_date"].dropna()]
    return max(years, default=0.0)


def _openness(ecosystem: Ecosystem, node: str) -> float:
    contacts = simple_graph(ecosystem).degree(node)
    gone = node in ecosystem.organisations.index and ecosystem.organisations.at[node, "status"] == "inactive"
    return (STOPPED if gone else 1.0) / math.log(max(contacts, math.e))


def _first(ecosystem: Ecosystem, nodes: tuple[str, ...]) -> str:
    """Return the first organisation on the way; for a programme, who leads it if that is a third."""
    if nodes[1] in ecosystem.organisations.index or len(nodes) == 2:
        return nodes[1]
    lead = str(ecosystem.programmes.at[nodes[1], "lead_org"])
    return lead if lead in ecosystem.organisations.index and lead != nodes[0] else nodes[2]


def _why(ecosystem: Ecosystem, nodes: tuple[str, ...], steps: tuple[Step, ...], first: str) -> Message:
    if len(nodes) == 2:
        return Message(N_("The two are tied already: {fact}."), {"fact": steps[0].text})
    facts = {"first": steps[0].text, "second": steps[1].text}
    if first == nodes[1]:
        ask = Message(N_("Ask {name} first."), {"name": named(ecosystem, first)})
    else:
        ask = Message(
            N_("Ask {name} first, over “{programme}”."),
            {"name": named(ecosystem, first), "programme": named(ecosystem, nodes[1])},
        )
    told = [ask, Message(N_("What ties them: {first}; {second}."), facts)]
    if len(nodes) == 3 and _up(nodes[0], steps[0]) and _up(nodes[2], steps[1]):
        above = {"name": named(ecosystem, nodes[1])}
        told.insert(0, Message(N_("Both belong to {name} or are governed by it."), above))
    elif _in_line(steps):
        told.insert(0, Message(N_("One stands above the other in the line of command.")))
    return sentences(told)


@once_per_snapshot
def _sources(ecosystem: Ecosystem) -> dict[str, list[str]]:
    cells = ecosystem.ties["source_ids"].dropna()
    return {str(tie): split_list(cell) for tie, cell in cells.items()}
