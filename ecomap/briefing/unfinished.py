"""What is still to be written or settled: until then a document of the official form is a draft."""

from __future__ import annotations

from ecomap.briefing.document import Document, unsettled, unwritten
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.render.frame import missing
from ecomap.i18n import Translator


def unfinished(document: Document, recipe: Recipe, _: Translator) -> list[str]:
    """Return what makes the document of a recipe a draft, each in words of the reader; none if it is finished."""
    tables = [_("{section} (who, by when, how far)", section=title) for title in unsettled(document)]
    fields = [_(label) for label in missing(recipe.issue)] if recipe.layout == "official" else []
    return [*unwritten(document), *tables, *fields]
