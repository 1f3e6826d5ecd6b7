"""Simple rankings that a good one must beat, computed in the same run on the same ties."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import sparse

from ecomap.analysis.evidence import generator
from ecomap.analysis.partners.features import Pairs
from ecomap.analysis.partners.history import Floats
from ecomap.i18n import N_

BASELINES: Mapping[str, str] = {
    "popularity": N_("Number of ties"),
    "region": N_("Ties in the same region"),
    "sector": N_("Ties in the same sectors"),
    "region_sector": N_("Ties in the same region and sectors"),
    "adamic_adar": N_("Adamic–Adar"),
    "co_partner": N_("Cosine of common partners"),
    "random": N_("At random"),
}
_TIE = 1e-6
"""What is equal is put in order of popularity: it makes the simple rankings stronger, and it is fair to them."""


def baseline_scores(pairs: Pairs) -> dict[str, Floats]:
    """Return the scores of each baseline for each pair of asker and candidate.

    popularity
        Number of askers the candidate was a partner of before the cut.
    region, sector, region_sector
        How many of these were in the asker's region, worked in its sectors (each of several counts by share),
        or both.
    adamic_adar
        Sum over common neighbours of one over the logarithm of their degree [1]_ in the graph of the ties: between
        the candidate and the asker, and between the candidate and each partner of the asker. (Where one side only
        asks and the other only gives, as investors and companies, the first is always 0.)
    co_partner
        Sum over the asker's partners of their cosine with the candidate by common askers (item-based nearest
        neighbours [2]_).
    random
        A random order.

    References
    ----------
    .. [1] Adamic, L. A., Adar, E. (2003). Friends and neighbors on the Web. Social Networks 25, 211–230.
    .. [2] Sarwar, B., Karypis, G., Konstan, J., Riedl, J. (2001). Item-based collaborative filtering
       recommendation algorithms. WWW, 285–295.
    """
    profiles, askers = pairs.profiles, pairs.askers
    popularity = profiles.popularity["all"]
    order = _TIE * popularity / max(float(popularity.max(initial=0)), 1.0)
    shape = pairs.known.shape
    mine = profiles.ties["all"][askers]
    groups = {
        name: (profiles.groups[group][askers] @ profiles.counts[f"{group} all"]).toarray()
        for name, group in (("region", "region"), ("sector", "sector"), ("region_sector", "cell"))
    }
    company = profiles.company
    scores = {
        "popularity": np.broadcast_to(popularity, shape),
        **groups,
        "adamic_adar": (mine @ company["adamic_adar"]).toarray() + direct_adamic_adar(pairs),
        "co_partner": (mine @ company["cosine"]).toarray(),
    }
    found = {name: np.asarray(score, dtype=float) + order for name, score in scores.items()}
    # Seeded by who asks, so that the order of the askers does not matter.
    found["random"] = generator(f"partners random {int(askers.sum())}").random(shape)
    return found


def direct_adamic_adar(pairs: Pairs) -> Floats:
    """Return the Adamic–Adar index of each asker and candidate in the graph of the ties before the day."""
    profiles = pairs.profiles
    past, n = profiles.past, profiles.n
    ones = np.ones(2 * len(past))
    ends = (np.r_[past.asker, past.partner], np.r_[past.partner, past.asker])
    graph = sparse.csr_array((ones, ends), shape=(n, n))
    graph.data[:] = 1.0
    degree = np.diff(graph.indptr)
    worth = sparse.diags_array(1 / np.log(np.maximum(degree, 2)))
    return (graph[pairs.askers] @ worth @ graph[profiles.candidates].T).toarray()
