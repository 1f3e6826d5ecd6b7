"""Pairs that should know each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.gaps.links.network import GONE, SUPPORT_FUNCTIONS, adjacency, network, startups_of_today
from ecomap.ecosystem import Ecosystem

NEEDS = (
    (
        "startup",
        ("university", "research_institute", "support_org", "investor", "enterprise"),
        ("incubation", "finance", "lab", "market", "mentoring", "legal_ip", "tech_transfer"),
    ),
    ("enterprise", ("university", "research_institute"), ("lab", "tech_transfer")),
)
"""Who looks for partners, among which kinds, and for which functions by its kind. Research is not among them: hardly
any university is without it, and few firms need it; it counts where a published problem asks for it."""

DECAY, REACH = 5_000.0, 5_000.0
"""Metres: the distance at which nearness falls to 1/e, and the farthest a pair may be apart."""

_BY_KIND = 0.7
"""Weight of a function the seeker needs by its kind, against one it has asked for in a published problem."""
_ALIKE = 0.5
"""Least likeness of the sectors: one sector in common among many says little."""
_LARGEST = 2_000


@once_per_snapshot
def missing_pairs(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return complementary organisations, near and of like sectors, without a chain of two steps.

    ``score = sector · place · function``: cosine of the sectors weighted by rarity (ln(N / n)), at least 0.5; 1 in
    the same ward, else exp(−distance / 5 km) up to 5 km (between ward centres where only wards are known); 1 if the
    partner is on record with a function that a published problem of the seeker asks for, 0.7 with one the seeker
    needs by its kind (see `NEEDS`); pairs without such a function are left out. Equal scores go by the rarity of the
    shared sectors (sum of their squared weights), which the cosine cancels out where both have a single sector. Only
    organisations of the region with known place and sector, not planned or stopped, and start-ups of today (see
    `network.startups_of_today`).

    Returns
    -------
    DataFrame
        ``a`` (who looks for partners), ``b``, ``score``, ``km`` (0 in the same ward), ``same_ward``,
        ``functions`` (tuple: what `b` gives that `a` needs), ``asked`` (bool: in a published problem); the best
        2,000, best first.

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
    unknown = startups_of_today(ecosystem)[1]
    chosen = chosen[chosen.index.isin(tags.index) & ~chosen.index.isin(unknown)].sort_index()
    columns = ["a", "b", "score", "km", "same_ward", "functions", "asked"]
    if chosen.empty:
        return pd.DataFrame(columns=columns)
    affinity, length = _sectors(tags[tags.index.isin(chosen.index)], chosen.index)
    kind, position = chosen["kind"].to_numpy(dtype=str), _positions(ecosystem, chosen)
    ward = chosen["ward_code"].to_numpy(dtype=str)
    gives, asks = _functions(ecosystem, chosen.index)
    net = network(ecosystem)
    steps = adjacency(net.edges, len(net))
    rows = net.ids.get_indexer(chosen.index)
    parts = []
    for seeker, partners, needs in NEEDS:
        first, second = np.flatnonzero(kind == seeker), np.flatnonzero(np.isin(kind, partners))
        like = (affinity[first] @ affinity[second].T).tocoo()
        a, b = first[like.row], second[like.col]
        needed = np.isin(SUPPORT_FUNCTIONS, needs)
        asked = (gives[b] & asks[a]).any(axis=1)
        fits = (asked | (gives[b] & needed).any(axis=1)) & (like.data >= _ALIKE - 1e-9)
        metres = np.hypot(*(position[a] - position[b]).T)
        same = ward[a] == ward[b]
        near = same | (metres <= REACH)
        score = like.data * np.where(same, 1.0, np.exp(-metres / DECAY)) * np.where(asked, 1.0, _BY_KIND)
        frame = pd.DataFrame(
            {
                "i": a,
                "j": b,
                "score": score,
                "rarity": like.data * length[a] * length[b],
                "km": np.where(same, 0.0, metres / 1000),
                "same_ward": same,
                "asked": asked,
                "functions": [
                    tuple(np.array(SUPPORT_FUNCTIONS)[row])
                    for row in gives[b] & np.where(asked[:, None], asks[a], needed)
                ],
            }
        )
        parts.append(frame[fits & near & ~_within_two(steps, rows[first], rows[a], rows[b])])
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


def _functions(ecosystem: Ecosystem, ids: pd.Index) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return what organisations give and what they ask for, as flags over `SUPPORT_FUNCTIONS`.

    An investor gives finance whatever is on record.
    """
    gives, asks = (np.zeros((len(ids), len(SUPPORT_FUNCTIONS)), dtype=bool) for _ in range(2))
    columns = pd.Index(SUPPORT_FUNCTIONS)
    tags, asked = ecosystem.tags("organisations", "functions"), ecosystem.tags("needs", "functions")
    by = ecosystem.needs["posted_by"].reindex(asked.index)
    for table, rows, codes in ((gives, tags.index, tags), (asks, pd.Index(by), asked)):
        row, column = ids.get_indexer(rows), columns.get_indexer(pd.Index(codes.to_numpy()))
        known = (row >= 0) & (column >= 0)
        table[row[known], column[known]] = True
    investor = ecosystem.organisations["kind"].reindex(ids) == "investor"
    gives[investor.to_numpy(dtype=bool), columns.get_loc("finance")] = True
    return gives, asks


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
