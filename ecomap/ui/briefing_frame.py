"""The official frame of a briefing: who issues it, to whom, and who signs. What is empty is filled in by hand."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Any

import streamlit as st

from ecomap.briefing.recipe import Issue
from ecomap.i18n import N_
from ecomap.ui.session import View

PREFIX = "briefing_issue_"
"""How the keys of the fields begin."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)
"""Days to choose from; Streamlit's own bounds would move with the clock."""
AUTHORITIES = ("", "TM.", "KT.", "TL.", "TUQ.", "Q.")
_LINES = {
    "parent": N_("Superior body"),
    "agency": N_("Issuing body"),
    "number": N_("Number"),
    "symbol": N_("Symbol"),
    "place": N_("Place of issue"),
    "signatory": N_("Name of the signatory"),
    "drafted_by": N_("Drafting unit (short)"),
}
_LISTS = {"to": N_("To (a line each)"), "recipients": N_("Recipients (a line each)")}
_POSITION = N_("Post of the signatory")
LABELS = {**_LINES, **_LISTS, "position": _POSITION}
"""Field of the frame that takes words -> its label."""


def _key(name: str) -> str:
    return f"{PREFIX}{name}"


def issue(view: View) -> Issue:
    """Draw the fields and return what they say."""
    _, eco = view._, view.ecosystem
    _seed(view)
    names = {body: eco.name(body, "vi") for body in eco.agencies.index if body in eco}
    st.selectbox(
        _("Fill in from an agency of the data"), list(names), index=None, format_func=names.__getitem__,
        key="briefing_fill_from", on_change=_fill, args=(view,), placeholder=_("Type a part of the name"),
    )  # fmt: skip
    values = {
        name: st.text_input(_(label), key=_key(name), persist_state="session").strip()
        for name, label in _LINES.items()
    }
    own = st.session_state.get(_key("authority"), "")  # a recipe may have one that is not listed
    authority = st.selectbox(
        _("Signs in the right of"),
        list(dict.fromkeys((*AUTHORITIES, own))),
        key=_key("authority"),
        format_func=lambda code: code or _("own right"),
        persist_state="session",
    )
    values["position"] = st.text_area(
        _(_POSITION),
        key=_key("position"),
        height=68,
        persist_state="session",
        help=_("Who signs for another has a line more with their own post, such as “PHÓ VIỆN TRƯỞNG”."),
    ).strip()
    day = st.date_input(
        _("Date of the document"),
        value=None,
        min_value=FIRST_DAY,
        max_value=LAST_DAY,
        format="DD/MM/YYYY",
        key=_key("date"),
        persist_state="session",
    )
    lists: dict[str, Any] = {
        name: _lines(st.text_area(_(label), key=_key(name), persist_state="session"))
        for name, label in _LISTS.items()
    }
    return Issue(
        **{**values, **lists}, authority=authority, date=day.isoformat() if isinstance(day, date) else ""
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _seed(view: View) -> None:
    st.session_state.setdefault(_key("place"), view.ecosystem.region.name.vi)


def _fill(view: View) -> None:
    """Take over the names of an agency as documents write them."""
    body = st.session_state["briefing_fill_from"]
    if body:
        row = view.ecosystem.agencies.loc[body]
        st.session_state[_key("agency")] = view.ecosystem.name(body, "vi")
        st.session_state[_key("parent")] = row["parent_vi"] if isinstance(row["parent_vi"], str) else ""
        code = row["document_code"]
        st.session_state[_key("symbol")] = f"BC-{code}" if isinstance(code, str) else ""


def take_over(read: Issue) -> None:
    """Put the frame of a recipe into the fields."""
    for name, value in dataclasses.asdict(read).items():
        if name == "date":
            st.session_state[_key(name)] = date.fromisoformat(value) if value else None
        else:
            st.session_state[_key(name)] = "\n".join(value) if name in _LISTS else value
