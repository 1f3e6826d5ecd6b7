import built
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from ecomap.analysis import duties
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps.roles import DISCOVERY_RATE, find
from ecomap.analysis.multiple_testing import benjamini_hochberg


def found(ecosystem):
    return {result.id: result for result in find(ecosystem) if isinstance(result, Finding)}


def reasons(ecosystem):
    return [result.reason.text("en") for result in find(ecosystem) if isinstance(result, Silence)]


def state(*names):
    return [built.organisation(name, "government", "department") for name in names]


def test_programmes_and_targets_without_a_lead(tmp_path):
    programmes = [built.programme(f"p{i}", lead_org="so-a", coordinating_orgs="so-b") for i in range(4)]
    programmes.append(built.programme("p-x", coordinating_orgs="so-a;so-b"))
    programmes.append(built.programme("p-past", coordinating_orgs="so-a", status="ended"))
    programmes.append(built.programme("p-far"))
    targets = [built.target("t1", lead_org="so-a"), built.target("t2", programme_id="p0")]
    findings = found(
        built.build(tmp_path, organisations=state("so-a", "so-b"), programmes=programmes, targets=targets)
    )
    lead = findings["roles:programmes:lead_org"]
    assert lead.evidence[0].ids == ("p-x",)  # the ended one and the one of nobody here are not the region's
    assert lead.measure.value == pytest.approx(1 / 5)
    assert lead.confidence.coverage == pytest.approx(4 / 5)
    assert findings["roles:targets:lead_org"].evidence[0].ids == ("t2",)
    assert "roles:programmes:coordinating_orgs" not in findings


def test_a_column_hardly_recorded_is_not_judged(tmp_path):
    programmes = [built.programme(f"p{i}", lead_org="so-a") for i in range(5)]
    ecosystem = built.build(tmp_path, organisations=state("so-a"), programmes=programmes)
    assert "roles:programmes:coordinating_orgs" not in found(ecosystem)
    assert any("0 of 5 programmes only" in reason for reason in reasons(ecosystem))


def test_several_leads(tmp_path):
    programmes = [built.programme(f"p{i}", lead_org="so-a") for i in range(3)]
    targets = [
        built.target("t0", programme_id="p0", lead_org="so-b"),  # tied, so clear enough
        built.target("t1", programme_id="p1", lead_org="so-c"),  # no tie
        built.target("t2", programme_id="p2", lead_org="so-a"),
    ]
    tie = built.tie("so-a", "so-b", "coordinates_with")
    ecosystem = built.build(
        tmp_path, organisations=state("so-a", "so-b", "so-c"), programmes=programmes, targets=targets,
        relations=[tie],
    )  # fmt: skip
    assert found(ecosystem)["roles:several-leads"].scope.programmes == ("p1",)


def test_bodies_that_share_duties_without_a_tie(tmp_path):
    programmes = [built.programme(f"p{i}", lead_org="so-a", coordinating_orgs="so-b;so-c") for i in range(2)]
    programmes.append(built.programme("p9", lead_org="so-a", coordinating_orgs="so-d"))
    tie = built.tie("so-a", "so-b", "coordinates_with")
    ecosystem = built.build(
        tmp_path, organisations=state("so-a", "so-b", "so-c", "so-d"), programmes=programmes, relations=[tie]
    )
    pairs = {name for name in found(ecosystem) if ":pair:" in name}
    assert pairs == {"roles:pair:so-a:so-c", "roles:pair:so-b:so-c"}


def test_bodies_that_lead_programmes_of_the_same_functions(tmp_path):
    programmes = [
        built.programme(f"p-{body}-{i}", lead_org=body, functions="finance;lab")
        for body in ("so-a", "so-b") for i in range(2)
    ]  # fmt: skip
    programmes.append(built.programme("p-c", lead_org="so-c", functions="finance;lab"))
    findings = found(
        built.build(tmp_path, organisations=state("so-a", "so-b", "so-c"), programmes=programmes)
    )
    pairs = {name for name in findings if ":pair:" in name}
    assert pairs == {"roles:pair:so-a:so-b"}
    assert findings["roles:pair:so-a:so-b"].scope.functions == ("finance", "lab")
    assert len(findings["roles:pair:so-a:so-b"].evidence[0].ids) == 4


def load_world(tmp_path, leads, ties, busy=0):
    """Bodies with `leads` programmes and `ties` partners each; the first leads `busy` more."""
    names = [f"so-{i:02}" for i in range(len(leads))]
    partners = [f"dn-{i}" for i in range(max(ties))]
    rows = [*state(*names), *(built.organisation(name, "enterprise", "sme") for name in partners)]
    programmes = [
        built.programme(f"p-{i}-{k}", lead_org=names[i], coordinating_orgs="dn-0")
        for i, n in enumerate(leads) for k in range(n + (busy if i == 0 else 0))
    ]  # fmt: skip
    relations = [
        built.tie(names[i], partners[k], "partners_with") for i, n in enumerate(ties) for k in range(n)
    ]
    return built.build(tmp_path, organisations=rows, programmes=programmes, relations=relations)


