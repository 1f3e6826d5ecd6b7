"""The section "what changed", which any template may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ecomap.analysis.difference import COMPARED, SIGNS, CellChange, Change, Difference
from ecomap.briefing.changed_queries import compared, is_day, remember, with_findings
from ecomap.briefing.document import Mark, Plain, Spans, Table, Value
from ecomap.briefing.query import Query, QueryError
from ecomap.briefing.templates import Part
from ecomap.briefing.templates.findings_text import measured
from ecomap.briefing.templates.wording import seat
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.views import changes

LISTED = 10
"""Rows named in a list; the others are in the evidence workbook."""

_KINDS = ("startup", "investor", "support_org")
_FIGURES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "organisations": ("organisations", {}),
    "in_region": ("organisations", {"place": "in"}),
    **{f"kind:{code}": ("organisations", {"place": "in", "kind": code}) for code in _KINDS},
    "programmes": ("programmes", {}),
    "ties": ("ties", {}),
}
_TITLES: Mapping[str, str] = {
    "organisations": N_("Organisations"),
    "programmes": N_("Programmes"),
    "ties": N_("Ties"),
    "targets": N_("Targets"),
    "indicator_values": N_("Indicators"),
    "needs": N_("Published problems"),
    "official_totals": N_("Published totals"),
    "findings": N_("Findings"),
}
_OF_PARTS = ("organisations", "programmes", "ties")
"""Tables that a scope narrows; the others are those of the whole, so they are not told of a part."""


def write(w: Writer) -> None:
    """Write what changed since the day or version of the recipe; nothing if it names none."""
    since = remember(w.earlier) if w.earlier is not None else w.recipe.since
    if not since or (w.earlier is None and not is_day(since)):
        return
    args = {**{key: tuple(values) for key, values in w.recipe.scope.items()}, "since": (since,)}
    try:
        found = compared(w.whole, args)
    except QueryError as error:
        w.paragraph(w.message(error.message))
        return
    _opening(w, found, since)
    if not w.recipe.scope:
        found = with_findings(w.whole, since, found)
    tables = _OF_PARTS if w.recipe.scope else COMPARED
    rows = {table: found.of(table) for table in tables if found.of(table)}
    if not rows and not found.findings and all(f.old == f.new for f in found.figures):
        w.paragraph(w.say("No change is on record."))
        return
    _figures(w, args)
    for table in rows:
        w.heading(2, w.say(_TITLES[table]))
        for sign in SIGNS:
            _group(w, found, table, sign, args)
    if found.findings:
        _findings(w, found, args)


def _opening(w: Writer, found: Difference, since: str) -> None:
    if not is_day(since):
        w.paragraph(
            w.say(
                "This section compares version {old} of the data with version {new}.",
                old=since,
                new=w.whole.version,
            )
        )
        return
    until = changes.newest_day(w.whole).isoformat()
    w.paragraph(
        w.say(
            "This section compares {since} with {until}, as far as the data now knows of the two days. "
            "What it held on the earlier day is another matter.",
            since=w._.date(since),
            until=w._.date(until),
        )
    )
    scope = w.recipe.scope
    undated = {
        "organisations": w.written(Query.of("organisations", missing="founded_year", **scope)),
        "programmes": w.written(Query.of("programmes", missing="start_date", **scope)),
        "ties": w.written(Query.of("ties", missing="start_date", **scope)),
    }
    if any(value.answer.value for value in undated.values()):
        w.paragraph(
            w.say(
                "Records without a date cannot show as new: organisations {organisations}, programmes "
                "{programmes}, ties {ties}.",
                **undated,
            )
        )


def _figures(w: Writer, args: Mapping[str, tuple[str, ...]]) -> None:
    rest = {key: values for key, values in args.items() if key != "since"}
    rows: list[tuple[Spans, ...]] = []
    for code, (name, narrowed) in _FIGURES.items():
        if narrowed.keys() & rest.keys():
            continue
        query = Query.of(name, **rest, **narrowed)
        values = [
            w.value(
                "moved", style="signed" if f == "moved" else "number", since=args["since"], of=query, figure=f
            )
            for f in ("before", "after", "moved")
        ]
        rows.append((_label(w, code), *((value,) for value in values)))
    w.table(
        Table(
            "changes-figures",
            w.say("Key figures before and after"),
            (w.say("Figure"), w.say("Before"), w.say("After"), w.say("Difference")),
            tuple(rows),
            "lrrr",
            (4, 1.4, 1.4, 1.4),
            _as_of_each_day(w) if is_day(args["since"][0]) else (),
        )
    )


def _as_of_each_day(w: Writer) -> Spans:
    """Say by what rule the table counts, since the figures of other sections go by another."""
    if {"ward", "place"} & set(w.recipe.scope):
        return w.say(
            "Counted as of each day: what had ended is left out, and records without a date count on both days. So "
            "these figures may differ from those of other sections."
        )
    return w.say(
        "Counted as of each day: what had ended is left out, records without a date count on both days, and "
        "organisations elsewhere are included. So these figures may differ from those of other sections."
    )


def _label(w: Writer, code: str) -> Spans:
    """Name a figure; those of kinds count only who is seated in the city, as the rest of a document does."""
    label = changes.figure_label(code, w._)
    return w.say("{kinds} seated in {place}", kinds=label, place=seat(w)) if ":" in code else (Plain(label),)


def _group(w: Writer, found: Difference, table: str, sign: str, args: Mapping[str, tuple[str, ...]]) -> None:
    """Write how many rows are new, gone …, and name the first of them."""
    kept = found.of(table, sign)
    if not kept:
        return
    count = w.written(Query.of("changes", **args, table=table, sign=sign))
    sentence = _sentence(w, sign, count, args["since"][0], _only_in_scope(w, kept, args))
    items = [_row(w, found, change, args) for change in kept[:LISTED]]
    if len(kept) > LISTED:
        more = w.written(Query.of("changes", **args, table=table, sign=sign, beyond=LISTED))
        items.append(w.say("and {n} more, listed in the evidence workbook", n=more))
    w.paragraph(sentence)
    w.bullets(items)


def _only_in_scope(w: Writer, kept: Sequence[Change], args: Mapping[str, tuple[str, ...]]) -> bool:
    """Tell whether some rows are new in the scope or gone from it, but not new or gone as such."""
    if not w.recipe.scope:
        return False
    every = {(c.table, c.sign, c.id) for c in compared(w.whole, {"since": args["since"]}).rows}
    return any((c.table, c.sign, c.id) not in every for c in kept)


def _sentence(w: Writer, sign: str, n: Value, since: str, only_in_scope: bool) -> Spans:
    """Say how many rows are new, gone …; of a scope they may only have come into it or left it."""
    dated = is_day(since)
    if sign == "new" and only_in_scope:
        said = w.say("Begun, or newly in this scope: {n}.", n=n)
        return said if dated else w.say("New, or newly in this scope: {n}.", n=n)
    if sign == "gone" and only_in_scope:
        said = w.say("Ended, or no longer in this scope: {n}.", n=n)
        return said if dated else w.say("No longer there, or no longer in this scope: {n}.", n=n)
    return {
        "new": w.say("Begun in this period: {n}.", n=n) if dated else w.say("New: {n}.", n=n),
        "gone": w.say("Ended in this period: {n}.", n=n) if dated else w.say("No longer there: {n}.", n=n),
        "changed": w.say("Changed: {n}.", n=n),
        "merged": w.say("Merged into another record: {n}.", n=n),
        "split": w.say("Split off from another record: {n}.", n=n),
    }[sign]


def _row(w: Writer, found: Difference, change: Change, args: Mapping[str, tuple[str, ...]]) -> Spans:
    """Name a row with what changed in it, and cite it."""
    spans: Spans = (Plain(changes.name(found, change, w.recipe.lang)),)
    if change.cells:
        for position, cell in enumerate(change.cells):
            spans += (Plain(": " if position == 0 else "; "), *_cell(w, found, change, cell, args))
    elif told := changes.details(found, change, w._):
        spans += (Plain(f" ({'; '.join(told)})"),)
    cited = tuple(source for source in change.sources if source in w.whole.sources.index)
    return (*spans, Mark((), cited[:3])) if cited else spans


def _cell(
    w: Writer, found: Difference, change: Change, cell: CellChange, args: Mapping[str, tuple[str, ...]]
) -> Spans:
    """Write a cell before and after; figures keep their bond to the data."""
    label = changes.column_label(cell.column, w._)
    label = label[:1].lower() + label[1:]
    if any(isinstance(side, float) for side in (cell.old, cell.new)):
        style = "year" if cell.column in ("founded_year", "year") else "number4"
        old, new = (
            Query.of("cell", table=change.table, id=key, column=cell.column)
            for key in (change.other or change.id, change.id)
        )
        before = w.value("moved", style=style, since=args["since"], of=old, figure="before")
        return w.say("{label} from {old} to {new}", label=label, old=before, new=w.written(new, style))
    return w.say(
        "{label} from {old} to {new}",
        label=label,
        old=_text(changes.content(found.old, change.table, cell.column, cell.old, w._)),
        new=_text(changes.content(found.new, change.table, cell.column, cell.new, w._)),
    )


def _text(text: str) -> str:
    """Put a text in quotes, shortened where it is long."""
    return f"“{text if len(text) <= 120 else text[:119].rstrip() + '…'}”"


def _findings(w: Writer, found: Difference, args: Mapping[str, tuple[str, ...]]) -> None:
    w.heading(2, w.say("Findings"))
    if is_day(args["since"][0]):
        w.paragraph(
            w.say(
                "These are the gaps of the data as it stands, held against those of what had begun by {since}; what "
                "has ended counts on both sides.",
                since=w._.date(args["since"][0]),
            )
        )
    for sign in ("new", "gone", "changed"):
        kept = [change for change in found.findings or () if change.sign == sign]
        if not kept:
            continue
        count = w.written(Query.of("changes", **args, table="findings", sign=sign))
        w.paragraph(
            {
                "new": w.say("New findings: {n}.", n=count),
                "gone": w.say("Findings that no longer show: {n}.", n=count),
                "changed": w.say("Findings whose figure moved: {n}.", n=count),
            }[sign]
        )
        items: list[Spans] = []
        for change in kept[:LISTED]:
            shown = change.new or change.old
            assert shown is not None
            title: Spans = (Plain(shown.title.text(w.recipe.lang)),)
            if change.old and change.new:
                before, after = (
                    measured(w, finding, unit=side == "after", since=args["since"], figure=side)
                    for finding, side in ((change.old, "before"), (change.new, "after"))
                )
                title += (Plain(": "), *w.say("from {old} to {new}", old=before, new=after))
            items.append(title)
        if len(kept) > LISTED:
            more = w.written(Query.of("changes", **args, table="findings", sign=sign, beyond=LISTED))
            items.append(w.say("and {n} more, listed in the evidence workbook", n=more))
        w.bullets(items)


CHANGES = Part("changes", N_("Changes"), write)
