"""Gaps: what is missing, how sure that is, and what would close it."""

import streamlit as st

from ecomap.ui import (
    briefing_link,
    gap_basket,
    gap_cards,
    gap_detail,
    gap_jobs,
    gap_parts,
    gap_pictures,
    session,
)
from ecomap.views import gaps

view = session.current()
_ = view._

st.title(_("Gaps"))
found = gap_jobs.gaps_of(view.ecosystem, _)
if found:
    findings, silences = found.gaps.findings, found.gaps.silences
    gap_basket.take(findings)
    opened = gap_parts.opened(findings, _)
    if opened:
        gap_detail.draw(view, opened)
    else:
        st.markdown(
            _("What the ecosystem lacks, how sure that is, and who could close it. All of it is an estimate.")
        )
        look = gap_parts.look(view)
        if look in gap_parts.LISTS:
            pool = gap_parts.of_look(findings, look)
            choice = gap_parts.choose(view, pool)
            kept = gaps.keep(view.ecosystem, pool, choice)
            shown = [finding for finding in kept if finding.id not in gap_basket.dismissed()]
            if look == gap_parts.LISTS[0]:
                briefing_link.of_findings(view, choice)
            gap_cards.briefing(view, findings, silences)
            gap_cards.ranked(view, shown, len(pool))
            gap_basket.dismissed_fold(view, pool)
            if kept:
                chosen = gaps.choice_text(view.ecosystem, choice, _)
                gap_cards.downloads(view, kept, silences, gap_basket.aside(kept), chosen)
        else:
            briefing_link.of_findings(view, gaps.Choice())
            gap_pictures.draw(view, found, look)
        gap_parts.silences(view, silences)
