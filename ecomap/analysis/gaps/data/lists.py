"""Publications that name organisations, as the lists of a capture–recapture estimate."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from ecomap.analysis.capture import Estimate, chao, estimate
from ecomap.analysis.evidence import once_per_snapshot
from ecomap.ecosystem import Ecosystem
from ecomap.text import fold

FEWEST_RECORDS = 10
"""With fewer organisations of a kind nothing is estimated."""

_FEWEST_ON_LIST, _MOST_LISTS = 5, 3
_LOOK_UP_SIZE = 5
_TELLING = 3.0
"""Organisations a publisher would be expected to name alone before it means something that it names none so:
a Poisson count of mean 3 is 0 in 5 % of cases."""

_EDITION = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@dataclass(frozen=True)
class Overlap:
    """What the overlap of publications says about one kind.

    Attributes
    ----------
    held : int
        Organisations of the kind in the region that are listed.
    estimate : Estimate
    publishers : tuple of str
        The lists; the last may stand for all other publishers together (``""``).
    table : DataFrame
        `presence` of the kind.
    """

    held: int
    estimate: Estimate
    publishers: tuple[str, ...]
    table: pd.DataFrame = field(repr=False, compare=False)

    @property
    def once(self) -> int:
        """How many organisations one publisher only names."""
        return int((self.table.sum(axis=1) == 1).sum())

    @property
    def sample_coverage(self) -> float:
        """Good's estimate ``1 − f1 / n`` of how much of what there is the mentions cover, 0 to 1.

        f1 are the organisations named once, n all mentions (Good 1953, Biometrika 40).
        """
        return 1 - self.once / int(self.table.to_numpy().sum())


def presence(ecosystem: Ecosystem, kind: str) -> pd.DataFrame:
    """Return which publishers name each organisation of a kind in the region.

    Editions of one publisher (what stands in brackets after its name) are one list. Publishers that name at
    least five of them but none alone, though three or more would be expected were the others independent of
    it, are left out: they are works in which something known was looked up, such as an address directory,
    not places where an organisation is found. Where all lists are nearly complete, none names many alone.

    Returns
    -------
    DataFrame of bool
        Index: organisation ids; columns: publishers, largest first.
    """
    organisations = ecosystem.organisations
    chosen = organisations.index[organisations["in_region"] & (organisations["kind"] == kind)]
    tags = ecosystem.tags("organisations", "source_ids")
    tags = tags[tags.index.isin(chosen)]
    names = _publishers(ecosystem).reindex(tags.to_numpy()).to_numpy(dtype=object)
    keys, key_of = np.unique(np.array([fold(name) for name in names], dtype=str), return_inverse=True)
    ids, row_of = np.unique(np.array(tags.index, dtype=str), return_inverse=True)
    named = np.zeros((len(ids), len(keys)), dtype=bool)
    named[row_of, key_of] = True
    looked_up = _looked_up(named)
    kept = [column for column in np.lexsort((keys, -named.sum(axis=0))) if not looked_up[column]]
    label = dict(zip(key_of[::-1], names[::-1], strict=True))
    table = pd.DataFrame(
        named[:, kept], index=pd.Index(ids, name="id"), columns=[label[column] for column in kept]
    )
    return table[table.any(axis=1)]


def _looked_up(named: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which columns name none alone although `_TELLING` would be expected, were the columns independent."""
    size, alone = named.sum(axis=0), named[named.sum(axis=1) == 1].any(axis=0)
    found = np.zeros(len(size), dtype=bool)
    for column in np.flatnonzero(~alone & (size >= _LOOK_UP_SIZE)):
        also = np.delete(named[named[:, column]].mean(axis=0), column)
        found[column] = size[column] * np.prod(1 - also) >= _TELLING
    return found


@once_per_snapshot
def _publishers(ecosystem: Ecosystem) -> pd.Series:
    """Return the publisher of each source without the edition."""
    publishers = ecosystem.sources["publisher"].astype(object)
    return publishers.map(lambda name: _EDITION.sub("", name).strip() or name)


def overlap(ecosystem: Ecosystem, kind: str) -> Overlap | None:
    """Estimate how many organisations of a kind there are.

    The largest publishers with at least five organisations are a list each, all others together one more;
    where these do not overlap enough, Chao's lower bound over all publishers stands instead.

    Returns
    -------
    Overlap or None
        None with fewer than `FEWEST_RECORDS` organisations, or if no two publishers name the same one.
    """
    table = presence(ecosystem, kind)
    if len(table) < FEWEST_RECORDS or not (table.sum(axis=1) > 1).any():
        return None
    organisations = ecosystem.organisations
    held = int((organisations["in_region"] & (organisations["kind"] == kind)).sum())
    large = [name for name in table.columns if table[name].sum() >= _FEWEST_ON_LIST][:_MOST_LISTS]
    lists = table[large].copy()
    if (rest := table.drop(columns=large).any(axis=1)).sum() >= _FEWEST_ON_LIST:
        lists[""] = rest
    histories = lists.to_numpy(dtype=bool)
    seen = histories.any(axis=1)
    if histories.shape[1] < 2 or not (histories.sum(axis=1) > 1).any():
        return _over_all(table, held)
    found = estimate(histories[seen])
    if found.lower_bound or not np.isfinite(found.high):
        return _over_all(table, held, found.warnings)
    return Overlap(held, found, tuple(lists.columns), table)


def _over_all(table: pd.DataFrame, held: int, warnings: tuple[str, ...] = ()) -> Overlap:
    """Take every publisher as a list."""
    kept = tuple(warning for warning in warnings if warning != "two_lists")
    return Overlap(
        held, replace(chao(table.to_numpy(dtype=bool)), warnings=kept), tuple(table.columns), table
    )
