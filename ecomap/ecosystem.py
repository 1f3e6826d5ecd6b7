"""The snapshot every analysis and every view stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from itertools import chain

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from ecomap import search
from ecomap.filters import Filters
from ecomap.region import Region
from ecomap.tables import split_list


@dataclass(frozen=True, eq=False, repr=False)
class Ecosystem:
    """An innovation ecosystem at one version: validated tables and the network made of them.

    It is never changed: `at` and `select` return other snapshots. Same version, same figures.

    Attributes
    ----------
    region : Region
        Settings of the city.
    version : str
        Hash of the content (with a suffix for a part of it). Row order does not matter to it.
    organisations : GeoDataFrame
        Indexed by id, EPSG:4326. Missing values are NaN; lists stay text joined by ``;`` (see `tags`).
        Derived: ``in_region`` (bool), ``placed`` and ``geometry`` (see `ecomap.places.place`: only
        ``placed == "point"`` is a true position).
    programmes : DataFrame
        Indexed by id.
    ties : DataFrame
        Indexed by ``source|type|target|start_date``. The relations table and, with ``origin == "role"``, the
        leading and coordinating bodies of programmes. ``start_on`` is the earliest day a tie may have begun,
        ``end_on`` the latest day it may have ended (NaT: not known or not ended).
    wards : GeoDataFrame
        Indexed by code, EPSG:4326.
    tables : mapping of str to DataFrame
        All tables as validated, in file form; what is not an attribute is read from here.
    undated : int
        For a snapshot made by `at`: ties kept although no source dates their start.
    """

    region: Region
    version: str
    organisations: gpd.GeoDataFrame
    programmes: pd.DataFrame
    ties: pd.DataFrame
    wards: gpd.GeoDataFrame
    tables: Mapping[str, pd.DataFrame]
    undated: int = 0
    _tags: dict[tuple[str, str], pd.Series] = field(default_factory=dict, init=False)

    def __getstate__(self) -> dict[str, object]:
        """Travel to another process without what can be derived again there, such as the search index."""
        return {part.name: getattr(self, part.name) for part in fields(self) if part.init} | {"_tags": {}}

    def __repr__(self) -> str:
        return (
            f"<Ecosystem {self.region.name.vi} {self.version}: {len(self.organisations)} organisations, "
            f"{len(self.programmes)} programmes, {len(self.ties)} ties>"
        )

    # Tables that are the same in every part of a snapshot.

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Targets of programmes, indexed by id."""
        return self.tables["targets"].set_index("id")

    @cached_property
    def needs(self) -> pd.DataFrame:
        """Problems put out to solvers, indexed by id."""
        return self.tables["needs"].set_index("id")

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Indicators such as PII and their parts, indexed by code."""
        return self.tables["indicators"].set_index("code")

    @property
    def indicator_values(self) -> pd.DataFrame:
        """Values of the indicators: code, locality, year, value, score, rank."""
        return self.tables["indicator_values"]

    @cached_property
    def sources(self) -> pd.DataFrame:
        """Publications every statement rests on, indexed by id."""
        return self.tables["sources"].set_index("id")

    @cached_property
    def sectors(self) -> pd.DataFrame:
        """Sectors with labels, indexed by code."""
        return self.tables["sectors"].set_index("code")

    @cached_property
    def stages(self) -> pd.DataFrame:
        """Stages of a start-up with labels and rank, indexed by code."""
        return self.tables["stages"].set_index("code")

    @cached_property
    def functions(self) -> pd.DataFrame:
        """Support functions with labels, indexed by code."""
        return self.tables["functions"].set_index("code")

    @cached_property
    def agencies(self) -> pd.DataFrame:
        """State bodies with duties in the ecosystem, indexed by organisation id."""
        return self.tables["agencies"].set_index("org_id")

    @cached_property
    def official_totals(self) -> pd.DataFrame:
        """Totals the State publishes, indexed by code."""
        return self.tables["official_totals"].set_index("code")

    @cached_property
    def national_ratios(self) -> pd.DataFrame:
        """National numbers of actors and start-ups to compare with, indexed by role."""
        return self.tables["national_ratios"].set_index("role")

    @cached_property
    def chains(self) -> pd.DataFrame:
        """Published counts step by step, indexed by ``chain|rank`` in the order of the steps."""
        steps = self.tables["chains"]
        return steps.set_axis(
            pd.Index(steps["chain"] + "|" + steps["rank"].astype("str"), name="id", dtype="str"), axis=0
        )

    @cached_property
    def former_ids(self) -> pd.Series:
        """Current id for each id a record once had."""
        return self.tables["former_ids"].set_index("former_id")["id"]

    # The network.

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The network: organisations and programmes as nodes, ties as edges keyed by their id. It is frozen.

        Nodes carry ``node_type`` (``"organisation"`` or ``"programme"``) and ``kind``; edges carry ``type``,
        ``start_date`` and ``end_date`` (text or None).
        """
        graph = nx.MultiDiGraph()
        kinds = self.organisations["kind"]
        graph.add_nodes_from(
            (i, {"node_type": "organisation", "kind": k}) for i, k in zip(kinds.index, kinds, strict=True)
        )
        graph.add_nodes_from(
            (i, {"node_type": "programme", "kind": "programme"}) for i in self.programmes.index
        )
        ties = self.ties
        columns = [
            ties[name].astype(object).where(ties[name].notna(), None) for name in ("start_date", "end_date")
        ]
        graph.add_edges_from(
            (source, target, key, {"type": kind, "start_date": start, "end_date": end})
            for source, target, key, kind, start, end in zip(
                ties["source"], ties["target"], ties.index, ties["type"], *columns, strict=True
            )
        )
        return nx.freeze(graph)

    # Looking things up.

    @cached_property
    def index(self) -> search.Index:
        """Search index over organisations and programmes, their former names and places."""
        return search.build_index(_documents(self))

    def __contains__(self, node_id: object) -> bool:
        return node_id in self.organisations.index or node_id in self.programmes.index

    def resolve(self, node_id: str) -> str | None:
        """Return the current id for an id, which may be a former one; None if there is no such record."""
        current = node_id if node_id in self else self.former_ids.get(node_id)
        return str(current) if current in self else None

    def name(self, node_id: str, lang: str = "vi") -> str:
        """Return the full name of an organisation or programme; English falls back to Vietnamese.

        Raises
        ------
        KeyError
            If the snapshot has no such node.
        """
        vi, en = self._names[node_id]
        return en if lang == "en" and en == en and en else vi

    @cached_property
    def _names(self) -> dict[str, tuple[str, str]]:
        frames = (self.organisations, self.programmes)
        return {
            i: (vi, en) for f in frames for i, vi, en in zip(f.index, f["name_vi"], f["name_en"], strict=True)
        }

    def tags(self, table: str, column: str) -> pd.Series:
        """Return a list column in long form: one item a row, once each, indexed by the key of the record.

        Parameters
        ----------
        table : {"organisations", "programmes", "needs", "targets", "wards"}
        column : str
            A list column such as ``"sectors"`` or ``"source_ids"``.
        """
        key = (table, column)
        if key not in self._tags:
            cells = getattr(self, table)[column].dropna()
            items = [split_list(cell) for cell in cells]
            ids = cells.index.repeat([len(item) for item in items])
            self._tags[key] = pd.Series([*chain.from_iterable(items)], index=ids, name=column, dtype="str")
        return self._tags[key]

    # Parts of the snapshot.

    def at(self, when: date) -> Ecosystem:
        """Return the ecosystem as it stood on a day; see `during`."""
        return self.during(when, when)

    def during(self, first: date, last: date) -> Ecosystem:
        """Return what there was at any time from one day to another.

        Organisations founded and programmes begun later are left out with their ties, as are programmes and ties
        ended before and ties begun later. What no source dates is kept, since unknown is not "later"; `undated`
        counts such ties. A date known by year only counts from the first day of the year, and to its last. When an
        organisation ceased is not recorded, so it stays.
        """
        start, end = pd.Timestamp(first), pd.Timestamp(last)
        organisations = self.organisations[~(self.organisations["founded_year"] > last.year).fillna(False)]
        begun, ended = first_day(self.programmes["start_date"]), last_day(self.programmes["end_date"])
        programmes = self.programmes[~(begun > end) & ~(ended < start)]
        ties = self.ties[~(self.ties["start_on"] > end) & ~(self.ties["end_on"] < start)]
        suffix = f"{first.isoformat()}~{last.isoformat()}"
        return self._part(organisations, programmes, ties, suffix, dated=True)

    def select(self, filters: Filters) -> Ecosystem:
        """Return the part of the ecosystem that filters keep.

        Ties are kept if both ends are. Programmes are kept if chosen, or else if they are tied to a kept
        organisation or (when only words narrow) found by the words themselves.
        """
        if not filters:
            return self
        whole = self.during(date(filters.year, 1, 1), date(filters.year, 12, 31)) if filters.year else self
        ties = whole.ties
        if filters.tie_types:
            ties = ties[_among(ties["type"], filters.tie_types)]
        if filters.confidences:
            ties = ties[_among(ties["confidence"], filters.confidences) | _among(ties["origin"], ("role",))]
        found = self.index.ids(filters.words) if filters.words else set()
        organisations = whole.organisations[whole._organisations_kept(filters, ties, found)]
        programmes = whole._programmes_kept(filters, ties, organisations.index, found)
        digest = hashlib.blake2b(repr(filters.without_year()).encode(), digest_size=6).hexdigest()
        return whole._part(organisations, programmes, ties, digest, dated=bool(filters.year or self.undated))

    def _organisations_kept(self, filters: Filters, ties: pd.DataFrame, found: set[str]) -> NDArray[np.bool_]:
        organisations = self.organisations
        kept = np.ones(len(organisations), dtype=bool)
        for name, column in _CODE_COLUMNS.items():
            if values := getattr(filters, name):
                kept &= _among(organisations[column], values)
        if filters.subkinds:
            kept &= _among(organisations["kind"] + "." + organisations["subkind"], filters.subkinds)
        for name in ("sectors", "functions"):
            if values := getattr(filters, name):
                tags = self.tags("organisations", name)
                kept &= _among(organisations.index, tags.index[_among(tags, values)])
        if filters.place:
            kept &= organisations["in_region"].to_numpy() == (filters.place == "in")
        if filters.tie_types:
            kept &= _among(organisations.index, _ends(ties))
        if filters.programmes:
            near = ties[
                _among(ties["source"], filters.programmes) | _among(ties["target"], filters.programmes)
            ]
            kept &= _among(organisations.index, _ends(near))
        if filters.words:
            kept &= _among(organisations.index, found)
        return kept

    def _programmes_kept(
        self, filters: Filters, ties: pd.DataFrame, organisations: pd.Index, found: set[str]
    ) -> pd.DataFrame:
        programmes = self.programmes
        if filters.programmes:
            return programmes[_among(programmes.index, filters.programmes)]
        if filters == Filters(year=filters.year):
            return programmes
        tied = _among(
            programmes.index,
            _ends(ties[_among(ties["source"], organisations) | _among(ties["target"], organisations)]),
        )
        if filters == Filters(words=filters.words, year=filters.year):
            return programmes[tied | _among(programmes.index, found)]
        return programmes[tied]

    def _part(
        self,
        organisations: gpd.GeoDataFrame,
        programmes: pd.DataFrame,
        ties: pd.DataFrame,
        suffix: str,
        dated: bool,
    ) -> Ecosystem:
        nodes = organisations.index.append(programmes.index)
        ties = ties[_among(ties["source"], nodes) & _among(ties["target"], nodes)]
        return replace(
            self,
            version=f"{self.version}+{suffix}",
            organisations=organisations,
            programmes=programmes,
            ties=ties,
            undated=int(ties["start_on"].isna().sum()) if dated else 0,
        )


