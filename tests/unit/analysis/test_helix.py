"""Three houses: planted separation and synergy are found, chance is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from built import Row, organisation, tie
from worlds import WARDS, found, silences, world

from ecomap.analysis import helix, synergy
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters

HOUSES = {"st": ("government", "department"), "sc": ("university", "university"), "en": ("enterprise", "sme")}


def _houses(n: int, sectors: list[str] | None = None) -> list[Row]:
    rows = []
    for prefix, (kind, subkind) in HOUSES.items():
        for i in range(n):
            sector = (sectors or ["s1", "s2"])[i % len(sectors or ["s1", "s2"])]
            place = {"ward_code": WARDS[i % 2], "geo_precision": "ward"}
            rows.append(organisation(f"{prefix}-{i}", kind, subkind, sectors=sector, **place))
    return rows


def _ties(pairs: list[tuple[str, str]], n: int, share: float, seed: int = 0) -> list[Row]:
    rng = np.random.default_rng(seed)
    return [
        tie(f"{a}-{i}", f"{b}-{j}", "supports", start_date="2020")
        for a, b in pairs
        for i in range(n)
        for j in range(n)
        if (a != b or i < j) and rng.random() < share
    ]


@pytest.fixture(scope="module")
def split(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """Science is tied with nobody but itself and the State."""
    ties = _ties([("st", "sc"), ("st", "en"), ("sc", "sc"), ("en", "en"), ("st", "st")], 20, 0.15)
    return world(tmp_path_factory.mktemp("split"), organisations=_houses(20), relations=ties)


def test_a_planted_split_is_found(split: Ecosystem) -> None:
    gaps = found(split, "helix")
    weak = gaps["helix:science-enterprise"]
    assert weak.measure.value == 0
    assert weak.severity == 1
    assert not {"helix:state-science", "helix:state-enterprise"} & set(gaps)


def test_densities_by_hand(tmp_path: Path) -> None:
    ties = [
        tie("st-0", "sc-0", "supports"),
        tie("sc-0", "st-0", "supplies_to"),
        tie("st-0", "en-0", "partners_with"),
        tie("st-1", "en-0", "supports", start_date="2021-05", end_date="2022"),
        tie("en-0", "en-1", "supplies_to", start_date="2019"),
    ]
    eco = world(tmp_path, organisations=_houses(3), relations=ties)
    table = helix.densities(eco)
    assert table["possible"].tolist() == [3, 9, 9, 3, 9, 3]
    assert table["tied"].to_dict() == {
        "state-state": 0, "state-science": 1, "state-enterprise": 2,
        "science-science": 0, "science-enterprise": 0, "enterprise-enterprise": 1,
    }  # fmt: skip
    assert table.loc["state-science", "reciprocity"] == 1
    assert table.loc["state-enterprise", "reciprocity"] == 0.5
    assert np.isnan(table.loc["science-enterprise", "reciprocity"])
    years = helix.by_year(eco)
    assert years.loc[(2020, "state-enterprise"), "tied"] == 0
    assert years.loc[(2021, "state-enterprise"), "tied"] == 1
    assert years.loc[(2021, "state-enterprise"), "undated"] == 1
    sectors = helix.by_sector(eco)
    assert sectors.loc[("s1", "state-science"), "tied"] == 1
    assert sectors.loc[("s3", "state-science"), "possible"] == 0


def test_evenly_tied_houses_are_seldom_called(tmp_path: Path) -> None:
    every = [("st", "sc"), ("st", "en"), ("sc", "en"), ("st", "st"), ("sc", "sc"), ("en", "en")]
    called = 0
    for seed in range(6):
        eco = world(tmp_path / str(seed), organisations=_houses(15), relations=_ties(every, 15, 0.1, seed))
        called += bool(set(found(eco, "helix")) & {f"helix:{'-'.join(pair)}" for pair in helix.PAIRS})
    assert called <= 1


def test_a_sector_whose_two_sides_never_meet_is_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    ties = [
        tie(f"sc-{i}", f"en-{j}", "partners_with")
        for i in range(24)
        for j in range(24)
        if not (i % 2 == j % 2 == 0) and rng.random() < 0.2
    ]
    gaps = found(world(tmp_path, organisations=_houses(24), relations=ties), "helix")
    assert "helix:science-enterprise-s1" in gaps
    assert "helix:science-enterprise-s2" not in gaps


def test_synergy_is_told_from_chance_only_where_it_is(tmp_path: Path) -> None:
    rows = []
    for i in range(80):
        ward, sector = i % 2, (i // 2) % 2
        kind, subkind = HOUSES["sc"] if ward ^ sector else HOUSES["en"]
        cells = {"sectors": f"s{sector + 1}", "ward_code": WARDS[ward], "geo_precision": "ward"}
        rows.append(organisation(f"o-{i}", kind, subkind, **cells))
    planted = synergy.synergy(world(tmp_path / "planted", organisations=rows))
    assert planted is not None
    assert planted.told_from_chance
    assert planted.value < planted.null_low
    assert "synergy" in synergy.sentence(planted).text("en")
    rng = np.random.default_rng(4)
    for row in rows:
        row["ward_code"] = WARDS[rng.integers(2)]
    chance = synergy.synergy(world(tmp_path / "chance", organisations=rows))
    assert chance is not None
    assert not chance.told_from_chance
    assert "cannot be told from chance" in synergy.sentence(chance).text("en")


def test_parts_of_sectors_add_up(split: Ecosystem) -> None:
    whole = synergy.synergy(split)
    assert whole is not None
    sectors = synergy.synergy_by_sector(split)
    assert sectors["bits"].sum() == pytest.approx(whole.value)
    assert (sectors["null_low"] <= sectors["null_high"]).all() and sectors["p"].between(0, 1).all()
    unsure = synergy.sector_sentence(split)
    assert (unsure is None) == bool(sectors["told_from_chance"].all())
    assert unsure is None or "cannot be told from chance" in unsure.text("en")
    years = synergy.synergy_by_year(split, range(2024, 2026))
    said = synergy.year_sentence(years)
    assert said is not None and "2024" in said.text("en")
    assert synergy.year_sentence(years.iloc[:0]) is None
    assert synergy.synergy_by_year(split, range(2024, 2026)).index.tolist() == [2024, 2025]


@pytest.mark.parametrize("n", [0, 1])
def test_too_little_is_said_not_guessed(tmp_path: Path, n: int) -> None:
    eco = world(tmp_path, organisations=_houses(n))
    assert found(eco, "helix") == {}
    assert silences(eco, "helix")
    assert helix.by_year(eco).empty
    assert helix.densities(eco)["density"].fillna(0).eq(0).all()


def test_a_filter_that_leaves_nothing(split: Ecosystem) -> None:
    nothing = split.select(Filters(words="khong co gi nhu the nay"))
    assert found(nothing, "helix") == {}
    assert silences(nothing, "helix")


def test_one_sector_and_no_wards(tmp_path: Path) -> None:
    rows = [{**row, "sectors": "s1", "ward_code": "", "geo_precision": "none"} for row in _houses(20)]
    eco = world(tmp_path, organisations=rows, relations=_ties([("st", "sc"), ("st", "en")], 20, 0.2))
    assert any("ward" in reason for reason in silences(eco, "helix"))


def test_ties_one_way_rest_on_every_tied_pair(hue: Ecosystem) -> None:
    finding = found(hue, "helix")["helix:one-way-state-enterprise"]
    rows = [key for evidence in finding.evidence for key in evidence.ids]
    pairs = {frozenset(hue.ties.loc[key, ["source", "target"]]) for key in rows}
    assert len(rows) == len(set(rows)) >= len(pairs) == finding.sentence.values["n"]
