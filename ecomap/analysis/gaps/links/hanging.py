"""Findings about what hangs on one body: the only way to support, the only contact, the only broker."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Scope, Silence
from ecomap.analysis.gaps.links.keystones import (
    CLOSED,
    FEWEST_DEPENDING,
    ONE_BROKER,
    brokers,
    closed_startups,
    dependence,
    depending,
)
from ecomap.analysis.gaps.links.network import MISSED, known_share, network, startups_of_today
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_


def on_one_body(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find start-ups and chains that hang on a single body."""
    return [*_only_ways(ecosystem), *_closed(ecosystem), *_broker(ecosystem)]


# The only way to support.


def _only_ways(ecosystem: Ecosystem) -> list[Finding | Silence]:
    net = network(ecosystem)
    if not net.startup.any() or not net.support.any():
        reason = N_(
            "This selection has no start-up of the region, or nobody that supports them: "
            "dependence on one body cannot be told."
        )
        return [Silence.of("links", reason)]
    ranked = dependence(ecosystem)
    table = ranked.table
    called = table[(table["value"] >= FEWEST_DEPENDING) & (table["low"] >= 1) & (table["best_rank"] == 1)]
    found: list[Finding | Silence] = [
        _only_way(ecosystem, str(body), row, ranked.total) for body, row in called.iterrows()
    ]
    return [*found, *_not_of_today(ecosystem)]


def _not_of_today(ecosystem: Ecosystem) -> list[Silence]:
    """Say how many listed projects are not counted among the start-ups of today."""
    today, unknown = startups_of_today(ecosystem)
    if unknown.empty:
        return []
    reason = N_(
        "{unknown} of {listed} start-ups listed are projects of which no source tells whether they still exist, nor "
        "does one of the last three years name them. They are left out of what is said of ties, so of start-ups of "
        "today there may be more than {today}."
    )
    values = {"unknown": len(unknown), "listed": len(unknown) + len(today), "today": len(today)}
    return [Silence.of("links", reason, **values)]


def _only_way(ecosystem: Ecosystem, body: str, row: pd.Series, total: float) -> Finding:
    startups = depending(ecosystem, body)
    rows = (
        ev.evidence(
            ecosystem,
            "organisations",
            startups,
            N_("Start-ups with no other way to support within two steps."),
        ),
        _ties_of(ecosystem, startups, Message(N_("All listed ties of these start-ups."))),
    )
    values = {
        "body": ev.named(ecosystem, body),
        "n": len(startups),
        "total": round(total),
        "rank": _range(row["best_rank"], row["worst_rank"]),
        "low": round(row["low"]),
        "high": round(row["high"]),
        "lost": int(row["cut_off"]),
    }
    return Finding(
        id=f"links:only-way-{body}",
        title=Message(N_("{n} start-ups reach support only through {body}"), values),
        sentence=Message(
            N_(
                "If {body} ended, {n} of {total} start-ups of today would have no listed support within two "
                "steps, {lost} of them no "
                "chain at all; {low} to {high} if one in five ties went unlisted (rank {rank} of all bodies)."
            ),
            values,
        ),
        scope=Scope(organisations=(body, *startups)),
        measure=Measure(
            float(len(startups)),
            N_("start-ups"),
            N_("start-ups whose every chain of at most two ties to support passes the body"),
            float(row["low"]),
            float(max(row["high"], row["value"])),
            MISSED,
        ),
        severity=min(1.0, float(np.sqrt(row["low"] / total)) if total else 0.0),
        severity_formula=N_("√(lower end of the interval ÷ start-ups)"),
        confidence=ev.confidence(ecosystem, rows, known_share(ecosystem), float(row["stands"])),
        evidence=rows,
        action=Message(N_("Give each of these start-ups a second contact that supports start-ups.")),
        leads=ev.lead_agencies(ecosystem, ["incubation", "mentoring"]),
    )


def _range(low: float, high: float) -> str:
    return str(int(low)) if low == high else f"{int(low)}–{int(high)}"


