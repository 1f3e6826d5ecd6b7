"""Access by ward: who has no support within reach, who has little, and how unequally it is spread."""

from __future__ import annotations

import numpy as np

from ecomap.analysis import positions
from ecomap.analysis.access import LIMIT_M, SUPPLY_KINDS, Access, Figure, access
from ecomap.analysis.evidence import (
    coverage_share,
    evidence,
    freshness,
    lead_agencies,
    number,
    once_per_snapshot,
    sentences,
    supporters,
)
from ecomap.analysis.finding import Confidence, Evidence, Finding, Measure, Message, Scope, Silence
from ecomap.analysis.gaps.access_words import METHOD, NOUNS, PLACES
from ecomap.analysis.gaps.links.network import SUPPORT_FUNCTIONS
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

__all__ = ["METHOD", "find", "told_demand"]

FEWEST = 3
"""Located support organisations below which nothing is said of the city as a whole."""
FEWEST_DEMAND = 10
MOST_LEFT_OUT = 0.25
"""Share of demand of unknown ward above which the next kind of demand is taken: start-ups, enterprises,
people."""
STANDS = 0.9
CHANCE = 0.05


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find wards without support in reach or with little, and support spread worse than by chance."""
    refusal = _refusal(ecosystem)
    if refusal:
        return [Silence("access", refusal)]
    results = _of_unknown_functions(ecosystem)
    for what in positions.DEMANDS:
        need = positions.demand(ecosystem, what)
        if _enough(need):
            seen = access(ecosystem, what)
            return results + _of_city(ecosystem, seen) + _of_wards(ecosystem, seen)
        results.append(_too_little(need))
    return results


def told_demand(ecosystem: Ecosystem) -> str:
    """Return what demand the findings are about, the first of which enough is known; people if of none."""
    needs = (positions.demand(ecosystem, what) for what in positions.DEMANDS)
    return next((need.what for need in needs if _enough(need)), positions.DEMANDS[-1])


def _enough(need: positions.Demand) -> bool:
    return need.total >= FEWEST_DEMAND and need.left_out <= MOST_LEFT_OUT


def _refusal(ecosystem: Ecosystem) -> Message | None:
    if not positions.wards(ecosystem).codes:
        return Message(N_("The region has no wards with a shape, so access by ward cannot be told."))
    group = positions.units(ecosystem, SUPPLY_KINDS)
    if not len(group.ids):
        return Message(
            N_("No support organisation of the region is listed, so access by ward cannot be told.")
        )
    if not group.located.any():
        return Message(
            N_(
                "None of the {listed} support organisations listed has a known ward, so access cannot be "
                "told."
            ),
            {"listed": len(group.ids)},
        )
    return None


def _of_unknown_functions(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Say which support organisations are not counted since nothing tells what they support."""
    frame = ecosystem.organisations
    listed = frame.index[frame["in_region"] & (frame["kind"] == "support_org")]
    left_out = len(listed.difference(supporters(ecosystem)))
    if not left_out:
        return []
    reason = N_(
        "Listed as support organisations for services of some sort, with no support function on record: {n}. They "
        "are not counted as support, though they may give some."
    )
    return [Silence.of("access", reason, n=left_out)]


def _too_little(need: positions.Demand) -> Silence:
    noun = Message(NOUNS[need.what])
    if need.what == "population":
        return Silence.of("access", N_("Access of people is not told: the wards have no population figures."))
    known = round(need.total * (1 - need.left_out)) if need.total else 0
    return Silence.of(
        "access",
        N_("Access of {what} is not told: the ward is known of {known} of {total}, too few."),
        what=noun,
        known=known,
        total=int(need.total),
    )


# The same for every finding of a snapshot, so told once.


@once_per_snapshot
def _support(ecosystem: Ecosystem) -> Evidence:
    group = positions.units(ecosystem, SUPPLY_KINDS)
    located = group.take(group.located).ids
    note = Message(
        N_("Support organisations with a known place; {missing} of {total} have none and are left out."),
        {"missing": len(group.ids) - len(located), "total": len(group.ids)},
    )
    return evidence(ecosystem, "organisations", located, note)


