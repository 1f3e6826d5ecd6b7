"""Capture–recapture: how many there are, from lists that overlap.

Each list is one "capture" of the records that really exist. What all lists miss is estimated from how much
they overlap. No method can see a kind of record that no list could ever hold.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import stats

from ecomap.analysis import loglinear
from ecomap.i18n import N_

Histories = npt.NDArray[np.bool_]

WARNINGS = {
    "two_lists": N_("With two lists nothing can show whether they depend on each other."),
    "few_in_both": N_("Fewer than seven records stand in both lists."),
    "contained": N_("One list holds nothing that the other does not: they are hardly independent."),
    "few": N_("Too few records to see whether the lists depend on each other."),
    "dependent": N_("Some lists depend on each other, so the estimate is rough."),
    "heterogeneous": N_(
        "Some records are much easier to find than others: the total is more likely too low."
    ),
    "unstable": N_("The lists overlap too little for more than a very rough figure."),
}
"""What an estimate may warn of, as message ids."""

_FEW_IN_BOTH = 7  # below it Chapman's estimate is biased (Robson & Regier 1964)
_FEW = 150  # with fewer records the tests below miss strong dependence in a third of simulated cases
# A false alarm only widens the interval, a missed one makes it wrong: hence levels above the usual 0.05.
_SUSPECT = {"dependent": 0.1, "heterogeneous": 0.2}


@dataclass(frozen=True)
class Estimate:
    """How many records there are.

    Attributes
    ----------
    observed : int
        Different records on any list.
    total, low, high : float
        Estimate with its 95 % interval; none is below `observed`.
    method : str
        ``chapman``, ``loglinear`` or ``chao``.
    lower_bound : bool
        True if `total` is only what there are at least.
    warnings : tuple of str
        Keys of `WARNINGS`.
    """

    observed: int
    total: float
    low: float
    high: float
    method: str
    lower_bound: bool = False
    warnings: tuple[str, ...] = ()


def log_normal_interval(
    observed: int, unseen: float, variance: float, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of a total whose unseen part is taken as log-normal.

    ``observed + unseen / C`` to ``observed + unseen · C`` with ``C = exp(z √(ln(1 + variance /
    unseen²)))``: it never falls below what was seen.

    References
    ----------
    Burnham et al. (1987); Chao (1987), Estimating the population size for capture–recapture data with unequal
    catchability, Biometrics 43, 783–791.

    Examples
    --------
    >>> [round(end, 1) for end in log_normal_interval(100, 25, 100)]
    [111.7, 153.2]
    """
    if unseen <= 0:
        return float(observed), float(observed)
    factor = math.exp(stats.norm.ppf((1 + level) / 2) * math.sqrt(math.log1p(variance / unseen**2)))
    return observed + unseen / factor, observed + unseen * factor


def chapman(first: int, second: int, both: int) -> Estimate:
    """Estimate a total from two lists.

    ``N = (n1 + 1)(n2 + 1) / (m + 1) − 1``, variance
    ``(n1 + 1)(n2 + 1)(n1 − m)(n2 − m) / ((m + 1)² (m + 2))``, interval by `log_normal_interval`.

    Parameters
    ----------
    first, second : int
        Records on each list.
    both : int
        Records on both.

    Returns
    -------
    Estimate

    Raises
    ------
    ValueError
        If the overlap exceeds a list.

    Notes
    -----
    Holds if the two lists are independent, records are matched without error, nothing enters or
    leaves between the lists, and each list holds every record with the same chance. Lists that copy each
    other give too low a total, and two lists cannot show it: hence the warning ``two_lists`` always.

    References
    ----------
    Chapman (1951), Some properties of the hypergeometric distribution with applications to zoological sample
    censuses, University of California Publications in Statistics 1. Seber (1970), Biometrika 57 (variance).
    Robson & Regier (1964), Transactions of the American Fisheries Society 93 (at least seven in both).

    Examples
    --------
    >>> round(chapman(200, 150, 30).total, 1)
    978.1
    """
    if not 0 <= both <= min(first, second):
        raise ValueError("the overlap cannot exceed a list")
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (first + 1) * (second + 1) * (first - both) * (second - both) / ((both + 1) ** 2 * (both + 2))
    observed = first + second - both
    low, high = log_normal_interval(observed, total - observed, variance)
    contained = both == min(first, second)
    warnings = (
        "two_lists",
        *(("few_in_both",) if both < _FEW_IN_BOTH else ()),
        *(("contained",) if contained else ()),
    )
    return Estimate(observed, max(total, observed), low, high, "chapman", contained, warnings)


