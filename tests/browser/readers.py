"""What every reader needs of a page: nothing cut off at the side, no barrier."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def settled(page: Page) -> None:
    """Wait until nothing is being computed or drawn any more."""
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid=stApp]');
            const at_work = '[data-stale=true], [data-testid=stProgress], [data-testid=stSkeleton]';
            const busy = app.getAttribute('data-test-script-state') !== 'notRunning'
                || document.querySelector(at_work);
            window.ecoQuietSince = busy ? null : window.ecoQuietSince || Date.now();
            return window.ecoQuietSince && Date.now() - window.ecoQuietSince > 700;
        }""",
        timeout=60_000,
    )


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return int(
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    )


def barriers(page: Page) -> list[str]:
    """Return the serious faults against WCAG 2 A and AA that axe finds."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    return [
        f"{fault['id']}: {fault['help']} {[node['html'][:160] for node in fault['nodes'][:3]]}"
        for fault in found.response["violations"]
        if fault["impact"] in ("serious", "critical")
    ]
