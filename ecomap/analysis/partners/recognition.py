"""Which needs free words speak of: Vietnamese with or without tones, English, small typing errors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from ecomap.analysis.partners.cues import ASKING, CUES, INNOCENT, JOINING, NEGATIONS, NOT_NEEDED, TURNING
from ecomap.text import fold, nfc, toned, words

MAX_WORDS = 4_000
"""What lies beyond is not read: nobody needs so many words, and a pasted book must not stall a session."""
GUESSED = 0.8
"""A misspelt cue counts a little less than a right one."""
_BETWEEN = 1
"""Words that may stand between a negation and the cue it takes away ("không cần thêm vốn")."""
_REACH = 6
"""Words after a negation in which no misspelt cue is guessed, unless something turns the sentence before."""
_CASED_WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*")
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
    (mentor). What is negated ("không cần vốn", "no lab needed") is left out. Only if no cue is found are typing
    errors forgiven, outside of what is negated.

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
    >>> recognise("không cần phòng thí nghiệm")
    {}
    """
    read = _read(text)
    found = _found(read)
    negated = _negated(read, found)
    best = _best(cue.meaning for at, cue in found if at not in negated and cue.meaning != _NEGATION)
    return _sorted(best or _guessed([word for at, word in enumerate(read) if at not in negated]))


def _sorted(best: dict[str, float]) -> dict[str, float]:
    return dict(sorted(best.items(), key=lambda item: (-item[1], item[0])))


def _best(meanings: Iterable[tuple[tuple[str, float], ...]], share: float = 1.0) -> dict[str, float]:
    best: dict[str, float] = {}
    for meaning in meanings:
        for need, worth in meaning:
            best[need] = max(best.get(need, 0.0), worth * share)
    return best


def _marked(read: list[_Word]) -> bool:
    return any(word.folded != word.toned for word in read)


def topic(text: str) -> str:
    """Return what the matter of a text is: without phrases by which anything is asked for, and what is negated.

    Capitals are kept.

    Examples
    --------
    >>> topic("tìm đơn vị giải bài toán ngập lụt đô thị, không cần vốn")
    'ngập lụt đô thị'
    """
    whole = words(text[: 20 * MAX_WORDS])
    cased = _CASED_WORD.findall(nfc(text[: 20 * MAX_WORDS]).replace("_", " "))
    written = cased if len(cased) == len(whole) else whole  # capitals tell "AI" from "ai" (who)
    read, kept, at = _read(text), [], 0
    origin = [number for number, word in enumerate(whole) for _ in fold(word).split()]
    marked = _marked(read)
    negated = _negated(read, _found(read))
    while at < len(read):
        if at in negated:
            at += 1
            continue
        size = next((len(cue.words) for cue in _asking() if _lies(cue, read, at, marked)), 0)
        if not size:
            kept.append(origin[at])
        at += size or 1
    return " ".join(written[number] for number in dict.fromkeys(kept))


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


def _found(read: list[_Word]) -> list[tuple[int, _Cue]]:
    """Return the cues that lie in a text with the number of their first word, each word used once."""
    marked, at = _marked(read), 0
    found: list[tuple[int, _Cue]] = []
    while at < len(read):
        cues = _by_first_word().get(read[at].folded, ())
        cue = next((cue for cue in cues if _lies(cue, read, at, marked)), None)
        if cue is not None:
            found.append((at, cue))
        at += len(cue.words) if cue else 1
    return found


def _negated(read: list[_Word], found: list[tuple[int, _Cue]]) -> set[int]:
    """Return the numbers of the words that are negations or negated.

    A negation takes away the cue right after it and those joined to that ("không cần vốn hay cố vấn"); where no cue
    follows so close, the next few words, lest a cue be guessed in them.
    """
    out = _not_needed(read)
    for number, (at, cue) in enumerate(found):
        if cue.meaning != _NEGATION:
            continue
        end = stop = at + len(cue.words)
        for begin, other in found[number + 1 :]:
            if other.meaning == _NEGATION or begin - end > _BETWEEN or _turn(read, end, begin) < begin:
                break
            end = begin + len(other.words)
            if end == len(read) or read[end].folded not in _folded(JOINING):
                break
            end += 1
        if end == stop:
            following = found[number + 1][0] if number + 1 < len(found) else len(read)
            end = _turn(read, stop, min(stop + _REACH, following))
        out.update(range(at, end))
    return out


def _turn(read: list[_Word], start: int, stop: int) -> int:
    """Return where the sentence turns from what is not needed to what is, at most `stop`."""
    return next((at for at in range(start, stop) if read[at].folded in _folded(TURNING)), stop)


def _not_needed(read: list[_Word]) -> set[int]:
    """Return the numbers of the words from each "no" to a "needed" shortly after it."""
    out: set[int] = set()
    for at, word in enumerate(read):
        if word.toned == "no":
            window = range(at + 1, min(at + _REACH, len(read)))
            end = next((end for end in window if read[end].folded in _folded(NOT_NEEDED)), at)
            out.update(range(at, end + 1) if end > at else ())
    return out


@cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(fold(word) for word in listed.split(";"))


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
    return _best((meanings[column] for column in np.flatnonzero(likeness.any(axis=0))), GUESSED)


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
