"""Published problems meet those who could solve them, and the other way round."""

from __future__ import annotations

from pathlib import Path

import built
import pytest

import ecomap
from ecomap.analysis.partners.model import CONFIRMED, POSSIBLE
from ecomap.analysis.partners.opportunities import ENDED, OPEN, opportunities, programme_states
from ecomap.analysis.partners.solvers import SOLVER_PARTS, as_solver, solvers


def world(folder: Path) -> ecomap.Ecosystem:
    return built.build(
        folder,
        organisations=[
            built.organisation("city", "government", "city", sectors="s1", functions="research"),
            built.organisation("lab", "research_institute", "lab", sectors="s1", functions="research"),
            built.organisation("mall", "enterprise", "corporate", sectors="s1", functions="market"),
            built.organisation("maker", "startup", "company", sectors="s1"),
            built.organisation("other", "research_institute", "lab", sectors="s2", functions="research"),
            built.organisation("gone", "research_institute", "lab", sectors="s1", functions="research")
            | {"status": "inactive"},
            built.organisation("blank", "enterprise", "sme"),
        ],
        relations=[built.tie("city", "lab", "supports")],
        programmes=[
            built.programme(
                "contest", sectors="s1", target_groups="startup;sinh viên", eligibility_vi="Dưới 5 năm"
            ),
            built.programme("over", sectors="s1", target_groups="startup", status="active", end_date="2020"),
            built.programme("old", sectors="s1", target_groups="startup", status="ended"),
        ],
        needs=[
            built.need("flood", posted_by="city", sectors="s1", functions="research"),
            built.need("buy", posted_by="city", sectors="s1", functions="market"),
            built.need("nobody", title_vi="Khinh khí cầu"),
            built.need("done", sectors="s1", functions="research", status="closed"),
        ],
    )


def test_poster_and_those_who_stopped_do_not_solve(tmp_path: Path) -> None:
    found = [solver.id for solver in solvers(world(tmp_path), "flood")]
    assert found[0] == "lab"
    assert not {"city", "gone", "other", "blank"} & set(found)


def test_score_is_the_sum_of_its_parts_and_every_part_is_there(tmp_path: Path) -> None:
    for solver in solvers(world(tmp_path), "flood"):
        assert [part.code for part in solver.parts] == [*SOLVER_PARTS]
        assert solver.score == pytest.approx(sum(part.contribution for part in solver.parts))
        assert sum(part.weight for part in solver.parts) == pytest.approx(1)
        assert 0 <= solver.score <= 1


def test_tie_with_the_poster_is_told_from_a_possible_match(tmp_path: Path) -> None:
    found = {solver.id: solver for solver in solvers(world(tmp_path), "flood")}
    assert found["lab"].status == CONFIRMED and found["lab"].ties == ("city|supports|lab|",)
    assert found["maker"].status == POSSIBLE and found["maker"].ties == ()


def test_where_the_city_buys_makers_are_sought_not_other_buyers(tmp_path: Path) -> None:
    found = [solver.id for solver in solvers(world(tmp_path), "buy")]
    assert found.index("maker") < found.index("mall") if "mall" in found else found[0] == "maker"


def test_problem_without_sector_or_words_has_no_solver_yet(tmp_path: Path) -> None:
    assert solvers(world(tmp_path), "nobody") == ()
    for ask in (lambda eco, need: solvers(eco, need), lambda eco, need: as_solver(eco, need, "maker")):
        with pytest.raises(KeyError, match="'no-such-problem' is not a published problem"):
            ask(world(tmp_path), "no-such-problem")


def test_flood_problem_of_the_city(hue: ecomap.Ecosystem) -> None:
    found = solvers(hue, "need-sat-lo-ngap-lut", k=8)
    ids = [solver.id for solver in found]
    assert ids[0] == "dh-thuy-loi"
    assert "dh-khoa-hoc-hue" in ids and "ubnd-hue" not in ids
    assert "ngập lụt" in found[0].sentence.text("vi")
    assert set(found[0].sources) <= set(hue.sources.index)
    assert ids == [solver.id for solver in solvers(hue, "need-sat-lo-ngap-lut", k=8)]


def test_fish_fry_problem_finds_the_institutes_of_agriculture(hue: ecomap.Ecosystem) -> None:
    ids = [solver.id for solver in solvers(hue, "nhu-cau-giong-ca-ban-dia", k=3)]
    assert {"vien-cong-nghe-sinh-hoc-hue", "dh-nong-lam-hue"} <= set(ids)


def test_every_published_problem_of_the_real_data_is_answered(hue: ecomap.Ecosystem) -> None:
    for need_id in hue.needs.index:
        for solver in solvers(hue, need_id, k=1000):
            assert solver.id != hue.needs.at[need_id, "posted_by"]
            assert solver.sentence.text("vi")


def test_start_up_sees_what_is_open_first_and_what_is_over_only_on_demand(tmp_path: Path) -> None:
    ecosystem = world(tmp_path)
    now = [one for one in opportunities(ecosystem, "maker") if one.sort == "programme"]
    assert [(one.id, one.state) for one in now] == [("contest", OPEN)]
    assert now[0].eligibility == "Dưới 5 năm" and now[0].sources == ("S2",)
    every = opportunities(ecosystem, "maker", ended=True)
    assert {one.id for one in every if one.state == ENDED} == {"over", "old", "done"}
    assert "flood" in [one.id for one in every]


def test_running_programme_whose_last_day_is_past_has_ended(tmp_path: Path) -> None:
    assert programme_states(world(tmp_path)).to_dict() == {"contest": OPEN, "over": ENDED, "old": ENDED}


def test_opportunities_of_an_unknown_or_empty_organisation(tmp_path: Path) -> None:
    ecosystem = world(tmp_path)
    with pytest.raises(KeyError):
        opportunities(ecosystem, "no-such")
    assert all(0 <= one.score <= 1 for one in opportunities(ecosystem, "blank", k=1000, ended=True))
    assert opportunities(ecosystem, "blank", k=0) == ()


def test_own_problems_are_no_opportunity(hue: ecomap.Ecosystem) -> None:
    own = set(hue.needs.index[hue.needs["posted_by"] == "ubnd-hue"])
    assert not own & {one.id for one in opportunities(hue, "ubnd-hue", k=1000, ended=True)}
