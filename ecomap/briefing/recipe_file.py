"""Reading a recipe that anybody may have written: everything wrong with it is told at once, in words."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from ecomap.analysis.finding import Message
from ecomap.analysis.gaps import KINDS
from ecomap.briefing import scope
from ecomap.briefing.recipe import FIELDS, FORMAT, MARK, PROPOSAL_FIELDS, Issue, Recipe
from ecomap.briefing.templates import TEMPLATES
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_
from ecomap.views.changes import newest_day

FILE_LIMIT = 2_000_000
"""Bytes of a recipe."""
TEXT_LIMIT, LINE_LIMIT, LIST_LIMIT = 20_000, 500, 500
LAYOUTS = ("official", "modern")

_LISTS = ("subject_ids", "sections")
_ISSUE_LISTS = ("to", "recipients")
_ISSUE_LINES = ("position",)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a recipe.

    Attributes
    ----------
    field : str
        Where, such as ``scope.ward``; '' for the file as a whole.
    value : str
        What stands there, cut to 80 characters.
    what, advice : Message
        What is wrong, and what to do.
    """

    field: str
    value: str
    what: Message
    advice: Message

    def text(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Say field, value, what is wrong and what to do, in one line."""
        shown = f" [{self.value}]" if self.value else ""
        place = f"{self.field}{shown}: " if self.field or shown else ""
        return f"{place}{self.what.text(lang)} {self.advice.text(lang)}"


class RecipeError(Exception):
    """A recipe cannot be used; carries every fault found, not just the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(fault.text("en") for fault in self.faults))


def read_recipe(data: bytes | str, ecosystem: Ecosystem) -> Recipe:
    """Read a recipe for a snapshot.

    Parameters
    ----------
    data : bytes or str
        A recipe as `Recipe.to_json` writes it. Fields may be missing; text is brought to Unicode NFC and rid of
        control characters.
    ecosystem : Ecosystem
        Knows the codes and ids; former ids become the current ones.

    Returns
    -------
    Recipe

    Raises
    ------
    RecipeError
        With every fault.
    """
    faults: list[Fault] = []
    recipe = _build(_object(data), faults)
    if not faults:
        recipe, faults = current(recipe, ecosystem)
    if faults:
        raise RecipeError(faults)
    return recipe


def current(recipe: Recipe, ecosystem: Ecosystem) -> tuple[Recipe, list[Fault]]:
    """Return a recipe with current ids, and what of it does not fit the templates and the snapshot."""
    recipe = replace(
        recipe,
        scope={key: values for key, values in scope.current(recipe.scope, ecosystem).items() if values},
        subject_ids=tuple(dict.fromkeys(ecosystem.resolve(i) or i for i in recipe.subject_ids)),
        sections=tuple(dict.fromkeys(recipe.sections)),
    )
    return recipe, [*_in_templates(recipe), *_in_data(recipe, ecosystem)]


def _in_templates(recipe: Recipe) -> Iterable[Fault]:
    for name, allowed in (("template", TEMPLATES), ("layout", LAYOUTS), ("lang", LANGUAGES)):
        if getattr(recipe, name) not in allowed:
            yield _unknown(name, getattr(recipe, name), allowed)
    template = TEMPLATES.get(recipe.template)
    if template is None:
        return
    codes = [part.code for part in template.parts]
    for field, given in (("sections", recipe.sections), ("texts", recipe.texts)):
        for code in given:
            if code not in codes:
                yield _unknown(field, code, codes)
    field = f"scope.{template.scope_by}" if template.scope_by else template.needs
    if field and not (recipe.scope.get(template.scope_by) if template.scope_by else getattr(recipe, field)):
        yield _fault(field, "", _LACKING[field], N_("Choose it and save the recipe again."))
    for field, text in (("since", recipe.since), ("issue.date", recipe.issue.date)):
        if text and not _is_date(text) and (field != "since" or (text[:4].isdecimal() and "-" in text)):
            yield _fault(field, text, N_("This is not a date."), N_("Write YYYY-MM-DD, or leave it empty."))


