"""Making text from data safe for a page, whatever it holds: the one door all text of a document goes through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import quote

from ecomap.briefing.document import Mark, Plain, Span, Spans, Value
from ecomap.text import nfc

# What XML 1.0 forbids, lone surrogates, and the invisible signs that turn the direction of the text after them:
# a name with such a sign would show the figures behind it backwards.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]|[\U0001fffe\U0001ffff\U0002fffe\U0002ffff\U000ffffe-\U0010ffff]"
)
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_LONG_WORD = re.compile(r"[^\s\u00a0]{41,}")
_ADDRESS = re.compile(r"https?://[^\s<>\"\\{}|^`]+\Z", re.IGNORECASE)
BREAK = "\u200b"  # a place where a line may end


def clean(text: str) -> str:
    """Return text without invisible signs, its lines ended by a line feed each."""
    return nfc(_FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """Return clean text on one line."""
    return " ".join(clean(text).split("\n")).replace("\t", " ").strip()


def breakable(text: str, longest: int = 40) -> str:
    """Return text in which a word longer than `longest` letters may be broken, so that it cannot leave its column."""
    pattern = _LONG_WORD if longest == 40 else re.compile(rf"[^\s\u00a0]{{{longest + 1},}}")
    return pattern.sub(lambda found: BREAK.join(_pieces(found[0], max(longest // 4, 4))), text)


def _pieces(word: str, size: int) -> Iterator[str]:
    for start in range(0, len(word), size):
        yield word[start : start + size]


def address(url: str) -> str:
    """Return a web address a link may lead to, or '' for any other scheme.

    Letters beyond ASCII are percent-encoded: fonts of a document need not have them, and browsers read both forms.
    """
    url = clean(url).strip()
    url = "".join(sign if sign.isascii() else quote(sign) for sign in url)
    return url if _ADDRESS.match(url) else ""


def tidy(spans: Spans, keep_lines: bool = False) -> Spans:
    """Return spans with clean words, and before each mark a space at which the line does not end."""

    def words(text: str) -> str:
        text = clean(text).replace("\t", " ")
        return text if keep_lines else text.replace("\n", " ")

    found: list[Span] = []
    for span in spans:
        if isinstance(span, Mark) and span.numbers and found:
            if isinstance(found[-1], Plain):
                found[-1] = replace(found[-1], text=found[-1].text.rstrip(" \u00a0"))
            found.append(Plain("\u00a0"))
        found.append(replace(span, text=words(span.text)) if isinstance(span, Plain | Value) else span)
    return tuple(found)


def mark_groups(mark: Mark) -> list[tuple[int, ...]]:
    """Group the numbers of a mark: of three or more in a row only first and last are written, as in ``[1, 4–6]``."""
    runs: list[list[int]] = []
    for number in mark.numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return [
        group
        for run in runs
        for group in ([(run[0], run[-1])] if len(run) > 2 else [(number,) for number in run])
    ]


def lines(spans: Spans) -> list[Spans]:
    """Split clean spans where their words have line ends; empty lines are left out."""
    found: list[list[Span]] = [[]]
    for span in spans:
        if not isinstance(span, Plain) or "\n" not in span.text:
            found[-1].append(span)
            continue
        first, *others = span.text.split("\n")
        found[-1].append(replace(span, text=first))
        found.extend([replace(span, text=text)] for text in others)
    return [tuple(line) for line in found if not is_blank(line)]


def is_blank(spans: Iterable[Span]) -> bool:
    """Tell whether spans show nothing."""
    return all(isinstance(span, Plain) and not span.text.strip() for span in spans)
