"""From what a person asks to what can be compared: who asks, where from, for which needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ecomap.analysis.finding import Message
from ecomap.analysis.partners import near, needs, recognition
from ecomap.analysis.partners.model import Seeker
from ecomap.analysis.partners.snapshot import Flags, ground
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

_LONGEST = 5_000
"""Characters of free words that are read."""
_LEFT_OUT = N_("Not known in this data and left out: {codes}.")


@dataclass(frozen=True, eq=False)
class Query:
    """A question, understood.

    Attributes
    ----------
    seeker : Seeker
    position : int
        Of the asking organisation among the organisations; -1 for one that is not in the data.
    sectors : array of bool
        In the order of ``ecosystem.sectors``.
    stage_rank : float
        NaN where not known.
    kind, province, ward : str
        '' where not known.
    spot : Spot or None
        Where to look from.
    needs : mapping of str to float
        Weights that add up to 1.
    words : str
        What to compare with the texts of others.
    unread : bool
        Whether there were words and no need was recognised in them.
    notes : list of Message
    """

    seeker: Seeker
    position: int
    sectors: Flags
    stage_rank: float
    kind: str
    province: str
    ward: str
    spot: near.Spot | None
    needs: Mapping[str, float]
    words: str
    unread: bool = False
    notes: list[Message] = field(default_factory=list)


def understand(
    ecosystem: Ecosystem,
    for_: str | Seeker,
    need: str | Iterable[str] | None,
    place: tuple[float, float] | str | None,
) -> Query | Message:
    """Return the question as it can be answered, or why it cannot."""
    notes: list[Message] = []
    org_id = None
    if isinstance(for_, str):
        org_id = ecosystem.resolve(for_)
        if org_id is None or org_id not in ecosystem.organisations.index:
            return Message(
                N_("“{id}” is not an organisation of this data; search for it, or describe yourself."),
                {"id": for_[:80]},
            )
    seeker = described(ecosystem, org_id) if org_id else _checked(ecosystem, for_, notes)  # type: ignore[arg-type]
    wanted, words, unread = _needs(need, seeker.words if not org_id else "", notes)
    codes = ecosystem.sectors.index
    sectors = np.isin(codes, seeker.sectors)
    spot = _spot(ecosystem, seeker, org_id, place, notes)
    if not sectors.any():
        notes.append(Message(N_("No sector is given, so sectors could not be compared.")))
    if spot is None:
        notes.append(Message(N_("Your place is not known, so distances could not be told.")))
    base = ground(ecosystem)
    position = int(base.ids.get_indexer(pd.Index([org_id]))[0]) if org_id else -1
    ranks = ecosystem.stages["rank"].astype(float)
    return Query(
        seeker=seeker,
        position=position,
        sectors=sectors,
        stage_rank=float(ranks.get(seeker.stage, np.nan)) if seeker.stage else np.nan,
        kind=str(base.kind[position]) if org_id else "startup",
        province=str(base.province[position]) if org_id else ecosystem.region.province,
        ward=spot.ward if spot else "",
        spot=spot,
        needs=wanted,
        words=words,
        unread=unread,
        notes=notes,
    )


def described(ecosystem: Ecosystem, org_id: str) -> Seeker:
    """Return what the data says of an organisation, as a seeker."""
    row = ecosystem.organisations.loc[org_id]
    sectors = ecosystem.tags("organisations", "sectors")
    return Seeker(
        sectors=tuple(sectors[sectors.index == org_id]),
        stage=row["stage"] if isinstance(row["stage"], str) else None,
        ward=row["ward_code"] if isinstance(row["ward_code"], str) else None,
        point=(float(row["lat"]), float(row["lon"])) if row["placed"] == "point" else None,
    )


def _checked(ecosystem: Ecosystem, seeker: Seeker, notes: list[Message]) -> Seeker:
    """Return the seeker without codes that the data does not have."""
    unknown = [
        *(code for code in seeker.sectors if code not in ecosystem.sectors.index),
        *(
            code
            for code, known in ((seeker.stage, ecosystem.stages.index), (seeker.ward, ecosystem.wards.index))
            if code and code not in known
        ),
    ]
    if unknown:
        notes.append(
            Message(
                _LEFT_OUT,
                {"codes": ", ".join(str(code)[:40] for code in unknown[:5])},
            )
        )
    return Seeker(
        sectors=tuple(code for code in seeker.sectors if code not in unknown),
        stage=None if seeker.stage in unknown else seeker.stage,
        ward=None if seeker.ward in unknown else seeker.ward,
        point=seeker.point,
        words=seeker.words,
    )


def _needs(
    need: str | Iterable[str] | None, own_words: str, notes: list[Message]
) -> tuple[dict[str, float], str, bool]:
    """Return the needs with weights that add up to 1, what the free words are about, and whether no need is in them."""
    given = [need] if isinstance(need, str) else list(need or ())
    codes = [item for item in given if item in needs.NEEDS]
    words = " ".join([*(item for item in given if item not in needs.NEEDS), own_words]).strip()
    if len(words) > _LONGEST:
        words = words[:_LONGEST]
        notes.append(Message(N_("Only the first {n} characters of your words were read."), {"n": _LONGEST}))
    found = {**(recognition.recognise(words) if words else {}), **dict.fromkeys(codes, 1.0)}
    total = sum(found.values())
    weights = {code: weight / total for code, weight in found.items() if weight > 0}
    return weights, recognition.topic(words), bool(words) and not found


def _spot(
    ecosystem: Ecosystem,
    seeker: Seeker,
    org_id: str | None,
    place: tuple[float, float] | str | None,
    notes: list[Message],
) -> near.Spot | None:
    if isinstance(place, str):
        if place in ecosystem.wards.index:
            return near.Spot(ward=place)
        notes.append(Message(_LEFT_OUT, {"codes": place[:40]}))
        place = None
    point = place or seeker.point
    if point is not None and (place is not None or org_id is None):
        note, usable = near.check_point(ecosystem, *point)
        if note is not None:
            notes.append(note)
        point = point if usable else None
    if point is not None:
        return near.Spot(point[0], point[1], "" if place else seeker.ward or "")
    return near.Spot(ward=seeker.ward) if seeker.ward else None
