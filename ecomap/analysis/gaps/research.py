"""From research to market: bodies without enterprise ties, and where results stop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis import pipeline
from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.finding import Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.gaps.pipeline.chains import RESEARCH_CHAIN, not_measured, published, rows_of, unmeasured
from ecomap.analysis.helix import HOUSES
from ecomap.analysis.intervals import proportion_interval
from ecomap.analysis.resampling import MISSING, WRONG
from ecomap.analysis.research import enterprise_ties, fields, research_bodies
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    N_(
        "A research body (university, faculty, institute; a laboratory counts with the institute it "
        "is part of) has an "
        "enterprise tie if it, or a part of it, has a listed tie with an enterprise or start-up "
        "anywhere. A field is called if at least six research bodies of the "
        "region work in it and even the upper end of the 95 % interval (Clopper–Pearson) of the "
        "share with an enterprise tie "
        "in the field is below one half; where that holds for most fields it is said once. The way "
        "of results is that of the published figures: each step as a share of the "
        "one before, with its interval, if both figures cover the same years; the narrowest step is "
        "called if its interval lies below that of the next narrowest."
    ),
    (
        "Clopper & Pearson (1934), Biometrika 26(4), 404–413",
        "Perkmann et al. (2013), Academic engagement and commercialisation, Research Policy 42, 423–442",
        "Borgatti, Carley & Krackhardt (2006), Social Networks 28, 124–136",
    ),
    N_(
        "Contracts and consulting are seldom published, so bodies without a listed tie may have "
        "some. The steps of the "
        "published figures need not be the same projects, nor of the same years. Not all research "
        "is meant for the market."
    ),
)

Positions = npt.NDArray[np.int64]

FEWEST_BODIES = 6
"""From six bodies on, none with a tie puts the upper end of the interval below one half."""

_RESAMPLES = 100


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find research without a way to enterprises."""
    way = _way(ecosystem) if ecosystem.organisations["in_region"].any() else []
    return [*_fields(ecosystem), *way]


def _fields(ecosystem: Ecosystem) -> list[Finding | Silence]:
    organisations = ecosystem.organisations
    here = organisations["in_region"]
    bodies = research_bodies(ecosystem)
    if not len(bodies):
        return [Silence.of("research", N_("This selection has no research body of the region."))]
    if not (here & organisations["kind"].isin(HOUSES["enterprise"])).any():
        return [
            Silence.of(
                "research", N_("This selection has no enterprise of the region to which research could go.")
            )
        ]
    if not len(ecosystem.ties):
        return [
            Silence.of(
                "research", N_("No ties are listed, so which research bodies have partners is not known.")
            )
        ]
    table = fields(ecosystem)
    overall = _overall(ecosystem, bodies)
    results: list[Finding | Silence] = [overall] if overall else []
    large = table[table["bodies"] >= FEWEST_BODIES]
    if large.empty:
        reason = N_("No field has {n} research bodies or more: too few to say that a field lacks partners.")
        results.append(Silence.of("research", reason, n=FEWEST_BODIES))
    upper = [
        proportion_interval(int(n), int(of))[1]
        for n, of in zip(large["tied_in_field"], large["bodies"], strict=True)
    ]
    called = large[(np.array(upper) < 0.5) & (large["enterprises"] > 0).to_numpy()]
    if len(called) > max(2, len(large) / 2):
        return [*results, _everywhere(ecosystem, called, len(large))]
    return [*results, *(_field(ecosystem, str(sector), row) for sector, row in called.iterrows())]


def _untied(ecosystem: Ecosystem, bodies: pd.Index, sector: str = "") -> list[str]:
    ties = enterprise_ties(ecosystem)
    if sector:
        tags = ecosystem.tags("organisations", "sectors")
        ties = ties[ties["enterprise"].isin(tags.index[tags == sector])]
    return sorted(set(bodies) - set(ties["body"]))


def _overall(ecosystem: Ecosystem, bodies: pd.Index) -> Finding | None:
    """State the share of research bodies without enterprise tie, if its lower end is above half."""
    without = _untied(ecosystem, bodies)
    low, high = proportion_interval(len(without), len(bodies))
    if low <= 0.5 or len(bodies) < FEWEST_BODIES:
        return None
    rows = ev.evidence(
        ecosystem, "organisations", without, N_("Research bodies without a listed enterprise tie.")
    )
    values = {"n": len(without), "total": len(bodies)}
    return Finding(
        id="research:bodies",
        title=Message(N_("Research bodies without an enterprise tie")),
        sentence=Message(
            N_("{n} of the {total} research bodies of the region have no listed tie with any enterprise."),
            values,
        ),
        scope=Scope(organisations=tuple(without)),
        measure=Measure(
            len(without) / len(bodies),
            _SHARE,
            N_("research bodies without enterprise tie ÷ research bodies"),
            low,
            high,
        ),
        severity=low,
        severity_formula=N_("lower end of the interval of the share"),
        confidence=ev.confidence(ecosystem, [rows], _coverage(ecosystem), _stability(ecosystem, bodies, "")),
        evidence=(rows,),
        action=Message(
            N_(
                "Ask these bodies for their contracts and partners; where there are none, "
                "arrange a first joint task."
            )
        ),
        leads=ev.lead_agencies(ecosystem, ["research", "tech_transfer"]),
    )


