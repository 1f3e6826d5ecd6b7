"""The records of a snapshot as flat tables for other programs: codes beside their labels."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from ecomap import vocabulary as v
from ecomap.counts import sources_of
from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.i18n import N_, translator
from ecomap.network.graph import per_snapshot
from ecomap.views import labels

POSITION_NOTES = {
    "point": N_("true position"),
    "ward": N_("only the ward is known; the spot was chosen for drawing"),
    "none": N_("no position known"),
}


def newest_source(ecosystem: Ecosystem, source_ids: set[str] | None = None) -> str:
    """Return the latest date of publication among sources; '' if none has one.

    By default they are all that state something of the ecosystem: what only places it on the map (or shapes the wards)
    says nothing about how recent the rest is.
    """
    if source_ids is None:
        tables = ("organisations", "programmes", "ties", "targets", "needs")
        source_ids = sources_of(*(getattr(ecosystem, name) for name in tables))
    dates = _published(ecosystem)
    return max((dates[source] for source in source_ids if source in dates), default="")


@per_snapshot
def _published(ecosystem: Ecosystem) -> dict[str, str]:
    """Return the date of publication of each source that has one; asked for with every figure of a document."""
    dates = ecosystem.sources["published_on"].dropna()
    return dict(zip(dates.index.astype(str), dates.astype(str), strict=True))


def organisations(ecosystem: Ecosystem, lang: str = "vi") -> pd.DataFrame:
    """Return the organisations with codes and labels.

    Parameters
    ----------
    lang : {"vi", "en"}
        Language of ``name`` and of the ``*_label`` columns.

    Returns
    -------
    DataFrame
        Indexed by id, in order of id. ``lon`` and ``lat`` (degrees, EPSG:4326) are given for true positions;
        ``placed`` and ``position_note`` say what a point is worth.
    """
    rows = ecosystem.organisations.sort_index()
    _ = translator(lang)
    exact = rows["placed"] == "point"
    frame = pd.DataFrame(
        {
            "name": [ecosystem.name(i, lang) for i in rows.index],
            "name_vi": rows["name_vi"],
            "name_en": rows["name_en"],
            "short_name": rows["short_name"],
            "other_names": rows["other_names"],
            "kind": rows["kind"],
            "kind_label": _coded(ecosystem, "kinds", rows["kind"], lang),
            "subkind": rows["subkind"],
            "subkind_label": _coded(ecosystem, "subkinds", rows["kind"] + "." + rows["subkind"], lang),
            "sectors": rows["sectors"],
            "sectors_label": _listed(ecosystem, "sectors", rows["sectors"], lang),
            "functions": rows["functions"],
            "functions_label": _listed(ecosystem, "functions", rows["functions"], lang),
            "stage": rows["stage"],
            "stage_label": _coded(ecosystem, "stages", rows["stage"], lang),
            "founded_year": rows["founded_year"],
            "status": rows["status"],
            "status_label": _coded(ecosystem, "statuses", rows["status"], lang),
            "address": rows["address"],
            "ward_code": rows["ward_code"],
            "ward": _coded(ecosystem, "wards", rows["ward_code"], lang),
            "province": rows["province"],
            "in_region": rows["in_region"].map({True: 1, False: 0}).astype("int64"),
            "lon": rows["lon"].where(exact),
            "lat": rows["lat"].where(exact),
            "placed": rows["placed"],
            "geo_precision": rows["geo_precision"],
            "position_note": rows["placed"].map({code: _(text) for code, text in POSITION_NOTES.items()}),
            "website": rows["website"],
            "summary_vi": rows["summary_vi"],
            "judged_fields": rows["judged_fields"],
            "confidence": rows["confidence"],
            "source_ids": rows["source_ids"],
            "source_urls": _urls(ecosystem, rows["source_ids"]),
        },
        index=rows.index,
    )
    return frame.rename_axis("id")


def ties(ecosystem: Ecosystem, lang: str = "vi") -> pd.DataFrame:
    """Return the ties with the names of their ends, indexed by id, in order of id; dates as written."""
    rows = ecosystem.ties.sort_index()
    _ = translator(lang)
    return pd.DataFrame(
        {
            "source": rows["source"],
            "source_name": [ecosystem.name(i, lang) for i in rows["source"]],
            "type": rows["type"],
            "type_label": rows["type"].map({code: _(tie.label) for code, tie in v.TIE_TYPES.items()}),
            "target": rows["target"],
            "target_name": [ecosystem.name(i, lang) for i in rows["target"]],
            "start_date": rows["start_date"],
            "end_date": rows["end_date"],
            "amount_vnd": rows["amount_vnd"],
            "amount_stated": rows["amount_stated"],
            "note_vi": rows["note_vi"],
            "origin": rows["origin"],
            "confidence": rows["confidence"],
            "source_ids": rows["source_ids"],
            "source_urls": _urls(ecosystem, rows["source_ids"]),
        },
        index=rows.index,
    ).rename_axis("id")


def programmes(ecosystem: Ecosystem, lang: str = "vi") -> pd.DataFrame:
    """Return the programmes with labels, indexed by id, in order of id."""
    rows = ecosystem.programmes.sort_index()
    frame = rows.copy()
    frame.insert(0, "name", [ecosystem.name(i, lang) for i in rows.index])
    _ = translator(lang)
    frame["kind_label"] = _coded(ecosystem, "programme_kinds", rows["kind"], lang)
    frame["status_label"] = rows["status"].map({code: _(text) for code, text in v.PROGRAMME_STATUSES.items()})
    frame["sectors_label"] = _listed(ecosystem, "sectors", rows["sectors"], lang)
    frame["functions_label"] = _listed(ecosystem, "functions", rows["functions"], lang)
    frame["source_urls"] = _urls(ecosystem, rows["source_ids"])
    return frame.rename_axis("id")


def sources(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return the publications that this snapshot's organisations, programmes and ties rest on, by id."""
    used = sources_of(ecosystem.organisations, ecosystem.programmes, ecosystem.ties, placing=True)
    return ecosystem.sources[ecosystem.sources.index.isin(used)].sort_index().rename_axis("id")


