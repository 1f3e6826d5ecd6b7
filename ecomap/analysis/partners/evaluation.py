"""How often suggestions were right: learn from the ties before a day, suggest, look at what came after."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ecomap.analysis.evidence import generator
from ecomap.analysis.finding import Message
from ecomap.analysis.partners.baselines import BASELINES, baseline_scores
from ecomap.analysis.partners.features import Pairs
from ecomap.analysis.partners.history import (
    SERVED,
    Floats,
    Ints,
    Ties,
    dated_ties,
    day_number,
    left_out,
    traits,
)
from ecomap.analysis.partners.learning import BATCH, COLD, WARM, Learned, diversified, learn, new_partners
from ecomap.analysis.partners.past import default_scores, default_weights
from ecomap.analysis.partners.profiles import Profiles
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

LEAST_ASKERS = 30
"""Fewer askers give no figure: half the width of a 95 % interval would be up to 18 points."""
OURS = "ours"
METRICS: Mapping[str, str] = {
    "hit@5": N_("a right one among the first 5"),
    "hit@10": N_("a right one among the first 10"),
    "hit@20": N_("a right one among the first 20"),
    "recall@20": N_("share of the right ones among the first 20"),
    "mrr": N_("mean of one over the rank of the first right one"),
}
METHODS: Mapping[str, str] = {OURS: N_("Our suggestions"), **BASELINES}
STARTS: Mapping[str, str] = {
    COLD: N_("Without a partner before the cut"),
    WARM: N_("With partners before the cut"),
}
RESAMPLES = 1000
_HITS = (5, 10, 20)
_CUTS: Mapping[str, int] = {"hit@5": 5, "hit@10": 10, "hit@20": 20, "recall@20": 20}
"""How many of the first places a metric looks at; with no more candidates than that every order is right."""


@dataclass(frozen=True)
class Figure:
    """A mean over askers with the ends of its 95 % bootstrap interval (percentiles over resampled askers)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Start:
    """What came out for askers with, or without, partners before the cut.

    Attributes
    ----------
    code : str
        Key of `STARTS`.
    askers, partners : int
        Who made new ties after the cut, and with how many partners in all.
    reachable : int
        Of these partners, those who had been a partner before the cut: nobody else can be suggested.
    figures : mapping
        Key of `METHODS` to key of `METRICS` to figure; empty if there are too few askers. Metrics that any order of
        so few candidates meets are left out.
    best : str or None
        The best baseline by hit@20; None if that is left out.
    lift : Figure or None
        How much more often than the best baseline ours has a hit in 20, as a share of the latter; None if the
        baseline has none.
    weights : mapping of str to float
        Weight of each part of the score; they add up to 1.
    learned_from : int
        New ties before the cut that the weights were learned from; 0 for the default weights.
    """

    code: str
    askers: int
    partners: int
    reachable: int
    figures: Mapping[str, Mapping[str, Figure]]
    best: str | None
    lift: Figure | None
    weights: Mapping[str, float]
    learned_from: int


@dataclass(frozen=True)
class Evaluation:
    """Result of `evaluate`.

    Attributes
    ----------
    version : str
        Of the snapshot.
    cut : date
    relations : tuple of str
    ties_before, ties_after : int
        Pairs with a dated tie that surely began before the cut; pairs whose first began on or after it.
    candidates : int
        Who was a partner before the cut.
    undated, straddling : int
        Ties left out: they or another tie of the same two have no date; their date may lie on either side of the cut.
    starts : tuple of Start
    notes : tuple of Message
        What could not be said, and why.
    """

    version: str
    cut: date
    relations: tuple[str, ...]
    ties_before: int
    ties_after: int
    candidates: int
    undated: int
    straddling: int
    starts: tuple[Start, ...]
    notes: tuple[Message, ...]


