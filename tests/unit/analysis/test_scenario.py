"""Scenarios: what changes, what must not, and texts from strangers."""

from __future__ import annotations

import base64
import json
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomap.analysis import scenario as sc
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters

NEW = sc.AddOrganisation(
    "diem-moi", "Điểm hỗ trợ mới", "support_org", "coworking", ("it",), ("finance",), ward="19753"
)
ALL = (
    NEW,
    sc.AddOrganisation("cong-ty-x", "Công ty X", "startup", "company", stage="seed", lat=16.45, lon=107.55),
    sc.AddTie("diem-moi", "sen-tech", "supports"),
    sc.RemoveTie("quy-xa", "sen-tech", "invests_in"),
    sc.AddProgramme(
        "ct-moi", "Chương trình mới", "programme", "so-khcn", ("vuon-uom",), ("it",), ("network",)
    ),
    sc.RemoveProgramme("cuoc-thi"),
    sc.SetCapacity("vuon-uom", 12.0),
    sc.RemoveOrganisation("dai-hoc-hue"),
)


def test_every_change(small: Ecosystem) -> None:
    before = (len(small.organisations), len(small.ties), len(small.programmes), small.version)
    after = sc.apply(small, ALL)
    assert (len(small.organisations), len(small.ties), len(small.programmes), small.version) == before
    assert {"diem-moi", "cong-ty-x"} <= set(after.organisations.index)
    assert "dai-hoc-hue" not in after
    assert after.organisations.loc["diem-moi", "placed"] == "ward"
    assert after.organisations.loc["cong-ty-x", "placed"] == "point"
    assert after.organisations.loc["cong-ty-x", "in_region"]
    assert "diem-moi|supports|sen-tech|" in after.ties.index
    assert not (after.ties["source"] == "quy-xa").any()
    assert {"so-khcn|leads|ct-moi|", "vuon-uom|coordinates|ct-moi|"} <= set(after.ties.index)
    assert "cuoc-thi" not in after
    ends = set(after.ties["source"]) | set(after.ties["target"])
    assert ends <= set(after.organisations.index) | set(after.programmes.index)
    assert after.tables["capacities"].set_index("org_id")["places"].to_dict() == {"vuon-uom": 12.0}
    assert after.resolve("dhh") is None
    assert after.version.startswith(f"{small.version}+what-if-")
    assert after.sources.loc["what-if", "publisher"]
    assert set(after.graph) == set(after.organisations.index) | set(after.programmes.index)


def test_removing_a_body_empties_its_roles(small: Ecosystem) -> None:
    after = sc.apply(small, [sc.RemoveOrganisation("so-khcn"), sc.RemoveOrganisation("dai-hoc-hue")])
    assert after.programmes["lead_org"].isna().all()
    assert after.programmes.loc["cuoc-thi", "coordinating_orgs"] == "vuon-uom"
    assert after.targets["lead_org"].isna().all() and after.needs["posted_by"].isna().all()
    assert not len(after.agencies)


def test_the_same_changes_give_the_same_version(small: Ecosystem) -> None:
    assert sc.apply(small, ALL).version == sc.apply(small, ALL).version != sc.apply(small, ALL[:1]).version
    assert sc.apply(small, ()) is small


def test_a_part_stays_a_part(small: Ecosystem) -> None:
    part = small.select(Filters(kinds=("startup", "investor")))
    after = sc.apply(part, [NEW, sc.AddTie("diem-moi", "sen-tech", "supports")])
    assert set(after.organisations.index) == {*part.organisations.index, "diem-moi"}
    assert set(after.ties.index) == {*part.ties.index, "diem-moi|supports|sen-tech|"}
    assert set(after.programmes.index) == set(part.programmes.index)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (sc.AddOrganisation("sen-tech", "Trùng", "startup"), "is taken"),
        (sc.AddOrganisation("dhh", "Trùng", "startup"), "in use before"),
        (sc.AddOrganisation("Có dấu", "X", "startup"), "not a possible id"),
        (sc.AddOrganisation("x", " ", "startup"), "name is needed"),
        (sc.AddOrganisation("x", "X", "programme"), "not a kind"),
        (sc.AddOrganisation("x", "X", "startup", "incubator"), "not of this kind"),
        (sc.AddOrganisation("x", "X", "startup", sectors=("magic",)), "not in the table sectors"),
        (sc.AddOrganisation("x", "X", "startup", ward="00000"), "not in the table wards"),
        (sc.AddOrganisation("x", "X", "startup", lat=16.4), "both coordinates"),
        (sc.AddOrganisation("x", "X", "startup", lat=107.5, lon=16.4), "outside the country"),
        (sc.RemoveOrganisation("nobody"), "not in the table organisations"),
        (sc.AddTie("sen-tech", "nobody", "supports"), "neither"),
        (sc.AddTie("sen-tech", "sen-tech", "supports"), "two ends"),
        (sc.AddTie("so-khcn", "de-an", "leads"), "not a type of tie"),
        (sc.AddTie("sen-tech", "dai-hoc-hue", "spun_out_of"), "such a tie already"),
        (sc.RemoveTie("sen-tech", "vuon-uom", "supports"), "no such tie"),
        (sc.AddProgramme("ct", "CT", "party"), "not a kind of programme"),
        (sc.RemoveProgramme("sen-tech"), "not in the table programmes"),
        (sc.SetCapacity("sen-tech", -1.0), "Places"),
    ],
)
def test_what_does_not_fit(small: Ecosystem, change: sc.Change, reason: str) -> None:
    with pytest.raises(sc.ScenarioError, match=reason) as refused:
        sc.apply(small, [change])
    assert refused.value.message.values["number"] == 1