_SHARE = N_("share of research bodies")


def _field(ecosystem: Ecosystem, sector: str, row: pd.Series) -> Finding:
    tags = ecosystem.tags("organisations", "sectors")
    organisations = ecosystem.organisations
    chosen = organisations[organisations["in_region"] & organisations.index.isin(tags.index[tags == sector])]
    bodies = research_bodies(ecosystem).intersection(chosen.index)
    firms = chosen.index[chosen["kind"].isin(HOUSES["enterprise"])]
    without = _untied(ecosystem, bodies, sector)
    low, high = proportion_interval(int(row["tied_in_field"]), int(row["bodies"]))
    rows = (
        ev.evidence(
            ecosystem,
            "organisations",
            without,
            N_("Research bodies without a listed enterprise tie in the field."),
        ),
        ev.evidence(ecosystem, "organisations", firms, N_("Enterprises and start-ups of the field.")),
    )
    values = {
        "sector": ev.labelled(ecosystem.sectors, sector),
        "bodies": int(row["bodies"]),
        "enterprises": int(row["enterprises"]),
        "any": int(row["tied"]),
    }
    return Finding(
        id=f"research:field-{sector}",
        title=Message(N_("{sector}: research without enterprise partners"), values),
        sentence=Message(
            "Of {bodies} research bodies in {sector}, parts counted with their parent body, {n} has a listed tie with "
            "an enterprise of the field ({any} with any enterprise), though it has {enterprises} enterprises and "
            "start-ups in the region.",
            values,
            plural="Of {bodies} research bodies in {sector}, parts counted with their parent body, {n} have a listed "
            "tie with an enterprise of the field ({any} with any enterprise), though it has {enterprises} enterprises "
            "and start-ups in the region.",
            n=int(row["tied_in_field"]),
        ),
        scope=Scope(sectors=(sector,), organisations=tuple(without)),
        measure=Measure(
            int(row["tied_in_field"]) / int(row["bodies"]),
            _SHARE,
            N_("research bodies with an enterprise tie in the field ÷ research bodies of the field"),
            low,
            high,
        ),
        severity=1 - high,
        severity_formula=N_("1 − upper end of the interval of the share with a tie"),
        confidence=ev.confidence(
            ecosystem, rows, _coverage(ecosystem, (sector,)), _stability(ecosystem, bodies, sector)
        ),
        evidence=rows,
        action=Message(
            N_(
                "Match the field's research bodies with its enterprises, starting from "
                "the published problems."
            )
        ),
        leads=ev.lead_agencies(ecosystem, ["research", "tech_transfer"], [sector]),
    )


def _everywhere(ecosystem: Ecosystem, called: pd.DataFrame, fields_looked_at: int) -> Finding:
    """Sum up fields where most lack partners: then it is no matter of single fields."""
    sectors = [str(code) for code in called.index]
    tags = ecosystem.tags("organisations", "sectors")
    bodies = research_bodies(ecosystem)
    chosen = bodies[bodies.isin(tags.index[tags.isin(sectors)])]
    rows = ev.evidence(ecosystem, "organisations", chosen, N_("The research bodies of these fields."))
    values = {
        "n": len(sectors),
        "total": fields_looked_at,
        "sectors": ev.joined([ev.labelled(ecosystem.sectors, code) for code in sectors]),
    }
    low, high = proportion_interval(len(sectors), fields_looked_at)
    return Finding(
        id="research:fields",
        title=Message(N_("Most fields: research without enterprise partners")),
        sentence=Message(
            N_(
                "In {n} of {total} fields fewer than half of the research bodies have a listed tie "
                "with an enterprise of the field: {sectors}."
            ),
            values,
        ),
        scope=Scope(sectors=tuple(sectors)),
        measure=Measure(
            len(sectors) / fields_looked_at,
            N_("share of fields"),
            N_("fields called ÷ fields with enough research bodies"),
            low,
            high,
        ),
        severity=1 - float(called["tied_in_field"].sum() / called["bodies"].sum()),
        severity_formula=N_("1 − share of research bodies with a tie in these fields"),
        confidence=ev.confidence(ecosystem, [rows], _coverage(ecosystem)),
        evidence=(rows,),
        action=Message(
            N_(
                "Match the fields' research bodies with their enterprises, starting from "
                "the published problems."
            )
        ),
        leads=ev.lead_agencies(ecosystem, ["research", "tech_transfer"]),
    )


def _coverage(ecosystem: Ecosystem, sectors: tuple[str, ...] = ()) -> float | None:
    kinds = [kind for house in ("science", "enterprise") for kind in HOUSES[house]]
    return ev.coverage_share(ecosystem, kinds, sectors=sectors)


