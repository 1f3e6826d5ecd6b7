"""Where the evidence of a finding lies, as a small map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from ecomap.analysis.access import LIMIT_M
from ecomap.analysis.finding import Finding
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.views import gaps
from ecomap.views.gaps_evidence import bodies_of
from ecomap.views.minimap import Place, minimap
from ecomap.views.symbols import mark, symbol
from ecomap.vocabulary import KINDS

TINT = {"light": "#cdb8e6", "dark": "#5d4a86"}
"""Ground of the wards a finding is about: dim enough for the symbols on it."""
_SIZE = 0.7
_KM_A_DEGREE = 111.2
"""Of latitude."""


def evidence_map(ecosystem: Ecosystem, finding: Finding, theme: str, _: Translator) -> str:
    """Return the map of a finding's wards and of the organisations it rests on; '' if neither has a place.

    A finding about distance shows the circle within which support counts. What has no known place is told.
    """
    wards, bodies = gaps.wards_of(ecosystem, finding), bodies_of(ecosystem, finding)
    if finding.scope.wards:
        wards = tuple(code for code in finding.scope.wards if code in ecosystem.wards.index)
    elif len(bodies) > 2:
        wards = ()
    placed = [body for body in bodies if ecosystem.organisations.at[body, "placed"] != "none"]
    if not wards and not placed:
        return ""
    ring = LIMIT_M / 1000 if finding.kind == "access" else 0.0
    label = _("Where the evidence lies")
    fills = dict.fromkeys(wards, TINT[theme])
    drawn = minimap(ecosystem, theme, label, fills, over=symbols(ecosystem, placed, theme, ring))
    keys = _legend(ecosystem, placed, len(wards), theme, _)
    return (
        f'<div class="eco-caption"><strong>{escape(label)}</strong></div>{drawn}'
        f'<div class="eco-legend">{keys}</div>'
        f'<div class="eco-caption">{escape(_notes(len(placed), len(bodies), ring, _))}</div>'
    )


def symbols(
    ecosystem: Ecosystem, placed: Sequence[str], theme: str, ring_km: float = 0.0
) -> Callable[[Place], str]:
    """Return what draws organisations of known place on a small map, each in a circle if there is a radius."""
    frame = ecosystem.organisations.loc[list(placed)]
    ink = "#1f2430" if theme == "light" else "#e8eaf0"

    def over(place: Place) -> str:
        rings, marks = [], []
        for at, kind, known in zip(frame.geometry, frame["kind"], frame["placed"], strict=True):
            x, y = place(at.x, at.y)
            radius = y - place(at.x, at.y + ring_km / _KM_A_DEGREE)[1]
            rings.append(
                f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="none" stroke="{ink}" '
                'stroke-width="1.6" stroke-dasharray="7 5"/>'
            )
            shape = mark(str(kind), theme, hollow=known == "ward")
            corner = f"{x - 12 * _SIZE:.0f} {y - 12 * _SIZE:.0f}"
            marks.append(f'<g transform="translate({corner}) scale({_SIZE})">{shape}</g>')
        return "".join([*(rings if ring_km else []), *marks])

    return over


def _legend(ecosystem: Ecosystem, placed: Sequence[str], wards: int, theme: str, _: Translator) -> str:
    keys = []
    if wards:
        text = _.n("{n} ward in scope", "{n} wards in scope", wards)
        swatch = f'<span class="eco-swatch" style="background:{TINT[theme]}"></span>'
        keys.append(f'<span class="eco-key">{swatch}{escape(text)}</span>')
    kinds = ecosystem.organisations["kind"].reindex(list(placed))
    for kind, number in kinds.value_counts().items():
        text = f"{_(KINDS[str(kind)].label)} ({_.number(int(number))})"
        keys.append(f'<span class="eco-key">{symbol(str(kind), theme)} {escape(text)}</span>')
    return "".join(keys)


def _notes(placed: int, bodies: int, ring: float, _: Translator) -> str:
    said = []
    if placed:
        said.append(_("A hollow mark stands somewhere in its ward."))
    if bodies > placed:
        said.append(
            _("Without a known place, so not on the map: {n} of {all}.", n=bodies - placed, all=bodies)
        )
    if ring and placed:
        said.append(_("Circles: {km} km round each.", km=ring))
    return " ".join(said)
