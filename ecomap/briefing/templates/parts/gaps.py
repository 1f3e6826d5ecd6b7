"""Sections on gaps in brief: the leading findings of the scope, and what is proposed for them."""

from __future__ import annotations

from collections import Counter

from ecomap.analysis import gaps as analysis
from ecomap.analysis.finding import Finding
from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.templates.findings_text import words
from ecomap.briefing.templates.parts.proposals import is_left_out, proposals_table
from ecomap.briefing.templates.wording import (
    amount,
    beyond,
    counted,
    heads,
    joined,
    outside,
    place,
    scope_named,
    text,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views.gaps import ABOUT_DATA, CONFIDENCE_WORDS, SEVERITY_WORDS, Choice, keep, severity_word

ABOUT = ("sector", "ward")
"""What of a scope findings can be told by."""
PAIR = "links:pair-"
"""How the ids of findings about two bodies that are not tied begin."""
OF_ECOSYSTEM = tuple(kind for kind in analysis.KINDS if kind != ABOUT_DATA)
"""Kinds of gaps of the ecosystem itself; the other one is about the data."""
MOST, OF_A_KIND = 6, 2
"""Findings in a table, and of each kind among them."""


def leading(writer: Writer, most: int = MOST) -> list[Finding]:
    """Return the most severe findings that concern the scope, at most two of a kind.

    What only says that the data is incomplete is left out: it stands in the section on method. So are two bodies that
    might know each other, unless it weighs: that is no matter for a report.
    """
    kept: list[Finding] = []
    of_kind: Counter[str] = Counter()
    for finding in concerning(writer):
        if finding.id.startswith(PAIR) and severity_word(finding.severity) == "low":
            continue
        if finding.kind != ABOUT_DATA and of_kind[finding.kind] < OF_A_KIND and len(kept) < most:
            of_kind[finding.kind] += 1
            kept.append(finding)
    return kept


def concerning(writer: Writer) -> list[Finding]:
    """Return the findings that concern the sectors and wards of the scope, most severe first; none of elsewhere.

    One about organisations concerns wards only if all of these are known to be there. Findings tell of no other
    filter whether they concern it: `basis` says what those of such a scope are about.
    """
    if outside(writer):
        return []
    scope, eco = writer.recipe.scope, writer.whole
    wards = set(scope.get("ward", ()))
    found = keep(eco, analysis.find(eco).findings, Choice(sectors=tuple(scope.get("sector", ()))))
    if not wards:
        return found
    homes = eco.organisations["ward_code"]
    return [
        finding
        for finding in found
        if wards & set(finding.scope.wards)
        or (finding.scope.organisations and set(homes.reindex(list(finding.scope.organisations))) <= wards)
    ]


def basis(writer: Writer) -> Spans:
    """Say what findings are about where their analyses do not know the scope: the city, or its sectors and wards."""
    return writer.say(
        "The analyses tell gaps apart by sector and by ward only. Those below are of {whole} as a whole, as the data "
        "stands now, not of this scope alone.",
        whole=_whole(writer),
    )


def _whole(writer: Writer) -> str:
    others = [key for key in writer.recipe.scope if key not in ABOUT]
    return scope_named(writer, *others) or place(writer)


def gaps(writer: Writer) -> None:
    """Write the section on gaps."""
    if outside(writer):
        return
    found = leading(writer)
    if beyond(writer, *ABOUT):
        writer.paragraph(
            basis(writer)
            if found
            else writer.say(
                "The analyses tell gaps apart by sector and by ward only, so of this scope alone they say nothing."
            ),
            writer.say("{table} shows the leading ones.", table=Reference("gaps")) if found else (),
        )
    elif writer.recipe.scope:
        if not found:
            writer.paragraph(
                writer.say(
                    "The analyses find no gap that concerns only this scope; that does not prove that there is none."
                ),
                _too_few(writer),
            )
            return
        writer.paragraph(
            writer.say("{table} shows the leading gaps that concern this scope.", table=Reference("gaps"))
        )
    else:
        writer.paragraph(
            told_number(writer),
            writer.say(
                "{table} shows those that stand out, at most two of each kind.", table=Reference("gaps")
            )
            if found
            else (),
        )
    if found:
        writer.table(_table(writer, found))


def _too_few(writer: Writer) -> Spans:
    """Say why cells of the sector with demand and nobody listed are not called gaps; () if there are none."""
    sectors = writer.recipe.scope.get("sector", ())
    if not sectors:
        return ()
    cells = writer.value("support_cells", state="none_listed", sector=sectors)
    return counted(
        cells,
        (),
        writer.say(
            "In {n} pair of sector and support function there is demand and nobody listed, but numbers this small "
            "may come by chance, so it is not counted as a gap.",
            "In {n} pairs of sector and support function there is demand and nobody listed, but numbers this small "
            "may come by chance, so they are not counted as gaps.",
            cells,
        ),
    )


def told_number(writer: Writer) -> Spans:
    """Say how many gaps the analyses find, how many weigh, how many are of wards, and how many are of the data."""
    n = writer.value("findings", gap=OF_ECOSYSTEM)
    high = writer.value("findings", gap=OF_ECOSYSTEM, severity="high")
    wards = writer.value("findings", gap="access")
    data = writer.value("findings", gap=ABOUT_DATA)
    return joined(
        counted(
            n,
            writer.say("The analyses find no gap; that does not prove that there is none."),
            writer.say("The analyses find {n} gap.", "The analyses find {n} gaps.", n),
        ),
        counted(
            high,
            writer.say("None is of high severity.") if amount(n) else (),
            writer.say("{n} is of high severity.", "{n} are of high severity.", high),
        ),
        counted(
            wards,
            (),
            writer.say("{n} is of access by ward.", "{n} are of access by ward.", wards),
        ),
        counted(
            data,
            (),
            writer.say(
                "{n} more point is about what the data itself lacks.",
                "{n} more points are about what the data itself lacks.",
                data,
            ),
        ),
    )


def _table(writer: Writer, found: list[Finding]) -> Table:
    _ = writer._
    rows = tuple(
        (
            words(writer, finding, "title"),
            words(writer, finding, "sentence"),
            text(
                f"{_(SEVERITY_WORDS[severity_word(finding.severity)])}; {_(CONFIDENCE_WORDS[finding.confidence.level])}"
            ),
        )
        for finding in found
    )
    return Table(
        key="gaps",
        caption=writer.say("Leading gaps, not of this scope alone")
        if beyond(writer, *ABOUT)
        else writer.say("Leading gaps"),
        columns=heads(writer, N_("Gap"), N_("What the data shows"), N_("Severity and confidence")),
        rows=rows,
        align="lll",
        widths=(2.4, 4.4, 1.7),
        note=writer.say(
            "Severity compares the gaps with each other; confidence says how far completeness, age and amount of "
            "data support them."
        ),
    )


def proposals(writer: Writer) -> None:
    """Write what the leading findings suggest, with who would be competent for it."""
    found = leading(writer)
    if beyond(writer, *ABOUT) and any(finding.action is not None for finding in found):
        writer.paragraph(
            writer.say(
                "The proposals below answer gaps of {whole} as a whole, not of this scope alone.",
                whole=_whole(writer),
            )
        )
    proposals_table(writer, found)


def _first(writer: Writer) -> list[Finding]:
    """Return the most severe finding for the summary; none where findings are not about the scope."""
    return [] if beyond(writer, *ABOUT) else leading(writer, 1)


def top_sentence(writer: Writer) -> Spans:
    """Name the most severe finding; () if there is none of weight. What the data shows of it stands in the section."""
    found = _first(writer)
    if not found or severity_word(found[0].severity) == "low":
        return ()
    title = words(writer, found[0], "title")
    return writer.say("The gap that stands out most: {title}.", title=title)


def top_proposal(writer: Writer) -> Spans:
    """Tell the first proposal for the gap that `top_sentence` names; () if the section with them is switched off."""
    found = _first(writer)
    chosen = writer.recipe.sections
    if not found or severity_word(found[0].severity) == "low" or (chosen and "proposals" not in chosen):
        return ()
    action = () if is_left_out(writer, found[0]) else words(writer, found[0], "action")
    return writer.say("What the analyses suggest for it: {action}", action=action) if action else ()
