"""Duties without a lead or with several; bodies that share duties without a tie, or lead too much."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

import pandas as pd

from ecomap.analysis import duties as du
from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.intervals import poisson_interval, proportion_interval
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    text=N_(
        "Programmes of the region are those a body seated there leads, helps to carry out, hosts or "
        "organises, or that have targets; ended ones are left out. Targets are those with a value to reach; a "
        "published result alone is no duty. A column that is empty for most rows is "
        "not judged: empty means not known. Two State bodies that share at least two duties should have a "
        "tie: a programme or target in which both have a part, or a support function in which both lead two "
        "or more programmes. A body leads far more than usual if the programmes and targets it leads are "
        "more than go with as many ties among the bodies of the region (negative binomial test around the "
        "median rate, with the dispersion of the others, false discoveries held at 0.5 %)."
    ),
    references=(
        "Provan & Kenis (2008), Modes of network governance, JPART 18(2), 229–252",
        "Emerson, Nabatchi & Balogh (2012), A framework for collaborative governance, JPART 22(1)",
        "McCullagh & Nelder (1989), Generalized linear models, 2nd ed., section 6.2.3",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289–300",
    ),
    limits=N_(
        "It speaks of what is on record: a duty may be settled in a document that was not read. Ties between "
        "bodies are under-reported: a tie nobody recorded is taken to exist with even odds, which halves the severity "
        "and bounds the confidence. A body that leads much by law stands out like one that took on too much. Where "
        "several lead far more than others, none of them stands out."
    ),
)
DISCOVERY_RATE = 0.005
"""Stricter than elsewhere: such counts vary more than a simple model, see `ecomap.analysis.duties.load`."""
RECORDED = 0.4
"""A column recorded for a smaller share of rows is taken as not surveyed."""
SHARED = 2
UNRECORDED = 0.5
"""Chance that bodies that share duties have a tie nobody recorded: not known, so even odds."""
PAIRS = 10
FEWEST_LEADS = 5
FEWEST_BODIES = 8
_COLUMNS = {
    "lead_org": (
        N_(
            "{part} of {all} programmes run from here and not known to have ended have no lead agency on record"
        ),
        N_("{part} of {all} targets have no lead agency on record"),
        N_("Name a lead agency for each."),
    ),
    "coordinating_orgs": (
        N_(
            "{part} of {all} programmes run from here and not known to have ended have no coordinating body on record"
        ),
        N_("{part} of {all} targets have no coordinating body on record"),
        N_("Name who helps to carry out each, or say that the lead agency acts alone."),
    ),
}
_SEVERITY_SHARE = N_("√ share of the programmes or targets concerned")
_SEVERITY_PAIR = N_(
    "shared duties / (shared duties + 4), halved since with even odds there is a tie nobody recorded"
)
_SEVERITY_LOAD = N_("√((1 − expected / led) × share of all that bodies of the region lead)")


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Return the gaps in who leads what, or why nothing can be said."""
    programmes, targets = programmes_of_region(ecosystem), du.set_targets(ecosystem)
    # Targets are the same in every part of a snapshot, so in a selection of nobody they say nothing of it.
    if programmes.empty and (targets.empty or not ecosystem.organisations["in_region"].any()):
        return [Silence.of("roles", N_("No programme of the region and no target is listed."))]
    results: list[Finding | Silence] = []
    for table, frame in (("programmes", programmes), ("targets", targets)):
        for column in _COLUMNS:
            results += _missing(ecosystem, table, frame, column)
    return [*results, *_several(ecosystem, programmes), *_unconnected(ecosystem), *_overloaded(ecosystem)]


