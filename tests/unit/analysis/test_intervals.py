import numpy as np
import pytest

from ecomap.analysis.intervals import poisson_interval, proportion_interval


def test_poisson_by_table():
    # Garwood's limits as tabulated, e.g. Breslow & Day (1987), table 2.10.
    assert poisson_interval(0) == pytest.approx((0.0, 3.689), abs=5e-4)
    assert poisson_interval(1) == pytest.approx((0.0253, 5.572), abs=5e-4)
    assert poisson_interval(10) == pytest.approx((4.795, 18.39), abs=5e-3)


def test_proportion_by_table():
    assert proportion_interval(0, 10) == pytest.approx((0.0, 0.3085), abs=5e-5)
    assert proportion_interval(10, 10) == pytest.approx((0.6915, 1.0), abs=5e-5)
    assert proportion_interval(5, 20) == pytest.approx((0.0866, 0.4910), abs=5e-5)


def test_no_trials_tell_nothing():
    assert proportion_interval(0, 0) == (0.0, 1.0)


def test_impossible_counts():
    with pytest.raises(ValueError):
        poisson_interval(-1)
    with pytest.raises(ValueError):
        proportion_interval(3, 2)


def test_they_hold_at_least_at_their_level():
    random = np.random.default_rng(2)
    held = [low <= 2.5 <= high for low, high in map(poisson_interval, random.poisson(2.5, 1000))]
    assert np.mean(held) >= 0.94
