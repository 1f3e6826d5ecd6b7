"""Search: what a visitor types and the organisation they mean."""

from __future__ import annotations

import time
import unicodedata

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomap.search import COLUMNS, Index, build_index
from ecomap.terms import errors_allowed
from ecomap.text import fold

VY_DA = ["Phường Vỹ Dạ", "Phường Xuân Phú", "Phường Thủy Vân"]
MY_THUONG = ["Phường Mỹ Thượng", "Phường Phú Thượng", "Xã Phú An", "Xã Phú Mỹ"]
THUAN_HOA = ["Phường Thuận Hóa", "Phường Đúc", "Phường Vĩnh Ninh"]

# id, title, other names, places, text
ROWS: list[tuple[str, str, list[str], list[str], str]] = [
    ("dai-hoc-hue", "Đại học Huế", ["Hue University", "HU"], THUAN_HOA, "Đại học vùng"),
    ("dh-y-duoc", "Trường Đại học Y - Dược, Đại học Huế", ["University of Medicine", "HueUMP"], [], ""),
    ("bv-dh-y-duoc", "Bệnh viện Trường Đại học Y - Dược Huế", [], [], ""),
    ("carlo-urbani", "Trung tâm Carlo Urbani, Trường ĐH Y - Dược Huế", ["Carlo Urbani Center"], [], ""),
    ("sassari", "Đại học Sassari (Ý)", ["University of Sassari"], [], "Đối tác của Trường ĐH Y - Dược"),
    ("dh-kinh-te", "Trường Đại học Kinh tế, Đại học Huế", ["HCE"], ["Phường An Cựu"], ""),
    ("dh-luat", "Trường Đại học Luật, Đại học Huế", ["HUL"], ["Phường An Cựu"], ""),
    ("tt-luat", "Trung tâm Thực hành Luật và Khởi nghiệp, Trường ĐH Luật", [], [], ""),
    ("dh-nong-lam", "Trường Đại học Nông Lâm, Đại học Huế", ["HUAF"], [], ""),
    ("khoa-thuy-san", "Khoa Thủy sản, Trường ĐH Nông Lâm, ĐH Huế", [], [], ""),
    ("truong-du-lich", "Trường Du lịch - Đại học Huế", ["HUHT"], VY_DA, ""),
    ("so-khcn", "Sở Khoa học và Công nghệ thành phố Huế", ["Sở KH&CN"], [], ""),
    ("so-khcn-dn", "Sở Khoa học và Công nghệ Đà Nẵng", [], [], ""),
    ("so-gddt", "Sở Giáo dục và Đào tạo thành phố Huế", [], [], ""),
    ("ubnd-hue", "Ủy ban nhân dân thành phố Huế", ["Hue City People's Committee", "UBND TP. Huế"], [], ""),
    ("ubnd-dn", "UBND thành phố Đà Nẵng", [], [], ""),
    ("bv-tw", "Bệnh viện Trung ương Huế", ["Hue Central Hospital"], THUAN_HOA, ""),
    ("cd-cn", "Trường Cao đẳng Công nghiệp Huế", ["HueIC"], THUAN_HOA, ""),
    ("vuon-uom-cd-cn", "Vườn ươm Công nghệ thông tin Trường Cao đẳng Công nghiệp Huế", [], [], ""),
    ("huecit", "Trung tâm Công nghệ thông tin thành phố Huế", ["HueCIT"], [], ""),
    ("huewaco", "Công ty Cổ phần Cấp nước Huế (HueWACO)", ["HueWACO"], [], ""),
    ("det-may", "Công ty Cổ phần Dệt may Huế", ["Huegatex"], ["Phường Thanh Thủy"], "May mặc xuất khẩu"),
    ("scavi", "Công ty Cổ phần Scavi Huế", ["Scavi"], [], "Doanh nghiệp dệt may"),
    ("kim-long", "Công ty Cổ phần Kim Long Motor Huế", ["Kim Long Motor"], [], ""),
    ("truc-chi", "Công ty TNHH Nghệ thuật Trúc Chỉ Việt Nam", ["Trúc Chỉ"], ["Phường Phú Xuân"], ""),
    ("htx-det", "HTX dệt zèng A Đớt", [], ["Xã A Lưới 4", "Xã A Roàng"], ""),
    ("htx-mam", "HTX chế biến, tiêu thụ mắm và nước mắm Tân Thành", [], [], ""),
    ("bao-hue", "Huế ngày nay", ["Báo Thừa Thiên Huế"], [], ""),
    ("hoa-hue", "Vườn hoa Huệ", [], [], ""),
    ("hoa-binh", "Cơ sở Hoà Bình", [], [], ""),
    ("songhan", "Trung tâm Ươm tạo khởi nghiệp Sông Hàn", ["Songhan Incubator"], [], ""),
    ("dnes", "Vườn ươm Doanh nghiệp Đà Nẵng", ["DNES"], [], "Ươm tạo"),
    ("huib", "Viện Công nghệ sinh học, Đại học Huế", ["HUIB"], MY_THUONG, ""),
    ("fpt", "Tập đoàn FPT", ["FPT Corporation", "FPT"], [], ""),
    ("fpt-telecom", "Công ty Cổ phần Viễn thông FPT", ["FPT Telecom"], [], ""),
    ("saigon-coop", "Liên hiệp HTX Thương mại TP.HCM (Saigon Co.op)", ["Saigon Co.op"], [], ""),
    ("bach-ma", "Vườn quốc gia Bạch Mã", ["Bach Ma National Park"], [], ""),
    ("nic", "Trung tâm Đổi mới sáng tạo Quốc gia", ["National Innovation Center", "NIC"], [], ""),
    ("yen-sao", "Yến sào Đoan Ngọ", [], [], "Sản phẩm từ tổ yến"),
]


