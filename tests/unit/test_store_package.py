"""A version of the data as one file: written, read back, and refused with a reason."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import factory
import pytest

import ecomap
from ecomap import DataError, Ecosystem, Filters
from ecomap.store import FolderStore, WorkbookStore, lay_surroundings, pack, unpack
from ecomap.views.exports import export_bytes


def packed(ecosystem: Ecosystem) -> bytes:
    return pack(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)


def archive(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return stream.getvalue()


def rules(error: DataError) -> list[str]:
    return [problem.rule for problem in error.problems]


def test_what_is_packed_comes_back_as_the_same_version(hue: Ecosystem, tmp_path: Path) -> None:
    data = packed(hue)
    assert data == packed(hue)
    assert ecomap.load(unpack(data, "hue.zip", tmp_path)).version == hue.version


def test_a_workbook_comes_back_too(small: Ecosystem, tmp_path: Path) -> None:
    file = tmp_path / "old.xlsx"
    WorkbookStore(file).write(small.tables, small.region, small.wards.geometry)
    folder = tmp_path / "laid"
    folder.mkdir()
    assert ecomap.load(unpack(file.read_bytes(), "Cũ & mới.XLSX", folder)).version == small.version


def test_a_folder_inside_the_archive_is_found_and_tables_may_come_alone(
    small: Ecosystem, tmp_path: Path
) -> None:
    FolderStore(tmp_path / "data").write(small.tables, small.region, small.wards.geometry)
    files = {f"huế/data/{file.name}": file.read_bytes() for file in (tmp_path / "data").glob("*.csv")}
    laid = tmp_path / "laid"
    laid.mkdir()
    lay_surroundings(small.region, small.wards.geometry, laid)
    assert ecomap.load(unpack(archive(files), "v.zip", laid)).version == small.version


def test_nothing_is_written_outside_the_folder(small: Ecosystem, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(packed(small))) as source:
        files = {name: source.read(name) for name in source.namelist()}
    files |= {"../evil.csv": b"x", "/tmp/evil.csv": b"x", "run.sh": b"x", "a/../../evil.toml": b"x"}
    inside = tmp_path / "a" / "b"
    inside.mkdir(parents=True)
    unpack(archive(files), "v.zip", inside)
    assert {file.name for file in inside.iterdir()} == {*files} - {
        "../evil.csv", "/tmp/evil.csv", "run.sh", "a/../../evil.toml",
    }  # fmt: skip
    assert [file.name for file in tmp_path.rglob("evil*")] == []


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("v.zip", b"PK no zip", "unreadable_file"),
        ("v.zip", b"", "unreadable_file"),
        ("v.rar", b"Rar!", "unsupported_format"),
        ("v.zip", archive({"readme.txt": b"x"}), "reading_copy"),
        ("v.zip", archive({"organisations.csv": b"id\n"}), "reading_copy"),
        ("v.zip", b"0" * 21_000_000, "file_too_large"),
    ],
)
def test_other_files_are_refused_with_a_reason(name: str, data: bytes, rule: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        unpack(data, name, tmp_path)
    assert rules(error.value) == [rule]
    assert error.value.problems[0].message("vi") and error.value.problems[0].advice("en")


@pytest.mark.parametrize("form", ["zip", "xlsx"])
def test_a_copy_for_reading_is_told_as_such(small: Ecosystem, form: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as error:
        unpack(export_bytes(small, form, "vi", Filters()), f"danh-ba.{form}", tmp_path)
    assert rules(error.value) == ["reading_copy"]


def test_a_small_archive_of_a_huge_table_is_refused_unread(tmp_path: Path) -> None:
    data = archive({"organisations.csv": b"0" * 150_000_000, "relations.csv": b"0" * 160_000_000})
    assert len(data) < 1_000_000
    with pytest.raises(DataError) as error:
        unpack(data, "v.zip", tmp_path)
    assert rules(error.value) == ["file_too_large"]
    assert not list(tmp_path.iterdir())


def test_a_damaged_workbook_is_reported_by_loading(tmp_path: Path) -> None:
    path = unpack(b"PK\x03\x04 not really", "v.xlsx", tmp_path)
    with pytest.raises(DataError):
        ecomap.load(path)


def test_errors_in_the_tables_name_the_cell(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][0]["kind"] = "club"
    factory.write(tmp_path / "data", rows)
    data = archive({file.name: file.read_bytes() for file in (tmp_path / "data").iterdir()})
    laid = tmp_path / "laid"
    laid.mkdir()
    with pytest.raises(DataError) as error:
        ecomap.load(unpack(data, "v.zip", laid))
    assert [(p.rule, p.file, p.row, p.column) for p in error.value.problems if p.is_error] == [
        ("bad_code", "organisations.csv", 2, "kind")
    ]
