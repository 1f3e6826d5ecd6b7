"""What a suggestion says of a partner is what the data says, and no more."""

from __future__ import annotations

from pathlib import Path

import built
import numpy as np
import pytest

import ecomap
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import Seeker, suggest
from ecomap.analysis.partners.introduction import introduce
from ecomap.analysis.partners.near import SAME_WARD, Spot, distances
from ecomap.analysis.partners.needs import met_by
from ecomap.analysis.partners.reasons import problem_text
from ecomap.analysis.partners.snapshot import ground
from ecomap.views import partners as words

DATED = {"source_ids": "S2"}  # the second source of the tests bears a date


def reason(ecosystem: ecomap.Ecosystem, org_id: str, part: str, need: list[str]) -> str:
    found = suggest(ecosystem, Seeker(), need=need, k=50)
    told = next(one for one in found.items if one.id == org_id).part(part).reason
    return told.text("en") if told else ""


def test_status_without_a_dated_source_is_no_recent_news(tmp_path: Path) -> None:
    rows = built.bodies(1, "s1", "lab", "old") + built.bodies(1, "s1", "lab", "new", **DATED)
    ecosystem = built.build(tmp_path, organisations=rows)
    known = dict(zip(ground(ecosystem).ids, ground(ecosystem).activity, strict=True))
    assert known == {"old-s1-lab-0": 0.5, "new-s1-lab-0": 1.0}
    assert "date of this information is not known" in reason(ecosystem, "old-s1-lab-0", "activity", ["lab"])
    assert "recent" in reason(ecosystem, "new-s1-lab-0", "activity", ["lab"])


def test_no_undated_body_of_the_city_is_called_fresh(hue: ecomap.Ecosystem) -> None:
    base = ground(hue)
    assert np.nanmax(base.activity[~base.dated]) <= 0.5


def test_label_of_a_function_is_not_told_as_what_a_body_says(hue: ecomap.Ecosystem) -> None:
    found = suggest(hue, Seeker(), need="khách hàng đầu tiên", k=400)
    told = {one.id: one.part("text").reason for one in found.items}
    for org_id in ("x10-digital", "so-cong-thuong-hue", "hoi-doanh-nhan-tre-hue"):
        text = told[org_id]
        assert text is None or "khách hàng" not in text.text("vi")


def test_words_of_a_planned_programme_are_told_as_such(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=built.bodies(9, "s1", "lab", "host"),
        programmes=[
            built.programme(
                "plan", status="planned", lead_org="host-s1-lab-0", benefits_vi="Chiết xuất tinh dầu tràm"
            )
        ],
    )
    told = reason(ecosystem, "host-s1-lab-0", "text", ["lab", "chiết xuất tinh dầu"])
    assert told.startswith("a planned programme speaks of")


def posted(folder: Path, **cells: str) -> ecomap.Ecosystem:
    poster = built.organisation("poster", "enterprise", "corporate", **DATED)
    return built.build(folder, organisations=[poster], needs=[built.need("one", posted_by="poster", **cells)])


@pytest.mark.parametrize(
    ("cells", "sure"),
    [
        ({"status": "open"}, True),
        ({"status": "unknown", "posted_on": "2023-05-01"}, True),
        ({"status": "unknown", "posted_on": "2015-03-19"}, False),
        ({"status": "unknown"}, False),
        ({"status": "open", "functions": "finance"}, False),
    ],
)
def test_old_problems_and_vacancies_are_no_sure_challenge(
    tmp_path: Path, cells: dict[str, str], sure: bool
) -> None:
    found = met_by(posted(tmp_path, **cells), "poster", "challenge")
    (ground,) = (one for one in found if one.sort == "posted")
    assert ground.sure == sure and (sure or ground.worth < 0.7)


def test_problem_is_named_with_year_and_status(tmp_path: Path) -> None:
    ecosystem = posted(tmp_path, status="unknown", posted_on="2015-03-19")
    assert problem_text(ecosystem, "one").text("en") == (
        "“Cần one” (2015, whether it is still open is not known)"
    )
    assert list(words.problems_posted(ecosystem, "poster", "en")) == ["one"]


