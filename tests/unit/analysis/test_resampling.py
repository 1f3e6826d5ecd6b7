"""Networks drawn near the listed one."""

from __future__ import annotations

import numpy as np

from ecomap.analysis.resampling import rank_interval, resampled


def _ring(n: int) -> np.ndarray:
    return np.sort(np.stack([np.arange(n), (np.arange(n) + 1) % n], axis=1), axis=1)


def test_the_same_seed_gives_the_same_network() -> None:
    one, two = (resampled(_ring(30), 30, np.random.default_rng(5)) for _ in range(2))
    assert one.tolist() == two.tolist()


def test_it_keeps_most_and_adds_about_a_quarter() -> None:
    rng, ring = np.random.default_rng(1), _ring(200)
    listed = {tuple(pair) for pair in ring.tolist()}
    drawn = [{tuple(pair) for pair in resampled(ring, 200, rng).tolist()} for _ in range(30)]
    assert np.mean([len(listed & one) for one in drawn]) / 200 > 0.93
    assert 0.18 < np.mean([len(one - listed) for one in drawn]) / 200 < 0.28
    assert all(a < b for one in drawn for a, b in one)


def test_nothing_listed_stays_nothing() -> None:
    assert resampled(np.zeros((0, 2), dtype=np.int64), 0, np.random.default_rng(0)).shape == (0, 2)
    assert resampled(np.zeros((0, 2), dtype=np.int64), 5, np.random.default_rng(0)).shape == (0, 2)


def test_ranks_that_never_change() -> None:
    values = np.tile([5.0, 3.0, 1.0], (20, 1))
    assert rank_interval(values).tolist() == [[1, 1], [2, 2], [3, 3]]
