"""Which organisations or programmes are like one: what two records share, counted openly."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.network import simple_graph
from ecomap.network.graph import per_snapshot
from ecomap.views import labels
from ecomap.vocabulary import KINDS

Trait = tuple[str, str]
_FIELDS = ("sectors", "functions")
_NAMED = 4


@dataclass(frozen=True)
class Likeness:
    """A record like another: `score` between 0 and 1, and what both have; `kind` is '' if theirs differ."""

    id: str
    score: float
    kind: str
    sectors: tuple[str, ...]
    functions: tuple[str, ...]
    contacts: tuple[str, ...]


def similar(ecosystem: Ecosystem, node_id: str, n: int = 5) -> list[Likeness]:
    """Return the records of the same sort that share most with one.

    The score is the Jaccard index [1]_ of two sets of traits: the kind, each sector, each support function,
    and each direct contact. What has only the kind in common is not called similar.

    Parameters
    ----------
    ecosystem : Ecosystem
    node_id : str
        An organisation (compared with organisations) or a programme (with programmes).
    n : int
        At most so many.

    Returns
    -------
    list of Likeness
        Highest score first, then by id.

    Notes
    -----
    It compares what is listed. Two records about which little is known can look alike, or different, for that
    alone; it is a way to look further, not a recommendation.

    References
    ----------
    .. [1] Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11, 37–50.
    """
    traits, holders = _traits(ecosystem)
    own = traits[node_id]
    shared = Counter(other for trait in own if trait[0] != "kind" for other in holders[trait])
    organisation = node_id in ecosystem.organisations.index
    found = []
    for other in shared:
        if other == node_id or (other in ecosystem.organisations.index) != organisation:
            continue
        both = own & traits[other]
        score = len(both) / len(own | traits[other])
        found.append((-score, other, both))
    return [
        _likeness(other, -score, both) for score, other, both in sorted(found, key=lambda row: row[:2])[:n]
    ]


def shared_text(likeness: Likeness, ecosystem: Ecosystem, _: Translator) -> str:
    """Return in plain text what is shared: kind, sectors, functions, contacts."""
    parts = [_(KINDS[likeness.kind].label)] if likeness.kind else []
    for field, message in (("sectors", _("sectors")), ("functions", _("support functions"))):
        if codes := getattr(likeness, field):
            name = labels.namer(ecosystem, field, _.lang)
            parts.append(f"{message}: {', '.join(name(code) for code in codes)}")
    if likeness.contacts:
        names = [ecosystem.name(node, _.lang) for node in likeness.contacts[:_NAMED]]
        rest = len(likeness.contacts) - len(names)
        named = ", ".join(names)
        more = _.n("and {n} more", "and {n} more", rest)
        word = _("contacts")
        parts.append(f"{word}: {named} {more}" if rest else f"{word}: {named}")
    return "; ".join(parts)


def _likeness(node_id: str, score: float, both: frozenset[Trait]) -> Likeness:
    def shared(trait: str) -> tuple[str, ...]:
        return tuple(sorted(value for name, value in both if name == trait))

    kind = next(iter(shared("kind")), "")
    return Likeness(node_id, score, kind, shared("sectors"), shared("functions"), shared("contact"))


@per_snapshot
def _traits(ecosystem: Ecosystem) -> tuple[dict[str, frozenset[Trait]], dict[Trait, list[str]]]:
    """Return the traits of each record and the records of each trait."""
    graph = simple_graph(ecosystem)
    sets: dict[str, set[Trait]] = {
        node: {("kind", kind), *(("contact", other) for other in graph[node])}
        for node, kind in graph.nodes(data="kind")
    }
    for table in ("organisations", "programmes"):
        for field in _FIELDS:
            for node, code in ecosystem.tags(table, field).items():
                sets[str(node)].add((field, code))
    holders: dict[Trait, list[str]] = {}
    for node, own in sets.items():
        for trait in own:
            holders.setdefault(trait, []).append(node)
    return {node: frozenset(own) for node, own in sets.items()}, holders
