"""Sections on the actors: how many of each kind, in which sectors, at which stage."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

import pandas as pd

from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.briefing.document import Plain, Reference, Spans, Table, Value
from ecomap.briefing.query import Query
from ecomap.briefing.templates.wording import (
    allows,
    allows_kind,
    amount,
    bound,
    captioned,
    counted,
    counts_of,
    heads,
    here,
    joined,
    kinds_of,
    leading,
    names,
    outside,
    scoped,
    seat,
    shown,
    small,
    text,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.counts import count_by
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.views import labels
from ecomap.vocabulary import KINDS

GONE = ("inactive", "planned")
MOST_SECTORS, NAMED_SECTORS = 12, 3
STARTUP_TOTAL = "dn-khoi-nghiep-"
"""How the codes of official totals of start-up companies begin; they have no definition to count by."""
RESEARCHING = ("university", "research_institute")


def kind_values(writer: Writer) -> dict[str, Value]:
    """Return the organisations of each kind in the scope, most first; kinds without any are left out."""
    codes = [code for code in count_by(writer.ecosystem, "kind").index if code in KINDS]
    values = {code: writer.value("organisations", **here(writer, kind=code)) for code in codes}
    kept = {code: value for code, value in values.items() if amount(value)}
    return dict(sorted(kept.items(), key=lambda item: -amount(item[1])))


def size(writer: Writer) -> Spans:
    """Say how many organisations there are, by kind."""
    n = writer.value("organisations", **here(writer))
    kinds = kinds_of(writer, kind_values(writer))
    if outside(writer):
        return counted(
            n,
            writer.say("The data lists no organisation seated elsewhere here yet."),
            writer.say(
                "The data lists {n} organisation seated elsewhere or of unknown seat: {kinds}.",
                "The data lists {n} organisations seated elsewhere or of unknown seat: {kinds}.",
                n,
                kinds=kinds,
            ),
        )
    return counted(
        n,
        writer.say("The data lists no organisation seated in {place} here yet.", place=seat(writer)),
        writer.say(
            "The data lists {n} organisation seated in {place}: {kinds}.",
            "The data lists {n} organisations seated in {place}: {kinds}.",
            n,
            place=seat(writer),
            kinds=kinds,
        ),
    )


def startups(writer: Writer) -> Spans:
    """Say how many of the start-ups are companies and how many projects, and what is published of the companies."""
    if outside(writer) or "sub" in writer.recipe.scope or not allows_kind(writer, "startup"):
        return ()
    companies, projects = (
        writer.value("organisations", **here(writer, kind="startup", subkind=code))
        for code in ("company", "project")
    )
    if not amount(projects):
        return ()
    young = counted(
        projects,
        (),
        writer.say(
            "{n} start-up is a project or team, such as a contest entry.",
            "{n} start-ups are projects or teams, such as contest entries.",
            projects,
        ),
    )
    firms = counted(
        companies,
        writer.say("None of the start-ups is a company."),
        writer.say("{n} start-up is a company.", "{n} start-ups are companies.", companies),
    )
    return joined(firms, young, () if writer.recipe.scope else _published(writer))


def _published(writer: Writer) -> Spans:
    rows = startup_totals(writer)
    if rows.empty:
        return ()
    code, row = str(rows.index[-1]), rows.iloc[-1]
    english = writer.recipe.lang == "en" and isinstance(row["label_en"], str)
    others = [(Plain("; ", fixed=True), *said) for said, _value in other_totals(writer, rows)]
    return writer.say(
        "The published figure for {label} is {n} ({date}){others}.",
        label=small(str(row["label_en"] if english else row["label_vi"])),
        n=writer.value("official", code=code),
        date=writer._.date(str(row["as_of"])),
        others=tuple(chain.from_iterable(others)),
    )


def startup_totals(writer: Writer) -> pd.DataFrame:
    """Return the published numbers of start-up companies, the newest last."""
    totals = writer.whole.official_totals
    return totals[totals.index.astype(str).str.startswith(STARTUP_TOTAL)].sort_values("as_of", kind="stable")


def other_totals(writer: Writer, rows: pd.DataFrame) -> list[tuple[Spans, Value]]:
    """Say which number each published total but the newest gives, with that number."""
    told = []
    for code, day in zip(rows.index[:-1], rows["as_of"].iloc[:-1], strict=True):
        n = writer.value("official", code=str(code))
        told.append((writer.say("another source says {n} ({date})", n=n, date=writer._.date(str(day))), n))
    return told


def composition(writer: Writer) -> None:
    """Write the section on the kinds of actors."""
    kinds = kind_values(writer)
    writer.paragraph(size(writer), _statuses(writer), _ages(writer), startups(writer), _elsewhere(writer))
    if len(kinds) > 1:
        writer.paragraph(writer.say("{table} shows the actors by kind.", table=Reference("kinds")))
        writer.table(_kind_table(writer, kinds))


def _elsewhere(writer: Writer) -> Spans:
    if "place" in writer.recipe.scope or "ward" in writer.recipe.scope:
        return ()
    n = writer.value("organisations", **scoped(writer, place="out"))
    return counted(
        n,
        (),
        writer.say(
            "{n} more, seated elsewhere or of unknown seat, is listed{where}.",
            "{n} more, seated elsewhere or of unknown seat, are listed{where}.",
            n,
            where=within(writer),
        ),
    )


def _statuses(writer: Writer) -> Spans:
    everyone = writer.value("organisations", **here(writer))
    if "status" in writer.recipe.scope or not amount(everyone):
        return ()
    active = writer.value("organisations", **here(writer, status="active"))
    unclear = writer.value("organisations", **here(writer, status="unknown"))
    if amount(everyone) == 1:
        if amount(active):
            return bound(writer.say("It is known to be active."), active)
        return (
            bound(writer.say("Whether it is still active is not known."), unclear) if amount(unclear) else ()
        )
    first = counted(
        active,
        writer.say("None of them is known to be active."),
        writer.say("Of these, {n} is known to be active.", "Of these, {n} are known to be active.", active),
    )
    second = counted(
        unclear,
        (),
        writer.say(
            "Whether {n} is still active is not known.", "Whether {n} are still active is not known.", unclear
        ),
    )
    return joined(first, second)


def _ages(writer: Writer) -> Spans:
    known = writer.value("organisations", **here(writer, has="founded_year"))
    everyone = writer.value("organisations", **here(writer))
    if not amount(known) or amount(known) == amount(everyone):
        return ()
    return writer.say("The year of founding is known for {known} of them.", known=known)


def _kind_table(writer: Writer, kinds: dict[str, Value]) -> Table:
    everyone = Query.of("organisations", **here(writer))
    shares = {
        code: writer.value("share", style="percent", of=value.query, among=everyone)
        for code, value in kinds.items()
    }
    rows = []
    for code, value in kinds.items():
        rows.append(
            (
                writer.say(KINDS[code].plural),
                shown(value),
                shown(shares[code]),
                *(
                    shown(writer.value("organisations", **{**here(writer, kind=code), **more}))
                    for more in (
                        {"status": "active"},
                        {"status": "unknown"},
                        {"status": GONE},
                        {"has": "ward_code"},
                    )
                    if "status" not in writer.recipe.scope or "status" not in more
                ),
            )
        )
    whole = "status" not in writer.recipe.scope
    columns = [N_("Kind of organisation"), N_("How many"), N_("Share")]
    columns += [N_("Known to be active"), N_("Activity not known"), N_("Stopped or planned")] if whole else []
    columns += [N_("Ward known")]
    return Table(
        key="kinds",
        caption=captioned(writer, N_("Organisations by kind")),
        columns=heads(writer, *columns),
        rows=tuple(rows),
        align="l" + "r" * (len(columns) - 1),
        widths=(3.0, *[1.2] * (len(columns) - 1)),
        note=_rounding(writer, shares.values()),
    )


def _rounding(writer: Writer, shares: Iterable[Value]) -> Spans:
    """Say why shares do not add up to 100 % where they do not, as written."""
    if sum(int(re.sub(r"\D", "", share.text) or 0) for share in shares) == 100:
        return ()
    return writer.say("Each share is rounded, so together they may differ from the whole.")


# Sectors.


def sector_values(writer: Writer) -> list[tuple[str, Value]]:
    """Return the organisations of each sector in the scope, most first; what is bound to no sector is left out."""
    part = writer.ecosystem
    codes = [code for code in count_by(part, "sectors").index if code in part.sectors.index]
    name = labels.namer(part, "sectors", writer.recipe.lang)
    codes = [code for code in codes if code != CROSS_SECTOR]
    codes = [codes[i] for i in sort_order(name(code) for code in codes)]
    values = [(code, writer.value("organisations", **here(writer, sectors=code))) for code in codes]
    return sorted(((c, v) for c, v in values if amount(v)), key=lambda pair: -amount(pair[1]))


def top_sectors(writer: Writer) -> Spans:
    """Say in which sectors most organisations work."""
    name = labels.namer(writer.whole, "sectors", writer.recipe.lang)
    first = leading([(small(name(code)), value) for code, value in sector_values(writer)], NAMED_SECTORS)
    if len(first) < NAMED_SECTORS:
        return ()
    return writer.say("The sectors with most organisations are {sectors}.", sectors=counts_of(writer, first))


def sectors(writer: Writer) -> None:
    """Write the section on sectors and stages."""
    values = sector_values(writer)
    unbound = writer.value("organisations", **here(writer, sectors=CROSS_SECTOR))
    writer.paragraph(
        writer.say("{table} counts organisations and programmes by sector.", table=Reference("sectors"))
        if values
        else (),
        counted(
            unbound,
            (),
            writer.say(
                "{n} organisation works across sectors.", "{n} organisations work across sectors.", unbound
            ),
        ),
    )
    if values:
        writer.table(_sector_table(writer, values[:MOST_SECTORS], len(values) > MOST_SECTORS))
    stages(writer)


def _sector_table(writer: Writer, values: list[tuple[str, Value]], cut: bool) -> Table:
    name = labels.namer(writer.whole, "sectors", writer.recipe.lang)
    groups = [
        (N_("Start-ups"), ("startup",)),
        (N_("Enterprises"), ("enterprise",)),
        (N_("Research and education"), RESEARCHING),
    ]
    groups = [(label, kinds) for label, kinds in groups if allows_kind(writer, *kinds)]
    rows = tuple(
        (
            text(name(code)),
            shown(value),
            *(
                shown(writer.value("organisations", **here(writer, sectors=code, kind=kinds)))
                for _l, kinds in groups
            ),
            shown(writer.value("programmes", **scoped(writer, sectors=code))),
        )
        for code, value in values
    )
    columns = [N_("Sector"), N_("Organisations"), *(label for label, _kinds in groups), N_("Programmes")]
    note = writer.say(
        "An organisation may work in several sectors, so the rows add up to more than there are."
    )
    if cut:
        limit = text(writer._.number(MOST_SECTORS))
        note = joined(note, writer.say("The {n} sectors with most organisations are shown.", n=limit))
    return Table(
        key="sectors",
        caption=captioned(writer, N_("Organisations and programmes by sector")),
        columns=heads(writer, *columns),
        rows=rows,
        align="l" + "r" * (len(columns) - 1),
        widths=(3.2, *[1.2] * (len(columns) - 1)),
        note=note,
    )


def stages(writer: Writer) -> None:
    """Write a paragraph on the stages of the start-ups; of a scope of one stage there is nothing to tell."""
    if not allows_kind(writer, "startup") or len(writer.recipe.scope.get("stage", ())) == 1:
        return
    all_ = writer.value("organisations", **here(writer, kind="startup"))
    known = writer.value("organisations", **here(writer, kind="startup", has="stage"))
    if not amount(all_):
        return
    if not amount(known):
        unknown = writer.say(
            "The data does not say at which stage the {n} start-up{where} is.",
            "The data does not say at which stage the {n} start-ups{where} are.",
            all_,
            where=within(writer),
        )
        writer.paragraph(bound(unknown, known))
        return
    name = labels.namer(writer.whole, "stages", writer.recipe.lang)
    codes = [c for c in writer.whole.stages.sort_values("rank").index if allows(writer, stage=c)]
    pairs = [
        (small(name(code)), writer.value("organisations", **here(writer, kind="startup", stage=code)))
        for code in codes
    ]
    if amount(all_) == 1:
        stage = [pair for pair in pairs if amount(pair[1])][:1]
        name_ = names(writer, all_.answer.ids)
        writer.paragraph(
            *(
                bound(writer.say("{name} is at this stage: {stage}.", name=name_, stage=n), v)
                for n, v in stage
            )
        )
        return
    writer.paragraph(
        writer.say(
            "The stage is known for {known} of the {all} start-ups{where}: {stages}.",
            known=known,
            all=all_,
            where=within(writer),
            stages=counts_of(writer, pairs),
        )
    )
