"""The result of a search for partners: who was chosen for what need, why, how far, and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ecomap.analysis.finding import Message
from ecomap.analysis.partners import Suggestion, suggest
from ecomap.analysis.partners.introduction import Introduction, introduce
from ecomap.analysis.partners.needs import NEEDS
from ecomap.briefing.document import Mark, Plain, Reference, Span, Spans, Table, Value
from ecomap.briefing.query import Answer, Query, QueryError, answers
from ecomap.briefing.rows import Arguments, single
from ecomap.briefing.templates import Part, Template
from ecomap.briefing.templates.parts.introducing import common
from ecomap.briefing.templates.wording import bound, counted, heads, joined, names, text
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import LANGUAGES, N_, Translator, translator
from ecomap.tables import split_list
from ecomap.views import labels
from ecomap.views.graph_text import first_line
from ecomap.views.partners import asker_facts
from ecomap.views.records import newest_source
from ecomap.vocabulary import KINDS

MOST_ASKED = 60
"""Suggestions looked through for the score of a chosen partner."""
INTRODUCERS = 3


def _suggest(ecosystem: Ecosystem, seeker: str, needs: Sequence[str], chosen: str) -> Suggestion | None:
    """Return what the search for partners says of a body; None if it does not suggest it."""
    found = suggest(ecosystem, seeker, need=list(needs) or None, k=MOST_ASKED, tied=True)
    return next((item for item in found.items if item.id == chosen), None)


@answers("match", ("for", "id", "need"))
def match(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Score a partner (``id``) for a seeker (``for``) and needs, 0 to 1; None if the search does not suggest it.

    Each ``need`` is a key of `NEEDS` or free words, as on the page of partners.
    """
    seeker, chosen = (ecosystem.resolve(single(args, name)) for name in ("for", "id"))
    if seeker is None or chosen is None:
        raise QueryError(_NOBODY)
    item = _suggest(ecosystem, seeker, args.get("need", ()), chosen)
    sources = tuple(sorted(item.sources)) if item else ()
    return Answer(
        value=float(item.score) if item else None,
        table="organisations",
        ids=(chosen,),
        sources=sources,
        as_of=newest_source(ecosystem, set(sources) or None),
    )


def _known(w: Writer) -> list[str]:
    return list(dict.fromkeys(found for name in w.recipe.subject_ids if (found := w.whole.resolve(name))))


def _described(w: Writer) -> bool:
    """Whether the seeker is not in the data, and the author's words say who it is."""
    return bool(w.recipe.texts.get("asker", "").strip())


def seeker_of(w: Writer) -> str:
    """Return who seeks: the first organisation of the recipe; '' if it is described, or not in the data."""
    return "" if _described(w) else next(iter(_known(w)), "")


def chosen(w: Writer) -> list[str]:
    """Return the partners chosen, in the order of the recipe."""
    return _known(w) if _described(w) else _known(w)[1:]


def asker(w: Writer) -> None:
    """Leave who seeks to the author's words, where the seeker is not in the data."""


def _needs(w: Writer) -> list[str]:
    """Read the author's need as the search takes it: codes of the needs named, then the other words.

    A paragraph that only names needs, as `need_text` writes it in any language, is a choice of these; any other is free
    words.
    """
    codes = {
        translator(lang)(need.label).casefold(): code for lang in LANGUAGES for code, need in NEEDS.items()
    }
    chosen: list[str] = []
    words: list[str] = []
    for paragraph in re.split(r"\n\s*\n", w.recipe.texts.get("need", "")):
        plain = " ".join(paragraph.split())
        named = [codes.get(piece.strip().casefold()) for piece in plain.split(";")]
        known = [code for code in named if code]
        if len(known) == len(named):
            chosen += known
        elif plain:
            words.append(plain)
    return [*dict.fromkeys(chosen), *([" ".join(words)] if words else [])]


