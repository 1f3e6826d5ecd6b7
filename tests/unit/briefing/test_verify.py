"""Checking a produced file: changing one record shows exactly which sentences change."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import briefs
import factory
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.document import GAP, Document, lines, plain_text
from ecomap.briefing.payload import PayloadError, payload, read_payload
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.recipe_file import read_recipe
from ecomap.briefing.verification import Verification
from ecomap.briefing.verify import verify, verify_payload

RECIPE = Recipe("test", lang="en")


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


def carried(ecosystem: ecomap.Ecosystem) -> bytes:
    return payload(compose(ecosystem, RECIPE))


def altered(folder: Path, change: object) -> ecomap.Ecosystem:
    rows = factory.rows()
    change(rows)  # type: ignore[operator]
    return ecomap.load(factory.write(folder, rows))


def test_on_the_same_version_every_figure_holds(small: ecomap.Ecosystem) -> None:
    found = verify_payload(read_payload(carried(small)), small)
    assert found.holds and found.same_version
    assert found.held == len(list(compose(small, RECIPE).values()))


def test_the_recipe_comes_back(small: ecomap.Ecosystem) -> None:
    assert read_recipe(read_payload(carried(small)).recipe, small) == RECIPE


def test_one_organisation_of_another_sector_changes_the_sentence_on_that_sector(
    small: ecomap.Ecosystem, tmp_path: Path
) -> None:
    def change(rows: factory.Rows) -> None:
        rows["organisations"][2]["sectors"] = "edtech"

    found = verify_payload(read_payload(carried(small)), altered(tmp_path, change))
    assert not found.holds and not found.same_version and not found.lost
    assert [(one.figure.query, one.figure.text, one.new) for one in found.changed] == [
        ("organisations?sector=it", "2", "1")
    ]
    (sentence,) = found.sentences
    assert "In information technology there are 2." in sentence


def test_a_row_that_is_gone_makes_its_figures_lost(small: ecomap.Ecosystem, tmp_path: Path) -> None:
    def change(rows: factory.Rows) -> None:
        del rows["official_totals"][1]

    found = verify_payload(read_payload(carried(small)), altered(tmp_path, change))
    assert {one.figure.query for one in found.lost} == {"official?code=finalists", "listed?code=finalists"}
    assert all("finalists" in one.why.text("vi") for one in found.lost)
    assert not found.changed


def test_a_figure_that_is_written_the_same_still_holds(small: ecomap.Ecosystem) -> None:
    content = json.loads(carried(small))
    share = next(row for row in content["values"] if row[0].startswith("share"))
    share[2] += 0.001  # 25.1 % is written 25%
    found = verify_payload(read_payload(json.dumps(content).encode()), small)
    assert found.holds


ROWS = st.lists(
    st.tuples(
        st.sampled_from([0, 2, 3, 4]), st.sampled_from(["sectors", "kind", "province"]), st.integers(0, 1)
    ),
    min_size=1,
    max_size=3,
)


@given(ROWS)
def test_the_sentences_named_are_those_that_a_new_document_writes_otherwise(
    small: ecomap.Ecosystem, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str, int]]
) -> None:
    values = {
        "sectors": ("it", "edtech"),
        "kind": ("startup", "enterprise"),
        "province": ("Thành phố Huế", "Hà Nội"),
    }

    def change(rows: factory.Rows) -> None:
        for row, column, choice in changes:
            rows["organisations"][row][column] = values[column][choice]
            if column == "kind":
                rows["organisations"][row] |= {"subkind": ("company", "corporate")[choice], "stage": ""}

    with pytest.MonkeyPatch.context() as patch:
        briefs.register(patch)
        after = altered(tmp_path_factory.mktemp("after"), change)
        found = verify_payload(read_payload(carried(small)), after)
        old = [(value.query, value.text) for _, _, value in compose(small, RECIPE).values()]
        new = {value.query: value.text for _, _, value in compose(after, RECIPE).values()}
    # A caveat that comes or goes is no figure of the old document: only queries of both are compared.
    differing = [(query.text, text, new[query]) for query, text in old if query in new and new[query] != text]
    assert [
        (one.figure.query, one.figure.text, one.new)
        for one in found.changed
        if one.figure.query in {query.text for query in new}
    ] == differing


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.7", b"<html></html>", b"x" * 100])
def test_a_file_of_another_kind_says_so(small: ecomap.Ecosystem, data: bytes) -> None:
    with pytest.raises(PayloadError) as error:
        verify(data, small)
    assert error.value.message.text("vi")


def test_a_query_that_somebody_forged_is_lost_not_run(small: ecomap.Ecosystem) -> None:
    content = json.loads(carried(small))
    content["values"] = [["__import__('os')?x=1", "5", 5, "text", "A\u202e\x1b[31m", "danger"]]
    found = verify_payload(read_payload(json.dumps(content).encode()), small)
    assert len(found.lost) == 1 and found.lost[0].figure.sentence.isprintable()


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just(10**400),
        lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from(["values", "version", "lang", "recipe", "ecomap_figures", "row", "all"]),
)
def test_any_content_is_read_or_refused(small: ecomap.Ecosystem, value: object, where: str) -> None:
    content = {"ecomap_figures": 1, "recipe": {}, "version": "", "data_as_of": "", "lang": "vi", "values": []}
    if where == "row":
        content["values"] = [value]
    elif where != "all":
        content[where] = value
    try:
        found = verify_payload(read_payload(json.dumps(value if where == "all" else content).encode()), small)
        assert found.held + len(found.changed) + len(found.lost) == len(found.payload.figures)
    except PayloadError:
        pass


# The list of figures against that of the recipe.


def forged(ecosystem: ecomap.Ecosystem, page: str = "", **content: object) -> Verification:
    values = {**json.loads(carried(ecosystem)), **content}
    return verify_payload(read_payload(json.dumps(values).encode()), ecosystem, page or None)


def test_a_file_whose_figures_were_taken_out_does_not_hold(small: ecomap.Ecosystem) -> None:
    found = forged(small, values=[])
    assert not found.holds and not found.told
    assert len(found.missing) == len(list(compose(small, RECIPE).values()))
    assert not forged(small, values=[], version="another").holds


def test_a_document_without_figures_holds(small: ecomap.Ecosystem) -> None:
    bare = payload(compose(small, Recipe("test", sections=("view",), lang="en")))
    found = verify_payload(read_payload(bare), small)
    assert found.holds and not found.payload.figures


def test_a_single_figure_taken_out_or_put_in_is_noticed(small: ecomap.Ecosystem) -> None:
    values = json.loads(carried(small))["values"]
    (missing,) = forged(small, values=values[1:]).missing
    assert missing.query == values[0][0]
    (added,) = forged(small, values=[*values, values[0]]).added
    assert added.query == values[0][0]
    reworded = forged(small, values=[[*values[0][:4], "It has 4 robots.", values[0][5]], *values[1:]])
    assert len(reworded.missing) == len(reworded.added) == 1 and not reworded.holds


def test_a_figure_that_changed_is_not_told_as_missing_too(small: ecomap.Ecosystem) -> None:
    values = json.loads(carried(small))["values"]
    found = forged(small, values=[[values[0][0], "9", 9, *values[0][3:]], *values[1:]])
    assert len(found.changed) == 1 and not found.missing and not found.added


@pytest.mark.parametrize("recipe", [{}, {"ecomap_briefing": 1, "template": "none"}])
def test_a_recipe_that_makes_nothing_is_told(small: ecomap.Ecosystem, recipe: object) -> None:
    found = forged(small, recipe=recipe)
    assert not found.holds and found.obstacle in found.limits and not found.composed


def test_what_is_not_checked_is_told(small: ecomap.Ecosystem) -> None:
    said = " ".join(message.text("en") for message in forged(small, version="another").limits)
    assert "another version" in said and "PDF" in said
    assert len(forged(small, page="x").limits) == 1


def test_a_check_may_not_take_forever(small: ecomap.Ecosystem) -> None:
    found = verify_payload(read_payload(carried(small)), small, patience=-1)
    assert len(found.lost) == len(found.payload.figures) and found.obstacle and not found.holds


def test_what_changed_since_a_version_is_composed_with_it(small: ecomap.Ecosystem, tmp_path: Path) -> None:
    def change(rows: factory.Rows) -> None:
        rows["organisations"][2]["sectors"] = "edtech"

    later = altered(tmp_path, change)
    document = compose(later, Recipe("overview", lang="en"), small)
    content = read_payload(payload(document))
    assert any(small.version in figure.query for figure in content.figures)
    assert verify_payload(content, later).holds


def test_a_sentence_of_the_summary_is_missed_though_another_section_repeats_it(
    small: ecomap.Ecosystem,
) -> None:
    found = read_payload(carried(small))
    figures = tuple(replace(figure, section=section) for section in ("a", "b") for figure in found.figures)
    twice = replace(found, figures=figures, lines=(), version="another")
    page = "\n".join(dict.fromkeys(figure.sentence for figure in found.figures)).replace(GAP, "Table")
    assert verify_payload(twice, small, f"{page}\n{page}").holds
    assert verify_payload(twice, small, page).edited
    assert not verify_payload(twice, small).read


# Held against other data.


def said(document: Document) -> list[str]:
    """Return the paragraphs, points, rows, headings and notes of a document, one by one."""
    found = [plain_text(document.subject)]
    for section in document.sections:
        for block in section.blocks:
            found += [plain_text(spans) for spans in lines(block)]
    return [*found, *(plain_text(note.spans) for note in document.notes)]


@given(ROWS)
def test_every_sentence_that_a_new_document_has_not_is_named(
    small: ecomap.Ecosystem, tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, str, int]]
) -> None:
    values = {"sectors": ("", "edtech"), "kind": ("", "Tên mới"), "province": ("Thành phố Huế", "Hà Nội")}

    def change(rows: factory.Rows) -> None:
        for row, column, choice in changes:
            column, value = ("name_vi" if column == "kind" else column), values[column][choice]
            rows["organisations"][row][column] = value or rows["organisations"][row].get(column, "")

    with pytest.MonkeyPatch.context() as patch:
        briefs.register(patch)
        after = altered(tmp_path_factory.mktemp("after"), change)
        found = verify_payload(read_payload(carried(small)), after)
        new = Counter(said(compose(after, RECIPE)))
        old = Counter(line.replace(small.version, after.version) for line in said(compose(small, RECIPE)))
    told = [figure.figure.sentence for figure in (*found.changed, *found.lost)]
    told += [sentence.text for sentence in found.gone]
    for line in old - new:
        assert any(one == line or one in line for one in told), line
    for sentence in found.gone:
        assert any(sentence.text in line for line in old - new)
    for sentence in found.fresh:
        assert any(sentence.text in line for line in new - old)
    assert found.holds is (not told)


def test_a_new_name_changes_exactly_the_point_that_has_it(small: ecomap.Ecosystem, tmp_path: Path) -> None:
    def change(rows: factory.Rows) -> None:
        rows["organisations"][0]["name_vi"] = "Đại học Mới"

    found = verify_payload(read_payload(carried(small)), altered(tmp_path, change))
    assert [(one.section, one.text) for one in found.gone] == [("list", "Đại học Huế")]
    assert [(one.section, one.text) for one in found.fresh] == [("list", "Đại học Mới")]
    assert not found.changed and not found.lost and not found.holds


def test_of_a_paragraph_only_the_sentence_that_changed_is_named(tmp_path: Path) -> None:
    old, new = (
        altered(tmp_path / name, lambda rows, said=said: rows["organisations"][0].update(summary_vi=said))
        for name, said in (("old", "Có bảy trường."), ("new", "Có tám trường."))
    )
    document = compose(old, Recipe("profile", subject_ids=("dai-hoc-hue",), lang="en"))
    found = verify_payload(read_payload(payload(document)), new)
    assert [one.text for one in found.gone] == ["Có bảy trường."]
    assert [one.text for one in found.fresh] == ["Có tám trường."]


def test_a_wrong_figure_in_a_file_that_names_another_version_is_told(small: ecomap.Ecosystem) -> None:
    values = json.loads(carried(small))["values"]
    found = forged(small, values=[[values[0][0], "400", *values[0][2:]], *values[1:]], version="f" * 16)
    assert any("400 organisations" in one.text for one in found.gone) and not found.holds
    assert any("which cannot be checked" in message.text("en") for message in found.limits)


def test_a_file_without_its_sentences_says_that_they_were_not_compared(
    small: ecomap.Ecosystem, tmp_path: Path
) -> None:
    def change(rows: factory.Rows) -> None:
        rows["organisations"][0]["name_vi"] = "Đại học Mới"

    content = {**json.loads(carried(small)), "lines": []}
    found = verify_payload(read_payload(json.dumps(content).encode()), altered(tmp_path, change))
    assert not found.gone and not found.fresh
    assert any("does not carry its sentences" in message.text("en") for message in found.limits)


@pytest.mark.parametrize("lines", [1, [1], [["a"]], [["a", 1, 2]], [["a", 1, [["b", None]]]], [[2, 1, []]]])
def test_sentences_that_are_none_are_refused(small: ecomap.Ecosystem, lines: object) -> None:
    with pytest.raises(PayloadError):
        read_payload(json.dumps({**json.loads(carried(small)), "lines": lines}).encode())


def test_a_sentence_with_a_figure_that_is_not_there_is_no_error(small: ecomap.Ecosystem) -> None:
    found = forged(small, lines=[["text", 0, [["It has ", 10**6, " and ", -1, "."]]]], version="f" * 16)
    assert not found.holds and found.gone
