"""Make a synthetic ecosystem of any size as a valid data folder; equal arguments give equal files.

    python -m benchmarks.generate FOLDER --organisations 50000 --relations 150000 --seed 1

Lengths of text, share of empty cells and degrees are like those of the shipped data; nothing in it is true.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ecomap import vocabulary as v

Texts = NDArray[np.object_]

_SYLLABLES = np.array(
    [
        "an",
        "bình",
        "cầu",
        "châu",
        "công",
        "đà",
        "đại",
        "điện",
        "đông",
        "đức",
        "gia",
        "giang",
        "hà",
        "hải",
        "hoà",
        "hoàng",
        "học",
        "hương",
        "huế",
        "khoa",
        "kim",
        "kỹ",
        "lan",
        "lâm",
        "linh",
        "long",
        "mai",
        "minh",
        "mỹ",
        "nam",
        "nghệ",
        "ngọc",
        "nguyên",
        "nhân",
        "nông",
        "phát",
        "phong",
        "phú",
        "phước",
        "phương",
        "quang",
        "quốc",
        "sáng",
        "sinh",
        "sơn",
        "sự",
        "tâm",
        "tân",
        "tạo",
        "thành",
        "thanh",
        "thảo",
        "thịnh",
        "thuận",
        "thuỷ",
        "thư",
        "tiến",
        "tín",
        "toàn",
        "trà",
        "trí",
        "trung",
        "trường",
        "tuệ",
        "tùng",
        "vân",
        "văn",
        "vĩ",
        "việt",
        "vinh",
        "vũ",
        "xuân",
        "y",
        "ý",
    ],
    dtype=object,
)
_LEGAL_FORMS = (
    "Công ty TNHH",
    "Công ty Cổ phần",
    "Trung tâm",
    "Viện",
    "Quỹ",
    "Câu lạc bộ",
    "Hợp tác xã",
    "Trường",
)
_SECTORS, _FUNCTIONS, _STAGES, _INDICATORS = 21, 12, 7, 10
_WEST, _SOUTH, _STEP = 107.0, 16.0, 0.1
_WARD_ROWS, _WARD_COLUMNS = 5, 8
_REGION = """\
province = "Thành phố Thử"
crs = "EPSG:32648"
country_bounds = [102.0, 6.0, 118.0, 24.0]

[name]
vi = "Thử"
en = "Trial"

