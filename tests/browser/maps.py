"""What the tests of the map ask of the frame that holds it."""

from __future__ import annotations

from playwright.sync_api import Frame, Page

FRAME = 'iframe[src*="streamlit_folium"]'


def map_frame(page: Page) -> Frame:
    """Return the frame of the map once it has drawn what the page told it."""
    holder = page.wait_for_selector(FRAME, timeout=30_000)
    frame = holder.content_frame() if holder else None
    assert frame is not None
    frame.wait_for_function("() => window.ecoMapDrawn && map._eco.sized", timeout=30_000)
    return frame


def spots(frame: Frame) -> int:
    """Return how many organisations the map holds."""
    return int(frame.evaluate("() => map._eco.spots.length"))


def click_spot(frame: Frame, spot: str) -> None:
    """Click the marker or cluster that a script returns, as a reader would."""
    icon = frame.evaluate_handle(f"() => ({spot})._icon").as_element()
    assert icon is not None
    icon.click()
