"""Sites against trying every set, and with places that are uncertain."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from built import startups
from places_built import city, code, support

from ecomap.analysis.finding import Silence
from ecomap.analysis.siting import Siting, max_coverage, p_median, site

# PuLP announces version 4; the pinned one is meant.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pulp")


def _sited(*args: object, **kwargs: object) -> Siting:
    result = site(*args, **kwargs)  # type: ignore[arg-type]
    assert isinstance(result, Siting)
    return result


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [1, 2, 3])
def test_coverage_as_good_as_the_best_of_all_sets(seed: int, k: int) -> None:
    random = np.random.default_rng(seed)
    need, metres = random.integers(0, 9, 10), random.uniform(0, 10, (10, 6))
    best = max(need @ (metres[:, sites].min(axis=1) <= 3) for sites in map(list, combinations(range(6), k)))
    chosen = max_coverage(need, metres, k, 3.0)
    assert len(chosen) == k
    assert need @ (metres[:, list(chosen)].min(axis=1) <= 3) == best


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("existing", [False, True])
def test_median_as_good_as_the_best_of_all_sets(seed: int, existing: bool) -> None:
    random = np.random.default_rng(seed)
    need, metres = random.integers(0, 9, 10), random.uniform(0, 10_000, (10, 6))
    there = random.uniform(0, 10_000, 10) if existing else np.full(10, np.inf)

    def total(sites: list[int]) -> float:
        return float(need @ np.minimum(metres[:, sites].min(axis=1), there))

    best = min(total(list(sites)) for sites in combinations(range(6), 2))
    chosen = p_median(need, metres, 2, there if existing else None)
    assert len(chosen) == 2
    assert total(list(chosen)) == pytest.approx(best)


def test_nothing_to_gain() -> None:
    assert max_coverage([0, 0], [[1, 2], [3, 4]], 1, 5.0) == (0,)
    assert p_median([0, 0], [[1, 2], [3, 4]], 1) == (0,)


@pytest.mark.parametrize("objective", ["coverage", "distance"])
def test_the_far_crowded_ward_gets_the_site(tmp_path: Path, objective: str) -> None:
    people = {code(i): 1000 for i in range(8)} | {code(6): 9000}
    ecosystem = city(tmp_path, 8, population=people, organisations=[support("a", code(0), (0.5, 0.5))])
    found = _sited(ecosystem, 1, objective=objective)
    assert [s.ward for s in found.sites] == [code(6)]
    assert found.existing == ("a",) and found.unplaced == 0
    gained = found.sites[0].gain
    assert found.sites[0].gain_low <= found.sites[0].gain_high
    if objective == "coverage":
        # On average over where people live: the ward itself, and some of the next.
        assert 1 / 16 < found.before < 2 / 16
        assert found.after == pytest.approx(found.before + gained) and 10 / 16 < found.after < 13 / 16
    else:
        assert found.after == pytest.approx(found.before - gained)


def test_gains_fall_along_the_sites(tmp_path: Path) -> None:
    found = _sited(city(tmp_path, 9, population={code(i): 100 * (i + 1) for i in range(9)}), 3)
    gains = [s.gain for s in found.sites]
    assert gains == sorted(gains, reverse=True)
    assert found.before == 0 and found.after == pytest.approx(sum(gains))
    assert all(0 <= s.chosen <= 1 for s in found.sites)


def test_the_same_seed_the_same_sites(tmp_path: Path) -> None:
    rows = [support("a"), support("b", code(1)), *startups(12, ward_code=code(3), geo_precision="ward")]
    first, second = (_sited(city(tmp_path / name, 5, organisations=rows), 2, "startup") for name in "ab")
    assert first == second


def test_unknown_demand_is_left_out_and_counted(tmp_path: Path) -> None:
    rows = [*startups(3, ward_code=code(2), geo_precision="ward"), *startups(1, sector="s2", prefix="un")]
    found = _sited(city(tmp_path, 4, organisations=rows), 1, "startup")
    assert found.left_out == pytest.approx(0.25)
    assert found.after == 1


def test_only_among_the_candidates(tmp_path: Path) -> None:
    found = _sited(city(tmp_path, 5), 1, candidates=[code(4)])
    assert [s.ward for s in found.sites] == [code(4)]


def test_bad_input(tmp_path: Path) -> None:
    ecosystem = city(tmp_path, 2)
    assert isinstance(site(ecosystem, 3), Silence)
    assert isinstance(site(ecosystem, 1, "startup"), Silence)
    assert isinstance(site(city(tmp_path / "none", 0), 1), Silence)
    for wrong in ({"k": 0}, {"k": 1, "objective": "fame"}, {"k": 1, "limit_m": 0}, {"k": 1, "what": "cats"}):
        with pytest.raises(ValueError):
            site(ecosystem, **wrong)  # type: ignore[arg-type]


def test_the_choice_is_tried_in_many_draws_and_others_are_named(tmp_path: Path) -> None:
    # Wards two by two alike: which of each pair is chosen hangs on where people live in them.
    found = _sited(city(tmp_path, 9, population={code(i): 1000 for i in range(9)}), 1)
    assert found.draws >= 100 and not found.firm
    chosen = {one.ward for one in found.sites}
    assert found.alternatives and not chosen & {one.ward for one in found.alternatives}
    assert all(one.instead_of in chosen for one in found.alternatives)
    losses = [one.difference for one in found.alternatives]
    assert losses == sorted(losses, reverse=True)


def test_a_clear_choice_is_firm_and_its_value_lies_in_its_interval(tmp_path: Path) -> None:
    people = {code(i): 10 for i in range(8)} | {code(6): 90_000}
    found = _sited(city(tmp_path, 8, population=people), 1, limit_m=9_000)
    assert found.firm and not found.alternatives
    for one in found.sites:
        assert one.gain_low <= one.gain <= one.gain_high
    assert found.after_low <= found.after <= found.after_high
