"""What the map shows, in words: a sentence below it, the heading and credit of its picture, names of files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecomap import counts
from ecomap.filters import Filters
from ecomap.i18n import Translator
from ecomap.text import fold
from ecomap.views import labels
from ecomap.views.map_areas import MEASURES
from ecomap.views.map_state import HEAT_LEAST
from ecomap.views.records import newest_source

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem
    from ecomap.views.map_areas import Areas

_IN_TITLE = ("kinds", "sectors")
_BESIDE = ("subkinds", "functions", "stages", "wards", "statuses", "tie_types", "programmes", "confidences")


def summary(
    shown: Ecosystem,
    _: Translator,
    show: frozenset[str] = frozenset({"organisations"}),
    areas: Areas | None = None,
) -> str:
    """Say what the layers of the map hold and whom they leave out, a sentence or two for each layer."""
    parts = []
    if "organisations" in show:
        placed = shown.organisations["placed"].value_counts()
        parts.append(
            _(
                "{all} organisations: {point} at their address or street, {ward} somewhere in their ward (hollow), "
                "{none} without a place on the map.",
                all=counts.totals(shown).organisations,
                point=int(placed.get("point", 0)),
                ward=int(placed.get("ward", 0)),
                none=int(placed.get("none", 0)),
            )
        )
    if areas:
        parts.append(
            _(
                "Counted by ward: {counted} organisations listed. In no figure, since their ward is not known: {left}.",
                counted=areas.counted,
                left=areas.uncounted,
            )
        )
    if "heat" in show:
        parts.append(heat_note(shown, _))
    return " ".join(parts)


def heat_note(shown: Ecosystem, _: Translator) -> str:
    """Say on how many points the heat layer rests, or why there is none."""
    known = counts.totals(shown).placed_point
    if known >= HEAT_LEAST:
        return _(
            "The heat layer rests on {n} organisations of the region at a known address or street.", n=known
        )
    return _(
        "No heat layer: {n} organisations of the region have a known address or street, "
        "fewer than the {least} it needs.",
        n=known,
        least=HEAT_LEAST,
    )


def title(eco: Ecosystem, _: Translator, areas: Areas | None, filters: tuple[Filters, ...] = ()) -> str:
    """Name the picture: what the wards are coloured by, else the map, and the kinds and sectors chosen."""
    region = eco.region
    head = region.title.get(_.lang) or region.name.get(_.lang)
    if areas:
        place, measure = region.name.get(_.lang), _(MEASURES[areas.measure])
        head = _("{place}: {measure}, by ward", place=place, measure=measure)
    return " · ".join([head, *_chosen(eco, _, filters, _IN_TITLE)])


def other_filters(eco: Ecosystem, _: Translator, filters: Filters) -> str:
    """Name the filters that the title leaves out; '' if there are none."""
    parts = _chosen(eco, _, (filters,), _BESIDE)
    if filters.place:
        parts.append(labels.namer(eco, "places", _.lang)(filters.place))
    if filters.year is not None:
        parts.append(_("in {year}", year=str(filters.year)))
    if filters.words:
        parts.append(f"“{filters.words}”")
    return _("Filters: {filters}.", filters="; ".join(parts)) if parts else ""


def _chosen(
    eco: Ecosystem, _: Translator, filters: tuple[Filters, ...], fields: tuple[str, ...]
) -> list[str]:
    parts = []
    for field in fields:
        name = labels.namer(eco, field, _.lang)
        for each in filters:
            names = ", ".join(name(code) for code in getattr(each, field))
            if names and names not in parts:
                parts.append(names)
    return parts


def credit(eco: Ecosystem, _: Translator) -> str:
    """Say what a picture rests on: version and date of the data, licence, ward layer."""
    newest = newest_source(eco, counts.sources_of(eco.organisations))
    dated = [_("newest source {date}", date=_.date(newest))] if newest else []
    version = ", ".join([_("Data version {version}", version=eco.version), *dated])
    region = eco.region
    return f"EcoMap · {version}. {region.licence.get(_.lang)} {region.wards.attribution.get(_.lang)}"


def file_stem(eco: Ecosystem, _: Translator, *about: str) -> str:
    """Return the name of a file without its ending: "ban-do-hue-so-to-chuc-2026-03-25".

    Parameters
    ----------
    about : str
        Words on what it holds, in any script; tones and signs are taken off.
    """
    newest = newest_source(eco, counts.sources_of(eco.organisations))
    words = fold(" ".join([_("map"), eco.region.name.get(_.lang), *about, newest]))
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:100]
