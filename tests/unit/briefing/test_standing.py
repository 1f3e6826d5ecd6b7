"""Which of several sources a figure cites: official and Vietnamese ones first, copies and open pages last."""

from __future__ import annotations

from pathlib import Path

import factory
import pytest
from drafts import draft, section, words

import ecomap
from ecomap.briefing.document import Bullets, Mark, Paragraph, Plain, Section, Table, Value
from ecomap.briefing.notes import MOST_ADDENDS, Numbering
from ecomap.briefing.query import Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.standing import best, is_stated
from ecomap.briefing.writer import Writer

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


def cited(document: ecomap.briefing.document.Document, code: str) -> list[str]:
    """Return the sources of the mark that follows the first sum."""
    notes = {note.number: note.source for note in document.notes}
    found = section(document, code)
    assert found is not None
    for block in found.blocks:
        spans = list(block.spans) if isinstance(block, Paragraph) else []
        for at, span in enumerate(spans):
            if isinstance(span, Value) and span.query.name == "sum":
                mark = next(later for later in spans[at:] if isinstance(later, Mark))
                return [notes[number] for number in mark.numbers]
    raise AssertionError(f"No sum in {words(document, code)}")


@pytest.mark.parametrize("many", [1, 5, MOST_ADDENDS, MOST_ADDENDS + 4])
def test_a_sum_cites_its_amounts_the_largest_first(tmp_path: Path, many: int) -> None:
    rows = factory.rows()
    first = {**rows["sources"][0], "url": "", "published_on": ""}
    tie = {"type": "invests_in", "target": "sen-tech", "start_date": "2020"}
    rows["sources"] += [{**first, "id": f"B{at:02}", "title": f"Bài {at}"} for at in range(many)]
    rows["organisations"] += [
        {**rows["organisations"][3], "id": f"quy-{at}", "name_vi": f"Quỹ {at}", "website": ""}
        for at in range(many)
    ]
    rows["relations"] = [
        {**dict.fromkeys(rows["relations"][0], ""), **tie, "source": f"quy-{at}", "source_ids": f"B{at:02}",
         "confidence": "high", "amount_vnd": str((at + 1) * 1_000_000_000)}
        for at in range(many)
    ]  # fmt: skip
    document = draft(ecomap.load(factory.write(tmp_path, rows)), "overview", sections=("capital",))
    assert cited(document, "capital") == [f"B{at:02}" for at in range(many)][::-1][:MOST_ADDENDS]


def numbered(eco: ecomap.Ecosystem, *blocks: object) -> tuple[object, ...]:
    writer = Writer(eco, eco, Recipe("overview", lang="en"))
    return Numbering(writer).section(Section("s", blocks)).blocks  # type: ignore[arg-type]


def marks(spans: tuple[object, ...]) -> list[tuple[int, ...]]:
    return [span.numbers for span in spans if isinstance(span, Mark)]


def test_a_figure_and_its_row_are_cited_in_one_mark(eco: ecomap.Ecosystem) -> None:
    writer = Writer(eco, eco, Recipe("overview", lang="en"))
    value = writer.value("cell", table="targets", id=str(eco.targets.index[0]), column="actual_value")
    source = eco.targets["source_ids"].iloc[0]
    item = (Plain("A: "), value, Mark((), (source,)))
    (block,) = numbered(eco, Bullets((item, (Plain("B: "), value, Mark((), (source, "press"))))))
    assert isinstance(block, Bullets)
    assert [marks(spans) for spans in block.items] == [[(1,)], [(1, 2)]]


def test_what_a_row_of_a_table_cites_is_not_cited_below(eco: ecomap.Ecosystem) -> None:
    writer = Writer(eco, eco, Recipe("overview", lang="en"))
    value = writer.value("cell", table="targets", id=str(eco.targets.index[0]), column="actual_value")
    count = writer.value("organisations")
    source = eco.targets["source_ids"].iloc[0]
    head = ((Plain("A"),), (Plain("B"),))
    own, other = ((Plain("x"), Mark((), (source,))), (value,)), ((Plain("y"),), (count,))
    for rows, below in (((own,), []), ((own, other), [(2,)]), ((other,), [(1,)])):
        (block,) = numbered(eco, Table("t", (Plain("T"),), head, rows, "lr", (1.0, 1.0)))
        assert isinstance(block, Table) and marks(block.note) == below