def chao(histories: Histories) -> Estimate:
    """Return what there are at least, from records found once and twice.

    ``N ≥ S + (t − 1)/t · f1 (f1 − 1) / (2 (f2 + 1))`` with S different records, f1 of them on one and f2 on
    two of t lists; interval by `log_normal_interval`.

    Parameters
    ----------
    histories : array of bool, shape (records, lists)
        Whether each record stands on each list; a row without any is not allowed.

    Returns
    -------
    Estimate
        With ``lower_bound`` set.

    Raises
    ------
    ValueError
        With fewer than two lists, or a record on none.

    Notes
    -----
    A lower bound where records differ in how easily they are found, whatever the reason (Mao & Chao).
    Where a record is on two lists but only one is cited, f1 is too high and the bound with it.

    References
    ----------
    Chao (1987), Biometrics 43, 783–791. Chao (2005), Species estimation and applications,
    Encyclopedia of Statistical Sciences (bias-corrected form and variance).

    Examples
    --------
    >>> once, twice = [[1, 0, 0]] * 4 + [[0, 1, 0]] * 6, [[1, 1, 0]] * 4
    >>> round(chao(np.array(once + twice, dtype=bool)).total, 1)
    20.0
    """
    seen = _checked(histories)
    lists, times = seen.shape[1], seen.sum(axis=1)
    once, twice = int((times == 1).sum()), int((times == 2).sum())
    scale = (lists - 1) / lists
    unseen = scale * once * (once - 1) / (2 * (twice + 1))
    variance = (
        scale * once * (once - 1) / (2 * (twice + 1))
        + scale**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
        + scale**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    )
    low, high = log_normal_interval(len(seen), unseen, variance)
    return Estimate(len(seen), len(seen) + unseen, low, high, "chao", lower_bound=True)


def log_linear(histories: Histories, criterion: str = "bic") -> Estimate:
    """Estimate a total from three to five lists by log-linear models.

    The counts of the 2^t − 1 patterns of presence are modelled as Poisson with log mean = main effects of
    the lists + some interactions of two lists; the pattern "on none" is predicted. All sets of pairwise
    interactions are fitted (for five lists step by step), the total averages the models with weights
    exp(−criterion / 2) and its variance holds the spread between models (Buckland et al. 1997).

    Parameters
    ----------
    histories : array of bool, shape (records, lists)
    criterion : {"bic", "aic"}

    Returns
    -------
    Estimate
        Warnings: ``dependent`` if a model with interactions explains the overlaps significantly better than
        independence; ``heterogeneous`` if one common pull between all lists does (Darroch et al. 1993);
        ``few`` below 150 records if none of these; ``unstable`` if the standard error exceeds the estimate
        of the unseen or a list has no overlap at all.

    Raises
    ------
    ValueError
        With fewer than three or more than five lists, or a record on none.

    Notes
    -----
    The interaction of all lists is taken as zero: the data cannot show it. Records of unequal
    catchability look like lists that depend on each other; then the total is too low and `chao` is the
    safer statement.

    References
    ----------
    Fienberg (1972), The multiple recapture census for closed populations and incomplete 2^k
    contingency tables, Biometrika 59, 591–603. Bishop, Fienberg & Holland (1975), Discrete Multivariate
    Analysis, ch. 6. Buckland, Burnham & Augustin (1997), Model selection: an integral part of inference,
    Biometrics 53. Darroch et al. (1993), A three-sample multiple-recapture approach to census population
    estimation, JASA 88.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> caught = rng.random((400, 3)) < [0.5, 0.4, 0.6]
    >>> found = log_linear(caught[caught.any(axis=1)])
    >>> found.low < 400 < found.high
    True
    """
    seen = _checked(histories)
    fits = loglinear.fit_models(seen, criterion)
    weights = np.array([fit.weight for fit in fits])
    unseen = float(weights @ [fit.unseen for fit in fits])
    error = float(weights @ [math.sqrt(fit.variance + (fit.unseen - unseen) ** 2) for fit in fits])
    low, high = log_normal_interval(len(seen), unseen, error**2)
    warnings = [name for name, p in loglinear.tests(seen).items() if p < _SUSPECT[name]]
    if not warnings and len(seen) < _FEW:
        warnings.append("few")
    if error > max(unseen, 1.0) * 1.5 or not _overlap(seen):
        warnings.append("unstable")
    return Estimate(len(seen), len(seen) + unseen, low, high, "loglinear", warnings=tuple(warnings))


def estimate(histories: Histories) -> Estimate:
    """Return the statement that the lists support.

    Two lists: `chapman`. Three to five: `log_linear`; where they depend on each other or records differ in
    how easily they are found, the warnings are kept and the interval is opened to hold Chao's as well. More
    lists, or lists that overlap too little: `chao`, a lower bound.

    Parameters
    ----------
    histories : array of bool, shape (records, lists)

    Returns
    -------
    Estimate

    Examples
    --------
    >>> estimate(np.array([[1, 1], [1, 0], [0, 1], [1, 1]], dtype=bool)).method
    'chapman'
    """
    seen = _checked(histories)
    if seen.shape[1] == 2:
        return chapman(int(seen[:, 0].sum()), int(seen[:, 1].sum()), int(seen.all(axis=1).sum()))
    bound = chao(seen)
    if seen.shape[1] > loglinear.MOST_LISTS:
        return bound
    found = log_linear(seen)
    if "unstable" in found.warnings:
        return replace(bound, warnings=found.warnings)
    if {"dependent", "heterogeneous"} & set(found.warnings):
        return replace(found, low=min(found.low, bound.low), high=max(found.high, bound.high))
    return found


def _overlap(seen: Histories) -> bool:
    """Tell whether every list shares a record with another."""
    return bool((seen & (seen.sum(axis=1) > 1)[:, None]).any(axis=0).all())


def _checked(histories: Histories) -> Histories:
    seen = np.asarray(histories, dtype=bool)
    if seen.ndim != 2 or seen.shape[1] < 2:
        raise ValueError("capture–recapture needs at least two lists")
    if not seen.any(axis=1).all():
        raise ValueError("a record that stands on no list cannot be known")
    return seen
