"""What an organisation may be looking for, and which bodies can give it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomap.analysis.evidence import once_per_snapshot, source_dates
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.vocabulary import ROLE_TYPES

BEST_SHARE = 0.75
"""With several needs at once: what the need met best counts; the mean of all counts the rest."""
PROGRAMME_WORTH = {"active": 0.8, "unknown": 0.4, "planned": 0.2, "ended": 0.2}
"""A function offered only through a programme counts by the programme's status: it may be over for newcomers."""
ROLE_WORTH = {"leads": 1.0, "coordinates": 0.75}
KIND_MOST = 0.3
"""Most that the kind of a body alone is worth: nothing says that this one does it."""
LEAST_FIT = 0.25
"""Who fits less is not suggested for a need."""
OWN_WORK = ("lab", "coworking", "research", "tech_transfer")
"""Functions that need a place, equipment or researchers of one's own. Bodies that govern or unite others don't have
them because a programme of theirs mentions them, unless the programme is the facility."""
_RUN_BY_OTHERS = ("government", "association")
PRIZE_KINDS = ("competition", "event")
PRIZE_WORTH = 0.5
"""A programme that is a contest or an event gives to few and once, and prize money is no capital to count on."""
MONEY_KINDS = ("fund", "policy")
"""Programmes whose money can be asked for at whoever helps to run them; that of others, at whoever leads them."""
BY_TRADE = {"finance": "investor"}
"""Kind whose trade a function is."""
ASIDE_WORTH = 0.7
"""What such a function is worth in a body of another kind: it gives money now and then, to its own members or aims."""
_SURE = 0.5
"""From this worth on a function is the need itself or close to it."""
POSTED_WORTH = {"open": 1.0, "unknown": 0.7, "closed": 0.3}
"""Whoever published a problem has a challenge to solve."""
OLD_YEARS, OLD_WORTH = 3.0, 0.5
"""A problem of unknown status so long before the newest source, or without a date, is probably open no more."""
ASIDE_CALLS = ("training", "finance")
"""A call for nothing but these is a vacancy or a call for funds: no problem that waits for a solution."""
ASIDE_CALL_WORTH = 0.4


@dataclass(frozen=True)
class Need:
    """Something looked for.

    Attributes
    ----------
    code, label : str
        `label` is a message id.
    functions : mapping of str to float
        Support functions that meet the need and how well (1: exactly this). Codes of the ``functions`` table;
        one that a city's table lacks meets nothing.
    kinds : mapping of str to float
        Kinds (``"investor"``) or sub-kinds (``"support_org.shared_lab"``) that are likely to meet it whatever
        functions are listed. A sub-kind stands before its kind.
    """

    code: str
    label: str
    functions: Mapping[str, float]
    kinds: Mapping[str, float]


NEEDS: Mapping[str, Need] = {
    need.code: need
    for need in (
        Need(
            "capital",
            N_("Capital"),
            {"finance": 1.0},
            {"investor": 0.9, "support_org.accelerator": 0.4},
        ),
        Need(
            "lab",
            N_("Laboratory or equipment"),
            {"lab": 1.0, "tech_transfer": 0.35, "research": 0.3},
            {
                "support_org.shared_lab": 0.95,
                "research_institute.lab": 0.9,
                "research_institute": 0.4,
                "university": 0.3,
            },
        ),
        Need(
            "research_partner",
            N_("Research partner"),
            {"research": 1.0, "tech_transfer": 0.6, "lab": 0.5},
            {
                "research_institute": 0.85,
                "university.college": 0.4,
                "university": 0.7,
                "support_org.tech_transfer_office": 0.5,
            },
        ),
        Need(
            "first_customer",
            N_("First customer or test site"),
            {"market": 1.0},
            {
                "enterprise.corporate": 0.5,
                "government.city": 0.5,
                "government.department": 0.5,
                "government.public_service_unit": 0.5,
                "government.ward": 0.4,
                "association.business_association": 0.4,
                "research_institute.hospital_research": 0.4,
                "enterprise": 0.3,
                "university": 0.3,
            },
        ),
        Need(
            "supplier",
            N_("Supplier"),
            {"market": 0.4, "tech_transfer": 0.4},
            {
                "enterprise.science_tech": 0.7,
                "enterprise": 0.6,
                "startup.company": 0.4,
                "association.business_association": 0.3,
                "startup": 0.3,
            },
        ),
        Need(
            "mentoring",
            N_("Mentoring"),
            {"mentoring": 1.0, "incubation": 0.6, "training": 0.4, "network": 0.3},
            {
                "support_org.incubator": 0.7,
                "support_org.accelerator": 0.7,
                "support_org.innovation_centre": 0.5,
                "investor.angel_network": 0.5,
                "association.business_association": 0.4,
            },
        ),
        Need(
            "incubation",
            N_("Incubation or acceleration"),
            {"incubation": 1.0, "mentoring": 0.4, "coworking": 0.3},
            {
                "support_org.incubator": 1.0,
                "support_org.accelerator": 1.0,
                "support_org.innovation_centre": 0.6,
                "investor.accelerator_fund": 0.6,
            },
        ),
        Need(
            "coworking",
            N_("Co-working space"),
            {"coworking": 1.0, "incubation": 0.4},
            {
                "support_org.coworking": 1.0,
                "support_org.incubator": 0.5,
                "support_org.innovation_centre": 0.5,
            },
        ),
        Need(
            "legal_ip",
            N_("Legal help and intellectual property"),
            {"legal_ip": 1.0, "tech_transfer": 0.3},
            {"support_org.tech_transfer_office": 0.5},
        ),
        Need(
            "staff",
            N_("Staff, interns and training"),
            {"training": 1.0},
            {"university": 0.8, "support_org.training": 0.9},
        ),
        Need(
            "public_programme",
            N_("Public support programme"),
            {"public_support": 1.0, "finance": 0.3, "training": 0.2},
            {
                "government.city": 0.6,
                "government.department": 0.6,
                "government.agency": 0.5,
                "government.ministry": 0.5,
                "government": 0.4,
                "investor.public_fund": 0.5,
            },
        ),
        Need(
            "challenge",
            N_("Challenge to solve"),
            {"market": 0.35, "public_support": 0.3},
            {
                "government.city": 0.5,
                "government.department": 0.5,
                "enterprise.corporate": 0.4,
                "government": 0.3,
            },
        ),
    )
}
"""The needs that can be chosen. Weights are judgements, stated here and nowhere else: 1 for a body whose listed
function is the need itself, less the further the function or kind is from it."""


