"""Time of matching the words of 34 needs with 500 organisations, against comparing letters pair by pair.

    python -m benchmarks.bench_partner_texts

The baseline is `rapidfuzz.fuzz.partial_ratio` over the same texts in the same run. Exit code 1 beyond the budget.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

import ecomap
from ecomap.analysis.partners import text_fit
from ecomap.analysis.partners.solvers import problems
from ecomap.text import fold

BUDGET_SECONDS = 0.2
NEEDS = 34
REPEATS = 20


def main() -> int:
    ecosystem = ecomap.load(Path(__file__).resolve().parents[1] / "data")
    texts = list(itertools.islice(itertools.cycle(p.text for p in problems(ecosystem).values()), NEEDS))
    start = time.perf_counter()
    index = text_fit.index(ecosystem)
    index.fit("")
    built = time.perf_counter() - start
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        index.fit_many(texts)
        taken.append(time.perf_counter() - start)
    ours = statistics.median(taken)
    offered = ecosystem.organisations["summary_vi"].fillna("").map(fold).tolist()
    start = time.perf_counter()
    process.cdist([fold(text) for text in texts], offered, scorer=fuzz.partial_ratio)
    plain = time.perf_counter() - start
    print(f"{len(texts)} texts, {len(offered)} organisations; index made in {built:.2f} s")
    print(f"ours {ours * 1e3:.1f} ms, letters pair by pair {plain * 1e3:.1f} ms, ratio {ours / plain:.2f}")
    print(f"budget: {BUDGET_SECONDS * 1e3:.0f} ms")
    return int(ours > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
