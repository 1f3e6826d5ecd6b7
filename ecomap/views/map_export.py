"""The map as text: a legend, a sentence, tables for readers who do not see it, and GeoJSON."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely
from shapely.geometry import mapping

from ecomap import counts
from ecomap.i18n import N_, Translator
from ecomap.text import sort_order
from ecomap.views.map import ward_label
from ecomap.views.map_areas import MEASURES
from ecomap.views.map_state import located, names
from ecomap.views.map_words import heat_note
from ecomap.views.symbols import image, symbol
from ecomap.vocabulary import KINDS, PRECISIONS, TIE_GROUPS, TIE_TYPES

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem
    from ecomap.views.map_areas import Areas

POSITION_NOTES = {
    "point": N_("true position"),
    "ward": N_("spot chosen inside the ward for drawing; only the ward is known"),
}


def legend(
    shown: Ecosystem,
    _: Translator,
    *,
    theme: str = "light",
    show: frozenset[str] = frozenset({"organisations"}),
    areas: Areas | None = None,
    tie_groups: frozenset[str] = frozenset(),
) -> str:
    """Write the legend as HTML; everything in it is escaped."""
    parts = []
    if "organisations" in show:
        tally = counts.count_by(located(shown), "kind")
        rows = [
            (symbol(kind, theme), _(KINDS[kind].plural), int(tally[kind])) for kind in KINDS if kind in tally
        ]
        parts.append(
            _block(_("Kinds on the map"), [_row(mark, label, _.number(n)) for mark, label, n in rows])
        )
        ring = '<circle cx="12" cy="12" r="9" fill="none" stroke="#8a919d" stroke-width="3.6"/>'
        hollow = image('viewBox="-2 -2 28 28" width="16" height="16"', ring)
        parts.append(_block("", [_row(hollow, _("Hollow: only the ward is known, the spot is not true"))]))
    if areas:
        rows_by_class = [_row(_swatch(colour), text) for colour, text in areas.legend(theme, _)]
        parts.append(_block(_(MEASURES[areas.measure]), rows_by_class))
    if tie_groups:
        lines = [
            _row(_line(TIE_GROUPS[g].ink(theme)), _(TIE_GROUPS[g].label))
            for g in TIE_GROUPS
            if g in tie_groups
        ]
        lines.append(_row(_line("#8a919d", "5 4"), _("Dashed: one end is known by ward only")))
        parts.append(_block(_("Ties of the selected organisation"), lines))
    if "heat" in show:
        parts.append(_block(_("Heat"), [_row("", heat_note(shown, _))]))
    return f'<div style="font-size:0.875rem">{"".join(parts)}</div>'


def _block(title: str, rows: list[str]) -> str:
    head = f"<strong>{escape(title)}</strong>" if title else ""
    return f'{head}<ul style="list-style:none;margin:2px 0 8px;padding:0">{"".join(rows)}</ul>'


def _row(mark: str, label: str, figure: str = "") -> str:
    number = (
        f'<span style="margin-left:auto;font-variant-numeric:tabular-nums">{escape(figure)}</span>'
        if figure
        else ""
    )
    return (
        '<li style="display:flex;gap:8px;align-items:center;margin:1px 0;'
        'font-size:0.875rem;line-height:1.35">'
        f'<span style="flex:none;display:inline-flex">{mark}</span><span>{escape(label)}</span>{number}</li>'
    )


def _swatch(colour: str | None) -> str:
    fill = colour or "repeating-linear-gradient(135deg,#8a919d 0 2px,transparent 2px 6px)"
    return f'<span style="width:18px;height:14px;border:1px solid #8a919d;background:{fill}"></span>'


def _line(colour: str, dash: str = "") -> str:
    stroke = f'<path d="M0 4h22" stroke="{colour}" stroke-width="3" stroke-dasharray="{dash}"/>'
    return image('width="22" height="8"', stroke)


def tie_groups(eco: Ecosystem, organisation: str | None) -> frozenset[str]:
    """Return the groups of the ties an organisation has, for the legend."""
    ties = eco.ties
    own = ties.loc[(ties["source"] == organisation) | (ties["target"] == organisation), "type"]
    return frozenset(TIE_TYPES[code].group for code in own.unique())


def in_order(eco: Ecosystem, keep: pd.Series, _: Translator) -> pd.Index:
    """Return the ids of the organisations where `keep` is true, in the Vietnamese order of their names."""
    shown_names = names(eco.organisations[keep], _.lang)
    return shown_names.index[sort_order(shown_names)]


def table(eco: Ecosystem, _: Translator, ids: pd.Index) -> pd.DataFrame:
    """Describe organisations as rows of text: name, kind, ward, province, how well the place is known.

    Repeated words are kept as categories, which are sent to the browser once.
    """
    rows = eco.organisations.loc[ids]
    wards = {code: ward_label(ward) for code, ward in eco.wards.iterrows()}
    words = pd.DataFrame(
        {
            "kind": rows["kind"].map({code: _(kind.label) for code, kind in KINDS.items()}),
            "ward": rows["ward_code"].map(wards),
            "province": rows["province"],
            "place": rows["geo_precision"].map({code: _(label) for code, label in PRECISIONS.items()}),
        },
        index=rows.index,
    ).astype("category")
    words.insert(0, "name", names(rows, _.lang))
    return words


def geojson(shown: Ecosystem, _: Translator, areas: Areas | None = None) -> str:
    """Write what the map shows as GeoJSON (RFC 7946, longitude first, EPSG:4326).

    Each organisation says in ``position`` whether its point is true or a spot chosen inside the ward.
    With `areas`, wards follow with their figure (null = unknown).
    """
    placed = located(shown).organisations
    rows = table(shown, _, placed.index)
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "id": row.Index,
            "properties": {
                "layer": "organisations",
                "name": row.name,
                "kind": kind,
                "ward_code": _known(ward),
                "geo_precision": precision,
                "position": _(POSITION_NOTES[spot]),
            },
            "geometry": mapping(shapely.set_precision(geometry, 1e-6)),
        }
        for row, kind, ward, precision, spot, geometry in zip(
            rows.itertuples(),
            placed["kind"],
            placed["ward_code"],
            placed["geo_precision"],
            placed["placed"],
            placed.geometry,
            strict=True,
        )
    ]
    if areas:
        features += [_ward_feature(shown, code, value, areas.measure) for code, value in areas.values.items()]
    text = json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False
    )
    return text + "\n"


def _ward_feature(eco: Ecosystem, code: Any, value: float, measure: str) -> dict[str, Any]:
    ward = eco.wards.loc[code]
    return {
        "type": "Feature",
        "id": code,
        "properties": {
            "layer": "wards",
            "name": ward_label(ward),
            "measure": measure,
            "value": _known(value),
        },
        "geometry": mapping(ward.geometry) if ward.geometry is not None else None,
    }


def _known(value: Any) -> Any:
    return None if pd.isna(value) else value
