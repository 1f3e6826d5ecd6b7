"""What if: change the ecosystem on paper, and see what it would bring."""

import streamlit as st

from ecomap.ui import gap_jobs, scenario_parts, session

view = session.current()
_ = view._

st.title(_("What if"))
st.markdown(_("Change the ecosystem on paper and see what it would bring. Every figure is an estimate."))

text, changes = scenario_parts.read(view)
if scenario_parts.tool(view) == "sites":
    scenario_parts.sites(view, changes)
else:
    scenario_parts.editor(view, changes)
    if changes:
        known = gap_jobs.gaps_of(view.ecosystem, _)
        if known:
            scenario_parts.outcome(view, text, changes, known)
scenario_parts.way_back(view)
