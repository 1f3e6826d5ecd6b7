"""Interface languages: gettext catalogues and the customs of each language for numbers and dates."""

from __future__ import annotations

import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, localcontext
from functools import cache
from importlib import resources

import numpy as np
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

LANGUAGES: Mapping[str, str] = {"vi": "Tiếng Việt", "en": "English"}
DEFAULT_LANGUAGE = "vi"

# Vietnamese official documents write 05/02/2026; CLDR's short form would drop the zeros.
_DATE_PATTERNS = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_ROUNDING = Context(prec=28, rounding=ROUND_HALF_UP)
"""As readers round by hand: 105 of 168 is 63 %, not the 62 of the rule for long sums."""
_NUMBERS = (int, float, np.integer, np.floating)
_MONTH_PATTERNS = {"vi": "MM/yyyy", "en": "MMM yyyy"}


def N_(message: str) -> str:
    """Mark `message` for the catalogues without translating it now."""
    return message


@cache
def _catalogue(lang: str) -> gettext.NullTranslations:
    """Compile the text catalogue of a language in memory, so that no built file has to be kept in step."""
    source = resources.files("ecomap") / "locale" / lang / "LC_MESSAGES" / "ecomap.po"
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=lang)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Translator:
    """Turns English message ids into one language; call it with the message and its named values.

    Numbers among the values are written the way of the language, so pass years and codes as text.
    """

    lang: str
    _messages: gettext.NullTranslations = field(repr=False, compare=False)

    def __call__(self, message: str, /, **values: object) -> str:
        """Translate a message and fill in its values."""
        text = self._messages.gettext(message) if message else ""
        return text.format(**self._written(values)) if values else text

    def n(self, singular: str, plural: str, n: int, /, **values: object) -> str:
        """Translate a message that depends on the count `n`, which is filled in as ``{n}``."""
        text = self._messages.ngettext(singular, plural, n)
        return text.format(**self._written({"n": n, **values}))

    def _written(self, values: Mapping[str, object]) -> dict[str, object]:
        return {
            key: self.number(float(value))
            if isinstance(value, _NUMBERS) and not isinstance(value, bool)
            else value
            for key, value in values.items()
        }

    def number(self, value: float, decimals: int = 1) -> str:
        """Write a number; at most `decimals` places after the decimal mark."""
        whole = float(value).is_integer()
        with localcontext(_ROUNDING):
            return format_decimal(value, "#,##0" if whole else "#,##0." + "#" * decimals, locale=self.lang)

    def percent(self, share: float, decimals: int = 0) -> str:
        """Write a share between 0 and 1 as a percentage."""
        pattern = "#,##0." + "0" * decimals + "%" if decimals else "#,##0%"
        with localcontext(_ROUNDING):
            return format_percent(share, pattern, locale=self.lang)

    def date(self, when: date | datetime | str | None) -> str:
        """Write a date; text may be a year, a year and month, or a full ISO date. Nothing gives ''."""
        if when is None or when != when or when == "":
            return ""
        if isinstance(when, str):
            if len(when) == 4:
                return when
            if len(when) == 7:
                return format_date(
                    date(int(when[:4]), int(when[5:7]), 1), _MONTH_PATTERNS[self.lang], locale=self.lang
                )
            when = date.fromisoformat(when[:10])
        return format_date(when, _DATE_PATTERNS[self.lang], locale=self.lang)


@cache
def translator(lang: str = DEFAULT_LANGUAGE) -> Translator:
    """Return the translator of a language code; an unknown code gives Vietnamese."""
    code = lang if lang in LANGUAGES else DEFAULT_LANGUAGE
    return Translator(code, _catalogue(code))
