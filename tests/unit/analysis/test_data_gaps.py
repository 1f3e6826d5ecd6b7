"""Completeness of the data: totals, overlapping publications, age, empty fields and whom to call."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from built import Row, organisation, startups, tie
from worlds import WARDS, found, silences, world

from ecomap.analysis.ageing import PRIORS, chance_holds, prior
from ecomap.analysis.gaps import data
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters


def _sources(*publishers: str, dated: str = "") -> list[Row]:
    named = [
        {"id": f"P{i}", "publisher": name, "title": f"Bài {i}", "published_on": dated}
        for i, name in enumerate(publishers)
    ]
    return [*named, *({"id": key, "publisher": "Sổ", "title": "Sổ"} for key in ("S1", "S2"))]


def _total(code: str, value: int, as_of: str = "2025", **cells: str) -> Row:
    return {
        "code": code,
        "label_vi": code,
        "label_en": code,
        "value": str(value),
        "as_of": as_of,
        "source_ids": "S1",
        **cells,
    }


def _named(chances: list[float], n: int, seed: int) -> list[Row]:
    """Return those of `n` start-ups that publications name, each with its chance."""
    seen = np.random.default_rng(seed).random((n, len(chances))) < chances
    rows = []
    for i, row in enumerate(seen):
        if row.any():
            cells = {"source_ids": ";".join(f"P{j}" for j in np.flatnonzero(row))}
            rows.append(organisation(f"su-{i}", "startup", "company", **cells))
    return rows


def test_totals_not_reached_are_found_and_the_newest_counts(tmp_path: Path) -> None:
    totals = [
        _total("cu", 50, "2020", kind="startup"),
        _total("moi", 40, "2025", kind="startup"),
        _total("du", 2, kind="enterprise"),
        _total("khac", 9),
    ]
    rows = [*startups(10), *(organisation(f"e{i}", "enterprise", "sme") for i in range(2))]
    gaps = found(world(tmp_path, organisations=rows, official_totals=totals), "data")
    assert [key for key in gaps if key.startswith("data:total")] == ["data:total-moi"]
    assert gaps["data:total-moi"].measure.value == 0.25


def test_the_estimate_holds_what_was_deleted(tmp_path: Path) -> None:
    """Of 200 start-ups those on no list are unknown; the interval must hold 200 nine times in ten or more."""
    hits, runs = 0, 12
    for seed in range(runs):
        rows = _named([0.5, 0.4, 0.4], 200, seed)
        eco = world(tmp_path / str(seed), organisations=rows, sources=_sources("Báo A", "Báo B", "Báo C"))
        found_here = data.overlap(eco, "startup")
        assert found_here is not None
        hits += found_here.estimate.low <= 200 <= found_here.estimate.high
        gap = found(eco, "data")["data:estimate-startup"]
        assert str(len(rows)) in gap.sentence.text("en") and "roughly" in gap.sentence.text("en")
        assert gap.severity <= 0.2
    assert hits >= 0.9 * runs


def test_an_estimate_from_citations_is_rough_and_never_high_up(hue: Ecosystem) -> None:
    """Not every publication is cited, so the figure may be far too high: no claim of "at least", no high rank."""
    estimates = [gap for key, gap in found(hue, "data").items() if key.startswith("data:estimate")]
    assert estimates
    for gap in estimates:
        assert gap.severity <= 0.2
        assert gap.confidence.level != "high"
        assert "at least" not in gap.sentence.text("en")
    start_ups = data.overlap(hue, "startup")
    assert start_ups is not None
    named = start_ups.table.sum(axis=1)
    assert start_ups.sample_coverage == pytest.approx(1 - (named == 1).sum() / named.sum())


def test_a_complete_list_is_no_gap(tmp_path: Path) -> None:
    rows = [organisation(f"su-{i}", "startup", "company", source_ids="P0;P1") for i in range(30)]
    eco = world(tmp_path, organisations=rows, sources=_sources("Báo A", "Báo B"))
    assert "data:estimate-startup" not in found(eco, "data")


def test_works_of_reference_and_editions_are_no_lists_of_their_own(tmp_path: Path) -> None:
    rows = [organisation(f"su-{i}", "startup", "company", source_ids=f"P{i % 2};P3") for i in range(20)]
    rows += [organisation("them", "startup", "company", source_ids="P0;P2")]
    rows += [organisation(f"rieng-{i}", "startup", "company", source_ids=f"P{i}") for i in range(2)]
    eco = world(
        tmp_path, organisations=rows, sources=_sources("Báo A", "Báo B", "Báo A (English)", "Danh bạ địa chỉ")
    )
    table = data.presence(eco, "startup")
    assert sorted(table.columns) == ["Báo A", "Báo B"]
    assert table.loc["them"].tolist() == [True, False]


def test_old_sources_and_empty_fields(tmp_path: Path) -> None:
    full = {"ward_code": WARDS[0], "geo_precision": "ward", "website": "https://a.example", "stage": "seed"}
    rows = [organisation(f"moi-{i}", "startup", "company", source_ids="P0", **full) for i in range(6)]
    rows += [
        organisation(f"cu-{i}", "startup", "company", source_ids="P1", status="unknown") for i in range(4)
    ]
    old = {"id": "P1", "publisher": "Báo B", "title": "Cũ", "published_on": "2019"}
    sources = [*_sources("Báo A", dated="2025-06-01"), old]
    eco = world(
        tmp_path, organisations=rows, relations=[tie("moi-0", "cu-3", "partners_with")], sources=sources
    )
    gaps = found(eco, "data")
    assert gaps["data:age"].measure.value == 0.4
    assert gaps["data:field-status"].measure.value == 0.4
    assert gaps["data:field-website"].measure.value == 0.4
    calls = data.call_list(eco)
    assert calls.index[0] == "cu-3"  # nothing known, and somebody is tied with it
    assert calls.loc["cu-3", "missing"] == "status;ward_code;website;stage"
    assert calls.loc["moi-1", "gain"] == pytest.approx(0)


def test_ageing_by_hand() -> None:
    assert chance_holds(0.0, 0.3) == 1
    assert chance_holds(4.0, 0.5, shape=2.0) == pytest.approx(0.25)
    assert np.isnan(chance_holds(np.nan, 0.1))
    assert prior("stage", "enterprise") is None
    assert prior("status", "university") == PRIORS["status", ""]


def test_without_dates_or_totals_it_says_so(tmp_path: Path) -> None:
    eco = world(tmp_path, organisations=startups(3), sources=_sources("Báo A"))
    reasons = silences(eco, "data")
    assert any("has a date" in reason for reason in reasons)
    assert any("official total" in reason for reason in reasons)
    assert any("cannot be estimated" in reason for reason in reasons)
    assert "data:age" not in found(eco, "data")


def test_nothing_and_a_filter_that_leaves_nothing(tmp_path: Path) -> None:
    empty = world(tmp_path / "empty")
    assert found(empty, "data") == {}
    assert silences(empty, "data")
    filtered = world(tmp_path / "some", organisations=startups(3)).select(
        Filters(words="khong co gi nhu the")
    )
    assert found(filtered, "data") == {}
