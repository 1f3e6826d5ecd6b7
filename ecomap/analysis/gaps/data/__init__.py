"""What the data itself lacks: coverage, completeness from overlapping lists, age, and whom to ask next."""

from __future__ import annotations

import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis.capture import WARNINGS
from ecomap.analysis.evidence import confidence, evidence, kind_message, labelled, sentences
from ecomap.analysis.finding import Confidence, Evidence, Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.gaps.data.calls import FIELDS, ages, call_list, facts
from ecomap.analysis.gaps.data.lists import FEWEST_RECORDS, Overlap, overlap, presence
from ecomap.counts import coverage, totals
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import LANGUAGES, N_, translator
from ecomap.tables import split_list

__all__ = ["FIELDS", "METHOD", "ages", "call_list", "facts", "find", "overlap", "presence"]

METHOD = Method(
    N_(
        "Listed organisations are held against the totals the State publishes. Where publications "
        "overlap, the total "
        "is roughly estimated by capture–recapture with publishers as lists: Chapman for two lists, "
        "log-linear models averaged by "
        "BIC for three to five, Chao's lower bound where lists overlap too little. The age of a "
        "record is the time from its "
        "newest dated source to the newest of the data; the chance that a field still holds follows "
        "from a hazard of change "
        "with a stated prior for each field and kind. The call list is ordered by fields missing or "
        "doubtful, weighted by ties."
    ),
    (
        "Good (1953), Biometrika 40, 237–264",
        "Chapman (1951), Univ. California Publ. Statistics 1",
        "Chao (1987), Biometrics 43, 783–791",
        "Fienberg (1972), Biometrika 59, 591–603",
        "Buckland, Burnham & Augustin (1997), Biometrics 53, 603–618",
        "International Working Group for Disease Monitoring and Forecasting (1995), Am. J. Epidemiology 142",
    ),
    N_(
        "An official total has its own date and definition. Not every publication that names an "
        "organisation is cited, "
        "which makes the estimated totals too high; publications that copy each other make them too "
        "low. What no "
        "publication would ever name stays unseen. The hazards are assumptions, not measured here."
    ),
)

CALLS = 20
"""Organisations at the top of the call list that make up its finding."""

_SHOWN = 50
_OLD_YEARS = 3.0
_MANY_MISSING = 0.25
_MOST_SEVERE_ESTIMATE = 0.2
"""What rests on citations, which are no full lists, must not stand high among the gaps."""
_HIDDEN = N_("half the share that is missing: what is not recorded hides gaps, it is not one")
_SHARE, _ORGANISATIONS = N_("share of organisations"), N_("organisations")


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find what the data lacks."""
    if not totals(ecosystem).in_region:
        return [
            Silence.of(
                "data",
                N_("No organisation of the region is in this selection, so there is nothing to complete."),
            )
        ]
    return [
        *_against_totals(ecosystem),
        *_estimates(ecosystem),
        *_old(ecosystem),
        *_empty_fields(ecosystem),
        *_calls(ecosystem),
    ]


def _against_totals(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Compare with the newest official total of each definition."""
    held = coverage(ecosystem).dropna(subset=["listed", "share"])
    if held.empty:
        return [
            Silence.of(
                "data", N_("No official total can be compared with the list, so its coverage is not known.")
            )
        ]
    held = held[~_replaced(held)]
    findings: list[Finding | Silence] = []
    for code, row in held[held["listed"] < held["value"]].sort_index().iterrows():
        share, value, listed = float(row["share"]), float(row["value"]), int(row["listed"])
        rows = evidence(ecosystem, "official_totals", [str(code)], N_("The published total and its date."))
        label = labelled(ecosystem.official_totals, str(code))
        values = {
            "label": label,
            "listed": listed,
            "total": value,
            "date": {lang: translator(lang).date(str(row["as_of"])) for lang in LANGUAGES},
        }
        findings.append(
            Finding(
                id=f"data:total-{code}",
                title=Message(N_("{label}: {listed} of {total} listed"), values),
                sentence=Message(
                    N_(
                        "The list holds {listed} of the {total} published ({label}, {date}); the "
                        "others are not recorded here, which does not mean that they do not exist."
                    ),
                    values,
                ),
                scope=Scope(
                    sectors=tuple(str(row["sectors"]).split(";")) if isinstance(row["sectors"], str) else ()
                ),
                measure=Measure(share, N_("share of the official total"), N_("listed ÷ official total")),
                severity=(1 - share) / 2,
                severity_formula=_HIDDEN,
                confidence=confidence(ecosystem, [rows]),
                evidence=(rows,),
                action=Message(
                    N_("Ask the publishing body for the list behind the figure and add what is missing.")
                ),
            )
        )
    return findings


