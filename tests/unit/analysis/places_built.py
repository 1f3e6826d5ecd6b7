"""Small cities on a grid of square wards, for tests of distances."""

from __future__ import annotations

import json
from pathlib import Path

import factory
from built import Row, organisation

import ecomap

STEP = 0.1  # degrees: a ward is about 10.7 km wide and 11.1 km high
WEST, SOUTH = 107.0, 16.0
STAGES = ("idea", "prototype", "seed", "growth")


def code(column: int, row: int = 0) -> str:
    return f"w{column}-{row}"


def support(node_id: str, ward: str = "", at: tuple[float, float] | None = None, **cells: str) -> Row:
    """Return a support organisation known by its ward, or at a position inside it (shares of its width)."""
    if at is not None:
        column, row = (int(part) for part in ward[1:].split("-"))
        lon, lat = WEST + (column + at[0]) * STEP, SOUTH + (row + at[1]) * STEP
        cells |= {"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "geo_precision": "address"}
    elif ward:
        cells |= {"geo_precision": "ward"}
    return organisation(node_id, "support_org", "incubator", ward_code=ward, **cells)


def city(
    folder: Path, columns: int, rows: int = 1, population: dict[str, int] | int = 1000, **tables: list[Row]
) -> ecomap.Ecosystem:
    """Load a city of `columns` by `rows` wards with these tables; the others are empty."""
    data: dict[str, list[Row]] = {name: tables.get(name, []) for name in factory.rows()}
    data["sources"] = factory.rows()["sources"]
    data["sectors"] = [
        {"code": f"s{i}", "label_vi": f"Ngành {i}", "label_en": f"Sector {i}"} for i in range(8)
    ]
    data["functions"] = [
        {"code": name, "label_vi": name, "label_en": name} for name in ("incubation", "finance", "lab")
    ]
    data["stages"] = [
        {"code": stage, "label_vi": f"Chặng {stage}", "label_en": stage.title(), "rank": str(rank)}
        for rank, stage in enumerate(STAGES, start=1)
    ]
    data["wards"], features = [], []
    for column in range(columns):
        for row in range(rows):
            ward, x, y = code(column, row), WEST + column * STEP, SOUTH + row * STEP
            people = population if isinstance(population, int) else population.get(ward)
            cells = {"code": ward, "name": f"Số {column}{row}", "type": "Phường", "source_ids": "S1"}
            data["wards"].append(cells | ({} if people is None else {"population": str(people)}))
            ring = [[x, y], [x + STEP, y], [x + STEP, y + STEP], [x, y + STEP], [x, y]]
            shape = {"type": "Polygon", "coordinates": [ring]}
            features.append({"type": "Feature", "properties": {"code": ward}, "geometry": shape})
    if not features:  # a layer needs a shape to have a code; it is of no ward
        ring = [[WEST, SOUTH], [WEST + STEP, SOUTH], [WEST, SOUTH + STEP], [WEST, SOUTH]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": "none"}, "geometry": shape})
    shapes = json.dumps({"type": "FeatureCollection", "features": features})
    return ecomap.load(factory.write(folder, data, {"wards.geojson": shapes}))
