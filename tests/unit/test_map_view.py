"""The map's drawings, figures and lists, without a browser."""

from __future__ import annotations

import json
import math
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import factory
import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap import Ecosystem, Filters, counts
from ecomap.i18n import translator
from ecomap.views import (
    exports,
    map_areas,
    map_export,
    map_inset,
    map_picture,
    map_state,
    map_wards,
    map_words,
    map_zone,
)
from ecomap.views import map as map_view

_ = translator("en")
NASTY = "</script><script>alert(1)</script> \"a\" 'b' `${c}` {{ 7*7 }} {% raw %} {# x #} \u2028 & <b>"


def load(folder: Path, rows: factory.Rows) -> Ecosystem:
    return ecomap.load(factory.write(folder, rows))


# Points


def test_points_tell_true_places_from_spots_in_a_ward(small: Ecosystem) -> None:
    points = map_state.points(small, "vi")
    assert dict(zip(points["ids"], points["hollow"], strict=True)) == {
        "dai-hoc-hue": 0,
        "vuon-uom": 1,
        "sen-tech": 1,
    }
    here = points["ids"].index("dai-hoc-hue")
    assert (points["lon"][here], points["lat"][here]) == (10_755_000, 1_645_000)
    wards = [small.wards.index[row] for row in points["wards"]]
    assert wards == small.organisations.loc[points["ids"], "ward_code"].tolist()


def test_names_follow_the_language(small: Ecosystem) -> None:
    english = map_state.points(small, "en")
    assert "Hue University" in english["names"] and "Công ty Sen Tech" in english["names"]


def test_key_of_the_points_changes_only_with_them(small: Ecosystem) -> None:
    key = map_state.points(small, "vi")["key"]
    assert key == map_state.points(small, "vi")["key"]
    assert key != map_state.points(small.select(Filters(kinds=("startup",))), "vi")["key"]


def test_no_organisations_give_an_empty_map(small: Ecosystem) -> None:
    none = small.select(Filters(kinds=("association",)))
    state = map_state.state(
        none, _, show=frozenset({"organisations", "heat"}), areas=map_areas.ward_areas(none)
    )
    assert state["points"]["ids"] == [] and state["ties"] is None
    assert map_export.table(none, _, none.organisations.index).empty


# Untrusted text


def test_names_cannot_leave_the_script(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2]["name_vi"] = NASTY
    rows["wards"][0]["name"] = "W'`</script>{{x}}"
    eco = load(tmp_path, rows)
    text = map_state.script_json(
        map_state.state(eco, _, selected="sen-tech", areas=map_areas.ward_areas(eco))
    )
    for sign in ("<", ">", "`", "'", "{{", "{%", "{#", "\u2028"):
        assert sign not in text
    assert eco.name("sen-tech") in json.loads(text)["points"]["names"]
    assert "{{ 7*7 }} {% raw %}" in eco.name("sen-tech")


@given(st.recursive(st.text(max_size=12), lambda inner: st.lists(inner, max_size=3), max_leaves=6))
def test_script_json_keeps_any_text(value: object) -> None:
    text = map_state.script_json(value)
    assert json.loads(text) == value and not set("<>&'`") & set(text) and "{{" not in text


def test_rendering_runs_no_template_in_the_data(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2]["name_vi"] = NASTY
    eco = load(tmp_path, rows)
    chart = map_view.base_map(map_view.base_payload(eco, _))
    map_view.EcosystemState(map_state.script_json(map_state.state(eco, _))).add_to(chart)
    page = chart.get_root().render()
    assert "alert(1)" in page and "<script>alert" not in page and " 49 " not in page


def test_legend_escapes(tmp_path: Path) -> None:
    rows = factory.rows()
    rows["organisations"][2]["name_vi"] = NASTY
    eco = load(tmp_path, rows)
    assert "<script" not in map_export.legend(eco, _, areas=map_areas.ward_areas(eco))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tên\nLoại\nHồ sơ\nsen-tech\n17", "sen-tech"),
        ("Tên\nno-such\n17", None),
        ("sen-tech", None),
        ("", None),
        (None, None),
        ({"a": 1}, None),
    ],
)
def test_a_click_gives_only_known_ids(small: Ecosystem, text: object, found: str | None) -> None:
    assert map_view.clicked_id(text, small) == found


