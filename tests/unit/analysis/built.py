"""Small ecosystems for tests of findings, built row by row."""

from __future__ import annotations

from pathlib import Path

import factory

import ecomap

Row = dict[str, str]
FUNCTIONS = ("incubation", "finance", "lab", "research", "market", "mentoring", "legal_ip")


def organisation(node_id: str, kind: str, subkind: str, **cells: str) -> Row:
    always = {
        "name_vi": f"Tên {node_id}", "name_en": f"Name {node_id}", "status": "active",
        "geo_precision": "none",
        "source_ids": "S1", "confidence": "high", "province": "Thành phố Huế",
    }  # fmt: skip
    return {"id": node_id, "kind": kind, "subkind": subkind, **always, **cells}


def startups(n: int, sector: str = "s1", prefix: str = "su", **cells: str) -> list[Row]:
    return [
        organisation(f"{prefix}-{sector}-{i}", "startup", "company", sectors=sector, **cells)
        for i in range(n)
    ]


def bodies(n: int, sector: str, function: str, prefix: str = "b", **cells: str) -> list[Row]:
    always = {"sectors": sector, "functions": function, **cells}
    names = [f"{prefix}-{sector}-{function}-{i}".replace(";", "-").replace("_", "-") for i in range(n)]
    return [organisation(name, "support_org", "service", **always) for name in names]


def tie(source: str, target: str, kind: str, **cells: str) -> Row:
    return {
        "source": source,
        "target": target,
        "type": kind,
        "source_ids": "S1",
        "confidence": "high",
        **cells,
    }


def programme(node_id: str, **cells: str) -> Row:
    always = {
        "name_vi": f"Chương trình {node_id}",
        "kind": "programme",
        "status": "active",
        "source_ids": "S2",
    }
    return {"id": node_id, **always, **cells}


def target(node_id: str, **cells: str) -> Row:
    always = {"indicator_vi": f"Chỉ tiêu {node_id}", "unit": "việc", "year": "2025"}
    always |= {"target_value": "10", "source_ids": "S1"}
    return {"id": node_id, **always, **cells}


def need(node_id: str, **cells: str) -> Row:
    return {"id": node_id, "title_vi": f"Cần {node_id}", "status": "open", "source_ids": "S1", **cells}


RATIOS = [
    {
        "role": role,
        "label_vi": role,
        "label_en": role,
        "actors": actors,
        "startups": "4000",
        "source_ids": "S2",
    }
    for role, actors in (("venture", "208"), ("incubation", "100"), ("coworking", "202"))
]


def build(folder: Path, sectors: int = 3, **tables: list[Row]) -> ecomap.Ecosystem:
    """Load an ecosystem with these rows; tables not given are empty, codes are those of the tests."""
    data = factory.rows()
    for name in data:
        if name not in {"wards", "sources", "stages"}:
            data[name] = tables.get(name, [])
    codes = [f"s{i + 1}" for i in range(sectors)] + ["cross_sector"]
    data["sectors"] = [
        {"code": code, "label_vi": f"Ngành {code}", "label_en": f"Sector {code}"} for code in codes
    ]
    if "functions" not in tables:
        data["functions"] = [
            {"code": code, "label_vi": f"Việc {code}", "label_en": f"Function {code}"} for code in FUNCTIONS
        ]
    return ecomap.load(factory.write(folder, data))
