"""What a profile says, and what it does not pretend to know."""

from __future__ import annotations

from urllib.parse import unquote

import factory
import pytest

import ecomap
from ecomap import Ecosystem
from ecomap.i18n import Translator, translator
from ecomap.views import minimap, profile, profile_html, similar, timeline

EN, VI = translator("en"), translator("vi")


def texts(ecosystem: Ecosystem, node: str, _: Translator = EN) -> dict[str, profile.Fact]:
    return {fact.label: fact for fact in profile.facts(ecosystem, node, _)}


def test_facts_are_labels_and_unknown_is_empty(small: Ecosystem) -> None:
    facts = texts(small, "dai-hoc-hue")
    assert facts["Kind"].text == "University or college" and facts["Founded"].text == "1957"
    assert facts["Ward or commune"].text == "Phường Phú Xuân"
    assert facts["Position on the map"].text == "on its street"
    assert facts["Website"].link == "https://hueuni.edu.vn"
    assert facts["Support functions"].text == ""
    assert texts(small, "quy-xa")["Founded"].text == ""


def test_judgements_are_marked(small: Ecosystem) -> None:
    facts = texts(small, "sen-tech")
    assert facts["Stage"].judged and facts["Stage"].text == "Seed"
    assert not facts["Sectors"].judged
    assert "judgement of the curator" in profile_html.facts_table(list(facts.values()), (), EN)


def test_duties_of_an_agency_and_facts_of_a_programme(small: Ecosystem) -> None:
    assert texts(small, "so-khcn")["Duty in the ecosystem"].text == "Quản lý nhà nước"
    facts = texts(small, "cuoc-thi")
    assert (facts["Kind"].text, facts["Status"].text, facts["Time"].text) == (
        "Competition",
        "Ended",
        "2019 to 2023",
    )
    assert facts["Budget"].text == ""


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_record_of_the_shipped_data_has_a_profile(hue: Ecosystem, lang: str) -> None:
    _ = translator(lang)
    for node in [*hue.organisations.index[::9], *hue.programmes.index[::9]]:
        assert profile.facts(hue, node, _)[0].text
        groups = profile.ties(hue, node, _)
        own = hue.ties[(hue.ties["source"] == node) | (hue.ties["target"] == node)]
        assert sorted(row.id for group in groups for row in group.rows) == sorted(own.index)
        profile.gaps(hue, node, _), profile.targets(hue, node, _), profile.needs(hue, node, _)
        timeline.events(hue, node, _)


def test_ties_are_worded_from_the_side_of_the_record(small: Ecosystem) -> None:
    groups = {group.heading: group for group in profile.ties(small, "sen-tech", EN)}
    assert list(groups) == ["Was spun out of", "Takes part in", "Receives investment from", "Is incubated by"]
    (row,) = groups["Is incubated by"].rows
    assert (row.other, row.kind, row.period) == ("vuon-uom", "support_org", "Mar 2020 to 2022")
    (fund,) = groups["Receives investment from"].rows
    assert fund.amount == 2e9 and fund.confidence == "Low" and fund.sources[0].publisher == "Báo Huế"


def test_an_amount_in_foreign_money_is_shown_as_the_source_states_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    data["relations"][1] |= {"amount_vnd": "", "amount_stated": "1,5 triệu <b>USD</b>"}
    data["programmes"][0]["budget_stated"] = "2 triệu EUR"
    eco = ecomap.load(factory.write(tmp_path, data))
    groups = {group.heading: group for group in profile.ties(eco, "sen-tech", EN)}
    (fund,) = groups["Receives investment from"].rows
    shown = profile_html.tie_details(fund, "Investor", EN)
    assert fund.amount is None and "amount: 1,5 triệu &lt;b&gt;USD&lt;/b&gt;" in shown
    assert texts(eco, "cuoc-thi")["Budget"].text == "2 triệu EUR"
    assert "The budget is not known." not in profile.gaps(eco, "cuoc-thi", EN)
    assert "The budget is not known." in profile.gaps(eco, "de-an", EN)


