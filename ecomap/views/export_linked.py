"""The snapshot as linked data: JSON-LD in the vocabulary of schema.org."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from ecomap.counts import sources_of
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.tables import split_list
from ecomap.views import labels, records

_NAMESPACE = "urn:ecomap:"
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "ecomap": f"{_NAMESPACE}term:",
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
}
_TYPES = {
    "university": "CollegeOrUniversity",
    "research_institute": "ResearchOrganization",
    "government": "GovernmentOrganization",
}
_PROGRAMME_TYPES = {"event": "Event", "competition": "Event", "facility": "Place", "policy": "CreativeWork"}
# Ties for which schema.org has a property: type -> (property, whether it belongs to the target).
_PROPERTIES = {
    "part_of": ("parentOrganization", False),
    "member_of": ("memberOf", False),
    "invests_in": ("funder", True),
    "grants_to": ("funder", True),
    "supports": ("sponsor", True),
    "organises": ("organizer", True),
}
_FOR_ORGANISATIONS = {"parentOrganization", "memberOf"}


def jsonld(ecosystem: Ecosystem, lang: str = "vi", filters: Filters | None = None) -> bytes:
    """Write a snapshot as JSON-LD.

    Organisations, programmes and sources are nodes of one graph, joined by ``urn:ecomap:`` ids. Each tie is a
    node of type ``ecomap:Tie`` with its dates and sources; where schema.org has a property for it (such as
    ``parentOrganization``) the property stands on the record too. Only a true position becomes ``geo``.

    Returns
    -------
    bytes
        UTF-8, in order of id; what is not known is left out.
    """
    graph = [_dataset(ecosystem, lang, filters)]
    direct = _direct(ecosystem)
    for node, row in _rows(ecosystem.organisations.drop(columns="geometry")):
        graph.append(_without_gaps(_organisation(ecosystem, node, row, lang) | direct.get(node, {})))
    for node, row in _rows(ecosystem.programmes):
        graph.append(_without_gaps(_programme(ecosystem, node, row, lang) | direct.get(node, {})))
    graph += [_without_gaps(_tie(key, row)) for key, row in _rows(ecosystem.ties)]
    graph += [_without_gaps(_source(key, row)) for key, row in _rows(records.sources(ecosystem))]
    content = {"@context": _CONTEXT, "@graph": graph}
    return (json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1) + "\n").encode()


def _rows(frame: pd.DataFrame) -> list[tuple[str, dict[str, Any]]]:
    ordered = frame.sort_index()
    return list(zip(ordered.index, ordered.to_dict("records"), strict=True))  # type: ignore[arg-type]


def _urn(part: str, key: object) -> str:
    return f"{_NAMESPACE}{part}:{key}"


def _reference(part: str, keys: list[str]) -> list[dict[str, str]]:
    return [{"@id": _urn(part, key)} for key in keys]


def _listed(cell: object) -> list[str]:
    return split_list(cell) if isinstance(cell, str) else []


def _without_gaps(node: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in node.items() if not _missing(value)}


def _missing(value: Any) -> bool:
    return not value if isinstance(value, (str, list, dict)) else bool(pd.isna(value))


def _dataset(ecosystem: Ecosystem, lang: str, filters: Filters | None) -> dict[str, Any]:
    about = records.about(ecosystem, lang, filters)
    used = sources_of(ecosystem.organisations, ecosystem.programmes, ecosystem.ties, placing=True)
    return {
        "@id": _urn("dataset", ecosystem.version),
        "@type": "Dataset",
        "name": ecosystem.region.title.get(lang) or ecosystem.region.name.get(lang),
        "description": "\n".join(f"{name}: {text}" for name, text in about.items()),
        "version": ecosystem.version,
        "license": ecosystem.region.licence.get(lang),
        "citation": _reference("source", sorted(used & set(ecosystem.sources.index))),
    }


def _names(row: Mapping[str, Any]) -> list[dict[str, str]]:
    pairs = (("vi", row["name_vi"]), ("en", row["name_en"]))
    return [{"@value": text, "@language": lang} for lang, text in pairs if isinstance(text, str)]


def _about(ecosystem: Ecosystem, row: Mapping[str, Any], lang: str) -> list[str]:
    fields = ("sectors", "functions")
    return [labels.namer(ecosystem, field, lang)(code) for field in fields for code in _listed(row[field])]


def _organisation(ecosystem: Ecosystem, node: str, row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    ward = labels.ward(ecosystem, row["ward_code"]) if isinstance(row["ward_code"], str) else None
    address = _without_gaps(
        {"streetAddress": row["address"], "addressLocality": ward, "addressRegion": row["province"]}
    )
    geo = None
    if row["placed"] == "point":
        geo = {"@type": "GeoCoordinates", "latitude": row["lat"], "longitude": row["lon"]}
    located = {"@type": "Place", "geo": geo} if geo else None
    return {
        "@id": _urn("node", node),
        "@type": _TYPES.get(row["kind"], "Organization"),
        "identifier": node,
        "name": _names(row),
        "alternateName": [
            text for text in (row["short_name"], *_listed(row["other_names"])) if isinstance(text, str)
        ],
        "additionalType": labels.namer(ecosystem, "kinds", lang)(row["kind"]),
        "description": {"@value": row["summary_vi"], "@language": "vi"}
        if isinstance(row["summary_vi"], str)
        else None,
        "foundingDate": None if pd.isna(row["founded_year"]) else str(int(row["founded_year"])),
        "address": {"@type": "PostalAddress", **address} if address else None,
        "location": located,
        "url": row["website"],
        "knowsAbout": _about(ecosystem, row, lang),
        "subjectOf": _reference("source", _listed(row["source_ids"])),
    }


def _programme(ecosystem: Ecosystem, node: str, row: Mapping[str, Any], lang: str) -> dict[str, Any]:
    schema_type = _PROGRAMME_TYPES.get(row["kind"], "Service")
    lead = _reference("node", [row["lead_org"]]) if isinstance(row["lead_org"], str) else []
    others = _reference("node", _listed(row["coordinating_orgs"]))
    dated = schema_type in ("Event", "Service")
    roles = {"Event": ("organizer", "contributor"), "CreativeWork": ("creator", "contributor")}
    leads, helps = roles.get(schema_type, ("provider", "broker"))
    if schema_type == "Place":
        leads, helps = "ecomap:leads", "ecomap:coordinates"
    return {
        "@id": _urn("node", node),
        "@type": schema_type,
        "identifier": node,
        "name": _names(row),
        "additionalType": labels.namer(ecosystem, "programme_kinds", lang)(row["kind"]),
        "description": row["benefits_vi"],
        ("startDate" if dated else "ecomap:startDate"): row["start_date"],
        ("endDate" if dated else "ecomap:endDate"): row["end_date"],
        leads: lead,
        helps: others,
        "about": _about(ecosystem, row, lang),
        "subjectOf": _reference("source", _listed(row["source_ids"])),
    }


def _direct(ecosystem: Ecosystem) -> dict[str, dict[str, list[dict[str, str]]]]:
    """Return for each record the ties that schema.org has a property for."""
    found: dict[str, dict[str, list[dict[str, str]]]] = {}
    for _key, tie in _rows(ecosystem.ties[ecosystem.ties["type"].isin(_PROPERTIES)]):
        name, of_target = _PROPERTIES[tie["type"]]
        owner, other = (tie["target"], tie["source"]) if of_target else (tie["source"], tie["target"])
        if name in _FOR_ORGANISATIONS and owner not in ecosystem.organisations.index:
            continue
        reference = {"@id": _urn("node", other)}
        references = found.setdefault(owner, {}).setdefault(name, [])
        if reference not in references:
            references.append(reference)
    return found


def _tie(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": _urn("tie", key),
        "@type": "ecomap:Tie",
        "ecomap:type": row["type"],
        "ecomap:source": {"@id": _urn("node", row["source"])},
        "ecomap:target": {"@id": _urn("node", row["target"])},
        "ecomap:startDate": row["start_date"],
        "ecomap:endDate": row["end_date"],
        "ecomap:amountVND": row["amount_vnd"],
        "ecomap:amountStated": row["amount_stated"],
        "ecomap:note": row["note_vi"],
        "ecomap:confidence": row["confidence"],
        "citation": _reference("source", _listed(row["source_ids"])),
    }


def _source(key: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@id": _urn("source", key),
        "@type": "CreativeWork",
        "name": row["title"],
        "publisher": {"@type": "Organization", "name": row["publisher"]},
        "url": row["url"],
        "datePublished": row["published_on"],
    }
