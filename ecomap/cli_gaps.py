"""The terminal command ``ecomap gaps``."""

from __future__ import annotations

from pathlib import Path

import click

from ecomap.analysis import gaps as analysis
from ecomap.analysis.export import finding_dict, houses_dict, method_dict, silence_dict
from ecomap.analysis.finding import Finding
from ecomap.cli_parts import json_option, load, path_argument, write_json
from ecomap.i18n import Translator
from ecomap.views.gaps import CONFIDENCE_WORDS


@click.command()
@path_argument
@json_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(list(analysis.KINDS)),
    help="Only this kind; may be repeated.",
)
@click.option("--limit", type=click.IntRange(1), help="Findings at most; 20 by default, all with --json.")
@click.pass_obj
def gaps(_: Translator, path: Path, as_json: bool, kinds: tuple[str, ...], limit: int | None) -> None:
    """Say what is missing in the ecosystem, how sure that is, and what could not be said."""
    ecosystem = load(path, _)
    chosen = list(dict.fromkeys(kinds)) or list(analysis.KINDS)
    found = analysis.find(ecosystem, chosen)
    if as_json:
        shown = found.findings[:limit]
        houses = {"three_houses": houses_dict(ecosystem)} if "helix" in chosen else {}
        write_json(
            {
                "version": ecosystem.version,
                "count": len(found.findings),
                "findings": [finding_dict(finding) for finding in shown],
                "silences": [silence_dict(silence) for silence in found.silences],
                "methods": {kind: method_dict(analysis.method(kind)) for kind in chosen},
                **houses,
            }
        )
        return
    if not found.findings:
        click.echo(_("No gap found."))
    for rank, finding in enumerate(found.findings[: limit or 20], start=1):
        _show(rank, finding, _)
    left = len(found.findings) - (limit or 20)
    if left > 0:
        click.echo(_.n("{n} more finding.", "{n} more findings.", left))
    heading = _("Cannot be said")
    for silence in found.silences:
        click.echo(f"{heading} · {_(analysis.KINDS[silence.kind])}: {silence.reason.text(_.lang)}")


def _show(rank: int, finding: Finding, _: Translator) -> None:
    rows = sum(len(part.ids) for part in finding.evidence)
    facts = (
        _(analysis.KINDS[finding.kind]),
        _("severity {severity}", severity=_.number(finding.severity, 2)),
        _(CONFIDENCE_WORDS[finding.confidence.level]),
        _.n("{n} row of evidence", "{n} rows of evidence", rows),
    )
    click.echo(f"{rank:>3}. {finding.title.text(_.lang)}\n     {finding.sentence.text(_.lang)}")
    click.echo(f"     {' · '.join(facts)} · {finding.id}")
