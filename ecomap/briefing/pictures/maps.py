"""Maps: a figure of each ward in classes of colour, and organisations by how well their place is known."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from ecomap.briefing.document import Picture, Spans, Value
from ecomap.briefing.pictures.canvas import (
    ACCENT,
    BOLD,
    EDGE,
    GROUND,
    INK,
    MM,
    PLAIN,
    SMALL,
    SOFT,
    WIDTH,
    Drawing,
    empty,
    finished,
    kept,
)
from ecomap.briefing.pictures.parts import as_picture, known, told
from ecomap.briefing.writer import Writer
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import Translator
from ecomap.text import sort_order
from ecomap.views import labels
from ecomap.views.map import display_shapes
from ecomap.views.map_areas import Areas, class_bounds
from ecomap.views.map_picture import (
    SIGNS,
    draw_inset,
    draw_names,
    draw_organisations,
    draw_wards,
    ground,
    part_drawn,
    scale_bar,
)
from ecomap.vocabulary import KINDS

_ROW, _PAD = 4.6, 1.5
"""Height of a row of the legend and room around it, in millimetres."""
_NAME_ROOM = 1.3
"""Names may reach a little over their ward; those that do not fit at all go to the inset."""
_TALLEST = 125.0


@dataclass(frozen=True)
class _Map:
    """What is on a map beside its wards."""

    eco: Ecosystem
    width: float
    marked: frozenset[str] = frozenset()
    close: bool = False
    named: frozenset[str] = frozenset()


def ward_map(
    writer: Writer,
    key: str,
    caption: Spans,
    values: Mapping[str, Value],
    *,
    marked: Collection[str] = (),
    named: Collection[str] = (),
    note: Spans = (),
    width: float = WIDTH,
) -> Picture:
    """Draw a count of each ward in classes of colour.

    Parameters
    ----------
    values : mapping of ward code to Value
        A ward without one, or whose figure cannot be told, is hatched.
    marked : collection of str
        Wards to outline.
    named : collection of str
        Wards to name even where the name is longer than the ward is wide: those the text talks of.
    """
    _, eco = writer._, writer.ecosystem
    drawn = _Map(eco, width, frozenset(marked), named=frozenset(named))
    parts = tuple((code, told(value)) for code, value in sorted(values.items()))
    made = kept(
        ("ward map", writer.whole.version, _.lang, width, drawn.marked, drawn.named, parts),
        lambda: (
            _ward_map(drawn, values, _) if _drawable(eco) else empty(_("No ward shapes in the data"), width)
        ),
    )
    names = {code: labels.ward(eco, code) for code in eco.wards.index if code in values}
    codes = [list(names)[i] for i in sort_order(names.values())]
    codes.sort(key=lambda code: -(known(values[code]) or 0.0))
    points = [f"{names[code]}: {values[code].text}" for code in codes if known(values[code]) != 0]
    return as_picture(writer, key, caption, made, points, tuple(values[code] for code in codes), note)


def place_map(
    writer: Writer,
    key: str,
    caption: Spans,
    kinds: Mapping[str, Value],
    others: Sequence[Value] = (),
    *,
    marked: Collection[str] = (),
    close: bool = False,
    note: Spans = (),
    width: float = WIDTH,
) -> Picture:
    """Draw the organisations of the scope: filled at their true place, hollow where only the ward is known.

    Parameters
    ----------
    kinds : mapping of kind to Value
        How many of each kind are on the map; the legend.
    others : sequence of Value
        Figures that the note tells, such as how many have no place: they cannot be drawn.
    marked : collection of str
        Wards to outline.
    close : bool
        Draw only the surroundings of the marked wards.
    """
    _, eco = writer._, writer.ecosystem
    drawn = _Map(eco, width, frozenset(marked), close)
    some = _drawable(eco) and any(known(value) for value in kinds.values())
    parts = tuple((kind, told(value)) for kind, value in kinds.items())
    made = kept(
        ("place map", eco.version, _.lang, width, drawn.marked, close, parts),
        lambda: _place_map(drawn, kinds, _) if some else empty(_("No organisation of known place"), width),
    )
    points = [f"{_(KINDS[kind].plural)}: {value.text}" for kind, value in kinds.items()]
    return as_picture(writer, key, caption, made, points, (*kinds.values(), *others), note)


def _drawable(eco: Ecosystem) -> bool:
    return bool(eco.wards.geometry.notna().any())


def _metric(eco: Ecosystem) -> gpd.GeoDataFrame:
    """Return the wards in metres, as light as on the screen."""
    shapes = display_shapes(eco.wards, eco.region.crs)
    return eco.wards.loc[shapes.index].set_geometry(shapes).to_crs(eco.region.crs)


def _ward_map(drawn: _Map, values: Mapping[str, Value], _: Translator) -> Drawing:
    figures = pd.Series(
        {code: known(values[code]) if code in values else None for code in drawn.eco.wards.index},
        dtype="float64",
    )
    areas = Areas("count", figures, class_bounds(figures.to_numpy()), 0, 0, 0)
    rows = [
        Patch(facecolor=colour or "white", edgecolor=EDGE, hatch=None if colour else "////", label=text)
        for colour, text in areas.legend("light", _)
    ]
    return finished(_map(drawn, areas, rows, min(len(rows), 6), _))


def _place_map(drawn: _Map, kinds: Mapping[str, Value], _: Translator) -> Drawing:
    def entry(label: str, sign: str, edge: str, face: str) -> Line2D:
        return Line2D(
            [], [], marker=sign, linestyle="", color=edge, markerfacecolor=face, markersize=6, label=label
        )

    rows = [
        entry(
            f"{_(KINDS[kind].plural)}: {value.text}",
            SIGNS[KINDS[kind].shape],
            KINDS[kind].colour,
            KINDS[kind].colour,
        )
        for kind, value in kinds.items()
        if known(value)
    ]
    rows.append(entry(_("Hollow: only the ward is known"), "o", SOFT, "white"))
    return finished(_map(drawn, None, rows, 3, _))


def _map(drawn: _Map, areas: Areas | None, rows: Sequence[Any], columns: int, _: Translator) -> Figure:
    """Draw a map over the whole width, the legend below it."""
    eco, wards = drawn.eco, _metric(drawn.eco)
    near = wards[wards.index.isin(drawn.marked)] if drawn.close else wards
    if near.empty:
        near = wards
    west, south, east, north = part_drawn(near, None, eco.region.crs)
    if len(near) < len(wards):  # room around the wards, to see where they lie
        pad = 0.5 * max(east - west, north - south)
        west, south, east, north = west - pad, south - 0.6 * pad, east + pad, north + 0.6 * pad
    tall = min(drawn.width * (north - south) / (east - west), _TALLEST)
    legend = _ROW * -(-len(rows) // columns) + 2 * _PAD
    figure = Figure(figsize=(drawn.width * MM, (tall + legend) * MM), facecolor=GROUND)
    FigureCanvasAgg(figure)
    share = legend / (tall + legend)
    axes = ground(figure, (0.004, share, 0.992, 1 - share - 0.004), (west, south, east, north))
    axes.set_anchor("C")
    draw_wards(axes, wards, areas)
    _outline(axes, wards[wards.index.isin(drawn.marked)])
    inches = drawn.width * MM * _NAME_ROOM
    if areas is None:
        draw_organisations(axes, eco)
    # A scale a little below 1 keeps the names of a part within the frame.
    unnamed = draw_names(axes, wards, 0.99 if len(near) < len(wards) else 1.0, inches)
    if len(near) == len(wards):
        draw_inset(axes, wards, areas, unnamed, inches, eco if areas is None else None)
    _name_anyway(figure, axes, wards[wards.index.isin(drawn.named)])
    for name in axes.texts:
        name.set_zorder(7)
    scale_bar(axes, _)
    font = PLAIN.copy()
    font.set_size(SMALL)
    box = figure.legend(
        handles=rows, prop=font, loc="lower left", bbox_to_anchor=(0.0, 0.0), ncols=columns, frameon=False,
        borderaxespad=0.2, columnspacing=1.4, handletextpad=0.5, labelspacing=0.45,
    )  # fmt: skip
    for text in box.get_texts():
        text.set_parse_math(False)
    return figure


def _name_anyway(figure: Figure, axes: Axes, wards: gpd.GeoDataFrame) -> None:
    """Name wards that neither the map nor its inset names, on lines of their own words."""
    said = {text.get_text() for part in figure.axes for text in part.texts}
    for ward in wards[~wards["name"].isin(said)].sort_index().itertuples():
        across, up = shapely.maximum_inscribed_circle(ward.geometry, tolerance=50).coords[0]
        name = axes.text(
            across, up, ward.name.replace(" - ", " -\n"), fontproperties=BOLD, fontsize=6.5, color=INK,
            ha="center", va="center", linespacing=0.95, parse_math=False,
        )  # fmt: skip
        name.set_path_effects([withStroke(linewidth=1.8, foreground="white", alpha=0.9)])


def _outline(axes: Axes, wards: gpd.GeoDataFrame) -> None:
    for shape in wards.geometry.boundary.explode():
        axes.plot(*shape.xy, color=ACCENT, linewidth=1.6, zorder=4)
