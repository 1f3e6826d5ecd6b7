"""CSV as people save it."""

from __future__ import annotations

import codecs
from pathlib import Path

import factory
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.store import guard_formulas, write_csv
from ecomap.store.csv_text import read_csv


def version(folder: Path) -> str:
    return ecomap.load(folder).version


def rewritten(
    folder: Path, encode: str, separator: str = ",", newline: str = "\n", mark: bytes = b""
) -> Path:
    data = factory.rows()
    files = {
        f"{name}.csv": mark + factory.csv_text(name, rows, separator, newline).encode(encode)
        for name, rows in data.items()
    }
    return factory.write(folder, files=files)


@pytest.mark.parametrize(
    "form",
    [
        {"encode": "utf-8-sig"},
        {"encode": "utf-16"},
        {"encode": "utf-16-le"},
        {"encode": "utf-16-be", "mark": codecs.BOM_UTF16_BE},
        {"encode": "utf-8", "separator": ";"},
        {"encode": "utf-8-sig", "separator": "\t", "newline": "\r\n"},
        {"encode": "utf-8", "separator": "|"},
        {"encode": "utf-8", "newline": "\r\n"},
        {"encode": "utf-8", "newline": "\r"},
    ],
)
def test_the_form_of_the_file_does_not_matter(
    tmp_path: Path, small: ecomap.Ecosystem, form: dict[str, str]
) -> None:
    assert version(rewritten(tmp_path, **form)) == small.version  # type: ignore[arg-type]


def test_windows_1258_text_becomes_nfc(tmp_path: Path) -> None:
    # Windows-1258 writes most tones as marks of their own behind the vowel.
    text = factory.csv_text("organisations", factory.rows()["organisations"])
    legacy = text.replace("Đại học Huế", "Đa\u0323i ho\u0323c Huê\u0301").replace(
        "Vườn ươm Cố đô", "Vươ\u0300n ươm"
    )
    legacy = legacy.replace("Vườn ươm cũ", "Vươ\u0300n cu\u0303").replace("Lê Lợi", "Lê Lơ\u0323i")
    legacy = legacy.replace("Quỹ", "Quy\u0303").replace("Sở Khoa học và Công nghệ", "Sơ\u0309 khoa ho\u0323c")
    legacy = legacy.replace("Hà Nội", "Ha\u0300 Nô\u0323i").replace("Thành phố", "Tha\u0300nh phô\u0301")
    data = {"organisations.csv": legacy.replace("Huế", "Huê\u0301").encode("cp1258")}
    ecosystem = ecomap.load(factory.write(tmp_path, files=data))
    assert ecosystem.name("dai-hoc-hue") == "Đại học Huế"


@pytest.mark.parametrize("content", [b"", b"\n \r\n", codecs.BOM_UTF8, b" \t "])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    found = ecomap.check(factory.write(tmp_path, files={"relations.csv": content}))
    assert [(p.rule, p.file) for p in found if p.is_error] == [("empty_table", "relations.csv")]


@pytest.mark.parametrize(
    "content",
    [b"id,name\x00\x01\xff\xfe\xfa", b"\x89PNG\r\n\x1a\n\x00\x00", bytes(range(128, 256))],
    ids=["zero", "png", "high"],
)
def test_bytes_that_are_no_text(tmp_path: Path, content: bytes) -> None:
    found = ecomap.check(factory.write(tmp_path, files={"relations.csv": content}))
    assert [(p.rule, p.file) for p in found if p.is_error] == [("unknown_encoding", "relations.csv")]


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    data = factory.rows()
    data["needs"] = []
    assert len(ecomap.load(factory.write(tmp_path, data)).needs) == 0


def test_ragged_rows_are_named(tmp_path: Path) -> None:
    text = (
        factory.csv_text("sectors", factory.rows()["sectors"]) + "short\n" + 'a,b,c,d,e,"f\ng"\n' + "x,y,z,\n"
    )
    found = [
        p
        for p in ecomap.check(factory.write(tmp_path, files={"sectors.csv": text}))
        if p.rule == "wrong_field_count"
    ]
    assert [(p.row, p.details["found"], p.details["expected"]) for p in found] == [(4, 1, 4), (5, 6, 4)]


def test_rows_are_counted_as_a_spreadsheet_does(tmp_path: Path) -> None:
    """A quoted line break is part of its row; a blank line is a row."""
    data = factory.rows()
    data["organisations"][0]["summary_vi"] = "Dòng một\nDòng hai\r\n\r\nDòng bốn"
    text = factory.csv_text("organisations", data["organisations"], newline="\r\n")
    lines = text.replace("sen-tech", "\r\nsen-tech", 1).replace(",startup,", ",castle,")
    (problem,) = [
        p
        for p in ecomap.check(factory.write(tmp_path, files={"organisations.csv": lines}))
        if p.rule == "bad_code"
    ]
    assert problem.row == 5


