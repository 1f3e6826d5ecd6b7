"""Vietnamese text: normal form, folding for search, dictionary order, bytes of unknown encoding."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

TONES = {"\u0300": "\x03", "\u0309": "\x04", "\u0303": "\x05", "\u0301": "\x06", "\u0323": "\x07"}
"""Combining tone marks and their rank in a sort key: huyền, hỏi, ngã, sắc, nặng."""
LEVEL_TONE = "\x02"
"""Rank of a syllable without a tone mark (ngang), below all the others."""
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
"""The 29 Vietnamese letters with the foreign f, j, w and z in their Latin places."""

# Ranks start above every tone, so that a short syllable sorts before a longer one whatever its tone.
_RANK = {letter: chr(0x41 + position) for position, letter in enumerate(ALPHABET)}
_STRIP_TONES = {ord(mark): None for mark in TONES}
_STRIP_MARKS = dict.fromkeys(range(0x300, 0x370))
# Letters with a stroke or a ligature, which Unicode does not decompose.
_PLAIN = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"})
_GAP = re.compile(r"[\W_]+")
_WORD = re.compile(r"[^\W_][\w\u0300-\u036f]*")
_SORT_WORD = re.compile(r"\d+|(?:[^\W\d_][\u0300-\u036f]*)+")


def nfc(text: str) -> str:
    """Return `text` in Unicode normal form C, the form of everything the library keeps."""
    return unicodedata.normalize("NFC", text)


def _caseless(text: str) -> str:
    # Compatibility forms (full width, ligatures) can hold capitals, hence the fold between two passes.
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def fold(text: str) -> str:
    """
    Reduce text to what a hurried typist would key in.

    Returns
    -------
    str
        Lower case, without tone and vowel marks, ``đ`` as ``d``, every run of other signs as one space:
        ``"Sở KH&CN, TP. Huế"`` gives ``"so kh cn tp hue"``. Folding twice changes nothing.
    """
    if text.isascii():
        return _GAP.sub(" ", text.lower()).strip()
    letters = unicodedata.normalize("NFKD", _caseless(text)).translate(_STRIP_MARKS).translate(_PLAIN)
    return _GAP.sub(" ", unicodedata.normalize("NFKC", letters)).strip()


def words(text: str) -> list[str]:
    """Split text into lower-case words that keep their marks; inner punctuation separates too."""
    return _WORD.findall((text.lower() if text.isascii() else _caseless(text)).replace("_", " "))


@lru_cache(maxsize=1 << 16)
def split_tone(word: str) -> tuple[str, str]:
    """
    Take the tone off a syllable.

    Returns
    -------
    letters, tones : str
        Letters with their vowel marks, and the tone marks in order of appearance. The old and the new way of
        placing a tone come out equal: ``hoà`` and ``hòa`` are both ``("hoa", grave)``.
    """
    if word.isascii():
        return word, ""
    parts = unicodedata.normalize("NFD", word)
    tones = "".join(mark for mark in parts if mark in TONES)
    return nfc(parts.translate(_STRIP_TONES)), tones


@lru_cache(maxsize=1 << 16)
def toned(word: str) -> str:
    """Return the word with its tone moved to the end, so that both ways of placing it compare equal."""
    return "".join(split_tone(word))


def _rank(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter)[0]
    return _RANK.get(letter) or _RANK.get(base, letter)


@lru_cache(maxsize=1 << 16)
def _collate(word: str) -> str:
    if word[0].isdigit():
        digits = word.lstrip("0") or "0"
        # The length first makes 9 sort before 10; the bound keeps it clear of the surrogates.
        return "0" + chr(0x30 + min(len(digits), 0xD000)) + digits
    letters, tones = split_tone(word)
    return "".join(map(_rank, letters)) + ("".join(TONES[mark] for mark in tones) or LEVEL_TONE)


def sort_key(text: str) -> str:
    """
    Return a key whose order is that of a Vietnamese dictionary.

    Syllable by syllable the letters count first (a ă â b c d đ e ê …), then the tone (ngang, huyền, hỏi, ngã,
    sắc, nặng); punctuation only separates; numbers compare by value; small letters precede capitals.

    References
    ----------
    Hoàng Phê (ed.), Từ điển tiếng Việt, Viện Ngôn ngữ học; the letters and tones agree with the collation
    ``vi`` of Unicode CLDR, which however compares tones only over the whole text.
    """
    normal = nfc(text)
    syllables = _SORT_WORD.findall(normal.lower())
    return "".join(map(_collate, syllables)) + "\x00" + normal.swapcase()


def sort_order(texts: Iterable[object]) -> list[int]:
    """
    Return the positions that put texts into Vietnamese order.

    Anything that is not a text (None, NaN) comes last; equal texts keep their order.
    """
    keys = [(False, sort_key(text)) if isinstance(text, str) else (True, "") for text in texts]
    return sorted(range(len(keys)), key=keys.__getitem__)


def from_typing_keys(word: str) -> str:
    """
    Undo Telex or VNI keys typed with the input method switched off.

    Parameters
    ----------
    word : str
        A folded word, such as ``truwowngf`` (Telex) or ``hue61`` (VNI).

    Returns
    -------
    str
        The folded word that was meant (``truong``, ``hue``); a guess, so use it only for an unknown word.
    """
    if not word.isalpha():
        return re.sub(r"(?<=[a-z])\d+", "", word)
    letters = re.sub(r"(?<=[aeiouyw])[sfrxj]|(?<=[aeiouyw][cghmnpt])[sfrxj]$|(?<=[cn][gh])[sfrxj]$", "", word)
    letters = re.sub(r"([aeod])\1", r"\1", letters)
    return re.sub(r"(?<![aou])w", "u", re.sub(r"(?<=[aou])w", "", letters))


# A syllable without its tone; loose in the middle, strict about ă, which never ends one.
_SYLLABLE = re.compile(
    r"(?:[bđhlmrsvx]|ch?|d|gh?|gi|kh?|ngh?|nh?|ph?|qu|t[hr]?)?"
    r"(?:[oq]?ă(?=[cmnpt])|[aâeêioôơuưy]{1,3})(?:ch?|m|n[gh]?|p|t)?"
    r"|đ[bcdghklmnpqstvx]{1,3}"  # ĐH, ĐKKD: an acronym
)
# Signs of Vietnamese alone: four letters, and the tones hỏi and nặng.
_OWN_SIGNS = set("ăđơư\u0309\u0323")


def _looks_vietnamese(text: str) -> bool:
    """Tell Vietnamese from other Western text read through the Windows-1258 table."""
    marked = [split_tone(word) for word in set(words(text)) if not word.isascii()]
    fitting = sum(len(tones) < 2 and bool(_SYLLABLE.fullmatch(letters)) for letters, tones in marked)
    if any(_OWN_SIGNS.intersection(letters + tones) for letters, tones in marked):
        return fitting >= 0.8 * len(marked)
    return 0 < len(marked) == fitting


def _encoding(data: bytes) -> str | None:
    """Name the Unicode encoding that the first bytes announce, None if they announce none."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Text in UTF-16 without a mark shows as zero bytes in every other place.
    sample = data[:1024]
    for name, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if zeros and zeros.count(0) > 0.4 * len(zeros):
            return name
    return None


def to_unicode(data: bytes) -> tuple[str, str]:
    """
    Decode the bytes of a text file of unknown encoding.

    UTF-8 with or without a byte order mark, UTF-16 and Windows-1258 are told apart. The last has a meaning
    for almost any bytes, so it is taken only if the outcome looks Vietnamese; its tones are composed.

    Returns
    -------
    text, encoding : str
        The text without byte order mark and one of ``utf-8``, ``utf-8-sig``, ``utf-16``, ``utf-16-le``,
        ``utf-16-be``, ``windows-1258``. UTF-8 and UTF-16 text is not normalised.

    Raises
    ------
    UnicodeError
        If the bytes are no text in any of these.
    """
    encoding = _encoding(data)
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding is not None:
            raise
        try:
            text, encoding = nfc(data.decode("cp1258")), "windows-1258"
        except UnicodeDecodeError:
            text = ""
        if not _looks_vietnamese(text):
            raise UnicodeError("neither UTF-8, UTF-16 nor Vietnamese in Windows-1258") from None
    if "\x00" in text:
        raise UnicodeError("zero bytes: this is not a text file")
    return text, encoding or "utf-8"
