"""The gaps page in the browser: the list, a finding by its address, pictures."""

from __future__ import annotations

import re

FINDING = "/khoang-trong?finding=access:none:20137"


def shown(page) -> None:
    """Wait until the findings have been computed."""
    page.wait_for_selector('[data-testid="stExpander"]', timeout=30_000)
    page.wait_for_function(
        """() => document.querySelector('[data-testid="stApp"]')
                  .getAttribute('data-test-script-state') === 'notRunning'"""
    )


def test_a_finding_opens_from_the_list_and_back(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_role("button", name=re.compile("Xem chi tiết")).first.click()
    page.wait_for_url("**finding=**")
    page.get_by_role("heading", name="Căn cứ").wait_for()
    page.get_by_role("button", name="Về danh sách khoảng trống").click()
    page.get_by_role("button", name=re.compile("Xem chi tiết")).first.wait_for()
    page.wait_for_url(lambda address: "finding=" not in address)


def test_a_finding_opens_by_its_address(open_page) -> None:
    page = open_page(FINDING)
    shown(page)
    assert page.get_by_role("heading", name=re.compile("Chân Mây")).is_visible()
    page.get_by_alt_text("Vị trí của bằng chứng").wait_for()


def test_a_finding_opens_at_its_top_and_leads_back_to_its_card(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_role("button", name=re.compile("Xem chi tiết")).nth(6).scroll_into_view_if_needed()
    page.get_by_role("button", name=re.compile("Xem chi tiết")).nth(6).click()
    page.wait_for_url("**finding=**")
    page.get_by_role("heading", name="Căn cứ").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0
    title = page.locator("h3").first.inner_text()
    page.get_by_role("button", name="Về danh sách khoảng trống").click()
    page.get_by_role("button", name=re.compile("Xem chi tiết")).first.wait_for()
    page.wait_for_timeout(1500)
    assert page.get_by_text(title, exact=False).first.evaluate(
        "node => { const box = node.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight }"
    )


def test_setting_aside_does_not_pass_to_the_next_finding(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_role("button", name=re.compile("Tạm ẩn")).first.click()
    page.get_by_label("Lý do tạm ẩn").fill("đã biết")
    page.get_by_role("button", name="Tạm ẩn với lý do này").click()
    page.get_by_text("1 khoảng trống đang tạm ẩn").wait_for()
    page.wait_for_timeout(500)
    assert page.get_by_label("Lý do tạm ẩn").count() == 0


def test_a_briefing_survives_a_reload(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_role("button", name="Đưa vào bản tin").first.click()
    page.get_by_text("1 khoảng trống cho bản tin").wait_for()
    page.reload()
    page.get_by_text("1 khoảng trống cho bản tin").wait_for(timeout=30_000)


def test_a_name_in_the_evidence_opens_its_profile(open_page) -> None:
    page = open_page(FINDING)
    shown(page)
    grid = page.locator('[data-testid="stDataFrame"]').nth(1)
    grid.scroll_into_view_if_needed()
    page.wait_for_timeout(800)
    grid.click(position={"x": 60, "y": 55})
    page.wait_for_url("**/ho-so**")


def test_back_undoes_a_choice(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_text("Bảng hỗ trợ", exact=True).click()
    page.wait_for_selector(".eco-grid")
    assert "show=support" in page.url
    page.go_back()
    page.get_by_role("button", name=re.compile("Xem chi tiết")).first.wait_for()
