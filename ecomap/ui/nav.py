"""The pages of the app and their addresses. An address is a promise to everybody who kept a link."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from ecomap.i18n import N_, Translator
from ecomap.ui.loaders import ROOT


@dataclass(frozen=True)
class PageEntry:
    """A page: its script, its title (message id), icon, address, and what is shown around it."""

    script: str
    title: str
    icon: str
    path: str
    filtered: bool = True
    hidden: bool = False


PAGES = (
    PageEntry("start", N_("Home"), ":material/home:", "", filtered=False),
    PageEntry("map", N_("Map"), ":material/map:", "ban-do"),
    PageEntry("network", N_("Network"), ":material/hub:", "mang-luoi"),
    PageEntry("partners", N_("Find partners"), ":material/handshake:", "tim-doi-tac", filtered=False),
    PageEntry("problems", N_("Problems to solve"), ":material/lightbulb:", "bai-toan", filtered=False),
    PageEntry("gaps", N_("Gaps"), ":material/troubleshoot:", "khoang-trong", filtered=False),
    PageEntry("scenario", N_("What if"), ":material/alt_route:", "neu-thi", filtered=False),
    PageEntry("changes", N_("What changed"), ":material/history:", "co-gi-moi", filtered=False),
    PageEntry("briefing", N_("Briefings"), ":material/article:", "ban-tin"),
    PageEntry("directory", N_("Directory"), ":material/table_rows:", "danh-ba"),
    PageEntry("profile", N_("Profile"), ":material/badge:", "ho-so", filtered=False, hidden=True),
    PageEntry("about", N_("About"), ":material/info:", "gioi-thieu", filtered=False),
)


def script(name: str) -> str:
    """Return the file of a page, for ``st.switch_page`` and ``st.page_link``."""
    return str(ROOT / "pages" / f"{name}.py")


def build(_: Translator) -> tuple[StreamlitPage, PageEntry]:
    """Draw the menu in the visitor's language; return the page asked for."""
    pages = {
        entry: st.Page(
            script(entry.script),
            title=_(entry.title),
            icon=entry.icon,
            url_path=entry.path or None,
            default=not entry.path,
            visibility="hidden" if entry.hidden else "visible",
        )
        for entry in PAGES
    }
    chosen = st.navigation(list(pages.values()))
    return chosen, next(
        entry for entry, page in pages.items() if page is chosen or page.url_path == chosen.url_path
    )
