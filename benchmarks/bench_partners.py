"""Time of suggestions, and what the evaluation costs at its full size.

    python -m benchmarks.bench_partners [--evaluate] [--companies 20000 --investors 10000 --ties 80000]

Without options: the median processor time of one warm suggestion over `data/`, with and without words, against the
bare work it cannot do without (the text likeness and the distances). With ``--evaluate``: all of ``ecomap evaluate``,
loading included, on a made-up market (`benchmarks.planted_ties`). Exit code 1 beyond the budget.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import ecomap
from benchmarks.planted_ties import generate_ties
from ecomap.analysis.partners import near, suggest, text_fit
from ecomap.analysis.partners.evaluation import METHODS, evaluate

SUGGEST_MS, EVALUATE_SECONDS, EVALUATE_GB = 50.0, 600.0, 4.0
WORDS = "cần phòng thí nghiệm để chiết xuất tinh dầu tràm"
CUT = date(2018, 1, 1)


def bench_suggest() -> bool:
    data = ecomap.load(Path(__file__).parents[1] / "data")
    kinds = data.organisations["kind"]
    ids = sorted(kinds.index[kinds == "startup"])[:40]
    worst = 0.0
    for name, need in (("a need", "capital"), ("words", WORDS)):
        suggest(data, ids[0], need=need)
        ours = statistics.median(_timed(lambda i=i, need=need: suggest(data, i, need=need)) for i in ids)
        bare = statistics.median(_timed(lambda: _bare(data)) for _ in ids)
        worst = max(worst, ours)
        print(f"suggest with {name}: {ours:.1f} ms; text likeness and distances alone {bare:.1f} ms")
    return worst <= SUGGEST_MS


def _bare(data: ecomap.Ecosystem) -> None:
    text_fit.index(data).fit(WORDS)
    near.distances(data, near.Spot(16.46, 107.59))


def _timed(call: object) -> float:
    start = time.process_time()
    call()  # type: ignore[operator]
    return 1000 * (time.process_time() - start)


def bench_evaluate(companies: int, investors: int, ties: int) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        generate_ties(Path(folder), companies, investors, ties)
        start = time.perf_counter()
        found = evaluate(ecomap.load(folder), CUT, ["invests_in"])
        seconds = time.perf_counter() - start
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"evaluate: {found.ties_before} ties before, {found.ties_after} after; {seconds:.0f} s, {gigabytes:.2f} GB"
    )
    for one in found.starts:
        hits = ", ".join(f"{m} {one.figures[m]['hit@20'].value:.3f}" for m in METHODS if m in one.figures)
        lift = f"{one.lift.value:+.1%} ({one.lift.low:+.1%} to {one.lift.high:+.1%})" if one.lift else "none"
        print(f"  {one.code}: {one.askers} askers; hit@20 {hits}; against the best, {one.best}: {lift}")
    return seconds <= EVALUATE_SECONDS and gigabytes <= EVALUATE_GB


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--evaluate", action="store_true")
    parser.add_argument("--companies", type=int, default=20_000)
    parser.add_argument("--investors", type=int, default=10_000)
    parser.add_argument("--ties", type=int, default=80_000)
    asked = parser.parse_args()
    full = asked.evaluate
    good = bench_evaluate(asked.companies, asked.investors, asked.ties) if full else bench_suggest()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
