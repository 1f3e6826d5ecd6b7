"""About: data, methods, coverage, licence, version."""

import streamlit as st

import ecomap
from ecomap.ui import home_parts, session
from ecomap.views import about, gaps_bars, headline_html

view = session.current()
_, eco = view._, view.ecosystem

st.title(_("About the data and the methods"))
st.markdown(_("What the map rests on, how it was made, and what it cannot say."))
st.caption(_("EcoMap {app} · data version {version}", app=ecomap.__version__, version=eco.version))

left, right = st.columns(2, gap="large")
with left:
    st.subheader(_("What the data holds"))
    st.html(gaps_bars.table(about.table_sizes(eco, _), _("What the data holds")))
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
        "publisher": st.column_config.TextColumn(_("Publisher"), width=190),
        "title": st.column_config.TextColumn(_("Title"), width=420),
        "published_on": _("Published"),
        "url": st.column_config.LinkColumn(_("Address")),
    },
)
