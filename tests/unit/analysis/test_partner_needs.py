"""Free words become needs, and needs find the bodies that can meet them."""

from __future__ import annotations

from pathlib import Path

import built
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.analysis.partners.needs import NEEDS, fit, met_by
from ecomap.analysis.partners.recognition import recognise, topic


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Cần phòng thí nghiệm để chiết xuất tinh dầu", "lab"),
        ("can phong thi nghiem de chiet xuat tinh dau", "lab"),
        ("PHÒNG THÍ NGHIỆM", "lab"),
        ("We are looking for a laboratory", "lab"),
        ("phongthinghiem", "lab"),
        ("phong thi nghien", "lab"),
        ("labratory", "lab"),
        ("Gọi vốn hạt giống", "capital"),
        ("nha dau tuu", "capital"),
        ("khách hàng đầu tiên", "first_customer"),
        ("test site in the city", "first_customer"),
        ("nguyên liệu tràm", "supplier"),
        ("tìm mentor", "mentoring"),
        ("vuon uom", "incubation"),
        ("co-working", "coworking"),
        ("đăng ký nhãn hiệu", "legal_ip"),
        ("tuyển thực tập sinh", "staff"),
        ("chính sách hỗ trợ của thành phố", "public_programme"),
        ("muốn nhận bài toán của doanh nghiệp lớn", "challenge"),
        ("R&D", "research_partner"),
        ("tìm đơn vị giải bài toán ngập lụt đô thị", "research_partner"),
        ("tim don vi giai bai toan ngap lut do thi", "research_partner"),
        ("Tôi có bài toán, tìm người giải", "research_partner"),
    ],
)
def test_need_is_recognised_in_any_spelling(text: str, first: str) -> None:
    assert next(iter(recognise(text))) == first


@pytest.mark.parametrize(
    "text", ["", "   ", "xin chào", "asdf qwer zxcv", "🙂🙂", "123 456", "\x00", "mmmm nnnn"]
)
def test_nonsense_is_no_need(text: str) -> None:
    assert recognise(text) == {}


def test_tones_tell_a_mentor_from_a_problem() -> None:
    assert "mentoring" in recognise("Tôi cần cố vấn")
    assert recognise("Tôi có vấn đề với vốn") == recognise("toi co van de voi von") == {"capital": 1.0}


def test_what_is_not_needed_is_left_out() -> None:
    assert recognise("không cần vốn, cần tìm khách hàng") == {"first_customer": 1.0}
    assert recognise("Không cần thêm vốn") == {}
    assert recognise("chúng tôi đã có phòng lab nhưng thiếu vốn") == {"capital": 1.0}


@pytest.mark.parametrize(
    "text",
    ["không cần phòng thí nghiệm", "khong can phong thi nghiem", "không cần phòng thí nghiệmm", "không cần khách hàng",
     "chưa cần phòng thí nghiệm", "không phải phòng thí nghiệm", "no lab needed", "no laboratory or mentor needed",
     "without a laboratory", "không cần vốn hay cố vấn", "không cần tìm vốn"],
)  # fmt: skip
def test_a_negated_need_is_not_guessed_back(text: str) -> None:
    assert recognise(text) == {} and topic(text) == ""


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("không phải tìm khách hàng mà tìm vốn", {"capital"}),
        ("no lab needed, we need capital", {"capital"}),
        ("không cần vốn và cần khách hàng", {"first_customer"}),
        ("no, we need a lab", {"lab"}),
        ("không có vốn", {"capital"}),
        ("không chỉ cần vốn mà cần cố vấn", {"capital", "mentoring"}),
    ],
)
def test_what_stands_beside_a_negation_is_still_read(text: str, needs: set[str]) -> None:
    assert set(recognise(text)) == needs


def test_ten_thousand_characters_are_read() -> None:
    long = "Chúng tôi làm sản phẩm mới ở Huế. " * 300 + "Cần nhà đầu tư."
    assert len(long) > 10_000
    assert recognise(long)["capital"] == 1.0


@given(st.text(max_size=300))
def test_any_text_gives_known_needs_in_order(text: str) -> None:
    found = recognise(text)
    assert set(found) <= set(NEEDS)
    assert all(0 < worth <= 1 for worth in found.values())
    assert [*found] == sorted(found, key=lambda code: (-found[code], code))


def test_fit_knows_what_is_listed_what_is_likely_and_what_is_not_known(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[
            built.organisation("listed", "enterprise", "sme", functions="lab"),
            built.organisation("likely", "support_org", "shared_lab"),
            built.organisation("other", "support_org", "service", functions="finance"),
            built.organisation("silent", "support_org", "service"),
        ],
    )
    found = fit(ecosystem, ["lab"])
    assert found["listed"] == 1.0
    assert 0 < found["likely"] < 1
    assert found["other"] == 0.0
    assert np.isnan(found["silent"])


