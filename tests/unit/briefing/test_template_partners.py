"""The result of a search for partners, with or without the search at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import factory
import pytest
from drafts import asked_again, cell_texts, draft, english, section, tables, words

import ecomap
from ecomap import Ecosystem
from ecomap.analysis.finding import Message
from ecomap.analysis.partners.introduction import introduce
from ecomap.briefing.document import plain_text


@pytest.fixture
def fresh(tmp_path: Path) -> Ecosystem:
    """Return a snapshot of which no answer is kept yet: with the search they differ."""
    return ecomap.load(factory.write(tmp_path))


@pytest.fixture
def search(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, object]]]:
    """Put a search in place that suggests one body, and tell what it was asked."""
    asked: list[tuple[str, object]] = []

    def suggest(ecosystem: Ecosystem, for_: str, *, need: object = None, **_: object) -> SimpleNamespace:
        asked.append((for_, need))
        sentence = Message("Gaps")
        return SimpleNamespace(
            items=(SimpleNamespace(id="vuon-uom", score=0.75, sentence=sentence, sources=("S1",)),)
        )

    monkeypatch.setattr("ecomap.briefing.templates.partners.suggest", suggest)
    yield asked


@pytest.fixture
def no_search(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    nobody = SimpleNamespace(items=())
    monkeypatch.setattr("ecomap.briefing.templates.partners.suggest", lambda *_, **__: nobody)
    yield


def test_the_need_and_the_partners_stand_in_the_order_chosen(fresh: Ecosystem, no_search: None) -> None:
    document = draft(
        fresh, "partners", "sen-tech", "vuon-uom", "dai-hoc-hue", texts={"need": "Tìm <vốn> & đất"}
    )
    assert plain_text(document.subject) == "For Công ty Sen Tech"
    assert "Tìm <vốn> & đất" in words(document, "need")
    assert [row[0] for row in cell_texts(tables(document, "result")["partners"])] == [
        "Vườn ươm Cố đô",
        "Hue University",
    ]
    assert "The list holds 2 chosen partners." in words(document, "result")
    assert "They already have 1 tie on record." in words(document, "reasons")
    asked_again(document, fresh)


def test_without_the_search_there_is_no_score(fresh: Ecosystem, no_search: None) -> None:
    table = tables(draft(fresh, "partners", "sen-tech", "vuon-uom"), "result")["partners"]
    assert "Score" not in [plain_text(column) for column in table.columns]


def test_scores_and_reasons_come_from_the_search(fresh: Ecosystem, search: list[tuple[str, object]]) -> None:
    document = draft(fresh, "partners", "sen-tech", "vuon-uom", "quy-xa", texts={"need": "vốn"})
    rows = cell_texts(tables(document, "result")["partners"])
    assert [row[-1] for row in rows] == ["0.75", "unknown"]
    assert ("sen-tech", ["capital"]) in search, "the need by its name, in whatever language"
    assert "promises nothing" in words(document, "result")


def test_who_could_introduce_them_is_named(fresh: Ecosystem, no_search: None) -> None:
    told = words(draft(fresh, "partners", "quy-xa", "vuon-uom"), "reasons")
    assert "1 body is tied to both and could introduce them: Công ty Sen Tech." in told
    assert "No body on record is tied to both." in words(
        draft(fresh, "partners", "quy-xa", "de-an"), "reasons"
    )


def test_where_nobody_knows_both_the_chain_is_told_that_leads_there(hue: Ecosystem) -> None:
    document = draft(hue, "partners", "husci", "vinacapital")
    told = words(document, "reasons")
    assert "tied to both" not in told
    way = introduce(hue, "husci", "vinacapital", k=1).chains[0]
    assert "; ".join(step.text.text("en") for step in way.steps) in told
    assert told.endswith(f"Ask {hue.name(way.first, 'en')} first for an introduction.")
    asked_again(document, hue)


def test_addresses_that_are_not_public_are_unknown(fresh: Ecosystem, no_search: None) -> None:
    rows = cell_texts(
        tables(draft(fresh, "partners", "sen-tech", "dai-hoc-hue", "quy-xa"), "contacts")["contacts"]
    )
    assert rows[0][1:3] == ["3 Lê Lợi", "https://hueuni.edu.vn"]
    assert rows[1][1:3] == ["unknown", "unknown"]


def test_none_chosen_and_nobody_known(fresh: Ecosystem, no_search: None) -> None:
    assert "No partner is chosen yet." in words(draft(fresh, "partners", "sen-tech"))
    document = draft(fresh, "partners", "khong-co")
    assert "no such organisation" in words(document, "need")
    assert section(document, "result") is None


def test_in_vietnamese_nothing_is_left_in_english(fresh: Ecosystem, no_search: None) -> None:
    assert not english(draft(fresh, "partners", "sen-tech", "vuon-uom", lang="vi"))
