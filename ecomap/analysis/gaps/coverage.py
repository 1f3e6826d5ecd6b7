"""Where support by sector and function is lower than chance, given demand."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Evidence, Finding, Measure, Message, Method, Scope, Silence
from ecomap.analysis.intervals import proportion_interval
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.analysis.support_grid import (
    DISCOVERY_RATE,
    SUPPORT_KINDS,
    Flags,
    Grid,
    Members,
    expected_supply,
    grid,
    lower_tail,
    lowest_p,
    support_table,
    surveyed_sectors,
)
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

METHOD = Method(
    text=N_(
        "Demand in a cell of sector and function is the start-ups of the sector and the published problems "
        "that ask for the function there; supply is the organisations seated in the region, and the running "
        "programmes a body of the region has part in, with that function in that sector. What is bound to no "
        "sector serves all and is shown beside. A cell is called if its supply is lower than its part of "
        "demand would give, by Fisher's exact test with the margins held, with false discoveries held at 5 % "
        "over all cells that could be called. The same test compares whole sectors by start-ups, and whole "
        "functions by what published problems ask for."
    ),
    references=(
        "Fisher (1935), The logic of inductive inference, JRSS 98(1), 39–82",
        "Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57(1), 289–300",
        "Gilbert (2005), A modified false discovery rate procedure, Applied Statistics 54(1), 143–158",
        "Efron (1979), Bootstrap methods, Annals of Statistics 7(1)",
    ),
    limits=N_(
        "It finds uneven support, not a lack everywhere. It does not know how much support a body can give. "
        "Bodies with several sectors count in each, so the test is approximate. Bodies and programmes "
        "without a stated sector or function are not counted. Not every sector needs every function."
    ),
)
_SEVERITY = N_("√((1 − supply / expected supply) × share of the region's demand concerned)")
_FORMULA = N_("suppliers / expected suppliers; expected = all suppliers × demanders here / all demanders")
_MEASURE_UNIT = N_("times the suppliers its part of demand would give")


@dataclass(frozen=True)
class _Part:
    """A part of the grid: suppliers and demanders in it (flags over the rows), and all of both."""

    supply: Flags
    all_supply: Flags
    startups: Flags
    needs: Flags
    all_startups: Flags
    all_needs: Flags

    @property
    def figures(self) -> tuple[int, int, int, int]:
        return (
            int(self.supply.sum()),
            int(self.all_supply.sum()),
            int(self.startups.sum() + self.needs.sum()),
            int(self.all_startups.sum() + self.all_needs.sum()),
        )


def find(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Return cells, sectors and functions with less support than chance, or why nothing can be said."""
    parts = grid(ecosystem)
    if silence := _nothing_to_compare(ecosystem, parts):
        return [silence]
    cells, silences = _cells(ecosystem, parts)
    called = [*cells, *_sectors(ecosystem, parts), *_functions(ecosystem)]
    # What may as well have its part is no gap, whatever the test says.
    return [*(one for one in called if not isinstance(one, Finding) or _below(one.measure)), *silences]


def _below(measure: Measure) -> bool:
    return measure.high is not None and measure.high < 1


def _nothing_to_compare(ecosystem: Ecosystem, parts: Grid) -> Silence | None:
    values = {"region": {"vi": ecosystem.region.name.vi, "en": ecosystem.region.name.en}}
    if not parts.startups.ids and not parts.needs.ids:
        return Silence.of(
            "coverage",
            N_("No start-up and no published problem is listed in {region}, so no demand is known."),
            **values,
        )
    if not parts.supply.functions.any():
        return Silence.of(
            "coverage",
            N_("No organisation or programme in {region} has its support functions recorded."),
            **values,
        )
    if (parts.demanded.sum(axis=1) > 0).sum() < 2:
        return Silence.of(
            "coverage",
            N_("Demand is known in fewer than two sectors of {region}, so there is nothing to compare."),
            **values,
        )
    return None


def _cells(ecosystem: Ecosystem, parts: Grid) -> tuple[list[Finding], list[Silence]]:
    table = support_table(ecosystem, parts.functions)
    called = table[table["q"] <= DISCOVERY_RATE]
    found = []
    for row in called.itertuples():
        sector, function = str(row.sector), str(row.function)
        s, f = parts.sectors.index(sector), parts.functions.index(function)
        part = _Part(
            parts.supply.sectors[:, s] * parts.supply.functions[:, f],
            parts.supply.functions[:, f] * parts.supply.sectors.sum(axis=1),
            parts.startups.sectors[:, s],
            parts.needs.sectors[:, s] * parts.needs.functions[:, f],
            parts.startups.sectors.sum(axis=1),
            parts.needs.sectors.sum(axis=1) * parts.needs.functions[:, f],
        )
        values: dict[str, object] = {
            "sector": ev.labelled(ecosystem.sectors, sector),
            "function": ev.labelled(ecosystem.functions, function),
            "cross": int(parts.cross[f]),
        }
        title = Message(N_("{function} in {sector}: fewer than elsewhere"), values)
        sentence = _cell_sentence(part, values)
        scope = Scope(sectors=(sector,), functions=(function,))
        found.append(_finding(ecosystem, f"{sector}:{function}", parts, part, title, sentence, scope))
    silences = []
    unknown = int((table["state"] == "not_surveyed").sum())
    if unknown:
        silences.append(_unsurveyed(unknown, len(table)))
    if called.empty:
        silences.append(
            Silence.of(
                "coverage",
                N_(
                    "{empty} cells of sector and function have demand and nobody listed, but with counts "
                    "this small no single cell is lower than chance would make it."
                ),
                empty=int((table["state"] == "none_listed").sum()),
            )
        )
    return found, silences


