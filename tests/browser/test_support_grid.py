"""The support grid in the browser: its cells can be clicked."""


def test_a_click_on_a_cell_of_the_grid_lists_who_is_in_it(open_page) -> None:
    page = open_page("/khoang-trong?show=support")
    page.locator('.eco-grid td a[href*="agritech~lab"]').click()
    page.wait_for_url("**cell=agritech~lab**")
    page.locator(".st-key-gaps_cell_card").get_by_text("Bên hỗ trợ riêng cho lĩnh vực").wait_for()
    page.locator(".eco-grid td.eco-chosen").wait_for()
