"""Which roles nobody fills, which are thin against start-ups, and whether equity deals are on record."""

from __future__ import annotations

import math

import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis.actor_roles import ROLES, Role, composition, holders, roles_known, startups
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.intervals import proportion_interval
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    text=N_(
        "Actors seated in the region are counted by the role they fill, after the elements of an "
        "entrepreneurial ecosystem. A role is missing if nobody is known to be at work in it. It is thin if "
        "the number at work is lower than the national number of actors for each start-up company would "
        "give, by an exact Poisson test with false discoveries held at 5 %; actors whose status no source "
        "tells count as at work here. The national ratios are those the data folder holds, a yardstick and not a "
        "norm. Equity deals are rare on record if the exact 95 % interval of the share of start-ups "
        "with a named investor lies below one in ten."
    ),
    references=(
        "Stam & van de Ven (2021), Entrepreneurial ecosystem elements, Small Business Economics 56, 809–832",
        "Isenberg (2011), The entrepreneurship ecosystem strategy as a new paradigm for economic policy",
        "Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28(3/4)",
        "Clopper & Pearson (1934), The use of confidence or fiducial limits, Biometrika 26(4)",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289–300",
    ),
    limits=N_(
        "It speaks of what is listed: an actor that no source names is not seen. Actors elsewhere may serve "
        "the region. The national figures are not independent of definitions, and the larger cities hold "
        "most funds. An organisation whose status no source tells is taken to be at work with even odds in "
        "the stability."
    ),
)
DISCOVERY_RATE = 0.05
RARE_SHARE = 0.1
ENOUGH_STARTUPS = 5
"""Fewer start-ups are too few to say that an ecosystem lacks a role."""
ENOUGH_OTHERS = 10
"""With fewer other organisations listed, actors were hardly looked for."""

