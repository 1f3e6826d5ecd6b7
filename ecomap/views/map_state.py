"""What is drawn on the map at one moment, as plain data: points, ward colours, ties, a zone, a selection."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ecomap.i18n import Translator
from ecomap.vocabulary import KINDS, PRECISIONS, TIE_GROUPS, TIE_TYPES

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem
    from ecomap.views.map_areas import Areas
    from ecomap.views.map_zone import Zone

KIND_CODES = tuple(KINDS)
PRECISION_CODES = tuple(PRECISIONS)
HEAT_LEAST = 10
"""Fewer true positions than this make no heat layer: it would show a density that nobody knows."""
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&'`\u2028\u2029"}


def script_json(value: Any) -> str:
    """Write a value as JSON that may stand anywhere in a script.

    Signs that could end a script, a template text or an HTML attribute are escaped, and so are doubled
    braces, since folium and streamlit-folium still run the script through templates.
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (
        text.translate(_UNSAFE).replace("{{", "{\\u007b").replace("{%", "\\u007b%").replace("{#", "\\u007b#")
    )


def names(table: pd.DataFrame, lang: str) -> pd.Series:
    """Return the name to show for each row; English where asked for and known."""
    vietnamese = table["name_vi"]
    return table["name_en"].fillna(vietnamese) if lang == "en" else vietnamese


def located(eco: Ecosystem) -> Ecosystem:
    """Return the snapshot with only the organisations that have a spot on the map, true or not."""
    organisations = eco.organisations[eco.organisations["placed"] != "none"]
    return replace(eco, version=f"{eco.version}+located", organisations=organisations)


def heat_spots(eco: Ecosystem) -> gpd.GeoSeries:
    """Return the true positions (EPSG:4326) a heat layer may rest on, none if they are fewer than `HEAT_LEAST`.

    Only organisations of the region at a known address or street count: a spot chosen inside a ward would be
    a made-up hot spot, and the list does not try to cover other regions.
    """
    table = eco.organisations
    exact = table[(table["placed"] == "point") & table["in_region"]].geometry
    return exact if len(exact) >= HEAT_LEAST else exact.iloc[:0]


def points(eco: Ecosystem, lang: str) -> dict[str, Any]:
    """Describe the organisations that have a spot on the map, one list a property.

    Lists rather than a feature each: 5,000 organisations take 0.5 MB instead of 1.5.

    Returns
    -------
    dict
        ``lat`` and ``lon`` are in 1e-5 degree (about 1 m), ``wards`` are row numbers of `eco.wards` or -1,
        ``hollow`` is 1 where only the ward is known; ``key`` changes with the content.
    """
    placed = located(eco).organisations
    content = {
        "ids": placed.index.tolist(),
        "names": names(placed, lang).tolist(),
        "kinds": pd.Index(KIND_CODES).get_indexer(placed["kind"]).tolist(),
        "lat": np.rint(placed.geometry.y.to_numpy() * 1e5).astype(int).tolist(),
        "lon": np.rint(placed.geometry.x.to_numpy() * 1e5).astype(int).tolist(),
        "wards": eco.wards.index.get_indexer(placed["ward_code"]).tolist(),
        "precisions": pd.Index(PRECISION_CODES).get_indexer(placed["geo_precision"]).tolist(),
        "hollow": (placed["placed"] == "ward").astype(int).tolist(),
    }
    return {"key": _digest(content), **content}


def _digest(content: Any) -> str:
    return hashlib.blake2b(json.dumps(content).encode(), digest_size=8).hexdigest()


def ties(eco: Ecosystem, organisation: str, _: Translator, theme: str = "light") -> list[dict[str, Any]]:
    """Draw lines from an organisation to those it is tied with, one a partner and tie group.

    Ties to programmes, to organisations without a spot and to one on the very same spot have no line; see
    `unlocated_ties`. A line is approximate (dashed) if one of its ends is known by ward only.
    """
    placed = located(eco).organisations
    if organisation not in placed.index:
        return []
    own = _own_ties(eco, organisation)
    own = own[own["other"].isin(placed.index)]
    here, lines = placed.loc[organisation], []
    for (other, code), rows in own.groupby(["other", "group"], sort=True):
        group = str(code)
        there = placed.loc[other]
        if there.geometry.equals(here.geometry):
            continue
        bend = sorted(own.loc[own["other"] == other, "group"].unique()).index(group)
        lines.append(
            {
                "line": _arc(here.geometry, there.geometry, bend),
                "ink": TIE_GROUPS[group].ink(theme),
                "approximate": "ward" in (here["placed"], there["placed"]),
                "texts": [_sentence(eco, tie, _) for tie in rows.itertuples()],
            }
        )
    return lines