_LACKING: Mapping[str, str] = {
    "scope": N_("This template needs a scope, such as a sector or wards."),
    "scope.sector": N_("This template needs a sector in its scope."),
    "scope.ward": N_("This template needs wards or communes in its scope."),
    "subject_ids": N_("This template needs at least one organisation or programme it is about."),
}
"""Field that a template cannot do without -> what to say when a recipe has it not."""


def _in_data(recipe: Recipe, ecosystem: Ecosystem) -> Iterable[Fault]:
    newest = newest_day(ecosystem).isoformat()
    if _is_date(recipe.since) and recipe.since > newest:
        what = Message(
            N_("The data knows nothing later than this day, so it cannot tell what changed since.")
        )
        advice = Message(N_("Choose a day up to {newest}, or leave it empty."), {"newest": newest})
        yield Fault("since", recipe.since, what, advice)
    for parameter, value in scope.unknown(recipe.scope, ecosystem):
        if value:
            yield _fault(
                f"scope.{parameter}",
                value,
                N_("The data does not know this value."),
                N_("Correct the code, or take it out of the scope."),
            )
        else:
            yield _unknown("scope", parameter, scope.PARAMETERS)
    for node in recipe.subject_ids:
        if node in ecosystem or (recipe.template in _WITH_FINDINGS and node.partition(":")[0] in KINDS):
            continue
        other = node in ecosystem.needs.index or node in ecosystem.wards.index or ":" in node
        yield _fault(
            "subject_ids",
            node,
            _OF_OTHER_KIND if other else N_("The data has no record with this id."),
            N_("Correct the id, or take it out of the recipe."),
        )


_WITH_FINDINGS = frozenset(("gaps", "event"))
"""Templates that findings may be chosen for."""
_OF_OTHER_KIND = N_("The template cannot be about a record of this kind.")


