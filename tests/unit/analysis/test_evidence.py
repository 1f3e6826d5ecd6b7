import built
import numpy as np
import pytest

from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Message

NOTE = Message("")


def total(code, value, **cells):
    return {"code": code, "label_vi": code, "label_en": code, "value": value, "source_ids": "S1", **cells}


def test_rows_carry_their_sources_once_and_sorted(small):
    part = ev.evidence(small, "organisations", ["sen-tech", "dai-hoc-hue", "sen-tech"], NOTE)
    assert part.ids == ("dai-hoc-hue", "sen-tech")
    assert part.sources == ("S1", "S2")


def test_indicator_values_have_a_key(small):
    part = ev.evidence(small, "indicator_values", ["PII|Huế|2024"], NOTE)
    assert part.sources == ("S1",)


def test_unknown_rows_are_an_error(small):
    with pytest.raises(KeyError):
        ev.evidence(small, "ties", ["nothing"], NOTE)


def test_names_and_labels_in_both_languages(small):
    assert ev.named(small, "dai-hoc-hue") == {"vi": "Đại học Huế", "en": "Hue University"}
    assert ev.labelled(small.sectors, "it") == {"vi": "Công nghệ thông tin", "en": "IT"}
    assert ev.labelled(small.sectors, "gone") == {"vi": "gone", "en": "gone"}
    assert ev.percent(0.051, 1) == {"vi": "5,1%", "en": "5.1%"}


def test_freshness_leaves_out_what_has_no_date(small):
    # S1 has no date, S2 is the newest source of all.
    assert ev.freshness(small, [ev.evidence(small, "organisations", ["dai-hoc-hue"], NOTE)]) is None
    assert (
        ev.freshness(small, [ev.evidence(small, "organisations", ["dai-hoc-hue", "sen-tech"], NOTE)]) == 1.0
    )
    assert ev.freshness(small, []) is None


def test_coverage_is_unknown_without_an_official_total(tmp_path):
    ecosystem = built.build(tmp_path, organisations=built.startups(3))
    assert ev.coverage_share(ecosystem) is None


def test_coverage_pools_totals_and_takes_the_newest_of_a_definition(tmp_path):
    organisations = [*built.startups(5), *built.bodies(4, "s1", "lab")]
    totals = [
        total("old", "100", as_of="2019", kind="startup"),
        total("new", "10", as_of="2024", kind="startup"),
        total("support", "2", as_of="2024", kind="support_org"),
    ]
    ecosystem = built.build(tmp_path, organisations=organisations, official_totals=totals)
    assert ev.coverage_share(ecosystem, ["startup"]) == pytest.approx(0.5)
    assert ev.coverage_share(ecosystem, ["support_org"]) == 1.0  # more listed than published counts as all
    assert ev.coverage_share(ecosystem) == pytest.approx((5 + 2) / 12)
    assert ev.coverage_share(ecosystem, ["investor"]) is None


def test_coverage_by_subkind_and_sector(tmp_path):
    totals = [
        total("companies", "8", as_of="2024", kind="startup", subkind="company", sectors="s1"),
        total("projects", "100", as_of="2024", kind="startup", subkind="project"),
    ]
    ecosystem = built.build(tmp_path, organisations=built.startups(4), official_totals=totals)
    assert ev.coverage_share(ecosystem, ["startup"], "company") is None  # the total is that of one sector
    assert ev.coverage_share(ecosystem, ["startup"], "company", ["s1"]) == pytest.approx(0.5)
    assert ev.coverage_share(ecosystem, ["startup"], "company", ["s2"]) is None
    assert ev.coverage_share(ecosystem, ["startup"], "project") == 0.0


def test_a_part_says_nothing_of_the_whole(tmp_path):
    """The total of cooperatives, or of one sector, is not how many enterprises there are."""
    totals = [
        total("coop", "300", as_of="2025", kind="enterprise", subkind="cooperative"),
        total("digital", "130", as_of="2025", kind="enterprise", sectors="s1"),
    ]
    rows = [built.organisation(f"e{i}", "enterprise", "sme", sectors="s1") for i in range(13)]
    ecosystem = built.build(tmp_path, organisations=rows, official_totals=totals)
    assert ev.coverage_share(ecosystem, ["enterprise"]) is None
    assert ev.coverage_share(ecosystem, ["enterprise"], sectors=["s1"]) == pytest.approx(0.1)
    assert ev.coverage_share(ecosystem, ["enterprise"], sectors=["s2"]) is None


def test_resamples_are_the_same_each_time_and_keep_their_size():
    first = ev.bootstrap_weights(7, "a")
    assert np.array_equal(first, ev.bootstrap_weights(7, "a"))
    assert not np.array_equal(first, ev.bootstrap_weights(7, "b"))
    assert (first.sum(axis=1) == 7).all()
    assert ev.bootstrap_weights(0, "a").shape == (ev.REPEATS, 0)
    assert ev.stability([]) is None
    assert ev.stability([True, False]) == 0.5


def test_lead_agencies_prefer_running_programmes_of_bodies_with_a_duty(tmp_path):
    state = [built.organisation(name, "government", "department") for name in ("so-a", "so-b", "so-c")]
    programmes = [
        built.programme("p1", lead_org="so-a", functions="finance", status="ended"),
        built.programme("p2", lead_org="so-a", functions="finance", status="ended"),
        built.programme("p3", lead_org="so-b", functions="finance", sectors="s1"),
        built.programme("p4", lead_org="so-c", functions="lab"),
    ]
    agencies = [{"org_id": name, "role_vi": "x", "source_ids": "S1"} for name in ("so-a", "so-b")]
    ecosystem = built.build(tmp_path, organisations=state, programmes=programmes, agencies=agencies)
    assert ev.lead_agencies(ecosystem, ["finance"]) == ("so-b", "so-a")
    assert ev.lead_agencies(ecosystem, ["finance"], ["s2"]) == ("so-a",)
    assert ev.lead_agencies(ecosystem, ["lab"]) == ()  # so-c has no duty on record
    assert ev.lead_agencies(ecosystem, ["market"]) == ()


def test_results_are_kept_for_the_life_of_a_snapshot(small):
    assert ev.source_dates(small) is ev.source_dates(small)
