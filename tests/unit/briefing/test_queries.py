"""Queries: each figure equals an independent count of the tables, and a query from a file is not trusted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ecomap
from ecomap.briefing.query import FUNCTIONS, Query, QueryError
from ecomap.briefing.rows import ROW_TABLES
from ecomap.counts import sources_of
from ecomap.filters import Filters

ROOT = Path(__file__).resolve().parents[3]


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def ask(ecosystem: ecomap.Ecosystem, text: str) -> float | None:
    return Query.parse(text).ask(ecosystem).value


HERE = "Thành phố Huế"


def test_organisations_are_counted_as_in_the_table(hue: ecomap.Ecosystem) -> None:
    rows = table("organisations")
    assert ask(hue, "organisations") == len(rows)
    assert ask(hue, "organisations?place=in") == sum(row["province"] == HERE for row in rows)
    startups = [row for row in rows if row["kind"] == "startup" and row["province"] == HERE]
    assert ask(hue, "organisations?place=in&kind=startup") == len(startups)
    it = [row for row in rows if {"it", "ai"} & set(row["sectors"].split(";"))]
    assert ask(hue, "organisations?sector=it&sector=ai") == len(it)
    assert ask(hue, "organisations?missing=founded_year") == sum(not row["founded_year"] for row in rows)
    assert ask(hue, "organisations?founded_year=2020&has=website") == sum(
        row["founded_year"] == "2020" and bool(row["website"]) for row in rows
    )
    wards = {row["ward_code"] for row in startups} - {""}
    assert ask(hue, "distinct?table=organisations&column=ward_code&place=in&kind=startup") == len(wards)


def test_programmes_ties_and_other_rows_are_counted_as_in_the_tables(hue: ecomap.Ecosystem) -> None:
    programmes, relations = table("programmes"), table("relations")
    assert ask(hue, "programmes?programme_kind=competition") == sum(
        row["kind"] == "competition" for row in programmes
    )
    assert ask(hue, "programmes?begun=2024") == sum(row["start_date"][:4] == "2024" for row in programmes)
    assert ask(hue, "ties?origin=relation") == len(relations)
    assert ask(hue, "ties?origin=relation&of=dai-hoc-hue") == sum(
        "dai-hoc-hue" in (row["source"], row["target"]) for row in relations
    )
    assert ask(hue, "ties?origin=relation&among=dai-hoc-hue&among=ubnd-hue") == sum(
        {row["source"], row["target"]} == {"dai-hoc-hue", "ubnd-hue"} for row in relations
    )
    assert ask(hue, "rows?table=needs&status=open") == sum(row["status"] == "open" for row in table("needs"))
    assert ask(hue, "rows?table=targets&year=2025&has=target_value&missing=actual_value") == sum(
        row["year"] == "2025" and bool(row["target_value"]) and not row["actual_value"]
        for row in table("targets")
    )


def test_cells_and_sums_are_those_of_the_table(hue: ecomap.Ecosystem) -> None:
    for row in table("official_totals")[:5]:
        answer = Query.of("official", code=row["code"]).ask(hue)
        assert (answer.value, answer.as_of) == (float(row["value"]), row["as_of"])
        assert set(answer.sources) == set(row["source_ids"].split(";"))
    value = next(row for row in table("indicator_values") if row["rank"])
    key = f"{value['code']}|{value['locality']}|{value['year']}"
    answer = Query.of("cell", table="indicator_values", id=key, column="rank").ask(hue)
    assert (answer.value, answer.as_of) == (float(value["rank"]), value["year"])
    amounts = [float(row["amount_vnd"]) for row in table("relations") if row["amount_vnd"]]
    total = Query.of("sum", table="ties", column="amount_vnd").ask(hue)
    assert total.value == pytest.approx(sum(amounts))
    assert total.caveat is not None, "most ties have no amount"


def test_shares_and_differences(hue: ecomap.Ecosystem) -> None:
    part, whole = Query.of("organisations", kind="startup", place="in"), Query.of("organisations", place="in")
    share = Query.of("share", of=part, among=whole)
    assert Query.parse(share.text) == share
    n, m = part.ask(hue).value, whole.ask(hue).value
    assert n and m and share.ask(hue).value == n / m
    assert ask(hue, Query.of("difference", of=whole, less=part).text) == m - n
    nothing = Query.of("organisations", kind="startup", place="in", q="zzzzqqqq")
    assert Query.of("share", of=nothing, among=nothing).ask(hue).value is None, "a share of nothing"
    earlier = Query.of("at", on="2020-01-01", of=Query.of("ties"))
    assert earlier.ask(hue).value is not None
    assert earlier.ask(hue).value < hue.ties.shape[0]  # type: ignore[operator]


def test_what_is_missing_is_unknown_and_not_zero(small: ecomap.Ecosystem) -> None:
    assert ask(small, "cell?table=wards&id=19774&column=population") is None
    assert ask(small, "sum?table=programmes&column=budget_vnd") is None
    assert ask(small, "coverage?code=finalists") is None, "no list holds finalists"
    assert ask(small, "listed?code=startups-2024") == 1
    assert ask(small, "coverage?code=startups-2024") == 1 / 20


def test_an_incomplete_list_carries_its_caveat(small: ecomap.Ecosystem) -> None:
    answer = Query.of("organisations", kind="startup").ask(small)
    assert answer.caveat is not None and answer.caveat.values["share"] == Query.of(
        "completeness", kind="startup"
    )
    assert Query.of("organisations", kind="university").ask(small).caveat is None, (
        "nothing to hold it against"
    )


def test_a_former_id_finds_its_record(small: ecomap.Ecosystem) -> None:
    assert ask(small, "ties?of=dhh") == ask(small, "ties?of=dai-hoc-hue")
    assert ask(small, "organisations?programme=cuoc-thi-cu") == ask(small, "organisations?programme=cuoc-thi")


@pytest.mark.parametrize(
    "text",
    [
        "", "?", "nothing", "organisations?ward", "organisations?ward=00000", "organisations?a=b",
        "organisations?has=geometry", "organisations?year=1", "organisations?place=there", "rows", "rows?table=x",
        "rows?table=needs&table=wards", "cell?table=wards&id=1&column=population", "share?of=organisations",
        "cell?table=wards&id=19753&column=name", "official?code=x", "network?figure=__class__", "finding?id=x",
        "measure?id=x&figure=degree", "ties?of=x", "at?on=yesterday&of=ties", "share?of=share?of=share?of=share",
        "organisations?" + "&".join("kind=startup" for _ in range(2000)), "organisations?q=" + "x" * 30_000,
        "ratio?of=ties&per=ties&times=0", "sum?table=wards&column=population&as=product", "organisations?q=%20",
        "sum?table=x&column=listed", "cell?table=x&id=1&column=listed",
    ],
)  # fmt: skip
def test_what_is_no_query_of_this_data_says_why(small: ecomap.Ecosystem, text: str) -> None:
    with pytest.raises(QueryError) as error:
        Query.parse(text).ask(small)
    assert error.value.message.text("vi")


WORDS = st.sampled_from(
    ["kind", "ward", "table", "column", "of", "among", "has", "missing", "id", "figure", "on", "begun", "year", "as",
     "part", "gap", "code", "per", "less", "times", "sector", "geometry", "placed", "source_ids", "q", "in_region"]
)  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=8),
    st.sampled_from([*ROW_TABLES, *FUNCTIONS, "startup", "19753", "2020", "start_date", "degree", "value"]),
)


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.tuples(WORDS, VALUES), max_size=5))
def test_a_query_anybody_wrote_is_answered_or_refused(
    small: ecomap.Ecosystem, name: str, pairs: list[tuple[str, str]]
) -> None:
    args: dict[str, list[str]] = {}
    for key, value in pairs:
        args.setdefault(key, []).append(value)
    try:
        query = Query.of(name, **args)
        assert Query.parse(query.text) == query
        query.ask(small)
    except QueryError:
        pass


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sets(
                st.sampled_from(["startup", "investor", "support_org", "university"]), min_size=1
            ),
            "sub": st.sets(
                st.sampled_from(["startup.company", "support_org.incubator", "investor.vc"]), min_size=1
            ),
            "sector": st.sets(st.sampled_from(["it", "ai", "health", "edtech"]), min_size=1),
            "function": st.sets(st.sampled_from(["finance", "incubation", "network"]), min_size=1),
            "stage": st.sets(st.sampled_from(["idea", "prototype"]), min_size=1),
            "ward": st.sets(st.sampled_from(["19753", "19774"]), min_size=1),
            "status": st.sets(st.sampled_from(["active", "unknown"]), min_size=1),
            "confidence": st.sets(st.sampled_from(["high", "low"]), min_size=1),
            "place": st.sampled_from([["in"], ["out"]]),
        },
    )
)
def test_filters_keep_the_same_organisations_as_on_the_map(
    hue: ecomap.Ecosystem, filters: dict[str, list[str]]
) -> None:
    part = hue.select(Filters.from_query(filters, hue))
    answer = Query.of("organisations", **filters).ask(hue)
    assert answer.ids == tuple(sorted(part.organisations.index))
    assert set(answer.sources) == sources_of(part.organisations)
