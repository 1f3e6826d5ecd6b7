"""Nearest of very many true positions, with filters."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod
from scipy.spatial import cKDTree

ELLIPSOID = Geod(ellps="WGS84")
EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the ellipsoid (IUGG)."""
_ROUNDING_M = 1e-6
_MORE = 1.5
"""So many times the candidates that should hold enough of the wanted ones are looked at, and again if too few."""
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def geodesic(lat: float, lon: float, lats: ArrayLike, lons: ArrayLike) -> Floats:
    """Return the distances over ground from a point to others, in metres, on the ellipsoid WGS 84.

    References
    ----------
    Karney, C. F. F. (2013). Algorithms for geodesics. Journal of Geodesy 87, 43–55.
    """
    lats, lons = np.asarray(lats, dtype=float), np.asarray(lons, dtype=float)
    here = np.broadcast_to([lon, lat], (lats.size, 2))
    return np.asarray(ELLIPSOID.inv(here[:, 0], here[:, 1], lons.ravel(), lats.ravel())[2], dtype=float)


def earth_centred(lat: ArrayLike, lon: ArrayLike) -> Floats:
    """Return positions on the ellipsoid in metres from the centre of the Earth, shape (n, 3)."""
    phi, theta = np.radians(np.asarray(lat, dtype=float)), np.radians(np.asarray(lon, dtype=float))
    squared = ELLIPSOID.es
    curve = ELLIPSOID.a / np.sqrt(1 - squared * np.sin(phi) ** 2)
    level = curve * np.cos(phi)
    return np.column_stack(
        [level * np.cos(theta), level * np.sin(theta), curve * (1 - squared) * np.sin(phi)]
    )


def over_ground(straight: ArrayLike) -> Floats:
    """Return the ways over ground for straight lines between points on the ellipsoid, both in metres.

    The curve of the ground is taken as that of a ball: against the geodesic this errs by less than one part in
    a million up to 100 km and by less than one in 10,000 up to 2,000 km, and it keeps the order.
    """
    half = np.minimum(np.asarray(straight, dtype=float) / (2 * EARTH_RADIUS_M), 1.0)
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(half))


def _straight(metres: float) -> float:
    """Return the straight line that goes with a way over ground, a little more rather than less."""
    return 2 * EARTH_RADIUS_M * math.sin(min(metres / (2 * EARTH_RADIUS_M), math.pi / 2)) + _ROUNDING_M


