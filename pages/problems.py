"""Published problems, and who could solve each."""

import streamlit as st

from ecomap.ui import problem_parts as parts
from ecomap.ui import session

view = session.current()
_ = view._
st.title(_("Problems to solve"))
st.markdown(_("Problems that bodies of the city have made public, and who in the data could solve each."))
if need_id := parts.opened(view):
    parts.detail(view, need_id)
else:
    parts.listing(view, parts.choose(view))
