"""Suggested partners in words, bars and tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from ecomap.analysis.partners import PARTS, STATUSES, Seeker, Suggestion
from ecomap.analysis.partners.evaluation import METHODS, METRICS, STARTS, Figure, Start
from ecomap.analysis.partners.introduction import Introduction, Step
from ecomap.analysis.partners.needs import NEEDS, met_by
from ecomap.analysis.partners.reasons import problem_text
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.network import simple_graph
from ecomap.tables import split_list
from ecomap.views import labels
from ecomap.views.gaps_bars import bar, bar_rows
from ecomap.views.graph_text import first_line, tie_phrase
from ecomap.views.symbols import symbol
from ecomap.vocabulary import KINDS

ABOUT_LENGTH = 180
"""Signs of what an organisation does that fit on two lines of its card."""
TAKING = frozenset(("incubation", "coordination"))
"""Functions of bodies that newcomers can turn to."""
FIRST_BARS = 3
"""Bars shown beside the sentence; the others stand in the fold."""

HEADINGS: Mapping[str, str] = {
    "name": N_("Name"),
    "kind": N_("Kind"),
    "status": N_("Relation to you"),
    "score": N_("Score, 0 to 1"),
    "sentence": N_("Why"),
    "away": N_("Distance"),
    "needs": N_("Needs it can meet"),
    "ward": N_("Ward or commune"),
    "website": N_("Website"),
    "programmes": N_("Programmes"),
    "ask_first": N_("Ask first"),
    "note": N_("Your note"),
    "sources": N_("Sources"),
}
"""Columns of the tables of partners; the parts of the score stand between the score and the sentence."""


def shown_on_map(ecosystem: Ecosystem, ids: Sequence[str]) -> Ecosystem:
    """Return the snapshot with only some organisations and no ties, as the map draws it."""
    kept = ecosystem.organisations.index.isin(list(ids))
    return dataclasses.replace(
        ecosystem, version=f"{ecosystem.version}+partners", organisations=ecosystem.organisations[kept]
    )


def title_html(ecosystem: Ecosystem, suggestion: Suggestion, rank: int, _: Translator, theme: str) -> str:
    """Return rank, symbol, name and kind; a confirmed tie and a possible match wear different marks."""
    kind = ecosystem.organisations.at[suggestion.id, "kind"]
    name = escape(ecosystem.name(suggestion.id, _.lang))
    status = (
        f'<span class="eco-status eco-{suggestion.status}">{escape(_(STATUSES[suggestion.status]))}</span>'
    )
    return (
        f'<div class="eco-record"><strong>{rank}. {symbol(kind, theme)} {name}</strong> {status}<br>'
        f"{escape(_(KINDS[kind].label))}</div>"
    )


def about(ecosystem: Ecosystem, org_id: str, lang: str) -> str:
    """Return what is written of an organisation, in the reader's language where it is; '' if nothing is."""
    record = ecosystem.organisations.loc[org_id]
    texts = (record.get(f"summary_{lang}"), record["summary_vi"])
    return next((text for text in texts if isinstance(text, str)), "")


def about_html(ecosystem: Ecosystem, org_id: str, lang: str) -> str:
    """Return what an organisation does, cut to about two lines; '' if nothing is written of it."""
    text = about(ecosystem, org_id, lang)
    return f'<div class="eco-record">{escape(first_line(text, ABOUT_LENGTH))}</div>' if text else ""


def judged(ecosystem: Ecosystem, org_id: str, _: Translator) -> str:
    """Say that the functions of an organisation are the editor's judgement, where they are; else ''."""
    record = ecosystem.organisations.loc[org_id]
    cell, functions = record.get("judged_fields"), record["functions"]
    if not isinstance(cell, str) or "functions" not in split_list(cell) or not isinstance(functions, str):
        return ""
    listed = labels.listed(ecosystem, "functions", functions, _.lang)
    return _(
        "Its functions ({functions}) are the data editors' judgement, not its own statement.",
        functions=listed,
    )


def problems_posted(ecosystem: Ecosystem, org_id: str, lang: str) -> dict[str, str]:
    """Return the problems an organisation published, by id, with year and status in words; open ones first."""
    posted = [ground.node for ground in met_by(ecosystem, org_id, "challenge") if ground.sort == "posted"]
    return {node: problem_text(ecosystem, node).text(lang) for node in posted}


