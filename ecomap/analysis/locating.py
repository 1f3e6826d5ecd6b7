"""Where facilities serve demand best: maximal coverage and p-median, exactly and, for many draws, by interchange."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

SECONDS = 10
"""How long the solver may look for one optimum."""
ROUNDS = 6
"""Rounds of interchange at most; two or three are the rule."""


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


def interchange(need: Floats, cost: Floats, now: Floats, k: int, start: Sequence[int] = ()) -> Ints:
    """Choose k sites in each of many draws: one after the other, then exchanged while that lowers the cost.

    Parameters
    ----------
    need : array of float, shape (places,)
    cost : array of float, shape (draws, places, sites)
        What a unit of need costs if a site serves it: metres, or 1 if it is out of reach and 0 if not.
    now : array of float, shape (draws, places)
        What it costs with what is there already; may be infinite.
    k : int
        1 to the number of sites.
    start : sequence of int, optional
        Sites to begin with in every draw; chosen one by one by default.

    Returns
    -------
    array of int, shape (draws, k)
        Each row rising. Nearly always an optimum: no single exchange can better it.

    References
    ----------
    Teitz & Bart (1968), Heuristic methods for estimating the generalized vertex median of a weighted graph,
    Operations Research 16(5).

    Examples
    --------
    >>> far = np.array([[[0.0, 9.0], [0.0, 9.0], [9.0, 0.0]]])
    >>> interchange(np.array([1.0, 1.0, 5.0]), far, np.full((1, 3), np.inf), 1).tolist()
    [[1]]
    """
    some = need > 0
    need, cost, now = need[some], cost[:, some], now[:, some]
    rows = np.arange(len(cost))
    chosen = np.full((len(cost), k), -1, dtype=np.int64)
    chosen[:, : len(start)] = start
    for step in range(len(start), k):
        served = _served(cost, now, chosen[:, :step])
        chosen[:, step] = _totals(need, cost, served, chosen[:, :step]).argmin(axis=1)
    for _ in range(ROUNDS if k > 1 or len(start) else 0):
        better = np.zeros(len(cost), dtype=bool)
        for step in range(k):
            others = np.delete(chosen, step, axis=1)
            total = _totals(need, cost, _served(cost, now, others), others)
            best = total.argmin(axis=1)
            gains = total[rows, best] < total[rows, chosen[:, step]] - 1e-9
            chosen[gains, step] = best[gains]
            better |= gains
        if not better.any():
            break
    return np.sort(chosen, axis=1)


def _served(cost: Floats, now: Floats, sites: Ints) -> Floats:
    """Return what each place costs with some sites open, shape (draws, places)."""
    for column in range(sites.shape[1]):
        now = np.minimum(now, np.take_along_axis(cost, sites[:, None, column : column + 1], axis=2)[:, :, 0])
    return now


def _totals(need: Floats, cost: Floats, now: Floats, taken: Ints) -> Floats:
    """Return the total cost with each further site, shape (draws, sites); infinite for those open already."""
    total = np.matmul(need, np.minimum(now[:, :, None], cost))
    np.put_along_axis(total, taken, np.inf, axis=1)
    return total
