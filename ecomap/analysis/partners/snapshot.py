"""What the suggestions need of a snapshot, computed once: who helped whom, what is common, what is recent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import CROSS_SECTOR, once_per_snapshot, source_dates
from ecomap.analysis.partners.history import SERVED
from ecomap.ecosystem import Ecosystem
from ecomap.network import simple_graph
from ecomap.network.graph import adjacency

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

CROSS_WORTH = 0.5
"""How near a body of no particular sector is to any sector."""
_SHRINK = 3.0
"""Added to the count of either sector: a pair seen together once says little."""
_ACTIVE = {"active": 1.0, "planned": 0.3, "inactive": 0.0}
HELPED_BY = {code: end for code, end in SERVED.items() if code != "awards"}
"""Ties that carry support. A prize honours what was done without the giver."""
_HALF_LIFE_YEARS = 3.0
"""After so many years without news the freshness of what is known has halved."""


@dataclass(frozen=True, eq=False)
class Ground:
    """Arrays about the organisations, in their order in the snapshot.

    Attributes
    ----------
    ids : Index
    kind, subkind, province, ward : array of object
        Empty text where not known.
    sectors : array of bool, shape (organisations, sectors)
        In the order of ``ecosystem.sectors``.
    related : array, shape (sectors, sectors)
        How near two sectors are, 0 to 1 (see `relatedness`).
    stage_rank : array of float
        NaN where not known.
    helper, helped : array of int
        Ends of the ties by which someone was helped (`HELPED_BY`), each pair once.
    matrix : sparse matrix, shape (nodes, nodes)
        Who is tied with whom (`ecomap.network.adjacency`).
    node : array of int
        Number of each organisation among the nodes.
    programme : array of bool, shape (nodes,)
        Which nodes are programmes.
    status : array of object
    activity : array of float
        0 to 1: mean of what the status says and of the freshness of its newest source; NaN if neither is known. A
        status that no dated source bears out counts half, as nobody knows when it was true.
    dated : array of bool
        Whether any source of it bears a date.
    """

    ids: pd.Index
    kind: Texts
    subkind: Texts
    province: Texts
    ward: Texts
    sectors: Flags
    related: Floats
    stage_rank: Floats
    helper: Ints
    helped: Ints
    matrix: sparse.csr_array
    node: Ints
    programme: Flags
    status: Texts
    activity: Floats
    dated: Flags

    @property
    def degree(self) -> Ints:
        """Number of others each node of the network is tied with."""
        return np.diff(self.matrix.indptr).astype(np.int64)


@once_per_snapshot
def ground(ecosystem: Ecosystem) -> Ground:
    """Return the arrays of a snapshot."""
    organisations = ecosystem.organisations
    texts = {
        name: organisations[name].fillna("").to_numpy(dtype=object)
        for name in ("kind", "subkind", "province", "ward_code", "status")
    }
    own = _membership(ecosystem, "organisations", organisations.index)
    helper, helped = _help(ecosystem)
    nodes = pd.Index(list(simple_graph(ecosystem)))
    fresh = _freshness(ecosystem)
    return Ground(
        ids=organisations.index,
        kind=texts["kind"],
        subkind=texts["subkind"],
        province=texts["province"],
        ward=texts["ward_code"],
        sectors=own,
        related=relatedness(ecosystem),
        stage_rank=organisations["stage"].map(ecosystem.stages["rank"].astype(float)).to_numpy(float),
        helper=helper,
        helped=helped,
        matrix=adjacency(ecosystem),
        node=nodes.get_indexer(organisations.index).astype(np.int64),
        programme=nodes.isin(ecosystem.programmes.index),
        status=texts["status"],
        activity=_activity(texts["status"], fresh),
        dated=np.isfinite(fresh),
    )


@once_per_snapshot
def relatedness(ecosystem: Ecosystem) -> Floats:
    """Return how near sectors are to each other, learned from where they occur together.

    Two sectors are near if bodies and programmes that work in one often work in the other: the number of those
    with both over the larger of the two numbers (the lesser of the two conditional shares [1]_), with `_SHRINK`
    added below. A sector is 1 near itself; the sector of what is bound to none is `CROSS_WORTH` near all.

    References
    ----------
    .. [1] Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the
       development of nations. Science 317, 482–487.
    """
    held = np.vstack(
        [
            _membership(ecosystem, "organisations", ecosystem.organisations.index),
            _membership(ecosystem, "programmes", ecosystem.programmes.index),
        ]
    ).astype(float)
    together = held.T @ held
    alone = np.diag(together)
    near = together / (np.maximum(alone[:, None], alone[None, :]) + _SHRINK)
    cross = ecosystem.sectors.index.get_indexer(pd.Index([CROSS_SECTOR]))[0]
    if cross >= 0:
        near[cross, :] = near[:, cross] = CROSS_WORTH
    np.fill_diagonal(near, 1.0)
    return near


def _membership(ecosystem: Ecosystem, table: str, index: pd.Index) -> Flags:
    tags = ecosystem.tags(table, "sectors")
    codes = ecosystem.sectors.index
    held = np.zeros((len(index), len(codes)), dtype=bool)
    rows, columns = index.get_indexer(tags.index), codes.get_indexer(pd.Index(tags))
    kept = (rows >= 0) & (columns >= 0)
    held[rows[kept], columns[kept]] = True
    return held


def _help(ecosystem: Ecosystem) -> tuple[Ints, Ints]:
    ties = ecosystem.ties[ecosystem.ties["type"].isin(list(HELPED_BY))]
    index = ecosystem.organisations.index
    source, target = index.get_indexer(ties["source"]), index.get_indexer(ties["target"])
    both = ties["type"].map(HELPED_BY).eq("both").to_numpy()
    pairs = np.column_stack([np.r_[source, target[both]], np.r_[target, source[both]]])
    pairs = np.unique(pairs[(pairs >= 0).all(axis=1)], axis=0)
    return pairs[:, 0].astype(np.int64), pairs[:, 1].astype(np.int64)


def _freshness(ecosystem: Ecosystem) -> Floats:
    """Return how fresh the newest dated source of each organisation is, NaN where none bears a date."""
    dates = source_dates(ecosystem)
    tags = ecosystem.tags("organisations", "source_ids")
    newest = pd.Series(dates.reindex(pd.Index(tags)).to_numpy(), index=tags.index).groupby(level=0).max()
    held = newest.reindex(ecosystem.organisations.index)
    years = ((dates.max() - held) / pd.Timedelta(days=365.25)).to_numpy(dtype=float)
    return 0.5 ** (years / _HALF_LIFE_YEARS)


def _activity(status: Texts, fresh: Floats) -> Floats:
    by_status = np.array([_ACTIVE.get(code, np.nan) for code in status])
    known = np.isfinite(by_status)
    return np.where(known, (by_status + np.nan_to_num(fresh)) / 2, fresh)
