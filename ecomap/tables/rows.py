"""Rules that look at several cells of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ecomap.vocabulary import ROLE_TYPES, SUBKINDS

POINT_PRECISIONS = ("address", "street")


@dataclass(frozen=True)
class RowFault:
    """Rows that break one rule.

    Parameters
    ----------
    column : str
        The column to point at.
    rows : list of int
        Positions of the rows.
    details : mapping
        Values for the sentence, the same in all rows.
    shown : mapping
        Placeholders of the sentence that are filled from another column of the row.
    """

    rule: str
    column: str
    rows: list[int]
    details: Mapping[str, object] = field(default_factory=dict)
    shown: Mapping[str, str] = field(default_factory=dict)


RowRule = Callable[[pd.DataFrame, Mapping[str, Any]], Iterator[RowFault]]


def _where(wrong: pd.Series) -> list[int]:
    return [int(row) for row in np.flatnonzero(wrong.to_numpy(dtype=bool, na_value=False))]


_SUBKINDS_OF_KINDS = [f"{kind}.{subkind}" for kind, subkinds in SUBKINDS.items() for subkind in subkinds]


def _subkinds(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    kinds = frame["kind"]
    given = frame["subkind"].notna() & kinds.isin(list(SUBKINDS))
    wrong = given & ~(kinds + "." + frame["subkind"]).isin(_SUBKINDS_OF_KINDS)
    for kind in kinds[wrong].unique():
        allowed = ", ".join(SUBKINDS[kind])
        yield RowFault(
            "wrong_subkind", "subkind", _where(wrong & (kinds == kind)), {"kind": kind, "allowed": allowed}
        )


def _points(frame: pd.DataFrame, settings: Mapping[str, Any]) -> Iterator[RowFault]:
    lat, lon = frame["lat"], frame["lon"]
    west, south, east, north = settings.get("country_bounds", (-180, -90, 180, 90))
    given = lat.notna() & lon.notna()
    inside = lat.between(south, north) & lon.between(west, east)
    # A latitude of 107 fails its own bound already; the swap is the useful thing to say of both cells.
    swapped = given & ~inside & lon.between(south, north) & lat.between(west, east)
    both = {"lat": "lat", "lon": "lon"}
    yield RowFault("half_point", "lat", _where(lat.isna() != lon.isna()))
    yield RowFault("swapped_coordinates", "lat", _where(swapped), shown=both)
    yield RowFault("outside_country", "lat", _where(given & ~inside & ~swapped), shown=both)
    precise = frame["geo_precision"].isin(POINT_PRECISIONS)
    yield RowFault("point_without_precision", "geo_precision", _where(precise & ~given))
    yield RowFault(
        "ward_without_code",
        "ward_code",
        _where((frame["geo_precision"] == "ward") & frame["ward_code"].isna()),
    )


def _ties(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    yield RowFault("self_tie", "target", _where(frame["source"] == frame["target"]))
    yield RowFault("role_type", "type", _where(frame["type"].isin(ROLE_TYPES)))


def _intervals(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    both = frame.index[frame["start_date"].notna() & frame["end_date"].notna()]
    pairs = zip(both.tolist(), frame["start_date"][both], frame["end_date"][both], strict=True)
    # Dates may be a year only: compare as far as both are known, so 2020-05 to 2020 is no contradiction.
    wrong = [
        row
        for row, start, end in pairs
        if (start + end).replace("-", "").isdigit() and end[: len(start)] < start[: len(end)]
    ]
    yield RowFault("end_before_start", "end_date", wrong, shown={"start": "start_date"})


ROW_RULES: Mapping[str, Sequence[RowRule]] = {
    "organisations": (_subkinds, _points),
    "relations": (_ties, _intervals),
    "programmes": (_intervals,),
    "official_totals": (_subkinds,),
}