def programmes_of_region(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return programmes not known to have ended that a body of the region has part in, or with targets."""
    programmes, ties = ecosystem.programmes, ecosystem.ties
    here = ecosystem.organisations.index[ecosystem.organisations["in_region"]]
    parts = ties[
        ties["type"].isin(["leads", "coordinates", "hosts", "organises"]) & ties["source"].isin(here)
    ]
    kept = programmes.index.isin(parts["target"]) | programmes.index.isin(ecosystem.targets["programme_id"])
    return programmes[kept & (programmes["status"] != "ended")].sort_index()


def _missing(ecosystem: Ecosystem, table: str, frame: pd.DataFrame, column: str) -> list[Finding | Silence]:
    empty = frame[column].isna()
    if frame.empty or not empty.any():
        return []
    recorded = 1 - float(empty.mean())
    values = {"part": int(empty.sum()), "all": len(frame), "known": int((~empty).sum())}
    if recorded < RECORDED:
        return [_not_surveyed(table, column, values)]
    of_programmes, of_targets, action = _COLUMNS[column]
    title = Message(of_programmes if table == "programmes" else of_targets, values)
    ids = frame.index[empty]
    rows = (ev.evidence(ecosystem, table, ids, N_("The column is empty: not known")),)
    low, high = proportion_interval(int(empty.sum()), len(frame))
    return [
        Finding(
            id=f"roles:{table}:{column}",
            title=title,
            sentence=Message(N_("{title}; for the others it is on record."), {"title": title}),
            scope=Scope(programmes=tuple(ids)) if table == "programmes" else Scope(),
            measure=Measure(
                float(empty.mean()), N_("share without"), N_("rows without / rows listed"), low, high
            ),
            severity=round(math.sqrt(float(empty.mean())), 4),
            severity_formula=_SEVERITY_SHARE,
            confidence=ev.confidence(ecosystem, rows, recorded),
            evidence=rows,
            action=Message(action),
            leads=ev.lead_agencies(ecosystem),
        )
    ]


def _not_surveyed(table: str, column: str, values: dict[str, int]) -> Silence:
    texts = {
        ("programmes", "lead_org"): N_(
            "A lead agency is on record for {known} of {all} programmes only: whether the others have one is "
            "not known."
        ),
        ("programmes", "coordinating_orgs"): N_(
            "Coordinating bodies are on record for {known} of {all} programmes only: whether the others have "
            "any is not known."
        ),
        ("targets", "lead_org"): N_(
            "A lead agency is on record for {known} of {all} targets only: whether the others have one is "
            "not known."
        ),
        ("targets", "coordinating_orgs"): N_(
            "Coordinating bodies are on record for {known} of {all} targets only: whether the others have "
            "any is not known."
        ),
    }
    return Silence.of("roles", texts[table, column], **values)


def _several(ecosystem: Ecosystem, programmes: pd.DataFrame) -> list[Finding]:
    """Find programmes whose lead and whose targets' leads are three or more, or two without a tie."""
    targets = du.set_targets(ecosystem).dropna(subset=["programme_id", "lead_org"])
    leads = {str(i): {str(body)} for i, body in programmes["lead_org"].dropna().items()}
    for programme, body in zip(targets["programme_id"], targets["lead_org"], strict=True):
        if programme in programmes.index:
            leads.setdefault(programme, set()).add(body)
    tied = du.tied_pairs(ecosystem)
    several = {
        str(i): sorted(bodies)
        for i, bodies in sorted(leads.items())
        if len(bodies) > 2 or any(pair not in tied for pair in combinations(sorted(bodies), 2))
    }
    if not several:
        return []
    bodies = sorted({body for group in several.values() for body in group})
    note = Message(N_("Programmes whose targets are led by others than the lead agency"))
    own = targets.index[targets["programme_id"].isin(list(several))]
    rows = (
        ev.evidence(ecosystem, "programmes", several, note),
        ev.evidence(ecosystem, "targets", own, N_("Their targets, each with its lead agency")),
    )
    values = {"part": len(several), "all": len(leads)}
    share = len(several) / len(leads)
    return [
        Finding(
            id="roles:several-leads",
            title=Message(N_("{part} of {all} programmes with a lead agency on record have several"), values),
            sentence=Message(
                N_(
                    "In {part} of {all} programmes with a lead agency on record that are not known to have "
                    "ended, the lead agency and those that lead its targets are three or more, or two without "
                    "a tie on record between them."
                ),
                values,
            ),
            scope=Scope(programmes=tuple(several), organisations=tuple(bodies)),
            measure=Measure(
                share,
                N_("share with several"),
                N_("programmes with several leads / programmes with a lead"),
                *proportion_interval(len(several), len(leads)),
            ),
            severity=round(math.sqrt(share), 4),
            severity_formula=_SEVERITY_SHARE,
            confidence=ev.confidence(ecosystem, rows, float(programmes["lead_org"].notna().mean())),
            evidence=rows,
            action=Message(N_("Say for each programme who answers for the whole.")),
            leads=ev.lead_agencies(ecosystem),
        )
    ]


def _unconnected(ecosystem: Ecosystem) -> list[Finding]:
    pairs = du.shared_duties(ecosystem)
    loose = pairs[~pairs["tied"].astype(bool) & (pairs["shared"] >= SHARED)]
    return [_pair(ecosystem, row) for row in loose.head(PAIRS).itertuples()]


def _pair(ecosystem: Ecosystem, row: Any) -> Finding:
    rows = []
    for table, note in (("programmes", N_("Programmes of both")), ("targets", N_("Targets of both"))):
        ids = [item for kind, item in row.items if kind == table]
        if ids:
            rows.append(ev.evidence(ecosystem, table, ids, note))
    functions = tuple(sorted(item for kind, item in row.items if kind == "functions"))
    if led := _led_with(ecosystem, (row.first, row.second), functions):
        shown = Message(N_("Programmes either leads with the same support function"))
        rows.append(ev.evidence(ecosystem, "programmes", led, shown))
    values = {
        "first": ev.named(ecosystem, row.first),
        "second": ev.named(ecosystem, row.second),
        "shared": int(row.shared),
    }
    return Finding(
        id=f"roles:pair:{row.first}:{row.second}",
        title=Message(N_("No tie on record between {first} and {second}"), values),
        sentence=Message(
            N_(
                "{first} and {second} share {shared} duties (programmes, targets, support functions), but no "
                "tie between them is on record."
            ),
            values,
        ),
        scope=Scope(
            organisations=(row.first, row.second),
            functions=functions,
            programmes=tuple(sorted(item for kind, item in row.items if kind == "programmes")),
        ),
        measure=Measure(
            float(row.shared),
            N_("duties shared"),
            N_("programmes and targets in which both have a part + functions in which both lead programmes"),
        ),
        severity=round((1 - UNRECORDED) * row.shared / (row.shared + 4), 4),
        severity_formula=_SEVERITY_PAIR,
        confidence=ev.confidence(ecosystem, rows, 1 - UNRECORDED, _pair_stability(row)),
        evidence=tuple(rows),
        action=Message(
            N_("Agree how the two work together, or put the agreement on record if there is one.")
        ),
        leads=(row.first, row.second),
    )


def _led_with(ecosystem: Ecosystem, bodies: tuple[str, str], functions: tuple[str, ...]) -> list[str]:
    programmes, tags = ecosystem.programmes, ecosystem.tags("programmes", "functions")
    fits = programmes.index.isin(tags.index[tags.isin(functions)])
    return list(
        programmes.index[fits & programmes["lead_org"].isin(bodies) & (programmes["status"] != "ended")]
    )


def _pair_stability(row: Any) -> float | None:
    """Return the share of resamples, the shared duties drawn anew as Poisson, with enough of them."""
    kept = ev.generator(f"roles:pair:{row.first}:{row.second}").poisson(row.shared, ev.REPEATS)
    return ev.stability(kept >= SHARED)


def _overloaded(ecosystem: Ecosystem) -> list[Finding | Silence]:
    table = du.load(ecosystem)
    if len(table) < FEWEST_BODIES:
        reason = Message(
            N_(
                "Bodies of the region that lead a programme or target: {bodies}, too few to say which leads "
                "too much."
            ),
            {"bodies": len(table)},
        )
        return [Silence("roles", reason)]
    called = table[(table["q"] <= DISCOVERY_RATE) & (table["leads"] >= FEWEST_LEADS)]
    return [_load(ecosystem, row, table) for row in called.itertuples()]


def _load(ecosystem: Ecosystem, row: Any, table: pd.DataFrame) -> Finding:
    body, share = str(row.Index), float(row.leads / table["leads"].sum())
    parts = du.duties(ecosystem)
    own = parts[(parts["body"] == body) & (parts["role"] == "leads")]
    rows = [
        ev.evidence(ecosystem, name, own.loc[own["table"] == name, "item"], note)
        for name, note in (("programmes", N_("Programmes it leads")), ("targets", N_("Targets it leads")))
        if (own["table"] == name).any()
    ]
    values = {
        "body": ev.named(ecosystem, body),
        "leads": int(row.leads),
        "ties": int(row.ties),
        "expected": ev.number(float(row.expected)),
    }
    low, high = poisson_interval(int(row.leads))
    return Finding(
        id=f"roles:load:{body}",
        title=Message(N_("{body} leads far more than it has ties for"), values),
        sentence=Message(
            N_(
                "{body} leads {leads} programmes and targets and has ties to {ties} organisations on record; "
                "bodies with as many ties usually lead about {expected}."
            ),
            values,
        ),
        scope=Scope(organisations=(body,)),
        measure=Measure(
            float(row.leads / row.expected),
            N_("times the usual number"),
            N_("led / (median of led for each tie × ties)"),
            low / float(row.expected),
            high / float(row.expected),
        ),
        severity=round(math.sqrt(max(0.0, 1 - float(row.expected) / float(row.leads)) * share), 4),
        severity_formula=_SEVERITY_LOAD,
        confidence=ev.confidence(ecosystem, rows, stability=_load_stability(body, row)),
        evidence=tuple(rows),
        action=Message(
            N_("Share the work out to coordinating bodies, or record those it already works with.")
        ),
        leads=(body,),
    )


def _load_stability(body: str, row: Any) -> float | None:
    """Return the share of resamples, both counts drawn anew as Poisson, in which p is at most 0.005."""
    random = ev.generator(f"roles:load:{body}")
    leads, ties = random.poisson(row.leads, ev.REPEATS), random.poisson(row.ties, ev.REPEATS)
    expected = row.expected / (row.ties + 0.5) * (ties + 0.5)
    return ev.stability(du.upper_tail(leads, expected, row.spread) <= DISCOVERY_RATE)
