"""Missing links: planted pairs, bodies everything hangs on, and new ties that help most."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import factory
import numpy as np
import pytest
from built import Row, need, organisation, startups, tie
from scipy import sparse
from worlds import WARDS, found, silences, world

from ecomap.analysis import gaps
from ecomap.analysis.finding import Confidence, Silence
from ecomap.analysis.gaps import links
from ecomap.analysis.gaps.links.network import adjacency, constraint, network, startups_of_today
from ecomap.analysis.gaps.links.reach import GOALS, best_hubs, covered, reach
from ecomap.analysis.measures import key_measures
from ecomap.ecosystem import Ecosystem
from ecomap.network import measures


def _here(ward: str = WARDS[0]) -> dict[str, str]:
    return {"ward_code": ward, "geo_precision": "ward"}


def _matrix(n: int, *pairs: tuple[int, int]) -> sparse.csr_array:
    return adjacency(np.array(pairs).reshape(-1, 2), n)


def test_constraint_is_that_of_the_network_measures(tmp_path: Path) -> None:
    rows = startups(6)
    ties = [tie("su-s1-0", f"su-s1-{i}", "partners_with") for i in range(1, 5)]
    eco = world(tmp_path, organisations=rows, relations=[*ties, tie("su-s1-1", "su-s1-2", "partners_with")])
    net = network(eco)
    expected = measures(eco, ["constraint"])["constraint"].reindex(net.ids)
    assert constraint(adjacency(net.edges, len(net))) == pytest.approx(expected.to_numpy(), nan_ok=True)


def test_constraint_of_burts_closed_circle_by_hand() -> None:
    # Three contacts who all know each other: each invested 1/3 directly and 2 · 1/9 by way of the others.
    complete = _matrix(4, *[(a, b) for a in range(4) for b in range(a + 1, 4)])
    assert constraint(complete) == pytest.approx([3 * (1 / 3 + 2 / 9) ** 2] * 4)
    star = _matrix(4, (0, 1), (0, 2), (0, 3))
    assert constraint(star) == pytest.approx([1 / 3, 1, 1, 1])


def test_the_only_way_counts_middles_and_ends() -> None:
    # 0, 1 start-ups; 2 a hub; 3, 4 support. 0 reaches 3 through 2 only; 1 reaches 3 through 2, and 4 itself.
    matrix = _matrix(5, (0, 2), (1, 2), (2, 3), (1, 4))
    startup, support = np.arange(5) < 2, np.arange(5) > 2
    assert links.only_way(matrix, startup, support).tolist() == [0, 0, 1, 1, 0]
    assert links.cut_off(matrix, 2, startup, support).tolist() == [0]
    assert links.cut_off(matrix, 4, startup, support).tolist() == []


def test_greedy_takes_the_largest_gain_first() -> None:
    # Hub 0 knows 1–3, hub 4 knows 3, 5: after hub 0 only 5 is left for hub 4.
    matrix = _matrix(6, (0, 1), (0, 2), (0, 3), (4, 3), (4, 5))
    outside = np.isin(np.arange(6), [1, 2, 3, 5])
    chosen = best_hubs(matrix, outside, np.ones(6, dtype=bool), 3)
    assert [(hub, int(who.sum())) for hub, who in chosen] == [(0, 3), (4, 1)]


def test_covered_is_two_steps() -> None:
    chain = _matrix(5, (0, 1), (1, 2), (2, 3))
    assert covered(chain, np.arange(5) == 0).tolist() == [True, True, True, False, False]


@pytest.fixture(scope="module")
def hanging(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """Twelve start-ups whose only contact is one incubator, far from the fund; and a pair that should
    meet."""
    rows = [
        *startups(12, **_here()),
        organisation("vuon", "support_org", "incubator", functions="incubation"),
        organisation("quy", "investor", "vc", functions="finance"),
        organisation("truong", "university", "university", sectors="s2", functions="research"),
        organisation("ban", "government", "department"),
        organisation("rieng", "startup", "company", sectors="s3", **_here(WARDS[1])),
        organisation("lab", "research_institute", "lab", sectors="s3", functions="lab", **_here(WARDS[1])),
    ]
    ties = [tie("vuon", f"su-s1-{i}", "incubates") for i in range(12)]
    ties += [
        tie("quy", "truong", "supports"),
        tie("rieng", "ban", "partners_with"),
        tie("truong", "lab", "partners_with"),
    ]
    return world(tmp_path_factory.mktemp("hanging"), organisations=rows, relations=ties)


def test_planted_gaps_are_found(hanging: Ecosystem) -> None:
    seen = found(hanging, "links")
    assert "links:pair-rieng--lab" in seen
    only = seen["links:only-way-vuon"]
    assert only.measure.value == 12
    assert only.scope.organisations[0] == "vuon"
    assert {"links:reach-capital", "links:reach-lab", "links:closed"} <= set(seen)
    plan = reach(hanging, GOALS[0])
    assert plan is not None
    assert (plan.startups, plan.within) == (13, 0)
    assert (plan.ties[0].hub, plan.ties[0].giver, len(plan.ties[0].gained)) == ("vuon", "quy", 12)
    assert plan.low <= plan.high


def test_the_same_snapshot_gives_the_same_findings(hanging: Ecosystem) -> None:
    again = hanging.at(date(2030, 1, 1))
    assert [repr(one) for one in found(hanging, "links").values()] == [
        repr(one) for one in found(again, "links").values()
    ]


def test_ideas_of_an_old_contest_are_not_the_start_ups_of_today(tmp_path: Path) -> None:
    """Twelve projects of a contest of 2017, of which nobody knows whether they exist, hang on one university."""
    sources = [
        {"id": "CU", "publisher": "A", "title": "A", "published_on": "2017-05"},
        {"id": "MOI", "publisher": "B", "title": "B", "published_on": "2025-05"},
    ]
    old = [
        organisation(f"cu-{i}", "startup", "project", status="unknown", source_ids="CU") for i in range(12)
    ]
    recent = {"status": "unknown", "source_ids": "MOI"}
    today = [organisation(f"moi-{i}", "startup", "project", **recent) for i in range(4)]
    today += [organisation("ct", "startup", "company", status="unknown", source_ids="CU")]
    truong = organisation("truong", "university", "university", functions="incubation", source_ids="MOI")
    others = [organisation(f"k-{i}", "enterprise", "sme", source_ids="MOI") for i in range(5)]
    ties = [tie("truong", row["id"], "incubates", source_ids="CU") for row in old]
    ties += [tie("moi-0", f"k-{i}", "partners_with", source_ids="MOI") for i in range(5)]
    tables = {"organisations": [*old, *today, truong, *others], "relations": ties}
    eco = world(tmp_path, sources=[*factory.rows()["sources"], *sources], **tables)
    counted, unknown = startups_of_today(eco)
    assert sorted(counted) == ["ct", "moi-0", "moi-1", "moi-2", "moi-3"]
    assert len(unknown) == 12
    assert "links:only-way-truong" not in found(eco, "links")
    assert any("12 of 17 start-ups listed are projects" in reason for reason in silences(eco, "links"))


def test_what_fails_in_most_resamples_is_not_said(hanging: Ecosystem) -> None:
    sure = found(hanging, "links")["links:only-way-vuon"]
    shaky = replace(sure, confidence=Confidence(stability=0.19))
    assert gaps._said(sure) is sure
    said = gaps._said(shaky)
    assert isinstance(said, Silence)
    assert "19%" in said.reason.text("en") and sure.title.text("vi") in said.reason.text("vi")


def test_well_tied_start_ups_are_no_gap(tmp_path: Path) -> None:
    givers = [
        organisation("quy", "investor", "vc", functions="finance", **_here()),
        organisation("lab", "research_institute", "lab", sectors="s1", functions="lab", **_here()),
        organisation("khach", "enterprise", "corporate", sectors="s1", functions="market", **_here()),
        organisation("vuon", "support_org", "incubator", functions="incubation", **_here()),
    ]
    rows = startups(10, **_here())
    ties = [tie(giver["id"], startup["id"], "supports") for giver in givers for startup in rows]
    seen = found(world(tmp_path, organisations=[*givers, *rows], relations=ties), "links")
    assert not [key for key in seen if not key.startswith("links:broker")]


def test_a_pair_with_a_chain_of_two_is_no_gap(tmp_path: Path) -> None:
    rows = [
        organisation("a", "startup", "company", sectors="s1", **_here()),
        organisation("b", "university", "university", sectors="s1", **_here()),
        organisation("c", "association", "community"),
        *startups(5, "s2"),
    ]
    ties = [tie("a", "c", "member_of"), tie("c", "b", "partners_with")]
    ties += [tie(f"su-s2-{i}", f"su-s2-{i + 1}", "partners_with") for i in range(4)]
    pairs = links.missing_pairs(world(tmp_path, organisations=rows, relations=ties))
    assert pairs.empty


def test_a_pair_needs_like_sectors_and_something_one_has_and_the_other_asks_for(tmp_path: Path) -> None:
    """A shop and an academy of music in one ward and sector have nothing to give each other."""
    rows = [
        organisation("cua-hang", "enterprise", "sme", sectors="s1", **_here()),
        organisation("nhac", "university", "university", sectors="s1", functions="research", **_here()),
        organisation("hoi", "enterprise", "sme", sectors="s2", **_here()),
        organisation(
            "vien", "research_institute", "institute", sectors="s2", functions="research", **_here()
        ),
        organisation(
            "xa", "research_institute", "institute", sectors="s1;s2;s3;s4", functions="lab", **_here()
        ),
        *startups(5, "s3"),
    ]
    needs = [need("n", posted_by="hoi", functions="research", sectors="s2")]
    ties = [tie(f"su-s3-{i}", f"su-s3-{i + 1}", "partners_with") for i in range(4)]
    eco = world(tmp_path, organisations=rows, relations=ties, needs=needs)
    pairs = links.missing_pairs(eco)
    assert pairs[["a", "b", "asked"]].to_numpy().tolist() == [["hoi", "vien", True]]
    assert pairs["functions"].tolist() == [("research",)]


@pytest.mark.parametrize(
    ("rows", "ties"),
    [
        ([], []),
        (startups(3), []),
        (startups(3), [tie("su-s1-0", "su-s1-1", "partners_with")]),
    ],
)
def test_too_little_is_said_not_guessed(tmp_path: Path, rows: list[Row], ties: list[Row]) -> None:
    eco = world(tmp_path, organisations=rows, relations=ties)
    assert found(eco, "links") == {}
    assert silences(eco, "links")


def test_without_wards_the_rest_is_still_said(tmp_path: Path) -> None:
    rows = [*startups(6), organisation("vuon", "support_org", "incubator", functions="incubation")]
    eco = world(
        tmp_path, organisations=rows, relations=[tie("vuon", f"su-s1-{i}", "incubates") for i in range(6)]
    )
    assert any("Wards" in reason for reason in silences(eco, "links"))
    assert any("capital" in reason for reason in silences(eco, "links"))
    assert "links:only-way-vuon" in found(eco, "links")


def test_one_quantity_has_one_value(hue: Ecosystem) -> None:
    """What a finding says of start-ups within two steps is what the key measures of a scenario start from."""
    table = key_measures(hue).table
    for goal in GOALS:
        said = reach(hue, goal)
        assert said is not None
        assert (said.within, said.startups) == tuple(table.loc[f"near_{goal.code}", ["value", "total"]])
