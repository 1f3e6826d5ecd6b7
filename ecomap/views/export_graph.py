"""The network as GraphML and GEXF, for Gephi, Cytoscape and other programs."""

from __future__ import annotations

import io
import re
from typing import Any

import networkx as nx
import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.i18n import translator
from ecomap.views import records
from ecomap.vocabulary import KINDS

_NODE_COLUMNS = (
    "kind", "kind_label", "subkind", "sectors", "functions", "stage", "founded_year", "status", "ward_code",
    "ward", "province", "placed", "lon", "lat", "website", "source_ids",
)  # fmt: skip
_PROGRAMME_COLUMNS = ("kind_label", "start_date", "end_date", "status", "sectors", "functions", "source_ids")
_TIE_COLUMNS = (
    "type_label",
    "start_date",
    "end_date",
    "amount_vnd",
    "amount_stated",
    "note_vi",
    "origin",
    "confidence",
    "source_ids",
)
# XML 1.0 has no place for these, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graph(ecosystem: Ecosystem, lang: str = "vi") -> nx.MultiDiGraph:
    """Return the network with the attributes of its records, of types that graph formats know.

    Parameters
    ----------
    lang : {"vi", "en"}
        Language of ``name`` and the labels.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes and edges in order of id. An attribute that is not known is left out. The type of a tie is
        ``tie_type``, since GEXF keeps ``type`` for itself; dates are text as written.
    """
    made = nx.MultiDiGraph()
    organisations, programmes = records.organisations(ecosystem, lang), records.programmes(ecosystem, lang)
    for node, row in zip(organisations.index, organisations.to_dict("records"), strict=True):
        made.add_node(node, name=_clean(row["name"]), node_type="organisation", **_known(row, _NODE_COLUMNS))
    for node, row in zip(programmes.index, programmes.to_dict("records"), strict=True):
        kinds = {"kind": "programme", "programme_kind": row["kind"]}
        made.add_node(
            node, name=_clean(row["name"]), node_type="programme", **kinds, **_known(row, _PROGRAMME_COLUMNS)
        )
    ties = records.ties(ecosystem, lang)
    for tie, row in zip(ties.index, ties.to_dict("records"), strict=True):
        made.add_edge(
            row["source"], row["target"], key=tie, tie_type=row["type"], **_known(row, _TIE_COLUMNS)
        )
    return made


def graphml(ecosystem: Ecosystem, lang: str = "vi", filters: Filters | None = None) -> bytes:
    """Write the network as GraphML."""
    made = graph(ecosystem, lang)
    made.graph.update(_about(ecosystem, lang, filters))
    stream = io.BytesIO()
    nx.write_graphml_xml(made, stream, encoding="utf-8", named_key_ids=True)
    return stream.getvalue()


def gexf(ecosystem: Ecosystem, lang: str = "vi", filters: Filters | None = None) -> bytes:
    """Write the network as GEXF 1.2 with the colours of the kinds."""
    made = graph(ecosystem, lang)
    for _node, data in made.nodes(data=True):
        ink = KINDS[data["kind"]].colour
        red, green, blue = (int(ink[at : at + 2], 16) for at in (1, 3, 5))
        data["label"] = data.pop("name")
        data["viz"] = {"color": {"r": red, "g": green, "b": blue, "a": 1.0}}
    made.graph["name"] = _clean(ecosystem.region.title.get(lang))
    stream = io.BytesIO()
    nx.write_gexf(made, stream, encoding="utf-8", version="1.2draft")
    return _with_about(stream.getvalue(), ecosystem, lang, filters)


def _with_about(data: bytes, ecosystem: Ecosystem, lang: str, filters: Filters | None) -> bytes:
    """Put the newest source's date where networkx writes today's, and what to know of the data beside it."""
    text = data.decode()
    newest = records.newest_source(ecosystem)
    date = f' lastmodifieddate="{newest}"' if len(newest) == 10 else ""
    text = re.sub(r' lastmodifieddate="[^"]*"', date, text, count=1)
    about = "; ".join(f"{name}: {value}" for name, value in _about(ecosystem, lang, filters).items())
    escaped = about.replace("&", "&amp;").replace("<", "&lt;")
    return re.sub(
        r"(<creator>)", rf"<description>{_literal(escaped)}</description>\1", text, count=1
    ).encode()


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")


def _about(ecosystem: Ecosystem, lang: str, filters: Filters | None) -> dict[str, str]:
    _ = translator(lang)
    about = records.about(ecosystem, lang, filters)
    names = {"title": _("Title"), "version": _("Data version"), "newest_source": _("Newest source")}
    names |= {"filters": _("Filters"), "licence": _("Licence")}
    return {name: _clean(about[label]) for name, label in names.items()}


def _known(row: dict[Any, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: _clean(row[name]) for name in columns if not pd.isna(row[name])}


def _clean(value: Any) -> Any:
    return _NOT_XML.sub("", value) if isinstance(value, str) else value
