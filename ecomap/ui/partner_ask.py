"""The question on the partner page: who asks, what is needed, how far; the address keeps it all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.partners import Seeker
from ecomap.analysis.partners.needs import NEEDS
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.ui import permalink
from ecomap.ui.session import SELECTED, View, current
from ecomap.views import labels, position

MODES = {"listed": N_("We are on the map"), "new": N_("We are not listed: describe us")}
REACHES = {"": N_("any distance"), "2": "2 km", "5": "5 km", "10": "10 km", "25": "25 km", "50": "50 km"}
WORDS_LENGTH = 500
SPOT_LENGTH = 60
FOUND = 6
"""Organisations offered for what was typed."""
UNKNOWN = "partner_who_unknown"
"""Key of the session state: the organisation an address asked for in vain, until another is chosen."""


_SPOT_LABEL, _SPOT_EXAMPLE = N_("Or exact position (latitude, longitude)"), "16.4637, 107.5909"


class Words:
    """Any text that is not too long to stand in an address."""

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and 0 < len(text) <= WORDS_LENGTH


@dataclass(frozen=True)
class Question:
    """What the visitor asks.

    Attributes
    ----------
    asker : str or Seeker or None
        An organisation of the data, a described one, or nobody yet.
    needs : tuple of str
        Codes of needs, and at last the visitor's own words if there are any.
    reach_km : float or None
        Leave out what is known to be further.
    near : (float, float) or str or None
        Where an organisation of the data whose place is not on record says it is: latitude and longitude, or the
        code of a ward.
    """

    asker: str | Seeker | None
    needs: tuple[str, ...]
    reach_km: float | None
    near: tuple[float, float] | str | None = None

    @property
    def ready(self) -> bool:
        """Whether there is enough to answer: somebody who asks, or a need."""
        return bool(self.asker or self.needs)


def begin() -> View:
    """Return the state of the visit; who asks is no longer the record looked at, as on the way from its profile."""
    asks = st.query_params.get("who")
    if asks and asks == st.session_state.get(SELECTED):
        st.session_state[SELECTED] = None
    return current()


def ask(view: View) -> Question:
    """Draw the question and return it."""
    _ = view._
    mode = _segments(view)
    who = _listed(view) if mode == "listed" else None
    sectors, ward = _described(view) if mode == "new" else ((), None)
    near = _missing_place(view, who) if who else None
    nobody = mode == "listed" and who is None and UNKNOWN in st.session_state
    codes = list(permalink.own("need", NEEDS))
    st.session_state["partner_need"] = codes
    st.pills(
        _("What do you need?"),
        list(NEEDS),
        format_func=lambda code: _(NEEDS[code].label),
        selection_mode="multi",
        key="partner_need",
        on_change=_keep,
        args=("need", "partner_need"),
    )
    words = _text(
        view, "say", _("Or in your own words"), _("For example: a laboratory that tests herbal extracts")
    )
    asker: str | Seeker | None = who
    # Folded, so that on a phone the answer is not pushed out of sight by what few need to say.
    with st.expander(_("More conditions (optional)"), icon=":material/tune:", expanded=_conditions_set()):
        if mode == "new":
            stage, spot = _more_of_described(view)
            asker = Seeker(sectors, stage, ward, spot)
        reach = _reach(view)
    needs = () if nobody else (*codes, *([words] if words else []))  # no list for a body that does not exist
    return Question(asker, needs, float(reach) if reach else None, near)


def _conditions_set() -> bool:
    """Return whether the address sets any of the conditions that are folded away."""
    return any(st.query_params.get(name) for name in ("step", "spot", "km"))


def _reach(view: View) -> str:
    change = permalink.bound("km", "partner_km", REACHES, "")
    st.selectbox(
        view._("How far"),
        list(REACHES),
        format_func=lambda code: view._(REACHES[code]),
        key="partner_km",
        on_change=change,
    )
    return str(st.session_state["partner_km"] or "")


def _segments(view: View) -> str:
    change = permalink.bound("as", "partner_as", MODES, "listed")
    chosen = st.segmented_control(
        view._("Who is asking?"),
        list(MODES),
        format_func=lambda code: view._(MODES[code]),
        key="partner_as",
        on_change=change,
        required=True,
        wrap=True,
    )
    return chosen or "listed"


def _keep(parameter: str, key: str) -> None:
    permalink.keep({parameter: st.session_state[key]})


def _text(view: View, parameter: str, label: str, example: str, longest: int = WORDS_LENGTH) -> str:
    key = f"partner_{parameter}"
    st.session_state[key] = next(iter(permalink.own(parameter, Words())), "")[:longest]
    st.text_input(
        label,
        key=key,
        placeholder=example,
        max_chars=longest,
        on_change=lambda: permalink.keep({parameter: st.session_state[key].strip() or None}),
    )
    return str(st.session_state[key]).strip()


@st.cache_data(max_entries=16, show_spinner=False)
def _names(_ecosystem: Ecosystem, version: str, lang: str) -> dict[str, str]:
    """Return the names of all organisations, those of the region first, each part in Vietnamese order."""
    organisations = _ecosystem.organisations
    found: dict[str, str] = {}
    for part in (organisations[organisations["in_region"]], organisations[~organisations["in_region"]]):
        names = [_ecosystem.name(node, lang) for node in part.index]
        found |= {part.index[i]: names[i] for i in sort_order(names)}
    return found


def _listed(view: View) -> str | None:
    _ = view._
    names = _names(view.ecosystem, view.ecosystem.version, view.lang)
    asked = st.query_params.get("who")
    if asked and asked not in names and (current := view.ecosystem.resolve(asked)):
        permalink.keep({"who": current})  # a link kept from before the record got its present id
    elif asked and asked not in names:
        st.session_state[UNKNOWN] = asked[
            :80
        ]  # the address is cleaned, so the next run would not know any more
    elif asked:
        st.session_state.pop(UNKNOWN, None)
    if unknown := st.session_state.get(UNKNOWN):
        _found(view, unknown, names)
    change = permalink.bound("who", "partner_who", names)
    return st.selectbox(
        _("Your organisation"),
        list(names),
        format_func=names.__getitem__,
        key="partner_who",
        on_change=change,
        placeholder=_("Type a part of the name"),
        accept_new_options=True,  # the box itself finds neither short names nor words without tones
    )


def _found(view: View, words: str, names: dict[str, str]) -> None:
    """Offer the organisations found by what was typed, or say that there is none."""
    _ = view._
    rows = view.ecosystem.index.search(words, limit=4 * FOUND)["id"]
    found = [str(node) for node in rows if node in names][:FOUND]
    if not found:
        st.warning(
            _("There is no organisation “{id}” in this data. Choose one below, or describe yourself.",
              id=labels.markdown(words)),
            icon=":material/search_off:",
        )  # fmt: skip
        return
    st.caption(_("Found by “{words}”; choose one:", words=labels.markdown(words)))
    with st.container(horizontal=True):
        for node in found:
            st.button(
                labels.markdown(names[node]), key=f"partner_found_{node}",
                on_click=permalink.keep, args=({"who": node},),
            )  # fmt: skip


def _missing_place(view: View, org_id: str) -> tuple[float, float] | str | None:
    """Ask an organisation whose place is not on record where it is."""
    _, eco = view._, view.ecosystem
    if eco.organisations.at[org_id, "placed"] != "none":
        return None
    left, right = st.columns(2)
    with left:
        ward = _ward(view)
    with right:
        spot = _text(view, "spot", _(_SPOT_LABEL), _SPOT_EXAMPLE, SPOT_LENGTH)
    point = _point(view, spot)
    if point or not ward:
        return point
    st.caption(
        _(
            "Only your ward is known, {ward}: distances are given as the least and the greatest possible.",
            ward=labels.ward(eco, ward),
        )
    )
    return ward


def _ward(view: View) -> str | None:
    wards = view.ecosystem.wards
    codes = [str(wards.index[i]) for i in sort_order(wards["name"].tolist())]
    return next(iter(_choices(view, "at", view._("Ward or commune"), "wards", codes)), None)


def _described(view: View) -> tuple[tuple[str, ...], str | None]:
    """Ask somebody who is not listed for sectors and ward."""
    codes = list(view.ecosystem.sectors.index)
    left, right = st.columns([2, 1])
    with left:
        sectors = _choices(view, "field", view._("Your sectors"), "sectors", codes, many=True)
    with right:
        ward = _ward(view)
    return sectors, ward


def _more_of_described(view: View) -> tuple[str | None, tuple[float, float] | None]:
    """Ask somebody who is not listed for the stage and, if it is known, the exact position."""
    _, stages = view._, view.ecosystem.stages.sort_values("rank").index
    left, right = st.columns(2)
    with left:
        stage = _choices(view, "step", _("Stage"), "stages", list(stages))
    with right:
        spot = _text(view, "spot", _(_SPOT_LABEL), _SPOT_EXAMPLE, SPOT_LENGTH)
    return next(iter(stage), None), _point(view, spot)


def _choices(
    view: View, parameter: str, label: str, field: str, codes: list[str], many: bool = False
) -> tuple[str, ...]:
    """Draw a choice of codes that the address keeps; return those chosen."""
    name, key = labels.namer(view.ecosystem, field, view.lang), f"partner_{parameter}"
    texts = {code: name(code) for code in codes}
    if many:
        st.session_state[key] = permalink.own(parameter, texts)
        st.multiselect(
            label, codes, format_func=texts.__getitem__, key=key, on_change=_keep, args=(parameter, key),
            placeholder=view._("not stated"),
        )  # fmt: skip
        return tuple(st.session_state[key])
    change = permalink.bound(parameter, key, texts)
    chosen: Any = st.selectbox(
        label,
        codes,
        format_func=texts.__getitem__,
        key=key,
        on_change=change,
        placeholder=view._("not stated"),
    )
    return (chosen,) if chosen else ()


def _point(view: View, text: str) -> tuple[float, float] | None:
    if not text:
        return None
    if found := position.read(text):
        return found
    st.warning(
        view._("“{text}” is not a position. Write latitude and longitude in degrees, such as 16.4637, 107.5909.",
               text=labels.markdown(text[:80])),
        icon=":material/wrong_location:",
    )  # fmt: skip
    return None
