"""A position as people write it or paste it from a map."""

from __future__ import annotations

import re

_DECIMAL = re.compile(
    r"\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*"  # 16.4637, 107.5909
    r"|\s*(-?\d{1,3}(?:,\d{1,15})?)\s*(?:;|\s|,\s)\s*(-?\d{1,3}(?:,\d{1,15})?)\s*"  # 16,4637; 107,5909
)
_ANGLE = r"(\d{1,3})\s*[°º]\s*(?:(\d{1,2})\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d{1,8})?)\s*(?:[\"″”]|'')\s*)?"
_SEXAGESIMAL = re.compile(rf"\s*{_ANGLE}([NSBbns])\s*[,; ]?\s*{_ANGLE}([EWĐđew])\s*")
_NEGATIVE = frozenset("SsWw")


def read(text: str) -> tuple[float, float] | None:
    """Read a position: latitude and longitude in degrees (EPSG:4326); None if it is none.

    Understood are decimal degrees with a point or, as in Vietnam, a comma, and degrees, minutes and seconds with
    the letter of the direction (B and Đ are the Vietnamese N and E). Whether the place makes sense is not checked.

    Examples
    --------
    >>> read("16.4637, 107.5909") == read("16,4637; 107,5909")
    True
    >>> read("16°30′00″N 107°36′00″E")
    (16.5, 107.6)
    """
    if found := _DECIMAL.fullmatch(text):
        lat, lon = (part for part in found.groups() if part is not None)
        return float(lat.replace(",", ".")), float(lon.replace(",", "."))
    if found := _SEXAGESIMAL.fullmatch(text):
        groups = found.groups()
        return _degrees(*groups[:4]), _degrees(*groups[4:])
    return None


def _degrees(degrees: str, minutes: str | None, seconds: str | None, letter: str) -> float:
    size = int(degrees) + int(minutes or 0) / 60 + float((seconds or "0").replace(",", ".")) / 3600
    return round(-size if letter in _NEGATIVE else size, 7)