@once_per_snapshot
def _coverage(ecosystem: Ecosystem) -> float:
    """Return the share of support organisations listed and placed; listed counts as all if no total says."""
    listed = coverage_share(ecosystem, SUPPLY_KINDS)
    located = positions.units(ecosystem, SUPPLY_KINDS).located
    return float(located.mean()) * (1.0 if listed is None else listed)


@once_per_snapshot
def _freshness(ecosystem: Ecosystem) -> float | None:
    wards = evidence(ecosystem, "wards", positions.wards(ecosystem).codes, "")
    return freshness(ecosystem, (_support(ecosystem), wards))


@once_per_snapshot
def _leads(ecosystem: Ecosystem) -> tuple[str, ...]:
    tags = ecosystem.tags("organisations", "functions")
    supply = positions.units(ecosystem, SUPPLY_KINDS).ids
    return lead_agencies(ecosystem, sorted(set(tags[tags.index.isin(supply)])))


def _confidence(ecosystem: Ecosystem, stands: float) -> Confidence:
    return Confidence(_coverage(ecosystem), _freshness(ecosystem), stands)


def _capacity(seen: Access) -> Message:
    """Say in what unit support is counted."""
    if seen.units.capacity_known:
        return Message(
            N_("capacity stated for {known} of {total}, the median for the others"),
            {"known": seen.units.capacity_known, "total": len(seen.units.ids)},
        )
    return Message(N_("no capacity is stated, so each counts the same"))


def _of_city(ecosystem: Ecosystem, seen: Access) -> list[Finding | Silence]:
    located = int(seen.units.located.sum())
    if located < FEWEST:
        reason = N_("Only {located} support organisations have a known ward: too few to judge their spread.")
        return [Silence.of("access", reason, located=located)]
    results: list[Finding | Silence] = []
    # Two tests on the same places: each has to be twice as rare (Bonferroni).
    if seen.share_beyond.chance <= CHANCE / 2 and seen.share_beyond.value > 0:
        results.append(_reach_finding(ecosystem, seen))
    if seen.gini.chance <= CHANCE / 2:
        results.append(_gini_finding(ecosystem, seen))
    return results


def _city_parts(ecosystem: Ecosystem, seen: Access, figure: Figure) -> dict[str, object]:
    wards = seen.table.index[seen.table["nearest_km"] > LIMIT_M / 1000]
    note = Message(N_("Wards whose nearest located support is farther than 10 km."))
    parts = (_support(ecosystem),) + ((evidence(ecosystem, "wards", wards, note),) if len(wards) else ())
    return {
        "scope": Scope(wards=tuple(sorted(wards))),
        "severity": float(figure.value),
        "confidence": _confidence(ecosystem, 1 - figure.chance),
        "evidence": parts,
        "leads": _leads(ecosystem),
    }


def _reach_finding(ecosystem: Ecosystem, seen: Access) -> Finding:
    share, what = seen.share_beyond, seen.demand.what
    return Finding(
        id=f"access:reach:{what}",
        title=Message(N_("Support out of reach for many {what}"), {"what": Message(NOUNS[what])}),
        sentence=Message(
            N_(
                "{share} % of {what} ({low}–{high} %) have no support organisation of known place within 10 "
                "km; were the {units} organisations placed in proportion to demand, so many would be left "
                "out in {chance} % of cases only. {missing} more have no known place: the range goes from where these "
                "are near many to where they are near nobody."
            ),
            {
                "what": Message(NOUNS[what]),
                "share": round(100 * share.value),
                "low": round(100 * share.low),
                "high": round(100 * share.high),
                "chance": round(100 * share.chance, 1),
                "units": int(seen.units.located.sum()),
                "missing": int((~seen.units.located).sum()),
            },
        ),
        measure=Measure(
            share.value,
            N_("share of demand"),
            N_("demand of wards whose nearest support is farther than 10 km / all demand"),
            share.low,
            share.high,
            PLACES,
        ),
        severity_formula=N_("the share of demand without support within 10 km"),
        action=Message(
            N_(
                "Open a support point where most demand is out of reach, or bring services there by turns; "
                "compare sites."
            )
        ),
        **_city_parts(ecosystem, seen, share),  # type: ignore[arg-type]
    )


