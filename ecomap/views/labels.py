"""What codes are called, in the language of the reader."""

from __future__ import annotations

import re
from collections.abc import Callable

from ecomap.ecosystem import Ecosystem
from ecomap.filters import FIELDS, Filters
from ecomap.i18n import translator
from ecomap.network.wording import Directed, verb
from ecomap.tables import split_list
from ecomap.vocabulary import (
    CONFIDENCES,
    KINDS,
    NEED_STATUSES,
    ORGANISATION_STATUSES,
    PLACES,
    PRECISIONS,
    PROGRAMME_KINDS,
    PROGRAMME_STATUSES,
    SUBKINDS,
    TIE_TYPES,
)

_VOCABULARIES = {
    "kinds": {code: kind.label for code, kind in KINDS.items()},
    "statuses": ORGANISATION_STATUSES,
    "tie_types": {code: tie.label for code, tie in TIE_TYPES.items()},
    "confidences": CONFIDENCES,
    "precisions": PRECISIONS,
    "programme_kinds": PROGRAMME_KINDS,
    "programme_statuses": PROGRAMME_STATUSES,
    "need_statuses": NEED_STATUSES,
    "places": PLACES,
}


def namer(ecosystem: Ecosystem, field: str, lang: str) -> Callable[[str], str]:
    """Return the function that names the codes of a field.

    Parameters
    ----------
    field : str
        A coded field of `Filters` (``"kinds"``, ``"wards"`` …), or ``"precisions"``, ``"programme_kinds"``,
        ``"programme_statuses"``, ``"need_statuses"``.
    lang : {"vi", "en"}

    Returns
    -------
    callable
        From code to label; a code it does not know is returned as it is.
    """
    _ = translator(lang)
    if field in _VOCABULARIES:
        words = _VOCABULARIES[field]
        return lambda code: _(words[code]) if code in words else code
    if field == "subkinds":
        return lambda code: subkind(code.partition(".")[0], code.partition(".")[2], lang)
    if field == "wards":
        return lambda code: ward(ecosystem, code)
    if field == "programmes":
        return lambda code: ecosystem.name(code, lang)
    table = {"sectors": ecosystem.sectors, "functions": ecosystem.functions, "stages": ecosystem.stages}[
        field
    ]
    texts = table["label_en" if lang == "en" else "label_vi"].to_dict()
    return lambda code: texts.get(code, code)


def ward(ecosystem: Ecosystem, code: str) -> str:
    """Return "Phường Thuận Hóa" for a ward code."""
    if code not in ecosystem.wards.index:
        return code
    kind, name = ecosystem.wards.loc[code, ["type", "name"]]
    return f"{kind} {name}" if isinstance(kind, str) else str(name)


def subkind(kind: str, code: str, lang: str) -> str:
    """Return the label of a sub-kind, "Doanh nghiệp khoa học và công nghệ"."""
    label = SUBKINDS.get(kind, {}).get(code)
    return translator(lang)(label) if label else code


def listed(ecosystem: Ecosystem, field: str, cell: object, lang: str) -> str:
    """Name the codes of a list cell, joined by commas; '' for an empty cell."""
    if not isinstance(cell, str):
        return ""
    name = namer(ecosystem, field, lang)
    return ", ".join(name(code) for code in split_list(cell))


def tie(ecosystem: Ecosystem, of: Directed, lang: str) -> str:
    """Return a tie as a sentence in plain text: "A supports B"."""
    words = translator(lang)(verb(ecosystem, of))
    return f"{ecosystem.name(of.source, lang)} {words} {ecosystem.name(of.target, lang)}"


def filters_text(ecosystem: Ecosystem, filters: Filters, lang: str) -> str:
    """Say what filters keep, such as "Du lịch; Phường Thuận Hóa; 2025"; '' if they keep everything."""
    parts = []
    for field in FIELDS:
        value = getattr(filters, field)
        if isinstance(value, tuple) and value:
            parts.append(", ".join(map(namer(ecosystem, field, lang), value)))
        elif field == "place" and value:
            parts.append(namer(ecosystem, "places", lang)(value))
        elif field == "words" and value:
            parts.append(f"“{value}”")
        elif field == "year" and value:
            parts.append(str(value))
    return "; ".join(parts)


_MARKDOWN = str.maketrans({character: "\\" + character for character in r"\`*_{}[]()#+-.!|~$<>:"})


def markdown(text: str) -> str:
    """Return text from data so that Markdown shows it as it is."""
    return text.translate(_MARKDOWN)


# Marks of Markdown: signs that are one anywhere, a colon before a name, an arrow, a bare address, a list.
_MARKS = re.compile(
    r"[\\`*_\[\]<>~$]|:(?=[\w/])|-(?=[->])|(?<=www)\.|^[-+#]|(?:(?<=^\d)|(?<=^\d\d)|(?<=^\d{4}))[.)]", re.M
)


def widget(text: str) -> str:
    """Return text from data for the label of a widget, which is read aloud as it is written, escapes and all.

    So only what Markdown would take for a mark is escaped, not the stops and brackets of a sentence.
    """
    return _MARKS.sub(r"\\\g<0>", text)
