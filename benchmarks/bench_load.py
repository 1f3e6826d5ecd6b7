"""Load and validate, against plain reading: how many times longer, and how much memory.

    python -m benchmarks.bench_load [--huge]

The baseline is ``pandas.read_csv`` of the same CSV files and ``networkx.from_pandas_edgelist`` of the
relations into a ``MultiDiGraph``. Both sides run in one process, in turn, and the fastest rounds are
compared, X
Exit code 1 if a budget is exceeded.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pandas as pd

import ecomap
from benchmarks.generate import generate

DATA = Path(__file__).resolve().parents[1] / "data"
BUDGETS = {"data": 10.0, "50,000 / 150,000": 4.0}
MEMORY_BUDGET_GB = 1.5


def baseline(folder: Path) -> nx.MultiDiGraph:
    """Read the files and make a graph, without any check."""
    frames = {file.stem: pd.read_csv(file) for file in sorted(folder.glob("*.csv"))}
    return nx.from_pandas_edgelist(
        frames["relations"], "source", "target", edge_attr=True, create_using=nx.MultiDiGraph
    )


def measured(folder: Path) -> nx.MultiDiGraph:
    """Load the snapshot with its network."""
    return ecomap.load(folder).graph


def ratio(folder: Path, rounds: int) -> tuple[float, float, float]:
    """Return the seconds of the fastest baseline and of the fastest load, and load / baseline."""
    seconds: dict[Callable[[Path], nx.MultiDiGraph], list[float]] = {baseline: [], measured: []}
    for work in seconds:
        work(folder)  # imports and caches of both are paid before the clock starts
    for _ in range(rounds):
        for work, taken in seconds.items():
            start = time.perf_counter()
            work(folder)
            taken.append(time.perf_counter() - start)
    plain, ours = (min(taken) for taken in seconds.values())
    return plain, ours, ours / plain


def peak_memory_gb(folder: Path) -> float:
    """Return the peak resident memory of a process that loads the folder with its network."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.bench_load", "--load", str(folder)],
        capture_output=True,
        text=True,
        check=True,
        cwd=DATA.parent,
    )
    return float(run.stdout)


def report(name: str, folder: Path, rounds: int) -> bool:
    """Measure a folder, print one line, and tell whether it keeps its budget."""
    plain, ours, times = ratio(folder, rounds)
    memory = peak_memory_gb(folder)
    print(
        f"{name}: baseline {plain * 1000:.0f} ms, load {ours * 1000:.0f} ms, ratio {times:.1f} "
        f"(at most {BUDGETS[name]:g}), peak memory {memory:.2f} GB (at most {MEMORY_BUDGET_GB:g})"
    )
    return times <= BUDGETS[name] and memory <= MEMORY_BUDGET_GB


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Compare loading with plain reading.")
    parser.add_argument("--huge", action="store_true", help="also 50,000 organisations and 150,000 relations")
    parser.add_argument("--load", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.load:
        measured(asked.load)
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6)
        return 0
    kept = report("data", DATA, rounds=30)
    if asked.huge:
        with tempfile.TemporaryDirectory() as folder:
            kept &= report("50,000 / 150,000", generate(Path(folder), 50_000, 150_000), rounds=3)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
