"""Forms of a briefing: Word, PDF and HTML, in the official layout or a plain modern one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ecomap.briefing.document import Document
from ecomap.briefing.payload import payload as figures_payload
from ecomap.briefing.recipe import Issue
from ecomap.briefing.render.embed import extract
from ecomap.briefing.render.form import Form, form
from ecomap.briefing.render.html import html_file
from ecomap.briefing.render.pdf import pdf_file
from ecomap.briefing.render.word import word_file

__all__ = ["FORMATS", "extract", "render"]

FORMATS: Mapping[str, tuple[str, str]] = {
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
    "pdf": ("application/pdf", ".pdf"),
    "html": ("text/html", ".html"),
}
"""Format -> its media type and the ending of its files."""

_WRITERS: Mapping[str, Callable[[Form, bytes], bytes]] = {
    "docx": word_file,
    "pdf": pdf_file,
    "html": html_file,
}


def render(
    document: Document,
    fmt: str,
    *,
    issue: Issue | None = None,
    layout: str | None = None,
    payload: bytes | None = None,
) -> bytes:
    """Write a composed briefing as a file.

    Parameters
    ----------
    fmt : {"docx", "pdf", "html"}
    issue, layout
        Frame and layout; those of the document's recipe if not given.
    payload : bytes
        JSON to put into the file, which `extract` gives back; recipe and figures of the document if not given.

    Returns
    -------
    bytes
        The same for the same document, whenever and wherever it is written.

    Raises
    ------
    ValueError
        If format or layout are unknown.
    """
    if fmt not in _WRITERS:
        raise ValueError(f"unknown format: {fmt}")
    carried = figures_payload(document) if payload is None else payload
    return _WRITERS[fmt](form(document, issue, layout), carried)
