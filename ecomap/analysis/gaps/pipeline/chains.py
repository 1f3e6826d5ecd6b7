"""Chains of published counts, such as entries, finalists, prizes, companies."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from ecomap.analysis import pipeline
from ecomap.analysis.evidence import confidence, evidence, labelled, number, percent, sentences
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Scope, Silence
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
            Silence.of(
                "pipeline", N_("No chain of published counts, such as entries, prizes, companies, is given.")
            )
        ]
    results: list[Finding | Silence] = []
    for row in rows_of(steps):
        if not_measured(row):
            results.append(unmeasured(ecosystem, row))
        elif row["share"] != row["share"]:
            reason = N_(
                "From “{before}” to “{after}” no share is told: a count is missing, or rises along the chain."
            )
            results.append(Silence.of("pipeline", reason, **_step_names(ecosystem, row)))
        elif not row["selective"] and row["high"] < FEW_GET_THROUGH:
            results.append(_chain_finding(ecosystem, row))
    return results


def rows_of(steps: pd.DataFrame) -> list[Row]:
    """Return steps as records, their id among the values."""
    return steps.reset_index().to_dict("records")


def not_measured(row: Row) -> bool:
    """Tell whether a step has no figure to hold against the known one before it: none, or of other years."""
    return bool(row["n"] == row["n"] and (row["k"] != row["k"] or not row["same_period"]))


def _step_names(ecosystem: Ecosystem, row: Row) -> dict[str, Any]:
    return {
        "before": labelled(ecosystem.chains, row["step_from"]),
        "after": labelled(ecosystem.chains, row["id"]),
    }


def _chain_parts(ecosystem: Ecosystem, row: Row, kind: str = "pipeline") -> dict[str, Any]:
    programme: Any = ecosystem.chains.at[row["id"], "programme_id"]
    known = isinstance(programme, str) and programme in ecosystem.programmes.index
    lead = ecosystem.programmes.at[programme, "lead_org"] if known else None
    _, parts = published(ecosystem, row["chain"])
    return {
        "scope": Scope(programmes=(programme,) if known else ()),
        "confidence": confidence(ecosystem, parts),
        "evidence": parts,
        "leads": (lead,) if isinstance(lead, str) else (),
    }


def published(ecosystem: Ecosystem, chain: str) -> tuple[list[Message], tuple[Evidence, ...]]:
    """Return the rows of a chain, and what other published figures say of the share of a step.

    Such a figure may count otherwise or over other years, so both are given, each with its period, and neither
    is taken for the other.
    """
    rows = ecosystem.chains[ecosystem.chains["chain"] == chain]
    parts = [evidence(ecosystem, "chains", rows.index, N_("Published counts of the chain."))]
    stated = rows["share_target_id"].dropna()
    if stated.empty:
        return [], tuple(parts)
    targets = ecosystem.targets.loc[stated]
    note = Message(N_("Another published figure of the same step."))
    pairs = zip(stated.index, targets.reset_index().to_dict("records"), strict=True)
    notes = [_both_figures(ecosystem, str(step), row) for step, row in pairs if pd.notna(row["actual_value"])]
    return notes, (*parts, evidence(ecosystem, "targets", stated, note))


def _both_figures(ecosystem: Ecosystem, step: str, target: Row) -> Message:
    counts = pipeline.chain_steps(ecosystem).loc[[step]].to_dict("records")[0]
    values = {
        "after": labelled(ecosystem.chains, step),
        "period": pipeline.period(ecosystem, step),
        "indicator": target["indicator_vi"],
        "other": number(target["actual_value"]),
        "unit": target["unit"],
        "year": str(target["year"]) if pd.notna(target["year"]) else "?",
    }
    if pd.isna(counts["share"]):
        return Message(N_("Another published figure, “{indicator}”: {other} {unit} ({year})."), values)
    values |= {"k": int(counts["k"]), "n": int(counts["n"]), "share": percent(counts["share"])}
    text = N_(
        "Two published figures of “{after}” stand side by side: {k} of {n} ({share}, {period}), and "
        "“{indicator}” {other} {unit} ({year})."
    )
    return Message(text, values)


def unmeasured(ecosystem: Ecosystem, row: Row, kind: str = "pipeline") -> Finding:
    """Return the finding that a step has no figure that fits the step before it."""
    other_years = row["k"] == row["k"]
    text = (
        N_(
            "“{before}” is a figure of {period} ({n}), “{after}” one of {other_period} ({k}): they cannot be "
            "divided, so which share gets that far is not known."
        )
        if other_years
        else N_(
            "“{before}” is published ({n}), but no figure of “{after}” is known, so the end of the chain "
            "cannot be judged."
        )
    )
    values = {**_step_names(ecosystem, row), "n": int(row["n"])}
    if other_years:
        values |= {
            "k": int(row["k"]),
            "period": pipeline.period(ecosystem, row["step_from"]),
            "other_period": pipeline.period(ecosystem, row["id"]),
        }
    title = N_("No figure of the same years: {after}") if other_years else N_("No published figure: {after}")
    notes, _ = published(ecosystem, row["chain"])
    return Finding(
        id=f"{kind}:unmeasured:{row['id']}",
        title=Message(title, values),
        sentence=sentences([Message(text, values), *notes]),
        measure=Measure(
            None, N_("share that gets through"), N_("count of the step / count of the step before")
        ),
        severity=0.5,
        severity_formula=N_("fixed at 0.5: a step nobody measures may be the weakest"),
        action=Message(N_("Ask the leading agency to count this step each year and publish it.")),
        **_chain_parts(ecosystem, row, kind),
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
