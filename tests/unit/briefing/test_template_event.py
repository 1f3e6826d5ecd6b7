"""Preparing an event: who is invited, who knows whom, who should meet, what to talk about."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from drafts import asked_again, cell_texts, draft, english, figures, section, tables, words

from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.briefing.document import Document, Heading, Paragraph, plain_text
from ecomap.briefing.query import Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.parts import introducing
from ecomap.briefing.templates.parts.proposals import competent
from ecomap.briefing.templates.parts.topics import Reason, concerned
from ecomap.briefing.writer import Writer

DATA = Path(__file__).resolve().parents[3] / "data"
INVITED = ("so-khcn-hue", "dai-hoc-hue", "hue-innovation-hub", "hueioc", "svf", "3s-intersoft")


def test_invited_bodies_are_counted_by_kind(hue: Ecosystem) -> None:
    told = words(draft(hue, "event", *INVITED), "summary")
    assert told.splitlines()[1].startswith(
        "6 bodies are invited: 1 enterprise, 1 university or college, 2 support organisations and 2 State bodies."
    )


def test_ties_among_them_equal_the_file(hue: Ecosystem) -> None:
    with (DATA / "relations.csv").open(encoding="utf-8") as stream:
        own = [row for row in csv.DictReader(stream) if row["source"] in INVITED and row["target"] in INVITED]
    document = draft(hue, "event", *INVITED)
    assert f"{len(own)} ties among them are on record." in words(document, "summary")
    assert len(tables(document, "among")["among"].rows) == len(own)
    asked_again(document, hue)


def test_introductions_are_of_bodies_without_a_tie_and_name_who_knows_both(hue: Ecosystem) -> None:
    rows = cell_texts(tables(draft(hue, "event", *INVITED), "introductions")["introductions"])
    names = {hue.name(node, "en"): node for node in INVITED}
    tied = {frozenset(pair) for pair in zip(hue.ties["source"], hue.ties["target"], strict=True)}
    assert rows
    for first, last, why, shared, introducers in rows:
        assert frozenset((names[first], names[last])) not in tied
        assert why.startswith("Field in common: ") or " can help: " in why
        assert shared != "0" or introducers == "—"
    row = next(row for row in rows if {row[0], row[1]} == {"3S Intersoft JSC", hue.name("so-khcn-hue", "en")})
    assert row[4] == "Hue University", "it is invited and tied to both"


# A sciences and an economics college of one university, its department, a fund, a hub, and two start-ups.
FORUM = (
    "dh-khoa-hoc-hue", "dh-kinh-te-hue", "dh-nong-lam-hue", "so-khcn-hue", "so-cong-thuong-hue",
    "quy-phat-trien-khcn-hue", "hue-innovation-hub", "husci", "yeshue", "vien-cong-nghe-sinh-hoc-hue",
)  # fmt: skip


def introduced(hue: Ecosystem, *ids: str) -> list[list[str]]:
    table = tables(draft(hue, "event", *ids), "introductions").get("introductions")
    return cell_texts(table) if table else []


def test_two_bodies_of_one_parent_body_are_not_introduced(hue: Ecosystem) -> None:
    of = {hue.name(node, "en"): node for node in FORUM}
    pairs = [{of[row[0]], of[row[1]]} for row in introduced(hue, *FORUM)]
    university = {"dh-khoa-hoc-hue", "dh-kinh-te-hue", "dh-nong-lam-hue", "vien-cong-nghe-sinh-hoc-hue"}
    city = {"so-khcn-hue", "so-cong-thuong-hue", "quy-phat-trien-khcn-hue"}
    assert pairs and not any(pair <= university or pair <= city for pair in pairs)


def test_whoever_has_somebody_to_meet_is_introduced(hue: Ecosystem) -> None:
    """Second pairs come after everybody's first, so nobody with a sensible pair is left out."""
    startups = hue.organisations.index[hue.organisations["kind"] == "startup"][:14]
    rows = introduced(hue, *startups, "svf", "hue-innovation-hub")
    named = {name for row in rows for name in row[:2]}
    bodies = introducing.bodies(hue, [*startups, "svf", "hue-innovation-hub"])
    able = {node for pair in introducing.pairs(hue, bodies, 10_000) for node in pair}
    assert {hue.name(node, "en") for node in able} == named and len(able) > 10


