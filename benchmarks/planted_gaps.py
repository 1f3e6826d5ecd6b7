"""How each kind of gap is planted in a city of `benchmarks.planted`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np

from benchmarks.planted_city import COLUMNS, HOUSES, RARE_SECTORS, ROWS, SECTORS, STAGES, City, Gap, ward
from benchmarks.planted_health import add_actor, add_programme, add_target, put, spread_support

Random = np.random.Generator
_SCIENCE, _FIRMS = ("university", "research_institute"), ("startup", "enterprise")


def _house(city: City, node: str) -> str:
    kind = city.organisations[node]["kind"] if node in city.organisations else ""
    return "science" if kind in _SCIENCE else "enterprise" if kind in _FIRMS else kind


def _drop_ties(city: City, first: Callable[[str], bool], second: Callable[[str], bool]) -> None:
    """Take out the ties with one end of each sort."""
    city.ties = [
        tie
        for tie in city.ties
        if not any(first(tie[a]) and second(tie[b]) for a, b in (("source", "target"), ("target", "source")))
    ]


def composition(city: City, random: Random) -> None:
    """No venture investor, no mentoring body, no equity deal."""
    for row in city.organisations.values():
        if row["subkind"] == "vc":
            row["subkind"] = "bank"
        row["functions"] = sorted({"training" if code == "mentoring" else code for code in row["functions"]})
    for tie in city.ties:
        if tie["type"] == "invests_in":
            tie["type"] = "grants_to"
    for code in ("venture", "mentor", "equity"):
        city.gaps.append(Gap("composition", code, (f"composition:{code}",)))


def coverage(city: City, random: Random) -> None:
    """Leave one sector without support, another without research partners, and ask much for one function."""
    others = [code for code in SECTORS if code not in {"s1", "s2"}]
    weights = np.array([SECTORS[code] for code in others])
    for row in [*city.organisations.values(), *city.programmes.values()]:
        if row["kind"] == "startup":
            continue
        gone = {"s2"} | ({"s1"} if "research" in row["functions"] else set())
        row["sectors"] = sorted(
            {
                str(random.choice(others, p=weights / weights.sum())) if code in gone else code
                for code in row["sectors"]
            }
        )
    for need in city.needs:
        if random.random() < 0.4:
            need["functions"] = ["legal_ip"]
    city.gaps += [
        Gap("coverage", "sector", ("coverage:s2", "coverage:s2:*")),
        Gap("coverage", "cell", ("coverage:s1:research",), ("coverage:s1",)),
        Gap("coverage", "function", ("coverage:legal_ip",), ("coverage:*:legal_ip",)),
    ]


def access(city: City, random: Random) -> None:
    """No support in the three eastern columns of wards."""
    for node in city.of("support_org"):
        city.organisations[node] |= {"ward_code": "", "lon": "", "lat": "", "geo_precision": "none"}
    kept = [ward(column, row) for column in range(COLUMNS - 3) for row in range(ROWS)]
    spread_support(city, kept, random)
    wards = {row.get("ward_code") for row in city.organisations.values() if row["kind"] == "startup"}
    follows = tuple(
        f"access:{what}:w{column}?" for what in ("none", "little") for column in range(3, COLUMNS)
    )
    for row in range(ROWS):
        if (code := ward(COLUMNS - 1, row)) in wards:
            city.gaps.append(Gap("access", f"ward {code}", (f"access:none:{code}",), follows))
    city.gaps.append(Gap("access", "city", ("access:reach:*", "access:inequality:*")))


def pipeline(city: City, random: Random) -> None:
    """Nobody at one stage, one sector stuck, no capital on record, one step of a chain that few get through."""
    stuck = STAGES.index("prototype")
    for row in city.organisations.values():
        if row.get("stage") == "seed":
            row["stage"] = str(random.choice(["pre_seed", "early_growth"]))
        if (
            "s1" in row["sectors"]
            and "stage" in row
            and STAGES.index(row["stage"]) > stuck
            and random.random() < 0.75
        ):
            row["stage"] = STAGES[stuck]
    for tie in city.ties:
        if tie["type"] in {"invests_in", "grants_to"}:
            tie["type"] = "awards"
    _narrow(city, "competition")
    city.gaps += [
        Gap("pipeline", "empty", ("pipeline:empty:seed",), ("pipeline:step:pre_seed",)),
        Gap("pipeline", "sector", ("pipeline:sector:prototype:s1",), ("pipeline:step:prototype",)),
        Gap("pipeline", "capital", ("pipeline:capital",)),
        Gap("pipeline", "chain", ("pipeline:chain:competition|4",)),
    ]


def late_pipeline(city: City, random: Random) -> None:
    """Let few of any sector past one stage, and give those at another no capital."""
    stuck, poor = STAGES.index("pre_seed"), "prototype"
    for row in city.organisations.values():
        if "stage" in row and STAGES.index(row["stage"]) > stuck and random.random() < 0.7:
            row["stage"] = STAGES[stuck]
    at = {node for node, row in city.organisations.items() if row.get("stage") == poor}
    for tie in city.ties:
        if tie["type"] in {"invests_in", "grants_to"} and tie["target"] in at:
            tie["type"] = "awards"
    city.gaps += [
        Gap("pipeline", "step", ("pipeline:step:pre_seed",), ("pipeline:step:*",)),
        Gap("pipeline", "capital at a stage", (f"pipeline:capital:{poor}",)),
    ]


def _narrow(city: City, chain: str) -> None:
    """Let few through the fourth step of a chain."""
    steps = [row for row in city.chains if row["chain"] == chain]
    for before, row in pairwise(steps[2:]):
        row["value"] = str(int(float(before["value"]) * (0.1 if row is steps[3] else 0.7)))


def links(city: City, random: Random) -> None:
    """Let half of the start-ups hang on one body."""
    body = city.of("support_org")[0]
    startups = city.of("startup")
    hanging = set(random.choice(startups, len(startups) // 2, replace=False).tolist())
    city.ties = [tie for tie in city.ties if not {tie["source"], tie["target"]} & hanging]
    for startup in sorted(hanging):
        city.tie(body, startup, "incubates")
    city.gaps += [
        Gap("links", "only way", (f"links:only-way-{body}",), ("links:reach-*",)),
        Gap("links", "closed", ("links:closed",)),
    ]


def far_links(city: City, random: Random) -> None:
    """Cut laboratories off, and add pairs of one rare sector and ward that do not know each other."""
    labs = {node for node, row in city.organisations.items() if "lab" in row["functions"]}
    city.ties = [tie for tie in city.ties if not {tie["source"], tie["target"]} & labs]
    for i, sector in enumerate(RARE_SECTORS):
        names = f"startup-rare-{i}", f"institute-rare-{i}"
        for name, kind, subkind in zip(
            names, ("startup", "research_institute"), ("company", "institute"), strict=True
        ):
            row = add_actor(city, random, name, kind, subkind)
            row |= {"functions": ["tech_transfer"] if kind != "startup" else []}
            row |= {"sectors": [sector], "source_ids": ["new-0-0"], "geo_precision": "none"}
            put(row, ward(i, 0), random)
        city.tie(str(random.choice(city.of("investor"))), names[0], "grants_to")
        city.tie(names[1], str(random.choice(city.of("association"))), "member_of")
        asked = {"id": f"need-rare-{i}", "title_vi": f"Cần {i}", "posted_by": names[0], "status": "open"}
        city.needs.append(
            {**asked, "sectors": [sector], "functions": ["tech_transfer"], "source_ids": ["new-0-0"]}
        )
        city.pairs.append(names)
    city.gaps.append(Gap("links", "reach", ("links:reach-lab",)))


def helix(city: City, random: Random) -> None:
    """Few ties of State and enterprise; none of science and enterprise in one sector; State and science one-way."""
    city.ties = [
        tie
        for tie in city.ties
        if {_house(city, tie["source"]), _house(city, tie["target"])} != {"government", "enterprise"}
        or random.random() < 0.15
    ]
    inside = {node for node, row in city.organisations.items() if "s1" in row["sectors"]}
    _drop_ties(
        city,
        lambda node: node in inside and _house(city, node) == "science",
        lambda node: node in inside and _house(city, node) == "enterprise",
    )
    for tie in city.ties:
        if {_house(city, tie["source"]), _house(city, tie["target"])} == {"government", "science"}:
            tie["type"] = "supports"
    city.gaps += [
        Gap("helix", "two houses", ("helix:state-enterprise",)),
        Gap("helix", "in a sector", ("helix:science-enterprise-s1",), ("helix:science-enterprise",)),
        Gap("helix", "one way", ("helix:one-way-state-science",)),
    ]


def split_helix(city: City, random: Random) -> None:
    """Bind place, sector and house to each other: each house in a sector and a part of the city of its own."""
    for node in city.of(*HOUSES):
        row, place = (
            city.organisations[node],
            ("government", "science", "enterprise").index(_house(city, node)),
        )
        if random.random() < 0.7:
            row["sectors"] = [f"s{place + 1}"]
            put(row, ward(2 * place, int(random.integers(ROWS))), random)
    city.gaps.append(Gap("helix", "synergy", ("helix:synergy",), ("helix:science-enterprise-*",)))


def roles(city: City, random: Random) -> None:
    """Rows without lead or coordination, several leads, a pair without a tie, one body that leads too much."""
    bodies, helpers = city.of("government"), city.of("support_org", "association", "university")
    near = city.neighbours()
    first = bodies[0]
    second = next(body for body in bodies[1:] if body not in near.get(first, ()))
    busy = next(body for body in bodies if body not in {first, second} and body in near)
    for _ in range(3):
        name = add_programme(city, random, first, "network", helpers)
        city.programmes[name]["coordinating_orgs"] = [second, helpers[0]]
    for _ in range(10 + len(bodies)):
        add_target(city, random, add_programme(city, random, busy, "training", helpers), busy, helpers)
    several = list(city.programmes)[:4]
    for programme in several:
        for lead in bodies[4:7]:
            add_target(city, random, programme, lead, helpers)
    for column in ("lead_org", "coordinating_orgs"):
        for rows, protected in (
            (list(city.programmes.values()), {first, second, busy}),
            (city.targets, {busy}),
        ):
            for row in rows:
                cells = {row["lead_org"], *row["coordinating_orgs"]}
                if not cells & protected and row["id"] not in several and random.random() < 0.25:
                    row[column] = [] if column == "coordinating_orgs" else ""
    city.gaps += [
        Gap("roles", "no lead", ("roles:programmes:lead_org",)),
        Gap("roles", "no coordination", ("roles:programmes:coordinating_orgs",)),
        Gap(
            "roles", "target without lead", ("roles:targets:lead_org",), ("roles:targets:coordinating_orgs",)
        ),
        Gap("roles", "several leads", ("roles:several-leads",)),
        Gap("roles", "pair", (f"roles:pair:{min(first, second)}:{max(first, second)}",)),
        Gap("roles", "load", (f"roles:load:{busy}",)),
    ]


def research(city: City, random: Random) -> None:
    """One field without enterprise ties, and results that stop at the fourth step."""
    inside = {node for node, row in city.organisations.items() if "s1" in row["sectors"]}
    _drop_ties(
        city,
        lambda node: node in inside and _house(city, node) == "science",
        lambda node: node in inside and _house(city, node) == "enterprise",
    )
    _narrow(city, "research")
    city.gaps += [
        Gap("research", "field", ("research:field-s1",)),
        Gap("research", "way", ("research:way-4",)),
    ]


def idle_research(city: City, random: Random) -> None:
    """Leave four in five research bodies without any enterprise tie."""
    idle = {node for node in city.of(*_SCIENCE) if random.random() < 0.8}
    _drop_ties(city, lambda node: node in idle, lambda node: _house(city, node) == "enterprise")
    city.gaps.append(Gap("research", "bodies", ("research:bodies",), ("research:field*",)))


def data(city: City, random: Random) -> None:
    """Raise a total, age sources, empty a field; start-ups that nobody names are unlisted already."""
    for row in city.totals:
        if row["kind"] == "enterprise":
            row["value"] = str(round(2.5 * float(row["value"])))
    for row in city.organisations.values():
        if row["kind"] != "startup" and random.random() < 0.5:
            row["source_ids"] = [source.replace("new", "old") for source in row["source_ids"]]
        if random.random() < 0.45:
            row["website"] = ""
    city.gaps += [
        Gap("data", "total", ("data:total-all-enterprise",)),
        Gap("data", "unlisted", ("data:estimate-startup",)),
        Gap("data", "age", ("data:age",)),
        Gap("data", "field", ("data:field-website",)),
    ]


PLANTERS: Mapping[str, tuple[Callable[[City, Random], None], ...]] = {
    "composition": (composition,),
    "coverage": (coverage,),
    "access": (access,),
    "pipeline": (pipeline, late_pipeline),
    "links": (links, far_links),
    "helix": (helix, split_helix),
    "roles": (roles,),
    "research": (research, idle_research),
    "data": (data,),
}
"""What plants the gaps of each kind, taken in turn by seed; data last: it makes old what the others may add."""
