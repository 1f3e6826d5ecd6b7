"""Planted gaps are found, and where none is planted next to nothing is: a short run of `benchmarks.bench_gaps`."""

import pytest

from benchmarks.bench_gaps import (
    LEAST_PRECISION,
    LEAST_RECALL,
    MOST_FALSE_ALARMS,
    ORDERINGS,
    pairs_found,
    tally,
)
from benchmarks.planted import plant
from ecomap.analysis import gaps
from ecomap.analysis.gaps.data import overlap

SIZE, SEEDS, HEALTHY = 500, 2, 10
MOST_ALARMS_OF_ONE_KIND = 2
"""In ten ecosystems: a kind with a true rate of 5 % exceeds it in 1 % of such tests."""


@pytest.fixture(scope="module")
def counts():
    return tally(SIZE, SEEDS, HEALTHY)


@pytest.mark.parametrize("kind", gaps.KINDS)
def test_planted_gaps_are_found_and_little_else(counts, kind):
    count = counts[kind]
    assert count.planted and count.claims
    assert count.recall >= LEAST_RECALL, count.missed
    assert count.precision >= LEAST_PRECISION, count.false


@pytest.mark.parametrize("kind", gaps.KINDS)
def test_few_false_alarms_of_each_kind(counts, kind):
    assert counts[kind].alarms <= MOST_ALARMS_OF_ONE_KIND, counts[kind].false


def test_false_alarms_over_all_kinds(counts):
    alarms = sum(count.alarms for count in counts.values())
    assert alarms / (HEALTHY * len(counts)) <= MOST_FALSE_ALARMS


def test_planted_pairs_are_in_the_list_and_lead_it():
    planted, listed, shown, _ = pairs_found(SIZE, seed=1)
    assert planted and listed == planted and shown == planted


def test_unlisted_start_ups_are_within_the_interval():
    made = plant(SIZE, 0, ["data"])
    found = overlap(made.ecosystem, "startup")
    assert found.held < made.really["startup"]
    assert found.estimate.low <= made.really["startup"] <= found.estimate.high


def test_a_kind_planted_does_not_set_off_the_others():
    made = plant(SIZE, 2, ["research"])
    others = [
        kind for kind in gaps.KINDS if kind not in {"research", "helix"}
    ]  # its field lacks ties in both
    found = gaps.find(made.ecosystem, others).findings
    assert not [one.id for one in found if not one.id.startswith(ORDERINGS)]


def test_the_same_seed_makes_the_same_ecosystem():
    assert plant(120, 3, gaps.KINDS).ecosystem.version == plant(120, 3, gaps.KINDS).ecosystem.version
    assert plant(120, 3).ecosystem.version != plant(120, 4).ecosystem.version


def test_all_kinds_together():
    made = plant(SIZE, 1, gaps.KINDS)
    assert {gap.kind for gap in made.gaps} == set(gaps.KINDS)
