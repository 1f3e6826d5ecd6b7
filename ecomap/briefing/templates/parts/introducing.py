"""Whom to introduce to whom at an event, by whom, and why: only what a host could say aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ecomap.analysis.duties import tied_pairs
from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.ecosystem import Ecosystem
from ecomap.network.graph import per_snapshot
from ecomap.tables import split_list

_UP = {"part_of": ("source", "target"), "member_of": ("source", "target"), "governs": ("target", "source")}
"""Type of tie -> which end stands below and which above."""
_FIRMS = ("startup", "enterprise")
_STATE = "government"

Pair = tuple[str, str]


@per_snapshot
def _contacts(ecosystem: Ecosystem) -> dict[str, frozenset[str]]:
    """Return for each body those it has a tie to on record."""
    found: dict[str, set[str]] = {}
    for first, last in tied_pairs(ecosystem):
        found.setdefault(first, set()).add(last)
        found.setdefault(last, set()).add(first)
    return {node: frozenset(others) for node, others in found.items()}


def common(ecosystem: Ecosystem, first: str, last: str) -> list[str]:
    """Return the organisations tied to both of two, the best connected first."""
    contacts = _contacts(ecosystem)
    shared = contacts.get(first, frozenset()) & contacts.get(last, frozenset())
    return sorted(shared, key=lambda node: (-len(contacts[node]), node))


@per_snapshot
def _parents(ecosystem: Ecosystem) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, (below, above) in _UP.items():
        ties = ecosystem.ties[ecosystem.ties["type"] == kind]
        for lower, upper in zip(ties[below], ties[above], strict=True):
            found.setdefault(str(lower), set()).add(str(upper))
    return found


def _house(ecosystem: Ecosystem, node: str) -> set[str]:
    """Return a body with all that stand above it."""
    parents, found, open_ = _parents(ecosystem), {node}, [node]
    while open_:
        new = parents.get(open_.pop(), set()) - found
        found |= new
        open_ += new
    return found


@dataclass(frozen=True)
class Body:
    """What speaks for a meeting.

    Attributes
    ----------
    fields : frozenset of str
        Its sectors.
    broad : bool
        Whether it works for all sectors, or for unknown ones.
    functions : frozenset of str
        What it can do for others.
    house : frozenset of str
        Itself and the bodies it belongs to.
    """

    kind: str
    fields: frozenset[str]
    broad: bool
    functions: frozenset[str]
    house: frozenset[str]

    def helps(self, other: Body) -> bool:
        """Tell whether it offers something to a firm, in its field if it works in some only."""
        near = self.broad or bool(self.fields & other.fields)
        return other.kind in _FIRMS and bool(self.functions) and near


def bodies(ecosystem: Ecosystem, ids: Iterable[str]) -> dict[str, Body]:
    """Return what speaks for meetings of organisations."""
    rows = ecosystem.organisations.loc[sorted(ids), ["kind", "sectors", "functions"]]
    cells = zip(rows.index, rows["kind"], rows["sectors"], rows["functions"], strict=True)
    return {
        str(node): Body(
            str(kind),
            _items(sectors) - {CROSS_SECTOR},
            CROSS_SECTOR in _items(sectors) or not _items(sectors),
            _items(functions),
            frozenset(_house(ecosystem, str(node))),
        )
        for node, kind, sectors, functions in cells
    }


def _items(cell: object) -> frozenset[str]:
    return frozenset(split_list(cell)) if isinstance(cell, str) else frozenset()


def pairs(ecosystem: Ecosystem, invited: Mapping[str, Body], most: int) -> list[Pair]:
    """Return the pairs worth introducing, the best first.

    They have no tie on record, belong to no common body, and have a field in common or one can help the other. Whoever
    has such a pair is in one; second pairs only fill up to `most`.
    """
    tied = tied_pairs(ecosystem)
    worth = {
        pair: (value, len(common(ecosystem, *pair)))
        for pair in combinations(sorted(invited), 2)
        if pair not in tied and (value := _worth(invited[pair[0]], invited[pair[1]]))
    }
    best = sorted(worth, key=lambda pair: (-worth[pair][0], -worth[pair][1], pair))
    chosen: list[Pair] = []
    seen: set[str] = set()
    for new in (2, 1):
        for pair in best:
            if len(set(pair) - seen) >= new:
                chosen.append(pair)
                seen |= set(pair)
    chosen += [pair for pair in best if pair not in chosen][: max(0, most - len(chosen))]
    return sorted(chosen, key=best.index)


def _worth(first: Body, last: Body) -> int:
    if first.house & last.house:
        return 0
    return len(first.fields & last.fields) + first.helps(last) + last.helps(first)


def introducers(ecosystem: Ecosystem, invited: Mapping[str, Body], pair: Pair) -> list[str]:
    """Return who could introduce two: organisations tied to both that one would ask for it, those invited first.

    A start-up or an enterprise introduces nobody to an institution, and only a State body introduces an institution to
    a State body.
    """
    kinds = ecosystem.organisations["kind"]
    between = common(ecosystem, *pair)
    of_pair: Sequence[str] = [invited[node].kind for node in pair]
    if not set(of_pair) <= set(_FIRMS):
        between = [node for node in between if kinds[node] not in _FIRMS]
    if _STATE in of_pair and not set(of_pair) & set(_FIRMS):
        between = [node for node in between if kinds[node] == _STATE]
    return sorted(between, key=lambda node: node not in invited)
