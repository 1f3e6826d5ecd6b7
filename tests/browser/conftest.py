"""The running app in the system's Chromium. Every test fails on a request to another host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# On a deep link the browser first asks for these below the page, gets 404, and then asks at the root.
EXPECTED_404 = ("/_stcore/health", "/_stcore/host-config")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.browser)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(**environment: str) -> Iterator[str]:
    """Start the app as a user would, on a free port, and give its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "Home.py", "--server.port", str(port)]
    log = (ROOT / "test-results").resolve()
    log.mkdir(exist_ok=True)
    with (log / "server.log").open("a") as output:
        variables = {**os.environ, **environment}
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, env=variables)
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """Return the address of the app with the shipped data."""
    with running() as address:
        yield address


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server stopped; see test-results/server.log")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError("the server does not answer; see test-results/server.log")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, server: str) -> Iterator[OpenPage]:
    """Return a function that opens a page of the app; foreign requests and errors fail the test at its end."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_(path: str = "/", width: int = 1400, height: int = 900, scheme: str = "light") -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            locale="vi-VN",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()

        def check_request(url: str) -> None:
            if not url.startswith((server, server.replace("http", "ws"), "data:", "blob:", "about:")):
                faults.append(f"request to another host: {url}")

        page.on("request", lambda request: check_request(request.url))
        page.on("websocket", lambda socket_: check_request(socket_.url))
        page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
        page.on(
            "response",
            lambda response: (
                faults.append(f"{response.status} {response.url}")
                if response.status >= 400 and not response.url.endswith(EXPECTED_404)
                else None
            ),
        )
        page.goto(server + path)
        ready(page)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def ready(page: Page) -> None:
    """Wait until the page has a title and its script has come to an end."""
    page.wait_for_selector("h1", timeout=30_000)
    page.wait_for_function(
        """() => { const app = document.querySelector('[data-testid="stApp"]');
                   return app && app.getAttribute('data-test-script-state') === 'notRunning'; }""",
        timeout=30_000,
    )
