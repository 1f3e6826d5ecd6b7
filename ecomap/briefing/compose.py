"""From a recipe and a snapshot to a document: sections in the author's order, caveats, numbered notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from ecomap.briefing import scope
from ecomap.briefing.document import (
    UNWRITTEN,
    Block,
    Bullets,
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
from ecomap.briefing.templates.parts.proposals import Offer, offers
from ecomap.briefing.templates.wording import set_aside
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_
from ecomap.views.labels import filters_text
from ecomap.views.records import newest_source

Progress = Callable[[float, str], None]
Drafts = Mapping[str, tuple[Block, ...]]
"""Code of a section -> what its template writes, before caveats, the author's words and notes."""

MOST_CAVEATS = 3
"""New caveats in a section; those of its first figures come first."""

ABOUT_SCOPE = "scope"
"""Code of the section that says that the data holds nothing in the scope."""


def bare(recipe: Recipe) -> Recipe:
    """Return a recipe without what only arranges and frames a document.

    Recipes that are equal in this have the same `drafts`: an author's words, the order of the sections and the frame
    may change without anything being computed again.
    """
    recipe, template = used(recipe), TEMPLATES[recipe.template]
    codes = tuple(part.code for part in template.parts if part.code != PROPOSALS)
    return Recipe(
        template=recipe.template,
        scope=recipe.scope,
        subject_ids=recipe.subject_ids,
        sections=() if lists_proposals(recipe) else codes,  # the summary tells of the first proposal
        texts={code: recipe.texts[code] for code in template.reads if code in recipe.texts},
        lang=recipe.lang,
        since=recipe.since,
        proposals={node: settled for node, settled in recipe.proposals.items() if settled.get("out")},
    )


def used(recipe: Recipe) -> Recipe:
    """Return a recipe without what its document leaves out: words of sections, what is settled of proposals."""
    shown = {part.code for part in chosen_parts(recipe)}
    settled = {
        finding: {"out": fields["out"]} if fields.get("out") else fields
        for finding, fields in recipe.proposals.items()
    }
    return replace(
        recipe,
        texts={code: text for code, text in recipe.texts.items() if code in shown},
        proposals=settled if lists_proposals(recipe) else {},
    )


def drafts(
    ecosystem: Ecosystem, recipe: Recipe, since: Ecosystem | None = None, progress: Progress | None = None
) -> Drafts:
    """Write the sections of a recipe; arguments are those of `compose`."""
    writer = _writer(ecosystem, recipe, since)
    parts = _written(writer)
    written: dict[str, tuple[Block, ...]] = {}
    for position, part in enumerate(parts):
        if progress:
            progress(position / len(parts), writer._(part.title))
        writer.blocks = []
        part.write(writer)
        written[part.code] = tuple(writer.blocks)
    if progress:
        progress(1.0, "")
    return written


