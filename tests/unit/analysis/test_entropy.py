"""Entropy with shrinkage and T(u, i, g) against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ecomap.analysis import entropy as en


def _joint(*cells: tuple[int, int, int]) -> np.ndarray:
    joint = np.zeros((2, 2, 2))
    for cell in cells:
        joint[cell] += 1 / len(cells)
    return joint


def test_shrinkage_by_hand() -> None:
    # n = 19, Σp² = 55/361, t = 1/11: λ = (1 − 55/361) / (18 (55/361 − 1/11)).
    counts = [4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1]
    p, intensity = en.shrunk_probabilities(counts)
    assert intensity == pytest.approx((1 - 55 / 361) / (18 * (55 / 361 - 1 / 11)))
    assert p.sum() == pytest.approx(1)
    assert p[3] == pytest.approx(intensity / 11)


def test_many_counts_need_no_shrinkage_and_one_count_tells_nothing() -> None:
    assert en.shrunk_probabilities([9000, 1000])[1] < 0.001
    assert en.shrunk_probabilities([1, 0])[0].tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="without counts"):
        en.shrunk_probabilities([0, 0])


def test_the_sign_of_t() -> None:
    """Synergy is below zero (either-or), redundancy above (three copies), independence zero (Leydesdorff
    2003)."""
    assert en.transmission(_joint((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))) == pytest.approx(-1)
    assert en.transmission(_joint((0, 0, 0), (1, 1, 1))) == pytest.approx(1)
    assert en.transmission(np.full((2, 2, 2), 1 / 8)) == pytest.approx(0)
    # Two agree and the third stands alone.
    assert en.transmission(_joint((0, 0, 0), (0, 0, 1), (1, 1, 0), (1, 1, 1))) == pytest.approx(0)


def test_t_by_hand_from_entropies() -> None:
    rng = np.random.default_rng(3)
    p = rng.dirichlet(np.ones(24)).reshape(2, 3, 4)
    h = [en.entropy(p.sum(axis=axes)) for axes in ((1, 2), (0, 2), (0, 1), 2, 1, 0)]
    assert en.transmission(p) == pytest.approx(sum(h[:3]) - sum(h[3:]) + en.entropy(p))
    for axis in range(3):
        assert en.contributions(p, axis).sum() == pytest.approx(en.transmission(p))


def _records(n: int, tied: bool, seed: int = 0) -> en.Records:
    rng = np.random.default_rng(seed)
    u, i = rng.integers(0, 2, n), rng.integers(0, 2, n)
    g = u ^ i if tied else rng.integers(0, 2, n)
    return en.Records(u, np.eye(2)[i], g, (2, 2, 2))


def test_planted_synergy_is_told_from_chance() -> None:
    records = _records(80, tied=True)
    null = en.permutation_null(records, 199, np.random.default_rng(1))
    found = en.estimate(records.table())
    low, high = en.bootstrap_interval(records, 199, np.random.default_rng(2))
    assert found < -0.7
    assert en.p_value(found, null) <= 0.01
    assert low <= found <= high < 0


def test_chance_alone_is_seldom_called() -> None:
    called = 0
    for seed in range(40):
        records = _records(60, tied=False, seed=seed)
        null = en.permutation_null(records, 99, np.random.default_rng(seed))
        called += en.p_value(en.estimate(records.table()), null) <= 0.05
    assert called <= 6


def test_a_record_of_two_sectors_counts_half_in_each() -> None:
    records = en.Records(np.array([0, 1]), np.array([[0.5, 0.5], [1.0, 0.0]]), np.array([0, 1]), (2, 2, 2))
    assert records.table()[0, :, 0].tolist() == [0.5, 0.5]
    assert records.table().sum() == 2
