"""The section on what to talk about at an event: findings that concern those invited, and why each does."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from ecomap.analysis import gaps
from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.analysis.finding import Finding
from ecomap.briefing.changed_queries import text_of
from ecomap.briefing.document import Plain, Spans
from ecomap.briefing.templates.findings_text import is_finding, told_closed, words
from ecomap.briefing.templates.parts.proposals import agencies
from ecomap.briefing.templates.wording import joined, listed, names
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list

TOPICS, OF_A_KIND = 6, 2
"""Most topics, and of each kind of finding among them."""


class Reason(StrEnum):
    """Why a finding concerns a body; message ids, the strongest first."""

    NAMED = N_("named in it")
    AMONG = N_("among those it counts")
    FUNCTION = N_("does this work")
    SECTOR = N_("works in this field")
    WARD = N_("based there")
    COMPETENT = N_("competent agency")
    HELPS = N_("may help by its task")


_BY_TASK = frozenset((Reason.COMPETENT, Reason.HELPS))
"""Reasons that hold wherever and whomever a finding is about."""


def concerned(w: Writer, finding: Finding, bodies: Sequence[str]) -> dict[str, Reason]:
    """Return the bodies a finding concerns, in their order, with the first reason.

    A body is named in it, does the work that is missing, works in the field, has its seat in the ward, or has a duty
    there: that of an agency is the one the table of proposals names it for.
    """
    scope, named, competent = finding.scope, _named(w, finding), agencies(w, finding)
    names_all = bool(scope.organisations) and set(scope.organisations) <= set(
        named
    )  # it is about these alone
    rows = w.whole.organisations.loc[list(bodies)]
    found: dict[str, Reason] = {}
    for node, functions, sectors, ward in zip(
        rows.index, *(rows[name] for name in ("functions", "sectors", "ward_code")), strict=True
    ):
        holds = {
            Reason.NAMED: node in named,
            Reason.AMONG: node in scope.organisations,
            Reason.FUNCTION: not names_all and _share(functions, scope.functions),
            Reason.SECTOR: not names_all and _share(sectors, scope.sectors),
            Reason.WARD: not names_all and ward in scope.wards,
            Reason.COMPETENT: node in competent,
            Reason.HELPS: node in finding.leads,
        }
        why = next((reason for reason in Reason if holds[reason]), None)
        if why is not None:
            found[str(node)] = why
    return found


def _named(w: Writer, finding: Finding) -> list[str]:
    """Return the organisations that the words of a finding name, as they come; of others these only give the number."""
    texts = (text_of(finding, part) for part in ("title", "sentence", "action"))
    told = " ".join(message.text(w.recipe.lang) for message in texts if message is not None)
    called = {str(node): w.whole.name(node, w.recipe.lang) for node in w.whole.organisations.index}
    found: dict[str, int] = {}
    # A name may be a part of a longer one, as that of a university is of the names of its institutes: longest first.
    for node in sorted(called, key=lambda node: -len(called[node])):
        name = called[node]
        if name in told and (at := re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told)):
            found[node] = at.start()
            told = told.replace(name, " " * len(name))
    return sorted(found, key=found.__getitem__)


def _share(cell: object, codes: Sequence[str]) -> bool:
    return isinstance(cell, str) and bool((set(split_list(cell)) & set(codes)) - {CROSS_SECTOR})


Topic = tuple[Finding, dict[str, Reason]]
"""A finding, and whom of those invited it concerns."""


def chosen(w: Writer, bodies: Sequence[str]) -> list[Topic] | None:
    """Return the findings that the recipe chooses, in its order, but for those that no longer show; None if none is."""
    ids = [name for name in w.recipe.subject_ids if is_finding(name)]
    found = {finding.id: finding for finding in gaps.find(w.whole).findings}
    return (
        [(found[name], concerned(w, found[name], bodies)) for name in ids if name in found] if ids else None
    )


def topics(w: Writer, bodies: Sequence[str]) -> list[Topic]:
    """Return findings that concern the invited: first what concerns most of them, then the most severe.

    What only says that the data is incomplete is left out.
    """
    found = [finding for finding in gaps.find(w.whole).findings if finding.kind != "data"]
    pairs = [(finding, concerned(w, finding, bodies)) for finding in found]
    near = [(finding, who) for finding, who in pairs if _matters(w, finding, who)]
    near.sort(key=lambda pair: (-len(pair[1]), -pair[0].severity, pair[0].id))
    kept, of_kind = [], Counter[str]()
    for finding, who in near:
        of_kind[finding.kind] += 1
        if of_kind[finding.kind] <= OF_A_KIND:
            kept.append((finding, who))
    return kept[:TOPICS]


def _matters(w: Writer, finding: Finding, who: Mapping[str, Reason]) -> bool:
    """Return whether a finding is a matter for these guests.

    One about bodies that it names is if one of them is invited; one about a ward if somebody is of that ward: its
    agency is competent everywhere.
    """
    reasons, bodies = set(who.values()), finding.scope.organisations
    if bodies and set(bodies) <= set(_named(w, finding)):
        return Reason.NAMED in reasons
    return bool(reasons - _BY_TASK if finding.scope.wards else reasons)


def write_topics(w: Writer, bodies: Sequence[str]) -> None:
    """Write the section: the findings chosen, even if none of them shows any more, else what concerns the guests."""
    own = chosen(w, bodies)
    kept = topics(w, bodies) if own is None else own
    showing = {finding.id for finding, _who in kept}
    if gone := [name for name in w.recipe.subject_ids if is_finding(name) and name not in showing]:
        w.paragraph(told_closed(w, gone, none_left=not kept), role="caveat")
    if not kept:
        return
    w.paragraph(
        w.say(
            "What the analyses show about the work and the fields of those invited, first what concerns most of them; "
            "all of it is an estimate."
        )
        if own is None
        else w.say("What the analyses show about the gaps chosen; all of it is an estimate.")
    )
    for finding, who in kept:
        w.heading(3, words(w, finding, "title"))
        action = words(w, finding, "action")
        question = (*w.say("To discuss:"), Plain(" "), *action) if action else ()
        w.paragraph(
            joined(words(w, finding, "sentence"), question, _whom(w, who), _absent(w, finding, bodies))
        )
    w.paragraph(
        w.say("How each of these is computed, and what it cannot tell, stands on the page of the gaps."),
        role="caveat",
    )


def _absent(w: Writer, finding: Finding, bodies: Sequence[str]) -> Spans:
    """Tell whom a finding names and who is not invited."""
    absent = [node for node in _named(w, finding) if node not in bodies]
    return w.say("Not invited: {bodies}.", bodies=names(w, absent)) if absent else ()


def _whom(w: Writer, who: Mapping[str, Reason]) -> Spans:
    if not who:
        return ()
    told: list[Spans] = [
        (Plain(w.whole.name(node, w.recipe.lang)), Plain(f" ({w._(reason)})")) for node, reason in who.items()
    ]
    return w.say("Concerns: {bodies}.", bodies=listed(w, told))
