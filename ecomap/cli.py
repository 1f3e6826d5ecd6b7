"""The terminal command ``ecomap``: the same library for scripts and schedules."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

import ecomap
from ecomap import Ecosystem, Filters
from ecomap.cli_brief import brief
from ecomap.cli_evaluate import evaluate_command
from ecomap.cli_gaps import gaps
from ecomap.cli_parts import json_option, load, path_argument, show, write_file, write_json
from ecomap.counts import coverage, totals
from ecomap.filters import QUERY_NAMES, choices
from ecomap.i18n import DEFAULT_LANGUAGE, LANGUAGES, N_, Translator, translator
from ecomap.network import MEASURES, measures
from ecomap.store import FolderStore, WorkbookStore
from ecomap.views.exports import FORMATS, export_bytes

Command = Callable[..., Any]

_TOTALS = {
    "organisations": N_("Organisations"),
    "in_region": N_("of these in the region"),
    "programmes": N_("Programmes"),
    "ties": N_("Ties"),
    "undated_ties": N_("of these without a known start"),
    "sources": N_("Sources cited"),
    "placed_point": N_("Located by address"),
    "placed_ward": N_("Located by ward"),
    "unplaced": N_("Location not known"),
    "targets": N_("Targets"),
    "needs": N_("Problems and needs made public"),
}


def _filtered(command: Command) -> Command:
    """Give a command one option for each filter, under the name it has in an address."""
    for name, parameter in reversed(list(QUERY_NAMES.items())):
        command = click.option(
            f"--{parameter}",
            name,
            multiple=True,
            help=f"Keep only these {name.replace('_', ' ')}.",
        )(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(ecomap.__version__)
@click.option(
    "--lang",
    type=click.Choice(list(LANGUAGES)),
    default=os.environ.get("ECOMAP_LANG", DEFAULT_LANGUAGE),
    show_default=True,
    help="Language of the output.",
)
@click.pass_context
def main(context: click.Context, lang: str) -> None:
    """Check, inspect and export the data of an innovation ecosystem.

    PATH is a folder of CSV tables with region.toml, or an Excel workbook with one sheet a table.
    """
    context.obj = translator(lang)


def _records(frame: Any) -> list[dict[str, object]]:
    """Return rows for JSON; what is not known is null."""
    return [
        {key: None if v is None or v != v else v for key, v in row.items()}
        for row in frame.astype(object).to_dict("records")
    ]


@main.command()
@path_argument
@json_option
@click.pass_obj
def check(_: Translator, path: Path, as_json: bool) -> None:
    """Say whether the data is sound; exit code 1 and every problem if it is not."""
    problems = ecomap.check(path)
    errors = [problem for problem in problems if problem.is_error]
    if as_json:
        write_json({"ok": not errors, "problems": [problem.as_dict(_.lang) for problem in problems]})
    else:
        show(problems, _)
        if errors:
            click.echo(_.n("{n} error. Nothing was loaded.", "{n} errors. Nothing was loaded.", len(errors)))
        else:
            click.echo(_("The data is sound."))
    raise SystemExit(1 if errors else 0)


@main.command()
@path_argument
@json_option
@click.pass_obj
def info(_: Translator, path: Path, as_json: bool) -> None:
    """Say what the data holds: version, counts, coverage of official totals."""
    ecosystem = load(path, _)
    counted, covered = asdict(totals(ecosystem)), coverage(ecosystem).reset_index()
    if as_json:
        columns = ["code", "label_vi", "label_en", "value", "as_of", "listed", "share", "source_ids"]
        write_json({"version": ecosystem.version, "totals": counted, "coverage": _records(covered[columns])})
        return
    click.echo(f"{ecosystem.region.title.get(_.lang)} · {_('data version')} {ecosystem.version}")
    for name, label in _TOTALS.items():
        click.echo(f"{_.number(counted[name]):>9}  {_(label)}")
    for row in covered[covered["listed"].notna()].to_dict("records"):
        label = row["label_en"] if _.lang == "en" else row["label_vi"]
        click.echo(
            _("{label}: {listed} listed of {value} published ({date})", label=label, listed=int(row["listed"]),
              value=row["value"], date=_.date(row["as_of"]))
        )  # fmt: skip


@main.command()
@path_argument
@click.argument("words")
@json_option
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.pass_obj
def search(_: Translator, path: Path, words: str, as_json: bool, limit: int) -> None:
    """Find organisations and programmes by name, place or field; tones and small errors do not matter."""
    ecosystem = load(path, _)
    found = ecosystem.index.search(words, limit=limit)
    found["name"] = [ecosystem.name(node_id, _.lang) for node_id in found["id"]]
    if as_json:
        write_json(_records(found))
    elif found.empty:
        click.echo(_("Nothing found."))
    else:
        for row in found.to_dict("records"):
            click.echo(f"{row['id']}\t{row['name']}")


@main.command()
@path_argument
@json_option
@_filtered
@click.option(
    "--by", type=click.Choice(list(MEASURES)), default="betweenness", show_default=True, help="Sort by."
)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="Rows; all with --json.")
@click.pass_obj
def metrics(_: Translator, path: Path, as_json: bool, by: str, limit: int, **given: tuple[str, ...]) -> None:
    """Measure the network: degree, betweenness, closeness, PageRank, core, constraint and more."""
    ecosystem = load(path, _)
    part = ecosystem.select(_filters(ecosystem, given))
    table = measures(part).sort_values(by, ascending=False, kind="stable")
    table.insert(0, "name", [part.name(node_id, _.lang) for node_id in table.index])
    if as_json:
        write_json(_records(table.reset_index()))
        return
    for node_id, row in table.head(limit).iterrows():
        value = "–" if row[by] != row[by] else _.number(float(row[by]), 4)
        click.echo(f"{value:>12}  {node_id}\t{row['name']}")


@main.command()
@path_argument
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, help="Workbook (.xlsx) or folder to write."
)
@click.pass_obj
def convert(_: Translator, path: Path, out: Path) -> None:
    """Turn a folder of tables into a workbook to edit in Excel, or a workbook back into a folder."""
    ecosystem = load(path, _)
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise click.ClickException(_("{file} exists already; name another file or folder.", file=str(out)))
    store = WorkbookStore(out) if out.suffix.lower() == ".xlsx" else FolderStore(out)
    try:
        store.write(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            _("{file} cannot be written: {reason}", file=str(out), reason=reason)
        ) from error
    click.echo(_("{file} written, data version {version}", file=str(out), version=ecosystem.version))


@main.command()
@path_argument
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
@_filtered
@click.pass_obj
def export(_: Translator, path: Path, form: str, out: Path, **given: tuple[str, ...]) -> None:
    """Write the data, or the part that filters keep, to a file other programs read."""
    ecosystem = load(path, _)
    filters = _filters(ecosystem, given)
    part = ecosystem.select(filters)
    data = export_bytes(part, form, _.lang, filters)
    write_file(out, data, _)
    counted = totals(part)
    click.echo(
        _("{file}: {organisations} organisations, {programmes} programmes, {ties} ties", file=str(out),
          organisations=counted.organisations, programmes=counted.programmes, ties=counted.ties)
    )  # fmt: skip


main.add_command(gaps)
main.add_command(evaluate_command)
main.add_command(brief)


def _filters(ecosystem: Ecosystem, given: dict[str, tuple[str, ...]]) -> Filters:
    """Turn options into filters; in an address an unknown code is dropped, here it is an error of the user."""
    query = {QUERY_NAMES[name]: values for name, values in given.items() if values}
    filters = Filters.from_query(query, ecosystem)
    known = choices(ecosystem)
    for name, values in given.items():
        kept = getattr(filters, name)
        for value in values:
            if value not in (kept if isinstance(kept, tuple) else [str(kept)]) and name != "words":
                allowed = ", ".join(
                    list(known.get(name, {"in": None, "out": None} if name == "place" else {}))[:40]
                )
                hint = f": {allowed}" if allowed else ""
                raise click.BadParameter(f"{value}{hint}", param_hint=f"--{QUERY_NAMES[name]}")
    return filters
