"""From a folder or a workbook to a snapshot; nothing is loaded by half."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa

from ecomap.ecosystem import Ecosystem, first_day, last_day
from ecomap.places import LONLAT, outside_ward, place
from ecomap.region import Region
from ecomap.store import open_store
from ecomap.tables import TABLES, DataError, Problem, RawTable, check_tables, split_list


def check(source: str | Path) -> list[Problem]:
    """Return every problem of the data at a path (a folder of tables or a workbook); none means it loads."""
    return _build(source)[1]


def load(source: str | Path) -> Ecosystem:
    """Load and validate an ecosystem.

    Parameters
    ----------
    source : path
        A folder of CSV tables with ``region.toml``, or an Excel workbook with one sheet a table.

    Returns
    -------
    Ecosystem

    Raises
    ------
    DataError
        If anything is wrong with the data; it carries all problems. Nothing is loaded by half.

    Examples
    --------
    >>> import ecomap
    >>> huế = ecomap.load("data/")
    >>> huế.organisations.loc["dai-hoc-hue", "kind"]
    'university'
    """
    ecosystem, problems = _build(source)
    if ecosystem is None:
        raise DataError(problems)
    return ecosystem


def _build(source: str | Path) -> tuple[Ecosystem | None, list[Problem]]:
    try:
        contents = open_store(source).read()
    except DataError as error:
        return None, list(error.problems)
    if not contents.tables and any(problem.is_error for problem in contents.problems):
        return None, contents.problems
    bounds = contents.region.country_bounds if contents.region else None
    frames, problems = check_tables(
        contents.tables, {"country_bounds": bounds} if bounds else None, contents.unread
    )
    problems = contents.problems + problems
    if any(problem.is_error for problem in problems) or contents.region is None or contents.shapes is None:
        return None, problems
    problems += _without_shape(frames["wards"]["code"], contents.shapes, contents.tables["wards"])
    ecosystem = assemble(frames, contents.region, contents.shapes)
    return ecosystem, problems + _misplaced(ecosystem, contents.tables["organisations"])


def _rows(raw: RawTable, key: str) -> dict[str, int]:
    """Return the position of each record in the table as it was read."""
    return {name: row for row, name in enumerate(raw.frame[key].str.strip())}


def _without_shape(codes: pd.Series, shapes: gpd.GeoSeries, raw: RawTable) -> list[Problem]:
    missing = codes[~codes.isin(shapes.index)]
    rows = _rows(raw, "code") if len(missing) else {}
    return [raw.problem("ward_without_shape", rows.get(code), "code", code) for code in missing]


def _misplaced(ecosystem: Ecosystem, raw: RawTable) -> list[Problem]:
    far = outside_ward(ecosystem.organisations, ecosystem.wards.geometry, ecosystem.region.crs)
    rows = _rows(raw, "id") if len(far) else {}
    wards = ecosystem.organisations["ward_code"]
    return [
        raw.problem(
            "outside_ward", rows.get(str(i)), "ward_code", wards[i], km=f"{m / 1000:.1f}", ward=wards[i]
        )
        for i, m in far.items()
    ]


def assemble(tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> Ecosystem:
    """Make a snapshot of validated tables, as `ecomap.tables.check_tables` gives them.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        One frame for each of `ecomap.tables.TABLES`.
    region : Region
    shapes : GeoSeries
        Ward polygons in EPSG:4326, indexed by code.
    """
    organisations = tables["organisations"].set_index("id")
    organisations["in_region"] = organisations["province"].eq(region.province).fillna(False).astype(bool)
    wards = tables["wards"].set_index("code")
    return Ecosystem(
        region=region,
        version=_version(tables, region, shapes),
        organisations=place(organisations, shapes),
        programmes=tables["programmes"].set_index("id"),
        ties=_ties(tables),
        wards=gpd.GeoDataFrame(wards, geometry=shapes.reindex(wards.index).array, crs=LONLAT),
        tables=tables,
    )


def _version(tables: Mapping[str, pd.DataFrame], region: Region, shapes: gpd.GeoSeries) -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in TABLES:
        columns = [pa.array(cells, from_pandas=True) for _, cells in tables[name].items()]
        columns = [
            cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells for cells in columns
        ]
        sink = pa.BufferOutputStream()
        batch = pa.record_batch(columns, names=list(tables[name].columns))
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        digest.update(name.encode())
        digest.update(memoryview(sink.getvalue()))
    digest.update(region.toml.strip().encode())
    for code, wkb in sorted(shapes.to_wkb().items()):
        digest.update(str(code).encode() + wkb)
    return digest.hexdigest()


def _ties(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    relations, roles = tables["relations"], _roles(tables["programmes"])
    ties = pd.concat([relations, roles], ignore_index=True)
    key = ties["source"] + "|" + ties["type"] + "|" + ties["target"] + "|" + ties["start_date"].fillna("")
    added = {
        "origin": pd.array(["relation"] * len(relations) + ["role"] * len(roles), dtype="str"),
        "start_on": first_day(ties["start_date"]),
        "end_on": last_day(ties["end_date"]),
    }
    return pd.concat([ties, pd.DataFrame(added)], axis=1).set_index(pd.Index(key, name="id"))


def _roles(programmes: pd.DataFrame) -> pd.DataFrame:
    """Return the leading and coordinating bodies of programmes as ties, for as long as the programme runs."""
    shared = ["id", "start_date", "end_date", "source_ids"]
    cells = [programmes[name].tolist() for name in ("lead_org", "coordinating_orgs", *shared)]
    rows = [
        (source, kind, *rest)
        for lead, others, *rest in zip(*cells, strict=True)
        for kind, cell in (("leads", lead), ("coordinates", others))
        for source in split_list(cell if isinstance(cell, str) else "")
    ]
    return pd.DataFrame(rows, columns=["source", "type", "target", *shared[1:]], dtype="str")