def compose(
    ecosystem: Ecosystem,
    recipe: Recipe,
    since: Ecosystem | None = None,
    progress: Progress | None = None,
    written: Drafts | None = None,
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
    written : mapping, optional
        What `drafts` gave for the `bare` recipe, if it is at hand.

    Returns
    -------
    Document
        The same for the same recipe, version and earlier version.
    """
    recipe, template = used(recipe), TEMPLATES[recipe.template]
    writer = _writer(ecosystem, recipe, since)
    if written is None:
        written = drafts(ecosystem, recipe, since, progress)
    numbering = Numbering(writer, template.alone)
    return Document(
        lang=recipe.lang,
        title=writer._(template.document),
        subject=_subject(writer, template),
        sections=tuple(
            numbering.section(section)
            for section in _opened(_opening(ecosystem, recipe), _sections(writer, written))
        ),
        notes=numbering.notes(),
        recipe=recipe.to_json(),
        version=ecosystem.version,
        data_as_of=newest_source(ecosystem),
    )


def _writer(ecosystem: Ecosystem, recipe: Recipe, since: Ecosystem | None) -> Writer:
    if TEMPLATES[recipe.template].whole:
        recipe = replace(recipe, scope={})
    return Writer(ecosystem, scope.part(ecosystem, recipe.filters(ecosystem)), recipe, since)


def offered(ecosystem: Ecosystem, recipe: Recipe) -> list[Offer]:
    """Return the proposals a recipe could list, also those its author leaves out, one by one or with the section."""
    proposes = TEMPLATES[recipe.template].proposes
    if proposes is None:
        return []
    writer = _writer(ecosystem, replace(recipe, sections=()), None)
    return offers(writer, proposes(writer)) if PROPOSALS in {part.code for part in _written(writer)} else []


def lists_proposals(recipe: Recipe) -> bool:
    """Return whether a recipe asks for proposals of the analyses."""
    proposes = TEMPLATES[recipe.template].proposes is not None
    return proposes and PROPOSALS in {part.code for part in chosen_parts(recipe)}


def chosen_parts(recipe: Recipe) -> list[Part]:
    """Return the parts of the template that a recipe asks for, in its order; all if it names none."""
    parts = {part.code: part for part in TEMPLATES[recipe.template].parts}
    return [parts[code] for code in recipe.sections if code in parts] or list(parts.values())


def _written(writer: Writer) -> list[Part]:
    """Return the parts that the template writes: of places where nobody is listed those that tell of the place."""
    parts = chosen_parts(writer.recipe)
    if not _is_empty(writer):
        return parts
    return [part for part in parts if part.empty] if _is_place(writer) else []


def _subject(writer: Writer, template: Template) -> Spans:
    if writer.recipe.title:
        return (Plain(writer.recipe.title),)
    subject = template.subject(writer)
    return subject if isinstance(subject, tuple) else (Plain(str(subject)),)


def _sections(writer: Writer, written: Drafts) -> Iterable[Section]:
    told: set[str] = set()
    empty, parts = _is_empty(writer), _written(writer)
    if empty:
        yield Section(ABOUT_SCOPE, _nothing(writer))
    for part in chosen_parts(writer.recipe):
        blocks = list((_settled(writer, part) if part in parts else ()) or written.get(part.code, ()))
        blocks += _caveats(writer, blocks, told)
        blocks += _author(writer, part, asked=not empty)
        if blocks:
            yield Section(part.code, (Heading(1, writer.say(part.title), part.code), *blocks))


def _settled(writer: Writer, part: Part) -> list[Block]:
    """Write the proposals anew if the author has settled something of them: drafts know only which are left out."""
    if part.code != PROPOSALS or not writer.recipe.proposals:
        return []
    writer.blocks = []
    part.write(writer)
    return list(writer.blocks)


def _opening(ecosystem: Ecosystem, recipe: Recipe) -> Spans:
    """Return the sentence that says what the figures of a document of a scope are about."""
    template = TEMPLATES[recipe.template]
    tell = set_aside if template.whole else template.opening
    return tell(Writer(ecosystem, ecosystem, recipe)) if tell and recipe.filters(ecosystem) else ()


def _opened(spans: Spans, sections: Iterable[Section]) -> Iterable[Section]:
    """Put a sentence at the start of a document, under its first heading; not where that says that nothing is found."""
    for position, section in enumerate(sections):
        if position == 0 and spans and section.code != ABOUT_SCOPE:
            head, *rest = section.blocks
            section = replace(section, blocks=(head, Paragraph(spans), *rest))
        yield section


def _is_empty(writer: Writer) -> bool:
    """Tell whether the scope holds nothing; a template about single records does not need one."""
    part, filters = writer.ecosystem, writer.recipe.filters(writer.whole)
    if TEMPLATES[writer.recipe.template].needs == "subject_ids" or not filters:
        return False
    return part.organisations.empty and scope.programmes(writer.whole, filters).empty


def _is_place(writer: Writer) -> bool:
    """Tell whether a document is about places as such, of which there is more to say than who is listed there."""
    parts = TEMPLATES[writer.recipe.template].parts
    return set(writer.recipe.scope) == {"ward"} and any(part.empty for part in parts)


def _nothing(writer: Writer) -> tuple[Block, ...]:
    words = filters_text(writer.whole, writer.recipe.filters(writer.whole), writer.recipe.lang)
    if _is_place(writer):
        spans = writer.say(
            N_(
                "The data holds no organisation and no programme in this scope ({scope}). That does not mean that "
                "there is none. What is known of the place itself follows."
            ),
            scope=words,
        )
    else:
        spans = writer.say(
            N_(
                "The data holds no organisation and no programme in this scope ({scope}), so no figure is given. "
                "That does not mean that there is none."
            ),
            scope=words,
        )
    return (
        Heading(1, writer.say(N_("Scope without data")), ABOUT_SCOPE),
        Paragraph(spans, "caveat"),
    )


def _author(writer: Writer, part: Part, *, asked: bool) -> list[Block]:
    """Return the author's words, or if they are `asked` for and missing, a line that says so."""
    text = writer.recipe.texts.get(part.code, "").strip()
    if text:
        return _typed(text)
    if part.author and asked:
        return [Paragraph(writer.say(UNWRITTEN), "author")]
    return []


PROPOSALS = "proposals"
"""Code of the section in which the author's proposals follow those of the analysis."""
_BULLET = re.compile(r"[-•+*–]\s+")


def _typed(text: str) -> list[Block]:
    """Return words as they were typed: a paragraph for each line, points for lines that begin with a dash."""
    found: list[Block] = []
    for line in (" ".join(line.split()) for line in text.splitlines()):
        sign = _BULLET.match(line)
        if sign is None:
            found += [Paragraph((Plain(line),), "author")] if line else []
        elif found and isinstance(found[-1], Bullets):
            found[-1] = Bullets((*found[-1].items, (Plain(line[sign.end() :]),)), "author")
        else:
            found.append(Bullets(((Plain(line[sign.end() :]),),), "author"))
    return found


def _caveats(writer: Writer, blocks: list[Block], told: set[str]) -> list[Block]:
    """Write what a reader must know before using the figures of a section.

    Each caveat is told once in the document (`told` holds those of earlier sections).
    """
    said = " ".join(plain_text(block.spans) for block in blocks if isinstance(block, Paragraph))
    found: dict[str, Spans] = {}
    for block in blocks:
        for _sentence, value in figures(block):
            if value.answer.caveat is not None:
                spans = writer.message(value.answer.caveat)
                found.setdefault(plain_text(spans), spans)
    other = (*told, *found)
    new = {
        text: spans
        for text, spans in found.items()
        if text not in told and text not in said and not any(text in more and text != more for more in other)
    }
    kept = dict(list(new.items())[:MOST_CAVEATS])
    told.update(kept, (text for text in found if text in said))
    writer.blocks = []
    writer.paragraph(*kept.values(), role="caveat")
    return list(writer.blocks)
