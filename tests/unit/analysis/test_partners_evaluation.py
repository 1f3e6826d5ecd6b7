"""The proof of the suggestions: nothing leaks from the future, figures are right by hand, too few gives none."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import factory
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

import ecomap
from benchmarks.planted_ties import generate_ties
from ecomap import Ecosystem
from ecomap.analysis.partners import learning
from ecomap.analysis.partners.baselines import baseline_scores, direct_adamic_adar
from ecomap.analysis.partners.evaluation import METRICS, OURS, evaluate, judged
from ecomap.analysis.partners.features import Pairs
from ecomap.analysis.partners.history import Ties, Traits, dated_ties, day_number, traits
from ecomap.analysis.partners.learning import WARM, Learned, diversified
from ecomap.analysis.partners.profiles import YEAR, Profiles
from ecomap.cli import main

pytestmark = pytest.mark.unit
CUT = date(2018, 1, 1)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    return ecomap.load(
        generate_ties(tmp_path_factory.mktemp("ties"), companies=800, investors=120, ties=3600)
    )


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    """Fewer trees, of which each counts for more: what was planted is plain."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(learning, "TREES", 25)
        patch.setattr(learning, "RATE", 0.1)
        yield


@pytest.fixture(scope="module")
def learned(planted: Ecosystem, quick: None) -> Learned:
    found = learning.learn(traits(planted), dated_ties(planted, ["invests_in"]), day_number(CUT))[WARM]
    assert found is not None
    return found


def ties_of(*rows: tuple[int, int, float]) -> Ties:
    asker, partner, day = (np.array(column) for column in zip(*rows, strict=True))
    order = np.lexsort((partner, asker, day))
    days = day[order].astype(float)
    return Ties(asker[order].astype(np.int64), partner[order].astype(np.int64), days, days)


def plain_traits(n: int) -> Traits:
    return Traits(np.zeros(n, dtype=np.int64), sparse.csr_array(np.ones((n, 1))), np.full(n, np.nan))


def test_metrics_by_hand() -> None:
    scores = np.array([np.arange(30, 0, -1), np.zeros(30)], dtype=float)
    scores[0, 0] = -np.inf  # a partner it has already: the ranks of the others move up
    table = judged(scores, [(np.array([7, 25]), 3), (np.array([5]), 1)])
    first, second = (dict(zip(METRICS, row, strict=True)) for row in table)
    assert first == {"hit@5": 0, "hit@10": 1, "hit@20": 1, "recall@20": 1 / 3, "mrr": 1 / 7}
    # All equal: the order of the candidates stands, and the right one is the sixth.
    assert second == {"hit@5": 0, "hit@10": 1, "hit@20": 1, "recall@20": 1, "mrr": 1 / 6}


def test_a_new_partner_who_cannot_be_suggested_counts_as_missed() -> None:
    assert judged(np.zeros((1, 4)), [(np.array([], dtype=np.int64), 2)]).tolist() == [[0, 0, 0, 0, 0]]


def test_baselines_by_hand() -> None:
    # Companies 0 to 2, investors 3 to 5. Company 2 has investor 3, who shares company 0 with 4, and 1 with 5 and 4.
    ties = ties_of((0, 3, 1), (0, 4, 2), (1, 3, 3), (1, 4, 4), (1, 5, 5), (2, 3, 6))
    pairs = Pairs(Profiles(plain_traits(6), ties, 10), np.array([2]), warm=True)
    scores = {name: row[0] for name, row in baseline_scores(pairs).items()}
    assert np.allclose(scores["popularity"], [3, 2, 1], atol=1e-5)
    by_hand = [0, 1 / math.log(3) + 1 / math.log(4), 1 / math.log(4)]
    assert np.allclose(scores["adamic_adar"], by_hand, atol=1e-5)
    assert np.allclose(scores["co_partner"], [0, 2 / math.sqrt(6), 1 / math.sqrt(3)], atol=1e-5)
    assert pairs.known.tolist() == [[True, False, False]]


