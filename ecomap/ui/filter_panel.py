"""The filters all pages share, in the sidebar."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap import vocabulary as v
from ecomap.counts import count_by
from ecomap.filters import WORDS_LENGTH, YEARS, choices
from ecomap.i18n import N_, Translator
from ecomap.ui.session import FILTERS
from ecomap.views import labels

_FIRST = {"kinds": N_("Kind"), "sectors": N_("Sector"), "wards": N_("Ward or commune")}
_MORE = {
    "subkinds": N_("Sub-kind"),
    "functions": N_("Support function"),
    "stages": N_("Stage of start-ups"),
    "statuses": N_("Status"),
    "tie_types": N_("Type of tie"),
    "programmes": N_("Programme"),
    "confidences": N_("Confidence"),
}
_COUNTED = {
    "kinds": "kind",
    "sectors": "sectors",
    "wards": "ward_code",
    "functions": "functions",
    "stages": "stage",
    "statuses": "status",
    "confidences": "confidence",
}


def _key(name: str) -> str:
    return f"filter_{name}"


def _seed(filters: Filters, *, fresh: bool) -> None:
    """Put the filters into the widgets before they are drawn, unless the widgets are the newer truth."""
    for name in (*_FIRST, *_MORE):
        if fresh or _key(name) not in st.session_state:
            st.session_state[_key(name)] = list(getattr(filters, name))
    if fresh or _key("words") not in st.session_state:
        st.session_state[_key("words")] = filters.words
        st.session_state[_key("place")] = filters.place or None
        st.session_state[_key("year")] = filters.year


def draw(ecosystem: Ecosystem, _: Translator, *, fresh: bool) -> None:
    """Draw the filters and keep what the visitor chose in the session."""
    filters = st.session_state.get(FILTERS, Filters())
    _seed(filters, fresh=fresh)
    known = choices(ecosystem)
    st.text_input(
        _("Search"),
        key=_key("words"),
        placeholder=_("Name, field, place…"),
        max_chars=WORDS_LENGTH,
        icon=":material/search:",
    )
    for name, label in _FIRST.items():
        _multiselect(name, _(label), list(known[name]), ecosystem, _)
    with st.expander(_("More filters"), icon=":material/tune:"):
        st.segmented_control(
            _("Place"), list(v.PLACES), format_func=lambda code: _(v.PLACES[code]), key=_key("place")
        )
        for name, label in _MORE.items():
            _multiselect(name, _(label), list(known[name]), ecosystem, _)
        st.number_input(
            _("In the year"),
            min_value=YEARS.start,
            max_value=YEARS.stop - 1,
            key=_key("year"),
            value=None,
            placeholder=_("any time"),
            format="%d",
        )
    if any(st.session_state[_key(name)] for name in (*_FIRST, *_MORE, "words", "place", "year")):
        st.button(_("Clear all filters"), icon=":material/filter_alt_off:", on_click=clear, width="stretch")
    st.session_state[FILTERS] = replace(
        Filters(),
        words=(st.session_state[_key("words")] or "").strip(),
        place=st.session_state[_key("place")] or "",
        year=st.session_state[_key("year")],
        **{name: tuple(st.session_state[_key(name)]) for name in (*_FIRST, *_MORE)},
    )


def clear() -> None:
    """Take all filters off."""
    for name in (*_FIRST, *_MORE, "words", "place", "year"):
        st.session_state.pop(_key(name), None)
    st.session_state[FILTERS] = Filters()


def choose(field: str, values: Iterable[str]) -> None:
    """Set the values of a field from another part of a page, in a callback; they show from the next run on."""
    st.session_state[_key(field)] = list(values)


@st.cache_data(max_entries=64, show_spinner=False)
def _options(_ecosystem: Ecosystem, version: str, name: str, lang: str) -> dict[str, str]:
    """Return the label of each value of a filter, with the number of records that have it."""
    naming: Callable[[str], str] = labels.namer(_ecosystem, name, lang)
    texts = {code: naming(code) for code in choices(_ecosystem)[name]}
    if name in _COUNTED:
        counts = count_by(_ecosystem, _COUNTED[name])
        texts = {code: f"{text} ({counts.get(code, 0)})" for code, text in texts.items()}
    return texts


def _multiselect(name: str, label: str, options: list[str], ecosystem: Ecosystem, _: Translator) -> None:
    texts = _options(ecosystem, ecosystem.version, name, _.lang)
    st.multiselect(
        label, options, format_func=lambda code: texts.get(code, code), key=_key(name), placeholder=_("all")
    )
