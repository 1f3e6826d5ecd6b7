"""The frame of an official document: what stands around the text, in the words and the order of the decree.

Its words stay Vietnamese whatever the language of the text. What is not known is left open, to be filled by hand.

References
----------
Nghị định 30/2020/NĐ-CP ngày 05/3/2020 về công tác văn thư, Phụ lục I (thể thức), Phụ lục III (chữ viết tắt).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase

from ecomap.briefing.recipe import Issue
from ecomap.briefing.render.text import one_line
from ecomap.i18n import N_

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "DỰ THẢO"
TO = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
END = "./."
SYMBOLS = {
    "BÁO CÁO": "BC",
    "TỜ TRÌNH": "TTr",
    "KẾ HOẠCH": "KH",
    "ĐỀ ÁN": "ĐA",
    "CHƯƠNG TRÌNH": "CTr",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "BIÊN BẢN": "BB",
}
# Levels of a document of style B: I., 1., a); the letters are those of the Vietnamese alphabet.
LETTERS = "abcdđeghiklmnopqrstuvxy"
_PLACE = re.compile(
    r"( )(?:THÀNH PHỐ|TỈNH|PHƯỜNG|XÃ|HUYỆN|QUẬN) (?!.*\b(?:THÀNH PHỐ|TỈNH|PHƯỜNG|XÃ|HUYỆN|QUẬN)\b)"
)
_LINE = 28
"""Capital letters that fit on a line of the left column."""
_GAP = "\u00a0" * 6
_DOTS = "…" * 12
_TALLY = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))


@dataclass(frozen=True)
class Frame:
    """The lines of the official form.

    Attributes
    ----------
    parent, agency : tuple of str
        Lines of the superior body, of which there may be none, and of the issuing one.
    number, dateline : str
        What stands below them.
    draft : bool
        Whether words of the author, the issuing body or the signatory are still open. Number and date are not
        waited for: the registry writes them in once the document is signed.
    to : tuple of str
        Addressees, one: without sign; several: each with its dash and end sign.
    recipients : tuple of str
        Lines under "Nơi nhận:".
    position : tuple of str
        Lines above the signature.
    signatory : str
    attached : str
        Line under the name of an appendix.
    """

    parent: tuple[str, ...]
    agency: tuple[str, ...]
    number: str
    dateline: str
    draft: bool
    to: tuple[str, ...]
    recipients: tuple[str, ...]
    position: tuple[str, ...]
    signatory: str
    attached: str


REQUIRED = {"agency": N_("Issuing body"), "signatory": N_("Name of the signatory")}
"""Field without which a document is a draft -> its label (message id)."""


def missing(issue: Issue) -> list[str]:
    """Return the labels (message ids) of the fields without which a document is a draft and that are empty."""
    return [label for field, label in REQUIRED.items() if not getattr(issue, field).strip()]


def frame(issue: Issue, title: str, *, complete: bool = True) -> Frame:
    """Write the frame of a document of the kind `title`, such as ``BÁO CÁO``; one not `complete` stays a draft."""
    agency = one_line(issue.agency)
    number, day = _number(issue, title), _day(issue.date)
    kind = title.capitalize() or "Báo cáo"
    return Frame(
        parent=_in_lines(one_line(issue.parent).upper()) if issue.parent.strip() else (),
        agency=_in_lines(agency.upper() or _DOTS),
        number=f"Số: {number}",
        dateline=f"{one_line(issue.place) or '…………'}, {day}",
        draft=not complete or bool(missing(issue)),
        to=_addressees(issue.to),
        recipients=_recipients(issue),
        position=_position(issue),
        signatory=one_line(issue.signatory) or _DOTS,
        attached=f"(Kèm theo {kind} số {number} {day} của {agency or _DOTS})",
    )


def _in_lines(name: str) -> tuple[str, ...]:
    """Break the name of an agency before its place, if each part then fits on a line; else it is one text."""
    found = _PLACE.search(name)
    parts = (name[: found.start()], name[found.end(1) :]) if found and len(name) > _LINE else (name,)
    return parts if all(len(part) <= _LINE for part in parts) else (name,)


def roman(number: int) -> str:
    """Write a number below 40 in Roman figures, any other in Arabic ones."""
    if not 0 < number < 40:
        return str(number)
    text = ""
    for sign, value in _TALLY:
        text += sign * (number // value)
        number %= value
    return text


def letter(number: int, lang: str = "vi") -> str:
    """Return the letter of a point; after the last one of the alphabet of a language they are doubled."""
    letters = LETTERS if lang == "vi" else ascii_lowercase
    rounds, position = divmod(number - 1, len(letters))
    return letters[position] * (rounds + 1)


def _number(issue: Issue, title: str) -> str:
    number = one_line(issue.number)
    number = number.zfill(2) if number.isdecimal() else number
    own = one_line(issue.symbol)
    kind = SYMBOLS.get(title.upper())
    # A kind the decree does not know has the symbol of a letter: the agency alone.
    symbol = (own or f"{kind}-…") if kind else (own.removeprefix("BC-") or "…")
    return f"{number or _GAP}/{symbol}"


def _day(date: str) -> str:
    """Write an ISO date of which the end, or all, may be missing; a year is not guessed, as none is known."""
    year, month, day = (*date[:10].split("-"), "", "")[:3]
    if month.isdecimal():  # a zero stands before the first two months only
        month = f"{int(month):02d}" if int(month) < 3 else str(int(month))
    return f"ngày {day or _GAP} tháng {month or _GAP} năm {year or _GAP}"


def _addressees(names: tuple[str, ...]) -> tuple[str, ...]:
    kept = [one_line(name).rstrip(".;") for name in names if name.strip()]
    if len(kept) < 2:
        return tuple(kept)
    return (*(f"- {name};" for name in kept[:-1]), f"- {kept[-1]}.")


def _recipients(issue: Issue) -> tuple[str, ...]:
    names = [one_line(name).lstrip("- ").rstrip(".;") for name in issue.recipients if name.strip()]
    if not names and any(name.strip() for name in issue.to):
        names = ["Như trên"]
    if names and names[-1].startswith("Lưu"):  # written by the author, as is the custom
        return (*(f"- {name};" for name in names[:-1]), f"- {names[-1]}.")
    unit = one_line(issue.drafted_by)
    return (*(f"- {name};" for name in names), f"- Lưu: VT{', ' + unit if unit else ''}.")


def _position(issue: Issue) -> tuple[str, ...]:
    words = f"{issue.authority.strip()} {issue.position.strip()}".strip().upper()
    return tuple(one_line(line) for line in words.split("\n")) if words else (_DOTS,)
