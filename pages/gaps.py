"""Gaps: what is missing, how sure that is, and what would close it."""

import streamlit as st

from ecomap.ui import gap_basket, gap_detail, gap_jobs, gap_parts, gap_pictures, session
from ecomap.views import gaps

view = session.current()
_ = view._

st.title(_("Gaps"))
st.markdown(
    _("What the ecosystem lacks, how sure that is, and who could close it. All of it is an estimate.")
)

found = gap_jobs.gaps_of(view.ecosystem, _)
if found:
    findings = found.gaps.findings
    opened = gap_parts.opened(findings, _)
    if opened:
        gap_detail.draw(view, opened)
    else:
        look = gap_parts.look(view)
        if look == "list":
            choice = gap_parts.choose(view, findings)
            kept = gaps.keep(view.ecosystem, findings, choice)
            shown = [finding for finding in kept if finding.id not in gap_basket.dismissed()]
            gap_basket.briefing(view, findings)
            gap_parts.ranked(view, shown, len(findings))
            gap_basket.dismissed_fold(view, findings)
            if shown:
                gap_parts.downloads(view, shown, found.gaps.silences)
        else:
            gap_pictures.draw(view, found, look)
        gap_parts.silences(view, found.gaps.silences)
