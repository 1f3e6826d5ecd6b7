"""The gaps page in the browser: the list, a finding by its address, pictures, narrow screens, barriers."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

FINDING = "/khoang-trong?finding=access:reach:population"
VIEWS = {
    "finding": FINDING,
    "grid": "/khoang-trong?show=support",
    "access": "/khoang-trong?show=access",
    "pipeline": "/khoang-trong?show=pipeline",
    "houses": "/khoang-trong?show=houses",
    "coverage": "/khoang-trong?show=coverage",
}
each_view = pytest.mark.parametrize("path", VIEWS.values(), ids=VIEWS.keys())


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
    assert "finding=" not in page.url


def test_a_finding_opens_by_its_address(open_page) -> None:
    page = open_page(FINDING)
    shown(page)
    assert page.get_by_role("heading", name="Hỗ trợ ngoài tầm với của nhiều người dân").is_visible()
    assert page.get_by_alt_text("Phường, xã liên quan").is_visible()


def test_back_undoes_a_choice(open_page) -> None:
    page = open_page("/khoang-trong")
    shown(page)
    page.get_by_text("Bảng hỗ trợ", exact=True).click()
    page.wait_for_selector(".eco-grid")
    assert "show=support" in page.url
    page.go_back()
    page.get_by_role("button", name=re.compile("Xem chi tiết")).first.wait_for()


@each_view
def test_fits_a_phone(open_page, path: str) -> None:
    page = open_page(path, width=390, height=844)
    shown(page)
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0


@each_view
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_no_serious_barrier(open_page, path: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    shown(page)
    page.wait_for_timeout(1000)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    serious = [
        f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)
