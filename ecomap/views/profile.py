"""One organisation or programme: its facts, its ties in words, what is missing, who is like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.network import Tie, listed_ties, wording
from ecomap.network.graph import per_snapshot
from ecomap.tables import split_list
from ecomap.views import labels, records
from ecomap.views.graph_text import period, tie_period
from ecomap.vocabulary import PRECISIONS, TIE_TYPES

STALE_YEARS = 2
"""A record whose newest source is this much older than the newest of the data may have been overtaken."""


@dataclass(frozen=True)
class Source:
    """A publication; `date` is as written and '' where it is not known."""

    id: str
    publisher: str
    title: str
    url: str
    date: str


@dataclass(frozen=True)
class Fact:
    """A statement on a record.

    `text` is '' where nothing is known. `judged` says that it is the curator's judgement and not a source's
    word; `link` is an address the text leads to. `basis` says how it was found, and `sources` name what it rests
    on, where that is not the record's own sources.
    """

    label: str
    text: str
    judged: bool = False
    link: str = ""
    basis: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class TieRow:
    """A tie seen from one of its ends: the other end, when, how sure, and what it rests on."""

    id: str
    other: str
    name: str
    kind: str
    period: str
    note: str
    amount: float | None
    stated: str
    confidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class TieGroup:
    """Ties of one type in one direction under a plain heading, newest first."""

    key: str
    heading: str
    rows: tuple[TieRow, ...]


def kind_of(ecosystem: Ecosystem, node_id: str) -> str:
    """Return the kind a record is drawn as; ``"programme"`` for all programmes."""
    if node_id in ecosystem.organisations.index:
        return str(ecosystem.organisations.at[node_id, "kind"])
    return "programme"


def record(ecosystem: Ecosystem, node_id: str) -> dict[str, object]:
    """Return the row of an organisation or programme."""
    frame = ecosystem.organisations if node_id in ecosystem.organisations.index else ecosystem.programmes
    return {str(name): value for name, value in frame.loc[node_id].items()}


def facts(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Fact]:
    """Return what is known of a record, in the order to read; also what could be known and is not.

    Raises
    ------
    KeyError
        If the snapshot has no such record.
    """
    row = record(ecosystem, node_id)
    if node_id in ecosystem.organisations.index:
        return _organisation_facts(ecosystem, node_id, row, _)
    return _programme_facts(ecosystem, node_id, row, _)


def _organisation_facts(
    ecosystem: Ecosystem, node_id: str, row: Mapping[str, object], _: Translator
) -> list[Fact]:
    judged = set(split_list(_text(row["judged_fields"])))
    kind, subkind = str(row["kind"]), _text(row["subkind"])

    def coded(field: str, column: str) -> str:
        code = _text(row[column])
        return labels.namer(ecosystem, field, _.lang)(code) if code else ""

    found = [
        Fact(_("Kind"), coded("kinds", "kind"), "kind" in judged),
        Fact(_("Sub-kind"), labels.subkind(kind, subkind, _.lang) if subkind else "", "subkind" in judged),
        Fact(
            _("Status"), "" if row["status"] == "unknown" else coded("statuses", "status"), "status" in judged
        ),
        Fact(_("Sectors"), labels.listed(ecosystem, "sectors", row["sectors"], _.lang), "sectors" in judged),
    ]
    if kind == "startup" or _text(row["stage"]):
        found.append(Fact(_("Stage"), coded("stages", "stage"), "stage" in judged))
    functions = labels.listed(ecosystem, "functions", row["functions"], _.lang)
    if functions or kind not in ("startup", "enterprise"):
        found.append(Fact(_("Support functions"), functions, "functions" in judged))
    founded = row["founded_year"]
    placing = sources(ecosystem, row["geo_source_ids"])
    found += [
        Fact(_("Founded"), "" if pd.isna(founded) else str(int(founded)), "founded_year" in judged),  # type: ignore[call-overload]
        Fact(_("Address"), _text(row["address"])),
        Fact(
            _("Ward or commune"),
            coded("wards", "ward_code"),
            "ward_code" in judged,
            sources=placing,
        ),
        Fact(_("Province or city"), _text(row["province"])),
        Fact(
            _("Position on the map"),
            "" if row["geo_precision"] == "none" else _(PRECISIONS[str(row["geo_precision"])]),
            basis=_text(row["geo_source"]),
            sources=placing,
        ),
        Fact(_("Website"), _text(row["website"]), link=_web(row["website"])),
        Fact(_("Confidence"), coded("confidences", "confidence"), judged=True),
    ]
    if others := [
        text for text in (_text(row["short_name"]), *split_list(_text(row["other_names"]))) if text
    ]:
        found.append(Fact(_("Other and former names"), ", ".join(others)))
    if node_id in ecosystem.agencies.index:
        role = ecosystem.agencies.loc[node_id]
        text = role["role_en"] if _.lang == "en" and isinstance(role["role_en"], str) else role["role_vi"]
        found.append(Fact(_("Duty in the ecosystem"), _text(text)))
    return found


def _programme_facts(
    ecosystem: Ecosystem, node_id: str, row: Mapping[str, object], _: Translator
) -> list[Fact]:
    budget, stated = row["budget_vnd"], _text(row["budget_stated"])
    name = labels.namer(ecosystem, "programme_kinds", _.lang)
    status = labels.namer(ecosystem, "programme_statuses", _.lang)
    dates = (
        period(row["start_date"], row["end_date"], _, wording.programme_course(ecosystem, node_id))
        if _text(row["start_date"]) or _text(row["end_date"])
        else ""
    )
    return [
        Fact(_("Kind"), name(str(row["kind"]))),
        Fact(_("Status"), "" if row["status"] == "unknown" else status(str(row["status"]))),
        Fact(_("Time"), dates),
        Fact(_("Budget"), stated if pd.isna(budget) else _("{n} VND", n=float(budget))),  # type: ignore[call-overload,arg-type]
        Fact(_("Sectors"), labels.listed(ecosystem, "sectors", row["sectors"], _.lang)),
        Fact(_("Support functions"), labels.listed(ecosystem, "functions", row["functions"], _.lang)),
        Fact(_("Target groups"), ", ".join(split_list(_text(row["target_groups"])))),
        Fact(_("Benefits"), _text(row["benefits_vi"])),
        Fact(_("Who can take part"), _text(row["eligibility_vi"])),
    ]


@per_snapshot
def _all_sources(ecosystem: Ecosystem) -> dict[str, Source]:
    table = ecosystem.sources
    columns = (table["publisher"], table["title"], table["url"], table["published_on"])
    return {
        code: Source(code, _text(publisher), _text(title), _web(url), _text(date))
        for code, publisher, title, url, date in zip(table.index, *columns, strict=True)
    }


def sources(ecosystem: Ecosystem, cell: object) -> tuple[Source, ...]:
    """Return the publications a ``source_ids`` cell names, newest first, undated last."""
    known = _all_sources(ecosystem)
    found = [known[code] for code in dict.fromkeys(split_list(_text(cell))) if code in known]
    return tuple(sorted(found, key=lambda source: source.date, reverse=True))


def ties(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[TieGroup]:
    """Return the ties of a record by type and direction, each group under a heading in plain words.

    A type that reads the same both ways makes one group, one that is said in other words of some kinds of programmes
    a group for each. Groups stand in the order of the vocabulary, the record's own doing first.
    """
    own = ecosystem.ties[
        (ecosystem.ties["source"] == node_id) | (ecosystem.ties["target"] == node_id)
    ].sort_index()
    groups: dict[tuple[bool, int, str], list[TieRow]] = {}
    order = {code: number for number, code in enumerate(TIE_TYPES)}
    latest = own["start_date"].fillna("").to_dict()
    for tie in listed_ties(own):
        inverse, tie_type = tie.source != node_id, TIE_TYPES[tie.type]
        key = (
            inverse and tie_type.label != tie_type.inverse,
            order[tie.type],
            wording.verb(ecosystem, tie, inverse),
        )
        groups.setdefault(key, []).append(_tie_row(ecosystem, tie, tie.source if inverse else tie.target, _))
    return [
        TieGroup(
            f"{verb}-{'in' if inverse else 'out'}",
            _sentence_case(_(verb)),
            tuple(sorted(rows, key=lambda row: latest[row.id], reverse=True)),
        )
        for (inverse, _order, verb), rows in sorted(groups.items(), key=lambda item: item[0])
    ]


def _tie_row(ecosystem: Ecosystem, tie: Tie, other: str, _: Translator) -> TieRow:
    row = ecosystem.ties.loc[tie.id]
    confidence = _text(row["confidence"])
    return TieRow(
        id=tie.id,
        other=other,
        name=ecosystem.name(other, _.lang),
        kind=kind_of(ecosystem, other),
        period=tie_period(tie, ecosystem, _),
        note=_text(row["note_vi"]),
        amount=None if pd.isna(row["amount_vnd"]) else float(row["amount_vnd"]),
        stated=_text(row["amount_stated"]),
        confidence=labels.namer(ecosystem, "confidences", _.lang)(confidence) if confidence else "",
        sources=sources(ecosystem, row["source_ids"]),
    )


@dataclass(frozen=True)
class Target:
    """A target: what is measured, for which year, wanted and reached values as text ('' where not known)."""

    indicator: str
    year: str
    wanted: str
    reached: str
    programme: str | None
    sources: tuple[Source, ...]


def targets(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Target]:
    """Return the targets of a programme, or those an organisation leads or helps with, latest year first."""
    table = ecosystem.targets
    named = ecosystem.tags("targets", "coordinating_orgs")
    mine = (table["programme_id"] == node_id) | (table["lead_org"] == node_id)
    rows = table[mine | table.index.isin(named.index[named == node_id])]
    rows = rows.sort_values("year", ascending=False, kind="stable", na_position="last")
    return [
        Target(
            str(row["indicator_vi"]),
            "" if pd.isna(row["year"]) else str(int(row["year"])),
            _measured(row["target_value"], row["unit"], _),
            _measured(row["actual_value"], row["unit"], _),
            row["programme_id"] if _text(row["programme_id"]) and row["programme_id"] != node_id else None,
            sources(ecosystem, row["source_ids"]),
        )
        for row in rows.to_dict("records")
    ]


def _measured(value: float, unit: object, _: Translator) -> str:
    if pd.isna(value):
        return ""
    number = _.number(value, 2)
    return f"{number}%" if unit == "%" else f"{number} {_text(unit)}".strip()


@dataclass(frozen=True)
class Need:
    """A problem put out to solvers."""

    title: str
    description: str
    posted_on: str
    status: str
    sources: tuple[Source, ...]


def needs(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[Need]:
    """Return the needs an organisation has posted, newest first."""
    rows = ecosystem.needs[ecosystem.needs["posted_by"] == node_id]
    rows = rows.sort_values("posted_on", ascending=False, kind="stable", na_position="last")
    status = labels.namer(ecosystem, "need_statuses", _.lang)
    return [
        Need(
            str(row["title_vi"]),
            _text(row["description_vi"]),
            _.date(_text(row["posted_on"])),
            status(str(row["status"])),
            sources(ecosystem, row["source_ids"]),
        )
        for row in rows.to_dict("records")
    ]


_ORGANISATION_GAPS = {
    "ward_code": N_("The ward or commune is not known."),
    "founded_year": N_("The year of founding is not known."),
    "website": N_("No website is known."),
    "sectors": N_("No sector is given."),
}
_PROGRAMME_GAPS = {
    "lead_org": N_("The lead body is not known."),
    "start_date": N_("The start is not known."),
    "budget_vnd": N_("The budget is not known."),
    "eligibility_vi": N_("Who can take part is not known."),
}


def gaps(ecosystem: Ecosystem, node_id: str, _: Translator) -> list[str]:
    """Return sentences on what is missing or old in a record.

    "Old" is measured against the newest source of the whole data, not against today: it can't know more.
    """
    row = record(ecosystem, node_id)
    organisation = node_id in ecosystem.organisations.index
    wanted = _ORGANISATION_GAPS if organisation else _PROGRAMME_GAPS
    settled = {"ward_code"} if organisation and not row["in_region"] else set()
    if not organisation and _text(row["budget_stated"]):
        settled.add("budget_vnd")
    told = [
        _(message)
        for column, message in wanted.items()
        if pd.isna(row[column]) and column not in settled  # type: ignore[call-overload]
    ]
    if organisation and row["kind"] == "startup" and not _text(row["stage"]):
        told.append(_("The stage is not known."))
    if row["status"] == "unknown":
        told.append(
            _("Whether it is still active is not known.") if organisation else _("Its status is not known.")
        )
    own = ecosystem.ties[(ecosystem.ties["source"] == node_id) | (ecosystem.ties["target"] == node_id)]
    if own.empty:
        told.append(_("No tie is listed."))
    elif undated := int(own["start_date"].isna().sum()):
        told.append(_.n("{n} tie has no date.", "{n} ties have no date.", undated))
    return told + _age(ecosystem, row, own, _)


def _age(ecosystem: Ecosystem, row: Mapping[str, object], own: pd.DataFrame, _: Translator) -> list[str]:
    cells = [row["source_ids"], *own["source_ids"].tolist()]
    used = {code for cell in cells for code in split_list(_text(cell))}
    newest, of_all = records.newest_source(ecosystem, used), records.newest_source(ecosystem)
    if not newest:
        return [_("None of its sources has a date.")]
    if int(newest[:4]) * 12 + int(newest[5:7] or 1) + 12 * STALE_YEARS <= int(of_all[:4]) * 12 + int(
        of_all[5:7] or 1
    ):
        return [
            _(
                "Its newest source is of {date}, {n} years or more before the newest of the data.",
                date=_.date(newest),
                n=STALE_YEARS,
            )
        ]
    return []


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _web(cell: object) -> str:
    """Return an address only if a browser may follow it."""
    text = _text(cell)
    return text if text.lower().startswith(("https://", "http://")) else ""


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
