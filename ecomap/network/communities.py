"""Groups of nodes tied more among themselves than with the rest, each with a name a reader can use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import networkx as nx
import numpy as np
import pandas as pd

from ecomap.network import kernels
from ecomap.network.graph import per_snapshot, simple_graph

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

# A sector or ward names a community if it holds at least this share of its members with a known one, is this
# much more common there than in the network, and is shared by this many.
_SHARE, _LIFT, _COUNT = 0.4, 1.25, 3
_ALL_SECTORS = "cross_sector"
"""Code of those that work for all sectors: true of a group, but no name for it."""


@dataclass(frozen=True)
class Community:
    """A group of organisations and programmes found by their ties.

    `hub` is the member with most ties inside. `main_sector` and `main_ward` are the codes that stand out in
    it, or None. `naming` says which of the three names it; no two communities of a network share a name.
    """

    id: int
    members: tuple[str, ...]
    hub: str
    main_sector: str | None
    main_ward: str | None
    naming: Literal["sector", "place", "hub"]

    @property
    def size(self) -> int:
        """Number of members."""
        return len(self.members)


@per_snapshot
def communities(ecosystem: Ecosystem, seed: int = 0) -> tuple[Community, ...]:
    """Return the communities of the network, largest first.

    Louvain's method [1]_ moves nodes between groups as long as modularity grows: the share of ties inside
    groups less what would lie inside by chance. Two tied several times count as more strongly tied.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot.
    seed : int
        The order in which nodes are tried depends on it; the same seed gives the same communities, whatever
        the order of rows.

    Returns
    -------
    tuple of Community
        Numbered from 0 by falling size. Those without ties are in none. Empty if there are no ties.

    Notes
    -----
    A description, not a fact: other seeds give somewhat other groups, groups smaller than about the square
    root of twice the number of ties can be swallowed by larger ones [2]_, and each node is in one group only.
    A community is named by the sector, else the ward, that at least 40 % of its members share and that is at
    least 1.25 times as common there as overall; else by its hub. A name goes to the largest that claims it.

    References
    ----------
    .. [1] Blondel, V. D., Guillaume, J.-L., Lambiotte, R., Lefebvre, E. (2008). Fast unfolding of communities
       in large networks. J. Stat. Mech., P10008.
    .. [2] Fortunato, S., Barthélemy, M. (2007). Resolution limit in community detection. PNAS 104, 36–41.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import communities
    >>> found = communities(ecomap.load("data"))
    >>> found[0].id, found[0].size >= found[-1].size
    (0, True)
    """
    graph = simple_graph(ecosystem)
    groups = sorted(_louvain(graph, seed), key=lambda group: (-len(group), group[0]))
    sectors = ecosystem.tags("organisations", "sectors")
    sectors = sectors[sectors != _ALL_SECTORS]
    wards = ecosystem.organisations["ward_code"].dropna()
    found: list[Community] = []
    taken: set[tuple[str, str]] = set()
    for number, members in enumerate(groups):
        hub = _hub(graph, members)
        sector, ward = _standing_out(sectors, members), _standing_out(wards, members)
        naming: Literal["sector", "place", "hub"] = "hub"
        if sector and ("sector", sector) not in taken:
            naming = "sector"
            taken.add(("sector", sector))
        elif ward and ("place", ward) not in taken:
            naming = "place"
            taken.add(("place", ward))
        found.append(Community(number, members, hub, sector, ward, naming))
    return tuple(found)


def membership(ecosystem: Ecosystem, seed: int = 0) -> pd.Series:
    """Return the number of each node's community: index ``id``, Int64, missing for nodes without ties.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.network import membership
    >>> str(membership(ecomap.load("data")).dtype)
    'Int64'
    """
    number = {node: community.id for community in communities(ecosystem, seed) for node in community.members}
    index = pd.Index(simple_graph(ecosystem), name="id")
    return pd.Series([number.get(node) for node in index], index=index, dtype="Int64", name="community")


def _louvain(graph: nx.Graph, seed: int) -> Iterable[tuple[str, ...]]:
    tied = [node for node in graph if graph.degree(node)]
    # Numbers instead of ids: sets of texts are walked in an order that changes from process to process.
    number = {node: index for index, node in enumerate(tied)}
    if not tied:
        return []
    edges = np.array([(number[a], number[b], n) for a, b, n in graph.edges(data="weight")])
    groups = kernels.run(kernels.louvain, len(tied), edges[:, :2], edges[:, 2], seed)
    return [tuple(tied[index] for index in group) for group in groups]


def _hub(graph: nx.Graph, members: tuple[str, ...]) -> str:
    inside = set(members)
    return min(members, key=lambda node: (-sum(other in inside for other in graph[node]), node))


def _standing_out(values: pd.Series, members: tuple[str, ...]) -> str | None:
    """Return the value that marks the members out, or None. `values` may hold several rows for one id."""
    known = values[values.index.isin(members)]
    n_known, n_all = known.index.nunique(), values.index.nunique()
    overall = Counter(values)
    for value, n in sorted(Counter(known).items(), key=lambda item: (-item[1], item[0])):
        share = n / n_known
        if n >= _COUNT and share >= _SHARE and share >= _LIFT * overall[value] / n_all:
            return str(value)
    return None