def test_adamic_adar_between_partners_of_partners_by_hand() -> None:
    # 0 – 1 – 2 and 0 – 3 – 2: both common neighbours have two ties; 4 hangs on 2.
    pairs_of = [(0, 1), (1, 2), (0, 3), (3, 2), (2, 4)]
    ties = ties_of(*[(a, b, 1.0) for a, b in pairs_of], *[(b, a, 1.0) for a, b in pairs_of])
    pairs = Pairs(Profiles(plain_traits(5), ties, 10), np.array([0]), warm=True)
    column = int(np.flatnonzero(pairs.profiles.candidates == 2)[0])
    assert math.isclose(direct_adamic_adar(pairs)[0, column], 2 / math.log(2))


def test_where_a_candidate_itself_is_tells_of_one_with_few_ties() -> None:
    """Askers 0 to 3 and candidates 4 to 6 in regions 0, 0, 1, 1 and 0, 1, unknown; who deals stays at home."""
    regions, sectors = (
        np.array([0, 0, 1, 1, 0, 1, -1]),
        np.array([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1], [0, 0]]),
    )
    known = Traits(regions, sparse.csr_array(sectors.astype(float)), np.full(7, np.nan))
    ties = ties_of((0, 4, 1), (1, 4, 2), (2, 5, 3), (3, 5, 4), (0, 6, 5))
    pairs = Pairs(Profiles(known, ties, 10), np.array([1, 3]), warm=True)
    assert pairs.blocks["region.same"].tolist() == [[1, 0, 0.5], [0, 1, 0.5]]
    between = pairs.blocks["region.between"]
    assert between[0, 0] > 0 > between[0, 1] and between[1, 1] > 0 > between[1, 0]
    assert not between[:, 2].any()
    assert pairs.blocks["sector.own"].tolist() == [[0, 1, 0], [0, 1, 0]]


def test_order_of_ties_within_an_asker() -> None:
    profiles = Profiles(plain_traits(5), ties_of((0, 1, 1), (0, 2, 1), (0, 3, 4), (4, 1, 2)), 10)
    by_pair = dict(zip(zip(profiles.past.asker, profiles.past.partner, strict=True),
                       zip(profiles.entry, profiles.round, strict=True), strict=True))  # fmt: skip
    assert by_pair == {(0, 1): (0, 0), (0, 2): (0, 0), (0, 3): (2, 1), (4, 1): (0, 0)}


