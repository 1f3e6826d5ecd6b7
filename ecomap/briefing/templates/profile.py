"""One organisation or programme: what is known of it, its ties, programmes, targets and needs."""

from __future__ import annotations

import re

import pandas as pd

from ecomap.briefing.document import Mark, Plain, Reference, Spans, Table
from ecomap.briefing.query import Query
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.changes import CHANGES
from ecomap.briefing.templates.wording import amount, counted, heads, text
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.tables import split_list
from ecomap.views import profile as view
from ecomap.vocabulary import KINDS

_DIGIT = re.compile(r"\d")


def subject_of(w: Writer) -> str:
    """Return the organisation or programme the document is about; '' if the data has none of its id."""
    return next((found for name in w.recipe.subject_ids if (found := w.whole.resolve(name))), "")


def _subject(w: Writer) -> Spans:
    node = subject_of(w)
    if not node:
        return w.say("Profile")
    return text(w.whole.name(node, w.recipe.lang))


def summary(w: Writer) -> None:
    """Write who it is in a paragraph."""
    node = subject_of(w)
    if not node:
        w.paragraph(w.say("The data has no such organisation or programme."), role="caveat")
        return
    row = view.record(w.whole, node)
    kind = w._(KINDS[view.kind_of(w.whole, node)].label)
    cited = _sources(w, row["source_ids"])
    said = row.get("summary_vi") or row.get("benefits_vi")
    sentences = [
        (
            *w.say(
                "{name} is listed under: {kind}", name=w.whole.name(node, w.recipe.lang), kind=kind.lower()
            ),
            *cited,
            Plain(".", fixed=True),
        )
    ]
    if isinstance(said, str):
        sentences.append((Plain(said),))
    w.paragraph(*sentences)
    ties = w.written(Query.of("ties", of=node))
    others = w.written(Query.of("partners", of=node))
    undated = w.written(Query.of("ties", of=node, missing="start_date"))
    w.paragraph(
        counted(
            ties,
            w.say("No tie is on record; the sources may simply not report any."),
            w.say(
                "{n} tie is on record.",
                "{n} ties are on record, with {others} other bodies and programmes.",
                ties,
                others=others,
            ),
        ),
        counted(undated, (), w.say("{n} of them has no date.", "{n} of them have no date.", undated)),
    )


def _sources(w: Writer, cell: object, most: int = 3) -> Spans:
    known = [s for s in split_list(cell) if s in w.whole.sources.index] if isinstance(cell, str) else []
    return (Mark((), tuple(known[:most])),) if known else ()


def facts(w: Writer) -> None:
    """Write what is known, and what is not."""
    node = subject_of(w)
    if not node:
        return
    own = _sources(w, view.record(w.whole, node)["source_ids"]) or text("—")
    rows: list[tuple[Spans, ...]] = []
    judged = False
    for fact in view.facts(w.whole, node, w._):
        judged = judged or fact.judged
        label = text(fact.label + (" *" if fact.judged else ""))
        cited: Spans = (Mark((), tuple(source.id for source in fact.sources[:3])),) if fact.sources else own
        rows.append((label, _fact(w, node, fact), cited if fact.text and not fact.judged else text("—")))
    w.table(
        Table(
            "facts",
            w.say("Facts on record"),
            heads(w, N_("Fact"), N_("What the sources say"), N_("Sources")),
            tuple(rows),
            "llc",
            (2.2, 5, 1.2),
            w.say("* Judged by the curator, not stated by a source.") if judged else (),
        )
    )
    _place(w, node)


def _fact(w: Writer, node: str, fact: view.Fact) -> Spans:
    if not fact.text:
        return w.say("unknown")
    if fact.label == w._("Founded"):
        return (w.written(Query.of("cell", table="organisations", id=node, column="founded_year"), "year"),)
    if fact.label == w._("Budget"):
        value = w.written(Query.of("cell", table="programmes", id=node, column="budget_vnd"), "number0")
        if value.answer.value is not None:
            return w.say("{n} VND", n=value)
    basis = f" ({fact.basis})" if fact.basis else ""
    return text(fact.text + basis)


_PLACES = {
    "point": N_("The position on the map is that of its address or street."),
    "ward": N_("Only the ward or commune is known, so no distance in metres can be given."),
    "none": N_("Where it has its seat within the city is not known."),
}


def _place(w: Writer, node: str) -> None:
    """Say how exactly the place is known."""
    if node not in w.whole.organisations.index:
        return
    row = w.whole.organisations.loc[node]
    if not row["in_region"]:
        w.paragraph(w.say("Its seat lies outside the city, or is not known to lie within."))
    else:
        w.paragraph(w.say(_PLACES[str(row["placed"])]))