def test_a_tie_that_reads_the_same_both_ways_makes_one_group(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    for source, target in (("so-khcn", "quy-xa"), ("dai-hoc-hue", "so-khcn")):
        row = {
            "source": source,
            "target": target,
            "type": "partners_with",
            "source_ids": "S1",
            "confidence": "high",
        }
        data["relations"].append(row)
    groups = profile.ties(ecomap.load(factory.write(tmp_path, data)), "so-khcn", EN)
    assert [(group.heading, len(group.rows)) for group in groups if group.key.startswith("partners")] == [
        ("Partners with", 2)
    ]


def test_sources_are_newest_first_and_undated_last(small: Ecosystem) -> None:
    assert [source.id for source in profile.sources(small, "S1;S2;S1")] == ["S2", "S1"]
    assert profile.sources(small, float("nan")) == ()


def test_targets_and_needs(small: Ecosystem) -> None:
    (target,) = profile.targets(small, "de-an", VI)
    assert (target.wanted, target.reached, target.programme) == (
        "100 doanh nghiệp",
        "40,5 doanh nghiệp",
        None,
    )
    (led,) = profile.targets(small, "so-khcn", VI)
    assert led.programme == "de-an"
    (need,) = profile.needs(small, "so-khcn", EN)
    assert (need.title, need.posted_on, need.status) == ("Tìm đối tác", "2 Jan 2025", "Open")
    assert profile.needs(small, "quy-xa", EN) == [] and profile.targets(small, "quy-xa", EN) == []


def test_gaps_name_what_is_missing(small: Ecosystem) -> None:
    told = profile.gaps(small, "sen-tech", EN)
    assert "The year of founding is not known." in told and "No website is known." in told
    assert "1 tie has no date." in told
    assert not any("stage" in text for text in told)
    assert "The ward or commune is not known." not in profile.gaps(small, "quy-xa", EN)
    assert "None of its sources has a date." in profile.gaps(small, "quy-xa", EN)
    assert "No tie is listed." in profile.gaps(small, "de-an", EN)


@pytest.mark.parametrize(("newest", "old"), [("2026-02-03", True), ("2026-01-31", False), ("2024-06", False)])
def test_old_is_measured_against_the_newest_source(tmp_path, newest: str, old: bool) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    data["sources"].append({"id": "S3", "publisher": "Báo", "title": "Mới", "published_on": newest})
    data["needs"][0]["source_ids"] = "S3"
    told = profile.gaps(ecomap.load(factory.write(tmp_path, data)), "de-an", EN)
    assert any("2 years or more" in text for text in told) is old


def test_time_line_is_latest_first_and_counts_what_has_no_date(small: Ecosystem) -> None:
    events = timeline.events(small, "sen-tech", EN)
    assert [event.date for event in events] == ["2022", "2021-06-01", "2021", "2020-03"]
    assert events[0].text == "Ends: is incubated by Vườn ươm Cố đô" and events[0].year == "2022"
    assert timeline.undated(small, "sen-tech") == 1
    assert [event.text for event in timeline.events(small, "dai-hoc-hue", EN)][-1] == "Founded"
    programme = timeline.events(small, "cuoc-thi", EN)
    assert [event.date for event in programme] == ["2023", "2021", "2019"]


def test_what_is_only_announced_stands_apart_and_last(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    data["programmes"][1]["end_date"] = "2030"
    data["relations"].append(
        {**data["relations"][3], "target": "de-an", "type": "partners_with", "start_date": "2027"}
    )
    events = timeline.events(ecomap.load(factory.write(tmp_path, data)), "de-an", EN)
    # The newest source is of 2024-02-03.
    assert [(event.date, event.planned) for event in events] == [
        ("2024-05", True),
        ("2027", True),
        ("2030", True),
    ]
    html = profile_html.time_line(events, EN)
    assert html.index("Expected") < html.index("2027") < html.index("2030") and "<details>" not in html


def test_a_programme_led_and_organised_by_the_same_body_is_told_once(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    tie = {**data["relations"][3], "source": "so-khcn", "type": "organises", "start_date": "2019-05-01"}
    data["relations"].append(tie)
    events = timeline.events(ecomap.load(factory.write(tmp_path, data)), "so-khcn", EN)
    assert [event.text for event in events] == ["organises Start-up contest"]


def test_judgements_rest_on_no_source_and_a_position_on_its_own(tmp_path) -> None:  # type: ignore[no-untyped-def]
    data = factory.rows()
    data["organisations"][2].update(geo_source="by its address", geo_source_ids="S1")
    eco = ecomap.load(factory.write(tmp_path, data))
    facts = {fact.label: fact for fact in profile.facts(eco, "sen-tech", EN)}
    sources = profile.sources(eco, "S1;S2")

    def basis(label: str) -> str:
        row = profile_html.facts_table([facts[label]], sources, EN)
        return row.split("<td>")[2].split("</td>")[0]

    assert basis("Stage") == "" == basis("Confidence")
    assert basis("Kind") == "[1–2] · 3 Feb 2024"
    assert basis("Position on the map").startswith("by its address; ") and "Báo Huế" in basis(
        "Position on the map"
    )
    assert "Báo Huế" in basis("Ward or commune")


def test_similar_is_the_share_of_common_traits(small: Ecosystem) -> None:
    (first, *_rest) = similar.similar(small, "sen-tech")
    found = {likeness.id: likeness for likeness in similar.similar(small, "sen-tech")}
    # sen-tech: startup, it, 4 contacts; dai-hoc-hue: university, edtech, it, 2 contacts.
    assert found["dai-hoc-hue"].score == pytest.approx(2 / 9)
    assert found["dai-hoc-hue"].sectors == ("it",) and found["dai-hoc-hue"].contacts == ("cuoc-thi",)
    assert "cuoc-thi" not in found and first.score == max(likeness.score for likeness in found.values())
    assert similar.shared_text(found["dai-hoc-hue"], small, EN) == "sectors: IT; contacts: Start-up contest"
    assert found["dai-hoc-hue"].kind == ""
    assert similar.similar(small, "de-an") == []


def test_html_of_a_profile_is_escaped(tmp_path) -> None:  # type: ignore[no-untyped-def]
    bad = "<img src=x onerror=alert(1)>"
    data = factory.rows()
    data["organisations"][0].update(name_vi=bad, name_en=bad, address=bad, short_name=bad, geo_source=bad)
    data["relations"][2]["note_vi"] = bad
    data["needs"][0].update(title_vi=bad, description_vi=bad)
    data["targets"][0].update(indicator_vi=bad, unit=bad)
    data["sources"][0].update(title=bad, publisher=bad)
    eco = ecomap.load(factory.write(tmp_path, data))
    sources = profile.sources(eco, "S1;S2")
    row = profile.ties(eco, "dai-hoc-hue", EN)[-1].rows[0]
    html = "".join(
        [
            profile_html.facts_table(profile.facts(eco, "dai-hoc-hue", EN), sources, EN),
            profile_html.source_list(sources, EN),
            *(
                profile_html.tie_details(r, bad, EN)
                for g in profile.ties(eco, "sen-tech", EN)
                for r in g.rows
            ),
            profile_html.tie_details(row, bad, EN),
            profile_html.time_line(timeline.events(eco, "cuoc-thi", EN), EN),
            profile_html.targets_table(profile.targets(eco, "de-an", EN), EN),
            profile_html.needs_list(profile.needs(eco, "so-khcn", EN), EN),
        ]
    )
    assert "<img" not in html and "&lt;img" in html


def test_the_map_of_a_place_zooms_in_and_names_the_wards_around(hue: Ecosystem) -> None:
    placed = hue.organisations[hue.organisations["placed"] == "ward"]
    node = placed.index[placed["ward_code"] == placed["ward_code"].mode()[0]][0]
    window = minimap.window_around(hue, node)
    assert window is not None
    west, south, east, north = window
    point = placed.geometry[node]
    assert west < point.x < east and south < point.y < north and east - west >= 0.129
    picture = unquote(minimap.minimap(hue, "dark", "A < B", None, node, window))
    assert "<text" in picture and "A &lt; B" in picture
    assert "<text" not in unquote(minimap.minimap(hue, "dark", "", None, node))
    nowhere = hue.organisations.index[hue.organisations["placed"] == "none"][0]
    assert minimap.window_around(hue, nowhere) is None


def test_long_time_lines_fold(hue: Ecosystem) -> None:
    html = profile_html.time_line(timeline.events(hue, "ubnd-hue", EN), EN)
    assert "<details>" in html
