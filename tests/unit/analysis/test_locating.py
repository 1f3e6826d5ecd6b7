"""Interchange over many draws against trying every set."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from ecomap.analysis.locating import interchange


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("coverage", [True, False])
def test_nearly_as_good_as_the_best_of_all_sets(k: int, coverage: bool) -> None:
    random = np.random.default_rng(k)
    need = random.integers(0, 9, 12).astype(float)
    cost, now = random.uniform(0, 10, (60, 12, 7)), random.uniform(3, 12, (60, 12))
    if coverage:
        cost, now = (cost > 3).astype(float), (now > 3).astype(float)
    chosen = interchange(need, cost, now, k)
    assert chosen.shape == (60, k) and (np.diff(chosen, axis=1) > 0).all()
    optimal = 0
    for draw in range(60):

        def total(sites: list[int], draw: int = draw) -> float:
            return float(need @ np.minimum(now[draw], cost[draw][:, sites].min(axis=1)))

        best = min(total(list(sites)) for sites in combinations(range(7), k))
        found = total(chosen[draw].tolist())
        assert found - best <= 0.1 * need @ now[draw]
        optimal += found <= best + 1e-9
    assert optimal >= 55


def test_a_start_is_bettered() -> None:
    cost = np.array([[[0.0, 9.0], [0.0, 9.0], [9.0, 0.0]]])
    assert interchange(np.array([1.0, 1.0, 5.0]), cost, np.full((1, 3), np.inf), 1, [0]).tolist() == [[1]]