def test_a_body_that_leads_far_more_than_its_ties(tmp_path):
    random = np.random.default_rng(4)
    ties = random.integers(1, 9, 15).tolist()
    leads = [max(1, int(random.poisson(n))) for n in ties]
    calm = found(load_world(tmp_path / "calm", leads, ties))
    busy = found(load_world(tmp_path / "busy", leads, ties, 40))
    assert not {name for name in calm if ":load:" in name}
    assert {name for name in busy if ":load:" in name} == {"roles:load:so-00"}
    finding = busy["roles:load:so-00"]
    assert finding.measure.low < finding.measure.value < finding.measure.high
    assert finding.confidence.stability > 0.9


def test_the_tail_of_the_counts():
    assert duties.upper_tail(3, 1.0, 1.0) == pytest.approx(1 - stats.poisson.cdf(2, 1.0))
    random = np.random.default_rng(5)
    drawn = random.negative_binomial(4 / 2, 1 / 3, 200_000)  # mean 4, variance 12
    assert duties.upper_tail(10, 4.0, 3.0) == pytest.approx((drawn >= 10).mean(), abs=0.003)


def test_rate_and_spread_by_hand():
    leads, ties = pd.Series([1, 2, 4, 8, 50]), pd.Series([1, 2, 4, 8, 1])
    assert duties.usual_rate(leads, ties) == 1.0
    expected = pd.Series([1.0, 2.0, 2.0, 2.0, 1.0])
    # Squared residuals over the mean: 0, 0, 2, 18, 2401; each body is held against the four others.
    assert duties.spreads(leads, expected).tolist() == pytest.approx([807, 807, 2419 / 3, 801, 20 / 3])
    assert np.isinf(duties.spreads(leads[:3], expected[:3])).all()
    assert (duties.upper_tail([5, 0], [1.0, 1.0], np.inf) == 1).all()


@pytest.mark.parametrize("spread", [2, 4, 8])
def test_false_alarms_of_the_load_are_rare_however_uneven(spread):
    random = np.random.default_rng(6)
    alarms = []
    for _ in range(200):
        ties = pd.Series(random.geometric(0.2, 35))
        mean = 0.7 * (ties + 0.5)
        leads = pd.Series(random.negative_binomial(mean / (spread - 1), 1 / spread))  # variance spread × mean
        leads, ties = leads[leads > 0], ties[leads > 0]
        expected = duties.usual_rate(leads, ties) * (ties + 0.5)
        p = duties.upper_tail(leads, expected, duties.spreads(leads, expected))
        alarms.append(bool(((benjamini_hochberg(p) <= DISCOVERY_RATE) & (leads >= 5)).any()))
    assert np.mean(alarms) <= 0.1


def test_nothing_to_say(tmp_path):
    assert reasons(built.build(tmp_path / "a")) == ["No programme of the region and no target is listed."]
    few = built.build(
        tmp_path / "b", organisations=state("so-a"), programmes=[built.programme("p", lead_org="so-a")]
    )
    assert any("too few to say which leads too much" in reason for reason in reasons(few))


def test_published_results_are_no_duties(hue):
    """The department publishes dozens of results of its own; to publish a figure is not to lead a target."""
    table = duties.load(hue)
    own = hue.targets[hue.targets["lead_org"] == "so-khcn-hue"]
    running = hue.programmes[hue.programmes["status"] != "ended"]
    led = int((running["lead_org"] == "so-khcn-hue").sum())
    ended = hue.programmes.index.difference(running.index)
    set_ = own[own["target_value"].notna() & ~own["programme_id"].isin(ended)]
    assert table.loc["so-khcn-hue", "leads"] == led + len(set_)
    assert own["target_value"].notna().sum() < len(own) / 2


def test_what_has_ended_is_no_duty(tmp_path):
    programmes = [
        built.programme("now", lead_org="so-a"),
        built.programme("past", lead_org="so-a", status="ended"),
    ]
    targets = [built.target("t-now", programme_id="now", lead_org="so-a"),
               built.target("t-past", programme_id="past", lead_org="so-a")]  # fmt: skip
    eco = built.build(tmp_path, organisations=state("so-a"), programmes=programmes, targets=targets)
    assert duties.duties(eco)["item"].tolist() == ["now", "t-now"]


def test_a_pair_may_have_a_tie_nobody_recorded(tmp_path):
    programmes = [built.programme(f"p{i}", lead_org="so-a", coordinating_orgs="so-b") for i in range(2)]
    eco = built.build(tmp_path, organisations=state("so-a", "so-b"), programmes=programmes)
    pair = found(eco)["roles:pair:so-a:so-b"]
    assert pair.severity == pytest.approx(0.5 * 2 / 6, abs=1e-4)
    assert pair.confidence.score <= 0.5


def test_the_city_itself(hue):
    findings = found(hue)
    rows = findings["roles:programmes:coordinating_orgs"].evidence[0].ids
    assert hue.programmes.loc[list(rows), "coordinating_orgs"].isna().all()
    assert find(hue) == find(hue)