def frame(rows: list[tuple[str, str, list[str], list[str], str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["id", "title", "names", "places", "text"])
    table["node_type"] = "organisation"
    return table


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(frame(ROWS))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        # without tones, and with them
        ("hue university", "dai-hoc-hue"), ("dai hoc hue", "dai-hoc-hue"), ("ĐẠI HỌC HUẾ", "dai-hoc-hue"),
        ("dai hoc y", "dh-y-duoc"), ("huế", "bao-hue"), ("huệ", "hoa-hue"), ("hòa bình", "hoa-binh"),
        ("so khoa hoc cong nghe da nang", "so-khcn-dn"),
        # abbreviations and initials
        ("ĐHYD", "dh-y-duoc"), ("dhyd hue", "dh-y-duoc"), ("ĐH Y Dược", "dh-y-duoc"), ("đh luật", "dh-luat"),
        ("dh nl", "dh-nong-lam"), ("HCE", "dh-kinh-te"), ("so khcn", "so-khcn"), ("Sở KH&CN", "so-khcn"),
        ("sở gd đt", "so-gddt"), ("ubnd hue", "ubnd-hue"), ("bvtw hue", "bv-tw"), ("bv trung uong", "bv-tw"),
        ("cd cong nghiep", "cd-cn"), ("CTCP dệt may", "det-may"), ("tt cntt", "huecit"),
        ("vqg bach ma", "bach-ma"), ("hợp tác xã mắm", "htx-mam"), ("htx det", "htx-det"), ("tt dmst", "nic"),
        # parts of names, beginnings, words run together or apart
        ("det may", "det-may"), ("trúc c", "truc-chi"), ("songhan", "songhan"), ("song han", "songhan"),
        ("hue waco", "huewaco"), ("saigon coop", "saigon-coop"), ("fpt", "fpt"), ("fpt tele", "fpt-telecom"),
        ("khoinghiep", "songhan"),
        # former names, wards and former wards
        ("báo thừa thiên huế", "bao-hue"), ("vy da", "truong-du-lich"), ("vĩ dạ", "truong-du-lich"),
        ("phu my", "huib"), ("phường đúc", "bv-tw"), ("a roang", "htx-det"),
        # typing errors, and keys of an input method that is off
        ("kim long moter", "kim-long"), ("universtiy medicin", "dh-y-duoc"),
        ("trung tam uom tao khoi ngiep", "songhan"), ("hopsital", "bv-tw"),
        ("truwowngf ddaij hocj luaatj", "dh-luat"), ("truong72 dai5 hoc5 luat65", "dh-luat"),
    ],
)  # fmt: skip
def test_the_one_meant_comes_first(index: Index, query: str, first: str) -> None:
    found = index.search(query)
    assert found["id"].iloc[0] == first
    assert first in index.ids(query)


def test_exact_tones_rank_above_others_which_stay_in(index: Index) -> None:
    by_tone = index.search("huế", limit=100)["id"].tolist()
    assert by_tone.index("dai-hoc-hue") < by_tone.index("hoa-hue")
    assert {"hoa-hue", "dai-hoc-hue"} <= index.ids("hue")


