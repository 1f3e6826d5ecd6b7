"""How a tie is said: the verb that fits its programme, and whether it lasts."""

from __future__ import annotations

import pytest

import ecomap
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import translator
from ecomap.network import Tie, listed_ties, wording
from ecomap.views import changes, graph_text, headline, labels, profile, timeline
from ecomap.vocabulary import PROGRAMME_KINDS, TIE_TYPES, TIE_WORDS
from tests import factory

EN = translator("en")
KINDS = ("policy", "platform", "fund", "facility", "programme", "event")


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> Ecosystem:
    """Return a council and a department that lead a programme of each kind, and ties of a moment."""
    data = factory.rows()
    data["organisations"].append({**data["organisations"][4], "id": "hdnd", "subkind": "council"})
    model = {"name_vi": "Của", "start_date": "2020-12-23", "status": "active", "source_ids": "S2"}
    data["programmes"] += [
        {**model, "id": f"{kind}-{body}", "kind": kind, "lead_org": body}
        for kind in KINDS
        for body in ("hdnd", "so-khcn")
    ]
    ended = {**model, "start_date": "2025-12-17", "status": "ended"}
    data["programmes"] += [
        {**ended, "id": "hoi-thao", "kind": "event", "lead_org": "so-khcn"},
        {**ended, "id": "quy", "kind": "fund", "lead_org": "so-khcn"},
    ]
    tie = {**data["relations"][3], "start_date": "2025-09-20"}
    data["relations"] += [
        {**tie, "source": "dai-hoc-hue", "target": "sen-tech", "type": "awards"},
        {**tie, "source": "dai-hoc-hue", "target": "sen-tech", "type": "supports"},
        {**tie, "source": "hdnd", "target": "so-khcn", "type": "governs"},
        {**tie, "source": "sen-tech", "target": "event-hdnd"},
        {**tie, "source": "sen-tech", "target": "programme-hdnd"},
        {**tie, "source": "vuon-uom", "target": "hoi-thao", "type": "organises"},
        {**tie, "source": "vuon-uom", "target": "platform-hdnd", "type": "organises"},
        {**tie, "source": "vuon-uom", "target": "policy-hdnd", "type": "organises"},
    ]
    return ecomap.load(factory.write(tmp_path_factory.mktemp("wording"), data))


def tie(eco: Ecosystem, source: str, target: str, kind: str) -> Tie:
    """Return a tie by its ends and type."""
    ties = eco.ties
    return next(
        listed_ties(ties[(ties["source"] == source) & (ties["target"] == target) & (ties["type"] == kind)])
    )


@pytest.mark.parametrize(
    ("source", "target", "kind", "words", "back"),
    [
        ("hdnd", "policy-hdnd", "leads", "issues", "is issued by"),
        ("so-khcn", "policy-so-khcn", "leads", "leads", "is led by"),
        ("hdnd", "so-khcn", "governs", "oversees", "is overseen by"),
        ("hdnd", "programme-hdnd", "leads", "leads", "is led by"),
        ("so-khcn", "platform-so-khcn", "leads", "is in charge of", "is in the charge of"),
        ("so-khcn", "event-so-khcn", "leads", "leads", "is led by"),
        ("vuon-uom", "hoi-thao", "organises", "organises", "is organised by"),
        ("vuon-uom", "platform-hdnd", "organises", "runs", "is run by"),
        ("vuon-uom", "policy-hdnd", "organises", "carries out", "is carried out by"),
    ],
)
def test_the_verb_fits_the_kind_of_programme(
    eco: Ecosystem, source: str, target: str, kind: str, words: str, back: str
) -> None:
    found = tie(eco, source, target, kind)
    assert wording.verb(eco, found) == words
    assert wording.verb(eco, found, inverse=True) == back
    assert labels.tie(eco, found, "en") == f"{eco.name(source, 'en')} {words} {eco.name(target, 'en')}"


def test_words_are_for_types_and_kinds_there_are() -> None:
    assert {code for code, _ in TIE_WORDS} <= set(TIE_TYPES)
    assert {kind for _, kind in TIE_WORDS} <= set(PROGRAMME_KINDS)


@pytest.mark.parametrize(
    ("source", "target", "kind", "time"),
    [
        ("dai-hoc-hue", "sen-tech", "awards", "20 Sep 2025"),
        ("dai-hoc-hue", "sen-tech", "supports", "since 20 Sep 2025"),
        ("sen-tech", "event-hdnd", "takes_part_in", "20 Sep 2025"),
        ("sen-tech", "programme-hdnd", "takes_part_in", "since 20 Sep 2025"),
        ("so-khcn", "hoi-thao", "leads", "17 Dec 2025"),
        ("so-khcn", "event-so-khcn", "leads", "since 23 Dec 2020"),
        ("so-khcn", "quy", "leads", "begun 17 Dec 2025, ended on a date not known"),
        ("vuon-uom", "sen-tech", "incubates", "Mar 2020 to 2022"),
    ],
)
def test_what_happened_on_a_day_or_has_ended_is_not_told_as_going_on(
    eco: Ecosystem, source: str, target: str, kind: str, time: str
) -> None:
    assert graph_text.tie_period(tie(eco, source, target, kind), eco, EN) == time


def test_profile_and_history_say_the_same(eco: Ecosystem) -> None:
    groups = {group.heading: group.rows for group in profile.ties(eco, "hdnd", EN)}
    assert [row.other for row in groups["Issues"]] == ["policy-hdnd"]
    assert {row.other for row in groups["Is in charge of"]} == {"platform-hdnd", "fund-hdnd", "facility-hdnd"}
    keys = [group.key for group in profile.ties(eco, "hdnd", EN)]
    assert len(keys) == len(set(keys))
    time = next(fact.text for fact in profile.facts(eco, "hoi-thao", EN) if fact.label == "Time")
    assert time == "17 Dec 2025"
    said = {event.text for event in timeline.events(eco, "hdnd", EN)}
    assert "issues Của" in said


def test_what_changed_says_it_too(eco: Ecosystem) -> None:
    table = eco.ties
    (row,) = table.index[(table["type"] == "leads") & (table["target"] == "policy-hdnd")]
    assert " issues " in changes.row_name(eco, "ties", row, "en")


def test_a_council_of_the_shipped_data_issues_its_resolutions(hue: Ecosystem) -> None:
    vi = translator("vi")
    headings = {group.heading for group in profile.ties(hue, "hdnd-hue", vi)}
    assert not headings & {"Tổ chức", "Chủ trì"}
    told = " ".join(words for _, _, words, _ in headline.latest(hue, EN, limit=50))
    assert "organises" not in told


def test_a_label_read_aloud_has_only_the_escapes_it_needs() -> None:
    plain = "Hỗ trợ về “Thị trường (a)”: nhu cầu 1.5 – b-c (chưa kết thúc)."
    assert labels.widget(plain) == plain
    for marks in (
        "*x*",
        "[a](b)",
        ":red[x]",
        ":material/home:",
        "a->b",
        "www.a.vn",
        "1. a",
        "2025) a",
        "- a",
        "# a",
    ):
        assert "\\" in labels.widget(marks), marks
