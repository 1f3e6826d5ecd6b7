"""The profile of one organisation or programme: what is known, on what it rests, and what is not known."""

import streamlit as st

from ecomap.ui import profile_parts as parts
from ecomap.ui import session

view = session.current()
st.html(parts.STYLE)
if view.selected is None:
    parts.chooser(view)
else:
    parts.heading(view, view.selected)
    parts.actions(view, view.selected)
    wide, narrow = st.columns([3, 2], gap="large")
    with wide:
        parts.facts(view, view.selected)
        parts.ties(view, view.selected)
        parts.aims(view, view.selected)
    with narrow:
        parts.gaps(view, view.selected)
        parts.place(view, view.selected)
        parts.neighbours(view, view.selected)
        parts.history(view, view.selected)
        parts.alike(view, view.selected)
