"""Where to put new support points among the wards: maximal coverage and p-median, with uncertain places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ecomap.analysis import positions
from ecomap.analysis.access import LIMIT_M, SUPPLY_KINDS
from ecomap.analysis.finding import Silence
from ecomap.analysis.locating import Floats, interchange, max_coverage, p_median
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

Objective = Literal["coverage", "distance"]

DRAWS = 200
SITES_LIMIT = 10
FIRM = 0.5
"""Share of draws in which a ward must be chosen again for the choice to be called firm."""
LITTLE = 0.25
"""Another ward is about as good as a chosen one if it loses at most this share of what that one adds."""
ALTERNATIVES = 6
_CELLS = 8_000_000
"""Draws × places × sites up to which choosing anew takes a second or so; beyond it fewer draws are used."""


@dataclass(frozen=True)
class Site:
    """A new support point.

    Attributes
    ----------
    ward : str
        Code of the ward; the point stands at the point inside it.
    gain, gain_low, gain_high : float
        What it adds to those before it, on average over the draws of uncertain places (95 % interval): share of
        demand covered, or
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
class Alternative:
    """A ward that could take the place of a chosen one.

    Attributes
    ----------
    ward, instead_of : str
        Codes of wards; the exchange that costs least.
    as_good : float
        Share of draws in which the sites with the exchange bring at least as much.
    difference : float
        What the exchange brings on average over the draws, in the unit of `Site.gain`; mostly below 0.
    """

    ward: str
    instead_of: str
    as_good: float
    difference: float


