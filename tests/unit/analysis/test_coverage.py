import built
import numpy as np
import pytest

from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps.coverage import find
from ecomap.analysis.support_grid import expected_supply, lower_tail, lowest_p, support_table


def found(ecosystem):
    return {result.id: result for result in find(ecosystem) if isinstance(result, Finding)}


def reasons(ecosystem):
    return [result.reason.text("en") for result in find(ecosystem) if isinstance(result, Silence)]


def cell(table, sector, function):
    return table[(table["sector"] == sector) & (table["function"] == function)].iloc[0]


def test_fisher_by_hand():
    # The table of the lady tasting tea, Fisher (1935): P(X <= 1) = (1 + 16) / 70.
    assert lower_tail([1], [4], [3], [4])[0] == pytest.approx(17 / 70)
    assert lower_tail([0], [4], [4], [4])[0] == pytest.approx(1 / 70)


def test_what_cannot_be_tested_is_nan():
    assert np.isnan(lower_tail([0, 0], [0, 5], [3, 0], [3, 3])).all()


def test_expected_and_lowest():
    assert expected_supply(10, 4, 20) == pytest.approx(2)
    assert np.isnan(expected_supply(0, 0, 0))
    # One supplier in all: that it lies elsewhere is never unlikely.
    assert lowest_p([0], [1], [5], [10])[0] > 0.3
    assert lowest_p([1], [4], [3], [4])[0] == pytest.approx(1 / 70)


def planted(tmp_path, sectors=6, in_gap=0):
    """Every sector has 16 start-ups, 10 financiers and 10 mentors, the first has `in_gap` financiers."""
    rows = []
    for number in range(1, sectors + 1):
        sector = f"s{number}"
        rows += built.startups(16, sector)
        rows += built.bodies(in_gap if number == 1 else 10, sector, "finance")
        rows += built.bodies(10, sector, "mentoring")
    return built.build(tmp_path, sectors, organisations=rows)


def test_a_planted_gap_is_found_and_only_that(tmp_path):
    assert set(found(planted(tmp_path))) == {"coverage:s1:finance"}


def test_where_none_is_planted_none_is_found(tmp_path):
    assert not found(planted(tmp_path, in_gap=10))


def test_the_finding_says_what_it_rests_on(tmp_path):
    finding = found(planted(tmp_path))["coverage:s1:finance"]
    assert finding.scope.sectors == ("s1",)
    assert finding.scope.functions == ("finance",)
    assert finding.measure.value == 0.0
    assert [part.table for part in finding.evidence] == ["organisations"]
    assert len(finding.evidence[0].ids) == 16
    assert finding.confidence.stability > 0.7
    assert 0 < finding.severity <= 1
    assert "no body or programme of that sector is listed" in finding.sentence.text("en")


def test_false_alarms_are_rare_where_chance_alone_decides(tmp_path):
    random = np.random.default_rng(3)
    alarms = 0
    for number in range(12):
        rows = built.startups(0)
        for i in range(90):
            rows += built.startups(1, f"s{random.integers(1, 9)}", f"su{i}")
        for i in range(80):
            function = built.FUNCTIONS[random.integers(0, 7)]
            rows += built.bodies(1, f"s{random.integers(1, 9)}", function, f"b{i}")
        alarms += bool(found(built.build(tmp_path / str(number), 8, organisations=rows)))
    assert alarms <= 2


def test_a_whole_sector_without_support(tmp_path):
    rows = [*built.startups(20, "s1"), *built.bodies(1, "s1", "lab")]
    for sector in ("s2", "s3"):
        rows += [
            *built.startups(5, sector),
            *built.bodies(8, sector, "finance"),
            *built.bodies(8, sector, "lab"),
        ]
    assert "coverage:s1" in found(built.build(tmp_path, organisations=rows))


def test_a_sector_nobody_supports_at_all(tmp_path):
    rows = built.startups(30, "s1")
    for sector in ("s2", "s3"):
        rows += [*built.startups(10, sector), *built.bodies(9, sector, "finance")]
    ecosystem = built.build(tmp_path, organisations=rows)
    assert cell(support_table(ecosystem), "s1", "finance")["state"] == "none_listed"
    assert {"coverage:s1", "coverage:s1:finance"} <= set(found(ecosystem))


def test_a_sector_whose_bodies_have_no_functions_recorded_is_not_called(tmp_path):
    rows = [*built.startups(30, "s1"), *built.bodies(5, "s1", "")]
    for sector in ("s2", "s3"):
        rows += [*built.startups(10, sector), *built.bodies(9, sector, "finance")]
    ecosystem = built.build(tmp_path, organisations=rows)
    assert not found(ecosystem)
    assert any("were not surveyed" in reason for reason in reasons(ecosystem))


