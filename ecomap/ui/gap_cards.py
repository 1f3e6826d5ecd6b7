"""The list of findings: cards, those of one sentence in one card, the briefing, downloads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from ecomap import Filters
from ecomap.analysis.finding import Finding, Silence
from ecomap.ui import briefing_link, gap_basket, gap_parts, nav, permalink
from ecomap.ui.session import View
from ecomap.views import exports, gaps, gaps_export, gaps_groups, labels

_FIRST_ROWS = 10
_CAME_FROM = "gap_came_from"
"""Key of the session state: the card from which a finding was opened."""

_TO_CARD = """<script>
(() => {{
    let left = 20;
    const go = () => {{
        const card = document.querySelector(".st-key-{card}");
        if (card) card.scrollIntoView({{block: "center"}});
        else if (left--) setTimeout(go, 100);
    }};
    go();
}})();
</script>"""


def ranked(view: View, findings: Sequence[Finding], whole: int) -> None:
    """Draw the findings, most severe first, the first few at once."""
    _ = view._
    if not findings:
        st.info(_("No finding fits this choice."), icon=":material/filter_alt_off:")
        st.button(_("Clear all filters"), on_click=gap_parts.clear, key="gaps_clear")
        return
    groups = gaps_groups.grouped(findings)
    st.markdown(
        _.n("{n} finding of {all}, most severe first", "{n} findings of {all}, most severe first",
            len(findings), all=whole)
    )  # fmt: skip
    shown = st.session_state.get("gaps_rows", _FIRST_ROWS)
    for rank, group in enumerate(groups[:shown], start=1):
        _card(view, group, rank)
    left = len(groups) - shown
    if left > 0:
        st.button(
            _.n("Show {n} more", "Show {n} more", min(left, 2 * _FIRST_ROWS)),
            icon=":material/expand_more:",
            key="gaps_more",
            on_click=lambda: st.session_state.update(gaps_rows=shown + 2 * _FIRST_ROWS),
        )
    if card := st.session_state.pop(_CAME_FROM, None):
        st.html(_TO_CARD.format(card=card), unsafe_allow_javascript=True)


def _card_key(finding: Finding) -> str:
    """Return a key for the card, which Streamlit also makes its class, with nothing but plain letters."""
    return "gap_card_" + re.sub(r"[^a-zA-Z0-9]", "_", finding.id)


def _open(finding_id: str, card: str) -> None:
    st.session_state[_CAME_FROM] = card
    permalink.keep({gap_parts.OPENED: finding_id})


def _card(view: View, group: gaps_groups.Group, rank: int) -> None:
    """Draw a finding, or several of one sentence, in short, with the way to open it."""
    _, first = view._, group.first
    card = _card_key(first)
    with st.container(border=True, key=card):
        title = labels.markdown(gaps_groups.title(group, _))
        st.markdown(f"##### {rank}. {title}")
        said = labels.markdown(
            gaps.sentence(first, view.lang) if group.single else first.sentence.text(view.lang)
        )
        st.markdown(said if group.single else _("Most severe: {sentence}", sentence=said))
        gap_parts.facts(view, first)
        gap_parts.who_and_when(view, first)
        if not group.single:
            _members(view, group, card)
        with st.container(horizontal=True):
            if group.single:
                st.button(
                    _("See details"),
                    icon=":material/open_in_full:",
                    key=f"gap_open_{first.id}",
                    on_click=_open,
                    args=(first.id, card),
                    help=_("Evidence, method and sources: {title}", title=title),
                )
            gap_basket.buttons(view, group.findings)


def _members(view: View, group: gaps_groups.Group, card: str) -> None:
    """Draw the fold with each finding of a group, which opens it."""
    _, n = view._, len(group.findings)
    fold = st.expander(
        _.n("See {n}, each with its evidence", "See all {n}, each with its evidence", n),
        icon=":material/list:",
        key=f"gap_all_{group.first.id}",
        on_change="rerun",
    )
    if not fold.open:
        return
    with fold, st.container(gap=None):
        for finding in group.findings:
            name = gaps_groups.member_name(view.ecosystem, finding, view.lang)
            figure = gaps.measure_text(finding.measure, _)
            st.button(
                f"**{labels.markdown(name)}** · {labels.markdown(figure)}",
                key=f"gap_open_{finding.id}",
                type="tertiary",
                on_click=_open,
                args=(finding.id, card),
            )


def briefing(view: View, findings: Sequence[Finding], kept: Sequence[Silence]) -> None:
    """Draw the fold with what was put by, its files and its link; nothing if nothing was."""
    _, held = view._, gap_basket.held(findings)
    if not held:
        return
    label = _.n("{n} finding for the briefing", "{n} findings for the briefing", len(held))
    with st.expander(label, icon=":material/shopping_basket:", key="gap_briefing"):
        for finding in held:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(labels.markdown(finding.title.text(view.lang)), width="stretch")
                gap_basket.take_out(view, finding)
        st.page_link(
            nav.script("briefing"),
            label=_("Write a briefing about these"),
            icon=":material/article:",
            query_params=briefing_link.address(
                "gaps", Filters(), {gap_basket.BRIEF: [finding.id for finding in held]}
            ),
        )
        downloads(view, held, kept, name="briefing")
        query: dict[str, str | list[str]] = {gap_basket.BRIEF: [finding.id for finding in held]}
        if view.lang != "vi":
            query[permalink.LANG] = view.lang
        st.caption(_("A link that brings these findings back:"))
        st.code(permalink.link("khoang-trong", query), language=None, wrap_lines=True)


@st.fragment
def downloads(
    view: View,
    findings: Sequence[Finding],
    kept: Sequence[Silence],
    aside: Mapping[str, str] | None = None,
    chosen: str = "",
    name: str = "gaps",
) -> None:
    """Offer findings as files, each made when asked for.

    Parameters
    ----------
    findings : sequence of Finding
        Those shown and those set aside.
    aside : mapping of finding id to reason, optional
    chosen : str
        What the list was narrowed to, in words.
    name : {"gaps", "briefing"}
    """
    _, eco = view._, view.ecosystem
    note = gaps_export.Note(aside or {}, chosen)
    makes = {
        "xlsx": (partial(gaps_export.findings_workbook, eco, findings, kept, _, note), "Excel"),
        "csv": (partial(gaps_export.findings_csv, eco, findings, _, note), "CSV"),
    }
    with st.container(horizontal=True):
        for code, (make, label) in makes.items():
            st.download_button(
                label,
                make,
                exports.file_name(eco, _("gaps") if name == "gaps" else _("briefing"), code, _),
                exports.FORMATS[code].mime,
                help=_("The findings shown, with formulas, confidence and evidence"),
                icon=":material/download:",
                key=f"{name}_{code}",
                on_click="ignore",
            )
