"""Pairs that should know each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.gaps.links.network import GONE, adjacency, network
from ecomap.ecosystem import Ecosystem

COMPLEMENTS = (
    ("startup", ("university", "research_institute", "support_org", "investor", "enterprise")),
    ("enterprise", ("university", "research_institute")),
)
"""Kinds that have something to give each other: who looks for partners, and among whom."""

DECAY, REACH = 5_000.0, 5_000.0
"""Metres: the distance at which nearness falls to 1/e, and the farthest a pair may be apart."""

_UNNAMED = 0.7
_LARGEST = 2_000


@once_per_snapshot
def missing_pairs(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return complementary organisations, near and of like sectors, without a chain of two steps.

    ``score = sector · place · function``: cosine of the sectors weighted by rarity (ln(N / n)); 1 in the
    same ward, else exp(−distance / 5 km) up to 5 km (between ward centres where only wards are known); 1 if
    the partner has a named support function, else 0.7. Equal scores go by the rarity of the shared sectors
    (sum of their squared weights), which the cosine cancels out where both have a single sector. Only
    organisations of the region with known place and sector, not planned or stopped.

    Returns
    -------
    DataFrame
        ``a`` (who looks for partners), ``b``, ``score``, ``km`` (0 in the same ward), ``same_ward``; the
        best 2,000, best first.

    References
    ----------
    Salton & McGill (1983), Introduction to Modern Information Retrieval (weights by rarity).
    Granovetter (1973), The strength of weak ties, American Journal of Sociology 78.
    """
    organisations = ecosystem.organisations
    chosen = organisations[
        organisations["in_region"] & organisations["ward_code"].notna() & ~organisations["status"].isin(GONE)
    ]
    tags = ecosystem.tags("organisations", "sectors")
    chosen = chosen[chosen.index.isin(tags.index)].sort_index()
    columns = ["a", "b", "score", "km", "same_ward"]
    if chosen.empty:
        return pd.DataFrame(columns=columns)
    affinity, length = _sectors(tags[tags.index.isin(chosen.index)], chosen.index)
    kind, position = chosen["kind"].to_numpy(dtype=str), _positions(ecosystem, chosen)
    ward = chosen["ward_code"].to_numpy(dtype=str)
    named = np.where(chosen.index.isin(ecosystem.tags("organisations", "functions").index), 1.0, _UNNAMED)
    net = network(ecosystem)
    steps = adjacency(net.edges, len(net))
    rows = net.ids.get_indexer(chosen.index)
    parts = []
    for seeker, partners in COMPLEMENTS:
        first, second = np.flatnonzero(kind == seeker), np.flatnonzero(np.isin(kind, partners))
        like = (affinity[first] @ affinity[second].T).tocoo()
        a, b = first[like.row], second[like.col]
        metres = np.hypot(*(position[a] - position[b]).T)
        same = ward[a] == ward[b]
        near = same | (metres <= REACH)
        score = like.data * np.where(same, 1.0, np.exp(-metres / DECAY)) * named[b]
        frame = pd.DataFrame(
            {
                "i": a,
                "j": b,
                "score": score,
                "rarity": like.data * length[a] * length[b],
                "km": np.where(same, 0.0, metres / 1000),
                "same_ward": same,
            }
        )
        parts.append(frame[near & ~_within_two(steps, rows[first], rows[a], rows[b])])
    found = pd.concat(parts, ignore_index=True)
    found = found.assign(
        a=chosen.index[found["i"]],
        b=chosen.index[found["j"]],
        score=found["score"].round(9),
        rarity=found["rarity"].round(9),
    )
    order = ["score", "rarity", "a", "b"]
    return found.sort_values(order, ascending=[False, False, True, True], ignore_index=True)[columns].head(
        _LARGEST
    )


def _sectors(tags: pd.Series, ids: pd.Index) -> tuple[sparse.csr_array, npt.NDArray[np.float64]]:
    """Return the sectors of organisations as rows of length 1, rare ones weighing more, and the true lengths."""
    codes, column = np.unique(tags.to_numpy(dtype=str), return_inverse=True)
    weight = np.log(len(ids) / np.bincount(column)) + 1e-9
    matrix = sparse.csr_array(
        (weight[column], (ids.get_indexer(tags.index), column)), shape=(len(ids), len(codes))
    )
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return sparse.csr_array(matrix.multiply(1 / np.maximum(length, 1e-12)[:, None])), length


def _positions(ecosystem: Ecosystem, chosen: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Return positions in metres: true points, else the centre of the ward (NaN without shape)."""
    crs = ecosystem.region.crs
    centres = ecosystem.wards.geometry.to_crs(crs).centroid
    by_ward = centres.reindex(chosen["ward_code"])
    points = ecosystem.organisations.geometry.reindex(chosen.index).to_crs(crs)
    exact = (chosen["placed"] == "point").to_numpy()
    x = np.where(exact, points.x.to_numpy(), by_ward.x.to_numpy())
    y = np.where(exact, points.y.to_numpy(), by_ward.y.to_numpy())
    return np.stack([x, y], axis=1)


def _within_two(
    steps: sparse.csr_array, first: npt.NDArray[np.intp], a: npt.NDArray[np.intp], b: npt.NDArray[np.intp]
) -> npt.NDArray[np.bool_]:
    """Tell which pairs have a chain of at most two ties; `first` are the rows that `a` is drawn from."""
    if not len(a):
        return np.zeros(0, dtype=bool)
    own = steps[first]
    reach = (own + own @ steps).tocsr()
    row = np.zeros(steps.shape[0], dtype=np.int64)
    row[first] = np.arange(len(first))
    return np.asarray(reach[row[a], b]).ravel() > 0


def best_pairs(ecosystem: Ecosystem, limit: int) -> pd.DataFrame:
    """Return the best of `missing_pairs` in which no organisation comes twice."""
    pairs, taken, kept = missing_pairs(ecosystem), set[str](), []
    for place, a, b in zip(pairs.index, pairs["a"], pairs["b"], strict=True):
        if a in taken or b in taken:
            continue
        taken |= {a, b}
        kept.append(place)
        if len(kept) == limit:
            break
    return pairs.loc[kept]
