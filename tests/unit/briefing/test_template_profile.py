"""One organisation's profile: facts with sources, ties, what is not known."""

from __future__ import annotations

from pathlib import Path

import factory
import pytest
from drafts import asked_again, cell_texts, draft, english, figures, pictures, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.briefing.document import Mark, plain_text


def facts(document: object) -> dict[str, str]:
    return {row[0]: row[1] for row in cell_texts(tables(document, "facts")["facts"])}  # type: ignore[arg-type]


def test_facts_are_those_of_the_data_and_unknown_is_said(small: Ecosystem) -> None:
    told = facts(draft(small, "profile", "dai-hoc-hue"))
    assert told["Founded"] == "1957"
    assert told["Address"] == "3 Lê Lợi"
    assert told["Ward or commune"] == "Phường Phú Xuân"
    assert facts(draft(small, "profile", "quy-xa"))["Founded"] == "unknown"


def test_what_the_curator_judged_has_no_source(small: Ecosystem) -> None:
    table = tables(draft(small, "profile", "sen-tech"), "facts")["facts"]
    rows = {plain_text(row[0]): row for row in table.rows}
    assert plain_text(rows["Stage *"][2]) == "—"
    assert any(isinstance(span, Mark) for span in rows["Kind"][2])
    assert "Judged by the curator" in plain_text(table.note)


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ("dai-hoc-hue", "that of its address or street"),
        ("sen-tech", "Only the ward or commune is known"),
        ("so-khcn", "is not known"),
        ("quy-xa", "outside the city"),
    ],
)
def test_the_place_is_told_as_exactly_as_it_is_known(small: Ecosystem, node: str, said: str) -> None:
    assert said in words(draft(small, "profile", node), "facts")


def test_a_body_whose_targets_have_no_year_has_a_profile(hue: Ecosystem) -> None:
    undated = hue.targets[hue.targets["year"].isna() & hue.targets["lead_org"].notna()]
    for node in sorted(set(undated["lead_org"])):
        rows = cell_texts(tables(draft(hue, "profile", node), "targets")["targets"])
        assert "—" in {row[2] for row in rows}


def test_ties_are_counted_and_listed(small: Ecosystem) -> None:
    document = draft(small, "profile", "sen-tech")
    own = small.ties[(small.ties["source"] == "sen-tech") | (small.ties["target"] == "sen-tech")]
    assert f"{len(own)} ties are on record, with 4 other bodies and programmes." in words(document, "summary")
    assert len(tables(document, "ties")["ties"].rows) == len(own)
    assert "2,000,000,000 VND" in words(document, "ties")
    assert len(pictures(document, "network")) == 1
    asked_again(document, small)


def test_one_tie_and_none_read_well(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["relations"] = rows["relations"][:1]
    eco = ecomap.load(factory.write(tmp_path, rows))
    assert "1 tie is on record." in words(draft(eco, "profile", "sen-tech"), "summary")
    lonely = draft(eco, "profile", "quy-xa")
    assert "No tie is on record; the sources may simply not report any." in words(lonely, "summary")
    assert section(lonely, "ties") is None and section(lonely, "network") is None


def test_targets_and_needs_of_a_body(small: Ecosystem) -> None:
    document = draft(small, "profile", "so-khcn")
    assert cell_texts(tables(document, "targets")["targets"]) == [
        ["Số doanh nghiệp", "doanh nghiệp", "2025", "100", "40.5"]
    ]
    assert "Tìm đối tác" in words(document, "needs")


def test_a_programme_has_a_profile_too(small: Ecosystem) -> None:
    document = draft(small, "profile", "cuoc-thi")
    assert "Start-up contest" in plain_text(document.subject)
    assert facts(document)["Budget"] == "unknown"


def test_a_former_id_leads_to_the_record(small: Ecosystem) -> None:
    assert "Hue University" in plain_text(draft(small, "profile", "dhh").subject)


def test_an_unknown_id_makes_a_sound_document(small: Ecosystem) -> None:
    assert "no such organisation" in words(draft(small, "profile", "khong-co"))


def test_names_cannot_carry_a_form_of_their_own(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2]["name_vi"] = "A {n} & <b> 50% {others}"
    document = draft(ecomap.load(factory.write(tmp_path, rows)), "profile", "sen-tech", lang="vi")
    assert "A {n} & <b> 50% {others}" in plain_text(document.subject)


def test_one_changed_tie_changes_its_figures_only(small: Ecosystem, tmp_path: Path) -> None:
    rows = factory.rows()
    rows["relations"] = rows["relations"][:-1]
    later = ecomap.load(factory.write(tmp_path, rows))
    before, after = (figures(draft(eco, "profile", "sen-tech")) for eco in (small, later))
    assert {query for query in before if before[query] != after.get(query)} == {
        "ties?of=sen-tech",
        "partners?of=sen-tech",
    }


def test_in_vietnamese_nothing_is_left_in_english(hue: Ecosystem) -> None:
    assert not english(draft(hue, "profile", "dai-hoc-hue", lang="vi"))
