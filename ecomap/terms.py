"""
Inverted lists for search: which name, place or text holds which word, and how well it fits a word sought.

A word fits exactly, with other tones, as a beginning, joined with its neighbour (``danang``), as initials
(``ĐHYD``), or within a small edit distance. Every kind of fit has its worth, the same word being 1.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt
import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ecomap.text import fold, toned, words

Weights = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]

OPTIONAL = frozenset({"va", "cua", "cac", "and", "of", "the", "for"})
"""Folded link words: not required of a document, and left out of initials."""

ABBREVIATIONS = {
    "bql": "ban quan ly", "bv": "benh vien", "cd": "cao dang", "clb": "cau lac bo",
    "cntt": "cong nghe thong tin", "cp": "co phan", "ctcp": "cong ty co phan", "cty": "cong ty",
    "dh": "dai hoc", "dhqg": "dai hoc quoc gia", "dmst": "doi moi sang tao", "dn": "doanh nghiep",
    "gddt": "giao duc dao tao", "hcm": "ho chi minh", "hdnd": "hoi dong nhan dan", "htx": "hop tac xa",
    "hv": "hoc vien", "khcn": "khoa hoc cong nghe", "khdt": "ke hoach dau tu", "khkt": "khoa hoc ky thuat",
    "kn": "khoi nghiep", "kndmst": "khoi nghiep doi moi sang tao", "ktxh": "kinh te xa hoi",
    "lhh": "lien hiep hoi", "lhpn": "lien hiep phu nu", "mtv": "mot thanh vien", "nc": "nghien cuu",
    "nnmt": "nong nghiep moi truong", "nxb": "nha xuat ban", "ptn": "phong thi nghiem",
    "ptnt": "phat trien nong thon", "shtt": "so huu tri tue", "tmcp": "thuong mai co phan",
    "tnhh": "trach nhiem huu han", "tnmt": "tai nguyen moi truong", "tp": "thanh pho",
    "tphcm": "thanh pho ho chi minh", "tt": "trung tam", "tttt": "thong tin truyen thong", "tw": "trung uong",
    "ubnd": "uy ban nhan dan", "vhttdl": "van hoa the thao du lich", "vn": "viet nam",
    "vqg": "vuon quoc gia",
}  # fmt: skip
"""Customary Vietnamese abbreviations, folded, and the words they stand for without link words."""

# Worth of a kind of match between a word of the query and one of a document, the same word being 1.
OTHER_TONE, TONE_LEFT_OUT, RESPELT, BEGINNING = 0.85, 0.95, 0.88, 0.7
JOINED, SPELT_OUT, GUESSED = 0.9, 0.95, 0.8
INITIALS = {"whole": 0.9, "begin": 0.75, "inside": 0.5}
ONE_ERROR, TWO_ERRORS = 0.55, 0.4


def errors_allowed(word: str) -> int:
    """Return the edit distance forgiven in a folded word: 1 from four letters, 2 from eight, 0 in numbers."""
    if any(sign.isdigit() for sign in word):
        return 0
    return (len(word) >= 4) + (len(word) >= 8)


@dataclass(frozen=True)
class Word:
    """One word of a query: folded, with its tone at the end, and what else is known of how it was typed."""

    folded: str
    toned: str
    marked: bool  # the query has marks, so a word without any was meant without
    last: bool  # still being typed
    capitals: bool


class Terms:
    """
    Inverted lists: which of `size` units (names, places, texts) hold which term.

    Parameters
    ----------
    terms, folded : sequences of str of the same length
        Terms in lower case with marks, and folded; two may fold alike.
    codes, units : arrays of int of the same length
        Term ``terms[codes[i]]`` occurs in unit ``units[i]``.
    """

    def __init__(
        self, terms: Sequence[str], folded: Sequence[str], codes: Positions, units: Positions, size: int
    ) -> None:
        order = sorted(range(len(terms)), key=folded.__getitem__)
        self.terms = [terms[code] for code in order]
        self.folded = [folded[code] for code in order]
        self.size = size
        self.place = np.empty(len(order), np.int64)  # of each term in the sorted lists
        self.place[order] = np.arange(len(order))
        # Sorting beats numpy.unique, which hashes first.
        keys = np.sort(self.place[codes] * max(size, 1) + units)
        keys = keys[np.diff(keys, prepend=-1) > 0]
        self.units = keys % max(size, 1)
        self.starts = np.searchsorted(keys // max(size, 1), np.arange(len(order) + 1))
        self._near = lru_cache(maxsize=256)(self._find_near)

    def _raise(self, weights: Weights, first: int, stop: int, worth: float) -> None:
        found = self.units[self.starts[first] : self.starts[stop]]
        weights[found] = np.maximum(weights[found], np.float32(worth))

    def span(self, folded: str, beginning: bool = False) -> tuple[int, int]:
        """Return the range of terms that fold to `folded`, or begin so."""
        first = bisect_left(self.folded, folded)
        if beginning:
            return first, bisect_left(self.folded, folded + chr(0x10FFFF))
        return first, bisect_right(self.folded, folded)

    def __contains__(self, folded: str) -> bool:
        first, stop = self.span(folded)
        return first < stop

    def weigh(self, word: Word, shortest_beginning: int = 1) -> Weights:
        """Return for each unit the worth of its best term that equals the word or begins with it."""
        weights = np.zeros(self.size, np.float32)
        first, stop = self.span(word.folded)
        if len(word.folded) >= max(1 if word.last else 3, shortest_beginning):
            self._raise(weights, stop, self.span(word.folded, beginning=True)[1], BEGINNING)
        for position in range(first, stop):
            self._raise(weights, position, position + 1, _tone_worth(word, toned(self.terms[position])))
        return weights

    def weigh_plain(self, folded: str, worth: float) -> Weights:
        """Return `worth` for each unit with a term that folds to `folded`."""
        weights = np.zeros(self.size, np.float32)
        self._raise(weights, *self.span(folded), worth)
        return weights

    def weigh_misspelt(self, folded: str) -> Weights:
        """Return the worth of terms a small edit distance away; two errors only where one finds nothing."""
        weights = np.zeros(self.size, np.float32)
        distance, positions = self._near(folded)
        for position in positions:
            self._raise(weights, position, position + 1, ONE_ERROR if distance < 2 else TWO_ERRORS)
        return weights

    def _find_near(self, folded: str) -> tuple[float, list[int]]:
        allowed = errors_allowed(folded)
        if not allowed:
            return 0, []
        near = process.extract(folded, self.folded, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        best = min((distance for _, distance, _ in near), default=0)
        return best, [position for _, distance, position in near if distance == best]


def _tone_worth(word: Word, term: str) -> float:
    if not word.marked or word.toned == term:
        return 1.0
    letters = term.rstrip("\u0300\u0301\u0303\u0309\u0323")
    return TONE_LEFT_OUT if letters == word.toned else OTHER_TONE


def number_words(texts: Sequence[str]) -> tuple[list[str], list[str], Positions, Positions]:
    """
    Give each different word of some texts a number.

    Returns
    -------
    terms, folded : list of str
        The different words, and the same folded.
    codes, units : arrays of int
        Position in `terms` and in `texts` of each occurrence, in the order of the texts.
    """
    split = list(map(str.split, texts))
    parts = np.empty(sum(map(len, split)), dtype=object)
    parts[:] = list(chain.from_iterable(split))
    # Only the different parts are taken apart into words: there are far fewer of them.
    part_codes, distinct = pd.factorize(parts)
    known: dict[str, int] = {}
    inside = [[known.setdefault(word, len(known)) for word in words(part)] for part in distinct]
    sizes = np.fromiter(map(len, inside), np.int64, len(inside))
    content = np.fromiter(chain.from_iterable(inside), np.int64, int(sizes.sum()))
    counts = sizes[part_codes]
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    codes = content[np.repeat((np.cumsum(sizes) - sizes)[part_codes], counts) + within]
    owners = np.repeat(np.arange(len(texts)), np.fromiter(map(len, split), np.int64, len(split)))
    terms = list(known)
    return terms, [fold(term).replace(" ", "") for term in terms], codes, np.repeat(owners, counts)


def _initial(folded: str) -> str:
    if folded in OPTIONAL:
        return ""
    # A word without a vowel is an acronym already: ĐH, KHCN, TP.
    return folded if folded in ABBREVIATIONS or not set(folded) & set("aeiouy") else folded[:1]


class Names:
    """The names of all documents, one a row, rows of a document adjoining and its title first."""

    def __init__(self, names: list[str], owners: Positions) -> None:
        self.names, self.owners = names, owners
        terms, folded, codes, units = number_words(names)
        self.terms = Terms(terms, folded, codes, units, len(names))
        places = self.terms.place[codes]
        self.pairs = self._join(places, units)
        lengths = np.fromiter(map(len, self.terms.folded), np.int64, len(terms))
        self.letters = np.maximum(np.bincount(units, lengths[places], len(names)), 1)
        self.first_term = np.full(len(names), -1)
        self.first_term[units[::-1]] = places[::-1]
        self.initials, self.line_starts = self._initials(folded, codes, units)

    def _join(self, places: Positions, units: Positions) -> Terms:
        """Index neighbouring words written as one, so that "danang" and "tphcm" are found."""
        adjoining = np.flatnonzero(units[1:] == units[:-1])
        count = max(len(self.terms.folded), 1)
        keys, codes = np.unique(places[adjoining] * count + places[adjoining + 1], return_inverse=True)
        folded = self.terms.folded
        joined = [folded[key // count] + folded[key % count] for key in keys.tolist()]
        return Terms(joined, joined, codes, units[adjoining], len(self.names))

    def _initials(self, folded: Sequence[str], codes: Positions, units: Positions) -> tuple[str, Positions]:
        """Write the initials of each name on a line, with a second start after the generic first word."""
        initial = [_initial(term) for term in folded]
        letters = [initial[code] for code in codes.tolist()]
        bounds = np.searchsorted(units, np.arange(len(self.names) + 1)).tolist()
        lines = []
        for name, first, stop in zip(self.names, bounds, bounds[1:], strict=False):
            # The part before a comma or bracket is what people abbreviate.
            cut = min((at for at in (name.find(","), name.find("(")) if at > 0), default=-1)
            head = stop if cut < 0 else first + len(words(name[:cut]))
            parts = (letters[first:head], letters[head:stop], letters[first + 1 : head])
            lines.append(f" {' '.join(map(''.join, parts))} \n")
        starts: Positions = np.cumsum([0, *map(len, lines)], dtype=np.int64)
        return "".join(lines), starts

    def weigh_initials(self, folded: str) -> Weights:
        """Return the worth of names with these initials in a row."""
        weights = np.zeros(len(self.names), np.float32)
        for how, sought in (("inside", folded), ("begin", f" {folded}"), ("whole", f" {folded} ")):
            if len(folded) < 3 and how != "whole":
                continue
            at = self.initials.find(sought)
            while at >= 0:
                row = int(np.searchsorted(self.line_starts, at, "right")) - 1
                weights[row] = INITIALS[how]
                at = self.initials.find(sought, int(self.line_starts[row + 1]))
        return weights
