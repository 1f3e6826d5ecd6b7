"""The rows a finding rests on, as tables for reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from ecomap.analysis import evidence as ev
from ecomap.analysis.finding import Evidence, Finding
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.network import listed_ties, wording
from ecomap.tables import split_list
from ecomap.views import labels, records

Table = pd.DataFrame

NODES = ("organisations", "programmes")
"""Tables whose rows have a profile."""


def evidence_table(ecosystem: Ecosystem, part: Evidence, _: Translator) -> Table:
    """Return the rows of evidence with names instead of codes, indexed by their keys, with source and its date.

    Unknown cells are empty; columns are headed in the reader's language.
    """
    rows = ev.table(ecosystem, part.table).loc[list(part.ids)]
    writer = _WRITERS.get(part.table, _plain)
    table = writer(ecosystem, rows, _)
    sources = [split_list(cell) if isinstance(cell, str) else [] for cell in rows["source_ids"]]
    dates = [records.newest_source(ecosystem, set(codes)) for codes in sources]
    publisher = ecosystem.sources["publisher"].to_dict()
    names = [dict.fromkeys(str(publisher[code]) for code in codes if code in publisher) for codes in sources]
    return table.assign(
        **{
            _("Newest source"): [_.date(when) or _("date not known") for when in dates],
            _("Source"): ["; ".join(known) for known in names],
        }
    ).set_axis([str(key) for key in rows.index], axis=0)


def bodies_of(ecosystem: Ecosystem, finding: Finding) -> tuple[str, ...]:
    """Return the organisations a finding is about or rests on, in the order of the evidence."""
    rows: list[str] = []
    for part in finding.evidence:
        if part.table == "organisations":
            rows += part.ids
        elif part.table == "ties":
            rows += ecosystem.ties.loc[list(part.ids), ["source", "target"]].to_numpy().ravel().tolist()
    known = dict.fromkeys([*rows, *finding.scope.organisations])
    return tuple(key for key in known if key in ecosystem.organisations.index)


def node_of(ecosystem: Ecosystem, table: str, key: str) -> str | None:
    """Return the organisation or programme whose profile shows a row; None if there is none."""
    if table in NODES:
        return key
    column = {"ties": "source", "targets": "programme_id", "needs": "posted_by"}.get(table)
    if column is None:
        return None
    node = ev.table(ecosystem, table).at[key, column]
    return str(node) if node in ecosystem else None


def _column(cells: pd.Series, write: Callable[[str], str]) -> list[str]:
    return [write(cell) if isinstance(cell, str) else "" for cell in cells]


def _organisations(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    lang = _.lang
    return pd.DataFrame(
        {
            _("Name"): [eco.name(node, lang) for node in rows.index],
            _("Kind"): _column(rows["kind"], labels.namer(eco, "kinds", lang)),
            _("Sector"): _column(rows["sectors"], lambda cell: labels.listed(eco, "sectors", cell, lang)),
            _("Ward or commune"): _column(rows["ward_code"], lambda code: labels.ward(eco, code)),
            _("Status"): _column(rows["status"], labels.namer(eco, "statuses", lang)),
        }
    )


def _programmes(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    lang = _.lang
    return pd.DataFrame(
        {
            _("Name"): [eco.name(node, lang) for node in rows.index],
            _("Kind"): _column(rows["kind"], labels.namer(eco, "programme_kinds", lang)),
            _("Lead agency"): _column(rows["lead_org"], lambda node: eco.name(node, lang)),
            _("Status"): _column(rows["status"], labels.namer(eco, "programme_statuses", lang)),
        }
    )


def _ties(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    return pd.DataFrame(
        {
            _("From"): _column(rows["source"], lambda node: eco.name(node, _.lang)),
            _("Tie"): [_(wording.verb(eco, tie)) for tie in listed_ties(rows)],
            _("To"): _column(rows["target"], lambda node: eco.name(node, _.lang)),
            _("Start"): [_.date(when) for when in rows["start_date"]],
        }
    )


def _targets(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    return pd.DataFrame(
        {
            _("Target"): _column(rows["indicator_vi"], str),
            _("Programme"): _column(rows["programme_id"], lambda node: eco.name(node, _.lang)),
            _("Year"): ["" if pd.isna(year) else str(int(year)) for year in rows["year"]],
            _("Lead agency"): _column(rows["lead_org"], lambda node: eco.name(node, _.lang)),
        }
    )


def _needs(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    return pd.DataFrame(
        {
            _("Published problem"): _column(rows["title_vi"], str),
            _("Posted by"): _column(
                rows["posted_by"], lambda node: eco.name(node, _.lang) if node in eco else node
            ),
            _("Sector"): _column(rows["sectors"], lambda cell: labels.listed(eco, "sectors", cell, _.lang)),
            _("Status"): _column(rows["status"], labels.namer(eco, "need_statuses", _.lang)),
        }
    )


def _wards(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    people = ["" if pd.isna(n) else _.number(float(n)) for n in rows["population"]]
    return pd.DataFrame(
        {_("Ward or commune"): [labels.ward(eco, code) for code in rows.index], _("People"): people}
    )


def _counts(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    label = rows["label_en" if _.lang == "en" else "label_vi"].fillna(rows["label_vi"])
    value = ["" if pd.isna(n) else _.number(float(n)) for n in rows["value"]]
    when = rows["as_of"] if "as_of" in rows else rows["year"]
    dates = ["" if pd.isna(cell) else _.date(str(cell)) for cell in when]
    return pd.DataFrame({_("What is counted"): label.to_list(), _("Figure"): value, _("Date or year"): dates})


def _ratios(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    label = rows["label_en" if _.lang == "en" else "label_vi"].fillna(rows["label_vi"])
    dates = ["" if pd.isna(when) else _.date(str(when)) for when in rows["as_of"]]
    return pd.DataFrame(
        {
            _("What is counted"): label.to_list(),
            _("Figure"): [_.number(float(n)) for n in rows["actors"]],
            _("Start-ups in the country"): [_.number(float(n)) for n in rows["startups"]],
            _("Date or year"): dates,
        }
    )


def _values(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    names = eco.indicators["name_en" if _.lang == "en" else "name_vi"].fillna(eco.indicators["name_vi"])
    return pd.DataFrame(
        {
            _("Indicator"): _column(rows["code"], lambda code: str(names.get(code, code))),
            _("Place"): _column(rows["locality"], str),
            _("Year"): [str(year) for year in rows["year"]],
            _("Figure"): ["" if pd.isna(n) else _.number(float(n), 2) for n in rows["value"]],
        }
    )


def _plain(eco: Ecosystem, rows: pd.DataFrame, _: Translator) -> Table:
    return pd.DataFrame({_("Record"): [str(key) for key in rows.index]})


_WRITERS: Mapping[str, Callable[[Ecosystem, pd.DataFrame, Translator], Table]] = {
    "organisations": _organisations,
    "programmes": _programmes,
    "ties": _ties,
    "targets": _targets,
    "needs": _needs,
    "wards": _wards,
    "official_totals": _counts,
    "chains": _counts,
    "national_ratios": _ratios,
    "indicator_values": _values,
}

TABLE_LABELS: Mapping[str, str] = {
    "organisations": N_("Organisations"),
    "programmes": N_("Programmes"),
    "ties": N_("Ties"),
    "targets": N_("Targets"),
    "needs": N_("Published problems"),
    "wards": N_("Wards and communes"),
    "official_totals": N_("Published totals"),
    "chains": N_("Published counts"),
    "national_ratios": N_("National numbers"),
    "indicator_values": N_("Indicators"),
}


def row_names(ecosystem: Ecosystem, part: Evidence, lang: str) -> list[str]:
    """Name the rows of evidence in a line each, for a file."""
    rows = ev.table(ecosystem, part.table).loc[list(part.ids)]
    if part.table in NODES:
        return [ecosystem.name(node, lang) for node in rows.index]
    if part.table == "ties":
        return [labels.tie(ecosystem, tie, lang) for tie in listed_ties(rows)]
    if part.table == "wards":
        return [labels.ward(ecosystem, str(code)) for code in rows.index]
    column = {"targets": "indicator_vi", "needs": "title_vi"}.get(part.table)
    if column is None:
        column = "label_vi" if "label_vi" in rows else None
    return [str(key) for key in rows.index] if column is None else rows[column].map(str).to_list()
