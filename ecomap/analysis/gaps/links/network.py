"""The network as arrays, for what must be computed many times over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.analysis.resampling import Edges, resampled
from ecomap.ecosystem import Ecosystem
from ecomap.network import simple_graph

Flags = npt.NDArray[np.bool_]

RESAMPLES = 60

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
SUPPORT_KINDS = ("support_org", "investor")


@dataclass(frozen=True, eq=False)
class Network:
    """Nodes in the order of their ids, tied pairs, and who plays which part.

    Attributes
    ----------
    ids : Index
        Organisations and programmes.
    edges : array of int, shape (m, 2)
    startup, support, organisation, present : array of bool, shape (n,)
        Start-ups of the region that have not stopped; organisations that support others (see
        `SUPPORT_FUNCTIONS`, `SUPPORT_KINDS`) and programmes are not among the last; `present`: neither
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
def network(ecosystem: Ecosystem) -> Network:
    """Return the network of a snapshot."""
    graph = simple_graph(ecosystem)
    ids = pd.Index(list(graph), dtype="str", name="id")
    place = {node: position for position, node in enumerate(ids)}
    edges = np.array([sorted((place[a], place[b])) for a, b in graph.edges()], dtype=np.int64).reshape(-1, 2)
    organisations = ecosystem.organisations
    status = pd.concat([organisations["status"], ecosystem.programmes["status"]]).reindex(ids)
    present = ~status.isin(GONE).to_numpy(dtype=bool)
    kind, here = (
        organisations["kind"].reindex(ids),
        organisations["in_region"].reindex(ids).eq(True).to_numpy(),
    )
    tags = ecosystem.tags("organisations", "functions")
    helps = ids.isin(tags.index[tags.isin(SUPPORT_FUNCTIONS)]) | kind.isin(SUPPORT_KINDS).to_numpy()
    firm = kind.eq("startup").fillna(False).to_numpy(dtype=bool)
    stopped = status.eq("inactive").fillna(False).to_numpy(dtype=bool)
    return Network(
        ids,
        edges,
        firm & here & ~stopped,
        helps & ~firm & present,
        np.asarray(ids.isin(organisations.index)),
        present,
    )


@once_per_snapshot
def draws(ecosystem: Ecosystem) -> list[sparse.csr_array]:
    """Return adjacency matrices of `RESAMPLES` networks with ties taken out and put in."""
    net, rng = network(ecosystem), generator("links")
    return [adjacency(resampled(net.edges, len(net), rng), len(net)) for _ in range(RESAMPLES)]


def constraint(matrix: sparse.csr_array) -> npt.NDArray[np.float64]:
    """Return Burt's constraint of every node (see `ecomap.network.measures`); NaN without ties."""
    degree = np.asarray(matrix.sum(axis=1)).ravel()
    share = matrix.multiply(1 / np.maximum(degree, 1)[:, None]).tocsr()
    invested = (share + share @ share).multiply(matrix)
    total = np.asarray(invested.multiply(invested).sum(axis=1)).ravel()
    return np.where(degree > 0, total, np.nan)
