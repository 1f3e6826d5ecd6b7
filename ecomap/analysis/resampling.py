"""Networks that could as well have been listed: ties taken out and put in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MISSING, WRONG = 0.2, 0.05
"""Assumed share of true ties that nobody listed, and of listed ties that do not hold (any more)."""

Edges = npt.NDArray[np.int64]


def resampled(
    edges: Edges, n: int, rng: np.random.Generator, missing: float = MISSING, wrong: float = WRONG
) -> Edges:
    """Draw a network near the listed one.

    Each listed pair goes with probability `wrong`; then a Poisson number of pairs with mean ``kept ·
    missing / (1 − missing)`` comes in, one end drawn evenly and the other in proportion to degree + 1: a
    tie nobody wrote down may be anybody's, and most often goes to a body that has many.

    Parameters
    ----------
    edges : array of int, shape (m, 2)
        Tied pairs as positions of their ends.
    n : int
        Number of nodes.
    rng : numpy.random.Generator
    missing, wrong : float
        Assumed shares, 0 to 1 (`missing` below 1).

    Returns
    -------
    array of int, shape (k, 2)
        Pairs with the lower position first, each once, without loops.

    Notes
    -----
    The shares are assumptions about reporting: results say how far a figure depends on it, not how
    wrong it is.

    References
    ----------
    Borgatti, Carley & Krackhardt (2006), On the robustness of centrality measures under
    conditions of imperfect data, Social Networks 28, 124–136.

    Examples
    --------
    >>> listed = np.array([[0, 1], [1, 2]])
    >>> resampled(listed, 3, np.random.default_rng(0), missing=0, wrong=0).tolist()
    [[0, 1], [1, 2]]
    """
    listed = np.asarray(edges, dtype=np.int64).reshape(-1, 2)
    kept = listed[rng.random(len(listed)) >= wrong]
    added = rng.poisson(len(kept) * missing / (1 - missing)) if n > 1 else 0
    weight = np.bincount(listed.ravel(), minlength=n) + 1.0
    new = np.stack(
        [
            rng.integers(0, max(n, 1), added),
            rng.choice(max(n, 1), added, p=weight / weight.sum() if n else None),
        ],
        axis=1,
    )
    both = np.sort(np.concatenate([kept, new]), axis=1)
    both = both[both[:, 0] != both[:, 1]]
    codes = np.unique(both[:, 0] * n + both[:, 1])
    return np.stack([codes // max(n, 1), codes % max(n, 1)], axis=1)


def rank_interval(values: npt.NDArray[np.float64], level: float = 0.95) -> npt.NDArray[np.int64]:
    """Return between which ranks each of several things lies over resamples.

    Parameters
    ----------
    values : array of float, shape (resamples, things)
        Higher is first; equal values share the better rank.

    Returns
    -------
    array of int, shape (things, 2)
        Best and worst rank of the middle `level` of resamples.

    Examples
    --------
    >>> rank_interval(np.array([[3.0, 2.0, 1.0], [3.0, 1.0, 2.0]])).tolist()
    [[1, 1], [2, 3], [2, 3]]
    """
    drawn = np.atleast_2d(values)
    ranks = 1 + (drawn[:, None, :] > drawn[:, :, None]).sum(axis=2)
    tail = (1 - level) / 2
    low = np.quantile(ranks, tail, axis=0, method="inverted_cdf")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return np.stack([low, high], axis=1).astype(np.int64)
