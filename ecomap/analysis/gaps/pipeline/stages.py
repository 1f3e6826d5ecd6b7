"""Start-ups by stage: empty stages, shares that go on, capital beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd
from scipy.stats import binom

from ecomap.analysis import pipeline
from ecomap.analysis.evidence import confidence, coverage_share, evidence, labelled, lead_agencies
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Scope, Silence
from ecomap.analysis.intervals import proportion_interval
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

FEWEST = 10
"""Start-ups of known stage below which nothing is said of stages."""
SURE = 0.975
FEW_FUNDED = 0.1
RARE = 0.01


def of_stages(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find empty stages, and stages and sectors at which fewer go on."""
    found = pipeline.stages(ecosystem)
    if not found.listed:
        return [
            Silence.of(
                "pipeline", N_("No start-up of the region is listed, so there is no pipeline to judge.")
            )
        ]
    known = len(found.startups)
    if known < FEWEST:
        reason = N_("The stage is known of {known} of {listed} start-ups: too few to judge the pipeline.")
        return [Silence.of("pipeline", reason, known=known, listed=found.listed)]
    results: list[Finding | Silence] = []
    steps = pipeline.step_passages(ecosystem)
    results += [_empty_finding(ecosystem, stage) for stage in _empty_stages(found)]
    results += [_step_finding(ecosystem, row) for row in _rows(steps.reset_index()) if _is_gap(row)]
    sectors = pipeline.sector_passages(ecosystem)
    results += [_sector_finding(ecosystem, row) for row in _rows(sectors) if _is_gap(row)]
    if found.startups["stage"].nunique() == 1:
        results.append(
            Silence.of("pipeline", N_("All start-ups are at one stage, so shares going on cannot be told."))
        )
    elif sectors.empty:
        results.append(
            Silence.of("pipeline", N_("Start-ups of known stage are in one sector or none: no comparison."))
        )
    return results


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    return table.to_dict("records")  # type: ignore[return-value]


def _is_gap(row: dict[str, Any]) -> bool:
    return bool(row["below"] >= SURE and row["high"] < row["centre"])


def _empty_stages(found: pipeline.Stages) -> list[str]:
    """Return the inner stages that nobody is at although their neighbours are well filled."""
    at = found.startups["stage"].value_counts()
    counts = [int(at.get(stage, 0)) for stage in found.order]
    empty = []
    for before, here, after, stage in zip(counts, counts[1:], counts[2:], found.order[1:], strict=False):
        # Were the three alike, each start-up would be at the middle one with chance 1/3.
        if not here and before and after and binom.pmf(0, before + after, 1 / 3) < RARE:
            empty.append(stage)
    return empty


def _startups(ecosystem: Ecosystem, stages: tuple[str, ...], sector: str = "") -> list[str]:
    startups = pipeline.stages(ecosystem).startups
    kept = startups["stage"].isin(stages)
    if sector:
        tags = ecosystem.tags("organisations", "sectors")
        kept &= startups.index.isin(tags.index[tags == sector])
    return [str(i) for i in startups.index[kept]]


def _known_share(ecosystem: Ecosystem) -> float:
    found = pipeline.stages(ecosystem)
    listed = coverage_share(ecosystem, ("startup",))
    return len(found.startups) / found.listed * (1.0 if listed is None else listed)


def _common(ecosystem: Ecosystem, parts: tuple[Evidence, ...], stability: float | None) -> dict[str, Any]:
    return {"confidence": confidence(ecosystem, parts, _known_share(ecosystem), stability), "evidence": parts}


def _finance(ecosystem: Ecosystem) -> tuple[Evidence, ...]:
    """Return who could pay for a stage, laid beside it: the data do not say for which stage they pay."""
    givers = pipeline.financiers(ecosystem)
    parts = []
    bodies = sorted({*givers["organisations"], *givers["investors"]})
    if bodies:
        note = Message(
            N_("Investors and bodies of the region that give money; for which stage is not recorded.")
        )
        parts.append(evidence(ecosystem, "organisations", bodies, note))
    if givers["programmes"]:
        note = Message(N_("Funds that have not ended."))
        parts.append(evidence(ecosystem, "programmes", givers["programmes"], note))
    return tuple(parts)


