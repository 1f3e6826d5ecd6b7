import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.analysis.multiple_testing import benjamini_hochberg

# The fifteen p-values of the myocardial infarction example, Benjamini & Hochberg (1995), section 3.2.
PAPER = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
         0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]  # fmt: skip


def test_the_example_of_the_paper_rejects_four():
    assert (benjamini_hochberg(PAPER) <= 0.05).sum() == 4


def test_adjusted_values_of_the_paper_by_hand():
    q = benjamini_hochberg(PAPER)
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert q[5] == pytest.approx(0.0298 * 15 / 7)  # the next one is smaller, so it takes its value
    assert q[-1] == 1.0


def test_order_is_kept_and_nan_does_not_count():
    q = benjamini_hochberg([0.04, np.nan, 0.01])
    assert q[2] == pytest.approx(0.02)
    assert q[0] == pytest.approx(0.04)
    assert np.isnan(q[1])


def test_nothing_and_a_wrong_value():
    assert benjamini_hochberg([]).size == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([1.2])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_never_smaller_than_p_and_in_the_same_order(values):
    p = np.array(values)
    q = benjamini_hochberg(p)
    assert (q >= p - 1e-12).all()
    assert (np.diff(q[np.argsort(p, kind="stable")]) >= -1e-12).all()


def test_false_discoveries_are_controlled():
    random = np.random.default_rng(1)
    shares = []
    for _ in range(400):
        p = random.uniform(size=50)
        p[:10] = random.beta(0.05, 5, size=10)  # true effects
        called = benjamini_hochberg(p) <= 0.1
        shares.append(called[10:].sum() / max(1, called.sum()))
    assert np.mean(shares) <= 0.1
