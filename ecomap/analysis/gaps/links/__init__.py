"""Missing links: who should know each other, what hangs on one body, which new ties would help most."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.gaps.links.hanging import on_one_body
from ecomap.analysis.gaps.links.keystones import (
    brokers,
    closed_startups,
    cut_off,
    dependence,
    depending,
    only_way,
)
from ecomap.analysis.gaps.links.network import MISSED, RESAMPLES, draws, known_share, network
from ecomap.analysis.gaps.links.pairs import best_pairs, missing_pairs
from ecomap.analysis.gaps.links.reach import BEST, GOALS, WIDE, Goal, Reach, best_hubs, reach
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

__all__ = [
    "METHOD",
    "best_hubs",
    "best_pairs",
    "brokers",
    "closed_startups",
    "cut_off",
    "dependence",
    "depending",
    "find",
    "missing_pairs",
    "only_way",
    "reach",
]

METHOD = Method(
    N_(
        "Start-ups are those of today: a project of unknown status that no source of the last three years names is "
        "not counted. Pairs: one asks for a support function, or is of a kind that needs it, and the other is on "
        "record with it; like sectors (rare ones weigh more), the same ward or at most "
        "5 km apart, and no chain "
        "of one or two listed ties. Dependence: start-ups that reach support within two steps only "
        "through one body. "
        "Brokerage: chains a → b → c without a tie a → c, between State, science, enterprise and "
        "other kinds. Contacts: "
        "Burt's constraint. Reach: start-ups within two steps of capital, a laboratory or a first "
        "customer, and the new ties "
        "that bring in most, chosen one after the other by marginal gain. As ties are "
        "under-reported, everything is repeated on "
        "networks in which 5 % of the listed ties are taken out and one in five ties is assumed to "
        "be missing; intervals and "
        "ranks are over these."
    ),
    (
        "Burt (1992), Structural Holes, Harvard University Press",
        "Gould & Fernandez (1989), Sociological Methodology 19, 89–126",
        "Granovetter (1973), American Journal of Sociology 78, 1360–1380",
        "Hopcroft & Tarjan (1973), Communications of the ACM 16, 372–378",
        "Nemhauser, Wolsey & Fisher (1978), Mathematical Programming 14, 265–294",
        "Borgatti, Carley & Krackhardt (2006), Social Networks 28, 124–136",
    ),
    N_(
        "No listed tie does not mean that two do not know each other. That one in five ties is "
        "missing is an assumption. A "
        "chain through a large body counts as a chain, though it may not open a door. Organisations "
        "whose ward or sector is "
        "not known are in no pair."
    ),
)

PAIRS = 8
"""Pairs that become findings."""

_FEWEST_TIES = 5
_MUCH = 0.25


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find missing links, or say why they cannot be told."""
    if len(network(ecosystem).edges) < _FEWEST_TIES:
        reason = N_(
            "Fewer than {n} pairs in this selection have a listed tie: what is missing "
            "between them cannot be told."
        )
        return [Silence.of("links", reason, n=_FEWEST_TIES)]
    return [*_pairs(ecosystem), *on_one_body(ecosystem), *_reaches(ecosystem)]


# Pairs.


def _pairs(ecosystem: Ecosystem) -> list[Finding | Silence]:
    best = best_pairs(ecosystem, PAIRS)
    if best.empty:
        here = ecosystem.organisations[ecosystem.organisations["in_region"]]
        if here["ward_code"].notna().sum() < 2:
            return [
                Silence.of(
                    "links",
                    N_("Wards of the organisations are not known, so who is near whom cannot be told."),
                )
            ]
        return []
    net = network(ecosystem)
    ends = [net.ids.get_indexer(pd.Index(best[end])) for end in ("a", "b")]
    apart = np.zeros(len(best))
    for drawn in draws(ecosystem):
        own = drawn[ends[0]]
        apart += np.asarray((own + own @ drawn).tocsr()[np.arange(len(best)), ends[1]]).ravel() == 0
    stable = apart / RESAMPLES
    return [
        _pair(ecosystem, row, share)
        for row, share in zip(best.to_dict("records"), stable, strict=True)
        if share >= 0.5
    ]


