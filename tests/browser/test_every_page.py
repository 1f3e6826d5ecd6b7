"""What holds for every page: it opens, offline, in both languages, at any width, and for every reader."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = {
    "home": "/",
    "map": "/ban-do",
    "network": "/mang-luoi",
    "partners": "/tim-doi-tac?who=hue-innovation-hub&need=lab",
    "problems": "/bai-toan",
    "gaps": "/khoang-trong",
    "scenario": "/neu-thi",
    "changes": "/co-gi-moi",
    "briefing": "/ban-tin?kind-of=pii",
    "directory": "/danh-ba",
    "profile": "/ho-so?id=dai-hoc-hue",
    "about": "/gioi-thieu",
}
each_page = pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())


@each_page
def test_opens_by_its_address_without_an_error(open_page, path: str) -> None:
    page = open_page(path)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[role="dialog"]').count() == 0, "a dialog lies over a deep link"
    page.wait_for_function("() => document.documentElement.lang === 'vi'")


@each_page
def test_fits_a_phone(open_page, path: str) -> None:
    page = open_page(path, width=390, height=844)
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0


@each_page
def test_has_no_serious_barrier_for_any_reader(open_page, path: str) -> None:
    page = open_page(path)
    page.wait_for_timeout(1500)
    page.wait_for_function("() => !document.querySelector('[data-stale=true], [data-testid=stProgress]')")
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    serious = [
        f"{violation['id']}: {violation['help']} {[node['html'][:160] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)


@each_page
def test_speaks_english_when_asked(open_page, path: str) -> None:
    page = open_page(path + ("&" if "?" in path else "?") + "lang=en")
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert page.get_by_role("link", name="Directory").first.is_visible()
