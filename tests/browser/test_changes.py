"""The page "What changed" in the browser: dates by address, an upload, narrow screens, barriers."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

import ecomap
from ecomap.store import pack

ROOT = Path(__file__).resolve().parents[2]
VIEWS = {
    "dates": "/co-gi-moi?from=2019-06-30&to=2024-06-30",
    "version": "/co-gi-moi?by=version",
    "none": "/co-gi-moi?from=2024-01-01&to=2024-01-01",
}
each_view = pytest.mark.parametrize("path", VIEWS.values(), ids=VIEWS.keys())


def test_an_address_reopens_the_days(open_page) -> None:
    page = open_page(VIEWS["dates"])
    page.wait_for_selector('[data-testid="stMetric"]')
    page.locator('[data-testid="stDataFrame"]').last.wait_for()  # the first lies in a closed fold
    assert page.get_by_role("heading", name="thay đổi").count() == 1


def test_back_undoes_a_choice(open_page) -> None:
    page = open_page(VIEWS["dates"])
    page.wait_for_selector('[data-testid="stMetric"]')
    page.get_by_role("button", name="Chương trình (").click()
    page.wait_for_url("**in=programmes**")
    page.go_back()
    page.wait_for_url(lambda url: "in=programmes" not in url)


def test_an_earlier_version_is_handed_in_and_compared(open_page, tmp_path: Path) -> None:
    eco = ecomap.load(ROOT / "data")
    needs = eco.tables["needs"].iloc[1:]
    file = tmp_path / "phien-ban-cu.zip"
    file.write_bytes(pack({**eco.tables, "needs": needs}, eco.region, eco.wards.geometry))
    page = open_page(VIEWS["version"])
    page.locator('input[type="file"]').set_input_files(str(file))
    page.get_by_role("heading", name="1 thay đổi").wait_for(timeout=30_000)
    page.get_by_text("phien-ban-cu.zip").wait_for()


def test_a_wrong_file_is_told(open_page, tmp_path: Path) -> None:
    file = tmp_path / "sai.zip"
    file.write_bytes(b"no zip")
    page = open_page(VIEWS["version"])
    page.locator('input[type="file"]').set_input_files(str(file))
    page.locator('[data-testid="stAlert"]').get_by_text("Không so sánh được").wait_for(timeout=30_000)


@each_view
def test_fits_a_phone(open_page, path: str) -> None:
    page = open_page(path, width=390, height=844)
    page.wait_for_timeout(1500)
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0


@each_view
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_no_serious_barrier(open_page, path: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    page.wait_for_timeout(2000)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    serious = [
        f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)
