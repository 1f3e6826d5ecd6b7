"""Pictures: what is drawn is what was asked, the same bytes each time, nothing from outside, nothing overflows."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from ecomap import Ecosystem, counts
from ecomap.briefing import pictures as p
from ecomap.briefing import scope
from ecomap.briefing.document import Picture, Plain, Value
from ecomap.briefing.pictures import canvas, network
from ecomap.briefing.query import Answer, Query
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.writer import Writer
from ecomap.filters import Filters
from ecomap.i18n import translator
from ecomap.network import simple_graph
from ecomap.vocabulary import KINDS

pytestmark = pytest.mark.unit

CAPTION = (Plain("Figure of a test"),)
LONG = "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số thành phố Huế " * 4
HOSTILE = '<script>&"#$x$ %_{}\\'


@pytest.fixture(scope="module")
def writer(hue: Ecosystem) -> Writer:
    return Writer(hue, scope.part(hue, Filters(place="in")), Recipe("overview", lang="en"))


def value(number: float | None, text: str = "") -> Value:
    written = text or ("unknown" if number is None else f"{number:g}")
    return Value(Query.of("organisations", q=str(number)), Answer(number), written)


def every_picture(writer: Writer) -> dict[str, Picture]:
    wards = {code: value(float(i % 4)) for i, code in enumerate(writer.whole.wards.index)}
    return {
        "bars": p.bars(
            writer, "a", CAPTION, [p.Bar("One", value(3)), p.Bar(LONG, value(None)), p.Bar(HOSTILE, value(0))]
        ),
        "progress": p.progress(
            writer, "b", CAPTION, [p.Goal(LONG, value(10), value(5), value(0.5, "50%"), "tasks", "2025")]
        ),
        "funnel": p.funnel(
            writer,
            "c",
            CAPTION,
            [p.Step(LONG, value(9)), p.Step(HOSTILE, value(3), value(0.33, "33%"), value(0.1), value(0.6))],
        ),
        "trend": p.trend(
            writer,
            "d",
            CAPTION,
            [p.Series(HOSTILE, {"2023": value(14), "2025": value(5)})],
            axis="Rank",
            rank=True,
        ),
        "heat_map": p.heat_map(
            writer,
            "e",
            CAPTION,
            [LONG, "x"],
            [HOSTILE, "y"],
            [[p.Cell(value(1)), p.Cell(value(0), "none_listed")]] * 2,
        ),
        "ward_map": p.ward_map(writer, "f", CAPTION, wards, marked=["19753"]),
        "place_map": p.place_map(writer, "g", CAPTION, {"startup": value(11)}),
        "close": p.place_map(writer, "h", CAPTION, {"startup": value(11)}, marked=["19753"], close=True),
        "network": p.network_graph(writer, "i", CAPTION, [value(637)]),
        "around": p.network_graph(writer, "j", CAPTION, [], around="dai-hoc-hue"),
    }


@pytest.fixture(scope="module")
def drawn(writer: Writer) -> dict[str, Picture]:
    return every_picture(writer)


def test_each_is_a_vector_and_a_png_of_300_dots(drawn: dict[str, Picture]) -> None:
    for name, picture in drawn.items():
        root = ET.fromstring(picture.svg)
        assert root.tag.endswith("svg"), name
        image = Image.open(io.BytesIO(picture.png))
        assert image.width == pytest.approx(picture.width_mm / 25.4 * 300, abs=2), name
        assert picture.width_mm <= 165


def test_nothing_comes_from_outside_and_no_text_is_markup(drawn: dict[str, Picture]) -> None:
    for name, picture in drawn.items():
        svg = picture.svg.decode()
        links = re.findall(r'href="([^"]*)"', svg)
        assert all(link.startswith(("#", "data:")) for link in links), name
        assert "<script" not in svg and "<text" not in svg and "date" not in svg.lower().split("<defs")[0], (
            name
        )


def test_bytes_are_the_same_each_time(writer: Writer, drawn: dict[str, Picture]) -> None:
    canvas._drawings.clear()
    for name, picture in every_picture(writer).items():
        assert (picture.svg, picture.png) == (drawn[name].svg, drawn[name].png), name


def test_ids_in_a_file_are_its_own(drawn: dict[str, Picture]) -> None:
    for name, picture in drawn.items():
        ids = re.findall(rb'\bid="([^"]+)"', picture.svg)
        used = {*re.findall(rb'href="#([^"]+)"', picture.svg), *re.findall(rb"url\(#([^)]+)\)", picture.svg)}
        assert used <= set(ids), name


def test_solid_lines_have_no_empty_dash_array(drawn: dict[str, Picture]) -> None:
    """Some readers of SVG draw no line for an empty dash array."""
    for name, picture in drawn.items():
        assert not re.search(rb"stroke-dasharray:\s*(;|\")", picture.svg), name


def test_what_is_drawn_is_listed_and_told(drawn: dict[str, Picture]) -> None:
    assert [v.text for v in drawn["bars"].values] == ["3", "unknown", "0"]
    assert "unknown" in drawn["bars"].alternative
    assert "5 of 10 tasks (50%), 2025" in drawn["progress"].alternative
    assert "95 % interval 0.1 to 0.6" in drawn["funnel"].alternative
    assert "2025: 5" in drawn["trend"].alternative
    assert len(drawn["heat_map"].values) == 4
    assert len(drawn["ward_map"].values) == 40
    assert all(picture.alternative.startswith("Figure of a test. ") for picture in drawn.values())


def test_without_data_a_picture_says_so(writer: Writer) -> None:
    none = [
        p.bars(writer, "a", CAPTION, []),
        p.progress(writer, "a", CAPTION, []),
        p.funnel(writer, "a", CAPTION, []),
        p.trend(writer, "a", CAPTION, [p.Series("x", {"2024": value(None)})], axis="y"),
        p.heat_map(writer, "a", CAPTION, [], [], []),
        p.place_map(writer, "a", CAPTION, {}),
    ]
    for picture in none:
        assert Image.open(io.BytesIO(picture.png)).height < 400
    assert "No data" in none[0].alternative


def test_unknown_is_drawn_apart_from_zero(writer: Writer) -> None:
    zero = p.progress(writer, "a", CAPTION, [p.Goal("x", value(10), value(0), value(0.0, "0%"))])
    unknown = p.progress(writer, "a", CAPTION, [p.Goal("x", value(10), value(None), value(None))])
    assert zero.svg != unknown.svg
    assert "no result published" in unknown.alternative and "0 of 10" in zero.alternative


@pytest.mark.parametrize("text", ["", "a", LONG, "x" * 900, "Công ty TNHH MTV " * 30, HOSTILE])
def test_wrapped_lines_fit(text: str) -> None:
    for room in (12.0, 40.0):
        lines = canvas.wrapped(text, room, 3)
        assert 1 <= len(lines) <= 3
        assert all(canvas.width_of(line) <= room + 0.01 for line in lines)
        whole = " ".join(text.split())
        assert "".join(lines).replace(" ", "") == whole.replace(" ", "") or lines[-1].endswith("…")


def test_more_lines_than_can_be_told_apart_are_refused(writer: Writer) -> None:
    many = [p.Series(str(i), {"2024": value(i)}) for i in range(p.MOST_SERIES + 1)]
    with pytest.raises(ValueError, match="at most"):
        p.trend(writer, "a", CAPTION, many, axis="y")


def test_the_network_shows_the_best_connected_and_the_contacts_of_one(hue: Ecosystem) -> None:
    graph = simple_graph(hue)
    shown = p.shown_nodes(hue)
    best = sorted(graph, key=lambda node: (-graph.degree(node), node))[: network.MOST]
    assert shown == sorted(node for node in best if set(graph.neighbors(node)) & set(best))
    assert p.shown_nodes(hue, "hue-innovation-hub") == sorted(
        {"hue-innovation-hub", *graph.neighbors("hue-innovation-hub")}
    )
    around = p.shown_nodes(hue, "ubnd-hue")
    assert len(around) == network.MOST and "ubnd-hue" in around, "more could not be named"
    assert p.shown_nodes(hue, "no-such-body") == []


@settings(max_examples=40)
@given(n=st.integers(1, 20), seed=st.integers(0, 2**16))
def test_no_name_in_the_network_stands_over_another(n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes = rng.uniform((12, 8), (30, 17), size=(n, 2))
    first = boxes / 2
    last = np.array([160.0, 104.0]) - first
    middles = network._apart(rng.uniform(first, last), boxes, first, last)
    over = (boxes[:, None] + boxes[None]) / 2 - np.abs(middles[:, None] - middles[None])
    assert not np.triu((over > 0.1).all(axis=2), 1).any()
    assert (middles >= first - 1e-9).all() and (middles <= last + 1e-9).all()


@pytest.mark.parametrize("around", ["", "ubnd-hue", "dai-hoc-hue", "hue-innovation-hub"])
def test_every_body_drawn_is_named_and_no_name_is_covered(
    hue: Ecosystem, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    placed: list[tuple[np.ndarray, np.ndarray]] = []
    spots = network._spots

    def kept(graph: nx.Graph, boxes: np.ndarray, size: tuple[float, float]) -> np.ndarray:
        placed.append((spots(graph, boxes, size), boxes))
        return placed[-1][0]

    monkeypatch.setattr(network, "_spots", kept)
    nodes = p.shown_nodes(hue, around)
    network._draw(hue, nodes, (160.0, 104.0), translator("vi"))
    middles, boxes = placed[0]
    assert len(middles) == len(nodes)
    over = (boxes[:, None] + boxes[None]) / 2 - np.abs(middles[:, None] - middles[None])
    assert not np.triu((over > 0.1).all(axis=2), 1).any()


def test_a_map_of_kinds_uses_their_colours(writer: Writer) -> None:
    tally = counts.count_by(writer.ecosystem, "kind")
    kinds = {str(kind): value(float(n)) for kind, n in tally.items()}
    svg = p.place_map(writer, "k", CAPTION, kinds).svg.decode().lower()
    assert all(KINDS[kind].colour.lower() in svg for kind in kinds)
