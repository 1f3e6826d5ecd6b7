"""The directory: who and what is listed, as tables to sort, choose from and take along."""

import streamlit as st

from ecomap.ui import briefing_link, session
from ecomap.ui import directory_parts as parts
from ecomap.ui.parts import empty, selected_card
from ecomap.views import directory

view = session.current()
_ = view._
st.title(_("Directory"))
st.markdown(_("All organisations, ties and programmes on the map, each with its profile and its sources."))
selected_card(view)
tab = parts.tab(view)
alone = "" if tab == "organisations" else _("Choices of this table alone do not go along.")
briefing_link.of_part(view, view.filters, note=alone)
parts.facets(view, tab)
rows = parts.rows(view, tab)
with st.container(horizontal=True, vertical_alignment="center"):
    parts.count_line(view, tab, rows)
    keys = parts.columns(view, tab)
    shown = directory.as_shown(rows, tab, keys, _)
    parts.downloads(view, tab, rows, keys)
if rows.empty:
    empty(view)
else:
    above = st.container()
    st.caption(_("A click on a name, or on the box before a row, opens its profile."))
    if row := parts.table(view, tab, shown, keys):
        with above:
            parts.open_row(view, tab, row)