def _empty_finding(ecosystem: Ecosystem, stage: str) -> Finding:
    found = pipeline.stages(ecosystem)
    place = found.order.index(stage)
    around = (found.order[place - 1], found.order[place + 1])
    near = _startups(ecosystem, around)
    before, after = (len(_startups(ecosystem, (other,))) for other in around)
    name = labelled(ecosystem.stages, stage)
    note = Message(N_("Start-ups at the stages before and after."))
    parts = (evidence(ecosystem, "organisations", near, note), *_finance(ecosystem))
    return Finding(
        id=f"pipeline:empty:{stage}",
        title=Message(N_("Nobody at the stage {stage}"), {"stage": name}),
        sentence=Message(
            N_(
                "No start-up listed is at the stage {stage}, against {before} at {stage_before} and {after} "
                "at {stage_after}; {unknown} more have no known stage. Either hardly any passes through it, "
                "or the data do not tell it apart."
            ),
            {
                "stage": name,
                "before": before,
                "after": after,
                "stage_before": labelled(ecosystem.stages, around[0]),
                "stage_after": labelled(ecosystem.stages, around[1]),
                "unknown": found.unknown,
            },
        ),
        scope=Scope(stages=(stage,)),
        measure=Measure(0.0, N_("start-ups"), N_("start-ups listed at the stage"), 0.0),
        severity=len(near) / len(found.startups),
        severity_formula=N_("start-ups at the stages before and after / start-ups of known stage"),
        action=Message(
            N_(
                "Ask the start-ups around this stage where they stand and what they look for, capital above "
                "all."
            )
        ),
        leads=lead_agencies(ecosystem, ("incubation", "finance")),
        **_common(ecosystem, parts, 1 - float(binom.pmf(0, len(near), 1 / 3))),
    )


def _share_measure(row: dict[str, Any]) -> Measure:
    return Measure(
        row["share"],
        N_("share that goes on"),
        N_("start-ups past the stage / start-ups at the stage or past it, pooled"),
        row["low"],
        row["high"],
    )


def _percentages(row: dict[str, Any]) -> dict[str, object]:
    return {name: round(100 * row[name]) for name in ("share", "low", "high", "centre")} | {
        "k": row["k"],
        "n": row["n"],
    }


def _later(ecosystem: Ecosystem, stage: str) -> tuple[str, ...]:
    order = pipeline.stages(ecosystem).order
    return order[order.index(stage) :]


def _step_finding(ecosystem: Ecosystem, row: dict[str, Any]) -> Finding:
    stage = row["stage"]
    note = Message(N_("Start-ups at this stage or past it."))
    rows = evidence(ecosystem, "organisations", _startups(ecosystem, _later(ecosystem, stage)), note)
    return Finding(
        id=f"pipeline:step:{stage}",
        title=Message(N_("Few get past the stage {stage}"), {"stage": labelled(ecosystem.stages, stage)}),
        sentence=Message(
            N_(
                "{k} of {n} start-ups that have reached the stage {stage} are past it: pooled {share} % "
                "({low}–{high} %), against {centre} % for a stage on average."
            ),
            {"stage": labelled(ecosystem.stages, stage), **_percentages(row)},
        ),
        scope=Scope(stages=(stage,)),
        measure=_share_measure(row),
        severity=1 - row["share"] / row["centre"],
        severity_formula=N_("1 − share / average share"),
        action=Message(N_("Look at who supports start-ups at this stage, and with what money.")),
        leads=lead_agencies(ecosystem, ("incubation", "finance")),
        **_common(ecosystem, (rows, *_finance(ecosystem)), row["below"]),
    )


def _sector_finding(ecosystem: Ecosystem, row: dict[str, Any]) -> Finding:
    stage, sector = row["stage"], row["sector"]
    names = {"stage": labelled(ecosystem.stages, stage), "sector": labelled(ecosystem.sectors, sector)}
    note = Message(N_("Start-ups of the sector at this stage or past it."))
    rows = evidence(ecosystem, "organisations", _startups(ecosystem, _later(ecosystem, stage), sector), note)
    return Finding(
        id=f"pipeline:sector:{stage}:{sector}",
        title=Message(N_("{sector}: few get past the stage {stage}"), names),
        sentence=Message(
            N_(
                "{k} of {n} start-ups in {sector} that have reached the stage {stage} are past it: pooled "
                "{share} % ({low}–{high} %), against {centre} % over all sectors."
            ),
            {**names, **_percentages(row)},
        ),
        scope=Scope(stages=(stage,), sectors=(sector,)),
        measure=_share_measure(row),
        severity=1 - row["share"] / row["centre"],
        severity_formula=N_("1 − share / average share"),
        action=Message(
            N_(
                "Ask the start-ups of this sector what holds them at this stage; compare with sectors that "
                "pass."
            )
        ),
        leads=lead_agencies(ecosystem, ("incubation", "finance"), (sector,)),
        **_common(ecosystem, (rows,), row["below"]),
    )


