"""What the visitor chooses for a briefing. The widgets hold the recipe; the address holds its kind and subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import streamlit as st

from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import LAYOUTS, Fault, RecipeError, read_recipe
from ecomap.briefing.templates import TEMPLATES, Part, Template
from ecomap.i18n import LANGUAGES, N_
from ecomap.ui import briefing_draft, briefing_frame, briefing_proposals, briefing_subject, permalink
from ecomap.ui.briefing_desk import desk
from ecomap.ui.briefing_draft import KIND, LANG, LAYOUT, ORDER, SINCE, TITLE
from ecomap.ui.session import View
from ecomap.views import labels
from ecomap.views.changes import newest_day

TASKS = {"write": N_("Write a briefing"), "check": N_("Check a file")}
LAYOUT_NAMES = dict(
    zip(LAYOUTS, (N_("Official form (Decree 30/2020)"), N_("Plain layout for the public")), strict=True)
)
_TITLE = N_("Subject line")


def task(view: View) -> str:
    """Draw the choice between writing a briefing and checking one."""
    change = permalink.bound("task", "briefing_task", TASKS, "write")
    chosen = st.segmented_control(
        view._("What do you want to do?"), list(TASKS), format_func=lambda code: view._(TASKS[code]),
        key="briefing_task", on_change=change, required=True, wrap=True, label_visibility="collapsed",
    )  # fmt: skip
    return chosen or "write"


def recipe(view: View) -> Recipe | None:
    """Draw the choices and return the recipe; None, with a word why, while something is missing."""
    _ = view._
    desk().clear()
    briefing_draft.load(view)
    change = permalink.bound(KIND, "briefing_kind", TEMPLATES, next(iter(TEMPLATES)))
    st.selectbox(
        _("Kind of briefing"),
        list(TEMPLATES),
        format_func=lambda code: _(TEMPLATES[code].name),
        key="briefing_kind",
        on_change=change,
    )
    template = TEMPLATES[st.session_state["briefing_kind"]]
    subjects = briefing_subject.draw(view, template)
    layout, lang = _look(view)
    since = _since(view)
    with st.expander(_("Sections and your own words"), icon=":material/segment:", key="briefing_sections"):
        sections, texts = _sections(view, template)
    proposed = st.container()
    with st.expander(_("Agency, number, signature"), icon=":material/draw:", key="briefing_frame"):
        _told_of_reload(view)
        title = st.text_input(
            _(_TITLE),
            key=TITLE,
            placeholder=_("as the template has it"),
            persist_state="session",
        )
        issue = briefing_frame.issue(view)
    if not sections:
        st.warning(_("Choose at least one section."), icon=":material/edit:")
        desk().lay(None)
        return None
    made = Recipe(
        template=template.code, scope=view.filters.to_query(), subject_ids=tuple(subjects), sections=sections,
        texts=texts, layout=layout, lang=lang, title=title, since=since, issue=issue,
    )  # fmt: skip
    sound = _sound(view, made)
    if sound is None:
        return None
    with proposed:
        settled = briefing_proposals.draw(view, sound)
    if settled is None:
        return None  # the desk stays empty: a download waits for the run that follows
    return _sound(view, replace(sound, proposals=settled)) if settled else sound


def _sound(view: View, made: Recipe) -> Recipe | None:
    """Return a recipe as it would be read from its file, so that one that is saved can be loaded; None if it cannot."""
    try:
        return read_recipe(made.to_json(), view.ecosystem)
    except RecipeError as error:
        for fault in error.faults:
            advice = (
                f" {fault.advice.text(view.lang)}" if fault.value else ""
            )  # what to choose is said already
            text = f"{_where(view, made, fault)}{fault.what.text(view.lang)}{advice}"
            st.warning(labels.markdown(text), icon=":material/edit:")
    desk().lay(None)
    return None


def _where(view: View, made: Recipe, fault: Fault) -> str:
    """Name the field a fault is in. Fields have no limit of their own: it would drop a long paste without a word."""
    kind, _dot, name = fault.field.partition(".")
    titles = {part.code: part.title for part in TEMPLATES[made.template].parts}
    label = {"texts": titles.get(name), "issue": briefing_frame.LABELS.get(name), "title": _TITLE}.get(kind)
    return f"“{view._(label)}”: " if label else ""


def _look(view: View) -> tuple[str, str]:
    _ = view._
    layout = st.selectbox(
        _("Form"),
        list(LAYOUT_NAMES),
        format_func=lambda code: _(LAYOUT_NAMES[code]),
        key=LAYOUT,
        persist_state="session",
    )
    st.session_state.setdefault(LANG, view.lang)
    lang = st.selectbox(
        _("Language of the document"),
        list(LANGUAGES),
        format_func=LANGUAGES.__getitem__,
        key=LANG,
        persist_state="session",
    )
    return layout, lang


def _since(view: View) -> str:
    """Draw the day to compare with, up to the newest source: of later days the data knows nothing."""
    newest, kept = newest_day(view.ecosystem), st.session_state.get(SINCE)
    if isinstance(kept, date) and kept > newest:  # chosen with other data
        st.session_state[SINCE] = None
    day = st.date_input(
        view._("Tell what changed since (may be left empty)"),
        value=None,
        min_value=briefing_frame.FIRST_DAY,
        max_value=newest,
        format="DD/MM/YYYY",
        key=SINCE,
        persist_state="session",
    )
    return day.isoformat() if isinstance(day, date) else ""


def _order(template: Template) -> list[str]:
    """Return the codes of the sections as the visitor ordered them."""
    codes = [part.code for part in template.parts]
    kept = st.session_state.setdefault(ORDER, {}).get(template.code, codes)
    return [*(code for code in kept if code in codes), *(code for code in codes if code not in kept)]


def _sections(view: View, template: Template) -> tuple[tuple[str, ...], dict[str, str]]:
    """Draw the sections to switch and move, with room for the author's words; return codes and texts.

    Words of a section that is left out for now are returned too: a recipe keeps them.
    """
    _told_of_reload(view)
    if template.code == "partners":
        briefing_draft.take_question(view)
    parts, order = {part.code: part for part in template.parts}, _order(template)
    on, texts = [], {}
    for place, code in enumerate(order):
        if _switch(view, template, parts[code], order, place):
            on.append(code)
            _words(view, template, parts[code])
        if text := str(st.session_state.get(briefing_draft.text_key(template.code, code), "")).strip():
            texts[code] = text
    return tuple(on), texts


def _told_of_reload(view: View) -> None:
    st.caption(
        view._(
            "Reloading the page clears what is typed here. “{save}” keeps it.", save=view._("Save the recipe")
        )
    )


def _switch(view: View, template: Template, part: Part, order: list[str], place: int) -> bool:
    _, name = view._, f"{template.code}_{part.code}"
    key = briefing_draft.switch_key(template.code, part.code)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state.setdefault(key, True)
        kept = st.checkbox(_(part.title), key=key, width="stretch", persist_state="session")
        for step, icon, label in ((-1, "arrow_upward", _("Move up")), (1, "arrow_downward", _("Move down"))):
            words = f"{label}: {_(part.title)}"
            st.button(
                words, icon=f":material/{icon}:", key=f"briefing_{icon}_{name}", type="tertiary",
                help=words, on_click=_move, args=(template.code, order, place, place + step),
                disabled=not 0 <= place + step < len(order),
            )  # fmt: skip
    return kept


def _words(view: View, template: Template, part: Part) -> None:
    _ = view._
    st.text_area(
        _("Your words in “{section}”", section=_(part.title)),
        key=briefing_draft.text_key(template.code, part.code),
        placeholder=_("Left to you to write") if part.author else _("May be left empty"),
        height=120 if part.author else 68,
        persist_state="session",
    )


def _move(template: str, order: list[str], place: int, to: int) -> None:
    order[place], order[to] = order[to], order[place]
    st.session_state[ORDER][template] = order
