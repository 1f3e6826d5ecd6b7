"""Visits to a page in Streamlit's own test harness."""

from __future__ import annotations

import html
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
APP = str(ROOT / "ecomap/ui/app.py")


def finished(app: AppTest) -> AppTest:
    """Run until nothing is being computed any more."""
    for _ in range(600):
        if not app.get("progress"):
            return app
        time.sleep(0.1)
        app.run()
    raise AssertionError("the computation does not end")


def visit(script: str, *, wait: bool = True, **query: str | list[str]) -> AppTest:
    """Open a page by its script with parameters of the address, in English unless told otherwise.

    With `wait` until nothing is being computed any more.
    """
    app = AppTest.from_file(APP, default_timeout=90).run()
    app.switch_page(str(ROOT / "pages" / f"{script}.py"))
    for name, value in {"lang": "en", **query}.items():
        app.query_params[name] = value
    return finished(app.run()) if wait else app.run()


def said(app: AppTest) -> str:
    """Return all that a page says in HTML, as text."""
    return html.unescape(" ".join(element.proto.body for element in app.get("html")))