def evaluate(ecosystem: Ecosystem, cut: date, relations: Sequence[str] | None = None) -> Evaluation:
    """Judge the suggestions by the ties that were made after a day.

    Parameters
    ----------
    cut : date
        Only what surely began before it is learned from.
    relations : sequence of str, optional
        Types of tie, of `history.SERVED`; all of them by default.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError
        For a type that no suggestion can bring about.

    Notes
    -----
    The end that is served asks (`history.SERVED`). Each asker with a tie to a new partner on or after the cut is
    given a ranking of all candidates, that is, everybody who was a partner of somebody before the cut, less its
    own partners. New partners who were never a partner before count as not found, for every method. Ties are
    left out if they have no date, or one that may lie on either side. Askers without a partner before the cut
    (cold) and with (warm) are judged apart.

    Stage, status, functions and texts are not used: the data knows them as of today only, and they would give
    away the future.
    """
    chosen = tuple(dict.fromkeys(relations)) if relations else tuple(SERVED)
    if unknown := [code for code in chosen if code not in SERVED]:
        raise ValueError(f"no suggestion brings about {unknown}; known are {list(SERVED)}")
    known, ties, day = traits(ecosystem), dated_ties(ecosystem, chosen), day_number(cut)
    profiles = Profiles(known, ties, day)
    new = ties.new(day, np.inf)
    undated, straddling = left_out(ecosystem, chosen, day)
    notes: list[Message] = []
    learned = learn(known, ties, day) if len(new) and profiles.c else {COLD: None, WARM: None}
    wanted = new_partners(profiles, new)
    starts = tuple(
        _start(ecosystem, cut, profiles, new, wanted, code, learned[code], notes) for code in (COLD, WARM)
    )
    return Evaluation(
        version=ecosystem.version,
        cut=cut,
        relations=chosen,
        ties_before=len(profiles.past),
        ties_after=len(new),
        candidates=profiles.c,
        undated=undated,
        straddling=straddling,
        starts=starts,
        notes=(*notes, *_left_out_notes(undated, straddling), *_trivial_notes(profiles.c, starts)),
    )


def _left_out_notes(undated: int, straddling: int) -> list[Message]:
    notes = []
    if undated:
        notes.append(
            Message(
                "{n} tie was left out: it, or another tie of the same two, has no date.",
                plural="{n} ties were left out: they, or another tie of the same two, have no date.",
                n=undated,
            )
        )
    if straddling:
        notes.append(
            Message(
                "{n} tie was left out: its date is too coarse to tell on which side of the cut it lies.",
                plural="{n} ties were left out: their dates are too coarse to tell on which side of the cut they lie.",
                n=straddling,
            )
        )
    return notes


def _trivial_notes(candidates: int, starts: Sequence[Start]) -> list[Message]:
    trivial = [k for k in _HITS if candidates <= k]
    if not trivial or not any(start.figures for start in starts):
        return []
    return [
        Message(
            N_("With {n} candidates any order has all right ones among the first {k}: figures for {k} places or more "
               "are left out."),
            {"n": candidates, "k": trivial[0]},
        )
    ]  # fmt: skip


def _start(
    ecosystem: Ecosystem,
    cut: date,
    profiles: Profiles,
    new: Ties,
    wanted: Mapping[int, Ints],
    code: str,
    learned: Learned | None,
    notes: list[Message],
) -> Start:
    askers = np.array([a for a in wanted if (profiles.degree[a] > 0) == (code == WARM)], dtype=np.int64)
    number = np.bincount(new.asker, minlength=profiles.n)
    counts = (len(askers), int(number[askers].sum()), int(sum(len(wanted[int(a)]) for a in askers)))
    if len(askers) < LEAST_ASKERS or not profiles.c:
        notes.append(_no_figure(code, len(askers)))
        return Start(code, *counts, {}, None, None, {}, 0)
    score = _learned_scores(learned) if learned else default_scores(ecosystem, cut, profiles)
    results: dict[str, list[Floats]] = {}
    for at in range(0, len(askers), BATCH):
        pairs = Pairs(profiles, askers[at : at + BATCH], code == WARM)
        right = [(wanted[int(a)], int(number[a])) for a in pairs.askers]
        for method, scores in {OURS: score(pairs), **baseline_scores(pairs)}.items():
            results.setdefault(method, []).append(judged(np.where(pairs.known, -np.inf, scores), right))
    tables = {method: np.vstack(rows) for method, rows in results.items()}
    # Without partners there is nothing to compare common partners by.
    judged_methods = [m for m in METHODS if code == WARM or m not in ("adamic_adar", "co_partner")]
    figures, best, lift = _summed({method: tables[method] for method in judged_methods}, code, profiles.c)
    return Start(
        code,
        *counts,
        figures,
        best,
        lift,
        weights=learned.spread if learned else default_weights(),
        learned_from=learned.positives if learned else 0,
    )


