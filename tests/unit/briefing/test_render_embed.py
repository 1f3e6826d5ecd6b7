"""What a file carries comes back out of it, and a file made to do harm does none."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib

import docx
import papers
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ecomap.briefing.payload import payload
from ecomap.briefing.render import FORMATS, embed, extract, render

pytestmark = pytest.mark.unit

CARRIED = json.dumps(
    {"a": papers.HOSTILE, "b": ["</script>", "<!--", "\\u003c", "&lt;"]}, ensure_ascii=False
).encode()


def zipped(**parts: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"customXml/{name}.xml", content)
    return made.getvalue()


def item(packed: bytes) -> bytes:
    return f'<briefing xmlns="{embed.NAMESPACE}">{base64.b64encode(packed).decode()}</briefing>'.encode()


@pytest.mark.parametrize("layout", ["official", "modern"])
@pytest.mark.parametrize("fmt", list(FORMATS))
def test_what_is_put_in_comes_out(fmt, layout):
    assert extract(render(papers.paper(layout=layout), fmt, payload=CARRIED)) == CARRIED


@pytest.mark.parametrize("fmt", list(FORMATS))
def test_a_file_carries_recipe_and_figures_of_its_document(fmt):
    document = papers.paper()
    assert extract(render(document, fmt)) == payload(document)


def test_word_files_that_were_edited_and_saved_still_carry_it():
    word = docx.Document(io.BytesIO(render(papers.paper(), "docx", payload=CARRIED)))
    word.add_paragraph("Sửa tay")
    saved = io.BytesIO()
    word.save(saved)
    assert extract(saved.getvalue()) == CARRIED


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner), max_leaves=5
    )
)
def test_any_json_comes_out_of_a_page(value):
    element = embed.html_element(json.dumps(value, ensure_ascii=False).encode())
    assert element.count("<") == 2
    found = extract(f"<!doctype html><p>x</p>{element}</html>".encode())
    assert found is not None
    assert json.loads(found) == value


@pytest.mark.parametrize("fmt", list(FORMATS))
def test_a_file_without_it_gives_nothing(fmt):
    assert extract(render(papers.paper(), fmt, payload=b"")) is None


@example(b"</script>", embed._OPEN)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.7\n", embed._OPEN]))
def test_broken_files_give_nothing(data, start):
    assert extract(start + data) is None


@pytest.mark.parametrize("fmt", ["docx", "pdf"])
def test_a_file_cut_short_gives_nothing_or_all(fmt):
    whole = render(papers.paper(), fmt, payload=CARRIED)
    for share in (0.1, 0.5, 0.9, 0.99):
        assert extract(whole[: int(len(whole) * share)]) in (None, CARRIED)


def test_a_part_that_unfolds_without_end_is_not_unfolded(monkeypatch):
    monkeypatch.setattr(embed, "LIMIT", 10_000)
    monkeypatch.setattr(embed, "ITEM_LIMIT", 10_000)
    assert extract(zipped(item1=item(zlib.compress(b"{}" + b" " * 1_000_000)))) is None
    assert extract(zipped(item1=item(zlib.compress(b"{}")) + b" " * 100_000)) is None


def test_xml_with_entities_is_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + item(b"").replace(b"></", b">&b;</")
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + item(b"").replace(b"></", b">&a;</")
    assert extract(zipped(item1=bomb)) is None
    assert extract(zipped(item1=outside)) is None


def test_parts_of_others_are_passed_over():
    ours = item(zlib.compress(b"{}"))
    assert extract(zipped(item1=b"<b:Sources xmlns:b='x'/>", item2=ours)) == b"{}"
    assert extract(zipped(item1=b"not xml " + embed.NAMESPACE.encode(), item2=ours)) == b"{}"


def test_too_large_a_file_is_not_looked_into(monkeypatch):
    data = zipped(item1=item(zlib.compress(b"{}")))
    monkeypatch.setattr(embed, "FILE_LIMIT", len(data) - 1)
    assert extract(data) is None
