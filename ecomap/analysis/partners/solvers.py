"""Who could solve a published problem, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomap.analysis.evidence import CROSS_SECTOR, joined, labelled, once_per_snapshot, sentences
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import text_fit
from ecomap.analysis.partners.model import CONFIRMED, POSSIBLE, Part, PartKind
from ecomap.analysis.partners.needs import NEEDS
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.tables import split_list

SOLVER_PARTS: Mapping[str, PartKind] = {
    "function": PartKind(N_("Kind of help"), N_("It gives the kind of help the problem asks for."), 0.25),
    "sector": PartKind(N_("Sector"), N_("It works in the sectors of the problem."), 0.20),
    "text": PartKind(N_("Wording"), N_("Its description uses the words of the problem."), 0.35),
    "record": PartKind(N_("Track record"), N_("It has worked with others in these sectors."), 0.10),
    "research": PartKind(N_("Research"), N_("It has research results or projects in these sectors."), 0.10),
}
"""Parts of a solver's score and their weights, which add up to 1. There are far too few solved problems in any city to
learn them, so they are judgements. Wording counts most: sectors are coarse, the problem's own words are not."""

ANSWERS: Mapping[str, str] = {
    "research": "research_partner",
    "tech_transfer": "research_partner",
    "lab": "lab",
    "market": "first_customer",
    "finance": "capital",
    "training": "staff",
    "mentoring": "mentoring",
    "legal_ip": "legal_ip",
    "coworking": "coworking",
    "incubation": "incubation",
    "public_support": "public_programme",
}
"""The need that a function asked for by a problem stands for; its kinds may help where no function is listed."""
MAKERS: Mapping[str, float] = {
    "enterprise.science_tech": 0.8, "startup.company": 0.7, "startup": 0.6, "enterprise": 0.6,
    "research_institute": 0.5, "university": 0.4,
}  # fmt: skip
"""Who makes solutions. They are wanted where technology is asked for, and where a State body names a market: it buys
then, so that those who sell are sought and not others who buy."""
TECHNOLOGY = ("research", "tech_transfer", "lab")
WORKED = (
    "transfers_tech_to",
    "supplies_to",
    "orders_from",
    "partners_with",
    "supports",
    "grants_to",
    "incubates",
)
RESEARCHED = ("transfers_tech_to", "spun_out_of")
_CROSS, _SELDOM, _KIND_ONLY = 0.3, 0.1, 0.8
_HALF = 2.0
"""So many cases make half of a full record: one more counts the less the more there are."""


@dataclass(frozen=True)
class Problem:
    """A published problem, read: codes as tuples, the poster only if it is in the snapshot."""

    id: str
    text: str
    sectors: tuple[str, ...]
    functions: tuple[str, ...]
    poster: str | None
    buyer: bool
    """Whether a State body posted it and names a market."""


@dataclass(frozen=True)
class Solver:
    """An organisation that could solve a problem.

    Attributes
    ----------
    score : float
        0 to 1: the sum of the contributions of its parts. It orders; it is no chance of success.
    parts : tuple of Part
        In the order of `SOLVER_PARTS`.
    sentence : Message
        The strongest reasons in a few sentences.
    status : str
        Key of `ecomap.analysis.partners.model.STATUSES`: tied with the poster already, or only a possible match.
    ties : tuple of str
        Ids of the ties with the poster.
    sources : tuple of str
        Sources of what is said of it.
    """

    id: str
    score: float
    parts: tuple[Part, ...]
    sentence: Message
    status: str
    ties: tuple[str, ...]
    sources: tuple[str, ...]


def solvers(ecosystem: Ecosystem, need_id: str, k: int = 10) -> tuple[Solver, ...]:
    """Return who could solve a published problem, best first.

    Parameters
    ----------
    need_id : str
        Key of ``ecosystem.needs``.
    k : int
        How many at most.

    Returns
    -------
    tuple of Solver
        Without the poster, those no longer active, and those that share neither sector nor words with the
        problem. Equal scores by id.

    Raises
    ------
    KeyError
        If there is no such problem.

    Notes
    -----
    Record and research are counts c of cases in the sectors of the problem, taken as c / (c + 2). A part not known
    of an organisation adds its weight times the mean of those of whom it is known.
    """
    problem = _problem(ecosystem, need_id)
    values, contributions, weights = _scored(ecosystem, need_id)
    score = contributions.sum(axis=1)
    order = np.lexsort((score.index.to_numpy(dtype=str), -score.round(9).to_numpy()))[: max(k, 0)]
    return tuple(
        _solver(ecosystem, problem, values.iloc[at], contributions.iloc[at], weights) for at in order.tolist()
    )


