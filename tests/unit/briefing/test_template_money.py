"""What documents say of amounts: added, stated otherwise and named, or not stated."""

from __future__ import annotations

from pathlib import Path

import factory
import pytest
from drafts import draft, section, words

import ecomap
from ecomap.briefing.document import Document, Mark, Paragraph


def paper(tmp_path: Path, *amounts: tuple[str, str], programmes: tuple[str, ...] = ()) -> Document:
    """Compose the section on capital where ties to one start-up state these amounts (in dong, otherwise)."""
    rows = factory.rows()
    fund = rows["organisations"][3]
    rows["organisations"] += [
        {**fund, "id": f"quy-{at}", "name_vi": f"Quỹ {at}"} for at in range(len(amounts))
    ]
    blank = dict.fromkeys(rows["relations"][0], "")
    rows["relations"] = [
        {**blank, "source": f"quy-{at}", "target": "sen-tech", "type": "grants_to", "start_date": str(2010 + at),
         "source_ids": "S1", "confidence": "high", "amount_vnd": dong, "amount_stated": stated}
        for at, (dong, stated) in enumerate(amounts)
    ]  # fmt: skip
    for row, stated in zip(rows["programmes"], programmes, strict=False):
        row["budget_stated"] = stated
    return draft(ecomap.load(factory.write(tmp_path, rows)), "overview", sections=("capital",))


def test_an_amount_in_foreign_money_is_not_called_unstated(tmp_path: Path) -> None:
    text = words(paper(tmp_path, ("", "13 triệu USD")), "capital")
    assert "“13 triệu USD” from Quỹ 0 to Công ty Sen Tech (since 2010)" in text
    assert "The source states the amount otherwise" in text and "of 1 " not in text
    assert "states no amount" not in text and "no sum can be given" not in text


def test_added_named_and_silent_amounts_are_told_apart(tmp_path: Path) -> None:
    amounts = [("2000000000", ""), ("1000000000", ""), ("", "1 triệu EUR"), ("", "")]
    text = words(paper(tmp_path, *amounts), "capital")
    assert "2 of them state an amount in dong, together 3 billion dong." in text
    assert (
        "The source of 1 of them states its amount otherwise" in text and "“1 triệu EUR” from Quỹ 2" in text
    )
    assert "1 states no amount." in text and "2 of the amounts added go to start-ups." in text


def test_of_many_amounts_five_are_named_each_with_its_source(tmp_path: Path) -> None:
    document = paper(tmp_path, *(("", f"{at + 1} triệu USD") for at in range(7)))
    text = words(document, "capital")
    assert "“7 triệu USD” from Quỹ 6" in text and "“3 triệu USD” from Quỹ 2" in text
    assert "2 triệu USD" not in text and "; and 2 more." in text
    part = section(document, "capital")
    assert part is not None
    spans = next(b.spans for b in part.blocks if isinstance(b, Paragraph) and "triệu" in str(b.spans))
    assert sum(isinstance(span, Mark) for span in spans) >= 5


def test_what_no_source_states_stays_unstated(tmp_path: Path) -> None:
    text = words(paper(tmp_path, ("", ""), ("", "")), "capital")
    assert "None of them states an amount, so no sum can be given." in text and "state no amount." not in text


@pytest.mark.parametrize(("stated", "said"), [(("2 triệu EUR",), True), ((), False)])
def test_budgets_in_foreign_money_are_told_though_no_sum_can_be(
    tmp_path: Path, stated: tuple[str, ...], said: bool
) -> None:
    text = words(paper(tmp_path, ("", ""), programmes=stated), "capital")
    assert ("Of 2 programmes, none states a budget in dong." in text) is said
    assert (
        "Cuộc thi Khởi nghiệp: “2 triệu EUR”" in text or "Start-up contest: “2 triệu EUR”" in text
    ) is said
    assert ("1 states no budget." in text) is said
