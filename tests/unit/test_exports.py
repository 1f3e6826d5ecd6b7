"""Files for other programs: each is read back by the programs people use."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import factory
import geopandas as gpd
import networkx as nx
import openpyxl
import pandas as pd
import pyogrio
import pytest

import ecomap
from ecomap import Ecosystem, Filters
from ecomap.i18n import translator
from ecomap.views import records
from ecomap.views.exports import FORMATS, export_bytes, file_name, table_bytes

FORMULA, MARKUP = "=HYPERLINK(1)", "<script>alert('x')</script> & \"co\""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """Return the small snapshot with a formula, markup and unusual signs in names and notes."""
    data = factory.rows()
    data["organisations"][0]["name_vi"] = FORMULA
    data["organisations"][1]["name_vi"] = MARKUP
    data["organisations"][2]["summary_vi"] = "@SUM(A1) \U0001f600 ]]>"
    data["relations"][0]["note_vi"] = '+1;"hai",\ndòng hai'
    data["relations"][0]["amount_stated"] = "=13*2 triệu USD"
    return ecomap.load(factory.write(tmp_path_factory.mktemp("hostile"), data))


@pytest.mark.parametrize("file_format", FORMATS)
def test_equal_input_gives_equal_bytes(small: Ecosystem, file_format: str) -> None:
    assert export_bytes(small, file_format, "vi", Filters()) == export_bytes(
        small, file_format, "vi", Filters()
    )


@pytest.mark.parametrize("file_format", FORMATS)
def test_an_empty_selection_is_written_too(small: Ecosystem, file_format: str) -> None:
    empty = small.select(Filters(kinds=("association",)))
    assert not len(empty.organisations)
    assert export_bytes(empty, file_format, "vi", Filters())


def test_unknown_formats_are_refused(small: Ecosystem) -> None:
    with pytest.raises(ValueError, match="geojson"):
        export_bytes(small, "pdf", "vi", Filters())
    with pytest.raises(ValueError, match="csv"):
        table_bytes(pd.DataFrame(), "pdf")


def test_csv_opens_in_pandas_with_codes_labels_and_positions(small: Ecosystem) -> None:
    data = export_bytes(small, "csv", "vi", Filters())
    assert data.startswith(b"\xef\xbb\xbf")
    frame = pd.read_csv(io.BytesIO(data), index_col="id")
    assert list(frame.index) == sorted(small.organisations.index)
    assert frame.at["dai-hoc-hue", "kind_label"] == "Trường đại học, cao đẳng"
    assert frame.at["dai-hoc-hue", "lon"] == pytest.approx(107.55)
    assert frame.at["vuon-uom", "placed"] == "ward" and pd.isna(frame.at["vuon-uom", "lon"])
    assert frame.at["vuon-uom", "ward"] == "Phường Kim Long"
    assert pd.isna(frame.at["sen-tech", "founded_year"])
    assert frame.at["sen-tech", "source_urls"] == "https://example.org/1"


def test_labels_follow_the_language_and_codes_do_not(small: Ecosystem) -> None:
    vi, en = records.organisations(small, "vi"), records.organisations(small, "en")
    assert en.at["dai-hoc-hue", "name"] == "Hue University" and vi.at["dai-hoc-hue", "name"] == "Đại học Huế"
    assert en.at["sen-tech", "sectors_label"] == "IT"
    pd.testing.assert_series_equal(vi["kind"], en["kind"])


def cells(sheet) -> dict[str, dict[str, object]]:  # type: ignore[no-untyped-def]
    """Return the rows of a sheet by their first cell, each as a mapping of heading to value."""
    head, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def test_workbook_holds_all_tables_and_says_what_it_is(small: Ecosystem) -> None:
    part = small.select(Filters(sectors=("it",)))
    data = export_bytes(part, "xlsx", "en", Filters(sectors=("it",)))
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["About this file", "Organisations", "Ties", "Programmes", "Sources"]
    about = {row[0].value: row[1].value for row in book["About this file"].iter_rows(min_row=2)}
    assert about["Data version"] == part.version and about["Filters"] == "sector=it"
    assert book["Organisations"].max_row == len(part.organisations) + 1
    assert book["Ties"].max_row == len(part.ties) + 1


def test_workbook_speaks_to_its_reader(small: Ecosystem) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(small, "xlsx", "vi", Filters())))
    assert book.sheetnames[1:3] == ["Tổ chức", "Liên kết"]
    row = next(row for key, row in cells(book["Tổ chức"]).items() if key == "sen-tech")
    assert row["Loại (mã)"] == "startup" and row["Loại"]
    lines = str(row["Nguồn"]).split("\n")
    assert lines == [
        "Báo Huế: Bài một, không rõ ngày, https://example.org/1",
        "Sở KH&CN: Bài hai, 03/02/2024",
    ]
    for sheet in book:
        headings = [cell.value for cell in sheet[1]]
        assert not any("_" in str(heading) for heading in headings), headings
        assert len(set(headings)) == len(headings), headings


@pytest.mark.parametrize("file_format", ["zip", "xlsx", "geojson", "gpkg", "graphml", "gexf", "jsonld"])
def test_a_filtered_file_names_its_filter(small: Ecosystem, file_format: str) -> None:
    filters = Filters(kinds=("startup",), year=2022)
    data = export_bytes(small.select(filters), file_format, "en", filters)
    if file_format in ("zip", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            data = b"".join(archive.read(name) for name in archive.namelist())
    assert b"kind=startup; year=2022" in data


def test_zip_holds_a_csv_for_each_table(small: Ecosystem) -> None:
    with zipfile.ZipFile(io.BytesIO(export_bytes(small, "zip", "vi", Filters()))) as archive:
        assert archive.namelist() == [
            "organisations.csv",
            "ties.csv",
            "programmes.csv",
            "sources.csv",
            "about.txt",
        ]
        ties = pd.read_csv(archive.open("ties.csv"))
        assert small.version in archive.read("about.txt").decode()
    assert len(ties) == len(small.ties)


@pytest.mark.parametrize("file_format", ["csv", "zip"])
def test_csv_disarms_formulas(hostile: Ecosystem, file_format: str) -> None:
    data = export_bytes(hostile, file_format, "vi", Filters())
    if file_format == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            tables = [pd.read_csv(archive.open(name)) for name in archive.namelist() if name.endswith(".csv")]
    else:
        tables = [pd.read_csv(io.BytesIO(data))]
    texts = pd.concat([table.select_dtypes("str").stack() for table in tables])
    assert not texts.str.match(r"[=+\-@\t\r]").any()
    assert (texts == f"'{FORMULA}").any()


def test_workbook_cells_are_text_never_formulas(hostile: Ecosystem) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export_bytes(hostile, "xlsx", "vi", Filters())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == FORMULA for cell in cells)
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_geojson_says_what_each_point_is_worth(small: Ecosystem, tmp_path: Path) -> None:
    data = export_bytes(small, "geojson", "vi", Filters())
    content = json.loads(data)
    assert content["about"]
    (tmp_path / "a.geojson").write_bytes(data)
    frame = gpd.read_file(tmp_path / "a.geojson").set_index("id")
    assert frame.crs == "EPSG:4326" and len(frame) == len(small.organisations)
    assert frame["placed"].to_dict() == small.organisations["placed"].to_dict()
    assert frame.loc["quy-xa"].geometry is None
    assert frame.loc["dai-hoc-hue"].geometry.x == pytest.approx(107.55)
    ward = small.wards.geometry["19774"]
    assert frame.loc["sen-tech"].geometry.within(ward)
    assert next(f for f in content["features"] if f["id"] == "quy-xa")["geometry"] is None


def test_geopackage_has_points_and_plain_tables(hostile: Ecosystem, tmp_path: Path) -> None:
    file = tmp_path / "a.gpkg"
    file.write_bytes(export_bytes(hostile, "gpkg", "vi", Filters()))
    layers = dict(pyogrio.list_layers(file).tolist())
    assert layers == {
        "organisations": "Point",
        "ties": None,
        "programmes": None,
        "sources": None,
        "about": None,
    }
    frame = gpd.read_file(file, layer="organisations").set_index("id")
    assert frame.geometry.isna().to_dict() == hostile.organisations.geometry.isna().to_dict()
    assert frame.at["vuon-uom", "name"] == MARKUP
    ties = pyogrio.read_dataframe(file, layer="ties")
    assert set(ties["id"]) == set(hostile.ties.index)


@pytest.mark.parametrize(("file_format", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_graph_files_hold_the_whole_network(hostile: Ecosystem, file_format: str, read) -> None:  # type: ignore[no-untyped-def]
    options = {"force_multigraph": True} if file_format == "graphml" else {}
    graph = read(io.BytesIO(export_bytes(hostile, file_format, "en", Filters())), **options)
    assert set(graph) == set(hostile.graph)
    assert graph.number_of_edges() == hostile.graph.number_of_edges()
    name = "name" if file_format == "graphml" else "label"
    assert graph.nodes["vuon-uom"][name] == MARKUP
    assert graph.nodes["dai-hoc-hue"]["founded_year"] == 1957
    assert "founded_year" not in graph.nodes["sen-tech"]
    amounts = [data["amount_vnd"] for *_ends, data in graph.edges(data=True) if "amount_vnd" in data]
    assert amounts == [2e9]
    stated = [data["amount_stated"] for *_ends, data in graph.edges(data=True) if "amount_stated" in data]
    assert stated == ["=13*2 triệu USD"]
    types = {data["tie_type"] for *_ends, data in graph.edges(data=True)}
    assert types == set(hostile.ties["type"])


def test_graph_files_have_no_clock_in_them(hue: Ecosystem) -> None:
    text = export_bytes(hue, "gexf", "vi", Filters()).decode()
    assert f'lastmodifieddate="{records.newest_source(hue)}"' in text


def test_linked_data_joins_records_ties_and_sources(hostile: Ecosystem) -> None:
    graph = {
        node["@id"]: node for node in json.loads(export_bytes(hostile, "jsonld", "en", Filters()))["@graph"]
    }
    university = graph["urn:ecomap:node:dai-hoc-hue"]
    assert university["@type"] == "CollegeOrUniversity" and university["foundingDate"] == "1957"
    assert university["location"]["geo"]["longitude"] == pytest.approx(107.55)
    assert university["subjectOf"] == [{"@id": "urn:ecomap:source:S1"}]
    assert "location" not in graph["urn:ecomap:node:vuon-uom"]
    assert graph["urn:ecomap:node:sen-tech"]["funder"] == [{"@id": "urn:ecomap:node:quy-xa"}]
    assert graph["urn:ecomap:node:cuoc-thi"]["@type"] == "Event"
    ties = [node for node in graph.values() if node["@type"] == "ecomap:Tie"]
    assert len(ties) == len(hostile.ties)
    assert all(reference["@id"] in graph for tie in ties for reference in tie["citation"])
    (dataset,) = [node for node in graph.values() if node["@type"] == "Dataset"]
    assert dataset["version"] == hostile.version


def test_every_reference_of_the_shipped_data_resolves(hue: Ecosystem) -> None:
    graph = json.loads(export_bytes(hue, "jsonld", "vi", Filters()))["@graph"]
    known = {node["@id"] for node in graph}
    assert len(known) == len(graph)
    asked = [
        r["@id"]
        for node in graph
        for value in node.values()
        if isinstance(value, list)
        for r in value
        if "@id" in r
    ]
    assert set(asked) <= known


def test_a_table_is_written_as_it_is_shown() -> None:
    frame = pd.DataFrame(
        {"Tên": [FORMULA, None], "Năm": pd.array([2020, None], dtype="Int64")}, index=["a", "b"]
    )
    read = pd.read_csv(io.BytesIO(table_bytes(frame, "csv")))
    assert list(read.columns) == ["Tên", "Năm"] and read["Tên"].iloc[0] == f"'{FORMULA}"
    assert pd.isna(read.loc[1]).all()
    book = openpyxl.load_workbook(io.BytesIO(table_bytes(frame, "xlsx", "a/b: [c]" + "x" * 40)))
    assert len(book.sheetnames[0]) <= 31
    assert [cell.value for cell in book.active[2]] == [FORMULA, 2020]


def test_file_names_are_plain_and_dated_by_the_newest_source(small: Ecosystem) -> None:
    vi, en = translator("vi"), translator("en")
    assert file_name(small, "ties", "xlsx", vi) == "hue-lien-ket-2024-02-03.xlsx"
    assert file_name(small, "all", "gpkg", en) == "hue-everything-2024-02-03.gpkg"
    undated = small.select(Filters(kinds=("investor",), tie_types=("invests_in",)))
    assert file_name(undated, "Quỹ \\ Xa/../x", "csv", vi).startswith("hue-quy-xa-x")
