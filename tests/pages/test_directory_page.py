"""The directory page: tabs, facets, columns, order, what is empty, what opens."""

from __future__ import annotations

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from visits import visit

from ecomap import Ecosystem, Filters
from ecomap.counts import totals
from ecomap.views import directory


def page(**query: str | list[str]) -> AppTest:
    app = visit("directory", **query)
    assert not app.exception
    return app


def table(app: AppTest) -> pd.DataFrame:
    (frame,) = app.dataframe
    return frame.value


def choose(app: AppTest, key: str, value: str | list[str]) -> AppTest:
    (control,) = [control for control in app.get("button_group") if control.key == key]
    return control.set_value(value).run()


def said(app: AppTest) -> list[str]:
    return [element.value for element in app.markdown]


@pytest.mark.parametrize("tab", list(directory.TABS))
def test_every_tab_shows_all_its_rows_and_says_how_many(hue: Ecosystem, tab: str) -> None:
    app = page(tab=tab)
    n = getattr(totals(hue), tab)
    assert len(table(app)) == n
    assert f"Showing {n} of {n} {directory.TABS[tab].lower()}" in said(app)


def test_an_unknown_tab_column_or_order_changes_nothing(hue: Ecosystem) -> None:
    app = page(tab="x", cols=["x"], sort="x", pkind="x")
    assert "Sectors" in table(app).columns
    assert len(table(page(tab="programmes", pkind="x"))) == totals(hue).programmes


def test_a_chosen_kind_of_programme_stays_to_be_taken_off_when_filters_leave_none() -> None:
    app = page(tab="programmes", pkind="competition", tie="invests_in")
    assert not app.dataframe
    assert any("(0)" in str(option) for pill in app.get("button_group") for option in pill.proto.options)


def test_a_facet_sets_the_shared_filter_and_the_address(hue: Ecosystem) -> None:
    app = choose(page(), "facet_kinds", ["startup"])
    expected = hue.select(Filters(kinds=("startup",)))
    assert len(table(app)) == totals(expected).organisations
    assert "".join(app.query_params["kind"]) == "startup"
    assert app.multiselect(key="filter_kinds").value == ["startup"]


def test_programmes_have_facets_of_their_own_in_the_address() -> None:
    app = choose(page(tab="programmes"), "directory_pkind", ["competition"])
    assert {name: "".join(app.query_params[name]) for name in ("pkind", "tab")} == {
        "pkind": "competition",
        "tab": "programmes",
    }
    assert set(table(app)["Kind"]) == {"Competition"}
    app = choose(app, "directory_tab", "organisations")
    assert "pkind" not in app.query_params


def test_columns_and_order_live_in_the_address() -> None:
    app = page(cols=["name", "founded"], sort="founded", desc="1")
    frame = table(app)
    assert list(frame.columns) == ["Name", "Founded"]
    years = frame["Founded"].dropna().tolist()
    assert years == sorted(years, reverse=True)
    app.multiselect(key="directory_organisations_cols").set_value(["name", "ward"]).run()
    assert app.query_params["cols"] == ["name", "ward"]
    assert list(table(app).columns) == ["Name", "Ward or commune"]


def test_nothing_found_says_what_to_do() -> None:
    app = page(q="qqqqzzzz")
    assert not app.dataframe
    assert any("Remove some" in info.value for info in app.info)
    app.button(key="clear_filters_empty").click().run()
    assert len(table(app)) > 400


def test_downloads_are_offered_and_nothing_is_made_before_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from ecomap.views import exports

    def refuse(*args: object) -> bytes:
        raise AssertionError("made without being asked for")

    monkeypatch.setattr(exports, "export_bytes", refuse)
    monkeypatch.setattr(exports, "table_bytes", refuse)
    app = page()
    assert len(app.get("download_button")) == 2 + len(exports.FORMATS)


def test_the_year_filter_and_a_selection_are_kept(hue: Ecosystem) -> None:
    app = page(year="2020", id="dai-hoc-hue")
    assert any("Hue University" in element.proto.body for element in app.get("html"))
    assert len(table(app)) == totals(hue.select(Filters(year=2020))).organisations


def test_ties_of_one_organisation_since_a_year(hue: Ecosystem) -> None:
    app = page(tab="ties", of="so-khcn-hue", since="2023")
    ties = hue.ties[(hue.ties[["source", "target"]] == "so-khcn-hue").any(axis=1)]
    expected = ties[ties["start_on"].dt.year >= 2023]
    assert 0 < len(expected) < len(ties) and len(table(app)) == len(expected)
    app.selectbox(key="directory_since").set_value(None).run()
    assert len(table(app)) == len(ties) and "since" not in app.query_params
    app.selectbox(key="directory_of").set_value("dai-hoc-hue").run()
    assert "".join(app.query_params["of"]) == "dai-hoc-hue"
    app = choose(app, "directory_tab", "organisations")
    assert "of" not in app.query_params


def test_an_unknown_organisation_or_year_changes_nothing(hue: Ecosystem) -> None:
    assert len(table(page(tab="ties", of="<b>", since="x"))) == totals(hue).ties


def test_the_selected_one_is_offered_first() -> None:
    app = page(tab="ties", id="dai-hoc-hue")
    assert app.selectbox(key="directory_of").options[0] == "Hue University"