# Base map


def test_base_does_not_change_with_the_filters(small: Ecosystem) -> None:
    part = small.select(Filters(kinds=("startup",)))
    assert map_view.base_payload(small, _) == map_view.base_payload(part, _)


def test_a_map_beside_a_list_has_no_tools_and_goes_to_what_is_listed(small: Ecosystem) -> None:
    plain = map_view.base_map(map_view.base_payload(small, _, tools=False)).get_root().render()
    whole = map_view.base_map(map_view.base_payload(small, _)).get_root().render()
    assert "L.Control.Draw(" in whole and "L.Control.Draw(" not in plain
    (south, west), (north, east) = map_state.state(small, _, seek=True)["goal"]
    spots = map_state.located(small).organisations.geometry
    assert np.allclose([west, south, east, north], spots.total_bounds, atol=1e-5)
    assert map_state.state(small, _)["goal"] is None
    nobody = replace(small, organisations=small.organisations.iloc[:0])
    assert map_state.state(nobody, _, seek=True)["goal"] is None


def test_a_heavy_ward_layer_is_thinned_without_gaps() -> None:
    angle = np.linspace(0, 2 * math.pi, 4_000, endpoint=False)
    wave = 0.05 + 0.002 * np.sin(40 * angle)
    disc = shapely.Polygon(np.column_stack([107.6 + wave * np.cos(angle), 16.4 + wave * np.sin(angle)]))
    halves = [disc & shapely.box(107, 16, 107.6, 17), disc & shapely.box(107.6, 16, 108, 17)]
    wards = gpd.GeoDataFrame({"name": ["a", "b"]}, geometry=halves, crs="EPSG:4326")
    thin = map_view.display_shapes(wards, "EPSG:32648", limit=300)
    assert shapely.get_num_coordinates(thin.array).sum() <= 300
    assert shapely.coverage_is_valid(np.asarray(thin.to_crs("EPSG:32648").array), gap_width=0.0)
    assert thin.union_all().area == pytest.approx(disc.area, rel=0.02)


def test_wards_without_a_shape_keep_their_row(tmp_path: Path, small: Ecosystem) -> None:
    wards = small.wards.copy()
    wards.loc["19774", "geometry"] = None
    rows = map_view._ward_rows(wards, map_view.display_shapes(wards, "EPSG:32648"))
    assert ["shape" in row for row in rows] == [True, False]


# Ward figures


def test_ward_figures_match_the_one_place_that_counts(hue: Ecosystem) -> None:
    areas = map_areas.ward_areas(hue)
    assert areas.values.sum() + areas.uncounted == counts.totals(hue).in_region
    assert areas.values.sum() == counts.count_by(hue, "ward_code").sum()


def test_rates_and_unknown_denominators(small: Ecosystem) -> None:
    rate = map_areas.ward_areas(small, "per_10k")
    assert rate.values["19753"] == pytest.approx(1e4 / 130_247)
    assert math.isnan(rate.values["19774"]) and rate.classes()["19774"] == -1
    fills = rate.payload("light", _)["fills"]
    assert fills[1] is None and fills[0]
    assert rate.legend("light", _)[-1] == (None, "Not known")
    assert map_areas.ward_areas(small, "per_km2").values["19753"] == pytest.approx(1 / 10.38)
    with pytest.raises(ValueError, match="no measure"):
        map_areas.ward_areas(small, "per_dog")


@given(st.lists(st.one_of(st.just(0.0), st.just(float("nan")), st.floats(0.01, 1e4)), max_size=60))
def test_every_figure_falls_in_a_class(values: list[float]) -> None:
    bounds = map_areas.class_bounds(values)
    known = [value for value in values if value == value and value > 0]
    assert len(bounds) <= map_areas.MAX_CLASSES and list(bounds) == sorted(set(bounds))
    assert bool(bounds) == bool(known)
    if known:
        assert bounds[-1] == pytest.approx(max(known))