def _ties_of(ecosystem: Ecosystem, ids: tuple[str, ...], note: Message) -> Evidence:
    ties = ecosystem.ties
    return ev.evidence(
        ecosystem, "ties", ties.index[ties["source"].isin(ids) | ties["target"].isin(ids)], note
    )


# One contact only.


def _closed(ecosystem: Ecosystem) -> list[Finding | Silence]:
    found = closed_startups(ecosystem)
    closed, tied, low, high = found.ids, found.tied, found.low, found.high
    if len(closed) < FEWEST_DEPENDING or len(closed) < CLOSED * tied:
        return []
    rows = (
        ev.evidence(
            ecosystem,
            "organisations",
            closed,
            N_("Start-ups with one contact or a closed circle of contacts."),
        ),
        _ties_of(ecosystem, closed, Message(N_("All listed ties of these start-ups."))),
    )
    share = len(closed) / tied
    values = {"n": len(closed), "total": tied, "low": round(100 * low), "high": round(100 * high)}
    return [
        Finding(
            id="links:closed",
            title=Message(N_("Start-ups that hang on one contact")),
            sentence=Message(
                N_(
                    "{n} of the {total} start-ups of today with any tie have a single contact or a closed "
                    "circle of contacts "
                    "({low}–{high} % if one in five ties went unlisted)."
                ),
                values,
            ),
            scope=Scope(organisations=closed),
            measure=Measure(
                share,
                N_("share of start-ups with a tie"),
                N_("start-ups with Burt's constraint of 1 or more ÷ start-ups with a tie"),
                low,
                high,
                MISSED,
            ),
            severity=low,
            severity_formula=N_("lower end of the interval of the share"),
            confidence=ev.confidence(ecosystem, rows, known_share(ecosystem), found.stands),
            evidence=rows,
            action=Message(
                N_("Bring them to events and programmes where they meet others than those they know.")
            ),
            leads=ev.lead_agencies(ecosystem, ["network"]),
        )
    ]


# One broker.


def _broker(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Name the body that carries a quarter of all chains between groups, if it leads in every draw."""
    ranked = brokers(ecosystem)
    if ranked.table.empty or len(ranked.table) < 3:
        return []
    body, row = str(ranked.table.index[0]), ranked.table.iloc[0]
    if row["low"] < ONE_BROKER or row["worst_rank"] > 1:
        return []
    ties = _ties_of(ecosystem, (body,), Message(N_("The body's listed ties.")))
    values = {
        "body": ev.named(ecosystem, body),
        "share": round(100 * row["value"]),
        "low": round(100 * row["low"]),
        "high": round(100 * row["high"]),
        "liaison": int(row["liaison"]),
        "gatekeeper": int(row["gatekeeper"]),
        "representative": int(row["representative"]),
        "itinerant": int(row["itinerant"]),
    }
    return [
        Finding(
            id=f"links:broker-{body}",
            title=Message(N_("One body brokers most: {body}"), values),
            sentence=Message(
                N_(
                    "{body} stands in the middle of {share} % of all chains between groups whose ends have no "
                    "tie; {low}–{high} % if one in five ties went unlisted "
                    "(liaison {liaison}, representative {representative}, gatekeeper {gatekeeper}, "
                    "itinerant {itinerant})."
                ),
                values,
            ),
            scope=Scope(organisations=(body,)),
            measure=Measure(
                float(row["value"]),
                N_("share of brokered chains"),
                N_("open chains between groups through the body ÷ all such chains"),
                float(row["low"]),
                float(max(row["high"], row["value"])),
                MISSED,
            ),
            severity=float(row["low"]) / 2,
            severity_formula=N_("half the lower end of the interval of the share"),
            confidence=ev.confidence(ecosystem, [ties], stability=float(row["stands"])),
            evidence=(ties,),
            action=Message(N_("Let other bodies broker too, so that ties do not wait for one body.")),
            leads=(body,),
        )
    ]
