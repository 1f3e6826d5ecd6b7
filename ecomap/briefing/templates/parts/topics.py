"""The section on what to talk about at an event: findings that concern those invited, and why each does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ecomap.analysis import gaps
from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.analysis.finding import Finding
from ecomap.briefing.document import Plain, Spans
from ecomap.briefing.templates.findings_text import words
from ecomap.briefing.templates.wording import joined, listed, names
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.tables import split_list

TOPICS, OF_A_KIND = 6, 2
"""Most topics, and of each kind of finding among them."""

_NAMED, _FUNCTION, _SECTOR, _WARD, _LEADS, _HELPS, _AMONG = (
    N_("named in it"),
    N_("does this work"),
    N_("works in this field"),
    N_("based there"),
    N_("competent agency"),
    N_("may help by its task"),
    N_("among those it counts"),
)
_FEW = 2
"""Organisations of a finding that its sentence names; those of others are only counted."""


def concerned(ecosystem: Ecosystem, finding: Finding, bodies: Sequence[str]) -> dict[str, str]:
    """Return the bodies a finding concerns, in their order, with the first reason: a message id.

    A body is named in it, does the work that is missing, works in the field, has its seat in the ward, or is the
    agency whose duty it is.
    """
    scope = finding.scope
    rows = ecosystem.organisations.loc[list(bodies)]
    columns = ("kind", "functions", "sectors", "ward_code")
    found: dict[str, str] = {}
    for node, kind, functions, sectors, ward in zip(
        rows.index, *(rows[name] for name in columns), strict=True
    ):
        reasons = (
            (_NAMED if len(scope.organisations) <= _FEW else _AMONG, node in scope.organisations),
            (_FUNCTION, _share(functions, scope.functions)),
            (_SECTOR, _share(sectors, scope.sectors)),
            (_WARD, ward in scope.wards),
            (_LEADS if kind == "government" else _HELPS, node in finding.leads),
        )
        why = next((reason for reason, holds in reasons if holds), "")
        if why:
            found[str(node)] = why
    return found


def _share(cell: object, codes: Sequence[str]) -> bool:
    return isinstance(cell, str) and bool((set(split_list(cell)) & set(codes)) - {CROSS_SECTOR})


def topics(w: Writer, bodies: Sequence[str]) -> list[tuple[Finding, dict[str, str]]]:
    """Return the findings to talk about and whom each concerns: those chosen, else those that concern the invited.

    First what concerns most of the invited, then the most severe. What only says that the data is incomplete is left
    out.
    """
    found = [(finding, concerned(w.whole, finding, bodies)) for finding in gaps.find(w.whole).findings]
    chosen = [(finding, who) for finding, who in found if finding.id in w.recipe.subject_ids]
    if chosen:
        return chosen
    near = [(finding, who) for finding, who in found if finding.kind != "data" and _matters(finding, who)]
    near.sort(key=lambda pair: (-len(pair[1]), -pair[0].severity, pair[0].id))
    kept, of_kind = [], Counter[str]()
    for finding, who in near:
        of_kind[finding.kind] += 1
        if of_kind[finding.kind] <= OF_A_KIND:
            kept.append((finding, who))
    return kept[:TOPICS]


def _matters(finding: Finding, who: dict[str, str]) -> bool:
    """Return whether a finding is a matter for these guests.

    One about two bodies is if one of them is invited; one about a ward if somebody is of that ward: its agency is
    competent everywhere.
    """
    reasons = set(who.values())
    if len(finding.scope.organisations) == _FEW:
        return _NAMED in reasons
    return bool(reasons - {_LEADS, _HELPS} if finding.scope.wards else reasons)


def write_topics(w: Writer, bodies: Sequence[str]) -> None:
    """Write the section."""
    kept = topics(w, bodies)
    if not kept:
        return
    w.paragraph(
        w.say(
            "What the analyses show about the work and the fields of those invited, first what concerns most of them; "
            "all of it is an estimate."
        )
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
    """Name who a finding is about and is not invited."""
    named = finding.scope.organisations if len(finding.scope.organisations) <= _FEW else ()
    absent = [node for node in named if node not in bodies]
    return w.say("Not invited: {bodies}.", bodies=names(w, absent)) if absent else ()


def _whom(w: Writer, who: dict[str, str]) -> Spans:
    if not who:
        return ()
    told: list[Spans] = [
        (Plain(w.whole.name(node, w.recipe.lang)), Plain(f" ({w._(reason)})")) for node, reason in who.items()
    ]
    return w.say("Concerns: {bodies}.", bodies=listed(w, told))
