"""What changed between two snapshots: two versions of the data, or one version at two dates.

Rows are compared table by table and cell by cell; a record that was renamed or merged is the same record (see
`ecomap.analysis.identity`). The comparison reads the same both ways: what is new one way is gone the other way.

Between two dates of one version the difference tells what the data knows *today* of these days. Only what has
a date can be new or gone then: see `Difference.undated`.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import pandas as pd

from ecomap.analysis import identity
from ecomap.analysis.finding import Finding, Measure
from ecomap.analysis.identity import Pairing
from ecomap.counts import count_by, totals
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import translator
from ecomap.tables import TABLES, split_list
from ecomap.tables.columns import Column
from ecomap.vocabulary import KINDS, TIE_TYPES

SIGNS = ("new", "gone", "changed", "merged", "split")
COMPARED = ("organisations", "programmes", "ties", "targets", "indicator_values", "needs", "official_totals")
PROVENANCE = frozenset({"source_ids", "geo_source", "geo_source_ids", "judged_fields", "confidence"})
"""Columns that tell how a row is known. A row changed in these only says the same as before."""

_MIRROR = {"new": "gone", "gone": "new", "merged": "split", "split": "merged", "changed": "changed"}
_ALWAYS = date(1700, 1, 1)
"""A day before anything the data knows of; the least a table can hold is near."""
_REFERENCES = frozenset({"organisations", "programmes"})
Content = str | float | None


@dataclass(frozen=True)
class CellChange:
    """A cell that changed; None where nothing is known."""

    column: str
    old: Content
    new: Content


@dataclass(frozen=True)
class Change:
    """A row that is new, gone or changed.

    Attributes
    ----------
    table : str
        One of `COMPARED`.
    sign : str
        One of `SIGNS`. ``merged``: it went into another row; ``split``: it was a part of another row.
    id : str
        Key of the row: in the newer snapshot, but for ``gone`` and ``merged`` in the older one.
    other : str
        The older key of a changed row, the row it was merged into or split from, else ''.
    cells : tuple of CellChange
        For ``changed`` only, in the order of the columns.
    sources : tuple of str
        Sources of the row, in the newer snapshot if it is there, sorted.
    """

    table: str
    sign: str
    id: str
    other: str = ""
    cells: tuple[CellChange, ...] = ()
    sources: tuple[str, ...] = ()

    @property
    def provenance_only(self) -> bool:
        """Whether only how the row is known has changed, not what it says."""
        own = self.sign == "changed" and not (self.other and self.other != self.id)
        return own and all(cell.column in PROVENANCE for cell in self.cells)


@dataclass(frozen=True)
class FigureChange:
    """A key figure before and after: a field of `ecomap.counts.Totals`, or ``kind:<code>``."""

    code: str
    old: int
    new: int


@dataclass(frozen=True)
class FindingChange:
    """A finding that is new, gone, or whose measure moved (``changed``) as it is written."""

    id: str
    sign: str
    old: Finding | None
    new: Finding | None


@dataclass(frozen=True, eq=False)
class Difference:
    """What changed from one snapshot to another.

    Attributes
    ----------
    rows : tuple of Change
        In the order of `COMPARED`, `SIGNS` and ids.
    figures : tuple of FigureChange
        All key figures, whether they changed or not.
    findings : tuple of FindingChange or None
        None when findings were not compared.
    undated : mapping of str to int
        Between two dates only: rows of each table that have no date, so that they stand in both snapshots.
    judged : tuple of Ecosystem or None
        Between two dates only: what had begun by each, ended or not, of which findings are told.
    """

    old: Ecosystem = field(repr=False)
    new: Ecosystem = field(repr=False)
    rows: tuple[Change, ...]
    figures: tuple[FigureChange, ...]
    findings: tuple[FindingChange, ...] | None = None
    undated: Mapping[str, int] = field(default_factory=dict)
    judged: tuple[Ecosystem, Ecosystem] | None = field(default=None, repr=False)

    @property
    def of_findings(self) -> tuple[Ecosystem, Ecosystem]:
        """The two snapshots whose findings are held against each other."""
        return self.judged or (self.old, self.new)

    def of(self, table: str, sign: str = "", *, provenance: bool = False) -> tuple[Change, ...]:
        """Return the changes of a table, of one sign if given; without those of provenance only, unless asked."""
        return tuple(
            change
            for change in self.rows
            if change.table == table
            and sign in ("", change.sign)
            and (provenance or not change.provenance_only)
        )

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.rows or self.findings or any(figure.old != figure.new for figure in self.figures))


def difference(
    old: Ecosystem,
    new: Ecosystem,
    findings: tuple[Sequence[Finding], Sequence[Finding]] | None = None,
) -> Difference:
    """Compare two snapshots.

    Parameters
    ----------
    old, new : Ecosystem
    findings : pair of sequences of Finding, optional
        Findings of both snapshots, to be compared by id.
    """
    known = identity.aliases(old, new)
    rows: list[Change] = []
    for table in COMPARED:
        before, after = (_frame(ecosystem, table) for ecosystem in (old, new))
        rows += _changes(table, before, after, _pairing(table, before, after, known), known)
    return Difference(
        old,
        new,
        tuple(sorted(rows, key=lambda c: (COMPARED.index(c.table), SIGNS.index(c.sign), c.id))),
        _figures(old, new),
        None if findings is None else _findings(*findings, known),
    )


def between(ecosystem: Ecosystem, first: date, last: date) -> Difference:
    """Compare what one snapshot knows of two days; ``first`` may be the later one.

    Founding years, starts and ends count, a year as a whole; values of indicators count from the beginning of
    the year they are of. Whatever else changes between the days, such as the status of an organisation, the
    data does not date, so it cannot show.
    """
    found = difference(_known_of(ecosystem, first), _known_of(ecosystem, last))
    undated = {
        "organisations": int(ecosystem.organisations["founded_year"].isna().sum()),
        "programmes": int(ecosystem.programmes["start_date"].isna().sum()),
        "ties": totals(ecosystem).undated_ties,
    }
    return replace(found, undated=undated, judged=(begun_by(ecosystem, first), begun_by(ecosystem, last)))


def begun_by(ecosystem: Ecosystem, day: date) -> Ecosystem:
    """Return what had begun by a day, whether it has ended or not.

    A snapshot itself holds what has ended: findings of it are held against those of this, and are the same findings
    as anywhere else. Against `Ecosystem.at` what ended before would show as a change.
    """
    return ecosystem.during(_ALWAYS, day)


def _known_of(ecosystem: Ecosystem, day: date) -> Ecosystem:
    part = ecosystem.at(day)
    values = ecosystem.indicator_values
    return replace(part, tables={**part.tables, "indicator_values": values[values["year"] <= day.year]})


def _frame(ecosystem: Ecosystem, table: str) -> pd.DataFrame:
    if table == "indicator_values":
        values = ecosystem.indicator_values
        key = values["code"] + "|" + values["locality"] + "|" + values["year"].astype("str")
        return values.set_index(pd.Index(key, name="id"))
    frame: pd.DataFrame = getattr(ecosystem, table)
    return frame


def _pairing(table: str, old: pd.DataFrame, new: pd.DataFrame, known: Mapping[str, str]) -> Pairing:
    if table == "ties":
        return identity.pair_by_key(_tie_cells(old, known), _tie_cells(new, known), loose=3)
    return identity.pair_records(old.index, new.index, known if table in _REFERENCES else {})


def _tie_cells(ties: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
    """Return ends, type and start of ties under one name for each record; mutual ties read the same both ways."""
    mutual = [code for code, tie in TIE_TYPES.items() if tie.label == tie.inverse]
    source, target = (ties[end].map(lambda name: known.get(name, name)) for end in ("source", "target"))
    swapped = ties["type"].isin(mutual) & (source > target)
    return pd.DataFrame(
        {
            "source": source.where(~swapped, target),
            "target": target.where(~swapped, source),
            "type": ties["type"],
            "start_date": ties["start_date"].fillna(""),
        }
    ).astype("str")


def _changes(
    table: str, old: pd.DataFrame, new: pd.DataFrame, pairing: Pairing, known: Mapping[str, str]
) -> list[Change]:
    before, after = ([ids[end] for ids in pairing.same] for end in (0, 1))
    cells = _cell_changes(table, old.loc[before], new.loc[after], known)
    rows = [
        Change(table, "changed", last, first, cells.get(position, ()), _sources(new, last))
        for position, (first, last) in enumerate(pairing.same)
        if position in cells or (first != last and table in _REFERENCES)
    ]
    rows += [Change(table, "gone", name, "", (), _sources(old, name)) for name in pairing.gone]
    rows += [Change(table, "new", name, "", (), _sources(new, name)) for name in pairing.new]
    rows += [
        Change(table, "merged", name, into, (), _sources(old, name)) for name, into in pairing.merged.items()
    ]
    rows += [
        Change(table, "split", name, out, (), _sources(new, name)) for name, out in pairing.split.items()
    ]
    return rows


def _sources(frame: pd.DataFrame, key: str) -> tuple[str, ...]:
    cell = frame.at[key, "source_ids"]
    return tuple(sorted(set(split_list(cell)))) if isinstance(cell, str) else ()


def _cell_changes(
    table: str, old: pd.DataFrame, new: pd.DataFrame, known: Mapping[str, str]
) -> dict[int, tuple[CellChange, ...]]:
    """Return the cells that changed, by the position of the row; both frames are in the same order."""
    found: dict[int, list[CellChange]] = {}
    for column in _columns(table):
        if column.name not in old or column.name not in new:
            continue
        before, after = old[column.name].to_numpy(), new[column.name].to_numpy()
        differs = ~((before == after) | (pd.isna(before) & pd.isna(after)))
        for position in np.flatnonzero(np.asarray(differs, dtype=bool)):
            left, right = _content(before[position]), _content(after[position])
            if _meaning(left, column, known) != _meaning(right, column, known):
                found.setdefault(int(position), []).append(CellChange(column.name, left, right))
    return {position: tuple(cells) for position, cells in found.items()}


def _columns(table: str) -> Iterable[Column]:
    name = "relations" if table == "ties" else table
    key = ("source", "target", "type") if table == "ties" else TABLES[name].key
    return (column for column in TABLES[name].columns if column.name not in key)


def _content(cell: object) -> Content:
    if cell is None or pd.isna(cell):  # type: ignore[call-overload]
        return None
    return cell if isinstance(cell, str) else float(cell)  # type: ignore[arg-type]


def _meaning(cell: Content, column: Column, known: Mapping[str, str]) -> Hashable:
    """Return what a cell says, whatever the order of a list and the age of an id."""
    if not isinstance(cell, str):
        return cell
    items = split_list(cell) if column.type == "list" else [cell]
    if _REFERENCES.intersection(column.refers):
        items = [known.get(item, item) for item in items]
    return frozenset(items)


def _figures(old: Ecosystem, new: Ecosystem) -> tuple[FigureChange, ...]:
    before, after = totals(old), totals(new)
    found = [FigureChange(name, getattr(before, name), getattr(after, name)) for name in _FIGURES]
    kinds = count_by(old, "kind"), count_by(new, "kind")
    return tuple(
        found
        + [
            FigureChange(f"kind:{code}", *(int(counts.get(code, 0)) for counts in kinds))
            for code in KINDS
            if code != "programme"
        ]
    )


_FIGURES = ("organisations", "in_region", "programmes", "ties", "undated_ties", "targets", "needs", "sources")


def _findings(
    old: Sequence[Finding], new: Sequence[Finding], known: Mapping[str, str]
) -> tuple[FindingChange, ...]:
    before, after = ({_finding_key(f, known): f for f in found} for found in (old, new))
    changes = []
    for key in before.keys() | after.keys():
        first, last = before.get(key), after.get(key)
        if first is None or last is None:
            kept = first or last
            assert kept is not None
            changes.append(FindingChange(kept.id, "gone" if last is None else "new", first, last))
        elif _as_read(first.measure) != _as_read(last.measure):
            changes.append(FindingChange(last.id, "changed", first, last))
    return tuple(sorted(changes, key=lambda change: (SIGNS.index(change.sign), change.id)))


def _finding_key(finding: Finding, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """Return the id of a finding with renamed records under one name; their order in it does not matter.

    Any record the id names is taken out of it, renamed or not: whether others of the finding were ever renamed may
    differ from one version to the next, and must not part a finding from itself.
    """
    if not known:
        return finding.id, ()
    text, named = finding.id, []
    for body in sorted({*finding.scope.organisations, *finding.scope.programmes}, key=len, reverse=True):
        cut = re.sub(rf"(?<![^:-]){re.escape(body)}(?![^:-])", "*", text)
        if cut != text:
            text = cut
            named.append(known.get(body, body))
    return text, tuple(sorted(named))


def _as_read(measure: Measure) -> str:
    """Return the figure of a measure as reports write it: what reads "51%" before and after has not moved."""
    value, _ = measure.value, translator("en")
    if value is None or not np.isfinite(value):
        return ""
    if measure.is_share:
        return _.percent(value, measure.decimals).replace(".0%", "%")
    return _.number(value, measure.decimals)


def mirrored(sign: str) -> str:
    """Return the sign a change has when the snapshots are exchanged."""
    return _MIRROR[sign]
