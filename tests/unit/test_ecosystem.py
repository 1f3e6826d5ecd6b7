"""The snapshot: version, time, parts, names, network."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import factory
import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ecomap
from benchmarks.generate import generate
from ecomap import Filters
from ecomap.ecosystem import _documents, last_day
from ecomap.store import FolderStore, WorkbookStore
from ecomap.tables import TABLES

ANY_DATE = st.dates(date(2017, 1, 1), date(2026, 12, 31))


def test_the_small_snapshot(small: ecomap.Ecosystem) -> None:
    assert "5 organisations, 2 programmes, 7 ties" in repr(small)
    assert small.organisations.crs == small.wards.crs == "EPSG:4326"
    assert small.organisations["founded_year"].dtype == "Int64"
    assert small.organisations["in_region"].sum() == 4
    assert pd.isna(small.organisations.loc["sen-tech", "founded_year"])
    assert pd.isna(small.organisations.loc["quy-xa", "ward_code"])
    for name in ("targets", "needs", "indicators", "sources", "sectors", "stages", "functions", "agencies",
                 "official_totals"):  # fmt: skip
        assert getattr(small, name).index.is_unique
    assert list(small.indicator_values["locality"]) == ["Huế"]


def test_ties_come_from_relations_and_roles(small: ecomap.Ecosystem) -> None:
    roles = small.ties[small.ties["origin"] == "role"]
    assert set(roles.index) == {
        "so-khcn|leads|cuoc-thi|2019",
        "vuon-uom|coordinates|cuoc-thi|2019",
        "dai-hoc-hue|coordinates|cuoc-thi|2019",
    }
    assert set(roles["source_ids"]) == {"S2"}
    tie = small.ties.loc["vuon-uom|incubates|sen-tech|2020-03"]
    assert (tie["start_on"], tie["end_on"]) == (pd.Timestamp("2020-03-01"), pd.Timestamp("2022-12-31"))
    assert small.ties.index.is_unique


def test_the_network_is_the_ties(small: ecomap.Ecosystem) -> None:
    graph = small.graph
    assert isinstance(graph, nx.MultiDiGraph)
    assert set(graph) == set(small.organisations.index) | set(small.programmes.index)
    assert {key for _, _, key in graph.edges(keys=True)} == set(small.ties.index)
    assert graph.nodes["cuoc-thi"] == {"node_type": "programme", "kind": "programme"}
    edge = graph.edges["sen-tech", "dai-hoc-hue", "sen-tech|spun_out_of|dai-hoc-hue|"]
    assert edge == {"type": "spun_out_of", "start_date": None, "end_date": None}
    with pytest.raises(nx.NetworkXError):
        graph.add_node("x")


def test_names_and_former_ids(small: ecomap.Ecosystem) -> None:
    assert (small.name("dai-hoc-hue", "en"), small.name("vuon-uom", "en")) == (
        "Hue University",
        "Vườn ươm Cố đô",
    )
    assert small.name("cuoc-thi", "en") == "Start-up contest"
    assert (small.resolve("dhh"), small.resolve("cuoc-thi-cu"), small.resolve("sen-tech")) == (
        "dai-hoc-hue", "cuoc-thi", "sen-tech",
    )  # fmt: skip
    assert small.resolve("nobody") is None
    with pytest.raises(KeyError):
        small.name("nobody")


def test_an_id_in_use_is_not_a_former_one(tmp_path: Path) -> None:
    data = factory.rows()
    data["former_ids"].append({"former_id": "sen-tech", "id": "quy-xa"})
    assert ecomap.load(factory.write(tmp_path, data)).resolve("sen-tech") == "sen-tech"


def test_tags_hold_each_item_once(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][0]["sectors"] = "it;edtech;it"
    ecosystem = ecomap.load(factory.write(tmp_path, data))
    tags = ecosystem.tags("organisations", "sectors")
    assert tags.groupby(level=0).agg(list).to_dict() == {"dai-hoc-hue": ["it", "edtech"], "sen-tech": ["it"]}
    assert ecosystem.tags("organisations", "sectors") is tags
    assert list(ecosystem.tags("wards", "formed_from")) == ["Phường Tây Lộc", "Phường Đông Ba"]
    assert ecosystem.tags("targets", "coordinating_orgs").empty


def test_tags_of_a_part_are_its_own(small: ecomap.Ecosystem) -> None:
    assert set(small.tags("organisations", "sectors").index) == {"dai-hoc-hue", "sen-tech"}
    part = small.select(Filters(kinds=("startup",)))
    assert set(part.tags("organisations", "sectors").index) == {"sen-tech"}


def test_search_finds_former_names_and_old_wards(small: ecomap.Ecosystem) -> None:
    index = small.index
    assert "dai-hoc-hue" in index.ids("dhh")
    assert "vuon-uom" in index.ids("hueinc")
    assert "dai-hoc-hue" in index.ids("tay loc")
    assert "sen-tech" in index.ids("cong nghe thong tin")


# The version.


def version(folder: Path, data: factory.Rows) -> str:
    return ecomap.load(factory.write(folder, data)).version


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_is_not_content(
    tmp_path_factory: pytest.TempPathFactory, small: ecomap.Ecosystem, rng: random.Random
) -> None:
    data = factory.rows()
    for records in data.values():
        rng.shuffle(records)
    assert version(tmp_path_factory.mktemp("order"), data) == small.version


def _other(table: str, column: str, cell: str) -> str:
    """Return another valid cell for a column."""
    known = TABLES[table].by_name[column]
    if known.codes:
        return next(code for code in known.codes if code != cell)
    return {"date": "2022-02", "url": "https://example.org/x", "number": "3", "integer": "1999"}.get(
        known.type, "khác"
    )


def _changes() -> list[tuple[str, int, str]]:
    """Return every cell that can change alone: not ids, nor what depends on another cell."""
    fixed = {
        "kind",
        "subkind",
        "geo_precision",
        "lat",
        "lon",
        "end_date",
        "start_date",
        "level",
        "type",
        "rank",
    }
    return [
        (table, row, column.name)
        for table, records in factory.rows().items()
        for row in range(len(records))
        for column in TABLES[table].columns
        if not (
            column.refers or column.type == "id" or column.name in fixed or column.name in TABLES[table].key
        )
    ]


@given(st.sampled_from(_changes()))
def test_any_changed_cell_is_another_version(
    tmp_path_factory: pytest.TempPathFactory, small: ecomap.Ecosystem, place: tuple[str, int, str]
) -> None:
    table, row, column = place
    data = factory.rows()
    data[table][row][column] = _other(table, column, data[table][row].get(column, ""))
    assert version(tmp_path_factory.mktemp("cell"), data) != small.version


def test_settings_and_shapes_are_content(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    settings = factory.write(tmp_path / "a", files={"region.toml": factory.REGION.replace('"Hue"', '"Huế"')})
    assert ecomap.load(settings).version != small.version
    moved = factory.shapes()
    moved["features"][0]["geometry"]["coordinates"][0][1][0] = 107.61  # type: ignore[index]
    shapes = factory.write(tmp_path / "b", files={"wards.geojson": __import__("json").dumps(moved)})
    assert ecomap.load(shapes).version != small.version


@pytest.mark.parametrize("snapshot", ["hue", "generated"])
def test_whole_data_sets_survive_both_stores(tmp_path: Path, hue: ecomap.Ecosystem, snapshot: str) -> None:
    ecosystem = hue if snapshot == "hue" else ecomap.load(generate(tmp_path / "made", 60, 150))
    for store, path in ((FolderStore, tmp_path / "copy"), (WorkbookStore, tmp_path / "copy.xlsx")):
        store(path).write(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)  # type: ignore[abstract]
        assert ecomap.load(path).version == ecosystem.version


def test_the_same_seed_makes_the_same_data(tmp_path: Path) -> None:
    versions = [
        ecomap.load(generate(tmp_path / str(i), 40, 80, seed)).version for i, seed in enumerate((1, 1, 2))
    ]
    assert versions[0] == versions[1] != versions[2]


# Time.


def test_the_ecosystem_at_a_day(small: ecomap.Ecosystem) -> None:
    then = small.at(date(2020, 6, 1))
    assert set(then.programmes.index) == {"cuoc-thi"}
    assert "vuon-uom|incubates|sen-tech|2020-03" in then.ties.index
    assert not then.ties["type"].isin(["invests_in", "takes_part_in"]).any()
    assert (then.undated, small.undated) == (1, 0)
    assert then.version != small.version
    assert "vuon-uom" not in small.at(date(2017, 12, 31)).organisations.index
    assert "vuon-uom" in small.at(date(2018, 1, 1)).organisations.index
    assert not small.at(date(2024, 1, 1)).ties["type"].isin(["incubates", "leads"]).any()
    assert (
        small.at(date(2022, 12, 31)).ties["type"].isin(["incubates"]).any()
    )  # "2022" reaches to its last day


@given(ANY_DATE, ANY_DATE)
def test_what_has_begun_stays_begun(small: ecomap.Ecosystem, one: date, other: date) -> None:
    early, late = small.at(min(one, other)), small.at(max(one, other))
    assert set(early.organisations.index) <= set(late.organisations.index) <= set(small.organisations.index)
    ended = early.programmes.loc[~early.programmes.index.isin(late.programmes.index), "end_date"]
    assert (last_day(ended) < pd.Timestamp(max(one, other))).all()
    gone = early.ties[~early.ties.index.isin(late.ties.index)]
    with_programme = gone["source"].isin(ended.index) | gone["target"].isin(ended.index)
    assert (gone.loc[~with_programme, "end_on"] < pd.Timestamp(max(one, other))).all()
    assert early.at(min(one, other)).ties.index.equals(early.ties.index)


def test_every_dated_tie_is_in_the_view_of_the_year_it_began(hue: ecomap.Ecosystem) -> None:
    """An event begun and ended within a year belongs to that year, though it is over at its end."""
    years = hue.ties["start_on"].dt.year.dropna().astype(int)
    for year, ties in years.groupby(years):
        part = hue.select(Filters(year=int(year)))
        ends = [*hue.ties.loc[ties.index, "source"], *hue.ties.loc[ties.index, "target"]]
        missing = ties.index.difference(part.ties.index)
        gone = {end for end in ends if end not in part}
        assert all(set(hue.ties.loc[tie, ["source", "target"]]) & gone for tie in missing), year


def test_a_programme_that_ended_before_the_year_is_not_in_its_view(hue: ecomap.Ecosystem) -> None:
    ended = last_day(hue.programmes["end_date"])
    shown = hue.select(Filters(year=2024)).programmes
    assert not (ended[shown.index] < pd.Timestamp(2024, 1, 1)).any()
    assert len(shown) < len(hue.programmes)


def test_undated_ties_are_counted_in_the_part(small: ecomap.Ecosystem) -> None:
    assert small.select(Filters(year=2021)).undated == 1
    assert small.select(Filters(year=2021, kinds=("investor", "startup"))).undated == 0
    assert small.at(date(2021, 1, 1)).select(Filters(kinds=("startup", "university"))).undated == 1


# Speed in seconds of the processor, which other work on the machine does not change much.


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(5):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def test_documents_for_the_search_are_made_fast(five_thousand: ecomap.Ecosystem) -> None:
    assert _seconds(lambda: _documents(five_thousand)) < 0.3


@pytest.mark.parametrize(
    "filters",
    [
        Filters(kinds=("startup",)), Filters(subkinds=("startup.company",)), Filters(sectors=("sector1",)),
        Filters(functions=("function1",)), Filters(stages=("stage1",)), Filters(wards=("19001",)),
        Filters(statuses=("active",)), Filters(tie_types=("supports",)), Filters(programmes=("prog-000001",)),
        Filters(confidences=("high",)), Filters(place="in"), Filters(year=2020), Filters(words="hue"),
        Filters(words="hue", year=2020, kinds=("startup", "enterprise"), sectors=("sector1",)),
    ],
    ids=lambda filters: "-".join(filters.to_query()),
)  # fmt: skip
def test_filters_are_fast(five_thousand: ecomap.Ecosystem, filters: Filters) -> None:
    five_thousand.select(filters)
    assert _seconds(lambda: five_thousand.select(filters)) < 0.05


def test_a_snapshot_travels_to_another_process(hue: ecomap.Ecosystem) -> None:
    import pickle

    hue.index.search("hue")
    there = pickle.loads(pickle.dumps(hue))
    assert there.version == hue.version
    assert there.index.ids("hue") == hue.index.ids("hue")
    assert nx.utils.graphs_equal(there.graph, hue.graph)
