"""Capture–recapture: textbook cases, and whether intervals hold when records of a complete set are
deleted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from ecomap.analysis import loglinear
from ecomap.analysis.capture import Estimate, chao, chapman, estimate, log_linear, log_normal_interval

Lists = Callable[[np.random.Generator, int], np.ndarray]
RUNS, SIZE = 150, 300


def test_chapman_by_hand() -> None:
    # (201 · 151) / 31 − 1, variance 201·151·170·120 / (31² · 32).
    found = chapman(200, 150, 30)
    assert found.total == pytest.approx(201 * 151 / 31 - 1)
    variance = 201 * 151 * 170 * 120 / (31**2 * 32)
    assert (found.low, found.high) == pytest.approx(log_normal_interval(320, found.total - 320, variance))
    assert found.warnings == ("two_lists",)


def test_chapman_at_the_ends() -> None:
    assert chapman(20, 20, 20).total == 20
    assert "contained" in chapman(20, 12, 12).warnings
    assert "few_in_both" in chapman(30, 30, 3).warnings
    assert chapman(5, 4, 0).total == 29
    with pytest.raises(ValueError, match="overlap"):
        chapman(5, 4, 6)


def test_chao_by_hand() -> None:
    seen = np.array([[1, 0, 0]] * 4 + [[0, 1, 0]] * 6 + [[1, 1, 0]] * 4, dtype=bool)
    found = chao(seen)
    assert found.total == pytest.approx(14 + 2 / 3 * 10 * 9 / (2 * 5))
    assert found.lower_bound
    assert found.low >= 14


def test_independence_model_by_hand() -> None:
    """With expected counts put in, the model of independent lists gives back the unseen exactly."""
    p, n = np.array([0.5, 0.4, 0.6]), 1000
    patterns = ((np.arange(1, 8)[:, None] >> np.arange(3)) & 1).astype(bool)
    counts = n * np.where(patterns, p, 1 - p).prod(axis=1)
    design = np.column_stack([np.ones(7), patterns])
    beta, _, deviance = loglinear.poisson_fit(design, counts)
    assert np.exp(beta[0]) == pytest.approx(n * (1 - p).prod(), rel=1e-4)
    assert deviance == pytest.approx(0, abs=1e-6)


def _independent(*chances: float) -> Lists:
    return lambda rng, n: rng.random((n, len(chances))) < np.array(chances)


def _copying(rng: np.random.Generator, n: int) -> np.ndarray:
    """The second list takes most of the first, and little else."""
    seen = rng.random((n, 3)) < [0.4, 0.25, 0.4]
    seen[:, 1] = np.where(seen[:, 0], rng.random(n) < 0.7, seen[:, 1])
    return seen


def _unequal(rng: np.random.Generator, n: int) -> np.ndarray:
    """Some records are on nearly every list, others on hardly any."""
    ease = 2 * rng.beta(0.6, 0.6, n)
    return rng.random((n, 3)) < 0.4 * ease[:, None]


def _contained(rng: np.random.Generator, n: int) -> np.ndarray:
    first = rng.random(n) < 0.5
    return np.column_stack([first, first & (rng.random(n) < 0.8)])


def _repeat(lists: Lists, seed: int) -> list[Estimate]:
    rng, found = np.random.default_rng(seed), []
    for _ in range(RUNS):
        seen = lists(rng, SIZE)
        found.append(estimate(seen[seen.any(axis=1)]))
    return found


@pytest.mark.parametrize(
    "lists",
    [
        _independent(0.5, 0.4),
        _independent(0.3, 0.2),
        _independent(0.5, 0.4, 0.3),
        _independent(0.3, 0.3, 0.2),
        _independent(0.4, 0.3, 0.3, 0.2),
        _copying,  # models with interactions allow for it
    ],
)
def test_the_interval_holds_where_its_assumptions_do(lists: Lists) -> None:
    found = _repeat(lists, 11)
    assert np.mean([one.low <= SIZE <= one.high for one in found]) >= 0.9
    assert np.mean([one.total for one in found]) == pytest.approx(SIZE, rel=0.1)


@pytest.mark.parametrize(
    ("lists", "warning"),
    [(_copying, "dependent"), (_unequal, "heterogeneous"), (_contained, "contained")],
)
def test_it_warns_where_its_assumptions_fail(lists: Lists, warning: str) -> None:
    assert np.mean([warning in one.warnings for one in _repeat(lists, 12)]) >= 0.9


def test_two_lists_always_carry_their_warning() -> None:
    assert all("two_lists" in one.warnings for one in _repeat(_independent(0.5, 0.4), 13))


def test_few_records_always_carry_a_warning() -> None:
    rng = np.random.default_rng(14)
    for _ in range(20):
        seen = _unequal(rng, 100)
        assert estimate(seen[seen.any(axis=1)]).warnings


def test_independent_lists_are_seldom_accused() -> None:
    found = _repeat(_independent(0.4, 0.35, 0.3, 0.3), 15)
    assert np.mean([bool({"dependent", "heterogeneous"} & set(one.warnings)) for one in found]) <= 0.35


def test_lists_without_overlap_give_a_lower_bound() -> None:
    found = estimate(np.repeat(np.eye(3, dtype=bool), 5, axis=0))
    assert found.lower_bound
    assert "unstable" in found.warnings
    assert found.high < float("inf")


def test_what_cannot_be_estimated_is_refused() -> None:
    with pytest.raises(ValueError, match="two lists"):
        estimate(np.ones((3, 1), dtype=bool))
    with pytest.raises(ValueError, match="no list"):
        chao(np.zeros((1, 2), dtype=bool))
    with pytest.raises(ValueError, match="3 to 5"):
        log_linear(np.ones((3, 6), dtype=bool))
