"""The figures behind the gaps page and the what-if page, gathered in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ecomap.analysis import gaps, helix, pipeline, scenario
from ecomap.analysis.access import access
from ecomap.analysis.changes import Change
from ecomap.analysis.comparison import Comparison
from ecomap.analysis.gaps import Gaps, Progress
from ecomap.analysis.support_grid import support_table
from ecomap.ecosystem import Ecosystem


@dataclass(frozen=True, eq=False)
class Overview:
    """Gaps of a snapshot and the tables its pictures are drawn from.

    Attributes
    ----------
    gaps : Gaps
    support : DataFrame
        See `ecomap.analysis.support_grid.support_table`.
    wards : DataFrame
        Access of the population by ward; see `ecomap.analysis.access.Access.table`.
    located, units : int
        Support organisations of known place, and all of them.
    steps, chains : DataFrame
        See `ecomap.analysis.pipeline.step_passages` and `chain_steps`.
    houses : DataFrame
        Densities of the three houses as they are; see `ecomap.analysis.helix.densities`.
    years : DataFrame
        The same year by year; empty if no tie is dated.
    """

    gaps: Gaps
    support: pd.DataFrame
    wards: pd.DataFrame
    located: int
    units: int
    steps: pd.DataFrame
    chains: pd.DataFrame
    houses: pd.DataFrame
    years: pd.DataFrame


def overview(ecosystem: Ecosystem, progress: Progress | None = None) -> Overview:
    """Find all gaps of a snapshot and gather the tables of the pictures.

    Parameters
    ----------
    ecosystem : Ecosystem
    progress : callable, optional
        See `ecomap.analysis.gaps.find`.
    """
    found = gaps.find(ecosystem, progress=progress)
    reach = access(ecosystem, "population")
    return Overview(
        gaps=found,
        support=support_table(ecosystem),
        wards=reach.table,
        located=int(reach.units.located.sum()),
        units=len(reach.units.ids),
        steps=pipeline.step_passages(ecosystem),
        chains=pipeline.chain_steps(ecosystem),
        houses=helix.densities(ecosystem),
        years=helix.by_year(ecosystem),
    )


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A scenario beside the snapshot it changes.

    Attributes
    ----------
    comparison : Comparison
    wards_before, wards_after : DataFrame
        Access of the population by ward; see `ecomap.analysis.access.Access.table`.
    kinds : tuple of str
        Kinds of findings that were looked at; the changes cannot alter the others.
    """

    comparison: Comparison
    wards_before: pd.DataFrame
    wards_after: pd.DataFrame
    kinds: tuple[str, ...]


def what_if(
    ecosystem: Ecosystem, changes: Sequence[Change], known: Gaps, progress: Progress | None = None
) -> WhatIf:
    """Carry out changes and compare findings, key measures and access.

    Parameters
    ----------
    ecosystem : Ecosystem
    changes : sequence of Change
        See `ecomap.analysis.scenario`.
    known : Gaps
        Findings of the snapshot as it is.
    progress : callable, optional
        Called with 0 at the start: the steps are not told apart.

    Raises
    ------
    ScenarioError
        If a change does not fit the snapshot.
    """
    if progress:
        progress(0.0, "")
    after = scenario.apply(ecosystem, changes)
    kinds = scenario.affected(changes, ecosystem)
    found = scenario.compare(ecosystem, after, kinds, known)
    return WhatIf(found, access(ecosystem, "population").table, access(after, "population").table, kinds)
