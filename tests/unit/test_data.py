"""The shipped data: complete, resolved, in both languages, and without personal data."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pandas as pd
import pytest

import ecomap
from ecomap import vocabulary as v
from ecomap.counts import sources_of
from ecomap.store import FolderStore
from ecomap.tables import TABLES

DATA = Path(__file__).resolve().parents[2] / "data"
FLOORS = {
    "organisations": 480,
    "relations": 600,
    "programmes": 130,
    "targets": 200,
    "needs": 30,
    "sources": 750,
    "wards": 40,
}
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w")
# A Vietnamese telephone number: ten or eleven digits from 0 or +84, in groups.
PHONE = re.compile(r"(?<![\d/.-])(?:\+84|0)(?:[ .-]?\d){9,10}(?![\d/-])")
# A form of address before a name. In capitals, Ông and Bà begin names of streets.
PERSON = re.compile(r"\b(?:ông|bà|anh|chị|Mr|Mrs|Ms|Dr|ThS|TS|PGS|GS)\.? (?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ?){2,}")


def texts(frame: pd.DataFrame) -> pd.Series:
    """Return all text of a table in one column."""
    return pd.concat([frame[name].dropna().astype(str) for name in frame], ignore_index=True)


def test_it_loads_without_any_problem() -> None:
    assert [(p.place("en"), p.message("en")) for p in ecomap.check(DATA)] == []


@pytest.mark.parametrize(("table", "floor"), FLOORS.items())
def test_it_is_as_large_as_promised(hue: ecomap.Ecosystem, table: str, floor: int) -> None:
    assert len(hue.tables[table]) >= floor


def test_there_are_forty_wards_and_each_has_a_shape(hue: ecomap.Ecosystem) -> None:
    assert len(hue.wards) == 40
    assert hue.wards.geometry.notna().all()
    assert hue.wards.geometry.is_valid.all()


def test_every_source_is_used_and_can_be_found(hue: ecomap.Ecosystem) -> None:
    used = sources_of(*(frame for frame in hue.tables.values() if "source_ids" in frame), placing=True)
    assert set(hue.sources.index) - used == set()
    assert hue.sources["publisher"].notna().all()


@pytest.mark.parametrize("table", ["sectors", "stages", "functions", "official_totals"])
def test_labels_stand_in_both_languages(hue: ecomap.Ecosystem, table: str) -> None:
    frame = hue.tables[table]
    assert frame["label_vi"].notna().all()
    assert frame["label_en"].notna().all()
    assert not frame["label_vi"].duplicated().any()
    assert not frame["label_en"].str.contains("[ăâđêôơưạảấầẩẫậắằẳẵặ]", case=False).any()


def test_stages_have_an_order(hue: ecomap.Ecosystem) -> None:
    assert hue.stages["rank"].is_unique


def test_there_is_no_personal_data() -> None:
    contents = FolderStore(DATA).read()
    for name, raw in contents.tables.items():
        columns = [c for c in raw.frame if c not in ("url", "website", "source_ids")]
        cells = texts(raw.frame[columns])
        for pattern in (E_MAIL, PHONE, PERSON):
            assert list(cells[cells.str.contains(pattern)]) == [], name


def test_text_is_composed_and_trimmed() -> None:
    for raw in FolderStore(DATA).read().tables.values():
        for cell in texts(raw.frame):
            assert cell == unicodedata.normalize("NFC", cell).strip()


def test_former_ids_lead_to_present_ones(hue: ecomap.Ecosystem) -> None:
    assert len(hue.former_ids) > 0
    for former in hue.former_ids.index:
        assert former not in hue
        assert hue.resolve(former) in hue


def test_judgements_are_marked(hue: ecomap.Ecosystem) -> None:
    columns = {column.name for column in TABLES["organisations"].columns}
    judged = hue.tags("organisations", "judged_fields")
    assert set(judged) <= columns
    staged = hue.organisations.index[hue.organisations["stage"].notna()]
    assert set(staged) <= set(judged.index[judged == "stage"])


def test_stages_are_for_startups(hue: ecomap.Ecosystem) -> None:
    assert set(hue.organisations.loc[hue.organisations["stage"].notna(), "kind"]) <= {"startup"}


def test_every_kind_of_actor_is_listed(hue: ecomap.Ecosystem) -> None:
    assert set(hue.organisations["kind"]) == set(v.KINDS) - {"programme"}


def test_a_known_ward_lies_in_the_region(hue: ecomap.Ecosystem) -> None:
    organisations = hue.organisations
    assert organisations.loc[organisations["ward_code"].notna(), "in_region"].all()


def test_agencies_are_state_bodies_with_a_duty(hue: ecomap.Ecosystem) -> None:
    assert hue.agencies["role_vi"].notna().all()
    assert hue.agencies["role_en"].notna().all()


def test_files_are_kept_in_the_order_of_their_keys() -> None:
    """So that two versions can be compared line by line."""
    for name, raw in FolderStore(DATA).read().tables.items():
        assert list(raw.frame.columns) == [column.name for column in TABLES[name].columns]


def test_nobody_is_tied_twice_to_a_programme_by_its_role_and_as_organiser(hue: ecomap.Ecosystem) -> None:
    """What is left beside a role says something else: who pays for it, who drafted it."""
    roles = hue.ties[hue.ties["origin"] == "role"]
    pairs = set(zip(roles["source"], roles["target"], strict=True))
    relations = hue.ties[hue.ties["origin"] == "relation"]
    both = [pair in pairs for pair in zip(relations["source"], relations["target"], strict=True)]
    assert set(relations["type"][both]) <= {"supports"}
    assert relations["note_vi"][both].notna().all()


def test_no_body_supports_what_is_only_planned(hue: ecomap.Ecosystem) -> None:
    """That somebody asked for it is no support: it stands in its description."""
    planned = hue.organisations.index[hue.organisations["status"] == "planned"]
    assert not (hue.ties["target"].isin(planned) & (hue.ties["type"] == "supports")).any()
