"""What every kind of finding needs: rows with their sources, names in both languages, confidence, resampling.

Confidence has three parts (see `ecomap.analysis.finding.Confidence`): `coverage_share` and `freshness` give
two of them from the data, `bootstrap_weights` and `stability` help with the third.
"""

from __future__ import annotations

import weakref
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import wraps
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap import vocabulary as v
from ecomap.analysis.finding import Confidence, Evidence, Message
from ecomap.counts import coverage
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


_assumed: weakref.WeakKeyDictionary[Ecosystem, Ecosystem] = weakref.WeakKeyDictionary()


def assume(after: Ecosystem, before: Ecosystem) -> None:
    """Note that a snapshot is another one with assumed changes, so that both are drawn alike."""
    _assumed[after] = before


def base(ecosystem: Ecosystem) -> Ecosystem | None:
    """Return the snapshot that an assumed one was made of, None for one that stands by itself.

    What is drawn at random for the assumed snapshot is what was drawn for its base, with the changes made in each
    draw (common random numbers): then a difference between the two comes from the changes alone.
    """
    return _assumed.get(ecosystem)


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


def evidence(ecosystem: Ecosystem, name: str, ids: Iterable[str], note: Message | str) -> Evidence:
    """Return rows as `Evidence`: in sorted order, each once, with all their sources.

    Parameters
    ----------
    note : Message or str
        What the rows show; a message id if it takes no values.

    Raises
    ------
    KeyError
        If the snapshot has no such row.
    """
    keys = sorted(set(ids))
    cited = _sources(ecosystem)[name]
    sources = {source for key in keys for source in cited[key]}
    said = note if isinstance(note, Message) else Message(note)
    return Evidence(name, tuple(keys), said, tuple(sorted(sources)))


