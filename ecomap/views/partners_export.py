"""A shortlist of partners as a workbook: the partners with figures as numbers, their sources, what to know."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from ecomap.analysis.partners import PARTS, Suggestion
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.store import write_workbook
from ecomap.tables import LIST_SEPARATOR
from ecomap.views import profile, records
from ecomap.views.partners import HEADINGS, table

_EPOCH = datetime(2000, 1, 1)
"""Written where a workbook wants the time of making, so that the same data gives the same file."""


def workbook(
    ecosystem: Ecosystem,
    suggestions: Sequence[Suggestion],
    question: str,
    _: Translator,
    notes: Mapping[str, str],
    asks: Mapping[str, str],
) -> bytes:
    """Write partners into an Excel workbook; an unknown figure is an empty cell, never zero.

    Parameters
    ----------
    question : str
        Who asks and for what, in words.
    notes, asks : mapping of id to str
        As `ecomap.views.partners.table` takes them.
    """
    frame = table(ecosystem, suggestions, _, notes, asks)
    frame[_(HEADINGS["score"])] = [round(one.score, 3) for one in suggestions]
    for code, kind in PARTS.items():
        values = [one.part(code).value for one in suggestions]
        frame[_(kind.label)] = [None if value is None else round(value, 3) for value in values]
    about = {
        _("Question"): question,
        _("Please note"): _("Suggestions from what is listed, best first. They have not been asked."),
        **records.about(ecosystem, _.lang),
    }
    used = LIST_SEPARATOR.join(dict.fromkeys(source for one in suggestions for source in one.sources))
    publications = [
        (source.id, source.publisher, source.title, _.date(source.date) or _("date not known"), source.url)
        for source in profile.sources(ecosystem, used)
    ]
    stream = io.BytesIO()
    write_workbook(
        stream,
        {
            _("Partners"): frame,
            _("Sources"): pd.DataFrame(
                publications, columns=[_("Id"), _("Publisher"), _("Title"), _("Date"), _("Address")]
            ),
            _("About"): pd.DataFrame(list(about.items()), columns=[_("Name"), _("Note")]),
        },
        created=_EPOCH,
    )
    return stream.getvalue()
