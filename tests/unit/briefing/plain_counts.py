"""Answers to the questions of a briefing by reading the files of the data, without the library."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl

import counted

FILTERS = {
    "kind": "kind", "status": "status", "stage": "stage", "ward": "ward_code", "sector": "sectors",
    "function": "functions",
}  # fmt: skip
LISTS = {"sectors", "functions"}
RENAMED = {"programme_kind": "kind", "programme_status": "status"}
ROLES = (("lead_org", "leads"), ("coordinating_orgs", "coordinates"))

Row = dict[str, str]


class Data:
    """The tables of a folder, and the plain counting of what a query asks for."""

    def __init__(self, folder: Path, province: str) -> None:
        self.folder, self.province = folder, province
        self.organisations = {row["id"]: row for row in self._read("organisations")}
        self.programmes = {row["id"]: row for row in self._read("programmes")}
        self.ties = self._all_ties()

    def _read(self, name: str) -> list[Row]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    def _all_ties(self) -> list[Row]:
        """Relations, and the bodies that lead or help to carry out programmes, each once."""
        ties = self._read("relations")
        known = {(tie["source"], tie["type"], tie["target"]) for tie in ties}
        for key, row in self.programmes.items():
            for column, role in ROLES:
                for body in filter(None, row[column].split(";")):
                    if (body, role, key) not in known:
                        known.add((body, role, key))
                        ties.append(
                            {
                                "source": body,
                                "target": key,
                                "type": role,
                                "start_date": row["start_date"],
                                "amount_vnd": "",
                                "amount_stated": "",
                            }
                        )
        return ties

    def here(self, row: Row) -> bool:
        return row["province"] == self.province

    def rows(self, name: str) -> list[Row]:
        if name == "organisations":
            return list(self.organisations.values())
        if name == "programmes":
            return list(self.programmes.values())
        return self.ties if name == "ties" else self._read(name)

    def answer(self, text: str) -> float | str | None:
        """Answer a query; ``"skip"`` for what is a method of its own and no count."""
        name, _, rest = text.partition("?")
        args: dict[str, list[str]] = {}
        for key, value in parse_qsl(rest, keep_blank_values=True):
            args.setdefault(key, []).append(value)
        method = getattr(self, f"_{name}", None)
        return method(args) if method else "skip"

    # Counts of rows.

    def _kept(self, name: str, args: dict[str, list[str]]) -> list[Row]:
        return [row for row in self.rows(name) if all(self._fits(name, row, k, v) for k, v in args.items())]

    def _fits(self, name: str, row: Row, key: str, values: list[str]) -> bool:
        if key == "place":
            return self.here(row) == (values == ["in"])
        if key in ("has", "missing"):
            return all(bool(row[column]) == (key == "has") for column in values)
        if key == "placed":
            return self._placed(row) in values
        column = FILTERS.get(key, key) if name == "organisations" else RENAMED.get(key, key)
        cells = row[column].split(";") if column in LISTS else [row[column]]
        return not set(cells).isdisjoint(values)

    def _placed(self, row: Row) -> str:
        if row["geo_precision"] in ("address", "street") and row["lat"]:
            return "point"
        return "ward" if row["ward_code"] and row["geo_precision"] != "none" else "none"

    def _organisations(self, args: dict[str, list[str]]) -> float:
        return float(len(self._kept("organisations", args)))

    def _programmes(self, args: dict[str, list[str]]) -> float:
        return float(len(self._kept("programmes", args)))

    def _ties(self, args: dict[str, list[str]]) -> float:
        return float(len(self._kept("ties", args)))

    def _rows(self, args: dict[str, list[str]]) -> float:
        name = args.pop("table")[0]
        return float(len(self._kept(name, args)))

    def _targets(self, args: dict[str, list[str]]) -> float:
        return counted.targets(args)

    def _distinct(self, args: dict[str, list[str]]) -> float:
        name, column = args.pop("table")[0], args.pop("column")[0]
        return float(len({row[column] for row in self._kept(name, args) if row[column]}))

    def _sources(self, args: dict[str, list[str]]) -> float | str:
        if args:
            return "skip"
        tables = (
            "targets",
            "needs",
            "indicators",
            "indicator_values",
            "official_totals",
            "chains",
            "agencies",
        )
        rows = [*self.organisations.values(), *self.programmes.values(), *self._read("relations")]
        rows += [*self.rows("wards"), *(row for name in tables for row in self._read(name))]
        cells = [row.get(column, "") for row in rows for column in ("source_ids", "geo_source_ids")]
        return float(len({source for cell in cells for source in cell.split(";") if source}))

    # Cells and what is made of other figures.

    def _cell(self, args: dict[str, list[str]]) -> float | None:
        name, key, column = (args[part][0] for part in ("table", "id", "column"))
        for row in self.rows(name):
            keys = {
                "ties": "|".join(row.get(part, "") for part in ("source", "type", "target", "start_date")),
                "indicator_values": "|".join(row.get(part, "") for part in ("code", "locality", "year")),
                "wards": row.get("code", ""),
            }
            if keys.get(name, row.get("id", "")) == key:
                return float(row[column]) if row[column] else None
        raise KeyError(key)

    def _both(self, args: dict[str, list[str]], first: str, second: str) -> tuple[float, float] | None:
        a, b = self.answer(args[first][0]), self.answer(args[second][0])
        return (a, b) if isinstance(a, float) and isinstance(b, float) else None

    def _share(self, args: dict[str, list[str]]) -> float | str:
        both = self._both(args, "of", "among")
        return both[0] / both[1] if both else "skip"

    def _ratio(self, args: dict[str, list[str]]) -> float | str:
        both = self._both(args, "of", "per")
        return float(args.get("times", ["1"])[0]) * both[0] / both[1] if both else "skip"

    def _difference(self, args: dict[str, list[str]]) -> float | str:
        both = self._both(args, "of", "less")
        return both[0] - both[1] if both else "skip"

    def _sum(self, args: dict[str, list[str]]) -> float | str | None:
        """Sum, or another statistic, of the cells of a column that are filled."""
        name, column = args.pop("table")[0], args.pop("column")[0]
        statistic = {"sum": sum, "max": max}[args.pop("as", ["sum"])[0]]
        cells = [float(row[column]) for row in self._kept(name, args) if row.get(column)]
        return float(statistic(cells)) if cells else None

    def _ranked(self, args: dict[str, list[str]]) -> float | None:
        """How many localities an index ranked, as titles of sources say: "21/34" of a locality of rank 21."""
        titles = {row["id"]: row["title"] for row in self._read("sources")}
        found = set()
        for row in self._read("indicator_values"):
            if (row["code"], row["year"]) == (args["code"][0], args["year"][0]) and row["rank"]:
                for source in row["source_ids"].split(";"):
                    _, slash, total = titles[source].partition(f" {row['rank']}/")
                    found |= {int(total.split()[0])} if slash else set()
        return float(found.pop()) if len(found) == 1 else None

    def _official(self, args: dict[str, list[str]]) -> float:
        return next(
            float(row["value"]) for row in self._read("official_totals") if row["code"] == args["code"][0]
        )

    def _listed(self, args: dict[str, list[str]]) -> float:
        total = next(row for row in self._read("official_totals") if row["code"] == args["code"][0])
        wanted = {
            name: total[name].split(";") for name in ("kind", "subkind", "sectors", "status") if total[name]
        }
        return float(len([row for row in self._kept("organisations", wanted) if self.here(row)]))

    def _coverage(self, args: dict[str, list[str]]) -> float:
        return self._listed(args) / self._official(args)

    def _backed(self, args: dict[str, list[str]]) -> float:
        types = {"capital": ("invests_in", "grants_to"), "prize": ("awards",)}[args.pop("by")[0]]
        given = {tie["target"] for tie in self.ties if tie["type"] in types}
        rows = self._kept("organisations", {**args, "kind": ["startup"], "place": ["in"]})
        return float(len([row for row in rows if row["id"] in given]))

    # The network, by walking over it.

    def _partners(self) -> dict[str, set[str]]:
        near: dict[str, set[str]] = {node: set() for node in (*self.organisations, *self.programmes)}
        for tie in self.ties:
            if tie["source"] != tie["target"]:
                near[tie["source"]].add(tie["target"])
                near[tie["target"]].add(tie["source"])
        return near

    def _network(self, args: dict[str, list[str]]) -> float | str:
        if set(args) != {"figure"}:
            return "skip"
        near = self._partners()
        left, sizes = set(near), Counter[int]()
        while left:
            part, edge = set(), {min(left)}
            while edge:
                part |= edge
                edge = {other for node in edge for other in near[node]} - part
            left -= part
            sizes[len(part)] += 1
        figures = {
            "nodes": len(near),
            "mean_degree": sum(map(len, near.values())) / len(near),
            "largest_part": max(sizes),
            "isolates": sizes[1],
        }
        return float(figures[args["figure"][0]])

    def _measure(self, args: dict[str, list[str]]) -> float | str:
        if set(args) != {"figure", "id"} or args["figure"] != ["degree"]:
            return "skip"
        node = args["id"][0]
        return float(len(self._partners()[node]))

    def _support(self, args: dict[str, list[str]]) -> float:
        """Organisations of the city and running programmes led from it that offer a function in a sector."""
        sector, function = args["sector"][0], args["function"][0]
        bodies = {key for key, row in self.organisations.items() if self.here(row)}
        led = {
            tie["target"]
            for tie in self.ties
            if tie["type"] in ("leads", "coordinates") and tie["source"] in bodies
        }
        suppliers = [
            row
            for row in self.organisations.values()
            if row["id"] in bodies
            and row["kind"] != "startup"
            and row["status"] not in ("inactive", "planned")
        ]
        suppliers += [
            row
            for key, row in self.programmes.items()
            if key in led and row["status"] not in ("ended", "planned")
        ]
        return float(
            len(
                [
                    r
                    for r in suppliers
                    if sector in r["sectors"].split(";") and function in r["functions"].split(";")
                ]
            )
        )
