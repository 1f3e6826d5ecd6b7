"""What a reader of suggestions must know: words nobody has, limits that could not be applied."""

from __future__ import annotations

import math

import numpy as np

from ecomap.analysis.finding import Message
from ecomap.analysis.partners.parts import Compared
from ecomap.analysis.partners.query import Query
from ecomap.analysis.partners.snapshot import Flags
from ecomap.i18n import N_


def checked_reach(query: Query, within_km: float | None) -> float | None:
    """Return the limit of distance if it is one; note if it is not."""
    if within_km is None or within_km == math.inf:
        return None
    if within_km > 0:
        return within_km
    query.notes.append(
        Message(
            N_("The limit of distance was not applied, because it is not a number of kilometres above 0.")
        )
    )
    return None


def of_words(query: Query, compared: Compared) -> list[Message]:
    """Return that nobody has the words in which no need was recognised, if so."""
    if not query.unread or np.isfinite(compared.values["text"]).any():
        return []
    if not query.words:
        return [
            Message(
                N_("Your words do not say what is sought, so this list does not rest on them. "
                   "Choose a need, or use other words.")
            )
        ]  # fmt: skip
    return [
        Message(
            N_("None of your words was found in any description, so this list does not rest on them. "
               "Choose a need, or use other words.")
        )
    ]  # fmt: skip


def of_reach(query: Query, compared: Compared, kept: Flags, within_km: float) -> list[Message]:
    """Return what a reader must know of a limit of distance: whom it could not judge."""
    if query.spot is None:
        return [Message(N_("The limit of distance was not applied, because your place is not known."))]
    nowhere = int((kept & ~np.isfinite(compared.low_m)).sum())
    maybe = int((kept & (compared.low_m <= within_km * 1000) & (compared.high_m > within_km * 1000)).sum())
    notes = []
    if nowhere:
        notes.append(
            Message(
                "{n} organisation without a known place stands after the others.",
                plural="{n} organisations without a known place stand after the others.",
                n=nowhere,
            )
        )
    if maybe and not query.spot.is_point:
        notes.append(
            Message(
                "{n} organisation may lie beyond the limit: of your place only the ward is known.",
                plural="{n} organisations may lie beyond the limit: of your place only the ward is known.",
                n=maybe,
            )
        )
    elif maybe:
        notes.append(
            Message(
                "{n} organisation whose place is known only by its ward may lie beyond the limit.",
                plural="{n} organisations whose place is known only by their wards may lie beyond the limit.",
                n=maybe,
            )
        )
    return notes
