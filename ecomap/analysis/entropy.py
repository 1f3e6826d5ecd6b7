"""Entropy from few counts, and the mutual information of three dimensions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.float64]


def shrunk_probabilities(counts: npt.ArrayLike) -> tuple[Counts, float]:
    """Estimate the probabilities of cells from few counts by shrinkage towards equal shares.

    ``p = λ t + (1 − λ) n_k / n`` with ``t = 1 / K`` and the intensity that minimises the expected squared
    error, ``λ = (1 − Σ p̂²) / ((n − 1) Σ (t − p̂)²)``, cut to 0–1 (James–Stein type).

    Parameters
    ----------
    counts : array of float
        Counts of the K cells that can occur, of any shape; empty cells count as possible. Fractions are
        allowed (a record split over several cells).

    Returns
    -------
    probabilities : array of float
        Same shape; they add up to 1.
    intensity : float
        λ: 0 takes the shares as they are, 1 knows nothing but the number of cells.

    Raises
    ------
    ValueError
        Without any count.

    References
    ----------
    Hausser & Strimmer (2009), Entropy inference and the James–Stein estimator, with application
    to nonlinear gene association networks, Journal of Machine Learning Research 10, 1469–1484.

    Examples
    --------
    >>> p, intensity = shrunk_probabilities([4, 2, 3, 0, 2, 4, 0, 0, 2, 1, 1])
    >>> round(float(intensity), 3)
    0.766
    """
    n_cells = np.asarray(counts, dtype=np.float64)
    n = n_cells.sum()
    if n <= 0:
        raise ValueError("without counts there are no probabilities")
    share, target = n_cells / n, 1 / n_cells.size
    spread = (n - 1) * np.square(target - share).sum()
    intensity = float(np.clip((1 - np.square(share).sum()) / spread, 0, 1)) if n > 1 and spread > 0 else 1.0
    return intensity * target + (1 - intensity) * share, intensity


def entropy(probabilities: npt.ArrayLike) -> float:
    """Return Shannon's entropy ``−Σ p log2 p`` in bits; cells with probability 0 add nothing.

    References
    ----------
    Shannon (1948), A mathematical theory of communication, Bell System Technical Journal 27.

    Examples
    --------
    >>> entropy([0.5, 0.5])
    1.0
    """
    p = np.asarray(probabilities, dtype=np.float64).ravel()
    p = p[p > 0]
    return float(-(p * np.log2(p)).sum()) + 0.0


def transmission(probabilities: npt.ArrayLike) -> float:
    """Return the mutual information of three dimensions T(u, i, g) in bits.

    ``T = H(u) + H(i) + H(g) − H(ui) − H(ug) − H(ig) + H(uig)``. Sign as in Leydesdorff (2003): **below
    zero** the three together reduce uncertainty that no two of them explain (the houses work as one system:
    synergy); **above zero** the same order is found again in each pair (redundancy); 0 if any of the three
    stands on its own.

    Parameters
    ----------
    probabilities : array of float, shape (U, I, G)
        Joint probabilities, adding up to 1.

    Returns
    -------
    float

    References
    ----------
    Leydesdorff (2003), The mutual information of university–industry–government relations: an
    indicator of the Triple Helix dynamics, Scientometrics 58(2), 445–467. McGill (1954), Multivariate
    information transmission, Psychometrika 19. (McGill's sign for three dimensions is the same; many texts
    use the opposite one.)

    Notes
    -----
    From counts it is biased, the more the fewer records a cell holds: use `shrunk_probabilities` and
    compare with `permutation_null`, never with 0 alone.

    Examples
    --------
    >>> either_or = np.zeros((2, 2, 2))
    >>> either_or[[0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 0]] = 0.25
    >>> transmission(either_or)
    -1.0
    """
    return float(contributions(probabilities, axis=None))


def contributions(probabilities: npt.ArrayLike, axis: int | None = 1) -> npt.NDArray[np.float64]:
    """Split T(u, i, g) over the categories of one dimension.

    The sum over a category's cells of ``p(uig) log2 [p(ui) p(ug) p(ig) / (p(u) p(i) p(g) p(uig))]``; the
    parts add up to `transmission`.

    Parameters
    ----------
    probabilities : array of float, shape (U, I, G)
    axis : {0, 1, 2} or None
        The dimension; None sums over all cells.

    Returns
    -------
    array of float
        One part for each category (a single value for None), in bits.
    """
    joint = np.asarray(probabilities, dtype=np.float64)
    singles = [joint.sum(axis=others, keepdims=True) for others in ((1, 2), (0, 2), (0, 1))]
    doubles = [joint.sum(axis=other, keepdims=True) for other in (0, 1, 2)]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = (
            sum(np.log2(part) for part in doubles) - sum(np.log2(part) for part in singles) - np.log2(joint)
        )
    parts = np.where(joint > 0, joint * np.where(joint > 0, logs, 0.0), 0.0)
    kept = tuple(range(3)) if axis is None else tuple(other for other in range(3) if other != axis)
    return np.asarray(parts.sum(axis=kept)) + 0.0


@dataclass(frozen=True)
class Records:
    """Records with three dimensions, of which the second may have several values.

    Attributes
    ----------
    u, g : array of int, shape (n,)
        Category of each record, from 0.
    i : array of float, shape (n, I)
        Weights of the categories of each record; each row adds up to 1.
    shape : tuple of int
        Number of categories (U, I, G) that can occur.
    """

    u: npt.NDArray[np.int64]
    i: npt.NDArray[np.float64]
    g: npt.NDArray[np.int64]
    shape: tuple[int, int, int]

    def table(self, rows: npt.NDArray[np.int64] | None = None, g: npt.NDArray[np.int64] | None = None,
              i: npt.NDArray[np.float64] | None = None) -> Counts:  # fmt: skip
        """Return the counts (U, I, G), of chosen `rows` or with `g` or `i` put in place."""
        u, weights, house = self.u, self.i if i is None else i, self.g if g is None else g
        if rows is not None:
            u, weights, house = u[rows], weights[rows], house[rows]
        size_u, size_i, size_g = self.shape
        counts = np.zeros((size_u * size_g, size_i))
        np.add.at(counts, u * size_g + house, weights)
        return counts.reshape(size_u, size_g, size_i).transpose(0, 2, 1)


def estimate(counts: npt.ArrayLike) -> float:
    """Return T(u, i, g) of a table of counts with shrinkage, in bits."""
    return transmission(shrunk_probabilities(counts)[0])


def permutation_null(records: Records, repeats: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Draw T under independence: the second and third dimension are shuffled among the records.

    Parameters
    ----------
    records : Records
    repeats : int
    rng : numpy.random.Generator

    Returns
    -------
    array of float, shape (repeats,)
        Estimates in bits. Records with several values of a dimension keep their profile.

    Examples
    --------
    >>> everybody = Records(np.zeros(5, int), np.ones((5, 1)), np.zeros(5, int), (1, 1, 1))
    >>> permutation_null(everybody, 2, np.random.default_rng(0)).tolist()
    [0.0, 0.0]
    """
    n = len(records.u)
    return np.array(
        [
            estimate(records.table(g=records.g[rng.permutation(n)], i=records.i[rng.permutation(n)]))
            for _ in range(repeats)
        ]
    )


def bootstrap_interval(
    records: Records, repeats: int, rng: np.random.Generator, level: float = 0.95
) -> tuple[float, float]:
    """Return the basic bootstrap interval of T in bits.

    Records are drawn with replacement. Resampled tables look more ordered than the first by about as much
    as the first looks more ordered than the truth; the basic interval ``(2T − q_high, 2T − q_low)`` takes
    that back.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap Methods and their Application, Cambridge University Press, §5.2.
    """
    n, found = len(records.u), estimate(records.table())
    drawn = [estimate(records.table(rows=rng.integers(0, n, n))) for _ in range(repeats)]
    low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
    return float(2 * found - high), float(2 * found - low)


def p_value(found: float, null: npt.NDArray[np.float64]) -> float:
    """Return the two-sided permutation p-value ``(1 + number at least as far out) / (1 + repeats)``.

    References
    ----------
    Phipson & Smyth (2010), Permutation p-values should never be zero, Statistical Applications
    in Genetics and Molecular Biology 9(1).
    """
    middle = float(np.mean(null)) if len(null) else 0.0
    return float((1 + (np.abs(null - middle) >= abs(found - middle) - 1e-12).sum()) / (1 + len(null)))
