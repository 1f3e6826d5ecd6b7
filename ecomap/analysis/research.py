"""Research bodies and enterprises: who is tied with whom, and how far results get."""

from __future__ import annotations

import pandas as pd

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.helix import HOUSES
from ecomap.ecosystem import Ecosystem


@once_per_snapshot
def research_bodies(ecosystem: Ecosystem) -> pd.Index:
    """Return the research bodies of the region; a part of a research organisation counts with it."""
    organisations = ecosystem.organisations
    kind, here = organisations["kind"], organisations["in_region"]
    institutes = organisations.index[here & (kind == "research_institute")]
    ties = ecosystem.ties[ecosystem.ties["type"] == "part_of"]
    inside = ties.loc[ties["source"].isin(institutes) & ties["target"].isin(institutes), "source"]
    bodies = organisations.index[here & kind.isin(HOUSES["science"])]
    return bodies[~bodies.isin(inside)]


@once_per_snapshot
def enterprise_ties(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the listed ties of the region's research bodies with enterprises.

    A tie of a part (type ``part_of``, over any number of steps) counts for the whole as well.

    Returns
    -------
    DataFrame
        One row for each body and enterprise: ``body``, ``enterprise``, ``via`` (the part that has the tie;
        the body itself if its own), ``tie`` (id).
    """
    organisations = ecosystem.organisations
    kind = organisations["kind"]
    bodies = set(research_bodies(ecosystem))
    science = set(organisations.index[kind.isin(HOUSES["science"])])
    firms = set(organisations.index[kind.isin(HOUSES["enterprise"])])
    ties = ecosystem.ties
    wholes: dict[str, list[str]] = {}
    rows = []
    for key, source, target, type_ in zip(
        ties.index, ties["source"], ties["target"], ties["type"], strict=True
    ):
        if type_ == "part_of" and source in science and target in science:
            wholes.setdefault(source, []).append(target)
        for body, firm in ((source, target), (target, source)):
            if body in science and firm in firms:
                rows.append((body, firm, key))
    found = sorted(
        {
            (whole, firm, body, key)
            for body, firm, key in rows
            for whole in _upwards(body, wholes)
            if whole in bodies
        }
    )
    return pd.DataFrame(found, columns=["body", "enterprise", "via", "tie"])


def _upwards(body: str, wholes: dict[str, list[str]]) -> set[str]:
    reached, waiting = {body}, [body]
    while waiting:
        for whole in wholes.get(waiting.pop(), ()):
            if whole not in reached:
                reached.add(whole)
                waiting.append(whole)
    return reached


@once_per_snapshot
def fields(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return how the research bodies of each sector are tied with enterprises.

    Returns
    -------
    DataFrame
        Index ``sector``; columns ``bodies`` (research bodies of the region), ``tied`` (of these, with any
        enterprise), ``tied_in_field`` (with an enterprise of the same sector), ``enterprises`` (of the
        sector, in the region). Sectors without a research body are left out; most bodies first.
    """
    organisations = ecosystem.organisations
    here = organisations[organisations["in_region"]]
    tags = ecosystem.tags("organisations", "sectors")
    local = tags[tags.index.isin(here.index)]
    kind = organisations["kind"].reindex(local.index)
    science, firms = (
        local[local.index.isin(research_bodies(ecosystem))],
        local[kind.isin(HOUSES["enterprise"]).to_numpy()],
    )
    ties = enterprise_ties(ecosystem)
    tagged = tags.groupby(level=0).agg(set).to_dict()
    rows = {}
    for sector in sorted(science.unique()):
        bodies = set(science.index[science == sector])
        mine = ties[ties["body"].isin(bodies)]
        inside = [sector in tagged.get(firm, ()) for firm in mine["enterprise"]]
        rows[sector] = {
            "bodies": len(bodies),
            "tied": mine["body"].nunique(),
            "tied_in_field": mine.loc[inside, "body"].nunique(),
            "enterprises": int((firms == sector).sum()),
        }
    columns = ["bodies", "tied", "tied_in_field", "enterprises"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("sector")
    return table.sort_values("bodies", ascending=False, kind="stable")