def as_solver(ecosystem: Ecosystem, need_id: str, org_id: str) -> Solver | None:
    """Return how well one organisation could solve a problem; None if it is no candidate (see `solvers`)."""
    problem = _problem(ecosystem, need_id)
    values, contributions, weights = _scored(ecosystem, need_id)
    if org_id not in values.index:
        return None
    row = int(np.flatnonzero(values.index == org_id)[0])
    return _solver(ecosystem, problem, values.iloc[row], contributions.iloc[row], weights)


def _problem(ecosystem: Ecosystem, need_id: str) -> Problem:
    known = problems(ecosystem)
    if need_id not in known:
        raise KeyError(f"{need_id!r} is not a published problem of this data")
    return known[need_id]


def _scored(ecosystem: Ecosystem, need_id: str) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float]]:
    """Return the parts of all candidates for a problem (NaN: not known), what each adds, and the weights used."""
    values = _all_values(ecosystem)[need_id]
    return values, *combined(values, {code: kind.weight for code, kind in SOLVER_PARTS.items()})


def combined(values: pd.DataFrame, weights: Mapping[str, float]) -> tuple[pd.DataFrame, dict[str, float]]:
    """Return what each part adds to the scores, and the weights used.

    Parameters
    ----------
    values : DataFrame
        Candidates by parts, 0 to 1, NaN where not known.
    weights : mapping of str to float
        A part not known of any candidate loses its weight to the others.
    """
    known = {code: weight for code, weight in weights.items() if values[code].notna().any()}
    total = sum(known.values())
    used = {code: known.get(code, 0.0) / total if total else 0.0 for code in weights}
    filled = values.fillna(values.mean()).fillna(0.0)
    return filled.mul(pd.Series(used)), used


@once_per_snapshot
def problems(ecosystem: Ecosystem) -> dict[str, Problem]:
    """Return the published problems by id."""
    kinds = ecosystem.organisations["kind"].to_dict()
    found = {}
    for key, row in ecosystem.needs.to_dict("index").items():
        poster = row["posted_by"] if row["posted_by"] in kinds else None
        functions = codes(row["functions"])
        text = ". ".join(part for part in (row["title_vi"], row["description_vi"]) if isinstance(part, str))
        buyer = poster is not None and kinds[poster] == "government" and "market" in functions
        found[str(key)] = Problem(str(key), text, codes(row["sectors"]), functions, poster, buyer)
    return found


def codes(cell: object) -> tuple[str, ...]:
    """Return the codes of a list cell; none for an empty one."""
    return tuple(split_list(cell)) if isinstance(cell, str) else ()


@once_per_snapshot
def _all_values(ecosystem: Ecosystem) -> dict[str, pd.DataFrame]:
    listed = problems(ecosystem)
    words = text_fit.index(ecosystem).fit_many([problem.text for problem in listed.values()])
    organisations = ecosystem.organisations
    found = {}
    for text, problem in zip(words, listed.values(), strict=True):
        technology = bool({*problem.functions} & {*TECHNOLOGY})
        values = pd.DataFrame(
            {
                "function": _function(ecosystem, problem),
                "sector": sector_fit(ecosystem, problem.sectors),
                "text": text,
                "record": _share(ecosystem, _cases(ecosystem, WORKED, problem)),
                "research": _share(ecosystem, _research(ecosystem, problem)) if technology else np.nan,
            },
            index=organisations.index,
        )
        related = (values["sector"] > _CROSS) | (values["text"] > _CROSS)
        active = ~organisations["status"].isin(["inactive", "planned"]) & (
            organisations.index != problem.poster
        )
        found[problem.id] = values[related & active]
    return found


