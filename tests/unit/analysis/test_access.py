"""Access by ward: planted gaps are found, fair spreads are not called, bad input gets a sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from built import organisation, startups
from places_built import city, code, support

from ecomap.analysis import positions
from ecomap.analysis.access import access
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps.access import find
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters


def _ids(ecosystem: Ecosystem) -> list[str]:
    return [result.id for result in find(ecosystem) if isinstance(result, Finding)]


def _reasons(ecosystem: Ecosystem) -> list[str]:
    results = find(ecosystem)
    assert all(isinstance(result, Silence) for result in results)
    return [result.reason.text("en") for result in results if isinstance(result, Silence)]


@pytest.fixture(scope="module")
def clustered(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """Return a row of eight wards with all support in the first."""
    bodies = [support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(6)]
    return city(tmp_path_factory.mktemp("clustered"), 8, organisations=bodies)


def test_a_planted_gap_is_found(clustered: Ecosystem) -> None:
    found = _ids(clustered)
    assert "access:reach:population" in found
    assert {f"access:none:{code(i)}" for i in range(3, 8)} <= set(found)
    assert f"access:none:{code(0)}" not in found
    reach = next(r for r in find(clustered) if isinstance(r, Finding) and r.id == "access:reach:population")
    # Wards are 10.7 km wide, so ward 1 is just beyond 10 km: 7 of 8 wards are out of reach.
    assert reach.measure.value == pytest.approx(7 / 8)
    assert reach.severity == pytest.approx(7 / 8)
    assert {part.table for part in reach.evidence} == {"organisations", "wards"}
    assert reach.sources == ("S1",)


def test_spread_support_is_no_gap(tmp_path: Path) -> None:
    bodies = [support(f"sp-{i}", code(i), (0.5, 0.5)) for i in range(8)]
    assert _ids(city(tmp_path, 8, organisations=bodies)) == []


def test_distances_are_metres_in_the_crs_of_the_region(clustered: Ecosystem) -> None:
    table = access(clustered).table
    grid = positions.wards(clustered)
    assert table.loc[code(0), "nearest_km"] < 0.05
    assert table.loc[code(1), "nearest_km"] == pytest.approx(10.69, abs=0.02)
    # A ward of 10.7 km by 11.1 km: 2/3 of the radius of the disc of its area.
    assert grid.within_m[0] == pytest.approx(2 / 3 * np.sqrt(10_690 * 11_065 / np.pi), rel=0.01)


def test_what_is_known_by_ward_counts_for_its_ward(tmp_path: Path) -> None:
    by_ward = [support(f"sp-{i}", code(0)) for i in range(3)]
    seen = access(city(tmp_path, 4, organisations=by_ward))
    assert seen.table.loc[code(0), "nearest_km"] == pytest.approx(
        positions.wards(city(tmp_path, 4)).within_m[0] / 1000
    )
    assert seen.table.loc[code(0), "least_km"] == 0
    # The least distance is to the edge of the ward: half a ward for the neighbour.
    assert seen.table.loc[code(1), "least_km"] == pytest.approx(10.69 / 2, abs=0.02)
    assert f"access:none:{code(1)}" not in _ids(city(tmp_path, 4, organisations=by_ward))


def test_a_body_that_supports_nobody_on_record_is_no_support(tmp_path: Path) -> None:
    """A publisher is of kind support_org, but no source says that it supports anybody."""
    bodies = [support(f"sp-{i}", code(0), functions="incubation") for i in range(3)]
    publisher = organisation("nxb", "support_org", "service", ward_code=code(5), geo_precision="ward")
    ecosystem = city(tmp_path, 6, organisations=[*bodies, publisher])
    assert access(ecosystem).units.ids == ("sp-0", "sp-1", "sp-2")
    assert f"access:none:{code(5)}" in _ids(ecosystem)
    reasons = [r.reason.text("en") for r in find(ecosystem) if isinstance(r, Silence)]
    assert any("support function on record: 1" in reason for reason in reasons)


def test_unknown_places_are_counted_and_drawn(tmp_path: Path) -> None:
    bodies = [support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(3)] + [
        support(f"un-{i}") for i in range(3)
    ]
    ecosystem = city(tmp_path, 6, organisations=bodies)
    seen = access(ecosystem)
    assert (~seen.units.located).sum() == 3
    assert 0.5 < seen.table.loc[code(5), "beyond"] < 1
    notes = [part.note.text("en") for r in find(ecosystem) if isinstance(r, Finding) for part in r.evidence]
    assert any("3 of 6 have none" in note for note in notes)
    assert all(r.confidence.coverage == 0.5 for r in find(ecosystem) if isinstance(r, Finding))


def test_mostly_unknown_places_leave_wards_unclaimed(tmp_path: Path) -> None:
    bodies = [support("sp-0", code(0), (0.5, 0.5))] + [support(f"un-{i}") for i in range(40)]
    found = _ids(city(tmp_path, 4, organisations=bodies))
    assert not [finding for finding in found if finding.startswith("access:none")]


def test_capacity(tmp_path: Path) -> None:
    bodies = [support(f"sp-{i}", code(i), (0.5, 0.5)) for i in range(3)]
    ecosystem = city(
        tmp_path,
        3,
        organisations=bodies,
        capacities=[
            {"org_id": "sp-0", "places": "10", "source_ids": "S1"},
            {"org_id": "sp-1", "places": "30", "source_ids": "S1"},
        ],
    )
    units = positions.units(ecosystem)
    assert units.capacity.tolist() == [10, 30, 20]
    assert units.capacity_known == 2


def test_planned_and_stopped_support_is_not_there(tmp_path: Path) -> None:
    bodies = [
        support("a", code(0)),
        support("b", code(0), status="planned"),
        support("c", code(0), status="inactive"),
    ]
    assert positions.units(city(tmp_path, 2, organisations=bodies)).ids == ("a",)


def test_demand_falls_back_to_people_and_says_so(tmp_path: Path) -> None:
    rows = [support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(6)] + startups(20)
    results = find(city(tmp_path, 8, organisations=rows))
    reasons = [r.reason.text("en") for r in results if isinstance(r, Silence)]
    assert "Access of start-ups is not told: the ward is known of 0 of 20, too few." in reasons
    assert "access:reach:population" in [r.id for r in results if isinstance(r, Finding)]


def test_startups_are_the_demand_where_their_wards_are_known(tmp_path: Path) -> None:
    rows = [support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(6)]
    rows += startups(20, ward_code=code(7), geo_precision="ward")
    assert "access:reach:startup" in _ids(city(tmp_path, 8, organisations=rows))


def test_by_function(tmp_path: Path) -> None:
    rows = [
        support("a", code(0)),
        organisation(
            "u", "university", "university", functions="lab", ward_code=code(1), geo_precision="ward"
        ),
    ]
    assert access(city(tmp_path, 2, organisations=rows), functions=("lab",)).units.ids == ("u",)


def test_figures_are_the_same_each_time(clustered: Ecosystem, tmp_path: Path) -> None:
    again = city(tmp_path, 8, organisations=[support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(6)])
    assert again is not clustered
    assert access(again).table.equals(access(clustered).table)
    assert [r for r in find(again)] == [r for r in find(clustered)]


def test_nobody_listed(tmp_path: Path) -> None:
    assert _reasons(city(tmp_path, 3)) == [
        "No support organisation of the region is listed, so access by ward cannot be told."
    ]


def test_no_place_known(tmp_path: Path) -> None:
    assert (
        "None of the 2 support organisations"
        in _reasons(city(tmp_path, 3, organisations=[support("a"), support("b")]))[0]
    )


def test_no_wards(tmp_path: Path) -> None:
    assert "no wards" in _reasons(city(tmp_path, 0, organisations=[support("a")]))[0]


def test_no_population_and_nobody_else(tmp_path: Path) -> None:
    reasons = _reasons(city(tmp_path, 3, population={}, organisations=[support("a", code(0))]))
    assert any("no population figures" in reason for reason in reasons)


def test_all_in_one_spot(tmp_path: Path) -> None:
    rows = [support(f"sp-{i}", code(0), (0.5, 0.5)) for i in range(5)]
    assert _ids(city(tmp_path, 1, organisations=rows)) == []


def test_a_filter_that_leaves_nothing(clustered: Ecosystem) -> None:
    assert _reasons(clustered.select(Filters(kinds=("investor",))))


def test_fair_spreads_are_rarely_called(tmp_path: Path) -> None:
    """Support placed in proportion to people: the city as a whole is called in at most one case of ten."""
    random = np.random.default_rng(3)
    called = 0
    for trial in range(30):
        wards = random.integers(0, 12, 10)
        rows = [support(f"sp-{i}", code(int(w)), (0.5, 0.5)) for i, w in enumerate(wards)]
        found = _ids(city(tmp_path / str(trial), 12, organisations=rows))
        called += any(finding.startswith(("access:reach", "access:inequality")) for finding in found)
    assert called <= 3


def test_the_range_holds_the_figure_from_the_seats_of_the_wards(hue: Ecosystem) -> None:
    """Where the people of a ward are is not known: with its office as the place the share must be in the range."""
    seen, grid = access(hue, "population"), positions.wards(hue)
    located = seen.units.take(seen.units.located)
    at = np.where(located.exact[:, None], located.xy, grid.seats[located.ward])
    far = positions.between(grid.seats, at).min(axis=1) > 10_000
    share = seen.demand.by_ward[far].sum() / seen.demand.by_ward.sum()
    assert share > seen.share_beyond.value  # so it is a test of something
    assert seen.share_beyond.low <= share <= seen.share_beyond.high
    assert seen.share_beyond.low <= seen.share_beyond.value <= seen.share_beyond.high
    nearest = positions.between(grid.seats, at).min(axis=1) / 1000
    inside = (seen.table["nearest_low"] - 0.05 <= nearest) & (nearest <= seen.table["nearest_high"] + 0.05)
    assert inside.all()


def test_a_card_tells_how_many_have_no_known_place_and_whom_it_counts(hue: Ecosystem) -> None:
    ward = next(r for r in find(hue) if isinstance(r, Finding) and r.id == "access:none:20137")
    said = ward.sentence.text("en")
    missing = (~access(hue, "population").units.located).sum()
    assert f"{missing} more have no known place" in said and "residents, founders or not" in said
    assert ward.measure.value is not None and ward.measure.low is not None and ward.measure.high is not None
    assert ward.measure.low <= ward.measure.value <= ward.measure.high
    assert ward.measure.low > 40
