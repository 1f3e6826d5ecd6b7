"""About: data, methods, coverage, licence, version."""

import streamlit as st

import ecomap
from ecomap.ui import home_parts, session
from ecomap.ui.parts import Columns
from ecomap.views import about, headline_html

view = session.current()
_, eco = view._, view.ecosystem

st.title(_("About the data and the methods"))
st.markdown(_("What the map rests on, how it was made, and what it cannot say."))
st.caption(_("EcoMap {app} · data version {version}", app=ecomap.__version__, version=eco.version))

left, right = st.columns(2, gap="large")
with left:
    st.subheader(_("What the data holds"))
    columns: Columns = {
        "label": _("Table"),
        "rows": st.column_config.NumberColumn(_("Rows"), format="localized"),
    }
    st.dataframe(about.table_sizes(eco, _), hide_index=True, column_config=columns)
with right:
    st.subheader(_("What is known"))
    st.html(headline_html.completeness(about.completeness(eco, _), _))
    st.caption(_("Over the organisations of the region, unless the line says otherwise."))
home_parts.coverage(view, others=True)

st.subheader(_("How it was made"))
for heading, text in about.methods(eco, _):
    with st.expander(heading, expanded=heading == _("Facts and judgements")):
        st.markdown(text)

st.subheader(_("Sources"))
st.dataframe(
    about.sources(eco).assign(published_on=lambda table: table["published_on"].map(_.date)),
    hide_index=True,
    column_config={
        "publisher": _("Publisher"),
        "title": st.column_config.TextColumn(_("Title"), width="large"),
        "published_on": _("Published"),
        "url": st.column_config.LinkColumn(_("Address")),
    },
)