class Positions:
    """Positions that can be asked for the nearest, all or those with some codes.

    One tree holds all positions and one each those of a code, so that a filter costs no more than the
    query itself [1]_.

    Parameters
    ----------
    ids : sequence of str
    lat, lon : array of float
        Degrees, WGS 84, all known.
    tags : mapping of str to (array of int, array of str)
        For each field that can be filtered by (``"kinds"``, ``"sectors"`` …) the rows and their codes; a row may
        have several codes.

    References
    ----------
    .. [1] Bentley, J. L. (1975). Multidimensional binary search trees used for associative searching.
       Communications of the ACM 18, 509–517.
    """

    def __init__(
        self,
        ids: Sequence[str],
        lat: ArrayLike,
        lon: ArrayLike,
        tags: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
    ) -> None:
        self.ids = np.asarray(ids, dtype=object)
        self.lat, self.lon = np.asarray(lat, dtype=float), np.asarray(lon, dtype=float)
        self._points = earth_centred(self.lat, self.lon)
        self._all = _Branch(self._points, np.arange(len(self.ids)))
        self._branches: dict[str, dict[str, _Branch]] = {}
        self._holds: dict[str, dict[str, NDArray[np.bool_]]] = {}
        for field, (rows, codes) in (tags or {}).items():
            self._grow(field, np.asarray(rows, dtype=np.int64), np.asarray(codes))

    def __len__(self) -> int:
        return len(self.ids)

    def _grow(self, field: str, rows: Rows, codes: NDArray[np.generic]) -> None:
        branches, holds = self._branches.setdefault(field, {}), self._holds.setdefault(field, {})
        which, known = pd.factorize(pd.Series(codes, dtype="str"))
        order = np.argsort(which, kind="stable")
        ends = np.cumsum(np.bincount(which, minlength=len(known)))
        parts = np.split(rows[order], ends[:-1]) if len(rows) else []
        for code, mine in zip(known, parts, strict=True):
            held = np.zeros(len(self.ids), dtype=bool)
            held[mine] = True
            holds[str(code)], branches[str(code)] = held, _Branch(self._points, np.flatnonzero(held))

    def nearest(
        self,
        lat: float,
        lon: float,
        k: int = 10,
        metres: float = np.inf,
        filters: Mapping[str, Iterable[str]] | None = None,
    ) -> tuple[Rows, Floats]:
        """Return the nearest positions.

        Parameters
        ----------
        lat, lon : float
            Degrees, WGS 84.
        k : int
            How many at most.
        metres : float
            None further than this.
        filters : mapping of str to iterable of str
            Codes by field: one of the codes of each field that names any.

        Returns
        -------
        rows, metres : ndarray
            Nearest first, over ground.
        """
        wanted = {field: codes for field, codes in (filters or {}).items() if codes}
        if k < 1 or not len(self.ids):
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        branches, others, share = self._cheapest(wanted)
        here = _one_earth_centred(lat, lon)
        limit = math.inf if metres == math.inf else _straight(metres)
        found = [_ask(branch, here, min(k, len(branch.rows)), limit, others, share) for branch in branches]
        if not found:
            return np.zeros(0, dtype=np.int64), np.zeros(0)
        straight, rows = found[0]
        if len(found) > 1:
            straight, rows = _merged(found)
        return rows[:k], over_ground(straight[:k])

    def _cheapest(
        self, wanted: Mapping[str, Iterable[str]]
    ) -> tuple[list[_Branch], list[NDArray[np.bool_]], float]:
        """Return the branches of the field that leaves fewest, who fits the other fields, and what share may."""
        if not wanted:
            return [self._all], [], 1.0
        grown = {
            field: [branch for code in codes if (branch := self._branches.get(field, {}).get(code))]
            for field, codes in wanted.items()
        }
        sizes = {field: sum(len(branch.rows) for branch in branches) for field, branches in grown.items()}
        first = min(grown, key=lambda field: (sizes[field], field))
        fits = [self._fitting(field, codes) for field, codes in wanted.items() if field != first]
        share = math.prod(min(1.0, size / len(self.ids)) for field, size in sizes.items() if field != first)
        return grown[first], fits, share

    def _fitting(self, field: str, codes: Iterable[str]) -> NDArray[np.bool_]:
        holds = [held for code in codes if (held := self._holds.get(field, {}).get(code)) is not None]
        if len(holds) == 1:
            return holds[0]
        return np.logical_or.reduce(holds) if holds else np.zeros(len(self.ids), dtype=bool)


class _Branch:
    """Some of the positions and the tree over them."""

    def __init__(self, points: Floats, rows: Rows) -> None:
        self.rows = rows
        # Splitting at the middle of the box instead of the median builds faster.
        self.tree = cKDTree(points if len(rows) == len(points) else points[rows], balanced_tree=False)


def _ask(
    branch: _Branch, here: list[float], k: int, limit: float, others: list[NDArray[np.bool_]], share: float
) -> tuple[Floats, Rows]:
    """Return the straight lines to the `k` nearest of a branch that fit the other fields, and their rows."""
    size = len(branch.rows)
    asked = k if not others else size if share <= 0 else min(size, int(_MORE * k / share) + 1)
    while True:
        far, at = branch.tree.query(here, asked, distance_upper_bound=limit)
        if asked == 1:
            far, at = np.atleast_1d(far), np.atleast_1d(at)
        if full := far[-1] != math.inf:
            rows = branch.rows[at]
        else:
            kept = far < math.inf
            far, rows = far[kept], branch.rows[at[kept]]
        for held in others:
            fits = held[rows]
            far, rows = far[fits], rows[fits]
        if len(rows) >= k or asked == size or not full:
            return far, rows
        asked = min(4 * asked, size)


def _merged(found: list[tuple[Floats, Rows]]) -> tuple[Floats, Rows]:
    """Return the rows of several branches once each, nearest first; at one distance by row."""
    far, rows = (np.concatenate(part) for part in zip(*found, strict=True))
    rows, first = np.unique(rows, return_index=True)
    order = np.argsort(far[first], kind="stable")
    return far[first][order], rows[order]


def _one_earth_centred(lat: float, lon: float) -> list[float]:
    """Return `earth_centred` of one point, without the cost of arrays."""
    phi, theta, squared = math.radians(lat), math.radians(lon), ELLIPSOID.es
    curve = ELLIPSOID.a / math.sqrt(1 - squared * math.sin(phi) ** 2)
    level = curve * math.cos(phi)
    return [level * math.cos(theta), level * math.sin(theta), curve * (1 - squared) * math.sin(phi)]
