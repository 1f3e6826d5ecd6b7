"""The pieces of the page "What changed": what to compare, key figures, the changes, downloads."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import streamlit as st

import ecomap
from ecomap import DataError, Ecosystem
from ecomap.analysis.difference import COMPARED, SIGNS, Change, Difference, between, difference
from ecomap.i18n import N_
from ecomap.store import lay_surroundings, pack, unpack
from ecomap.ui import gap_jobs, parts, permalink
from ecomap.ui.session import View
from ecomap.views import changes, exports, labels
from ecomap.views.gaps_evidence import TABLE_LABELS

WAY, FROM, TO, TABLE, SIGN, ALL, FINDINGS = "by", "from", "to", "in", "change", "all", "findings"
WAYS = {"dates": N_("Two dates"), "version": N_("An earlier version")}
_EARLIEST, _LATEST = date(1900, 1, 1), date(2100, 12, 31)
UPLOADED = "changes_uploaded"
"""Key of the session state with the file handed in: its digest, name and content."""
_SWITCHES = ("yes",)
_METRICS = ("organisations", "programmes", "ties", "sources")
_HEIGHT = 520
_FINDING_WIDTHS = (330, 90, 260, 260)
"""Pixels of the first columns of findings: what, how it changed, before, after."""
_NAME_WIDTH = 400
"""Pixels of the column of names, by far the longest texts of the table."""


class _Days:
    """The ISO days an address may name."""

    def __contains__(self, text: object) -> bool:
        try:
            return _EARLIEST <= date.fromisoformat(str(text)) <= _LATEST
        except ValueError:
            return False


def way(view: View) -> str:
    """Draw the choice of what to compare."""
    change = permalink.bound(WAY, "changes_way", WAYS, "dates")
    chosen = st.segmented_control(
        view._("Compare"),
        list(WAYS),
        format_func=lambda code: view._(WAYS[code]),
        key="changes_way",
        on_change=change,
        required=True,
    )
    return chosen or "dates"


# Two dates.


def _defaults(ecosystem: Ecosystem) -> tuple[date, date]:
    """Return the year up to the newest source of the data."""
    last = changes.newest_day(ecosystem)
    return date(last.year - 1, last.month, min(last.day, 28)), last


def dates(view: View) -> Difference | None:
    """Draw the choice of two days; return what the data knows to have changed between them."""
    _ = view._
    first, last = _defaults(view.ecosystem)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = _day(view, FROM, _("From day"), first)
        end = _day(view, TO, _("To day"), last)
    if start is None or end is None:
        st.info(_("Choose both days."), icon=":material/event:")
        return None
    if start > end:
        st.warning(_("The first day comes after the second. Exchange them."), icon=":material/swap_horiz:")
        return None
    found = _between(view.ecosystem, view.ecosystem.version, start, end)
    _date_notes(view, found)
    return found


def _day(view: View, name: str, label: str, default: date) -> date | None:
    key = f"changes_{name}"
    asked = next(iter(permalink.own(name, _Days())), default.isoformat())
    st.session_state[key] = date.fromisoformat(asked)

    def change() -> None:
        chosen = st.session_state[key]
        permalink.keep({name: None if chosen in (None, default) else chosen.isoformat()})

    chosen = st.date_input(
        label,
        format="DD/MM/YYYY",
        min_value=_EARLIEST,
        max_value=_LATEST,
        key=key,
        on_change=change,
        width=190,
    )
    return chosen if isinstance(chosen, date) else None


@st.cache_resource(max_entries=12, show_spinner=False)
def _between(_ecosystem: Ecosystem, version: str, first: date, last: date) -> Difference:
    return between(_ecosystem, first, last)


def _date_notes(view: View, found: Difference) -> None:
    """Say what a comparison of two days can't show."""
    _ = view._
    undated = [
        f"{_(TABLE_LABELS[table]).lower()}: {_.number(count)}"
        for table, count in found.undated.items()
        if count
    ]
    told = _("This is what the data knows today of the two days, not what it held then.")
    if undated:
        told += " " + _("Records without a date can't show here ({counts}).", counts="; ".join(undated))
    st.caption(told)


# An earlier version.