def _unsurveyed(unknown: int, cells: int) -> Silence:
    return Silence.of(
        "coverage",
        N_(
            "Nobody is listed in {unknown} of {cells} cells of sector and function, but these were not "
            "surveyed: whether there is support cannot be said."
        ),
        unknown=unknown,
        cells=cells,
    )


def _cell_sentence(part: _Part, values: dict[str, object]) -> Message:
    s, total, d, demanded = part.figures
    expected = float(expected_supply(total, d, demanded))
    values = values | {"supply": s, "startups": int(part.startups.sum()), "expected": ev.number(expected)}
    first = (
        N_(
            "{sector} has {startups} start-ups, but no body or programme of that sector is listed that "
            "offers “{function}”; by its part of demand it would be about {expected}."
        )
        if not s
        else N_(
            "{sector} has {startups} start-ups; {supply} bodies or programmes of that sector are listed that "
            "offer “{function}”; by its part of demand it would be about {expected}."
        )
    )
    second = (
        N_("{cross} that serve all sectors offer it too.")
        if values["cross"]
        else N_("None that serves all sectors offers it either.")
    )
    return ev.sentences([Message(first, values), Message(second, values)])


def _sectors(ecosystem: Ecosystem, parts: Grid) -> list[Finding]:
    """Compare whole sectors: bodies with any function recorded, by start-ups."""
    able: Flags = np.any(parts.supply.functions, axis=1).astype(np.int64)
    supply = parts.supply.sectors * able[:, None]
    demand = parts.startups.sectors.sum(axis=0)
    found = []
    surveyed = surveyed_sectors(ecosystem, parts.sectors)
    for code in _called(supply.sum(axis=0), demand):
        if not surveyed[code]:
            continue
        sector = parts.sectors[code]
        nobody = np.zeros(len(parts.needs.ids), dtype=np.int64)
        part = _Part(
            supply[:, code],
            supply.sum(axis=1),
            parts.startups.sectors[:, code],
            nobody,
            parts.startups.sectors.sum(axis=1),
            nobody,
        )
        values: dict[str, object] = {
            "sector": ev.labelled(ecosystem.sectors, sector),
            "supply": part.figures[0],
            "startups": part.figures[2],
            "expected": ev.number(float(expected_supply(*part.figures[1:]))),
        }
        title = Message(N_("{sector}: less support than its share of start-ups"), values)
        text = N_(
            "{sector} has {startups} start-ups and {supply} supporting bodies or programmes of its own "
            "listed; by its share of start-ups it would be about {expected}."
        )
        found.append(
            _finding(ecosystem, sector, parts, part, title, Message(text, values), Scope(sectors=(sector,)))
        )
    return found


def _functions(ecosystem: Ecosystem) -> list[Finding | Silence]:
    """Compare whole functions: who offers them, by what the published problems ask for."""
    parts = grid(ecosystem, list(ecosystem.functions.index))
    s, d = parts.supply.functions.sum(axis=0), parts.needs.functions.sum(axis=0)
    if not d.any():
        reason = Message(
            N_("No published problem says which function it asks for, so functions are not compared.")
        )
        return [Silence("coverage", reason)]
    found: list[Finding | Silence] = []
    for code in _called(s, d):
        function = parts.functions[code]
        nobody = np.zeros(len(parts.startups.ids), dtype=np.int64)
        part = _Part(
            parts.supply.functions[:, code],
            parts.supply.functions.sum(axis=1),
            nobody,
            parts.needs.functions[:, code],
            nobody,
            parts.needs.functions.sum(axis=1),
        )
        values: dict[str, object] = {
            "function": ev.labelled(ecosystem.functions, function),
            "supply": part.figures[0],
            "needs": part.figures[2],
            "all_needs": int(parts.needs.functions.any(axis=1).sum()),
            "all_supply": int(parts.supply.functions.any(axis=1).sum()),
            "offers": part.figures[1],
            "asked": part.figures[3],
            "expected": round(float(expected_supply(*part.figures[1:]))),
        }
        title = Message(N_("{function}: demand exceeds supply"), values)
        text = N_(
            "{needs} of {all_needs} published problems ask for it, but {supply} of {all_supply} bodies and "
            "programmes offer it. If the {offers} offers on record, of any function, were dealt out as the {asked} "
            "functions asked for are, about {expected} would offer it; a body may offer several functions and a "
            "problem ask for several."
        )
        scope = Scope(functions=(function,))
        found.append(_finding(ecosystem, function, parts, part, title, Message(text, values), scope))
    return found


