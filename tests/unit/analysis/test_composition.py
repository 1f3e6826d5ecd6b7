import built
import pytest

from ecomap.analysis.actor_roles import ROLES, composition
from ecomap.analysis.finding import Finding, Silence
from ecomap.analysis.gaps.composition import find


def full_cast(without=(), **cells):
    """One actor at work in each role, but for some."""
    rows = []
    for role in ROLES:
        if role.code in without:
            continue
        kind, subkinds = next(iter(role.members.items()), ("support_org", ("service",)))
        subkind = (
            subkinds[0]
            if subkinds
            else {"university": "university", "research_institute": "institute"}.get(kind, "department")
        )
        functions = {"functions": role.functions[0]} if role.functions else {}
        rows.append(
            built.organisation(f"org-{role.code.replace('_', '-')}", kind, subkind, **functions, **cells)
        )
    return rows


FUNCTIONS = [
    {"code": code, "label_vi": code, "label_en": code}
    for code in (*built.FUNCTIONS, "coworking", "tech_transfer")
]


def make(tmp_path, organisations, **tables):
    tables = {"national_ratios": built.RATIOS, **tables}
    return built.build(tmp_path, organisations=organisations, functions=FUNCTIONS, **tables)


def found(ecosystem):
    return {result.id: result for result in find(ecosystem) if isinstance(result, Finding)}


def reasons(ecosystem):
    return [result.reason.text("en") for result in find(ecosystem) if isinstance(result, Silence)]


def test_a_missing_role_is_found_and_only_that(tmp_path):
    ecosystem = make(tmp_path, [*built.startups(20), *full_cast(without=["venture"])])
    roles = set(found(ecosystem)) - {"composition:equity"}
    assert roles == {"composition:venture"}


def test_with_everybody_there_no_role_is_missing(tmp_path):
    ecosystem = make(tmp_path, [*built.startups(20), *full_cast()])
    assert set(found(ecosystem)) <= {"composition:equity"}


def test_actors_elsewhere_do_not_count(tmp_path):
    far = built.organisation("quy-xa", "investor", "vc", province="Hà Nội")
    ecosystem = make(tmp_path, [*built.startups(20), *full_cast(without=["venture"]), far])
    assert "composition:venture" in found(ecosystem)


def test_unknown_status_lowers_the_confidence_and_is_said(tmp_path):
    fund = built.organisation("quy", "investor", "vc", status="unknown")
    ecosystem = make(tmp_path, [*built.startups(20), *full_cast(without=["venture"]), fund])
    finding = found(ecosystem)["composition:venture"]
    assert finding.confidence.stability == 0.5
    assert "Listed with a status no source tells: 1." in finding.sentence.text("en")
    assert finding.evidence[0].ids == ("quy",)
    assert "none is known to be at work" in finding.sentence.text("en")


def test_an_official_total_shows_that_the_list_is_short(tmp_path):
    totals = [
        {"code": "t", "label_vi": "t", "label_en": "t", "value": "4", "as_of": "2024", "kind": "support_org",
         "subkind": "incubator", "source_ids": "S1"}
    ]  # fmt: skip
    ecosystem = make(
        tmp_path, [*built.startups(20), *full_cast(without=["incubation"])], official_totals=totals
    )
    assert "composition:incubation" not in found(ecosystem)
    assert any("it is the list that is short" in reason for reason in reasons(ecosystem))


def test_thin_against_the_reference_needs_enough_start_ups(tmp_path):
    many = make(tmp_path / "many", [*built.startups(200), *full_cast()])
    few = make(tmp_path / "few", [*built.startups(20), *full_cast()])
    table = composition(many)
    assert table.loc["venture", "expected"] == pytest.approx(200 * 208 / 4000)
    # P(X <= 1) for a mean of 10.4 is exp(-10.4) (1 + 10.4).
    assert table.loc["venture", "p"] == pytest.approx(3.469e-4, rel=1e-3)
    assert "composition:venture" in found(many)
    assert "composition:venture" not in found(few)


def test_the_national_numbers_are_evidence_with_their_source(tmp_path):
    ecosystem = make(tmp_path, [*built.startups(20), *full_cast(without=["venture"])])
    (part,) = (p for p in found(ecosystem)["composition:venture"].evidence if p.table == "national_ratios")
    assert part.ids == ("venture",) and part.sources == ("S2",)


def test_without_national_numbers_nothing_is_called_thin_and_that_is_said(tmp_path):
    cast = [*built.startups(200), *full_cast()]
    ecosystem = make(tmp_path, cast, national_ratios=[])
    assert composition(ecosystem)["expected"].isna().all()
    assert not set(found(ecosystem)) - {"composition:equity"}
    assert any("No national numbers" in reason for reason in reasons(ecosystem))


def test_a_role_of_functions_the_folder_does_not_know_is_not_judged(tmp_path):
    cast = full_cast(without=["mentor"])
    known = [row for row in FUNCTIONS if row["code"] != "mentoring"]
    ecosystem = built.build(tmp_path, organisations=[*built.startups(20), *cast], functions=known)
    assert "mentor" not in composition(ecosystem).index


def test_equity_record(tmp_path):
    cast = [*built.startups(60), *full_cast()]
    empty = make(tmp_path / "empty", cast)
    finding = found(empty)["composition:equity"]
    assert finding.measure.value == 0.0
    assert finding.measure.high == pytest.approx(1 - 0.025 ** (1 / 60))
    deals = [built.tie("org-venture", f"su-s1-{i}", "invests_in") for i in range(12)]
    assert "composition:equity" not in found(make(tmp_path / "deals", cast, relations=deals))
    few = make(tmp_path / "few", [*built.startups(12), *full_cast()])
    assert "composition:equity" not in found(few)
    assert any("cannot be said that equity deals are rare" in reason for reason in reasons(few))


def test_a_grant_is_no_equity(tmp_path):
    grant = built.tie("org-venture", "su-s1-0", "grants_to")
    ecosystem = make(tmp_path, [*built.startups(60), *full_cast()], relations=[grant])
    assert found(ecosystem)["composition:equity"].measure.value == 0.0


@pytest.mark.parametrize("organisations", [[], built.startups(3), built.startups(30)])
def test_too_little_gives_a_reason_and_no_finding(tmp_path, organisations):
    ecosystem = make(tmp_path, organisations)
    assert not found(ecosystem)
    assert "too few" in reasons(ecosystem)[0]


def test_the_city_itself(hue):
    findings = found(hue)
    assert {"composition:venture", "composition:equity"} <= set(findings)
    ties = hue.ties[hue.ties["type"] == "invests_in"]
    assert not ties["target"].isin(findings["composition:equity"].scope.organisations).any()


def test_the_same_twice(hue):
    assert find(hue) == find(hue)
