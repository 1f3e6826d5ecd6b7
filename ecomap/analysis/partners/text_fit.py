"""How well the words of a need fit what each organisation says it offers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.feature_extraction.text import CountVectorizer

from ecomap.analysis.evidence import once_per_snapshot
from ecomap.analysis.partners.cues import EMPTY
from ecomap.ecosystem import Ecosystem
from ecomap.text import fold, nfc, toned, words
from ecomap.vocabulary import ROLE_TYPES

MAX_CHARACTERS = 10_000
FULL_FIT = 0.4
"""Likeness that counts as a full fit. Two texts of some sentences about one thing seldom reach more; without the
stretch every bar would look empty."""
WORD_SHARE = 0.6
"""Share of words in the likeness; letters (which forgive spelling and joined words) have the rest."""
SOURCES_WORTH = {"own": 1.0, "programme": 0.9, "tie": 0.7}
"""What an organisation says of itself tells most of what it offers, the note of one tie least. The notes of n ties
count by one over the root of 1 + log n: in a hundred notes nearly every word stands once."""
ALIKE_FIT, SPOKEN_FIT = 0.2, 0.1
"""Least fit of texts whose words look alike, as misspelt ones do; of those that have telling words in common."""
_MUTUAL = ("partners_with", "coordinates_with", "member_of", "takes_part_in")

_STOP_WORDS = """
    ai anh ay bang bi boi cac cach cai can cang cao chi cho chua chung chuyen co con cua cung da dang dau day de
    den di dieu do doi duoc em gi giua hay hien ho hon khi khong la lai lam len luon ma moi mot muon nam nao nay neu
    ngay nguoi nhat nhieu nhu nhung o qua ra rang rat sau se so tai tam theo thi thu toi tren trong trung tu tung va
    van vao ve vi vien viec voi xin
    a about an and are as at be by for from has have help i in is it its me my need needs of on or our that the their
    this to want we what which who will with you
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())
"""Folded Vietnamese and English words that say nothing of the matter when they stand alone. Pairs keep them."""
_TITLE_WORDS = "truong dai hoc vien trung tam cong ty so uy ban nhan dan hoi quy thanh pho tinh"
TONED_STOPS = frozenset(toned(word) for word in EMPTY.split("; "))
TITLE_WORDS = frozenset(_TITLE_WORDS.split())
"""Folded words of which titles of bodies are made ("university", "company"): alone not shown as common words."""


@dataclass(frozen=True)
class _Passage:
    owner: int
    sort: str
    text: str


