"""The map: where the organisations are, how many each ward has, and who is near a place."""

import streamlit as st

from ecomap.ui import briefing_link, map_component, map_controls, map_downloads, parts, session
from ecomap.views import map_state, map_words

view = session.current()
_ = view._

st.title(_("Map"))
st.caption(_("Where the organisations are, how thick they stand, and who is near whom."))
# One container whatever it holds: if the map moved among its neighbours, the browser would load it anew.
with st.container():
    if view.shown.organisations.empty:
        parts.empty(view)
    choice = map_controls.choose(view)
    marked = _("The area marked on the map does not go along.") if choice.zone else ""
    briefing_link.of_part(view, view.filters, marked)
chart, side = st.columns([3.4, 1], gap="medium")
with chart:
    state = map_state.state(
        choice.shown,
        _,
        theme=view.theme,
        show=choice.layers,
        areas=choice.areas,
        zone=choice.zone,
        drawn=choice.drawings,
        selected=view.selected,
        whole=view.ecosystem,
    )
    map_component.draw(view, state)
    st.caption(map_words.summary(choice.shown, _, choice.layers, choice.areas))
    st.caption(view.ecosystem.region.wards.attribution.get(view.lang))
with side:
    parts.selected_card(view)
    map_controls.unlocated_note(view)
    map_controls.legend(view, choice)
    map_controls.area_notes(view, choice.areas)
    map_downloads.downloads(view, choice)
map_downloads.ward_table(view, choice)
map_controls.lists(view, choice)
