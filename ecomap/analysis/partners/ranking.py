"""The ranked answer: parts weighed and summed, diverse, with reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import cautions, needs, reasons, text_fit
from ecomap.analysis.partners.model import CONFIRMED, PARTS, POSSIBLE, Part, Seeker, Suggestion, Suggestions
from ecomap.analysis.partners.parts import Compared, compare, score
from ecomap.analysis.partners.query import Query, understand
from ecomap.analysis.partners.snapshot import Flags, Floats, ground
from ecomap.analysis.partners.weights import part_weights
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.tables import split_list

KIND_STEP, SUBKIND_STEP = 0.015, 0.015
"""Taken off the rank score for each partner of the same kind, and sub-kind, that stands before."""
FULL_STEP = 0.1
"""Taken off the rank score of a body that serves as many as its stated capacity allows."""
_FITS_BY_TEXT = 0.3
"""A body not known to meet the need is still compared if its texts fit the words so well."""
_RUNNING = ("leads", "organises", "coordinates")


def suggest(
    ecosystem: Ecosystem,
    for_: str | Seeker,
    *,
    need: str | Iterable[str] | None = None,
    near: tuple[float, float] | str | None = None,
    within_km: float | None = None,
    k: int = 10,
    kinds: Iterable[str] = (),
    tied: bool = False,
    skip: Iterable[str] = (),
    region_only: bool = False,
) -> Suggestions:
    """Return who could help someone, best first, and why.

    Parameters
    ----------
    for_ : str or Seeker
        Id of an organisation (a former one will do), or a description of one that is not in the data.
    need : str or iterable of str, optional
        Keys of `needs.NEEDS`, free words, or both.
    near : (float, float) or str, optional
        Where to look from instead of the seeker's own place: latitude and longitude, or the code of a ward. From a
        ward distances have a least and a greatest value.
    within_km : float, optional
        Leave out those that are surely further. Those of unknown place stay, marked so, after all others. One that
        is not above 0 is not applied, and a note says so.
    k : int
        How many; more than there are gives all.
    kinds : iterable of str
        Keep only these kinds of organisation.
    tied : bool
        Keep those tied already among the suggestions (marked), instead of listing them apart.
    skip : iterable of str
        Ids to leave out.
    region_only : bool
        Keep only organisations of the region.

    Returns
    -------
    Suggestions
        Never an error for what a person may ask: its notes say what was not understood or not known.

    Notes
    -----
    The score is the sum of the parts (`model.PARTS`), each a value from 0 to 1 times its weight. Parts that were
    not asked for or that are known of nobody drop out and the other weights are scaled up. Where a part is not
    known of one organisation it adds what it adds on average to those of whom it is known.

    The order is that of the score less a little for every partner of the same kind that stands before
    (maximal marginal relevance [1]_ with equality of kind as likeness) and for bodies whose stated capacity is
    used up. Not suggested: bodies that have stopped or are only planned, and those that fit the needs asked less than
    `needs.LEAST_FIT` (unless nobody fits better). Words in which no need is recognised are the question themselves:
    then only bodies whose texts have telling words in common with them are suggested, unless none has; those with
    words that look alike (`text_fit.ALIKE_FIT`) then stand in, under a note that says so.

    References
    ----------
    .. [1] Carbonell, J., Goldstein, J. (1998). The use of MMR, diversity-based reranking for reordering documents
       and producing summaries. SIGIR, 335–336.

    Examples
    --------
    >>> import ecomap
    >>> from ecomap.analysis.partners import Seeker, suggest
    >>> found = suggest(ecomap.load("data"), Seeker(sectors=("biotech_pharma",)), need="lab", k=3)
    >>> len(found.items), round(sum(part.weight for part in found.items[0].parts), 6)
    (3, 1.0)
    """
    if ecosystem.organisations.empty:
        return _unanswered(
            for_, Message(N_("There is no organisation in this data, so nobody can be suggested."))
        )
    query = understand(ecosystem, for_, need, near)
    if isinstance(query, Message):
        return _unanswered(for_, query)
    reach = cautions.checked_reach(query, within_km)
    compared = compare(ecosystem, query)
    query.notes.extend(cautions.of_words(query, compared))
    table, learned = part_weights(ecosystem)
    total, added, weights = score(compared, table)
    kept = _kept(ecosystem, query, compared, reach, kinds, skip, region_only)
    bound = _bound(ecosystem, query)
    is_tied = np.isin(np.arange(len(total)), list(bound))
    order: list[int] = []
    limited = reach is not None and query.spot is not None
    # With a reach set, who is known to be near goes before who may be anywhere.
    placed = np.isfinite(compared.low_m) if limited else np.ones(len(total), dtype=bool)
    for rows in (kept & placed, kept & ~placed):
        left = max(k, 0) - len(order)
        order += _ranked(ecosystem, total, np.flatnonzero(rows & (~is_tied | tied)), left, query.needs)
    if reach is not None:
        query.notes.extend(cautions.of_reach(query, compared, kept, reach))
    known = (
        _ranked(ecosystem, total, np.flatnonzero(kept & is_tied), max(k, 0), query.needs) if not tied else []
    )
    write = _Writer(ecosystem, query, compared, weights, added, bound)
    if not order and k > 0:
        query.notes.append(Message(N_("Nobody in the data fits all of this; ask for less, or look further.")))
    return Suggestions(
        seeker=query.seeker,
        org_id=str(ground(ecosystem).ids[query.position]) if query.position >= 0 else None,
        needs=query.needs,
        items=tuple(write(row) for row in order),
        tied=tuple(write(row) for row in known),
        notes=tuple(query.notes),
        weights=weights,
        learned=learned,
        considered=int(kept.sum()),
    )


def _unanswered(for_: str | Seeker, why: Message) -> Suggestions:
    asked = for_ if isinstance(for_, Seeker) else Seeker()
    return Suggestions(asked, None, {}, (), (), (why,), {}, False, 0)


def _kept(
    ecosystem: Ecosystem,
    query: Query,
    compared: Compared,
    within_km: float | None,
    kinds: Iterable[str],
    skip: Iterable[str],
    region_only: bool,
) -> Flags:
    base = ground(ecosystem)
    kept: Flags = ~np.isin(base.status, ["inactive", "planned"])
    if query.position >= 0:
        kept[query.position] = False
    if wanted := list(kinds):
        kept &= np.isin(base.kind, wanted)
    if hidden := list(skip):
        kept &= ~base.ids.isin(hidden)
    if region_only:
        kept &= ecosystem.organisations["in_region"].to_numpy()
    if within_km is not None:
        far = compared.low_m > within_km * 1000
        elsewhere = ~np.isfinite(compared.low_m) & (compared.values["distance"] == 0)
        kept &= ~(far | elsewhere)
    return _fitting(query, compared, kept) if query.needs else _speaking(ecosystem, query, compared, kept)


def _speaking(ecosystem: Ecosystem, query: Query, compared: Compared, kept: Flags) -> Flags:
    """Return who of the kept speaks of what was asked, where it was asked in words alone; all if nobody does.

    Only words in common are speaking of it. If nobody has them, those whose words look alike, as misspelt ones do,
    under a note that claims no more.
    """
    fit = np.nan_to_num(compared.values["text"])
    if not fit.any():
        return kept
    index, ids = text_fit.index(ecosystem), ground(ecosystem).ids
    speaking = kept & (fit >= text_fit.SPOKEN_FIT)
    for row in np.flatnonzero(speaking).tolist():
        speaking[row] = bool(index.words(query.words, str(ids[row]), limit=1, whole=True))
    if speaking.any():
        query.notes.append(
            Message(
                N_("No need was recognised in your words; shown are those whose descriptions, programmes or ties "
                   "speak of them.")
            )
        )  # fmt: skip
        return speaking
    alike = kept & (fit >= text_fit.ALIKE_FIT)
    if not alike.any():
        query.notes.append(
            Message(
                N_("No need was recognised in your words, and nobody was found who speaks of them. "
                   "Choose a need, or use other words.")
            )
        )  # fmt: skip
        return kept
    query.notes.append(
        Message(
            N_("Nobody was found whose description, programmes or ties have your words as you wrote them; shown are "
               "those with similar words, which may mean something else.")
        )
    )  # fmt: skip
    return alike


def _fitting(query: Query, compared: Compared, kept: Flags) -> Flags:
    """Return who of the kept fits the needs well enough, and note how many do not; all that fit at all if none."""
    fit, text = compared.values["need"], np.nan_to_num(compared.values["text"])
    by_words = np.isnan(fit) & (text >= _FITS_BY_TEXT)
    some = kept & ((fit > 0) | by_words)
    enough = some & ((fit >= needs.LEAST_FIT) | by_words)
    if not enough.any():
        return some
    if left := int((some & ~enough).sum()):
        query.notes.append(
            Message(
                "{n} organisation that fits the need only a little was left out.",
                plural="{n} organisations that fit the need only a little were left out.",
                n=left,
            )
        )
    return enough


def _bound(ecosystem: Ecosystem, query: Query) -> dict[int, tuple[str, ...]]:
    """Return the ties the seeker has, by the position of the other end."""
    if query.position < 0:
        return {}
    ids = ground(ecosystem).ids
    found: dict[int, list[str]] = {}
    graph, me = ecosystem.graph, ids[query.position]
    for other, key in [(b, key) for _, b, key in graph.out_edges(me, keys=True)] + [
        (a, key) for a, _, key in graph.in_edges(me, keys=True)
    ]:
        if other in ids:
            found.setdefault(int(ids.get_indexer(pd.Index([other]))[0]), []).append(str(key))
    return {row: tuple(sorted(set(keys))) for row, keys in found.items()}


@once_per_snapshot
def _fullness(ecosystem: Ecosystem) -> Floats:
    """Return how full each body is: 0 up to half of its stated capacity or without one, 1 when all is used."""
    base = ground(ecosystem)
    capacities = ecosystem.tables["capacities"]
    places = pd.to_numeric(capacities.set_index("org_id")["places"]).reindex(base.ids).to_numpy(float)
    load = np.bincount(base.helper, minlength=len(base.ids))
    return np.where(places >= 0, np.clip(2 * load / np.maximum(places, 1e-9) - 1, 0.0, 1.0), 0.0)


def _ranked(ecosystem: Ecosystem, score: Floats, rows: np.ndarray, k: int, asked: Iterable[str]) -> list[int]:
    """Return rows in the order to show: by score, less for kinds that were shown and bodies that are full.

    A kind whose trade is one of the needs asked (an investor's capital) may fill the list, with other sub-kinds.
    """
    base, trade = ground(ecosystem), needs.by_trade(asked)
    left = rows[np.lexsort((base.ids.to_numpy(dtype=str)[rows], -score[rows]))]
    worth = score[left] - FULL_STEP * _fullness(ecosystem)[left]
    chosen: list[int] = []
    while len(left) and len(chosen) < k:
        best = int(np.argmax(worth))
        row = int(left[best])
        chosen.append(row)
        left, worth = np.delete(left, best), np.delete(worth, best)
        same = base.kind[left] == base.kind[row]
        step = 0.0 if base.kind[row] in trade else KIND_STEP
        worth = worth - step * same - SUBKIND_STEP * (same & (base.subkind[left] == base.subkind[row]))
    return chosen


class _Writer:
    """Writes one suggestion with everything that belongs to it."""

    def __init__(
        self,
        ecosystem: Ecosystem,
        query: Query,
        compared: Compared,
        weights: Mapping[str, float],
        added: Mapping[str, Floats],
        bound: Mapping[int, tuple[str, ...]],
    ) -> None:
        self.ecosystem, self.query, self.compared = ecosystem, query, compared
        self.weights, self.added, self.bound = weights, added, bound

    def __call__(self, row: int) -> Suggestion:
        org_id = str(ground(self.ecosystem).ids[row])
        parts = tuple(self._part(code, row) for code in PARTS)
        ties = self.bound.get(row, ())
        return Suggestion(
            id=org_id,
            score=sum(part.contribution for part in parts),
            parts=parts,
            sentence=reasons.sentence(self.ecosystem, org_id, parts),
            distance=reasons.distance(self.ecosystem, self.compared, row),
            status=CONFIRMED if ties else POSSIBLE,
            ties=ties,
            needs=reasons.needs_met(self.ecosystem, self.query, org_id),
            programmes=_programmes(self.ecosystem).get(org_id, ()),
            sources=_sources(self.ecosystem, org_id, ties),
        )

    def _part(self, code: str, row: int) -> Part:
        value = float(self.compared.values[code][row])
        return Part(
            code=code,
            value=value if np.isfinite(value) else None,
            weight=self.weights[code],
            contribution=float(self.added[code][row]),
            reason=reasons.reason(self.ecosystem, self.query, self.compared, row, code),
        )


@once_per_snapshot
def _programmes(ecosystem: Ecosystem) -> dict[str, tuple[str, ...]]:
    """Return the programmes each organisation runs that are not known to have ended."""
    status = ecosystem.programmes["status"]
    ties = ecosystem.ties[ecosystem.ties["type"].isin(_RUNNING)]
    ties = ties[ties["target"].isin(status.index[status != "ended"])]
    found: dict[str, set[str]] = {}
    for source, target in zip(ties["source"], ties["target"], strict=True):
        found.setdefault(source, set()).add(target)
    rank = {"active": 0, "planned": 1}
    return {
        org_id: tuple(sorted(held, key=lambda i: (rank.get(status[i], 2), i)))
        for org_id, held in found.items()
    }


def _sources(ecosystem: Ecosystem, org_id: str, ties: tuple[str, ...]) -> tuple[str, ...]:
    found = list(_own_sources(ecosystem).get(org_id, ()))
    if ties:
        for cell in ecosystem.ties.loc[list(ties), "source_ids"]:
            found += split_list(cell)
    return tuple(dict.fromkeys(found))


@once_per_snapshot
def _own_sources(ecosystem: Ecosystem) -> dict[str, list[str]]:
    cells = ecosystem.organisations["source_ids"]
    return {str(org_id): split_list(cell) for org_id, cell in cells.items() if isinstance(cell, str)}
