"""The terminal command ``ecomap brief``."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomap.cli_parts import json_option, load, write_files, write_json
from ecomap.i18n import Translator

# Briefings are imported where they are used: other commands need not wait for libraries that draw and write documents.
if TYPE_CHECKING:
    from ecomap.briefing.check_lines import Sentence
    from ecomap.briefing.payload import Figure
    from ecomap.briefing.verification import Verification

HOLDS, CHANGED, FAILED = 0, 1, 2
"""Exit codes of ``--verify``: every figure holds; some do not; it could not be told, as the file cannot be read."""


@click.command()
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--recipe", type=click.Path(path_type=Path, dir_okay=False), help="Recipe to compose.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="File to write: .docx, .pdf, .html, or .xlsx for the evidence; may be repeated.",
)
@click.option("--since", type=click.Path(path_type=Path), help="Earlier data, for what changed.")
@click.option(
    "--verify",
    "produced",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Produced file whose figures to check; exit code 0 all hold, 1 some do not, 2 it cannot be told.",
)
@click.option("--templates", is_flag=True, help="List the templates and their sections.")
@json_option
@click.pass_obj
def brief(
    _: Translator,
    path: Path | None,
    recipe: Path | None,
    out: tuple[Path, ...],
    since: Path | None,
    produced: Path | None,
    templates: bool,
    as_json: bool,
) -> None:
    """Compose a briefing from a recipe, or check the figures of one made earlier.

    PATH is the data; without it the setting ECOMAP_DATA, or the folder ``data``.
    """
    if templates:
        _list_templates(_, as_json)
        return
    source = path or Path(os.environ.get("ECOMAP_DATA") or "data")
    if produced is not None:
        raise SystemExit(_verify(_, source, produced, since, as_json))
    if recipe is None or not out:
        raise click.UsageError(_("Give --recipe and --out, or --verify, or --templates."))
    _compose(_, source, recipe, out, since)


def _ending(file: Path) -> str:
    return file.suffix.lower().removeprefix(".")


def _compose(_: Translator, source: Path, recipe: Path, out: tuple[Path, ...], since: Path | None) -> None:
    from ecomap.briefing.compose import compose
    from ecomap.briefing.files import MIME, file_bytes
    from ecomap.briefing.recipe_file import FILE_LIMIT, RecipeError, read_recipe
    from ecomap.briefing.unfinished import unfinished
    from ecomap.briefing.unused import left_out, unmade, unused

    for file in out:
        if _ending(file) not in MIME:
            raise click.BadParameter(f"{file.name}: {', '.join(MIME)}", param_hint="--out")
    ecosystem = load(source, _)
    earlier = load(since, _) if since else None
    try:
        read = read_recipe(_read(_, recipe, FILE_LIMIT), ecosystem)
        if faults := unused(read, compared=earlier is not None):
            raise RecipeError(faults)
    except RecipeError as error:
        for fault in error.faults:
            click.echo(f"{_('Error')}: {fault.text(_.lang)}", err=True)
        raise SystemExit(1) from None
    for fault in [*left_out(read), *unmade(ecosystem, read)]:
        click.echo(fault.text(_.lang), err=True)
    document = compose(ecosystem, read, earlier)
    if points := unfinished(document, read, _):
        click.echo(_("Still open, so the document is a draft: {points}", points="; ".join(points)), err=True)
    # All files are made and written beside before any takes its place: a schedule then finds all or none.
    made = [(file, file_bytes(ecosystem, document, _ending(file))) for file in dict.fromkeys(out)]
    write_files(made, _)
    for file, _data in made:
        click.echo(_("{file} written, data version {version}", file=str(file), version=ecosystem.version))


def _read(_: Translator, file: Path, limit: int) -> bytes:
    """Return a file; one byte more than the limit if it is larger, which its reader refuses."""
    try:
        with file.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(
            _("{file} cannot be read: {reason}", file=str(file), reason=reason)
        ) from error


def _list_templates(_: Translator, as_json: bool) -> None:
    from ecomap.briefing.templates import TEMPLATES

    if as_json:
        write_json(
            [
                {
                    "code": template.code,
                    "name": _(template.name),
                    "needs": template.needs,
                    "sections": {part.code: _(part.title) for part in template.parts},
                }
                for template in TEMPLATES.values()
            ]
        )
        return
    for template in TEMPLATES.values():
        click.echo(f"{template.code}\t{_(template.name)}")
        for part in template.parts:
            click.echo(f"    {part.code}\t{_(part.title)}")


# Checking.


def _verify(_: Translator, source: Path, produced: Path, since: Path | None, as_json: bool) -> int:
    from ecomap.briefing.changed_queries import remember
    from ecomap.briefing.payload import PayloadError
    from ecomap.briefing.render.embed import FILE_LIMIT
    from ecomap.briefing.verify import verify

    try:
        ecosystem = load(source, _)
        earlier = load(since, _) if since else None  # must live while the figures are asked
        if earlier is not None:
            remember(earlier)
        found = verify(_read(_, produced, FILE_LIMIT), ecosystem)
    except PayloadError as error:
        click.echo(f"{_('Error')}: {error.message.text(_.lang)}", err=True)
        return FAILED
    except click.ClickException as error:
        error.show()
        return FAILED
    except SystemExit:  # the data cannot be loaded; its problems are told
        return FAILED
    if as_json:
        write_json(_as_dict(_, found))
    else:
        _show(_, found)
    return _outcome(found)


def _outcome(found: Verification) -> int:
    if found.holds:
        return HOLDS
    return CHANGED if found.wrong and found.payload.figures and found.fault is None else FAILED


def _as_dict(_: Translator, found: Verification) -> dict[str, object]:
    def place(figure: Figure) -> dict[str, object]:
        return {"section": figure.section, "sentence": figure.sentence, "query": figure.query}

    def written(figure: Figure) -> dict[str, object]:
        return {**place(figure), "text": figure.text}

    return {
        "result": ("holds", "changed", "failed")[_outcome(found)],
        "version": found.payload.version,
        "held_against": found.version,
        "data_as_of": found.payload.data_as_of,
        "held": found.held,
        "changed": [
            {**place(one.figure), "old": one.figure.text, "new": one.new, "value": one.value}
            for one in found.changed
        ],
        "lost": [
            {**place(one.figure), "old": one.figure.text, "why": one.why.text(_.lang)} for one in found.lost
        ],
        "edited": list(found.edited),
        "missing": [written(figure) for figure in found.missing],
        "added": [written(figure) for figure in found.added],
        "gone": [asdict(one) for one in found.gone],
        "new": [asdict(one) for one in found.fresh],
        "text_compared": found.read,
        "list_compared": found.composed,
        "error": found.fault.text(_.lang) if found.fault else "",
        "not_checked": [message.text(_.lang) for message in found.limits],
    }


def _show(_: Translator, found: Verification) -> None:
    from ecomap.briefing.verification import REWORDED

    click.echo(
        _(
            "Made from data version {old}; held against version {new}.",
            old=found.payload.version,
            new=found.version,
        )
    )
    for change in found.changed:
        figure = change.figure
        click.echo(f"\n[{figure.section}] {figure.sentence}")
        click.echo("  " + _("{old} is now {new}", old=figure.text, new=change.new) + f" · {figure.query}")
    for one in found.lost:
        click.echo(f"\n[{one.figure.section}] {one.figure.sentence}")
        click.echo(
            "  "
            + _("{old} cannot be computed again: {why}", old=one.figure.text, why=one.why.text(_.lang))
            + f" · {one.figure.query}"
        )
    same = found.same_version
    if same and (found.gone or found.fresh):
        click.echo(f"\n{_(REWORDED)}")
    _show_sentences(
        _("No longer written so:") if same else _("No longer written with this data:"), found.gone
    )
    _show_sentences(_("Written instead:") if same else _("New with this data:"), found.fresh)
    for sentence in found.edited:
        click.echo(
            f"\n{sentence}\n  " + _("no longer stands in the file like this: somebody changed it by hand.")
        )
    _show_list(_, found)
    click.echo()
    if found.fault:
        click.echo(f"{_('Error')}: {found.fault.text(_.lang)}", err=True)
        click.echo(_("Only of the list that the file carries inside, which a reader does not see:"))
    click.echo(
        _(
            "{held} figures hold, {changed} changed, {lost} cannot be computed again.",
            held=found.held,
            changed=len(found.changed),
            lost=len(found.lost),
        )
    )
    if found.composed and (found.gone or found.fresh or not found.same_version):
        click.echo(
            _(
                "Besides changed figures, {gone} sentences or rows are no longer written, {new} are new.",
                gone=len(found.gone),
                new=len(found.fresh),
            )
        )
    if found.missing or found.added:
        click.echo(
            _(
                "{missing} figures are missing from the list in the file, {added} were added to it: somebody changed "
                "the list, or another version of EcoMap wrote the file.",
                missing=len(found.missing),
                added=len(found.added),
            )
        )
    if not found.payload.figures:
        click.echo(_("The file carries no figure at all."))
    for message in found.limits:
        click.echo(message.text(_.lang))


def _show_sentences(title: str, sentences: Iterable[Sentence]) -> None:
    shown = [f"  [{one.section}] {one.text}" if one.section else f"  {one.text}" for one in sentences]
    if shown:
        click.echo("\n".join(["", title, *shown]))


def _show_list(_: Translator, found: Verification) -> None:
    """Show what the list in the file lacks or has beyond that of its recipe, each sentence once."""
    for figures, what in (
        (
            found.missing,
            _("The recipe gives these figures, but the file does not carry them like this: {figures}"),
        ),
        (found.added, _("The file carries these figures, but its recipe does not give them: {figures}")),
    ):
        sentences: dict[tuple[str, str], list[str]] = {}
        for figure in figures:
            sentences.setdefault((figure.section, figure.sentence), []).append(figure.text or figure.query)
        for (section, sentence), texts in sentences.items():
            click.echo(f"\n[{section}] {sentence}\n  {what.format(figures='; '.join(texts))}")
