"""Looking in the text of a produced file for what was written into it: what somebody has changed or taken out since."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ecomap.briefing.check_lines import Line, Sentence, written
from ecomap.briefing.document import CELL_GAP, GAP
from ecomap.briefing.payload import Payload

_MARK = re.compile(r"\[\d+(?:[,–]\d+)*\]")
_LABEL = re.compile(
    r"(?:[IVXLC]+\.|\d{1,3}\.|[a-zđ]\)|(?:Bảng|Hình|Table|Figure)\d*\.?|(?:Phụlục|Appendix)[IVXLC]*)"
)
"""What the form puts before a heading or caption, without spaces."""


@dataclass(frozen=True)
class _Wanted:
    """A line to look for: as a reader is told of it, and without spaces in the pieces between references.

    A `whole` line stands alone; a `complete` one has no reference, whose words are not known.
    """

    sentence: Sentence
    whole: bool
    complete: bool
    pieces: tuple[str, ...]


def edited(content: Payload, text: str) -> tuple[str, ...]:
    """Return the lines of a file that its text has not, apart from spaces, marks of notes and signs not seen.

    What is told several times must stand there as often. Where it stands does not count.

    Parameters
    ----------
    content : Payload
        What should stand there: what the file carries, or what its recipe gives.
    text : str
        What a reader sees, each paragraph, row or heading on a line.
    """
    order = [_bare(line) for line in text.split("\n")]
    blocks = Counter(order)
    sought = _not_alone(_wanted(content), blocks)
    missing = {one.sentence for one in sought if one.whole and one.complete}
    rest = "".join(block for block in order if _taken(blocks, block))
    missing.update(_short([one for one in sought if one.sentence not in missing], rest))
    return tuple(dict.fromkeys(one.sentence.text for one in sought if one.sentence in missing))


def _taken(blocks: Counter[str], block: str) -> bool:
    """Take a block out of those left, if it is one of them."""
    if blocks[block] <= 0:
        return False
    blocks[block] -= 1
    return True


def _wanted(content: Payload) -> list[_Wanted]:
    """Return the lines to look for; of a file that does not carry them, the sentences with a figure."""
    lines = content.lines or [
        Line(section, False, ((sentence,),))
        for section, sentence in dict.fromkeys((one.section, one.sentence) for one in content.figures)
    ]
    found = []
    for line in lines:
        text = " ".join(written(sentence, content) for sentence in line.sentences)
        pieces = tuple(filter(None, map(_bare, text.split(GAP))))
        if pieces:
            found.append(_Wanted(Sentence(line.section, text), line.whole, GAP not in text, pieces))
    return found


def _not_alone(wanted: Iterable[_Wanted], blocks: Counter[str]) -> list[_Wanted]:
    """Return the lines that are no block of the text; take the others out of the blocks."""
    labelled: dict[str, list[str]] = {}
    for block in blocks:
        if label := _LABEL.match(block):
            labelled.setdefault(block[label.end() :], []).append(block)
    left = []
    for one in wanted:
        text = one.pieces[0]
        names = [text, *labelled.get(text, ())] if one.whole else [text]
        if not one.complete or not any(_taken(blocks, name) for name in names):
            left.append(one)
    return left


def _short(wanted: Sequence[_Wanted], seen: str) -> list[Sentence]:
    """Return the lines of which a piece stands in the rest of the text less often than in all of them."""
    told = "\n".join(piece for one in wanted for piece in one.pieces)
    short = {
        piece
        for piece in {piece for one in wanted for piece in one.pieces}
        if seen.count(piece) < told.count(piece)
    }
    return [one.sentence for one in wanted if not short.isdisjoint(one.pieces)]


def _bare(text: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFC", text) if sign.isprintable() and not sign.isspace())
    return _MARK.sub("", "".join(kept).replace(CELL_GAP.strip(), ""))
