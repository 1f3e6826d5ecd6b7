"""The page "What changed" in the browser: dates by address, an upload."""

from __future__ import annotations

from pathlib import Path

import ecomap
from ecomap.store import pack

ROOT = Path(__file__).resolve().parents[2]
DATES, VERSION = "/co-gi-moi?from=2019-06-30&to=2024-06-30", "/co-gi-moi?by=version"


def test_an_address_reopens_the_days(open_page) -> None:
    page = open_page(DATES)
    page.wait_for_selector('[data-testid="stMetric"]')
    page.locator('[data-testid="stDataFrame"]').last.wait_for()  # the first lies in a closed fold
    assert page.get_by_role("heading", name="thay đổi").count() == 1


def test_back_undoes_a_choice(open_page) -> None:
    page = open_page(DATES)
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
    page = open_page(VERSION)
    page.locator('input[type="file"]').set_input_files(str(file))
    page.get_by_role("heading", name="1 thay đổi").wait_for(timeout=30_000)
    page.get_by_text("phien-ban-cu.zip").wait_for()


def test_a_wrong_file_is_told(open_page, tmp_path: Path) -> None:
    file = tmp_path / "sai.zip"
    file.write_bytes(b"no zip")
    page = open_page(VERSION)
    page.locator('input[type="file"]').set_input_files(str(file))
    page.locator('[data-testid="stAlert"]').get_by_text("Không so sánh được").wait_for(timeout=30_000)