def test_institutions_are_not_introduced_by_firms_or_projects(hue: Ecosystem) -> None:
    kinds = hue.organisations["kind"]
    bodies = introducing.bodies(hue, hue.organisations.index)
    told = 0
    for pair in introducing.pairs(hue, bodies, 400):
        by = {kinds[node] for node in introducing.introducers(hue, bodies, pair)}
        ends = {kinds[node] for node in pair}
        told += bool(by)
        if not ends <= {"startup", "enterprise"}:
            assert not by & {"startup", "enterprise"}, pair
        if "government" in ends and not ends & {"startup", "enterprise"}:
            assert by <= {"government"}, pair
    assert told


def test_without_a_sensible_pair_none_is_made_up(hue: Ecosystem) -> None:
    assert "no reason to introduce" in words(
        draft(hue, "event", "dh-khoa-hoc-hue", "dh-kinh-te-hue"), "introductions"
    )


def test_shared_contacts_are_counted(small: Ecosystem) -> None:
    assert Query.of("common", of=("vuon-uom", "quy-xa")).ask(small).value == 1
    assert Query.of("common", of=("vuon-uom", "quy-xa")).ask(small).ids == ("sen-tech",)
    assert Query.of("common", of=("so-khcn", "quy-xa")).ask(small).value == 0


def test_one_body_and_none_read_well(small: Ecosystem) -> None:
    one = draft(small, "event", "sen-tech")
    assert "1 body is invited: 1 start-up." in words(one, "summary")
    assert section(one, "among") is None and section(one, "introductions") is None
    assert "No invited body is named" in words(draft(small, "event", "khong-co"), "summary")


def test_bodies_that_do_not_know_each_other_are_told_so(small: Ecosystem) -> None:
    document = draft(small, "event", "quy-xa", "dai-hoc-hue")
    assert "No tie among them is on record." in words(document, "summary")
    assert "may be the first meeting" in words(document, "among")


def test_the_event_itself_gives_the_title_and_is_not_invited(small: Ecosystem) -> None:
    document = draft(small, "event", "cuoc-thi", "sen-tech", "vuon-uom")
    assert plain_text(document.subject) == "For Start-up contest"
    assert figures(document, "summary")["organisations?id=sen-tech&id=vuon-uom"] == 2


def test_points_are_the_findings_chosen(hue: Ecosystem) -> None:
    document = draft(hue, "event", *INVITED, "access:none:20137")
    told = words(document, "points")
    assert "Chân Mây" in told and "To discuss:" in told
    assert told.count("To discuss:") == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_scope_can_say_who_is_invited(hue: Ecosystem, lang: str) -> None:
    document = draft(hue, "event", lang=lang, scope={"sector": ["health"], "kind": ["startup"]})
    startups = hue.organisations[
        (hue.organisations["kind"] == "startup")
        & hue.organisations["sectors"]
        .str.split(";")
        .apply(lambda cell: isinstance(cell, list) and "health" in cell)
    ]
    assert len(tables(document, "who")["who"].rows) == len(startups) > 1


@pytest.mark.parametrize(
    ("named", "said"),
    [((), "all organisations of the scope chosen"), (INVITED, "does not change who is invited")],
)
def test_what_a_scope_does_to_who_is_invited_is_told(
    hue: Ecosystem, named: tuple[str, ...], said: str
) -> None:
    assert said in words(draft(hue, "event", *named, scope={"sector": ["health"]}), "summary")
    assert "scope" not in words(draft(hue, "event", *named), "summary")


