"""The terminal command ``ecomap evaluate``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from ecomap.analysis.partners.evaluation import METHODS, STARTS, Evaluation, Figure, Start, evaluate
from ecomap.analysis.partners.history import SERVED
from ecomap.analysis.partners.model import PARTS
from ecomap.cli_parts import json_option, load, path_argument, write_json
from ecomap.i18n import Translator


@click.command("evaluate")
@path_argument
@json_option
@click.option(
    "--cut",
    required=True,
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="Learn from ties before this day (YYYY-MM-DD), judge by those from it on.",
)
@click.option(
    "--relation",
    "relations",
    help=f"Types of tie, separated by commas; by default all of: {', '.join(SERVED)}.",
)
@click.pass_obj
def evaluate_command(_: Translator, path: Path, as_json: bool, cut: datetime, relations: str | None) -> None:
    """Say how often partner suggestions would have been right, beside simple ways to suggest."""
    chosen = (
        [code.strip() for code in relations.split(",") if code.strip()] if relations is not None else None
    )
    unknown = [code for code in chosen or () if code not in SERVED]
    if unknown or chosen == []:
        raise click.BadParameter(
            f"{', '.join(unknown)}: {', '.join(SERVED)}".removeprefix(": "), param_hint="--relation"
        )
    ecosystem = load(path, _)
    found = evaluate(ecosystem, cut.date(), chosen)
    if as_json:
        write_json(_as_dict(found, _))
        return
    _show(found, _)


def _as_dict(found: Evaluation, _: Translator) -> dict[str, object]:
    plain = asdict(found)
    plain["cut"] = found.cut.isoformat()
    plain["notes"] = [note.text(_.lang) for note in found.notes]
    return plain


def _show(found: Evaluation, _: Translator) -> None:
    click.echo(
        _(
            "Learned from {before} pairs tied before {cut}; {after} new pairs from then on; {n} candidates.",
            before=found.ties_before, cut=_.date(found.cut.isoformat()), after=found.ties_after,
            n=found.candidates,
        )
    )  # fmt: skip
    for start in found.starts:
        if start.figures:
            _show_start(start, _)
    for note in found.notes:
        click.echo(note.text(_.lang))


def _show_start(start: Start, _: Translator) -> None:
    click.echo("")
    click.echo(
        _(
            "{start}: {askers} asked; of their {partners} new partners {reachable} could be suggested.",
            start=_(STARTS[start.code]), askers=start.askers, partners=start.partners, reachable=start.reachable,
        )
    )  # fmt: skip
    _show_table(start, _)
    if start.best and start.lift:
        click.echo(
            _("Hits in 20 against the best simple way ({method}): {lift}", method=_(METHODS[start.best]),
              lift=_figure(start.lift, _, sign=True))
        )  # fmt: skip
    weights = ", ".join(
        f"{_(PARTS[code].label)} {_.percent(weight)}" for code, weight in start.weights.items()
    )
    if start.learned_from:
        click.echo(
            _(
                "Weights, learned from {n} new ties before the cut: {weights}",
                n=start.learned_from,
                weights=weights,
            )
        )
    else:
        click.echo(_("Default weights, too few ties to learn from: {weights}", weights=weights))


def _show_table(start: Start, _: Translator) -> None:
    """Write the figures in columns as wide as what stands in them."""
    metrics = list(next(iter(start.figures.values())))
    rows = [["", *metrics]] + [
        [_(METHODS[method]), *(_figure(figures[metric], _) for metric in metrics)]
        for method, figures in start.figures.items()
    ]
    first, *others = (max(map(len, column)) for column in zip(*rows, strict=True))
    for label, *cells in rows:
        columns = (f"  {cell:>{width}}" for cell, width in zip(cells, others, strict=True))
        click.echo(f"{label:{first}}" + "".join(columns))


def _figure(figure: Figure, _: Translator, sign: bool = False) -> str:
    plus = "+" if sign and figure.value > 0 else ""
    return f"{plus}{_.percent(figure.value, 1)} ({_.percent(figure.low, 1)} – {_.percent(figure.high, 1)})"
