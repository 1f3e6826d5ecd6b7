"""The map with a small data set made to be difficult: hostile names, and a crowd on one spot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import factory
import pytest
from playwright.sync_api import Page

from .conftest import running
from .maps import click_spot, map_frame

OpenPage = Callable[..., Page]
HOSTILE = '<script>window.hit=1</script><img src=x onerror="window.hit=1">{{7*7}}\'`${1}' + "dài" * 60
CROWD = 30


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the app with the small data set in the place of the shipped one."""
    data = factory.rows()
    for row in (*data["organisations"], *data["wards"]):
        row["name" if "name" in row else "name_vi"] = HOSTILE
    here = data["organisations"][0] | {"lat": "16.42", "lon": "107.63", "ward_code": "19774"}
    data["organisations"] += [here | {"id": f"crowd-{i}", "name_vi": f"Tổ chức {i}"} for i in range(CROWD)]
    with running(ECOMAP_DATA=str(factory.write(tmp_path_factory.mktemp("small"), data))) as address:
        yield address


def test_names_are_text_everywhere(open_page: OpenPage) -> None:
    page = open_page("/ban-do?show=organisations&show=wards")
    frame = map_frame(page)
    frame.evaluate(
        """() => {
            window.wanted = map._eco.spots.find((spot) => spot.options.id === 'dai-hoc-hue');
            map._eco.cluster.zoomToShowLayer(wanted);
        }"""
    )
    frame.wait_for_function("() => wanted._icon && wanted._icon.isConnected")
    click_spot(frame, "wanted")
    page.wait_for_function("() => location.search.includes('id=dai-hoc-hue')")
    assert frame.locator(".eco-popup strong").inner_text() == HOSTILE
    assert HOSTILE in page.locator(".eco-record").inner_text()
    assert not frame.evaluate("() => window.hit") and not page.evaluate("() => window.hit")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_cluster_on_one_spot_opens_to_every_organisation(open_page: OpenPage) -> None:
    page = open_page("/ban-do")
    frame = map_frame(page)
    frame.evaluate(
        """() => {
            window.crowd = map._eco.spots.filter((spot) => spot.options.id.startsWith('crowd-'));
            map.setView(crowd[0].getLatLng(), map.getMaxZoom(), { animate: false });
        }"""
    )
    assert frame.evaluate("() => crowd.length") == CROWD
    cluster = "map._eco.cluster.getVisibleParent(crowd[0])"
    settled = f"{cluster} && {cluster}._zoom === map.getZoom() && !map._eco.cluster._inZoomAnimation"
    frame.wait_for_function(f"() => {settled}")
    click_spot(frame, cluster)
    frame.wait_for_function("() => crowd.every((spot) => spot._icon && spot._icon.isConnected)")
    frame.wait_for_timeout(300)  # until the legs have spread
    click_spot(frame, "crowd[17]")
    clicked = frame.evaluate("() => crowd[17].options.id")
    page.wait_for_function("id => new URLSearchParams(location.search).get('id') === id", arg=clicked)
