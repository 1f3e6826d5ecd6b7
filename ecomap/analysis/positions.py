"""Where demand and support are, in metres, and how uncertain that is.

An organisation known by its address or street has a position. One known by its ward lies somewhere in the
ward; one of unknown place lies somewhere in the region. `draw` makes both into possible positions, so that a
figure can be given with the interval that this leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from ecomap.analysis.evidence import base, generator, once_per_snapshot, supporters
from ecomap.ecosystem import Ecosystem
from ecomap.places import LONLAT

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

POOL = 256
"""Spots drawn in advance in each ward."""

DEMANDS = ("startup", "enterprise", "population")
OUT_OF_SERVICE = ("inactive", "planned")


@dataclass(frozen=True, eq=False)
class Wards:
    """Wards of a region in its metric coordinates; those without a shape are left out.

    Attributes
    ----------
    codes : tuple of str
    points : array, shape (wards, 2)
        A point inside each ward (its representative point) that stands for it, in metres.
    seats : array, shape (wards, 2)
        Where its people mostly are as the table of wards has it (its office), or else `points`.
    within_m : array, shape (wards,)
        Distance to expect inside a ward: ``2/3 sqrt(area / π)``, the mean distance from the centre of a disc
        of that area.
    spots : array, shape (wards, `POOL`, 2)
        Points drawn uniformly in each ward.
    shapes : array of shapely geometries
    """

    codes: tuple[str, ...]
    points: Floats
    seats: Floats
    within_m: Floats
    spots: Floats
    shapes: npt.NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Units:
    """Supplying organisations and what is known of their place.

    Attributes
    ----------
    ids : tuple of str
    capacity : array of float, shape (units,)
    xy : array, shape (units, 2)
        Metres; NaN unless known by address or street.
    ward : array of int, shape (units,)
        Position in `Wards.codes`, -1 where not known.
    capacity_known : int
        How many have a stated capacity.
    known_wards : array of int
        Wards of those whose place is on record; where one of unknown place may lie is judged by them (see
        `place_chances`). What a scenario assumes is not among them: it tells nothing of the others.
    """

    ids: tuple[str, ...]
    capacity: Floats
    xy: Floats
    ward: Ints
    capacity_known: int
    known_wards: Ints

    @property
    def exact(self) -> npt.NDArray[np.bool_]:
        """Which have a true position."""
        return ~np.isnan(self.xy[:, 0])

    @property
    def located(self) -> npt.NDArray[np.bool_]:
        """Which are known at least by their ward."""
        return self.exact | (self.ward >= 0)

    def take(self, kept: npt.NDArray[np.bool_]) -> Units:
        """Return a part of the units."""
        ids = tuple(unit for unit, keep in zip(self.ids, kept, strict=True) if keep)
        return Units(
            ids, self.capacity[kept], self.xy[kept], self.ward[kept], self.capacity_known, self.known_wards
        )


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand by ward, in the order of `Wards.codes`.

    Attributes
    ----------
    what : {"startup", "enterprise", "population"}
    by_ward : array of float, shape (wards,)
    total : float
        All of it that the data holds; for population the wards with a figure.
    left_out : float
        Share of `total` whose ward is not known (for population: share of wards without a figure); NaN if
        there is nothing to count.
    """

    what: str
    by_ward: Floats
    total: float
    left_out: float


@once_per_snapshot
def wards(ecosystem: Ecosystem) -> Wards:
    """Return the wards of a snapshot in metres."""
    if (before := base(ecosystem)) is not None:
        return wards(before)  # a scenario moves no ward
    frame = ecosystem.wards
    shapes = (
        frame.geometry[frame.geometry.notna() & ~frame.geometry.is_empty]
        .sort_index()
        .to_crs(ecosystem.region.crs)
    )
    centres = shapes.representative_point()
    points = np.column_stack([centres.x, centres.y]) if len(shapes) else np.zeros((0, 2))
    random = generator("spots in wards")
    spots = np.array([_spots(shape, random) for shape in shapes]).reshape(len(shapes), POOL, 2)
    within = 2 / 3 * np.sqrt(shapes.area.to_numpy(float) / np.pi)
    return Wards(
        tuple(map(str, shapes.index)), points, _seats(frame.loc[shapes.index], points, ecosystem.region.crs),
        within, spots, shapes.to_numpy(dtype=object),
    )  # fmt: skip


def _seats(frame: gpd.GeoDataFrame, points: Floats, crs: str) -> Floats:
    lonlat = frame[["lon", "lat"]].to_numpy(dtype=float, na_value=np.nan)
    told = np.isfinite(lonlat).all(axis=1)
    seats = points.copy()
    if told.any():
        placed = gpd.GeoSeries(gpd.points_from_xy(*lonlat[told].T), crs=LONLAT).to_crs(crs)
        seats[told] = np.column_stack([placed.x, placed.y])
    return seats


