"""Time of the nearest with filters against a bare query of a k-d tree, in one run on the same positions.

    python -m benchmarks.bench_near [--organisations 1000000] [--queries 200]

The baseline is `scipy.spatial.cKDTree` on the unit sphere over all positions, asked for ten nearest without any
filter, plus the time to make the filter's mask over all organisations with NumPy. Positions and codes are drawn from
a seed. Exit code 1 beyond the budget.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np
import psutil
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from ecomap.analysis.partners.positions import Positions

BUDGET, BUILD_SECONDS, BUILD_GB = 2.0, 10.0, 2.0
KINDS, SECTORS, FUNCTIONS = 8, 21, 12
CASES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "no filter": {},
    "a kind": {"kinds": ("k0",)},
    "a sector": {"sectors": ("s3",)},
    "a rare sector": {"sectors": ("s20",)},
    "a kind and a sector": {"kinds": ("k6",), "sectors": ("s5",)},
    "two kinds, two sectors, a function": {
        "kinds": ("k1", "k5"),
        "sectors": ("s2", "s9"),
        "functions": ("f4",),
    },
    "rare kind and rare sector": {"kinds": ("k7",), "sectors": ("s20",)},
}

Tags = dict[str, tuple[NDArray[np.int64], NDArray[np.str_]]]


def draw(n: int) -> tuple[NDArray[np.float64], NDArray[np.float64], Tags]:
    """Draw positions in clusters, as cities are, over a country; codes from common to rare, up to two sectors."""
    rng = np.random.default_rng(20250701)
    towns = np.column_stack([rng.uniform(8.5, 23.3, 300), rng.uniform(102.2, 109.4, 300)])
    town = rng.choice(300, n, p=_falling(300))
    spots = towns[town] + rng.normal(0.0, 0.05, (n, 2))
    rows = np.arange(n)
    second = rng.permutation(n)[: n // 2]
    sectors = rng.choice(SECTORS, n + len(second), p=_falling(SECTORS))
    helps = rng.permutation(n)[: n // 2]
    tags = {
        "kinds": (rows, rng.choice(KINDS, n, p=_falling(KINDS)), "k"),
        "sectors": (np.r_[rows, second], sectors, "s"),
        "functions": (helps, rng.choice(FUNCTIONS, len(helps), p=_falling(FUNCTIONS)), "f"),
    }
    named = {
        field: (at, np.char.add(letter, codes.astype(str))) for field, (at, codes, letter) in tags.items()
    }
    return spots[:, 0], spots[:, 1], named


def _falling(n: int) -> NDArray[np.float64]:
    weights = 1 / np.arange(1, n + 1)
    return weights / weights.sum()


def sphere(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> NDArray[np.float64]:
    phi, theta = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)])


def median(work: Callable[[int], object], times: int) -> float:
    """Return the median seconds of a work done for 0, 1, 2 and so on."""
    taken = []
    for at in range(times):
        start = time.perf_counter()
        work(at)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--organisations", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=200)
    arguments = parser.parse_args()
    lat, lon, tags = draw(arguments.organisations)
    ids = np.arange(arguments.organisations).astype(str)
    process = psutil.Process()
    before, start = process.memory_info().rss, time.perf_counter()
    index = Positions(ids, lat, lon, tags)
    built, held = time.perf_counter() - start, (process.memory_info().rss - before) / 1e9
    print(f"index of {len(index):,}: {built:.1f} s, {held:.2f} GB")
    tree = cKDTree(sphere(lat, lon))
    holds = {
        field: {
            str(code): np.bincount(at[codes == code], minlength=len(ids)) > 0 for code in np.unique(codes)
        }
        for field, (at, codes) in tags.items()
    }
    rng = np.random.default_rng(1)
    asked = rng.choice(len(ids), arguments.queries) if len(ids) else []
    spots = np.column_stack([lat[asked], lon[asked]]) + rng.normal(0.0, 0.01, (arguments.queries, 2))
    directions = sphere(spots[:, 0], spots[:, 1])
    bare = median(lambda at: tree.query(directions[at], 10), arguments.queries)
    print(
        f"bare query: {bare * 1e3:.3f} ms\n{'filter':<36} {'ours ms':>8} {'mask ms':>8} {'ours / baseline':>16}"
    )
    worst = 0.0
    for name, filters in CASES.items():
        ours = median(lambda at, f=filters: index.nearest(*spots[at], 10, filters=f), arguments.queries)  # type: ignore[misc]
        mask = (
            median(
                lambda at, f=filters: np.logical_and.reduce(  # type: ignore[misc]
                    [
                        np.logical_or.reduce([holds[field][code] for code in codes])
                        for field, codes in f.items()
                    ]
                ),
                30,
            )
            if filters
            else 0.0
        )
        ratio = ours / (bare + mask)
        within = ours <= BUDGET * bare + mask
        worst = max(worst, ours / (BUDGET * bare + mask))
        print(
            f"{name:<36} {ours * 1e3:>8.3f} {mask * 1e3:>8.3f} {ratio:>16.2f}{'' if within else '  beyond'}"
        )
    print(f"budget: {BUDGET:g} bare queries and the mask; {BUILD_SECONDS:g} s and {BUILD_GB:g} GB to build")
    return int(worst > 1 or built > BUILD_SECONDS or held > BUILD_GB)


if __name__ == "__main__":
    sys.exit(main())
