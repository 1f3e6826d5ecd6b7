"""The words of a need find those who speak of the same."""

from __future__ import annotations

from pathlib import Path

import built
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.analysis.partners import text_fit


def best(ecosystem: ecomap.Ecosystem, text: str, n: int = 5) -> list[str]:
    found = text_fit.index(ecosystem).fit(text)
    return ecosystem.organisations.index[np.argsort(-found, kind="stable")[:n]].tolist()


def test_flood_words_find_the_water_university_with_or_without_tones(hue: ecomap.Ecosystem) -> None:
    for text in ("phòng chống ngập lụt, sạt lở", "phong chong ngap lut, sat lo"):
        assert "dh-thuy-loi" in best(hue, text)


def test_misspelt_word_is_found_by_its_letters(hue: ecomap.Ecosystem) -> None:
    found = text_fit.index(hue).fit("kiemnghiem thuoc my pham")
    assert found[hue.organisations.index.get_loc("tt-kiem-nghiem-hue")] > 0.3


def test_fit_lies_between_0_and_1_in_the_order_of_the_organisations(hue: ecomap.Ecosystem) -> None:
    texts = hue.needs["title_vi"].tolist()
    found = text_fit.index(hue).fit_many(texts)
    assert found.shape == (len(texts), len(hue.organisations))
    assert (found >= 0).all() and (found <= 1).all()
    np.testing.assert_allclose(found[3], text_fit.index(hue).fit(texts[3]))


def test_words_in_common_are_written_as_in_the_data(hue: ecomap.Ecosystem) -> None:
    words = text_fit.index(hue).words("giam sat ngap lut bang AI", "dh-thuy-loi")
    assert "ngập lụt" in words


def test_words_with_other_tones_are_not_shown_as_common(hue: ecomap.Ecosystem) -> None:
    index = text_fit.index(hue)
    assert not any(
        "lứt" in word for org_id in hue.organisations.index for word in index.words("ngập lụt", org_id)
    )


def test_everyday_words_are_not_shown_as_a_reason(hue: ecomap.Ecosystem) -> None:
    assert text_fit.index(hue).words("sản phẩm công nghệ của doanh nghiệp", "so-khcn-hue") == ()


def test_programmes_speak_for_those_who_run_them(tmp_path: Path) -> None:
    ecosystem = built.build(
        tmp_path,
        organisations=[built.organisation(name, "association", "community") for name in "ab"],
        programmes=[built.programme("p", lead_org="b", benefits_vi="Cho mượn máy sấy lạnh dược liệu")],
    )
    found = text_fit.index(ecosystem).fit("máy sấy lạnh")
    assert found[1] > 0 == found[0]


def test_the_note_of_one_of_many_ties_says_less(tmp_path: Path) -> None:
    def tie(source: str, target: str, note: str) -> built.Row:
        return built.tie(source, target, "supports", note_vi=note)

    ecosystem = built.build(
        tmp_path,
        organisations=[
            *(built.organisation(name, "association", "community") for name in ("few", "many")),
            *built.startups(9, prefix="su"),
        ],
        relations=[
            tie("few", "su-s1-0", "Tập huấn trồng nấm rơm"),
            tie("many", "su-s1-0", "Tập huấn trồng nấm rơm"),
            *(tie("many", f"su-s1-{at}", f"Hội nghị thường niên lần {at}") for at in range(1, 9)),
        ],
    )
    found = text_fit.index(ecosystem).fit("trồng nấm rơm")
    few, many = found[ecosystem.organisations.index.get_indexer(["few", "many"])]
    assert few > many > 0


def test_a_word_that_is_a_stop_word_without_its_tone_stays_in_what_is_shown(hue: ecomap.Ecosystem) -> None:
    assert text_fit.index(hue).words("cảnh báo ngập lụt", "luxdev") == ("cảnh báo",)
    assert text_fit.index(hue).words("nông nghiệp hữu cơ", "que-lam") == ("nông nghiệp hữu cơ",)


def test_titles_of_bodies_are_not_shown_as_common_words(hue: ecomap.Ecosystem) -> None:
    assert text_fit.index(hue).words("hợp tác với trường đại học", "dh-khoa-hoc-hue") == ()


def test_single_words_are_common_only_if_they_say_something_alone(tmp_path: Path) -> None:
    summaries = {
        "a": "Ứng dụng blockchain và AI cho bóng chuyền; đá quý", "b": "Ai cũng có thể đến học", "c": "Trồng gạo đỏ",
    }  # fmt: skip
    ecosystem = built.build(
        tmp_path,
        organisations=[
            *(built.organisation(at, "association", "community", summary_vi=told) for at, told in summaries.items()),
            *built.startups(9, prefix="su"),
        ],
    )  # fmt: skip
    index = text_fit.index(ecosystem)
    assert index.words("giải pháp Blockchain", "a") == ("blockchain",)
    assert index.words("bóng đá", "a") == ()
    assert index.words("AI", "a") == ("AI",) and index.fit("AI")[0] > 0
    assert index.words("AI", "b") == index.words("ai", "a") == ()
    # One syllable is a hit only if nothing else was asked, and with its own tone.
    assert index.words("gạo", "c", whole=True) == ("gạo",)
    assert index.words("gạo", "c") == index.words("gáo", "c", whole=True) == ()
    assert index.words("gạo nếp", "c", whole=True) == ()


def test_bad_texts_fit_nobody(hue: ecomap.Ecosystem) -> None:
    for text in ("", " \n", "xyzzy qqqq", "🙂", "và của những"):
        assert not text_fit.index(hue).fit(text).any(), text
    assert text_fit.index(hue).fit("dược liệu " * 1500).any()
    assert text_fit.index(hue).words("dược liệu", "no-such-id") == ()


def test_snapshot_without_organisations(tmp_path: Path) -> None:
    assert text_fit.index(built.build(tmp_path)).fit("vốn").shape == (0,)


@given(st.text(max_size=200))
def test_any_text_has_a_fit(hue: ecomap.Ecosystem, text: str) -> None:
    found = text_fit.index(hue).fit(text)
    assert np.isfinite(found).all() and (found >= 0).all() and (found <= 1).all()
