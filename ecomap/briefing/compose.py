"""From a recipe and a snapshot to a document: sections in the author's order, caveats, numbered notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ecomap.briefing import scope
from ecomap.briefing.document import (
    Block,
    Document,
    Heading,
    Paragraph,
    Plain,
    Section,
    Spans,
    figures,
    plain_text,
)
from ecomap.briefing.notes import Numbering
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates import TEMPLATES, Part, Template
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.views.labels import filters_text
from ecomap.views.records import newest_source

Progress = Callable[[float, str], None]

MOST_CAVEATS = 3
"""New caveats in a section; those of its first figures come first."""

ABOUT_SCOPE = "scope"
"""Code of the section that says that the data holds nothing in the scope."""


def compose(
    ecosystem: Ecosystem, recipe: Recipe, since: Ecosystem | None = None, progress: Progress | None = None
) -> Document:
    """Write the document of a recipe.

    Parameters
    ----------
    ecosystem : Ecosystem
        The whole snapshot; the recipe says which part the document is about.
    recipe : Recipe
        A sound one, as `ecomap.briefing.recipe_file.read_recipe` gives it.
    since : Ecosystem, optional
        An earlier version, for the section "what changed".
    progress : callable, optional
        Called as ``progress(fraction, title)`` before each section and with ``(1.0, "")`` at the end.

    Returns
    -------
    Document
        The same for the same recipe, version and earlier version.
    """
    template = TEMPLATES[recipe.template]
    part = scope.part(ecosystem, recipe.filters(ecosystem))
    writer = Writer(ecosystem, part, recipe, since)
    drafts = list(_drafts(writer, template, progress))
    numbering = Numbering(writer)
    sections = tuple(numbering.section(section) for section in drafts)
    if progress:
        progress(1.0, "")
    return Document(
        lang=recipe.lang,
        title=writer._(template.document),
        subject=_subject(writer, template),
        sections=sections,
        notes=numbering.notes(),
        recipe=recipe.to_json(),
        version=ecosystem.version,
        data_as_of=newest_source(ecosystem, set(ecosystem.sources.index)),
    )


def chosen_parts(recipe: Recipe) -> list[Part]:
    """Return the parts of the template that a recipe asks for, in its order; all if it names none."""
    parts = {part.code: part for part in TEMPLATES[recipe.template].parts}
    return [parts[code] for code in recipe.sections if code in parts] or list(parts.values())


def _subject(writer: Writer, template: Template) -> Spans:
    if writer.recipe.title:
        return (Plain(writer.recipe.title),)
    subject = template.subject(writer)
    return subject if isinstance(subject, tuple) else (Plain(str(subject)),)


def _drafts(writer: Writer, template: Template, progress: Progress | None) -> Iterable[Section]:
    parts = chosen_parts(writer.recipe)
    told: set[str] = set()
    if template.needs != "subject_ids" and _is_empty(writer):
        yield Section(ABOUT_SCOPE, _nothing(writer))
        parts = [part for part in parts if writer.recipe.texts.get(part.code, "").strip()]
        parts = [Part(part.code, part.title, lambda _: None, part.author) for part in parts]
    for position, part in enumerate(parts):
        if progress:
            progress(position / len(parts), writer._(part.title))
        section = _section(writer, part, told)
        if section is not None:
            yield section


def _is_empty(writer: Writer) -> bool:
    part = writer.ecosystem
    return part is not writer.whole and part.organisations.empty and part.programmes.empty


def _nothing(writer: Writer) -> tuple[Block, ...]:
    spans = writer.say(
        N_(
            "The data holds no organisation and no programme in this scope ({scope}), so no figure is given. "
            "That does not mean that there is none."
        ),
        scope=filters_text(writer.whole, writer.recipe.filters(writer.whole), writer.recipe.lang),
    )
    return (
        Heading(1, writer.say(N_("Scope without data")), ABOUT_SCOPE),
        Paragraph(spans, "caveat"),
    )


def _section(writer: Writer, part: Part, told: set[str]) -> Section | None:
    writer.blocks = []
    part.write(writer)
    blocks = list(writer.blocks)
    blocks += _caveats(writer, blocks, told)
    blocks += _author(writer, part)
    if not blocks:
        return None
    return Section(part.code, (Heading(1, writer.say(part.title), part.code), *blocks))


def _author(writer: Writer, part: Part) -> list[Block]:
    text = writer.recipe.texts.get(part.code, "").strip()
    if text:
        paragraphs = (" ".join(piece.split()) for piece in re.split(r"\n\s*\n", text))
        return [Paragraph((Plain(piece),), "author") for piece in paragraphs]
    if part.author:
        return [Paragraph(writer.say(N_("[To be written by the drafting unit.]")), "author")]
    return []


def _caveats(writer: Writer, blocks: list[Block], told: set[str]) -> list[Block]:
    """Write what a reader must know before using the figures of a section.

    Each caveat is told once in the document; a later section it concerns too says that it does (`told` holds those of
    earlier sections).
    """
    said = " ".join(plain_text(block.spans) for block in blocks if isinstance(block, Paragraph))
    found: dict[str, Spans] = {}
    for block in blocks:
        for _sentence, value in figures(block):
            if value.answer.caveat is not None:
                spans = writer.message(value.answer.caveat)
                found.setdefault(plain_text(spans), spans)
    again = any(text in told for text in found)
    new = {text: spans for text, spans in found.items() if text not in told and text not in said}
    kept = dict(list(new.items())[:MOST_CAVEATS])
    told.update(kept, (text for text in found if text in said))
    sentences = list(kept.values())
    if again:
        sentences.append(
            writer.say(N_("What was said above about the limits of the data applies here as well."))
        )
    writer.blocks = []
    writer.paragraph(*sentences, role="caveat")
    return list(writer.blocks)
