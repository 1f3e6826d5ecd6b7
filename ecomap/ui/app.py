"""What Streamlit runs for every view: the frame, then the page."""

from ecomap.ui import frame

frame.run()
