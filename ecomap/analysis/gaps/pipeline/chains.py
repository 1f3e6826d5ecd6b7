"""Chains of published counts, such as entries, finalists, prizes, companies."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from ecomap.analysis import pipeline
from ecomap.analysis.evidence import confidence, evidence, labelled
from ecomap.analysis.finding import Finding, Measure, Message, Scope, Silence
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

FEW_GET_THROUGH = 0.5
Row = dict[Hashable, Any]

RESEARCH_CHAIN = "research"
"""Told by the findings on research."""


def of_chains(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find steps of published chains that few get through, and steps without a published figure."""
    steps = pipeline.chain_steps(ecosystem)
    steps = steps[steps["chain"] != RESEARCH_CHAIN]
    if steps.empty:
        return [
            Silence(
                "pipeline",
                Message(N_("No chain of published counts, such as entries, prizes, companies, is given.")),
            )
        ]
    results: list[Finding | Silence] = []
    for row in steps.reset_index().to_dict("records"):
        if row["k"] != row["k"] and row["n"] == row["n"]:
            results.append(_unmeasured(ecosystem, row))
        elif row["share"] != row["share"]:
            reason = N_(
                "From “{before}” to “{after}” no share is told: a count is missing, or rises along the chain."
            )
            results.append(Silence("pipeline", Message(reason, _step_names(ecosystem, row))))
        elif not row["selective"] and row["high"] < FEW_GET_THROUGH:
            results.append(_chain_finding(ecosystem, row))
    return results


def _step_names(ecosystem: Ecosystem, row: Row) -> dict[str, Any]:
    return {
        "before": labelled(ecosystem.chains, row["step_from"]),
        "after": labelled(ecosystem.chains, row["id"]),
    }


def _chain_parts(ecosystem: Ecosystem, row: Row) -> dict[str, Any]:
    programme: Any = ecosystem.chains.at[row["id"], "programme_id"]
    known = isinstance(programme, str) and programme in ecosystem.programmes.index
    lead = ecosystem.programmes.at[programme, "lead_org"] if known else None
    rows = ecosystem.chains.index[ecosystem.chains["chain"] == row["chain"]]
    parts = (evidence(ecosystem, "chains", rows, Message(N_("Published counts of the chain."))),)
    return {
        "kind": "pipeline",
        "method": "pipeline",
        "scope": Scope(programmes=(programme,) if known else ()),
        "confidence": confidence(ecosystem, parts),
        "evidence": parts,
        "leads": (lead,) if isinstance(lead, str) else (),
    }


def _unmeasured(ecosystem: Ecosystem, row: Row) -> Finding:
    return Finding(
        id=f"pipeline:unmeasured:{row['id']}",
        title=Message(N_("No published figure: {after}"), _step_names(ecosystem, row)),
        sentence=Message(
            N_(
                "“{before}” is published ({n}), but no figure of “{after}” is known, so the end of the chain "
                "cannot be judged."
            ),
            {**_step_names(ecosystem, row), "n": int(row["n"])},
        ),
        measure=Measure(
            None, N_("share that gets through"), N_("count of the step / count of the step before")
        ),
        severity=0.5,
        severity_formula=N_("fixed at 0.5: a step nobody measures may be the weakest"),
        action=Message(N_("Ask the leading agency to count this step each year and publish it.")),
        **_chain_parts(ecosystem, row),
    )


def _chain_finding(ecosystem: Ecosystem, row: Row) -> Finding:
    return Finding(
        id=f"pipeline:chain:{row['id']}",
        title=Message(N_("Few get from “{before}” to “{after}”"), _step_names(ecosystem, row)),
        sentence=Message(
            N_("From “{before}” ({n}) to “{after}” ({k}) get {share} % ({low}–{high} %): less than half."),
            {**_step_names(ecosystem, row), **_percentages(row)},
        ),
        measure=Measure(
            row["share"],
            N_("share that gets through"),
            N_("count of the step / count of the step before; Jeffreys interval"),
            row["low"],
            row["high"],
        ),
        severity=1 - row["share"],
        severity_formula=N_("1 − share that gets through"),
        action=Message(N_("Follow those who drop out here: what would have carried them on?")),
        **_chain_parts(ecosystem, row),
    )


def _percentages(row: Row) -> dict[str, Any]:
    return {name: round(100 * row[name]) for name in ("share", "low", "high")} | {
        "k": int(row["k"]),
        "n": int(row["n"]),
    }