def _replaced(totals_held: pd.DataFrame) -> pd.Series:
    """Tell which totals a newer one replaces: of the same kind and status, for the same sectors or more."""
    old: list[str] = []
    rows = totals_held.sort_values("as_of", kind="stable")
    for _, group in rows.groupby(["kind", "subkind", "status"], dropna=False, sort=False):
        sectors = [set(split_list(cell)) if isinstance(cell, str) else set() for cell in group["sectors"]]
        for place, (code, mine) in enumerate(zip(group.index, sectors, strict=True)):
            if any(mine == later or (mine and mine <= later) for later in sectors[place + 1 :]):
                old.append(str(code))
    return pd.Series(totals_held.index.isin(old), index=totals_held.index)


def _estimates(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Estimate the total of each kind from overlapping publications."""
    results: list[Finding | Silence] = []
    silent = []
    for kind in (code for code in v.KINDS if code != "programme"):
        found = overlap(ecosystem, kind)
        if found is None:
            silent.append(kind)
        elif found.estimate.low >= found.held + 1:
            results.append(_estimate(ecosystem, kind, found))
    if silent:
        names = Message(
            ", ".join(f"{{{kind}}}" for kind in silent),
            {kind: kind_message(kind, plural=True) for kind in silent},
        )
        reason = N_(
            "How many there are in all cannot be estimated for: {kinds}. It takes at least {n} organisations "
            "and publications that name the same ones."
        )
        results.append(Silence.of("data", reason, kinds=names, n=FEWEST_RECORDS))
    return results


def _estimate(ecosystem: Ecosystem, kind: str, found: Overlap) -> Finding:
    """Tell how many there may be: roughly, since the citations at hand are no full lists."""
    guess, name = found.estimate, kind_message(kind, plural=True)
    values = {
        "kind": name,
        "held": found.held,
        "total": round(guess.total),
        "low": round(guess.low),
        "high": round(guess.high),
    }
    text = N_(
        "{kind}: {held} listed, while the overlap of the publications cited points to roughly {total} ({low}–{high}). "
        "This is too high where publications that name an organisation are not cited, and too low where they copy "
        "each other."
    )
    warnings = [Message(WARNINGS[warning]) for warning in guess.warnings]
    table = found.table
    rows = evidence(
        ecosystem,
        "organisations",
        table.index,
        Message(
            N_("{n} organisations named by {publishers} publishers; {once} of them by one only."),
            {"n": len(table), "publishers": table.shape[1], "once": found.once},
        ),
    )
    return Finding(
        id=f"data:estimate-{kind}",
        title=Message(N_("{kind}: the list may not be complete"), {"kind": name}),
        sentence=sentences([Message(text, values), *warnings]),
        scope=Scope(),
        measure=Measure(guess.total, _ORGANISATIONS, _FORMULAS[guess.method], guess.low, guess.high),
        severity=min(_MOST_SEVERE_ESTIMATE, found.sample_coverage * (1 - found.held / guess.low) / 2),
        severity_formula=N_(
            "half of 1 − listed ÷ lower end of the interval, times the share of mentions that are not of "
            "organisations named once only; at most 0.2: a rough figure"
        ),
        confidence=confidence(ecosystem, [rows], coverage=found.sample_coverage * found.held / guess.high),
        evidence=(rows,),
        action=Message(
            N_(
                "Search the lists of programmes, competitions and registers for "
                "organisations not yet recorded."
            )
        ),
    )


_FORMULAS = {
    "chapman": N_("(n1 + 1)(n2 + 1) ÷ (m + 1) − 1, log-normal interval"),
    "loglinear": N_("log-linear models averaged by BIC, log-normal interval"),
    "chao": N_("S + (t − 1)/t · f1 (f1 − 1) ÷ (2 (f2 + 1)), log-normal interval"),
}


def _old(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Tell which part of the organisations rests on old sources."""
    age = ages(ecosystem)
    dated = age.dropna()
    if dated.empty:
        return [Silence.of("data", N_("No source has a date, so the age of the facts is not known."))]
    old = dated[dated > _OLD_YEARS]
    if old.empty:
        return []
    share = len(old) / len(dated)
    rows = _rows(ecosystem, call_list(ecosystem).index.intersection(old.index, sort=False))
    return [
        Finding(
            id="data:age",
            title=Message(N_("Organisations known from old sources only")),
            sentence=Message(
                N_(
                    "For {n} of {dated} organisations with a dated source the newest is more than "
                    "{years} years older than the "
                    "newest of the data; {undated} more have no dated source."
                ),
                {"n": len(old), "dated": len(dated), "years": _OLD_YEARS, "undated": len(age) - len(dated)},
            ),
            scope=Scope(),
            measure=Measure(
                share,
                _SHARE,
                N_("organisations with newest source over 3 years old ÷ organisations with a dated source"),
            ),
            severity=share / 2,
            severity_formula=_HIDDEN,
            confidence=Confidence(coverage=len(dated) / len(age)),
            evidence=(rows,),
            action=Message(N_("Confirm these organisations, those with most ties first.")),
        )
    ]


def _empty_fields(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Name the fields that are empty for a quarter or more of the organisations they apply to."""
    chance, order = facts(ecosystem), call_list(ecosystem).index
    findings: list[Finding | Silence] = []
    for field, label in FIELDS.items():
        applies = chance[field].dropna()
        missing = applies.index[applies == 0]
        if not len(applies) or len(missing) / len(applies) < _MANY_MISSING:
            continue
        share = len(missing) / len(applies)
        values = {"n": len(missing), "total": len(applies), "field": Message(label)}
        rows = _rows(ecosystem, order.intersection(missing, sort=False))
        sentence = (
            N_("Of {n} of the {total} start-ups the data does not say: {field}.")
            if field == "stage"
            else N_("Of {n} of the {total} organisations the data does not say: {field}.")
        )
        findings.append(
            Finding(
                id=f"data:field-{field.removesuffix('_code')}",
                title=Message(N_("Often not known: {field}"), values),
                sentence=Message(sentence, values),
                scope=Scope(),
                measure=Measure(
                    share, _SHARE, N_("organisations without the field ÷ organisations it applies to")
                ),
                severity=share / 2,
                severity_formula=_HIDDEN,
                confidence=Confidence(coverage=1.0),
                evidence=(rows,),
                action=Message(N_("Fill in the field, in the order of the call list.")),
            )
        )
    return findings


def _calls(ecosystem: Ecosystem) -> list[Finding | Silence]:
    table = call_list(ecosystem)
    table = table[table["gain"] > 0]
    if table.empty:
        return []
    top = table.head(CALLS)
    share = float(top["gain"].sum() / table["gain"].sum())
    chance = facts(ecosystem)
    doubtful = float((1 - chance).sum().sum() / chance.notna().sum().sum())
    rows = evidence(ecosystem, "organisations", top.index, N_("The organisations to call first."))
    return [
        Finding(
            id="data:calls",
            title=Message(N_("Whom to call first")),
            sentence=Message(
                N_(
                    "Calling {n} organisations of {total} would bring {share} % of what all calls "
                    "together could improve."
                ),
                {"n": len(top), "total": len(table), "share": round(100 * share)},
            ),
            scope=Scope(organisations=tuple(top.index)),
            measure=Measure(
                share,
                N_("share of the possible improvement"),
                N_("Σ gain of these calls ÷ Σ gain of all calls"),
            ),
            severity=doubtful / 2,
            severity_formula=N_("half the share of fields that are missing or expected not to hold any more"),
            confidence=Confidence(coverage=1.0),
            evidence=(rows,),
            action=Message(N_("Call them in this order and ask for what is missing.")),
        )
    ]


def _rows(ecosystem: Ecosystem, ids: pd.Index) -> Evidence:
    note = Message(
        N_("The first {shown} of {n} in the order of the call list."),
        {"shown": min(_SHOWN, len(ids)), "n": len(ids)},
    )
    return evidence(ecosystem, "organisations", ids[:_SHOWN], note)
