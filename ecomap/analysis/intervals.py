"""Exact intervals for small counts."""

from __future__ import annotations

from scipy import stats


def poisson_interval(count: float, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Garwood) interval of a Poisson mean from one count.

    Lower end ``χ²(α/2; 2k) / 2`` (0 for k = 0), upper end ``χ²(1 − α/2; 2k + 2) / 2``.

    Parameters
    ----------
    count : float
        Number of events seen, at least 0.
    level : float
        Coverage, between 0 and 1.

    Returns
    -------
    low, high : float

    References
    ----------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28(3/4).

    Notes
    -----
    Conservative: it holds at least at the stated level. It says nothing of events that were not recorded.

    Examples
    --------
    >>> [round(end, 2) for end in poisson_interval(0)]
    [0.0, 3.69]
    """
    if count < 0:
        raise ValueError("a count is at least 0")
    tail = (1 - level) / 2
    low = float(stats.chi2.ppf(tail, 2 * count) / 2) if count else 0.0
    return low, float(stats.chi2.ppf(1 - tail, 2 * count + 2) / 2)


def proportion_interval(count: int, total: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact (Clopper–Pearson) interval of a proportion.

    Ends are the quantiles of Beta(k, n − k + 1) and Beta(k + 1, n − k).

    Parameters
    ----------
    count, total : int
        Successes and trials, ``0 <= count <= total``; without trials the interval is 0 to 1.

    Returns
    -------
    low, high : float

    References
    ----------
    Clopper & Pearson (1934), The use of confidence or fiducial limits, Biometrika 26(4).

    Examples
    --------
    >>> [round(end, 3) for end in proportion_interval(0, 10)]
    [0.0, 0.308]
    """
    if not 0 <= count <= total:
        raise ValueError("a count lies between 0 and the total")
    tail = (1 - level) / 2
    low = float(stats.beta.ppf(tail, count, total - count + 1)) if count else 0.0
    high = float(stats.beta.ppf(1 - tail, count + 1, total - count)) if count < total else 1.0
    return low, high