def test_classes_leave_no_gap_and_zero_is_told_as_none_listed(hue: Ecosystem) -> None:
    rows = [text for _colour, text in map_areas.ward_areas(hue).legend("light", _)]
    assert rows[0] == "none listed" and rows[1].startswith("1")
    ends = [tuple(int(part) for part in text.split("–")) for text in rows[1:]]
    assert all(after[0] == before[-1] + 1 for before, after in pairwise(ends))
    for measure in ("per_10k", "per_km2"):
        areas = map_areas.ward_areas(hue, measure)
        cuts = [text.lstrip(">").split("–") for _colour, text in areas.legend("light", _)[1:]]
        assert all(before[1] == after[0] for before, after in pairwise(cuts))
        assert {len(high.partition(".")[2]) for _low, high in cuts} == {areas.decimals}
        assert areas.values.max() <= areas.bounds[-1]
        assert not any(text.endswith(": 0") for text in areas.payload("light", _)["texts"])


def test_ward_table_answers_which_wards_have_none(small: Ecosystem) -> None:
    rows = map_wards.ward_table(small.select(Filters(kinds=("university",))))
    assert rows["listed"].tolist() == [1, 0]
    assert map_wards.without_any(rows) == [map_view.ward_label(small.wards.loc["19774"])]
    assert math.isnan(rows.at["19774", "per_10k"])
    book = exports.table_bytes(map_wards.titled(rows, _), "csv").decode("utf-8-sig")
    assert book.splitlines()[0].startswith("Ward,Organisations listed,Population")


def test_those_without_a_ward_may_belong_to_any_part(small: Ecosystem) -> None:
    part = map_areas.ward_areas(small.select(Filters(kinds=("startup",))))
    assert map_areas.counted_among(part, small).uncounted == map_areas.ward_areas(small).uncounted == 1


def test_heat_rests_on_enough_true_positions_of_the_region(small: Ecosystem, hue: Ecosystem) -> None:
    assert map_state.heat_spots(small).empty
    assert "fewer than the 10" in map_words.heat_note(small, _)
    known = counts.totals(hue).placed_point
    assert len(map_state.heat_spots(hue)) == known and f"{known} organisations" in map_words.heat_note(hue, _)
    assert map_state.state(small, _, show=frozenset({"heat"}))["heat"] == []


def test_words_of_a_picture_fit_what_it_shows(hue: Ecosystem) -> None:
    vi = translator("vi")
    areas = map_areas.ward_areas(hue, "per_10k")
    narrow = Filters(kinds=("startup",), sectors=("agritech",), wards=("19753",))
    title = map_words.title(hue, vi, areas, (narrow, narrow))
    assert title.startswith("Huế: Số tổ chức trên 10.000 dân") and title.count(" · ") == 2
    text = map_words.summary(hue, vi, frozenset({"wards"}), areas)
    assert "rỗng" not in text and str(areas.uncounted) in text and str(areas.counted) in text
    assert "Phú Xuân" in map_words.other_filters(hue, vi, narrow)
    assert map_words.other_filters(hue, vi, Filters()) == ""
    assert hue.version in map_words.credit(hue, vi)
    assert map_words.file_stem(hue, vi, "Số tổ chức").startswith("ban-do-hue-so-to-chuc-20")


# Ties


def test_ties_are_lines_between_located_organisations(small: Ecosystem) -> None:
    lines = map_state.ties(small, "sen-tech", _)
    assert sorted(line["texts"][0].split(" ")[0] for line in lines) == ["Công", "Vườn"]
    assert all(line["approximate"] for line in lines)
    start = lines[0]["line"][0]
    spot = small.organisations.at["sen-tech", "geometry"]
    assert start == [round(spot.y, 5), round(spot.x, 5)]


def test_ties_no_line_can_show_are_told(small: Ecosystem) -> None:
    assert set(map_state.unlocated_ties(small, "sen-tech")["other"]) == {"quy-xa", "cuoc-thi"}
    assert map_state.ties(small, "quy-xa", _) == []