def test_text_and_back() -> None:
    text = sc.to_text(ALL)
    assert sc.from_text(text) == ALL
    assert set(text) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
    assert sc.from_text(sc.to_text([])) == ()


def test_links_people_keep_still_open() -> None:
    packed = zlib.compress(json.dumps([["O", "vuon-uom"], ["c", "sen-tech", 3]]).encode())
    text = "1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")
    assert sc.from_text(text) == (sc.RemoveOrganisation("vuon-uom"), sc.SetCapacity("sen-tech", 3.0))


def _text(rows: object) -> str:
    packed = zlib.compress(json.dumps(rows).encode(), 9)
    return "1." + base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "1.",
        "2.abc",
        "1.!!!!",
        "1.abc",
        "x" * 5000,
        _text({}),
        _text([[]]),
        _text([["z", "a"]]),
        _text([["O"]]),
        _text([["O", 5]]),
        _text([["O", "a", "b"]]),
        _text([["O", "a\nb"]]),
        _text([["O", "a" * 201]]),
        _text([5]),
        _text([["c", "a", True]]),
        _text([["c", "a", None]]),
        _text([["c", "a", float("nan")]]),
        _text([["c", "a", 1e99]]),
        _text([["O", "a"]] * 41),
        _text("x" * 1_000_000),
        _text([[["O"], "a"]]),
        sc.to_text(ALL)[:-8],
    ],
)
def test_texts_from_strangers(text: str) -> None:
    with pytest.raises(sc.ScenarioError):
        sc.from_text(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    for candidate in (text, f"1.{text}"):
        with suppress(sc.ScenarioError):
            assert isinstance(sc.from_text(candidate), tuple)


def test_too_much_for_a_link() -> None:
    with pytest.raises(sc.ScenarioError, match="at most"):
        sc.to_text([sc.RemoveOrganisation("a")] * 41)
    random = np.random.default_rng(1)
    names = ["".join(random.choice(list("abcdefghijklmnopqrstuvwxyz0123456789"), 190)) for _ in range(40)]
    with pytest.raises(sc.ScenarioError, match="longer"):
        sc.to_text([sc.RemoveOrganisation(name) for name in names])


def test_kinds_a_change_can_alter() -> None:
    assert sc.affected([sc.SetCapacity("a", 1)]) == ("access",)
    assert "access" not in sc.affected([sc.AddTie("a", "b", "supports")])
    assert sc.affected([]) == ()


def test_before_and_after(hue: Ecosystem) -> None:
    far = sc.AddOrganisation("diem-lang-co", "Điểm hỗ trợ Lăng Cô", "support_org", "coworking", ward="20137")
    funded = sc.AddTie("quy-dau-tu-khoi-nghiep-hue", "donaso", "invests_in")
    seen = sc.compare(hue, sc.apply(hue, [far, funded]), ("access", "pipeline"))
    beyond = seen.measures.loc["beyond"]
    assert beyond["after"] < beyond["before"]
    assert beyond["change"] == pytest.approx(beyond["after"] - beyond["before"])
    assert beyond["low"] <= beyond["change"] <= beyond["high"] and beyond["effect"] == 1
    assert seen.measures.loc["organisations", "change"] == 1
    assert seen.measures.loc["ties", "change"] == 1


def test_nothing_changes_against_itself(hue: Ecosystem) -> None:
    seen = sc.compare(hue, hue, ("access", "pipeline"))
    assert not seen.changes and not seen.moved and seen.kept > 0
    assert (seen.measures[["change", "low", "high"]].fillna(0) == 0).all(axis=None)


def test_an_empty_snapshot(small: Ecosystem) -> None:
    nothing = small.select(Filters(kinds=("association",)))
    seen = sc.compare(nothing, sc.apply(nothing, [NEW]), ("access", "pipeline"))
    assert seen.measures.loc["organisations", ["before", "after"]].tolist() == [0, 1]
    assert np.isnan(seen.measures.loc["near_capital", "before"])
