"""Healthy rows: whatever a method of the gaps finds in them is a false alarm."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from benchmarks.planted_city import (
    COLUMNS,
    FUNCTIONS,
    HOUSES,
    PROVINCE,
    PUBLISHERS,
    ROWS,
    SECTORS,
    SOUTH,
    STAGES,
    STEP,
    WEST,
    City,
    Row,
    ward,
)

_SHARES = {"startup": 0.34, "enterprise": 0.24, "support_org": 0.1, "university": 0.04,
           "research_institute": 0.1, "association": 0.04, "government": 0.06}  # fmt: skip
_SUBKINDS = {
    "startup": ("company",) * 4 + ("project",),
    "enterprise": ("science_tech", "sme", "sme", "corporate"),
    "support_org": ("shared_lab", "tech_transfer_office", "training", "service", "service"),
    "university": ("university", "member_university", "college", "school_faculty"),
    "research_institute": ("institute", "institute", "science_org"),
    "association": ("business_association", "union", "community"),
    "government": ("department", "agency", "ward"),
}
_OFFERS = {
    "support_org": ("incubation", "incubation", "mentoring", "mentoring", "legal_ip", "legal_ip", "training",
                    "market", "network", "finance", "lab", "tech_transfer"),
    "investor": ("finance",),
    "university": ("research", "research", "training", "tech_transfer", "incubation"),
    "research_institute": ("research", "research", "lab", "tech_transfer"),
    "association": ("network", "market", "mentoring"),
}  # fmt: skip
_RATIOS = (("venture", "investor", "vc", 208), ("coworking", "support_org", "coworking", 202),
           ("incubation", "support_org", "incubator", 100))  # fmt: skip
"""Role, kind and sub-kind of actors, and how many there are for `_STARTUPS` start-up companies."""
_STARTUPS = 4000
_GOES_ON, _FUNDED, _NAMED, _DUTIES_A_TIE = 0.75, 0.3, 0.9, 0.35


# Healthy actors.


def some_sectors(random: np.random.Generator) -> list[str]:
    """Draw one sector, or two for one in five."""
    n = 1 + int(random.random() < 0.2)
    return sorted(random.choice(list(SECTORS), n, replace=False, p=list(SECTORS.values())).tolist())


def add_actor(city: City, random: np.random.Generator, node_id: str, kind: str, subkind: str) -> Row:
    """Add an organisation with sectors and what it offers."""
    offers = _OFFERS.get(kind, ())
    chosen = sorted(
        {str(random.choice(offers)) for _ in range(1 + int(random.random() < 0.4))} if offers else set()
    )
    if subkind == "coworking":
        chosen = ["coworking"]
    row = {
        "id": node_id, "name_vi": f"Tên {node_id}", "name_en": f"Name {node_id}", "kind": kind, "subkind": subkind,
        "sectors": some_sectors(random), "functions": chosen, "status": "active", "province": PROVINCE,
        "website": f"https://example.org/{node_id}" if random.random() < 0.9 else "", "confidence": "high",
    }  # fmt: skip
    if kind in {"support_org", "association"} and random.random() < 0.15:
        row["sectors"] = ["cross_sector"]
    if kind == "startup" and random.random() < 0.9:
        row["stage"] = STAGES[min(int(random.geometric(1 - _GOES_ON)) - 1, len(STAGES) - 1)]
    city.organisations[node_id] = row
    return row


def _actors(city: City, n: int) -> None:
    random = city.random("actors")
    for kind, share in _SHARES.items():
        for i in range(round(share * n)):
            subkinds = _SUBKINDS[kind]
            # The first few go through all sub-kinds, so that no role is empty by bad luck.
            subkind = subkinds[i] if i < len(subkinds) else str(random.choice(subkinds))
            add_actor(city, random, f"{kind.replace('_', '-')}-{i:04}", kind, subkind)
    companies = sum(row["subkind"] == "company" for row in city.organisations.values())
    for role, kind, subkind, actors in _RATIOS:
        city.ratios.append({"role": role, "label_vi": role, "label_en": role, "actors": str(actors),
                            "startups": str(_STARTUPS)})  # fmt: skip
        for i in range(max(1, int(random.poisson(companies * actors / _STARTUPS)))):
            add_actor(city, random, f"{subkind}-{i:04}", kind, subkind)
    for i in range(max(3, n // 100)):
        add_actor(city, random, f"fund-{i:04}", "investor", "public_fund" if i % 2 else "bank")


def put(row: Row, code: str, random: np.random.Generator) -> None:
    """Place an organisation in a ward, half of them at an address."""
    column, line = int(code[1]), int(code[2])
    x, y = random.random(2)
    row |= {"ward_code": code, "geo_precision": "ward"}
    if random.random() < 0.5:
        lon, lat = WEST + (column + x) * STEP, SOUTH + (line + y) * STEP
        row |= {"geo_precision": "address", "lon": f"{lon:.6f}", "lat": f"{lat:.6f}"}


def _places(city: City) -> None:
    random = city.random("places")
    codes = [ward(column, row) for column in range(COLUMNS) for row in range(ROWS)]
    weights = random.uniform(0.5, 1.5, len(codes))
    for row in city.organisations.values():
        row["geo_precision"] = "none"
        if row["kind"] != "support_org" and random.random() < 0.92:
            put(row, str(random.choice(codes, p=weights / weights.sum())), random)
    spread_support(city, codes, random)


def spread_support(city: City, codes: Sequence[str], random: np.random.Generator) -> None:
    """Place support organisations evenly over the start-ups of some wards (largest remainders)."""
    wards = [row.get("ward_code") for row in city.organisations.values() if row["kind"] == "startup"]
    counts = pd.Series(wards).value_counts().reindex(list(codes)).fillna(0).to_numpy(dtype=float)
    support = city.of("support_org")
    placed = random.permutation(support)[: round(0.92 * len(support))]
    quota = counts / counts.sum() * len(placed)
    seats = np.floor(quota).astype(int)
    seats[np.argsort(seats - quota, kind="stable")[: len(placed) - seats.sum()]] += 1
    for node_id, code in zip(placed, np.repeat(list(codes), seats), strict=True):
        put(city.organisations[node_id], str(code), random)


def _sources(city: City) -> None:
    random = city.random("sources")
    for p, publisher in enumerate(PUBLISHERS):
        for age, first_year in (("new", 2023), ("old", 2016)):
            for i in range(6):
                name, day = f"{age}-{p}-{i}", f"{first_year + i % 3}-{random.integers(1, 13):02}-01"
                row = {"id": name, "publisher": publisher, "title": f"Bài {name}", "published_on": day}
                city.sources[name] = row


def _naming(city: City, scarce: bool) -> None:
    """Let each publisher name each organisation independently; `scarce`: few start-ups, and the rest is unlisted."""
    random = city.random("naming")
    rows = list(city.organisations.values())
    city.really = dict(pd.Series([row["kind"] for row in rows]).value_counts())
    for row in rows:
        few = scarce and row["kind"] == "startup"
        named = [p for p in range(len(PUBLISHERS)) if random.random() < (0.35 if few else _NAMED)]
        if few and not named:
            del city.organisations[row["id"]]
        row["source_ids"] = [f"new-{p}-{random.integers(6)}" for p in named or [0]]


# Healthy ties.

_HOUSE_TIES = (
    "partners_with",
    "partners_with",
    "partners_with",
    "transfers_tech_to",
    "orders_from",
    "supplies_to",
)


def _house_ties(city: City) -> None:
    """Tie members of the three houses at random, half of them within their sector, whatever their house."""
    random = city.random("houses")
    members = city.of(*HOUSES)
    by_sector: dict[str, list[str]] = {}
    for node in members:
        for sector in city.organisations[node]["sectors"]:
            by_sector.setdefault(sector, []).append(node)
    seen = set()
    for _ in range(5 * len(members)):
        first = str(random.choice(members))
        own = by_sector[str(random.choice(city.organisations[first]["sectors"]))]
        second = str(random.choice(own if random.random() < 0.5 else members))
        pair = (min(first, second), max(first, second))
        if first != second and pair not in seen:
            seen.add(pair)
            city.tie(first, second, str(random.choice(_HOUSE_TIES)))


def _support_ties(city: City) -> None:
    """Give every start-up three supporters, each of which knows capital, a laboratory and a customer."""
    random = city.random("support")
    support = city.of("support_org")
    investors = city.of("investor")
    with_function = {
        function: [i for i, row in city.organisations.items() if function in row["functions"]]
        for function in ("finance", "lab", "market")
    }
    for startup in city.of("startup"):
        for body in random.choice(support, 3, replace=False):
            city.tie(str(body), startup, str(random.choice(["supports", "incubates"])))
        if random.random() < _FUNDED:
            kind = str(random.choice(["invests_in", "invests_in", "grants_to"]))
            city.tie(str(random.choice(investors)), startup, kind)
    for body in support:
        for givers in with_function.values():
            for giver in random.choice(givers, 2, replace=False):
                if giver != body:
                    city.tie(body, str(giver), "partners_with")


# Healthy duties and published figures.


def _duties(city: City) -> None:
    """Let State bodies lead programmes and targets in proportion to their ties, each of one function."""
    random = city.random("duties")
    near, helpers = city.neighbours(), city.of("support_org", "association", "university")
    for body in city.of("government"):
        function = str(random.choice(FUNCTIONS))
        mean, more = _DUTIES_A_TIE * (len(near.get(body, ())) + 0.5), city.spread - 1
        led = int(random.poisson(random.gamma(mean / more, more) if more > 0 else mean))
        for i in range(led):
            if i % 3 == 0:
                add_programme(city, random, body, function, helpers)
            else:
                add_target(city, random, list(city.programmes)[-1], body, helpers)


def add_programme(
    city: City, random: np.random.Generator, lead: str, function: str, helpers: Sequence[str]
) -> str:
    """Add a running programme with two bodies that help to carry it out."""
    name = f"programme-{len(city.programmes):04}"
    city.programmes[name] = {
        "id": name, "name_vi": f"Chương trình {name}", "kind": "programme", "lead_org": lead, "status": "active",
        "coordinating_orgs": random.choice(helpers, 2, replace=False).tolist(), "functions": [function],
        "sectors": some_sectors(random), "start_date": "2024",
    }  # fmt: skip
    return name


def add_target(
    city: City, random: np.random.Generator, programme: str, lead: str, helpers: Sequence[str]
) -> Row:
    """Add a target of a programme."""
    name = f"target-{len(city.targets):04}"
    row = {"id": name, "programme_id": programme, "indicator_vi": f"Chỉ tiêu {name}", "unit": "việc",
           "year": "2025", "target_value": "10", "lead_org": lead,
           "coordinating_orgs": [str(random.choice(helpers))]}  # fmt: skip
    city.targets.append(row)
    return row


def _published(city: City, n: int) -> None:
    random = city.random("published")
    rows = [*city.organisations.values(), *city.programmes.values()]
    offered = [code for row in rows if row["kind"] != "startup" for code in row["functions"]]
    firms = city.of("enterprise")
    for i in range(n // 8):
        need = {"id": f"need-{i:04}", "title_vi": f"Bài toán {i}", "posted_by": str(random.choice(firms)),
                "sectors": some_sectors(random), "functions": [str(random.choice(offered))],
                "status": "open"}  # fmt: skip
        city.needs.append(need)
    for chain in ("competition", "research"):
        value = n
        for rank in range(1, 6):
            label = {"label_vi": f"Bước {rank}", "label_en": f"Step {rank}"}
            city.chains.append(
                {"chain": chain, "rank": str(rank), "value": str(value), "year": "2025", **label}
            )
            value = int(random.binomial(value, 0.7))
    for kind, count in sorted(
        pd.Series([row["kind"] for row in city.organisations.values()]).value_counts().items()
    ):
        city.totals.append({"code": f"all-{str(kind).replace('_', '-')}", "label_vi": kind, "label_en": kind,
                            "value": str(count), "as_of": "2025", "kind": kind})  # fmt: skip


def healthy(city: City, organisations: int, scarce: bool = False) -> None:
    """Fill a city with about so many organisations; `scarce`: start-ups are seldom named, and some not listed."""
    _sources(city)
    _actors(city, organisations)
    _places(city)
    _naming(city, scarce)
    _house_ties(city)
    _support_ties(city)
    _duties(city)
    _published(city, organisations)
