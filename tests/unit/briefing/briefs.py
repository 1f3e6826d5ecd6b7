"""A template for tests: a text, a table, a list, an author's part; independent of those that are shipped."""

from __future__ import annotations

import io
import zipfile

import pytest

from ecomap.briefing import compose, recipe_file, unused
from ecomap.briefing.document import Mark, Plain, Table
from ecomap.briefing.query import Query
from ecomap.briefing.render.visible import MOST
from ecomap.briefing.templates import TEMPLATES, Part, Template
from ecomap.briefing.writer import Writer


def text(writer: Writer) -> None:
    here = Query.of("organisations", place="in")
    startups = Query.of("organisations", place="in", kind="startup")
    writer.paragraph(
        writer.say(
            "Huế has {n} organisations, of which {startups} are start-ups ({share}).",
            n=writer.written(here),
            startups=writer.written(startups),
            share=writer.value("share", style="percent", of=startups, among=here),
        ),
        writer.say("In information technology there are {n}.", n=writer.value("organisations", sector="it")),
    )
    writer.paragraph(
        writer.say("{name} has {n} ties.", name="A & B <Co., Ltd.>", n=writer.value("ties", of="dai-hoc-hue"))
    )


def table(writer: Writer) -> None:
    def head(name: str) -> tuple[Plain, ...]:
        return (Plain(name),)

    rows = tuple(
        (
            head(str(row["label_vi"])),
            (writer.value("official", code=code),),
            (writer.value("listed", code=code),),
        )
        for code, row in writer.whole.official_totals.sort_index().iterrows()
    )
    columns = (head("Total"), head("Published"), head("Listed"))
    writer.table(Table("totals", head("Totals"), columns, rows, "lrr", (3.0, 1.0, 1.0)))


def listing(writer: Writer) -> None:
    writer.bullets(
        [
            (Plain(writer.whole.name(node)), Mark((), sources=tuple(str(cell).split(";"))))
            for node, cell in writer.ecosystem.organisations["source_ids"].sort_index().head(2).items()
        ]
    )


def nothing(writer: Writer) -> None:
    """Write nothing: the part is left out."""


TEST = Template(
    "test",
    "Test",
    "REPORT",
    lambda writer: writer.say("A test of {n} organisations", n=writer.value("organisations")),
    (
        Part("text", "Text", text),
        Part("table", "Table", table),
        Part("list", "List", listing),
        Part("empty", "Empty", nothing),
        Part("view", "Assessment", nothing, author=True),
    ),
)
ABOUT = Template("about", "About", "REPORT", lambda _: "About", (Part("text", "Text", text),), "subject_ids")


def unreadable(data: bytes) -> bytes:
    """Return a Word or HTML file whose text is shown as before, but cannot be compared."""
    if not data.startswith(b"PK"):
        return data.replace(b"</body>", b"<p>" + b"a " * MOST + b"</p></body>")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            part = old.read(item)
            if item.filename == "word/document.xml":
                part = part.replace(b"<w:document", b'<!DOCTYPE a [<!ENTITY b "c">]><w:document', 1)
            new.writestr(item, part)
    return made.getvalue()


def register(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer the templates beside those that are shipped."""
    offered = {**TEMPLATES, "test": TEST, "about": ABOUT}
    for module in (compose, recipe_file, unused):
        monkeypatch.setattr(module, "TEMPLATES", offered)