def test_a_very_long_cell_beside_a_ragged_row(tmp_path: Path) -> None:
    text = factory.csv_text("sectors", factory.rows()["sectors"]) + "short\n" + f"a,b,c,{'x' * 200_000}\n"
    rules = {p.rule for p in ecomap.check(factory.write(tmp_path, files={"sectors.csv": text}))}
    assert {"wrong_field_count", "too_long"} <= rules


BROKEN = [
    'code,label_vi,label_en,description_vi\na,"never closed,b,c\n' + "x,y\n" * 10,
    '"code,label_vi\n' + "x" * 200_000,
    "code" + "," * 50_000,
    'code,label_vi,label_en,description_vi\n"a"b"c,d,e\n',
    "code\n" + '"' * 999,
]


@pytest.mark.parametrize("text", BROKEN, ids=range(len(BROKEN)))
def test_broken_quotes_are_problems_not_crashes(tmp_path: Path, text: str) -> None:
    assert any(p.is_error for p in ecomap.check(factory.write(tmp_path, files={"sectors.csv": text})))


def test_columns_without_a_name_are_left_over_commas(tmp_path: Path) -> None:
    lines = factory.csv_text("sectors", factory.rows()["sectors"]).splitlines()
    text = "\n".join(line + ",,," for line in [*lines, ",,,"])
    assert ecomap.check(factory.write(tmp_path, files={"sectors.csv": text})) == []


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = factory.write(tmp_path)
    (folder / "organisations.csv").unlink()
    (folder / "organisations.csv").mkdir()

    def refuse(self: Path) -> bytes:
        if self.name == "relations.csv":
            raise PermissionError(13, "Permission denied")
        return real(self)

    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", refuse)
    found = {p.file: p for p in ecomap.check(folder) if p.is_error}
    assert {file: p.rule for file, p in found.items()} == {
        "organisations.csv": "unreadable_file",
        "relations.csv": "unreadable_file",
    }
    assert "Permission denied" in found["relations.csv"].message("en")


@pytest.mark.parametrize("name", ["nothing", "file.pdf", "a" * 300, "nul\x00", "tep.xls", "."], ids=range(6))
def test_paths_that_hold_no_data(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.pdf").write_bytes(b"%PDF")
    (tmp_path / "tep.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    problems = ecomap.check(tmp_path / name)
    assert any(p.is_error for p in problems)
    for problem in problems:
        assert problem.message("vi")


def test_html_stays_text(tmp_path: Path) -> None:
    data = factory.rows()
    data["organisations"][0]["name_vi"] = "<img src=x onerror=alert(1)> & Co"
    ecosystem = ecomap.load(factory.write(tmp_path, data))
    assert ecosystem.name("dai-hoc-hue") == "<img src=x onerror=alert(1)> & Co"


FORMULAS = ["=1+1", "+84", "-2", "@SUM(A1)", "'=1", "''", "'a", "'", "=cmd|' /C calc'!A0"]


def test_formulas_are_disarmed_in_csv_and_come_back() -> None:
    frame = pd.DataFrame({"code": "c", "label_vi": pd.Series(FORMULAS, dtype="str"), "label_en": 1.5})
    data = write_csv(frame)
    for line in data.decode().splitlines()[1:]:
        assert line.split(",")[1].strip('"')[0] not in "=+-@\t\r"
    raw, problems = read_csv(data, "sectors", "sectors.csv")
    assert raw is not None
    assert (list(raw.frame["label_vi"]), problems) == (FORMULAS, [])


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_guarding_formulas_can_be_undone(texts: list[str]) -> None:
    cells = pd.Series(texts, dtype="str")
    assert not guard_formulas(cells).str.match(r"[=+\-@\t\r]").any()
    assert guard_formulas(cells).nunique() == cells.nunique()


def test_numbers_are_written_plainly() -> None:
    frame = pd.DataFrame({"a": [1e15, 0.1, -0.0, 2_000_000_000.0]})
    assert write_csv(frame).decode().split() == ["a", "1000000000000000", "0.1", "0", "2000000000"]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(data: bytes) -> None:
    raw, problems = read_csv(data, "sectors", "sectors.csv")
    assert raw is not None or problems


@given(st.text(alphabet="a,;\"\n\r\t'=| Huế\x00", max_size=80))
def test_no_text_breaks_the_reading(text: str) -> None:
    raw, problems = read_csv(text.encode(), "sectors", "sectors.csv")
    assert raw is not None or problems
