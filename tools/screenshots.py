"""Take the pictures of the README from the running app.

Run ``python tools/screenshots.py http://localhost:8501`` while the app runs; needs the test requirements and Chromium.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
WIDE = {"width": 1360, "height": 850}
PHONE = {"width": 390, "height": 844}
VIEWS = {
    "home": "/",
    "map": "/ban-do?place=in",
    "network": "/mang-luoi",
    "directory": "/danh-ba?kind=startup&place=in",
    "profile": "/ho-so?id=dai-hoc-hue",
    "partners": "/tim-doi-tac?as=new&field=biotech_pharma&at=19789&need=lab",
}


def _open(browser: Browser, address: str, viewport: dict[str, int]) -> Page:
    context = browser.new_context(viewport=viewport, locale="vi-VN", device_scale_factor=1)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("h1")
    page.wait_for_timeout(9_000)  # charts and maps draw themselves after the page is there
    return page


def main(server: str) -> None:
    """Write the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, address in VIEWS.items():
            _open(browser, server + address, WIDE).screenshot(path=PICTURES / f"{name}.png")
        _open(browser, server + "/ban-do?place=in", PHONE).screenshot(path=PICTURES / "phone.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"))