class TextIndex:
    """What organisations offer, by the words; made by `index`.

    Each organisation has several passages: what is said of itself (names, summary, labels of its sectors, functions
    and kind), each programme it runs (name, benefits, eligibility, target groups), and the note of each tie in
    which it acts. The fit is that of its best passage, so that a body with many programmes is not diluted.

    Notes
    -----
    Passages and query are vectors of tf-idf weights: single words and pairs, and runs of three to five letters
    inside words, all without tones. The likeness is the inner product with pivoted length normalisation [2]_
    (near the cosine [1]_, but fair to long passages), 60 % of the words' and 40 % of the letters'. A word that
    every passage has weighs nothing.

    References
    ----------
    .. [1] Manning, C. D., Raghavan, P., Schütze, H. (2008). Introduction to Information Retrieval, ch. 6.
       Cambridge University Press.
    .. [2] Singhal, A., Buckley, C., Mitra, M. (1996). Pivoted document length normalization. SIGIR, 21–29.
    """

    def __init__(self, ids: Sequence[str], passages: Sequence[_Passage]) -> None:
        self._position = {org_id: at for at, org_id in enumerate(ids)}
        self._passages = sorted(passages, key=lambda p: (p.owner, p.sort, p.text))
        self._owners = np.array([passage.owner for passage in self._passages], dtype=np.int64)
        self._known_words: dict[int, tuple[tuple[str, ...], _Read]] = {}
        worth = np.array([SOURCES_WORTH[p.sort] for p in self._passages])
        notes = np.array([p.sort == "tie" for p in self._passages], dtype=bool)
        number = np.bincount(self._owners[notes], minlength=len(self._position))[self._owners]
        self._worth = np.where(notes, worth / np.sqrt(1 + np.log(np.maximum(number, 1))), worth)

    @cached_property
    def _spaces(self) -> tuple[_Space, _Space]:
        texts = [_folded(passage.text) for passage in self._passages]
        return (
            _Space(CountVectorizer(analyzer=_word_grams), texts),
            _Space(CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), lowercase=False), texts),
        )

    def fit(self, text: str) -> NDArray[np.float64]:
        """Return the fit of each organisation to a text, 0 to 1, in the order of ``ecosystem.organisations``.

        All 0 if the text has no word that any passage has. At most `MAX_CHARACTERS` of it are read.
        """
        return self.fit_many([text])[0]

    def knows(self, text: str) -> bool:
        """Tell whether any word of a text that says something stands in any passage."""
        grams = _word_grams(_folded(text[:MAX_CHARACTERS])) if self._passages else []
        return any(self._spaces[0].weight(gram) > 0 for gram in grams)

    def fit_many(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Return the fit of each organisation (columns) to each text (rows)."""
        found = np.zeros((len(texts), len(self._position)))
        if not len(self._passages) or not len(texts):
            return found
        folded = [_folded(text[:MAX_CHARACTERS]) for text in texts]
        folded = [text if _word_grams(text) else "" for text in folded]
        by_words, by_letters = (space.likeness(folded) for space in self._spaces)
        # Letters alone find resemblance everywhere; they only add to what shares a word or is nearly one.
        likeness = WORD_SHARE * by_words + (1 - WORD_SHARE) * by_letters * (by_letters > _NOISE)
        starts = np.flatnonzero(np.r_[True, np.diff(self._owners) > 0])
        best = np.maximum.reduceat(likeness * self._worth, starts, axis=1)
        found[:, self._owners[starts]] = np.minimum(best / FULL_FIT, 1.0)
        return found

    def _words_of(self, at: int) -> tuple[tuple[str, ...], _Read]:
        """Return the words of a passage, as written and as compared; read once."""
        if at not in self._known_words:
            self._known_words[at] = _read(self._passages[at].text)
        return self._known_words[at]

    def words(self, text: str, org_id: str, limit: int = 4, whole: bool = False) -> tuple[str, ...]:
        """Return the words of a text that an organisation's passages have too, in runs as long as they go.

        Parameters
        ----------
        whole : bool
            Take everyday words too where together they are all that the text says: who asks for tourism alone
            means just that.

        Returns
        -------
        tuple of str
            As the organisation's texts write them (with tones; small letters, but for abbreviations), the most telling
            first; none that is part of another. Empty for an unknown id. A run has two words or more, or is one that
            says something by itself: a word of more than one vowel group, or an abbreviation that both write in
            capitals. A text with tones is compared with its tones here: what is shown as common must be the same
            word.
        """
        read = _asked(text[:MAX_CHARACTERS])
        said = {word.folded for word in read if not _says_nothing(word)}
        runs: dict[str, str] = {}
        met: set[str] = set()
        for at in np.flatnonzero(self._owners == self._position.get(org_id, -1)):
            written, theirs = self._words_of(int(at))
            for start, stop in _common_runs(read, theirs, alone=whole and len(said) == 1):
                words_of_run = [word.folded for word in theirs[start:stop]]
                runs.setdefault(" ".join(words_of_run), " ".join(written[start:stop]))
                met.update(words_of_run)
        every = whole and bool(said) and said <= met
        weight = self._spaces[0].weight
        telling = {
            run: sum(map(weight, _word_grams(run)))
            for run in runs
            if every or (self._is_telling(run) and not TITLE_WORDS.issuperset(run.split()))
        }
        chosen: list[str] = []
        for run in sorted(telling, key=lambda run: (-telling[run], run)):
            if not any(f" {run} " in f" {other} " for other in chosen):
                chosen.append(run)
        return tuple(runs[run] for run in chosen[:limit])

    def _is_telling(self, run: str) -> bool:
        """Tell whether few enough passages have a run of words, or a pair of its words."""
        weight, least = self._spaces[0].weight, _TELLING * np.log(1 + len(self._passages))
        if " " not in run:  # it says something by itself, so it counts as much as a pair
            return weight(run) / _SINGLE >= least
        return max(map(weight, _word_grams(run)), default=0.0) >= least


@dataclass(frozen=True)
class _Word:
    folded: str
    toned: str
    capitals: bool


_Read = tuple[_Word, ...]
_ABBREVIATION = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z0-9]{2,6}\b")
_SIGN = "\u01c3"
"""Put after an abbreviation that is a stop word in small letters ("AI", "IT"), to tell it from that. A letter to all
that folds and splits text, and one that no text here has."""


def _signed(text: str) -> str:
    text = nfc(text)
    if text.isupper() and len(text.split()) > 1:  # capitals throughout tell nothing
        return text
    return _ABBREVIATION.sub(lambda m: m[0] + _SIGN if fold(m[0]) in STOP_WORDS else m[0], text)


def _folded(text: str) -> str:
    return fold(_signed(text))


def _read(text: str) -> tuple[tuple[str, ...], _Read]:
    """Return the words of a text, as written and as compared."""
    capitals = {_folded(found): found for found in _ABBREVIATION.findall(nfc(text))}
    written = words(_signed(text))
    read = tuple(_Word(folded := fold(word), toned(word), folded in capitals) for word in written)
    return tuple(capitals.get(one.folded, word) for one, word in zip(read, written, strict=True)), read


@lru_cache(maxsize=16)
def _asked(text: str) -> _Read:
    return _read(text)[1]


def _common_runs(asked: _Read, offered: _Read, alone: bool) -> Iterator[tuple[int, int]]:
    """Yield where the words offered hold a run of the words asked: at least two, or one that says something.

    With `alone` any one word will do if it has the same tones.
    """
    marked = any(word.folded != word.toned for word in asked)
    capitals = {word.folded for word in asked if word.capitals}
    toned_asked = {word.toned for word in asked}
    places: dict[str, list[int]] = {}
    for at, word in enumerate(asked):
        places.setdefault(word.folded, []).append(at)
    start = 0
    while start < len(offered):
        if offered[start].folded not in places:
            start += 1
            continue
        longest = max(_length(asked, at, offered, start, marked) for at in places[offered[start].folded])
        first, stop = start, start + longest
        while first < stop and _says_nothing(offered[first]):
            first += 1
        while stop > first and _says_nothing(offered[stop - 1]):
            stop -= 1
        if stop - first > 1:
            yield first, stop
        elif stop - first == 1:
            word = offered[first]
            in_capitals = word.capitals and word.folded in capitals
            if _stands_alone(word) or in_capitals or (alone and word.toned in toned_asked):
                yield first, stop
        start += max(longest, 1)


def _says_nothing(word: _Word) -> bool:
    """Tell whether a word is a stop word with its tones too: "có" is one, "cơ" ("hữu cơ") only looks like it."""
    return word.folded in STOP_WORDS and (word.toned == word.folded or word.toned in TONED_STOPS)


def _stands_alone(word: _Word) -> bool:
    """Tell whether one word says something by itself: a Vietnamese syllable, of one vowel group, seldom does."""
    return word.folded == word.toned and len(_VOWELS.findall(word.folded)) > 1


def _length(asked: _Read, at: int, offered: _Read, start: int, marked: bool) -> int:
    n, most = 0, min(len(asked) - at, len(offered) - start)
    while n < most:
        one, other = asked[at + n], offered[start + n]
        if one.folded != other.folded or (marked and one.toned != other.toned):
            break
        n += 1
    return n


_NOISE = 0.08
_VOWELS = re.compile("[aeiouy]+")
_TELLING = 0.55
"""Words shown as common have at least this share of the greatest weight there is: not "technology" or "product"."""
_SINGLE = 0.5
"""Weight of single words against pairs: a Vietnamese syllable alone is seldom a word."""
_SLOPE = 0.5
"""Of pivoted length normalisation: 1 would be the plain cosine, which favours very short passages."""


class _Space:
    """A vector space of tf-idf weights over some passages."""

    def __init__(self, counter: CountVectorizer, texts: list[str]) -> None:
        self._counter = counter
        try:
            counts = csr_array(counter.fit_transform(texts), dtype=float)
        except ValueError:  # no passage has a word
            self._weights, self._matrix = np.zeros(0), None
            return
        grams = counter.get_feature_names_out()
        single = np.where(
            [" " in gram.strip() or counter.analyzer != _word_grams for gram in grams], 1.0, _SINGLE
        )
        held = np.bincount(counts.indices, minlength=counts.shape[1])
        self._weights = np.log((1 + len(texts)) / (1 + held)) * single
        weighed = self._weighed(counts)
        lengths = _lengths(weighed)
        pivoted = (1 - _SLOPE) * lengths.mean() + _SLOPE * lengths
        self._matrix = _divided(weighed, pivoted).T.tocsr()

    def likeness(self, texts: list[str]) -> NDArray[np.float64]:
        """Return the cosine of each text (rows) with each passage (columns)."""
        if self._matrix is None:
            return np.zeros((len(texts), 1))
        asked = self._weighed(csr_array(self._counter.transform(texts), dtype=float))
        return np.asarray((_divided(asked, _lengths(asked)) @ self._matrix).todense())

    def weight(self, gram: str) -> float:
        """Return how telling a word or pair is; 0 for one that no passage has."""
        at = self._counter.vocabulary_.get(gram) if len(self._weights) else None
        return 0.0 if at is None else float(self._weights[at])

    def _weighed(self, counts: csr_array) -> csr_array:
        counts.data = 1 + np.log(counts.data)
        return csr_array(counts @ diags_array(self._weights))


def _lengths(rows: csr_array) -> NDArray[np.float64]:
    return np.sqrt(rows.multiply(rows).sum(axis=1))


def _divided(rows: csr_array, lengths: NDArray[np.float64]) -> csr_array:
    return csr_array(diags_array(1 / np.where(lengths > 0, lengths, 1.0)) @ rows)


def _word_grams(folded: str) -> list[str]:
    """Return the single words that say something, and all pairs of neighbours with such a word."""
    read = folded.split()
    single = [word for word in read if word not in STOP_WORDS and not word.isdigit()]
    pairs = [f"{a} {b}" for a, b in pairwise(read) if not (a in STOP_WORDS and b in STOP_WORDS)]
    return single + pairs


@once_per_snapshot
def index(ecosystem: Ecosystem) -> TextIndex:
    """Return the index of what the organisations of a snapshot offer; made once per snapshot."""
    ids = ecosystem.organisations.index
    return TextIndex(list(ids), [*_own(ecosystem), *_programmes(ecosystem), *_ties(ecosystem)])


@once_per_snapshot
def programme_index(ecosystem: Ecosystem) -> TextIndex:
    """Return the index of what the programmes of a snapshot are about; made once per snapshot."""
    texts = _programme_texts(ecosystem)
    return TextIndex(list(texts), [_Passage(at, "own", text) for at, text in enumerate(texts.values())])


def _own(ecosystem: Ecosystem) -> Iterator[_Passage]:
    organisations = ecosystem.organisations
    columns = ("name_vi", "name_en", "short_name", "summary_vi")
    cells = zip(*(organisations[name] for name in columns), strict=True)
    labels = {
        field: _labels(ecosystem, "organisations", field, getattr(ecosystem, field))
        for field in ("sectors", "functions")
    }
    for owner, (org_id, texts) in enumerate(zip(organisations.index, cells, strict=True)):
        yield _Passage(owner, "own", _joined([*texts, *(labels[field].get(org_id) for field in labels)]))


def _labels(ecosystem: Ecosystem, table: str, field: str, codes: pd.DataFrame) -> dict[str, str]:
    """Return the labels, in both languages, of the codes that each row of a table has."""
    texts = (codes["label_vi"] + ", " + codes["label_en"].fillna("")).to_dict()
    tags = ecosystem.tags(table, field).map(lambda code: texts.get(code, ""))
    return {str(row): text for row, text in tags.groupby(level=0).agg(", ".join).items()}


def _programme_texts(ecosystem: Ecosystem) -> dict[str, str]:
    programmes = ecosystem.programmes
    columns = ("name_vi", "name_en", "benefits_vi", "eligibility_vi", "target_groups")
    cells = zip(*(programmes[name] for name in columns), strict=True)
    return dict(zip(programmes.index, map(_joined, cells), strict=True))


def _programmes(ecosystem: Ecosystem) -> Iterator[_Passage]:
    texts = _programme_texts(ecosystem)
    ties = ecosystem.ties[ecosystem.ties["type"].isin(ROLE_TYPES)]
    owners = ecosystem.organisations.index.get_indexer(ties["source"])
    for owner, programme in sorted(set(zip(owners.tolist(), ties["target"], strict=True))):
        if owner >= 0 and programme in texts:
            yield _Passage(owner, "programme", texts[programme])


def _ties(ecosystem: Ecosystem) -> Iterator[_Passage]:
    ties = ecosystem.ties[ecosystem.ties["note_vi"].notna()]
    index = ecosystem.organisations.index
    acting = ties["type"].isin(_MUTUAL).to_numpy()
    for end, kept in (("source", np.ones(len(ties), dtype=bool)), ("target", acting)):
        owners = index.get_indexer(ties[end])
        for owner, note, keep in zip(owners.tolist(), ties["note_vi"], kept, strict=True):
            if keep and owner >= 0:
                yield _Passage(owner, "tie", note)


def _joined(texts: Iterable[object]) -> str:
    return ". ".join(text for text in texts if isinstance(text, str) and text)
