"""The what-if page in the browser: a scenario by its address, sites, narrow screens, barriers."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from ecomap.analysis import scenario as s

HUB = s.AddOrganisation("what-if-1", "Hub", "support_org", functions=("incubation",), ward="20137")
VIEWS = {
    "scenario": (f"/neu-thi?s={s.to_text([HUB])}", "Tác động có thể có (ước tính)"),
    "sites": ("/neu-thi?show=sites&k=2", "Ước tính: tỷ lệ"),
}
each_view = pytest.mark.parametrize(("path", "sign"), VIEWS.values(), ids=VIEWS.keys())


@each_view
def test_opens_by_its_address_and_fits_a_phone(open_page, path: str, sign: str) -> None:
    page = open_page(path, width=390, height=844)
    page.get_by_text(sign).first.wait_for(timeout=60_000)
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 0


@each_view
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_has_no_serious_barrier(open_page, path: str, sign: str, scheme: str) -> None:
    page = open_page(path, scheme=scheme)
    page.get_by_text(sign).first.wait_for(timeout=60_000)
    page.wait_for_timeout(1500)
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    serious = [
        f"{violation['id']}: {[node['html'][:200] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not serious, "\n".join(serious)
