"""Suggested partners: a score that adds up, reasons, ties marked, and an answer to every odd question."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import factory
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from benchmarks.planted_ties import generate_ties
from ecomap import Ecosystem
from ecomap.analysis.partners import CONFIRMED, PARTS, POSSIBLE, Seeker, suggest
from ecomap.analysis.partners.parts import adamic_adar, compare, resource_allocation
from ecomap.analysis.partners.query import Query, understand
from ecomap.analysis.partners.snapshot import HELPED_BY, relatedness
from ecomap.analysis.partners.weights import part_weights
from ecomap.network import simple_graph

pytestmark = pytest.mark.unit
Change = Callable[[factory.Rows], None]


def world(folder: Path, change: Change) -> Ecosystem:
    rows = factory.rows()
    change(rows)
    return ecomap.load(factory.write(folder, rows))


def texts(messages: object) -> list[str]:
    return [message.text("en") for message in messages]  # type: ignore[attr-defined]


def test_the_default_weights_add_up_to_one() -> None:
    assert math.isclose(sum(part.weight for part in PARTS.values()), 1)


def test_the_score_is_the_sum_of_its_named_parts(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("biotech_pharma",), stage="prototype", ward="19753"), need="lab")
    assert len(found.items) == 10
    for one in found.items:
        assert [part.code for part in one.parts] == list(PARTS)
        assert math.isclose(one.score, sum(part.contribution for part in one.parts))
        assert math.isclose(sum(part.weight for part in one.parts), 1)
        assert 0 <= one.score <= 1
        assert all(part.value is None or 0 <= part.value <= 1 for part in one.parts)
        for part in one.parts:
            if part.value is not None:
                assert math.isclose(part.contribution, part.weight * part.value)


def test_an_unknown_part_adds_the_mean_of_the_known_and_is_shown_as_unknown(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("it",), ward="19753"), need="capital", k=400)
    unknown = [one.part("distance") for one in found.items if one.part("distance").value is None]
    assert unknown
    assert len({part.contribution for part in unknown}) == 1
    assert 0 < unknown[0].contribution < unknown[0].weight


def test_parts_that_were_not_asked_have_no_weight(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("it",)))
    assert {code for code, weight in found.weights.items() if not weight} >= {
        "need",
        "text",
        "distance",
        "stage",
    }


def test_a_confirmed_tie_is_listed_apart_and_marked(small: Ecosystem) -> None:
    found = suggest(small, "sen-tech", k=99)
    assert {one.id for one in found.tied} == {"vuon-uom", "quy-xa", "dai-hoc-hue"}
    assert all(one.status == CONFIRMED and one.ties for one in found.tied)
    assert all(one.status == POSSIBLE and not one.ties for one in found.items)
    among = suggest(small, "sen-tech", tied=True, k=99)
    assert {one.id for one in among.items if one.status == CONFIRMED} == {one.id for one in found.tied}
    assert not among.tied


def test_the_same_question_has_the_same_answer_whatever_the_order_of_rows(tmp_path: Path) -> None:
    def turned(rows: factory.Rows) -> None:
        for table in ("organisations", "relations", "sources"):
            rows[table].reverse()

    straight = suggest(world(tmp_path / "a", lambda rows: None), "sen-tech", need="capital")
    backwards = suggest(world(tmp_path / "b", turned), "sen-tech", need="capital")
    assert [(one.id, one.score) for one in straight.items] == [(one.id, one.score) for one in backwards.items]


def test_a_body_that_has_stopped_is_not_suggested(tmp_path: Path) -> None:
    def stopped(rows: factory.Rows) -> None:
        rows["organisations"][1]["status"] = "inactive"

    ids = {one.id for one in suggest(world(tmp_path, stopped), Seeker(), k=99).items}
    assert "vuon-uom" not in ids and "quy-xa" in ids


def test_what_is_only_planned_is_not_suggested(tmp_path: Path) -> None:
    def planned(rows: factory.Rows) -> None:
        rows["organisations"][1]["status"] = "planned"

    assert "vuon-uom" not in {one.id for one in suggest(world(tmp_path, planned), Seeker(), k=99).items}


def common(hue: Ecosystem, who: str, other: str) -> set[str]:
    graph = simple_graph(hue)
    return (set(graph[who]) & set(graph[other])) - {who, other}


@pytest.mark.parametrize(
    ("who", "other", "number"), [("hueioc", "ubnd-hue", 2), ("husci", "vien-cong-nghe-sinh-hoc-hue", None)]
)
def test_acquaintances_in_common_are_counted(
    hue: Ecosystem, who: str, other: str, number: int | None
) -> None:
    query = understand(hue, who, None, None)
    assert isinstance(query, Query)
    shared = compare(hue, query).shared[hue.organisations.index.get_loc(other)]
    assert shared == len(common(hue, who, other)) == (shared if number is None else number)
    assert (compare(hue, query).shared <= len(simple_graph(hue)[who])).all()


def test_prize_is_no_help(hue: Ecosystem) -> None:
    ties = hue.ties
    given = ties[ties["source"] == "ubnd-hue"]
    carrying = given[given["type"].isin(HELPED_BY) & (given["type"] != "partners_with")]
    query = understand(hue, Seeker(), "lab", None)
    assert isinstance(query, Query)
    helped = compare(hue, query).helped[hue.organisations.index.get_loc("ubnd-hue")]
    mutual = ties[(ties["type"] == "partners_with") & ties[["source", "target"]].eq("ubnd-hue").any(axis=1)]
    assert "awards" not in HELPED_BY and helped <= len(carrying) + len(mutual)


def test_need_dominates_and_the_crowd_says_nothing(hue: Ecosystem) -> None:
    found = suggest(hue, "hueioc", need=["lab"], k=40)
    assert found.weights["need"] >= 0.35 and not found.weights["popularity"] and not found.weights["region"]
    assert all((one.part("need").value or 1) >= 0.25 for one in found.items)
    assert any("left out" in text for text in texts(found.notes))
    ids = [one.id for one in found.items]
    assert "ubnd-hue" not in ids and "hdnd-hue" not in ids


def test_words_alone_are_answered_by_those_who_speak_of_them(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(), need="cảnh báo ngập lụt", k=400)
    ids = [one.id for one in found.items]
    # Of the many who govern or fund, only those whose texts have the words; who says it of itself goes first.
    assert ids[0] == "dh-thuy-loi" and 3 <= len(ids) < 20 and "hoi-lhpn-hue" not in ids
    assert all(one.part("text").reason is not None for one in found.items)
    assert "huu-co-hue-viet" in {one.id for one in suggest(hue, Seeker(), need="nông nghiệp hữu cơ").items}
    assert any("No need was recognised" in text and "shown are those" in text for text in texts(found.notes))


@pytest.mark.parametrize(
    "asked",
    ["bóng đá", "tên lửa", "vàng miếng", "tàu ngầm", "đất hiếm lượng tử", "nuôi ong", "ngựa đua", "nuoi ong"],
)
def test_likeness_of_letters_is_not_called_speaking_of_it(hue: Ecosystem, asked: str) -> None:
    found = suggest(hue, Seeker(), need=asked)
    notes = " ".join(texts(found.notes))
    assert "speak of them" not in notes and "may mean something else" in notes
    assert all(one.part("text").reason is None for one in found.items)


@pytest.mark.parametrize(
    ("asked", "who"),
    [("blockchain", "bap-hue"), ("drone", "agridrone-vietnam"), ("nón lá", "maries"), ("nuoc mam", "htx-mam-tan-thanh"),
     ("du lịch", "so-du-lich-hue"), ("giải pháp AI", "vietai")],
)  # fmt: skip
def test_who_speaks_of_it_is_shown_with_the_words(hue: Ecosystem, asked: str, who: str) -> None:
    found = suggest(hue, Seeker(), need=asked, k=400)
    one = next(one for one in found.items if one.id == who)
    assert one.part("text").reason is not None
    assert any("speak of them" in text for text in texts(found.notes))


@pytest.mark.parametrize("asked", ["không cần phòng thí nghiệm", "no lab needed"])
def test_what_is_not_needed_is_not_looked_for(hue: Ecosystem, asked: str) -> None:
    found = suggest(hue, Seeker(), need=asked)
    assert not found.needs and not found.weights["text"]
    assert any("do not say what is sought" in text for text in texts(found.notes))


@pytest.mark.parametrize("who", [Seeker(), "sen-tech"])
def test_a_folder_without_organisations_gets_a_sentence(tmp_path: Path, who: str | Seeker) -> None:
    def emptied(rows: factory.Rows) -> None:
        tables = ("organisations", "relations", "programmes", "targets", "needs", "agencies", "former_ids")
        rows.update({table: [] for table in tables})

    found = suggest(world(tmp_path, emptied), who, need="lab")
    assert found.items == () and texts(found.notes) == [
        "There is no organisation in this data, so nobody can be suggested."
    ]


def test_looking_from_a_ward_gives_bounds_and_loses_nobody_who_may_be_near(hue: Ecosystem) -> None:
    # Its doors are 0.6 to 4 km from the places in the ward.
    found = suggest(hue, "ubnd-hue", near="19789", within_km=2, k=400, tied=True)
    by_id = {one.id: one.distance for one in found.items}
    far = by_id["dh-y-duoc-hue"]
    assert far.precision != "point" and far.low_m is not None and far.low_m < 2_000 < far.high_m  # type: ignore[operator]
    assert any("only the ward is known" in text for text in texts(found.notes))
    assert "same_ward" in {one.precision for one in by_id.values()}
    assert any("left out: nowhere" in text for text in texts(suggest(hue, Seeker(), near="nowhere").notes))


@pytest.mark.parametrize("reach", [-5.0, 0.0, float("nan")])
def test_a_limit_that_is_none_is_said_not_to_be_applied(small: Ecosystem, reach: float) -> None:
    found = suggest(small, Seeker(point=(16.45, 107.55)), within_km=reach, k=99)
    assert any("not a number of kilometres above 0" in text for text in texts(found.notes))
    assert len(found.items) == len(small.organisations)


def test_asking_for_none_is_not_answered_by_nobody_fits(small: Ecosystem) -> None:
    assert not any("Nobody in the data" in text for text in texts(suggest(small, Seeker(), k=0).notes))


def test_misspelt_words_alone_still_get_those_whose_words_look_alike(hue: Ecosystem) -> None:
    assert "dau-tram-truong-hai" in {
        one.id for one in suggest(hue, Seeker(), need="tinhdau tramm", k=400).items
    }


def test_many_words_are_found_as_well_as_few(hue: Ecosystem) -> None:
    asked = "ứng dụng di động cho du lịch cộng đồng và nông nghiệp"
    found = suggest(hue, Seeker(), need=asked, k=400)
    assert len(found.items) >= 3 and all(one.part("text").reason for one in found.items)
    assert not any("None of your words" in text for text in texts(found.notes))


def test_nonsense_is_said_to_be_found_nowhere_and_weighs_nothing(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("biotech_pharma",)), need="asdf qwer zxcv")
    assert any("None of your words was found" in text for text in texts(found.notes))
    assert not found.weights["text"] and found.items


def test_alike_takes_more_than_the_same_city(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(), need="research_partner", k=400)
    said = [one.part("record").reason for one in found.items]
    assert all(reason is None for reason in said)  # nothing is known of the seeker's trade


def test_money_is_first_asked_of_those_whose_trade_it_is(hue: Ecosystem) -> None:
    kinds = hue.organisations["kind"]
    found = suggest(hue, Seeker(sectors=("biotech_pharma",), ward="19789"), need="capital", k=40)
    assert [kinds[one.id] for one in found.items[:4]] == ["investor"] * 4
    union = next(one for one in found.items if one.id == "hoi-lhpn-hue")
    reason = union.part("need").reason
    assert reason is not None and "through “" in reason.text("en")  # the fund it runs is named
    # The city coordinates aid projects: their money is not there for the asking.
    assert all("capital" not in one.needs for one in found.items if one.id == "ubnd-hue")


def test_a_business_of_the_same_trade_is_no_better_first_customer(hue: Ecosystem) -> None:
    kinds = hue.organisations["kind"]
    found = suggest(hue, Seeker(sectors=("it",)), need="first_customer", k=400)
    rivals = [one for one in found.items if kinds[one.id] in ("startup", "enterprise")]
    assert rivals and all((one.part("sector").value or 0) <= 0.5 for one in rivals)
    assert found.items[0].id == "hueioc"


def test_ground_is_in_the_reason(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("biotech_pharma",)), need=["lab"], k=40)
    for one in found.items:
        reason = one.part("need").reason
        assert reason is not None and "(" in reason.text("en")
        assert reason.text("en").startswith("is on record as offering") == bool(one.needs)


def test_unknown_place_stands_last_where_a_reach_is_set(hue: Ecosystem) -> None:
    found = suggest(hue, Seeker(sectors=("it",), ward="19753"), need="lab", within_km=5, k=60)
    placed = [one.distance.low_m is not None for one in found.items]
    assert placed == sorted(placed, reverse=True) and not all(placed)
    assert any("without a known place" in text for text in texts(found.notes))
    assert any("may lie beyond" in text for text in texts(found.notes))
    nowhere = suggest(hue, Seeker(), within_km=5)
    assert any("limit of distance was not applied" in text for text in texts(nowhere.notes))


def test_load_is_spread_over_bodies_with_capacity(tmp_path: Path) -> None:
    def twins(places: str) -> Change:
        def change(rows: factory.Rows) -> None:
            twin = {**rows["organisations"][1], "id": "vuon-uom-hai", "name_vi": "Vườn ươm Hai"}
            rows["organisations"].append(twin)
            tie = rows["relations"][0]
            rows["relations"].append({**tie, "source": "vuon-uom-hai"})
            rows["capacities"] = [{"org_id": "vuon-uom", "places": places, "source_ids": "S1"}]

        return change

    def first(folder: str, places: str) -> str:
        found = suggest(world(tmp_path / folder, twins(places)), Seeker(sectors=("it",)), need="incubation")
        return next(one.id for one in found.items if one.id.startswith("vuon-uom"))

    assert first("free", "50") == "vuon-uom"
    assert first("full", "1") == "vuon-uom-hai"


def test_not_ten_of_one_kind_where_others_are_as_good(hue: Ecosystem) -> None:
    kinds = hue.organisations["kind"]
    found = suggest(hue, Seeker(sectors=("agritech",)), k=10)
    assert len({kinds[one.id] for one in found.items}) >= 3


def test_near_sectors_count(hue: Ecosystem) -> None:
    near = relatedness(hue)
    codes = list(hue.sectors.index)
    agritech, food, fintech = (codes.index(code) for code in ("agritech", "food_specialty", "fintech"))
    assert near[agritech, agritech] == 1
    assert near[agritech, food] > near[agritech, fintech]
    assert np.allclose(near, near.T)


def test_adamic_adar_and_resource_allocation_by_hand() -> None:
    # Two common neighbours with 2 and 4 ties; the third node is not common.
    common, degree = np.array([[1.0, 1.0, 0.0]]), np.array([2.0, 4.0, 9.0])
    assert math.isclose(resource_allocation(common, degree)[0], 1 / 2 + 1 / 4)
    assert math.isclose(adamic_adar(common, degree)[0], 1 / math.log(2) + 1 / math.log(4))


def test_distance_is_honest_about_a_ward(small: Ecosystem) -> None:
    found = {one.id: one for one in suggest(small, Seeker(ward="19774"), k=99).items}
    assert found["sen-tech"].distance.precision == "same_ward"
    assert found["dai-hoc-hue"].distance.precision == "ward"
    far = found["quy-xa"].distance
    assert far.precision == "unknown" and far.low_m is None and far.text.text("en") == "in Hà Nội"


def test_how_far_leaves_out_those_surely_further(small: Ecosystem) -> None:
    ids = {one.id for one in suggest(small, Seeker(point=(16.45, 107.55)), within_km=1, k=99).items}
    assert "dai-hoc-hue" in ids and "quy-xa" not in ids
    assert "so-khcn" in ids  # somewhere in the city: not known to be further


@pytest.mark.parametrize(
    ("who", "asked", "said"),
    [
        ("khong-co-dau", {}, "not an organisation of this data"),
        ("", {}, "not an organisation of this data"),
        ("cuoc-thi", {}, "not an organisation of this data"),
        (Seeker(), {}, "No sector is given"),
        (Seeker(sectors=("nghề",)), {}, "left out"),
        (Seeker(), {"need": "zzzz qqqq"}, "None of your words was found"),
        (Seeker(), {"need": "tinh dầu tràm " * 800}, "Only the first"),
        (Seeker(point=(15.0, 112.0)), {}, "outside"),
        (Seeker(point=(48.8, 2.3)), {}, "abroad"),
        (Seeker(point=(float("nan"), 2.3)), {}, "no point"),
        (Seeker(), {"kinds": ("nothing",)}, "Nobody in the data"),
    ],
)
def test_an_odd_question_gets_a_clear_sentence(small: Ecosystem, who: object, asked: dict, said: str) -> None:
    found = suggest(small, who, **asked)  # type: ignore[arg-type]
    assert any(said in text for text in texts(found.notes))


def test_more_than_there_are_gives_all_and_none_gives_none(small: Ecosystem) -> None:
    assert len(suggest(small, Seeker(), k=10_000).items) == len(small.organisations)
    assert suggest(small, Seeker(), k=0).items == ()
    assert suggest(small, Seeker(), k=-3).items == ()


def test_an_isolated_start_up_gets_an_answer(tmp_path: Path) -> None:
    def alone(rows: factory.Rows) -> None:
        rows["relations"] = [
            row for row in rows["relations"] if "sen-tech" not in (row["source"], row["target"])
        ]

    found = suggest(world(tmp_path, alone), "sen-tech", need="vốn")
    assert found.items and all(one.part("network").value is None for one in found.items)


def test_a_former_id_will_do_and_hidden_ones_stay_away(small: Ecosystem) -> None:
    assert suggest(small, "dhh").org_id == "dai-hoc-hue"
    assert "quy-xa" not in {one.id for one in suggest(small, Seeker(), skip=("quy-xa",), k=99).items}


@given(words=st.text(max_size=200), k=st.integers(-2, 20))
def test_any_words_get_an_answer(small: Ecosystem, words: str, k: int) -> None:
    found = suggest(small, Seeker(words=words), need=words, k=k)
    assert len(found.items) <= max(k, 0)
    for one in found.items:
        assert one.sentence.text("vi") and one.sentence.text("en")


def test_weights_are_learned_where_there_are_enough_ties_and_else_stated(
    hue: Ecosystem, tmp_path: Path
) -> None:
    assert part_weights(hue) == ({code: part.weight for code, part in PARTS.items()}, False)
    market = ecomap.load(generate_ties(tmp_path, companies=1500, investors=200, ties=7000))
    weights, learned = part_weights(market)
    assert learned and math.isclose(sum(weights.values()), 1) and min(weights.values()) >= 0
    assert weights["need"] == PARTS["need"].weight
    assert weights["record"] + weights["sector"] != PARTS["record"].weight + PARTS["sector"].weight
    found = suggest(market, "company-000001")
    assert found.learned and found.items