def mixed(suggestions: Sequence[Suggestion]) -> bool:
    """Tell whether the order differs from that of the scores as shown."""
    scores = [round(one.score, 2) for one in suggestions]
    return scores != sorted(scores, reverse=True)


def tied_first(items: Sequence[Suggestion], tied: Sequence[Suggestion], places: int = 5) -> bool:
    """Tell whether a partner tied already would stand among the first places of the list."""
    if not tied:
        return False
    best = sorted((one.score for one in items), reverse=True)
    return len(best) < places or max(one.score for one in tied) > best[places - 1]


def turn_to(ecosystem: Ecosystem) -> str | None:
    """Return the support body of the region that takes newcomers in: one that incubates or coordinates.

    Active ones only; one with a website first, then the one with the most ties, then by id. None if there is none.
    """
    table = ecosystem.organisations
    kept = table[table["in_region"] & (table["kind"] == "support_org") & (table["status"] == "active")]
    takes = [isinstance(cell, str) and bool(TAKING & {*split_list(cell)}) for cell in kept["functions"]]
    graph = simple_graph(ecosystem)
    order = sorted(
        (not isinstance(website, str), -graph.degree(node), str(node))
        for node, website in kept.loc[takes, "website"].items()
    )
    return order[0][2] if order else None


def asker_facts(ecosystem: Ecosystem, asker: str | Seeker, _: Translator) -> str:
    """Return fields and ward of who asks, in a line; what is not known is said so."""
    if isinstance(asker, str):
        record = ecosystem.organisations.loc[asker]
        sectors = split_list(record["sectors"]) if isinstance(record["sectors"], str) else []
        ward, point = record["ward_code"], None
    else:
        sectors, ward, point = list(asker.sectors), asker.ward, asker.point
    unknown = _("not known")
    name = labels.namer(ecosystem, "sectors", _.lang)
    facts = [
        _("Sectors: {sectors}", sectors=", ".join(map(name, sectors)) or unknown),
        _("Ward or commune: {ward}", ward=labels.ward(ecosystem, ward) if isinstance(ward, str) else unknown),
    ]
    if point is not None:
        facts.append(_("Position: {lat}, {lon}", lat=_.number(point[0], 4), lon=_.number(point[1], 4)))
    return "; ".join(facts)


def part_bars(suggestion: Suggestion, _: Translator, theme: str, first: bool) -> str:
    """Return bars of the parts of a score: the strongest few, or all in their order with what each rests on."""
    parts = list(suggestion.parts)
    if first:
        known = [part for part in parts if part.value]
        parts = sorted(known, key=lambda part: -part.contribution)[:FIRST_BARS]
    rows = []
    for part in parts:
        label = _(PARTS[part.code].label)
        if not first and part.reason is not None:
            label = f"{label}: {part.reason.text(_.lang)}"
        rows.append((label, part_figure(part.value, _), bar(part.value, theme)))
    return f'<div class="eco-three">{bar_rows(rows)}</div>' if first else bar_rows(rows)


def part_figure(value: float | None, _: Translator) -> str:
    """Write the value of a part; an unknown one is said to be unknown."""
    return _("not known") if value is None else _.number(value, 2)


def chain_html(ecosystem: Ecosystem, chain: Introduction, _: Translator, theme: str) -> str:
    """Return a chain of acquaintances as a line of names with the ties between them."""
    items = [_node(ecosystem, chain.nodes[0], _, theme)]
    for step, node in zip(chain.steps, chain.nodes[1:], strict=True):
        items.append(f'<li class="eco-tie">{escape(_tie(ecosystem, step, _))}</li>')
        items.append(_node(ecosystem, node, _, theme, first=node == chain.first))
    return f'<ol class="eco-chain">{"".join(items)}</ol>'


def _node(ecosystem: Ecosystem, node: str, _: Translator, theme: str, first: bool = False) -> str:
    kind = ecosystem.organisations["kind"].get(node, "programme")
    emphasis = ' class="eco-first"' if first else ""
    return f"<li{emphasis}>{symbol(str(kind), theme)} {escape(ecosystem.name(node, _.lang))}</li>"


def _tie(ecosystem: Ecosystem, step: Step, _: Translator) -> str:
    """Name the ties of a step as they are read from its first end to its second."""
    words = (tie_phrase(tie, ecosystem, _, inverse=tie.source != step.source) for tie in step.ties)
    return ", ".join(dict.fromkeys(words))