def _is_date(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and 1900 <= day.year <= 2100


# Form of the file.


def _object(data: bytes | str) -> Mapping[str, Any]:
    if len(data) > FILE_LIMIT:
        limit = {"limit": FILE_LIMIT // 1_000_000}
        what = Message(N_("The recipe is larger than {limit} MB."), limit)
        raise RecipeError([Fault("", "", what, Message(N_("Shorten the author's texts.")))])
    try:
        read = json.loads(data.decode("utf-8-sig") if isinstance(data, bytes) else data)
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict) or MARK not in read:
        fault = _fault(
            "", "", N_("This is not a recipe of a briefing."), N_("Choose a recipe saved by EcoMap.")
        )
        raise RecipeError([fault])
    if read[MARK] != FORMAT or isinstance(read[MARK], bool):
        what = Message(N_("The recipe was saved by another version of EcoMap."))
        advice = Message(N_("This version reads format {format}."), {"format": str(FORMAT)})
        raise RecipeError([Fault(MARK, _shown(read[MARK]), what, advice)])
    return read


def _build(read: Mapping[str, Any], faults: list[Fault]) -> Recipe:
    values: dict[str, Any] = {}
    for name in read:
        if name not in FIELDS and name != MARK:
            faults.append(_unknown("", name, FIELDS))
    for name in FIELDS:
        if name in read:
            take = _TAKE.get(name, _line)
            values[name] = take(name, read[name], faults)
    if "template" not in read:
        faults.append(_fault("template", "", N_("The field is missing."), N_("Name a template.")))
        values["template"] = ""
    return Recipe(**values)


def _line(name: str, value: object, faults: list[Fault], limit: int = LINE_LIMIT, lines: bool = False) -> str:
    if not isinstance(value, str):
        faults.append(
            _fault(name, _shown(value), N_("A text is expected here."), N_("Put it in quotation marks."))
        )
        return ""
    if len(value) > limit:
        what = Message(N_("The text has more than {limit} characters."), {"limit": limit})
        faults.append(Fault(name, value[:80], what, Message(N_("Shorten it."))))
        return ""
    return clean(value, lines=lines)


def clean(text: str, *, lines: bool = False) -> str:
    """Return text in Unicode NFC without control characters and halves of characters; line breaks stay with `lines`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        sign
        if unicodedata.category(sign) not in ("Cc", "Cs", "Cn", "Co")
        else "\n"
        if lines and sign == "\n"
        else " "
        for sign in text
    )
    joined = "".join(kept)
    return joined.strip() if lines else " ".join(joined.split())


def _list(name: str, value: object, faults: list[Fault]) -> tuple[str, ...]:
    if not isinstance(value, list):
        faults.append(
            _fault(name, _shown(value), N_("A list is expected here."), N_("Put it in square brackets."))
        )
        return ()
    if len(value) > LIST_LIMIT:
        what = Message(N_("The list has more than {limit} entries."), {"limit": LIST_LIMIT})
        faults.append(Fault(name, "", what, Message(N_("Shorten it."))))
        return ()
    return tuple(item for entry in value if (item := _line(name, entry, faults)))


def _mapping(name: str, value: object, faults: list[Fault]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        faults.append(
            _fault(name, _shown(value), N_("Named values are expected here."), N_("Put them in braces."))
        )
        return {}
    return value


def _scope(name: str, value: object, faults: list[Fault]) -> dict[str, list[str]]:
    given = _mapping(name, value, faults)
    return {key: list(_list(f"{name}.{key}"[:80], items, faults)) for key, items in given.items()}


def _texts(name: str, value: object, faults: list[Fault]) -> dict[str, str]:
    given = _mapping(name, value, faults)
    return {
        key: _line(f"{name}.{key}"[:80], text, faults, TEXT_LIMIT, lines=True) for key, text in given.items()
    }


def _proposals(name: str, value: object, faults: list[Fault]) -> dict[str, dict[str, str]]:
    given: dict[str, dict[str, str]] = {}
    for finding, settled in _mapping(name, value, faults).items():
        place = f"{name}.{finding}"[:80]
        known = _mapping(place, settled, faults)
        faults += [_unknown(place, key, PROPOSAL_FIELDS) for key in known if key not in PROPOSAL_FIELDS]
        lines = {key: _line(f"{place}.{key}"[:80], text, faults) for key, text in known.items()}
        given[finding] = {key: line for key, line in lines.items() if line}
        if lines.get("out", "") not in ("", "yes"):
            faults.append(_unknown(f"{place}.out", lines["out"], ("yes",)))
    return {finding: settled for finding, settled in given.items() if settled}


def _issue(name: str, value: object, faults: list[Fault]) -> Issue:
    given, known = _mapping(name, value, faults), [part.name for part in fields(Issue)]
    values: dict[str, Any] = {}
    for key, content in given.items():
        if key not in known:
            faults.append(_unknown(name, key, known))
        elif key in _ISSUE_LISTS:
            values[key] = _list(f"{name}.{key}", content, faults)
        else:
            values[key] = _line(f"{name}.{key}", content, faults, lines=key in _ISSUE_LINES)
    return Issue(**values)


_TAKE: Mapping[str, Callable[[str, object, list[Fault]], Any]] = {
    **dict.fromkeys(_LISTS, _list),
    "scope": _scope,
    "texts": _texts,
    "proposals": _proposals,
    "issue": _issue,
}


# Faults.


def _shown(value: object) -> str:
    return str(value)[:80] if isinstance(value, str | int | float | bool) else ""


def _fault(field: str, value: str, what: str, advice: str) -> Fault:
    return Fault(field, value[:80], Message(what), Message(advice))


def _unknown(field: str, value: str, allowed: Iterable[str]) -> Fault:
    choice = ", ".join(list(allowed)[:40])
    advice = Message(N_("Use one of: {allowed}."), {"allowed": choice})
    return Fault(field, value[:80], Message(N_("This is not known.")), advice)
