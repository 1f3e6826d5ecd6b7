"""Sections on gaps in brief: the leading findings of the scope, and what is proposed for them."""

from __future__ import annotations

from collections import Counter

from ecomap.analysis import gaps as analysis
from ecomap.analysis.finding import Finding
from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.templates.findings_text import words
from ecomap.briefing.templates.parts.proposals import is_left_out, proposals_table
from ecomap.briefing.templates.wording import counted, heads, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views.gaps import CONFIDENCE_WORDS, SEVERITY_WORDS, Choice, keep, severity_word

PAIR = "links:pair-"
"""How the ids of findings about two bodies that are not tied begin."""
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
        if finding.kind != "data" and of_kind[finding.kind] < OF_A_KIND and len(kept) < most:
            of_kind[finding.kind] += 1
            kept.append(finding)
    return kept


def concerning(writer: Writer) -> list[Finding]:
    """Return the findings that concern the sectors and wards of the scope, most severe first.

    One about organisations concerns wards only if all of these are known to be there.
    """
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


def gaps(writer: Writer) -> None:
    """Write the section on gaps."""
    found = leading(writer)
    if writer.recipe.scope:
        if not found:
            writer.paragraph(
                writer.say(
                    "The analyses find no gap that concerns only this scope; that does not prove that there is none."
                )
            )
            return
        writer.paragraph(
            writer.say("{table} shows the leading gaps that concern this scope.", table=Reference("gaps"))
        )
    else:
        n = writer.value("findings")
        high = writer.value("findings", severity="high")
        writer.paragraph(
            counted(
                n,
                writer.say("The analyses find no gap; that does not prove that there is none."),
                writer.say("The analyses find {n} gap.", "The analyses find {n} gaps.", n),
            ),
            counted(
                high,
                writer.say("None is of high severity."),
                writer.say("{n} is of high severity.", "{n} are of high severity.", high),
            ),
            writer.say(
                "{table} shows those that stand out, at most two of each kind.", table=Reference("gaps")
            )
            if found
            else (),
        )
    if found:
        writer.table(_table(writer, found))


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
        caption=writer.say("Leading gaps"),
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
    proposals_table(writer, leading(writer))


def top_sentence(writer: Writer) -> Spans:
    """Name the most severe finding; () if there is none of weight. What the data shows of it stands in the section."""
    found = leading(writer, 1)
    if not found or severity_word(found[0].severity) == "low":
        return ()
    title = words(writer, found[0], "title")
    return writer.say("The gap that stands out most: {title}.", title=title)


def top_proposal(writer: Writer) -> Spans:
    """Tell the first proposal for the gap that `top_sentence` names; () if the section with them is switched off."""
    found = leading(writer, 1)
    chosen = writer.recipe.sections
    if not found or severity_word(found[0].severity) == "low" or (chosen and "proposals" not in chosen):
        return ()
    action = () if is_left_out(writer, found[0]) else words(writer, found[0], "action")
    return writer.say("What the analyses suggest for it: {action}", action=action) if action else ()
