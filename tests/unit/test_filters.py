"""Filters: their form in an address, and what they keep."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap import Filters
from ecomap.filters import QUERY_NAMES, choices

KINDS = ("startup", "investor", "university", "support_org", "government")
some = {
    "kinds": KINDS,
    "subkinds": ("startup.company", "investor.vc", "university.university"),
    "sectors": ("it", "edtech"),
    "functions": ("incubation", "finance"),
    "stages": ("seed",),
    "wards": ("19753", "19774"),
    "statuses": ("active", "unknown"),
    "tie_types": ("incubates", "invests_in", "leads", "coordinates", "spun_out_of"),
    "programmes": ("cuoc-thi", "de-an"),
    "confidences": ("high", "low"),
}
filters = st.builds(
    Filters,
    words=st.sampled_from(["", "hue", "vườn ươm", "khởi nghiệp", "zzzz"]),
    place=st.sampled_from(["", "in", "out"]),
    year=st.one_of(st.none(), st.integers(1900, 2100)),
    **{
        name: st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)
        for name, values in some.items()
    },
)


@given(filters)
def test_an_address_holds_the_filters(small: ecomap.Ecosystem, chosen: Filters) -> None:
    assert Filters.from_query(chosen.to_query(), small) == chosen
    assert bool(chosen) == bool(chosen.to_query())


@given(
    st.dictionaries(
        st.sampled_from([*QUERY_NAMES.values(), "x"]), st.lists(st.text(max_size=250), max_size=3)
    )
)
def test_any_address_gives_filters(small: ecomap.Ecosystem, query: dict[str, list[str]]) -> None:
    chosen = Filters.from_query(query, small)
    assert Filters.from_query(chosen.to_query(), small) == chosen
    small.select(chosen)


@pytest.mark.parametrize(
    "year", ["", "x", "0", "1899", "2101", "²", "9" * 5000, "-2020", "2020.0", "２０２０"]
)
def test_an_impossible_year_is_no_year(small: ecomap.Ecosystem, year: str) -> None:
    assert Filters.from_query({"year": [year]}, small) == Filters()


def test_what_is_unknown_is_dropped(small: ecomap.Ecosystem) -> None:
    query = {
        "kind": ["startup", "castle", "startup"],
        "ward": ["<script>"],
        "place": ["moon"],
        "q": ["  " + "a" * 300],
    }
    assert Filters.from_query(query, small) == Filters(kinds=("startup",), words="a" * 200)
    assert Filters.from_query({"kind": "startup", "q": "hue"}, small) == Filters(
        kinds=("startup",), words="hue"
    )


def test_choices_come_from_the_snapshot(small: ecomap.Ecosystem) -> None:
    known = choices(small)
    assert list(known["stages"]) == ["seed", "growth"]
    assert "programme" not in known["kinds"]
    assert set(known) == {name for name in QUERY_NAMES if name not in ("words", "place", "year")}


@given(filters)
def test_a_part_is_whole_in_itself(small: ecomap.Ecosystem, chosen: Filters) -> None:
    part = small.select(chosen)
    nodes = set(part.organisations.index) | set(part.programmes.index)
    assert set(part.ties["source"]) | set(part.ties["target"]) <= nodes
    assert set(part.organisations.index) <= set(small.organisations.index)
    assert set(part.graph) == nodes
    assert part.organisations["kind"].isin(chosen.kinds or KINDS).all()
    assert part.ties["type"].isin(chosen.tie_types).all() or not chosen.tie_types
    assert set(part.programmes.index) <= set(chosen.programmes) or not chosen.programmes
    assert (part.version == small.version) == (not chosen)
    # What looks only at the organisation itself keeps the same ones again; ties and words look at the whole.
    own = replace(chosen, tie_types=(), programmes=(), words="")
    once = small.select(own)
    assert once.select(own).organisations.index.equals(once.organisations.index)
    # Values within a field add up, so leaving a field out keeps at least as much.
    assert set(part.organisations.index) <= set(small.select(Filters(kinds=chosen.kinds)).organisations.index)


def test_each_filter(small: ecomap.Ecosystem) -> None:
    def kept(**fields: object) -> set[str]:
        return set(small.select(Filters(**fields)).organisations.index)  # type: ignore[arg-type]

    assert kept(kinds=("startup", "investor")) == {"sen-tech", "quy-xa"}
    assert kept(subkinds=("university.university",)) == {"dai-hoc-hue"}
    assert kept(sectors=("edtech",)) == {"dai-hoc-hue"}
    assert kept(functions=("finance",)) == {"vuon-uom", "quy-xa"}
    assert kept(stages=("seed",)) == {"sen-tech"}
    assert kept(wards=("19774",)) == {"vuon-uom", "sen-tech"}
    assert kept(confidences=("low",)) == {"quy-xa"}
    assert kept(place="out") == {"quy-xa"}
    assert kept(tie_types=("incubates",)) == {"vuon-uom", "sen-tech"}
    assert kept(programmes=("cuoc-thi",)) == {"so-khcn", "vuon-uom", "dai-hoc-hue", "sen-tech"}
    assert kept(words="cố đô") == {"vuon-uom"}
    assert kept(year=2017) == {"dai-hoc-hue", "sen-tech", "quy-xa", "so-khcn"}
    assert kept(statuses=("planned",)) == set()


def test_programmes_follow_the_organisations_or_the_words(small: ecomap.Ecosystem) -> None:
    def kept(**fields: object) -> set[str]:
        return set(small.select(Filters(**fields)).programmes.index)  # type: ignore[arg-type]

    assert kept(kinds=("government",)) == {"cuoc-thi"}
    assert kept(kinds=("investor",)) == set()
    assert kept(words="đề án") == {"de-an"}
    assert kept(programmes=("de-an",)) == {"de-an"}
    assert kept(year=2020) == {"cuoc-thi"}


def test_words_in_a_year_use_one_search_index(
    small: ecomap.Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(small.index)
    monkeypatch.setattr("ecomap.search.build_index", None)
    assert set(small.select(Filters(words="sen tech", year=2021)).organisations.index) == {"sen-tech"}


def test_no_filter_is_the_whole(small: ecomap.Ecosystem) -> None:
    assert small.select(Filters()) is small
    assert not Filters(kinds=())