@dataclass(frozen=True)
class Siting:
    """The best sites and what they bring.

    Attributes
    ----------
    sites : tuple of Site
        The one that brings most first, then the one that adds most to it, and so on.
    before, after : float
        Share of demand with support within the limit (objective coverage), or mean distance to the nearest
        support in km (objective distance; infinite without any support before), on average over the draws.
    before_low, before_high, after_low, after_high : float
        95 % intervals over uncertain places.
    left_out : float
        Share of the demand whose place is not known, so that it is not in the figures.
    existing : tuple of str
        Support organisations taken as there.
    unplaced : int
        How many of them have no known place (drawn at random).
    draws : int
        Draws in which the best sites were chosen anew.
    alternatives : tuple of Alternative
        Wards about as good as a chosen one, the best first: see `LITTLE`.
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
    existing: tuple[str, ...]
    unplaced: int
    draws: int
    alternatives: tuple[Alternative, ...]

    @property
    def firm(self) -> bool:
        """Whether every site is chosen again in `FIRM` of the draws."""
        return all(site.chosen >= FIRM for site in self.sites)


def site(
    ecosystem: Ecosystem,
    k: int,
    what: str = "population",
    objective: Objective = "coverage",
    limit_m: float = LIMIT_M,
    candidates: Iterable[str] | None = None,
    functions: tuple[str, ...] = (),
    draws: int = DRAWS,
) -> Siting | Silence:
    """Choose wards for new support points, beside the support that is there.

    First the optimum for the places as known is found exactly: an organisation at its position or, if only the
    ward is known, at the point of the ward; people at the point of their ward. From there sites are exchanged as
    long as that raises what they bring on average over draws of what is uncertain (see
    `ecomap.analysis.positions.draw`); so a ward that is best only if everybody lives at its middle gives way. In
    each draw the sites are then chosen anew, to see whether they would be the same. Both exchanges are those of
    `ecomap.analysis.locating.interchange`, which takes milliseconds where the exact solver would take minutes.

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
    draws : int

    Returns
    -------
    Siting or Silence
        A silence where there are no wards, no demand of known place or too few candidates.

    Raises
    ------
    ValueError
        If an argument is none of the allowed ones.

    References
    ----------
    Snyder (2006), Facility location under uncertainty: a review, IIE Transactions 38(7).
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
        return Silence.of("access", reason, k=k, n=len(chosen))
    if not task.need.sum() > 0:
        return Silence.of("access", N_("No demand of known place: nothing to choose sites for."))
    return task.solve(k, draws)


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
        if self.group is None:
            support = self.support.take(self.support.located)
            to_support = positions.expected_distances(self.grid, support)
            return between[:, self.chosen], to_support.min(axis=1, initial=np.inf)
        exact = self.group.exact
        to_sites = between[np.ix_(self.group.ward, self.chosen)]
        to_sites[exact] = positions.between(self.group.xy[exact], self.grid.points[self.chosen])
        return to_sites, positions.nearest_known(self.grid, self.group, self.support)

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

    def costs(self, to_sites: Floats, nearest: Floats) -> tuple[Floats, Floats]:
        """Return what a unit of need costs with each site and as it is: 1 if out of reach, or metres."""
        if self.objective == "distance":
            return to_sites, nearest
        return (to_sites > self.limit_m).astype(float), (nearest > self.limit_m).astype(float)

    def solve(self, k: int, draws: int) -> Siting:
        drawn_sites, drawn_nearest = self.drawn(draws)
        fewer = max(20, _CELLS // max(1, int(np.prod(drawn_sites.shape[1:]))))
        costs, now = self.costs(drawn_sites[:fewer], drawn_nearest[:fewer])
        # All draws in one row: exchanges are judged by what they bring over all of them together.
        together = costs.reshape(1, -1, costs.shape[2]), now.reshape(1, -1)
        exact = self.optimum(*self.known(), k)
        chosen = interchange(np.tile(self.need, len(costs)), *together, k, exact)[0]
        best = self._ordered(tuple(map(int, chosen)), drawn_sites, drawn_nearest)
        again = interchange(self.need, costs, now, k)
        drawn = np.array([self.value(step) for step in _path(drawn_sites, drawn_nearest, best)])
        values = drawn.mean(axis=1)
        sign = 1 if self.objective == "coverage" else -1
        with np.errstate(
            invalid="ignore"
        ):  # without any support before, the first gain in distance is infinite
            gains, drawn_gains = sign * np.diff(values) + 0.0, sign * np.diff(drawn, axis=0) + 0.0
        low, high = _interval(drawn)
        gain_low, gain_high = _interval(drawn_gains)
        sites = tuple(
            Site(
                self._code(number),
                float(gains[step]),
                float(gain_low[step]),
                float(gain_high[step]),
                float((again == number).any(axis=1).mean()),
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
            existing=self.support.ids,
            unplaced=int((~self.support.located).sum()),
            draws=len(again),
            alternatives=self._alternatives(best, costs, now),
        )

    def _code(self, number: int) -> str:
        return self.grid.codes[self.chosen[number]]

    def _alternatives(self, best: list[int], costs: Floats, now: Floats) -> tuple[Alternative, ...]:
        """Name the wards that would do about as well in the place of a chosen one."""
        some = self.need > 0
        weight, costs, now = self.need[some] / self.need.sum(), costs[:, some], now[:, some]
        scale = 1.0 if self.objective == "coverage" else 1000.0
        whole = np.minimum(now, costs[:, :, best].min(axis=2)) @ weight
        found: dict[int, Alternative] = {}
        for out in best:
            others = [site for site in best if site != out]
            rest = np.minimum(now, costs[:, :, others].min(axis=2, initial=np.inf))
            gain = whole[:, None] - np.matmul(weight, np.minimum(rest[:, :, None], costs))
            as_good, mean = (gain >= -1e-9).mean(axis=0), gain.mean(axis=0) / scale
            with np.errstate(invalid="ignore"):  # infinite where nothing else is there
                worth = (rest @ weight - whole).mean() / scale
            for number in set(np.flatnonzero(mean >= -LITTLE * worth).tolist()) - set(best):
                one = Alternative(
                    self._code(number), self._code(out), float(as_good[number]), float(mean[number])
                )
                if number not in found or one.difference > found[number].difference:
                    found[number] = one
        ranked = sorted(found.values(), key=lambda one: (-one.difference, one.ward))
        return tuple(ranked[:ALTERNATIVES])

    def _ordered(self, sites: tuple[int, ...], to_sites: Floats, nearest: Floats) -> list[int]:
        """Order sites by what each adds to those before it."""
        order: list[int] = []
        left, now = list(sites), nearest
        sign = 1 if self.objective == "coverage" else -1
        while left:
            best = max(
                left, key=lambda n: (sign * float(self.value(np.minimum(now, to_sites[..., n])).mean()), -n)
            )
            left.remove(best)
            order.append(best)
            now = np.minimum(now, to_sites[..., best])
        return order


def _path(to_sites: Floats, nearest: Floats, order: list[int]) -> list[Floats]:
    """Return the nearest distance before, and after each site."""
    path = [nearest]
    for number in order:
        path.append(np.minimum(path[-1], to_sites[..., number]))
    return path


def _interval(drawn: Floats) -> tuple[Floats, Floats]:
    ends = np.quantile(np.nan_to_num(drawn, posinf=np.inf), [0.025, 0.975], axis=1, method="nearest")
    return ends[0], ends[1]
