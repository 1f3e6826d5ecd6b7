"""The application: ``streamlit run Home.py``. The pages and their frame are in ``ecomap/ui`` and ``pages/``."""

import streamlit as st

from ecomap.ui.server import ROUTES, lifespan

app = st.App("ecomap/ui/app.py", routes=ROUTES, lifespan=lifespan)
