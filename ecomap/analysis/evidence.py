"""What every kind of finding needs: rows with their sources, names in both languages, confidence, resampling.

Confidence has three parts (see `ecomap.analysis.finding.Confidence`): `coverage_share` and `freshness` give
two of them from the data, `bootstrap_weights` and `stability` help with the third.
"""

from __future__ import annotations

import weakref
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis.finding import Confidence, Evidence, Message
from ecomap.counts import coverage, sources_of
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import LANGUAGES, translator
from ecomap.tables import split_list

SEED = 20250701
"""Base of all random numbers of the analyses: the same snapshot gives the same findings."""

FRESH_YEARS = 3
CROSS_SECTOR = "cross_sector"
"""Code of the sector of what is bound to no sector."""
REPEATS = 200
"""Resamples for the stability of a finding: its standard error is then at most 0.035."""

T = TypeVar("T")


def once_per_snapshot(function: Callable[[Ecosystem], T]) -> Callable[[Ecosystem], T]:
    """Keep the result of a function of a snapshot while the snapshot lives; it must not be changed."""
    kept: weakref.WeakKeyDictionary[Ecosystem, T] = weakref.WeakKeyDictionary()

    @wraps(function)
    def remembered(ecosystem: Ecosystem) -> T:
        if ecosystem not in kept:
            kept[ecosystem] = function(ecosystem)
        return kept[ecosystem]

    return remembered


# Names for messages.


def named(ecosystem: Ecosystem, node_id: str) -> dict[str, str]:
    """Return the name of an organisation or programme as a value of a `Message`."""
    return {lang: ecosystem.name(node_id, lang) for lang in LANGUAGES}


def labelled(codes: pd.DataFrame, code: str) -> dict[str, str]:
    """Return the label of a sector, stage, function or official total as a value of a `Message`.

    Parameters
    ----------
    codes : DataFrame
        ``ecosystem.sectors``, ``.stages``, ``.functions`` or ``.official_totals``. An unknown code stands for
        itself.
    """
    if code not in codes.index:
        return {"vi": code, "en": code}
    vi, en = codes["label_vi"].at[code], codes["label_en"].at[code]
    return {"vi": str(vi), "en": en if isinstance(en, str) else str(vi)}


def joined(names: Sequence[Mapping[str, str]], separator: str = ", ") -> dict[str, str]:
    """Return several names as one value of a `Message`, in the order given."""
    return {lang: separator.join(name.get(lang) or name["vi"] for name in names) for lang in LANGUAGES}


def kind_message(kind: str, subkind: str = "", plural: bool = False) -> Message:
    """Return the label of a kind, or of a sub-kind (which has no plural), as a `Message`."""
    if subkind:
        return Message(v.SUBKINDS.get(kind, {}).get(subkind, subkind))
    known = v.KINDS.get(kind)
    return Message((known.plural if plural else known.label) if known else kind)


def number(value: float, decimals: int = 1) -> dict[str, str]:
    """Write a number as a value of a `Message`, with at most `decimals` places."""
    return {lang: translator(lang).number(value, decimals) for lang in LANGUAGES}


def percent(share: float, decimals: int = 0) -> dict[str, str]:
    """Write a share between 0 and 1 as a percentage, as a value of a `Message`."""
    return {lang: translator(lang).percent(share, decimals) for lang in LANGUAGES}


