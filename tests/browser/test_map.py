"""The map in the browser: drawn, kept while the reader filters, read by clicks, reopened by its address."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

from .conftest import ready
from .maps import click_spot, map_frame, spots

OpenPage = Callable[..., Page]
AREA = "107.55000_16.44000~107.62000_16.44000~107.62000_16.49000~107.55000_16.49000"


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_map_is_drawn_and_not_empty(open_page: OpenPage) -> None:
    page = open_page("/ban-do")
    frame = map_frame(page)
    assert spots(frame) > 100
    assert frame.locator(".eco-cluster, .eco-spot").count() > 5
    assert frame.locator(".leaflet-interactive").count() >= 40, "a shape for each ward"
    assert frame.evaluate("() => document.documentElement.lang") == "vi"


def test_filter_changes_the_points_and_keeps_zoom(open_page: OpenPage) -> None:
    page = open_page("/ban-do")
    frame = map_frame(page)
    before = spots(frame)
    frame.evaluate("() => { window.sameMap = true; map.setView([16.46, 107.59], 13, { animate: false }); }")
    box = page.get_by_test_id("stSidebar").get_by_label("Tìm kiếm", exact=True)
    box.fill("đại học")
    box.press("Enter")
    frame.wait_for_function(f"() => map._eco.spots.length < {before}")
    ready(page)
    assert frame.evaluate("() => [window.sameMap, map.getZoom()]") == [True, 13]
    assert round(frame.evaluate("() => map.getCenter().lng"), 2) == 107.59


def test_click_selects_and_names_the_organisation(open_page: OpenPage) -> None:
    page = open_page("/ban-do?kind=university&place=in")
    frame = map_frame(page)
    wanted = frame.evaluate(
        """() => {
            window.wanted = map._eco.spots.find((spot) => !spot.options.hollow);
            map._eco.cluster.zoomToShowLayer(wanted);
            return [wanted.options.id, wanted.options.label];
        }"""
    )
    frame.wait_for_function("() => wanted._icon && wanted._icon.isConnected")
    click_spot(frame, "wanted")
    page.wait_for_function("id => new URLSearchParams(location.search).get('id') === id", arg=wanted[0])
    ready(page)
    assert wanted[1] in frame.locator(".eco-popup").inner_text()
    page.locator(".eco-record", has_text=wanted[1]).wait_for()
    frame.wait_for_function("id => map._eco.selected === id", arg=wanted[0])


def test_a_press_does_not_move_the_page_from_under_the_pointer(open_page: OpenPage) -> None:
    page = open_page("/ban-do", height=600)
    frame = map_frame(page)
    before = page.locator("iframe").first.bounding_box()
    assert before
    frame.evaluate("() => map.getContainer().focus()")
    assert page.locator("iframe").first.bounding_box() == before


def test_ward_colours_have_a_legend_and_the_care_of_the_population(open_page: OpenPage) -> None:
    page = open_page("/ban-do?show=wards&measure=per_10k")
    frame = map_frame(page)
    page.get_by_text("Số tổ chức trên 10.000 dân").first.wait_for()
    page.get_by_test_id("stCaptionContainer").filter(has_text="dân số").first.wait_for()
    assert frame.evaluate("() => new Set(map._eco.areas.fills).size") > 2
    assert spots(frame) == 0


def test_door_of_the_home_page_opens_the_ward_map(open_page: OpenPage) -> None:
    page = open_page("/")
    page.locator('a[href*="show=wards"]').click()
    page.wait_for_url("**/ban-do?**show=wards**")
    assert map_frame(page).evaluate("() => map._eco.areas !== null")


def test_choice_goes_into_the_address_and_back_undoes_it(open_page: OpenPage) -> None:
    page = open_page("/ban-do")
    frame = map_frame(page)
    page.get_by_role("button", name="Điểm nóng").click()
    frame.wait_for_function("() => map._eco.heat")
    assert query(page)["show"] == ["organisations", "heat"]
    page.go_back()
    frame.wait_for_function("() => !map._eco.heat")
    assert "show" not in query(page)


def test_drawing_comes_back_with_the_link_and_can_be_removed(open_page: OpenPage) -> None:
    page = open_page(f"/ban-do?area={AREA}&area=107.60000_16.40000_900")
    frame = map_frame(page)
    frame.wait_for_function("() => window.drawnItems.getLayers().length === 2")
    page.get_by_role("heading", name="Trong vùng đã đánh dấu").wait_for()
    assert frame.evaluate("() => drawnItems.getLayers()[1].getRadius()") == 900
    frame.locator(".leaflet-draw-edit-remove").click()
    frame.locator(".leaflet-draw-actions a", has_text="Xóa hết").click()
    page.wait_for_function("() => !location.search.includes('area')")
    ready(page)
    assert page.get_by_role("heading", name="Trong vùng đã đánh dấu").count() == 0


def test_drawn_area_goes_into_the_address_and_outlives_another_page(open_page: OpenPage) -> None:
    page = open_page("/ban-do")
    frame = map_frame(page)
    frame.locator(".leaflet-draw-draw-rectangle").click()
    box = page.locator("iframe").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 350, steps=4)
    page.mouse.up()
    page.wait_for_function("() => location.search.includes('area=')")
    ready(page)
    drawn = query(page)["area"]
    page.get_by_role("link", name="Mạng lưới", exact=True).click()
    page.wait_for_url("**/mang-luoi**")
    ready(page)
    page.get_by_role("link", name="Bản đồ", exact=True).click()
    page.wait_for_function("() => location.search.includes('area=')")
    map_frame(page).wait_for_function("() => window.drawnItems.getLayers().length === 1")
    assert query(page)["area"] == drawn


def test_circle_round_a_place_is_reopened(open_page: OpenPage) -> None:
    page = open_page("/ban-do?near=ward:19753&km=5")
    frame = map_frame(page)
    assert frame.evaluate("() => map._eco.zone.getLayers().length") == 2
    page.get_by_role("heading", name="Trong vùng đã đánh dấu").wait_for()
    zone = "map._eco.zone.getLayers()[0].getBounds()"
    assert frame.evaluate(f"() => map.getBounds().contains({zone})")
    assert frame.evaluate("() => map.getZoom()") > 11, "the map goes to the circle"


def test_clusters_say_what_they_are(open_page: OpenPage) -> None:
    frame = map_frame(open_page("/ban-do"))
    names = frame.locator(".eco-cluster-box").evaluate_all("all => all.map((one) => one.ariaLabel)")
    assert names and all("tổ chức" in name for name in names)


def test_nothing_left_keeps_the_map_and_says_what_to_do(open_page: OpenPage) -> None:
    page = open_page("/ban-do?q=khongcogihet")
    frame = map_frame(page)
    assert spots(frame) == 0
    page.get_by_test_id("stAlert").wait_for()
    page.get_by_test_id("stMain").get_by_role("button", name="Bỏ mọi bộ lọc").click()
    frame.wait_for_function("() => map._eco.spots.length > 100")


def test_phone_width_has_the_map_and_no_sideways_scrolling(open_page: OpenPage) -> None:
    page = open_page("/ban-do?show=organisations&show=wards", width=390, height=844)
    frame = map_frame(page)
    assert 300 < frame.evaluate("() => map.getContainer().clientWidth") <= 390
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
