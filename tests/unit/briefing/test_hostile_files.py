"""Files to check may come from anybody: they end in words, never in an error, and do not take the machine."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

import pytest

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.payload import Figure, Payload, PayloadError
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.render.embed import NAME, NAMESPACE
from ecomap.briefing.verify import carried, verify_payload


@pytest.mark.parametrize("ending", ["docx", "pdf", "html"])
def test_a_damaged_file_is_read_or_refused(small: ecomap.Ecosystem, ending: str) -> None:
    whole = file_bytes(small, compose(small, Recipe("overview", sections=("summary",))), ending)
    chance = random.Random(5)
    for _ in range(60):
        damaged = bytearray(whole)
        for _hit in range(chance.choice((1, 5, 40))):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            carried(bytes(damaged[: chance.randrange(1, len(damaged))] if chance.random() < 0.3 else damaged))
        except PayloadError as error:
            assert error.message.text("vi")


def test_what_unfolds_without_end_is_refused() -> None:
    folded = zlib.compress(b"0" * 40_000_000, 9)
    head = (
        f"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[({NAME})4 0 R]>>>>>>endobj\n"
        f"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n4 0 obj<</Type/Filespec/F({NAME})/UF({NAME})/EF<</F 5 0 R>>>>"
        f"endobj\n5 0 obj<</Type/EmbeddedFile/Filter/FlateDecode/Length {len(folded)}>>stream\n"
    )
    pdf = head.encode() + folded + b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
    word = io.BytesIO()
    with zipfile.ZipFile(word, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("customXml/item1.xml", f'<a xmlns="{NAMESPACE}">'.encode() + b"<b/>" * 4_000_000)
    for data in (pdf, word.getvalue()):
        with pytest.raises(PayloadError):
            carried(data)


def test_a_check_that_takes_too_long_says_what_it_left_out(small: ecomap.Ecosystem) -> None:
    figure = Figure("organisations", "1", 1.0, "summary", "One.", "number")
    found = verify_payload(Payload("{}", "", "", "vi", (figure,) * 3), small, patience=-1.0)
    assert [one.figure for one in found.lost] == [figure] * 3 and not found.holds
    assert found.lost[0].why.text("en")
