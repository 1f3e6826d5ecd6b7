"""What the visitor does with findings: put them by for a briefing, or dismiss them with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ecomap.analysis.finding import Finding
from ecomap.ui.session import View
from ecomap.views import labels

BASKET, DISMISSED = "gap_basket", "gap_dismissed"
"""Keys of the session state: ids in the order they were put by; ids with the reason."""

REASON_LENGTH = 200


def basket() -> list[str]:
    """Return the ids put by for a briefing, in the order they were put by."""
    found: list[str] = st.session_state.setdefault(BASKET, [])
    return found


def dismissed() -> dict[str, str]:
    """Return the ids dismissed, with the reason given."""
    found: dict[str, str] = st.session_state.setdefault(DISMISSED, {})
    return found


def buttons(view: View, finding: Finding) -> None:
    """Draw the buttons that put a finding by, or dismiss it."""
    _, held = view._, finding.id in basket()
    st.button(
        _("Take out of the briefing") if held else _("Put into the briefing"),
        icon=":material/remove:" if held else ":material/add:",
        key=f"gap_basket_{finding.id}",
        on_click=_toggle,
        args=(finding.id,),
    )
    with st.popover(_("Dismiss"), icon=":material/visibility_off:"), st.form(f"gap_dismiss_{finding.id}"):
        reason = st.text_input(
            _("Why does it not count?"), max_chars=REASON_LENGTH, key=f"gap_reason_{finding.id}"
        )
        if st.form_submit_button(_("Dismiss with this reason")):
            if reason.strip():
                dismissed()[finding.id] = reason.strip()
                if finding.id in basket():
                    basket().remove(finding.id)
                st.rerun()
            st.warning(_("Give a reason, so that others can follow it."))


def _toggle(finding_id: str) -> None:
    held = basket()
    if finding_id in held:
        held.remove(finding_id)
    else:
        held.append(finding_id)


def _restore(finding_id: str) -> None:
    dismissed().pop(finding_id, None)


def briefing(view: View, findings: Sequence[Finding]) -> None:
    """Draw the fold with what was put by; nothing if nothing was."""
    _, of = view._, {finding.id: finding for finding in findings}
    held = [of[key] for key in basket() if key in of]
    if not held:
        return
    label = _.n("{n} finding for the briefing", "{n} findings for the briefing", len(held))
    with st.expander(label, icon=":material/shopping_basket:", key="gap_briefing"):
        st.caption(_("Kept for this visit. Download the list to keep it longer."))
        for finding in held:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(labels.markdown(finding.title.text(view.lang)), width="stretch")
                st.button(
                    _("Take out"),
                    icon=":material/remove:",
                    key=f"gap_out_{finding.id}",
                    on_click=_toggle,
                    args=(finding.id,),
                )


def dismissed_fold(view: View, findings: Sequence[Finding]) -> None:
    """Draw the fold with what was dismissed and why; nothing if nothing was."""
    _, of = view._, {finding.id: finding for finding in findings}
    gone = [(of[key], reason) for key, reason in dismissed().items() if key in of]
    if not gone:
        return
    label = _.n("{n} finding dismissed", "{n} findings dismissed", len(gone))
    with st.expander(label, icon=":material/visibility_off:", key="gap_dismissed_fold"):
        st.caption(_("Kept for this visit only; for others nothing changes."))
        for finding, reason in gone:
            with st.container(horizontal=True, vertical_alignment="center"):
                title = labels.markdown(finding.title.text(view.lang))
                st.markdown(f"{title}  \n{_('Reason')}: {labels.markdown(reason)}", width="stretch")
                st.button(
                    _("Bring back"),
                    icon=":material/undo:",
                    key=f"gap_back_{finding.id}",
                    on_click=_restore,
                    args=(finding.id,),
                )
