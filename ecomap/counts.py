"""The one place that counts: every view takes its totals from here, so no two can differ."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.tables import TABLES, split_list


@dataclass(frozen=True)
class Totals:
    """Rows of a snapshot. ``placed_*`` and ``unplaced`` add up to the organisations of the region."""

    organisations: int
    in_region: int
    elsewhere: int
    programmes: int
    ties: int
    undated_ties: int
    sources: int
    placed_point: int
    placed_ward: int
    unplaced: int
    targets: int
    needs: int


def totals(ecosystem: Ecosystem) -> Totals:
    """Count the rows of a snapshot.

    ``sources`` are the publications that the organisations, programmes and ties of this snapshot rest on.
    """
    organisations = ecosystem.organisations
    here = organisations[organisations["in_region"]]
    placed = here["placed"].value_counts()
    return Totals(
        organisations=len(organisations),
        in_region=len(here),
        elsewhere=len(organisations) - len(here),
        programmes=len(ecosystem.programmes),
        ties=len(ecosystem.ties),
        undated_ties=int(ecosystem.ties["start_on"].isna().sum()),
        sources=len(sources_of(ecosystem.organisations, ecosystem.programmes, ecosystem.ties)),
        placed_point=int(placed.get("point", 0)),
        placed_ward=int(placed.get("ward", 0)),
        unplaced=int(placed.get("none", 0)),
        targets=len(ecosystem.targets),
        needs=len(ecosystem.needs),
    )


def sources_of(*frames: pd.DataFrame, placing: bool = False) -> set[str]:
    """Return the ids of the sources that the rows of frames with ``source_ids`` rest on.

    With `placing`, those that only say where an organisation is (``geo_source_ids``) are among them. They stand
    apart since a new list of addresses makes no other fact new.
    """
    columns = ("source_ids", "geo_source_ids") if placing else ("source_ids",)
    return {
        source
        for frame in frames
        for column in columns
        if column in frame
        for cell in frame[column].dropna().unique()
        for source in split_list(cell)
    }


def count_by(ecosystem: Ecosystem, column: str, table: str = "organisations") -> pd.Series:
    """Count rows by a code.

    A list column counts a row once for each of its items, so the counts may add up to more than the rows.

    Parameters
    ----------
    column : str
        Column of the table.
    table : {"organisations", "programmes", "ties"}

    Returns
    -------
    Series of int
        Indexed by code, largest first, ties by code. Rows without a value are not counted.
    """
    known = TABLES[table].by_name if table in TABLES else {}
    is_list = column in known and known[column].type == "list"
    values = ecosystem.tags(table, column) if is_list else getattr(ecosystem, table)[column].dropna()
    counts = values.value_counts()
    return counts.iloc[np.lexsort((counts.index.to_numpy(dtype=str), -counts.to_numpy()))].rename("n")


def coverage(ecosystem: Ecosystem) -> pd.DataFrame:
    """Hold the organisations listed against the totals the State publishes.

    Returns
    -------
    DataFrame
        The rows of ``official_totals`` with ``listed`` (Int64; organisations of the region that fit the
        same definition, missing where the total has no counterpart in a list) and ``share`` (listed / value,
        may exceed 1). A share says how complete the list is, not how many organisations there are today: the
        total has its own date.
    """
    listed = [_listed(ecosystem, row) for row in ecosystem.official_totals.to_dict("records")]
    frame = ecosystem.official_totals.assign(listed=pd.array(listed, dtype="Int64"))
    return frame.assign(share=frame["listed"].astype("float64") / frame["value"].where(frame["value"] > 0))


def _listed(ecosystem: Ecosystem, total: Mapping[Hashable, object]) -> int | None:
    wanted = {
        name: total[name] for name in ("kind", "subkind", "sectors", "status") if isinstance(total[name], str)
    }
    if not wanted:
        return None
    organisations = ecosystem.organisations
    kept = organisations["in_region"].to_numpy().copy()
    for name, value in wanted.items():
        if name == "sectors":
            tags = ecosystem.tags("organisations", "sectors")
            kept &= organisations.index.isin(tags.index[tags.isin(split_list(str(value)))])
        else:
            kept &= (organisations[name] == value).fillna(False).to_numpy(dtype=bool)
    return int(kept.sum())
