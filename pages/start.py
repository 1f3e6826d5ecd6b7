"""Home: what this is, a search, the first figures, and the way in for each reader."""

import streamlit as st

from ecomap.ui import home_parts, session

view = session.current()
_, eco = view._, view.ecosystem

st.title(eco.region.title.get(view.lang))
st.markdown(eco.region.sentence.get(view.lang))
home_parts.search_box(view)
home_parts.figures(view)
home_parts.top_gaps(view)
left, right = st.columns([3, 2], gap="large")
with left:
    home_parts.small_map(view)
with right:
    home_parts.doors(view)
home_parts.news(view)
home_parts.coverage(view)
