"""Gaps, scenarios and sites as the pages ask for them; see `ecomap.ui.jobs`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from ecomap import Ecosystem
from ecomap.analysis import gaps
from ecomap.analysis.changes import Change
from ecomap.analysis.finding import Silence
from ecomap.analysis.gaps import Progress
from ecomap.analysis.overview import Overview, WhatIf, overview, what_if
from ecomap.analysis.siting import Siting, site
from ecomap.analysis.synergy import HouseSynergy, of_houses
from ecomap.i18n import Translator
from ecomap.ui.jobs import result, start

_GAPS = "gaps"


def look_ahead(ecosystem: Ecosystem) -> None:
    """Start looking for the gaps of a snapshot, before anybody asks for them."""
    start(_GAPS, ecosystem, partial(overview, ecosystem))


def gaps_of(ecosystem: Ecosystem, _: Translator, **waiting: float) -> Overview | None:
    """Return the gaps of a snapshot, or None while there are none, and then say why.

    `waiting` may hold the ``patience`` of `ecomap.ui.jobs.result`.
    """
    work = partial(overview, ecosystem)
    found: Overview | None = result(_GAPS, ecosystem, work, _, _("Looking for gaps …"), **waiting)
    if found:
        gaps.keep(ecosystem, found.gaps)  # a process of its own may have found them
    return found


def synergy_of(ecosystem: Ecosystem, _: Translator) -> HouseSynergy | None:
    """Return how far the three houses work as one system, or None while it is computed."""
    found: HouseSynergy | None = result(
        "synergy", ecosystem, partial(_synergy, ecosystem), _, _("Computing the synergy …")
    )
    return found


def _synergy(ecosystem: Ecosystem, progress: Progress) -> HouseSynergy:
    progress(0.0, "")
    return of_houses(ecosystem)


def scenario_of(
    ecosystem: Ecosystem, text: str, changes: Sequence[Change], known: gaps.Gaps, _: Translator
) -> WhatIf | None:
    """Return what changes would bring, or None while it is computed; `text` names the scenario.

    Raises
    ------
    ScenarioError
        If a change does not fit the snapshot.
    """
    work = partial(what_if, ecosystem, tuple(changes), known)
    found: WhatIf | None = result(f"scenario {text}", ecosystem, work, _, _("Recomputing …"))
    return found


def sites_of(ecosystem: Ecosystem, arguments: dict[str, Any], _: Translator) -> Siting | Silence | None:
    """Return the best sites (arguments as for `ecomap.analysis.siting.site`), or None while they are sought."""
    work = partial(_site, ecosystem, arguments)
    found: Siting | Silence | None = result(
        f"sites {sorted(arguments.items())}", ecosystem, work, _, _("Looking for the best wards …")
    )
    return found


def _site(ecosystem: Ecosystem, arguments: dict[str, Any], progress: Progress) -> Siting | Silence:
    progress(0.0, "")
    return site(ecosystem, **arguments)