def _no_figure(code: str, askers: int) -> Message:
    """Return why there is no figure: too few askers, or else nobody to suggest."""
    values = {"start": Message(STARTS[code]), "n": askers, "least": LEAST_ASKERS}
    if askers < LEAST_ASKERS:
        return Message(
            N_("{start}: {n} made a new tie after the cut; at least {least} are needed for a figure."), values
        )
    return Message(
        N_("{start}: {n} made a new tie after the cut, but nobody is known to have been a partner before it, so there "
           "is nobody to suggest and no figure."),
        values,
    )  # fmt: skip


def _learned_scores(learned: Learned) -> Callable[[Pairs], Floats]:
    def scores(pairs: Pairs) -> Floats:
        chosen = pairs.closer_choice()
        rows, columns = np.nonzero(chosen)
        # Who is not in the closer choice comes after, by popularity.
        late = pairs.blocks["popularity.all slow"].astype(float) - 1e6
        late[rows, columns] = learned.scores(pairs.table(rows, columns))
        late[pairs.known] = -np.inf
        return diversified(late, pairs.profiles.company["cosine"])

    return scores


def judged(scores: Floats, right: Sequence[tuple[Ints, int]]) -> Floats:
    """Return the metrics of each asker, one row each, in the order of `METRICS`.

    Parameters
    ----------
    scores : array, shape (askers, candidates)
        Higher is better; −inf for who cannot be suggested. Equal scores stand in the order of the candidates.
    right : sequence of (array of int, int)
        For each asker the columns of its new partners and how many new partners it has in all.
    """
    rows = []
    for score, (columns, total) in zip(scores, right, strict=True):
        ranks = np.sort([_rank(score, int(column)) for column in columns])
        hits = [float((ranks <= k).any()) for k in _HITS]
        recall = float((ranks <= 20).sum()) / total
        rows.append([*hits, recall, 1 / ranks[0] if len(ranks) else 0.0])
    return np.array(rows).reshape(len(rows), len(METRICS))


def _rank(score: Floats, column: int) -> int:
    own = score[column]
    return int((score > own).sum() + (score[:column] == own).sum()) + 1


def _summed(
    tables: Mapping[str, Floats], code: str, candidates: int
) -> tuple[dict[str, dict[str, Figure]], str | None, Figure | None]:
    n = len(next(iter(tables.values())))
    draws = generator(f"partners bootstrap {code}").multinomial(n, np.full(n, 1 / n), size=RESAMPLES) / n
    means = {method: table.mean(axis=0) for method, table in tables.items()}
    drawn = {method: draws @ table for method, table in tables.items()}
    figures = {
        method: {
            metric: _figure(float(means[method][at]), drawn[method][:, at])
            for at, metric in enumerate(METRICS)
            if candidates > _CUTS.get(metric, 0)
        }
        for method in tables
    }
    if candidates <= _CUTS["hit@20"]:
        return figures, None, None
    at = list(METRICS).index("hit@20")
    best = max((m for m in tables if m != OURS), key=lambda m: means[m][at])
    if not means[best][at]:
        return figures, best, None
    ratios = drawn[OURS][:, at] / np.maximum(drawn[best][:, at], 1 / n) - 1
    return figures, best, _figure(float(means[OURS][at] / means[best][at] - 1), ratios)


def _figure(value: float, drawn: Floats) -> Figure:
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(value, float(low), float(high))
