"""Tables beside the graph: the same facts to sort and search."""

from __future__ import annotations

import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.network import listed_ties, measures, simple_graph
from ecomap.views.graph import kind_of
from ecomap.views.graph_text import first_line, tie_phrase

MEASURE_LABELS = {
    "degree": N_("Contacts"),
    "betweenness": N_("Betweenness"),
    "closeness": N_("Closeness"),
    "pagerank": N_("PageRank"),
    "core_number": N_("Core"),
    "constraint": N_("Constraint"),
    "effective_size": N_("Effective size"),
}
_DECIMALS = {"betweenness": 4, "closeness": 3, "pagerank": 5, "constraint": 3, "effective_size": 1}
"""Decimal places worth showing; the other measures are counts."""
MEASURE_HELP = {
    "degree": N_("How many others it is tied with."),
    "betweenness": N_("Share of shortest chains between two others that pass through it (Freeman 1977)."),
    "closeness": N_(
        "How few steps to the others, 0 to 1 (Wasserman and Faust 1994). Undefined without ties."
    ),
    "pagerank": N_("Share of visits of a walk along ties with restarts (Brin and Page 1998)."),
    "core_number": N_("Largest k with a group around it in which all have k contacts (Seidman 1983)."),
    "constraint": N_("How much its contacts know each other; low marks a broker (Burt 1992)."),
    "effective_size": N_("Contacts less what they overlap (Burt 1992)."),
}


def neighbour_table(ecosystem: Ecosystem, node_id: str, _: Translator) -> pd.DataFrame:
    """Return the contacts of a node, best connected first.

    Returns
    -------
    pandas.DataFrame
        Index ``id`` of the contact; columns ``name``, ``kind`` (label), ``ties`` (as text, from the node's
        side), ``latest`` (latest known start as written; missing if none is known) and ``degree`` of the
        contact. Empty with the same columns if there are none.

    Raises
    ------
    networkx.NodeNotFound, KeyError
        If the node is not in the snapshot.
    """
    graph = simple_graph(ecosystem)
    ties = ecosystem.ties.sort_index()
    ties = ties[(ties["source"] == node_id) | (ties["target"] == node_id)]
    rows: dict[str, dict[str, object]] = {}
    for tie in listed_ties(ties):
        other = tie.target if tie.source == node_id else tie.source
        row = rows.setdefault(other, {"ties": [], "latest": None})
        row["ties"].append(tie_phrase(tie, ecosystem, _, inverse=tie.target == node_id))  # type: ignore[attr-defined]
        if tie.start_date:
            row["latest"] = max(tie.start_date, str(row["latest"] or ""))
    order = sorted(graph[node_id], key=lambda other: (-graph.degree(other), other))
    return pd.DataFrame(
        {
            "name": [first_line(ecosystem.name(other, _.lang)) for other in order],
            "kind": [_(kind_of(ecosystem, other).label) for other in order],
            "ties": ["; ".join(rows[other]["ties"]) for other in order],  # type: ignore[arg-type]
            "latest": [rows[other]["latest"] for other in order],
            "degree": [graph.degree(other) for other in order],
        },
        index=pd.Index(order, name="id", dtype=object),
    )


def aligned(values: pd.Series, _: Translator, decimals: int) -> list[str]:
    """Write numbers in the customs of a language so that, as text, they also sort by value.

    A table of Streamlit writes numbers in the customs of the browser. Spaces before the shorter ones bring
    the decimal marks under each other, and with them the order of text to that of the numbers, none of which
    is negative. Unknown ones are empty.
    """
    texts = ["" if pd.isna(value) else _.number(round(value, decimals), decimals) for value in values]
    whole = [len(_.number(int(round(value, decimals)))) if value == value else 0 for value in values]
    widest = max(whole, default=0)
    return [" " * (widest - n) + text if text else "" for text, n in zip(texts, whole, strict=True)]


def node_table(ecosystem: Ecosystem, names: tuple[str, ...], _: Translator) -> pd.DataFrame:
    """Return every node with the measures asked, best connected first.

    Index ``id``; columns ``name``, ``kind`` (label) and a column a measure: counts as numbers, others as text
    (see `aligned`).
    """
    table = measures(ecosystem, names)
    for name in _DECIMALS.keys() & set(names):
        table[name] = aligned(table[name], _, _DECIMALS[name])
    graph = simple_graph(ecosystem)
    table.insert(0, "name", [first_line(ecosystem.name(node, _.lang)) for node in table.index])
    table.insert(1, "kind", [_(kind_of(ecosystem, str(node)).label) for node in table.index])
    degree = pd.Series(dict(graph.degree()), dtype="int64")
    return table.loc[degree.sort_values(ascending=False, kind="stable").index]
