"""The table of proposals: what could be done, how one would see that it worked, and who is competent for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ecomap.analysis.finding import Finding
from ecomap.briefing.document import BLANK, OPEN, Plain, Reference, Spans, Table, Value, is_open, plain_text
from ecomap.briefing.templates.findings_text import measured, words
from ecomap.briefing.templates.wording import heads, joined, names, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.text import fold

_CITY, _DEPARTMENTS = ("city",), ("department", "agency", "ministry", "ward")
_HELPERS = (("support_org", None), ("investor", "public_fund"))
"""Kinds and kinds within them that may help with what they offer, though they are no State agencies."""
_PARTY = re.compile(r"^(?:thanh|tinh|huyen|dang|quan) uy\b|^dang bo\b")
"""Committees of the Party give direction; they do not carry out tasks of the administration."""
_BY_CITY = ("roles:",)
"""Findings about who leads or coordinates: the People's Committee, which assigns the tasks, settles them."""


@dataclass(frozen=True)
class _Yardstick:
    """What is measured, and when the gap counts as closed; message ids."""

    what: str
    closed: str


_MORE = N_("higher than now, namely {open}")
_LESS = N_("lower than now, namely {open}")
_NONE = N_("none left without")

_YARDSTICKS: Mapping[str, _Yardstick] = {
    "access:none:": _Yardstick(
        N_("distance to the nearest support organisation of known place"), N_("no more than 10 km")
    ),
    "access:": _Yardstick(N_("access to support"), _MORE),
    "composition:equity": _Yardstick(
        N_("share of start-ups with an investor on record"), N_("at least one start-up with a named investor")
    ),
    "composition:": _Yardstick(
        N_("actors of this kind known to be at work in the city"), N_("at least one known to be at work")
    ),
    "coverage:": _Yardstick(
        N_("suppliers, against the number its part of demand would give"),
        N_("as many as its part of demand would give"),
    ),
    "helix:one-way-": _Yardstick(N_("share of tied pairs with ties in both directions"), _MORE),
    "helix:": _Yardstick(N_("ties between these groups"), _MORE),
    "links:reach-": _Yardstick(N_("share of start-ups within two steps of it"), _MORE),
    "links:broker-": _Yardstick(N_("share of connections that run through this body"), _LESS),
    "links:closed": _Yardstick(N_("share of start-ups with one contact only"), _LESS),
    "links:pair-": _Yardstick(N_("likeness of the two"), N_("a tie between the two is on record")),
    "pipeline:unmeasured:": _Yardstick(
        N_("share that gets through this step"), N_("the figure is published every year")
    ),
    "pipeline:empty:": _Yardstick(
        N_("start-ups known at this stage"), N_("at least one start-up at this stage")
    ),
    "pipeline:capital": _Yardstick(N_("share of start-ups with an investment or a grant on record"), _MORE),
    "pipeline:": _Yardstick(N_("share that gets through this step"), _MORE),
    "research:unmeasured:": _Yardstick(
        N_("share that gets through this step"), N_("the figure is published every year")
    ),
    "research:field-": _Yardstick(N_("share of research bodies of the field tied to its enterprises"), _MORE),
    "research:": _Yardstick(N_("research bodies with partners in enterprises"), _MORE),
    "roles:programmes:lead_org": _Yardstick(N_("share of programmes without a lead agency on record"), _NONE),
    "roles:programmes:coordinating_orgs": _Yardstick(
        N_("share of programmes without a coordinating agency on record"), _NONE
    ),
    "roles:targets:lead_org": _Yardstick(N_("share of targets without a lead agency on record"), _NONE),
    "roles:targets:coordinating_orgs": _Yardstick(
        N_("share of targets without a coordinating agency on record"), _NONE
    ),
    "roles:several-leads": _Yardstick(
        N_("share of programmes with several lead agencies"), N_("none left with several")
    ),
    "roles:pair:": _Yardstick(
        N_("duties that the two share"), N_("a tie or a document of coordination is on record")
    ),
}
"""By the beginning of a finding's id, the longest that fits."""


@dataclass(frozen=True)
class Offer:
    """A proposal as its author sees it before settling it: title and action, and what is known of bodies and aim."""

    finding: str
    title: str
    action: str
    lead: str
    others: str
    goal: str


def offers(writer: Writer, found: Sequence[Finding]) -> list[Offer]:
    """Return the proposals of findings, those without an action left out."""
    made = []
    for finding in found:
        if finding.action is not None:
            lead, others = competent(writer, finding)
            title, action = (plain_text(words(writer, finding, part)) for part in ("title", "action"))
            goal = _closed(finding)
            known = "" if "{open}" in goal else writer._(goal)
            bodies = [plain_text(names(writer, ids, " ")).strip() for ids in ([lead] if lead else [], others)]
            made.append(Offer(finding.id, title, action, bodies[0], bodies[1], known))
    return made


def is_left_out(writer: Writer, finding: Finding) -> bool:
    """Return whether the author leaves the proposal of a finding out."""
    return bool(writer.recipe.proposals.get(finding.id, {}).get("out"))