[wards]
file = "wards.geojson"
code_property = "code"
"""


class _Maker:
    """Random cells of a given length; one generator, so that the order of calls decides everything."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def pick(self, values: object, n: int, empty: float = 0.0) -> Texts:
        chosen = np.asarray(values, dtype=object)[self.random.integers(0, len(values), n)]  # type: ignore[arg-type]
        return self.thin(chosen, empty)

    def thin(self, cells: Texts, empty: float) -> Texts:
        cells[self.random.random(len(cells)) < empty] = ""
        return cells

    def text(self, n: int, words: int, empty: float = 0.0) -> Texts:
        # A pool of phrases is enough variety and far cheaper than drawing every word.
        pool = [
            " ".join(row).capitalize()
            for row in _SYLLABLES[self.random.integers(0, len(_SYLLABLES), (4096, words))]
        ]
        return self.pick(pool, n, empty)

    def lists(self, values: Texts, n: int, longest: int, empty: float = 0.0) -> Texts:
        items = np.asarray(values, dtype=object)[self.random.integers(0, len(values), (longest, n))]
        cells = items[0].copy()
        for more in items[1:]:
            kept = (self.random.random(n) < 0.3) & np.array(
                [b not in a for a, b in zip(cells, more, strict=True)], bool
            )
            cells[kept] = cells[kept] + ";" + more[kept]
        return self.thin(cells, empty)

    def days(self, n: int, first: int, last: int, empty: float = 0.0) -> Texts:
        """Draw dates known to the year, the month or the day."""
        years = self.random.integers(first, last, n)
        rest = [f"-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
        full = years.astype(str).astype(object) + self.pick(rest, n)
        lengths = self.random.choice([4, 7, 10], n)
        return self.thin(np.array([d[:k] for d, k in zip(full, lengths, strict=True)], dtype=object), empty)


def _ids(prefix: str, n: int) -> Texts:
    return np.array([f"{prefix}-{i:06}" for i in range(n)], dtype=object)


def _codes(prefix: str, n: int) -> pd.DataFrame:
    codes = [f"{prefix}{i}" for i in range(n)]
    labels = [f"{prefix.capitalize()} {i}" for i in range(n)]
    return pd.DataFrame({"code": codes, "label_vi": labels, "label_en": labels, "description_vi": ""})


def _ward_codes() -> Texts:
    return np.array([str(19000 + i) for i in range(_WARD_ROWS * _WARD_COLUMNS)], dtype=object)


def _corners(ward: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return _WEST + _STEP * (ward % _WARD_COLUMNS), _SOUTH + _STEP * (ward // _WARD_COLUMNS)


def _organisations(make: _Maker, n: int, sources: Texts) -> pd.DataFrame:
    subkinds = [(kind, sub) for kind, subs in v.SUBKINDS.items() for sub in subs]
    chosen = make.random.integers(0, len(subkinds), n)
    ward = make.random.integers(0, len(_ward_codes()), n)
    precision = make.pick(["address", "street", "ward", "ward", "city", "none"], n)
    exact, known = (
        np.isin(precision, ["address", "street"]),
        np.isin(precision, ["address", "street", "ward"]),
    )
    west, south = _corners(ward)
    lon, lat = (corner + make.random.random(n) * _STEP for corner in (west, south))
    names = [
        f"{form} {name} {i}"
        for i, (form, name) in enumerate(zip(make.pick(_LEGAL_FORMS, n), make.text(n, 4), strict=True))
    ]
    startup = np.array([subkinds[i][0] == "startup" for i in chosen])
    return pd.DataFrame(
        {
            "id": _ids("org", n),
            "name_vi": names,
            "name_en": make.text(n, 5, empty=0.6),
            "short_name": make.text(n, 1, empty=0.7),
            "other_names": make.text(n, 6, empty=0.9),
            "kind": [subkinds[i][0] for i in chosen],
            "subkind": [subkinds[i][1] for i in chosen],
            "sectors": make.lists(_codes("sector", _SECTORS)["code"].to_numpy(object), n, 3),
            "functions": make.lists(_codes("function", _FUNCTIONS)["code"].to_numpy(object), n, 2, empty=0.5),
            "stage": np.where(startup, make.pick(_codes("stage", _STAGES)["code"], n), ""),
            "founded_year": make.thin(make.random.integers(1957, 2026, n).astype(object), 0.7),
            "status": make.pick(list(v.ORGANISATION_STATUSES), n),
            "address": make.text(n, 10, empty=0.7),
            "ward_code": np.where(known, _ward_codes()[ward], ""),
            "province": make.pick(["Thành phố Thử"] * 8 + ["Hà Nội"], n, empty=0.1),
            "lat": np.where(exact, lat.round(6).astype(object), ""),
            "lon": np.where(exact, lon.round(6).astype(object), ""),
            "geo_precision": precision,
            "geo_source": make.text(n, 4, empty=0.7),
            "website": make.thin(np.array([f"https://example.org/{i}" for i in range(n)], dtype=object), 0.8),
            "summary_vi": make.text(n, 18),
            "judged_fields": make.pick(["stage", "functions", "stage;functions"], n, empty=0.4),
            "source_ids": make.lists(sources, n, 3),
            "confidence": make.pick(list(v.CONFIDENCES), n),
        }
    )  # fmt: skip


def _relations(make: _Maker, organisations: Texts, programmes: Texts, n: int, sources: Texts) -> pd.DataFrame:
    types = [code for code in v.TIE_TYPES if code not in v.ROLE_TYPES]
    # A few bodies hold most ties, as in the real network; drawn with a surplus, since repeats are taken out.
    drawn = int(n * 1.3) + 20
    hub = (make.random.random(drawn) ** 2.5 * len(organisations)).astype(int)
    to_programme = (make.random.random(drawn) < 0.15) & (len(programmes) > 0)
    ends = make.pick(organisations, drawn)
    if len(programmes):
        ends = np.where(to_programme, make.pick(programmes, drawn), ends)
    frame = pd.DataFrame(
        {
            "source": organisations[hub],
            "target": ends,
            "type": make.pick(types, drawn),
            "start_date": make.days(drawn, 2010, 2026, empty=0.2),
        }
    )
    frame = frame[frame["source"] != frame["target"]].drop_duplicates().head(n)
    if len(frame) < n:
        raise ValueError(f"{len(organisations)} organisations cannot hold {n} different relations")
    return frame.assign(
        end_date=make.days(n, 2026, 2030, empty=0.95),
        amount_vnd=make.thin((make.random.integers(1, 5000, n) * 1_000_000).astype(object), 0.98),
        amount_stated="",
        note_vi=make.text(n, 9, empty=0.2),
        source_ids=make.lists(sources, n, 2),
        confidence=make.pick(list(v.CONFIDENCES), n),
    )


def _programmes(make: _Maker, n: int, organisations: Texts, sources: Texts) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": _ids("prog", n),
            "name_vi": make.text(n, 12),
            "name_en": make.text(n, 8, empty=0.8),
            "kind": make.pick(list(v.PROGRAMME_KINDS), n),
            "lead_org": make.pick(organisations, n, empty=0.1),
            "coordinating_orgs": make.lists(organisations, n, 3, empty=0.4),
            "start_date": make.days(n, 2010, 2026, empty=0.2),
            "end_date": make.days(n, 2026, 2031, empty=0.5),
            "budget_vnd": "",
            "budget_stated": "",
            "target_groups": make.text(n, 4, empty=0.3),
            "benefits_vi": make.text(n, 16, empty=0.1),
            "eligibility_vi": make.text(n, 14, empty=0.9),
            "status": make.pick(list(v.PROGRAMME_STATUSES), n),
            "sectors": make.lists(_codes("sector", _SECTORS)["code"].to_numpy(object), n, 2, empty=0.5),
            "functions": make.lists(_codes("function", _FUNCTIONS)["code"].to_numpy(object), n, 2),
            "source_ids": make.lists(sources, n, 2),
        }
    )


def _side_tables(
    make: _Maker, size: int, organisations: Texts, programmes: Texts, sources: Texts
) -> dict[str, pd.DataFrame]:
    """Make the tables that hang on organisations and programmes, `size` rows of each."""
    one_source = {"source_ids": sources[0]}
    leads, chosen = make.pick(organisations, size), make.pick(programmes if len(programmes) else [""], size)
    agencies = organisations[: min(10, len(organisations))]
    former = {"former_id": _ids("old", size), "id": make.pick(organisations, size), "note_vi": ""}
    targets = {"id": _ids("target", size), "programme_id": chosen, "indicator_vi": make.text(size, 10), "unit": "%",
               "year": 2025, "target_value": make.random.integers(1, 100, size), "actual_value": "", "lead_org": leads,
               "coordinating_orgs": make.lists(organisations, size, 2, empty=0.8)}  # fmt: skip
    needs = {"id": _ids("need", size), "title_vi": make.text(size, 8), "posted_by": leads, "sectors": "sector1",
             "functions": "function1;function2", "description_vi": make.text(size, 20),
             "posted_on": make.days(size, 2024, 2026), "status": make.pick(list(v.NEED_STATUSES), size)}  # fmt: skip
    codes = [f"i{i}" for i in range(_INDICATORS)]
    indicators = {"code": codes, "level": "indicator", "parent": "", "name_vi": codes, "name_en": "", "unit": "%",
                  "direction": "higher", "reporting_agency": ""}  # fmt: skip
    values = {"code": np.repeat(codes, 20), "locality": "Thử", "year": np.tile(np.arange(2005, 2025), _INDICATORS),
              "value": make.random.random(20 * _INDICATORS).round(4), "score": "", "rank": 1}  # fmt: skip
    roles = {
        "org_id": agencies,
        "role_vi": "Quản lý",
        "role_en": "",
        "parent_vi": "",
        "document_code": "SKHCN",
    }
    totals = {"code": ["enterprises"], "label_vi": "Doanh nghiệp", "label_en": "Enterprises", "unit_vi": "doanh nghiệp",
              "unit_en": "enterprises", "value": max(1, len(organisations) // 2), "as_of": "2024", "kind": "enterprise",
              "subkind": "", "sectors": "", "status": "", "note_vi": ""}  # fmt: skip
    tables = {"targets": targets, "needs": needs, "indicators": indicators, "indicator_values": values,
              "agencies": roles, "official_totals": totals}  # fmt: skip
    sourced = {name: pd.DataFrame(cells).assign(**one_source) for name, cells in tables.items()}
    return {**sourced, "former_ids": pd.DataFrame(former)}


def _wards(source: str) -> tuple[pd.DataFrame, str]:
    codes = _ward_codes()
    west, south = _corners(np.arange(len(codes)))
    table = pd.DataFrame(
        {
            "code": codes,
            "name": [f"Phường {i}" for i in range(len(codes))],
            "type": "Phường",
            "area_km2": 118.0,
            "population": 20_000,
            "formed_from": [f"Xã Cũ {i};Xã Xưa {i}" for i in range(len(codes))],
            "seat": "",
            "lat": south.round(3),
            "lon": west.round(3),
            "source_ids": source,
        }
    )
    features = []
    for code, x, y in zip(codes, west, south, strict=True):
        ring = [[x, y], [x + _STEP, y], [x + _STEP, y + _STEP], [x, y + _STEP], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
    return table, json.dumps({"type": "FeatureCollection", "features": features})


def generate(folder: Path, organisations: int, relations: int, seed: int = 1) -> Path:
    """Write a synthetic ecosystem.

    Parameters
    ----------
    folder : Path
        Made if need be; files of the same names are overwritten.
    organisations, relations : int
        Rows of these tables. There is one programme and one target for every 20 organisations and one source
        for every three.
    seed : int
        Seed of the random generator.

    Returns
    -------
    Path
        The folder.
    """
    make = _Maker(seed)
    n_programmes, n_sources = organisations // 20, 3 + organisations // 3
    org_ids, programme_ids = _ids("org", organisations), _ids("prog", n_programmes)
    source_ids = _ids("S", n_sources)
    tables = {
        "organisations": _organisations(make, organisations, source_ids),
        "relations": _relations(make, org_ids, programme_ids, relations, source_ids),
        "programmes": _programmes(make, n_programmes, org_ids, source_ids),
        **_side_tables(make, max(1, n_programmes), org_ids, programme_ids, source_ids),
        "sectors": _codes("sector", _SECTORS),
        "functions": _codes("function", _FUNCTIONS),
        "stages": _codes("stage", _STAGES).assign(rank=range(_STAGES)),
        "sources": pd.DataFrame(
            {
                "id": source_ids,
                "publisher": make.text(n_sources, 3),
                "title": make.text(n_sources, 13),
                "url": [f"https://example.org/news/{i}.html" for i in range(n_sources)],
                "published_on": make.days(n_sources, 2015, 2026, empty=0.5),
            }
        ),
    }
    tables["wards"], shapes = _wards(source_ids[0])
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
    (folder / "wards.geojson").write_text(shapes, encoding="utf-8")
    (folder / "region.toml").write_text(_REGION, encoding="utf-8")
    return folder


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Make a synthetic ecosystem as a data folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--organisations", type=int, default=500)
    parser.add_argument("--relations", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(generate(asked.folder, asked.organisations, asked.relations, asked.seed))


if __name__ == "__main__":
    main()
