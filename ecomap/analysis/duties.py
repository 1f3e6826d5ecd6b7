"""Who leads and who helps to carry out programmes and targets, and how that fits the ties on record."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.multiple_testing import benjamini_hochberg
from ecomap.ecosystem import Ecosystem


@once_per_snapshot
def set_targets(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the targets that were set: with a value to reach. A published result alone is nobody's duty."""
    return ecosystem.targets[ecosystem.targets["target_value"].notna()]


@once_per_snapshot
def duties(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return who has which part in which programme or target (see `set_targets`), ended programmes left out.

    Returns
    -------
    DataFrame
        Columns ``body`` (organisation id), ``role`` (``"leads"`` or ``"coordinates"``), ``table``
        (``"programmes"`` or ``"targets"``) and ``item`` (id of the row); each once, sorted.
    """
    ended = ecosystem.programmes.index[ecosystem.programmes["status"] == "ended"]
    ties = ecosystem.ties[(ecosystem.ties["origin"] == "role") & ~ecosystem.ties["target"].isin(ended)]
    parts = [
        pd.DataFrame(
            {"body": ties["source"], "role": ties["type"], "table": "programmes", "item": ties["target"]}
        )
    ]
    targets = set_targets(ecosystem)
    targets = targets[~targets["programme_id"].isin(ended)]
    led = targets["lead_org"].dropna()
    shared = ecosystem.tags("targets", "coordinating_orgs")
    shared = shared[shared.index.isin(targets.index)]
    for bodies, role in ((led, "leads"), (shared, "coordinates")):
        parts.append(
            pd.DataFrame({"body": bodies.to_numpy(), "role": role, "table": "targets", "item": bodies.index})
        )
    known = pd.concat(parts, ignore_index=True).astype("str").drop_duplicates()
    known = known[known["body"].isin(ecosystem.organisations.index)]
    return known.sort_values(["body", "role", "table", "item"], ignore_index=True)


@once_per_snapshot
def tied_pairs(ecosystem: Ecosystem) -> set[tuple[str, str]]:
    """Return the pairs of organisations with a tie of any type on record, each as (smaller, larger)."""
    ties = ecosystem.ties[ecosystem.ties["origin"] == "relation"]
    known = ecosystem.organisations.index
    ties = ties[ties["source"].isin(known) & ties["target"].isin(known)]
    return {
        (min(ends), max(ends))
        for ends in zip(ties["source"], ties["target"], strict=True)
        if ends[0] != ends[1]
    }


@once_per_snapshot
def partners(ecosystem: Ecosystem) -> pd.Series:
    """Return how many other organisations each organisation has a tie to; those without any are left out."""
    pairs = sorted(tied_pairs(ecosystem))
    return pd.Series([body for pair in pairs for body in pair], dtype="str").value_counts()


def usual_rate(leads: pd.Series, ties: pd.Series) -> float:
    """Return how many duties go with a tie: the median over bodies of ``(leads + 0.5) / (ties + 0.5)``."""
    return float(((leads + 0.5) / (ties + 0.5)).median())


def spreads(leads: pd.Series, expected: pd.Series) -> np.ndarray:
    """Return for each body how widely the counts of the others vary about what is expected.

    The dispersion of quasi-Poisson regression, ``Σ (leads − expected)² / expected / (n − 1)``, over the n others,
    at least 1 (Poisson): so a body does not hide itself. Others that lead much widen it on purpose, since where
    several do, no single one stands out.

    Returns
    -------
    array of float
        Infinite for fewer than four bodies.

    References
    ----------
    McCullagh & Nelder (1989), Generalized linear models, 2nd ed., section 6.2.3.
    """
    squares = ((leads - expected) ** 2 / expected).to_numpy(dtype=float)
    if len(squares) < 4:
        return np.full(len(squares), np.inf)
    return np.asarray(np.maximum(1.0, (squares.sum() - squares) / (len(squares) - 2)))


def upper_tail(leads: npt.ArrayLike, expected: npt.ArrayLike, spread: npt.ArrayLike) -> np.ndarray:
    """Return P(X >= leads) for a count of mean `expected` and variance ``spread × expected``.

    Poisson for a spread of 1, else negative binomial; 1 for an infinite spread.
    """
    k, mean, wide = np.broadcast_arrays(
        *(np.asarray(part, dtype=float) for part in (leads, expected, spread))
    )
    more = np.clip(wide - 1, 1e-9, 1e9)
    negative_binomial = stats.nbinom.sf(k - 1, mean / more, 1 / (1 + more))
    p = np.where(wide > 1, negative_binomial, stats.poisson.sf(k - 1, mean))
    return np.asarray(np.where(np.isinf(wide), 1.0, p))


@once_per_snapshot
def load(ecosystem: Ecosystem) -> pd.DataFrame:
    """Hold what each body of the region leads against the ties it has.

    Returns
    -------
    DataFrame
        Indexed by organisation, those that lead at least one programme or target: ``leads``, ``ties`` (other
        organisations tied to it), ``expected`` (leads usual for as many ties, see `usual_rate`),
        ``spread`` (see `spreads`), ``p`` (see `upper_tail`) and ``q`` (Benjamini–Hochberg). Sorted by p, then
        id.

    Notes
    -----
    Call at ``q <= 0.005``: in simulations without any body that stands out, 19 to 115 bodies and a variance of
    one to eight times the mean, that gave a false alarm in at most 8 % of ecosystems. A body that leads much by
    law stands out just as one that took on too much. Ties are under-reported, more so for bodies seldom in the
    news.
    """
    all_duties = duties(ecosystem)
    here = ecosystem.organisations.index[ecosystem.organisations["in_region"]]
    leads = all_duties.loc[
        (all_duties["role"] == "leads") & all_duties["body"].isin(here), "body"
    ].value_counts()
    leads = leads.sort_index()
    ties = partners(ecosystem).reindex(leads.index).fillna(0).astype("int64")
    if leads.empty:
        return pd.DataFrame(columns=["leads", "ties", "expected", "spread", "p", "q"], dtype="float64")
    expected = usual_rate(leads, ties) * (ties + 0.5)
    spread = spreads(leads, expected)
    table = pd.DataFrame({"leads": leads, "ties": ties, "expected": expected, "spread": spread})
    table["p"] = upper_tail(table["leads"], table["expected"], table["spread"])
    table["q"] = benjamini_hochberg(table["p"].to_numpy())
    return table.rename_axis("id").sort_values("p", kind="stable")


def led_functions(ecosystem: Ecosystem, fewest: int = 2) -> pd.DataFrame:
    """Return which body leads at least `fewest` programmes, not ended, with a function, as `duties` does."""
    programmes = ecosystem.programmes
    running = programmes[(programmes["status"] != "ended") & programmes["lead_org"].notna()]
    tags = ecosystem.tags("programmes", "functions")
    tags = tags[tags.index.isin(running.index)]
    led = pd.DataFrame({"body": running["lead_org"].reindex(tags.index).to_numpy(), "item": tags.to_numpy()})
    counts = led.value_counts()
    kept = counts[counts >= fewest].index.to_frame(index=False)
    return kept.assign(role="leads", table="functions")[["body", "role", "table", "item"]]


@once_per_snapshot
def shared_duties(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return pairs of State bodies of the region that share duties.

    A duty is shared if both have a part in the same programme or target, or if both lead at least two
    programmes, not ended, with the same support function. Bodies of the agencies table count as State bodies
    whatever their kind.

    Returns
    -------
    DataFrame
        Columns ``first``, ``second`` (ids, ``first < second``), ``items`` (tuple of (table, id), table
        ``"programmes"``, ``"targets"`` or ``"functions"``), ``shared`` (how many) and ``tied`` (bool: a tie
        between them is on record). Most shared first.
    """
    organisations = ecosystem.organisations
    state = (organisations["kind"] == "government") | organisations.index.isin(ecosystem.agencies.index)
    bodies = organisations.index[state & organisations["in_region"]]
    parts = duties(ecosystem)
    parts = pd.concat([parts, led_functions(ecosystem)])
    parts = parts.loc[parts["body"].isin(bodies), ["body", "table", "item"]].drop_duplicates()
    pairs = parts.merge(parts, on=["table", "item"])
    pairs = pairs[pairs["body_x"] < pairs["body_y"]].sort_values(["body_x", "body_y", "table", "item"])
    tied = tied_pairs(ecosystem)
    rows = [
        (
            first,
            second,
            tuple(zip(group["table"], group["item"], strict=True)),
            len(group),
            (first, second) in tied,
        )
        for (first, second), group in pairs.groupby(["body_x", "body_y"])
    ]
    frame = pd.DataFrame(rows, columns=["first", "second", "items", "shared", "tied"])
    return frame.sort_values(["shared", "first", "second"], ascending=[False, True, True], ignore_index=True)