def _own_ties(eco: Ecosystem, organisation: str) -> pd.DataFrame:
    all_ties = eco.ties
    own = all_ties[(all_ties["source"] == organisation) | (all_ties["target"] == organisation)]
    return own.assign(
        other=own["target"].where(own["source"] == organisation, own["source"]),
        group=[TIE_TYPES[code].group for code in own["type"]],
    )


def unlocated_ties(eco: Ecosystem, organisation: str) -> pd.DataFrame:
    """Return the ties of an organisation that no line can show: to programmes or what has no spot."""
    own = _own_ties(eco, organisation)
    placed = located(eco).organisations.index
    return own if organisation not in placed else own[~own["other"].isin(placed)]


def _sentence(eco: Ecosystem, tie: Any, _: Translator) -> str:
    words = [eco.name(tie.source, _.lang), _(TIE_TYPES[tie.type].label), eco.name(tie.target, _.lang)]
    dates = [_.date(text) for text in (tie.start_date, tie.end_date) if isinstance(text, str) and text]
    return " ".join(words) + (f" ({' – '.join(dates)})" if dates else "")


def _arc(start: shapely.Point, end: shapely.Point, bend: int) -> list[list[float]]:
    """Return a line in Leaflet's order (lat, lon); every further tie group of a pair bends a little more."""
    steps = np.linspace(0.0, 1.0, 13 if bend else 2)
    dx, dy = end.x - start.x, end.y - start.y
    swing = 0.25 * bend * steps * (1 - steps)
    return (
        np.column_stack([start.y + steps * dy + swing * dx, start.x + steps * dx - swing * dy])
        .round(5)
        .tolist()
    )


def state(
    shown: Ecosystem,
    _: Translator,
    *,
    theme: str = "light",
    show: frozenset[str] = frozenset({"organisations"}),
    areas: Areas | None = None,
    zone: Zone | None = None,
    drawn: Sequence[Mapping[str, Any]] = (),
    selected: str | None = None,
    whole: Ecosystem | None = None,
    seek: bool = False,
) -> dict[str, Any]:
    """Gather what the map shows.

    Parameters
    ----------
    shown : Ecosystem
        The organisations to draw, already filtered.
    show : frozenset of str
        Of ``"organisations"`` and ``"heat"``.
    areas : Areas, optional
        Ward colours.
    zone : Zone, optional
        A circle or a drawn area.
    drawn : sequence of GeoJSON features
        What the reader drew, for the drawing tools to change or remove.
    selected : str, optional
        Id of an organisation to mark, with its ties.
    whole : Ecosystem, optional
        Where to look for the selected organisation if the filter leaves it out.
    seek : bool
        Whether the map goes to the organisations drawn whenever they change.
    """
    source = shown if selected is None or selected in shown.organisations.index else whole or shown
    mark = _mark(source, selected) if selected else None
    return {
        "points": points(shown, _.lang) if "organisations" in show else None,
        "heat": [[round(spot.y, 5), round(spot.x, 5)] for spot in heat_spots(shown)]
        if "heat" in show
        else [],
        "areas": areas.payload(theme, _) if areas else None,
        "zone": zone.payload() if zone else None,
        "drawn": list(drawn),
        "ties": ties(source, selected, _, theme) if selected and mark else None,
        "selected": mark,
        "goal": _frame(shown) if seek else None,
    }


def _frame(eco: Ecosystem) -> list[list[float]] | None:
    """Return the corners (south-west, north-east; latitude first) of the box round all spots, None without any."""
    spots = located(eco).organisations.geometry
    if spots.empty:
        return None
    west, south, east, north = (round(float(x), 5) for x in spots.total_bounds)
    return [[south, west], [north, east]]


def _mark(eco: Ecosystem, selected: str) -> dict[str, Any] | None:
    if selected not in eco.organisations.index or eco.organisations.at[selected, "placed"] == "none":
        return None
    spot = eco.organisations.at[selected, "geometry"]
    return {"id": selected, "at": [round(spot.y, 5), round(spot.x, 5)]}
