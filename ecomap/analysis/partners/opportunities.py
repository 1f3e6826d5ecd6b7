"""Which published problems, programmes and competitions fit an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomap.analysis.evidence import once_per_snapshot, source_dates
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import text_fit
from ecomap.analysis.partners.model import CONFIRMED, POSSIBLE, Part, PartKind
from ecomap.analysis.partners.solvers import (
    as_solver,
    codes,
    combined,
    sector_fit,
    sector_reason,
    strongest,
    words_reason,
)
from ecomap.ecosystem import Ecosystem, first_day, last_day
from ecomap.i18n import LANGUAGES, N_, translator
from ecomap.text import fold

PROBLEM, PROGRAMME = "problem", "programme"
OPEN, PLANNED, UNKNOWN, ENDED = "open", "planned", "unknown", "ended"
STATES: Mapping[str, float] = {OPEN: 1.0, PLANNED: 0.8, UNKNOWN: 0.5, ENDED: 0.0}
"""Whether one can still take part, and what that is worth."""

OPPORTUNITY_PARTS: Mapping[str, PartKind] = {
    "audience": PartKind(N_("For whom"), N_("It is meant for bodies of this kind."), 0.30),
    "sector": PartKind(N_("Sector"), N_("It is in the sectors of the organisation."), 0.25),
    "text": PartKind(N_("Wording"), N_("It speaks of what the organisation does."), 0.20),
    "open": PartKind(N_("Open now"), N_("It is open, as far as is known."), 0.25),
}
"""Parts of the fit of a programme and their weights, which add up to 1; judgements."""

AUDIENCES: Mapping[str, str] = {
    "startup": "khoi nghiep; startup; nhom; du an; y tuong; thanh nien; sinh vien; doanh nghiep; doi moi sang tao",
    "enterprise": "doanh nghiep; ho kinh doanh; hop tac xa; co so; nguoi trong; san xuat; kinh doanh; lang nghe; htx",
    "investor": "nha dau tu; quy dau tu; quy; ngan hang",
    "university": "sinh vien; giang vien; truong; nghien cuu sinh; nha khoa hoc; hoc vien; nhom nghien cuu",
    "research_institute": "vien; nha khoa hoc; nghien cuu; to chuc kh cn; to chuc khoa hoc",
    "support_org": "to chuc ho tro; nhom uom; co so uom tao; khoi nghiep",
    "government": "so nganh; co quan; can bo; dia phuong; so kh cn; cong chuc",
    "association": "hoi; hiep hoi; cong dong; thanh nien; phu nu; hoi vien",
}
"""Words, folded, by which a programme's target groups and eligibility name bodies of each kind."""
_ANYONE = "to chuc; ca nhan; nguoi dan; cong dan"
_ANYONE_WORTH = 0.6


@dataclass(frozen=True)
class Opportunity:
    """Something open to an organisation.

    Attributes
    ----------
    id : str
        Of the problem or the programme.
    sort : {"problem", "programme"}
    kind : str
        Kind of the programme (``"competition"`` …), '' for a problem.
    score : float
        0 to 1; problems and programmes are scored by different parts, so compare within one sort.
    state : str
        Key of `STATES`; what only its dates say counts as said.
    start, end : str
        As the source writes them ('' if it does not); for a problem, the day it was posted.
    eligibility, benefits : str
        As the source has it, in Vietnamese; '' if it says nothing.
    status : str
        Whether the organisation takes part already (key of `ecomap.analysis.partners.model.STATUSES`).
    """

    id: str
    sort: str
    kind: str
    score: float
    parts: tuple[Part, ...]
    sentence: Message
    state: str
    start: str
    end: str
    eligibility: str
    benefits: str
    status: str
    sources: tuple[str, ...]


def opportunities(
    ecosystem: Ecosystem, org_id: str, k: int = 10, ended: bool = False
) -> tuple[Opportunity, ...]:
    """Return the problems and programmes that fit an organisation.

    Parameters
    ----------
    org_id : str
        An organisation of the snapshot; former ids are resolved.
    k : int
        At most so many problems and so many programmes.
    ended : bool
        With what is over or closed, after what is not.

    Returns
    -------
    tuple of Opportunity
        Problems first, then programmes; each best first, equal ones by id. Problems of the organisation itself
        and programmes it leads are left out.

    Raises
    ------
    KeyError
        If there is no such organisation.

    Notes
    -----
    A programme whose words name no one is taken as open to all, not as closed: its audience is not known then.
    What a status calls running though its own last day is past the newest source counts as ended.
    """
    current = ecosystem.resolve(org_id)
    if current is None or current not in ecosystem.organisations.index:
        raise KeyError(org_id)
    found = [_problems(ecosystem, current), _programmes(ecosystem, current)]
    for sort in found:
        sort.sort(key=lambda one: (one.state == ENDED, -round(one.score, 9), one.id))
    return tuple(one for sort in found for one in [x for x in sort if ended or x.state != ENDED][: max(k, 0)])


def _problems(ecosystem: Ecosystem, org_id: str) -> list[Opportunity]:
    found = []
    for key, row in ecosystem.needs.to_dict("index").items():
        solver = as_solver(ecosystem, str(key), org_id)
        if solver is not None:
            found.append(
                Opportunity(
                    id=str(key),
                    sort=PROBLEM,
                    kind="",
                    score=solver.score,
                    parts=solver.parts,
                    sentence=solver.sentence,
                    state={"open": OPEN, "closed": ENDED}.get(str(row["status"]), UNKNOWN),
                    start=_cell(row["posted_on"]),
                    end="",
                    eligibility="",
                    benefits="",
                    status=solver.status,
                    sources=codes(row["source_ids"]),
                )
            )
    return found