def need_text(needs: Sequence[str], _: Translator) -> str:
    """Write needs (keys of `NEEDS`, free words) as the text of the section, so that it is read back as the same."""
    named = "; ".join(_(NEEDS[need].label) for need in needs if need in NEEDS)
    return "\n\n".join(piece for piece in (named, *(need for need in needs if need not in NEEDS)) if piece)


def _subject(w: Writer) -> Spans:
    seeker = seeker_of(w)
    if not seeker:
        return w.say("Search for partners")
    return w.say("For {name}", name=w.whole.name(seeker, w.recipe.lang))


def need(w: Writer) -> None:
    """Write who seeks; the need itself is the author's text of this section."""
    seeker = seeker_of(w)
    if _described(w):
        return
    if not seeker:
        w.paragraph(w.say("The data has no such organisation or programme."), role="caveat")
        return
    name = w.whole.name(seeker, w.recipe.lang)
    if _needs(w):
        w.paragraph(w.say("{name} seeks partners for the following need.", name=name))
    else:
        w.paragraph(w.say("{name} seeks partners; no need is stated.", name=name))
    if seeker in w.whole.organisations.index:
        w.paragraph(text(asker_facts(w.whole, seeker, w._)))


def result(w: Writer) -> None:
    """Write the partners chosen side by side."""
    partners, seeker = chosen(w), seeker_of(w)
    if not partners:
        if seeker or _described(w):
            w.paragraph(w.say("No partner is chosen yet."))
        return
    n = w.written(Query.of("rows", table="organisations", id=tuple(partners)))
    scores = {node: _score(w, node) for node in partners if seeker}
    scored = any(value.answer.value is not None for value in scores.values())
    w.paragraph(
        w.say("The list holds {n} chosen partner.", "The list holds {n} chosen partners.", n),
        w.say(
            "The score runs from zero to one and weighs need, field, place, acquaintance and record; "
            "it orders suggestions and promises nothing."
        )
        if scored
        else (),
    )
    columns = [N_("Partner"), N_("Kind"), N_("Sectors"), N_("Support functions"), N_("Ward or commune")]
    rows = [(*_row(w, node), *([(scores[node],)] if scored else [])) for node in partners]
    w.table(
        Table(
            "partners",
            w.say("Partners chosen"),
            heads(w, *columns, *([N_("Score")] if scored else [])),
            tuple(rows),
            "lllll" + ("r" if scored else ""),
            (3, 1.7, 2.2, 2.4, 1.8, *((1.0,) if scored else ())),
        )
    )


def _score(w: Writer, node: str) -> Value:
    return w.written(Query.of("match", **{"for": seeker_of(w), "id": node, "need": _needs(w)}), "number2")


def _row(w: Writer, node: str) -> tuple[Spans, ...]:
    lang = w.recipe.lang
    if node not in w.whole.organisations.index:
        row = w.whole.programmes.loc[node]
        kind, place = w._(KINDS["programme"].label), "—"
    else:
        row = w.whole.organisations.loc[node]
        kind = w._(KINDS[row["kind"]].label)
        ward = row["ward_code"]
        known = [cell for cell in (row["province"],) if isinstance(cell, str)]
        place = labels.ward(w.whole, ward) if isinstance(ward, str) else "".join(known) or w._("unknown")
    return (
        (Plain(w.whole.name(node, lang), bold=True),),
        text(kind),
        text(labels.listed(w.whole, "sectors", row["sectors"], lang) or w._("unknown")),
        text(labels.listed(w.whole, "functions", row["functions"], lang) or w._("unknown")),
        text(place),
    )


