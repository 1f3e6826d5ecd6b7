"""What surrounds every page: menu, language, filters, footer."""

from __future__ import annotations

import streamlit as st

from ecomap import DataError
from ecomap.i18n import LANGUAGES, Translator, translator
from ecomap.ui import filter_panel, loaders, nav, parts, permalink, session
from ecomap.ui.session import LANGUAGE


def run() -> None:
    """Draw the frame and run the page the visitor asked for."""
    st.set_page_config(page_title="EcoMap Huế", page_icon=parts.LOGO, layout="wide")
    st.html(parts.STYLE)
    if st.query_params.get(permalink.LANG) in LANGUAGES and LANGUAGE not in st.session_state:
        st.session_state[LANGUAGE] = st.query_params[permalink.LANG]
    _ = translator(session.language())
    page, entry = nav.build(_)
    st.logo(parts.LOGO, size="large")
    try:
        ecosystem = loaders.ecosystem()
    except DataError as error:
        parts.data_problems(error, _)
        return
    changed = permalink.read(ecosystem, entry.path)
    _ = translator(session.language())
    with st.sidebar:
        if entry.filtered:
            filter_panel.draw(ecosystem, _, fresh=changed)
        _language_switch(_)
    permalink.write(entry.path)
    page.run()
    parts.footer(ecosystem, _)
    # A selection made by the page belongs into the address of this very view.
    permalink.write(entry.path)


def _language_switch(_: Translator) -> None:
    def switch() -> None:
        st.session_state[LANGUAGE] = st.session_state["language_choice"]

    st.session_state["language_choice"] = session.language()
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=lambda code: LANGUAGES[code],
        key="language_choice",
        on_change=switch,
        required=True,
    )
    # Screen readers and the browser's translator go by this attribute, which Streamlit fixes to "en".
    st.html(
        f"<script>document.documentElement.lang = '{session.language()}';{permalink.ONE_STEP}</script>",
        unsafe_allow_javascript=True,
    )
