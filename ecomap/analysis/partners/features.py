"""What is told of each pair of asker and candidate, under the named parts of the score."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import sparse

from ecomap.analysis.partners.history import Flags, Ints
from ecomap.analysis.partners.profiles import ENTRIES, ROUNDS, Profiles, one_hot

Block = npt.NDArray[np.float32]

_TINY = 1e-6
_STRENGTH = {"region": 10.0, "sector": 10.0, "cell": 5.0, "stage": 10.0}
"""A share is pulled to that of all askers as if so many ties more had been seen (additive smoothing)."""
PART_OF = {"region": "region", "sector": "sector", "cell": "record"}
RETRIEVED = 120
"""Candidates that each simple score brings into the closer choice."""


class Pairs:
    """Features of every pair of some askers with every candidate.

    Parameters
    ----------
    profiles : Profiles
    askers : array of int
        Positions of organisations.
    warm : bool
        Whether the askers have partners already; only then there is a part ``network``.
    """

    def __init__(self, profiles: Profiles, askers: Ints, warm: bool) -> None:
        self.profiles, self.askers, self.warm = profiles, askers, warm
        self.known: Flags = profiles.ties["all"][askers].toarray() > 0
        self.known |= profiles.candidates[None, :] == askers[:, None]
        self.blocks: dict[str, Block] = {}
        self._popularity()
        for group in PART_OF:
            self._group(group)
        self._related()
        self._own()
        self._stage()
        if warm:
            self._network()

    def _put(self, part: str, name: str, block: npt.NDArray[np.floating]) -> None:
        shape = (len(self.askers), self.profiles.c)
        self.blocks[f"{part}.{name}"] = np.broadcast_to(block.astype(np.float32), shape)

    def _popularity(self) -> None:
        profiles = self.profiles
        for kind, counts in (("all", profiles.popularity), ("first", profiles.first_popularity)):
            for memory, count in counts.items():
                self._put("popularity", f"{kind} {memory}", np.log(_share(count) + _TINY))
        last, first = profiles.last_and_first()
        self._put("activity", "last", np.log1p(last))
        self._put("activity", "first", np.log1p(first))
        for days in (90, 365):
            self._put("activity", f"within {days}", np.log1p(profiles.within(days)))
        trend = (_share(profiles.popularity["fast"]) + _TINY) / (_share(profiles.popularity["all"]) + _TINY)
        self._put("activity", "trend", np.log(trend))

    def _group(self, group: str) -> None:
        profiles, part = self.profiles, PART_OF[group]
        rows = profiles.groups[group][self.askers]
        for memory in ("all", "slow"):
            count = (rows @ profiles.counts[f"{group} {memory}"]).toarray()
            base = profiles.popularity[memory]
            self._put(part, f"lift {memory}", _lift(count, _share(base), _STRENGTH[group]))
            self._put(part, f"count {memory}", np.log(count + 0.01))
            self._put(part, f"own {memory}", count / (base + 0.1))
            first = (rows @ profiles.counts[f"{group} first {memory}"]).toarray()
            share = _share(profiles.first_popularity[memory])
            self._put(part, f"first lift {memory}", _lift(first, share, _STRENGTH[group]))

    def _related(self) -> None:
        """Ties in regions and sectors like those of the asker."""
        profiles, popularity = self.profiles, self.profiles.popularity
        near = {
            group: sparse.csr_array(profiles.groups[group][self.askers] @ profiles.related[group])
            for group in ("region", "sector")
        }
        for group, rows in near.items():
            count = (rows @ profiles.counts[f"{group} all"]).toarray()
            self._put(group, "related", np.log(count / (popularity["all"] + _TINY) + _TINY))
        cells = profiles.cells(profiles.traits.region[self.askers], near["sector"])
        count = (cells @ profiles.counts["cell slow"]).toarray()
        self._put("record", "related count", np.log(count + 0.01))
        self._put("record", "related own", count / (popularity["slow"] + 0.1))

    def _own(self) -> None:
        """Where the candidates themselves are and what they work in, which tells of those with few ties."""
        profiles = self.profiles
        theirs, between = profiles.own_regions
        mine = profiles.traits.region[self.askers]
        known = (mine[:, None] >= 0) & (theirs[None, :] >= 0)
        self._put("region", "same", np.where(known, mine[:, None] == theirs[None, :], 0.5))
        lift = _lift(between, _share(between.sum(axis=0)), _STRENGTH["region"])
        self._put("region", "between", np.where(known, lift[mine[:, None], theirs[None, :]], 0.0))
        self._put("sector", "own", profiles.sector_likeness(self.askers))

    def _stage(self) -> None:
        profiles = self.profiles
        codes = {
            "age": profiles.age_group(self.askers),
            "entry": np.digitize(profiles.degree[self.askers], ENTRIES),
            "round": np.minimum(profiles.rounds[self.askers], ROUNDS - 1),
        }
        base = _share(profiles.popularity["slow"])
        for name, code in codes.items():
            rows = one_hot(code.astype(np.int64), profiles.stages[name].shape[0])
            count = (rows @ profiles.stages[name]).toarray()
            self._put("stage", name, _lift(count, base, _STRENGTH["stage"]))

    def _network(self) -> None:
        """Who the candidate is partner together with, among the partners that the asker has."""
        profiles, company = self.profiles, self.profiles.company
        mine, late = profiles.ties["all"][self.askers], profiles.ties["slow"][self.askers]
        number = np.maximum(profiles.degree[self.askers], 1).astype(np.float32)[:, None]
        size = {name: np.sqrt(count + 0.3) for name, count in profiles.popularity.items()}
        cosine = (mine @ company["cosine"]).toarray()
        follows = (mine @ company["follows"]).toarray()
        allocation = (mine @ company["allocation"]).toarray()
        self._put("network", "cosine", cosine)
        self._put("network", "mean cosine", cosine / number)
        self._put("network", "recent cosine", (late @ company["recent"]).toarray())
        self._put("network", "Adamic-Adar", (mine @ company["adamic_adar"]).toarray())
        self._put("network", "allocation", allocation)
        self._put("network", "allocation by size", allocation / size["all"])
        self._put("network", "follows", follows)
        self._put("network", "mean follows", follows / number)
        self._put("network", "follows by size", follows / size["slow"])
        even = mine @ sparse.diags_array(1 / np.sqrt(np.maximum(profiles.popularity["all"], 0.5)))
        likeness = ((even @ profiles.factors) / np.sqrt(number)) @ profiles.factors.T
        self._put("network", "factors", likeness)
        self._put("network", "factors by size", likeness * np.sqrt(profiles.popularity["slow"] + 0.1))

    def closer_choice(self) -> Flags:
        """Return which pairs are worth a closer look: the first of each of several simple scores."""
        b = self.blocks
        late = b["popularity.all slow"]
        first = b["popularity.first slow"]
        scores = [
            b["popularity.all fast" if self.warm else "popularity.first fast"],
            b["popularity.all all"],
            b["region.lift slow"] + late,
            b["sector.lift slow"] + late,
            b["record.lift slow"] + late,
            b["region.lift slow"] + b["sector.lift slow"] + late,
            b["region.first lift slow"] + b["sector.first lift slow"] + first,
        ]
        if self.warm:
            names = ("cosine", "Adamic-Adar", "factors by size", "recent cosine", "allocation by size")
            scores += [b[f"network.{name}"] for name in names]
        chosen = np.zeros(self.known.shape, dtype=bool)
        width = min(RETRIEVED, self.profiles.c)
        for score in scores:
            open_score = np.where(self.known, -np.inf, score)
            first_ones = np.argpartition(-open_score, width - 1, axis=1)[:, :width]
            np.put_along_axis(chosen, first_ones, True, axis=1)
        return chosen & ~self.known

    def table(self, rows: Ints, columns: Ints) -> Block:
        """Return the features of some pairs, one row each, in the order of `names`."""
        return np.column_stack([block[rows, columns] for block in self.blocks.values()])

    @property
    def names(self) -> list[str]:
        """Names of the features: part, dot, name."""
        return list(self.blocks)


def parts_of(names: list[str]) -> Mapping[str, list[int]]:
    """Return the positions of the features of each part."""
    found: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        found.setdefault(name.partition(".")[0], []).append(at)
    return found


def _share(count: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return count / max(float(count.sum()), 1e-9)


def _lift(
    count: npt.NDArray[np.floating], base: npt.NDArray[np.float64], strength: float
) -> npt.NDArray[np.floating]:
    """Return the logarithm of how much more often candidates occur in a group than among all, smoothed."""
    total = count.sum(axis=1, keepdims=True)
    return np.log((count + strength * base + 1e-7) / (total + strength) / (base + _TINY))