def version(view: View) -> Difference | None:
    """Draw the upload of an earlier version; return what changed since, or say what is wrong with the file."""
    _ = view._
    given = st.file_uploader(
        _("Earlier version of the data"),
        type=["zip", "xlsx"],
        key="changes_file",
        help=_(
            "A version file kept from this page, a ZIP of the data folder, or a workbook with all its tables."
        ),
    )
    if given is not None:
        data = given.getvalue()
        digest = hashlib.blake2b(data, digest_size=12).hexdigest()
        st.session_state[UPLOADED] = (digest, given.name, data)
    elif UPLOADED not in st.session_state:
        st.info(
            _("Hand in an earlier version to compare. Nothing of it is published or kept."),
            icon=":material/upload_file:",
        )
        return None
    digest, name, data = st.session_state[UPLOADED]
    try:
        earlier = _load(digest, view.ecosystem.version, name, data, view.ecosystem)
    except DataError as error:
        st.error(_("This file can't be compared:"), icon=":material/error:")
        st.dataframe(parts.problem_table(error.problems, _), hide_index=True)
        return None
    if earlier.region.name != view.ecosystem.region.name:
        st.warning(
            _("The file holds data of {name}.", name=labels.markdown(earlier.region.name.get(view.lang))),
            icon=":material/location_off:",
        )
    st.caption(_("Compared: version {old} (the file) with version {new} (the data shown here).",
                 old=earlier.version, new=view.ecosystem.version))  # fmt: skip
    return _since(earlier, view.ecosystem, earlier.version, view.ecosystem.version)


@st.cache_resource(max_entries=4, show_spinner=False)
def _load(digest: str, version: str, name: str, _data: bytes, _current: Ecosystem) -> Ecosystem:
    with tempfile.TemporaryDirectory() as folder:
        lay_surroundings(_current.region, _current.wards.geometry, Path(folder))
        return ecomap.load(unpack(_data, name, Path(folder)))


@st.cache_resource(max_entries=6, show_spinner=False)
def _since(_old: Ecosystem, _new: Ecosystem, old: str, new: str) -> Difference:
    return difference(_old, _new)


# Findings.


def with_findings(view: View, found: Difference) -> Difference:
    """Draw the switch that compares findings too; return the difference with them, once they are there."""
    _ = view._
    change = permalink.bound(FINDINGS, "changes_findings_code", _SWITCHES)
    on = st.session_state["changes_findings_code"] == "yes"
    st.session_state["changes_findings"] = on

    def switch() -> None:
        st.session_state["changes_findings_code"] = "yes" if st.session_state["changes_findings"] else None
        change()

    st.toggle(
        _("Compare the findings on gaps too (takes some seconds)"), key="changes_findings", on_change=switch
    )
    if not on:
        return found
    old, new = found.of_findings
    both = [gap_jobs.gaps_of(ecosystem, _) for ecosystem in (old, new)]
    if both[0] is None or both[1] is None:
        return found
    told = difference(old, new, (both[0].gaps.findings, both[1].gaps.findings)).findings
    return replace(found, findings=told)


def findings(view: View, found: Difference) -> None:
    """Draw the findings that came, went or moved, if they were compared."""
    _ = view._
    if found.findings is None:
        return
    st.markdown(f"#### {_('Findings')}")
    if not found.findings:
        st.markdown(_("No finding came, went or moved."))
        return
    table = changes.findings(found.findings, _)
    st.dataframe(
        table,
        hide_index=True,
        height=min(_HEIGHT, 38 + 36 * len(found.findings)),
        column_config={
            name: st.column_config.TextColumn(width=width)
            for name, width in zip(table.columns, _FINDING_WIDTHS, strict=False)
        },
    )


# Figures and rows.


def figures(view: View, found: Difference) -> None:
    """Draw the key figures, the most important at once."""
    _, of = view._, {figure.code: figure for figure in found.figures}
    with st.container(horizontal=True):
        for code in _METRICS:
            figure = of[code]
            moved = figure.new - figure.old
            st.metric(
                changes.figure_label(code, _),
                _.number(figure.new),
                _("{change} from {old}", change=changes.signed(moved, _), old=figure.old)
                if moved
                else _("no change"),
                delta_color="off",
                delta_arrow="off",
                width=160,
            )
    with st.expander(_("All key figures"), icon=":material/calculate:"):
        st.dataframe(changes.figures(found.figures, _), hide_index=True)


def choose(view: View, found: Difference) -> list[Change]:
    """Draw the filters by table and kind of change; return the changes kept."""
    _, count = view._, changes.counts(found)
    by_table, by_sign = count.sum(axis=1), count.sum(axis=0)
    tables = [table for table in COMPARED if by_table[table] or changes.keep(found, [table], provenance=True)]
    signs = [sign for sign in SIGNS if by_sign[sign]]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _pills(TABLE, _("Table"), {t: f"{_(TABLE_LABELS[t])} ({_.number(int(by_table[t]))})" for t in tables})
        _pills(
            SIGN,
            _("Change"),
            {s: f"{_(changes.SIGN_LABELS[s])} ({_.number(int(by_sign[s]))})" for s in signs},
        )
    minor = len(found.rows) - len(changes.keep(found))
    everything = False
    if minor:
        st.session_state["changes_all"] = bool(permalink.own(ALL, _SWITCHES))
        everything = st.toggle(
            _.n("Also {n} record of which only the sources or the confidence changed",
                "Also {n} records of which only the sources or the confidence changed", minor),
            key="changes_all",
            on_change=lambda: permalink.keep({ALL: "yes" if st.session_state["changes_all"] else None}),
        )  # fmt: skip
    return changes.keep(
        found,
        st.session_state[f"changes_{TABLE}"],
        st.session_state[f"changes_{SIGN}"],
        provenance=everything,
    )


