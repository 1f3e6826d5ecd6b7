"""Counts: one place, and figures that add up."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd
import pytest
from hypothesis import given
from test_filters import filters

import ecomap
from ecomap import Filters
from ecomap.counts import count_by, coverage, sources_of, totals


def test_the_totals_of_the_small_snapshot(small: ecomap.Ecosystem) -> None:
    assert asdict(totals(small)) == {
        "organisations": 5, "in_region": 4, "elsewhere": 1, "programmes": 2, "ties": 7, "undated_ties": 1,
        "sources": 2, "placed_point": 1, "placed_ward": 2, "unplaced": 1, "targets": 1, "needs": 1,
    }  # fmt: skip


def _consistent(ecosystem: ecomap.Ecosystem, whole: ecomap.Ecosystem) -> None:
    part, everything = totals(ecosystem), totals(whole)
    assert part.placed_point + part.placed_ward + part.unplaced == part.in_region
    assert part.in_region + part.elsewhere == part.organisations == count_by(ecosystem, "kind").sum()
    assert count_by(ecosystem, "type", "ties").sum() == part.ties
    assert count_by(ecosystem, "kind", "programmes").sum() == part.programmes
    assert all(value <= asdict(everything)[name] for name, value in asdict(part).items())


@given(filters)
def test_figures_add_up_in_every_part(small: ecomap.Ecosystem, chosen: Filters) -> None:
    _consistent(small.select(chosen), small)


@pytest.mark.parametrize(
    "chosen", [Filters(), Filters(year=2020), Filters(words="huế"), Filters(place="in")], ids=range(4)
)
def test_figures_of_hue_add_up(hue: ecomap.Ecosystem, chosen: Filters) -> None:
    _consistent(hue.select(chosen), hue)


def test_counting_by_a_code(small: ecomap.Ecosystem) -> None:
    assert count_by(small, "sectors").to_dict() == {"it": 2, "edtech": 1}
    assert list(count_by(small, "ward_code").items()) == [("19774", 2), ("19753", 1)]
    assert count_by(small, "sectors", "programmes").to_dict() == {"it": 1}
    assert count_by(small, "origin", "ties").to_dict() == {"relation": 4, "role": 3}
    assert count_by(small, "placed")["ward"] == 2
    assert count_by(small, "founded_year").to_dict() == {1957: 1, 2018: 1}
    assert count_by(small.select(Filters(kinds=("association",))), "sectors").empty
    assert list(count_by(small, "kind").index) == sorted(small.organisations["kind"])  # equal counts: by code


def test_sources(small: ecomap.Ecosystem) -> None:
    assert sources_of(small.ties, small.programmes) == {"S1", "S2"}
    assert sources_of(small.ties.head(0)) == set()


def test_coverage_holds_the_list_against_the_state(small: ecomap.Ecosystem) -> None:
    found = coverage(small)
    assert (found.loc["startups-2024", "listed"], found.loc["startups-2024", "share"]) == (1, 0.05)
    assert pd.isna(found.loc["finalists", "listed"])
    assert pd.isna(found.loc["finalists", "share"])


def test_coverage_of_a_part_counts_the_part(small: ecomap.Ecosystem) -> None:
    part = small.select(Filters(kinds=("university",)))
    assert coverage(part).loc["startups-2024", "listed"] == 0