def test_selection_stays_when_the_filter_leaves_it_out(small: Ecosystem) -> None:
    part = small.select(Filters(kinds=("university",)))
    state = map_state.state(part, _, selected="sen-tech", whole=small)
    assert state["selected"]["id"] == "sen-tech" and state["ties"]
    assert map_state.state(small, _, selected="quy-xa")["selected"] is None
    assert map_state.state(small, _, selected="cuoc-thi")["selected"] is None


# Text forms and pictures


def test_geojson_says_which_places_are_true(hue: Ecosystem) -> None:
    document = json.loads(map_export.geojson(hue, _, map_areas.ward_areas(hue)))
    layers = [item["properties"]["layer"] for item in document["features"]]
    assert layers.count("wards") == len(hue.wards)
    assert layers.count("organisations") == (hue.organisations["placed"] != "none").sum()
    first = document["features"][0]
    assert first["properties"]["position"] and first["geometry"]["coordinates"][0] > 100


def test_list_is_in_vietnamese_order(hue: Ecosystem) -> None:
    vi = translator("vi")
    everyone = hue.organisations["name_vi"].notna()
    rows = map_export.table(hue, vi, map_export.in_order(hue, everyone, vi))
    assert len(rows) == len(hue.organisations)
    names = rows["name"].tolist()
    assert names.index("Đại học Huế") > max(i for i, name in enumerate(names) if name.startswith("D"))


def test_picture_is_a_png_of_the_view(hue: Ecosystem) -> None:
    vi = translator("vi")
    whole = map_picture.picture(hue, vi, title="Huế", dpi=60, areas=map_areas.ward_areas(hue, "per_10k"))
    part = map_picture.picture(
        hue,
        vi,
        title="Huế",
        dpi=60,
        show=frozenset({"organisations", "heat"}),
        zone=map_zone.circle(hue, 107.59, 16.46, 3),
        selected="dai-hoc-hue",
        view=(107.5, 16.4, 107.7, 16.5),
    )
    assert whole.startswith(b"\x89PNG") and part.startswith(b"\x89PNG") and whole != part


def test_text_of_a_picture_is_no_mathematics(hue: Ecosystem) -> None:
    bad = r"$\frac{a $ $x^2$"
    wards = hue.wards.assign(name=bad)
    odd = replace(hue, wards=wards)
    areas = map_areas.ward_areas(odd)
    show = frozenset({"wards"})
    png = map_picture.picture(odd, _, title=bad, subtitle=bad, credit=bad, areas=areas, show=show, dpi=40)
    assert png.startswith(b"\x89PNG")


def test_inner_wards_are_drawn_larger_where_there_is_room(hue: Ecosystem) -> None:
    wards = hue.wards.to_crs(hue.region.crs)
    small_ones = wards.index[wards.area < wards.area.quantile(0.4)].tolist()
    west, south, east, north = map_inset.crowded_part(wards, small_ones) or (0, 0, 0, 0)
    assert 0 < east - west == pytest.approx(north - south)
    assert map_inset.crowded_part(wards, small_ones[:2]) is None


# Size


def test_five_thousand_markers_stay_light(five_thousand: Ecosystem) -> None:
    """Page weight of the map, without the app around it: base, points, scripts and styles under 1.5 MB."""
    vi = translator("vi")
    base = map_state.script_json(map_view.base_payload(five_thousand, vi))
    state = map_state.script_json(map_state.state(five_thousand, vi))
    files = Path(ecomap.__file__).parent / "ui" / "static"
    scripts = [*files.glob("vendor/*/*.js"), *files.glob("vendor/*/*.css"), *files.glob("map/*")]
    weight = len(base.encode()) + len(state.encode()) + sum(path.stat().st_size for path in scripts)
    assert weight < 1_500_000


def test_a_filter_change_is_cheap(hue: Ecosystem) -> None:
    part = hue.select(Filters(kinds=("enterprise", "startup")))
    vi = translator("vi")
    start = time.perf_counter()
    text = map_state.script_json(map_state.state(part, vi, areas=map_areas.ward_areas(part)))
    assert time.perf_counter() - start < 0.15
    assert len(text.encode()) < 200_000
