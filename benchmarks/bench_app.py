"""Speed of the app: server time and bytes of a filter change, first page, later pages, and 5,000 markers.

Run ``python benchmarks/bench_app.py``. Times are medians; the baseline is an app of one title, started and
measured in the same run on the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from benchmarks.generate import generate  # noqa: E402
from tests.browser.conftest import CHROMIUM_FLAGS, _wait_for, free_port, ready  # noqa: E402
from tests.browser.maps import FRAME  # noqa: E402

PAGES = {"map": "ban-do", "network": "mang-luoi", "directory": "danh-ba"}
TITLES = {  # what the menu says, and the title of the page
    "map": ("Bản đồ", "Bản đồ"),
    "network": ("Mạng lưới", "Mạng lưới"),
    "gaps": ("Khoảng trống", "Khoảng trống"),
    "directory": ("Danh bạ", "Danh bạ"),
    "about": ("Giới thiệu", "Về dữ liệu"),
}
EMPTY_APP = "import streamlit as st\nst.set_page_config(layout='wide')\nst.title('Empty')\n"
CHANGES = (["startup"], ["investor"], ["university"], ["enterprise"], ["government"], ["startup", "investor"])


@contextmanager
def served(script: str, cwd: Path, data: Path | None = None) -> Iterator[str]:
    """Serve an app on a free port."""
    port = free_port()
    env = {**os.environ, **({"ECOMAP_DATA": str(data)} if data else {})}
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        script,
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    process = subprocess.Popen(
        command, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def script_times(data: Path) -> dict[str, float]:
    """Return the median server time of a filter change on each page, in milliseconds."""
    os.environ["ECOMAP_DATA"] = str(data)
    times = {}
    for name in PAGES:
        app = AppTest.from_file(str(ROOT / "ecomap/ui/app.py"), default_timeout=120).run()
        app.switch_page(str(ROOT / f"pages/{name}.py")).run()
        app.multiselect(key="filter_kinds").set_value(["association"]).run()
        taken = []
        for kinds in CHANGES:
            app.multiselect(key="filter_kinds").set_value(kinds)
            start = time.perf_counter()
            app.run()
            taken.append(1000 * (time.perf_counter() - start))
        times[name] = median(taken)
    return times


def empty_script_time() -> float:
    """Return the median time of a rerun of the empty app in the same harness, in milliseconds."""
    app = AppTest.from_string(EMPTY_APP).run()
    taken = []
    for _ in CHANGES:
        start = time.perf_counter()
        app.run()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def first_page(browser: Browser, address: str) -> float:
    """Return the seconds until a fresh visitor can use a page, as the median of five visits."""
    taken = []
    for _ in range(5):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        start = time.perf_counter()
        page.goto(address)
        ready(page)
        taken.append(time.perf_counter() - start)
        context.close()
    return median(taken)


def later_pages(page: Page, address: str) -> dict[str, float]:
    """Return the seconds from the click in the menu until each page is there."""
    page.goto(address)
    ready(page)
    taken = {}
    for name, (label, title) in TITLES.items():
        start = time.perf_counter()
        page.get_by_role("link", name=label, exact=True).first.click()
        page.wait_for_function(
            "title => document.querySelector('h1')?.innerText.startsWith(title)", arg=title
        )
        ready(page)
        taken[name] = time.perf_counter() - start
    return taken


def counted(page: Page) -> list[int]:
    """Return a list that grows by the size of each message the server sends to a page."""
    received: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: received.append(len(frame))))
    return received


def bytes_of_a_filter_change(browser: Browser, address: str) -> dict[str, float]:
    """Return the kilobytes sent to the browser when a filter is taken off, for each page."""
    sent = {}
    for name, path in PAGES.items():
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        page = context.new_page()
        received = counted(page)
        page.goto(f"{address}/{path}?kind=association")
        ready(page)
        page.wait_for_timeout(3000)
        received.clear()
        page.get_by_role("button", name="Bỏ mọi bộ lọc").first.click()
        page.wait_for_function("() => !location.search.includes('kind=')")
        page.wait_for_timeout(3000)
        sent[name] = sum(received) / 1000
        context.close()
    return sent


def many_markers(browser: Browser, address: str) -> tuple[float, float]:
    """Return (seconds from the empty map to drawn markers, megabytes received) for the map of 5,000 organisations."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    page = context.new_page()
    received = counted(page)
    page.goto(f"{address}/gioi-thieu")
    ready(page)
    received.clear()
    start = time.perf_counter()
    page.get_by_role("link", name="Bản đồ", exact=True).first.click()
    frame = page.frame_locator(FRAME)
    frame.locator(".marker-cluster, .leaflet-marker-icon, canvas").first.wait_for(timeout=60_000)
    taken = time.perf_counter() - start
    context.close()
    return taken, sum(received) / 1e6


def report(label: str, value: float, unit: str, budget: float) -> None:
    """Print one figure against its budget."""
    print(f"{'ok  ' if value <= budget else 'OVER'} {label:<58} {value:8.2f} {unit} (budget {budget:g})")


def main() -> None:
    """Measure everything and print it."""
    with tempfile.TemporaryDirectory() as folder:
        large = generate(Path(folder) / "large", 5_000, 15_000)
        empty = Path(folder) / "empty"
        empty.mkdir()
        (empty / "app.py").write_text(EMPTY_APP)
        base = empty_script_time()
        print(f"     rerun of the empty app in the same harness: {base:.0f} ms")
        for label, data, budget in (("Huế", ROOT / "data", 150), ("5,000 organisations", large, 600)):
            for name, taken in script_times(data).items():
                report(f"filter change, {name}, {label} (less the empty app)", taken - base, "ms", budget)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
            with served("app.py", empty) as bare, served("Home.py", ROOT) as app:
                plain, ours = first_page(browser, bare), first_page(browser, app)
                report(f"first page, beyond the empty app's {plain:.2f} s", ours - plain, "s", 1.5)
                for name, taken in later_pages(browser.new_page(), app).items():
                    report(f"{name} after the click", taken, "s", 2.0)
                for name, kilobytes in bytes_of_a_filter_change(browser, app).items():
                    report(f"sent on a filter change, {name}", kilobytes, "KB", 400)
            with served("Home.py", ROOT, large) as app:
                many_markers(browser, app)  # the first visitor also pays for loading the data
                seconds, megabytes = many_markers(browser, app)
                report("5,000 markers drawn after the click", seconds, "s", 2.0)
                report("5,000 markers, received", megabytes, "MB", 1.5)
            browser.close()


if __name__ == "__main__":
    main()
