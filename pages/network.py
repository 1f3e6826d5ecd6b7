"""Network: who is tied with whom, who bridges, who is cut off."""

import streamlit as st

from ecomap.network import simple_graph
from ecomap.ui import briefing_link, network_controls, network_facts, network_parts, parts, session
from ecomap.views import graph_text

view = session.current()
_ = view._

st.title(_("Network"))
st.markdown(_("Who is tied with whom, who bridges groups, who is cut off. Only listed ties count."))

choice = network_controls.controls(view)
if choice.mode == "around" and choice.ends[0]:
    briefing_link.of_body(view, choice.ends[0])
else:
    briefing_link.of_part(view, choice.filters)
if not len(simple_graph(choice.base)):
    parts.empty(view)
else:
    scene = network_parts.scene(view, choice)
    if scene:
        network_parts.draw(view, choice, scene)
    # Without a selection there is little to say beside the words.
    text, record = st.columns([1, 1] if view.selected else [3, 1], gap="large")
    with text:
        network_facts.words(view, choice)
        network_facts.downloads(view, choice, scene)
    with record:
        network_facts.selected(view, choice)
    st.subheader(_("Everyone, with measures"))
    network_facts.everyone(view, choice)
    with st.expander(_("How this is computed"), icon=":material/function:"):
        network_facts.bullets(graph_text.method(_))
