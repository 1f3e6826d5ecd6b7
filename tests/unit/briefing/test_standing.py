"""Which of several sources a figure cites: official and Vietnamese ones first, copies and open pages last."""

from __future__ import annotations

import factory
import pytest

import ecomap
from ecomap.briefing.query import Query
from ecomap.briefing.standing import best, is_stated

PAGES = {
    "official": ("Sở Khoa học và Công nghệ", "https://skhcn.hue.gov.vn/1", "2025-01-02"),
    "press": ("Huế ngày nay", "https://huengaynay.vn/2", "2025-09-30"),
    "older": ("VnEconomy", "https://vneconomy.vn/3", "2024-09-30"),
    "undated": ("Nhân Dân", "https://nhandan.vn/4", ""),
    "paper": ("Ủy ban nhân dân thành phố Huế", "", "2023"),
    "japanese": ("Lao Động (bản tiếng Nhật)", "https://ja.laodong.vn/5", "2025-12-01"),
    "chinese": ("Sài Gòn Giải Phóng (tiếng Hoa)", "https://cn.sggp.org.vn/市", "2025-12-02"),
    "reprint": ("Báo Mới", "https://baomoi.net.vn/6", "2025-12-03"),
    "wiki": ("Wikipedia tiếng Việt", "https://vi.wikipedia.org/wiki/Hue", "2025-12-04"),
    "shared": ("123docz", "https://text.123docz.net/7", "2025-12-05"),
}


@pytest.fixture(scope="module")
def eco(tmp_path_factory: pytest.TempPathFactory) -> ecomap.Ecosystem:
    rows = factory.rows()
    rows["sources"] = [
        *rows["sources"],
        *(
            {"id": key, "publisher": publisher, "title": f"Bài {key}", "url": url, "published_on": day}
            for key, (publisher, url, day) in PAGES.items()
        ),
    ]
    return ecomap.load(factory.write(tmp_path_factory.mktemp("standing"), rows))


@pytest.mark.parametrize(
    ("sources", "cited"),
    [
        (tuple(PAGES), ["official", "press", "older"]),
        (("wiki", "undated", "older"), ["older", "undated"]),
        (("paper", "japanese"), ["paper"]),
        (("wiki", "chinese", "japanese", "shared"), ["chinese", "japanese", "shared"]),
        (("shared", "wiki"), ["shared", "wiki"]),
        (("gone",), ["gone"]),
        ((), []),
    ],
    ids=str,
)
def test_the_most_trustworthy_are_cited_first(
    eco: ecomap.Ecosystem, sources: tuple[str, ...], cited: list[str]
) -> None:
    assert best(eco, sources, 3) == cited
    assert best(eco, sources[::-1], 3) == cited, "the order in the data does not matter"


def test_only_what_a_source_states_cites_it() -> None:
    cell = Query.of("cell", table="wards", id="19753", column="population")
    people = Query.of("organisations", ward="19753")
    assert is_stated(cell) and not is_stated(people)
    assert is_stated(Query.of("ratio", of=people, per=cell, times="10000"))
    assert is_stated(Query.of("sum", table="programmes", column="budget_vnd"))
    assert not is_stated(Query.of("sum", table="wards", column="population"))
    assert not is_stated(Query.of("share", of=people, among=Query.of("organisations")))
