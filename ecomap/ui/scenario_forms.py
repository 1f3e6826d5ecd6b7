"""The forms by which a visitor adds a change to a scenario."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ecomap import vocabulary as v
from ecomap.analysis import scenario as s
from ecomap.text import sort_order
from ecomap.ui.session import View
from ecomap.views import gaps_scenario, labels

NAME_LENGTH = 120
Changes = tuple[s.Change, ...]


def form(view: View, what: str, changes: Changes) -> s.Change | None:
    """Draw the form of a kind of change; return the change when it is sent."""
    _ = view._
    with st.form(f"scenario_{what}", clear_on_submit=True):
        change = _FORMS[what](view, changes)
        if not st.form_submit_button(_("Add to the scenario"), icon=":material/add:"):
            return None
    if change is None:
        st.warning(_("Fill in the fields first."), icon=":material/edit:")
    return change


def nodes(view: View, changes: Changes, programmes: bool = True) -> dict[str, str]:
    """Return names of what there is and what the scenario adds, in Vietnamese order."""
    eco = view.ecosystem
    ids = [*eco.organisations.index, *(eco.programmes.index if programmes else ())]
    known = {node: eco.name(node, view.lang) for node in ids}
    wanted = (s.AddOrganisation, s.AddProgramme) if programmes else (s.AddOrganisation,)
    known |= {change.id: change.name for change in changes if isinstance(change, wanted)}
    keys = list(known)
    return {keys[i]: known[keys[i]] for i in sort_order(list(known.values()))}


def _select(label: str, texts: dict[str, str], key: str, view: View, hint: str = "") -> str | None:
    return st.selectbox(
        label,
        list(texts),
        index=None,
        format_func=lambda code: texts.get(code, code),
        key=f"scenario_{key}",
        placeholder=hint or view._("Type a name"),
    )


def _codes(view: View, field: str, label: str, key: str) -> tuple[str, ...]:
    name = labels.namer(view.ecosystem, field, view.lang)
    frame = {"sectors": view.ecosystem.sectors, "functions": view.ecosystem.functions}[field]
    chosen = st.multiselect(
        label,
        list(frame.index),
        format_func=name,
        key=f"scenario_{key}",
        placeholder=view._("none"),
        max_selections=12,
    )
    return tuple(chosen)


def _name(view: View, key: str) -> str:
    typed = st.text_input(view._("Name"), max_chars=NAME_LENGTH, key=f"scenario_{key}")
    return " ".join(typed.split())


def _add_organisation(view: View, changes: Changes) -> s.Change | None:
    _, eco = view._, view.ecosystem
    kinds = {code: _(kind.label) for code, kind in v.KINDS.items() if code != "programme"}
    wards = {str(code): labels.ward(eco, str(code)) for code in eco.wards.sort_values("name").index}
    left, right = st.columns(2)
    with left:
        name = _name(view, "name")
        kind = _select(_("Kind"), kinds, "kind", view, _("Choose"))
        ward = _select(_("Ward or commune"), wards, "ward", view, _("Choose"))
    with right:
        sectors = _codes(view, "sectors", _("Sector"), "sectors")
        functions = _codes(view, "functions", _("Support function"), "functions")
    if not name or not kind:
        return None
    return s.AddOrganisation(
        gaps_scenario.new_id(eco, changes), name, kind, sectors=sectors, functions=functions, ward=ward or ""
    )


def _remove_organisation(view: View, changes: Changes) -> s.Change | None:
    chosen = _select(view._("Organisation"), nodes(view, changes, programmes=False), "gone", view)
    return s.RemoveOrganisation(chosen) if chosen else None


def _add_tie(view: View, changes: Changes) -> s.Change | None:
    _, known = view._, nodes(view, changes)
    types = {code: _(tie.label) for code, tie in v.TIE_TYPES.items() if code not in v.ROLE_TYPES}
    source = _select(_("From"), known, "from", view)
    kind = _select(_("Type of tie"), types, "type", view, _("Choose"))
    target = _select(_("To"), known, "to", view)
    return s.AddTie(source, target, kind) if source and target and kind else None


def _remove_tie(view: View, changes: Changes) -> s.Change | None:
    _, eco = view._, view.ecosystem
    ties = eco.ties[eco.ties["origin"] == "relation"]
    type_name = labels.namer(eco, "tie_types", view.lang)
    texts = {
        "|".join((row["source"], row["type"], row["target"])): (
            f"{eco.name(row['source'], view.lang)} – {type_name(row['type'])} – {eco.name(row['target'], view.lang)}"
        )
        for row in ties.to_dict("records")
    }
    chosen = _select(_("Tie"), texts, "tie_gone", view)
    if not chosen:
        return None
    source, kind, target = chosen.split("|")
    return s.RemoveTie(source, target, kind)


def _add_programme(view: View, changes: Changes) -> s.Change | None:
    _ = view._
    kinds = {code: _(label) for code, label in v.PROGRAMME_KINDS.items()}
    left, right = st.columns(2)
    with left:
        name = _name(view, "programme")
        kind = _select(_("Kind"), kinds, "programme_kind", view, _("Choose"))
        lead = _select(_("Lead agency"), nodes(view, changes, programmes=False), "lead", view)
    with right:
        sectors = _codes(view, "sectors", _("Sector"), "programme_sectors")
        functions = _codes(view, "functions", _("Support function"), "programme_functions")
    if not name or not kind:
        return None
    return s.AddProgramme(
        gaps_scenario.new_id(view.ecosystem, changes),
        name,
        kind,
        lead_org=lead or "",
        sectors=sectors,
        functions=functions,
    )


def _remove_programme(view: View, changes: Changes) -> s.Change | None:
    eco = view.ecosystem
    ids = list(eco.programmes.index)
    texts = {node: eco.name(node, view.lang) for node in ids}
    texts = {ids[i]: texts[ids[i]] for i in sort_order(list(texts.values()))}
    chosen = _select(view._("Programme"), texts, "programme_gone", view)
    return s.RemoveProgramme(chosen) if chosen else None


def _capacity(view: View, changes: Changes) -> s.Change | None:
    _ = view._
    chosen = _select(_("Organisation"), nodes(view, changes, programmes=False), "capacity_of", view)
    places = st.number_input(
        _("Start-ups it can serve at a time"), 0, 10_000, 10, key="scenario_places", format="%d"
    )
    return s.SetCapacity(chosen, float(places)) if chosen else None


_FORMS: dict[str, Callable[[View, Changes], s.Change | None]] = {
    "add_organisation": _add_organisation,
    "remove_organisation": _remove_organisation,
    "add_tie": _add_tie,
    "remove_tie": _remove_tie,
    "add_programme": _add_programme,
    "remove_programme": _remove_programme,
    "capacity": _capacity,
}
