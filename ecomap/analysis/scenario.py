"""What if: a snapshot with some organisations, ties, programmes or capacity added or taken away.

A scenario is a short list of changes (`ecomap.analysis.changes`). Applied to a snapshot it gives another
snapshot, to be laid beside the first with `ecomap.analysis.comparison`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis.changes import (
    NAME_LIMIT,
    PLACES_LIMIT,
    AddOrganisation,
    AddProgramme,
    AddTie,
    Change,
    RemoveOrganisation,
    RemoveProgramme,
    RemoveTie,
    ScenarioError,
    SetCapacity,
    affected,
    from_text,
    to_text,
)
from ecomap.analysis.comparison import Comparison, compare
from ecomap.analysis.evidence import assume
from ecomap.analysis.finding import Message
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, translator
from ecomap.loading import assemble
from ecomap.tables import TABLES, split_list

__all__ = [
    "AddOrganisation",
    "AddProgramme",
    "AddTie",
    "Change",
    "Comparison",
    "RemoveOrganisation",
    "RemoveProgramme",
    "RemoveTie",
    "ScenarioError",
    "SetCapacity",
    "affected",
    "apply",
    "compare",
    "from_text",
    "to_text",
]

_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)
_SOURCE = "what-if"


def apply(ecosystem: Ecosystem, changes: Sequence[Change]) -> Ecosystem:
    """Return the snapshot as it would be after changes.

    Parameters
    ----------
    ecosystem : Ecosystem
        Never changed. If it is a part (by filters or date), the result is the same part with what is added.
    changes : sequence of Change
        Carried out in order, so a change may refer to what an earlier one added.

    Returns
    -------
    Ecosystem
        Its version is that of the snapshot with ``+what-if-`` and a digest of the changes. Added rows rest on
        a source ``what-if`` that says they are assumed.

    Raises
    ------
    ScenarioError
        If a change does not fit: an unknown id or code, an id that is taken, a position outside the country.
    """
    if not changes:
        return ecosystem
    tables = dict(ecosystem.tables)  # frames are replaced, never changed
    for number, change in enumerate(changes, start=1):
        try:
            _carry_out(tables, ecosystem, change)
        except ScenarioError as error:
            message = Message(N_("Change {number}: {reason}"), {"number": number, "reason": error.message})
            raise ScenarioError(message) from None
    if any(isinstance(change, (AddOrganisation, AddTie, AddProgramme, SetCapacity)) for change in changes):
        _ = translator()  # tables are kept in the first language
        title = _("An assumption of the scenario, not of a source")
        publisher = {"id": _SOURCE, "publisher": _("Assumption"), "title": title}
        if _SOURCE not in set(tables["sources"]["id"]):
            tables["sources"] = _with_row(tables["sources"], "sources", publisher)
    for name, frame in tables.items():
        if frame is not ecosystem.tables[name]:
            tables[name] = frame.sort_values(list(TABLES[name].key), ignore_index=True, kind="stable")
    whole = assemble(tables, ecosystem.region, ecosystem.wards.geometry)
    after = _same_part(ecosystem, whole, changes)
    assume(after, ecosystem)
    return after


def _same_part(before: Ecosystem, whole: Ecosystem, changes: Sequence[Change]) -> Ecosystem:
    """Narrow a changed snapshot to what the one before it held, and what is new."""
    old = before.tables
    organisations = _kept(whole.organisations.index, before.organisations.index, old["organisations"]["id"])
    programmes = _kept(whole.programmes.index, before.programmes.index, old["programmes"]["id"])
    nodes = organisations.append(programmes)
    ties = whole.ties[whole.ties["source"].isin(nodes) & whole.ties["target"].isin(nodes)]
    relations = old["relations"]
    known = relations["source"] + "|" + relations["type"] + "|" + relations["target"]
    names = ties["source"] + "|" + ties["type"] + "|" + ties["target"]
    is_role = (ties["origin"] == "role") & ties["target"].isin(old["programmes"]["id"])
    ties = ties[ties.index.isin(before.ties.index) | ~(names.isin(known) | is_role)]
    digest = hashlib.blake2b(repr(tuple(changes)).encode(), digest_size=6).hexdigest()
    return dataclasses.replace(
        whole,
        version=f"{before.version}+what-if-{digest}",
        organisations=whole.organisations.loc[organisations],
        programmes=whole.programmes.loc[programmes],
        ties=ties,
        undated=before.undated,
    )


def _kept(now: pd.Index, in_part: pd.Index, in_whole: pd.Series) -> pd.Index:
    return now[now.isin(in_part) | ~now.isin(in_whole)]


def _with_row(frame: pd.DataFrame, table: str, cells: dict[str, Any]) -> pd.DataFrame:
    """Append a row; what is not given is not known."""
    columns = {}
    for column in frame.columns:
        dtype = frame[column].dtype
        value = cells.get(column)
        empty = value is None or value == ""
        columns[column] = pd.Series(
            [pd.NA if dtype == "Int64" else np.nan] if empty else [value], dtype=dtype
        )
    return pd.concat([frame, pd.DataFrame(columns)], ignore_index=True)


Tables = dict[str, pd.DataFrame]


def _nodes(tables: Tables) -> set[str]:
    return set(tables["organisations"]["id"]) | set(tables["programmes"]["id"])


def _need(condition: bool, reason: str, **values: object) -> None:
    if not condition:
        raise ScenarioError(Message(reason, values))


def _known_codes(tables: Tables, table: str, codes: Iterable[str]) -> str:
    known = set(tables[table][TABLES[table].key[0]])
    for code in codes:
        _need(code in known, N_("“{code}” is not in the table {table}."), code=code, table=table)
    return ";".join(dict.fromkeys(codes))


def _carry_out(tables: Tables, ecosystem: Ecosystem, change: Change) -> None:
    if isinstance(change, AddOrganisation):
        _add_organisation(tables, ecosystem, change)
    elif isinstance(change, RemoveOrganisation):
        _known_codes(tables, "organisations", [change.id])
        _remove_organisation(tables, change.id)
    elif isinstance(change, AddTie):
        _add_tie(tables, change)
    elif isinstance(change, RemoveTie):
        _remove_tie(tables, change)
    elif isinstance(change, AddProgramme):
        _add_programme(tables, change)
    elif isinstance(change, RemoveProgramme):
        _known_codes(tables, "programmes", [change.id])
        _drop(tables, "programmes", "id", change.id)
        _unlink(tables, change.id)
    else:
        _set_capacity(tables, change)


def _check_new(tables: Tables, node_id: str, name: str) -> None:
    _need(bool(_ID.fullmatch(node_id)), N_("“{node_id}” is not a possible id."), node_id=node_id)
    _need(node_id not in _nodes(tables), N_("The id “{node_id}” is taken."), node_id=node_id)
    former = set(tables["former_ids"]["former_id"])
    _need(node_id not in former, N_("The id “{node_id}” was in use before."), node_id=node_id)
    _need(bool(name.strip()) and len(name) <= NAME_LIMIT and name.isprintable(), N_("A name is needed."))


def _add_organisation(tables: Tables, ecosystem: Ecosystem, new: AddOrganisation) -> None:
    _check_new(tables, new.id, new.name)
    kinds = [kind for kind in v.KINDS if kind != "programme"]
    _need(new.kind in kinds, N_("“{kind}” is not a kind of organisation."), kind=new.kind)
    known = not new.subkind or new.subkind in v.SUBKINDS.get(new.kind, {})
    _need(known, N_("“{subkind}” is not of this kind."), subkind=new.subkind)
    point = new.lat is not None and new.lon is not None
    _need(point or (new.lat is None and new.lon is None), N_("A position needs both coordinates."))
    west, south, east, north = ecosystem.region.country_bounds
    if new.lat is not None and new.lon is not None:
        _need(
            west <= new.lon <= east and south <= new.lat <= north, N_("The position is outside the country.")
        )
    cells = {
        "id": new.id, "name_vi": new.name, "kind": new.kind, "subkind": new.subkind,
        "sectors": _known_codes(tables, "sectors", new.sectors),
        "functions": _known_codes(tables, "functions", new.functions),
        "stage": _known_codes(tables, "stages", [new.stage] if new.stage else []),
        "status": "active", "ward_code": _known_codes(tables, "wards", [new.ward] if new.ward else []),
        "province": ecosystem.region.province, "lat": new.lat, "lon": new.lon,
        "geo_precision": "address" if point else "ward" if new.ward else "none",
        "source_ids": _SOURCE, "confidence": "low",
    }  # fmt: skip
    tables["organisations"] = _with_row(tables["organisations"], "organisations", cells)


def _add_tie(tables: Tables, new: AddTie) -> None:
    nodes = _nodes(tables)
    for end in (new.source, new.target):
        _need(end in nodes, N_("“{end}” is neither an organisation nor a programme."), end=end)
    _need(new.source != new.target, N_("A tie needs two ends."))
    types = [code for code in v.TIE_TYPES if code not in v.ROLE_TYPES]
    _need(new.type in types, N_("“{type}” is not a type of tie."), type=new.type)
    relations = tables["relations"]
    same = (
        (relations["source"] == new.source)
        & (relations["target"] == new.target)
        & (relations["type"] == new.type)
    )
    _need(not (same & relations["start_date"].isna()).any(), N_("There is such a tie already."))
    cells = {**dataclasses.asdict(new), "source_ids": _SOURCE, "confidence": "low"}
    tables["relations"] = _with_row(relations, "relations", cells)


def _remove_tie(tables: Tables, gone: RemoveTie) -> None:
    relations = tables["relations"]
    same = (
        (relations["source"] == gone.source)
        & (relations["target"] == gone.target)
        & (relations["type"] == gone.type)
    )
    _need(bool(same.any()), N_("There is no such tie."))
    tables["relations"] = relations[~same]


def _add_programme(tables: Tables, new: AddProgramme) -> None:
    _check_new(tables, new.id, new.name)
    _need(new.kind in v.PROGRAMME_KINDS, N_("“{kind}” is not a kind of programme."), kind=new.kind)
    cells = {
        "id": new.id, "name_vi": new.name, "kind": new.kind, "status": "active", "source_ids": _SOURCE,
        "lead_org": _known_codes(tables, "organisations", [new.lead_org] if new.lead_org else []),
        "coordinating_orgs": _known_codes(tables, "organisations", new.coordinating_orgs),
        "sectors": _known_codes(tables, "sectors", new.sectors),
        "functions": _known_codes(tables, "functions", new.functions),
    }  # fmt: skip
    tables["programmes"] = _with_row(tables["programmes"], "programmes", cells)


def _set_capacity(tables: Tables, new: SetCapacity) -> None:
    _known_codes(tables, "organisations", [new.id])
    _need(0 <= new.places <= PLACES_LIMIT, N_("Places lie between 0 and a million."))
    _drop(tables, "capacities", "org_id", new.id)
    cells = {"org_id": new.id, "places": new.places, "source_ids": _SOURCE}
    tables["capacities"] = _with_row(tables["capacities"], "capacities", cells)


def _drop(tables: Tables, table: str, column: str, value: str) -> None:
    tables[table] = tables[table][(tables[table][column] != value).fillna(True).to_numpy(dtype=bool)]


def _unlink(tables: Tables, node_id: str) -> None:
    """Take away what refers to a node that is gone, or empty the cell where the row stays."""
    for column in ("source", "target"):
        _drop(tables, "relations", column, node_id)
    _drop(tables, "former_ids", "id", node_id)
    for table in ("targets", "chains"):
        _clear(tables, table, "programme_id", node_id)


def _remove_organisation(tables: Tables, node_id: str) -> None:
    _drop(tables, "organisations", "id", node_id)
    _unlink(tables, node_id)
    for table in ("agencies", "capacities"):
        _drop(tables, table, "org_id", node_id)
    _clear(tables, "needs", "posted_by", node_id)
    for table in ("programmes", "targets"):
        _clear(tables, table, "lead_org", node_id)
        cells = tables[table]["coordinating_orgs"]
        held = cells[cells.str.contains(node_id, regex=False, na=False)]
        if len(held):
            left = held.map(
                lambda cell: ";".join(item for item in split_list(cell) if item != node_id) or np.nan
            )
            tables[table] = tables[table].assign(coordinating_orgs=pd.concat([cells.drop(held.index), left]))


def _clear(tables: Tables, table: str, column: str, value: str) -> None:
    cells = tables[table][column]
    tables[table] = tables[table].assign(**{column: cells.where((cells != value).fillna(True))})
