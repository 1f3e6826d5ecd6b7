"""The home page: the largest gaps, found beside the page."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest
from visits import APP, finished, visit

from ecomap import Ecosystem
from ecomap.analysis.overview import overview
from ecomap.i18n import translator
from ecomap.ui import gap_jobs, jobs
from ecomap.views import gaps_groups, labels

page = partial(visit, "start")


def links(app: AppTest) -> list[str]:
    """Return the parameters of the addresses the links of the page lead to."""
    return [unquote(link.proto.query_string) for link in app.get("page_link")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_largest_gaps_lead_to_themselves(hue: Ecosystem, lang: str) -> None:
    app = page(lang=lang)
    assert not app.exception
    own = [finding for finding in overview(hue).gaps.findings if finding.kind != "data"]
    groups = gaps_groups.grouped(own)[:3]
    told = " ".join(entry.value for entry in app.markdown)
    assert len(groups) == 3
    for group in groups:
        assert f"**{labels.markdown(gaps_groups.title(group, translator(lang)))}**" in told
        wanted = f"finding={group.first.id}" if group.single else f"gap={group.first.kind}"
        assert any(wanted in link for link in links(app))


def test_the_page_does_not_wait_for_the_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    held = threading.Event()

    def slow(*args: Any, **options: Any) -> Any:
        held.wait(60)
        return overview(*args, **options)

    jobs._job.clear()
    monkeypatch.setattr(gap_jobs, "overview", slow)
    try:
        app = AppTest.from_file(APP, default_timeout=30).run()
        assert app.get("progress") and not app.exception
        assert any("eco-figures" in element.proto.body for element in app.get("html"))
    finally:
        held.set()
    assert any("Rất ít đơn vị khởi nghiệp" in entry.value for entry in finished(app).markdown)
