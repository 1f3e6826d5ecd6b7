"""Reading recipes: what is saved comes back, and what is wrong is said all at once with what to do."""

from __future__ import annotations

import json

import briefs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.briefing.recipe import Issue, Recipe
from ecomap.briefing.recipe_file import RecipeError, read_recipe


@pytest.fixture(autouse=True)
def _templates(monkeypatch: pytest.MonkeyPatch) -> None:
    briefs.register(monkeypatch)


def faults(ecosystem: ecomap.Ecosystem, data: bytes | str) -> dict[str, str]:
    with pytest.raises(RecipeError) as error:
        read_recipe(data, ecosystem)
    assert all(fault.text("vi") and fault.advice.text("vi") for fault in error.value.faults)
    return {fault.field: fault.value for fault in error.value.faults}


def changed(**fields: object) -> str:
    return json.dumps({**json.loads(Recipe("test").to_json()), **fields})


def test_what_is_saved_comes_back(small: ecomap.Ecosystem) -> None:
    recipe = Recipe(
        "test", {"sector": ["it"], "ward": ["19753"]}, ("dai-hoc-hue", "cuoc-thi"), ("list", "text"),
        {"view": "Một.\n\nHai <&>%#_{}\\"}, "modern", "en", "Tựa", "2024-01-01",
        Issue(agency="Viện", to=("UBND",), date="2026-02-05", signatory="Nguyễn Văn A"),
    )  # fmt: skip
    assert read_recipe(recipe.to_json(), small) == recipe
    assert read_recipe(recipe.to_json().encode("utf-8-sig"), small) == recipe


def test_missing_fields_are_left_open(small: ecomap.Ecosystem) -> None:
    recipe = read_recipe('{"ecomap_briefing": 1, "template": "test"}', small)
    assert recipe == Recipe("test") and recipe.issue.signatory == ""


def test_former_ids_become_current(small: ecomap.Ecosystem) -> None:
    recipe = read_recipe(
        changed(subject_ids=["dhh", "dai-hoc-hue"], scope={"programme": ["cuoc-thi-cu"]}), small
    )
    assert recipe.subject_ids == ("dai-hoc-hue",) and recipe.scope == {"programme": ["cuoc-thi"]}


def test_all_faults_are_told_at_once(small: ecomap.Ecosystem) -> None:
    found = faults(
        small,
        changed(template="none", layout="x", lang="fr", since="2024-13-01", issue={"date": "5/2/2026"}),
    )
    assert found.keys() == {"template", "layout", "lang"}, "without a template its sections are not known"
    found = faults(
        small,
        changed(
            scope={"ward": ["00000"], "sector": ["it", "moon"], "place": ["there"], "color": ["red"]},
            sections=["text", "more"], texts={"other": "x"}, subject_ids=["nobody"], since="2024-13-01",
            issue={"date": "5/2/2026"},
        ),
    )  # fmt: skip
    assert found == {
        "scope.ward": "00000", "scope.sector": "moon", "scope.place": "there", "scope": "color", "sections": "more",
        "texts": "other", "subject_ids": "nobody", "since": "2024-13-01", "issue.date": "5/2/2026",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("since", "wrong"),
    [
        ("2099-01-01", True),
        ("2024-02-04", True),
        ("2024-02-03", False),
        ("1999-12-31", False),
        ("0a1b2c3d", False),
    ],
)
def test_what_changed_cannot_be_told_since_a_day_after_the_newest_source(
    small: ecomap.Ecosystem, since: str, wrong: bool
) -> None:
    if wrong:
        assert faults(small, changed(since=since)) == {"since": since}
        with pytest.raises(RecipeError) as raised:
            read_recipe(changed(since=since), small)
        assert "Choose a day up to 2024-02-03" in raised.value.faults[0].text("en")
    else:
        assert read_recipe(changed(since=since), small).since == since


@pytest.mark.parametrize(
    "data",
    ["", "{", "[]", "null", "{}", '{"template": "test"}', b"\xff\xfe", "[" * 100_000, '{"ecomap_briefing": 2}',
     '{"ecomap_briefing": true, "template": "test"}', '{"ecomap_briefing": 1}', "1" * 5000, b"PK\x03\x04",
     "x" * 3_000_000],
)  # fmt: skip
def test_what_is_no_recipe_says_so(small: ecomap.Ecosystem, data: bytes | str) -> None:
    faults(small, data)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", 5), ("title", "x" * 501), ("texts", {"view": "x" * 20_001}), ("texts", []), ("scope", {"ward": "19753"}),
     ("subject_ids", "x"), ("subject_ids", [1]), ("sections", [None]), ("issue", "x"), ("issue", {"boss": "x"}),
     ("issue", {"to": "x"}), ("subject_ids", ["dai-hoc-hue"] * 501), ("colour", "red"), ("lang", None)],
)  # fmt: skip
def test_wrong_types_and_too_long_texts_are_faults(
    small: ecomap.Ecosystem, field: str, value: object
) -> None:
    assert any(
        field in (name.partition(".")[0], shown)
        for name, shown in faults(small, changed(**{field: value})).items()
    )


def test_a_template_says_what_it_cannot_do_without(small: ecomap.Ecosystem) -> None:
    assert faults(small, '{"ecomap_briefing": 1, "template": "about"}') == {"subject_ids": ""}


@pytest.mark.parametrize(
    ("template", "scope", "other"),
    [("sector", "sector", {"ward": ["19753"]}), ("wards", "ward", {"sector": ["it"]}), ("wards", "ward", {})],
)
def test_a_template_says_what_its_scope_must_narrow_by(
    small: ecomap.Ecosystem, template: str, scope: str, other: dict[str, list[str]]
) -> None:
    assert faults(small, Recipe(template, other).to_json()) == {f"scope.{scope}": ""}
    both = {"sector": ["it"], "ward": ["19753"]}
    assert read_recipe(Recipe(template, both).to_json(), small).scope == both


def test_control_characters_and_halves_of_characters_are_taken_out(small: ecomap.Ecosystem) -> None:
    recipe = read_recipe(changed(title="A\x00B\ud800\u0302C\nD", texts={"view": "Một\r\n\r\nHai\x07"}), small)
    assert recipe.title.isprintable() and recipe.title.encode()
    assert recipe.texts["view"] == "Một\n\nHai"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*Recipe.__dataclass_fields__]), JSON, max_size=4))
def test_any_json_is_a_recipe_or_has_faults(small: ecomap.Ecosystem, fields: dict[str, object]) -> None:
    try:
        recipe = read_recipe(changed(**fields), small)
    except RecipeError as error:
        assert error.faults and all(fault.text() for fault in error.faults)
    else:
        recipe.to_json().encode()
        recipe.filters(small)


@pytest.mark.parametrize("template", ["profile", "partners", "event", "targets"])
@pytest.mark.parametrize("node", ["need-1", "19753"])
def test_a_need_or_a_ward_is_no_body_to_write_about(
    small: ecomap.Ecosystem, template: str, node: str
) -> None:
    with pytest.raises(RecipeError) as error:
        read_recipe(Recipe(template, subject_ids=("dai-hoc-hue", node)).to_json(), small)
    (fault,) = error.value.faults
    assert fault.value == node and "of this kind" in fault.text("en")


def test_a_gap_is_chosen_only_where_gaps_are_written_about(small: ecomap.Ecosystem) -> None:
    gap = "access:none:19753"
    assert read_recipe(Recipe("gaps", subject_ids=(gap,)).to_json(), small).subject_ids == (gap,)
    assert faults(small, Recipe("profile", subject_ids=(gap,)).to_json()) == {"subject_ids": gap}
