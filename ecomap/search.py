"""
Search by name, place and text that forgives missing tones, abbreviations and small typing errors.

All words of a query must be found, each as it is, as a beginning, an abbreviation, initials, or within a
small edit distance. A name counts more than a place, a place more than other text; then the closer the query
lies in one name, the better.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd

from ecomap.terms import (
    ABBREVIATIONS,
    GUESSED,
    JOINED,
    OPTIONAL,
    OTHER_TONE,
    RESPELT,
    SPELT_OUT,
    Names,
    Positions,
    Terms,
    Weights,
    Word,
    number_words,
)
from ecomap.text import fold, from_typing_keys, nfc, sort_key, toned, words

MAX_CHARACTERS = 400
MAX_WORDS = 16
"""What lies beyond in a query is not read: no name needs it, and a pasted page must not stall a session."""

COLUMNS = ["id", "score", "field", "matched"]
FIELDS = {"name": 1.0, "place": 0.5, "text": 0.2}
# Worth of how the whole query lies in one name: is it, are its first words, are words in it (a little more
# the earlier), is its beginning or the beginning of a word in it. Wrong tones take most of it away.
WHOLE, FIRST, WITHIN, EARLY, BEGINS, BEGINS_WITHIN = 10.0, 5.0, 3.0, 0.5, 2.5, 1.5
WRONG_TONES, TITLE = 0.4, 1.05
_LOOKED_AT_CLOSELY = 200


_OPEN_Y = re.compile(r"(?<=[bcdghklmnprstvx])y(?= |$)")


def _cut(text: str) -> str:
    return nfc(text[: 4 * MAX_CHARACTERS])[:MAX_CHARACTERS]


def _query_words(query: str) -> list[Word]:
    """Read the words of a query: each once, link words left out unless there is nothing else."""
    found = list(dict.fromkeys(word for word in words(query) if fold(word)))
    found = ([word for word in found if fold(word) not in OPTIONAL] or found)[:MAX_WORDS]
    shouted = query.isupper() and len(found) > 1
    capitals = {part.lower() for part in query.split() if part.isupper() and not shouted}
    marked = not query.isascii()
    last = query[-1:].isalnum()
    return [
        Word(
            fold(word).replace(" ", ""), toned(word), marked, last and at == len(found) - 1, word in capitals
        )
        for at, word in enumerate(found)
    ]


def _acronym(word: Word, names: Names) -> bool:
    """Tell whether a word may be initials: no tones, and in capitals or like no word of any name."""
    plain = word.toned.replace("đ", "d")
    if not (plain.isascii() and plain.isalpha() and 2 <= len(plain) <= 12):
        return False
    first, stop = names.terms.span(word.folded, beginning=True)
    if word.capitals or first == stop:
        return True
    return word.folded not in names.terms and not set(plain) & set("aeiouy")


def _respelt(word: str) -> list[str]:
    """Return the spelling with i for y or y for i at the end of an open syllable (Vỹ Dạ, Vĩ Dạ)."""
    if len(word) > 1 and word[-1] in "iy" and not set(word[:-1]) & set("aeiouy"):
        return [word[:-1] + ("y" if word[-1] == "i" else "i")]
    return []


@lru_cache(maxsize=1 << 16)
def _spelling(name: str) -> str:
    """Fold a name, spell out its abbreviations, drop link words and settle on one spelling of y and i."""
    text = fold(name).split()
    spelt: list[str] = []
    at = 0
    while at < len(text):
        two = "".join(text[at : at + 2])  # KH&CN folds to two words
        step = 2 if two in ABBREVIATIONS else 1
        one = two if step == 2 else text[at]
        spelt.append(ABBREVIATIONS.get(one, "" if one in OPTIONAL else one))
        at += step
    return _OPEN_Y.sub("i", " ".join(filter(None, spelt)) or " ".join(text))


def _closeness(name: str, query: str) -> float:
    """Return the worth of how a query lies in a name, both as :func:`_spelling` writes them."""
    if name == query:
        return WHOLE
    at = f" {name} ".find(f" {query} ")
    if at == 0:
        return FIRST
    if at > 0:
        return WITHIN + EARLY / (1 + name[:at].count(" "))
    if name.startswith(query):
        return BEGINS
    return BEGINS_WITHIN if f" {query}" in name else 0.0


class _Units:
    """Places or other texts of the documents, each different text held once."""

    def __init__(self, texts: list[str]) -> None:
        self.codes, distinct = pd.factorize(np.array(texts, dtype=object))
        self.terms = Terms(*number_words(list(distinct)), len(distinct))

    def spread(self, weights: Weights, field: str) -> Weights:
        return weights[self.codes] * np.float32(FIELDS[field])


@dataclass(frozen=True)
class _Found:
    """Worth of each word (rows) in each name and, by field, in each document (columns)."""

    names: Weights
    documents: dict[str, Weights]

    @property
    def total(self) -> Weights:
        return np.maximum.reduce(list(self.documents.values()))


class Index:
    """
    Documents that can be searched; made by :func:`build_index`.

    The inverted lists are built at the first search (two seconds for 50,000 documents) and never change.
    """

    def __init__(self, documents: pd.DataFrame) -> None:
        self._ids = documents["id"].astype(str).tolist()
        self._titles = [_cut(title) if isinstance(title, str) else "" for title in documents["title"]]
        self._other_names = documents["names"].tolist()
        self._place_lists = [" ; ".join(_listed(places)) for places in documents["places"]]
        self._text_list = [text if isinstance(text, str) else "" for text in documents["text"]]

    def __len__(self) -> int:
        return len(self._ids)

    @cached_property
    def _names(self) -> Names:
        rows = [
            [title, *(_cut(name) for name in _listed(names) if name != title)]
            for title, names in zip(self._titles, self._other_names, strict=True)
        ]
        owners = np.repeat(np.arange(len(rows)), [len(row) for row in rows])
        return Names(list(chain.from_iterable(rows)), owners)

    @cached_property
    def _places(self) -> _Units:
        return _Units(self._place_lists)

    @cached_property
    def _texts(self) -> _Units:
        return _Units(self._text_list)

    @cached_property
    def _rank(self) -> Positions:
        keys = list(zip(map(sort_key, self._titles), self._ids, strict=True))
        rank = np.empty(len(self), np.int64)
        rank[sorted(range(len(self)), key=keys.__getitem__)] = np.arange(len(self))
        return rank

    @cached_property
    def _first_rows(self) -> Positions:
        return np.searchsorted(self._names.owners, np.arange(len(self)))

    def search(self, query: str, limit: int = 20) -> pd.DataFrame:
        """
        Find the documents that hold all words of a query, the best first.

        Parameters
        ----------
        query : str
            Words in any case, with or without tones; at most 400 characters and 16 words of it are read.
        limit : int
            Largest number of rows.

        Returns
        -------
        DataFrame
            id; score (without unit, comparable within one result only); field (``name``, ``place`` or
            ``text``: the least of the fields that were needed to find all words); matched (the name, place or
            sentence that was found). Equal scores stand in Vietnamese order of the titles. Empty if nothing
            is found or the query has no letter and no digit.
        """
        query = _cut(query)
        asked = _query_words(query)
        found = self._find(asked)
        if found is None or limit < 1:
            return pd.DataFrame(columns=COLUMNS).astype({"id": str, "score": float})
        total = found.total
        chosen = np.flatnonzero((total > 0).all(axis=0))
        row_scores = self._row_scores(asked, found)
        rough = total[:, chosen].mean(axis=0) + np.maximum.reduceat(row_scores, self._first_rows)[chosen]
        rough += FIELDS["place"] * (found.documents["place"][:, chosen] > 0).all(axis=0)
        best = np.lexsort((self._rank[chosen], -rough.round(4)))[: max(_LOOKED_AT_CLOSELY, 2 * limit)]
        scored = []
        for position, score in zip(chosen[best].tolist(), rough[best].tolist(), strict=True):
            row, bonus = self._best_row(position, query, row_scores, found)
            scored.append((-round(score + bonus, 3), int(self._rank[position]), position, row))
        scored.sort()
        rows = [
            (self._ids[position], -score, *self._reason(position, row, asked, found))
            for score, _, position, row in scored[:limit]
        ]
        return pd.DataFrame(rows, columns=COLUMNS)

    def ids(self, query: str) -> set[str]:
        """Return the ids of all documents that :meth:`search` could find, for use as a filter."""
        found = self._find(_query_words(_cut(query)))
        if found is None:
            return set()
        return {self._ids[position] for position in np.flatnonzero((found.total > 0).all(axis=0))}

    def _find(self, asked: list[Word]) -> _Found | None:
        """Weigh all words; if no document holds all of them, again with typing errors forgiven."""
        if not asked or not len(self):
            return None
        for forgiving in (False, True):
            found = self._weigh_all(asked, forgiving)
            if (found.total > 0).all(axis=0).any():
                return found
        return None

    def _weigh_all(self, asked: list[Word], forgiving: bool) -> _Found:
        weighed = [self._weigh(word, forgiving) for word in asked]
        names = np.stack([name for name, _, _ in weighed])
        self._weigh_together(asked, names)
        documents = {
            "name": np.maximum.reduceat(names, self._first_rows, axis=1),
            "place": np.stack([place for _, place, _ in weighed]),
            "text": np.stack([text for _, _, text in weighed]),
        }
        return _Found(names, documents)

    def _weigh(self, word: Word, forgiving: bool) -> tuple[Weights, Weights, Weights]:
        """Weigh one word in the names (by name) and in the places and other texts (by document)."""
        names, places, texts = self._names, self._places, self._texts
        in_names = np.maximum(names.terms.weigh(word), names.pairs.weigh(word, 5) * np.float32(JOINED))
        if word.folded in ABBREVIATIONS:
            in_names = np.maximum(in_names, self._spelt_out(word.folded))
        if _acronym(word, names):
            for initials in {word.folded, word.folded.replace("tw", "tu")}:
                in_names = np.maximum(in_names, names.weigh_initials(initials))
        in_places, in_texts = places.terms.weigh(word), texts.terms.weigh(word, 3)
        guesses = [(other, RESPELT) for other in _respelt(word.folded)]
        unknown = not (in_names.any() or in_places.any() or in_texts.any())
        if unknown:
            guesses.append((from_typing_keys(word.folded), GUESSED))
        for guess, worth in guesses:
            in_names = np.maximum(in_names, names.terms.weigh_plain(guess, worth))
            in_places = np.maximum(in_places, places.terms.weigh_plain(guess, worth))
        if forgiving or not (in_names.any() or in_places.any() or in_texts.any()):
            in_names = np.maximum(in_names, names.terms.weigh_misspelt(word.folded))
            in_places = np.maximum(in_places, places.terms.weigh_misspelt(word.folded))
        return in_names, places.spread(in_places, "place"), texts.spread(in_texts, "text")

    def _spelt_out(self, abbreviation: str) -> Weights:
        terms = self._names.terms
        parts = [terms.weigh_plain(part, SPELT_OUT) for part in ABBREVIATIONS[abbreviation].split()]
        return np.minimum.reduce(parts)

    def _weigh_together(self, asked: list[Word], names: Weights) -> None:
        """Weigh neighbouring words of the query that a name writes as one or abbreviates; changes `names`."""
        terms, pairs = self._names.terms, self._names.pairs
        text = [word.folded for word in asked]
        for at in range(len(text) - 1):
            one = text[at] + text[at + 1]
            if one in terms:
                names[at : at + 2] = np.maximum(names[at : at + 2], terms.weigh_plain(one, JOINED))
            if one in ABBREVIATIONS:
                names[at : at + 2] = np.maximum(names[at : at + 2], self._spelt_out(one))
            elif one.isalpha() and not set(one) & set("aeiouy"):  # "ĐH NL"
                names[at : at + 2] = np.maximum(names[at : at + 2], self._names.weigh_initials(one))
        for abbreviation, phrase in ABBREVIATIONS.items():
            parts = phrase.split()
            for at in range(len(text) - len(parts) + 1):
                if text[at : at + len(parts)] == parts:
                    worth = terms.weigh_plain(abbreviation, SPELT_OUT)
                    worth = np.maximum(worth, pairs.weigh_plain(abbreviation, SPELT_OUT))
                    names[at : at + len(parts)] = np.maximum(names[at : at + len(parts)], worth)

    def _row_scores(self, asked: list[Word], found: _Found) -> Weights:
        """Score each name: its words found, how much of it they are, whether it begins with the first."""
        names = self._names
        lengths = np.array([len(word.folded) for word in asked], np.float32)
        covered = np.minimum(lengths @ found.names / names.letters, 1.0)
        scores = found.names.mean(axis=0) * (0.7 + 0.3 * covered)
        first, stop = names.terms.span(asked[0].folded, beginning=True)
        scores += 0.1 * ((names.first_term >= first) & (names.first_term < stop))
        return scores.astype(np.float32)

    def _best_row(self, position: int, query: str, row_scores: Weights, found: _Found) -> tuple[int, float]:
        """Return the name of a document in which the query lies best, and the worth of how it lies there."""
        first = int(self._first_rows[position])
        stop = int(np.searchsorted(self._names.owners, position, "right"))
        spelling, rated = _spelling(query), []
        for row in range(first, stop):
            name = self._names.names[row]
            worth = _closeness(_spelling(name), spelling)
            if worth and self._wrong_tones(query, name, worth, found.names[:, row]):
                worth *= WRONG_TONES
            rated.append((worth * (TITLE if row == first else 1.0), float(row_scores[row]), -row))
        worth, _, row = max(rated)
        places = self._place_lists[position].split(" ; ")
        in_place = max(_closeness(_spelling(place), spelling) for place in places)
        return -row, max(worth, in_place * FIELDS["place"])

    @staticmethod
    def _wrong_tones(query: str, name: str, closeness: float, weights: Weights) -> bool:
        if closeness > BEGINS:
            return bool((weights == np.float32(OTHER_TONE)).any())
        # Words cut short have one worth whatever their tones.
        return not query.isascii() and query.lower() not in name.lower()

    def _reason(self, position: int, row: int, asked: list[Word], found: _Found) -> tuple[str, str]:
        """Return the field a document was found in and the text there."""
        fields = list(FIELDS)
        worth = np.stack([found.documents[field][:, position] for field in fields])
        needed = worth.argmax(axis=0)
        field = fields[int(needed.max())]
        if field == "name":
            return field, self._names.names[row]
        parts = self._place_lists[position].split(" ; ")
        if field == "text":
            parts = self._text_list[position].replace("; ", ". ").split(". ")
        sought = {word.folded for word, where in zip(asked, needed, strict=True) if fields[where] == field}
        return field, max(parts, key=lambda part: _shared(sought, f" {fold(part)} "))


def _shared(sought: set[str], folded: str) -> int:
    """Count the words in a folded text with a space around it, whole ones twice."""
    return sum((f" {word}" in folded) + (f" {word} " in folded) for word in sought)


def _listed(value: Any) -> list[str]:
    return [text for text in value if isinstance(text, str)] if isinstance(value, list | tuple) else []


def build_index(documents: pd.DataFrame) -> Index:
    """
    Make an index of documents.

    Parameters
    ----------
    documents : DataFrame
        One row a document, with the columns

        - ``id``: str, unique;
        - ``title``: str, the name it is known by, on which ties are ordered;
        - ``names``: list of str, other names (foreign, short, former), may repeat the title;
        - ``places``: list of str, where it is (ward, and the former wards that were joined into it);
        - ``text``: str, anything else worth finding (summary, labels of sectors).

        More columns do no harm. A missing value counts as empty.

    Returns
    -------
    Index
        Cheap to make; the work is done at the first search.

    Raises
    ------
    KeyError
        If a column is missing.
    """
    return Index(documents)
