"""Another way to answer the plain queries: straight from the CSV files of `data/`, without the library."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

DATA = Path(__file__).resolve().parents[3] / "data"
Row = dict[str, str]
Args = Mapping[str, list[str]]

_FILTERS = {
    "kind": "kind", "sector": "sectors", "function": "functions", "stage": "stage", "ward": "ward_code",
    "status": "status", "confidence": "confidence",
}  # fmt: skip


@cache
def table(name: str) -> tuple[Row, ...]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def counted(query: str) -> float | None:
    """Return the answer to a query, or None if this way does not know it."""
    name, _, rest = query.partition("?")
    args = parse_qs(rest)
    return _KNOWN[name](args) if name in _KNOWN else None


def _meets(row: Row, args: Args, columns: Mapping[str, str]) -> bool:
    for key, values in args.items():
        if key == "has":
            good = all(row[column] for column in values)
        elif key == "missing":
            good = not any(row[column] for column in values)
        else:
            cell = row[columns.get(key, key)]
            good = bool(set(cell.split(";")) & set(values))
        if not good:
            return False
    return True


def _organisations(args: Args) -> float | None:
    rest = {key: values for key, values in args.items() if key not in ("place", "subkind")}
    rows = table("organisations")
    if not all(key in _FILTERS or key in ("has", "missing") or key in rows[0] for key in rest):
        return None
    if "place" in args:
        inside = args["place"] == ["in"]
        rows = tuple(row for row in rows if (row["province"] == "Thành phố Huế") == inside)
    if "subkind" in args:
        rows = tuple(row for row in rows if row["subkind"] in args["subkind"])
    return float(sum(_meets(row, rest, _FILTERS) for row in rows))


def _programmes(args: Args) -> float | None:
    columns = {"programme_kind": "kind", "programme_status": "status", "sector": "sectors"}
    rows = table("programmes")
    if not all(key in columns or key in ("has", "missing", "sectors") for key in args):
        return None
    return float(sum(_meets(row, args, columns) for row in rows))


@cache
def _all_ties() -> tuple[Row, ...]:
    roles = [
        {
            "source": source,
            "target": row["id"],
            "type": kind,
            "start_date": row["start_date"],
            "amount_vnd": "",
            "amount_stated": "",
        }
        for row in table("programmes")
        for kind, column in (("leads", "lead_org"), ("coordinates", "coordinating_orgs"))
        for source in row[column].split(";")
        if source
    ]
    return (*table("relations"), *roles)


def _ties(args: Args) -> float | None:
    if not args.keys() <= {"type", "target", "has", "missing", "of", "among"}:
        return None
    rest = {key: args[key] for key in args if key in ("type", "target", "has", "missing")}
    rows = [row for row in _all_ties() if _meets(row, rest, {})]
    if "of" in args:
        rows = [row for row in rows if {row["source"], row["target"]} & set(args["of"])]
    if "among" in args:
        rows = [row for row in rows if {row["source"], row["target"]} <= set(args["among"])]
    return float(len(rows))


def _partners(args: Args) -> float:
    (node,) = args["of"]
    ends = {frozenset((row["source"], row["target"])) for row in _all_ties()}
    return float(len({other for pair in ends if node in pair for other in pair - {node}}))


def _rows(args: Args) -> float | None:
    (name,) = args["table"]
    if name == "ties":
        return None
    rest = {key: values for key, values in args.items() if key != "table"}
    return float(sum(_meets(row, rest, {}) for row in table(name)))


_KEYS = {"indicator_values": ("code", "locality", "year"), "chains": ("chain", "rank"), "wards": ("code",),
         "official_totals": ("code",)}  # fmt: skip


def _cell(args: Args) -> float | None:
    (name,), (key,), (column,) = args["table"], args["id"], args["column"]
    if name == "ties":
        return None
    columns = _KEYS.get(name, ("id",))
    cells = [row[column] for row in table(name) if "|".join(row[part] for part in columns) == key]
    return float(cells[0]) if cells and cells[0] else None


def _official(args: Args) -> float:
    return next(float(row["value"]) for row in table("official_totals") if row["code"] == args["code"][0])


def _sum(args: Args) -> float | None:
    (name,), (column,) = args["table"], args["column"]
    rest = {key: values for key, values in args.items() if key not in ("table", "column", "as")}
    columns = {"programme_kind": "kind", "programme_status": "status"}
    columns |= {"sector": "sectors"} if name == "programmes" else {}
    known = {**(table(name)[0] if name != "ties" else _all_ties()[0]), **columns, "has": "", "missing": ""}
    if not rest.keys() <= known.keys():
        return None
    rows = _all_ties() if name == "ties" else table(name)
    cells = [float(row[column]) for row in rows if row.get(column) and _meets(row, rest, columns)]
    return (max if args.get("as") == ["max"] else sum)(cells) if cells else None


def targets(args: Args) -> float:
    """Count targets by what is known of them and when their year is over, from the cells of the file."""
    rows = [row for row in table("targets") if row["id"] in args.get("id", [row["id"]])]
    outside = {row["id"] for row in table("organisations") if row["province"] != "Thành phố Huế"}
    leads = {row["id"]: row["lead_org"] for row in table("programmes")}
    newest = max(row["published_on"] for row in table("sources"))[:4]

    def known(row: Row) -> str:
        if not row["target_value"] or not row["actual_value"]:
            return "unreported" if row["target_value"] else "untargeted"
        return "other_year" if row["id"] == "cds-top10-2025" else "both"

    def when(row: Row) -> str:
        return "undated" if not row["year"] else "due" if row["year"] < newest else "ahead"

    def away(row: Row) -> bool:
        return (row["lead_org"] or leads.get(row["programme_id"], "")) in outside

    return float(
        sum(
            ("known" not in args or "all" in args["known"] or known(row) in args["known"])
            and ("when" not in args or when(row) in args["when"])
            and ("whose" not in args or away(row))
            for row in rows
        )
    )


def _share(args: Args) -> float | None:
    upper, lower = counted(args["of"][0]), counted(args["among"][0])
    return upper / lower if upper is not None and lower else None


_KNOWN: Mapping[str, Callable[[Args], float | None]] = {
    "organisations": _organisations,
    "programmes": _programmes,
    "ties": _ties,
    "partners": _partners,
    "rows": _rows,
    "cell": _cell,
    "official": _official,
    "share": _share,
    "sum": _sum,
    "targets": targets,
}

NAMES = frozenset(_KNOWN)
"""Queries of which at least some are answered."""
