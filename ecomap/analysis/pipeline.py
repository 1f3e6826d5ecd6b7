"""Conversions along a pipeline: shares of small groups, pooled towards each other, with intervals."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaln
from scipy.stats import beta

from ecomap.analysis.evidence import generator, once_per_snapshot
from ecomap.ecosystem import Ecosystem

Floats = npt.NDArray[np.float64]

DRAWS = 4_000
_MEANS = (np.arange(100) + 0.5) / 100
_SIZES = np.exp(np.linspace(0.0, 6.0, 61))
_JEFFREYS = 0.5


@dataclass(frozen=True, eq=False)
class Pooled:
    """Shares of several groups under a common distribution.

    Attributes
    ----------
    mean, low, high : array of float, shape (groups,)
        Posterior mean and 95 % interval of the share of each group.
    centre, centre_low, centre_high : float
        The same of the mean share of the groups' common distribution.
    prior_size : float
        Posterior mean of α + β: how many observations the pooling is worth to a group.
    below : array of float, shape (groups,)
        Posterior probability that the share of a group is below the common mean.
    alpha, beta : float
        Posterior means of the parameters of the common beta distribution.
    """

    mean: Floats
    low: Floats
    high: Floats
    centre: float
    centre_low: float
    centre_high: float
    prior_size: float
    below: Floats
    alpha: float
    beta: float


def pool(successes: npt.ArrayLike, trials: npt.ArrayLike) -> Pooled:
    """Estimate shares of several groups together, so that small groups borrow from the others.

    Each count is binomial, each share beta(α, β) with ``α = m s``, ``β = (1 − m) s``; m is uniform, and s has
    the density ``p(s) ∝ s^(−3/2)`` on 1 to 403. That is the vague prior ``p(α, β) ∝ (α + β)^(−5/2)`` of
    Gelman et al., cut where a group would count for less than 1 or the groups could not be told apart. The
    posterior of (m, s) is summed over a grid; shares are drawn given each. A group without trials gets the
    common distribution.

    Parameters
    ----------
    successes, trials : array of int, shape (groups,)
        ``0 <= successes <= trials``; one group or more.

    Returns
    -------
    Pooled
        From `DRAWS` draws with a fixed seed.

    Raises
    ------
    ValueError
        If a group has more successes than trials, or there is no group.

    References
    ----------
    Gelman, Carlin, Stern, Dunson, Vehtari & Rubin (2013), Bayesian Data Analysis, 3rd ed., section 5.3.

    Notes
    -----
    The groups are taken to be alike until the counts say otherwise. With one group or two the result leans on
    the prior of s. Trials that overlap (a start-up in two sectors) count twice, which narrows the intervals a
    little.

    Examples
    --------
    >>> shares = pool([0, 5, 9], [2, 10, 20])
    >>> bool(0.1 < shares.mean[0] < 0.5)
    True
    """
    k, n = np.asarray(successes, dtype=float), np.asarray(trials, dtype=float)
    if not len(k) or k.shape != n.shape or (k < 0).any() or (k > n).any():
        raise ValueError("successes lie between 0 and the trials of their group")
    m, s = (grid.ravel() for grid in np.meshgrid(_MEANS, _SIZES, indexing="ij"))
    a, b = m * s, (1 - m) * s
    # On a grid even in log s, the density s^(−3/2) becomes s^(−1/2).
    log_post = -0.5 * np.log(s)
    for successes_, trials_ in zip(k, n, strict=True):
        log_post = log_post + betaln(a + successes_, b + trials_ - successes_) - betaln(a, b)
    weight = np.exp(log_post - log_post.max())
    weight /= weight.sum()
    random = generator("pooled shares")
    chosen = random.choice(len(weight), DRAWS, p=weight)
    drawn = random.beta(a[chosen][:, None] + k, b[chosen][:, None] + n - k)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    centre_low, centre_high = np.quantile(m[chosen], [0.025, 0.975])
    return Pooled(
        mean=drawn.mean(axis=0),
        low=low,
        high=high,
        centre=float(weight @ m),
        centre_low=float(centre_low),
        centre_high=float(centre_high),
        prior_size=float(weight @ s),
        below=(drawn < m[chosen][:, None]).mean(axis=0),
        alpha=float(weight @ a),
        beta=float(weight @ b),
    )


def share(successes: float, trials: float) -> tuple[float, float, float]:
    """Return the posterior mean and 95 % interval of one share under Jeffreys' prior beta(½, ½).

    Parameters
    ----------
    successes, trials : float
        ``0 <= successes <= trials``. Without trials: the prior itself, so nearly 0 to 1.

    References
    ----------
    Brown, Cai & DasGupta (2001), Interval estimation for a binomial proportion, Statistical Science 16(2).

    Examples
    --------
    >>> [round(end, 3) for end in share(2, 29)]
    [0.083, 0.015, 0.203]
    """
    if not 0 <= successes <= trials:
        raise ValueError("successes lie between 0 and the trials")
    a, b = successes + _JEFFREYS, trials - successes + _JEFFREYS
    low = float(beta.ppf(0.025, a, b)) if successes > 0 else 0.0
    high = float(beta.ppf(0.975, a, b)) if successes < trials else 1.0
    return a / (a + b), low, high


# Start-ups by stage.


@dataclass(frozen=True, eq=False)
class Stages:
    """Start-ups of the region by stage.

    Attributes
    ----------
    startups : DataFrame
        Start-ups with a known stage, indexed by id: ``stage``, ``rank``.
    listed : int
        All start-ups of the region listed.
    order : tuple of str
        Stages by rank.
    """

    startups: pd.DataFrame
    listed: int
    order: tuple[str, ...]

    @property
    def unknown(self) -> int:
        """How many have no known stage."""
        return self.listed - len(self.startups)


@once_per_snapshot
def stages(ecosystem: Ecosystem) -> Stages:
    """Return the start-ups of the region by stage."""
    frame = ecosystem.organisations
    startups = frame[frame["in_region"] & (frame["kind"] == "startup")].sort_index()
    ranks = ecosystem.stages.sort_values("rank", kind="stable")["rank"]
    known = startups[startups["stage"].isin(ranks.index)]
    table = pd.DataFrame(
        {"stage": known["stage"], "rank": ranks.reindex(known["stage"]).to_numpy()}, index=known.index
    )
    return Stages(table, len(startups), tuple(map(str, ranks.index)))


def passages(ecosystem: Ecosystem, sector: str = "") -> pd.DataFrame:
    """Return how many start-ups are past each stage, among those that have reached it.

    The listed start-ups are one cross-section: ``n`` are at the stage or later, ``k`` of them later. In a
    steady flow without dropping out of the list, k / n is the share that goes on (a continuation ratio).

    Parameters
    ----------
    sector : str, optional
        Only start-ups of this sector.

    Returns
    -------
    DataFrame
        Indexed by stage, all but the last, in order: ``next`` (stage), ``at``, ``n``, ``k``.
    """
    found = stages(ecosystem)
    startups = found.startups
    if sector:
        tags = ecosystem.tags("organisations", "sectors")
        startups = startups[startups.index.isin(tags.index[tags == sector])]
    at = startups["stage"].value_counts().reindex(list(found.order), fill_value=0).to_numpy(dtype=np.int64)
    reached = at[::-1].cumsum()[::-1]
    return pd.DataFrame(
        {"next": list(found.order[1:]), "at": at[:-1], "n": reached[:-1], "k": reached[1:]},
        index=pd.Index(found.order[:-1], name="stage", dtype="str"),
    )


@once_per_snapshot
def sector_passages(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return passages by sector and stage, pooled over the sectors of each stage.

    Returns
    -------
    DataFrame
        Columns ``stage``, ``sector``, ``n``, ``k`` and, from `pool`, ``share``, ``low``, ``high``,
        ``centre``, ``below``. Only sectors with a start-up of known stage; only stages that some start-up is
        at, and that two sectors or more have reached.
    """
    tags = ecosystem.tags("organisations", "sectors")
    sectors = sorted(set(tags[tags.index.isin(stages(ecosystem).startups.index)]))
    parts = {sector: passages(ecosystem, sector) for sector in sectors}
    rows = []
    whole = passages(ecosystem)
    for stage in whole.index[whole["at"] > 0]:
        counts = [
            (sector, *part.loc[stage, ["n", "k"]]) for sector, part in parts.items() if part.at[stage, "n"]
        ]
        if len(counts) < 2:
            continue
        pooled = pool([k for _, _, k in counts], [n for _, n, _ in counts])
        for row, (sector, n, k) in enumerate(counts):
            found = (pooled.mean[row], pooled.low[row], pooled.high[row], pooled.centre, pooled.below[row])
            rows.append((stage, sector, int(n), int(k), *map(float, found)))
    return pd.DataFrame(
        rows, columns=["stage", "sector", "n", "k", "share", "low", "high", "centre", "below"]
    )


