"""Briefings: an official document in minutes, every figure with its source."""

import streamlit as st

from ecomap.ui import briefing_check, briefing_form, briefing_result, session

view = session.current()
_ = view._

st.title(_("Briefings"))
st.markdown(
    _("An official document from the data, every figure with its source. Choose, read it, take it along.")
)

if briefing_form.task(view) == "check":
    briefing_check.draw(view)
else:
    form, preview = st.columns([2, 3], gap="large")
    with form:
        recipe = briefing_form.recipe(view)
    with preview:
        if recipe:
            briefing_result.draw(view, recipe)