def test_meeting_two_needs_is_more_than_meeting_one(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[
            built.organisation("both", "support_org", "service", functions="lab;mentoring"),
            built.organisation("one", "support_org", "service", functions="lab"),
        ],
    )
    found = fit(ecosystem, ["lab", "mentoring"])
    assert found["both"] == 1.0 > found["one"] > 0.5


def test_programme_that_has_ended_counts_less_than_one_that_runs(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[built.organisation(name, "association", "community") for name in ("runs", "ran")],
        programmes=[
            built.programme("a", lead_org="runs", functions="mentoring"),
            built.programme("b", lead_org="ran", functions="mentoring", status="ended"),
        ],
    )
    found = fit(ecosystem, ["mentoring"])
    assert found["runs"] > found["ran"] > 0
    assert met_by(ecosystem, "runs", "mentoring")[0].node == "a"
    assert met_by(ecosystem, "runs", "mentoring")[0].sure
    assert not met_by(ecosystem, "ran", "mentoring")[0].sure


def test_kind_alone_is_worth_little_and_never_sure(tmp_path: Path) -> None:
    ecosystem = built.build(tmp_path, organisations=[built.organisation("likely", "investor", "vc")])
    assert fit(ecosystem, ["capital"])["likely"] == 0.3
    assert not any(ground.sure for ground in met_by(ecosystem, "likely", "capital"))


def test_council_has_no_lab_because_its_programme_mentions_one(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[built.organisation(name, "government", "city") for name in ("council", "owner")],
        programmes=[
            built.programme("scheme", lead_org="council", functions="lab;research;finance"),
            built.programme("house", lead_org="owner", functions="lab", kind="facility"),
        ],
    )
    assert met_by(ecosystem, "council", "lab") == met_by(ecosystem, "council", "research_partner") == ()
    assert met_by(ecosystem, "council", "capital")[0].sure
    assert met_by(ecosystem, "owner", "lab")[0].sure


def test_prize_money_is_no_sure_capital(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[built.organisation("giver", "support_org", "service")],
        programmes=[built.programme("contest", lead_org="giver", functions="finance", kind="competition")],
    )
    (ground,) = met_by(ecosystem, "giver", "capital")
    assert not ground.sure and ground.worth == 0.4


def test_money_of_a_project_one_only_coordinates_is_no_sure_capital(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[built.organisation(name, "government", "city") for name in ("giver", "city")],
        programmes=[
            built.programme("aid", lead_org="giver", coordinating_orgs="city", functions="finance"),
            built.programme(
                "fund", lead_org="giver", coordinating_orgs="city", functions="finance", kind="fund"
            ),
        ],
    )
    sure = {ground.node: ground.sure for ground in met_by(ecosystem, "city", "capital")}
    assert sure == {"aid": False, "fund": True}


def test_money_is_worth_less_in_a_body_that_gives_it_aside(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[
            built.organisation("fund", "investor", "vc", functions="finance"),
            built.organisation("union", "association", "union", functions="finance"),
        ],
    )
    found = fit(ecosystem, ["capital"])
    assert found["fund"] == 1.0 > found["union"] > 0.5
    assert met_by(ecosystem, "union", "capital")[0].sure


def test_topic_is_what_is_left_without_the_asking() -> None:
    assert topic("tìm đơn vị giải bài toán ngập lụt đô thị") == "ngập lụt đô thị"
    assert topic("không cần vốn, ngập lụt đô thị") == "ngập lụt đô thị"
    assert topic("tìm giải pháp AI cho Huế") == "AI cho Huế"
    assert topic("đội làm hệ thống cảnh báo lũ") == "cảnh báo lũ"
    assert topic("") == ""


def test_functions_of_another_city_do_no_harm(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        functions=[{"code": "zeppelin", "label_vi": "Khí cầu", "label_en": "Zeppelin"}],
        organisations=[built.organisation("a", "association", "community", functions="zeppelin")],
    )
    assert fit(ecosystem, [*NEEDS]).tolist() == [0.0]


def test_no_need_or_an_unknown_one(small: ecomap.Ecosystem) -> None:
    assert fit(small, []).isna().all()
    with pytest.raises(KeyError):
        fit(small, ["unicorn"])


def test_herbal_start_up_that_needs_a_lab_finds_the_labs(hue: ecomap.Ecosystem) -> None:
    found = fit(hue, recognise("can phong thi nghiem chiet xuat duoc lieu"))
    best = set(found.index[found == found.max()])
    assert {"vien-cong-nghe-sinh-hoc-hue", "ptn-bao-che-duoc-huib", "tt-kiem-nghiem-hue"} <= best
    assert not best & {"aeon-mall-hue", "500-startups-vietnam"}


def test_who_published_an_open_problem_has_a_challenge(hue: ecomap.Ecosystem) -> None:
    assert fit(hue, ["challenge"])["ubnd-hue"] == 1.0


def test_measuring_what_is_in_a_product_is_work_of_a_laboratory() -> None:
    assert "lab" in recognise("đo hàm lượng hoạt chất trong tinh dầu tràm")