def reasons(w: Writer) -> None:
    """Write for each partner what it is, why it is suggested, and who could introduce the two."""
    seeker, needs = seeker_of(w), _needs(w)
    for node in chosen(w):
        w.heading(3, text(w.whole.name(node, w.recipe.lang)))
        row = (w.whole.organisations if node in w.whole.organisations.index else w.whole.programmes).loc[node]
        said = row.get("summary_vi", row.get("benefits_vi"))
        sources = tuple(split_list(str(row["source_ids"])))[:3]
        about: Spans = (Plain(first_line(said, 400)), Mark((), sources)) if isinstance(said, str) else ()
        item = _suggest(w.whole, seeker, needs, node) if seeker else None
        why = w.message(item.sentence) if item else ()
        if seeker:
            w.paragraph(about, why, _acquaintance(w, seeker, node))
        else:
            w.paragraph(about)


def _acquaintance(w: Writer, seeker: str, node: str) -> Spans:
    """Say whether the two have a tie, else who is tied to both or through whom one leads to the other."""
    ties = w.whole.ties
    both = ties[ties["source"].isin((seeker, node)) & ties["target"].isin((seeker, node))]
    if len(both):
        n = w.written(Query.of("ties", among=(seeker, node)))
        return w.say("They already have {n} tie on record.", "They already have {n} ties on record.", n)
    between = common(w.whole, seeker, node)
    count = w.written(Query.of("common", of=(seeker, node)))
    both_know = _both_know(w, count, between)
    way = next(iter(introduce(w.whole, seeker, node, k=1).chains), None)
    if way is None or way.weak:
        return counted(count, w.say("No body on record is tied to both."), both_know)
    first = w.say("Ask {name} first for an introduction.", name=w.whole.name(way.first, w.recipe.lang))
    if way.first in between:
        return joined(both_know, first)
    return joined(counted(count, (), both_know), bound(_leads(w, way), count), first)


def _both_know(w: Writer, count: Value, between: list[str]) -> Spans:
    if len(between) > INTRODUCERS:
        told = names(w, between[:INTRODUCERS])
        return w.say(
            "{n} bodies are tied to both and could introduce them, such as {names}.", n=count, names=told
        )
    return w.say(
        "{n} body is tied to both and could introduce them: {names}.",
        "{n} bodies are tied to both and could introduce them: {names}.",
        count,
        names=names(w, between),
    )


def _leads(w: Writer, way: Introduction) -> Spans:
    """Tell a chain of acquaintances step by step, with its sources."""
    steps: list[Span] = []
    for step in way.steps:
        steps += [*([Plain("; ", fixed=True)] if steps else []), *w.message(step.text)]
    return (
        *w.say("The two are joined by this chain: {steps}.", steps=tuple(steps)),
        Mark((), way.sources[:3]),
    )


def contacts(w: Writer) -> None:
    """Write how to reach the partners, as far as it is public."""
    partners = [node for node in chosen(w) if node in w.whole.organisations.index]
    if not partners:
        return
    w.paragraph(w.say("{table} gives those of their addresses that are public.", table=Reference("contacts")))
    rows = []
    for node in partners:
        row = w.whole.organisations.loc[node]
        cells = [
            row[column] if isinstance(row[column], str) else w._("unknown")
            for column in ("address", "website")
        ]
        rows.append(
            (names(w, [node]), *map(text, cells), (Mark((), tuple(split_list(row["source_ids"]))[:3]),))
        )
    w.table(
        Table(
            "contacts",
            w.say("Addresses"),
            heads(w, N_("Partner"), N_("Address"), N_("Website"), N_("Sources")),
            tuple(rows),
            "lllc",
            (3, 4, 3, 1),
        )
    )


_NOBODY = Message(N_("The data has no such organisation or programme."))

TEMPLATE = Template(
    "partners",
    N_("Search for partners"),
    N_("PARTNER SUGGESTIONS"),
    _subject,
    (
        Part("asker", N_("Who seeks"), asker),
        Part("need", N_("Need"), need),
        Part("result", N_("Partners chosen"), result),
        Part("reasons", N_("Why these partners"), reasons),
        Part("contacts", N_("How to reach them"), contacts),
        Part("assessment", N_("Next steps"), lambda _: None, author=True),
    ),
    needs="subject_ids",
    reads=("need", "asker"),
    alone=True,
)