@dataclass(frozen=True)
class Ground:
    """Why a body may meet a need.

    Attributes
    ----------
    sort : {"function", "programme", "posted", "kind"}
        A listed function; a function of a programme it runs; a problem it published; only its kind.
    code : str
        The function, or the kind (``"kind"`` or ``"kind.subkind"``); the status for ``"posted"``.
    worth : float
        0 to 1.
    node : str
        The programme or problem; '' otherwise.
    sure : bool
        Whether it lets one say that the body can meet the need: it lists the function itself, takes a giving part
        in a programme that runs and has it, or published a problem not long ago and has not closed it.
    """

    sort: str
    code: str
    worth: float
    node: str = ""
    sure: bool = False


def fit(ecosystem: Ecosystem, codes: Iterable[str] | Mapping[str, float]) -> pd.Series:
    """Return how well each organisation's functions and kind meet some needs.

    Parameters
    ----------
    codes : iterable of str, or mapping of str to float
        Keys of `NEEDS`; a mapping weighs them (as `recognise` does).

    Returns
    -------
    Series of float
        0 to 1 in the order of the organisations. One need: the best of its grounds (`met_by`). Several: three
        quarters the one met best, one quarter the mean of all, so that a body which meets two stands before one
        which meets one. NaN where no function is listed and the kind says nothing: not known, which is not 0.

    Raises
    ------
    KeyError
        For a code that is no need.
    """
    weights = dict(codes) if isinstance(codes, Mapping) else dict.fromkeys(codes, 1.0)
    index = ecosystem.organisations.index
    if not any(weight > 0 for weight in weights.values()):
        return pd.Series(np.nan, index=index, name="fit")
    grid = _grid(ecosystem)[[*weights]]
    share = pd.Series(weights, dtype=float)
    best = grid.mul(share / share.max()).max(axis=1)
    mean = grid.fillna(0.0).mul(share / share.sum()).sum(axis=1)
    joint = BEST_SHARE * best + (1 - BEST_SHARE) * mean
    return joint.rename("fit")


def by_trade(codes: Iterable[str]) -> set[str]:
    """Return the kinds whose trade is one of some needs."""
    return {
        kind for function, kind in BY_TRADE.items() for code in codes if function in NEEDS[code].functions
    }


def met_by(ecosystem: Ecosystem, org_id: str, code: str) -> tuple[Ground, ...]:
    """Return why an organisation may meet a need, the strongest ground first; empty if nothing says so."""
    grounds = [ground for ground in _grounds(ecosystem).get((org_id, code), ()) if ground.worth > 0]
    return tuple(sorted(grounds, key=lambda ground: (-ground.worth, ground.sort, ground.code, ground.node)))


