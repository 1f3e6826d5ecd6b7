# ruff: noqa: E501 -- tables of cases are read by the line
"""Folders: settings, ward layers in every form, writing."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import factory
import geopandas as gpd
import numpy as np
import pytest
import shapely

import ecomap
from ecomap.places import read_ward_shapes
from ecomap.store import FolderStore

VN_2000 = "EPSG:3405"


def layer(crs: str = "EPSG:4326", name: str = "code", numbers: bool = False) -> gpd.GeoDataFrame:
    """Return the ward shapes of the small data set, with straight sides whatever the coordinate system."""
    codes = [int(code) if numbers else code for code in factory.WARD_CORNERS]
    boxes = [shapely.box(x, y, x + 0.1, y + 0.1) for x, y in factory.WARD_CORNERS.values()]
    return gpd.GeoDataFrame({name: codes}, geometry=boxes, crs="EPSG:4326").to_crs(crs)


def settings(file: str, code: str = "code", crs: str = "") -> str:
    text = factory.REGION.replace("wards.geojson", file).replace(
        'code_property = "code"', f'code_property = "{code}"'
    )
    return text + f'crs = "{crs}"\n'


def with_layer(folder: Path, file: str, content: bytes, code: str = "code", crs: str = "") -> Path:
    return factory.write(folder, files={file: content, "region.toml": settings(file, code, crs)})


def reason(folder: Path) -> str:
    (problem,) = [p for p in ecomap.check(folder) if p.is_error]
    assert problem.rule in ("bad_wards_layer", "bad_region")
    assert problem.message("vi")
    with pytest.raises(ecomap.DataError):
        ecomap.load(folder)
    return str(problem.details["reason"])


def metres_apart(one: ecomap.Ecosystem, other: ecomap.Ecosystem) -> float:
    """Return the largest distance between the corners of the same ward in two snapshots."""
    pairs = [snapshot.wards.geometry.to_crs("EPSG:32648") for snapshot in (one, other)]
    return max(a.hausdorff_distance(b) for a, b in zip(*pairs, strict=True))


def shapefile(folder: Path, crs: str, inside: str = "", prj: bool = True) -> bytes:
    parts = folder / "parts"
    parts.mkdir(parents=True)
    layer(crs, name="MA_XA", numbers=True).to_file(parts / "ranh.shp")
    with zipfile.ZipFile(folder / "ranh.zip", "w") as package:
        for file in parts.iterdir():
            if prj or file.suffix != ".prj":
                package.write(file, inside + file.name)
    return (folder / "ranh.zip").read_bytes()


def geopackage(folder: Path, crs: str) -> bytes:
    folder.mkdir(parents=True, exist_ok=True)
    layer(crs).to_file(folder / "made.gpkg", driver="GPKG")
    return (folder / "made.gpkg").read_bytes()


def test_the_city_may_bring_a_geopackage_in_vn_2000(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    folder = with_layer(tmp_path / "data", "ranh.gpkg", geopackage(tmp_path, VN_2000))
    assert ecomap.check(folder) == []
    assert metres_apart(ecomap.load(folder), small) < 1


@pytest.mark.parametrize("inside", ["", "lớp ranh giới/"])
def test_the_city_may_bring_a_zipped_shapefile_in_vn_2000(
    tmp_path: Path, small: ecomap.Ecosystem, inside: str
) -> None:
    content = shapefile(tmp_path, VN_2000, inside)
    folder = with_layer(tmp_path / "data", "ranh.zip", content, code="MA_XA")
    assert ecomap.check(folder) == []
    assert metres_apart(ecomap.load(folder), small) < 1


def test_a_layer_that_does_not_say_its_coordinate_system(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    content = shapefile(tmp_path, VN_2000, prj=False)
    assert "wards.crs" in reason(with_layer(tmp_path / "silent", "ranh.zip", content, code="MA_XA"))
    told = ecomap.load(with_layer(tmp_path / "told", "ranh.zip", content, code="MA_XA", crs=VN_2000))
    assert metres_apart(told, small) < 1


def test_geojson_in_metres_needs_the_setting(tmp_path: Path, small: ecomap.Ecosystem) -> None:
    content = layer(VN_2000).set_crs(None, allow_override=True).to_json(drop_id=True).encode()
    assert "wards.crs" in reason(with_layer(tmp_path / "silent", "wards.json", content))
    told = ecomap.load(with_layer(tmp_path / "told", "wards.json", content, crs=VN_2000))
    assert metres_apart(told, small) < 1


def test_codes_are_text_whatever_the_file_makes_of_them(tmp_path: Path) -> None:
    content = layer(numbers=True).astype({"code": float}).to_json(drop_id=True).encode()
    ecosystem = ecomap.load(with_layer(tmp_path, "wards.geojson", content))
    assert ecosystem.wards.geometry.notna().all()


def _changed_shapes(**changes: object) -> bytes:
    shapes = json.loads(json.dumps(factory.shapes()))
    feature = shapes["features"][1]
    feature["geometry"] = changes.get("geometry", feature["geometry"])
    feature["properties"] = changes.get("properties", feature["properties"])
    return json.dumps(shapes).encode()


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Polygon", "coordinates": []},
        {"type": "Point", "coordinates": [107.6, 16.4]},
        {"type": "LineString", "coordinates": [[107.6, 16.4], [107.7, 16.5]]},
        {"type": "Polygon", "coordinates": [[[107.6, 16.4], [107.7, 16.4], [107.6, 16.4], [107.6, 16.4]]]},
    ],
)
def test_a_ward_without_an_area_has_no_shape(tmp_path: Path, geometry: object) -> None:
    folder = factory.write(tmp_path, files={"wards.geojson": _changed_shapes(geometry=geometry)})
    (problem,) = ecomap.check(folder)
    assert (problem.rule, problem.value, problem.is_error, problem.row) == (
        "ward_without_shape",
        "19774",
        False,
        3,
    )
    ecosystem = ecomap.load(folder)
    assert ecosystem.organisations.loc["vuon-uom", "placed"] == "none"
    assert ecosystem.wards.loc["19774", "geometry"] is None


def test_a_ward_missing_from_the_layer(tmp_path: Path) -> None:
    shapes = factory.shapes()
    shapes["features"] = shapes["features"][:1]  # type: ignore[index]
    folder = factory.write(tmp_path, files={"wards.geojson": json.dumps(shapes)})
    assert [p.rule for p in ecomap.check(folder)] == ["ward_without_shape"]
    assert len(ecomap.load(folder).wards) == 2


def test_an_invalid_polygon_is_mended(tmp_path: Path) -> None:
    bow_tie = {
        "type": "Polygon",
        "coordinates": [[[107.6, 16.4], [107.7, 16.5], [107.7, 16.4], [107.6, 16.5], [107.6, 16.4]]],
    }
    ecosystem = ecomap.load(
        factory.write(tmp_path, files={"wards.geojson": _changed_shapes(geometry=bow_tie)})
    )
    shape = ecosystem.wards.loc["19774", "geometry"]
    assert shape.is_valid
    assert shape.geom_type in ("Polygon", "MultiPolygon")
    assert shape.contains(ecosystem.organisations.loc["vuon-uom", "geometry"])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "content"),
        (b"[1, 2", "content"),
        (b"{}", ""),
        (b'{"type": "FeatureCollection", "features": []}', "code"),
        (_changed_shapes(properties={"code": "19753"}), "twice"),
        (_changed_shapes(properties={"code": None}), "no code"),
        (_changed_shapes(properties={}), "no code"),
        (b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
         "content"),
    ],
)  # fmt: skip
def test_a_layer_that_cannot_be_used(tmp_path: Path, content: bytes, word: str) -> None:
    assert word in reason(factory.write(tmp_path, files={"wards.geojson": content}))


def test_a_layer_without_the_attribute(tmp_path: Path) -> None:
    assert "ma_xa" in reason(
        factory.write(tmp_path, files={"region.toml": settings("wards.geojson", code="ma_xa")})
    )


def test_archives_that_hold_no_layer(tmp_path: Path) -> None:
    empty, bomb = tmp_path / "empty.zip", tmp_path / "bomb.zip"
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("x.vrt", "<OGRVRTDataSource/>")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("x.shp", b"\0" * 310_000_000)
    assert "0 Shapefiles" in reason(with_layer(tmp_path / "a", "ranh.zip", empty.read_bytes()))
    assert "300 MB" in reason(with_layer(tmp_path / "b", "ranh.zip", bomb.read_bytes()))
    assert reason(with_layer(tmp_path / "c", "ranh.zip", b"PK\x03\x04 cut off"))


@pytest.mark.parametrize(
    "file",
    ["../wards.geojson", "/etc/passwd", "a/../../x.geojson", "/vsicurl/http://x/y.geojson", "..", "", "x.vrt",
     "C:\\\\x.geojson", "..\\\\x.geojson", "http://example.org/wards.geojson", "wards.geojson\\u0000"],
)  # fmt: skip
def test_the_layer_must_lie_in_the_folder(tmp_path: Path, file: str) -> None:
    (tmp_path / "wards.geojson").write_text(json.dumps(factory.shapes()))
    assert reason(factory.write(tmp_path / "data", files={"region.toml": settings(file)}))


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = factory.write(tmp_path / "data")
    (folder / "wards.geojson").rename(tmp_path / "wards.geojson")
    (folder / "wards.geojson").symlink_to(tmp_path / "wards.geojson")
    assert "inside" in reason(folder)


def test_no_layer_at_all(tmp_path: Path) -> None:
    folder = factory.write(tmp_path)
    (folder / "wards.geojson").unlink()
    assert reason(folder)


def test_nothing_loads_without_settings(tmp_path: Path) -> None:
    folder = factory.write(tmp_path)
    (folder / "region.toml").unlink()
    assert [(p.rule, p.file) for p in ecomap.check(folder)] == [("missing_region", "region.toml")]


@pytest.mark.parametrize("form", ["geojson", "geojson in VN-2000", "gpkg", "zip"])
def test_a_written_folder_reads_back_in_the_form_of_its_layer(tmp_path: Path, form: str) -> None:
    files = {
        "geojson": ("wards.geojson", layer().to_json(drop_id=True).encode(), "code", ""),
        "geojson in VN-2000": (
            "wards.geojson",
            layer(VN_2000).to_json(drop_id=True).encode(),
            "code",
            VN_2000,
        ),
        "gpkg": ("ranh.gpkg", geopackage(tmp_path, VN_2000), "code", ""),
        "zip": ("ranh.zip", shapefile(tmp_path, VN_2000), "MA_XA", ""),
    }
    ecosystem = ecomap.load(with_layer(tmp_path / "data", *files[form]))
    FolderStore(tmp_path / "copy").write(ecosystem.tables, ecosystem.region, ecosystem.wards.geometry)
    copy = ecomap.load(tmp_path / "copy")
    assert metres_apart(copy, ecosystem) < 0.01
    assert sorted(file.name for file in (tmp_path / "copy").iterdir() if file.name.startswith(".")) == []
    if form != "geojson in VN-2000":  # there the numbers go through a projection and back
        assert copy.version == ecosystem.version


def test_writing_fails_whole(
    tmp_path: Path, small: ecomap.Ecosystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = factory.write(tmp_path)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}

    def refuse(self: Path, data: bytes) -> int:
        if "relations" in self.name:
            raise OSError(28, "No space left on device")
        return real(self, data)

    real = Path.write_bytes
    monkeypatch.setattr(Path, "write_bytes", refuse)
    with pytest.raises(OSError, match="No space"):
        FolderStore(folder).write(small.tables, small.region, small.wards.geometry)
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_shapes_are_read_as_degrees(tmp_path: Path) -> None:
    file = tmp_path / "ranh.gpkg"
    file.write_bytes(geopackage(tmp_path, VN_2000))
    shapes = read_ward_shapes(file, "code", "")
    assert shapes.crs == "EPSG:4326"
    assert np.allclose(shapes.total_bounds, [107.5, 16.4, 107.7, 16.5], atol=1e-6)


@pytest.mark.parametrize("name", ["organisations.csv", "region.toml"])
def test_no_linked_file_is_followed_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder, elsewhere = factory.write(tmp_path / "data"), tmp_path / "elsewhere"
    (folder / name).rename(elsewhere)
    (folder / name).symlink_to(elsewhere)
    assert ("unreadable_file", name) in [(p.rule, p.file) for p in ecomap.check(folder)]


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecomap.store.folder.FILE_LIMIT_MB", 0)
    problems = ecomap.check(factory.write(tmp_path))
    assert {p.rule for p in problems} == {"file_too_large"}
    assert all("{" not in p.message(lang) + p.advice(lang) for p in problems for lang in ("vi", "en"))
