"""The profile page: any record, a former id, an unknown id, no id."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import factory
import pytest
from streamlit.testing.v1 import AppTest
from visits import visit

from ecomap import Ecosystem


def page(**query: str | list[str]) -> AppTest:
    app = visit("profile", **query)
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def links(app: AppTest) -> list[str]:
    return [link.proto.query_string for link in app.get("page_link")]


@pytest.fixture
def small_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    yield factory.write(tmp_path)
    monkeypatch.undo()


@pytest.fixture
def small_app(small_data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ECOMAP_DATA", str(small_data))
    return small_data


def test_an_organisation(small_app: Path) -> None:
    app = page(id="sen-tech")
    assert app.title[0].value == "Công ty Sen Tech"
    body = said(app)
    assert "judgement of the curator" in body and "[1–2]" in body and "3 Feb 2024" in body
    headings = [heading.value for heading in app.subheader]
    assert headings == ["Facts", "Ties", "Missing or old", "Place", "Direct contacts", "Time line", "Similar"]
    assert "id=vuon-uom" in " ".join(links(app))
    assert len(app.get("echarts_chart")) == 1
    assert "QR code" in body


def test_a_programme_with_targets(small_app: Path) -> None:
    app = page(id="de-an")
    assert [heading.value for heading in app.subheader][:3] == ["Facts", "Ties", "Targets"]
    assert "reached: 40.5 doanh nghiệp" in said(app)
    assert not app.get("echarts_chart")


def test_a_body_with_needs(small_app: Path) -> None:
    app = page(id="so-khcn")
    assert "Needs put out" in [heading.value for heading in app.subheader]


def test_a_former_id_opens_the_record_of_today(small_app: Path) -> None:
    app = page(id="dhh")
    assert app.title[0].value == "Hue University"
    assert "".join(app.query_params["id"]) == "dai-hoc-hue"


def test_an_unknown_id_is_said_and_a_choice_offered(small_app: Path) -> None:
    app = page(id="no such *record*")
    assert "no such" in app.warning[0].value
    (table,) = app.dataframe
    assert len(table.value) == 7


def test_without_id_there_is_a_search() -> None:
    app = page()
    app.text_input[0].set_value("vuon uom").run()
    assert any("id=" in link for link in links(app))
    app.text_input[0].set_value("qqqqzzzz").run()
    assert app.info


def test_markup_and_formulas_in_names_are_shown_as_text(
    small_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = factory.rows()
    bad = "<script>alert(1)</script> [x](javascript:1) =1+1"
    data["organisations"][1]["name_vi"] = bad
    data["organisations"][1]["summary_vi"] = bad
    monkeypatch.setenv("ECOMAP_DATA", str(factory.write(small_data / "bad", data)))
    app = page(id="sen-tech")
    assert "<script>alert" not in said(app)
    app = page(id="vuon-uom")
    assert "<script>alert" not in said(app)
    assert "\\<script" in app.title[0].value and "](" not in app.title[0].value


def test_the_hub_of_the_shipped_data_shows_long_groups_on_demand(hue: Ecosystem) -> None:
    app = page(id="ubnd-hue", kind="startup")
    assert len(app.get("page_link")) < 120
    assert all("kind=startup" in link for link in links(app))
    assert any("more" in expander.label for expander in app.expander)


def test_the_way_to_the_network_and_the_ties_to_take_along(small_app: Path) -> None:
    app = page(id="sen-tech")
    assert any("mode=around" in link and "id=sen-tech" in link for link in links(app))
    assert any("tab=ties" in link and "of=sen-tech" in link for link in links(app))
    (button,) = app.get("download_button")
    assert button.proto.label == "Ties as Excel"
    assert not page(id="de-an").get("download_button")
