"""Log-linear models of presence on lists, fitted by iteratively reweighted least squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import stats

FEWEST_LISTS, MOST_LISTS = 3, 5
_ALL_SUBSETS = 4  # up to so many lists every set of interactions is fitted: 2^6 models
_STEPS, _TOLERANCE, _RIDGE, _STEEPEST = 60, 1e-9, 1e-8, 30.0

Pair = tuple[int, int]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted model: its interactions, the predicted unseen, and its weight among models."""

    pairs: tuple[Pair, ...]
    unseen: float
    variance: float
    deviance: float
    parameters: int
    weight: float = 0.0


def poisson_fit(design: Array, counts: Array) -> tuple[Array, Array, float]:
    """Fit a Poisson regression with log link by iteratively reweighted least squares.

    Parameters
    ----------
    design : array of float, shape (cells, parameters)
    counts : array of float, shape (cells,)

    Returns
    -------
    coefficients : array, shape (parameters,)
    covariance : array, shape (parameters, parameters)
    deviance : float

    References
    ----------
    McCullagh & Nelder (1989), Generalized Linear Models, ch. 2.

    Notes
    -----
    A trace of ridge keeps cells that are all empty from running off to minus infinity; it moves
    estimates of ordinary tables by less than one in a million.

    Examples
    --------
    >>> coefficients, _, deviance = poisson_fit(np.ones((2, 1)), np.array([4.0, 6.0]))
    >>> float(np.exp(coefficients[0]).round(6)), round(deviance, 3)
    (5.0, 0.403)
    """
    eta = np.log(counts + 0.5)
    ridge = _RIDGE * np.eye(design.shape[1])
    beta: Array = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        mean = np.exp(eta)
        weighted = design.T * mean
        new: Array = np.linalg.solve(
            weighted @ design + ridge, weighted @ (eta + (counts - mean) / mean)
        ).astype(np.float64)
        done = np.abs(new - beta).max() < _TOLERANCE
        beta = new
        eta = np.clip(design @ beta, -_STEEPEST, _STEEPEST)
        if done:
            break
    mean = np.exp(eta)
    logs = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1) / mean), 0.0)
    deviance = float(2 * (logs - (counts - mean)).sum())
    covariance: Array = np.linalg.inv((design.T * mean) @ design + ridge).astype(np.float64)
    return beta, covariance, max(deviance, 0.0)


def fit_models(histories: npt.NDArray[np.bool_], criterion: str) -> list[Fit]:
    """Fit the models `ecomap.analysis.capture.log_linear` averages, best first.

    Raises
    ------
    ValueError
        For a number of lists or a criterion that is not supported.
    """
    lists = histories.shape[1]
    if not FEWEST_LISTS <= lists <= MOST_LISTS:
        raise ValueError(f"log-linear models take {FEWEST_LISTS} to {MOST_LISTS} lists, not {lists}")
    if criterion not in ("aic", "bic"):
        raise ValueError(f"the criterion is aic or bic, not {criterion!r}")
    patterns, counts = _cells(histories)
    penalty = 2.0 if criterion == "aic" else float(np.log(len(histories)))
    fits = [_fit(patterns, counts, chosen) for chosen in _models(patterns, counts, penalty)]
    scores = np.array([fit.deviance + penalty * fit.parameters for fit in fits])
    weights = np.exp(-(scores - scores.min()) / 2)
    weights /= weights.sum()
    weighed = [
        Fit(f.pairs, f.unseen, f.variance, f.deviance, f.parameters, float(w))
        for f, w in zip(fits, weights, strict=True)
    ]
    return sorted(weighed, key=lambda fit: (-fit.weight, fit.pairs))


def tests(histories: npt.NDArray[np.bool_]) -> dict[str, float]:
    """Test independence of the lists.

    Returns
    -------
    dict of str to float
        p-values of likelihood-ratio tests against independence: ``dependent`` (all interactions of two
        lists, two-sided), ``heterogeneous`` (one positive interaction common to all pairs).
    """
    patterns, counts = _cells(histories)
    lists = patterns.shape[1]
    independent = _fit(patterns, counts, ())
    full = _fit(patterns, counts, tuple(combinations(range(lists), 2)))
    freedom = full.parameters - independent.parameters
    times = patterns.sum(axis=1)
    common = np.column_stack([np.ones(len(patterns)), patterns, times * (times - 1) / 2])
    beta, _, deviance = poisson_fit(common, counts)
    pull = float(stats.chi2.sf(max(independent.deviance - deviance, 0.0), 1)) / 2
    return {
        "dependent": float(stats.chi2.sf(max(independent.deviance - full.deviance, 0.0), freedom)),
        "heterogeneous": pull if beta[-1] > 0 else 1 - pull,
    }


def _cells(histories: npt.NDArray[np.bool_]) -> tuple[Array, Array]:
    lists = histories.shape[1]
    codes = histories @ (1 << np.arange(lists))
    patterns = ((np.arange(1, 1 << lists)[:, None] >> np.arange(lists)) & 1).astype(np.float64)
    return patterns, np.bincount(codes, minlength=1 << lists)[1:].astype(np.float64)


def _fit(patterns: Array, counts: Array, pairs: tuple[Pair, ...]) -> Fit:
    together = [patterns[:, a] * patterns[:, b] for a, b in pairs]
    design = np.column_stack([np.ones(len(patterns)), patterns, *together])
    beta, covariance, deviance = poisson_fit(design, counts)
    unseen = float(np.exp(min(beta[0], _STEEPEST)))
    # The predicted mean is uncertain, and the number really unseen varies around it.
    variance = unseen**2 * float(covariance[0, 0]) + unseen
    return Fit(pairs, unseen, variance, deviance, design.shape[1])


def _models(patterns: Array, counts: Array, penalty: float) -> Sequence[tuple[Pair, ...]]:
    pairs = list(combinations(range(patterns.shape[1]), 2))
    if patterns.shape[1] <= _ALL_SUBSETS:
        sizes = range(len(pairs) + 1)
        return [
            chosen
            for size in sizes
            for chosen in combinations(pairs, size)
            if _estimable(patterns, counts, chosen)
        ]
    models: list[tuple[Pair, ...]] = [()]
    while len(models[-1]) < len(pairs):
        wider = [tuple(sorted((*models[-1], pair))) for pair in pairs if pair not in models[-1]]
        fits = [_fit(patterns, counts, chosen) for chosen in wider if _estimable(patterns, counts, chosen)]
        if not fits:
            break
        models.append(min(fits, key=lambda fit: (fit.deviance + penalty * fit.parameters, fit.pairs)).pairs)
    return models


def _estimable(patterns: Array, counts: Array, pairs: tuple[Pair, ...]) -> bool:
    """Tell whether every interaction has records that show it: without, the unseen part is unbounded."""
    return all(counts @ (patterns[:, a] * patterns[:, b]) > 0 for a, b in pairs)