def test_need_and_function_of_one_name_are_said_once(hue: ecomap.Ecosystem) -> None:
    found = suggest(hue, Seeker(), need=["mentoring"], k=40)
    told = [one.part("need").reason for one in found.items if one.needs]
    assert told and all(
        text is not None and "(its function: mentoring)" not in text.text("en") for text in told
    )


def test_point_far_from_the_ward_said_goes_before_it(hue: ecomap.Ecosystem) -> None:
    ward = str(hue.organisations.loc[hue.organisations["placed"] == "ward", "ward_code"].iloc[0])
    far = distances(hue, Spot(10.776, 106.7, ward))
    assert not (far["precision"] == SAME_WARD).any() and far["low"].min() > 300_000


def chain_world(folder: Path, *ties: built.Row) -> ecomap.Ecosystem:
    names = sorted({end for tie in ties for end in (tie["source"], tie["target"])})
    rows = [built.organisation(name, "support_org", "service", **DATED) for name in names]
    return built.build(folder, organisations=rows, relations=list(ties))


def test_prizes_and_old_events_stand_behind_work_done_together(tmp_path: Path) -> None:
    ecosystem = chain_world(
        tmp_path,
        built.tie("jury", "me", "awards", start_date="2024"),
        built.tie("jury", "goal", "partners_with", start_date="2024"),
        *(built.tie("peer", f"x{i}", "partners_with", start_date="2024") for i in range(30)),
        built.tie("me", "peer", "partners_with", start_date="2004"),
        built.tie("peer", "goal", "coordinates_with", start_date="2004"),
    )
    first, second = introduce(ecosystem, "me", "goal", k=2).chains
    assert first.nodes[1] == "peer" and not first.weak
    assert second.nodes[1] == "jury" and second.weak and "weak" in second.why.text("en")
    assert second.score > first.score


def test_city_does_not_ask_a_firm_first_where_others_know_both(tmp_path: Path) -> None:
    rows = [
        built.organisation("me", "government", "city", **DATED),
        built.organisation("goal", "support_org", "service", **DATED),
        built.organisation("firm", "startup", "company", **DATED),
        built.organisation("school", "university", "university", **DATED),
    ]
    ties = [
        built.tie("me", "firm", "supports", start_date="2024"),
        built.tie("goal", "firm", "supports", start_date="2024"),
        built.tie("me", "school", "coordinates_with", start_date="2020"),
        built.tie("school", "goal", "partners_with", start_date="2020"),
    ]
    ecosystem = built.build(tmp_path, organisations=rows, relations=ties)
    best, other = introduce(ecosystem, "me", "goal").chains
    assert (best.first, best.weak) == ("school", False)
    assert other.weak and "write directly" in other.why.text("en")


def test_what_both_know_is_named_by_what_it_is(hue: ecomap.Ecosystem) -> None:
    found = suggest(hue, "hueioc", k=400, tied=True)
    told = [text for one in found.items if isinstance(text := one.part("network").reason, Message)]
    assert told and not any("acquaintance" in text.text("en") for text in told)


def test_whom_newcomers_turn_to_is_an_active_body_of_the_data(hue: ecomap.Ecosystem, tmp_path: Path) -> None:
    node = words.turn_to(hue)
    assert node is not None
    record = hue.organisations.loc[node]
    assert record["in_region"] and record["status"] == "active" and "incubation" in record["functions"]
    assert words.turn_to(built.build(tmp_path, organisations=built.startups(1))) is None


def test_tied_partner_that_fits_best_is_noticed(hue: ecomap.Ecosystem) -> None:
    found = suggest(hue, "ubnd-hue", need=["lab"], k=10)
    assert words.tied_first(found.items, found.tied) == (
        max(one.score for one in found.tied) > sorted(one.score for one in found.items)[-5]
    )
    assert not words.tied_first(found.items, ())
