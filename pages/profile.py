"""profile."""

import streamlit as st

from ecomap.ui import session

view = session.current()
st.title("profile")
