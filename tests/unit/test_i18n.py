"""Words, numbers and dates in both languages."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from ecomap import vocabulary as v
from ecomap.i18n import LANGUAGES, translator
from ecomap.tables import RULES

vi, en = translator("vi"), translator("en")


def test_an_unknown_language_is_vietnamese() -> None:
    assert translator("fr").lang == "vi"
    assert translator("fr") == vi


def test_an_unknown_message_stays_english() -> None:
    assert vi("No such message {n}", n=1234) == "No such message 1.234"
    assert vi("") == ""  # a catalogue keeps its header there


@pytest.mark.parametrize("value", [1234, 1234.0, np.int64(1234), np.float64(1234), np.int32(1234)])
def test_numbers_of_any_kind_follow_the_language(value: float) -> None:
    assert (vi("{n}", n=value), en("{n}", n=value)) == ("1.234", "1,234")


def test_numbers() -> None:
    assert (vi.number(1234.56), en.number(1234.56), vi.number(0.125, decimals=2)) == (
        "1.234,6",
        "1,234.6",
        "0,13",
    )
    assert (vi.percent(0.125), en.percent(0.125, decimals=1)) == ("13%", "12.5%"), "halves go up, as by hand"
    assert vi.percent(105 / 168) == "63%"
    assert vi("{yes}", yes=True) == "True"


@pytest.mark.parametrize(
    ("when", "texts"),
    [
        ("2024", ("2024", "2024")),
        ("2024-05", ("05/2024", "May 2024")),
        ("2024-05-06", ("06/05/2024", "6 May 2024")),
        (date(2024, 5, 6), ("06/05/2024", "6 May 2024")),
        (pd.Timestamp("2024-05-06"), ("06/05/2024", "6 May 2024")),
        (pd.NaT, ("", "")),
        (float("nan"), ("", "")),
        (None, ("", "")),
        ("", ("", "")),
    ],
)
def test_dates(when: object, texts: tuple[str, str]) -> None:
    assert (vi.date(when), en.date(when)) == texts  # type: ignore[arg-type]


def test_plurals() -> None:
    assert en.n("{n} tie", "{n} ties", 1) == "1 tie"
    assert en.n("{n} tie", "{n} ties", 1234) == "1,234 ties"


def test_what_the_core_says_is_translated() -> None:
    said = [sentence for rule in RULES.values() for sentence in rule]
    said += [kind.label for kind in v.KINDS.values()] + [tie.label for tie in v.TIE_TYPES.values()]
    said += [tie.inverse for tie in v.TIE_TYPES.values()] + [
        label for kind in v.SUBKINDS.values() for label in kind.values()
    ]
    for labels in (
        v.PROGRAMME_KINDS,
        v.ORGANISATION_STATUSES,
        v.PROGRAMME_STATUSES,
        v.CONFIDENCES,
        v.PRECISIONS,
    ):
        said += labels.values()
    assert [
        sentence for sentence in said if vi(sentence) == sentence and sentence != "region.toml: {reason}."
    ] == []


def test_languages_have_catalogues() -> None:
    for lang in LANGUAGES:
        assert translator(lang).lang == lang