def proposals_table(writer: Writer, found: Sequence[Finding]) -> None:
    """Write the proposals of findings that have one as a table, after a sentence that names it."""
    found = [finding for finding in found if finding.action is not None and not is_left_out(writer, finding)]
    if not found:
        return
    columns = (
        N_("No."),
        N_("Proposal and the gap it answers"),
        N_("Yardstick: now, and when closed"),
        N_("Lead and coordinating agencies"),
        N_("Time limit"),
    )
    table = Table(
        key="proposals",
        caption=writer.say("Proposals from the analyses"),
        columns=heads(writer, *columns),
        rows=tuple(_row(writer, position, finding) for position, finding in enumerate(found, start=1)),
        align="cllll",
        widths=(0.6, 3.5, 3.0, 2.3, 1.1),
    )
    told = writer.say("{table} lists what the analyses suggest.", table=Reference("proposals"))
    if is_open(table, writer._):
        rest = writer.say(
            "A body is named where it leads programmes of that kind and is competent for the task, or the drafting "
            "unit names it; what else is open is for the drafting unit to settle."
        )
        told = joined(told, rest)
    writer.paragraph(told)
    writer.table(table)


def _row(writer: Writer, position: int, finding: Finding) -> tuple[Spans, ...]:
    title = tuple(
        replace(span, bold=True) if isinstance(span, Plain | Value) else span
        for span in words(writer, finding, "title")
    )
    return (
        text(writer._.number(position)),
        (*title, Plain(". "), *words(writer, finding, "action")),
        _yardstick(writer, finding),
        _bodies(writer, finding),
        text(_of_author(writer, finding, "deadline") or BLANK),
    )


def _of_author(writer: Writer, finding: Finding, field: str) -> str:
    return writer.recipe.proposals.get(finding.id, {}).get(field, "")


def _closed(finding: Finding) -> str:
    yardstick = _yardstick_of(finding)
    return yardstick.closed if yardstick else ""


def _yardstick_of(finding: Finding) -> _Yardstick | None:
    fitting = [prefix for prefix in _YARDSTICKS if finding.id.startswith(prefix)]
    return _YARDSTICKS[max(fitting, key=len)] if fitting else None


def _yardstick(writer: Writer, finding: Finding) -> Spans:
    yardstick, goal = _yardstick_of(finding), _of_author(writer, finding, "goal")
    if yardstick is None:
        return measured(writer, finding)
    return writer.say(
        "Measured by: {what}. Now: {value}. Closed when: {closed}.",
        what=writer._(yardstick.what),
        value=measured(writer, finding, unit=finding.measure.unit == "km"),
        closed=text(goal.rstrip(".")) if goal else writer._(yardstick.closed, open=writer._(OPEN)),
    )


def competent(writer: Writer, finding: Finding) -> tuple[str, list[str]]:
    """Return who could lead, '' if nobody on record is competent, and who could help.

    A support organisation or public fund may help, not lead.
    """
    rows = writer.whole.organisations
    state = agencies(writer, finding)
    helpers = [
        body
        for body in _at_work(writer, finding)
        if any(
            rows.at[body, "kind"] == kind and sub in (None, rows.at[body, "subkind"])
            for kind, sub in _HELPERS
        )
    ]
    return (state[0] if state else ""), [*state[1:], *helpers]


def agencies(writer: Writer, finding: Finding) -> list[str]:
    """Return the State agencies competent for what a finding suggests, the one that could lead first.

    Of the bodies that lead programmes of the kind, a department leads before the People's Committee it belongs to,
    but for the assignment of tasks itself; neither a people's council, a committee of the Party nor a unit that runs
    something else is named.
    """
    rows = writer.whole.organisations
    state = [
        body
        for body in _at_work(writer, finding)
        if rows.at[body, "kind"] == "government" and not _is_party(writer, body)
    ]
    city = [body for body in state if rows.at[body, "subkind"] in _CITY]
    departments = [body for body in state if rows.at[body, "subkind"] in _DEPARTMENTS]
    order = [*city, *departments] if finding.id.startswith(_BY_CITY) else [*departments, *city]
    return list(dict.fromkeys([*order[:1], *departments]))


def _at_work(writer: Writer, finding: Finding) -> list[str]:
    rows = writer.whole.organisations
    return [body for body in finding.leads if body in rows.index and rows.at[body, "status"] != "inactive"]


def _is_party(writer: Writer, body: str) -> bool:
    return bool(_PARTY.search(fold(writer.whole.name(body, "vi"))))


def _bodies(writer: Writer, finding: Finding) -> Spans:
    lead, others = competent(writer, finding)
    left_open = writer._(OPEN)
    own_lead, own_others = (_of_author(writer, finding, field).rstrip(".") for field in ("lead", "others"))
    return writer.say(
        "Lead: {lead}. Coordinating: {others}.",
        lead=text(own_lead) if own_lead else names(writer, [lead] if lead else [], left_open),
        others=text(own_others) if own_others else names(writer, others, left_open),
    )
