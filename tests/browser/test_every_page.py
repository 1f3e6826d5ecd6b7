"""What holds for every page: it opens by its address, offline, in both languages, at any width, for every reader."""

from __future__ import annotations

import pytest

from ecomap.analysis import scenario as s

from .readers import barriers, overflow, settled

HUB = s.AddOrganisation("what-if-1", "Hub", "support_org", functions=("incubation",), ward="20137")
VIEWS = {
    "home": "/",
    "map": "/ban-do",
    "network": "/mang-luoi",
    "partners": "/tim-doi-tac?who=hue-innovation-hub&need=lab",
    "problems": "/bai-toan",
    "problem": "/bai-toan?problem=need-sat-lo-ngap-lut",
    "gaps": "/khoang-trong",
    "finding": "/khoang-trong?finding=access:none:20137",
    "grid": "/khoang-trong?show=support",
    "access": "/khoang-trong?show=access",
    "pipeline": "/khoang-trong?show=pipeline",
    "houses": "/khoang-trong?show=houses",
    "coverage": "/khoang-trong?show=coverage",
    "scenario": "/neu-thi",
    "scenario-effects": f"/neu-thi?s={s.to_text([HUB])}",
    "scenario-sites": "/neu-thi?show=sites&k=2",
    "changes": "/co-gi-moi",
    "changes-dates": "/co-gi-moi?from=2019-06-30&to=2024-06-30",
    "changes-version": "/co-gi-moi?by=version",
    "changes-none": "/co-gi-moi?from=2024-01-01&to=2024-01-01",
    "briefing": "/ban-tin?kind-of=pii",
    "directory": "/danh-ba",
    "profile": "/ho-so?id=dai-hoc-hue",
    "about": "/gioi-thieu",
}
SIGNS = {
    "finding": "Căn cứ",
    "problem": "Thủy lợi",
    "scenario-effects": "Tác động có thể có (ước tính)",
    "scenario-sites": "Ước tính: tỷ lệ",
}
"""View -> words that its result has."""
LOOKS = {
    "wide-light": {"width": 1400, "height": 900, "scheme": "light"},
    "phone-dark": {"width": 390, "height": 844, "scheme": "dark"},
}


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
@pytest.mark.parametrize("view", VIEWS)
def test_opens_by_its_address_fits_and_has_no_barrier(open_page, view: str, look: dict) -> None:
    page = open_page(VIEWS[view], **look)
    if view in SIGNS:
        page.get_by_text(SIGNS[view]).first.wait_for(timeout=60_000)
    settled(page)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert page.locator('[role="dialog"]').count() == 0, "a dialog lies over a deep link"
    assert page.evaluate("document.documentElement.lang") == "vi"
    assert overflow(page) <= 0
    faults = barriers(page)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("path", ["/?lang=en", "/khoang-trong?lang=en"])
def test_speaks_english_when_asked(open_page, path: str) -> None:
    page = open_page(path)
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    assert page.get_by_role("link", name="Directory").first.is_visible()
