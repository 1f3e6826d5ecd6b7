"""The map as a picture for print: drawn on the server, without a browser and without internet."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from ecomap import counts
from ecomap.i18n import Translator
from ecomap.views.map_areas import MEASURES
from ecomap.views.map_inset import crowded_part, free_corner
from ecomap.views.map_state import heat_spots, located, ties
from ecomap.vocabulary import KINDS

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem
    from ecomap.views.map_areas import Areas
    from ecomap.views.map_zone import Zone

LONLAT = "EPSG:4326"
DPI = 300
WIDTH_INCHES = 10.0
# matplotlib's own signs for the shapes of `ecomap.vocabulary`.
SIGNS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle": "^",
    "pentagon": "p",
    "star": "*",
    "hexagon": "H",
    "plus": "P",
    "roundrect": "s",
}
_FONTS = FilePath(__file__).parents[1] / "ui" / "static" / "fonts"
PLAIN = FontProperties(fname=_FONTS / "BeVietnamPro_400Regular.ttf")
BOLD = FontProperties(fname=_FONTS / "BeVietnamPro_600SemiBold.ttf")
_GAP, _FOOT = 0.02, 0.75
"""Margin as a share of the width; room for the credit below, in inches."""
INK, SOFT, EDGE, _SEA, _LAND = "#1f2430", "#5b6270", "#a9b0bb", "#eef3f6", "#fbfaf7"


def picture(
    shown: Ecosystem,
    _: Translator,
    *,
    title: str,
    subtitle: str = "",
    credit: str = "",
    show: frozenset[str] = frozenset({"organisations"}),
    areas: Areas | None = None,
    zone: Zone | None = None,
    selected: str | None = None,
    view: Sequence[float] | None = None,
    dpi: int = DPI,
) -> bytes:
    """Draw what the map shows.

    Parameters
    ----------
    title, subtitle, credit : str
        Heading, what is shown and left out (three lines at most), and the sources to print below.
    view : (west, south, east, north), optional
        Part to draw, in degrees; the whole region if left out or empty.

    Returns
    -------
    bytes
        PNG, `WIDTH_INCHES` wide. Drawn in the region's metric coordinate system, with a scale bar.
    """
    crs = shown.region.crs
    wards = shown.wards[shown.wards.geometry.notna()].to_crs(crs)
    west, south, east, north = extent = part_drawn(wards, view, crs)
    figure = Figure(figsize=(WIDTH_INCHES, WIDTH_INCHES), facecolor="white")
    FigureCanvasAgg(figure)  # not pyplot: its global state is not made for several visitors at once
    handles = kind_handles(shown, _) if "organisations" in show else []
    boxes = _legends(figure, handles, areas, _)
    # The map takes what the legend leaves of the width.
    beside = max((box.get_window_extent().width / figure.bbox.width + _GAP for box in boxes), default=0.0)
    width = 1 - 2 * _GAP - beside
    lines = textwrap.wrap(subtitle, 150, max_lines=3, placeholder="…")
    head = 0.6 + 0.15 * len(lines)
    height = min(max(WIDTH_INCHES * width * (north - south) / (east - west), 4.0), 11.0)
    figure.set_size_inches(WIDTH_INCHES, height + head + _FOOT)
    inch = 1 / (height + head + _FOOT)
    axes = ground(figure, (_GAP, _FOOT * inch, width, height * inch), extent)
    draw_wards(axes, wards, areas)
    if zone:
        outline = gpd.GeoSeries([zone.shape], crs=LONLAT).to_crs(crs).iloc[0]
        axes.add_patch(
            PathPatch(_path(outline), facecolor="#5B2A8611", edgecolor="#5B2A86", linestyle="--", zorder=3)
        )
    if selected:
        _draw_ties(axes, shown, selected, _)
    if "heat" in show:
        _draw_heat(axes, shown)
    if "organisations" in show:
        draw_organisations(axes, shown)
    unnamed = draw_names(axes, wards)
    if view is None and "organisations" not in show:
        draw_inset(axes, wards, areas, unnamed)
    scale_bar(axes, _)
    _texts(figure, title, lines, credit)
    _stack(figure, boxes, 1 - beside, 1 - head * inch)
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=dpi, metadata={"Title": title, "Software": "EcoMap"})
    return stream.getvalue()


def ground(
    figure: Figure, place: tuple[float, float, float, float], extent: tuple[float, float, float, float]
) -> Axes:
    """Add an empty map; `place` in shares of the figure, `extent` (west, south, east, north) in metres."""
    west, south, east, north = extent
    axes = figure.add_axes(place, facecolor=_SEA)
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], aspect="equal", anchor="NW")
    for spine in axes.spines.values():
        spine.set_color(EDGE)
    return axes


def part_drawn(
    wards: gpd.GeoDataFrame, view: Sequence[float] | None, crs: str
) -> tuple[float, float, float, float]:
    """Return the box to draw in metres: `view` (degrees), or the wards (metres) with a small margin."""
    box = wards.total_bounds
    if view is not None and view[2] > view[0] and view[3] > view[1]:
        box = (
            gpd.GeoSeries([shapely.box(view[0], view[1], view[2], view[3])], crs=LONLAT)
            .to_crs(crs)
            .total_bounds
        )
    west, south, east, north = (float(side) for side in box)
    margin = 0.02 * (east - west) if view is None else 0.0
    return west - margin, south - margin, east + margin, north + margin


def _path(shape: shapely.Geometry) -> Path:
    """Turn a polygon or multipolygon into one path; holes stay holes, as their rings run the other way."""
    rings = []
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Polygon):
            oriented = shapely.orient_polygons(part)
            rings += [oriented.exterior, *oriented.interiors]
    return Path.make_compound_path(*(Path(np.asarray(ring.coords)[:, :2], closed=True) for ring in rings))


def draw_wards(axes: Axes, wards: gpd.GeoDataFrame, areas: Areas | None) -> None:
    """Draw the wards (in metres), coloured by the classes of `areas`; hatched where that is not known."""
    classes, colours = (areas.classes(), areas.colours("light")) if areas else (None, [])
    for code, shape in wards.geometry.items():
        number = int(classes[code]) if classes is not None else None
        face = _LAND if number is None else "white" if number < 0 else colours[number]
        hatch = "////" if number == -1 else None
        axes.add_patch(
            PathPatch(_path(shape), facecolor=face, edgecolor=EDGE, linewidth=0.6, hatch=hatch, zorder=1)
        )


def draw_inset(
    axes: Axes,
    wards: gpd.GeoDataFrame,
    areas: Areas | None,
    unnamed: list[str],
    inches: float = WIDTH_INCHES,
    shown: Ecosystem | None = None,
) -> None:
    """Draw the wards too small for their names larger, in a corner without land, and mark where they lie.

    `shown` are organisations to draw there too; `inches` is the width of the picture.
    """
    part, corner = crowded_part(wards, unnamed), free_corner(axes, wards)
    if part is None or corner is None or axes.figure is None:
        return
    left, bottom, width, height = corner
    frame = axes.get_position()
    place = (
        frame.x0 + left * frame.width,
        frame.y0 + bottom * frame.height,
        width * frame.width,
        height * frame.height,
    )
    inset = ground(cast(Figure, axes.figure), place, part)
    draw_wards(inset, wards, areas)
    if shown is not None:
        draw_organisations(inset, shown)
    draw_names(inset, wards.clip(shapely.box(*part), keep_geom_type=True), width, inches)
    for spine in inset.spines.values():
        spine.set_color(SOFT)
    axes.add_patch(
        PathPatch(_path(shapely.box(*part)), facecolor="none", edgecolor=INK, linewidth=0.8, zorder=3)
    )


def draw_names(
    axes: Axes, wards: gpd.GeoDataFrame, scale: float = 1.0, inches: float = WIDTH_INCHES
) -> list[str]:
    """Write the names of wards wide enough for them; return the codes of those in sight that are not.

    `scale` is the width of these axes as a share of the map's, since a name is as long in both; `inches` is the
    width of the picture.
    """
    unnamed: list[str] = []
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    for ward in wards.itertuples():
        spot = shapely.maximum_inscribed_circle(ward.geometry, tolerance=50).coords[0]
        room = (ward.geometry.bounds[2] - ward.geometry.bounds[0]) / (east - west)
        need = 0.105 * len(ward.name) / inches / scale
        # A name must not run over the frame.
        across, up = (0.38 * need * (east - west), 0.06 * (north - south)) if scale < 1 else (0.0, 0.0)
        if not (west + across < spot[0] < east - across and south + up < spot[1] < north - up):
            continue
        # An inset is there for the names, so they may reach a little over their ward.
        if room < need * (0.6 if scale < 1 else 1.0):
            unnamed.append(ward.Index)
            continue
        name = axes.text(
            spot[0],
            spot[1],
            ward.name,
            fontproperties=PLAIN,
            fontsize=6.5,
            color=INK,
            ha="center",
            va="center",
            zorder=2,
            parse_math=False,
        )
        # Legible on the darkest class as on bare ground.
        name.set_path_effects([withStroke(linewidth=1.6, foreground="white", alpha=0.85)])
    return unnamed


def draw_organisations(axes: Axes, shown: Ecosystem) -> None:
    """Draw the organisations that have a spot: filled where it is true, hollow where only the ward is known."""
    placed = located(shown).organisations.to_crs(shown.region.crs)
    for code, kind in KINDS.items():
        sign = SIGNS[kind.shape]
        rows = placed[placed["kind"] == code]
        for hollow in (True, False):
            part = rows[(rows["placed"] == "ward") == hollow]
            axes.scatter(
                part.geometry.x,
                part.geometry.y,
                s=34,
                marker=sign,
                facecolors="white" if hollow else kind.colour,
                edgecolors=kind.colour if hollow else "white",
                linewidths=1.3 if hollow else 0.6,
                zorder=6,
            )


def kind_handles(shown: Ecosystem, _: Translator) -> list[Any]:
    """Return the rows of the legend on organisations."""
    tally = counts.count_by(located(shown), "kind")
    handles: list[Any] = []
    for code, kind in KINDS.items():
        if code not in tally.index:
            continue
        sign = SIGNS[kind.shape]
        label = f"{_(kind.plural)}: {_.number(int(tally[code]))}"
        handles.append(
            Line2D([], [], marker=sign, linestyle="", color=kind.colour, markersize=7, label=label)
        )
    hollow_label = _("Hollow: only the ward is known")
    handles.append(
        Line2D(
            [],
            [],
            marker="o",
            linestyle="",
            markerfacecolor="white",
            color=SOFT,
            markersize=7,
            label=hollow_label,
        )
    )
    return handles


def _draw_heat(axes: Axes, shown: Ecosystem) -> None:
    """Draw soft discs at true positions; where they overlap the colour deepens."""
    exact = heat_spots(shown).to_crs(shown.region.crs)
    reach = (axes.get_xlim()[1] - axes.get_xlim()[0]) / 40
    for share, alpha in ((1.0, 0.05), (0.66, 0.07), (0.33, 0.1)):
        for disc in exact.buffer(reach * share):
            axes.add_patch(PathPatch(_path(disc), facecolor="#C74E00", alpha=alpha, linewidth=0, zorder=4))


def _draw_ties(axes: Axes, shown: Ecosystem, selected: str, _: Translator) -> None:
    for tie in ties(shown, selected, _):
        line = np.asarray(tie["line"])[:, ::-1]
        metric = gpd.GeoSeries([shapely.LineString(line)], crs=LONLAT).to_crs(shown.region.crs).iloc[0]
        axes.plot(
            *metric.xy,
            color=tie["ink"],
            linewidth=1.4,
            linestyle="--" if tie["approximate"] else "-",
            zorder=5,
        )


def scale_bar(axes: Axes, _: Translator) -> None:
    """Draw a scale bar at the lower left of a map in metres."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    room = (east - west) / 5
    power = 10 ** np.floor(np.log10(room))
    length = float(max(step * power for step in (1, 2, 5) if step * power <= room))
    x, y = west + 0.03 * (east - west), south + 0.035 * (north - south)
    axes.plot([x, x + length], [y, y], color=INK, linewidth=2, zorder=8, solid_capstyle="butt")
    label = f"{_.number(length / 1000)} km" if length >= 1000 else f"{_.number(length)} m"
    axes.text(
        x,
        y + 0.012 * (north - south),
        label,
        fontproperties=PLAIN,
        fontsize=7.5,
        color=INK,
        zorder=8,
        parse_math=False,
    )


