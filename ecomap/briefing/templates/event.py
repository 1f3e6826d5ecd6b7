"""Preparing an event or forum: who is who, who knows whom, who should be introduced, what to talk about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from ecomap.analysis.duties import tied_pairs
from ecomap.analysis.evidence import CROSS_SECTOR
from ecomap.briefing.document import Mark, Plain, Reference, Spans, Table
from ecomap.briefing.query import Answer, Query, answers
from ecomap.briefing.rows import Arguments, answer
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.parts.topics import write_topics
from ecomap.briefing.templates.wording import counted, heads, kinds_of, names, text
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.network.graph import per_snapshot
from ecomap.tables import LIST_SEPARATOR, split_list
from ecomap.views import labels
from ecomap.views.graph_text import first_line, period
from ecomap.vocabulary import KINDS

INTRODUCTIONS, INTRODUCERS = 10, 3
"""Most introductions, and bodies that could make one."""


@per_snapshot
def _contacts(ecosystem: Ecosystem) -> dict[str, frozenset[str]]:
    """Return for each body those it has a tie to on record."""
    found: dict[str, set[str]] = {}
    for first, last in tied_pairs(ecosystem):
        found.setdefault(first, set()).add(last)
        found.setdefault(last, set()).add(first)
    return {node: frozenset(others) for node, others in found.items()}


def common(ecosystem: Ecosystem, first: str, last: str) -> list[str]:
    """Return the organisations tied to both of two, the best connected first."""
    contacts = _contacts(ecosystem)
    shared = contacts.get(first, frozenset()) & contacts.get(last, frozenset())
    return sorted(shared, key=lambda node: (-len(contacts[node]), node))


@answers("common", ("of",))
def common_count(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the organisations tied to both of two (``of``, twice)."""
    nodes = [ecosystem.resolve(node) or node for node in args.get("of", ())]
    shared = common(ecosystem, nodes[0], nodes[1]) if len(nodes) == 2 else []
    return answer(ecosystem, "organisations", ecosystem.organisations.loc[shared], len(shared))


def invited(w: Writer) -> list[str]:
    """Return the invited bodies in the order of the recipe; without any, those of its scope, by id."""
    organisations = w.whole.organisations.index
    chosen = [w.whole.resolve(name) for name in w.recipe.subject_ids]
    known = list(dict.fromkeys(name for name in chosen if name in organisations))
    if not w.recipe.subject_ids and w.recipe.filters(w.whole):
        known = [str(name) for name in w.ecosystem.organisations.index.sort_values()]
    return [str(name) for name in known]


def _subject(w: Writer) -> Spans:
    event = next((name for name in w.recipe.subject_ids if name in w.whole.programmes.index), "")
    if event:
        return w.say("Preparation of {event}", event=w.whole.name(event, w.recipe.lang))
    return w.say("Preparation of an event")


def _of(w: Writer) -> dict[str, object]:
    return {"id": tuple(invited(w)) or ("-",)}


def summary(w: Writer) -> None:
    """Write how many are invited, of which kinds, and how far they know each other."""
    bodies = invited(w)
    if not bodies:
        w.paragraph(w.say("No invited body is named, or the data knows none of them."), role="caveat")
        return
    n = w.written(Query.of("organisations", **_of(w)))
    kinds = {
        code: value
        for code in KINDS
        if code != "programme"
        for value in [w.written(Query.of("organisations", kind=code, **_of(w)))]
        if value.answer.value
    }
    ties = w.written(Query.of("ties", among=tuple(bodies)))
    w.paragraph(
        w.say(
            "{n} body is invited: {kinds}.", "{n} bodies are invited: {kinds}.", n, kinds=kinds_of(w, kinds)
        ),
        counted(
            ties,
            w.say("No tie among them is on record."),
            w.say("{n} tie among them is on record.", "{n} ties among them are on record.", ties),
        )
        if len(bodies) > 1
        else (),
    )


def who(w: Writer) -> None:
    """Write who is who."""
    rows = []
    for node in invited(w):
        row = w.whole.organisations.loc[node]
        said = row["summary_vi"] if isinstance(row["summary_vi"], str) else ""
        if node in w.whole.agencies.index:
            duty = w.whole.agencies.loc[node]
            english = duty["role_en"] if w.recipe.lang == "en" else None
            said = english if isinstance(english, str) else str(duty["role_vi"])
        sources = tuple(split_list(row["source_ids"]))[:3]
        partners = w.written(Query.of("partners", of=node))
        rows.append(
            (
                (Plain(w.whole.name(node, w.recipe.lang), bold=True),),
                text(w._(KINDS[row["kind"]].label)),
                text(labels.listed(w.whole, "sectors", row["sectors"], w.recipe.lang) or w._("unknown")),
                text(first_line(said, 160) or "—"),
                (partners,),
                (Mark((), sources),),
            )
        )
    if not rows:
        return
    w.table(
        Table(
            "who",
            w.say("Invited bodies"),
            heads(w, N_("Name"), N_("Kind"), N_("Sectors"), N_("In short"), N_("Contacts"), N_("Sources")),
            tuple(rows),
            "llllrc",
            (3, 1.6, 2, 3.6, 1, 1),
            w.say("Contacts: organisations and programmes it has a tie to on record."),
        )
    )