def _pills(name: str, label: str, options: dict[str, str]) -> None:
    key = f"changes_{name}"
    st.session_state[key] = permalink.own(name, options)
    st.pills(
        label,
        list(options),
        selection_mode="multi",
        format_func=options.__getitem__,
        key=key,
        wrap=True,
        on_change=lambda: permalink.keep({name: st.session_state[key]}),
    )


def rows(view: View, found: Difference, kept: list[Change]) -> None:
    """Draw the changes as a table; a click on a row of an organisation or programme leads to its profile."""
    _ = view._
    st.markdown(f"#### {_.n('{n} change', '{n} changes', len(kept))}")
    if not kept:
        st.info(_("No change fits this choice."), icon=":material/filter_alt_off:")
        return
    event = st.dataframe(
        changes.table(found, kept, _),
        hide_index=True,
        height=min(_HEIGHT, 38 + 36 * len(kept)),
        on_select="rerun",
        selection_mode="single-row",
        key="changes_rows",
        column_config={
            _("Record"): st.column_config.TextColumn(width=_NAME_WIDTH),
            _("Details"): st.column_config.TextColumn(width="medium"),
        },
    )
    chosen = event.selection.rows
    if chosen and chosen[0] < len(kept):
        _opened(view, found, kept[chosen[0]])


def _opened(view: View, found: Difference, change: Change) -> None:
    """Draw one change in full: every cell, its sources, the way to the profile."""
    _, home = view._, changes.home(found, change)
    with st.container(border=True):
        title = labels.markdown(changes.name(found, change, view.lang))
        st.markdown(f"##### {title}")
        st.markdown(_(changes.SIGN_LABELS[change.sign]))
        for line in changes.details(found, change, _):
            st.markdown(f"- {labels.markdown(line)}")
        parts.sources_fold(home, list(change.sources), _)
        if change.table in ("organisations", "programmes") and change.id in view.ecosystem:
            parts.profile_link(change.id, _("Open profile"))


def nothing(view: View) -> None:
    """Say that nothing changed."""
    st.success(view._("Nothing changed between the two."), icon=":material/check:")


@st.fragment
def downloads(view: View, found: Difference, kept: list[Change]) -> None:
    """Offer the changes shown as a workbook, made when asked for."""
    _ = view._
    st.download_button(
        "Excel",
        partial(changes.workbook, found, kept, _),
        exports.file_name(view.ecosystem, _("what changed"), "xlsx", _),
        exports.FORMATS["xlsx"].mime,
        help=_("The changes shown, cell by cell with their sources, and all key figures"),
        icon=":material/download:",
        key="changes_xlsx",
        on_click="ignore",
    )


def method(view: View) -> None:
    """Say how the comparison is made."""
    _ = view._
    with st.expander(_("How this is computed"), icon=":material/calculate:"):
        st.markdown(
            _(
                "Two versions are compared table by table and cell by cell. A record that got another id, or was "
                "merged into another one, is recognised by its former ids and does not count as gone. The order "
                "of a list does not matter. A tie is the same one if its ends and its type are."
            )
        )
        st.markdown(
            _(
                "Between two days, what the data dates counts: founding years, starts and ends of programmes and "
                "ties, and years of indicators. A year counts as a whole. When an organisation stopped, or its "
                "stage changed, is not dated, so it shows only between two versions. What began and ended "
                "between the two days does not show."
            )
        )


@st.fragment
def keep_version(view: View) -> None:
    """Offer the data as it is now as a file, to compare with later."""
    _, eco = view._, view.ecosystem
    st.download_button(
        _("Keep this version for later"),
        partial(pack, eco.tables, eco.region, eco.wards.geometry),
        exports.file_name(eco, _("version") + f" {eco.version[:8]}", "zip", _),
        exports.FORMATS["zip"].mime,
        help=_("All tables of the data as it is now. Hand the file in here later to see what changed since."),
        icon=":material/archive:",
        key="changes_version",
        on_click="ignore",
    )
