"""Control of false discoveries when many hypotheses are tested at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def benjamini_hochberg(p_values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Adjust p-values so that the expected share of false ones among those called is controlled.

    With the m p-values sorted, ``q(i) = min over j >= i of m p(j) / j``, at most 1. Calling all with
    ``q <= α`` keeps the false discovery rate at α or below.

    Parameters
    ----------
    p_values : array of float
        Between 0 and 1; NaN (not tested) stays NaN and does not count among the m.

    Returns
    -------
    array of float
        Adjusted p-values in the order given.

    Raises
    ------
    ValueError
        If a p-value lies outside 0 to 1.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate: a practical and powerful approach to
    multiple testing, Journal of the Royal Statistical Society B 57(1), 289–300.

    Notes
    -----
    Holds for independent tests and under positive regression dependence (Benjamini & Yekutieli, 2001), which
    cells of one table meet only roughly; for p-values of exact tests on small counts it is conservative.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(2).tolist()
    [0.03, 0.04, 0.04]
    """
    given = np.asarray(p_values, dtype=np.float64)
    tested = ~np.isnan(given)
    p = given[tested]
    if ((p < 0) | (p > 1)).any():
        raise ValueError("p-values lie between 0 and 1")
    adjusted = np.full(given.shape, np.nan)
    order = np.argsort(p, kind="stable")
    steps = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(steps[::-1])[::-1], 1.0)
    adjusted[tested] = q
    return adjusted