def sentences(parts: Sequence[Message]) -> Message:
    """Return several sentences as one message, a space between them."""
    names = [f"part{position}" for position in range(len(parts))]
    return Message(" ".join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


# Rows and their sources.


def table(ecosystem: Ecosystem, name: str) -> pd.DataFrame:
    """Return a table of the snapshot under the keys evidence uses.

    Parameters
    ----------
    name : str
        One of the tables of `Evidence`. Indicator values have the key ``code|locality|year``.
    """
    frame: pd.DataFrame = getattr(ecosystem, name)
    if name != "indicator_values":
        return frame
    return frame.set_axis(frame["code"] + "|" + frame["locality"] + "|" + frame["year"].astype("str"), axis=0)


def evidence(ecosystem: Ecosystem, name: str, ids: Iterable[str], note: Message) -> Evidence:
    """Return rows as `Evidence`: in sorted order, each once, with all their sources.

    Raises
    ------
    KeyError
        If the snapshot has no such row.
    """
    keys = sorted(set(ids))
    sources = sources_of(table(ecosystem, name).loc[keys])
    return Evidence(name, tuple(keys), note, tuple(sorted(sources)))


@once_per_snapshot
def source_dates(ecosystem: Ecosystem) -> pd.Series:
    """Return the day each source was published (datetime64; NaT where not known), indexed by source id.

    A date known by year or month only counts from its first day.
    """
    return pd.to_datetime(ecosystem.sources["published_on"], format="ISO8601", errors="coerce")


# Confidence.


def coverage_share(
    ecosystem: Ecosystem,
    kinds: Iterable[str] = (),
    subkind: str = "",
    sectors: Iterable[str] = (),
) -> float | None:
    """Return which share of the organisations of some kinds is listed, as far as official totals tell.

    The totals of these kinds (of that sub-kind, or of the whole kind) are pooled: sum of listed over sum of
    official figures, each at most 1. Where several totals have one definition the newest counts.

    Parameters
    ----------
    kinds : iterable of str, optional
        All kinds by default.
    subkind : str, optional
        Only totals of this sub-kind, or of the kind as a whole.
    sectors : iterable of str, optional
        Only totals of one of these sectors, or of no sector in particular.

    Returns
    -------
    float or None
        0 to 1. None where no official total says how many there are: the completeness is then not known.
    """
    wanted, fields = set(kinds) or set(v.KINDS), set(sectors)
    held = _comparable_totals(ecosystem)
    held = held[held["kind"].isin(wanted)]
    if subkind:
        held = held[held["subkind"].isna() | held["subkind"].eq(subkind).fillna(False)]
    if fields:
        held = held[[cell != cell or bool(fields & set(split_list(cell))) for cell in held["sectors"]]]
    if held.empty:
        return None
    return float(np.minimum(held["listed"], held["value"]).sum() / held["value"].sum())


@once_per_snapshot
def _comparable_totals(ecosystem: Ecosystem) -> pd.DataFrame:
    totals = coverage(ecosystem).dropna(subset=["listed", "share"]).astype({"listed": "float64"})
    totals = totals.assign(sectors=totals["sectors"].astype(object)).sort_values("as_of", kind="stable")
    return totals.drop_duplicates(["kind", "subkind", "sectors", "status"], keep="last")


def freshness(ecosystem: Ecosystem, parts: Iterable[Evidence]) -> float | None:
    """Return the share of the rows of evidence that rest on a recent source.

    Recent is at most `FRESH_YEARS` older than the newest source of the snapshot. Rows whose sources have no
    date are left out; None if none has.
    """
    recent = _recent(ecosystem)
    fresh: list[bool] = []
    for part in parts:
        cells = table(ecosystem, part.table).loc[list(part.ids), "source_ids"]
        for cell in cells.dropna():
            dated = [recent[source] for source in split_list(cell) if source in recent]
            if dated:
                fresh.append(any(dated))
    return sum(fresh) / len(fresh) if fresh else None


@once_per_snapshot
def _recent(ecosystem: Ecosystem) -> dict[str, bool]:
    """Return for each source with a date whether it is recent."""
    dates = source_dates(ecosystem).dropna()
    return dict(dates >= dates.max() - pd.DateOffset(years=FRESH_YEARS)) if len(dates) else {}


def confidence(
    ecosystem: Ecosystem,
    parts: Iterable[Evidence],
    coverage: float | None = None,
    stability: float | None = None,
) -> Confidence:
    """Return the confidence of a finding with the freshness of its evidence."""
    return Confidence(coverage, freshness(ecosystem, parts), stability)


# Resampling.


def generator(purpose: str) -> np.random.Generator:
    """Return a random generator that is the same for the same purpose, whatever else was drawn before."""
    return np.random.default_rng([SEED, zlib.crc32(purpose.encode())])


def bootstrap_weights(n: int, purpose: str, repeats: int = REPEATS) -> npt.NDArray[np.int64]:
    """Draw bootstrap samples of `n` rows as weights: how often each row is drawn.

    Parameters
    ----------
    n : int
        Rows.
    purpose : str
        Names the stream of random numbers (see `generator`).

    Returns
    -------
    array of int, shape (repeats, n)
        Each row adds up to `n`. A count over rows is then ``weights @ indicator``.

    References
    ----------
    Efron (1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7(1).
    """
    if n == 0:
        return np.zeros((repeats, 0), dtype=np.int64)
    return generator(purpose).multinomial(n, np.full(n, 1 / n), size=repeats)


def stability(holds: Sequence[bool] | npt.NDArray[np.bool_]) -> float | None:
    """Return the share of resamples in which a finding holds; None where none were drawn."""
    return float(np.mean(holds)) if len(holds) else None


# Duties.


def lead_agencies(
    ecosystem: Ecosystem, functions: Iterable[str] = (), sectors: Iterable[str] = (), limit: int = 2
) -> tuple[str, ...]:
    """Return the bodies whose duty a gap would be: those that lead most programmes of its kind.

    Bodies are those of the agencies table seated in the region, or all State bodies of the region where that
    table is empty. A programme counts if it has one of the functions and is of one of the sectors, across
    sectors, or of no stated sector. Programmes not yet ended count first, then all.

    Returns
    -------
    tuple of str
        At most `limit` organisations; empty where the data knows of no such body.
    """
    organisations, programmes = ecosystem.organisations, ecosystem.programmes
    here = organisations[organisations["in_region"]]
    bodies = here.index.intersection(ecosystem.agencies.index)
    if bodies.empty:
        bodies = here.index[here["kind"] == "government"]
    chosen = programmes["lead_org"].isin(bodies)
    if wanted := set(functions):
        tags = ecosystem.tags("programmes", "functions")
        chosen &= programmes.index.isin(tags.index[tags.isin(wanted)])
    if fields := set(sectors):
        tags = ecosystem.tags("programmes", "sectors")
        fits = programmes.index.isin(tags.index[tags.isin(fields | {CROSS_SECTOR})])
        chosen &= fits | programmes["sectors"].isna()
    led = programmes[chosen]
    counts, running = (
        led["lead_org"].value_counts(),
        led.loc[led["status"] != "ended", "lead_org"].value_counts(),
    )
    order = sorted(counts.index, key=lambda body: (-running.get(body, 0), -counts[body], body))
    return tuple(str(body) for body in order[:limit])
