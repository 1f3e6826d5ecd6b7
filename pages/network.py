"""Network: who is tied with whom, who bridges, who is cut off."""

import streamlit as st

from ecomap.network import simple_graph
from ecomap.ui import network_parts, parts, session

view = session.current()
_ = view._

st.title(_("Network"))
st.markdown(_("Who is tied with whom, who bridges groups, who is cut off. Only listed ties count."))

choice = network_parts.controls(view)
if not len(simple_graph(choice.base)):
    parts.empty(view)
else:
    drawing, text = st.columns([3, 2], gap="large")
    with drawing:
        scene = network_parts.scene(view, choice)
        if scene:
            network_parts.draw(view, choice, scene)
        network_parts.downloads(view, choice, scene)
    with text:
        network_parts.words(view, choice)
        network_parts.selected(view, choice)
    st.subheader(_("Everyone, with measures"))
    network_parts.everyone(view, choice)
    with st.expander(_("How this is computed"), icon=":material/function:"):
        st.markdown(_("HOW_NETWORK"))
