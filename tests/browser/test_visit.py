"""What goes through a visit: search, filters in the address, Back, one selection for all views."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from .conftest import ready


def query(page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_search_without_tones_leads_to_the_profile(open_page) -> None:
    page = open_page("/")
    box = page.get_by_label("Tìm tổ chức và chương trình")
    box.fill("dai hoc y")
    box.press("Enter")
    page.get_by_role("link", name="Trường Đại học Y").first.click()
    page.wait_for_url("**/ho-so?**")
    ready(page)
    assert "Y" in page.locator("h1").first.inner_text()
    assert query(page)["id"] == ["dh-y-duoc-hue"]


def test_a_filter_stands_in_the_address_and_goes_with_the_visitor(open_page) -> None:
    page = open_page("/danh-ba?kind=investor")
    page.get_by_role("link", name="Mạng lưới", exact=True).click()
    page.wait_for_url("**/mang-luoi**")
    ready(page)
    page.wait_for_function("() => location.search.includes('kind=investor')")


def test_an_unknown_code_in_the_address_is_dropped(open_page) -> None:
    page = open_page("/danh-ba?kind=nonsense&ward=99999&year=abc&id=<script>")
    page.wait_for_function("() => !location.search.includes('nonsense')")
    assert page.locator('[data-testid="stException"]').count() == 0


def test_back_restores_the_filter(open_page) -> None:
    page = open_page("/danh-ba?kind=investor")
    page.get_by_role("button", name="Bỏ mọi bộ lọc").click()
    page.wait_for_function("() => !location.search.includes('kind=')")
    page.go_back()
    page.wait_for_function("() => location.search.includes('kind=investor')")
    ready(page)
    page.wait_for_selector("text=Nhà đầu tư")


def test_the_language_is_switched_and_stays(open_page) -> None:
    page = open_page("/")
    page.get_by_text("English", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    page.get_by_role("link", name="About", exact=True).click()
    page.wait_for_url("**/gioi-thieu**")
    page.get_by_role("heading", name="About the data and the methods").wait_for()