def test_a_tie_known_by_year_only_is_on_neither_side_of_a_cut_within_the_year(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["relations"] = [{**rows["relations"][1], "start_date": "2021"}]
    ties = dated_ties(ecomap.load(factory.write(tmp_path, rows)), ["invests_in"])
    cut = day_number(date(2021, 6, 1))
    assert len(ties) == 1
    assert len(ties.before(cut)) == 0 and len(ties.new(cut, np.inf)) == 0


def test_who_is_served_asks_and_partners_ask_each_other(small: Ecosystem) -> None:
    index = small.organisations.index
    ties = dated_ties(small, ["invests_in", "incubates"])
    assert {(index[a], index[b]) for a, b in zip(ties.asker, ties.partner, strict=True)} == {
        ("sen-tech", "quy-xa"), ("sen-tech", "vuon-uom"),
    }  # fmt: skip


def test_a_pair_that_was_tied_before_is_not_new() -> None:
    ties = ties_of((0, 1, 1), (0, 1, 20), (0, 2, 20), (0, 2, 30))
    new = ties.new(10, np.inf)
    assert list(zip(new.asker, new.partner, new.first, strict=True)) == [(0, 2, 20)]


@pytest.mark.usefixtures("quick")
def test_ours_beats_the_simple_ways_where_there_is_something_to_learn(planted: Ecosystem) -> None:
    found = evaluate(planted, CUT, ["invests_in"])
    for start in found.starts:
        assert start.learned_from > 0
        hits = {method: figures["hit@20"].value for method, figures in start.figures.items()}
        assert hits[OURS] == max(hits.values()) > max(hits["popularity"], hits["random"])
        assert math.isclose(sum(start.weights.values()), 1)
        for figures in start.figures.values():
            assert all(figure.low <= figure.value <= figure.high for figure in figures.values())


def test_the_learned_score_is_the_sum_of_its_named_parts(planted: Ecosystem, learned: Learned) -> None:
    profiles = Profiles(traits(planted), dated_ties(planted, ["invests_in"]), day_number(CUT))
    askers = np.flatnonzero(profiles.degree > 0)[:20]
    pairs = Pairs(profiles, askers, warm=True)
    table = pairs.table(*np.nonzero(pairs.closer_choice()))
    left = learned.scores(table) - np.sum(list(learned.parts(table).values()), axis=0)
    assert np.allclose(left, left[0])


def test_the_first_places_do_not_all_stand_for_one_guess() -> None:
    # The second is much like the first, the third is not; the last may not be suggested.
    alike = sparse.csr_array(np.array([[0, 0.9, 0, 0], [0.9, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]))
    order = np.argsort(-diversified(np.array([[2.0, 1.5, 1.0, -np.inf]]), alike)[0])
    assert order.tolist() == [0, 2, 1, 3]


@given(seed=st.integers(0, 10_000))
def test_ties_after_the_cut_change_no_score(seed: int) -> None:
    random = np.random.default_rng(seed)
    n, past, future = 40, 200, 100
    rows = [
        (int(a), int(b) + 20, float(d))
        for a, b, d in zip(
            random.integers(0, 20, past),
            random.integers(0, 20, past),
            random.uniform(0, 5 * YEAR, past),
            strict=True,
        )
    ]
    later = [(int(a), int(b) + 20, float(d)) for a, b, d in zip(
        random.integers(0, 20, future), random.integers(0, 20, future),
        random.uniform(5 * YEAR, 8 * YEAR, future), strict=True)]  # fmt: skip
    day, askers = 5 * YEAR, np.arange(20)
    known = Traits(
        random.integers(-1, 3, n), sparse.csr_array(random.integers(0, 2, (n, 4)).astype(float)),
        random.uniform(1965, 1975, n),
    )  # fmt: skip
    tables = []
    for ties in (ties_of(*rows), ties_of(*rows, *later)):
        pairs = Pairs(Profiles(known, ties, day), askers, warm=True)
        tables.append(np.stack([*pairs.blocks.values(), *baseline_scores(pairs).values()]))
    assert np.array_equal(*tables)


def test_learning_reads_nothing_after_the_cut(planted: Ecosystem, learned: Learned) -> None:
    known, ties, day = traits(planted), dated_ties(planted, ["invests_in"]), day_number(CUT)
    cut_off = learning.learn(known, ties.where(ties.last < day), day)[WARM]
    assert cut_off is not None and len(ties.where(ties.last < day)) < len(ties)
    assert learned.spread == cut_off.spread and learned.positives == cut_off.positives
    table = np.random.default_rng(0).normal(size=(50, len(learned.names))).astype(np.float32)
    assert np.array_equal(learned.scores(table), cut_off.scores(table))


def test_the_same_run_gives_the_same_figures(hue: Ecosystem) -> None:
    assert evaluate(hue, date(2024, 1, 1)) == evaluate(hue, date(2024, 1, 1))


def test_too_few_ties_give_a_sentence_and_no_figure(hue: Ecosystem) -> None:
    found = evaluate(hue, date(2024, 1, 1), ["invests_in"])
    assert all(not start.figures and start.lift is None for start in found.starts)
    assert "at least 30" in found.notes[0].text("en")


def many_askers(givers: int, dates: dict[str, str]) -> factory.Rows:
    """Return forty start-ups that a fund each gave to, after as many of others had got the same from all funds."""
    rows = factory.rows()
    fund, company = rows["organisations"][3], rows["organisations"][2]
    tie = {**rows["relations"][1], "amount_vnd": ""}
    rows["organisations"] += [{**fund, "id": f"fund-{at}"} for at in range(givers)]
    rows["organisations"] += [
        {**company, "id": f"{when}-{at}"} for when in dates for at in range(max(40, givers))
    ]
    rows["relations"] = [
        {**tie, "source": f"fund-{at % givers}", "target": f"{when}-{at}", "start_date": day}
        for when, day in dates.items()
        for at in range(max(40, givers))
    ]
    return rows


def test_nobody_to_suggest_is_not_called_too_few_askers(tmp_path: Path) -> None:
    ecosystem = ecomap.load(factory.write(tmp_path, many_askers(2, {"late": "2022-05-01"})))
    note = evaluate(ecosystem, date(2020, 1, 1)).notes[0].text("en")
    assert "40" in note and "nobody is known to have been a partner" in note and "at least" not in note


def test_a_hit_among_twenty_of_ten_candidates_is_no_figure(tmp_path: Path) -> None:
    dates = {"early": "2018-01-01", "late": "2022-05-01"}
    few = evaluate(ecomap.load(factory.write(tmp_path / "few", many_askers(8, dates))), date(2020, 1, 1))
    cold = few.starts[0]
    assert few.candidates == 8 and set(cold.figures[OURS]) == {"hit@5", "mrr"}
    assert cold.best is None and cold.lift is None
    assert any("With 8 candidates any order" in note.text("en") for note in few.notes)
    enough = evaluate(ecomap.load(factory.write(tmp_path / "more", many_askers(25, dates))), date(2020, 1, 1))
    assert set(enough.starts[0].figures[OURS]) == set(METRICS) and enough.starts[0].best
    assert not any("any order" in note.text("en") for note in enough.notes)


def test_ties_left_out_are_counted(tmp_path: Path) -> None:
    rows = factory.rows()
    tie = {**rows["relations"][1], "amount_vnd": ""}
    rows["relations"] = [
        {**tie, "target": "vuon-uom", "start_date": "2021"},
        {**tie, "target": "dai-hoc-hue", "start_date": ""},
        {**tie, "target": "dai-hoc-hue", "start_date": "2019-01-01"},
        {**tie, "target": "so-khcn", "type": "partners_with", "start_date": ""},
        {**tie, "start_date": "2020-02-02"},
    ]
    found = evaluate(ecomap.load(factory.write(tmp_path, rows)), date(2021, 6, 1))
    assert (found.undated, found.straddling, found.ties_before) == (3, 1, 1)
    said = [note.text("en") for note in found.notes]
    assert any(text.startswith("3 ties were left out") for text in said)
    assert any(text.startswith("1 tie was left out: its date is too coarse") for text in said)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_figures_of_the_command_stand_apart(lang: str) -> None:
    data = str(Path(__file__).resolve().parents[3] / "data")
    run = CliRunner().invoke(main, ["--lang", lang, "evaluate", data, "--cut", "2024-01-01"])
    lines = run.output.splitlines()
    head = next(line for line in lines if "hit@5" in line)
    table = [line for line in lines if line.rstrip().endswith(")") and line.count("(") >= 5]
    assert len(table) >= 5 and {len(line) for line in table} == {len(head)}
    assert all(len(re.split(r" {2,}", line.strip())) == 1 + len(METRICS) for line in table)


@pytest.mark.parametrize("cut", [date(1900, 1, 1), date(2100, 1, 1)])
def test_a_cut_before_or_after_everything_gives_a_sentence(small: Ecosystem, cut: date) -> None:
    assert len(evaluate(small, cut).notes) == 2


def test_a_type_that_no_suggestion_brings_about_is_an_error(small: Ecosystem) -> None:
    with pytest.raises(ValueError, match="governs"):
        evaluate(small, CUT, ["governs"])


def test_the_command_writes_figures_and_json() -> None:
    data = str(Path(__file__).resolve().parents[3] / "data")
    run = CliRunner().invoke(main, ["--lang", "en", "evaluate", data, "--cut", "2024-01-01"])
    assert run.exit_code == 0 and "Our suggestions" in run.output and "at least 30" in run.output
    run = CliRunner().invoke(
        main, ["evaluate", data, "--cut", "2024-01-01", "--relation", "invests_in", "--json"]
    )
    assert json.loads(run.output)["starts"][0]["figures"] == {}


@pytest.mark.parametrize("bad", [["--cut", "ngày"], ["--cut", "2024-01-01", "--relation", "governs"], []])
def test_a_wrong_option_is_refused(bad: list[str]) -> None:
    data = str(Path(__file__).resolve().parents[3] / "data")
    assert CliRunner().invoke(main, ["evaluate", data, *bad]).exit_code == 2