@once_per_snapshot
def _sources(ecosystem: Ecosystem) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return the sources of every row, by table and key; a table is read when it is asked for."""
    return _Sources(ecosystem)


class _Sources(dict[str, Mapping[str, tuple[str, ...]]]):
    def __init__(self, ecosystem: Ecosystem) -> None:
        super().__init__()
        self._ecosystem = weakref.ref(ecosystem)  # what is kept for a snapshot must not keep it alive

    def __missing__(self, name: str) -> Mapping[str, tuple[str, ...]]:
        ecosystem = self._ecosystem()
        if ecosystem is None:
            raise KeyError(name)
        cells = table(ecosystem, name)["source_ids"].astype(object)
        self[name] = {
            str(key): tuple(split_list(cell)) if isinstance(cell, str) else () for key, cell in cells.items()
        }
        return self[name]


@once_per_snapshot
def source_dates(ecosystem: Ecosystem) -> pd.Series:
    """Return the day each source was published (datetime64; NaT where not known), indexed by source id.

    A date known by year or month only counts from its first day.
    """
    return pd.to_datetime(ecosystem.sources["published_on"], format="ISO8601", errors="coerce")


# Confidence.


def coverage_share(
    ecosystem: Ecosystem, kinds: Iterable[str] = (), subkind: str = "", sectors: Iterable[str] = ()
) -> float | None:
    """Return which share of the organisations of some kinds is listed, as far as official totals tell.

    Only totals of just what is asked for are compared: one of cooperatives or of digital firms says nothing of
    enterprises as a whole. Those of the kinds are pooled: sum of listed over sum of official figures, each at most
    1. Where several totals have one definition the newest counts.

    Parameters
    ----------
    kinds : iterable of str, optional
        All kinds by default.
    subkind : str, optional
        Only totals of this sub-kind, or of the kind as a whole; without it of the kind as a whole.
    sectors : iterable of str, optional
        Only totals of one of these sectors, or of no sector in particular; without it of no sector.

    Returns
    -------
    float or None
        0 to 1. None where no official total says how many there are: the completeness is then not known.
    """
    held = totals_asked(ecosystem, kinds, subkind, sectors)
    if held.empty:
        return None
    return float(np.minimum(held["listed"], held["value"]).sum() / held["value"].sum())


def totals_asked(
    ecosystem: Ecosystem, kinds: Iterable[str] = (), subkind: str = "", sectors: Iterable[str] = ()
) -> pd.DataFrame:
    """Return the official totals that `coverage_share` pools, with ``listed``; the oldest first."""
    wanted, fields = set(kinds) or set(v.KINDS), set(sectors)
    held = _comparable_totals(ecosystem)
    fitting = [
        kind in wanted
        and (not isinstance(part, str) or part == subkind)
        and (not isinstance(cell, str) or bool(fields & set(split_list(cell))))
        for kind, part, cell in zip(held["kind"], held["subkind"], held["sectors"], strict=True)
    ]
    return held[np.array(fitting, dtype=bool)]


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
    recent, cited = _recent(ecosystem), _sources(ecosystem)
    fresh: list[bool] = []
    for part in parts:
        of = cited[part.table]
        for key in part.ids:
            dated = [recent[source] for source in of[key] if source in recent]
            if dated:
                fresh.append(any(dated))
    return sum(fresh) / len(fresh) if fresh else None


@once_per_snapshot
def _recent(ecosystem: Ecosystem) -> dict[str, bool]:
    """Return for each source with a date whether it is recent."""
    dates = source_dates(ecosystem).dropna()
    return dict(dates >= dates.max() - pd.DateOffset(years=FRESH_YEARS)) if len(dates) else {}


@once_per_snapshot
def recently_named(ecosystem: Ecosystem) -> pd.Index | None:
    """Return the organisations a recent source names (see `freshness`); None where no source has a date."""
    recent = _recent(ecosystem)
    tags = ecosystem.tags("organisations", "source_ids")
    return tags.index[[recent.get(source, False) for source in tags]].unique() if recent else None


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


# Support.


@once_per_snapshot
def supporters(ecosystem: Ecosystem) -> pd.Index:
    """Return the organisations of kind ``support_org`` that are known to support somebody.

    Most sub-kinds say by themselves what is supported, such as an incubator. A body of services of any sort, such
    as a publisher, counts only with a support function on record.
    """
    support = ecosystem.organisations[ecosystem.organisations["kind"] == "support_org"]
    told = (support["subkind"] != "service").fillna(True) | support["functions"].notna()
    return support.index[told.to_numpy(dtype=bool)]


# Duties.


def lead_agencies(
    ecosystem: Ecosystem, functions: Iterable[str] = (), sectors: Iterable[str] = (), limit: int = 2
) -> tuple[str, ...]:
    """Return the bodies whose duty a gap would be: those that lead most programmes of its kind.

    Bodies are those of the agencies table seated in the region, or all State bodies of the region where that table
    is empty; but no people's council, which decides and oversees but carries nothing out. A programme counts if it
    has one of the functions and is of one of the sectors, across sectors, or of no stated sector. Programmes not
    yet ended count first, then all.

    Returns
    -------
    tuple of str
        At most `limit` organisations; empty where the data knows of no such body.
    """
    wanted, fields = set(functions), set(sectors)
    counts, running = Counter[str](), Counter[str]()
    for body, ended, gives, of in _led(ecosystem):
        if (wanted and wanted.isdisjoint(gives)) or (
            fields and of and of.isdisjoint({*fields, CROSS_SECTOR})
        ):
            continue
        counts[body] += 1
        running[body] += not ended
    order = sorted(counts, key=lambda body: (-running[body], -counts[body], body))
    return tuple(order[:limit])


@once_per_snapshot
def _led(ecosystem: Ecosystem) -> list[tuple[str, bool, set[str], set[str]]]:
    """Return for each programme led by a body with duties: the body, whether it ended, functions and sectors."""
    organisations, programmes = ecosystem.organisations, ecosystem.programmes
    councils = organisations["subkind"].eq("council").fillna(False)
    here = organisations.index[organisations["in_region"] & ~councils]
    bodies = set(here.intersection(ecosystem.agencies.index))
    if not bodies:
        bodies = set(here.intersection(organisations.index[organisations["kind"] == "government"]))
    tags: list[dict[str, set[str]]] = [{}, {}]
    for found, column in zip(tags, ("functions", "sectors"), strict=True):
        for programme, code in ecosystem.tags("programmes", column).items():
            found.setdefault(str(programme), set()).add(str(code))
    cells = zip(programmes.index, programmes["lead_org"], programmes["status"], strict=True)
    return [
        (lead, status == "ended", tags[0].get(programme, set()), tags[1].get(programme, set()))
        for programme, lead, status in cells
        if lead in bodies
    ]
