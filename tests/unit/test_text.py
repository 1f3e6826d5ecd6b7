"""Vietnamese text: folding, dictionary order, bytes of unknown encoding."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.text import (
    fold,
    from_typing_keys,
    nfc,
    sort_key,
    sort_order,
    split_tone,
    to_unicode,
    toned,
    words,
)


def in_windows_1258(text: str) -> bytes:
    """Write text as old Vietnamese programs did: tones apart where the table has no letter."""
    out = b""
    for letter in nfc(text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            out += "".join(split_tone(letter)).encode("cp1258")
    return out


def ordered(texts: list[str]) -> list[str]:
    return [texts[position] for position in sort_order(texts)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đại học Huế", "dai hoc hue"),
        ("  Sở KH&CN, TP. Huế ", "so kh cn tp hue"),
        ("ĐÀ NẴNG", "da nang"),
        ("Trường Đại học Y - Dược", "truong dai hoc y duoc"),
        ("hoà thuý", "hoa thuy"),
        ("ﬁn Ｈｕế ß", "fin hue ss"),
        ("🙂 _*.", ""),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_folding_does_not_depend_on_the_normal_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)


def test_words_keep_marks_and_split_at_punctuation() -> None:
    assert words("Sở KH&CN, TP_Huế") == ["sở", "kh", "cn", "tp", "huế"]
    assert words(unicodedata.normalize("NFD", "Huế")) == ["huế"]


@pytest.mark.parametrize(("old", "new"), [("hoà", "hòa"), ("thuý", "thúy"), ("khoẻ", "khỏe"), ("Hoạ", "Họa")])
def test_both_ways_of_placing_a_tone_are_one(old: str, new: str) -> None:
    assert fold(old) == fold(new)
    assert toned(old.lower()) == toned(new.lower())
    assert sort_key(old).split("\x00")[0] == sort_key(new).split("\x00")[0]


def test_letters_come_in_alphabetical_order() -> None:
    letters = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")
    assert ordered(letters[::-1]) == letters


def test_tones_come_after_letters_within_a_syllable() -> None:
    assert ordered(["mạ", "má", "mã", "mả", "mà", "ma", "man", "mă"]) == [
        "ma", "mà", "mả", "mã", "má", "mạ", "man", "mă",
    ]  # fmt: skip


def test_an_earlier_syllable_decides_before_a_later_one() -> None:
    assert ordered(["bà con", "ba bị", "ba", "bà", "ba ba"]) == ["ba", "ba ba", "ba bị", "bà", "bà con"]


@pytest.mark.parametrize(
    "texts",
    [
        ["Đà Nẵng", "Hà Nội", "Huế", "Huệ", "Hưng Yên"],
        ["A Lưới 1", "A Lưới 2", "A Lưới 10"],
        ["Dương Nỗ", "Đan Điền", "Đông Ba", "Em"],
        ["huế", "Huế", "HUẾ"],
        ["3S", "500 Startups", "AEON", "Áo dài"],
        ["Công ty An", "Công ty - Bình", "Công ty Cường"],
    ],
)
def test_names_in_order(texts: list[str]) -> None:
    assert ordered(texts[::-1]) == texts


def test_what_is_no_text_comes_last() -> None:
    assert sort_order([None, "b", float("nan"), "a"]) == [3, 1, 0, 2]


@given(st.lists(st.text()))
def test_order_is_a_permutation_independent_of_the_start(texts: list[str]) -> None:
    assert sorted(sort_order(texts)) == list(range(len(texts)))
    assert [sort_key(text) for text in ordered(texts)] == [sort_key(text) for text in ordered(texts[::-1])]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("truwowngf", "truong"), ("ddaij", "dai"), ("hocj", "hoc"), ("huees", "hue"), ("vieejn", "vien"),
        ("nghieepj", "nghiep"), ("hue61", "hue"), ("d9ai5", "dai"), ("2020", "2020"),
    ],
)  # fmt: skip
def test_typing_keys(typed: str, meant: str) -> None:
    assert from_typing_keys(typed) == meant


TEXT = "Trường Đại học Y - Dược, thành phố Huế; hoà bình, quặng, khuỷu, nghiêng"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16"),
        ("id,name\n1,Hue".encode("utf-16-le"), "utf-16-le"),
        ("id,name\n1,Hue".encode("utf-16-be"), "utf-16-be"),
        (in_windows_1258(TEXT), "windows-1258"),
        (b"", "utf-8"),
    ],
)
def test_encodings_are_told_apart(data: bytes, encoding: str) -> None:
    text, name = to_unicode(data)
    assert name == encoding
    assert text in (TEXT, "id,name\n1,Hue", "")


@pytest.mark.parametrize("name", ["Tỉnh Gifu", "HTX dệt A Lưới", "Công ty TNHH Maries", "Thành phố Đà Nẵng"])
def test_a_short_text_in_windows_1258_is_read_composed(name: str) -> None:
    assert to_unicode(in_windows_1258(name)) == (name, "windows-1258")


@pytest.mark.parametrize(
    "data",
    [
        "Müller Straße größer".encode("cp1252"),
        "São Paulo não é uma ação".encode("cp1252"),
        "déjà vu été français".encode("cp1252"),
        "Привет мир".encode("cp1251"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"a\x00b",
        b"\xff\xfe\x41",
        bytes(range(128, 256)),
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(UnicodeError):
        to_unicode(data)


@given(st.binary())
def test_any_bytes_give_text_or_a_unicode_error(data: bytes) -> None:
    try:
        text, _ = to_unicode(data)
    except UnicodeError:
        return
    assert "\x00" not in text
