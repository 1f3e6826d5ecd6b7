"""State, science and enterprise: where ties between the three houses are fewer than chance would give."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ecomap.analysis import evidence as ev
from ecomap.analysis import helix, synergy
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.intervals import proportion_interval
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.analysis.resampling import resampled
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    N_(
        "State is government, science is universities and research organisations, enterprise is "
        "companies and start-ups, "
        "all of the region. The tied pairs between two houses are compared with networks in which "
        "houses (or, for a sector, "
        "the sectors within each house) are dealt to the organisations at random; false discoveries "
        "are held at 5 % over all four comparisons together. Ties in both "
        "directions are compared with those of the other pairs of houses (Fisher's exact test). Mutual "
        "information T of ward, sector and house is estimated with shrinkage, compared with "
        "shuffled data and given a "
        "bootstrap interval; below zero means that the three work as one system."
    ),
    (
        "Etzkowitz & Leydesdorff (2000), Research Policy 29, 109–123",
        "Leydesdorff (2003), Scientometrics 58(2), 445–467",
        "Hausser & Strimmer (2009), Journal of Machine Learning Research 10, 1469–1484",
        "Krackhardt (1988), Social Networks 10, 359–381",
        "Benjamini & Hochberg (1995), JRSS B 57(1), 289–300",
    ),
    N_(
        "Ties are listed unevenly: agreements are published, daily dealings are not. T leaves out "
        "organisations of unknown "
        "ward. Direction is that of the tie as written, so ties in one direction only do not mean "
        "that nothing comes back."
    ),
)

REPEATS = 1999
_QUESTIONS = 4
_LEVEL = 0.05 / _QUESTIONS
"""Houses, sectors, directions and T are four tries at a finding on the same ties: each has to be rarer
(Bonferroni). With up to 25 sectors, 1,999 draws still let a single one be called."""
_FEWEST_PAIRS = 10
_LEAST_EXPECTED = 1.0
_RESAMPLES = 100
_BETWEEN = tuple(pair for pair in helix.PAIRS if pair[0] != pair[1])
_SEVERITY = N_("1 − tied pairs ÷ expected pairs")


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Find where the three houses are less tied than chance would give."""
    sizes = helix.members(ecosystem).value_counts()
    absent = [house for house in helix.HOUSES if not sizes.get(house)]
    if absent:
        names = ev.joined([_both(Message(helix.HOUSE_LABELS[house])) for house in absent])
        reason = N_(
            "The three houses cannot be compared: this selection has no organisation of the "
            "region in: {houses}."
        )
        return [Silence.of("helix", reason, houses=names)]
    if len(helix.tied_pairs(ecosystem)) < _FEWEST_PAIRS:
        reason = N_(
            "Fewer than {n} pairs of the three houses have a listed tie: nothing can be told from chance."
        )
        return [Silence.of("helix", reason, n=_FEWEST_PAIRS), *_of_synergy(ecosystem)]
    return [*_between(ecosystem), *_in_sectors(ecosystem), *_one_way(ecosystem), *_of_synergy(ecosystem)]


def _both(message: Message) -> dict[str, str]:
    return {lang: message.text(lang) for lang in ("vi", "en")}


def _houses(pair: tuple[str, str]) -> dict[str, object]:
    return {"first": Message(helix.HOUSE_LABELS[pair[0]]), "second": Message(helix.HOUSE_LABELS[pair[1]])}


# Ties between two houses.


def _between(ecosystem: Ecosystem) -> list[Finding | Silence]:
    table, drawn = helix.densities(ecosystem), helix.expected_tied(ecosystem, REPEATS)
    columns = [helix.PAIRS.index(pair) for pair in _BETWEEN]
    tied = table["tied"].to_numpy()
    p = (1 + (drawn <= tied).sum(axis=0)) / (1 + REPEATS)
    q = benjamini_hochberg(p[columns])
    results: list[Finding | Silence] = []
    unsaid: list[dict[str, Any]] = []
    for pair, column, adjusted in zip(_BETWEEN, columns, q, strict=True):
        mean = float(drawn[:, column].mean())
        if adjusted <= _LEVEL and tied[column] < mean:
            results.append(_weak_side(ecosystem, pair, table.iloc[column], drawn[:, column]))
        elif tied[column] < mean:
            unsaid.append(
                {"tied": int(tied[column]), "expected": round(mean), "p": float(p[column]), **_houses(pair)}
            )
    reason = N_(
        "{first} and {second} have {tied} tied pairs where {expected} would be expected if houses "
        "were dealt at random: "
        "that cannot be told from chance (p = {p})."
    )
    return results + [
        Silence.of("helix", reason, **{**values, "p": ev.number(values["p"], 3)}) for values in unsaid
    ]


