"""How good the suggestions are: what they would have found in the past, computed when the fold is opened."""

from __future__ import annotations

from datetime import date
from functools import partial

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.gaps import Progress
from ecomap.analysis.partners.evaluation import Evaluation, evaluate
from ecomap.ui import jobs
from ecomap.ui.session import View
from ecomap.views import labels
from ecomap.views import partners as words
from ecomap.views.gaps_bars import table as html_table

_YEARS_BACK = 3
"""The cut lies so many years before the newest dated tie: enough new ties to judge by, enough old ones to learn."""


def _evaluated(ecosystem: Ecosystem, cut: date, progress: Progress) -> Evaluation:
    progress(0.0, "")
    return evaluate(ecosystem, cut)


def draw(view: View) -> None:
    """Draw the fold."""
    _ = view._
    fold = st.expander(
        _("How good are these suggestions?"),
        icon=":material/query_stats:",
        key="partner_proof",
        on_change="rerun",
    )
    with fold:
        if not fold.open:
            return
        newest = view.ecosystem.ties["start_on"].max()
        if newest != newest:
            st.markdown(_("No tie of this data has a date, so it cannot be told."))
            return
        cut = date(newest.year - _YEARS_BACK + 1, 1, 1)
        work = partial(_evaluated, view.ecosystem, cut)
        found: Evaluation | None = jobs.result("partner proof", view.ecosystem, work, _, _("Looking back …"))
        if found is None:
            return
        st.markdown(
            _(
                "Looked back: learned from the {before} pairs tied before {cut}, then held against the "
                "{after} new pairs from then on. An asker counts as a hit "
                "if a partner it really found stands among the first 20.",
                before=found.ties_before,
                cut=_.date(found.cut.isoformat()),
                after=found.ties_after,
            )
        )
        for start in found.starts:
            if start.figures:
                st.markdown(f"**{labels.markdown(words.proof_title(start, _))}**")
                st.html(html_table(words.proof_table(start, _), words.proof_title(start, _)))
                if sentence := words.proof_sentence(start, _):
                    st.markdown(labels.markdown(sentence))
        for note in found.notes:
            st.markdown(labels.markdown(note.text(view.lang)))
        st.caption(
            _(
                "Only ties with a date count, and only those on record: "
                "partners found but never reported count as misses."
            )
        )
