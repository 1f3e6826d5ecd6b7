"""Which needs free words speak of: Vietnamese with or without tones, English, small typing errors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ecomap.analysis.partners.cues import ASKING, CUES, INNOCENT, NEGATIONS
from ecomap.text import fold, toned, words

MAX_WORDS = 4_000
"""What lies beyond is not read: nobody needs so many words, and a pasted book must not stall a session."""
GUESSED = 0.8
"""A misspelt cue counts a little less than a right one."""
_BETWEEN = 1
"""Words that may stand between a negation and the cue it takes away ("không cần thêm vốn")."""
_LEAST_LETTERS = 6
_LIKENESS = 0.85
"""Short cues are not guessed: one letter makes another word of them. Longer ones may have one error in seven."""


@dataclass(frozen=True)
class _Word:
    folded: str
    toned: str

    def may_be(self, other: _Word, marked: bool) -> bool:
        """Tell whether this word of a text can be a cue's word.

        A text written with tones means them, on every word that has any mark; a word without is let pass, since
        hurried people leave some out.
        """
        return self.folded == other.folded and (
            not marked or self.toned == self.folded or self.toned == other.toned
        )


@dataclass(frozen=True)
class _Cue:
    words: tuple[_Word, ...]
    meaning: tuple[tuple[str, float], ...]


def recognise(text: str) -> dict[str, float]:
    """Return which needs a text speaks of.

    Cues (`ecomap.analysis.partners.cues`) are looked for as whole words, the longest first, and each word of the
    text is used once. Tones count where the text has them: "có vấn đề" (there is a problem) is no "cố vấn"
    (mentor). What follows a negation is left out. Only if no cue is found are typing errors forgiven.

    Parameters
    ----------
    text : str
        In any case, with or without tones, Vietnamese or English; at most `MAX_WORDS` words are read.

    Returns
    -------
    dict of str to float
        Key of `NEEDS` to the worth of its best cue, 0 to 1; strongest first, then by key. Empty if nothing is
        recognised.

    Examples
    --------
    >>> recognise("Cần phòng thí nghiệm để chiết xuất tinh dầu")
    {'lab': 1.0}
    >>> recognise("tim nha dau tu va co van")
    {'capital': 1.0, 'mentoring': 1.0}
    >>> recognise("bla bla")
    {}
    """
    read = _read(text)
    found = _exact(read, any(word.folded != word.toned for word in read)) or _guessed(read)
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def topic(text: str) -> str:
    """Return a text without the phrases by which anything is asked for (`cues.ASKING`): what the matter is.

    Examples
    --------
    >>> topic("tìm đơn vị giải bài toán ngập lụt đô thị")
    'ngập lụt đô thị'
    """
    whole = words(text[: 20 * MAX_WORDS])
    read, kept, at = _read(text), [], 0
    origin = [number for number, word in enumerate(whole) for _ in fold(word).split()]
    marked = any(word.folded != word.toned for word in read)
    while at < len(read):
        size = next((len(cue.words) for cue in _asking() if _lies(cue, read, at, marked)), 0)
        if not size:
            kept.append(origin[at])
        at += size or 1
    return " ".join(whole[number] for number in dict.fromkeys(kept))


@cache
def _asking() -> tuple[_Cue, ...]:
    cues = (_Cue(cue, ()) for cue in _listed(ASKING))
    return tuple(sorted(cues, key=lambda cue: -len(cue.words)))


def _read(text: str) -> list[_Word]:
    """Return the words of a text; one that folds to two ("R&D") counts as two."""
    return [
        _Word(part, toned(word) if part == fold(word) else part)
        for word in words(text[: 20 * MAX_WORDS])
        for part in fold(word).split()
    ][:MAX_WORDS]


def _exact(read: list[_Word], marked: bool) -> dict[str, float]:
    best: dict[str, float] = {}
    negated = -2 - _BETWEEN
    at = 0
    while at < len(read):
        cue = next(
            (cue for cue in _by_first_word().get(read[at].folded, ()) if _lies(cue, read, at, marked)), None
        )
        if cue is None:
            at += 1
            continue
        stop = at + len(cue.words)
        if cue.meaning == _NEGATION:
            negated = stop
        elif cue.meaning and at - negated > _BETWEEN:
            for need, worth in cue.meaning:
                best[need] = max(best.get(need, 0.0), worth)
        at = stop
    return best


def _lies(cue: _Cue, read: list[_Word], at: int, marked: bool) -> bool:
    own = read[at : at + len(cue.words)]
    return len(own) == len(cue.words) and all(
        word.may_be(other, marked) for word, other in zip(own, cue.words, strict=True)
    )


def _guessed(read: list[_Word]) -> dict[str, float]:
    """Return the needs of cues that differ from some words of the text by a typing error."""
    letters = [word.folded for word in read]
    spellings, meanings, longest = _spellings()
    windows = sorted(
        {
            window
            for size in range(1, longest + 1)
            for at in range(len(letters) - size + 1)
            if len(window := "".join(letters[at : at + size])) >= _LEAST_LETTERS - 1
        }
    )
    if not windows:
        return {}
    likeness = process.cdist(
        windows, spellings, scorer=OSA.normalized_similarity, score_cutoff=_LIKENESS, dtype=np.float32
    )
    best: dict[str, float] = {}
    for column in np.flatnonzero(likeness.any(axis=0)):
        for need, worth in meanings[column]:
            best[need] = max(best.get(need, 0.0), worth * GUESSED)
    return best


_NEGATION = (("", 0.0),)


@cache
def _cues() -> tuple[_Cue, ...]:
    meanings: dict[tuple[_Word, ...], dict[str, float]] = {}
    for need, by_worth in CUES.items():
        for worth, listed in by_worth.items():
            for cue in _listed(listed):
                meanings.setdefault(cue, {})[need] = worth
    cues = [_Cue(cue, tuple(meaning.items())) for cue, meaning in meanings.items()]
    cues += [_Cue(cue, _NEGATION) for cue in _listed(NEGATIONS)]
    return (*cues, *(_Cue(cue, ()) for cue in _listed(INNOCENT)))


def _listed(cell: str) -> Iterator[tuple[_Word, ...]]:
    return (tuple(_read(cue)) for cue in cell.split(";"))


@cache
def _by_first_word() -> dict[str, list[_Cue]]:
    """Return the cues by their first word, longest first, and innocent phrases before cues of their length."""
    table: dict[str, list[_Cue]] = {}
    for cue in sorted(_cues(), key=lambda cue: (-len(cue.words), bool(cue.meaning))):
        table.setdefault(cue.words[0].folded, []).append(cue)
    return table


@cache
def _spellings() -> tuple[list[str], list[tuple[tuple[str, float], ...]], int]:
    """Return the cues long enough to be guessed, written in one, their meanings, and the most words of any."""
    long = [
        ("".join(word.folded for word in cue.words), cue)
        for cue in _cues()
        if cue.meaning and cue.meaning != _NEGATION
    ]
    kept = [(spelling, cue) for spelling, cue in long if len(spelling) >= _LEAST_LETTERS]
    return [s for s, _ in kept], [cue.meaning for _, cue in kept], max(len(cue.words) for _, cue in kept)