def _gini_finding(ecosystem: Ecosystem, seen: Access) -> Finding:
    spread, what = seen.gini, seen.demand.what
    return Finding(
        id=f"access:inequality:{what}",
        title=Message(N_("Support is unequally spread over {what}"), {"what": Message(NOUNS[what])}),
        sentence=Message(
            N_(
                "The Gini coefficient of access to support over {what} is {gini} ({low}–{high}; 0: all "
                "alike, 1: one has all); organisations placed in proportion to demand would be that unequal "
                "in {chance} % of cases. Of {total} organisations, {missing} have no known place "
                "({capacity})."
            ),
            {
                "what": Message(NOUNS[what]),
                "gini": number(spread.value, 2),
                "low": number(spread.low, 2),
                "high": number(spread.high, 2),
                "chance": round(100 * spread.chance, 1),
                "total": len(seen.units.ids),
                "missing": int((~seen.units.located).sum()),
                "capacity": _capacity(seen),
            },
        ),
        measure=Measure(
            spread.value,
            N_("Gini coefficient"),
            N_("Gini of E2SFCA access, weighted by demand"),
            spread.low,
            spread.high,
            PLACES,
        ),
        severity_formula=N_("the Gini coefficient"),
        action=Message(N_("Spread services over the region rather than adding more where they already are.")),
        **_city_parts(ecosystem, seen, spread),  # type: ignore[arg-type]
    )


def _of_wards(ecosystem: Ecosystem, seen: Access) -> list[Finding | Silence]:
    rows = seen.table[seen.table["demand"] > 0]
    none = rows[
        (rows["least_km"] > LIMIT_M / 1000)
        & (rows["nearest_km"] > LIMIT_M / 1000)
        & (rows["beyond"] >= STANDS)
    ]
    little = rows[~rows.index.isin(none.index) & (rows["low"] >= STANDS)]
    results: list[Finding | Silence] = [_none_finding(ecosystem, seen, str(code)) for code in none.index]
    return results + [_little_finding(ecosystem, seen, str(code)) for code in little.index]


def _ward_name(ecosystem: Ecosystem, code: str) -> dict[str, str]:
    row = ecosystem.wards.loc[code]
    kind = f"{row['type'].lower()} " if isinstance(row["type"], str) else ""
    return {"vi": f"{kind}{row['name']}", "en": str(row["name"])}


def _weight(seen: Access, code: str) -> float:
    return float(seen.table.at[code, "demand"] / seen.table["demand"].max())


def _ward_parts(ecosystem: Ecosystem, seen: Access, code: str, stands: float) -> dict[str, object]:
    ward = evidence(ecosystem, "wards", [code], N_("The ward and its population."))
    parts = (ward, _support(ecosystem))
    return {
        "scope": Scope(wards=(code,)),
        "confidence": _confidence(ecosystem, stands),
        "evidence": parts,
        "leads": _leads(ecosystem),
    }


def _demand_value(seen: Access, code: str) -> Message:
    count = round(float(seen.table["demand"].to_dict()[code]))
    if seen.demand.what == "population":
        return Message(N_("{n} residents, founders or not"), {"n": count})
    return Message(N_("{n} {what}"), {"n": count, "what": Message(NOUNS[seen.demand.what])})


