"""The snapshot every analysis and every view stands on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import chain
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from ecomap import search
from ecomap.filters import Filters
from ecomap.places import LONLAT, outside_ward, place
from ecomap.region import Region
from ecomap.store import open_store
from ecomap.tables import TABLES, DataError, Problem, RawTable, check_tables, split_list


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
        Indexed by id, EPSG:4326. Missing values are NaN; lists stay text joined by ``;`` (see `tags`). Derived:
        ``in_region`` (bool), ``placed`` and ``geometry`` (see `ecomap.places.place`: only ``placed == "point"``
        is a true position).
    programmes : DataFrame
        Indexed by id.
    ties : DataFrame
        Indexed by ``source|type|target|start_date``. The relations table and, with ``origin == "role"``, the leading
        and coordinating bodies of programmes. ``start_on`` is the earliest day a tie may have begun, ``end_on`` the
        latest day it may have ended (NaT: not known or not ended).
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
        graph.add_nodes_from((i, {"node_type": "organisation", "kind": k}) for i, k in zip(kinds.index, kinds, strict=True))
        graph.add_nodes_from((i, {"node_type": "programme", "kind": "programme"}) for i in self.programmes.index)
        ties = self.ties
        columns = [ties[name].astype(object).where(ties[name].notna(), None) for name in ("start_date", "end_date")]
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
        """Return the current id for an id, which may be a former one; None if there never was such a record."""
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
        return {i: names for f in frames for i, *names in zip(f.index, f["name_vi"], f["name_en"], strict=True)}  # type: ignore[misc]

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
        """Return the ecosystem as it stood on a day.

        Organisations founded and programmes begun later are left out with their ties, as are ties begun later or
        ended before. What no source dates is kept, since unknown is not "later"; `undated` counts such ties.
        A date known by year only counts from the first day of the year, and to its last.
        """
        day = pd.Timestamp(when)
        organisations = self.organisations[~(self.organisations["founded_year"] > when.year).fillna(False)]
        programmes = self.programmes[~(_first_day(self.programmes["start_date"]) > day)]
        ties = self.ties[~(self.ties["start_on"] > day) & ~(self.ties["end_on"] < day)]
        return self._part(organisations, programmes, ties, f"at-{when.isoformat()}", dated=True)

    def select(self, filters: Filters) -> Ecosystem:
        """Return the part of the ecosystem that filters keep.

        Ties are kept if both ends are. Programmes are kept if chosen, or else if they are tied to a kept
        organisation or (when only words narrow) found by the words themselves.
        """
        if not filters:
            return self
        whole = self.at(date(filters.year, 12, 31)) if filters.year else self
        ties = whole.ties
        if filters.tie_types:
            ties = ties[ties["type"].isin(filters.tie_types)]
        if filters.confidences:
            ties = ties[ties["confidence"].isin(filters.confidences) | (ties["origin"] == "role")]
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
                kept &= organisations[column].isin(values).to_numpy()
        if filters.subkinds:
            kept &= (organisations["kind"] + "." + organisations["subkind"]).isin(filters.subkinds).to_numpy()
        for name in ("sectors", "functions"):
            if values := getattr(filters, name):
                tags = self.tags("organisations", name)
                kept &= organisations.index.isin(tags.index[tags.isin(values)])
        if filters.place:
            kept &= organisations["in_region"].to_numpy() == (filters.place == "in")
        if filters.tie_types:
            kept &= organisations.index.isin(pd.concat([ties["source"], ties["target"]]))
        if filters.programmes:
            near = ties[ties["source"].isin(filters.programmes) | ties["target"].isin(filters.programmes)]
            kept &= organisations.index.isin(pd.concat([near["source"], near["target"]]))
        if filters.words:
            kept &= organisations.index.isin(found)
        return kept

    def _programmes_kept(
        self, filters: Filters, ties: pd.DataFrame, organisations: pd.Index, found: set[str]
    ) -> pd.DataFrame:
        programmes = self.programmes
        if filters.programmes:
            return programmes[programmes.index.isin(filters.programmes)]
        if filters == Filters(year=filters.year):
            return programmes
        source, target = ties["source"].isin(organisations), ties["target"].isin(organisations)
        tied = programmes.index.isin(pd.concat([ties["target"][source], ties["source"][target]]))
        if filters == Filters(words=filters.words, year=filters.year):
            return programmes[tied | programmes.index.isin(found)]
        return programmes[tied]

    def _part(
        self, organisations: gpd.GeoDataFrame, programmes: pd.DataFrame, ties: pd.DataFrame, suffix: str, dated: bool
    ) -> Ecosystem:
        nodes = organisations.index.append(programmes.index)
        ties = ties[ties["source"].isin(nodes) & ties["target"].isin(nodes)]
        return replace(
            self,
            version=f"{self.version}+{suffix}",
            organisations=organisations,
            programmes=programmes,
            ties=ties,
            undated=int(ties["start_on"].isna().sum()) if dated else 0,
        )


_CODE_COLUMNS = {
    "kinds": "kind",
    "stages": "stage",
    "wards": "ward_code",
    "statuses": "status",
    "confidences": "confidence",
}


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
    frames, problems = check_tables(contents.tables, {"country_bounds": bounds} if bounds else None, contents.unread)
    problems = contents.problems + problems
    if any(problem.is_error for problem in problems) or contents.region is None or contents.shapes is None:
        return None, problems
    missing = frames["wards"].loc[~frames["wards"]["code"].isin(contents.shapes.index), "code"]
    raw = contents.tables["wards"]
    problems += [raw.problem("ward_without_shape", column="code", value=code) for code in missing]
    ecosystem = assemble(frames, contents.region, contents.shapes)
    return ecosystem, problems + _misplaced(ecosystem, contents.tables["organisations"])


def _misplaced(ecosystem: Ecosystem, raw: RawTable) -> list[Problem]:
    far = outside_ward(ecosystem.organisations, ecosystem.wards.geometry, ecosystem.region.crs)
    rows = {node_id: row for row, node_id in enumerate(raw.frame["id"].str.strip())} if len(far) else {}
    wards = ecosystem.organisations["ward_code"]
    return [
        raw.problem("outside_ward", rows.get(i), "ward_code", wards[i], km=f"{m / 1000:.1f}", ward=wards[i])
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
        columns = [cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells for cells in columns]
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


def _first_day(dates: pd.Series) -> pd.Series:
    """Return the first day a partial date can mean."""
    return pd.to_datetime(dates, format="ISO8601", errors="coerce")


def _last_day(dates: pd.Series) -> pd.Series:
    """Return the last day a partial date can mean."""
    first, length = _first_day(dates), dates.str.len()
    days = first.where(length != 7, first + pd.offsets.MonthEnd(0))
    return days.where(length != 4, first + pd.offsets.YearEnd(0))


def _ties(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    relations = tables["relations"].assign(origin="relation")
    ties = pd.concat([relations, _roles(tables["programmes"])], ignore_index=True)
    ties["start_on"], ties["end_on"] = _first_day(ties["start_date"]), _last_day(ties["end_date"])
    ties.index = pd.Index(
        ties["source"] + "|" + ties["type"] + "|" + ties["target"] + "|" + ties["start_date"].fillna(""), name="id"
    )
    return ties


def _roles(programmes: pd.DataFrame) -> pd.DataFrame:
    """Return the leading and coordinating bodies of programmes as ties, for as long as the programme runs."""
    shared = ["id", "start_date", "end_date", "source_ids"]
    cells = [programmes[name].tolist() for name in ("lead_org", "coordinating_orgs", *shared)]
    rows = [
        (source, kind, *rest)
        for lead, others, *rest in zip(*cells, strict=True)
        for kind, cell in (("leads", lead), ("coordinates", others))
        for source in split_list(_text(cell))
    ]
    roles = pd.DataFrame(rows, columns=["source", "type", "target", *shared[1:]], dtype="str")
    return roles.assign(
        amount_vnd=np.nan,
        note_vi=pd.Series(np.nan, index=roles.index, dtype="str"),
        confidence=pd.Series(np.nan, index=roles.index, dtype="str"),
        origin="role",
    )


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
    "name_vi", "name_en", "short_name", "other_names", "ward_code", "summary_vi", "benefits_vi", "address", "sectors",
)  # fmt: skip


def _cells(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of some columns as text; a missing cell or column is empty."""
    return zip(
        *(frame[name].fillna("").tolist() if name in frame else [""] * len(frame) for name in columns), strict=True
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
