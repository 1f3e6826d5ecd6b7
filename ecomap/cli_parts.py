"""What the terminal commands share: reading the data, options, writing JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

import ecomap
from ecomap import DataError, Ecosystem, Problem
from ecomap.i18n import Translator

path_argument = click.argument("path", type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON.")


def write_json(value: object) -> None:
    """Write a value as JSON to standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=_plain))


def _plain(value: Any) -> object:
    return value.item() if hasattr(value, "item") else str(value)


def show(problems: list[Problem] | tuple[Problem, ...], _: Translator) -> None:
    """Write problems of the data to standard error."""
    for problem in problems:
        mark = _("Error") if problem.is_error else _("Note")
        shown = f" [{problem.value}]" if problem.value else ""
        text = f"{problem.place(_.lang)}{shown}: {problem.message(_.lang)} {problem.advice(_.lang)}"
        click.echo(f"{mark}: {text}", err=True)


def load(path: Path, _: Translator) -> Ecosystem:
    """Load the data, or write every problem and end with exit code 1."""
    try:
        return ecomap.load(path)
    except DataError as error:
        show(error.problems, _)
        raise SystemExit(1) from None


def write_file(file: Path, data: bytes, _: Translator) -> None:
    """Write a file in one go: whoever looks finds the old one or the whole new one."""
    write_files([(file, data)], _)


def write_files(files: Sequence[tuple[Path, bytes]], _: Translator) -> None:
    """Write several files, each in one go; none takes its place before all are written beside it.

    If one cannot take its place even then, as when another program holds it open, those before it are named.
    """
    placed: list[Path] = []
    file = Path()
    try:
        for file, data in files:
            _beside(file).write_bytes(data)
        for file, _data in files:
            _beside(file).replace(file)
            placed.append(file)
    except OSError as error:
        for other, _data in files[len(placed) :]:
            with suppress(OSError):
                _beside(other).unlink(missing_ok=True)
        reason = error.strerror or str(error)
        told = _("{file} cannot be written: {reason}", file=str(file), reason=reason)
        if placed:
            told += " " + _("Already replaced: {files}", files=", ".join(map(str, placed)))
        raise click.ClickException(told) from error


def _beside(file: Path) -> Path:
    return file.with_name(f".{file.name}.part")
