"""The floating catchment against figures worked out by hand and against PySAL."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.analysis.catchment import e2sfca, gaussian, gini, nearest, share_beyond, steps


def test_two_steps_by_hand() -> None:
    # Places of 100, 200 and 300; a of capacity 6 at place 1, b of capacity 10 between 2 and 3.
    metres = [[0, 9_000], [4_000, 1_000], [9_000, 4_000]]
    decay = steps([2_000, 5_000], [1.0, 0.5])
    a = 6 / (100 * 1.0 + 200 * 0.5)
    b = 10 / (200 * 1.0 + 300 * 0.5)
    expected = [a, 0.5 * a + b, 0.5 * b]
    assert e2sfca([100, 200, 300], [6, 10], metres, decay) == pytest.approx(expected)


def test_supply_in_reach_is_shared_out_completely() -> None:
    random = np.random.default_rng(1)
    need, capacity, metres = (
        random.integers(1, 50, 12),
        random.integers(1, 9, 5),
        random.uniform(0, 9_000, (12, 5)),
    )
    value = e2sfca(need, capacity, metres, gaussian(10_000))
    assert (need * value).sum() == pytest.approx(capacity.sum())


def test_luo_and_qi_steps() -> None:
    weight = steps([5_000, 10_000, 15_000])
    given_m = np.array([0.0, 5_000.0, 5_000.1, 10_000.0, 15_000.0, 15_000.1, np.inf, np.nan])
    assert weight(given_m).tolist() == [1.0, 1.0, 0.68, 0.68, 0.22, 0.0, 0.0, 0.0]


def test_gaussian_by_hand() -> None:
    half = (np.exp(-0.125) - np.exp(-0.5)) / (1 - np.exp(-0.5))
    assert gaussian(8_000)(np.array([0.0, 4_000.0, 8_000.0, 8_001.0, np.inf])) == pytest.approx(
        [1, half, 0, 0, 0]
    )


def test_as_pysal_access_computes_it() -> None:
    fca = pytest.importorskip("access.fca")
    random = np.random.default_rng(7)
    need, capacity = random.integers(10, 500, 9).astype(float), random.integers(1, 6, 4).astype(float)
    metres = random.uniform(100, 14_000, (9, 4))
    decay = gaussian(15_000)
    demand = pd.DataFrame({"geoid": range(9), "demand": need})
    supply = pd.DataFrame({"geoid": range(4), "supply": capacity}).set_index("geoid")
    cost = pd.DataFrame(
        [(p, s, metres[p, s]) for p in range(9) for s in range(4)], columns=["origin", "dest", "cost"]
    )
    reference = fca.two_stage_fca(demand, supply, cost, weight_fn=lambda d: decay(np.array([d]))[0])
    assert e2sfca(need, capacity, metres, decay) == pytest.approx(reference.sort_index().to_numpy())


def test_no_supply_no_demand() -> None:
    decay = gaussian(10_000)
    assert e2sfca([5, 5], [], np.zeros((2, 0)), decay).tolist() == [0, 0]
    assert e2sfca([0, 0], [3], [[1], [2]], decay).tolist() == [0, 0]
    assert nearest(np.zeros((2, 0))).tolist() == [np.inf, np.inf]
    assert share_beyond([1, 1], np.zeros((2, 0)), 10) == 1
    assert np.isnan(share_beyond([0, 0], [[1], [2]], 10))


@pytest.mark.parametrize(
    ("values", "weights", "expected"),
    [
        ([1, 1, 1], None, 0.0),
        ([0, 0, 0, 1], None, 0.75),
        ([1, 2, 3, 4], None, 0.25),
        ([0, 1], [3, 1], 0.75),
        ([0, 0], None, np.nan),
    ],
)
def test_gini_by_hand(values: list[float], weights: list[float] | None, expected: float) -> None:
    assert gini(values, weights).item() == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.floats(0, 1e6), min_size=2, max_size=8), st.integers(0, 2**32 - 1))
def test_gini_is_the_mean_difference(values: list[float], seed: int) -> None:
    weights = np.random.default_rng(seed).integers(1, 20, len(values))
    x = np.asarray(values)
    mean = np.average(x, weights=weights)
    if mean < 1e-6:
        return
    differences = np.abs(x[:, None] - x) * weights[:, None] * weights
    assert gini(x, weights).item() == pytest.approx(
        differences.sum() / (2 * weights.sum() ** 2 * mean), abs=1e-9
    )


@pytest.mark.parametrize(
    "wrong", [lambda: gaussian(0), lambda: steps([2, 1], [1, 1]), lambda: steps([1], [1, 1])]
)
def test_wrong_decays(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"reach|zones"):
        wrong()  # type: ignore[operator]


def test_wrong_tables() -> None:
    with pytest.raises(ValueError, match="row for each"):
        e2sfca([1, 2], [1], [[1]], gaussian(5))
    with pytest.raises(ValueError, match="at least 0"):
        e2sfca([-1], [1], [[1]], gaussian(5))
