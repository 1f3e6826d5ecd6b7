"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "tests"):  # for `ecomap`, `benchmarks` and `factory`, wherever pytest is started
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import factory  # noqa: E402

import ecomap  # noqa: E402
from benchmarks.generate import generate  # noqa: E402

# Timing on a shared machine says nothing about the code, hence no deadline.
# Making a failing example smaller takes minutes where each try loads a snapshot; ask for it with the other profile.
settings.register_profile(
    "quick",
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("quick"), max_examples=500, phases=tuple(Phase))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> ecomap.Ecosystem:
    """Return the snapshot of the small data set of `factory`."""
    return ecomap.load(factory.write(tmp_path_factory.mktemp("small")))


@pytest.fixture(scope="session")
def hue() -> ecomap.Ecosystem:
    """Return the snapshot of the shipped data."""
    return ecomap.load(ROOT / "data")


@pytest.fixture(scope="session")
def five_thousand(tmp_path_factory: pytest.TempPathFactory) -> ecomap.Ecosystem:
    """Return a synthetic snapshot of 5,000 organisations and 15,000 relations."""
    return ecomap.load(generate(tmp_path_factory.mktemp("five_thousand"), 5_000, 15_000))