def test_in_vietnamese_nothing_is_left_in_english(hue: Ecosystem) -> None:
    assert not english(draft(hue, "event", *INVITED, lang="vi"))


def test_topics_concern_the_invited_and_say_whom(hue: Ecosystem) -> None:
    told = words(draft(hue, "event", *INVITED), "points")
    topics = told.split("\n")
    said = [line for line in topics if "Concerns: " in line]
    assert said and all(
        any(hue.name(node, "en") in line.split("Concerns: ")[1] for node in INVITED) for line in said
    )
    assert "website" not in told.lower(), "incomplete data is no matter for a forum"
    assert "Chân Mây" not in told, "no guest is there; its agency is competent everywhere"


def test_other_guests_have_other_topics(hue: Ecosystem) -> None:
    herbal = words(
        draft(hue, "event", "dai-hoc-y-duoc-hue", "vien-cong-nghe-sinh-hoc-hue", "tt-kiem-nghiem-hue"),
        "points",
    )
    digital = words(draft(hue, "event", "hueioc", "3s-intersoft", "hue-innovation-hub"), "points")
    assert herbal.split("\n")[2] != digital.split("\n")[2]
    assert "Biotechnology" in herbal and "Biotechnology" not in digital


def test_two_bodies_that_are_not_invited_are_no_topic(hue: Ecosystem) -> None:
    assert "Brycen" not in words(draft(hue, "event", *INVITED), "points")
    assert "Brycen" in words(draft(hue, "event", "brycen-vietnam", "hueioc"), "points")


GONE = "access:none:99999"


def test_a_chosen_finding_that_no_longer_shows_is_told(hue: Ecosystem) -> None:
    told = words(draft(hue, "event", *INVITED, GONE, "access:none:20137"), "points")
    assert "these no longer show in the data: Access by ward." in told
    assert told.count("To discuss:") == 1
    assert "the gaps chosen" in told and "first what concerns most of them" not in told


def test_no_other_topic_takes_the_place_of_the_chosen_one_that_no_longer_shows(hue: Ecosystem) -> None:
    told = words(draft(hue, "event", *INVITED, GONE), "points")
    assert "None of the findings chosen shows in the data any more: Access by ward." in told
    assert "To discuss:" not in told


def test_the_agency_called_competent_is_one_the_proposals_name(hue: Ecosystem) -> None:
    writer = Writer(hue, hue, Recipe("event", lang="en"))
    kinds = hue.organisations["kind"]
    bodies = [str(node) for node in kinds.index[kinds == "government"]]
    document = draft(hue, "event", *bodies, *(finding.id for finding in gaps.find(hue).findings))
    said = {
        (title, node)
        for title, paragraph in topics_told(document)
        for node in bodies
        if f"{hue.name(node, 'en')} (competent agency)" in paragraph
    }
    allowed = set()
    for finding in gaps.find(hue).findings:
        lead, others = competent(writer, finding)
        allowed |= {(finding.title.text("en"), node) for node in (lead, *others)}
    assert said and said <= allowed


def topics_told(document: Document) -> list[tuple[str, str]]:
    """Return the title of each topic and what is said of it."""
    part = section(document, "points")
    assert part is not None
    blocks = [plain_text(block.spans) for block in part.blocks if isinstance(block, Heading | Paragraph)]
    titles = [i for i, block in enumerate(part.blocks) if isinstance(block, Heading) and block.level == 3]
    return [(blocks[i], blocks[i + 1]) for i in titles]


def test_a_unit_that_runs_something_may_help(hue: Ecosystem) -> None:
    told = words(draft(hue, "event", "hueioc", "3s-intersoft", "coverage:market"), "points")
    assert f"{hue.name('hueioc', 'en')} (may help by its task)" in told


