"""Whole ways through the partner page in the browser."""

from __future__ import annotations

import io
import re

import docx
import openpyxl

from .maps import map_frame


def names(page) -> list[str]:
    page.locator(".eco-record strong").nth(4).wait_for()
    return page.locator(".eco-record strong").all_inner_texts()


def test_herbal_start_up_finds_a_laboratory_and_takes_the_contact_sheet_along(open_page) -> None:
    page = open_page("/tim-doi-tac?as=new&field=biotech_pharma&at=19789")
    page.get_by_role("button", name="Phòng thí nghiệm hoặc thiết bị").click()
    page.wait_for_url("**need=lab**")
    words = page.get_by_label("Hoặc tự mô tả nhu cầu")
    words.fill("kiem nghiem cao duoc lieu")
    words.press("Enter")
    page.wait_for_url("**say=**")
    page.get_by_text("Được hiểu là").wait_for()
    first = names(page)[:5]
    assert any(re.search("Kiểm nghiệm|Công nghệ sinh học|Y - Dược|Bào chế", name) for name in first), first
    page.get_by_role("button", name="Chọn vào danh sách").first.click()
    page.wait_for_url("**list=**")
    page.get_by_role("heading", name="Danh sách đã chọn").wait_for()
    note = page.get_by_placeholder("Ghi chú: gọi cho ai, hỏi điều gì").first
    note.fill("=1+1 gọi sáng thứ hai")
    note.press("Enter")
    page.wait_for_timeout(1500)
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    sheet = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    cells = [cell for row in sheet.iter_rows() for cell in row if "gọi sáng thứ hai" in str(cell.value)]
    assert cells and all(cell.data_type == "s" for cell in cells)
    with page.expect_download() as download:
        page.get_by_role("button", name="Phiếu liên hệ (Word)").click()
    text = "\n".join(part.text for part in docx.Document(str(download.value.path())).paragraphs)
    assert "gọi sáng thứ hai" in text


def test_unlisted_it_team_seeks_a_first_customer_and_sends_the_link(open_page) -> None:
    page = open_page("/tim-doi-tac?as=new&field=it&need=first_customer")
    before = names(page)
    first = page.locator("[class*='st-key-partner_hide_']").first
    key = next(name for name in first.get_attribute("class").split() if name.startswith("st-key-"))
    page.locator(f".{key}").get_by_role("button", name="Không phù hợp").click()
    page.locator(f".{key}").wait_for(state="detached")
    page.get_by_text("1 đối tác đã ẩn").click()
    gone = page.get_by_test_id("stExpanderDetails").get_by_role("paragraph").first
    gone.wait_for()
    assert before[0].startswith("1.") and before[0].endswith(gone.inner_text())
    assert not any(gone.inner_text() in name for name in names(page))
    page.get_by_role("button", name="Chọn vào danh sách").first.click()
    page.wait_for_url("**list=**")
    again = open_page(page.url.removeprefix(re.match(r"http://[^/]+", page.url)[0]))
    again.get_by_role("heading", name="Danh sách đã chọn").wait_for()


def test_profile_leads_to_partners_with_a_chain_of_introduction(open_page) -> None:
    page = open_page("/ho-so?id=hue-innovation-hub")
    page.get_by_role("link", name="Tìm đối tác cho tổ chức này").click()
    page.wait_for_url("**/tim-doi-tac?**who=hue-innovation-hub**")
    page.get_by_role("button", name="Vốn").click()
    page.locator(".eco-chain").first.wait_for()
    assert page.locator(".eco-chain .eco-first").count() and page.locator(".eco-possible").count()


def test_how_good_the_suggestions_are_is_told_when_asked(open_page) -> None:
    page = open_page("/tim-doi-tac?who=hue-innovation-hub&need=lab")
    page.get_by_text("Các gợi ý này đúng đến đâu?").click()
    page.get_by_text("Cách thử: học từ").wait_for(timeout=60_000)
    page.get_by_text("Gợi ý của ứng dụng").first.wait_for()


def test_the_map_shows_all_partners_that_have_a_place_and_no_tools_to_draw(open_page) -> None:
    page = open_page("/tim-doi-tac?as=new&field=biotech_pharma&at=19789&need=lab")
    frame = map_frame(page)
    frame.wait_for_function("() => map._eco.spots.length && map._eco.goal")
    assert frame.evaluate("() => map._eco.spots.every((spot) => map.getBounds().contains(spot.getLatLng()))")
    whole = frame.evaluate("() => map.getBounds().contains(L.latLngBounds(map._eco.base.bounds))")
    assert not whole and not frame.locator(".leaflet-draw, .eco-picture").count()


def test_on_a_phone_the_first_partner_is_in_the_first_screen(open_page) -> None:
    page = open_page("/tim-doi-tac?as=new&field=biotech_pharma&at=19789&need=lab", 390, 844)
    first = page.locator(".eco-record strong").first
    first.wait_for()
    page.wait_for_timeout(500)
    box = first.bounding_box()
    assert box and box["y"] + box["height"] < 844