def _among(cells: pd.Series | pd.Index, values: Iterable[str]) -> NDArray[np.bool_]:
    """Tell which texts are among some values. The same as ``isin``, which takes every text into Python."""
    known = values if isinstance(values, pd.Series | pd.Index) else list(values)
    texts, known = (pa.array(part, pa.large_string(), from_pandas=True) for part in (cells, known))
    return pc.is_in(texts, known).to_numpy(zero_copy_only=False)


def _ends(ties: pd.DataFrame) -> pd.Series:
    return pd.concat([ties["source"], ties["target"]])


_CODE_COLUMNS = {
    "kinds": "kind",
    "stages": "stage",
    "wards": "ward_code",
    "statuses": "status",
    "confidences": "confidence",
}


def first_day(dates: pd.Series) -> pd.Series:
    """Return the first day a partial date can mean."""
    return pd.to_datetime(dates, format="ISO8601", errors="coerce")


def last_day(dates: pd.Series) -> pd.Series:
    """Return the last day a partial date can mean."""
    first, length = first_day(dates), dates.str.len()
    days = first.where(length != 7, first + pd.offsets.MonthEnd(0))
    return days.where(length != 4, first + pd.offsets.YearEnd(0))


def _documents(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return what can be searched: one row for each organisation and programme."""
    wards = ecosystem.wards
    places = {
        code: [name, *split_list(_text(old))]
        for code, name, old in zip(wards.index, wards["name"], wards["formed_from"], strict=True)
    }
    sectors = (ecosystem.sectors["label_vi"] + " " + ecosystem.sectors["label_en"]).to_dict()
    former: dict[str, list[str]] = {}
    for old, current in ecosystem.former_ids.items():
        former.setdefault(current, []).append(str(old).replace("-", " "))
    rows = []
    for node_type, frame in (("organisation", ecosystem.organisations), ("programme", ecosystem.programmes)):
        for node_id, cells in zip(frame.index, _cells(frame, _SEARCHED), strict=True):
            title, name_en, short, others, ward, summary, benefits, address, codes = cells
            names = [title, name_en, short, *split_list(others), *former.get(node_id, ())]
            labels = [sectors.get(code, "") for code in split_list(codes)]
            text = " ".join(filter(None, [summary, benefits, address, *labels]))
            rows.append((node_id, node_type, title, [*filter(None, names)], places.get(ward, []), text))
    return pd.DataFrame(rows, columns=["id", "node_type", "title", "names", "places", "text"])


_SEARCHED = (
    "name_vi", "name_en", "short_name", "other_names", "ward_code", "summary_vi", "benefits_vi",
    "address", "sectors",
)  # fmt: skip


def _cells(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of some columns as text; a missing cell or column is empty."""
    return zip(
        *(frame[name].fillna("").tolist() if name in frame else [""] * len(frame) for name in columns),
        strict=True,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
