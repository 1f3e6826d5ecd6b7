"""Pooled shares against the rat tumour example, and gaps planted along the pipeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from built import Row, organisation, programme, tie
from places_built import STAGES, city

from ecomap.analysis import pipeline
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps.pipeline import find
from ecomap.ecosystem import Ecosystem

# Tarone (1982), as printed in Gelman et al. (2013), table 5.1: tumours and rats in 71 experiments.
TUMOURS = (
    [0] * 14 + [1] * 8 + [2] * 9 + [1, 5, 2, 5, 3, 2, 7, 7, 3, 3, 2, 9, 10] + [4] * 7
    + [10, 4, 4, 4, 5, 11, 12, 5, 5, 6, 5] + [6] * 4 + [16, 15, 15, 9, 4]
)  # fmt: skip
RATS = (
    [20] * 7 + [19] * 4 + [18, 18, 17] + [20] * 4 + [19, 19, 18, 18, 25, 24, 23] + [20] * 6
    + [10, 49, 19, 46, 27, 17, 49, 47, 20, 20, 13, 48, 50] + [20] * 7
    + [48, 19, 19, 19, 22, 46, 49, 20, 20, 23, 19, 22, 20, 20, 20, 52, 46, 47, 24, 14]
)  # fmt: skip


def test_the_rat_tumour_example() -> None:
    """Gelman et al. give E(α | y) = 2.4 and E(β | y) = 14.3."""
    pooled = pipeline.pool(TUMOURS, RATS)
    assert (pooled.alpha, pooled.beta) == (pytest.approx(2.4, abs=0.05), pytest.approx(14.3, abs=0.1))
    # The last experiment, 4 of 14, is drawn from 0.29 towards the mean of 0.15.
    assert 0.19 < pooled.mean[-1] < 0.23


def test_pooling_draws_small_groups_most() -> None:
    pooled = pipeline.pool([0, 50, 1], [2, 100, 2])
    assert pooled.mean[0] > 0.15
    assert pooled.mean[1] == pytest.approx(0.5, abs=0.03)
    assert pooled.high[0] - pooled.low[0] > pooled.high[1] - pooled.low[1]


def test_a_group_without_trials_gets_the_common_distribution() -> None:
    pooled = pipeline.pool([0, 30, 30], [0, 60, 60])
    assert pooled.mean[0] == pytest.approx(0.5, abs=0.05)
    assert pooled.below[0] == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(("k", "n"), [([2], [1]), ([-1], [1]), ([], [])])
def test_impossible_counts(k: list[int], n: list[int]) -> None:
    with pytest.raises(ValueError, match="successes"):
        pipeline.pool(k, n)


def test_a_share_under_jeffreys_prior() -> None:
    # Brown, Cai & DasGupta: the ends are quantiles of beta(k + ½, n − k + ½), with 0 and 1 at the borders.
    assert pipeline.share(0, 10) == (pytest.approx(0.5 / 11), 0.0, pytest.approx(0.2172, abs=1e-4))
    mean, low, high = pipeline.share(5, 10)
    assert (mean, low + high) == (pytest.approx(0.5), pytest.approx(1.0))


def test_intervals_hold() -> None:
    """The pooled 95 % interval holds in about 95 % of groups drawn from the model."""
    random, held = np.random.default_rng(11), []
    for _ in range(30):
        true = random.beta(3, 5, 15)
        trials = random.integers(2, 20, 15)
        pooled = pipeline.pool(random.binomial(trials, true), trials)
        held += list((pooled.low <= true) & (true <= pooled.high))
    assert 0.92 <= np.mean(held) <= 0.98


def _startups(counts: dict[str, tuple[int, int, int, int]]) -> list[Row]:
    """Return start-ups: for each sector, how many are at each of the four stages."""
    return [
        organisation(f"{sector}-{stage}-{i}", "startup", "company", sectors=sector, stage=stage)
        for sector, at in counts.items()
        for stage, n in zip(STAGES, at, strict=True)
        for i in range(n)
    ]


def _found(ecosystem: Ecosystem) -> dict[str, Finding]:
    return {result.id: result for result in find(ecosystem) if isinstance(result, Finding)}


def _reasons(ecosystem: Ecosystem) -> list[str]:
    return [result.reason.text("en") for result in find(ecosystem) if isinstance(result, Silence)]


def test_passages_by_hand(tmp_path: Path) -> None:
    table = pipeline.passages(city(tmp_path, 1, organisations=_startups({"s0": (4, 3, 2, 1)})))
    assert table[["at", "n", "k"]].to_numpy().tolist() == [[4, 10, 6], [3, 6, 3], [2, 3, 1]]
    assert table["next"].tolist() == ["prototype", "seed", "growth"]


def test_a_planted_sector_is_found(tmp_path: Path) -> None:
    counts = {f"s{i}": (5, 5, 5, 5) for i in range(5)} | {"s5": (20, 0, 0, 0)}
    found = _found(city(tmp_path, 1, organisations=_startups(counts)))
    assert "pipeline:sector:idea:s5" in found
    finding = found["pipeline:sector:idea:s5"]
    assert finding.measure.high is not None and finding.measure.high < 0.5
    assert finding.scope.sectors == ("s5",) and finding.scope.stages == ("idea",)
    assert finding.confidence.stability is not None and finding.confidence.stability > 0.97
    assert len(finding.evidence[0].ids) == 20
    assert not [i for i in found if i.startswith("pipeline:sector") and "s5" not in i]


def test_like_sectors_are_not_called(tmp_path: Path) -> None:
    random, called = np.random.default_rng(5), 0
    for trial in range(20):
        counts = {f"s{i}": tuple(random.multinomial(18, [0.25] * 4)) for i in range(6)}
        found = _found(city(tmp_path / str(trial), 1, organisations=_startups(counts)))  # type: ignore[arg-type]
        called += any(i.startswith("pipeline:sector") for i in found)
    assert called <= 2


def test_an_empty_stage(tmp_path: Path) -> None:
    found = _found(city(tmp_path, 1, organisations=_startups({"s0": (10, 0, 10, 5)})))
    assert "pipeline:empty:prototype" in found
    assert not [i for i in found if i.startswith("pipeline:step:prototype")]


def test_a_thin_empty_stage_is_no_gap(tmp_path: Path) -> None:
    assert "pipeline:empty:prototype" not in _found(
        city(tmp_path, 1, organisations=_startups({"s0": (3, 0, 3, 6)}))
    )


def test_capital_beside_the_stages(tmp_path: Path) -> None:
    rows = [*_startups({"s0": (10, 10, 10, 10)}), organisation("fund", "investor", "vc", functions="finance")]
    ties = [
        tie("fund", f"s0-{stage}-{i}", "invests_in") for stage in STAGES if stage != "seed" for i in range(9)
    ]
    ecosystem = city(
        tmp_path, 1, organisations=rows, relations=ties, programmes=[programme("p", kind="fund")]
    )
    table = pipeline.capital(ecosystem)
    assert table["funded"].tolist() == [9, 9, 0, 9]
    found = _found(ecosystem)
    assert "pipeline:capital:seed" in found
    assert "pipeline:capital" not in found
    assert pipeline.financiers(ecosystem) == {
        "organisations": ("fund",),
        "investors": ("fund",),
        "programmes": ("p",),
    }


def test_no_capital_on_record(tmp_path: Path) -> None:
    finding = _found(city(tmp_path, 1, organisations=_startups({"s0": (20, 20, 10, 10)})))["pipeline:capital"]
    assert finding.measure.value == 0
    assert "0 of 60" in finding.sentence.text("en")


def test_a_fund_that_a_financier_runs_is_no_further_source_of_capital(tmp_path: Path) -> None:
    rows = [
        *_startups({"s0": (20, 20, 10, 10)}),
        organisation("fund", "investor", "vc", functions="finance"),
        organisation("club", "association", "community"),
    ]
    own = programme("own", kind="fund", lead_org="fund")
    other = programme("other", kind="fund", lead_org="club")
    led = _found(city(tmp_path / "a", 1, organisations=rows, programmes=[own]))["pipeline:capital"]
    assert led.sentence.text("en").endswith("1 organisations of the region that offer finance.")
    both = _found(city(tmp_path / "b", 1, organisations=rows, programmes=[own, other]))["pipeline:capital"]
    assert both.sentence.text("en").endswith("that offer finance and 1 funds that others run.")


def _chain(*steps: tuple[str, str, str]) -> list[Row]:
    return [
        {
            "chain": "contest",
            "rank": str(rank),
            "label_vi": f"Bước {rank}",
            "label_en": f"Step {rank}",
            "value": value,
            "other_value": other,
            "selective": selective,
            "programme_id": "p",
            "source_ids": "S1",
        }
        for rank, (value, other, selective) in enumerate(steps, start=1)
    ]


def _contest(tmp_path: Path, *steps: tuple[str, str, str]) -> Ecosystem:
    lead = organisation("so", "government", "department")
    return city(
        tmp_path, 1, organisations=[lead], programmes=[programme("p", lead_org="so")], chains=_chain(*steps)
    )


def test_a_planted_break_of_a_chain(tmp_path: Path) -> None:
    ecosystem = _contest(tmp_path, ("600", "", ""), ("100", "", "yes"), ("90", "", ""), ("9", "", ""))
    found = _found(ecosystem)
    # 100 of 600 is decided beforehand, 90 of 100 is no gap.
    assert list(found) == ["pipeline:chain:contest|4"]
    assert found["pipeline:chain:contest|4"].measure.value == pytest.approx(0.1)
    assert found["pipeline:chain:contest|4"].leads == ("so",)


def test_another_source_widens_the_interval(tmp_path: Path) -> None:
    steps = pipeline.chain_steps(_contest(tmp_path, ("93", "", ""), ("40", "52", "")))
    row = steps.loc["contest|2"]
    assert row["low"] == pytest.approx(pipeline.share(40, 93)[1])
    assert row["high"] == pytest.approx(pipeline.share(52, 93)[2])
    assert not _found(_contest(tmp_path / "again", ("93", "", ""), ("30", "52", "")))


def test_a_step_nobody_publishes(tmp_path: Path) -> None:
    found = _found(_contest(tmp_path, ("90", "", ""), ("", "", "")))
    assert list(found) == ["pipeline:unmeasured:contest|2"]
    assert found["pipeline:unmeasured:contest|2"].measure.value is None


def test_a_chain_that_rises_is_not_judged(tmp_path: Path) -> None:
    ecosystem = _contest(tmp_path, ("90", "", ""), ("120", "", ""))
    assert not _found(ecosystem)
    assert any("rises along the chain" in reason for reason in _reasons(ecosystem))


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ({}, "No start-up of the region"),
        ({"s0": (1, 1, 1, 0)}, "of 3 of 3 start-ups: too few"),
        ({"s0": (20, 0, 0, 0)}, "All start-ups are at one stage"),
        ({"s0": (5, 5, 5, 5)}, "in one sector or none"),
    ],
)
def test_bad_input(tmp_path: Path, counts: dict[str, tuple[int, int, int, int]], reason: str) -> None:
    reasons = _reasons(city(tmp_path, 1, organisations=_startups(counts)))
    assert any(reason in text for text in reasons)
    assert any("No chain of published counts" in text for text in reasons)


def test_the_chains_of_hue(hue: Ecosystem) -> None:
    steps = pipeline.chain_steps(hue)
    assert steps.loc["competition|2", "share"] == pytest.approx(153 / 600)
    assert steps.loc["competition|4", "share"] == pytest.approx(52 / 93)
    assert "pipeline:unmeasured:competition|5" in _found(hue)
    totals = hue.official_totals["value"]
    published = [
        totals["ho-so-cuoc-thi-2016-2025"],
        totals["chung-ket-cuoc-thi-2016-2025"],
        totals["giai-cuoc-thi-2016-2025"],
        totals["dn-khoi-nghiep-tu-cuoc-thi-2025"],
    ]
    chain = hue.chains[hue.chains["chain"] == "competition"]
    assert chain["value"].dropna().tolist() == published