def sector_fit(ecosystem: Ecosystem, sectors: Iterable[str], table: str = "organisations") -> pd.Series:
    """Return how well the sectors of each row cover some, 0 to 1; NaN where not known or nothing is asked.

    One sector in common gives 0.6, all give 1; work across sectors without one in common gives 0.3.
    """
    index = (ecosystem.organisations if table == "organisations" else ecosystem.programmes).index
    asked = {*sectors} - {CROSS_SECTOR}
    if not asked:
        return pd.Series(np.nan, index=index)
    tags = ecosystem.tags(table, "sectors")
    held = tags.isin(asked).groupby(level=0).sum().reindex(index)
    across = (tags == CROSS_SECTOR).groupby(level=0).any().reindex(index).eq(True)
    share = 0.6 + 0.4 * (held - 1) / (len(asked) - 1) if len(asked) > 1 else held.clip(upper=1)
    worth = np.where(held > 0, share, np.where(across, _CROSS, 0.0))
    return pd.Series(np.where(held.isna(), np.nan, worth), index=index)


def _function(ecosystem: Ecosystem, problem: Problem) -> pd.Series:
    """Return how far each gives the help asked for: a listed function, or else what its kind makes likely."""
    organisations = ecosystem.organisations
    if not problem.functions:
        return pd.Series(np.nan, index=organisations.index)
    tags = ecosystem.tags("organisations", "functions")
    held = tags.isin(wanted_functions(problem)).groupby(level=0).any().reindex(organisations.index)
    kinds = _likely_kinds(problem)
    by_kind = [
        kinds.get(f"{kind}.{subkind}", kinds.get(kind, np.nan))
        for kind, subkind in zip(organisations["kind"], organisations["subkind"], strict=True)
    ]
    likely = pd.Series(by_kind, index=organisations.index)
    return pd.concat([held.astype(float), likely], axis=1).max(axis=1).fillna(_SELDOM)


def wanted_functions(problem: Problem) -> tuple[str, ...]:
    """Return the functions a solver should have: what is asked for, but for the market a State body offers."""
    return tuple(code for code in problem.functions if not (problem.buyer and code == "market"))


def _likely_kinds(problem: Problem) -> dict[str, float]:
    kinds: dict[str, float] = {}
    for code in wanted_functions(problem):
        for kind, worth in NEEDS[ANSWERS[code]].kinds.items() if code in ANSWERS else ():
            kinds[kind] = max(kinds.get(kind, 0.0), _KIND_ONLY * worth)
    if problem.buyer or {*problem.functions} & {*TECHNOLOGY}:
        for kind, worth in MAKERS.items():
            kinds[kind] = max(kinds.get(kind, 0.0), worth)
    return kinds


def _research(ecosystem: Ecosystem, problem: Problem) -> pd.Series:
    """Count technology handed on, spin-offs and research projects of each in the sectors of a problem."""
    handed, projects = _cases(ecosystem, RESEARCHED, problem), _projects(ecosystem, problem)
    return handed.add(projects, fill_value=0.0)


def _share(ecosystem: Ecosystem, cases: pd.Series) -> pd.Series:
    counts = cases.reindex(ecosystem.organisations.index, fill_value=0.0)
    return counts / (counts + _HALF)


def _cases(ecosystem: Ecosystem, types: Iterable[str], problem: Problem) -> pd.Series:
    """Count the different others in the sectors of a problem each is tied with; the poster is not counted."""
    ties = ecosystem.ties[ecosystem.ties["type"].isin([*types])]
    both = np.r_[ties[["source", "target"]].to_numpy(str), ties[["target", "source"]].to_numpy(str)]
    pairs = pd.DataFrame(both, columns=["one", "other"]).drop_duplicates()
    tags = ecosystem.tags("organisations", "sectors")
    asked = {*problem.sectors} - {CROSS_SECTOR}
    inside = tags.index[tags.isin(asked)] if asked else ecosystem.organisations.index
    pairs = pairs[pairs["other"].isin(inside) & (pairs["other"] != (problem.poster or ""))]
    return pairs.groupby("one").size().astype(float)


