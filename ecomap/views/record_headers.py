"""Headings of the tables people open in a spreadsheet, in their language."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ecomap.i18n import N_, Translator

_SHEETS: Mapping[str, str] = {
    "about": N_("About this file"),
    "organisations": N_("Organisations"),
    "ties": N_("Ties"),
    "programmes": N_("Programmes"),
    "sources": N_("Sources"),
}
_HEADINGS: Mapping[str, str] = {
    "item": N_("Item"),
    "text": N_("Text"),
    "id": N_("Id"),
    "name": N_("Name"),
    "name_vi": N_("Vietnamese name"),
    "name_en": N_("English name"),
    "short_name": N_("Short name"),
    "other_names": N_("Other names"),
    "kind": N_("Kind"),
    "subkind": N_("Sub-kind"),
    "sectors": N_("Sectors"),
    "functions": N_("Support functions"),
    "stage": N_("Stage"),
    "founded_year": N_("Founded"),
    "status": N_("Status"),
    "address": N_("Address"),
    "ward_code": N_("Ward or commune (code)"),
    "ward": N_("Ward or commune"),
    "province": N_("Province or city"),
    "in_region": N_("In the region (1 yes, 0 no)"),
    "lon": N_("Longitude"),
    "lat": N_("Latitude"),
    "placed": N_("Position (code)"),
    "geo_precision": N_("Precision of the position (code)"),
    "position_note": N_("Position"),
    "website": N_("Website"),
    "summary_vi": N_("Summary"),
    "judged_fields": N_("Judged by the curator (columns)"),
    "confidence": N_("Confidence (code)"),
    "source_ids": N_("Sources (ids)"),
    "sources": N_("Sources"),
    "source": N_("From (id)"),
    "source_name": N_("From"),
    "type": N_("Tie"),
    "target": N_("To (id)"),
    "target_name": N_("To"),
    "start_date": N_("Start"),
    "end_date": N_("End"),
    "amount_vnd": N_("Amount (VND)"),
    "amount_stated": N_("Amount as the source states it"),
    "note_vi": N_("Note"),
    "origin": N_("Origin (code)"),
    "lead_org": N_("Lead body (id)"),
    "coordinating_orgs": N_("Helping bodies (ids)"),
    "budget_vnd": N_("Budget (VND)"),
    "budget_stated": N_("Budget as the source states it"),
    "target_groups": N_("Target groups"),
    "benefits_vi": N_("Benefits"),
    "eligibility_vi": N_("Who can take part"),
    "publisher": N_("Publisher"),
    "title": N_("Title"),
    "url": N_("Web address"),
    "published_on": N_("Published on"),
}
_LABEL = "_label"


def translated(sheets: Mapping[str, pd.DataFrame], _: Translator) -> dict[str, pd.DataFrame]:
    """Return tables under sheet names and headings of a language; a column of codes says that it is one."""
    return {_(_SHEETS[name]): _translated(frame, _) for name, frame in sheets.items()}


def heading(name: str, _: Translator) -> str:
    """Return what a column is called; an unknown one keeps its name."""
    return _(_HEADINGS[name]) if name in _HEADINGS else name


def _translated(frame: pd.DataFrame, _: Translator) -> pd.DataFrame:
    names = {str(name) for name in frame.columns}

    def written(name: str) -> str:
        label = heading(name.removesuffix(_LABEL), _)
        return _("{label} (code)", label=label) if name + _LABEL in names else label

    return frame.rename(columns=written)