def _spots(shape: shapely.Geometry, random: np.random.Generator) -> Floats:
    """Draw `POOL` points uniformly in a polygon, by rejection from its bounding box."""
    west, south, east, north = shapely.bounds(shape)
    shapely.prepare(shape)
    found = np.zeros((0, 2))
    for _ in range(50):
        tried = np.column_stack(
            [random.uniform(west, east, 4 * POOL), random.uniform(south, north, 4 * POOL)]
        )
        found = np.vstack([found, tried[shapely.contains_xy(shape, tried[:, 0], tried[:, 1])]])
        if len(found) >= POOL:
            return found[:POOL]
    centre = shapely.get_coordinates(
        shapely.point_on_surface(shape)
    )  # a sliver: one point is as good as another
    return np.vstack([found, np.repeat(centre, POOL - len(found), axis=0)])


def units(
    ecosystem: Ecosystem, kinds: Iterable[str] = ("support_org",), functions: Iterable[str] = ()
) -> Units:
    """Return the organisations of the region that supply support, sorted by id.

    Those stopped or only planned are left out.

    Parameters
    ----------
    kinds : iterable of str
        Kinds of organisations; empty for any. One of kind ``support_org`` counts only if it is known to support
        somebody, see `ecomap.analysis.evidence.supporters`.
    functions : iterable of str
        Only those with one of these support functions; empty for any.

    Notes
    -----
    Capacity comes from the table ``capacities`` (start-ups that can be served at a time). An organisation
    without a figure counts as the median of those that have one; where none has, each counts 1.
    """
    frame = ecosystem.organisations
    kept = frame["in_region"] & ~frame["status"].isin(OUT_OF_SERVICE)
    if kinds := tuple(kinds):
        kept &= frame["kind"].isin(kinds)
        if "support_org" in kinds:
            kept &= (frame["kind"] != "support_org") | frame.index.isin(supporters(ecosystem))
    if functions := tuple(functions):
        tags = ecosystem.tags("organisations", "functions")
        kept &= frame.index.isin(tags.index[tags.isin(functions)])
    chosen = frame[kept].sort_index()
    places = (
        ecosystem.tables["capacities"].set_index("org_id")["places"].reindex(chosen.index).to_numpy(float)
    )
    known = np.isfinite(places)
    capacity = np.where(known, places, np.median(places[known]) if known.any() else 1.0)
    xy, ward = _places(ecosystem, chosen)
    before = base(ecosystem)
    listed = ward[ward >= 0] if before is None else units(before, kinds, functions).known_wards
    return Units(tuple(map(str, chosen.index)), capacity, xy, ward, int(known.sum()), listed)


def _places(ecosystem: Ecosystem, chosen: gpd.GeoDataFrame) -> tuple[Floats, Ints]:
    """Return positions in metres (NaN unless exact) and ward numbers (-1 unless known)."""
    grid = wards(ecosystem)
    numbers = {code: number for number, code in enumerate(grid.codes)}
    ward = np.array([numbers.get(code, -1) for code in chosen["ward_code"]], dtype=np.int64)
    exact = (chosen["placed"] == "point").to_numpy()
    xy = np.full((len(chosen), 2), np.nan)
    if exact.any():
        points = gpd.GeoSeries(chosen.geometry.array[exact], crs=LONLAT).to_crs(ecosystem.region.crs)
        xy[exact] = np.column_stack([points.x, points.y])
    for row in np.flatnonzero(exact & (ward < 0)):
        inside = [n for n, shape in enumerate(grid.shapes) if shapely.contains_xy(shape, *xy[row])]
        ward[row] = inside[0] if inside else -1
    return xy, ward


def demand(ecosystem: Ecosystem, what: str) -> Demand:
    """Return demand by ward.

    Parameters
    ----------
    what : {"startup", "enterprise", "population"}
        Organisations of the region of that kind that have not stopped, or people.

    Raises
    ------
    ValueError
        If it is none of these.
    """
    if what not in DEMANDS:
        raise ValueError(f"demand is one of {', '.join(DEMANDS)}")
    codes = wards(ecosystem).codes
    if what == "population":
        people = ecosystem.wards["population"].reindex(list(codes)).astype("float64").to_numpy()
        known = np.isfinite(people)
        left_out = float((~known).mean()) if len(codes) else np.nan
        return Demand(what, np.where(known, people, 0.0), float(people[known].sum()), left_out)
    group = units(ecosystem, (what,))
    by_ward = np.bincount(group.ward[group.ward >= 0], minlength=len(codes)).astype(float)
    total = len(group.ids)
    return Demand(what, by_ward, float(total), float(1 - by_ward.sum() / total) if total else np.nan)


def expected_distances(grid: Wards, group: Units) -> Floats:
    """Return the distance from each ward to each located unit, in metres, shape (wards, units).

    A unit known by its ward counts at the point that stands for the ward; inside one ward the distance is
    `Wards.within_m`, since both lie somewhere in it.
    """
    at = np.where(group.exact[:, None], group.xy, grid.points[group.ward])
    metres = between(grid.points, at)
    rows = np.flatnonzero(~group.exact)
    metres[group.ward[rows], rows] = grid.within_m[group.ward[rows]]
    return metres


