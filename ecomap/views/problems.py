"""Published problems and who could solve them, in words, bars and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd

from ecomap.analysis.partners.model import STATUSES
from ecomap.analysis.partners.solvers import SOLVER_PARTS, Solver, codes, solvers
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels
from ecomap.views.gaps_bars import bar, bar_rows
from ecomap.views.symbols import symbol
from ecomap.vocabulary import KINDS, NEED_STATUSES

FIRST_SOLVERS = 3
"""Solvers named in the list of problems."""
OPENED_SOLVERS = 10
_ORDER = {"open": 0, "unknown": 1, "closed": 2}

METHOD = N_(
    "Each organisation is compared with the problem in five parts between 0 and 1: the kind of help it gives, its "
    "sectors, the words of its description, its record and its research in these sectors. The score is their "
    "weighted sum; a part that is not known counts as the mean of those of whom it is known. The weights are stated "
    "judgements, as too few solved problems are on record to learn them."
)
LIMITS = N_(
    "A high score says that what is listed fits, not that the organisation wants the task, has time for it or would "
    "succeed. Who is not in the data cannot be found."
)
WEIGHTS_TEXT = N_("Weights: {weights}")


@dataclass(frozen=True)
class Choice:
    """Which problems to show; an empty field means all."""

    sectors: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProblemCard:
    """A published problem in words; what is not known is empty (the poster too if it is not in the data)."""

    id: str
    title: str
    description: str
    poster: str
    poster_name: str
    status: str
    posted_on: str
    sectors: str
    functions: str
    sources: tuple[str, ...]


def keep(ecosystem: Ecosystem, choice: Choice) -> list[str]:
    """Return the problems that fit a choice: open ones first, then the newest, then by id."""
    table = ecosystem.needs
    kept = [
        (str(key), status, day)
        for key, status, cell, day in zip(
            table.index, table["status"], table["sectors"], table["posted_on"], strict=True
        )
        if (not choice.statuses or status in choice.statuses)
        and (not choice.sectors or set(choice.sectors) & set(codes(cell)))
    ]
    newest = sorted(kept, key=lambda row: row[0])
    newest.sort(key=lambda row: row[2] if isinstance(row[2], str) else "", reverse=True)
    return [key for key, _, _ in sorted(newest, key=lambda row: _ORDER.get(row[1], 1))]


def options(ecosystem: Ecosystem, _: Translator) -> dict[str, dict[str, str]]:
    """Return what can be chosen in each field of `Choice`, with the number of problems: code to label."""
    sectors = ecosystem.tags("needs", "sectors").value_counts()
    statuses = ecosystem.needs["status"].value_counts()
    name = labels.namer(ecosystem, "sectors", _.lang)
    return {
        "sectors": {
            str(code): f"{name(str(code))} ({_.number(sectors[code])})"
            for code in ecosystem.sectors.index
            if code in sectors
        },
        "statuses": {
            code: f"{_(label)} ({_.number(statuses[code])})"
            for code, label in NEED_STATUSES.items()
            if code in statuses
        },
    }


def card(ecosystem: Ecosystem, need_id: str, _: Translator) -> ProblemCard:
    """Return a problem in the reader's language, as far as the data has it."""
    row = ecosystem.needs.loc[[need_id]].to_dict("records")[0]
    poster = _text(row["posted_by"])
    known = poster in ecosystem
    return ProblemCard(
        id=need_id,
        title=_text(row["title_vi"]),
        description=_text(row["description_vi"]),
        poster=poster if known else "",
        poster_name=ecosystem.name(poster, _.lang) if known else "",
        status=labels.namer(ecosystem, "need_statuses", _.lang)(_text(row["status"])),
        posted_on=_.date(_text(row["posted_on"])),
        sectors=labels.listed(ecosystem, "sectors", row["sectors"], _.lang),
        functions=labels.listed(ecosystem, "functions", row["functions"], _.lang),
        sources=codes(row["source_ids"]),
    )


def facts(problem: ProblemCard, _: Translator) -> list[str]:
    """Return what is known of a problem as short texts; what is not known is said so."""
    unknown = _("not known")
    return [
        _("Status: {status}", status=problem.status),
        _("Posted by: {body}", body=problem.poster_name or unknown),
        _("Posted on: {date}", date=problem.posted_on or unknown),
        _("Sectors: {sectors}", sectors=problem.sectors or unknown),
        _("Help asked for: {functions}", functions=problem.functions or unknown),
    ]