def test_a_body_is_said_to_be_named_only_where_the_words_name_it(hue: Ecosystem) -> None:
    """Two findings are about one or two bodies that their sentences only count."""
    counted = words(
        draft(hue, "event", "so-khcn-hue", "dai-hoc-hue", "composition:venture", "roles:several-leads"),
        "points",
    )
    assert "(named in it)" not in counted and "Not invited" not in counted
    assert "Department of Science and Technology (among those it counts)" in counted
    pair = "links:pair-brycen-vietnam--khoa-ky-thuat-cong-nghe-hue"
    named = words(draft(hue, "event", "brycen-vietnam", "dai-hoc-hue", pair), "points")
    assert "Brycen Vietnam Co., Ltd. (named in it)" in named
    assert "Not invited: School of Engineering and Technology - Hue University." in named
    assert "Hue University (named" not in named, "its name only stands in that of the school"
    far = words(draft(hue, "event", "so-khcn-hue", "dai-hoc-hue", "links:reach-lab"), "points")
    assert "Not invited: Hue City People's Committee; University of Sciences, Hue University." in far


def test_who_of_a_scope_is_left_out_is_told_with_their_number(hue: Ecosystem) -> None:
    here = hue.organisations[hue.organisations["ward_code"] == "19789"]
    gone = int(here["status"].isin(("inactive", "planned")).sum())
    document = draft(hue, "event", scope={"ward": ["19789"]})
    assert gone == 1
    assert f"save {gone} that has stopped or is only planned" in words(document, "summary")
    assert len(tables(document, "who")["who"].rows) == len(here) - gone
    asked_again(document, hue)
    active = draft(hue, "event", scope={"ward": ["19789"], "status": ["active"]})
    assert "are taken as invited." in words(active, "summary") and "save" not in words(active, "summary")


def test_a_scope_of_those_that_have_stopped_says_so(hue: Ecosystem) -> None:
    n = int((hue.organisations["status"] == "inactive").sum())
    document = draft(hue, "event", scope={"status": ["inactive"]})
    said = words(document, "summary")
    assert f"holds {n} organisations, which have all stopped or are only planned" in said
    assert "No invited body is named" not in said
    asked_again(document, hue)


def test_an_event_alone_invites_who_has_a_tie_to_it(hue: Ecosystem) -> None:
    event = "techfest-vung-2024"
    ties = hue.ties[(hue.ties["source"] == event) | (hue.ties["target"] == event)]
    bodies = ({*ties["source"], *ties["target"]} - {event}) & set(hue.organisations.index)
    document = draft(hue, "event", event)
    assert len(tables(document, "who")["who"].rows) == len(bodies) > 1
    assert "all who have a tie to the event" in words(document, "summary")
    assert "taken as invited" not in words(draft(hue, "event", event, *INVITED), "summary")
    alone = next(
        name for name in hue.programmes.index if name not in {*hue.ties["source"], *hue.ties["target"]}
    )
    assert "no organisation with a tie to the event" in words(draft(hue, "event", alone), "summary")


def test_of_an_event_and_a_scope_those_of_both_are_invited(hue: Ecosystem) -> None:
    event, scope = "techfest-vung-2024", {"sector": ["tourism"]}
    tied = hue.ties[hue.ties["target"] == event]["source"]
    document = draft(hue, "event", event, scope=scope)
    names = {row[0] for row in cell_texts(tables(document, "who")["who"])}
    assert {hue.name(body, "en") for body in tied} <= names
    assert len(names) > len(cell_texts(tables(draft(hue, "event", event), "who")["who"]))
    assert "So are those with a tie to the event" in words(document, "summary")


def test_in_a_finding_about_two_bodies_the_others_have_no_function_to_name(hue: Ecosystem) -> None:
    finding = next(one for one in gaps.find(hue).findings if one.id.startswith("roles:pair"))
    bodies = [str(body) for body in hue.organisations.index[hue.organisations["kind"] == "government"]]
    writer = Writer(hue, hue, Recipe("event", subject_ids=tuple(bodies), lang="en"))
    reasons = concerned(writer, finding, bodies)
    assert set(reasons.values()) <= {Reason.NAMED, Reason.COMPETENT, Reason.HELPS} and reasons
