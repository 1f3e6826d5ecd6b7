"""How long does a briefing take, and does the same recipe give the same bytes.

    python -m benchmarks.bench_brief [--rounds 5]

The overview of `data/` with all its sections, maps and charts. Each round loads a fresh snapshot, on which nothing is
computed yet, and writes one kind of file; the preview is made again after the author has changed a sentence, as on the
page, when figures and pictures of the snapshot are known. Last, every figure of the Word file is asked again on
a fresh snapshot. Medians, in seconds and as multiples of `ecomap.load` of the same folder in the same rounds.

Exit code 1 if a budget is missed or two files differ.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

import ecomap
from ecomap import Ecosystem
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.verify import verify

DATA = Path(__file__).resolve().parents[1] / "data"
RECIPE = Recipe("overview")
BUDGET_S = {"docx": 4.0, "pdf": 6.0, "preview": 2.0, "verify": 4.0}


def timed(work: Callable[[], bytes]) -> tuple[float, bytes]:
    """Return how long work takes, and what it makes."""
    start = time.perf_counter()
    made = work()
    return time.perf_counter() - start, made


def written(ecosystem: Ecosystem, recipe: Recipe, ending: str) -> bytes:
    """Compose a document and write it."""
    return file_bytes(ecosystem, compose(ecosystem, recipe), ending)


def preview(ecosystem: Ecosystem, round_: int) -> bytes:
    """Write the preview after the author has changed a sentence."""
    recipe = replace(RECIPE, title=f"Báo cáo lần {round_}")
    return written(ecosystem, recipe, "html")


def checked(data: bytes, ecosystem: Ecosystem) -> bytes:
    """Ask every figure of a file again."""
    found = verify(data, ecosystem)
    if not found.holds:
        raise AssertionError(f"of an unchanged snapshot: {found.changed} {found.lost}")
    return b""


def main() -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description="Time a briefing, and compare its bytes.")
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    seconds: dict[str, list[float]] = {name: [] for name in ("load", *BUDGET_S)}
    files: dict[str, set[bytes]] = {"docx": set(), "pdf": set()}
    written(ecomap.load(DATA), RECIPE, "pdf")  # what a process does once: imports, fonts
    for round_ in range(rounds):
        for ending, made in files.items():
            start = time.perf_counter()
            ecosystem = ecomap.load(DATA)
            seconds["load"].append(time.perf_counter() - start)
            took, data = timed(lambda e=ecosystem, kind=ending: written(e, RECIPE, kind))  # type: ignore[misc]
            seconds[ending].append(took)
            made.add(data)
        seconds["preview"].append(timed(lambda e=ecosystem, n=round_: preview(e, n))[0])  # type: ignore[misc]
        fresh, word = ecomap.load(DATA), next(iter(files["docx"]))
        seconds["verify"].append(timed(lambda w=word, e=fresh: checked(w, e))[0])  # type: ignore[misc]
    kept = True
    base = median(seconds["load"])
    print(f"load {base:.2f} s (baseline)")
    for name, budget in BUDGET_S.items():
        took = median(seconds[name])
        kept &= took <= budget
        print(f"{name}: {took:.2f} s, {took / base:.1f} times the baseline (at most {budget:g} s)")
    for ending, made in files.items():
        kept &= len(made) == 1
        same = "the same bytes each time" if len(made) == 1 else f"{len(made)} DIFFERENT files"
        print(f"{ending}: {len(next(iter(made))) / 1e6:.2f} MB, {same}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
