"""The network as drawn by the browser: on the canvas, by clicks, on a phone."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pandas as pd

from ecomap import Ecosystem, network
from ecomap.i18n import translator
from ecomap.views.graph import GROUP_COLOURS
from ecomap.views.graph_tables import aligned
from ecomap.vocabulary import KINDS

from .conftest import ready
from .readers import overflow

CHART = '[data-testid="stEChartsChart"]'
# Counts the pixels of a colour, or of any for -1, and finds one in the middle of its like.
SPOT = """(canvas, [red, green, blue]) => {
    const { width, height } = canvas, scale = canvas.clientWidth / width;
    const data = canvas.getContext('2d').getImageData(0, 0, width, height).data;
    const is = (x, y) => { const i = 4 * (y * width + x);
        return data[i + 3] > 0
            && (red < 0 || data[i] === red && data[i + 1] === green && data[i + 2] === blue); };
    let n = 0, spot = null;
    for (let y = 2; y < height - 2; y++) for (let x = 2; x < width - 2; x++) {
        if (!is(x, y)) continue;
        n += 1;
        if (!spot && [-2, 0, 2].every(dx => [-2, 0, 2].every(dy => is(x + dx, y + dy))))
            spot = { x: x * scale, y: y * scale };
    }
    return { n, spot };
}"""


def look_for(page, colour: str | None = None) -> dict:
    canvas = page.locator(f"{CHART} canvas").first
    canvas.wait_for()
    channels = [int(colour[i : i + 2], 16) for i in (1, 3, 5)] if colour else [-1, -1, -1]
    found = {"n": 0, "spot": None}
    for _ in range(50):
        found = canvas.evaluate(SPOT, channels)
        if found["spot"]:
            return found
        page.wait_for_timeout(100)
    return found


def click_on(page, colour: str) -> None:
    spot = look_for(page, colour)["spot"]
    assert spot, f"nothing drawn in {colour}"
    page.locator(f"{CHART} canvas").first.click(position=spot)


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_graph_is_drawn(open_page) -> None:
    page = open_page("/mang-luoi")
    assert look_for(page)["n"] > 5_000


def test_a_click_on_a_node_selects_it(open_page, hue: Ecosystem) -> None:
    page = open_page("/mang-luoi?kind=investor")
    click_on(page, KINDS["investor"].colour)
    page.wait_for_function("() => location.search.includes('id=')")
    ready(page)
    (chosen,) = query(page)["id"]
    assert hue.organisations.at[chosen, "kind"] == "investor"
    page.get_by_text(hue.name(chosen)).first.wait_for()


def test_a_click_on_a_community_opens_it_and_back_leaves_it(open_page, hue: Ecosystem) -> None:
    page = open_page("/mang-luoi")
    click_on(page, GROUP_COLOURS["light"][0])
    page.wait_for_function("() => location.search.includes('community=')")
    ready(page)
    assert query(page)["community"] == [network.communities(hue)[0].hub]
    back = page.get_by_role("button", name="Trở lại tất cả cộng đồng")
    back.wait_for()
    assert look_for(page)["n"] > 1_000
    page.go_back()
    page.wait_for_function("() => !location.search.includes('community=')")
    back.wait_for(state="detached")


def test_back_after_a_move_by_the_menu_leaves_the_page_and_keeps_the_filters(open_page) -> None:
    page = open_page("/danh-ba")
    box = page.get_by_role("combobox", name="Lĩnh vực").first
    box.click()
    box.fill("Nông nghiệp")
    page.get_by_role("option").nth(1).click()
    page.wait_for_function("() => location.search.includes('sector=')")
    page.keyboard.press("Escape")
    ready(page)
    chosen, steps = query(page), page.evaluate("history.length")
    page.locator('[data-testid="stSidebarNavLink"]').filter(has_text="Mạng lưới").click()
    page.wait_for_function("() => location.pathname.endsWith('mang-luoi') && location.search")
    page.get_by_role("heading", name="Mạng lưới", level=1).wait_for()
    ready(page)
    assert query(page) == chosen and page.evaluate("history.length") == steps + 1
    page.go_back()
    page.get_by_role("heading", name="Danh bạ", level=1).wait_for()
    assert query(page) == chosen


def test_a_chain_between_two_is_told(open_page) -> None:
    page = open_page("/mang-luoi?mode=chain")
    for label, name in (("Từ", "Đại học Huế"), ("Đến", "Sở Khoa học và Công nghệ thành phố Huế")):
        box = page.get_by_role("combobox", name=label, exact=True)
        box.fill(name)
        page.get_by_role("option", name=name, exact=True).click()
        ready(page)
    page.get_by_text("Đại học Huế →").first.wait_for()
    assert {"from", "to"} <= set(query(page))
    assert look_for(page)["n"] > 500


def test_a_link_reopens_the_very_view(open_page) -> None:
    address = "/mang-luoi?draw=organisations&size=betweenness&colour=community"
    page = open_page(address)
    for name in ("Tổ chức", "Cộng đồng"):
        page.get_by_role("radio", name=name, exact=True, checked=True).wait_for()
    assert query(page)["size"] == ["betweenness"]


def test_a_phone_shows_the_graph_and_its_whole_legend(open_page) -> None:
    page = open_page("/mang-luoi?draw=organisations", width=390, height=844)
    assert look_for(page)["n"] > 2_000
    assert overflow(page) <= 0
    legend = page.locator("ul.eco-legend li")
    assert legend.count() >= len(KINDS)
    for entry in legend.all():
        box = entry.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_nothing_left_says_what_to_do(open_page) -> None:
    page = open_page("/mang-luoi?q=qqqqzzzz")
    assert page.locator(CHART).count() == 0
    page.get_by_role("button", name="Bỏ mọi bộ lọc").last.click()
    look_for(page)
    assert page.locator(f"{CHART} canvas").count()


def test_the_browser_sorts_the_figures_of_tables_by_value(open_page) -> None:
    values = pd.Series([1234.5, 0.12, 9.0, 12.0, 9.25, 9.999, 0.0, 104.0])
    page = open_page("/mang-luoi?kind=investor")
    for lang in ("vi", "en"):
        texts = aligned(values, translator(lang), 2)
        by_value = [texts[row] for row in values.sort_values().index]
        assert page.evaluate("texts => texts.toSorted((a, b) => a.localeCompare(b))", texts) == by_value
