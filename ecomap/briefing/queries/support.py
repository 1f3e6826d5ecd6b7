"""Figures of support and capital: the grid of sectors and functions, start-ups with capital or a prize."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ecomap.analysis.access import access
from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.finding import Message
from ecomap.analysis.gaps.access import told_demand
from ecomap.analysis.pipeline import funding
from ecomap.analysis.support_grid import STATES, grid, support_table
from ecomap.briefing.query import Answer, QueryError, answers
from ecomap.briefing.rows import Arguments, answer, answer_of_nodes, filtered, single, unknown_value
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import N_

_FILTERS = tuple(QUERY_NAMES.values())
CAPITAL = {"capital": "funded", "prize": "awarded"}
"""What a start-up may have on record -> column of `ecomap.analysis.pipeline.funding`."""
NO_RECORD = N_(
    "Only capital that a source reports is on record: a start-up without a record may still have raised some."
)

support_cells = once_per_snapshot(support_table)
"""See `ecomap.analysis.support_grid.support_table`; computed once while a snapshot lives."""
_grid = once_per_snapshot(grid)
_funding = once_per_snapshot(funding)


@answers("support", ("sector", "function"))
def support(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count who offers a support function (``function``) in a sector (``sector``): organisations and programmes."""
    found = _grid(ecosystem)
    sector, function = single(args, "sector"), single(args, "function")
    for argument, value, codes in (
        ("sector", sector, found.sectors),
        ("function", function, found.functions),
    ):
        if value not in codes:
            raise unknown_value(argument, value)
    row, column = found.sectors.index(sector), found.functions.index(function)
    suppliers = np.flatnonzero(found.supply.sectors[:, row] & found.supply.functions[:, column])
    return answer_of_nodes(ecosystem, (found.supply.ids[i] for i in suppliers))


@answers("support_cells", ("state", "sector"))
def cells(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the pairs of sector and support function in a state (``state``) of the grid, or all pairs."""
    table, states = support_cells(ecosystem), args.get("state", STATES)
    for state in states:
        if state not in STATES:
            raise QueryError(Message(N_("The support grid has no state “{name}”."), {"name": state[:80]}))
    kept = table[table["state"].isin(states)]
    if "sector" in args:
        kept = kept[kept["sector"].isin(args["sector"])]
    demand = ecosystem.organisations
    startups = demand[demand["in_region"] & (demand["kind"] == "startup")]
    return answer(ecosystem, "organisations", startups, float(len(kept)))


@answers("backed", (*_FILTERS, "by"))
def backed(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count start-ups of the region with capital (``by=capital``) or a prize (``by=prize``) on record."""
    by = single(args, "by")
    if by not in CAPITAL:
        raise QueryError(Message(N_("There is no record of “{name}”."), {"name": by[:80]}))
    # A funder may be outside the part, so all ties count; of a year, those that stood then.
    part, then = filtered(ecosystem, args), {key: args[key] for key in ("year",) if key in args}
    marks = _funding(filtered(ecosystem, then))
    ids: pd.Index = marks.index[marks[CAPITAL[by]]]
    rows = part.organisations[part.organisations.index.isin(ids)]
    return answer(ecosystem, "organisations", rows, float(len(rows)), caveat=Message(NO_RECORD))


ACCESS = ("nearest_km", "nearest_low", "nearest_high", "least_km", "beyond")
"""Figures of `ecomap.analysis.access.Access.table` a ward can be asked for; `least_km` for papers already written."""
FROM_INSIDE = N_(
    "Distances are straight lines from a point inside the ward to support organisations of known place; others may be "
    "nearer."
)


@answers("reach", ("ward", "figure"))
def reach(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give how far support is from a ward (``ward``): ``figure`` is one of `ACCESS`; None where it cannot be told.

    The figures are those the findings on access rest on, so that a report does not tell two ranges of one distance.
    """
    ward, figure = single(args, "ward"), single(args, "figure")
    if figure not in ACCESS:
        raise QueryError(Message(N_("A ward has no figure “{name}”."), {"name": figure[:80]}))
    if ward not in ecosystem.wards.index:
        raise unknown_value("ward", ward)
    found = access(ecosystem, told_demand(ecosystem))
    ids = [str(key) for key, here in zip(found.units.ids, found.units.located, strict=True) if here]
    rows = ecosystem.organisations[ecosystem.organisations.index.isin(ids)]
    value = float(found.table[figure].loc[ward]) if ward in found.table.index else None
    unit = "share" if figure == "beyond" else "km"
    return answer(ecosystem, "organisations", rows, value, unit=unit, caveat=Message(FROM_INSIDE))
