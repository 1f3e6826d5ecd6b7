"""A composed document as the files people take away: Word, PDF, HTML, and the evidence as Excel."""

from __future__ import annotations

from collections.abc import Mapping

from ecomap.briefing.document import Document
from ecomap.briefing.evidence import evidence_workbook
from ecomap.briefing.payload import payload
from ecomap.briefing.render import FORMATS, render
from ecomap.ecosystem import Ecosystem

_EVIDENCE = "xlsx"

MIME: Mapping[str, str] = {
    **{ending: mime for ending, (mime, _suffix) in FORMATS.items()},
    _EVIDENCE: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""Ending of a file, without the dot -> its media type."""


def file_bytes(ecosystem: Ecosystem, document: Document, ending: str) -> bytes:
    """Write a document as a file that carries its recipe and figures, or its evidence.

    Parameters
    ----------
    ecosystem : Ecosystem
        The snapshot the document was composed from.
    document : Document
    ending : str
        Key of `MIME`.

    Raises
    ------
    ValueError
        For another ending.
    """
    if ending == _EVIDENCE:
        return evidence_workbook(ecosystem, document)
    return render(document, ending, payload=payload(document))