def solver_html(ecosystem: Ecosystem, solver: Solver, rank: int, _: Translator, theme: str) -> str:
    """Return rank, symbol, name, kind and whether it is tied with the poster already or only a possible match."""
    kind = str(ecosystem.organisations.at[solver.id, "kind"])
    mark = f'<span class="eco-status eco-{escape(solver.status)}">{escape(_(STATUSES[solver.status]))}</span>'
    score = _("score {score} of 1", score=_.number(solver.score, 2))
    return (
        f'<div class="eco-record"><strong>{rank}. {symbol(kind, theme)} '
        f"{escape(ecosystem.name(solver.id, _.lang))}</strong> {mark}<br>"
        f"{escape(_(KINDS[kind].label))} · {escape(score)}</div>"
    )


def solver_bars(solver: Solver, _: Translator, theme: str, reasons: bool) -> str:
    """Return the parts of a solver's score as bars, those without any weight left out.

    Parameters
    ----------
    reasons : bool
        With what each part rests on.
    """
    rows = []
    for part in solver.parts:
        label = _(SOLVER_PARTS[part.code].label)
        if reasons and part.reason is not None:
            label = f"{label}: {part.reason.text(_.lang)}"
        if part.weight > 0:
            rows.append((label, _figure(part.value, _), bar(part.value, theme)))
    return bar_rows(rows)


def weights_text(_: Translator) -> str:
    """Return the weights of the parts in words, "Sector 20%, …"."""
    shares = [f"{_(kind.label)} {_.percent(kind.weight)}" for kind in SOLVER_PARTS.values()]
    return _(WEIGHTS_TEXT, weights=", ".join(shares))


_LIST: Mapping[str, str] = {
    "title": N_("Published problem"),
    "description": N_("Description"),
    "poster_name": N_("Posted by"),
    "posted_on": N_("Posted on"),
    "status": N_("Status"),
    "sectors": N_("Sectors"),
    "functions": N_("Help asked for"),
    "solvers": N_("Could solve it"),
    "sources": N_("Sources"),
}


def problem_table(ecosystem: Ecosystem, need_ids: Sequence[str], _: Translator) -> pd.DataFrame:
    """Return problems with the names of the best solvers, one row each, to be taken along."""
    rows = []
    for need_id in need_ids:
        problem = card(ecosystem, need_id, _)
        cells = {name: getattr(problem, name, "") or _("not known") for name in _LIST if name != "solvers"}
        best = solvers(ecosystem, need_id, FIRST_SOLVERS)
        named = "; ".join(ecosystem.name(solver.id, _.lang) for solver in best) or _("nobody found")
        rows.append({**cells, "solvers": named, "sources": "; ".join(problem.sources)})
    return pd.DataFrame(rows, columns=list(_LIST)).rename(
        columns={name: _(text) for name, text in _LIST.items()}
    )


def solver_table(ecosystem: Ecosystem, found: Sequence[Solver], _: Translator) -> pd.DataFrame:
    """Return the solvers of a problem with the parts of their scores, one row each, to be taken along."""
    unknown = _("not known")
    rows = []
    for rank, solver in enumerate(found, start=1):
        record = ecosystem.organisations.loc[[solver.id]].to_dict("records")[0]
        rows.append(
            {
                _("Rank"): rank,
                _("Name"): ecosystem.name(solver.id, _.lang),
                _("Kind"): _(KINDS[str(record["kind"])].label),
                _("Tied with the poster"): _(STATUSES[solver.status]),
                _("Score, 0 to 1"): round(solver.score, 3),
                **{
                    _(SOLVER_PARTS[part.code].label): None if part.value is None else round(part.value, 3)
                    for part in solver.parts
                },
                _("Why"): solver.sentence.text(_.lang),
                _("Website"): _text(record["website"]) or unknown,
                _("Sources"): "; ".join(solver.sources),
            }
        )
    return pd.DataFrame(rows)


def _figure(value: float | None, _: Translator) -> str:
    return _("not known") if value is None else _.number(value, 2)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
