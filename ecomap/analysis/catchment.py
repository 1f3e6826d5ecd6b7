"""How well places are served by support within reach: the enhanced two-step floating catchment.

Everything here works on plain arrays, so it holds for any demand, supply and distance in metres.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

Decay = Callable[[npt.NDArray[np.float64]], npt.NDArray[np.float64]]
"""Weight of a distance in metres: 1 nearby, falling to 0 at the end of the reach."""


def gaussian(reach_m: float) -> Decay:
    """Return a distance decay that falls as a Gaussian and ends at the reach.

    ``w(d) = (exp(−½ (d/reach)²) − exp(−½)) / (1 − exp(−½))`` for ``d <= reach``, else 0; so w(0) = 1 and
    w(reach) = 0.

    Parameters
    ----------
    reach_m : float
        Metres beyond which support does not count; above 0.

    References
    ----------
    Dai (2010), Black residential segregation, disparities in spatial access to health care facilities, and
    late-stage breast cancer diagnosis in metropolitan Detroit, Health & Place 16(5).

    Examples
    --------
    >>> gaussian(10_000)(np.array([0.0, 5_000.0, 10_000.0, 20_000.0])).round(3).tolist()
    [1.0, 0.701, 0.0, 0.0]
    """
    if not reach_m > 0:
        raise ValueError("the reach must be above 0 m")
    floor = np.exp(-0.5)

    def weight(metres: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        inside = metres <= reach_m
        scaled = np.where(inside, metres / reach_m, 1.0)
        return np.where(inside, (np.exp(-0.5 * scaled**2) - floor) / (1 - floor), 0.0)

    return weight


def steps(limits_m: Sequence[float], weights: Sequence[float] = (1.0, 0.68, 0.22)) -> Decay:
    """Return a distance decay in zones, as Luo and Qi use it; beyond the last zone it is 0.

    Parameters
    ----------
    limits_m : sequence of float
        Outer edge of each zone in metres, rising; an edge belongs to its zone.
    weights : sequence of float
        One for each zone. The default is the slow decay of Luo and Qi (2009).

    Examples
    --------
    >>> steps([5_000, 10_000, 15_000])(np.array([5_000.0, 5_001.0, 15_001.0])).tolist()
    [1.0, 0.68, 0.0]
    """
    edges = np.asarray(limits_m, dtype=float)
    if len(edges) != len(weights) or not len(edges) or (np.diff(edges) <= 0).any():
        raise ValueError("zones need rising limits and one weight each")
    values = np.append(np.asarray(weights, dtype=float), 0.0)

    def weight(metres: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(np.isnan(metres), 0.0, values[np.searchsorted(edges, metres, side="left")])

    return weight


def e2sfca(
    demand: npt.ArrayLike, supply: npt.ArrayLike, metres: npt.ArrayLike, decay: Decay
) -> npt.NDArray[np.float64]:
    """Return the accessibility of each place: capacity within reach for each unit of demand that shares it.

    Step 1, for each supply j: ``R(j) = S(j) / Σ over places k of P(k) w(d(k, j))``.
    Step 2, for each place i: ``A(i) = Σ over supplies j of R(j) w(d(i, j))``.
    Then ``Σ P(i) A(i)`` is the capacity that lies within reach of anybody.

    Parameters
    ----------
    demand : array of float, shape (places,)
        At least 0; a place without demand still gets an accessibility.
    supply : array of float, shape (supplies,)
        Capacity, at least 0.
    metres : array of float, shape (..., places, supplies)
        Distances; leading axes (such as draws of uncertain positions) are kept.
    decay : callable
        See `gaussian` and `steps`.

    Returns
    -------
    array of float, shape (..., places)
        Units of supply for each unit of demand. A supply that no demand can reach counts nowhere.

    References
    ----------
    Luo & Qi (2009), An enhanced two-step floating catchment area (E2SFCA) method for measuring spatial
    accessibility to primary care physicians, Health & Place 15(4). Luo & Wang (2003) for the two steps.

    Notes
    -----
    Competition between places is counted, queues and quality are not. Distances are straight lines unless the
    caller brings others; results depend on the reach, so it must be stated with them.

    Examples
    --------
    Two places of 100 and 300 people, one centre of capacity 4 within reach of both:

    >>> e2sfca([100, 300], [4], [[0.0], [1_000.0]], steps([2_000], [1.0])).tolist()
    [0.01, 0.01]
    """
    need, capacity = np.asarray(demand, dtype=float), np.asarray(supply, dtype=float)
    weight = decay(np.asarray(metres, dtype=float))
    if weight.shape[-2:] != (len(need), len(capacity)):
        raise ValueError("distances need one row for each place and one column for each supply")
    if (need < 0).any() or (capacity < 0).any():
        raise ValueError("demand and supply are at least 0")
    claimed = np.einsum("p,...ps->...s", need, weight)
    ratio = np.divide(capacity, claimed, out=np.zeros_like(claimed), where=claimed > 0)
    return np.einsum("...ps,...s->...p", weight, ratio)


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> npt.NDArray[np.float64]:
    """Return how unequally a value is spread over people: 0 if all have the same, near 1 if one has all.

    ``G = Σ Σ w(i) w(j) |x(i) − x(j)| / (2 W² mean)``, computed from the sorted values.

    Parameters
    ----------
    values : array of float, shape (..., places)
        At least 0; leading axes are kept.
    weights : array of float, shape (places,), optional
        People at each place; all equal by default.

    Returns
    -------
    array of float, shape (...)
        NaN where nobody has anything or there is nobody.

    Examples
    --------
    >>> gini([0.0, 0.0, 0.0, 1.0]).item()
    0.75
    """
    x = np.asarray(values, dtype=float)
    w = np.ones(x.shape[-1]) if weights is None else np.asarray(weights, dtype=float)
    order = np.argsort(x, axis=-1, kind="stable")
    ranked, share = np.take_along_axis(x, order, axis=-1), np.broadcast_to(w, x.shape)
    share = np.take_along_axis(share, order, axis=-1)
    people, total = share.sum(axis=-1), (share * ranked).sum(axis=-1)
    # Twice the area under the Lorenz curve, by trapezes.
    cumulated = np.cumsum(share * ranked, axis=-1)
    under = (share * (2 * cumulated - share * ranked)).sum(axis=-1)
    whole = people * total
    return 1 - np.divide(under, whole, out=np.full(np.shape(whole), np.nan), where=whole > 0)


def nearest(metres: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the distance from each place to its nearest supply, in metres; infinite where there is none.

    Parameters
    ----------
    metres : array of float, shape (..., places, supplies)
    """
    given = np.asarray(metres, dtype=float)
    return np.min(given, axis=-1, initial=np.inf)


def share_beyond(demand: npt.ArrayLike, metres: npt.ArrayLike, limit_m: float) -> npt.NDArray[np.float64]:
    """Return the share of demand whose nearest supply is farther than a limit.

    Parameters
    ----------
    demand : array of float, shape (places,)
    metres : array of float, shape (..., places, supplies)
    limit_m : float
        Metres.

    Returns
    -------
    array of float, shape (...)
        NaN if there is no demand; 1 if there is no supply.

    Examples
    --------
    >>> share_beyond([100, 300], [[0.0], [9_000.0]], 5_000).item()
    0.75
    """
    need, near = np.asarray(demand, dtype=float), nearest(metres)
    if not need.sum() > 0:
        return np.full(near.shape[:-1], np.nan)
    return (need * (near > limit_m)).sum(axis=-1) / need.sum()
