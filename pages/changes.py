"""What changed: between two days as the data knows them, or from an earlier version of the data."""

import streamlit as st

from ecomap.ui import changes_parts as parts
from ecomap.ui import session

view = session.current()
_ = view._

st.title(_("What changed"))
st.markdown(
    _("What is new, gone or changed: organisations, programmes, ties, targets, indicators and findings.")
)

found = parts.dates(view) if parts.way(view) == "dates" else parts.version(view)
if found is not None:
    found = parts.with_findings(view, found)
    parts.figures(view, found)
    if found:
        kept = parts.choose(view, found)
        parts.rows(view, found, kept)
        parts.findings(view, found)
        parts.downloads(view, found, kept)
    else:
        parts.nothing(view)
parts.method(view)
parts.keep_version(view)
