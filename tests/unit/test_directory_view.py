"""The tables of the directory."""

from __future__ import annotations

import pandas as pd
import pytest

from ecomap import Ecosystem, Filters
from ecomap.counts import count_by, totals
from ecomap.i18n import translator
from ecomap.text import sort_key
from ecomap.views import directory

TABS = list(directory.TABS)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_tables_hold_every_row_and_column(hue: Ecosystem, tab: str, lang: str) -> None:
    table = directory.table(hue, tab, lang)
    assert len(table) == getattr(totals(hue), tab)
    assert list(table.columns) == [column.key for column in directory.COLUMNS[tab]]
    assert set(table.index) == set(getattr(hue, tab).index)


@pytest.mark.parametrize("tab", ["organisations", "programmes"])
def test_rows_stand_in_vietnamese_order(hue: Ecosystem, tab: str) -> None:
    names = directory.table(hue, tab)["name"].tolist()
    assert names == sorted(names, key=sort_key)


@pytest.mark.parametrize("tab", TABS)
def test_the_table_of_a_part_is_the_part_of_the_table(hue: Ecosystem, tab: str) -> None:
    part = hue.select(Filters(kinds=("startup", "investor"), year=2023))
    expected = directory.table(part, tab)
    pd.testing.assert_frame_equal(directory.part(directory.table(hue, tab), part, tab), expected)


def test_codes_are_labels_and_unknown_is_missing(small: Ecosystem) -> None:
    table = directory.table(small, "organisations")
    row = table.loc["dai-hoc-hue"]
    assert (row["kind"], row["ward"], row["founded"]) == ("Trường đại học, cao đẳng", "Phường Phú Xuân", 1957)
    assert row["sectors"] == "Công nghệ giáo dục, Công nghệ thông tin"
    empty = table.loc["quy-xa"]
    assert empty[["founded", "ward", "sectors", "website", "newest"]].isna().all()
    assert table.at["sen-tech", "newest"] == 2024
    ties = directory.table(small, "ties", "en")
    assert ties.loc["vuon-uom|incubates|sen-tech|2020-03", ["since", "until", "start"]].tolist() == [
        2020,
        2022,
        "Mar 2020",
    ]
    programmes = directory.table(small, "programmes", "en")
    assert programmes.at["cuoc-thi", "status"] == "Ended" and pd.isna(programmes.at["de-an", "lead"])


def test_sorting_is_vietnamese_and_by_time_with_unknown_last(small: Ecosystem) -> None:
    table = directory.table(small, "organisations")
    wards = directory.sort(table, small, "organisations", "ward")["ward"]
    assert wards.dropna().tolist() == ["Phường Kim Long", "Phường Kim Long", "Phường Phú Xuân"]
    assert wards.isna().tolist() == [False] * 3 + [True] * 2
    years = directory.sort(table, small, "organisations", "founded", descending=True)["founded"]
    assert years.iloc[:2].tolist() == [2018, 1957] and years.iloc[2:].isna().all()
    ties = directory.table(small, "ties", "en")
    dates = directory.sort(ties, small, "ties", "start")["start"].dropna().tolist()
    assert dates == ["2019"] * 3 + ["Mar 2020", "2021", "1 Jun 2021"]
    pd.testing.assert_frame_equal(directory.sort(table, small, "organisations", "no such"), table)


def test_columns_asked_for_are_checked() -> None:
    assert directory.columns_of("ties", ["note", "x", "source"]) == ("source", "note")
    usual = directory.columns_of("organisations", [])
    assert "name" in usual and "summary" not in usual


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_headers_are_translated_and_unique(small: Ecosystem, lang: str) -> None:
    _ = translator(lang)
    for tab in TABS:
        keys = [column.key for column in directory.COLUMNS[tab]]
        shown = directory.as_shown(directory.table(small, tab, lang), tab, keys, _)
        assert shown.columns.is_unique


def test_a_facet_counts_with_its_own_field_open(hue: Ecosystem) -> None:
    filters = Filters(kinds=("startup",), sectors=("it",))
    kinds, sectors, *_rest = directory.facets(hue, filters, "organisations", hue.select)
    assert kinds.counts == count_by(hue.select(Filters(sectors=("it",))), "kind").to_dict()
    assert sectors.counts["it"] == len(hue.select(filters).organisations)


def test_a_chosen_value_without_rows_stays_in_its_facet(hue: Ecosystem) -> None:
    filters = Filters(kinds=("investor",), words="qqqqzzzz")
    (kinds,) = directory.facets(hue, filters, "organisations", hue.select, first=1)
    assert kinds.counts == {"investor": 0}
    assert directory.facets(hue, filters, "programmes", hue.select) == []


def test_programme_facets_add_up(hue: Ecosystem) -> None:
    choices = directory.programme_facets(hue, "en")
    assert (
        sum(int(text.rsplit("(", 1)[1][:-1]) for text in choices["kind"].values()) == totals(hue).programmes
    )


def test_a_tie_reads_as_a_sentence(small: Ecosystem) -> None:
    assert directory.tie_text(small, "vuon-uom|incubates|sen-tech|2020-03", translator("en")) == (
        "Vườn ươm Cố đô incubates Công ty Sen Tech"
    )


def test_ties_of_one_and_since_a_year(small: Ecosystem) -> None:
    table = directory.table(small, "ties", "en")
    own = directory.ties_of(small, table, "quy-xa")
    assert list(own.index) == ["quy-xa|invests_in|sen-tech|2021-06-01"]
    later = directory.begun_since(small, table, 2021)
    assert set(later["since"]) == {2021} and len(later) == 2


def test_every_file_names_the_sources_of_its_rows(small: Ecosystem) -> None:
    keys = directory.with_evidence(["name"])
    assert keys == ("name", "sources", "urls") == directory.with_evidence(keys)
    row = directory.table(small, "organisations", "en").loc["sen-tech"]
    assert row["sources"].split("\n") == ["Báo Huế: Bài một, date not known", "Sở KH&CN: Bài hai, 3 Feb 2024"]
    assert row["urls"] == "https://example.org/1"


def test_roles_are_said_to_be_not_rated(small: Ecosystem) -> None:
    table = directory.table(small, "ties", "en")
    roles = small.ties.index[small.ties["origin"] == "role"]
    assert set(table.loc[roles, "confidence"]) == {directory.NOT_RATED}
    assert table["confidence"].notna().all()