def _programmes(ecosystem: Ecosystem, org_id: str) -> list[Opportunity]:
    programmes = ecosystem.programmes
    ties = ecosystem.ties
    involved = {*ties.loc[ties["source"] == org_id, "target"], *ties.loc[ties["target"] == org_id, "source"]}
    led = {*programmes.index[programmes["lead_org"] == org_id]}
    states = programme_states(ecosystem)
    kind = str(ecosystem.organisations.at[org_id, "kind"])
    values = pd.DataFrame(
        {
            "audience": _audiences(ecosystem)[kind],
            "sector": _sectors(ecosystem, org_id),
            "text": _wording(ecosystem, org_id),
            "open": states.map(STATES).astype(float),
        },
        index=programmes.index,
    )
    values = values[~programmes.index.isin(led)]
    contributions, weights = combined(values, {code: part.weight for code, part in OPPORTUNITY_PARTS.items()})
    found = []
    known, added = values.to_dict("index"), contributions.to_dict("index")
    for key, row in programmes.loc[values.index].to_dict("index").items():
        programme = str(key)
        parts = []
        for code in OPPORTUNITY_PARTS:
            value = None if pd.isna(known[key][code]) else float(known[key][code])
            reason = _reason(ecosystem, org_id, programme, code, states[programme]) if value else None
            parts.append(Part(code, value, weights[code], float(added[key][code]), reason))
        found.append(
            Opportunity(
                id=programme,
                sort=PROGRAMME,
                kind=_cell(row["kind"]),
                score=sum(part.contribution for part in parts),
                parts=tuple(parts),
                sentence=strongest(parts),
                state=states[programme],
                start=_cell(row["start_date"]),
                end=_cell(row["end_date"]),
                eligibility=_cell(row["eligibility_vi"]),
                benefits=_cell(row["benefits_vi"]),
                status=CONFIRMED if programme in involved else POSSIBLE,
                sources=codes(row["source_ids"]),
            )
        )
    return found


@once_per_snapshot
def programme_states(ecosystem: Ecosystem) -> pd.Series:
    """Return whether each programme is open, planned, ended or not known, on the day of the newest source.

    What is recorded as running or planned has ended if its last day is before that, and what is not known has
    ended or is planned if its dates say so.
    """
    programmes = ecosystem.programmes
    stated = programmes["status"].map({"active": OPEN, "planned": PLANNED, "ended": ENDED}).fillna(UNKNOWN)
    today = source_dates(ecosystem).max()
    if pd.isna(today):
        return stated
    over = (last_day(programmes["end_date"]) < today).to_numpy()
    ahead = (first_day(programmes["start_date"]) > today).to_numpy() & (stated == UNKNOWN).to_numpy()
    return pd.Series(np.select([over, ahead], [ENDED, PLANNED], stated), index=programmes.index)


@once_per_snapshot
def _audiences(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return how far each programme (rows) says it is for each kind (columns), NaN where it names no one."""
    cells = zip(*(ecosystem.programmes[name] for name in ("target_groups", "eligibility_vi")), strict=True)
    texts = [f" {fold(' ; '.join(_cell(cell) for cell in both))} " for both in cells]
    rows = [{kind: _audience(text, words) for kind, words in AUDIENCES.items()} for text in texts]
    return pd.DataFrame(rows, index=ecosystem.programmes.index, columns=list(AUDIENCES), dtype=float)


def _audience(text: str, named: str) -> float:
    if not text.strip():
        return np.nan
    if any(f" {word} " in text for word in named.split("; ")):
        return 1.0
    return _ANYONE_WORTH if any(f" {word} " in text for word in _ANYONE.split("; ")) else 0.0


def _sectors(ecosystem: Ecosystem, org_id: str) -> pd.Series:
    """Return how far the sectors of each programme cover those of an organisation; NaN where either has none."""
    return sector_fit(ecosystem, codes(ecosystem.organisations.at[org_id, "sectors"]), "programmes")


def _wording(ecosystem: Ecosystem, org_id: str) -> pd.Series:
    """Return how well each programme's words fit what an organisation says of itself."""
    fit = text_fit.programme_index(ecosystem).fit(_told(ecosystem, org_id))
    return pd.Series(fit, index=ecosystem.programmes.index)


def _told(ecosystem: Ecosystem, org_id: str) -> str:
    return _cell(ecosystem.organisations.at[org_id, "summary_vi"])


def _reason(ecosystem: Ecosystem, org_id: str, programme: str, code: str, state: str) -> Message | None:
    row = ecosystem.programmes.loc[[programme]].to_dict("records")[0]
    if code == "audience":
        groups = ", ".join(codes(row["target_groups"]))
        if not groups:
            return Message(N_("Its conditions name bodies like this one."))
        return Message(N_("It is meant for: {groups}."), {"groups": groups})
    if code == "sector":
        return sector_reason(ecosystem, codes(row["sectors"]), org_id)
    if code == "text":
        return words_reason(text_fit.programme_index(ecosystem).words(_told(ecosystem, org_id), programme))
    if state == PLANNED:
        return Message(N_("It is planned."))
    if state == UNKNOWN:
        return Message(N_("Whether it is still open is not known."))
    end = _cell(row["end_date"])
    if not end:
        return Message(N_("It is running; no last day is listed."))
    return Message(N_("It runs until {date}."), {"date": _written(end)})


def _written(day: str) -> dict[str, str]:
    return {lang: translator(lang).date(day) for lang in LANGUAGES}


def _cell(value: object) -> str:
    return value if isinstance(value, str) else ""
