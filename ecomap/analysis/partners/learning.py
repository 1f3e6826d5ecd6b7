"""A ranking learned from the ties of the past, as a sum of named parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

from ecomap.analysis.evidence import generator
from ecomap.analysis.partners.features import Block, Pairs, parts_of
from ecomap.analysis.partners.history import Flags, Floats, Ints, Ties, Traits
from ecomap.analysis.partners.profiles import YEAR, Profiles

MODELS = 2
"""Averaged, to even out the luck of the draw of features at each split."""
BINS = 127
"""Steps of each feature that a tree can split between."""
TREES, RATE = 250, 0.03
"""Of each model, and how much of each tree is taken."""
LEAST_POSITIVES = 300
"""New ties in the closer choice from which a ranking is learned; with fewer the default weights stand."""
WINDOWS, STEP = 4, 0.5 * YEAR
"""The past is replayed so many times: as of a year before the cut, a year and a half, two years …"""
NEGATIVES = 150
"""Candidates of the closer choice kept for each asker beside its new partners."""
BATCH = 200
COLD, WARM = "cold", "warm"
PLACES, AMONG, LIKE_STEP = 20, 60, 2.0
"""The first places are filled from so many with the highest score; what is taken off for likeness, in log-odds."""
Examples = tuple[Block, Flags, Floats]
"""Features of pairs, which became partners, weights."""


@dataclass(frozen=True, eq=False)
class Learned:
    """A ranking learned for askers without (``cold``) or with (``warm``) partners.

    Attributes
    ----------
    models : sequence of HistGradientBoostingClassifier
        Trees each of which sees the features of one part only, so that the log-odds are a sum over parts
        (a generalised additive model [1]_). Several that differ in their seed are averaged.
    steps : sequence of array
        Of each feature the values between which the models tell apart.
    names : list of str
        Features.
    spread : mapping of str to float
        Weight of each part: its range (1st to 99th percentile of the log-odds it adds) as a share of all ranges.
    positives : int
        New ties it was learned from.

    References
    ----------
    .. [1] Lou, Y., Caruana, R., Gehrke, J., Hooker, G. (2013). Accurate intelligible models with pairwise
       interactions. KDD, 623–631.
    """

    models: Sequence[HistGradientBoostingClassifier]
    steps: Sequence[Block]
    names: list[str]
    spread: dict[str, float]
    positives: int

    def scores(self, table: Block) -> Floats:
        """Return the log-odds of pairs, one a row of the table."""
        return _odds(self.models, _binned(table, self.steps))

    def parts(self, table: Block) -> dict[str, Floats]:
        """Return what each part adds to the log-odds, up to a constant that is the same for all pairs."""
        return _parts(self.models, self.names, _binned(table, self.steps))


def learn(traits: Traits, ties: Ties, day: float) -> dict[str, Learned | None]:
    """Learn rankings for cold and warm askers from the ties before a day; None where there are too few.

    The past is replayed: as of several earlier days, who became partner within the year that followed? Of each
    asker its new partners and some other candidates of the closer choice are examples. Nothing on or after the
    day is read.
    """
    examples: dict[str, list[Examples]] = {COLD: [], WARM: []}
    names: dict[str, list[str]] = {}
    past = ties.where(ties.last < day)
    if not len(past):
        return {COLD: None, WARM: None}
    for window in range(WINDOWS):
        start = day - YEAR - window * STEP
        _replay(traits, past, start, examples, names)
    return {which: _fitted(examples[which], names.get(which, [])) for which in (COLD, WARM)}


def diversified(scores: Floats, cosine: sparse.csr_array) -> Floats:
    """Return scores that put different candidates first, as the first places should not all stand for one guess.

    Place by place the candidate with the highest score comes next, less `LIKE_STEP` times its greatest cosine (by
    common askers) with those placed before (maximal marginal relevance [1]_). The rest keeps its order.

    Parameters
    ----------
    scores : array, shape (askers, candidates)
    cosine : sparse matrix, shape (candidates, candidates)

    References
    ----------
    .. [1] Carbonell, J., Goldstein, J. (1998). The use of MMR, diversity-based reranking for reordering documents
       and producing summaries. SIGIR, 335–336.
    """
    changed = scores.copy()
    for row, score in enumerate(scores):
        first = np.argsort(-score, kind="stable")[:AMONG]
        likeness = cosine[first][:, first].toarray()
        left, nearest = score[first].copy(), np.zeros(len(first))
        top = score[first[0]] + len(first)
        for place in range(min(PLACES, len(first))):
            best = int(np.argmax(left - LIKE_STEP * nearest))
            if left[best] == -np.inf:
                break
            changed[row, first[best]] = top - place / len(first)
            left[best] = -np.inf
            nearest = np.maximum(nearest, likeness[best])
    return changed


def new_partners(profiles: Profiles, new: Ties) -> dict[int, Ints]:
    """Return for each asker the columns of its new partners that are candidates; maybe none."""
    column = np.searchsorted(profiles.candidates, new.partner)
    inside = column < profiles.c
    inside[inside] = profiles.candidates[column[inside]] == new.partner[inside]
    found: dict[int, list[int]] = {int(asker): [] for asker in np.unique(new.asker)}
    for asker, at in zip(new.asker[inside], column[inside], strict=True):
        found[int(asker)].append(int(at))
    return {asker: np.array(columns, dtype=np.int64) for asker, columns in found.items()}


def _replay(
    traits: Traits,
    past: Ties,
    start: float,
    examples: dict[str, list[Examples]],
    names: dict[str, list[str]],
) -> None:
    if not (past.last < start).any():
        return
    profiles = Profiles(traits, past, start)
    wanted = {a: c for a, c in new_partners(profiles, past.new(start, start + YEAR)).items() if len(c)}
    random = generator(f"partners {start:.0f}")
    for which in (COLD, WARM):
        askers = np.array([a for a in wanted if (profiles.degree[a] > 0) == (which == WARM)], dtype=np.int64)
        for at in range(0, len(askers), BATCH):
            pairs = Pairs(profiles, askers[at : at + BATCH], which == WARM)
            names[which] = pairs.names
            examples[which].append(_examples(pairs, wanted, random))


def _examples(pairs: Pairs, wanted: dict[int, Ints], random: np.random.Generator) -> Examples:
    chosen = pairs.closer_choice()
    truth = np.zeros_like(chosen)
    for row, asker in enumerate(pairs.askers):
        truth[row, wanted[int(asker)]] = True
    share = NEGATIVES / np.maximum(chosen.sum(axis=1, keepdims=True), 1)
    kept = chosen & (truth | (random.random(chosen.shape, dtype=np.float32) < share))
    rows, columns = np.nonzero(kept)
    # Every asker counts alike, as it does in the figures, not every tie.
    weight = 1.0 / np.maximum((kept & truth).sum(axis=1), 1)
    return pairs.table(rows, columns), truth[rows, columns], weight[rows]


def _fitted(examples: list[Examples], names: list[str]) -> Learned | None:
    positives = int(sum(truth.sum() for _, truth, _ in examples))
    if positives < LEAST_POSITIVES:
        return None
    table = np.vstack([block for block, _, _ in examples])
    truth, weight = (np.concatenate([part[at] for part in examples]) for at in (1, 2))
    steps = _steps(table[:: max(1, len(table) // 200_000)])
    table = _binned(table, steps)
    # Threads that wait for each other by spinning take many times as long on a busy machine.
    with threadpool_limits(1, user_api="openmp"):
        models = [_model(names, seed).fit(table, truth, weight) for seed in range(MODELS)]
    sample = table[:: max(1, len(table) // 20_000)]
    ranges = {
        part: float(np.ptp(np.percentile(added, [1, 99])))
        for part, added in _parts(models, names, sample).items()
    }
    total = sum(ranges.values()) or 1.0
    return Learned(models, steps, names, {part: width / total for part, width in ranges.items()}, positives)


def _steps(table: Block) -> list[Block]:
    """Return for each feature at most `BINS` - 1 values that part the rows of a table into bins of like size."""
    levels = np.linspace(0, 1, BINS + 1)[1:-1]
    return [np.unique(np.quantile(column, levels, method="lower")) for column in table.T]


def _binned(table: Block, steps: Sequence[Block]) -> Block:
    """Return the number of the bin of each feature.

    With sample weights the models would look for their bins anew, sorting every feature once per bin: that takes
    longer than all their trees. Numbers of bins they take as they are.
    """
    columns = [np.searchsorted(step, column) for step, column in zip(steps, table.T, strict=True)]
    return np.column_stack(columns).astype(np.float32) if columns else table


def _model(names: list[str], seed: int) -> HistGradientBoostingClassifier:
    return HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=RATE,
        max_leaf_nodes=7,
        min_samples_leaf=200,
        l2_regularization=10.0,
        max_features=0.3,
        max_bins=BINS,
        interaction_cst=list(parts_of(names).values()),
        early_stopping=False,
        random_state=seed,
    )


def _odds(models: Sequence[HistGradientBoostingClassifier], table: Block) -> Floats:
    with threadpool_limits(1, user_api="openmp"):
        return np.mean([model.decision_function(table) for model in models], axis=0, dtype=float)


def _parts(
    models: Sequence[HistGradientBoostingClassifier], names: list[str], table: Block
) -> dict[str, Floats]:
    middle = np.median(table, axis=0) if len(table) else np.zeros(len(names), dtype=np.float32)
    level = float(_odds(models, middle[None, :])[0])
    added = {}
    for part, columns in parts_of(names).items():
        only = np.repeat(middle[None, :], len(table), axis=0)
        only[:, columns] = table[:, columns]
        added[part] = _odds(models, only) - level
    return added
