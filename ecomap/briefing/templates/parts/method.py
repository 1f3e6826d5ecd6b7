"""The section on method: where the figures come from, how complete they are, what could not be said."""

from __future__ import annotations

from ecomap.analysis import gaps
from ecomap.briefing.document import Reference, Spans, Table
from ecomap.briefing.templates.findings_text import reason
from ecomap.briefing.templates.wording import counted, heads, scoped, shown, text, within
from ecomap.briefing.writer import Writer
from ecomap.counts import coverage
from ecomap.i18n import N_
from ecomap.views.records import newest_source

MOST_SILENCES = 4


def method(writer: Writer) -> None:
    """Write the section on method and limits."""
    writer.paragraph(*_basis(writer))
    writer.paragraph(
        writer.say(
            "Figures count what public sources report. What is not listed is not known to be missing; an unknown value "
            "is never counted as zero."
        ),
        writer.say(
            "Every figure, with the rows and sources it rests on, is in the evidence workbook that goes with this "
            "report."
        ),
    )
    rows = _coverage_rows(writer)
    if rows and not writer.recipe.scope:
        writer.paragraph(
            writer.say(
                "{table} compares the list with published figures; where the list has fewer, counts "
                "of that kind are lower bounds.",
                table=Reference("coverage"),
            )
        )
        writer.table(_coverage(writer, rows))
    _silences(writer)


def _basis(writer: Writer) -> list[Spans]:
    sources = writer.value("sources", **scoped(writer))
    date = writer._.date(newest_source(writer.whole))
    first = counted(
        sources,
        (),
        writer.say(
            "The organisations, programmes and ties{where} rest on {n} published source; the newest source of the data "
            "is of {date}.",
            "The organisations, programmes and ties{where} rest on {n} published sources; the newest source of the "
            "data is of {date}.",
            sources,
            date=date,
            where=within(writer),
        ),
    )
    undated = writer.value("rows", table="sources", missing="published_on")
    every = writer.value("rows", table="sources")
    second = counted(
        undated,
        (),
        writer.say(
            "{n} of the {all} sources of the whole data has no date of publication.",
            "{n} of the {all} sources of the whole data have no date of publication.",
            undated,
            all=every,
        ),
    )
    version = writer.say("Version of the data: {version}.", version=writer.whole.version)
    return [first, second, version]


def _coverage_rows(writer: Writer) -> list[str]:
    rows = coverage(writer.whole).dropna(subset=["listed", "share"])
    return [str(code) for code in rows.sort_values("share", kind="stable").index]


def _coverage(writer: Writer, codes: list[str]) -> Table:
    totals = writer.whole.official_totals
    english = writer.recipe.lang == "en"
    noted = bool(totals.loc[codes, "note_vi"].notna().any())
    rows = []
    for code in codes:
        total = totals.loc[code]
        label = total["label_en"] if english and isinstance(total["label_en"], str) else total["label_vi"]
        rows.append(
            (
                text(label),
                shown(writer.value("official", code=code)),
                text(writer._.date(str(total["as_of"])) or writer._("not known")),
                shown(writer.value("listed", code=code)),
                shown(writer.value("coverage", style="percent", code=code)),
                *([text(total["note_vi"] if isinstance(total["note_vi"], str) else "")] if noted else []),
            )
        )
    columns = [
        N_("Official figure"),
        N_("Published figure"),
        N_("As of"),
        N_("Listed"),
        N_("Listed ÷ published"),
        *([N_("Remark")] if noted else []),
    ]
    return Table(
        key="coverage",
        caption=writer.say("The list against official figures"),
        columns=heads(writer, *columns),
        rows=tuple(rows),
        align="lrcrr" + "l" * noted,
        widths=(2.6, 1.1, 1.3, 1.1, 1.3, *[4.0] * noted),
        note=writer.say("The remarks stand in Vietnamese, as the data has them.")
        if noted and english
        else (),
    )


def _silences(writer: Writer) -> None:
    """Name what the analyses could not say, for the whole snapshot."""
    if writer.recipe.scope:
        return
    silences = gaps.find(writer.whole).silences[:MOST_SILENCES]
    if silences:
        writer.paragraph(writer.say("The data does not suffice to say the following:"))
        writer.bullets([reason(writer, silence) for silence in silences])
