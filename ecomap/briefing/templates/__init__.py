"""The kinds of briefing: what each says, section by section."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ecomap.analysis.finding import Finding
from ecomap.briefing.document import Spans
from ecomap.briefing.writer import Writer


@dataclass(frozen=True)
class Part:
    """A section of a template: a function that writes its blocks; it writes nothing when there is nothing to say.

    `author` marks a section whose text the machine leaves to the author; `empty` one with something to say also of a
    place without any organisation or programme.
    """

    code: str
    title: str
    write: Callable[[Writer], None]
    author: bool = False
    empty: bool = False


@dataclass(frozen=True)
class Template:
    """A kind of briefing.

    Attributes
    ----------
    document : str
        Kind of document for the official form, a message id such as ``"REPORT"``.
    needs : str
        Field of the recipe it cannot do without: '', ``"scope"`` or ``"subject_ids"``.
    scope_by : str
        What its scope must narrow by, such as ``"sector"``; '' if anything will do.
    reads : tuple of str
        Codes of the sections whose text by the author changes what the template itself writes.
    proposes : callable, optional
        Gives the findings whose proposals it lists, for a `Writer`.
    alone : bool
        Whether it is handed out by itself: then it does not speak of a workbook its reader has not got.
    opening : callable, optional
        Gives the sentence at the start of a document of a scope: what its figures are about.
    whole : bool
        Whether it is about the whole city whatever the scope, which is then left aside.
    """

    code: str
    name: str
    document: str
    subject: Callable[[Writer], object]
    parts: tuple[Part, ...]
    needs: str = ""
    scope_by: str = ""
    reads: tuple[str, ...] = ()
    proposes: Callable[[Writer], Sequence[Finding]] | None = None
    alone: bool = False
    opening: Callable[[Writer], Spans] | None = None
    whole: bool = False


_MODULES: tuple[str, ...] = (
    "overview", "sector", "wards", "gaps", "targets", "pii", "profile", "event", "partners",
)  # fmt: skip
"""Modules of this package that give a ``TEMPLATE``, in the order to offer them."""

TEMPLATES: Mapping[str, Template] = {
    template.code: template
    for name in _MODULES
    for template in [importlib.import_module(f"{__name__}.{name}").TEMPLATE]
}