def _weak_side(
    ecosystem: Ecosystem, pair: tuple[str, str], row: pd.Series, drawn: npt.NDArray[np.int64]
) -> Finding:
    expected, name = float(drawn.mean()), "-".join(pair)
    pairs = helix.tied_pairs(ecosystem)
    rows = _ties(ecosystem, pairs[pairs["pair"] == name])
    values = {
        **_houses(pair),
        "tied": int(row["tied"]),
        "possible": int(row["possible"]),
        "expected": round(expected),
    }
    kinds = [kind for house in pair for kind in helix.HOUSES[house]]
    return Finding(
        id=f"helix:{name}",
        title=Message(N_("{first} and {second}: few ties"), values),
        sentence=Message(
            N_(
                "{first} and {second} are tied in {tied} of {possible} possible pairs; if houses "
                "were dealt to the same "
                "network at random it would be about {expected}."
            ),
            values,
        ),
        scope=Scope(),
        measure=Measure(
            float(row["density"]),
            N_("share of possible pairs"),
            N_("tied pairs ÷ possible pairs"),
            *proportion_interval(int(row["tied"]), int(row["possible"])),
        ),
        severity=1 - float(row["tied"]) / expected,
        severity_formula=_SEVERITY,
        confidence=ev.confidence(
            ecosystem,
            [rows],
            ev.coverage_share(ecosystem, kinds),
            _stability(ecosystem, name, np.quantile(drawn, _LEVEL)),
        ),
        evidence=(rows,),
        action=Message(
            N_("Bring the two houses together: joint tasks, orders, placements, a shared council.")
        ),
        leads=ev.lead_agencies(ecosystem, ["network"]),
    )


def _stability(ecosystem: Ecosystem, name: str, limit: float) -> float | None:
    """Return in which share of resampled networks the pair stays below the limit of chance."""
    house, pairs = helix.members(ecosystem), helix.tied_pairs(ecosystem)
    edges = np.stack([house.index.get_indexer(pd.Index(pairs[end])) for end in ("a", "b")], axis=1)
    first, second = name.split("-")
    label = house.to_numpy()
    rng, holds = ev.generator(f"helix.{name}"), []
    for _ in range(_RESAMPLES):
        drawn = resampled(edges, len(house), rng)
        a, b = label[drawn[:, 0]], label[drawn[:, 1]]
        tied = (((a == first) & (b == second)) | ((a == second) & (b == first))).sum()
        holds.append(bool(tied <= limit * len(drawn) / len(edges)))
    return ev.stability(holds)


def _ties(
    ecosystem: Ecosystem, pairs: pd.DataFrame, note: str = N_("The listed ties between them.")
) -> Evidence:
    keys = set(zip(pairs["a"], pairs["b"], strict=True))
    ties = ecosystem.ties
    ends = zip(ties["source"], ties["target"], strict=True)
    kept = ties.index[[(min(two), max(two)) in keys for two in ends]]
    return ev.evidence(ecosystem, "ties", kept, note)


# Science and enterprise within one sector.


def _in_sectors(ecosystem: Ecosystem) -> list[Finding | Silence]:
    tied, drawn = helix.expected_in_sectors(ecosystem, REPEATS)
    if not len(tied):
        return []
    sectors, held = tied.index.tolist(), tied.to_numpy()
    expected = drawn.mean(axis=0)
    p = (1 + (drawn <= held).sum(axis=0)) / (1 + REPEATS)
    q = benjamini_hochberg(np.where(expected >= _LEAST_EXPECTED, p, np.nan))
    return [
        _sector(ecosystem, str(sectors[i]), int(held[i]), drawn[:, i])
        for i in np.flatnonzero((q <= _LEVEL) & (held < expected))
    ]


def _sector(ecosystem: Ecosystem, sector: str, tied: int, drawn: npt.NDArray[np.int64]) -> Finding:
    house = helix.members(ecosystem)
    tags = ecosystem.tags("organisations", "sectors")
    ids = house.index.intersection(tags.index[tags == sector])
    sizes = house.reindex(ids).value_counts()
    science, enterprise = int(sizes.get("science", 0)), int(sizes.get("enterprise", 0))
    kept = house.reindex(ids)
    rows = ev.evidence(
        ecosystem, "organisations", kept.index[kept != "state"], N_("Science and enterprise of the sector.")
    )
    expected, possible = float(drawn.mean()), science * enterprise
    values = {
        "sector": ev.labelled(ecosystem.sectors, sector),
        "science": science,
        "enterprise": enterprise,
        "tied": tied,
        "expected": round(expected, 1),
    }
    return Finding(
        id=f"helix:science-enterprise-{sector}",
        title=Message(N_("{sector}: science and enterprises side by side, not together"), values),
        sentence=Message(
            N_(
                "In {sector} {science} science bodies and {enterprise} enterprises have {tied} tied pairs; "
                "as many ties dealt over sectors at random would give about {expected}."
            ),
            values,
        ),
        scope=Scope(sectors=(sector,)),
        measure=Measure(
            tied / possible,
            N_("share of possible pairs"),
            N_("tied pairs ÷ possible pairs"),
            *proportion_interval(tied, possible),
        ),
        severity=1 - tied / expected,
        severity_formula=_SEVERITY,
        confidence=ev.confidence(
            ecosystem, [rows], ev.coverage_share(ecosystem, ["enterprise", "startup"], sectors=[sector])
        ),
        evidence=(rows,),
        action=Message(
            N_("Set up a first joint task between a research body and an enterprise of the sector.")
        ),
        leads=ev.lead_agencies(ecosystem, ["research", "tech_transfer"], [sector]),
    )