def test_all_words_are_needed(index: Index) -> None:
    assert index.ids("dai hoc kinh te") == {"dh-kinh-te"}
    assert index.search("dai hoc zzzzzz").empty


def test_the_reason_is_told(index: Index) -> None:
    def reason(query: str) -> tuple[str, str]:
        best = index.search(query).iloc[0]
        return best["field"], best["matched"]

    assert reason("bao thua thien hue") == ("name", "Báo Thừa Thiên Huế")
    assert reason("phu my") == ("place", "Xã Phú Mỹ")
    assert reason("to yen") == ("text", "Sản phẩm từ tổ yến")


def test_names_count_more_than_other_text(index: Index) -> None:
    assert index.search("det may")["id"].tolist() == ["det-may", "scavi"]


def test_equal_scores_stand_in_vietnamese_order() -> None:
    titles = ["Quỹ Đa", "Quỹ Dạ", "Quỹ Da", "Quỹ Ân", "Quỹ An"]
    index = build_index(frame([(str(at), title, [], [], "") for at, title in enumerate(titles)]))
    assert index.search("quy")["id"].tolist() == ["4", "3", "2", "1", "0"]


def test_every_name_finds_its_owner_first(index: Index) -> None:
    for identity, title, others, _, _ in ROWS:
        for name in [title, fold(title), unicodedata.normalize("NFD", title), *others]:
            assert index.search(name)["id"].iloc[0] == identity, name


@pytest.mark.parametrize("query", ["", "  ", "🙂🙂", ".*(", "[", "\\", "%", "\x00", "'; DROP", "<b>", "zzqx"])
def test_nonsense_finds_nothing(index: Index, query: str) -> None:
    found = index.search(query)
    assert found.empty and list(found.columns) == COLUMNS
    assert index.ids(query) == set()


@pytest.mark.parametrize("query", ["a" * 10_000, "dai hoc " * 2_000, "à́̉" * 5_000, "x\n\t" * 3_000])
def test_a_very_long_query_is_cut(index: Index, query: str) -> None:
    start = time.perf_counter()
    index.search(query)
    assert time.perf_counter() - start < 0.5


def test_a_name_longer_than_a_query_may_be_is_found() -> None:
    long = "Trung tâm " + " ".join(f"phần {number}" for number in range(200))
    index = build_index(frame([("long", long, [], [], ""), ("other", "Trung tâm", [], [], "")]))
    assert index.search(long)["id"].iloc[0] == "long"


def test_limit(index: Index) -> None:
    assert len(index.search("hue", limit=3)) == 3
    assert index.search("hue", limit=0).empty


def test_missing_values_and_no_documents() -> None:
    table = frame([("a", "Huế", [], [], "")])
    table.loc[0, ["names", "places", "text"]] = None
    assert build_index(table).ids("hue") == {"a"}
    assert build_index(table.iloc[:0]).search("hue").empty
    with pytest.raises(KeyError):
        build_index(table.drop(columns="places"))


def test_the_same_query_gives_the_same_result(index: Index) -> None:
    again = build_index(frame(ROWS[::-1]))
    for query in ("hue", "dai hoc", "trung tam", "cong ty co phan"):
        pd.testing.assert_frame_equal(index.search(query), again.search(query))


@pytest.mark.parametrize(("word", "errors"), [("hue", 0), ("nang", 1), ("hospital", 2), ("2025", 0)])
def test_errors_allowed(word: str, errors: int) -> None:
    assert errors_allowed(word) == errors


@given(st.text())
def test_any_query_is_answered(query: str) -> None:
    index = SMALL
    found = index.search(query)
    assert set(found["id"]) <= index.ids(query)
    assert found["score"].is_monotonic_decreasing


SMALL = build_index(frame(ROWS[:12]))
letters = st.text(alphabet="aăâđêhnuúụ ỳo&-.,1KH", min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(letters, st.text(min_size=1, max_size=300)), min_size=1, max_size=6))
def test_every_title_finds_itself_on_top(titles: list[str]) -> None:
    index = build_index(frame([(str(at), title, [], [], "") for at, title in enumerate(titles)]))
    for at, title in enumerate(titles):
        if fold(title):
            found = index.search(title)
            best = found.loc[found["score"] >= found["score"].max(), "id"]
            assert str(at) in set(best)