def least_distances(grid: Wards, group: Units) -> Floats:
    """Return the least possible distance from the point of each ward to each unit, shape (wards, units).

    For a unit known by its ward that is the distance to the ward's shape.
    """
    metres = between(grid.points, np.where(group.exact[:, None], group.xy, 0.0))
    points = shapely.points(grid.points)
    for number in sorted(set(group.ward[~group.exact])):
        columns = np.flatnonzero(~group.exact & (group.ward == number))
        metres[:, columns] = shapely.distance(points, grid.shapes[number])[:, None]
    return metres


def ward_distances(grid: Wards) -> Floats:
    """Return distances between wards in metres, with `Wards.within_m` on the diagonal."""
    metres = between(grid.points, grid.points)
    np.fill_diagonal(metres, grid.within_m)
    return metres


def between(a: Floats, b: Floats) -> Floats:
    """Return straight distances between two sets of points, shape (..., points of a, points of b)."""
    difference = a[..., :, None, :] - b[..., None, :, :]
    return np.hypot(difference[..., 0], difference[..., 1])


def place_chances(grid: Wards, group: Units, people: Floats) -> Floats:
    """Return how likely a unit of unknown place lies in each ward.

    Where the located units are, with one further unit spread by people (a Dirichlet prior of weight 1), or by
    equal chance where people are not known: what is not known is taken to be like what is known, yet every
    ward keeps a chance.
    """
    located = np.bincount(group.known_wards, minlength=len(grid.codes)).astype(float)
    spread = people / people.sum() if people.sum() > 0 else np.full(len(grid.codes), 1 / len(grid.codes))
    chances = located + spread
    return chances / chances.sum()


def _stand_in(grid: Wards, draws: int) -> tuple[tuple[slice, Floats], ...]:
    """Return in which draws which point stands for each ward: a third have the inner point, a third the seat.

    Nobody knows where in a ward its people are: at its office, evenly over it, or near its middle. All wards go
    alike within a draw, since the figure of a city hangs on the choice as a whole.
    """
    return ((slice(1, draws, 3), grid.points), (slice(2, draws, 3), grid.seats))


def draw(grid: Wards, group: Units, people: Floats, draws: int, purpose: str) -> Floats:
    """Draw possible positions: true ones stay, the others fall somewhere in their ward or in the region.

    One known by its ward stands at the inner point of the ward in a third of the draws, at its seat in a third, and
    anywhere in it in the others.

    Parameters
    ----------
    people : array of float, shape (wards,)
        See `place_chances`.
    purpose : str
        Names the stream of random numbers.

    Returns
    -------
    array of float, shape (draws, units, 2)
        Metres.
    """
    ward = np.broadcast_to(group.ward, (draws, len(group.ids))).copy()
    spot = np.zeros(ward.shape, dtype=np.int64)
    ends = np.cumsum(place_chances(grid, group, people))
    for column in np.flatnonzero(~group.exact):
        # A stream for each, so that one more or less of them leaves the others where they were drawn.
        random = generator(f"{purpose} {group.ids[column]}")
        spot[:, column] = random.integers(0, POOL, draws)
        if group.ward[column] < 0:
            drawn = np.searchsorted(ends, random.random(draws), side="right")
            ward[:, column] = np.minimum(drawn, len(grid.codes) - 1)
    placed = grid.spots[ward, spot]
    inside = ~group.exact & (group.ward >= 0)
    for part, points in _stand_in(grid, draws):
        placed[part, inside] = points[group.ward[inside]]
    return np.where(group.exact[:, None], group.xy, placed)


def nearest_known(grid: Wards, group: Units, support: Units) -> Floats:
    """Return the distance from each located unit of a group to its nearest located support, in metres.

    A unit known by its ward stands at the point of the ward; infinite where there is no support.
    """
    support = support.take(support.located)
    nearest = expected_distances(grid, support).min(axis=1, initial=np.inf)[group.ward]
    at = np.where(support.exact[:, None], support.xy, grid.points[support.ward])
    nearest[group.exact] = between(group.xy[group.exact], at).min(axis=1, initial=np.inf)
    return nearest


def drawn_distances(grid: Wards, positions: Floats, purpose: str) -> Floats:
    """Return distances from people somewhere in each ward to drawn positions.

    Parameters
    ----------
    positions : array of float, shape (draws, units, 2)
        From `draw`.

    Returns
    -------
    array of float, shape (draws, wards, units)
        Metres; in each draw another spot stands for each ward.
    """
    return between(draw_homes(grid, len(positions), purpose), positions)


def draw_homes(grid: Wards, draws: int, purpose: str) -> Floats:
    """Draw a spot in each ward, shape (draws, wards, 2), in metres; where one stands for it see `draw`."""
    chosen = generator(purpose).integers(0, POOL, (draws, len(grid.codes)))
    homes = grid.spots[np.arange(len(grid.codes)), chosen]
    for part, points in _stand_in(grid, draws):
        homes[part] = points
    return homes
