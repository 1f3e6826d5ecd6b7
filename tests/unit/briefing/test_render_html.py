"""The page: complete in itself, without scripts, and with words that stay words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import papers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.briefing.document import Section
from ecomap.briefing.render import render
from ecomap.briefing.render.text import clean

pytestmark = pytest.mark.unit

TAGS = re.compile(
    "html|head|meta|title|style|body|article|header|footer|section|div|p|b|i|bdi|br|span|h[1-4]|ul|ol|li|a|data|table|"
    "caption|colgroup|col|thead|tbody|tr|th|td|figure|figcaption|img|script"
)


class Reader(HTMLParser):
    """Collects the elements, their attributes, and the words that are shown."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.shown: list[str] = []
        self.hidden = 0
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.hidden += tag in ("style", "script", "title")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script", "title")

    def handle_data(self, data):
        if not self.hidden:
            self.shown.append(data)

    @property
    def words(self) -> str:
        return " ".join("".join(self.shown).split())


def page(document=None, **options) -> str:
    return render(document or papers.paper(**options), "html").decode()


def check_is_inert(reader: Reader) -> None:
    for tag, attributes in reader.elements:
        assert TAGS.fullmatch(tag)
        assert not [name for name in attributes if name.startswith("on")]
        if tag == "script":
            assert attributes["type"] == "application/json"
        if tag == "a":
            assert re.match(r"https?://|#", attributes["href"])
        if tag == "img":
            assert attributes["src"].startswith("data:image/")
    assert sum(tag == "script" for tag, _attributes in reader.elements) <= 1


@pytest.mark.parametrize("layout", ["official", "modern"])
def test_nothing_is_run_or_fetched(layout):
    text = page(layout=layout)
    check_is_inert(Reader(text))
    assert "default-src 'none'" in text
    assert not re.search(r"url\((?!data:)", text)
    assert "@import" not in text


@pytest.mark.parametrize("layout", ["official", "modern"])
def test_hostile_words_stay_words(layout):
    reader = Reader(page(papers.with_words(papers.HOSTILE, layout)))
    check_is_inert(reader)
    assert " ".join(clean(papers.HOSTILE).split("\n")[0].split()) in reader.words


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_words_stay_words(text):
    for layout in ("official", "modern"):
        reader = Reader(page(papers.with_words(text, layout)))
        check_is_inert(reader)
        assert " ".join(clean(text).split()) in reader.words


def test_the_form_and_its_links():
    reader = Reader(page())
    for line in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Số: 05/BC-VNC", "I. Tình hình chung", "Nơi nhận:"):
        assert line in reader.words
    targets = {attributes["id"] for _tag, attributes in reader.elements if "id" in attributes}
    inner = [
        attributes["href"] for tag, attributes in reader.elements if tag == "a" and "inner" in str(attributes)
    ]
    assert len(inner) == 4
    assert {href[1:] for href in inner} <= targets
    outer = [attributes for tag, attributes in reader.elements if tag == "a" and attributes["href"][0] != "#"]
    assert [link["href"] for link in outer] == ["https://example.vn/a?b=1&c=2"]
    assert "noopener" in outer[0]["rel"]


def test_figures_keep_the_query_they_answer():
    found = [attributes for tag, attributes in Reader(page()).elements if tag == "data"]
    assert found[0] == {"value": "1234", "data-query": "organisations?kind=startup"}


def test_the_modern_layout_has_no_sign_of_the_state():
    words = Reader(page(layout="modern")).words
    assert "CỘNG HÒA" not in words
    assert "Nơi nhận" not in words


def test_a_long_table_is_whole():
    text = page(papers.paper((Section("s", (papers.table(rows=200),)),)))
    assert text.count("<tr>") == 201
    assert text.count("<thead>") == 1


def test_the_same_document_gives_the_same_bytes():
    assert page() == page()