# Finance beside the stages.

CAPITAL_TIES = ("invests_in", "grants_to")


@once_per_snapshot
def step_passages(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the passages of all start-ups with their shares, pooled over the stages.

    Returns
    -------
    DataFrame
        `passages` with ``share``, ``low``, ``high``, ``centre`` and ``below`` of `pool`; NaN for a stage that
        no start-up is at (whether it is passed at once or not told apart cannot be seen) or has reached.
    """
    table = passages(ecosystem)
    return _with_shares(table, table["k"], table["n"].where(table["at"] > 0, 0))


def _with_shares(table: pd.DataFrame, successes: pd.Series, trials: pd.Series) -> pd.DataFrame:
    """Add pooled shares to a table; NaN where there are no trials."""
    names = ("share", "low", "high", "centre", "below")
    some = (trials > 0).to_numpy()
    columns = {name: np.full(len(table), np.nan) for name in names}
    if some.any():
        pooled = pool(successes[some], trials[some])
        columns["share"][some], columns["low"][some], columns["high"][some] = (
            pooled.mean,
            pooled.low,
            pooled.high,
        )
        columns["centre"][some], columns["below"][some] = pooled.centre, pooled.below
    return table.assign(**columns)


@once_per_snapshot
def funding(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return which start-ups of the region have capital or a prize on record.

    Returns
    -------
    DataFrame of bool
        Indexed by id, all start-ups of the region: ``funded`` (a tie of capital to it: an investment or a
        grant), ``awarded`` (a prize to it). False means no record, not that there was none.
    """
    frame, ties = ecosystem.organisations, ecosystem.ties
    startups = frame.index[frame["in_region"] & (frame["kind"] == "startup")].sort_values()
    funded = startups.isin(ties.loc[ties["type"].isin(CAPITAL_TIES), "target"])
    awarded = startups.isin(ties.loc[ties["type"] == "awards", "target"])
    return pd.DataFrame({"funded": funded, "awarded": awarded}, index=startups)


@once_per_snapshot
def capital(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return capital on record for the start-ups of each stage.

    Returns
    -------
    DataFrame
        Indexed by stage in order: ``startups``, ``funded``, ``awarded`` (see `funding`); and, from `pool`
        over the stages, ``share``, ``low``, ``high``, ``centre``, ``below`` of the funded. Stages without
        start-ups have NaN there.
    """
    found = stages(ecosystem)
    marks = found.startups[["stage"]].assign(startups=1).join(funding(ecosystem))
    counts = marks.groupby("stage").sum().reindex(list(found.order), fill_value=0).astype("int64")
    table = counts.rename_axis("stage")
    return _with_shares(table, table["funded"], table["startups"])


@once_per_snapshot
def financiers(ecosystem: Ecosystem) -> dict[str, tuple[str, ...]]:
    """Return who gives money to start-ups in the region, as far as listed; sorted ids.

    Returns
    -------
    dict
        ``organisations`` of the region with the function finance and ``investors`` of the region (any
        sub-kind), neither stopped nor only planned, and ``programmes`` of kind fund that are running or of unknown
        status.
    """
    frame, programmes = ecosystem.organisations, ecosystem.programmes
    tags = ecosystem.tags("organisations", "functions")
    here = frame[frame["in_region"] & ~frame["status"].isin(["inactive", "planned"])]
    giving = here.index[here.index.isin(tags.index[tags == "finance"])]
    funds = programmes.index[
        (programmes["kind"] == "fund") & ~programmes["status"].isin(["ended", "planned"])
    ]
    return {
        "organisations": tuple(sorted(map(str, giving))),
        "investors": tuple(sorted(map(str, here.index[here["kind"] == "investor"]))),
        "programmes": tuple(sorted(map(str, funds))),
    }


# Chains of published counts.


@once_per_snapshot
def chain_steps(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the conversions along the chains of published counts, such as entries, finalists, prizes.

    Returns
    -------
    DataFrame
        Indexed by the id of the step gone to; in order ``chain``, ``step_from`` (id), ``n``, ``k``,
        ``share``, ``low``, ``high`` (95 %; where another source says otherwise, from the lowest to the
        highest), ``selective`` (bool: how many get through is decided beforehand), ``same_period`` (bool: both
        counts cover the same years, as far as the periods are stated). Shares are NaN where a count is not
        published, the step has more than the one before it, or the two are of different periods.
    """
    table = ecosystem.chains
    rows = []
    for chain, steps in table.groupby("chain", sort=True):
        ids = list(steps.sort_values("rank", kind="stable").index)
        for before, after in pairwise(ids):
            stated = table["first_year"].loc[[before, after]].notna().any()
            same = not stated or period(ecosystem, before) == period(ecosystem, after)
            counts = _chain_share(table.loc[before], table.loc[after], same)
            rows.append((after, chain, before, *counts, table.at[after, "selective"] == "yes", same))
    columns = ["id", "chain", "step_from", "n", "k", "share", "low", "high", "selective", "same_period"]
    return pd.DataFrame(rows, columns=columns).set_index("id")


def period(ecosystem: Ecosystem, step: str) -> str:
    """Return the years a published count covers, such as ``2020–2025``; ``?`` where none is stated."""
    return _periods(ecosystem)[step]


@once_per_snapshot
def _periods(ecosystem: Ecosystem) -> dict[str, str]:
    table = ecosystem.chains
    years = [table[name].astype("float64") for name in ("first_year", "year")]
    return {
        str(step): "–".join(dict.fromkeys(str(int(year)) for year in stated if year == year)) or "?"
        for step, *stated in zip(table.index, *years, strict=True)
    }


def _chain_share(
    before: pd.Series, after: pd.Series, same_period: bool
) -> tuple[float, float, float, float, float]:
    n, k = float(before["value"]), float(after["value"])
    others = [float(row["other_value"]) for row in (before, after)]
    tops = [n] if np.isnan(others[0]) else [n, others[0]]
    parts = [k] if np.isnan(others[1]) else [k, others[1]]
    if np.isnan([n, k]).any() or max(parts) > min(tops) or not same_period:
        return n, k, np.nan, np.nan, np.nan
    ends = [share(part, top)[1:] for part in parts for top in tops]
    return n, k, (k / n if n else np.nan), min(low for low, _ in ends), max(high for _, high in ends)