def ties(w: Writer) -> None:
    """Write the ties, its own doing first."""
    node = subject_of(w)
    groups = view.ties(w.whole, node, w._) if node else []
    if not groups:
        return
    rows: list[tuple[Spans, ...]] = []
    for group in groups:
        for position, tie in enumerate(group.rows):
            cited: Spans = (
                (Mark((), tuple(source.id for source in tie.sources[:3])),) if tie.sources else text("—")
            )
            note = f": {tie.note}" if tie.note else ""
            paid: Spans = ()
            if tie.amount is not None:
                money = w.written(Query.of("cell", table="ties", id=tie.id, column="amount_vnd"), "number0")
                paid = (Plain("; "), *w.say("{n} VND", n=money))
            if tie.stated:
                paid = (*paid, Plain("; "), *w.say("amount: {amount}", amount=tie.stated))
            rows.append(
                (
                    text(group.heading if position == 0 else ""),
                    (Plain(tie.name), Plain(note), *paid),
                    text(tie.period),
                    text(tie.confidence or w._("unknown")),
                    cited,
                )
            )
    w.paragraph(
        w.say("{table} lists the ties on record, the latest of each kind first.", table=Reference("ties"))
    )
    w.table(
        Table(
            "ties",
            w.say("Ties on record"),
            heads(w, N_("Tie"), N_("With"), N_("Time"), N_("Confidence"), N_("Sources")),
            tuple(rows),
            "llllc",
            (1.8, 4.6, 1.7, 1.2, 1.1),
        )
    )


def network(w: Writer) -> None:
    """Draw the body with those it has ties to."""
    node = subject_of(w)
    if not node or not (w.whole.ties["source"].eq(node) | w.whole.ties["target"].eq(node)).any():
        return
    from ecomap.briefing.pictures import network_graph, shown_nodes

    values = (w.written(Query.of("partners", of=node)),)
    caption = w.say("{name} and those it has ties to", name=w.whole.name(node, w.recipe.lang))
    drawn = len(shown_nodes(w.whole, node)) - 1
    note = w.say(
        "Drawn: the {drawn} best connected of its {n} contacts.", drawn=text(w._.number(drawn)), n=values[0]
    )
    w.picture(
        network_graph(
            w, "around", caption, values, around=node, note=note if drawn < amount(values[0]) else ()
        )
    )


def targets(w: Writer) -> None:
    """Write the targets it leads or helps with."""
    node = subject_of(w)
    if not node:
        return
    table, shared = w.whole.targets, w.whole.tags("targets", "coordinating_orgs")
    mine = (table["programme_id"] == node) | (table["lead_org"] == node)
    rows = table[mine | table.index.isin(shared.index[shared == node])]
    if rows.empty:
        return
    rows = rows.sort_values("year", ascending=False, kind="stable", na_position="last")
    cells = [
        (
            text(row["indicator_vi"]),
            text(row["unit"] if isinstance(row["unit"], str) else ""),
            text("—" if pd.isna(row["year"]) else str(int(row["year"]))),
            *(
                (w.written(Query.of("cell", table="targets", id=str(key), column=column), "number2"),)
                for column in ("target_value", "actual_value")
            ),
        )
        for key, row in rows.iterrows()
    ]
    w.table(
        Table(
            "targets",
            w.say("Targets and results it leads or helps with"),
            heads(w, N_("Indicator"), N_("Unit"), N_("Year"), N_("Target set"), N_("Result reported")),
            tuple(cells),
            "llcrr",
            (4.6, 1.4, 1, 1.3, 1.3),
        )
    )


def needs(w: Writer) -> None:
    """Write the problems it has made public."""
    node = subject_of(w)
    posted = view.needs(w.whole, node, w._) if node else []
    w.bullets(
        [
            (
                Plain(need.title, bold=True),
                Plain(f" ({need.posted_on or w._('date not known')}, {need.status.lower()})"),
                Plain(f": {need.description}" if need.description else ""),
                *((Mark((), tuple(source.id for source in need.sources[:3])),) if need.sources else ()),
            )
            for need in posted
        ]
    )


def missing(w: Writer) -> None:
    """Write what is not known of it."""
    node = subject_of(w)
    told = view.gaps(w.whole, node, w._) if node else []
    # Sentences with a count are told, bound to their figure, in the summary.
    w.bullets([text(sentence) for sentence in told if not _DIGIT.search(sentence)])


TEMPLATE = Template(
    "profile",
    N_("Profile of an organisation"),
    N_("PROFILE"),
    _subject,
    (
        Part("summary", N_("Summary"), summary),
        Part("facts", N_("Facts"), facts),
        Part("ties", N_("Ties and programmes"), ties),
        Part("network", N_("Place in the network"), network),
        Part("targets", N_("Targets and results"), targets),
        Part("needs", N_("Problems made public"), needs),
        Part("missing", N_("What is not known yet"), missing),
        CHANGES,
        Part("assessment", N_("Assessment"), lambda _: None, author=True),
    ),
    needs="subject_ids",
)
