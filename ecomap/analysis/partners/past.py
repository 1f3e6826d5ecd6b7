"""The suggestions with default weights, as they would have stood before a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from ecomap.analysis.partners.features import Pairs
from ecomap.analysis.partners.history import Floats
from ecomap.analysis.partners.model import PARTS
from ecomap.analysis.partners.parts import compare, score
from ecomap.analysis.partners.profiles import Profiles
from ecomap.analysis.partners.query import Query, understand
from ecomap.ecosystem import Ecosystem, last_day

TIMELESS = ("sector", "network", "record", "distance", "popularity", "region")
"""Parts that can be told as of a past day: the others rest on what the data knows as of today only."""


def default_weights() -> dict[str, float]:
    """Return the default weights of the parts that can be told as of a past day, scaled to add up to 1."""
    total = sum(PARTS[code].weight for code in TIMELESS)
    return {code: PARTS[code].weight / total for code in TIMELESS}


def before(ecosystem: Ecosystem, cut: date) -> Ecosystem:
    """Return the snapshot with only the ties that surely began before a day; undated ones are left out."""
    begun = last_day(ecosystem.ties["start_date"]) < pd.Timestamp(cut)
    return replace(ecosystem, version=f"{ecosystem.version}+before-{cut}", ties=ecosystem.ties[begun])


def default_scores(ecosystem: Ecosystem, cut: date, profiles: Profiles) -> Callable[[Pairs], Floats]:
    """Return how to score pairs with the default weights, knowing only the ties before the cut."""
    past = before(ecosystem, cut)
    weights = default_weights()

    def scores(pairs: Pairs) -> Floats:
        rows = []
        for asker in pairs.askers:
            query = understand(past, str(past.organisations.index[asker]), None, None)
            assert isinstance(query, Query)
            rows.append(score(compare(past, query), weights)[0][profiles.candidates])
        return np.array(rows)

    return scores