def _projects(ecosystem: Ecosystem, problem: Problem) -> pd.Series:
    """Count the research programmes in the sectors of a problem that each leads or helps to carry out."""
    functions, fields = (ecosystem.tags("programmes", name) for name in ("functions", "sectors"))
    research = functions.index[functions.isin(TECHNOLOGY)]
    inside = research.intersection(fields.index[fields.isin(problem.sectors)])
    ties = ecosystem.ties[(ecosystem.ties["origin"] == "role") & ecosystem.ties["target"].isin(inside)]
    return ties.drop_duplicates(["source", "target"]).groupby("source").size().astype(float)


def _solver(
    ecosystem: Ecosystem,
    problem: Problem,
    values: pd.Series,
    contributions: pd.Series,
    weights: Mapping[str, float],
) -> Solver:
    org_id = str(values.name)
    parts = []
    for code in SOLVER_PARTS:
        value = None if pd.isna(values[code]) else float(values[code])
        reason = _reason(ecosystem, problem, org_id, code, value) if value else None
        parts.append(Part(code, value, weights[code], float(contributions[code]), reason))
    ties = ties_between(ecosystem, org_id, problem.poster)
    cells = [ecosystem.organisations.at[org_id, "source_ids"], *ecosystem.ties.loc[list(ties), "source_ids"]]
    sources = {source for cell in cells for source in codes(cell)}
    return Solver(
        org_id,
        sum(part.contribution for part in parts),
        tuple(parts),
        strongest(parts),
        CONFIRMED if ties else POSSIBLE,
        ties,
        tuple(sorted(sources)),
    )


def strongest(parts: Iterable[Part], n: int = 3) -> Message:
    """Return the reasons of the parts that add most as one text."""
    told = sorted((part for part in parts if part.reason), key=lambda part: -part.contribution)
    reasons = [part.reason for part in told[:n] if part.reason]
    return sentences(reasons) if reasons else Message(N_("Little is known of it."))


def ties_between(ecosystem: Ecosystem, one: str, other: str | None) -> tuple[str, ...]:
    """Return the ids of the ties of two organisations or programmes, in order."""
    ties = ecosystem.ties
    there = (ties["source"] == one) & (ties["target"] == other)
    back = (ties["source"] == other) & (ties["target"] == one)
    return tuple(sorted(ties.index[there | back]))


def _reason(ecosystem: Ecosystem, problem: Problem, org_id: str, code: str, value: float) -> Message | None:
    if code == "function":
        return _function_reason(ecosystem, problem, org_id, value)
    if code == "sector":
        return sector_reason(ecosystem, problem.sectors, org_id)
    if code == "text":
        return words_reason(text_fit.index(ecosystem).words(problem.text, org_id))
    n = round(_HALF * value / (1 - value))
    if code == "record":
        return Message(
            "It has worked with {n} organisation in these sectors.",
            plural="It has worked with {n} organisations in these sectors.",
            n=n,
        )
    return Message(
        "{n} research project, transfer or spin-off in these sectors is listed.",
        plural="{n} research projects, transfers or spin-offs in these sectors are listed.",
        n=n,
    )


def sector_reason(ecosystem: Ecosystem, sectors: Iterable[str], org_id: str) -> Message:
    """Return which sectors an organisation has in common with some."""
    own = {*codes(ecosystem.organisations.at[org_id, "sectors"])} - {CROSS_SECTOR}
    shared = [labelled(ecosystem.sectors, sector) for sector in sectors if sector in own]
    if not shared:
        return Message(N_("It works across sectors."))
    return Message(N_("It works in the same field: {sectors}."), {"sectors": joined(shared)})


def words_reason(words: tuple[str, ...]) -> Message | None:
    """Return which words two texts have in common; None if there are none to show."""
    return Message(N_("Words in common: {words}."), {"words": ", ".join(words)}) if words else None


def _function_reason(ecosystem: Ecosystem, problem: Problem, org_id: str, value: float) -> Message:
    wanted = wanted_functions(problem)
    held = [
        labelled(ecosystem.functions, code)
        for code in codes(ecosystem.organisations.at[org_id, "functions"])
        if code in wanted
    ]
    if held:
        return Message(N_("It gives the help asked for: {functions}."), {"functions": joined(held)})
    if value <= _SELDOM:
        return Message(N_("No such help is listed of it, and its kind seldom gives it."))
    return Message(N_("Its kind can give such help, though none is listed."))
