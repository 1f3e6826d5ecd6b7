"""The support grid of the gaps page: a click on a cell, or a choice beside it, lists who is counted in it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ecomap.analysis.overview import Overview
from ecomap.analysis.support_grid import cell
from ecomap.ui import nav, parts, permalink
from ecomap.ui.session import View
from ecomap.views import gaps_bars, labels
from ecomap.views import gaps_pictures as pictures

CELL = "cell"
"""Parameter of the address: the cell opened, as `gaps_pictures.cell_code` writes it."""
_MOST = 12
"""Names listed of each group; the rest is told as a number."""


def draw(view: View, found: Overview) -> None:
    """Draw the grid and, once one is chosen, the rows behind a cell."""
    _, eco = view._, view.ecosystem
    if found.support.empty:
        st.info(_("There are no sectors or functions, so there is no grid."))
        return
    st.markdown(
        _(
            "Bodies and programmes of each sector that offer a function, and after the plus sign those that serve "
            "all sectors. Click a cell to see who they are."
        )
    )
    chosen = _choose(view, found)
    if chosen:
        _opened(view, *chosen.split("~"))
    language = f"&{permalink.LANG}={view.lang}" if view.lang != "vi" else ""
    address = f"?show=support{language}&{CELL}="
    st.html(pictures.support_html(eco, found.support, view.theme, _, address, chosen or ""))
    with st.expander(_("The same as a table"), icon=":material/table:", key="gaps_table_support"):
        st.html(
            gaps_bars.table(pictures.support_rows(eco, found.support, _), _("Support by sector and function"))
        )


def _choose(view: View, found: Overview) -> str | None:
    """Draw the choice of a cell, for those who do not click into the grid; the address keeps it."""
    sector, function = (labels.namer(view.ecosystem, field, view.lang) for field in ("sectors", "functions"))
    names = {
        pictures.cell_code(row): f"{sector(row['sector'])} · {function(row['function'])}"
        for row in found.support.to_dict("records")
    }
    change = permalink.bound(CELL, "gaps_cell", names)
    return st.selectbox(
        view._("Cell of the grid"),
        list(names),
        format_func=names.__getitem__,
        key="gaps_cell",
        on_change=change,
        placeholder=view._("Choose a sector and a function"),
    )


def _opened(view: View, sector: str, function: str) -> None:
    """List who offers the function in the sector, and who may need it."""
    _, found = view._, cell(view.ecosystem, sector, function)
    with st.container(border=True, key="gaps_cell_card"):
        left, right = st.columns(2, gap="large")
        with left:
            _group(view, _("Offered by, for this sector"), found.supply)
            _group(view, _("Offered by, for all sectors"), found.cross)
        with right:
            _group(view, _("Start-ups of the sector"), found.startups)
            _needs(view, [code for _table, code in found.needs])


def _group(view: View, title: str, rows: Sequence[tuple[str, str]]) -> None:
    _ = view._
    st.markdown(f"**{title}** ({_.number(len(rows))})")
    if not rows:
        st.caption(_("nobody listed"))
    with st.container(gap="xsmall"):
        for _table, node in rows[:_MOST]:
            parts.profile_link(node, labels.markdown(view.ecosystem.name(node, view.lang)), icon=None)
    _rest(view, len(rows))


def _needs(view: View, codes: Sequence[str]) -> None:
    _, needs = view._, view.ecosystem.needs
    st.markdown(f"**{_('Published problems that ask for it')}** ({_.number(len(codes))})")
    with st.container(gap="xsmall"):
        for code in codes[:_MOST]:
            st.page_link(
                nav.script("problems"),
                label=labels.markdown(str(needs.at[code, "title_vi"])),
                query_params={"problem": code},
            )
    _rest(view, len(codes))


def _rest(view: View, count: int) -> None:
    if count > _MOST:
        st.caption(view._.n("and {n} more", "and {n} more", count - _MOST))