@once_per_snapshot
def _others_near(ecosystem: Ecosystem) -> dict[str, int]:
    """Count for each ward the bodies of other kinds with a support function, located within `LIMIT_M`."""
    grid, group = positions.wards(ecosystem), positions.units(ecosystem, (), SUPPORT_FUNCTIONS)
    kind = ecosystem.organisations["kind"].reindex(list(group.ids))
    others = group.take(group.located & ~kind.isin([*SUPPLY_KINDS, "startup"]).to_numpy())
    near = (positions.expected_distances(grid, others) <= LIMIT_M).sum(axis=1)
    return dict(zip(grid.codes, near.tolist(), strict=True))


def _none_finding(ecosystem: Ecosystem, seen: Access, code: str) -> Finding:
    row, name = seen.table.loc[code].to_dict(), _ward_name(ecosystem, code)
    text = N_(
        "{ward} ({demand}) is about {km} km ({low} to {high}) from the nearest of {located} support organisations of "
        "known place. {missing} more have no known place: with these placed at random, none is within 10 km in "
        "{stands} % of draws."
    )
    values = {
        "ward": name,
        "km": round(float(row["nearest_km"])),
        "low": round(float(row["nearest_low"])),
        "high": round(float(row["nearest_high"])),
        "located": int(seen.units.located.sum()),
        "missing": int((~seen.units.located).sum()),
        "demand": _demand_value(seen, code),
        "stands": round(100 * float(row["beyond"])),
    }
    near = _others_near(ecosystem)[code]
    others = [
        Message(
            N_(
                "Bodies of other kinds with a support function, such as research bodies, located within 10 "
                "km: {n}."
            ),
            {"n": near},
        )
    ]
    return Finding(
        id=f"access:none:{code}",
        title=Message(N_("No support organisation within 10 km of {ward}"), {"ward": name}),
        sentence=sentences([Message(text, values), *(others if near else [])]),
        measure=Measure(
            float(row["nearest_km"]),
            N_("km"),
            N_("straight distance from a point inside the ward to the nearest located support"),
            low=float(row["nearest_low"]),
            high=float(row["nearest_high"]),
            range_name=N_("95 % range over where in their wards people and support stand"),
        ),
        severity=float(np.sqrt(max(0.0, 1 - LIMIT_M / 1000 / row["nearest_km"]) * _weight(seen, code))),
        severity_formula=N_("√((1 − 10 km / distance) · demand / largest demand of a ward)"),
        action=Message(
            N_("Bring services of a nearby support organisation to the ward by turns, or open a point there.")
        ),
        **_ward_parts(ecosystem, seen, code, float(row["beyond"])),  # type: ignore[arg-type]
    )


def _little_finding(ecosystem: Ecosystem, seen: Access, code: str) -> Finding:
    row, name = seen.table.loc[code].to_dict(), _ward_name(ecosystem, code)
    ranked = seen.table.sort_values("access", kind="stable")
    middle = ranked["access"].iloc[int(np.argmax(ranked["demand"].cumsum() >= ranked["demand"].sum() / 2))]
    ratio = float(row["access"] / middle)
    return Finding(
        id=f"access:little:{code}",
        title=Message(N_("Little access to support in {ward}"), {"ward": name}),
        sentence=Message(
            N_(
                "Access to support in {ward} ({demand}) is {ratio} % of that of the median ward; it is at "
                "most half in {stands} % of draws of the uncertain places."
            ),
            {
                "ward": name,
                "demand": _demand_value(seen, code),
                "ratio": round(100 * ratio),
                "stands": round(100 * float(row["low"])),
            },
        ),
        measure=Measure(
            float(row["access"]),
            N_("support organisations for 1,000 units of demand"),
            N_("E2SFCA with a Gaussian decay, reach 15 km"),
            float(row["access_low"]),
            float(row["access_high"]),
        ),
        severity=float(np.sqrt(max(0.0, 1 - ratio) * _weight(seen, code))),
        severity_formula=N_("√((1 − access / median access) · demand / largest demand of a ward)"),
        action=Message(
            N_("Bring services of a nearby support organisation to the ward by turns, or open a point there.")
        ),
        **_ward_parts(ecosystem, seen, code, float(row["low"])),  # type: ignore[arg-type]
    )