def table(
    ecosystem: Ecosystem,
    suggestions: Sequence[Suggestion],
    _: Translator,
    notes: Mapping[str, str] | None = None,
    asks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return partners as a table of texts, one row each, to be read and taken along.

    Parameters
    ----------
    notes : mapping of id to str, optional
        The reader's notes.
    asks : mapping of id to id, optional
        Whom to ask first for an introduction.
    """
    rows = [
        _row(ecosystem, one, _, (notes or {}).get(one.id, ""), (asks or {}).get(one.id))
        for one in suggestions
    ]
    columns = [*list(HEADINGS)[:4], *PARTS, *list(HEADINGS)[4:]]
    named = {**HEADINGS, **{code: kind.label for code, kind in PARTS.items()}}
    return pd.DataFrame(rows, columns=columns).rename(columns={code: _(named[code]) for code in columns})


def _row(
    ecosystem: Ecosystem, one: Suggestion, _: Translator, note: str, ask: str | None
) -> dict[str, object]:
    record = ecosystem.organisations.loc[one.id]
    ward = record["ward_code"]
    unknown = _("not known")
    return {
        "name": ecosystem.name(one.id, _.lang),
        "kind": _(KINDS[record["kind"]].label),
        "status": _(STATUSES[one.status]),
        "score": _.number(one.score, 2),
        **{part.code: part_figure(part.value, _) for part in one.parts},
        "sentence": one.sentence.text(_.lang),
        "away": one.distance.text.text(_.lang),
        "needs": ", ".join(_(NEEDS[code].label) for code in one.needs),
        "ward": labels.ward(ecosystem, ward) if isinstance(ward, str) else unknown,
        "website": record["website"] if isinstance(record["website"], str) else unknown,
        "programmes": ", ".join(ecosystem.name(node, _.lang) for node in one.programmes),
        "ask_first": ecosystem.name(ask, _.lang) if ask else "",
        "note": note,
        "sources": "; ".join(one.sources),
    }


def comparison(frame: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Turn a table of partners so that each stands in a column, for reading side by side."""
    name = _(HEADINGS["name"])
    left_out = [_(HEADINGS[code]) for code in ("programmes", "sources")]  # too long for a column; in the file
    turned = frame.drop(columns=left_out).set_index(name).T
    turned = turned[(turned != "").any(axis=1)]
    return turned.rename_axis(index=_("What"), columns=None).reset_index()


def proof_title(start: Start, _: Translator) -> str:
    """Say of whom a part of the evaluation is."""
    return _.n("{start}: {n} asker", "{start}: {n} askers", start.askers, start=_(STARTS[start.code]))


def proof_table(start: Start, _: Translator) -> pd.DataFrame:
    """Return how often each way to suggest had a hit, best first; ours is named so.

    Of few candidates the figures that any order has are not there; then the mean rank tells which is best.
    """
    held = next(iter(start.figures.values()), {})
    shown = [metric for metric in ("hit@5", "hit@20", "recall@20") if metric in held] or ["mrr"]
    best = "hit@20" if "hit@20" in shown else "mrr"
    order = sorted(start.figures, key=lambda code: (-start.figures[code][best].value, code))
    rows = [
        (_(METHODS[code]), *(figure_text(start.figures[code][metric], _) for metric in shown))
        for code in order
    ]
    return pd.DataFrame(rows, columns=[_("Way to suggest"), *(_(METRICS[metric]) for metric in shown)])


def figure_text(figure: Figure, _: Translator) -> str:
    """Write a share with its 95 % interval."""
    return f"{_.percent(figure.value)} ({_.percent(figure.low)} – {_.percent(figure.high)})"


def proof_sentence(start: Start, _: Translator) -> str:
    """Say in a sentence whether ours is better than the best simple way, as far as the data can tell."""
    if start.best is None or start.lift is None:
        return ""
    method = _(METHODS[start.best]).lower()
    if start.lift.low > 0:
        return _("Ours find more than the best simple way ({method}).", method=method)
    if start.lift.high < 0:
        return _("Ours find less than the best simple way ({method}): take them with care.", method=method)
    return _(
        "Whether ours find more than the best simple way ({method}) cannot be told from so few askers.",
        method=method,
    )
