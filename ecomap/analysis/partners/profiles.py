"""What the ties before a day say of each partner: how often, how lately, where, in what, how early, with whom."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy import sparse
from sklearn.utils.extmath import randomized_svd

from ecomap.analysis.partners.history import Floats, Ints, Ties, Traits

YEAR = 365.25
MEMORY_DAYS = {"all": np.inf, "slow": 2.5 * YEAR, "fast": 0.75 * YEAR}
"""A tie counts exp(−age / memory): all of history, the last years, the last months."""
AGES = (0, 1, 2, 3, 5, 8)
"""Ages of the asker in years at which it is taken to change."""
ENTRIES = (1, 2, 4, 8)
ROUNDS = 5
"""Number of partners, and of days with a new partner, an asker had before."""
FACTORS = 64
_SEED = 0


class Profiles:
    """Counts and weighted counts of the ties before a day.

    Rows of the matrices are regions, sectors, cells (region and sector together), or organisations; columns are
    the candidates: everybody who was a partner before the day.

    Parameters
    ----------
    traits : Traits
    ties : Ties
        Any; only those surely begun before the day are read.
    day : float
        In days since 1970.
    """

    def __init__(self, traits: Traits, ties: Ties, day: float) -> None:
        self.traits, self.day = traits, day
        self.past = ties.before(day)
        self.candidates, self.column = np.unique(self.past.partner, return_inverse=True)
        self.n, self.c = len(traits.founded), len(self.candidates)
        self.age_days = day - self.past.first
        self.weight = {name: np.exp(-self.age_days / memory) for name, memory in MEMORY_DAYS.items()}
        self.entry, self.round = _order(self.past)
        self.ties = {name: self._by_asker(weight) for name, weight in self.weight.items()}
        self.firsts = {
            name: self._by_asker(weight * (self.entry == 0)) for name, weight in self.weight.items()
        }
        self.degree = np.bincount(self.past.asker, minlength=self.n)
        self.rounds = np.zeros(self.n, dtype=np.int64)
        np.maximum.at(self.rounds, self.past.asker, self.round + 1)
        self.popularity = {name: _columns(matrix) for name, matrix in self.ties.items()}
        self.first_popularity = {name: _columns(matrix) for name, matrix in self.firsts.items()}

    def _by_asker(self, weight: Floats) -> sparse.csr_array:
        kept = weight > 0
        cells = (self.past.asker[kept], self.column[kept])
        return sparse.csr_array((weight[kept].astype(np.float32), cells), shape=(self.n, self.c))

    # Groups of askers, as sparse rows of shares.

    @cached_property
    def groups(self) -> dict[str, sparse.csr_array]:
        """Region, sectors (shares that add up to 1) and cells of each organisation."""
        sectors = _row_shares(self.traits.sectors)
        region = one_hot(self.traits.region, max(self.traits.regions, 1))
        return {"region": region, "sector": sectors, "cell": self.cells(self.traits.region, sectors)}

    def cells(self, region: Ints, sectors: sparse.csr_array) -> sparse.csr_array:
        """Return rows over region × sector for some organisations."""
        listed, width = sectors.tocoo(), self.traits.sectors.shape[1]
        kept = region[listed.row] >= 0
        columns = region[listed.row[kept]] * width + listed.col[kept]
        shape = (sectors.shape[0], max(self.traits.regions, 1) * width)
        return sparse.csr_array(
            (listed.data[kept].astype(np.float32), (listed.row[kept], columns)), shape=shape
        )

    @cached_property
    def counts(self) -> dict[str, sparse.csr_array]:
        """Weighted ties of the candidates by group: ``"region all"``, ``"sector first slow"`` and so on."""
        return {
            f"{group}{kind} {memory}": sparse.csr_array(rows.T @ matrices[memory])
            for group, rows in self.groups.items()
            for kind, matrices in (("", self.ties), (" first", self.firsts))
            for memory in ("all", "slow")
        }

    @cached_property
    def related(self) -> dict[str, sparse.csr_array]:
        """How much each region (sector) is like each other one by who is tied into it; rows add up to 1."""
        damp = 1 / np.sqrt(1 + self.popularity["all"])
        found = {}
        for group in ("region", "sector"):
            rows = _unit_rows(sparse.csr_array(self.counts[f"{group} all"].multiply(damp[None, :])))
            likeness = sparse.csr_array(rows @ rows.T)
            likeness.setdiag(0)
            likeness.eliminate_zeros()
            likeness.data **= 2
            found[group] = _row_shares(likeness)
        return found

    @cached_property
    def own_regions(self) -> tuple[Ints, Floats]:
        """Return the region of each candidate, and the weight of late ties by region of asker and of candidate."""
        theirs = self.traits.region[self.candidates]
        columns = one_hot(theirs, max(self.traits.regions, 1))
        between = self.groups["region"].T @ self.ties["slow"] @ columns
        return theirs, sparse.csr_array(between).toarray().astype(float)

    def sector_likeness(self, askers: Ints) -> Floats:
        """Return the cosine of the sectors of askers (rows) and candidates (columns); 0 where not known."""
        rows = _unit_rows(self.traits.sectors.astype(np.float32))
        return (rows[askers] @ rows[self.candidates].T).toarray()

    # Where an asker stands in its own life.

    def age_group(self, askers: Ints) -> Ints:
        """Return the age of askers on the day, in steps; -1 where not known."""
        return _steps(1970 + self.day / YEAR - self.traits.founded[askers] - 0.5, AGES)

    @cached_property
    def stages(self) -> dict[str, sparse.csr_array]:
        """Weighted ties of the candidates by age, number of partners and of rounds of the asker at the time."""
        year = 1970 + self.past.first / YEAR
        ages = _steps(year - self.traits.founded[self.past.asker] - 0.5, AGES)
        groups = {
            "age": (ages, len(AGES) + 1),
            "entry": (_steps(self.entry.astype(float), ENTRIES), len(ENTRIES) + 1),
            "round": (np.minimum(self.round, ROUNDS - 1), ROUNDS),
        }
        return {name: self._by_group(codes, size) for name, (codes, size) in groups.items()}

    def _by_group(self, codes: Ints, size: int) -> sparse.csr_array:
        known = codes >= 0
        weight = self.weight["slow"][known].astype(np.float32)
        return sparse.csr_array((weight, (codes[known], self.column[known])), shape=(size, self.c))

    # Activity.

    def within(self, days: float) -> Floats:
        """Return how many ties each candidate made in the last days."""
        return np.bincount(self.column[self.age_days < days], minlength=self.c).astype(float)

    def last_and_first(self) -> tuple[Floats, Floats]:
        """Return how many days ago each candidate made its last and its first tie."""
        last, first = np.full(self.c, np.inf), np.zeros(self.c)
        np.minimum.at(last, self.column, self.age_days)
        np.maximum.at(first, self.column, self.age_days)
        return last, first

    # Who is partner together with whom.

    @cached_property
    def company(self) -> dict[str, sparse.csr_array]:
        """Candidates by candidates: cosine, recent cosine, Adamic–Adar, resource allocation, who follows whom."""
        ties, degree = self.ties["all"], np.maximum(self.degree, 1)
        even = ties @ sparse.diags_array(1 / np.sqrt(np.maximum(self.popularity["all"], 1)))
        late = self.ties["slow"] @ sparse.diags_array(1 / np.sqrt(np.maximum(self.popularity["slow"], 0.3)))
        return {
            "cosine": _no_diagonal(even.T @ even),
            "recent": _no_diagonal(late.T @ late),
            "adamic_adar": _no_diagonal(ties.T @ (sparse.diags_array(1 / np.log(1 + degree)) @ ties)),
            "allocation": _no_diagonal(ties.T @ (sparse.diags_array(1 / degree) @ ties)),
            "follows": self._followers(),
        }

    def _followers(self) -> sparse.csr_array:
        """Return how often a candidate (column) came to an asker after another one (row), late ones more."""
        tie = np.arange(len(self.past))
        of_asker = sparse.csr_array(
            (np.ones(len(tie), np.float32), (self.past.asker, tie)), shape=(self.n, len(tie))
        )
        pairs = (of_asker.T @ of_asker).tocoo()
        later = self.past.first[pairs.row] < self.past.first[pairs.col]
        before, after = pairs.row[later], pairs.col[later]
        weight = self.weight["slow"][after].astype(np.float32)
        cells = (self.column[before], self.column[after])
        return sparse.csr_array((weight, cells), shape=(self.c, self.c))

    @cached_property
    def factors(self) -> Floats:
        """Place of each candidate in a space where those with the same askers are near (truncated SVD)."""
        rows = sparse.diags_array(1 / np.sqrt(np.maximum(self.degree, 1)))
        columns = sparse.diags_array(1 / np.sqrt(np.maximum(self.popularity["slow"], 0.5)))
        matrix = sparse.csr_matrix(rows @ self.ties["slow"] @ columns)
        size = min(FACTORS, min(matrix.shape) - 1)
        if size < 1:
            return np.zeros((self.c, 1), dtype=np.float32)
        _, _, vectors = randomized_svd(matrix, size, n_iter=4, random_state=_SEED)
        return np.ascontiguousarray(vectors.T, dtype=np.float32)


def one_hot(codes: Ints, size: int) -> sparse.csr_array:
    """Return one row a code with 1 in its column; the row of -1 is empty."""
    known = np.flatnonzero(codes >= 0)
    return sparse.csr_array(
        (np.ones(len(known), np.float32), (known, codes[known])), shape=(len(codes), size)
    )


def _order(past: Ties) -> tuple[Ints, Ints]:
    """Return how many partners, and how many days with new partners, the asker of each tie had before its day."""
    order = np.lexsort((past.first, past.asker))
    asker, first = past.asker[order], past.first[order]
    place = np.arange(len(order))
    starts = np.r_[True, asker[1:] != asker[:-1]][: len(order)]
    new_day = starts | np.r_[True, first[1:] != first[:-1]][: len(order)]
    start = np.maximum.accumulate(np.where(starts, place, 0))
    day = np.maximum.accumulate(np.where(new_day, place, 0))
    days = np.cumsum(new_day)
    entry, rounds = np.empty(len(order), np.int64), np.empty(len(order), np.int64)
    entry[order] = day - start
    rounds[order] = days - np.maximum.accumulate(np.where(starts, days, 0))
    return entry, rounds


def _steps(values: Floats, bounds: tuple[int, ...]) -> Ints:
    return np.where(np.isnan(values), -1, np.digitize(values, bounds)).astype(np.int64)


def _columns(matrix: sparse.csr_array) -> Floats:
    return np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()


def _row_shares(matrix: sparse.csr_array) -> sparse.csr_array:
    total = np.asarray(matrix.sum(axis=1)).ravel()
    return sparse.csr_array(sparse.diags_array(1 / np.where(total > 0, total, 1)) @ matrix).astype(np.float32)


def _unit_rows(matrix: sparse.csr_array) -> sparse.csr_array:
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_array(sparse.diags_array(1 / np.where(length > 0, length, 1)) @ matrix)


def _no_diagonal(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix = sparse.csr_array(matrix)
    matrix.setdiag(0)
    matrix.eliminate_zeros()
    return matrix