def _called(supply: Flags, demand: Flags) -> npt.NDArray[np.int64]:
    margins = (supply, supply.sum(), demand, demand.sum())
    testable = lowest_p(*margins) <= DISCOVERY_RATE
    q = benjamini_hochberg(np.where(testable, lower_tail(*margins), np.nan))
    return np.flatnonzero(q <= DISCOVERY_RATE)


def _finding(
    ecosystem: Ecosystem, what: str, parts: Grid, part: _Part, title: Message, sentence: Message, scope: Scope
) -> Finding:
    s, total, d, demanded = part.figures
    expected = float(expected_supply(total, d, demanded))
    rows = _evidence(ecosystem, parts, part)
    reach = max(
        (here > 0).sum() / max(1, (every > 0).sum())
        for here, every in ((part.startups, part.all_startups), (part.needs, part.all_needs))
    )
    return Finding(
        id=f"coverage:{what}",
        title=title,
        sentence=sentence,
        scope=scope,
        measure=Measure(s / expected, _MEASURE_UNIT, _FORMULA, *_ratio_interval(s, total, d, demanded)),
        severity=round(math.sqrt(max(0.0, 1 - s / expected) * float(reach)), 4),
        severity_formula=_SEVERITY,
        confidence=ev.confidence(ecosystem, rows, _coverage(ecosystem, scope), _stability(part, what)),
        evidence=rows,
        action=_action(ecosystem, scope),
        leads=ev.lead_agencies(ecosystem, scope.functions, scope.sectors),
    )


def _ratio_interval(supply: int, all_supply: int, demand: int, demanded: int) -> tuple[float, float | None]:
    """Return the exact interval of supply / expected supply, by way of supply / (supply + demand)."""
    low, high = proportion_interval(supply, supply + demand)
    scale = demanded / all_supply
    return scale * low / (1 - low), scale * high / (1 - high) if high < 1 else None


def _coverage(ecosystem: Ecosystem, scope: Scope) -> float | None:
    """Return the smaller of the share listed by official totals and the share with functions recorded."""
    organisations = ecosystem.organisations
    bodies = organisations[organisations["in_region"] & organisations["kind"].isin(SUPPORT_KINDS)]
    if scope.sectors:
        tags = ecosystem.tags("organisations", "sectors")
        bodies = bodies[bodies.index.isin(tags.index[tags.isin(scope.sectors)])]
    official = ev.coverage_share(ecosystem, SUPPORT_KINDS, sectors=scope.sectors)
    recorded = float(bodies["functions"].notna().mean()) if len(bodies) else None
    known = [share for share in (official, recorded) if share is not None]
    return min(known) if known else None


def _evidence(ecosystem: Ecosystem, parts: Grid, part: _Part) -> tuple[Evidence, ...]:
    notes = (
        (parts.supply, part.supply, N_("Those who offer it")),
        (parts.startups, part.startups, N_("Start-ups that may need it")),
        (parts.needs, part.needs, N_("Published problems that ask for it")),
    )
    rows = []
    for members, flags, note in notes:
        for name in dict.fromkeys(members.tables):
            ids = _chosen(members, flags, name)
            if ids:
                rows.append(ev.evidence(ecosystem, name, ids, note))
    return tuple(rows)


def _chosen(members: Members, flags: Flags, name: str) -> list[str]:
    return [
        node
        for node, table, flag in zip(members.ids, members.tables, flags, strict=True)
        if flag and table == name
    ]


def _stability(part: _Part, what: str) -> float | None:
    """Return the share of bootstrap samples of suppliers and of demanders in which p is at most 0.05."""
    drawn = [
        ev.bootstrap_weights(len(flags), f"coverage:{what}:{name}")
        for name, flags in (("supply", part.supply), ("startups", part.startups), ("needs", part.needs))
    ]
    s, total = drawn[0] @ part.supply, drawn[0] @ part.all_supply
    d = drawn[1] @ part.startups + drawn[2] @ part.needs
    demanded = drawn[1] @ part.all_startups + drawn[2] @ part.all_needs
    return ev.stability(lower_tail(s, total, d, demanded) <= DISCOVERY_RATE)


def _action(ecosystem: Ecosystem, scope: Scope) -> Message:
    if scope.sectors and scope.functions:
        values = {
            "function": ev.labelled(ecosystem.functions, scope.functions[0]),
            "sector": ev.labelled(ecosystem.sectors, scope.sectors[0]),
        }
        return Message(
            N_(
                "Have a body that serves all sectors take up “{sector}”, or found support with “{function}” "
                "there."
            ),
            values,
        )
    if scope.sectors:
        values = {"sector": ev.labelled(ecosystem.sectors, scope.sectors[0])}
        return Message(
            N_("Open the programmes now running to start-ups in “{sector}”, and name a body for them."),
            values,
        )
    values = {"function": ev.labelled(ecosystem.functions, scope.functions[0])}
    return Message(
        N_("Move support towards “{function}”: it is what the published problems ask for."), values
    )