def _texts(figure: Figure, title: str, lines: list[str], credit: str) -> None:
    inch = 1 / figure.get_size_inches()[1]
    # What it says comes from data files: a dollar sign there is no mathematics.
    for text, place, font, size, colour, spacing in (
        (textwrap.shorten(title, 130, placeholder="…"), 1 - 0.2 * inch, BOLD, _fitting(title), INK, 1.2),
        ("\n".join(lines), 1 - 0.5 * inch, PLAIN, 8.5, SOFT, 1.3),
        ("\n".join(textwrap.wrap(credit, 165)[:4]), 0.66 * inch, PLAIN, 6.5, SOFT, 1.4),
    ):
        figure.text(
            _GAP,
            place,
            text,
            fontproperties=font,
            fontsize=size,
            color=colour,
            va="top",
            linespacing=spacing,
            parse_math=False,
        )


def _fitting(title: str) -> float:
    """Return the size in points at which a title stays on one line."""
    return 14 * min(1.0, 80 / max(len(title), 1))


def _legends(figure: Figure, handles: list[Any], areas: Areas | None, _: Translator) -> list[Legend]:
    """Add the legends, to be put in their place by `_stack`."""
    small = PLAIN.copy()
    small.set_size(7.5)
    head = BOLD.copy()
    head.set_size(8)
    blocks = [(_("Kinds on the map"), handles)] if handles else []
    if areas:
        swatches = [
            Patch(facecolor=colour or "white", edgecolor=EDGE, hatch=None if colour else "////", label=text)
            for colour, text in areas.legend("light", _)
        ]
        blocks.append((textwrap.fill(_(MEASURES[areas.measure]), 28), swatches))
    boxes = []
    for title, rows in blocks:
        box = figure.legend(
            handles=rows, title=title, prop=small, title_fontproperties=head, loc="upper left",
            frameon=False, alignment="left", borderaxespad=0, borderpad=0, labelspacing=0.5,
        )  # fmt: skip
        for text in (*box.get_texts(), box.get_title()):
            text.set_parse_math(False)
        boxes.append(box)
    return boxes


def _stack(figure: Figure, boxes: list[Legend], left: float, top: float) -> None:
    """Put the legends below each other; `left` and `top` in shares of the figure."""
    for box in boxes:
        box.set_bbox_to_anchor((left, top), transform=figure.transFigure)
        top -= box.get_window_extent().height / figure.bbox.height + 0.02
