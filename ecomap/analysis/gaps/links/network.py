"""The network as arrays, for what must be computed many times over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import (
    base,
    coverage_share,
    generator,
    once_per_snapshot,
    recently_named,
    supporters,
)
from ecomap.analysis.resampling import Edges, resampled
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.network import simple_graph

Flags = npt.NDArray[np.bool_]

RESAMPLES = 60
MISSED = N_("range if one in five ties went unlisted")
"""What the ends are of a figure over `draws`."""

GONE = ("inactive", "planned", "ended")
"""Status of what cannot help anybody now."""

SUPPORT_FUNCTIONS = (
    "incubation",
    "finance",
    "lab",
    "research",
    "market",
    "mentoring",
    "legal_ip",
    "tech_transfer",
)


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes in the order of their ids, tied pairs, and who plays which part.

    Attributes
    ----------
    ids : Index
        Organisations and programmes.
    edges : array of int, shape (m, 2)
    startup, support, organisation, present : array of bool, shape (n,)
        Start-ups of today (see `startups_of_today`); who supports others (has one of `SUPPORT_FUNCTIONS`, is an
        investor, or see `ecomap.analysis.evidence.supporters`); organisations, so not programmes; neither
        planned, stopped nor ended.
    """

    ids: pd.Index
    edges: Edges
    startup: Flags
    support: Flags
    organisation: Flags
    present: Flags

    def __len__(self) -> int:
        return len(self.ids)

    def with_function(self, ecosystem: Ecosystem, *functions: str) -> Flags:
        """Return the organisations that have one of these functions."""
        tags = ecosystem.tags("organisations", "functions")
        return np.asarray(self.ids.isin(tags.index[tags.isin(functions)]))

    def of_kind(self, ecosystem: Ecosystem, *kinds: str) -> Flags:
        """Return the organisations of these kinds."""
        organisations = ecosystem.organisations
        return np.asarray(self.ids.isin(organisations.index[organisations["kind"].isin(kinds)]))


def adjacency(edges: Edges, n: int) -> sparse.csr_array:
    """Return the symmetric 0/1 matrix of tied pairs."""
    both = np.concatenate([edges, edges[:, ::-1]])
    return sparse.csr_array((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(n, n))


@once_per_snapshot
def startups_of_today(ecosystem: Ecosystem) -> tuple[pd.Index, pd.Index]:
    """Return the start-ups of the region that may be at work today, and those of which that is not known.

    A project that is no company, whose status no source tells and which no source of the last three years names
    (see `ecomap.analysis.evidence.recently_named`), is an idea of some contest of the past as likely as a start-up
    of today: it is not known, and not counted. Where no source has a date nothing is old.
    """
    organisations = ecosystem.organisations
    young = organisations[
        organisations["in_region"]
        & (organisations["kind"] == "startup")
        & ~organisations["status"].isin(GONE)
    ]
    named = recently_named(ecosystem)
    if named is None:
        return young.index, young.index[:0]
    idea = (young["subkind"] == "project").fillna(False) & (young["status"] == "unknown").fillna(True)
    unknown = idea.to_numpy(dtype=bool) & ~young.index.isin(named)
    return young.index[~unknown], young.index[unknown]


def known_share(ecosystem: Ecosystem) -> float | None:
    """Return which share of the start-ups there are is listed and known to be of today; None if none is listed."""
    today, unknown = startups_of_today(ecosystem)
    if today.empty:
        return None
    listed = coverage_share(ecosystem, ["startup"])
    return len(today) / (len(today) + len(unknown)) * (1.0 if listed is None else listed)


@once_per_snapshot
def network(ecosystem: Ecosystem) -> Network:
    """Return the network of a snapshot."""
    graph = simple_graph(ecosystem)
    ids = pd.Index(list(graph), dtype="str", name="id")
    place = {node: position for position, node in enumerate(ids)}
    edges = np.array([sorted((place[a], place[b])) for a, b in graph.edges()], dtype=np.int64).reshape(-1, 2)
    organisations = ecosystem.organisations
    status = pd.concat([organisations["status"], ecosystem.programmes["status"]]).reindex(ids)
    present = ~status.isin(GONE).to_numpy(dtype=bool)
    kind = organisations["kind"].reindex(ids)
    tags = ecosystem.tags("organisations", "functions")
    helps = ids.isin(tags.index[tags.isin(SUPPORT_FUNCTIONS)]) | kind.eq("investor").fillna(False).to_numpy()
    helps |= ids.isin(supporters(ecosystem))
    firm = kind.eq("startup").fillna(False).to_numpy(dtype=bool)
    return Network(
        ids,
        edges,
        np.asarray(ids.isin(startups_of_today(ecosystem)[0])),
        helps & ~firm & present,
        np.asarray(ids.isin(organisations.index)),
        present,
    )


@once_per_snapshot
def draws(ecosystem: Ecosystem) -> list[sparse.csr_array]:
    """Return adjacency matrices of `RESAMPLES` networks with ties taken out and put in.

    Those of a scenario are those of its base with the changes made in each: what it adds is there in all of them.
    """
    net, rng = network(ecosystem), generator("links")
    if (before := base(ecosystem)) is not None:
        return _changed(network(before), net, draws(before))
    return [adjacency(resampled(net.edges, len(net), rng), len(net)) for _ in range(RESAMPLES)]


def _changed(old: Network, new: Network, drawn: list[sparse.csr_array]) -> list[sparse.csr_array]:
    """Make the changes from one network to another in each of the networks drawn for the first."""
    place, n = new.ids.get_indexer(old.ids), len(new)
    code = np.array([n, 1])
    was = place[old.edges]
    was = np.sort(was[(was >= 0).all(axis=1)], axis=1) @ code
    now = np.sort(new.edges, axis=1) @ code
    added, gone = np.setdiff1d(now, was), np.setdiff1d(was, now)
    networks = []
    for matrix in drawn:
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        ends = np.stack([place[rows], place[matrix.indices]], axis=1)
        ends = ends[(ends >= 0).all(axis=1) & (ends[:, 0] < ends[:, 1])]
        kept = np.union1d(np.setdiff1d(ends @ code, gone, assume_unique=True), added)
        networks.append(adjacency(np.stack([kept // max(n, 1), kept % max(n, 1)], axis=1), n))
    return networks


def constraint(matrix: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Return Burt's constraint of every node (see `ecomap.network.measures`); NaN without ties."""
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    share = matrix.multiply(1 / np.maximum(degree, 1)[:, None]).tocsr()
    invested = (share + share @ share).multiply(matrix)
    total = np.asarray(invested.multiply(invested).sum(axis=1)).ravel()
    return np.where(degree > 0, total, np.nan)
