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


class MissingFieldError(Exception):
    """What a change still needs: labels of the fields."""

    def __init__(self, *fields: str) -> None:
        super().__init__(*fields)
        self.fields = fields


def form(view: View, what: str, changes: Changes) -> s.Change | None:
    """Draw the form of a kind of change; return the change when it is sent.

    What was filled in stays when something is missing; `sent` empties it.
    """
    _ = view._
    kind = _kind(view) if what == "add_organisation" else ""
    missing: tuple[str, ...] = ()
    with st.form(f"scenario_{what}"):
        change: s.Change | None = None
        try:
            change = _FORMS[what](view, changes) if what != "add_organisation" else _add(view, changes, kind)
        except MissingFieldError as error:
            missing = error.fields
        if not st.form_submit_button(_("Add to the scenario"), icon=":material/add:"):
            return None
    if missing:
        st.warning(_("Still to be filled in: {fields}.", fields=", ".join(missing)), icon=":material/edit:")
    return change


_TURN = "scenario_turn"


def sent() -> None:
    """Empty the fields of the next form: the change is taken."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def _key(name: str) -> str:
    turn = st.session_state.get(_TURN, 0)
    return f"scenario_{name}_{turn}" if turn else f"scenario_{name}"


def _needed(**fields: tuple[object, str]) -> None:
    if empty := [label for value, label in fields.values() if not value]:
        raise MissingFieldError(*empty)


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
        key=_key(key),
        placeholder=hint or view._("Type a name"),
    )


def _codes(view: View, field: str, label: str, key: str) -> tuple[str, ...]:
    name = labels.namer(view.ecosystem, field, view.lang)
    frame = {"sectors": view.ecosystem.sectors, "functions": view.ecosystem.functions}[field]
    chosen = st.multiselect(
        label,
        list(frame.index),
        format_func=name,
        key=_key(key),
        placeholder=view._("none"),
        max_selections=12,
    )
    return tuple(chosen)


def _name(view: View, key: str) -> str:
    typed = st.text_input(view._("Name"), max_chars=NAME_LENGTH, key=_key(key))
    return " ".join(typed.split())


def _kind(view: View) -> str:
    """Draw the choice of kind, on which the fields of the form depend."""
    kinds = {code: view._(kind.label) for code, kind in v.KINDS.items() if code != "programme"}
    return _select(view._("Kind"), kinds, "kind", view, view._("Choose")) or ""


def _add(view: View, changes: Changes, kind: str) -> s.Change:
    _, eco = view._, view.ecosystem
    wards = {str(code): labels.ward(eco, str(code)) for code in eco.wards.sort_values("name").index}
    subkinds = {code: labels.subkind(kind, code, view.lang) for code in v.SUBKINDS.get(kind, {})}
    stage_name = labels.namer(eco, "stages", view.lang)
    stages = {str(code): stage_name(str(code)) for code in eco.stages.index} if kind == "startup" else {}
    left, right = st.columns(2)
    with left:
        name = _name(view, "name")
        subkind = _select(_("Sub-kind"), subkinds, f"subkind_{kind}", view, _("Choose")) if subkinds else ""
        stage = _select(_("Stage"), stages, "stage", view, _("Choose")) if stages else ""
        ward = _select(_("Ward or commune"), wards, "ward", view, _("Choose"))
    with right:
        sectors = _codes(view, "sectors", _("Sector"), "sectors")
        functions = _codes(view, "functions", _("Support functions"), "functions")
        typed = st.text_input(
            _("Position (latitude; longitude), if known"),
            max_chars=40,
            key=_key("position"),
            placeholder="16.4637; 107.5909",
        )
    lat, lon = _position(view, typed)
    _needed(name=(name, _("Name")), kind=(kind, _("Kind")))
    return s.AddOrganisation(
        gaps_scenario.new_id(eco, changes),
        name,
        kind,
        subkind or "",
        sectors,
        functions,
        stage or "",
        ward or "",
        lat,
        lon,
    )


def _position(view: View, typed: str) -> tuple[float | None, float | None]:
    """Read two numbers in degrees, with a point or a comma as decimal mark."""
    if not typed.strip():
        return None, None
    parts = typed.split(";") if ";" in typed else typed.split(",") if typed.count(",") == 1 else typed.split()
    try:
        lat, lon = (float(part.strip().replace(",", ".")) for part in parts)
    except ValueError:
        raise MissingFieldError(view._("Position as two numbers, such as 16.4637; 107.5909")) from None
    return lat, lon


def _remove_organisation(view: View, changes: Changes) -> s.Change:
    chosen = _select(view._("Organisation"), nodes(view, changes, programmes=False), "gone", view)
    _needed(organisation=(chosen, view._("Organisation")))
    return s.RemoveOrganisation(str(chosen))


def _add_tie(view: View, changes: Changes) -> s.Change:
    _, known = view._, nodes(view, changes)
    types = {code: _(tie.label) for code, tie in v.TIE_TYPES.items() if code not in v.ROLE_TYPES}
    source = _select(_("From"), known, "from", view)
    kind = _select(_("Type of tie"), types, "type", view, _("Choose"))
    target = _select(_("To"), known, "to", view)
    _needed(source=(source, _("From")), kind=(kind, _("Type of tie")), target=(target, _("To")))
    return s.AddTie(str(source), str(target), str(kind))


def _remove_tie(view: View, changes: Changes) -> s.Change:
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
    _needed(tie=(chosen, _("Tie")))
    source, kind, target = str(chosen).split("|")
    return s.RemoveTie(source, target, kind)


def _add_programme(view: View, changes: Changes) -> s.Change:
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
    _needed(name=(name, _("Name")), kind=(kind, _("Kind")))
    return s.AddProgramme(
        gaps_scenario.new_id(view.ecosystem, changes),
        name,
        str(kind),
        lead_org=lead or "",
        sectors=sectors,
        functions=functions,
    )


def _remove_programme(view: View, changes: Changes) -> s.Change:
    eco = view.ecosystem
    ids = list(eco.programmes.index)
    texts = {node: eco.name(node, view.lang) for node in ids}
    texts = {ids[i]: texts[ids[i]] for i in sort_order(list(texts.values()))}
    chosen = _select(view._("Programme"), texts, "programme_gone", view)
    _needed(programme=(chosen, view._("Programme")))
    return s.RemoveProgramme(str(chosen))


def _capacity(view: View, changes: Changes) -> s.Change:
    _ = view._
    chosen = _select(_("Organisation"), nodes(view, changes, programmes=False), "capacity_of", view)
    places = st.number_input(
        _("Start-ups it can serve at a time"), 0, 10_000, 10, key=_key("places"), format="%d"
    )
    _needed(organisation=(chosen, _("Organisation")))
    return s.SetCapacity(str(chosen), float(places))


_FORMS: dict[str, Callable[[View, Changes], s.Change]] = {
    "remove_organisation": _remove_organisation,
    "add_tie": _add_tie,
    "remove_tie": _remove_tie,
    "add_programme": _add_programme,
    "remove_programme": _remove_programme,
    "capacity": _capacity,
}
