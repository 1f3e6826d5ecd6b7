"""Partners: who can help with a need, why, how far, and who can introduce."""

import streamlit as st

from ecomap.ui import partner_answers, partner_ask, partner_proof, partner_results, partner_shortlist

view = partner_ask.begin()
_ = view._

st.title(_("Find partners"))
st.markdown(
    _("Who near you can help with what you need, why, and who can introduce you. Suggestions, not promises.")
)

question = partner_ask.ask(view)
if question.ready:
    found = partner_answers.answer(view, question)
    partner_results.draw(view, question, found)
    partner_shortlist.draw(view, question, found)
else:
    st.info(_("Choose your organisation or a need to begin."), icon=":material/handshake:")
partner_proof.draw(view)
