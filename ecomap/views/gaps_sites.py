"""New support points in words and tables."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import pandas as pd

from ecomap.analysis.siting import Siting
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.places import LONLAT
from ecomap.views import labels
from ecomap.views.gaps_bars import ACCENT
from ecomap.views.gaps_pictures import PAGE
from ecomap.views.minimap import Place, minimap

_METRES_PER_DEGREE = 111_200
"""Of latitude, at the middle latitudes of the country."""

DEMANDS: Mapping[str, str] = {
    "population": N_("Residents"),
    "startup": N_("Start-ups"),
    "enterprise": N_("Enterprises"),
}
OBJECTIVES: Mapping[str, str] = {
    "coverage": N_("Most demand within the distance"),
    "distance": N_("Least mean distance"),
}


def sites_map(ecosystem: Ecosystem, found: Siting, theme: str, _: Translator) -> str:
    """Return the map with the new points numbered in their order, what is there, and how far the new ones reach.

    What is there is filled at its address and hollow where only the ward is known; a circle around a new point
    shows the distance asked for (coverage only).
    """
    shapes = ecosystem.wards.geometry.loc[[site.ward for site in found.sites]].to_crs(ecosystem.region.crs)
    middles = shapes.representative_point().to_crs(LONLAT)
    there = ecosystem.organisations.loc[list(found.existing)]
    there = there[there["placed"] != "none"]
    accent, ground = ACCENT[theme], PAGE[theme]
    ink = "#1a1a22" if theme == "light" else "#ffffff"

    def over(place: Place) -> str:
        drawn = []
        for point in middles if found.objective == "coverage" else ():
            x, y = place(point.x, point.y)
            radius = y - place(point.x, point.y + found.limit_m / _METRES_PER_DEGREE)[1]
            drawn.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="{accent}" fill-opacity="0.12" '
                f'stroke="{accent}" stroke-dasharray="6 5"/>'
            )
        for at, placed in zip(there.geometry, there["placed"], strict=True):
            x, y = place(at.x, at.y)
            fill = ground if placed == "ward" else ink
            drawn.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6" fill="{fill}" stroke="{ink}" stroke-width="2.5"/>'
            )
        for number, point in enumerate(middles, start=1):
            x, y = place(point.x, point.y)
            drawn.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="15" fill="{accent}" stroke="{ground}" stroke-width="2"/>'
                f'<text x="{x:.0f}" y="{y + 7:.0f}" font-family="sans-serif" font-size="20" font-weight="bold" '
                f'text-anchor="middle" fill="{ground}">{number}</text>'
            )
        return "".join(drawn)

    names = "; ".join(
        f"{number}. {labels.ward(ecosystem, site.ward)}" for number, site in enumerate(found.sites, start=1)
    )
    label = _("Wards chosen for new support points: {wards}", wards=names)
    return minimap(ecosystem, theme, label, over=over) + _legend(found, accent, ground, ink, _)


def _legend(found: Siting, accent: str, ground: str, ink: str, _: Translator) -> str:
    keys = [
        (f"background:{accent};border-radius:50%", _("new point, numbered by what it adds")),
        (f"background:{ink};border-radius:50%", _("support that is there, at its address")),
        (
            f"background:{ground};border:2px solid {ink};border-radius:50%",
            _("support that is there, only its ward known (drawn at the middle of the ward)"),
        ),
    ]
    if found.objective == "coverage":
        circle = _("within {km} km of a new point (straight line)", km=found.limit_m / 1000)
        keys.append((f"border:2px dashed {accent};border-radius:50%", circle))
    items = "".join(
        f'<span class="eco-key"><span class="eco-swatch" style="{style}"></span>{escape(text)}</span>'
        for style, text in keys
    )
    return f'<div class="eco-legend">{items}</div>'


def sites_table(ecosystem: Ecosystem, found: Siting, _: Translator) -> pd.DataFrame:
    """Return the chosen wards with what each adds, for reading."""
    covered = found.objective == "coverage"
    rows = [
        (
            number,
            labels.ward(ecosystem, site.ward),
            _gain(site.gain, covered, _),
            f"{_bare(site.gain_low, covered, _)} – {_gain(site.gain_high, covered, _)}",
            _.percent(site.chosen),
        )
        for number, site in enumerate(found.sites, start=1)
    ]
    headers = [
        _("Order"), _("Ward or commune"), _("Adds (estimate)"),
        _("95 % interval of what it adds"), _("Draws in which it is chosen again"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=headers)


def warning(ecosystem: Ecosystem, found: Siting, _: Translator) -> str:
    """Say that the choice is not firm, and which wards are about as good; '' if it is firm."""
    if found.firm:
        return ""
    text = _(
        "Not sure enough to choose among these wards: with the places not known exactly drawn at random {n} "
        "times, the least sure of the wards is chosen again in {share} of the draws only.",
        n=found.draws,
        share=_.percent(min(site.chosen for site in found.sites)),
    )
    if not found.alternatives:
        return text
    others = "; ".join(
        _(
            "{ward} instead of {other} (as good or better in {share} of the draws)",
            ward=labels.ward(ecosystem, one.ward),
            other=labels.ward(ecosystem, one.instead_of),
            share=_.percent(one.as_good),
        )
        for one in found.alternatives
    )
    return text + " " + _("About as good: {wards}.", wards=others)


def notes(ecosystem: Ecosystem, found: Siting, _: Translator) -> list[str]:
    """Say what the figures rest on and what they leave out."""
    said = [
        _existing_note(ecosystem, found, _),
        _("Each row adds to those above it."),
        _(
            "Figures are averages over {n} draws of the places that are not known exactly, with their 95 % interval; "
            "in each draw the best wards were sought anew. A low share means that another ward may do as well.",
            n=found.draws,
        ),
    ]
    if found.left_out > 0:
        said.append(
            _("{share} of the demand has no known place and is left out.", share=_.percent(found.left_out))
        )
    return said


def _existing_note(ecosystem: Ecosystem, found: Siting, _: Translator) -> str:
    placed = ecosystem.organisations["placed"].reindex(list(found.existing))
    exact = int((placed == "point").sum())
    known = _(
        "Support counted as there: {n}; at its address: {exact}; only the ward known: {ward}.",
        n=len(found.existing),
        exact=exact,
        ward=len(found.existing) - exact - found.unplaced,
    )
    if not found.unplaced:
        return known
    unknown = _("Place not known, so drawn at random: {unplaced}.", unplaced=found.unplaced)
    return f"{known} {unknown}"


def _gain(value: float, covered: bool, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    if covered:
        return _("{points} percentage points", points=_.number(100 * value, 1))
    return _("{km} km", km=_.number(value, 1))


def _bare(value: float, covered: bool, _: Translator) -> str:
    return _.number(100 * value if covered else value, 1) if np.isfinite(value) else _("not known")


def sites_sentence(found: Siting, _: Translator) -> str:
    """Say in a sentence what the new points bring together."""
    what = _(DEMANDS[found.what]).lower()
    if found.objective == "coverage":
        return _(
            "Estimate: the share of {what} with support within {km} km goes from {before} ({before_low} to "
            "{before_high}) to {after} ({after_low} to {after_high}).",
            what=what, km=found.limit_m / 1000,
            **{name: _.percent(getattr(found, name)) for name in _ENDS},
        )  # fmt: skip
    return _(
        "Estimate: the mean distance of {what} to the nearest support goes from {before} ({before_low} to "
        "{before_high}) to {after} ({after_low} to {after_high}).",
        what=what,
        **{name: _finite(getattr(found, name), _) for name in _ENDS},
    )


_ENDS = ("before", "before_low", "before_high", "after", "after_low", "after_high")


def _finite(value: float, _: Translator) -> str:
    return _("{km} km", km=_.number(value, 1)) if np.isfinite(value) else _("not known")