def _pair(ecosystem: Ecosystem, row: Mapping[Hashable, Any], stability: float) -> Finding:
    a, b = str(row["a"]), str(row["b"])
    organisations = ecosystem.organisations
    tags = ecosystem.tags("organisations", "sectors")
    shared = sorted(set(tags[tags.index == a]) & set(tags[tags.index == b]))
    ward = str(organisations.at[a, "ward_code"])
    rows = ev.evidence(ecosystem, "organisations", [a, b], N_("Sectors, functions and wards of both."))
    values = {
        "a": ev.named(ecosystem, a),
        "b": ev.named(ecosystem, b),
        "sectors": ev.joined([ev.labelled(ecosystem.sectors, code) for code in shared]),
        "ward": str(ecosystem.wards.at[ward, "name"]) if ward in ecosystem.wards.index else ward,
        "km": round(float(row["km"]), 1),
        "functions": ev.joined([ev.labelled(ecosystem.functions, code) for code in row["functions"]]),
    }
    needed = (
        N_("{a} has asked for it in a published problem, {b} is on record with it: {functions}.")
        if row["asked"]
        else N_("{b} is on record with what {a} may need by its kind: {functions}.")
    )
    sentence = (
        N_(
            "{a} and {b} both work in {sectors} in the same ward ({ward}), but no chain of one or "
            "two listed ties joins them."
        )
        if row["same_ward"]
        else N_(
            "{a} and {b} both work in {sectors}, about {km} km apart, but no chain of one or "
            "two listed ties joins them."
        )
    )
    score = float(row["score"])
    return Finding(
        id=f"links:pair-{a}--{b}",
        title=Message(N_("Should know each other: {a} and {b}"), values),
        sentence=ev.sentences([Message(sentence, values), Message(needed, values)]),
        scope=Scope(
            sectors=tuple(shared),
            functions=tuple(row["functions"]),
            wards=(ward,) if row["same_ward"] else (),
            organisations=(a, b),
        ),
        measure=Measure(
            score, N_("score from 0 to 1"), N_("likeness of sectors × nearness × function asked for")
        ),
        severity=score * _MUCH,
        severity_formula=N_("a quarter of the score: one pair is a small part of the whole"),
        confidence=ev.confidence(ecosystem, [rows], _at_work(ecosystem, (a, b)), float(stability)),
        evidence=(rows,),
        action=Message(N_("Introduce them to each other.")),
        leads=ev.lead_agencies(ecosystem, ["network"], shared),
    )


def _at_work(ecosystem: Ecosystem, ids: tuple[str, ...]) -> float:
    """Return the chance that all are at work, at even odds for each whose status no source tells."""
    return float(0.5 ** (ecosystem.organisations.loc[list(ids), "status"] == "unknown").sum())


# Within two steps.


def _reaches(ecosystem: Ecosystem) -> list[Finding | Silence]:
    results: list[Finding | Silence] = []
    for goal in GOALS:
        found = reach(ecosystem, goal)
        if found is None:
            reason = N_(
                "Who is within two steps of {goal} cannot be told: no start-up of the "
                "region or nobody who gives it is listed."
            )
            results.append(Silence.of("links", reason, goal=Message(goal.label)))
        elif found.high < WIDE and found.ties:
            results.append(_reach(ecosystem, goal, found))
    return results


def _proposal(found: Reach, ties: Mapping[str, str]) -> Message:
    """Propose ties, and say where others may do as well."""
    values = {"ties": ties, "best": BEST, "share": ev.percent(found.first_stands)}
    proposed = Message(N_("New ties that bring in most start-ups: {ties}."), values)
    if found.first_stands >= 0.5:
        return proposed
    unsure = N_(
        "Others may help as much: the first is among the best {best} in {share} of the networks drawn with missing "
        "ties."
    )
    return ev.sentences([proposed, Message(unsure, values)])


def _giving(ecosystem: Ecosystem, found: Reach) -> Message:
    here = int(ecosystem.organisations.loc[list(found.givers), "in_region"].sum())
    return Message(
        N_(
            "Who gives it by kind, function or orders on record: {here} in the region, {elsewhere} elsewhere."
        ),
        {"here": here, "elsewhere": len(found.givers) - here},
    )


def _reach(ecosystem: Ecosystem, goal: Goal, found: Reach) -> Finding:
    parts = [
        Message(
            N_("{hub} with {giver} (+{n})"),
            {
                "hub": ev.named(ecosystem, tie.hub),
                "giver": ev.named(ecosystem, tie.giver),
                "n": len(tie.gained),
            },
        )
        for tie in found.ties
    ]
    proposal = {lang: "; ".join(part.text(lang) for part in parts) for lang in ("vi", "en")}
    gain = sum(len(tie.gained) for tie in found.ties)
    values = {
        "goal": Message(goal.label),
        "within": found.within,
        "total": found.startups,
        "k": len(found.ties),
        "gain": gain,
        "low": round(100 * found.low),
        "high": round(100 * found.high),
        "gain_low": found.gain_low,
        "gain_high": found.gain_high,
        "ties": proposal,
    }
    rows = (
        ev.evidence(ecosystem, "organisations", found.outside, N_("Start-ups not within two steps.")),
        ev.evidence(ecosystem, "organisations", found.givers, _giving(ecosystem, found)),
    )
    return Finding(
        id=f"links:reach-{goal.code}",
        title=Message(N_("Start-ups far from {goal}"), values),
        sentence=Message(
            N_(
                "{within} of {total} start-ups of today are within two listed steps of {goal} ({low}–{high} "
                "% if one in five ties went "
                "unlisted); the best new ties ({k}) would bring in {gain} more ({gain_low}–{gain_high})."
            ),
            values,
        ),
        scope=Scope(
            functions=tuple(code for code in goal.functions if code in ecosystem.functions.index),
            organisations=found.outside,
        ),
        measure=Measure(
            found.within / found.startups,
            N_("share of start-ups"),
            N_("start-ups within two steps ÷ start-ups; the interval is of what is listed and of more ties"),
            min(found.low, found.within / found.startups),
            found.high,
            MISSED,
        ),
        severity=1 - found.high,
        severity_formula=N_("1 − upper end of the interval of the share within two steps"),
        confidence=ev.confidence(ecosystem, rows, known_share(ecosystem), found.stands),
        evidence=rows,
        action=_proposal(found, proposal),
        leads=ev.lead_agencies(ecosystem, goal.functions),
    )
