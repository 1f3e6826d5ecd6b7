"""What becomes of gaps under a scenario: closed only if the figure of the same subject got better."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from built import startups, tie
from places_built import city, code, support

from ecomap.analysis import gaps, positions
from ecomap.analysis import scenario as sc
from ecomap.analysis.comparison import STATES, Comparison, same_as_written
from ecomap.analysis.finding import Measure
from ecomap.analysis.gaps.links.network import draws
from ecomap.analysis.measures import MEASURES, key_measures
from ecomap.analysis.overview import what_if
from ecomap.analysis.subjects import direction, figure, is_pair
from ecomap.ecosystem import Ecosystem

CHAN_MAY = "20137"


@pytest.fixture(scope="module")
def known(hue: Ecosystem) -> gaps.Gaps:
    return gaps.find(hue)


def effect(hue: Ecosystem, known: gaps.Gaps, *changes: sc.Change) -> Comparison:
    return what_if(hue, changes, known).comparison


def test_the_figure_of_a_subject_is_that_of_its_finding(hue: Ecosystem, known: gaps.Gaps) -> None:
    looked_at = 0
    for finding in known.findings:
        value = figure(hue, finding)
        if value is None or is_pair(finding) or finding.measure.value is None:
            continue
        assert value == pytest.approx(finding.measure.value), finding.id
        assert direction(finding), finding.id
        looked_at += 1
    assert looked_at > 10


def test_removing_the_only_way_closes_nothing_and_names_the_loss(tmp_path: Path) -> None:
    bodies = [*startups(8), support("uni"), support("other"), support("lab", functions="lab")]
    relations = [tie("uni", f"su-s1-{i}", "supports") for i in range(6)] + [
        tie("uni", "lab", "partners_with")
    ]
    relations += [tie("other", f"su-s1-{i}", "supports") for i in (6, 7)]
    before = city(tmp_path, 2, organisations=bodies, relations=relations)
    known = gaps.find(before)
    assert "links:only-way-uni" in {finding.id for finding in known.findings}
    seen = what_if(before, [sc.RemoveOrganisation("uni")], known).comparison
    lost = {moved.code: moved.lost for moved in seen.moved}
    assert lost["near_support"] == lost["near_lab"] == tuple(f"su-s1-{i}" for i in range(6))
    row = seen.measures.loc["near_support"]
    assert (row["before"], row["after"], row["effect"]) == (8, 2, -1)
    assert not {change.finding.id for change in seen.of("closed")} & {"links:only-way-uni", "links:reach-lab"}


def test_the_bad_comes_first_and_counts_agree(hue: Ecosystem, known: gaps.Gaps) -> None:
    seen = effect(hue, known, sc.RemoveOrganisation("dh-nong-lam-hue"))
    assert not seen.of("closed")
    states = [change.state for change in seen.changes]
    assert states == sorted(states, key=list(STATES).index) and "worse" in states
    for moved in seen.moved:
        change = seen.measures.loc[moved.code, "change"]
        assert len(moved.gained) - len(moved.lost) == change
        assert all(body in hue.organisations.index for body in (*moved.lost, *moved.gained))


def test_a_subject_that_is_gone_has_no_figure(hue: Ecosystem, known: gaps.Gaps) -> None:
    body = next(
        f.id.removeprefix("links:broker-") for f in known.findings if f.id.startswith("links:broker-")
    )
    seen = effect(hue, known, sc.RemoveOrganisation(body))
    (change,) = [one for one in seen.changes if one.finding.id == f"links:broker-{body}"]
    assert change.state == "unstated" and change.after is None and change.why is not None


def test_a_fund_closes_the_gap_of_funds_and_nothing_else(hue: Ecosystem, known: gaps.Gaps) -> None:
    fund = sc.AddOrganisation("quy", "Quỹ", "investor", "vc", functions=("finance",), ward="19789")
    seen = effect(hue, known, fund)
    (closed,) = seen.of("closed")
    assert (closed.finding.id, closed.before, closed.after) == ("composition:venture", 0, 1)
    assert not seen.of("new") and not seen.of("worse")
    assert not any(change.finding.kind == "data" for change in seen.changes)
    assert not seen.moved


def test_a_laboratory_far_away_leaves_far_wards_alone(hue: Ecosystem, known: gaps.Gaps) -> None:
    lab = sc.AddOrganisation("lab", "Lab", "support_org", "shared_lab", functions=("lab",), ward=CHAN_MAY)
    seen = effect(hue, known, lab)
    for change in seen.changes:
        if change.finding.id.startswith(("access:none:", "access:little:")):
            assert change.state in ("closed", "better", "unstated", "stated")
            assert change.before is not None and change.after is not None
            if change.finding.id.startswith("access:none:"):
                assert change.after < change.before and (change.state == "closed") == (change.after <= 10)
    wards = [ward for change in seen.changes if change.finding.kind == "access" for ward in change.finding.scope.wards
             if len(change.finding.scope.wards) == 1]  # fmt: skip
    assert len(wards) == len(set(wards))
    assert not seen.of("new") and not seen.of("worse")
    assert seen.measures.loc["near_lab", "effect"] >= 0 and seen.measures.loc["beyond", "effect"] == 1


def test_the_tie_the_app_proposes_moves_a_row(hue: Ecosystem, known: gaps.Gaps) -> None:
    seen = effect(hue, known, sc.AddTie("ubnd-hue", "dh-khoa-hoc-hue", "partners_with"))
    row = seen.measures.loc["near_lab"]
    (moved,) = seen.moved
    assert moved.code == "near_lab" and len(moved.gained) == row["change"] > 0
    assert row["low"] <= row["change"] <= row["high"] and row["effect"] == 1


def test_counts_are_exact_and_draws_have_an_interval(hue: Ecosystem, known: gaps.Gaps) -> None:
    seen = effect(hue, known, sc.AddProgramme("ct", "CT", "programme", lead_org="so-khcn-hue"))
    exact = seen.measures.index[seen.measures["low"].isna()]
    assert set(exact) == {"no_lead", "no_coordinator", "organisations", "programmes", "ties"}
    assert seen.measures.loc["programmes", "change"] == seen.measures.loc["no_coordinator", "change"] == 1
    assert list(seen.measures.index) == list(MEASURES)


def test_a_body_more_leaves_the_others_where_they_were_drawn(tmp_path: Path) -> None:
    rows = [support("a", code(0)), support("b"), support("c", code(2), (0.5, 0.5))]
    before = city(tmp_path, 4, organisations=[*rows, *startups(3)])
    after = sc.apply(before, [sc.AddOrganisation("aa", "Mới", "support_org", "incubator", ward=code(3))])
    drawn = []
    for snapshot in (before, after):
        grid, group = positions.wards(snapshot), positions.units(snapshot)
        spots = positions.draw(grid, group, np.ones(4), 50, "test")
        drawn.append({unit: spots[:, column] for column, unit in enumerate(group.ids)})
    assert set(drawn[1]) - set(drawn[0]) == {"aa"}
    for unit, spots in drawn[0].items():
        assert (spots == drawn[1][unit]).all(), unit


def test_drawn_networks_differ_by_the_change_alone(tmp_path: Path) -> None:
    bodies = [*startups(6), support("a"), support("b")]
    relations = [tie("a", f"su-s1-{i}", "supports") for i in range(4)] + [tie("a", "b", "partners_with")]
    before = city(tmp_path, 2, organisations=bodies, relations=relations)
    after = sc.apply(
        before, [sc.AddTie("b", "su-s1-5", "supports"), sc.RemoveTie("a", "su-s1-0", "supports")]
    )
    for first, second in zip(draws(before), draws(after), strict=True):
        ends = np.argwhere((first != second).toarray())
        assert len(ends) <= 4  # two pairs, both ways; fewer where a drawn tie is there or gone anyway


def test_nothing_is_near_where_there_is_nobody(tmp_path: Path) -> None:
    figures = key_measures(city(tmp_path, 0)).table
    told = figures["value"].dropna().to_dict()
    assert told == {"organisations": 0, "programmes": 0, "ties": 0}


@pytest.mark.parametrize(
    ("a", "b", "unit", "same"),
    [
        (0.702, 0.698, "share of start-ups", True),
        (0.70, 0.72, "share of start-ups", False),
        (0.0020, 0.0031, "share of pairs", False),
        (46.01, 46.04, "km", True),
        (5.0, 5.004, "km", True),
        (None, 1.0, "km", False),
        (None, None, "km", True),
    ],
)
def test_what_is_written_alike_has_not_changed(
    a: float | None, b: float | None, unit: str, same: bool
) -> None:
    assert same_as_written(a, b, Measure(a, unit, "f")) is same


def test_kinds_left_alone_do_not_change(hue: Ecosystem, known: gaps.Gaps) -> None:
    changes: list[sc.Change] = [
        sc.AddOrganisation("x1", "X", "association", functions=("market",), ward=CHAN_MAY),
        sc.AddOrganisation("x2", "X", "startup", "company", stage="seed"),
        sc.AddTie("ubnd-hue", "dh-khoa-hoc-hue", "partners_with"),
        sc.AddProgramme("x3", "X", "fund", lead_org="so-khcn-hue", functions=("finance",)),
        sc.RemoveProgramme(hue.programmes.index[10]),
        sc.RemoveOrganisation("hue-innovation-hub"),
        sc.RemoveOrganisation("so-khcn-hue"),
    ]
    for change in changes:
        looked_at = sc.affected([change], hue)
        left = [kind for kind in gaps.KINDS if kind not in looked_at and kind != "data"]
        old = {f.id: f.measure.value for f in known.findings if f.kind in left}
        new = {f.id: f.measure.value for f in gaps.find(sc.apply(hue, [change]), left).findings}
        assert new == old, change
