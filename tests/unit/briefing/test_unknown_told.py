"""What is not known is not told as none: support, rankings, the position in the innovation index."""

from __future__ import annotations

from pathlib import Path

import factory
import pytest
from drafts import asked_again, draft, figures, words

import ecomap
from ecomap.briefing.query import Query


def altered(folder: Path, **tables: list[dict[str, str]]) -> ecomap.Ecosystem:
    return ecomap.load(factory.write(folder, {**factory.rows(), **tables}))


# Support.


def test_without_demand_nothing_is_said_of_pairs_with_demand(tmp_path: Path) -> None:
    rows = factory.rows()
    others = [row for row in rows["organisations"] if row["kind"] in ("university", "government")]
    ties: list[dict[str, str]] = []
    programmes = [{**row, "coordinating_orgs": ""} for row in rows["programmes"]]
    bare = altered(tmp_path, organisations=others, relations=ties, programmes=programmes, needs=[])
    said = words(draft(bare, "overview"), "support")
    assert "pairs of sector and support function" not in said


def test_pairs_where_the_list_is_too_thin_are_not_told_as_supplied(tmp_path: Path) -> None:
    organisations = [{**row, "functions": ""} for row in factory.rows()["organisations"]]
    document = draft(altered(tmp_path, organisations=organisations), "overview")
    said = words(document, "support")
    assert "none with demand is without anyone" not in said
    assert "too thin there to say that nobody offers it" in said


@pytest.mark.parametrize(("scope", "known", "every"), [({}, 115, 287), ({"sector": ["it"]}, 14, 31)])
def test_of_how_many_organisations_functions_are_known_is_said(
    hue: ecomap.Ecosystem, scope: dict[str, list[str]], known: int, every: int
) -> None:
    document = draft(hue, "sector" if scope else "overview", scope=scope)
    said = words(document, "support")
    which = "within this scope" if scope else "of every kind"
    assert f"The functions of {known} of {every} organisations {which} are on record" in said
    if scope:
        assert f"No organisation whose functions are on record ({known} of {every}) offers" in said
    assert known in figures(document, "support").values()
    asked_again(document, hue)


# Rankings.


@pytest.mark.parametrize(
    ("title", "rank", "ranked"),
    [
        ("Huế xếp vị trí thứ 12/34 tỉnh, thành về đổi mới sáng tạo", "12", 34.0),
        ("Huế xếp hạng 12/63", "12", 63.0),
        ("Hue ranked no. 12/34 provinces", "12", 34.0),
        ("Huế đứng thứ 5/10 địa phương", "5", 10.0),
        ("Chuyển đổi số ở Huế (sơ kết 2/10)", "2", None),
        ("Huế xếp hạng cao (sơ kết 2/10)", "2", None),
        ("Huế xếp hạng 2/10/2025", "2", None),
        ("Công bố xếp hạng 2/10", "2", None),
        ("Nghị quyết 12/34 về xếp hạng", "12", None),
        ("Huế xếp hạng 11/34", "12", None),
        ("Huế xếp thứ 2/9 địa phương", "2", None),
    ],
)
def test_only_words_of_ranking_tell_how_many_were_ranked(
    tmp_path: Path, title: str, rank: str, ranked: float | None
) -> None:
    rows = factory.rows()
    rows["sources"][0]["title"] = title
    rows["indicator_values"][0]["rank"] = rank
    asked = Query.of("ranked", code="PII", year="2024").ask(altered(tmp_path, **rows))
    assert asked.value == ranked


def test_a_rank_beyond_the_number_stated_shows_that_it_is_of_another_ranking(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["sources"][0]["title"] = "Huế xếp thứ 12/34 tỉnh, thành"
    rows["indicator_values"].append({**rows["indicator_values"][0], "locality": "Cao Bằng", "rank": "63"})
    asked = Query.of("ranked", code="PII", year="2024").ask(altered(tmp_path, **rows))
    assert asked.value is None


# The innovation index.


def test_scores_of_years_with_other_localities_stand_side_by_side(hue: ecomap.Ecosystem) -> None:
    said = words(draft(hue, "pii"), "summary")
    assert "In 2023 it was 44.01; no source says that the scores of the two years compare" in said
    assert "5.36" not in said


def test_averages_of_regions_are_not_counted_as_scores_of_localities(hue: ecomap.Ecosystem) -> None:
    document = draft(hue, "pii")
    said = words(document, "method")
    assert "On record are 46 ranks and 31 scores of localities in this index" in said
    assert "6 average scores, of regions, are on record besides." in said
    asked_again(document, hue)


def test_a_date_that_is_not_known_is_left_out(tmp_path: Path) -> None:
    rows = factory.rows()
    undated = [{**row, "published_on": ""} for row in rows["sources"]]
    said = words(draft(altered(tmp_path, sources=undated), "pii"), "method")
    assert "newest" not in said and " of ." not in said
    dated = words(
        draft(
            altered(tmp_path, sources=[{**row, "published_on": "2024-02-03"} for row in rows["sources"]]),
            "pii",
        )
    )
    assert "The newest of these sources is of 3 Feb 2024." in dated
