"""Research to market: planted fields without partners, and the narrowest step of published figures."""

from __future__ import annotations

from pathlib import Path

import pytest
from built import Row, organisation, target, tie
from worlds import found, silences, world

from ecomap.analysis.pipeline import chain_steps
from ecomap.analysis.research import enterprise_ties, fields, research_bodies
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters


def _science(n: int, sector: str) -> list[Row]:
    return [
        organisation(f"vien-{sector}-{i}", "research_institute", "institute", sectors=sector)
        for i in range(n)
    ]


def _firms(n: int, sector: str) -> list[Row]:
    return [organisation(f"dn-{sector}-{i}", "enterprise", "sme", sectors=sector) for i in range(n)]


def _steps(*values: float | str) -> list[Row]:
    return [
        {
            "chain": "research",
            "rank": str(i),
            "label_vi": f"Bước {i}",
            "label_en": f"Step {i}",
            "value": str(value),
            "year": "2025",
            "source_ids": "S1",
        }
        for i, value in enumerate(values, start=1)
    ]


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """In s1 nobody has a partner, in s2 and s3 everybody has one."""
    rows = [row for sector in ("s1", "s2", "s3") for row in (*_science(9, sector), *_firms(9, sector))]
    ties = [tie(f"vien-{s}-{i}", f"dn-{s}-{i}", "partners_with") for s in ("s2", "s3") for i in range(9)]
    folder = tmp_path_factory.mktemp("planted")
    return world(folder, organisations=rows, relations=ties, chains=_steps(72, 54, 29, 2))


def test_the_planted_field_is_found_and_no_other(planted: Ecosystem) -> None:
    gaps = found(planted, "research")
    assert set(gaps) == {"research:field-s1", "research:way-4"}
    gap = gaps["research:field-s1"]
    assert gap.measure.value == 0
    assert gap.measure.high == pytest.approx(1 - 0.025 ** (1 / 9), rel=1e-6)
    assert len(gap.scope.organisations) == 9
    assert fields(planted).loc["s2", "tied_in_field"] == 9


def test_the_narrowest_step_by_hand(planted: Ecosystem) -> None:
    table = chain_steps(planted)
    assert table["share"].tolist() == pytest.approx([54 / 72, 29 / 54, 2 / 29])
    gap = found(planted, "research")["research:way-4"]
    assert gap.measure.value == pytest.approx(2 / 29)
    assert gap.evidence[0].table == "chains"


def test_figures_of_other_years_are_not_divided(tmp_path: Path) -> None:
    """Two results commercialised in one year are no share of those applied in six."""
    steps = [{**row, "first_year": "2020"} for row in _steps(72, 54, 29, 2)]
    steps[3] |= {"first_year": "2025"}
    eco = world(tmp_path, organisations=[*_science(1, "s1"), *_firms(1, "s1")], chains=steps)
    gaps = found(eco, "research")
    assert set(gaps) == {"research:unmeasured:research|4"}
    sentence = gaps["research:unmeasured:research|4"].sentence.text("en")
    assert "figure of 2020–2025 (29)" in sentence and "one of 2025 (2)" in sentence


def test_another_published_share_of_a_step_is_told_beside_it(tmp_path: Path) -> None:
    steps = _steps(72, 54, 29, 2)
    steps[2] |= {"share_target_id": "t"}
    told = target("t", unit="%", actual_value="76", source_ids="S2")
    eco = world(tmp_path, organisations=[*_science(1, "s1"), *_firms(1, "s1")], chains=steps, targets=[told])
    gap = found(eco, "research")["research:way-4"]
    assert "29 of 54 (54%, 2025)" in gap.sentence.text("en") and "76 % (2025)" in gap.sentence.text("en")
    assert {"S1", "S2"} == set(gap.sources)


def test_the_way_of_hue(hue: Ecosystem) -> None:
    """The 76 % and the two results are of 2025 alone (SUP-HNN161450), the counts of 2020 to 2025."""
    gaps = found(hue, "research")
    assert "research:way-4" not in gaps
    sentence = gaps["research:unmeasured:research|4"].sentence.text("vi")
    assert (
        "76" in sentence
        and "54" in sentence
        and "SUP-HNN161450" in gaps["research:unmeasured:research|4"].sources
    )


@pytest.mark.parametrize("steps", [(), (50,), (50, 40), (50, "", 20)])
def test_short_or_broken_ways_are_not_judged(tmp_path: Path, steps: tuple[float | str, ...]) -> None:
    eco = world(tmp_path, organisations=[*_science(1, "s1"), *_firms(1, "s1")], chains=_steps(*steps))
    assert not [key for key in found(eco, "research") if "way" in key]
    assert any("published figures" in reason for reason in silences(eco, "research"))


def test_even_steps_are_no_gap(tmp_path: Path) -> None:
    eco = world(tmp_path, organisations=[*_science(1, "s1"), *_firms(1, "s1")], chains=_steps(80, 40, 20, 9))
    assert not [key for key in found(eco, "research") if "way" in key]


def test_a_tie_of_a_part_counts_for_the_whole_and_a_laboratory_with_its_institute(tmp_path: Path) -> None:
    rows = [
        organisation("dh", "university", "university"),
        organisation("khoa", "university", "school_faculty"),
        organisation("vien", "research_institute", "institute"),
        organisation("ptn", "research_institute", "lab"),
        *_firms(2, "s1"),
    ]
    ties = [
        tie("khoa", "dh", "part_of"),
        tie("ptn", "vien", "part_of"),
        tie("dn-s1-0", "khoa", "partners_with"),
        tie("ptn", "dn-s1-1", "transfers_tech_to"),
    ]
    eco = world(tmp_path, organisations=rows, relations=ties)
    assert set(research_bodies(eco)) == {"dh", "khoa", "vien"}
    table = enterprise_ties(eco)
    assert sorted(zip(table["body"], table["via"], strict=True)) == [
        ("dh", "khoa"),
        ("khoa", "khoa"),
        ("vien", "ptn"),
    ]


def test_where_most_fields_lack_partners_it_is_said_once(tmp_path: Path) -> None:
    rows = [row for sector in ("s1", "s2", "s3", "s4") for row in (*_science(8, sector), *_firms(8, sector))]
    eco = world(tmp_path, organisations=rows, relations=[tie("vien-s1-0", "dn-s1-0", "partners_with")])
    gaps = found(eco, "research")
    assert {"research:bodies", "research:fields"} == set(gaps)


def test_small_fields_are_not_judged(tmp_path: Path) -> None:
    rows = [*_science(4, "s1"), *_firms(4, "s1"), *_science(1, "s2"), *_firms(1, "s2")]
    eco = world(tmp_path, organisations=rows, relations=[tie("vien-s2-0", "dn-s2-0", "partners_with")])
    assert found(eco, "research") == {}
    assert any("too few" in reason for reason in silences(eco, "research"))


def test_a_filter_that_leaves_nothing(planted: Ecosystem) -> None:
    nothing = planted.select(Filters(words="khong co gi nhu the nay"))
    assert any("no research body" in reason for reason in silences(nothing, "research"))
