"""The page "What changed": two dates, an earlier version, filters, downloads, what goes wrong."""

from __future__ import annotations

import csv
import io
import json
import time
from datetime import date
from pathlib import Path

import factory
import openpyxl
import pytest
from streamlit.testing.v1 import AppTest
from visits import visit

import ecomap
from ecomap import Ecosystem
from ecomap.analysis.difference import between, difference
from ecomap.i18n import translator
from ecomap.store import pack
from ecomap.ui import changes_parts
from ecomap.views import changes

ROOT = Path(__file__).resolve().parents[2]


def page(upload: tuple[str, bytes] | None = None, **query: str | list[str]) -> AppTest:
    app = visit("changes", **query)
    if not upload:
        return app
    app.session_state[changes_parts.UPLOADED] = (str(hash(upload)), *upload)
    return app.run()


def said(app: AppTest) -> str:
    return " ".join(
        [entry.value for entry in (*app.markdown, *app.caption, *app.info, *app.success, *app.warning)]
    )


def earlier(hue: Ecosystem, **tables: object) -> bytes:
    return pack({**hue.tables, **tables}, hue.region, hue.wards.geometry)  # type: ignore[dict-item]


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("by", ["dates", "version"])
def test_both_ways_run_in_both_languages(lang: str, by: str) -> None:
    app = page(lang=lang, by=by)
    assert not app.exception and not app.error


def test_the_days_stand_in_the_address_and_give_the_figures(hue: Ecosystem) -> None:
    app = page(**{"from": "2019-06-30", "to": "2024-06-30"})
    with (ROOT / "data/organisations.csv").open(encoding="utf-8") as stream:
        years = [row["founded_year"] for row in csv.DictReader(stream)]
    founded = sum(year != "" and 2019 < int(year) <= 2024 for year in years)
    metric = next(metric for metric in app.metric if metric.label == "Organisations")
    assert metric.delta == f"+{founded} from {metric_before(metric.value, founded)}"
    found = between(hue, date(2019, 6, 30), date(2024, 6, 30))
    assert f"{len(changes.keep(found))} changes" in said(app)
    assert f"organisations: {years.count('')}" in said(app)
    assert "not what it held then" in said(app)


def test_the_names_have_the_widest_column_and_scroll_with_the_others() -> None:
    columns = json.loads(page(lang="en").dataframe(key="changes_rows").proto.columns)
    widths = {name: column.get("width") for name, column in columns.items()}
    assert max(width for width in widths.values() if isinstance(width, int)) == widths["Record"] >= 300
    assert not columns["Record"].get("pinned")


def metric_before(value: str, moved: int) -> str:
    return str(int(value.replace(",", "")) - moved)


def test_a_chosen_day_goes_into_the_address() -> None:
    app = page()
    app.date_input(key="changes_from").set_value(date(2020, 1, 2)).run()
    assert app.query_params["from"] in ("2020-01-02", ["2020-01-02"])


@pytest.mark.parametrize("days", [{"from": "gestern"}, {"to": "2999-01-01"}, {"from": "2020-13-45"}])
def test_a_day_that_is_none_is_dropped_from_the_address(days: dict[str, str]) -> None:
    app = page(**days)
    assert not app.exception
    assert not set(days) & set(app.query_params)


def test_exchanged_days_are_said_and_equal_days_change_nothing() -> None:
    assert "comes after the second" in said(page(**{"from": "2024-01-01", "to": "2020-01-01"}))
    assert "Nothing changed" in said(page(**{"from": "2024-01-01", "to": "2024-01-01"}))


def test_filters_narrow_the_rows_and_stand_in_the_address(hue: Ecosystem) -> None:
    days = {"from": "2019-06-30", "to": "2024-06-30"}
    found = between(hue, date(2019, 6, 30), date(2024, 6, 30))
    app = page(**days, **{"in": ["programmes"], "change": ["new"]})
    kept = changes.keep(found, ["programmes"], ["new"])
    assert f"{len(kept)} changes" in said(app)
    assert len(app.dataframe[-1].value) == len(kept)
    assert not {row.split(":")[0] for row in app.dataframe[-1].value.index} - {"programmes"}


