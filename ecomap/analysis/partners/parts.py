"""The parts of the score: for each organisation a value between 0 and 1, NaN where it is not known.

========== =================================================================================================
need       how well its functions, programmes or kind meet the needs asked (`needs.fit`)
sector     mean over the seeker's sectors of the nearest of its sectors (`snapshot.relatedness`)
network    what both are tied to: mean of saturated resource allocation, Adamic–Adar and shared programmes
record     how many it helped, each weighted by likeness to the seeker, n / (n + 2)
text       likeness of the words asked to its texts (`text_fit`)
distance   exp(−metres / 5,000); known by ward only: mean of the nearest and furthest it may be; 0 elsewhere
stage      how near the stages it has helped are to the seeker's, shrunk towards one half
activity   status, and how recent the newest source about it is
popularity logarithm of how many it helped, as a share of the most; not used where a need is stated
region     the same among those in the seeker's province; not used where a need is stated
========== =================================================================================================

References
----------
Adamic, L. A., Adar, E. (2003). Friends and neighbors on the Web. Social Networks 25, 211–230.
Zhou, T., Lü, L., Zhang, Y.-C. (2009). Predicting missing links via local information. European Physical Journal B
71, 623–630 (resource allocation).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomap.analysis.partners import near, needs, text_fit
from ecomap.analysis.partners.query import Query
from ecomap.analysis.partners.snapshot import Flags, Floats, Ground, Ints, ground
from ecomap.ecosystem import Ecosystem

DECAY_M = 5_000.0
"""Length of the decay of distance: a city is crossed in about twice this."""
HALF_HELPED = 2.0
"""So many helped bodies like the seeker make a record of one half."""
_HALF_SHARED = 1.0
LEAST_SHARES: Mapping[bool, Mapping[str, float]] = {True: {"need": 0.45, "text": 0.3}, False: {"text": 0.9}}
"""Least weights of the need and of its words, with a need stated and with words only: who does not answer what was
asked is of no use, however near or well known."""
ALIKE = 0.6
"""Least likeness of bodies called alike: neither the same city and kind alone nor the same sector alone will do."""
RIVAL_WORTH = 0.5
"""What the same sector counts for in a business where a first customer is sought: it may well be a competitor."""
CROWD = ("popularity", "region")
"""Parts that favour whoever deals with everybody, as those who govern do; left out where a need is stated."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Every organisation compared with a question.

    Attributes
    ----------
    values : mapping of str to array
        Key of `model.PARTS` to values, NaN where not known.
    low_m, high_m : array
        Least and greatest distance in metres; NaN where not known.
    precision : array of object
        See `near.PRECISIONS`.
    shared : array of int
        Number of nodes of the network tied with both.
    shared_programmes : array of int
    helped : array of int
        Number of bodies each has helped.
    helped_alike : array of int
        Of these, those whose likeness to the seeker is at least `ALIKE`; 0 where the seeker's sectors are not known.
    """

    values: Mapping[str, Floats]
    low_m: Floats
    high_m: Floats
    precision: npt.NDArray[np.object_]
    shared: Ints
    shared_programmes: Ints
    helped: Ints
    helped_alike: Ints


def compare(ecosystem: Ecosystem, query: Query) -> Compared:
    """Compare every organisation with a question."""
    base = ground(ecosystem)
    unknown = np.full(len(base.ids), np.nan)
    network, shared, programmes = _network(base, query)
    alike = likeness(base, query)
    helped = np.bincount(base.helper, minlength=len(base.ids))
    far = near.distances(ecosystem, query.spot or near.Spot())
    low, high = far["low"].to_numpy(float), far["high"].to_numpy(float)
    values = {
        "need": needs.fit(ecosystem, query.needs).to_numpy(float) if query.needs else unknown,
        "sector": _sector(base, query) * _rivalry(base, query),
        "network": network,
        "record": _record(base, alike),
        "text": _text(ecosystem, query),
        "distance": _distance(ecosystem, base, query, low, high),
        "stage": _stage(base, query),
        "activity": base.activity,
        "popularity": _share_of_most(helped),
        "region": _region(base, query),
    }
    return Compared(
        values=values,
        low_m=low,
        high_m=high,
        precision=far["precision"].to_numpy(dtype=object),
        shared=shared,
        shared_programmes=programmes,
        helped=helped,
        helped_alike=np.bincount(
            base.helper[(alike[base.helped] >= ALIKE) & query.sectors.any()], minlength=len(base.ids)
        ),
    )


def score(
    compared: Compared, weights: Mapping[str, float]
) -> tuple[Floats, dict[str, Floats], dict[str, float]]:
    """Return the score of every organisation, what each part adds to it, and the weights that were used.

    The weights of parts that are known of nobody become 0; the others are scaled to add up to 1. The need, where
    one was stated, and its words have at least `LEAST_SHARES`; then how many a body has helped in all says nothing
    (`CROWD`).
    """
    known = {code: bool(np.isfinite(compared.values[code]).any()) for code in weights}
    asked = known.get("need", False)
    stated = asked or known.get("text", False)
    kept = {
        code: weight if known[code] and not (stated and code in CROWD) else 0.0
        for code, weight in weights.items()
    }
    total = sum(kept.values()) or 1.0
    used = {code: weight / total for code, weight in kept.items()}
    raised = {code: least for code, least in LEAST_SHARES[asked].items() if 0 < used.get(code, 0.0) < least}
    others = 1 - sum(used[code] for code in raised)
    if raised and others > 0:
        rest = (1 - sum(raised.values())) / others
        used = {code: raised.get(code, weight * rest) for code, weight in used.items()}
    added = {code: weight * filled(compared.values[code]) for code, weight in used.items()}
    return np.sum(list(added.values()), axis=0), added, used


def filled(values: Floats) -> Floats:
    """Return values with the mean of the known ones where they are not known; 0 if none is known."""
    known = np.isfinite(values)
    return np.where(known, values, values[known].mean() if known.any() else 0.0)


def resource_allocation(common: Floats, degree: Floats) -> Floats:
    """Return the sum over common neighbours of one over their degree.

    Parameters
    ----------
    common : array or sparse matrix, shape (candidates, nodes)
        1 where a node is tied with both.
    degree : array, shape (nodes,)
    """
    return np.asarray(common @ (1.0 / np.maximum(degree, 1)))


def adamic_adar(common: Floats, degree: Floats) -> Floats:
    """Return the sum over common neighbours of one over the logarithm of their degree.

    A common neighbour has at least two ties, so the logarithm is never 0 for one that counts.
    """
    return np.asarray(common @ (1.0 / np.log(np.maximum(degree, 2))))


def _network(base: Ground, query: Query) -> tuple[Floats, Ints, Ints]:
    n = len(base.ids)
    none = np.zeros(n, dtype=np.int64)
    if query.position < 0 or not base.degree[base.node[query.position]]:
        return np.full(n, np.nan), none, none
    mine = np.zeros(len(base.degree))
    row = base.matrix[[base.node[query.position]]]
    mine[row.indices] = 1.0
    common = base.matrix[base.node].multiply(mine[None, :]).tocsr()
    degree = base.degree.astype(float)
    # The product may store zeros where only one of the two is tied.
    common.eliminate_zeros()
    counts = np.diff(common.indptr)
    programmes = np.asarray(common @ base.programme.astype(float)).round().astype(np.int64)
    closeness = (
        _saturated(resource_allocation(common, degree))
        + _saturated(adamic_adar(common, degree))
        + programmes / (programmes + _HALF_SHARED)
    ) / 3
    tied = base.degree[base.node] > 0
    return np.where(tied, closeness, np.nan), counts.astype(np.int64), programmes


def _saturated(scores: Floats) -> Floats:
    """Bring scores to 0–1: the median of those above 0 becomes one half."""
    some = scores[scores > 0]
    return scores / (scores + np.median(some)) if len(some) else scores


def _sector(base: Ground, query: Query) -> Floats:
    if not query.sectors.any():
        return np.full(len(base.ids), np.nan)
    near_mine = base.related[query.sectors]
    best = np.stack([np.where(base.sectors, row[None, :], 0.0).max(axis=1, initial=0.0) for row in near_mine])
    return np.where(base.sectors.any(axis=1), best.mean(axis=0), np.nan)


def _rivalry(base: Ground, query: Query) -> Floats:
    sought = set(query.needs) == {"first_customer"}
    return np.where(sought & np.isin(base.kind, ("startup", "enterprise")), RIVAL_WORTH, 1.0)


def likeness(base: Ground, query: Query) -> Floats:
    """Return how alike each organisation is to the seeker, 0 to 1: kind, sectors and province, where known."""
    sector = _sector(base, query)
    kind = (base.kind == query.kind).astype(float)
    place = np.where(base.province == "", np.nan, base.province == query.province)
    parts = np.stack([kind, sector, place])
    weights = np.array([0.3, 0.5, 0.2])[:, None] * np.isfinite(parts)
    return (weights * np.nan_to_num(parts)).sum(axis=0) / weights.sum(axis=0)


def _record(base: Ground, alike: Floats) -> Floats:
    others = np.bincount(base.helper, weights=alike[base.helped], minlength=len(base.ids))
    return others / (others + HALF_HELPED)


def _stage(base: Ground, query: Query) -> Floats:
    n = len(base.ids)
    rank = base.stage_rank[base.helped]
    known = np.isfinite(rank)
    if not np.isfinite(query.stage_rank):
        return np.full(n, np.nan)
    closeness = np.exp(-np.abs(rank[known] - query.stage_rank) / 2)
    total = np.bincount(base.helper[known], weights=closeness, minlength=n)
    count = np.bincount(base.helper[known], minlength=n)
    return np.where(count > 0, (total + 0.5) / (count + 1.0), np.nan)


def _text(ecosystem: Ecosystem, query: Query) -> Floats:
    index = text_fit.index(ecosystem)
    fit = index.fit(query.words) if query.words else np.zeros(len(ecosystem.organisations))
    # Words that nobody's texts have say nothing about anybody.
    found = fit.any() and (index.knows(query.words) or fit.max() >= text_fit.ALIKE_FIT)
    return fit if found else np.full(len(fit), np.nan)


def _distance(ecosystem: Ecosystem, base: Ground, query: Query, low: Floats, high: Floats) -> Floats:
    if query.spot is None:
        return np.full(len(base.ids), np.nan)
    value = (np.exp(-low / DECAY_M) + np.exp(-high / DECAY_M)) / 2
    here = query.province or ecosystem.region.province
    elsewhere = ~np.isfinite(value) & (base.province != "") & (base.province != here)
    return np.where(elsewhere, 0.0, value)


def _share_of_most(counts: Ints) -> Floats:
    return np.log1p(counts) / max(float(np.log1p(counts.max(initial=0))), 1.0)


def _region(base: Ground, query: Query) -> Floats:
    inside: Flags = base.province[base.helped] == query.province
    return _share_of_most(np.bincount(base.helper[inside], minlength=len(base.ids)))