def test_a_function_asked_for_more_than_offered(tmp_path):
    rows = [*built.startups(5, "s1"), *built.startups(5, "s2"), *built.bodies(20, "s1", "lab"),
            *built.bodies(20, "s2", "finance"), *built.bodies(2, "s2", "market")]  # fmt: skip
    needs = [built.need(f"n{i}", functions="market", sectors="s1;s2") for i in range(12)]
    needs.append(built.need("n-lab", functions="lab", sectors="s1"))
    findings = found(built.build(tmp_path, organisations=rows, needs=needs))
    assert "coverage:market" in findings
    measure = findings["coverage:market"].measure
    assert measure.value == pytest.approx((2 / 42) / (12 / 13))
    assert measure.low <= measure.value <= measure.high < 1


def test_states_of_cells(tmp_path):
    rows = [
        *built.startups(4, "s1"), *built.startups(4, "s2"), *built.bodies(3, "s1", "lab"),
        *built.bodies(1, "s2", ""), *built.bodies(2, "cross_sector", "finance", "c"),
    ]  # fmt: skip
    table = support_table(built.build(tmp_path, organisations=rows))
    assert cell(table, "s1", "lab")["state"] == "supplied"
    assert (
        cell(table, "s1", "finance")["state"] == "none_listed"
    )  # the sector was surveyed, so was the function
    assert cell(table, "s1", "finance")["cross"] == 2
    assert cell(table, "s2", "lab")["state"] == "not_surveyed"  # nobody of the sector has functions recorded
    assert cell(table, "s1", "mentoring")["state"] == "not_surveyed"  # nobody at all is recorded with it
    assert cell(table, "s3", "lab")["state"] == "no_demand"
    assert np.isnan(cell(table, "s3", "lab")["ratio"])
    assert np.isnan(cell(table, "s2", "lab")["p"])


def test_low_official_coverage_is_not_surveyed(tmp_path):
    rows = [*built.startups(4, "s1"), *built.startups(4, "s2"), *built.bodies(2, "s1", "lab"),
            *built.bodies(2, "s2", "finance")]  # fmt: skip
    totals = [{"code": "t", "label_vi": "t", "label_en": "t", "value": "100", "as_of": "2024",
               "kind": "support_org", "source_ids": "S1"}]  # fmt: skip
    table = support_table(built.build(tmp_path, organisations=rows, official_totals=totals))
    assert cell(table, "s1", "finance")["state"] == "not_surveyed"
    assert cell(table, "s1", "lab")["state"] == "supplied"


def test_programmes_of_the_region_count_and_others_do_not(tmp_path):
    state = built.organisation("so-a", "government", "department")
    programmes = [
        built.programme("here", lead_org="so-a", sectors="s1", functions="finance"),
        built.programme("far", sectors="s1", functions="finance"),
        built.programme("past", lead_org="so-a", sectors="s1", functions="finance", status="ended"),
    ]
    rows = [state, *built.startups(3, "s1"), *built.bodies(1, "s1", "lab")]
    table = support_table(built.build(tmp_path, organisations=rows, programmes=programmes))
    assert cell(table, "s1", "finance")["supply"] == 1


def test_planned_and_stopped_are_no_supply(tmp_path):
    rows = [*built.startups(3), *built.bodies(1, "s1", "lab", status="planned"),
            *built.bodies(1, "s1", "lab", "old", status="inactive")]  # fmt: skip
    assert cell(support_table(built.build(tmp_path, organisations=rows)), "s1", "lab")["supply"] == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "no demand is known"),
        (built.bodies(5, "s1", "lab"), "no demand is known"),
        (built.startups(5), "support functions recorded"),
        ([*built.startups(5), *built.bodies(5, "s1", "lab")], "fewer than two sectors"),
    ],
)
def test_too_little_gives_a_reason(tmp_path, rows, said):
    ecosystem = built.build(tmp_path, organisations=rows)
    assert not found(ecosystem)
    assert said in reasons(ecosystem)[0]


def test_a_folder_with_other_functions_uses_its_own(tmp_path):
    own = [{"code": "advice", "label_vi": "Tư vấn", "label_en": "Advice"}]
    rows = [*built.startups(3), *built.bodies(1, "s1", "advice")]
    assert set(support_table(built.build(tmp_path, organisations=rows, functions=own))["function"]) == {
        "advice"
    }


def test_the_city_itself(hue):
    table = support_table(hue)
    assert len(table) == 20 * 7
    assert table["demand"].ge(0).all()
    assert (table["state"] == "none_listed").sum() > 0
    assert "coverage:market" in found(hue)
    assert find(hue) == find(hue)