@once_per_snapshot
def _grid(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the fit of each organisation (rows) to each need (columns)."""
    grounds = _grounds(ecosystem)
    index = ecosystem.organisations.index
    known = index.isin(ecosystem.tags("organisations", "functions").index)
    known |= index.isin([owner for owner, *_ in _programme_functions(ecosystem)])
    rows = {org_id: at for at, org_id in enumerate(index)}
    columns = {code: at for at, code in enumerate(NEEDS)}
    cells = np.where(known[:, None], np.zeros(len(NEEDS)), np.nan)
    for (owner, code), reasons in grounds.items():
        cells[rows[owner], columns[code]] = max(ground.worth for ground in reasons)
    return pd.DataFrame(cells, index=index, columns=list(NEEDS))


@once_per_snapshot
def _grounds(ecosystem: Ecosystem) -> dict[tuple[str, str], list[Ground]]:
    """Return the grounds for each organisation and need that has any."""
    found: dict[tuple[str, str], list[Ground]] = {}

    def add(owner: str, need: str, ground: Ground) -> None:
        found.setdefault((owner, need), []).append(ground)

    kind_of = ecosystem.organisations["kind"]
    for owner, function in ecosystem.tags("organisations", "functions").items():
        share = 1.0 if BY_TRADE.get(function, kind_of[owner]) == kind_of[owner] else ASIDE_WORTH
        for need, worth in _meeting(function):
            add(str(owner), need, Ground("function", function, worth * share, sure=worth >= _SURE))
    for owner, programme, function, role in _programme_functions(ecosystem):
        status = str(ecosystem.programmes.at[programme, "status"])
        share = PROGRAMME_WORTH.get(status, PROGRAMME_WORTH["unknown"]) * ROLE_WORTH[role]
        sort = ecosystem.programmes.at[programme, "kind"]
        share *= PRIZE_WORTH if sort in PRIZE_KINDS else 1.0
        for need, worth in _meeting(function):
            elsewhere = sort in PRIZE_KINDS or (role == "coordinates" and sort not in MONEY_KINDS)
            sure = status == "active" and worth >= _SURE and not (elsewhere and function == "finance")
            add(owner, need, Ground("programme", function, worth * share, programme, sure))
    for owner, kind, subkind in zip(*_kind_columns(ecosystem), strict=True):
        for code, kinds in ((need.code, need.kinds) for need in NEEDS.values()):
            named = next((name for name in (f"{kind}.{subkind}", kind) if name in kinds), None)
            if named:
                add(owner, code, Ground("kind", named, min(kinds[named], KIND_MOST)))
    for poster, ground in _posted(ecosystem):
        add(poster, "challenge", ground)
    return found


def _posted(ecosystem: Ecosystem) -> Iterator[tuple[str, Ground]]:
    """Yield who published which problem, with what that is worth."""
    table, newest = ecosystem.needs, source_dates(ecosystem).max()
    for problem, row in table[table["posted_by"].isin(ecosystem.organisations.index)].iterrows():
        status, day = str(row["status"]), row["posted_on"]
        posted = pd.to_datetime(day, format="ISO8601") if isinstance(day, str) else pd.NaT
        age = newest - posted
        # Without a date nobody knows how old it is; what is not known does not count as new.
        old = status == "unknown" and not age <= pd.Timedelta(days=365.25 * OLD_YEARS)
        asked = set(split_list(row["functions"])) if isinstance(row["functions"], str) else set()
        aside = bool(asked) and asked.issubset(ASIDE_CALLS)
        worth = POSTED_WORTH.get(status, POSTED_WORTH["unknown"])
        worth *= (OLD_WORTH if old else 1.0) * (ASIDE_CALL_WORTH if aside else 1.0)
        sure = status != "closed" and not old and not aside
        yield str(row["posted_by"]), Ground("posted", status, worth, str(problem), sure)


def _meeting(function: str) -> list[tuple[str, float]]:
    return [(need.code, need.functions[function]) for need in NEEDS.values() if function in need.functions]


def _kind_columns(ecosystem: Ecosystem) -> tuple[pd.Index, pd.Series, pd.Series]:
    organisations = ecosystem.organisations
    return organisations.index, organisations["kind"], organisations["subkind"].fillna("")


@once_per_snapshot
def _programme_functions(ecosystem: Ecosystem) -> list[tuple[str, str, str, str]]:
    """Return who offers which function through which programme: owner, programme, function, role."""
    functions = ecosystem.tags("programmes", "functions").groupby(level=0).agg(list).to_dict()
    ties = ecosystem.ties[ecosystem.ties["type"].isin(ROLE_TYPES)]
    kinds, sorts = ecosystem.organisations["kind"], ecosystem.programmes["kind"]
    roles = sorted(set(zip(ties["source"], ties["target"], ties["type"], strict=True)))
    return [
        (owner, programme, function, role)
        for owner, programme, role in roles
        if owner in kinds.index
        for function in functions.get(programme, ())
        if function not in OWN_WORK or kinds[owner] not in _RUN_BY_OTHERS or sorts[programme] == "facility"
    ]