def test_without_a_file_the_way_to_go_is_said() -> None:
    assert "Hand in an earlier version" in said(page(by="version"))


def test_an_earlier_version_is_compared(hue: Ecosystem) -> None:
    organisations = hue.tables["organisations"]
    gone = hue.organisations.index[~hue.organisations.index.isin([*hue.ties["source"], *hue.ties["target"]])]
    lonely = next(
        str(i) for i in gone
        if i not in set(hue.needs["posted_by"]) | set(hue.targets["lead_org"]) | set(hue.former_ids)
    )  # fmt: skip
    old = earlier(hue, organisations=organisations[organisations["id"] != lonely])
    app = page(by="version", upload=("cũ.zip", old))
    assert not app.exception and not app.error
    assert "1 change" in said(app)
    assert hue.name(lonely, "en") in app.dataframe[-1].value.iloc[0].tolist()


def test_the_same_version_has_no_change(hue: Ecosystem) -> None:
    assert "Nothing changed" in said(page(by="version", upload=("v.zip", earlier(hue))))


@pytest.mark.parametrize("data", [b"no zip", b""])
def test_a_file_that_cannot_be_read_is_told_with_its_problem(data: bytes) -> None:
    app = page(by="version", upload=("v.zip", data))
    assert not app.exception
    assert "can't be compared" in app.error[0].value
    assert len(app.dataframe[0].value) == 1


def test_data_of_another_region_is_said(tmp_path: Path) -> None:
    region = factory.REGION.replace('vi = "Huế"', 'vi = "Đà Nẵng"').replace('en = "Hue"', 'en = "Da Nang"')
    eco = ecomap.load(factory.write(tmp_path, files={"region.toml": region}))
    app = page(by="version", upload=("v.zip", pack(eco.tables, eco.region, eco.wards.geometry)))
    assert "Da Nang" in said(app)


def test_only_new_sources_are_shown_when_asked_for(hue: Ecosystem) -> None:
    organisations = hue.tables["organisations"].copy()
    organisations.loc[0, "confidence"] = "low" if organisations.loc[0, "confidence"] != "low" else "high"
    old = earlier(hue, organisations=organisations)
    app = page(by="version", upload=("v.zip", old))
    assert "No change fits this choice." in said(app)
    app.toggle(key="changes_all").set_value(True).run()
    assert "1 change" in said(app)


def test_the_workbook_holds_each_cell_before_and_after(small: Ecosystem, tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2] |= {"stage": "growth", "name_vi": '=HYPERLINK("x")', "founded_year": "2019"}
    found = difference(small, ecomap.load(factory.write(tmp_path, rows)))
    _ = translator("en")
    book = openpyxl.load_workbook(io.BytesIO(changes.workbook(found, changes.keep(found), _)))
    sheet = [[cell.value for cell in row] for row in book["What changed"].iter_rows()]
    told = {row[5]: row[6:8] for row in sheet[1:]}
    assert told["Stage"] == ["Seed", "Growth"]
    assert told["Founded"] == [None, "2019"]
    assert told["Vietnamese name"] == ["Công ty Sen Tech", '=HYPERLINK("x")']
    assert all(cell.data_type != "f" for row in book["What changed"].iter_rows() for cell in row)
    assert changes.workbook(found, changes.keep(found), _) == changes.workbook(found, changes.keep(found), _)


def test_a_record_can_be_gone_with_words_of_its_own(small: Ecosystem, tmp_path: Path) -> None:
    rows = factory.rows()
    rows["needs"] = []
    found = difference(small, ecomap.load(factory.write(tmp_path, rows)))
    frame = changes.table(found, changes.keep(found), translator("en"))
    assert frame.iloc[0].tolist() == ["Tìm đối tác", "No longer there", "", "Published problems", "Báo Huế: Bài một, date not known, https://example.org/1"]  # fmt: skip  # noqa: E501


def test_findings_are_compared_when_asked_for() -> None:
    app = page(findings="yes", **{"from": "2024-01-01", "to": "2026-01-01"})
    for _ in range(300):
        if not app.get("progress"):
            break
        time.sleep(0.1)
        app.run()
    assert any(entry.value == "#### Findings" for entry in app.markdown)
