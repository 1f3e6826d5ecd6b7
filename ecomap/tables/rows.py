"""Rules that look at several cells of a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ecomap.vocabulary import ROLE_TYPES, SUBKINDS

POINT_PRECISIONS = ("address", "street")


@dataclass(frozen=True)
class RowFault:
    """Rows that break one rule: `values` maps the row position to what stands in `column`."""

    rule: str
    column: str
    values: pd.Series
    details: Mapping[str, object] = field(default_factory=dict)


RowRule = Callable[[pd.DataFrame, Mapping[str, Any]], Iterator[RowFault]]


def _subkinds(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    for kind, rows in frame[frame["subkind"].notna()].groupby("kind"):
        allowed = SUBKINDS.get(str(kind), {})
        wrong = rows.loc[~rows["subkind"].isin(list(allowed)), "subkind"]
        if kind in SUBKINDS and len(wrong):
            yield RowFault("wrong_subkind", "subkind", wrong, {"kind": kind, "allowed": ", ".join(allowed)})


def _single(rule: str, column: str, frame: pd.DataFrame, wrong: pd.Series, *shown: str) -> Iterator[RowFault]:
    """Yield one fault a row, so that its sentence can show the neighbouring cells."""
    for row in frame.index[wrong.fillna(False).astype(bool)]:
        yield RowFault(rule, column, frame.loc[[row], column], {name: frame.at[row, name] for name in shown})


def _points(frame: pd.DataFrame, settings: Mapping[str, Any]) -> Iterator[RowFault]:
    lat, lon = frame["lat"], frame["lon"]
    yield from _single("half_point", "lat", frame, lat.isna() != lon.isna())
    west, south, east, north = settings.get("country_bounds", (-180, -90, 180, 90))
    given = lat.notna() & lon.notna()
    inside = lat.between(south, north) & lon.between(west, east)
    swapped = given & ~inside & lon.between(south, north) & lat.between(west, east)
    # A latitude of 107 fails its own bound already; the swap is the useful thing to say of both cells.
    yield from _single("swapped_coordinates", "lat", frame, swapped, "lat", "lon")
    yield from _single("outside_country", "lat", frame, given & ~inside & ~swapped, "lat", "lon")
    precise = frame["geo_precision"].isin(POINT_PRECISIONS)
    yield RowFault("point_without_precision", "geo_precision", frame.loc[precise & ~given, "geo_precision"])
    by_ward = (frame["geo_precision"] == "ward") & frame["ward_code"].isna()
    yield RowFault("ward_without_code", "ward_code", frame.loc[by_ward, "geo_precision"])


def _ties(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    yield RowFault("self_tie", "target", frame.loc[frame["source"] == frame["target"], "target"])
    yield RowFault("role_type", "type", frame.loc[frame["type"].isin(ROLE_TYPES), "type"])


def _intervals(frame: pd.DataFrame, _: Mapping[str, Any]) -> Iterator[RowFault]:
    start, end = frame["start_date"], frame["end_date"]
    # Dates may be a year only: compare as far as both are known, so 2020-05 to 2020 is no contradiction.
    length = pd.concat([start.str.len(), end.str.len()], axis=1).min(axis=1)
    both = start.notna() & end.notna()
    wrong = pd.Series(False, index=frame.index)
    for size in (4, 7, 10):
        rows = both & (length == size)
        wrong |= rows & (end.str[:size] < start.str[:size]).fillna(False)
    for row in frame.index[wrong]:
        yield RowFault("end_before_start", "end_date", frame.loc[[row], "end_date"], {"start": start[row]})


ROW_RULES: Mapping[str, Sequence[RowRule]] = {
    "organisations": (_subkinds, _points),
    "relations": (_ties, _intervals),
    "programmes": (_intervals,),
}
