# ruff: noqa: E501 -- tables of cases are read by the line
"""A small complete data set for tests, as rows of text that a test changes before it writes them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path

from ecomap.tables import TABLES

Rows = dict[str, list[dict[str, str]]]

REGION = """\
province = "Thành phố Huế"
crs = "EPSG:32648"
country_bounds = [102.0, 6.0, 118.0, 24.0]

[name]
vi = "Huế"
en = "Hue"

[wards]
file = "wards.geojson"
code_property = "code"
"""

# Two wards side by side, each 0.1 degrees wide and high.
WARD_CORNERS = {"19753": (107.5, 16.4), "19774": (107.6, 16.4)}


def _organisation(node_id: str, name: str, kind: str, subkind: str, **cells: str) -> dict[str, str]:
    always = {"status": "active", "geo_precision": "none", "source_ids": "S1", "confidence": "high"}
    return {"id": node_id, "name_vi": name, "kind": kind, "subkind": subkind, **always, **cells}


def rows() -> Rows:
    """Return a fresh copy of the data set: every table, every kind of place, dated and undated ties."""
    here = {"province": "Thành phố Huế"}
    return {
        "organisations": [
            _organisation(
                "dai-hoc-hue", "Đại học Huế", "university", "university", name_en="Hue University", short_name="ĐHH",
                sectors="edtech;it", founded_year="1957", geo_precision="street", lat="16.45", lon="107.55",
                ward_code="19753", address="3 Lê Lợi", website="https://hueuni.edu.vn", **here,
            ),
            _organisation(
                "vuon-uom", "Vườn ươm Cố đô", "support_org", "incubator", functions="incubation;finance",
                ward_code="19774", geo_precision="ward", founded_year="2018", other_names="Vườn ươm cũ;HueInc", **here,
            ),
            _organisation(
                "sen-tech", "Công ty Sen Tech", "startup", "company", sectors="it", stage="seed",
                ward_code="19774", geo_precision="ward", judged_fields="stage", source_ids="S1;S2", **here,
            ),
            _organisation("quy-xa", "Quỹ Xa", "investor", "vc", functions="finance", confidence="low", province="Hà Nội"),
            _organisation("so-khcn", "Sở Khoa học và Công nghệ", "government", "department", **here),
        ],
        "relations": [
            _tie("vuon-uom", "sen-tech", "incubates", "2020-03", "2022"),
            _tie("quy-xa", "sen-tech", "invests_in", "2021-06-01", "", amount_vnd="2000000000", confidence="low"),
            _tie("sen-tech", "dai-hoc-hue", "spun_out_of", "", ""),
            _tie("sen-tech", "cuoc-thi", "takes_part_in", "2021", ""),
        ],
        "programmes": [
            {
                "id": "cuoc-thi", "name_vi": "Cuộc thi Khởi nghiệp", "name_en": "Start-up contest", "kind": "competition",
                "lead_org": "so-khcn", "coordinating_orgs": "vuon-uom;dai-hoc-hue", "start_date": "2019",
                "end_date": "2023", "status": "ended", "sectors": "it", "functions": "network", "source_ids": "S2",
            },
            {
                "id": "de-an", "name_vi": "Đề án Cố đô khởi nghiệp", "kind": "programme", "start_date": "2024-05",
                "status": "active", "source_ids": "S2",
            },
        ],
        "targets": [
            {
                "id": "dn-2025", "programme_id": "de-an", "indicator_vi": "Số doanh nghiệp", "unit": "doanh nghiệp",
                "year": "2025", "target_value": "100", "actual_value": "40.5", "lead_org": "so-khcn", "source_ids": "S1",
            }
        ],
        "indicators": [
            {"code": "PII", "level": "index", "name_vi": "Chỉ số đổi mới", "direction": "higher", "source_ids": "S1"}
        ],
        "indicator_values": [
            {"code": "PII", "locality": "Huế", "year": "2024", "value": "0.41", "rank": "12", "source_ids": "S1"}
        ],
        "needs": [
            {
                "id": "need-1", "title_vi": "Tìm đối tác", "posted_by": "so-khcn", "sectors": "it",
                "functions": "finance", "posted_on": "2025-01-02", "status": "open", "source_ids": "S1",
            }
        ],
        "wards": [
            {
                "code": "19753", "name": "Phú Xuân", "type": "Phường", "area_km2": "10.38", "population": "130247",
                "formed_from": "Phường Tây Lộc;Phường Đông Ba", "lat": "16.45", "lon": "107.55", "source_ids": "S1",
            },
            {"code": "19774", "name": "Kim Long", "type": "Phường", "source_ids": "S1"},
        ],
        "sources": [
            {"id": "S1", "publisher": "Báo Huế", "title": "Bài một", "url": "https://example.org/1"},
            {"id": "S2", "publisher": "Sở KH&CN", "title": "Bài hai", "published_on": "2024-02-03"},
        ],
        "sectors": [_code("it", "Công nghệ thông tin", "IT"), _code("edtech", "Công nghệ giáo dục", "Edtech")],
        "stages": [{**_code("seed", "Hạt giống", "Seed"), "rank": "1"}, {**_code("growth", "Lớn", "Growth"), "rank": "2"}],
        "functions": [
            _code("incubation", "Ươm tạo", "Incubation"), _code("finance", "Tài chính", "Finance"),
            _code("network", "Kết nối", "Network"),
        ],
        "agencies": [{"org_id": "so-khcn", "role_vi": "Quản lý nhà nước", "document_code": "SKHCN", "source_ids": "S1"}],
        "official_totals": [
            {
                "code": "startups-2024", "label_vi": "Khởi nghiệp", "label_en": "Start-ups", "value": "20",
                "as_of": "2024-12", "kind": "startup", "source_ids": "S1",
            },
            {
                "code": "finalists", "label_vi": "Dự án", "label_en": "Finalists", "value": "153", "as_of": "2025",
                "source_ids": "S1",
            },
        ],
        "chains": [],
        "national_ratios": [],
        "capacities": [],
        "former_ids": [{"former_id": "dhh", "id": "dai-hoc-hue"}, {"former_id": "cuoc-thi-cu", "id": "cuoc-thi"}],
    }  # fmt: skip


def _tie(source: str, target: str, kind: str, start: str, end: str, **cells: str) -> dict[str, str]:
    always = {"source_ids": "S1", "confidence": "high"}
    return {
        "source": source,
        "target": target,
        "type": kind,
        "start_date": start,
        "end_date": end,
        **always,
        **cells,
    }


def _code(code: str, vi: str, en: str) -> dict[str, str]:
    return {"code": code, "label_vi": vi, "label_en": en}


def shapes() -> dict[str, object]:
    """Return the ward shapes as GeoJSON."""
    features = []
    for code, (x, y) in WARD_CORNERS.items():
        ring = [[x, y], [x + 0.1, y], [x + 0.1, y + 0.1], [x, y + 0.1], [x, y]]
        shape = {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": {"code": code}, "geometry": shape})
    return {"type": "FeatureCollection", "features": features}


def csv_text(name: str, records: list[dict[str, str]], separator: str = ",", newline: str = "\n") -> str:
    """Write rows as CSV with all columns of the table, and any further ones."""
    known = [column.name for column in TABLES[name].columns]
    extra = [key for record in records for key in record if key not in known]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, [*known, *dict.fromkeys(extra)], delimiter=separator, lineterminator=newline)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue()


def write(folder: Path, data: Rows | None = None, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Write a data folder.

    Parameters
    ----------
    data : rows by table, optional
        The data set of `rows` if not given.
    files : mapping of file name to content, optional
        Written last, so they can replace any file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, str | bytes] = {"region.toml": REGION, "wards.geojson": json.dumps(shapes())}
    contents |= {f"{name}.csv": csv_text(name, records) for name, records in (data or rows()).items()}
    for name, content in {**contents, **(files or {})}.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