def of_capital(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find whether capital is missing on record, at all or at some stage."""
    marks = pipeline.funding(ecosystem)
    if len(marks) < FEWEST:
        return []
    results: list[Finding | Silence] = []
    funded = int(marks["funded"].sum())
    low, high = proportion_interval(funded, len(marks))
    if high < FEW_FUNDED:
        formula = N_(
            "start-ups with an investment or grant on record / start-ups listed; exact interval (Clopper–Pearson)"
        )
        results.append(
            _capital_finding(
                ecosystem, marks, Measure(funded / len(marks), N_("share of start-ups"), formula, low, high)
            )
        )
    elif len(pipeline.stages(ecosystem).startups) >= FEWEST:
        table = pipeline.capital(ecosystem).reset_index()
        results += [_stage_capital(ecosystem, row) for row in _rows(table) if _is_gap(row)]
    return results


_BESIDE_BODIES = N_(
    "{funded} of {listed} start-ups listed have an investment or grant on record (the 95 % interval of the share ends "
    "at {high} %), {awarded} have a prize; beside them stand {bodies} organisations of the region that offer finance."
)
_BESIDE_BODIES_AND_FUNDS = N_(
    "{funded} of {listed} start-ups listed have an investment or grant on record (the 95 % interval of the share ends "
    "at {high} %), {awarded} have a prize; beside them stand {bodies} organisations of the region that offer finance "
    "and {programmes} funds that others run."
)


def _capital_finding(ecosystem: Ecosystem, marks: pd.DataFrame, measure: Measure) -> Finding:
    rows = evidence(ecosystem, "organisations", marks.index, N_("Start-ups of the region."))
    paid = ecosystem.ties
    paid = paid[paid["type"].isin(pipeline.CAPITAL_TIES) & paid["target"].isin(marks.index)]
    ties = (evidence(ecosystem, "ties", paid.index, N_("What is on record.")),) if len(paid) else ()
    givers, high = pipeline.financiers(ecosystem), measure.high or 0.0
    bodies = {*givers["organisations"], *givers["investors"]}
    # A fund that one of these bodies runs is that body's money and no further one.
    leads = ecosystem.programmes["lead_org"].reindex(list(givers["programmes"]))
    funds = int((~leads.isin(bodies)).sum())
    return Finding(
        id="pipeline:capital",
        title=Message(N_("Hardly any start-up has capital on record")),
        sentence=Message(
            _BESIDE_BODIES_AND_FUNDS if funds else _BESIDE_BODIES,
            {
                "funded": int(marks["funded"].sum()),
                "listed": len(marks),
                "awarded": int(marks["awarded"].sum()),
                "high": round(100 * high, 1),
                "bodies": len(bodies),
                **({"programmes": funds} if funds else {}),
            },
        ),
        scope=Scope(functions=("finance",)),
        measure=measure,
        severity=1 - high,
        severity_formula=N_("1 − upper end of the share"),
        action=Message(
            N_("Have funds and investors publish what they paid to whom; then see which stage lacks capital.")
        ),
        leads=lead_agencies(ecosystem, ("finance",)),
        confidence=confidence(ecosystem, (rows, *ties), coverage_share(ecosystem, ("startup",))),
        evidence=(rows, *ties, *_finance(ecosystem)),
    )


def _stage_capital(ecosystem: Ecosystem, row: dict[str, Any]) -> Finding:
    stage, name = row["stage"], labelled(ecosystem.stages, row["stage"])
    note = Message(N_("Start-ups at this stage."))
    rows = evidence(ecosystem, "organisations", _startups(ecosystem, (stage,)), note)
    return Finding(
        id=f"pipeline:capital:{stage}",
        title=Message(N_("Little capital at the stage {stage}"), {"stage": name}),
        sentence=Message(
            N_(
                "{k} of {n} start-ups at the stage {stage} have an investment or grant on record: pooled "
                "{share} % ({low}–{high} %), against {centre} % for a stage on average."
            ),
            {"stage": name, **_percentages({**row, "k": row["funded"], "n": row["startups"]})},
        ),
        scope=Scope(stages=(stage,), functions=("finance",)),
        measure=Measure(
            row["share"],
            N_("share of start-ups"),
            N_("start-ups with an investment or grant recorded / start-ups at the stage, pooled"),
            row["low"],
            row["high"],
        ),
        severity=1 - row["share"] / row["centre"],
        severity_formula=N_("1 − share / average share"),
        action=Message(N_("Look at who supports start-ups at this stage, and with what money.")),
        leads=lead_agencies(ecosystem, ("finance",)),
        **_common(ecosystem, (rows, *_finance(ecosystem)), row["below"]),
    )
