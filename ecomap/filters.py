"""One set of filters for every view, and its form in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from ecomap import vocabulary as v

if TYPE_CHECKING:
    from ecomap.ecosystem import Ecosystem

WORDS_LENGTH = 200

# Field -> name in an address. The names are part of every link people keep: never change one.
QUERY_NAMES: Mapping[str, str] = {
    "words": "q",
    "kinds": "kind",
    "subkinds": "sub",
    "sectors": "sector",
    "functions": "function",
    "stages": "stage",
    "wards": "ward",
    "statuses": "status",
    "tie_types": "tie",
    "programmes": "programme",
    "confidences": "confidence",
    "place": "place",
    "year": "year",
}
YEARS = range(1900, 2101)
_YEARS = {str(year): year for year in YEARS}


@dataclass(frozen=True)
class Filters:
    """What to keep. An empty field keeps all; values within a field add up, fields narrow each other.

    Parameters
    ----------
    words : str
        Words to search for, tones and small errors forgiven.
    kinds, subkinds, sectors, functions, stages, wards, statuses, confidences : tuple of str
        Codes of the organisation; ``subkinds`` are written ``kind.subkind``.
    tie_types : tuple of str
        Keep these ties, and the organisations they join.
    programmes : tuple of str
        Keep organisations tied to one of these programmes.
    place : {"", "in", "out"}
        In the region of the snapshot, or elsewhere.
    year : int, optional
        What there was at any time in the year.
    """

    words: str = ""
    kinds: tuple[str, ...] = ()
    subkinds: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    tie_types: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    confidences: tuple[str, ...] = ()
    place: str = ""
    year: int | None = None

    def __bool__(self) -> bool:
        return self != Filters()

    def without_year(self) -> Filters:
        """Return the same filters for any time."""
        return replace(self, year=None)

    def to_query(self) -> dict[str, list[str]]:
        """Return the set fields as address parameters, in a fixed order."""
        query = {}
        for name, parameter in QUERY_NAMES.items():
            value = getattr(self, name)
            if value:
                query[parameter] = list(value) if isinstance(value, tuple) else [str(value)]
        return query

    @classmethod
    def from_query(cls, query: Mapping[str, str | Iterable[str]], ecosystem: Ecosystem) -> Filters:
        """Read address parameters; what the snapshot does not know is dropped, so old links still open."""
        known = choices(ecosystem)
        values: dict[str, object] = {}
        for name, parameter in QUERY_NAMES.items():
            items = query.get(parameter, ())
            given = [items] if isinstance(items, str) else [str(item) for item in items]
            if not given:
                continue
            if name == "words":
                values[name] = given[0].strip()[:WORDS_LENGTH].strip()
            elif name == "year":
                values[name] = _YEARS.get(given[0])
            elif name == "place":
                values[name] = given[0] if given[0] in v.PLACES else ""
            else:
                values[name] = tuple(dict.fromkeys(item for item in given if item in known[name]))
        return cls(**values)  # type: ignore[arg-type]


FIELDS = tuple(field.name for field in fields(Filters))


def choices(ecosystem: Ecosystem) -> dict[str, dict[str, None]]:
    """Return the values each coded field can take in a snapshot, in the order to show them."""
    subkinds = {f"{kind}.{code}": None for kind, codes in v.SUBKINDS.items() for code in codes}
    return {
        "kinds": {code: None for code in v.KINDS if code != "programme"},
        "subkinds": subkinds,
        "sectors": dict.fromkeys(ecosystem.sectors.index),
        "functions": dict.fromkeys(ecosystem.functions.index),
        "stages": dict.fromkeys(ecosystem.stages.sort_values("rank").index),
        "wards": dict.fromkeys(ecosystem.wards.index),
        "statuses": dict.fromkeys(v.ORGANISATION_STATUSES),
        "tie_types": dict.fromkeys(v.TIE_TYPES),
        "programmes": dict.fromkeys(ecosystem.programmes.index),
        "confidences": dict.fromkeys(v.CONFIDENCES),
    }
