"""What a sound recipe asks for and no document would show: told instead of being left out silently."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ecomap.analysis.finding import Message
from ecomap.briefing.changed_queries import is_day
from ecomap.briefing.compose import offered, used
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import Fault
from ecomap.briefing.templates import TEMPLATES
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

_NO_RECORDS = frozenset(("overview", "sector", "wards", "pii"))
"""Templates that are about no single records."""
_ONE_RECORD = frozenset(("profile",))


def unused(recipe: Recipe, *, compared: bool) -> list[Fault]:
    """Return what of a recipe would not be used.

    Parameters
    ----------
    recipe : Recipe
        A sound one, as `ecomap.briefing.recipe_file.read_recipe` gives it.
    compared : bool
        Whether an earlier version is at hand to compare with.
    """
    return [*_since(recipe, compared), *_records(recipe), *_scope(recipe)]


def _since(recipe: Recipe, compared: bool) -> Iterable[Fault]:
    if recipe.since and not compared and not is_day(recipe.since):
        yield _fault(
            "since",
            recipe.since,
            N_("This is neither a date nor an earlier version at hand."),
            N_("Write YYYY-MM-DD, or give the earlier data with --since."),
        )


def _records(recipe: Recipe) -> Iterable[Fault]:
    if recipe.template in _NO_RECORDS:
        left = recipe.subject_ids
    else:
        left = recipe.subject_ids[1:] if recipe.template in _ONE_RECORD else ()
    told: Mapping[bool, str] = {
        True: N_("This template is about one record, so this one would be left out."),
        False: N_("This template is about no single record, so this one would be left out."),
    }
    for node in left:
        yield _fault(
            "subject_ids",
            node,
            told[recipe.template in _ONE_RECORD],
            N_("Take it out of the recipe, or choose another template."),
        )


def _scope(recipe: Recipe) -> Iterable[Fault]:
    if TEMPLATES[recipe.template].whole:
        for parameter, values in recipe.scope.items():
            yield _fault(
                f"scope.{parameter}",
                ", ".join(values),
                N_("This template is about the whole city, so the scope would be left out."),
                N_("Take it out of the recipe, or choose another template."),
            )


def left_out(recipe: Recipe) -> list[Fault]:
    """Return what a recipe keeps for sections that it leaves out."""
    kept = used(recipe)
    return [
        _fault(
            field,
            name,
            N_("The section it is for is left out, so this is kept but not written."),
            N_("Put the section among “sections”, or take this out of the recipe."),
        )
        for field, before, after in (
            ("texts", recipe.texts, kept.texts),
            ("proposals", recipe.proposals, kept.proposals),
        )
        for name in before
        if name not in after
    ]


def unmade(ecosystem: Ecosystem, recipe: Recipe) -> list[Fault]:
    """Return what a recipe settles of proposals that a snapshot gives no reason for: a gap may have closed since."""
    made = {offer.finding for offer in offered(ecosystem, recipe)} if recipe.proposals else set()
    return [
        _fault(
            "proposals",
            finding,
            N_("The analyses do not make this proposal for the document, so what is settled is left out."),
            N_("Take it out of the recipe, or write it into the author's words."),
        )
        for finding in recipe.proposals
        if finding not in made
    ]


def _fault(field: str, value: str, what: str, advice: str) -> Fault:
    return Fault(field, value[:80], Message(what), Message(advice))
