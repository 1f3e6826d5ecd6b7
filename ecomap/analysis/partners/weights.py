"""The weights of the parts: the stated defaults, or learned from the newest ties where there are enough."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from scipy.optimize import minimize

from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.analysis.partners.history import SERVED, Floats, dated_ties, traits
from ecomap.analysis.partners.learning import LEAST_POSITIVES, new_partners
from ecomap.analysis.partners.model import PARTS
from ecomap.analysis.partners.parts import compare, filled
from ecomap.analysis.partners.past import TIMELESS, before
from ecomap.analysis.partners.profiles import YEAR, Profiles
from ecomap.analysis.partners.query import Query, understand
from ecomap.ecosystem import Ecosystem

MOST_ASKERS = 200
OTHERS = 50
"""Candidates drawn for each asker to hold its new partners against."""
_PRIOR = 0.02
"""Pull towards the default weights, in units of the mean loss of an example."""


@once_per_snapshot
def part_weights(ecosystem: Ecosystem) -> tuple[dict[str, float], bool]:
    """Return the weights of the parts, which add up to 1, and whether any were learned.

    Where at least `LEAST_POSITIVES` new ties with known partners are dated in the newest year, a logistic regression
    without negative weights is fitted: the parts that can be told of the past (`past.TIMELESS`), as of a year
    before the newest tie, against who became partner since. It shares out what these parts have by default; the
    other parts keep their default weights.
    """
    default = {code: part.weight for code, part in PARTS.items()}
    ties = dated_ties(ecosystem, tuple(SERVED))
    if len(ties) < LEAST_POSITIVES:
        return default, False
    start = float(np.floor(ties.first.max() - YEAR))
    profiles = Profiles(traits(ecosystem), ties, start)
    wanted = {a: c for a, c in new_partners(profiles, ties.new(start, np.inf)).items() if len(c)}
    if sum(map(len, wanted.values())) < LEAST_POSITIVES:
        return default, False
    table, truth = _examples(ecosystem, profiles, wanted, start)
    stated = np.array([default[code] for code in TIMELESS])
    learned = _fitted(table, truth, stated)
    if not learned.sum():
        return default, False
    shares = learned / learned.sum() * stated.sum()
    return default | {code: float(share) for code, share in zip(TIMELESS, shares, strict=True)}, True


def _examples(
    ecosystem: Ecosystem, profiles: Profiles, wanted: dict[int, np.ndarray], start: float
) -> tuple[Floats, Floats]:
    past = before(ecosystem, date(1970, 1, 1) + timedelta(days=start))
    random = generator("partners weights")
    askers = random.permutation(sorted(wanted))[:MOST_ASKERS]
    rows, truth = [], []
    for asker in sorted(askers.tolist()):
        query = understand(past, str(past.organisations.index[asker]), None, None)
        assert isinstance(query, Query)
        values = compare(past, query).values
        columns = np.column_stack([filled(values[code])[profiles.candidates] for code in TIMELESS])
        drawn = random.choice(profiles.c, size=min(OTHERS, profiles.c), replace=False)
        drawn = np.setdiff1d(drawn, wanted[asker])
        rows += [columns[wanted[asker]], columns[drawn]]
        truth += [np.ones(len(wanted[asker])), np.zeros(len(drawn))]
    return np.vstack(rows), np.concatenate(truth)


def _fitted(table: Floats, truth: Floats, stated: Floats) -> Floats:
    """Return weights of at least 0 and of the size that fits best, drawn a little towards the stated ones."""

    def loss(given: Floats) -> tuple[float, Floats]:
        weights, level = given[:-1], given[-1]
        odds = table @ weights + level
        chance = 1 / (1 + np.exp(-odds))
        shape = weights / max(weights.sum(), 1e-9) - stated / stated.sum()
        value = np.mean(np.logaddexp(0, odds) - truth * odds) + _PRIOR * float(shape @ shape)
        slope = np.r_[table.T @ (chance - truth), (chance - truth).sum()] / len(truth)
        slope[:-1] += (
            _PRIOR * 2 * (shape - shape @ weights / max(weights.sum(), 1e-9)) / max(weights.sum(), 1e-9)
        )
        return float(value), slope

    begin = np.r_[10 * stated / stated.sum(), -3.0]
    bounds = [(0.0, None)] * len(stated) + [(None, None)]
    return np.asarray(minimize(loss, begin, jac=True, bounds=bounds, method="L-BFGS-B").x[:-1])
