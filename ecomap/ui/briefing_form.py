"""What the visitor chooses for a briefing. The widgets hold the recipe; the address holds its kind and subject."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ecomap import Ecosystem
from ecomap.analysis.gaps import KINDS
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import LAYOUTS, TEXT_LIMIT, RecipeError, current, read_recipe
from ecomap.briefing.templates import TEMPLATES, Part, Template
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import LANGUAGES, N_
from ecomap.text import sort_order
from ecomap.ui import briefing_frame, gap_basket, permalink
from ecomap.ui.session import View
from ecomap.views import labels

TASKS = {"write": N_("Write a briefing"), "check": N_("Check a file")}
LAYOUT_NAMES = dict(
    zip(LAYOUTS, (N_("Official form (Decree 30/2020)"), N_("Plain layout for the public")), strict=True)
)
KIND, SUBJECT = "kind-of", "about"
"""Parameters of the address: the template, and the ids a briefing is about."""
_ORDER, _TEXT, _LOADED = "briefing_order", "briefing_text", "briefing_loaded"


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
    _load(view)
    change = permalink.bound(KIND, "briefing_kind", TEMPLATES, next(iter(TEMPLATES)))
    st.selectbox(
        _("Kind of briefing"),
        list(TEMPLATES),
        format_func=lambda code: _(TEMPLATES[code].name),
        key="briefing_kind",
        on_change=change,
    )
    template = TEMPLATES[st.session_state["briefing_kind"]]
    if template.needs != "subject_ids":
        _scope(view, template)
    subjects = _subjects(view, template) if template.needs == "subject_ids" or template.code == "gaps" else ()
    layout, lang = _look(view)
    since = _since(view)
    with st.expander(_("Sections and your own words"), icon=":material/segment:", key="briefing_sections"):
        sections, texts = _sections(view, template)
    with st.expander(_("Agency, number, signature"), icon=":material/draw:", key="briefing_frame"):
        title = st.text_input(
            _("Subject line"), key="briefing_title", max_chars=300, placeholder=_("as the template has it")
        )
        issue = briefing_frame.issue(view)
    made, faults = current(
        Recipe(
            template=template.code, scope=view.filters.to_query(), subject_ids=tuple(subjects), sections=sections,
            texts=texts, layout=layout, lang=lang, title=title.strip(), since=since, issue=issue,
        ),
        view.ecosystem,
    )  # fmt: skip
    for fault in faults:
        st.warning(
            labels.markdown(f"{fault.what.text(view.lang)} {fault.advice.text(view.lang)}"),
            icon=":material/edit:",
        )
    return None if faults else made


def _scope(view: View, template: Template) -> None:
    """Say what the briefing is about: the filters of the visit."""
    _, about = view._, labels.filters_text(view.ecosystem, view.filters, view.lang)
    if about:
        st.caption(_("Scope, from the filters beside: {filters}", filters=labels.markdown(about)))
    elif template.needs == "scope":
        st.caption(_("Choose a sector or wards in the filters beside: they are the scope."))
    else:
        st.caption(_("Scope: everything. The filters beside narrow it."))


def _subjects(view: View, template: Template) -> Sequence[str]:
    _ = view._
    if template.code == "gaps":
        held = gap_basket.basket()
        if not held:
            st.caption(_("All findings. Put findings by on the page “Gaps” to write about those alone."))
        else:
            st.caption(
                _.n(
                    "{n} finding put by on the page “Gaps”.",
                    "{n} findings put by on the page “Gaps”.",
                    len(held),
                )
            )
        return tuple(held)
    names = _names(view.ecosystem, view.ecosystem.version, view.lang)
    st.session_state["briefing_about"] = permalink.own(SUBJECT, names)
    one = template.code == "profile"
    st.multiselect(
        _("Organisation") if one else _("Organisations it is about"),
        list(names),
        format_func=names.__getitem__,
        key="briefing_about",
        max_selections=1 if one else 40,
        on_change=lambda: permalink.keep({SUBJECT: st.session_state["briefing_about"]}),
        placeholder=_("Type a part of the name"),
    )
    return tuple(st.session_state["briefing_about"])


@st.cache_data(max_entries=16, show_spinner=False)
def _names(_ecosystem: Ecosystem, version: str, lang: str) -> dict[str, str]:
    ids = list(_ecosystem.organisations.index)
    names = [_ecosystem.name(node, lang) for node in ids]
    return {ids[i]: names[i] for i in sort_order(names)}


def _look(view: View) -> tuple[str, str]:
    _ = view._
    layout = st.selectbox(
        _("Form"), list(LAYOUT_NAMES), format_func=lambda code: _(LAYOUT_NAMES[code]), key="briefing_layout"
    )
    st.session_state.setdefault("briefing_lang", view.lang)
    lang = st.selectbox(
        _("Language of the document"), list(LANGUAGES), format_func=LANGUAGES.__getitem__, key="briefing_lang"
    )
    return layout, lang


def _since(view: View) -> str:
    day = st.date_input(
        view._("Tell what changed since (may be left empty)"),
        value=None,
        format="DD/MM/YYYY",
        key="briefing_since",
    )
    return day.isoformat() if day else ""


def _order(template: Template) -> list[str]:
    """Return the codes of the sections as the visitor ordered them."""
    codes = [part.code for part in template.parts]
    kept = st.session_state.setdefault(_ORDER, {}).get(template.code, codes)
    return [*(code for code in kept if code in codes), *(code for code in codes if code not in kept)]


def _sections(view: View, template: Template) -> tuple[tuple[str, ...], dict[str, str]]:
    """Draw the sections to switch and move, with room for the author's words; return codes and texts."""
    parts, order = {part.code: part for part in template.parts}, _order(template)
    on, texts = [], {}
    for place, code in enumerate(order):
        kept, text = _section(view, template, parts[code], order, place)
        if kept:
            on.append(code)
        if kept and text:
            texts[code] = text
    return tuple(on), texts