# Both directions.


def _one_way(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Name pairs of houses with fewer ties in both directions than the other two pairs have."""
    findings: list[Finding | Silence] = []
    table, pairs = helix.densities(ecosystem), helix.tied_pairs(ecosystem)
    names = ["-".join(pair) for pair in _BETWEEN]
    counts = {
        name: (int(part.sum()), len(part))
        for name in names
        for part in [pairs.loc[pairs["pair"] == name, "mutual"]]
    }
    p = []
    for name in names:
        mutual, n = counts[name]
        others = np.sum([counts[other] for other in names if other != name], axis=0)
        enough = min(n, others[1]) >= _FEWEST_PAIRS
        p.append(stats.hypergeom.cdf(mutual, n + others[1], mutual + others[0], n) if enough else np.nan)
    for pair, name, q in zip(_BETWEEN, names, benjamini_hochberg(p), strict=True):
        mutual, n = counts[name]
        if not q <= _LEVEL:
            continue
        low, high = proportion_interval(mutual, n)
        chosen = pairs[pairs["pair"] == name]
        rows = (
            _ties(ecosystem, chosen[~chosen["mutual"]], N_("The listed ties of pairs tied one way.")),
            _ties(
                ecosystem,
                chosen[chosen["mutual"]],
                N_("The listed ties of pairs tied both ways or partners."),
            ),
        )
        values = {**_houses(pair), "mutual": mutual, "n": n}
        share = float(table["reciprocity"][name])
        findings.append(
            Finding(
                id=f"helix:one-way-{name}",
                title=Message(N_("{first} and {second}: ties mostly in one direction"), values),
                sentence=Message(
                    N_(
                        "Of {n} tied pairs of {first} and {second}, {mutual} have ties in both "
                        "directions or a partnership."
                    ),
                    values,
                ),
                scope=Scope(),
                measure=Measure(
                    share,
                    N_("share of tied pairs"),
                    N_("pairs tied in both directions ÷ tied pairs"),
                    low,
                    high,
                ),
                severity=(1 - high) / 2,
                severity_formula=N_(
                    "half of 1 − upper end of the interval: direction as written is a weak sign"
                ),
                confidence=ev.confidence(ecosystem, rows),
                evidence=rows if mutual else rows[:1],
                action=Message(
                    N_("Turn support or supervision into work done together, and record what comes back.")
                ),
                leads=ev.lead_agencies(ecosystem, ["network"]),
            )
        )
    return findings


# Mutual information.


def _of_synergy(ecosystem: Ecosystem) -> list[Finding | Silence]:
    found = synergy.synergy(ecosystem)
    if found is None:
        reason = N_(
            "Whether place, sector and house work as one system cannot be said: it takes {n} "
            "organisations of the three "
            "houses with known ward and sector, in more than one ward and sector."
        )
        return [Silence.of("helix", reason, n=synergy.FEWEST_RECORDS)]
    if not found.told_from_chance:
        return [Silence("helix", synergy.sentence(found))]
    unsure = synergy.sector_sentence(ecosystem)
    return [*_split(ecosystem, found), *([Silence("helix", unsure)] if unsure else [])]


def _split(ecosystem: Ecosystem, found: synergy.Synergy) -> list[Finding | Silence]:
    if found.value < found.null_high:
        return []
    house = helix.members(ecosystem)
    rows = ev.evidence(ecosystem, "organisations", house.index, N_("The organisations of the three houses."))
    return [
        Finding(
            id="helix:synergy",
            title=Message(N_("The three houses are split by place and sector")),
            sentence=synergy.sentence(found),
            scope=Scope(),
            measure=Measure(
                found.value, N_("bits"), N_("H(u)+H(i)+H(g)−H(ui)−H(ug)−H(ig)+H(uig)"), found.low, found.high
            ),
            severity=float(np.clip(found.value, 0, 1)),
            severity_formula=N_("T in bits, at most 1"),
            confidence=ev.confidence(
                ecosystem, [rows], found.organisations / (found.organisations + found.left_out)
            ),
            evidence=(rows,),
        )
    ]
