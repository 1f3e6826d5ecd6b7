"""Where to put new support points among the wards: maximal coverage and p-median, with uncertain places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ecomap.analysis import positions
from ecomap.analysis.access import LIMIT_M, SUPPLY_KINDS
from ecomap.analysis.finding import Message, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

Floats = npt.NDArray[np.float64]
Objective = Literal["coverage", "distance"]

DRAWS = 200
SOLVES = 10
SITES_LIMIT = 10
SECONDS = 10
"""How long the solver may look for one optimum."""


@dataclass(frozen=True)
class Site:
    """A new support point.

    Attributes
    ----------
    ward : str
        Code of the ward; the point stands at the point inside it.
    gain, gain_low, gain_high : float
        What it adds to those before it (95 % interval over uncertain places): share of demand covered, or
        kilometres off the mean distance.
    chosen : float
        Share of draws of the uncertain places in which the ward is in the best set.
    """

    ward: str
    gain: float
    gain_low: float
    gain_high: float
    chosen: float


@dataclass(frozen=True)
class Siting:
    """The best sites and what they bring.

    Attributes
    ----------
    sites : tuple of Site
        The one that brings most first, then the one that adds most to it, and so on.
    before, after : float
        Share of demand with support within the limit (objective coverage), or mean distance to the nearest
        support in km (objective distance; infinite without any support before).
    before_low, before_high, after_low, after_high : float
        95 % intervals over uncertain places. `before` and `after` count support of known place only, the
        intervals also the rest, drawn at random: so a value may lie at the edge of its interval, or outside.
    left_out : float
        Share of the demand whose place is not known, so that it is not in the figures.
    existing, unplaced : int
        Support organisations taken as there, and how many of them have no known place (drawn at random).
    """

    objective: Objective
    what: str
    limit_m: float
    sites: tuple[Site, ...]
    before: float
    before_low: float
    before_high: float
    after: float
    after_low: float
    after_high: float
    left_out: float
    existing: int
    unplaced: int


def max_coverage(weights: npt.ArrayLike, metres: npt.ArrayLike, k: int, limit_m: float) -> tuple[int, ...]:
    """Return the k sites that leave least demand farther than a limit: the maximal covering location problem.

    Parameters
    ----------
    weights : array of float, shape (places,)
        Demand; set that which is covered already to 0.
    metres : array of float, shape (places, sites)
    k : int
        1 to the number of sites.
    limit_m : float
        Metres; a place at the limit is covered.

    Returns
    -------
    tuple of int
        Numbers of the sites, rising. Where several sets are equally good, one of them.

    References
    ----------
    Church & ReVelle (1974), The maximal covering location problem, Papers of the Regional Science Association
    32. Solved exactly as an integer programme by PySAL spopt with CBC.

    Examples
    --------
    >>> max_coverage([1, 1, 5], [[0, 9], [0, 9], [9, 0]], 1, 1.0)
    (1,)
    """
    from spopt.locate import MCLP  # here, since it takes seconds to load and few need it

    need, distance = _merged(np.asarray(weights, dtype=float), np.asarray(metres, dtype=float) <= limit_m)
    if not len(need):
        return tuple(range(k))
    cost = np.where(distance > 0, 0.0, 1.0)
    solved = MCLP.from_cost_matrix(cost, need, 0.5, k).solve(_solver(), results=False)
    return _opened(solved)


def p_median(
    weights: npt.ArrayLike, metres: npt.ArrayLike, k: int, existing_m: npt.ArrayLike | None = None
) -> tuple[int, ...]:
    """Return the k sites with the least distance from demand to its nearest support: the p-median problem.

    Parameters
    ----------
    weights : array of float, shape (places,)
    metres : array of float, shape (places, sites)
    k : int
        1 to the number of sites.
    existing_m : array of float, shape (places,), optional
        Distance from each place to the nearest support that is there already.

    Returns
    -------
    tuple of int
        Numbers of the sites, rising.

    References
    ----------
    Hakimi (1964), Optimum locations of switching centers and the absolute centers and medians of a graph,
    Operations Research 12(3). Solved exactly as an integer programme by PySAL spopt with CBC.

    Examples
    --------
    >>> p_median([1, 1, 5], [[0, 9], [1, 9], [9, 0]], 1)
    (1,)
    """
    from spopt.locate import PMedian

    distance = np.asarray(metres, dtype=float)
    sites = distance.shape[1]
    if existing_m is not None:
        # What is there already is one more site that must be open, nearest support as its distance.
        distance = np.column_stack([distance, np.asarray(existing_m, dtype=float)])
    need, distance = _merged(np.asarray(weights, dtype=float), distance)
    if not len(need):
        return tuple(range(k))
    fixed = None if existing_m is None else np.array([0] * sites + [1])
    opened = k if existing_m is None else k + 1
    # Metres by kilometres: smaller numbers keep the solver exact.
    model = PMedian.from_cost_matrix(distance / 1000, need, opened, predefined_facilities_arr=fixed)
    solved = model.solve(_solver(), results=False)
    return tuple(site for site in _opened(solved) if site < sites)


def _merged(need: Floats, rows: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], Floats]:
    """Add up places without difference and leave out those without demand: the optimum stays the same."""
    some = need > 0
    different, inverse = np.unique(rows[some].astype(float), axis=0, return_inverse=True)
    return np.bincount(inverse.ravel(), weights=need[some], minlength=len(different)), different


def _solver() -> Any:
    import pulp

    return pulp.PULP_CBC_CMD(msg=False, threads=1, timeLimit=SECONDS)


def _opened(solved: Any) -> tuple[int, ...]:
    return tuple(number for number, variable in enumerate(solved.fac_vars) if variable.value() > 0.5)


def site(
    ecosystem: Ecosystem,
    k: int,
    what: str = "population",
    objective: Objective = "coverage",
    limit_m: float = LIMIT_M,
    candidates: Iterable[str] | None = None,
    functions: tuple[str, ...] = (),
    draws: int = DRAWS,
    solves: int = SOLVES,
) -> Siting | Silence:
    """Choose wards for new support points, beside the support that is there.

    The sites are the optimum for the places as known: an organisation at its position or, if only the ward is
    known, at the point of the ward; people at the point of their ward. What the sites bring is then told over
    draws of what is uncertain (see `ecomap.analysis.positions.draw`), and for some of the draws the optimum
    is found anew, to see whether it would be the same.

    Parameters
    ----------
    k : int
        How many, 1 to `SITES_LIMIT`.
    what : {"startup", "enterprise", "population"}
        Demand.
    objective : {"coverage", "distance"}
        Most demand within `limit_m`, or least mean distance.
    candidates : iterable of str, optional
        Ward codes; all wards by default.
    functions : tuple of str, optional
        Support that is there already is every organisation with one of these functions; by default the
        organisations of kind ``support_org``.
    draws, solves : int
        Draws for the intervals, and how many of them are solved anew.

    Returns
    -------
    Siting or Silence
        A silence where there are no wards, no demand of known place or too few candidates.

    Raises
    ------
    ValueError
        If an argument is none of the allowed ones.
    """
    if objective not in ("coverage", "distance") or not 1 <= k <= SITES_LIMIT or not limit_m > 0:
        raise ValueError(
            f"k lies between 1 and {SITES_LIMIT}, the objective is coverage or distance, the limit above 0"
        )
    grid = positions.wards(ecosystem)
    chosen = [n for n, code in enumerate(grid.codes) if candidates is None or code in set(candidates)]
    task = _Task(ecosystem, grid, np.array(chosen, dtype=np.int64), what, objective, limit_m, functions)
    if len(chosen) < k:
        reason = N_("{k} sites are asked for, but only {n} wards can be chosen.")
        return Silence("access", Message(reason, {"k": k, "n": len(chosen)}))
    if not task.need.sum() > 0:
        return Silence("access", Message(N_("No demand of known place: nothing to choose sites for.")))
    return task.solve(k, draws, solves)


class _Task:
    """Distances of one siting question, as known and as drawn."""

    def __init__(
        self,
        ecosystem: Ecosystem,
        grid: positions.Wards,
        chosen: npt.NDArray[np.int64],
        what: str,
        objective: Objective,
        limit_m: float,
        functions: tuple[str, ...],
    ) -> None:
        self.grid, self.chosen, self.what, self.objective, self.limit_m = (
            grid,
            chosen,
            what,
            objective,
            limit_m,
        )
        self.support = positions.units(ecosystem, () if functions else SUPPLY_KINDS, functions)
        self.people = positions.demand(ecosystem, "population").by_ward
        self.demand = positions.demand(ecosystem, what)
        # People have no points of their own: each ward is one place of demand, somewhere in the ward.
        group = positions.units(ecosystem, (what,)) if what != "population" else None
        self.group = group.take(group.located) if group else None
        self.need = np.ones(len(self.group.ids)) if self.group else self.demand.by_ward

    def known(self) -> tuple[Floats, Floats]:
        """Return distances to candidates and to the nearest support, as far as places are known."""
        between = positions.ward_distances(self.grid)
        support = self.support.take(self.support.located)
        to_support = positions.expected_distances(self.grid, support)
        if self.group is None:
            return between[:, self.chosen], to_support.min(axis=1, initial=np.inf)
        exact, ward = self.group.exact, self.group.ward
        to_sites = between[np.ix_(ward, self.chosen)]
        nearest = to_support.min(axis=1, initial=np.inf)[ward]
        at = np.where(support.exact[:, None], support.xy, self.grid.points[support.ward])
        own = self.group.xy[exact]
        to_sites[exact] = positions.between(own, self.grid.points[self.chosen])
        nearest[exact] = positions.between(own, at).min(axis=1, initial=np.inf)
        return to_sites, nearest

    def drawn(self, draws: int) -> tuple[Floats, Floats]:
        """Return the same for draws of what is uncertain, with the draws as first axis."""
        support = positions.draw(self.grid, self.support, self.people, draws, "siting support")
        if self.group is None:
            spots = positions.draw_homes(self.grid, draws, "siting homes")
        else:
            spots = positions.draw(self.grid, self.group, self.people, draws, "siting demand")
        to_sites = positions.between(spots, self.grid.points[self.chosen])
        return to_sites, positions.between(spots, support).min(axis=-1, initial=np.inf)

    def optimum(self, to_sites: Floats, nearest: Floats, k: int) -> tuple[int, ...]:
        if self.objective == "coverage":
            return max_coverage(np.where(nearest <= self.limit_m, 0.0, self.need), to_sites, k, self.limit_m)
        return p_median(self.need, to_sites, k, nearest if np.isfinite(nearest).all() else None)

    def value(self, nearest: Floats) -> Floats:
        """Return the share covered, or the mean distance in km."""
        some = self.need > 0  # a place without demand may be out of reach of everything
        weight = self.need[some] / self.need.sum()
        if self.objective == "coverage":
            return np.minimum((nearest[..., some] <= self.limit_m) @ weight, 1.0)
        return nearest[..., some] @ weight / 1000

    def solve(self, k: int, draws: int, solves: int) -> Siting:
        to_sites, nearest = self.known()
        drawn_sites, drawn_nearest = self.drawn(draws)
        best = self._ordered(self.optimum(to_sites, nearest, k), to_sites, nearest)
        again = [set(self.optimum(drawn_sites[i], drawn_nearest[i], k)) for i in range(min(solves, draws))]
        path, paths = _path(to_sites, nearest, best), _path(drawn_sites, drawn_nearest, best)
        values = np.array([self.value(step) for step in path])
        drawn = np.array([self.value(step) for step in paths])
        sign = 1 if self.objective == "coverage" else -1
        with np.errstate(
            invalid="ignore"
        ):  # without any support before, the first gain in distance is infinite
            gains, drawn_gains = sign * np.diff(values) + 0.0, sign * np.diff(drawn, axis=0) + 0.0
        low, high = _interval(drawn)
        gain_low, gain_high = _interval(drawn_gains)
        sites = tuple(
            Site(
                self.grid.codes[self.chosen[number]],
                float(gains[step]),
                float(gain_low[step]),
                float(gain_high[step]),
                float(np.mean([number in other for other in again])) if again else np.nan,
            )
            for step, number in enumerate(best)
        )
        return Siting(
            objective=self.objective,
            what=self.what,
            limit_m=self.limit_m,
            sites=sites,
            before=float(values[0]),
            before_low=float(low[0]),
            before_high=float(high[0]),
            after=float(values[-1]),
            after_low=float(low[-1]),
            after_high=float(high[-1]),
            left_out=self.demand.left_out,
            existing=len(self.support.ids),
            unplaced=int((~self.support.located).sum()),
        )

    def _ordered(self, sites: tuple[int, ...], to_sites: Floats, nearest: Floats) -> list[int]:
        """Order sites by what each adds to those before it."""
        order: list[int] = []
        left, now = list(sites), nearest
        sign = 1 if self.objective == "coverage" else -1
        while left:
            best = max(left, key=lambda n: (sign * float(self.value(np.minimum(now, to_sites[:, n]))), -n))
            left.remove(best)
            order.append(best)
            now = np.minimum(now, to_sites[:, best])
        return order


def _path(to_sites: Floats, nearest: Floats, order: list[int]) -> list[Floats]:
    """Return the nearest distance before, and after each site."""
    path = [nearest]
    for number in order:
        path.append(np.minimum(path[-1], to_sites[..., number]))
    return path


def _interval(drawn: Floats) -> tuple[Floats, Floats]:
    if not drawn.shape[1]:
        return np.full(len(drawn), np.nan), np.full(len(drawn), np.nan)
    ends = np.quantile(np.nan_to_num(drawn, posinf=np.inf), [0.025, 0.975], axis=1, method="nearest")
    return ends[0], ends[1]
