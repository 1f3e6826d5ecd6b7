"""Start-ups within two steps of what they need, and the new ties that would bring most of them there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.analysis.gaps.links.network import Flags, Network, adjacency, draws, network
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

BEST = 3
"""New ties that are proposed for each goal."""

WIDE = 0.9
"""Share of start-ups within two steps from which nothing is missing."""


@dataclass(frozen=True)
class Goal:
    """Something start-ups need within reach: its label (message id), the functions and kinds that give it."""

    code: str
    label: str
    functions: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    buyers: bool = False


GOALS = (
    Goal("capital", N_("capital"), ("finance",), ("investor",)),
    Goal("lab", N_("a shared laboratory"), ("lab",)),
    Goal("customer", N_("a first customer"), ("market",), buyers=True),
)


@dataclass(frozen=True)
class NewTie:
    """A tie that would help, between `hub` and `giver`, with the start-ups it brings in."""

    hub: str
    giver: str
    gained: tuple[str, ...]


@dataclass(frozen=True)
class Reach:
    """How many start-ups are within two steps of a goal.

    Attributes
    ----------
    startups, within : int
        All start-ups of today in the region (see `network.startups_of_today`), and those within two steps.
    low, high : float
        95 % interval of the share within, over networks with ties taken out and put in.
    givers : tuple of str
        Who gives what is needed.
    outside : tuple of str
        Start-ups not within two steps.
    ties : tuple of NewTie
        The best new ties in the order of their marginal gain.
    gain_low, gain_high : int
        95 % interval of the start-ups these ties together bring in.
    stands : float
        Share of these networks in which less than `WIDE` are within two steps.
    first_stands : float
        Share of these networks in which the first proposed hub is among the three best.
    """

    startups: int
    within: int
    low: float
    high: float
    givers: tuple[str, ...]
    outside: tuple[str, ...]
    ties: tuple[NewTie, ...]
    gain_low: int
    gain_high: int
    stands: float
    first_stands: float


def covered(matrix: sparse.csr_array, givers: Flags) -> Flags:
    """Return who is a giver or within two steps of one."""
    near = (matrix @ givers.astype(float) > 0) | givers
    return np.asarray((matrix @ near.astype(float) > 0) | near)


def best_hubs(matrix: sparse.csr_array, outside: Flags, joinable: Flags, k: int) -> list[tuple[int, Flags]]:
    """Choose up to `k` nodes whose new tie with a giver brings most nodes within two steps.

    A tie between hub and giver brings the hub (if it is one of `outside`) and its contacts within two
    steps, whoever the giver is, so the best set is a maximal coverage problem; taking the largest marginal
    gain each time reaches at least 1 − 1/e of the optimum.

    Parameters
    ----------
    matrix : csr_array, shape (n, n)
        Symmetric 0/1 adjacency.
    outside : array of bool, shape (n,)
        Those to be brought in.
    joinable : array of bool, shape (n,)
        Possible hubs.

    Returns
    -------
    list of (int, array of bool)
        Hub and whom it brings in, gains falling; the first position wins among equals. Hubs that bring
        nobody are left out.

    References
    ----------
    Nemhauser, Wolsey & Fisher (1978), An analysis of approximations for maximizing submodular set functions,
    Mathematical Programming 14.

    Examples
    --------
    >>> away = np.array([0, 1, 1], bool)
    >>> star = sparse.csr_array(np.array([[0, 1, 1], [1, 0, 0], [1, 0, 0]]))
    >>> [(hub, int(who.sum())) for hub, who in best_hubs(star, away, np.ones(3, bool), 2)]
    [(0, 2)]
    """
    left, chosen = outside.copy(), []
    for _ in range(k):
        gain = np.where(joinable, matrix @ left.astype(float) + left, 0)
        if not len(gain) or gain.max() < 1:
            break
        hub = int(gain.argmax())
        brought = left & (matrix[[hub]].toarray().ravel() > 0)
        brought[hub] = left[hub]
        chosen.append((hub, brought))
        left &= ~brought
    return chosen


def givers_of(ecosystem: Ecosystem, net: Network, goal: Goal) -> Flags:
    """Return the organisations, present and no start-ups of the region, that give what a goal asks for.

    For the first customer those count too that have ordered from somebody.
    """
    flags = net.with_function(ecosystem, *goal.functions)
    if goal.kinds:
        flags = flags | net.of_kind(ecosystem, *goal.kinds)
    if goal.buyers:
        ties = ecosystem.ties
        flags = flags | net.ids.isin(ties.loc[ties["type"] == "orders_from", "source"])
    return np.asarray(flags & net.organisation & net.present & ~net.startup)


def reach(ecosystem: Ecosystem, goal: Goal) -> Reach | None:
    """Return how far start-ups are from a goal; None without start-ups or givers."""
    net = network(ecosystem)
    givers = givers_of(ecosystem, net, goal)
    if not net.startup.any() or not givers.any():
        return None
    matrix = adjacency(net.edges, len(net))
    joinable = net.present & ~givers
    outside = net.startup & ~covered(matrix, givers)
    hubs = best_hubs(matrix, outside, joinable, BEST)
    hubs = [(hub, who) for hub, who in hubs if who.sum() > 1] or hubs[:1]
    choose = _chooser(
        ecosystem, net, givers & net.of_kind(ecosystem, *goal.kinds) if goal.kinds else givers, givers
    )
    ties = tuple(
        NewTie(str(net.ids[hub]), str(net.ids[choose(who)]), tuple(net.ids[who])) for hub, who in hubs
    )
    shares, gains, found = [], [], []
    for drawn in draws(ecosystem):
        away = net.startup & ~covered(drawn, givers)
        shares.append(1 - away.sum() / net.startup.sum())
        if hubs:
            gain = np.where(joinable, drawn @ away.astype(float) + away, 0)
            found.append(gain[hubs[0][0]] > 0 and (gain > gain[hubs[0][0]]).sum() < BEST)
        gains.append(sum(_brought(drawn, away, hub) for hub, _ in hubs))
    low, high = np.quantile(shares, [0.025, 0.975])
    gain_low, gain_high = np.quantile(gains, [0.025, 0.975], method="nearest")
    within = int(net.startup.sum() - outside.sum())
    return Reach(
        int(net.startup.sum()),
        within,
        float(low),
        float(high),
        tuple(net.ids[givers]),
        tuple(net.ids[outside]),
        ties,
        int(gain_low),
        int(gain_high),
        float(np.mean(np.array(shares) < WIDE)),
        float(np.mean(found)) if found else 0.0,
    )


def _brought(matrix: sparse.csr_array, left: Flags, hub: int) -> int:
    """Count whom a hub brings in, and take them out of `left`."""
    contacts = matrix.indices[matrix.indptr[hub] : matrix.indptr[hub + 1]]
    members = np.append(contacts, hub)
    brought = int(left[members].sum())
    left[members] = False
    return brought


def _chooser(ecosystem: Ecosystem, net: Network, first: Flags, givers: Flags) -> Callable[[Flags], int]:
    """Return how to choose a giver: of the region and kinds meant, most sectors in common, by id."""
    tags = ecosystem.tags("organisations", "sectors")
    organisations = ecosystem.organisations
    local = net.ids.isin(organisations.index[organisations["in_region"]])
    pool = next(np.flatnonzero(part) for part in (first & local, givers & local, givers) if part.any())
    sectors = tags[tags.index.isin(net.ids[pool])]

    def choose(who: Flags) -> int:
        wanted = tags[tags.index.isin(net.ids[who])].value_counts().to_dict()
        # One bound to no sector is better than one of another sector.
        wanted[CROSS_SECTOR] = max(1, int(who.sum()) // 2)
        common = pd.Series([wanted.get(code, 0) for code in sectors], index=sectors.index, dtype="int64")
        fit = common.groupby(level=0).sum().reindex(net.ids[pool]).fillna(0)
        return int(pool[int(np.argmax(fit.to_numpy(dtype=float)))])

    return choose
