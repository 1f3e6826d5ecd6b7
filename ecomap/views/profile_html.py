"""Parts of a profile as HTML. Everything that comes from the data is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from ecomap.i18n import Translator
from ecomap.views.profile import Fact, Need, Source, Target, TieRow
from ecomap.views.timeline import Event

_EVENTS_OPEN = 12


def facts_table(facts: Sequence[Fact], sources: Sequence[Source], _: Translator) -> str:
    """Return the facts with, for each, what it rests on: the numbers of `source_list` and the newest date.

    A judgement rests on no publication, and a position on what it was found by.
    """
    newest = next((source.date for source in sources if source.date), "")
    marks = "[1]" if len(sources) == 1 else f"[1–{len(sources)}]"
    when = _.date(newest) or _("date not known")
    basis = f"{marks} · {when}"
    rows = "".join(
        f'<tr><th scope="row">{escape(fact.label)}</th><td>{_value(fact, _)}</td>'
        f"<td>{_fact_basis(fact, basis, _)}</td></tr>"
        for fact in facts
    )
    head = "".join(
        f'<th scope="col">{escape(text)}</th>' for text in (_("Fact"), _("Value"), _("Source and date"))
    )
    return f'<table class="eco-facts"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _fact_basis(fact: Fact, basis: str, _: Translator) -> str:
    if not fact.text or fact.judged:
        return ""
    if not (fact.basis or fact.sources):
        return escape(basis)
    own = [escape(fact.basis), _short_sources(fact.sources, _) if fact.sources else ""]
    return "; ".join(filter(None, own))


def _value(fact: Fact, _: Translator) -> str:
    if not fact.text:
        return unknown(_)
    text = link(fact.link, fact.text) if fact.link else escape(fact.text)
    if not fact.judged:
        return text
    mark = escape(_("judgement of the curator"))
    return f'{text} <span class="eco-judged">{mark}</span>'


def unknown(_: Translator) -> str:
    """Return the words for what is not known, set apart from data."""
    words = escape(_("not known"))
    return f'<span class="eco-unknown">{words}</span>'


def link(url: str, text: str) -> str:
    """Return a link that opens beside the app and tells the other site nothing."""
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def source_list(sources: Sequence[Source], _: Translator) -> str:
    """Return the numbered publications of a record."""
    items = "".join(
        f"<li>[{number}] {source_line(source, _)}</li>" for number, source in enumerate(sources, start=1)
    )
    return f'<ul class="eco-sources">{items}</ul>'


def source_line(source: Source, _: Translator) -> str:
    """Return publisher, title and date, with the address if there is one."""
    title = link(source.url, source.title) if source.url else escape(source.title)
    when = _.date(source.date) or _("date not known")
    return f"{escape(source.publisher)}: {title}, {escape(when)}"


def tie_details(row: TieRow, kind: str, _: Translator) -> str:
    """Return what stands under the name of the other end: kind, time, note, amount, confidence, sources."""
    parts = [escape(kind), escape(row.period)]
    if row.amount is not None:
        parts.append(escape(_("{n} VND", n=row.amount)))
    if row.stated:
        parts.append(escape(_("amount: {amount}", amount=row.stated)))
    if row.confidence:
        parts.append(escape(_("confidence: {level}", level=row.confidence.lower())))
    note = f"<div>{escape(row.note)}</div>" if row.note else ""
    return (
        f'<div class="eco-tie"><span class="eco-soft">{" · ".join(parts)}</span>{note}'
        f'<div class="eco-soft">{_basis(row.sources, _)}</div></div>'
    )


def _basis(sources: Sequence[Source], _: Translator) -> str:
    label = escape(_("Source"))
    return f"{label}: {_short_sources(sources, _)}"


def _short_sources(sources: Sequence[Source], _: Translator) -> str:
    told = []
    for source in sources:
        when = _.date(source.date) or _("date not known")
        name = link(source.url, source.publisher) if source.url else escape(source.publisher)
        told.append(f"{name} ({escape(when)})")
    return "; ".join(told) or unknown(_)


def time_line(events: Sequence[Event], _: Translator) -> str:
    """Return the events as a list, latest first; the older ones under a fold, what is to come below."""
    items = _dates([event for event in events if not event.planned], _)
    planned = _dates([event for event in events if event.planned], _)
    shown, older = items[:_EVENTS_OPEN], items[_EVENTS_OPEN:]
    html = f'<ul class="eco-time">{"".join(shown)}</ul>' if shown else ""
    if older:
        label = _.n("{n} earlier date", "{n} earlier dates", len(older))
        html += (
            f'<details><summary>{escape(label)}</summary><ul class="eco-time">{"".join(older)}</ul></details>'
        )
    if planned:
        label = _("Expected, as announced")
        html += (
            f'<p class="eco-soft"><strong>{escape(label)}</strong></p>'
            f'<ul class="eco-time">{"".join(planned)}</ul>'
        )
    return html


def _dates(events: Sequence[Event], _: Translator) -> list[str]:
    return [
        f"<li><time>{escape(_.date(date))}</time><span>{''.join(map(_event, same))}</span></li>"
        for date, same in groupby(events, key=lambda event: event.date)
    ]


def _event(event: Event) -> str:
    return f"<div>{escape(event.text[:1].upper() + event.text[1:])}</div>"


def targets_table(targets: Sequence[Target], _: Translator) -> str:
    """Return targets with their values and sources."""
    rows = "".join(
        f'<tr><th scope="row">{escape(target.indicator)}</th>'
        f"<td>{escape(target.year) or unknown(_)}: {_reach(target, _)}</td>"
        f"<td>{_short_sources(target.sources, _)}</td></tr>"
        for target in targets
    )
    head = "".join(
        f'<th scope="col">{escape(text)}</th>' for text in (_("Indicator"), _("Target"), _("Source and date"))
    )
    return f'<table class="eco-facts eco-wrap"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _reach(target: Target, _: Translator) -> str:
    wanted = escape(target.wanted) or unknown(_)
    reached = escape(_("reached: {value}", value=target.reached)) if target.reached else ""
    return f"{wanted}; {reached}" if reached else wanted


def needs_list(needs: Sequence[Need], _: Translator) -> str:
    """Return needs with their state, date and sources."""
    return "".join(
        f'<div class="eco-tie"><strong>{escape(need.title)}</strong><div>{escape(need.description)}</div>'
        f'<div class="eco-soft">{escape(need.status)} · {escape(need.posted_on) or unknown(_)} · '
        f"{_basis(need.sources, _)}</div></div>"
        for need in needs
    )
