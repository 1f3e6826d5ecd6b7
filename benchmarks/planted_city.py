"""A city in the making: rows that are changed until they are made a snapshot, and the gaps planted in them."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ecomap.analysis.finding import Finding
from ecomap.ecosystem import Ecosystem
from ecomap.loading import assemble
from ecomap.region import read_region
from ecomap.tables import TABLES, DataError, RawTable, check_tables

Row = dict[str, Any]

PROVINCE = "Thành phố Thử"
REGION = f'province = "{PROVINCE}"\ncrs = "EPSG:32648"\n[name]\nvi = "Thử"\nen = "Trial"\n'
SECTORS = {"s1": 0.25, "s2": 0.19, "s3": 0.14, "s4": 0.12, "s5": 0.1, "s6": 0.08, "s7": 0.07, "s8": 0.05}
RARE_SECTORS = tuple(f"r{i}" for i in range(6))
"""Nobody works in them unless a missing pair is planted there."""
FUNCTIONS = ("incubation", "finance", "lab", "research", "market", "mentoring", "legal_ip", "coworking",
             "training", "tech_transfer", "network", "public_support")  # fmt: skip
STAGES = ("idea", "prototype", "pre_seed", "seed", "early_growth", "growth", "mature")
HOUSES = ("startup", "enterprise", "university", "research_institute", "government")
COLUMNS, ROWS, STEP, WEST, SOUTH = 7, 6, 0.06, 107.2, 16.2
"""Square wards of 0.06 degrees: about 6.4 by 6.6 km."""
PUBLISHERS = ("Sở A", "Báo B", "Hội C", "Viện D")


@dataclass(frozen=True)
class Gap:
    """A gap that was planted.

    Attributes
    ----------
    kind, name : str
    signs : tuple of str
        Patterns (`fnmatch`) of finding ids; one finding that fits any of them finds the gap.
    follows : tuple of str
        Patterns of findings that are true as a consequence.
    """

    kind: str
    name: str
    signs: tuple[str, ...]
    follows: tuple[str, ...] = ()

    def found(self, findings: Iterable[Finding]) -> bool:
        """Tell whether a finding says it."""
        return any(fnmatchcase(finding.id, sign) for finding in findings for sign in self.signs)

    def explains(self, finding: Finding) -> bool:
        """Tell whether a finding is true because of this gap."""
        return any(fnmatchcase(finding.id, sign) for sign in self.signs + self.follows)


@dataclass
class City:
    """Rows in the making; list cells are lists until `assembled`."""

    seed: int
    spread: float = 1.0
    organisations: dict[str, Row] = field(default_factory=dict)
    ties: list[Row] = field(default_factory=list)
    programmes: dict[str, Row] = field(default_factory=dict)
    targets: list[Row] = field(default_factory=list)
    needs: list[Row] = field(default_factory=list)
    chains: list[Row] = field(default_factory=list)
    totals: list[Row] = field(default_factory=list)
    ratios: list[Row] = field(default_factory=list)
    sources: dict[str, Row] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    really: dict[str, int] = field(default_factory=dict)

    def random(self, purpose: str) -> np.random.Generator:
        """Return a stream of its own for each purpose, so that a planted gap changes nothing else."""
        return np.random.default_rng([self.seed, zlib.crc32(purpose.encode())])

    def of(self, *kinds: str) -> list[str]:
        """Return the ids of organisations of some kinds."""
        return [i for i, row in self.organisations.items() if row["kind"] in kinds]

    def tie(self, source: str, target: str, kind: str) -> None:
        """Add a tie."""
        self.ties.append({"source": source, "target": target, "type": kind})

    def neighbours(self) -> dict[str, set[str]]:
        """Return who has a tie with whom."""
        near: dict[str, set[str]] = {}
        for tie in self.ties:
            near.setdefault(tie["source"], set()).add(tie["target"])
            near.setdefault(tie["target"], set()).add(tie["source"])
        return near


def ward(column: int, row: int) -> str:
    """Return the code of a ward."""
    return f"w{column}{row}"


# From rows to a snapshot.


def _wards(random: np.random.Generator) -> tuple[list[Row], gpd.GeoSeries]:
    rows, shapes = [], {}
    for column in range(COLUMNS):
        for line in range(ROWS):
            code, x, y = ward(column, line), WEST + column * STEP, SOUTH + line * STEP
            shapes[code] = shapely.box(x, y, x + STEP, y + STEP)
            people = str(random.integers(10_000, 30_000))
            rows.append({"code": code, "name": f"Số {column}{line}", "type": "Phường", "population": people})
    return rows, gpd.GeoSeries(shapes, crs="EPSG:4326")


def _codes(codes: Iterable[str]) -> list[Row]:
    return [{"code": code, "label_vi": f"Mã {code}", "label_en": f"Code {code}"} for code in codes]


def assembled(city: City) -> Ecosystem:
    """Validate the rows and make a snapshot, in memory.

    Raises
    ------
    DataError
        If a row breaks a rule of the tables.
    """
    wards, shapes = _wards(city.random("wards"))
    ties = {(tie["source"], tie["type"], tie["target"]): tie for tie in city.ties}
    rows: dict[str, list[Row]] = {
        "organisations": list(city.organisations.values()), "relations": list(ties.values()),
        "programmes": list(city.programmes.values()), "targets": city.targets, "needs": city.needs,
        "chains": city.chains, "official_totals": city.totals, "national_ratios": city.ratios,
        "sources": list(city.sources.values()), "wards": wards,
        "sectors": _codes([*SECTORS, *RARE_SECTORS, "cross_sector"]), "functions": _codes(FUNCTIONS),
        "stages": [{**row, "rank": str(rank)} for rank, row in enumerate(_codes(STAGES))],
    }  # fmt: skip
    raws = {name: _raw(name, rows.get(name, [])) for name in TABLES}
    frames, problems = check_tables(raws)
    region, more = read_region(REGION)
    if region is None or any(problem.is_error for problem in [*problems, *more]):
        raise DataError([*problems, *more])
    return assemble(frames, region, shapes)


def _raw(name: str, rows: list[Row]) -> RawTable:
    columns = [column.name for column in TABLES[name].columns]
    always = {"source_ids": "new-0-0", "confidence": "high"}
    cells = [
        [";".join(cell) if isinstance(cell, list) else (cell or None) for cell in
         (row.get(column, always.get(column)) for column in columns)]
        for row in rows
    ]  # fmt: skip
    return RawTable(name, pd.DataFrame(cells, columns=columns, dtype="str"))
