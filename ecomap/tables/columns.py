"""The tables of a data folder: their columns, and what each cell may hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ecomap import vocabulary as v

CellType = Literal["id", "text", "code", "list", "integer", "number", "date", "url"]

LIST_SEPARATOR = ";"
NAME_LENGTH, TEXT_LENGTH, LIST_LENGTH = 300, 4_000, 4_000


@dataclass(frozen=True)
class Column:
    """A column and its rules.

    Parameters
    ----------
    type : CellType
        ``list`` cells hold values separated by ``;``.
    required : bool
        Whether an empty cell is an error; elsewhere empty means not known.
    codes : tuple of str
        The allowed values (of each item, for a list); empty for any.
    refers : tuple of str
        Tables of which one must hold the value (each item, for a list) as key.
    low, high : float, optional
        Bounds of a number.
    """

    name: str
    type: CellType = "text"
    required: bool = False
    codes: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    max_length: int = TEXT_LENGTH


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, the columns that make its key, and whether a folder must have it."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    optional: bool = False
    by_name: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {column.name: column for column in self.columns})

    @property
    def index(self) -> str | None:
        """The key column, if the key is a single one."""
        return self.key[0] if len(self.key) == 1 else None


def _id(name: str = "id") -> Column:
    return Column(name, "id", required=True, max_length=80)


def _name(name: str, required: bool = False) -> Column:
    return Column(name, required=required, max_length=NAME_LENGTH)


def _code(name: str, codes: Mapping[str, object] | tuple[str, ...], required: bool = True) -> Column:
    return Column(name, "code", required=required, codes=tuple(codes), max_length=80)


def _list(name: str, *refers: str, required: bool = False) -> Column:
    return Column(name, "list", required=required, refers=refers, max_length=LIST_LENGTH)


def _org(name: str, required: bool = False) -> Column:
    return Column(name, "text", required=required, refers=("organisations",), max_length=80)


def _year(name: str, required: bool = False) -> Column:
    return Column(name, "integer", required=required, low=1000, high=2100)


_SOURCES = _list("source_ids", "sources", required=True)
_LABELS = (_name("label_vi", required=True), _name("label_en", required=True))

TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        Table(
            "organisations",
            (
                _id(),
                _name("name_vi", required=True),
                _name("name_en"),
                _name("short_name"),
                _list("other_names"),
                _code("kind", tuple(code for code in v.KINDS if code != "programme")),
                Column("subkind", max_length=80),
                _list("sectors", "sectors"),
                _list("functions", "functions"),
                Column("stage", refers=("stages",), max_length=80),
                _year("founded_year"),
                _code("status", v.ORGANISATION_STATUSES),
                Column("address"),
                Column("ward_code", refers=("wards",), max_length=80),
                _name("province"),
                Column("lat", "number"),
                Column("lon", "number"),
                _code("geo_precision", v.PRECISIONS),
                Column("geo_source"),
                _list("geo_source_ids", "sources"),
                Column("website", "url"),
                Column("summary_vi"),
                _list("judged_fields"),
                _SOURCES,
                _code("confidence", v.CONFIDENCES),
            ),
            ("id",),
        ),
        Table(
            "relations",
            (
                Column("source", required=True, refers=("organisations", "programmes"), max_length=80),
                Column("target", required=True, refers=("organisations", "programmes"), max_length=80),
                _code("type", v.TIE_TYPES),
                Column("start_date", "date"),
                Column("end_date", "date"),
                Column("amount_vnd", "number", low=0),
                _name("amount_stated"),
                Column("note_vi"),
                _SOURCES,
                _code("confidence", v.CONFIDENCES),
            ),
            ("source", "target", "type", "start_date"),
        ),
        Table(
            "programmes",
            (
                _id(),
                Column("name_vi", required=True, max_length=500),
                Column("name_en", max_length=500),
                _code("kind", v.PROGRAMME_KINDS),
                _org("lead_org"),
                _list("coordinating_orgs", "organisations"),
                Column("start_date", "date"),
                Column("end_date", "date"),
                Column("budget_vnd", "number", low=0),
                _name("budget_stated"),
                _list("target_groups"),
                Column("benefits_vi"),
                Column("eligibility_vi"),
                _code("status", v.PROGRAMME_STATUSES),
                _list("sectors", "sectors"),
                _list("functions", "functions"),
                _SOURCES,
            ),
            ("id",),
        ),
        Table(
            "targets",
            (
                _id(),
                Column("programme_id", refers=("programmes",), max_length=80),
                Column("indicator_vi", required=True),
                _name("unit"),
                _year("year"),
                Column("target_value", "number"),
                Column("actual_value", "number"),
                _org("lead_org"),
                _list("coordinating_orgs", "organisations"),
                _SOURCES,
            ),
            ("id",),
        ),
        Table(
            "needs",
            (
                _id(),
                Column("title_vi", required=True, max_length=500),
                _org("posted_by"),
                _list("sectors", "sectors"),
                _list("functions", "functions"),
                Column("description_vi"),
                Column("posted_on", "date"),
                _code("status", v.NEED_STATUSES),
                _SOURCES,
            ),
            ("id",),
        ),
        Table(
            "indicators",
            (
                Column("code", required=True, max_length=80),
                _code("level", v.INDICATOR_LEVELS),
                Column("parent", refers=("indicators",), max_length=80),
                Column("name_vi", required=True),
                Column("name_en"),
                _name("unit"),
                _code("direction", v.DIRECTIONS, required=False),
                _name("reporting_agency"),
                _SOURCES,
            ),
            ("code",),
        ),
        Table(
            "indicator_values",
            (
                Column("code", required=True, refers=("indicators",), max_length=80),
                _name("locality", required=True),
                _year("year", required=True),
                Column("value", "number"),
                Column("score", "number"),
                Column("rank", "integer", low=1, high=1000),
                _SOURCES,
            ),
            ("code", "locality", "year"),
        ),
        Table(
            "wards",
            (
                Column("code", required=True, max_length=80),
                _name("name", required=True),
                _name("type"),
                Column("area_km2", "number", low=0),
                Column("population", "integer", low=0, high=100_000_000),
                _list("formed_from"),
                Column("seat"),
                Column("lat", "number", low=-90, high=90),
                Column("lon", "number", low=-180, high=180),
                _SOURCES,
            ),
            ("code",),
        ),
        Table(
            "sources",
            (
                Column("id", required=True, max_length=80),
                _name("publisher", required=True),
                Column("title", required=True),
                Column("url", "url"),
                Column("published_on", "date"),
            ),
            ("id",),
        ),
        Table("sectors", (_id("code"), *_LABELS, Column("description_vi")), ("code",)),
        Table(
            "stages",
            (
                _id("code"),
                *_LABELS,
                Column("rank", "integer", required=True, low=0, high=1000),
                Column("description_vi"),
            ),
            ("code",),
        ),
        Table("functions", (_id("code"), *_LABELS, Column("description_vi")), ("code",)),
        Table(
            "agencies",
            (
                _org("org_id", required=True),
                Column("role_vi", required=True),
                Column("role_en"),
                _name("parent_vi"),
                _name("document_code"),
                _SOURCES,
            ),
            ("org_id",),
            optional=True,
        ),
        Table(
            "official_totals",
            (
                _id("code"),
                *_LABELS,
                _name("unit_vi"),
                _name("unit_en"),
                Column("value", "number", required=True, low=0),
                Column("as_of", "date", required=True),
                Column("kind", "code", codes=tuple(v.KINDS), max_length=80),
                Column("subkind", max_length=80),
                _list("sectors", "sectors"),
                _code("status", v.ORGANISATION_STATUSES, required=False),
                Column("note_vi"),
                _SOURCES,
            ),
            ("code",),
            optional=True,
        ),
        # Published counts along a way, such as results approved, completed, applied: each step is part of the last.
        # An empty value: no figure is known. `first_year` to `year`: what the count covers. `selective`: how many
        # get there is decided beforehand, as for prizes. `share_target_id`: a target that states the step's share.
        Table(
            "chains",
            (
                _id("chain"),
                Column("rank", "integer", required=True, low=1, high=1000),
                *_LABELS,
                Column("value", "number", low=0),
                Column("other_value", "number", low=0),
                _year("first_year"),
                _year("year"),
                _code("selective", ("yes",), required=False),
                Column("programme_id", refers=("programmes",), max_length=80),
                Column("share_target_id", refers=("targets",), max_length=80),
                _SOURCES,
            ),
            ("chain", "rank"),
            optional=True,
        ),
        # How many actors of a role a country counts beside its start-ups: a yardstick for the region, no fact about it.
        Table(
            "national_ratios",
            (
                _id("role"),
                *_LABELS,
                Column("actors", "number", required=True, low=0),
                Column("startups", "number", required=True, low=1),
                Column("as_of", "date"),
                Column("note_vi"),
                _SOURCES,
            ),
            ("role",),
            optional=True,
        ),
        # How many start-ups a supporting body can serve at a time; a body without a row is one of unknown capacity.
        Table(
            "capacities",
            (_org("org_id", required=True), Column("places", "number", required=True, low=0), _SOURCES),
            ("org_id",),
            optional=True,
        ),
        Table(
            "former_ids",
            (
                _id("former_id"),
                Column("id", required=True, refers=("organisations", "programmes")),
                Column("note_vi"),
            ),
            ("former_id",),
            optional=True,
        ),
    )
}
