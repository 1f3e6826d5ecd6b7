"""Who made ties with whom and when, as arrays: what ranking is learned from and judged by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.ecosystem import Ecosystem, last_day

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

SERVED: Mapping[str, str] = {
    "invests_in": "target",
    "grants_to": "target",
    "incubates": "target",
    "supports": "target",
    "hosts": "target",
    "transfers_tech_to": "target",
    "supplies_to": "target",
    "awards": "target",
    "orders_from": "target",
    "partners_with": "both",
}
"""Types of tie that a suggestion can bring about, and the end that asks for them: the one that is served. The
supplier asks for the customer that orders from it; partners ask for each other."""


@dataclass(frozen=True, eq=False)
class Traits:
    """What is known of every organisation, in the order of ``ecosystem.organisations``.

    Only what does not change with time or is dated by itself: stage, status, functions and texts describe today,
    so learning from them about the past would be learning from the future.

    Attributes
    ----------
    region : array of int
        Number of its ward (or else of its province); -1 where not known.
    sectors : sparse matrix, shape (organisations, sectors)
        1 where it works in the sector.
    founded : array of float
        Year; NaN where not known.
    """

    region: Ints
    sectors: sparse.csr_array
    founded: Floats

    @property
    def regions(self) -> int:
        """Number of different regions."""
        return int(self.region.max(initial=-1)) + 1


@dataclass(frozen=True, eq=False)
class Ties:
    """Dated ties as pairs of askers and partners, sorted by day, asker and partner.

    Attributes
    ----------
    asker, partner : array of int
        Positions in ``ecosystem.organisations``.
    first, last : array of float
        Earliest and latest day the tie may have begun, in days since 1970.
    """

    asker: Ints
    partner: Ints
    first: Floats
    last: Floats

    def __len__(self) -> int:
        return len(self.asker)

    def where(self, kept: Flags) -> Ties:
        """Return some of the ties."""
        return Ties(self.asker[kept], self.partner[kept], self.first[kept], self.last[kept])

    def before(self, day: float) -> Ties:
        """Return the ties that surely began before a day, the earliest of each pair only."""
        kept = self.where(self.last < day)
        return kept.where(_earliest(kept))

    def new(self, start: float, end: float) -> Ties:
        """Return the ties begun from `start` to before `end` by pairs with no tie that may be older."""
        recent = self.where((self.first >= start) & (self.first < end))
        old = self.where(self.first < start)
        recent = recent.where(~np.isin(recent._keys(), old._keys()))
        return recent.where(_earliest(recent))

    def _keys(self) -> Ints:
        return self.asker * (1 << 32) + self.partner


def _earliest(ties: Ties) -> Flags:
    kept = np.zeros(len(ties), dtype=bool)
    kept[np.unique(ties._keys(), return_index=True)[1]] = True
    return kept


def day_number(when: object) -> float:
    """Return a day as days since 1970."""
    return float(pd.Timestamp(when).to_datetime64().astype("datetime64[D]").astype(np.int64))  # type: ignore[arg-type]


def traits(ecosystem: Ecosystem) -> Traits:
    """Return what is known of every organisation."""
    organisations = ecosystem.organisations
    place = organisations["ward_code"].fillna(organisations["province"])
    tags = ecosystem.tags("organisations", "sectors")
    codes = pd.Index(ecosystem.sectors.index)
    rows, columns = organisations.index.get_indexer(tags.index), codes.get_indexer(pd.Index(tags))
    sectors = sparse.csr_array(
        (np.ones(len(tags)), (rows, columns)), shape=(len(organisations), len(codes)), dtype=np.float64
    )
    return Traits(
        region=pd.factorize(place, sort=True)[0].astype(np.int64),
        sectors=sectors,
        founded=organisations["founded_year"].astype("Float64").to_numpy(float, na_value=np.nan),
    )


def dated_ties(ecosystem: Ecosystem, relations: Sequence[str]) -> Ties:
    """Return the dated ties between organisations of some types, with the end that asks first.

    A tie of two ends that both ask (``partners_with``) is there twice. Pairs that also have an undated tie of
    these types are left out: which came first is not known.
    """
    ties, _, undated = _all_ties(ecosystem, relations)
    dated = ties.where(~undated)
    order = np.lexsort((dated.partner, dated.asker, dated.first))
    return Ties(dated.asker[order], dated.partner[order], dated.first[order], dated.last[order])


def left_out(ecosystem: Ecosystem, relations: Sequence[str], day: float) -> tuple[int, int]:
    """Return how many ties of some types can be put neither before nor after a day.

    Returns
    -------
    undated, straddling : int
        Those left out by `dated_ties`, and those dated so coarsely that they may lie on either side of the day.
    """
    ties, rows, undated = _all_ties(ecosystem, relations)
    straddling = ~undated & (ties.first < day) & (ties.last >= day)
    return len(np.unique(rows[undated])), len(np.unique(rows[straddling]))


def _all_ties(ecosystem: Ecosystem, relations: Sequence[str]) -> tuple[Ties, Ints, Flags]:
    """Return all ties of some types in the order of the table, their rows, and which are of a pair with an undated."""
    ties = ecosystem.ties[ecosystem.ties["type"].isin(relations)]
    index = ecosystem.organisations.index
    source, target = index.get_indexer(ties["source"]), index.get_indexer(ties["target"])
    both = ties["type"].map(SERVED).eq("both").to_numpy()
    turned = np.flatnonzero(both)
    rows = np.concatenate([np.arange(len(ties)), turned])
    asker, partner = np.concatenate([target, source[turned]]), np.concatenate([source, target[turned]])
    first = _days(ties["start_on"])[rows]
    last = _days(last_day(ties["start_date"]))[rows]
    inside = (asker >= 0) & (partner >= 0) & (asker != partner)
    kept = Ties(asker, partner, first, last).where(inside)
    dateless = np.isnan(kept.first)
    return kept, rows[inside], dateless | np.isin(kept._keys(), kept.where(dateless)._keys())


def _days(moments: pd.Series) -> Floats:
    days = (moments - pd.Timestamp(0)) / pd.Timedelta(days=1)
    return np.asarray(days.to_numpy(dtype=float, na_value=np.nan), dtype=np.float64)
