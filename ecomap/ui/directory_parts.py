"""The pieces of the directory page: tabs, facets, columns, the table, downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from ecomap import Ecosystem
from ecomap.counts import totals
from ecomap.i18n import N_, Translator
from ecomap.text import sort_order
from ecomap.ui import filter_panel, loaders, nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import directory, exports, labels
from ecomap.vocabulary import PROGRAMME_KINDS, PROGRAMME_STATUSES

TAB, COLUMNS, SORT, DESCENDING = "tab", "cols", "sort", "desc"
PROGRAMME_KIND, PROGRAMME_STATUS = "pkind", "pstatus"
OF, SINCE = "of", "since"
_TAB_PARAMETERS = (COLUMNS, SORT, DESCENDING, PROGRAMME_KIND, PROGRAMME_STATUS, OF, SINCE)
_OWN = (TAB, *_TAB_PARAMETERS)
_FIRST_TAB = "organisations"
_HEIGHT = 620
_ALWAYS_OPEN = 1
_FACET_LENGTH = 12
_OPENING = ("name", "source", "target")
"""Columns whose cells open the profile when clicked."""


@st.cache_resource(max_entries=12, show_spinner=False)
def _table(_ecosystem: Ecosystem, version: str, tab: str, lang: str) -> pd.DataFrame:
    """Keep the whole table, shared by all sessions and never changed; a filter only takes rows of it."""
    return directory.table(_ecosystem, tab, lang)


def tab(view: View) -> str:
    """Draw the choice between the three tables; return the one to show."""
    totals_shown = totals(view.shown)

    def label(code: str) -> str:
        return f"{view._(directory.TABS[code])} ({view._.number(getattr(totals_shown, code))})"

    def change() -> None:
        chosen = st.session_state["directory_tab"]
        permalink.keep({**dict.fromkeys(_TAB_PARAMETERS), TAB: None if chosen == _FIRST_TAB else chosen})

    current = next(iter(permalink.own(TAB, directory.TABS)), _FIRST_TAB)
    st.session_state["directory_tab"] = current
    st.segmented_control(
        view._("Table"),
        list(directory.TABS),
        format_func=label,
        key="directory_tab",
        on_change=change,
        required=True,
        label_visibility="collapsed",
    )
    return current


def facets(view: View, tab: str) -> None:
    """Draw the facets with their counts: the first at once, the others when opened."""
    if tab == "programmes":
        _programme_facets(view)
        return
    if tab == "ties":
        _tie_choices(view)
    select = partial(loaders.selection, view.ecosystem)
    for facet in directory.facets(view.ecosystem, view.filters, tab, select, _ALWAYS_OPEN):
        _facet(view, facet)
    more = st.expander(
        view._("More facets"), icon=":material/filter_list:", on_change="rerun", key=f"facets_{tab}"
    )
    if more.open:
        with more:
            for facet in directory.facets(view.ecosystem, view.filters, tab, select)[_ALWAYS_OPEN:]:
                _facet(view, facet)


def _facet(view: View, facet: directory.Facet) -> None:
    chosen = list(getattr(view.filters, facet.field))
    codes = list(dict.fromkeys([*list(facet.counts)[:_FACET_LENGTH], *chosen]))
    if not codes:
        return
    name = labels.namer(view.ecosystem, facet.field, view.lang)
    key = f"facet_{facet.field}"
    st.session_state[key] = chosen
    st.pills(
        view._(facet.label),
        codes,
        selection_mode="multi",
        format_func=lambda code: f"{name(code)} ({view._.number(facet.counts[code])})",
        key=key,
        on_change=lambda: filter_panel.choose(facet.field, st.session_state[key]),
    )
    if len(facet.counts) > _FACET_LENGTH:
        rest = len(facet.counts) - _FACET_LENGTH
        st.caption(
            view._.n("{n} more in the filters at the side", "{n} more in the filters at the side", rest)
        )


@st.cache_resource(max_entries=12, show_spinner=False)
def _tied(_ecosystem: Ecosystem, version: str, lang: str) -> dict[str, str]:
    """Return the names of all that have a tie, in Vietnamese order."""
    nodes = list(dict.fromkeys([*_ecosystem.ties["source"], *_ecosystem.ties["target"]]))
    names = [_ecosystem.name(node, lang) for node in nodes]
    return {nodes[at]: names[at] for at in sort_order(names)}


def _start_years(ecosystem: Ecosystem) -> list[str]:
    """Return the years in which ties began, latest first."""
    years = ecosystem.ties["start_on"].dropna().dt.year
    return [str(year) for year in range(years.max(), years.min() - 1, -1)] if len(years) else []


def _tie_choices(view: View) -> None:
    """Draw the choice of whose ties to show, and from which year on; the selected one stands first."""
    _ = view._
    names = _tied(view.ecosystem, view.ecosystem.version, view.lang)
    nodes = sorted(names, key=lambda node: node != view.selected)
    years = _start_years(view.ecosystem)
    changes = [
        permalink.bound(OF, "directory_of", names),
        permalink.bound(SINCE, "directory_since", years),
    ]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Ties of"),
            nodes,
            index=None,  # without it, what is chosen can't be cleared
            format_func=names.__getitem__,
            key="directory_of",
            on_change=changes[0],
            placeholder=_("any organisation or programme"),
            width=460,
        )
        st.selectbox(
            _("Begun in or after"),
            years,
            index=None,
            key="directory_since",
            on_change=changes[1],
            placeholder=_("any year"),
            width=180,
        )
    st.caption(_("Roles in programmes (leads, helps to carry out) are not rated for confidence."))


def _tie_rows(view: View, kept: pd.DataFrame) -> pd.DataFrame:
    """Take the rows of the organisation and from the year that the address asks for."""
    whole = view.ecosystem
    for node in permalink.own(OF, _tied(whole, whole.version, view.lang)):
        kept = directory.ties_of(whole, kept, node)
    for year in permalink.own(SINCE, _start_years(whole)):
        kept = directory.begun_since(whole, kept, int(year))
    return kept


_PROGRAMME_FACETS = {
    "kind": (PROGRAMME_KIND, N_("Kind"), PROGRAMME_KINDS),
    "status": (PROGRAMME_STATUS, N_("Status"), PROGRAMME_STATUSES),
}


def _programme_facets(view: View) -> None:
    for column, texts in directory.programme_facets(view.shown, view.lang).items():
        parameter, label, codes = _PROGRAMME_FACETS[column]
        chosen = permalink.own(parameter, codes)
        texts |= {code: f"{view._(codes[code])} (0)" for code in chosen if code not in texts}
        _address_pills(parameter, view._(label), texts, chosen)


def _address_pills(parameter: str, label: str, texts: dict[str, str], chosen: list[str]) -> None:
    """Draw choices that belong to this page only and live in its address."""
    key = f"directory_{parameter}"

    def change() -> None:
        permalink.keep({parameter: st.session_state[key]})

    st.session_state[key] = chosen
    st.pills(
        label, list(texts), selection_mode="multi", format_func=texts.__getitem__, key=key, on_change=change
    )


def ties_download(view: View, node_id: str) -> None:
    """Offer the ties of a record as a table with their sources, and the way to them in the directory."""
    _, whole = view._, view.ecosystem
    rows = directory.ties_of(whole, _table(whole, whole.version, "ties", view.lang), node_id)
    if rows.empty:
        return
    keys = [column.key for column in directory.COLUMNS["ties"]]
    shown = directory.as_shown(rows, "ties", keys, _)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            _("Ties as Excel"),
            partial(exports.table_bytes, shown, "xlsx", _(directory.TABS["ties"])),
            file_name=exports.file_name(whole, f"{node_id}-{_('Ties')}", "xlsx", _),
            mime=exports.FORMATS["xlsx"].mime,
            icon=":material/download:",
            key="download_profile_ties",
            on_click="ignore",
        )
        st.page_link(
            nav.script("directory"),
            label=_("Ties in the directory"),
            icon=":material/table_rows:",
            query_params={**permalink.query(), TAB: ["ties"], OF: [node_id]},
        )


def rows(view: View, tab: str) -> pd.DataFrame:
    """Return the rows to show, in the order to show them, with all columns."""
    whole = view.ecosystem
    kept = directory.part(_table(whole, whole.version, tab, view.lang), view.shown, tab)
    if tab == "ties":
        kept = _tie_rows(view, kept)
    if tab == "programmes":
        records = view.ecosystem.programmes.loc[kept.index]
        for column, (parameter, _label, codes) in _PROGRAMME_FACETS.items():
            if chosen := permalink.own(parameter, codes):
                kept = kept[(records[column].isin(chosen)).to_numpy()]
                records = records.loc[kept.index]
    by, descending = _order(tab)
    return directory.sort(kept, whole, tab, by, descending) if by else kept


def _order(tab: str) -> tuple[str | None, bool]:
    """Return the column to sort by, if one is asked for, and whether from its end."""
    known = {column.key for column in directory.COLUMNS[tab]}
    return next(iter(permalink.own(SORT, known)), None), bool(permalink.own(DESCENDING, {"1"}))


def count_line(view: View, tab: str, rows: pd.DataFrame) -> None:
    """Say how many rows are shown, of how many."""
    messages = {
        "organisations": N_("Showing {n} of {all} organisations"),
        "ties": N_("Showing {n} of {all} ties"),
        "programmes": N_("Showing {n} of {all} programmes"),
    }
    st.markdown(view._(messages[tab], n=len(rows), all=getattr(totals(view.ecosystem), tab)))


def columns(view: View, tab: str) -> tuple[str, ...]:
    """Draw the choice of columns and order; return the keys of the columns."""
    _ = view._
    headers = {column.key: _(column.label) for column in directory.COLUMNS[tab]}
    keys = directory.columns_of(tab, permalink.own(COLUMNS, headers))
    column_key, sort_key, descending_key = (f"directory_{tab}_{name}" for name in (COLUMNS, SORT, DESCENDING))

    def change() -> None:
        chosen = st.session_state[column_key]
        usual = directory.columns_of(tab, chosen) == directory.columns_of(tab, [])
        descending = "1" if st.session_state[descending_key] else None
        permalink.keep(
            {COLUMNS: None if usual else chosen, SORT: st.session_state[sort_key], DESCENDING: descending}
        )

    st.session_state[column_key] = list(keys)
    st.session_state[sort_key], st.session_state[descending_key] = _order(tab)
    with st.popover(_("Columns and order"), icon=":material/view_column:"):
        st.multiselect(
            _("Columns"),
            list(headers),
            format_func=headers.__getitem__,
            key=column_key,
            on_change=change,
            placeholder=_("the usual ones"),
        )
        st.selectbox(
            _("Sort by"),
            list(headers),
            format_func=headers.__getitem__,
            key=sort_key,
            on_change=change,
            placeholder=_("name"),
        )
        st.toggle(_("Largest or last first"), key=descending_key, on_change=change)
    return keys


def downloads(view: View, tab: str, rows: pd.DataFrame, keys: tuple[str, ...]) -> None:
    """Offer what is shown with the sources of each row, and the whole selection in other formats.

    A file is made only when it is asked for.
    """
    _ = view._
    shown = directory.as_shown(rows, tab, directory.with_evidence(keys), _)
    with st.popover(_("Download"), icon=":material/download:"):
        st.markdown(
            _(
                "**This table**: the rows and columns shown with the sources of each row, unknown cells left empty"
            )
        )
        with st.container(horizontal=True):
            for file_format, label in (("csv", "CSV"), ("xlsx", "Excel")):
                make = partial(exports.table_bytes, shown, file_format, _(directory.TABS[tab]))
                _download(view, label, make, file_format, tab)
        st.markdown(
            _("**The whole selection**: organisations, ties, programmes and sources that the filters keep")
        )
        with st.container(horizontal=True):
            for file_format, entry in exports.FORMATS.items():
                make = partial(exports.export_bytes, view.shown, file_format, view.lang, view.filters)
                _download(view, _(entry.label), make, file_format, "all")


def _download(view: View, label: str, make: Callable[[], bytes], file_format: str, part: str) -> None:
    entry = exports.FORMATS[file_format]
    st.download_button(
        label,
        make,
        file_name=exports.file_name(view.shown, part, entry.suffix, view._),
        mime=entry.mime,
        key=f"download_{part}_{file_format}",
        on_click="ignore",
    )


def table(view: View, tab: str, shown: pd.DataFrame, keys: tuple[str, ...]) -> str | None:
    """Draw the table; return the id of the row the visitor opens, by its box or by a click on its name."""
    _ = view._
    event: Any = st.dataframe(
        shown,
        height=min(_HEIGHT, 38 + 35 * len(shown)),
        hide_index=True,
        column_config=_config(tab, keys, _),
        # Another set of rows is another table, so that a selection can't point at the wrong row.
        key="_".join(["directory", tab, view.shown.version, view.lang, *_own_parameters()]),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        placeholder=_("not known"),
        lazy=False,
        alt=_("Table: {name}", name=_(directory.TABS[tab])),
    )
    chosen = event.selection
    row = next(iter(chosen.rows), None)
    names = {shown.columns[keys.index(key)] for key in _OPENING if key in keys}
    if row is None:
        row = next((at for at, column in chosen.cells if column in names), None)
    return None if row is None or row >= len(shown) else str(shown.index[row])


def _own_parameters() -> list[str]:
    return [",".join(st.query_params.get_all(name)) for name in _TAB_PARAMETERS]


def _config(tab: str, keys: tuple[str, ...], _: Translator) -> dict[str, Any]:
    config: dict[str, Any] = {}
    for column in directory.COLUMNS[tab]:
        header = _(column.label)
        if column.key not in keys:
            continue
        if column.kind == "year":
            config[header] = st.column_config.NumberColumn(format="%d")
        elif column.kind == "number":
            config[header] = st.column_config.NumberColumn(format="localized")
        elif column.kind == "link":
            config[header] = st.column_config.LinkColumn(
                display_text=r"^https?://(?:www\.)?([^/?#]+)", width="medium"
            )
        else:
            wide = column.key in ("name", "source", "target", "note", "summary", "benefits")
            config[header] = st.column_config.TextColumn(width="large" if wide else "medium")
    return config


def open_row(view: View, tab: str, row: str) -> None:
    """Go to the profile of a row; a tie shows its ends to choose from."""
    if tab != "ties":
        # Streamlit writes these under the present address before it leaves, so Back finds this table.
        own = {name: values for name in _OWN if (values := st.query_params.get_all(name))}
        st.switch_page(nav.script("profile"), query_params={**permalink.query(), **own, permalink.ID: [row]})
    columns = view.ecosystem.ties.loc[row, ["source", "target", "source_ids"]]
    source, target, source_ids = map(str, columns)
    with st.container(border=True):
        st.markdown(f"**{labels.markdown(directory.tie_text(view.ecosystem, row, view._))}**")
        with st.container(horizontal=True):
            for end in (source, target):
                parts.profile_link(end, labels.markdown(view.ecosystem.name(end, view.lang)))
        parts.sources_fold(view.ecosystem, source_ids.split(";"), view._)