def among(w: Writer) -> None:
    """Write the ties among the invited."""
    bodies = invited(w)
    ties = w.whole.ties
    own = ties[ties["source"].isin(bodies) & ties["target"].isin(bodies)].sort_values(
        ["start_on", "source", "target"], ascending=[False, True, True], kind="stable"
    )
    if len(bodies) < 2:
        return
    if own.empty:
        w.paragraph(
            w.say(
                "No tie among the invited bodies is on record: for most of them it may be the first meeting."
            )
        )
        return
    name = labels.namer(w.whole, "tie_types", w.recipe.lang)
    columns = (own[name] for name in ("source", "type", "target", "start_date", "end_date", "source_ids"))
    rows = [
        (
            names(w, [source]),
            text(name(kind)),
            names(w, [target]),
            text(period(start, end, w._)),
            (Mark((), tuple(split_list(cell))[:3]),) if isinstance(cell, str) else text("—"),
        )
        for source, kind, target, start, end, cell in zip(*columns, strict=True)
    ]
    w.table(
        Table(
            "among",
            w.say("Ties among the invited bodies"),
            heads(w, N_("From"), N_("Tie"), N_("To"), N_("Time"), N_("Sources")),
            tuple(rows),
            "llllc",
            (3, 1.6, 3, 1.6, 1),
        )
    )


@dataclass(frozen=True)
class _Body:
    """What speaks for a meeting: fields, what it can do for others, whether it is one to be helped."""

    fields: frozenset[str]
    functions: frozenset[str]
    helped: bool


def _bodies(w: Writer) -> dict[str, _Body]:
    rows = w.whole.organisations.loc[sorted(invited(w)), ["kind", "sectors", "functions"]]
    cells = zip(rows.index, rows["kind"], rows["sectors"], rows["functions"], strict=True)
    return {
        str(node): _Body(
            _items(sectors) - {CROSS_SECTOR}, _items(functions), kind in ("startup", "enterprise")
        )
        for node, kind, sectors, functions in cells
    }


def _items(cell: object) -> frozenset[str]:
    return frozenset(split_list(cell)) if isinstance(cell, str) else frozenset()


def _worth(first: _Body, last: _Body) -> int:
    """Return how well two would meet: fields in common, and whether one can help the other."""
    helps = (first.helped and bool(last.functions)) + (last.helped and bool(first.functions))
    return len(first.fields & last.fields) + helps


def introductions(w: Writer) -> None:
    """Write who among the invited has no tie yet and who could introduce them."""
    bodies, tied = _bodies(w), tied_pairs(w.whole)
    pairs = [pair for pair in combinations(sorted(bodies), 2) if pair not in tied]
    if not pairs:
        return
    worth = {pair: (_worth(bodies[pair[0]], bodies[pair[1]]), len(common(w.whole, *pair))) for pair in pairs}
    best = sorted((p for p in pairs if any(worth[p])), key=lambda p: (-worth[p][0], -worth[p][1], p))
    if not best:
        w.paragraph(
            w.say("Many of the invited have no tie yet, but the data gives no reason to put one pair first.")
        )
        return
    w.paragraph(
        w.say(
            "{table} suggests whom to introduce: pairs without a tie on record, first those with a field in common or "
            "of whom one can help the other, then those with most contacts in common. Bodies that are invited "
            "themselves are named first as introducers.",
            table=Reference("introductions"),
        )
    )
    w.table(
        Table(
            "introductions",
            w.say("Introductions worth making"),
            heads(w, N_("Body"), N_("Meets"), N_("Field in common"), N_("Contacts in common"),
                  N_("Who could introduce them")),
            tuple(_introduction(w, bodies, *pair) for pair in best[:INTRODUCTIONS]),
            "lllrl",
            (3, 3, 2.2, 1.2, 3),
        )
    )  # fmt: skip


def _introduction(w: Writer, bodies: Mapping[str, _Body], first: str, last: str) -> tuple[Spans, ...]:
    between = common(w.whole, first, last)
    present = [node for node in between if node in bodies]
    shared = sorted(bodies[first].fields & bodies[last].fields)
    return (
        names(w, [first]),
        names(w, [last]),
        text(labels.listed(w.whole, "sectors", LIST_SEPARATOR.join(shared), w.recipe.lang) or "—"),
        (w.written(Query.of("common", of=(first, last))),),
        names(w, (present or between)[:INTRODUCERS]),
    )


def points(w: Writer) -> None:
    """Write what the findings give to talk about."""
    write_topics(w, invited(w))


def needs(w: Writer) -> None:
    """Write the open problems the invited have made public."""
    rows = w.whole.needs
    rows = rows[rows["posted_by"].isin(invited(w)) & (rows["status"] == "open")].sort_index()
    w.bullets(
        [
            (
                Plain(str(row["title_vi"]), bold=True),
                Plain(f" ({w.whole.name(row['posted_by'], w.recipe.lang)})"),
                Plain(f": {row['description_vi']}" if isinstance(row["description_vi"], str) else ""),
                Mark((), tuple(split_list(row["source_ids"]))[:3]),
            )
            for row in rows.to_dict("records")
        ]
    )


TEMPLATE = Template(
    "event",
    N_("Preparing an event"),
    N_("PREPARATION"),
    _subject,
    (
        Part("purpose", N_("Purpose and programme"), lambda _: None, author=True),
        Part("summary", N_("Summary"), summary),
        Part("who", N_("Who is who"), who),
        Part("among", N_("Who knows whom"), among),
        Part("introductions", N_("Introductions"), introductions),
        Part("points", N_("Points to talk about"), points),
        Part("needs", N_("Open problems of those invited"), needs),
    ),
)
