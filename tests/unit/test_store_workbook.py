# ruff: noqa: E501 -- tables of cases are read by the line
"""Workbooks: what Excel makes of cells, and what a hostile file may hold."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import factory
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ecomap
from ecomap.store import FolderStore, WorkbookStore, write_workbook
from ecomap.store import workbook as workbook_module


@pytest.fixture
def book(tmp_path: Path, small: ecomap.Ecosystem) -> Path:
    """Return a workbook with the small data set."""
    return written(small, tmp_path / "data.xlsx")


def written(ecosystem: ecomap.Ecosystem, file: Path) -> Path:
    WorkbookStore(file).write(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)
    return file


def changed(file: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    book = openpyxl.load_workbook(file)
    change(book)
    book.save(file)
    return file


def repacked(file: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Change one part of the package."""
    with zipfile.ZipFile(file) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts.get(part, b""))
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file


def rules(file: Path) -> set[str]:
    return {p.rule for p in ecomap.check(file)}


def test_a_workbook_holds_the_whole_snapshot(book: Path, small: ecomap.Ecosystem) -> None:
    assert ecomap.check(book) == []
    assert ecomap.load(book).version == small.version


def test_settings_and_shapes_may_stand_beside_the_workbook(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    folder = factory.write(tmp_path)
    for name in small.tables:
        (folder / f"{name}.csv").unlink()
    file = folder / "bang.xlsx"
    write_workbook(file, small.tables)
    assert ecomap.load(file).version == small.version
    (folder / "region.toml").rename(folder / "old.toml")
    assert "missing_region" in rules(file)


def test_settings_in_the_workbook_and_shapes_beside_it(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    file = written(small, factory.write(tmp_path) / "bang.xlsx")
    changed(file, lambda book: book.remove(book["wards_shapes"]))
    assert ecomap.load(file).version == small.version
    (tmp_path / "wards.geojson").unlink()
    assert rules(file) == {"bad_wards_layer"}


def test_numbers_and_dates_typed_by_excel(book: Path, small: ecomap.Ecosystem) -> None:
    def retype(book: openpyxl.Workbook) -> None:
        book["wards"]["A2"] = 19753
        book["organisations"]["N2"] = 19753.0
        assert book["organisations"]["N1"].value == "ward_code"
        book["sources"]["E3"] = datetime(2024, 2, 3)
        book["needs"]["G2"] = date(2025, 1, 2)
        book["relations"]["D5"] = 2020

    ecosystem = ecomap.load(changed(book, retype))
    assert ecosystem.organisations.loc["dai-hoc-hue", "ward_code"] == "19753"
    assert ecosystem.sources.loc["S2", "published_on"] == "2024-02-03"
    assert ecosystem.needs.loc["need-1", "posted_on"] == "2025-01-02"
    assert "2020" in set(ecosystem.ties["start_date"])


def test_problems_name_the_sheet_and_the_row(book: Path) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        sheet = book["organisations"]
        sheet.insert_rows(3)  # a blank row is a row
        sheet["F4"] = "castle"
        sheet["U5"] = "#REF!"
        sheet["U6"].value, sheet["U6"].data_type = "#N/A", "e"
        assert (sheet["F1"].value, sheet["U1"].value) == ("kind", "website")

    found = {(p.rule, p.file, p.sheet, p.row, p.column, p.value) for p in ecomap.check(changed(book, spoil))}
    assert ("bad_code", "data.xlsx", "organisations", 4, "kind", "castle") in found
    assert ("cell_error", "data.xlsx", "organisations", 5, "website", "#REF!") in found
    assert ("cell_error", "data.xlsx", "organisations", 6, "website", "#N/A") in found


def test_an_empty_sheet_and_a_missing_one(book: Path) -> None:
    def empty(book: openpyxl.Workbook) -> None:
        book["needs"].delete_rows(1, 10)
        book.remove(book["targets"])
        book.create_sheet("Ghi chú")["A1"] = "not a table"

    found = {(p.rule, p.sheet or p.details.get("table")) for p in ecomap.check(changed(book, empty))}
    assert found == {("empty_table", "needs"), ("missing_table", "targets")}


def test_macros_are_never_run_and_said(book: Path, small: ecomap.Ecosystem) -> None:
    file = book.rename(book.with_suffix(".xlsm"))
    repacked(file, "xl/vbaProject.bin", lambda _: b"\xd0\xcf\x11\xe0 macros")
    (problem,) = ecomap.check(file)
    assert (problem.rule, problem.is_error, problem.file) == ("macros_ignored", False, "data.xlsm")
    assert ecomap.load(file).version == small.version


def test_a_zip_bomb_is_refused_before_it_is_unpacked(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repacked(book, "xl/media/image1.png", lambda _: b"\0" * 310_000_000)
    assert book.stat().st_size < 1_000_000
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    (problem,) = ecomap.check(book)
    assert (problem.rule, problem.details["size"]) == ("workbook_too_large", 310)
    assert "300" in problem.message("vi")


def test_one_long_text_in_very_many_cells_is_refused(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shared string is stored once, so its copies are not seen in the sizes of the package."""
    monkeypatch.setattr(workbook_module, "TEXT_LIMIT_MB", 1)

    def fill(book: openpyxl.Workbook) -> None:
        for row in range(2, 100):
            book["needs"].cell(row, 2).value = "x" * 30_000

    assert "workbook_too_large" in rules(changed(book, fill))


def _sheet_part(file: Path, name: str) -> str:
    book = openpyxl.load_workbook(file)
    return f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml"


@pytest.mark.parametrize("cell", ["XFD1048576", "A99999999999", "B900000"])
def test_a_cell_far_out_costs_nothing(book: Path, small: ecomap.Ecosystem, cell: str) -> None:
    row = re.sub(r"\D", "", cell)
    far = f'<row r="{row}"><c r="{cell}" t="n"><v></v></c></row></sheetData>'.encode()
    part = _sheet_part(book, "needs")
    repacked(
        book,
        part,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', f'<dimension ref="A1:{cell}"'.encode(), xml),
    )
    repacked(book, part, lambda xml: xml.replace(b"</sheetData>", far))
    assert ecomap.load(book).version == small.version


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "unreadable_file"),
        (b"no zip", "unreadable_file"),
        (b"PK\x03\x04 cut off", "unreadable_file"),
        # What Excel writes when a workbook has a password: an OLE container.
        (
            bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le"),
            "protected_workbook",
        ),
    ],
    ids=["empty", "text", "cut", "ole"],
)
def test_files_that_are_no_workbook(tmp_path: Path, content: bytes, rule: str) -> None:
    file = tmp_path / "data.xlsx"
    file.write_bytes(content)
    (problem,) = ecomap.check(file)
    assert (problem.rule, problem.file) == (rule, "data.xlsx")


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "[Content_Types].xml", "xl/sharedStrings.xml", "xl/styles.xml", "needs"]
)
@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "entities"])
def test_a_damaged_package_is_a_problem_not_a_crash(book: Path, part: str, damage: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    how = {
        "cut": lambda xml: xml[: len(xml) // 2],
        "noise": lambda xml: b"\xff<<" + xml[::-1],
        "empty": lambda xml: b"",
        "entities": lambda xml: re.sub(rb"(<\?xml[^>]*\?>)", rb"\1" + bomb, xml),
    }
    repacked(book, _sheet_part(book, part) if part == "needs" else part, how[damage])
    for problem in ecomap.check(book):
        assert problem.message("vi")


def test_a_package_without_a_part(book: Path) -> None:
    with zipfile.ZipFile(book) as package:
        parts = {n: package.read(n) for n in package.namelist() if "worksheets/sheet3" not in n}
    with zipfile.ZipFile(book, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert any(p.is_error for p in ecomap.check(book))


def test_broken_shapes_in_the_workbook(book: Path) -> None:
    def spoil(book: openpyxl.Workbook) -> None:
        book["wards_shapes"]["B2"] = "POLYGON ((oops"

    assert rules(changed(book, spoil)) == {"bad_wards_layer"}


def test_text_is_never_a_formula_or_a_link() -> None:
    texts = [
        "=1+1",
        "+84",
        "-2",
        "@SUM(A1)",
        '=HYPERLINK("http://evil.example")',
        "http://example.org",
        "007",
        "mailto:a@b",
    ]
    stream = io.BytesIO()
    write_workbook(
        stream, {"trang": pd.DataFrame({"=cột": pd.Series(texts, dtype="str"), "n": range(len(texts))})}
    )
    sheet = openpyxl.load_workbook(stream)["trang"]
    assert [cell.value for cell in sheet["A"]] == ["=cột", *texts]
    assert {cell.data_type for cell in sheet["A"]} <= {"s", "inlineStr"}
    assert not any(cell.hyperlink for cell in sheet["A"])
    armed = [cell.value for cell in sheet["A"] if cell.quotePrefix]  # stays text when somebody edits the cell
    assert armed == ["=cột", *texts[:5]] and sheet["A2"].alignment.vertical == "top"
    assert not any(cell.quotePrefix for cell in sheet["B"])
    with zipfile.ZipFile(stream) as package:
        assert not any(b"<f>" in package.read(name) for name in package.namelist())


names = st.text(
    st.characters(
        blacklist_categories=("Cs", "Cn", "Cc"),
        blacklist_characters=";\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
    max_size=30,
).filter(lambda text: text.strip() and "x005F_" not in text)  # openpyxl drops these signs
amounts = st.floats(0, 1e18, allow_nan=False).map(lambda x: float(f"{x:.15g}"))  # Excel keeps 15 digits
odd = st.sampled_from(["=1+1", "'=1", "''", "_x0041_", "a\r\nb", "a\nb\n\nc", "\u200bẩn", "#N/A", "1e5", "007",
                       "nan", "NULL", "None", "TRUE", '"', 'a"b,c', "\\N", "a\tb", "🏯 Huế", "\ufeffx", "<NA>", "-", "'"])  # fmt: skip


@settings(max_examples=12)
@given(name=st.one_of(names, odd), summary=st.one_of(names, odd), amount=amounts)
def test_writing_and_reading_change_nothing(
    tmp_path_factory: pytest.TempPathFactory, name: str, summary: str, amount: float
) -> None:
    folder = tmp_path_factory.mktemp("round")
    data = factory.rows()
    data["organisations"][0].update(name_vi=name, summary_vi=summary, address=summary, other_names=name)
    data["relations"][0]["amount_vnd"] = repr(amount)
    data["targets"][0]["target_value"] = repr(-amount)
    ecosystem = ecomap.load(factory.write(folder / "given", data))
    FolderStore(folder / "folder").write(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)
    again = ecomap.load(folder / "folder")
    assert again.name("dai-hoc-hue") == ecosystem.name("dai-hoc-hue")
    assert again.version == ecosystem.version
    assert ecomap.load(written(ecosystem, folder / "book.xlsx")).version == ecosystem.version


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    file = tmp_path_factory.mktemp("bytes") / "data.xlsx"
    file.write_bytes(data)
    assert ecomap.check(file)
