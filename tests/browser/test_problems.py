"""The page of published problems in the browser: a city agency seeks solvers for its flood problem."""

from __future__ import annotations

import re

import openpyxl

FLOOD = "/bai-toan?problem=need-sat-lo-ngap-lut"


def test_city_agency_finds_solvers_for_its_flood_problem(open_page) -> None:
    page = open_page("/bai-toan?state=open")
    card = page.locator(
        '[data-testid="stVerticalBlock"]', has=page.get_by_role("heading", name="sạt lở, ngập lụt")
    )
    card.last.get_by_role("button", name="Xem ai có thể giải").click()
    page.wait_for_url("**problem=need-sat-lo-ngap-lut**")
    page.locator(".eco-record").nth(9).wait_for()
    solvers = page.locator(".eco-record strong").all_inner_texts()
    assert "Thủy lợi" in solvers[0]
    assert not any("Ủy ban nhân dân thành phố Huế" in name for name in solvers)
    assert page.locator(".eco-possible").count() and page.locator(".eco-confirmed").count()
    page.get_by_text("Lý do và nguồn").first.click()
    page.get_by_text(re.compile("ngập lụt", re.IGNORECASE)).nth(1).wait_for()


def test_list_of_solvers_is_taken_along_as_excel(open_page, tmp_path) -> None:
    page = open_page(FLOOD)
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    file = tmp_path / "solvers.xlsx"
    download.value.save_as(file)
    sheet = openpyxl.load_workbook(file).active
    assert sheet.max_row == 11


def test_back_closes_a_problem_and_undoes_a_filter(open_page) -> None:
    page = open_page("/bai-toan?field=crafts")
    page.get_by_role("button", name="Xem ai có thể giải").first.click()
    page.wait_for_url("**problem=**")
    page.go_back()
    page.get_by_role("button", name="Xem ai có thể giải").first.wait_for()
    assert "field=crafts" in page.url and "problem=" not in page.url


def test_chain_between_poster_and_solver_opens_in_the_network(open_page) -> None:
    page = open_page(FLOOD)
    page.get_by_role("link", name="Ai quen cả hai bên").nth(1).click()
    page.wait_for_url("**/mang-luoi?**mode=chain**")


def test_link_and_code_of_a_problem(open_page) -> None:
    page = open_page(FLOOD)
    page.get_by_role("button", name="Liên kết và mã QR").click()
    page.get_by_alt_text("Mã QR của bài toán này").wait_for()
    page.get_by_text("/bai-toan?problem=need-sat-lo-ngap-lut").first.wait_for()
