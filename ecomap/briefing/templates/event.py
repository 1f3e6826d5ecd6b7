"""Preparing an event or forum: who is who, who knows whom, who should be introduced, what to talk about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ecomap.briefing.document import Mark, Plain, Reference, Spans, Table
from ecomap.briefing.query import Answer, Query, answers
from ecomap.briefing.rows import Arguments, answer
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.parts import introducing
from ecomap.briefing.templates.parts.guests import events, invited, nobody, why_invited
from ecomap.briefing.templates.parts.introducing import common
from ecomap.briefing.templates.parts.topics import write_topics
from ecomap.briefing.templates.wording import counted, heads, kinds_of, names, text
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.network import wording
from ecomap.network.paths import listed_ties
from ecomap.tables import LIST_SEPARATOR, split_list
from ecomap.views import labels
from ecomap.views.graph_text import first_line, tie_period
from ecomap.vocabulary import KINDS

INTRODUCTIONS, INTRODUCERS = 10, 3
"""Introductions, unless it takes more to give everybody one; bodies that could make one."""


@answers("common", ("of",))
def common_count(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the organisations tied to both of two (``of``, twice)."""
    nodes = [ecosystem.resolve(node) or node for node in args.get("of", ())]
    shared = common(ecosystem, nodes[0], nodes[1]) if len(nodes) == 2 else []
    return answer(ecosystem, "organisations", ecosystem.organisations.loc[shared], len(shared))


def _subject(w: Writer) -> Spans:
    if named := events(w):
        return w.say("For {event}", event="; ".join(w.whole.name(event, w.recipe.lang) for event in named))
    return w.say("For an event")


def _of(w: Writer) -> dict[str, object]:
    return {"id": tuple(invited(w)) or ("-",)}


def summary(w: Writer) -> None:
    """Write how many are invited, of which kinds, and how far they know each other."""
    bodies = invited(w)
    if not bodies:
        w.paragraph(nobody(w), role="caveat")
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
        why_invited(w),
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
            w.say("Contacts: organisations and programmes with which it has a tie on record."),
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
    rows = [
        (
            names(w, [tie.source]),
            text(w._(wording.verb(w.whole, tie))),
            names(w, [tie.target]),
            text(tie_period(tie, w.whole, w._)),
            (Mark((), tuple(split_list(cell))[:3]),) if isinstance(cell, str) else text("—"),
        )
        for tie, cell in zip(listed_ties(own), own["source_ids"], strict=True)
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


def introductions(w: Writer) -> None:
    """Write who among the invited has no tie yet, why the two should meet, and who could introduce them."""
    invited_bodies = introducing.bodies(w.whole, invited(w))
    pairs = introducing.pairs(w.whole, invited_bodies, INTRODUCTIONS)
    if not pairs:
        if len(invited_bodies) > 1:
            w.paragraph(w.say("The data gives no reason to introduce any two of the invited to each other."))
        return
    met = any(introducing.introducers(w.whole, invited_bodies, pair) for pair in pairs)
    w.paragraph(
        w.say(
            "{table} suggests whom to introduce: pairs without a tie on record that have a field in common, or of "
            "which one can help the other. Two bodies of one parent body are left out.",
            table=Reference("introductions"),
        ),
        w.say("Bodies that are invited themselves are named first as introducers.")
        if met
        else w.say("Nobody on record could introduce any of these pairs, so the organiser would have to."),
    )
    body, meets, why = N_("Body"), N_("Meets"), N_("Why")
    between = (N_("Contacts in common"), N_("Who could introduce them"))
    w.table(
        Table(
            "introductions",
            w.say("Introductions worth making"),
            heads(w, body, meets, why, *(between if met else ())),
            tuple(
                (*_pair(w, invited_bodies, pair), *(_between(w, invited_bodies, pair) if met else ()))
                for pair in pairs
            ),
            "lll" + ("rl" if met else ""),
            (3, 3, 2.6, 1.2, 2.6) if met else (2, 2, 4),
        )
    )


def _pair(
    w: Writer, invited_bodies: Mapping[str, introducing.Body], pair: introducing.Pair
) -> tuple[Spans, ...]:
    first, last = pair
    return names(w, [first]), names(w, [last]), _why(w, invited_bodies, pair)


def _between(
    w: Writer, invited_bodies: Mapping[str, introducing.Body], pair: introducing.Pair
) -> tuple[Spans, ...]:
    known = introducing.introducers(w.whole, invited_bodies, pair)
    return (w.written(Query.of("common", of=pair)),), names(w, known[:INTRODUCERS])


def _why(w: Writer, invited_bodies: Mapping[str, introducing.Body], pair: introducing.Pair) -> Spans:
    """Say which fields two have in common, else what one can do for the other."""
    bodies = [invited_bodies[node] for node in pair]
    if shared := bodies[0].fields & bodies[1].fields:
        return w.say("Field in common: {fields}.", fields=_labels(w, "sectors", shared))
    helper = pair[0] if bodies[0].helps(bodies[1]) else pair[1]
    return w.say(
        "{name} can help: {functions}.",
        name=w.whole.name(helper, w.recipe.lang),
        functions=_labels(w, "functions", invited_bodies[helper].functions),
    )


def _labels(w: Writer, field: str, codes: Iterable[str]) -> str:
    return labels.listed(w.whole, field, LIST_SEPARATOR.join(sorted(codes)), w.recipe.lang)


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
    N_("BRIEFING NOTES"),
    _subject,
    (
        Part("purpose", N_("Purpose, time, place and programme"), lambda _: None, author=True),
        Part("summary", N_("Summary"), summary),
        Part("who", N_("Who is who"), who),
        Part("among", N_("Who knows whom"), among),
        Part("introductions", N_("Introductions"), introductions),
        Part("points", N_("Points to talk about"), points),
        Part("needs", N_("Open problems of those invited"), needs),
    ),
)
