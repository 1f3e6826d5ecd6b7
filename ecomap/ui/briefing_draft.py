"""The draft a visitor works on: the widgets that hold it, kept for the session, and a saved recipe instead of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.gaps import KINDS
from ecomap.analysis.partners.needs import NEEDS
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import Fault, RecipeError, read_recipe
from ecomap.briefing.templates import TEMPLATES
from ecomap.briefing.templates.partners import need_text
from ecomap.briefing.unused import unmade, unused
from ecomap.filters import QUERY_NAMES
from ecomap.ui import briefing_frame, briefing_proposals, gap_basket, permalink
from ecomap.ui.briefing_desk import desk
from ecomap.ui.partner_ask import Words
from ecomap.ui.session import View
from ecomap.views import labels

KIND, SUBJECT = "kind-of", "about"
"""Parameters of the address: the template, and the ids a briefing is about."""
NEED, SAY, ASKER = "need", "say", "asker"
"""Parameters of the address of a search for partners: codes of needs, the need in words, who seeks if not listed."""
ORDER = "briefing_order"
"""Key of the session state: template -> codes of its sections as the visitor ordered them."""
LAYOUT, LANG, TITLE, SINCE = "briefing_layout", "briefing_lang", "briefing_title", "briefing_since"
_FILE, _TOLD, _ASKED = "briefing_file", "briefing_told", "briefing_asked"
"""Keys of the session state: the file chosen, what is to be told of it, and the question last taken over."""
_ON, _TEXT, _BASKET = "briefing_on_", "briefing_text_", "briefing_basket_"


_MOST_TOLD = 10


@dataclass(frozen=True)
class _Told:
    """What is to be told of a recipe: why it is refused, or what of it no document would show."""

    faults: Sequence[Fault] = ()
    refused: bool = False


def switch_key(template: str, section: str) -> str:
    """Return the key of the widget that switches a section."""
    return f"{_ON}{template}_{section}"


def text_key(template: str, section: str) -> str:
    """Return the key of the widget with the author's words in a section."""
    return f"{_TEXT}{template}_{section}"


def basket_key(template: str) -> str:
    """Return the key of the widget that says whether the findings put by are the subject."""
    return f"{_BASKET}{template}"


def load(view: View) -> None:
    """Draw the choice of a saved recipe, and say what of it could not be taken over."""
    _ = view._
    with st.expander(_("Load a saved recipe"), icon=":material/upload_file:", key="briefing_load"):
        file = st.file_uploader(
            _("Recipe (.json)"),
            type="json",
            key=_FILE,
            max_upload_size=2,
            label_visibility="collapsed",
            on_change=_read,
            args=(view.ecosystem,),
        )
    told: _Told = st.session_state.get(_TOLD, _Told())
    if file is None:
        return
    lines = [labels.markdown(fault.text(view.lang)) for fault in told.faults[:_MOST_TOLD]]
    if more := len(told.faults) - len(lines):
        lines.append(_.n("and {n} more", "and {n} more", more))
    if told.refused:
        st.error("\n".join(f"- {line}" for line in lines))
        return
    for line in lines:
        st.warning(line, icon=":material/info:")


def _read(ecosystem: Ecosystem) -> None:
    """Take over a file before the page is drawn: a click on a file of the document then waits for the new one."""
    file = st.session_state[_FILE]
    if file is None:
        return
    desk().clear()
    try:
        read = read_recipe(file.getvalue(), ecosystem)
    except RecipeError as error:
        st.session_state[_TOLD] = _Told(error.faults, refused=True)
        return
    st.session_state[_TOLD] = _Told((*unused(read, compared=False), *unmade(ecosystem, read)))
    _take_over(read)


def take_question(view: View) -> None:
    """Put the question of a search for partners, as the address tells it, into its words: once, so they may change."""
    asked = (
        permalink.own(NEED, NEEDS), permalink.own(SAY, Words())[:1], permalink.own(ASKER, Words())[:1],
    )  # fmt: skip
    if not any(asked) or st.session_state.get(_ASKED) == asked:
        return
    st.session_state[_ASKED] = asked
    codes, words, asker = asked
    _put_words("partners", {"need": need_text([*codes, *words], view._), "asker": "".join(asker)})


def hand_over(template: str, texts: Mapping[str, str]) -> None:
    """Put words of another page into the sections of a template, before the visitor goes there."""
    st.session_state.pop(_ASKED, None)
    _put_words(template, texts)


def _put_words(template: str, texts: Mapping[str, str]) -> None:
    for code, text in texts.items():
        st.session_state[text_key(template, code)] = text
        if text:
            st.session_state[switch_key(template, code)] = True


def _take_over(read: Recipe) -> None:
    """Put a recipe into the widgets and the address."""
    state, name = st.session_state, read.template
    state[LAYOUT], state[LANG], state[TITLE] = read.layout, read.lang, read.title
    state[SINCE] = _day(read.since)
    briefing_frame.take_over(read.issue)
    briefing_proposals.take_over(read.proposals)
    codes = [part.code for part in TEMPLATES[name].parts]
    state.setdefault(ORDER, {})[name] = _with_left_out(codes, read.sections)
    for code in codes:
        state[switch_key(name, code)] = not read.sections or code in read.sections
        state[text_key(name, code)] = read.texts.get(code, "")
    findings = [node for node in read.subject_ids if node.partition(":")[0] in KINDS]
    state[basket_key(name)] = bool(findings)
    state[gap_basket.BASKET] = findings or gap_basket.basket()
    # The filters go by way of the address, as a kept link would bring them.
    scope = {parameter: read.scope.get(parameter) for parameter in QUERY_NAMES.values()}
    about = [node for node in read.subject_ids if node not in findings]
    put_by = {gap_basket.BRIEF: findings} if findings else {}
    # What a search for partners once asked is now in the words of the recipe.
    asked = dict.fromkeys((NEED, SAY, ASKER))
    permalink.keep({**scope, **asked, KIND: name, SUBJECT: about, **put_by})


def _with_left_out(codes: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """Return the sections of a recipe in its order, those it leaves out after the one they follow in the template."""
    order = list(chosen)
    for place, code in enumerate(codes):
        if code not in chosen:
            order.insert(order.index(codes[place - 1]) + 1 if place else 0, code)
    return order


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
