"""map."""

import streamlit as st

from ecomap.ui import session

view = session.current()
st.title("map")