_SEVERITY_ROLE = N_(
    "(1 − at work / max(1, expected)) × probability that a place with as many start-up companies has at "
    "least one at the national ratio (0.5 without a ratio); those of unknown status count half"
)
_SEVERITY_EQUITY = N_("1 − upper end of the 95 % interval / 0.1")


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Return the roles missing or thin, and a thin record of equity deals."""
    young = startups(ecosystem)
    if silence := _too_few(ecosystem, len(young)):
        return [silence]
    table = composition(ecosystem)
    results: list[Finding | Silence] = []
    for role in roles_known(ecosystem):
        results += _role(ecosystem, role, pd.Series(table.loc[role.code]), young)
    return [*results, *_reference_silence(ecosystem, table, young), _equity(ecosystem, young)]


def _too_few(ecosystem: Ecosystem, young: int) -> Silence | None:
    organisations = ecosystem.organisations
    others = int((organisations["in_region"] & (organisations["kind"] != "startup")).sum())
    values = {"region": _region(ecosystem), "startups": young, "others": others}
    if young < ENOUGH_STARTUPS:
        text = N_("Start-ups listed in {region}: {startups}, too few to say which actors are missing.")
    elif others < ENOUGH_OTHERS:
        text = N_("Other organisations listed in {region}: {others}, too few to say that a role is empty.")
    else:
        return None
    return Silence.of("composition", text, **values)


def _region(ecosystem: Ecosystem) -> dict[str, str]:
    return {"vi": ecosystem.region.name.vi, "en": ecosystem.region.name.en}


def _role(ecosystem: Ecosystem, role: Role, row: pd.Series, young: pd.DataFrame) -> list[Finding | Silence]:
    absent, thin = row["active"] == 0, row["q"] <= DISCOVERY_RATE
    if not (absent or thin):
        return []
    if row["official"] > 0 and row["active"] + row["unknown"] < row["official"]:
        reason = Message(
            N_(
                "{listed} listed at work or of unknown status as {role}, but an official total of "
                "{official}: it is the list that is short, so nothing is said of the actors."
            ),
            {
                "listed": int(row["active"] + row["unknown"]),
                "official": row["official"],
                "role": Message(role.label),
            },
        )
        return [Silence("composition", reason)]
    rows = _role_evidence(ecosystem, role, young)
    kinds, subkinds = tuple(role.members), [code for codes in role.members.values() for code in codes]
    share = ev.coverage_share(ecosystem, kinds, subkinds[0] if len(subkinds) == 1 else "") if kinds else None
    values = {"region": _region(ecosystem), "role": Message(role.label), "startups": len(young)}
    finding = Finding(
        id=f"composition:{role.code}",
        title=Message(
            N_("Nobody known to be at work as {role}") if absent else N_("Few at work as {role}"), values
        ),
        sentence=_sentence(row, values, bool(absent)),
        scope=Scope(organisations=tuple(holders(ecosystem, role).index)),
        measure=Measure(
            float(row["active"]),
            N_("actors known to be at work"),
            N_("listed, seated in the region, status active"),
            low=float(row["active"]),
            high=float(row["active"] + row["unknown"]),
            range_name=N_("from none to all of those of unknown status at work"),
        ),
        severity=_severity(row),
        severity_formula=_SEVERITY_ROLE,
        confidence=ev.confidence(ecosystem, rows, share, _stability(row, bool(absent))),
        evidence=rows,
        action=Message(
            N_("Ask those listed with unknown status first; then decide whether to attract or found {role}."),
            values,
        )
        if row["unknown"]
        else Message(N_("Attract or found {role}, or agree with one elsewhere to serve the region."), values),
        leads=ev.lead_agencies(ecosystem, role.functions or _FUNCTIONS.get(role.code, ())),
    )
    return [finding]


_FUNCTIONS = {"venture": ("finance",), "public_capital": ("finance",), "incubation": ("incubation",)}


def _sentence(row: pd.Series, values: dict[str, object], absent: bool) -> Message:
    first = Message(
        N_(
            "Of the organisations listed in {region}, none is known to be at work as {role}, beside "
            "{startups} start-ups."
        )
        if absent
        else N_(
            "Of the organisations listed in {region}, {active} are known to be at work as {role}, beside "
            "{startups} start-ups."
        ),
        {**values, "active": int(row["active"])},
    )
    parts = [first]
    if row["unknown"]:
        unknown = int(row["unknown"])
        parts.append(Message(N_("Listed with a status no source tells: {unknown}."), {"unknown": unknown}))
    if row["planned"]:
        parts.append(Message(N_("Planned: {planned}."), {"planned": int(row["planned"])}))
    if not math.isnan(row["expected"]):
        parts.append(
            Message(
                N_("The national ratio would give about {expected}."),
                {"expected": ev.number(row["expected"])},
            )
        )
    return ev.sentences(parts)


def _young_rows(ecosystem: Ecosystem, young: pd.DataFrame) -> Evidence:
    note = Message(N_("Start-ups listed in the region, not known to have stopped"))
    return ev.evidence(ecosystem, "organisations", young.index, note)


def _role_evidence(ecosystem: Ecosystem, role: Role, young: pd.DataFrame) -> tuple[Evidence, ...]:
    held = holders(ecosystem, role)
    rows = [_young_rows(ecosystem, young)]
    if len(held):
        note = Message(N_("Listed in this role, with their status"))
        rows.insert(0, ev.evidence(ecosystem, "organisations", held.index, note))
    if role.code in ecosystem.national_ratios.index:
        note = Message(N_("National numbers compared with"))
        rows.append(ev.evidence(ecosystem, "national_ratios", [role.code], note))
    return tuple(rows)


def _severity(row: pd.Series) -> float:
    expected = 0.0 if math.isnan(row["expected"]) else float(row["expected"])
    usual = 1 - math.exp(-expected) if expected else 0.5
    at_work = row["active"] + row["unknown"] / 2
    return round(max(0.0, 1 - at_work / max(1.0, expected)) * usual, 4)


def _stability(row: pd.Series, absent: bool) -> float | None:
    """Return the chance that none of those with unknown status is at work, at even odds for each.

    A role that is thin stays so whatever their status, since they were counted as at work.
    """
    return 0.5 ** int(row["unknown"]) if absent and row["unknown"] else None


def _reference_silence(ecosystem: Ecosystem, table: pd.DataFrame, young: pd.DataFrame) -> list[Silence]:
    """Say that no role can be told from the national ratio with so few start-ups, where that is so."""
    compared = table["p"].notna()
    if (table["q"] <= DISCOVERY_RATE).any():
        return []
    if not table.index.isin(ecosystem.national_ratios.index).any():
        none_given = N_(
            "No national numbers of actors and start-ups are given, so no role can be called thin."
        )
        return [Silence.of("composition", none_given)]
    companies = int((young["subkind"] == "company").sum())
    largest = table.loc[compared, "expected"].max()
    if not companies:
        return [Silence.of("composition", N_("No start-up company is listed, so no national ratio applies."))]
    reason = Message(
        N_(
            "Against the national number of funds, incubators and co-working spaces for each start-up, no "
            "role is thinner than chance would make it: {companies} start-up companies would go with "
            "{largest} actors of a role at most."
        ),
        {"companies": companies, "largest": ev.number(float(largest))},
    )
    return [Silence("composition", reason)]


def _equity(ecosystem: Ecosystem, young: pd.DataFrame) -> Finding | Silence:
    ties = ecosystem.ties
    deals = ties[(ties["type"] == "invests_in") & ties["target"].isin(young.index)]
    funded = deals["target"].nunique()
    low, high = proportion_interval(funded, len(young))
    values = {
        "region": _region(ecosystem),
        "startups": len(young),
        "funded": funded,
        "high": ev.percent(high),
    }
    if high >= RARE_SHARE:
        reason = Message(
            N_(
                "{funded} of {startups} start-ups listed in {region} have a named investor on record; the "
                "share may be as high as {high}, so it cannot be said that equity deals are rare."
            ),
            values,
        )
        return Silence("composition", reason)
    rows = _equity_evidence(ecosystem, young, deals)
    return Finding(
        id="composition:equity",
        title=Message(
            N_("No equity deal with a named investor on record")
            if not funded
            else N_("Few equity deals with a named investor on record")
        ),
        sentence=ev.sentences(
            [
                Message(
                    N_(
                        "Of {startups} start-ups listed in {region}, none has an investment by a named "
                        "investor on record; the 95 % interval of the share ends at {high}."
                    )
                    if not funded
                    else N_(
                        "Of {startups} start-ups listed in {region}, {funded} have an investment by a named "
                        "investor on record; the 95 % interval of the share ends at {high}."
                    ),
                    values,
                ),
                *_investors_elsewhere(ecosystem),
            ]
        ),
        scope=Scope(
            organisations=tuple(sorted(young.index))
            if not funded
            else tuple(sorted(deals["target"].unique()))
        ),
        measure=Measure(
            funded / len(young),
            N_("share of start-ups with a named investor"),
            N_('start-ups of the region that a named organisation "invests in" / start-ups of the region'),
            low,
            high,
        ),
        severity=round(1 - high / RARE_SHARE, 4),
        severity_formula=_SEVERITY_EQUITY,
        confidence=ev.confidence(
            ecosystem, rows, ev.coverage_share(ecosystem, ["startup"]), _equity_stability(young, deals)
        ),
        evidence=rows,
        action=Message(
            N_(
                "Ask the start-ups of the later stages who holds their capital, and publish the deals; bring "
                "investors from elsewhere to those that look for money."
            )
        ),
        leads=ev.lead_agencies(ecosystem, ["finance"]),
    )


def _investors_elsewhere(ecosystem: Ecosystem) -> list[Message]:
    organisations = ecosystem.organisations
    venture = organisations["subkind"].isin(ROLES[0].members["investor"]) & (
        organisations["kind"] == "investor"
    )
    elsewhere = int((venture & ~organisations["in_region"]).sum())
    if not elsewhere:
        return []
    return [Message(N_("Venture investors listed elsewhere: {elsewhere}."), {"elsewhere": elsewhere})]


def _equity_evidence(ecosystem: Ecosystem, young: pd.DataFrame, deals: pd.DataFrame) -> tuple[Evidence, ...]:
    rows = [_young_rows(ecosystem, young)]
    if len(deals):
        rows.insert(0, ev.evidence(ecosystem, "ties", deals.index, N_("Investments in them on record")))
    ties = ecosystem.ties
    other = ties[(ties["type"] == "grants_to") & ties["target"].isin(young.index)]
    if len(other):
        rows.append(ev.evidence(ecosystem, "ties", other.index, N_("Grants to them: money without a share")))
    return tuple(rows)


def _equity_stability(young: pd.DataFrame, deals: pd.DataFrame) -> float | None:
    funded = young.sort_index().index.isin(deals["target"]).astype("int64")
    if not funded.any():
        return None
    drawn = ev.bootstrap_weights(len(young), "composition:equity") @ funded
    return ev.stability([proportion_interval(int(count), len(young))[1] < RARE_SHARE for count in drawn])