def about(ecosystem: Ecosystem, lang: str = "vi", filters: Filters | None = None) -> dict[str, str]:
    """Return what a reader of a file must know: title, version, date basis, filters, licence, caveats."""
    _ = translator(lang)
    region = ecosystem.region
    query = (filters or Filters()).to_query()
    chosen = "; ".join(f"{name}={','.join(values)}" for name, values in query.items())
    newest = newest_source(
        ecosystem, sources_of(ecosystem.organisations, ecosystem.programmes, ecosystem.ties)
    )
    return {
        _("Title"): region.title.get(lang) or region.name.get(lang),
        _("Data version"): ecosystem.version,
        _("Newest source"): _.date(newest) or _("date not known"),
        _("Filters"): chosen or _("none"),
        _("Licence"): region.licence.get(lang),
        _("Ward layer"): region.wards.attribution.get(lang),
        _("Empty cells"): _("not known; never zero"),
        _("Positions"): _(
            "A point marked “ward” is a spot chosen inside the ward for drawing, not an address."
        ),
        _("Judged columns"): _(
            "What “judged_fields” names is the curator's judgement, not a statement of the source."
        ),
    }


def source_texts(ecosystem: Ecosystem, cells: pd.Series, lang: str, *, addresses: bool = True) -> pd.Series:
    """Name the publications of ``source_ids`` cells to a reader, one a line; missing where there is none.

    Parameters
    ----------
    cells : Series of str
        Ids joined by semicolons.
    lang : {"vi", "en"}
        Language of the dates.
    addresses : bool
        Whether the web address ends the line.
    """
    _ = translator(lang)
    table = ecosystem.sources
    columns = (table["publisher"], table["title"], table["published_on"], table["url"])
    lines = {
        code: ", ".join(
            [f"{publisher}: {title}", _.date(when) or _("date not known")]
            + ([url] if addresses and isinstance(url, str) else [])
        )
        for code, publisher, title, when, url in zip(table.index, *columns, strict=True)
    }
    return _joined(cells, lines)


def source_addresses(ecosystem: Ecosystem, cells: pd.Series) -> pd.Series:
    """Return the web addresses of ``source_ids`` cells, one a line; missing where there is none."""
    return _joined(cells, ecosystem.sources["url"].dropna().to_dict())


def _joined(cells: pd.Series, lines: Mapping[Hashable, str]) -> pd.Series:
    known = {
        cell: "\n".join(lines[code] for code in cell.split(";") if code in lines)
        for cell in cells.dropna().unique()
    }
    return cells.map(known).replace("", np.nan)


def _coded(ecosystem: Ecosystem, field: str, codes: pd.Series, lang: str) -> pd.Series:
    name = labels.namer(ecosystem, field, lang)
    return codes.map({code: name(code) for code in codes.dropna().unique()})


def _listed(ecosystem: Ecosystem, field: str, cells: pd.Series, lang: str) -> pd.Series:
    known = {cell: labels.listed(ecosystem, field, cell, lang) for cell in cells.dropna().unique()}
    return cells.map(known)


def _urls(ecosystem: Ecosystem, cells: pd.Series) -> pd.Series:
    urls = ecosystem.sources["url"].to_dict()
    known = {
        cell: " ".join(url for code in cell.split(";") if isinstance(url := urls.get(code), str))
        for cell in cells.dropna().unique()
    }
    return cells.map(known).replace("", np.nan)
