"""The address of a view: what the visitor sees is in the URL, so a link, a QR code and Back reopen it."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from ecomap import Ecosystem, Filters
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import LANGUAGES
from ecomap.ui.session import FILTERS, LANGUAGE, SELECTED, language

ID, LANG = "id", "lang"
_SHARED = (*QUERY_NAMES.values(), ID, LANG)
_WRITTEN, _PAGE, _OWN = "address_written", "address_page", "address_own"
UNKNOWN = "address_unknown_id"
"""Key of the session state with the id an address asked for in vain, so that the page can say so."""

ONE_STEP = """
if (!window.ecoOneStep) {
    window.ecoOneStep = true;
    let arriving = false;
    for (const act of ["pointerdown", "keydown", "popstate"])
        addEventListener(act, () => { arriving = false; }, true);
    const push = history.pushState.bind(history);
    history.pushState = (state, title, address) => {
        const to = new URL(address ?? location.href, location.href);
        if (to.pathname !== location.pathname) arriving = true;
        else if (arriving) return history.replaceState(state, title, address);
        return push(state, title, address);
    };
}
"""
"""Script of the browser: a move by the menu is one step of its history.

Streamlit first enters the bare address of the new page and then the one with the filters that go along. Back would
stop at the bare one, which means "no filters". So what is written after a move, before the visitor acts again,
takes the place of the bare address.
"""


def _address() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name in _SHARED}


def read(ecosystem: Ecosystem, page: str) -> bool:
    """Take over what the address says, and tell whether the filters changed by it.

    Streamlit empties the address when the visitor moves to another page by the menu. So after a move only
    what stands in the address counts, and the rest of the visit goes on; on the same page the address is the
    truth.
    """
    _restore_own(page)
    address = _address()
    if address == st.session_state.get(_WRITTEN) and page == st.session_state.get(_PAGE):
        return False
    moved = _PAGE in st.session_state and page != st.session_state[_PAGE]
    if address.get(LANG, [""])[0] in LANGUAGES:
        st.session_state[LANGUAGE] = address[LANG][0]
    if ID in address or not moved:
        asked = address.get(ID, [""])[0]
        st.session_state[SELECTED] = found = ecosystem.resolve(asked)
        st.session_state[UNKNOWN] = None if found else asked[:80]
    if moved and not any(name in address for name in QUERY_NAMES.values()):
        return False
    st.session_state[FILTERS] = Filters.from_query(address, ecosystem)
    return True


def query() -> dict[str, list[str]]:
    """Return the address parameters of the visit as it is now."""
    parameters = st.session_state.get(FILTERS, Filters()).to_query()
    if st.session_state.get(SELECTED):
        parameters[ID] = [st.session_state[SELECTED]]
    if language() != "vi":
        parameters[LANG] = [language()]
    return parameters


def write(page: str) -> None:
    """Bring the address up to date; parameters of the page itself stay."""
    parameters = query()
    # A link from a page to itself changes the run's parameters but not the browser's address line, hence the
    # second test; the browser ignores an address that it has already.
    if _address() != parameters or st.session_state.get(_WRITTEN, parameters) != parameters:
        own = {name: st.query_params.get_all(name) for name in st.query_params if name not in _SHARED}
        st.query_params.from_dict({**parameters, **own})
    st.session_state[_WRITTEN], st.session_state[_PAGE] = parameters, page


def _restore_own(page: str) -> None:
    """Give a page its own choices back when the visitor returns by the menu, which empties the address."""
    moved = _PAGE in st.session_state and page != st.session_state[_PAGE]
    kept = st.session_state.get(_OWN, {}).get(page)
    if moved and kept and not st.query_params:
        st.query_params.from_dict(kept)


def own(name: str, allowed: Container[str]) -> list[str]:
    """Return the values of a page's own parameter in the address; unknown ones are dropped from it.

    What a page lets the visitor choose beside the shared filters lives in the address alone: read it with
    this, put it into the widget before the widget is drawn, and change it in the widget's callback with
    `keep` (or all in one: `bound`). So a link reopens the very view and Back undoes a choice. The default
    has no parameter.

    Parameters
    ----------
    name : str
        The parameter; not one of the filters', ``id`` or ``lang``.
    allowed : container of str
        The codes or ids that mean something.
    """
    asked = st.query_params.get_all(name)
    known = [value for value in asked if value in allowed]
    if known != asked:
        keep({name: known})
    visit = st.session_state.setdefault(_OWN, {}).setdefault(st.session_state.get(_PAGE, ""), {})
    visit.pop(name, None)
    if known:
        visit[name] = known
    return known


def keep(choices: Mapping[str, str | Sequence[str] | None]) -> None:
    """Put a page's own choices into the address, as one step of its history; an empty one is taken out."""
    wanted = {name: st.query_params.get_all(name) for name in st.query_params}
    for name, value in choices.items():
        wanted[name] = [value] if isinstance(value, str) else list(value or ())
    st.query_params.from_dict({name: values for name, values in wanted.items() if values})


def bound(name: str, key: str, allowed: Container[str], default: str | None = None) -> Callable[[], None]:
    """Put the address's value, else the default, into the widget of a choice; return its callback."""
    st.session_state[key] = next(iter(own(name, allowed)), default)

    def change() -> None:
        value = st.session_state[key]
        keep({name: None if value == default else value})

    return change


def link(path: str, parameters: Mapping[str, str | list[str]]) -> str:
    """Return the full address of a page of this app as the visitor's browser reaches it."""
    origin = (st.context.url or "").split("?")[0]
    root = origin.rsplit("/", 1)[0] if origin else ""
    return f"{root}/{path}?{urlencode(parameters, doseq=True)}" if parameters else f"{root}/{path}"
