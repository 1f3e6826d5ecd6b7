"""Which records of two versions are the same one, although an id was changed or records were merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from ecomap.ecosystem import Ecosystem


@dataclass(frozen=True)
class Pairing:
    """How the rows of a table in two versions belong together.

    Attributes
    ----------
    same : tuple of (str, str)
        Old and new key of each row that both versions have, in order of the new key.
    merged : mapping of str to str
        Key of an old row -> key of the new row it went into beside another one.
    split : mapping of str to str
        Key of a new row -> key of the old row it came from beside another one.
    gone, new : tuple of str
        Keys without a counterpart, sorted.
    """

    same: tuple[tuple[str, str], ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    split: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def aliases(*ecosystems: Ecosystem) -> dict[str, str]:
    """Return one name for all ids that the snapshots say belong to one record: the least of them.

    Former ids of every version count, whichever is newer, so that the comparison reads the same both ways. Ids
    that were never changed are left out.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for ecosystem in ecosystems:
        for former, current in ecosystem.former_ids.items():
            first, last = sorted((root(str(former)), root(str(current))))
            parent[last] = first
    return {name: root(name) for name in parent}


def pair_records(old: pd.Index, new: pd.Index, known: Mapping[str, str]) -> Pairing:
    """Pair the ids of two versions: equal ids first, then those that `known` (see `aliases`) holds for one."""
    olds, news = set(map(str, old)), set(map(str, new))
    same = {name: name for name in olds & news}
    left = _by_alias(olds - news, known), _by_alias(news - olds, known)
    there = _by_alias(olds, known), _by_alias(news, known)
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    gone: list[str] = []
    added: list[str] = []
    for alias in sorted(left[0].keys() | left[1].keys()):
        before, after = left[0].get(alias, []), left[1].get(alias, [])
        paired = min(len(before), len(after))
        same |= dict(zip(before[:paired], after[:paired], strict=True))
        targets, origins = there[1].get(alias), there[0].get(alias)
        for name in before[paired:]:
            if targets:
                merged[name] = targets[0]
            else:
                gone.append(name)
        for name in after[paired:]:
            if origins:
                split[name] = origins[0]
            else:
                added.append(name)
    ordered = tuple(sorted(same.items(), key=lambda ids: (ids[1], ids[0])))
    return Pairing(ordered, merged, split, tuple(sorted(gone)), tuple(sorted(added)))


def _by_alias(names: Iterable[str], known: Mapping[str, str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(known.get(name, name), []).append(name)
    return groups


def pair_by_key(old: pd.DataFrame, new: pd.DataFrame, loose: int) -> Pairing:
    """Pair rows by their key cells, then those left by the first `loose` of these, in order of the rest.

    Parameters
    ----------
    old, new : DataFrame of str
        Key cells, indexed by the key of the row. Several rows may have equal cells.
    loose : int
        How many columns still make a row the same one; the others, such as the day a tie began, may have been
        corrected. As many as there are columns: none may.
    """
    left, right = _cells(old), _cells(new)
    same: list[tuple[str, str]] = []
    merged: dict[str, str] = {}
    split: dict[str, str] = {}
    for width in dict.fromkeys((old.shape[1], loose)):
        before, after = _groups(left, width), _groups(right, width)
        for cells in sorted(before.keys() & after.keys()):
            pairs = list(zip(before[cells], after[cells], strict=False))
            same += pairs
            if width == old.shape[1]:  # the same cells twice in one version: one row was taken into the other
                merged |= dict.fromkeys(before[cells][len(pairs) :], after[cells][0])
                split |= dict.fromkeys(after[cells][len(pairs) :], before[cells][0])
        used_old = {first for first, _ in same} | merged.keys()
        used_new = {last for _, last in same} | split.keys()
        left = {key: cells for key, cells in left.items() if key not in used_old}
        right = {key: cells for key, cells in right.items() if key not in used_new}
    ordered = tuple(sorted(same, key=lambda keys: (keys[1], keys[0])))
    return Pairing(ordered, merged, split, tuple(sorted(left)), tuple(sorted(right)))


def _cells(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    columns = [frame[name].tolist() for name in frame]
    return {
        str(key): cells
        for key, *cells_ in zip(frame.index, *columns, strict=True)
        for cells in [tuple(cells_)]
    }


def _groups(rows: Mapping[str, tuple[str, ...]], width: int) -> dict[tuple[str, ...], list[str]]:
    groups: dict[tuple[str, ...], list[str]] = {}
    for key, cells in sorted(rows.items(), key=lambda item: (item[1], item[0])):
        groups.setdefault(cells[:width], []).append(key)
    return groups