def _section(view: View, template: Template, part: Part, order: list[str], place: int) -> tuple[bool, str]:
    _, name = view._, f"{template.code}_{part.code}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.session_state.setdefault(f"briefing_on_{name}", True)
        kept = st.checkbox(_(part.title), key=f"briefing_on_{name}", width="stretch")
        for step, icon, label in ((-1, "arrow_upward", _("Move up")), (1, "arrow_downward", _("Move down"))):
            st.button(
                "", icon=f":material/{icon}:", key=f"briefing_{icon}_{name}", type="tertiary",
                help=f"{label}: {_(part.title)}", on_click=_move, args=(template.code, order, place, place + step),
                disabled=not 0 <= place + step < len(order),
            )  # fmt: skip
    if not kept:
        return False, ""
    with st.container():
        text = st.text_area(
            _("Your words in “{section}”", section=_(part.title)),
            key=f"{_TEXT}_{name}",
            max_chars=TEXT_LIMIT,
            placeholder=_("Left to you to write") if part.author else _("May be left empty"),
            height=120 if part.author else 68,
        )
    return True, text.strip()


def _move(template: str, order: list[str], place: int, to: int) -> None:
    order[place], order[to] = order[to], order[place]
    st.session_state[_ORDER][template] = order


def _load(view: View) -> None:
    """Take over a recipe the visitor loads from a file, once."""
    _ = view._
    with st.expander(_("Load a saved recipe"), icon=":material/upload_file:", key="briefing_load"):
        file = st.file_uploader(
            _("Recipe (.json)"),
            type="json",
            key="briefing_file",
            max_upload_size=2,
            label_visibility="collapsed",
        )
    if file is None or st.session_state.get(_LOADED) == file.file_id:
        return
    try:
        read = read_recipe(file.getvalue(), view.ecosystem)
    except RecipeError as error:
        st.error("\n".join(f"- {labels.markdown(fault.text(view.lang))}" for fault in error.faults))
        return
    st.session_state[_LOADED] = file.file_id
    _take_over(read)
    st.rerun()


def _take_over(read: Recipe) -> None:
    """Put a recipe into the widgets and the address."""
    state, name = st.session_state, read.template
    state["briefing_layout"], state["briefing_lang"] = read.layout, read.lang
    state["briefing_title"] = read.title
    briefing_frame.take_over(read.issue)
    codes = [part.code for part in TEMPLATES[name].parts]
    state.setdefault(_ORDER, {})[name] = [
        *read.sections,
        *(code for code in codes if code not in read.sections),
    ]
    for code in codes:
        state[f"briefing_on_{name}_{code}"] = not read.sections or code in read.sections
        state[f"{_TEXT}_{name}_{code}"] = read.texts.get(code, "")
    findings = [node for node in read.subject_ids if node.partition(":")[0] in KINDS]
    state[gap_basket.BASKET] = findings or gap_basket.basket()
    # The filters go by way of the address, as a kept link would bring them.
    scope = {parameter: read.scope.get(parameter) for parameter in QUERY_NAMES.values()}
    about = [node for node in read.subject_ids if node not in findings]
    permalink.keep({**scope, KIND: name, SUBJECT: about})