def _stability(ecosystem: Ecosystem, bodies: pd.Index, sector: str) -> float | None:
    """Return in which share of resampled networks fewer than half of the bodies have a partner."""
    index = ecosystem.organisations.index
    wanted = np.ones(len(index), dtype=bool)
    if sector:
        tags = ecosystem.tags("organisations", "sectors")
        wanted = index.isin(tags.index[tags == sector])
    body = index.isin(bodies)
    ties = enterprise_ties(ecosystem)
    ties = ties[ties["body"].isin(bodies) & ties["enterprise"].isin(index[wanted])]
    by_part = len(set(ties["body"]) - set(ties.loc[ties["body"] == ties["via"], "body"]))
    holds = []
    for science, firm in _redrawn(ecosystem):
        n = len(np.unique(science[body[science] & wanted[firm]])) + by_part
        holds.append(n < len(bodies) / 2)
    return ev.stability(holds)


@once_per_snapshot
def _redrawn(ecosystem: Ecosystem) -> list[tuple[Positions, Positions]]:
    """Return the ties of research bodies and enterprises in resampled networks, as positions.

    Of these ties, not of all, one in five is taken to be missing: a body without any among many others is not
    likely to have one that nobody listed.
    """
    index, kind = ecosystem.organisations.index, ecosystem.organisations["kind"]
    firm = kind.isin(HOUSES["enterprise"]).to_numpy(dtype=bool)
    body = index.isin(research_bodies(ecosystem))
    ties = ecosystem.ties
    ends = np.stack([index.get_indexer(ties["source"]), index.get_indexer(ties["target"])], axis=1)
    ends = ends[(ends >= 0).all(axis=1)]
    degree = np.bincount(ends.ravel(), minlength=len(index)) + 1.0
    forth, back = body[ends[:, 0]] & firm[ends[:, 1]], body[ends[:, 1]] & firm[ends[:, 0]]
    listed = np.unique(np.concatenate([ends[forth], ends[back][:, ::-1]]), axis=0)
    rng, drawn = ev.generator("research"), []
    for _ in range(_RESAMPLES):
        kept = listed[rng.random(len(listed)) >= WRONG]
        added = rng.poisson(len(kept) * MISSING / (1 - MISSING))
        new = [rng.choice(len(index), added, p=degree * one / (degree @ one)) for one in (body, firm)]
        science, firms = np.concatenate([kept, np.stack(new, axis=1)]).T
        drawn.append((science, firms))
    return drawn


def _way(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Judge the published steps from results approved to results on the market."""
    steps = pipeline.chain_steps(ecosystem)
    steps = steps[steps["chain"] == RESEARCH_CHAIN]
    open_ends: list[Finding | Silence] = [
        unmeasured(ecosystem, row, "research") for row in rows_of(steps) if not_measured(row)
    ]
    told = steps.dropna(subset=["share"]).sort_values("share", kind="stable")
    if len(told) < 2:
        reason = N_(
            "No published figures follow research results over three steps or more, so "
            "where they stop is not known."
        )
        return [*open_ends, Silence.of("research", reason)]
    narrow, other = told.iloc[0], told.iloc[1]
    if narrow["high"] >= other["low"]:
        reason = N_("No step of the way from research to market is narrower than the others beyond chance.")
        return [*open_ends, Silence.of("research", reason)]
    return [*open_ends, _narrow_step(ecosystem, narrow)]


def _narrow_step(ecosystem: Ecosystem, step: pd.Series) -> Finding:
    key, chains = str(step.name), ecosystem.chains
    notes, rows = published(ecosystem, RESEARCH_CHAIN)
    values = {
        "part": round(step["k"]),
        "total": round(step["n"]),
        "label": ev.labelled(chains, key),
        "before": ev.labelled(chains, step["step_from"]),
        "years": pipeline.period(ecosystem, key),
    }
    text = N_(
        "“{before}”: {total}, “{label}”: {part}; no other step of the way is as narrow (figures of {years})."
    )
    # Different sources may count differently.
    one_source = len({source for part in rows for source in part.sources}) == 1
    return Finding(
        id=f"research:way-{key.rpartition('|')[2]}",
        title=Message(N_("Research results stop at: {label}"), values),
        sentence=ev.sentences([Message(text, values), *notes]),
        scope=Scope(),
        measure=Measure(
            float(step["share"]),
            N_("share of the step before"),
            N_("this step ÷ step before"),
            float(step["low"]),
            float(step["high"]),
        ),
        severity=float(1 - step["high"]),
        severity_formula=N_("1 − upper end of the interval of the share"),
        confidence=ev.confidence(ecosystem, rows, stability=1.0 if one_source else 0.5),
        evidence=rows,
        action=Message(
            N_(
                "Follow each applied result up to its first customer or licence, and "
                "publish the figures every year."
            )
        ),
        leads=ev.lead_agencies(ecosystem, ["research", "tech_transfer"]),
    )
