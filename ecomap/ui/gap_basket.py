"""What the visitor does with findings: put them by for a briefing, or set them aside with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import streamlit as st

from ecomap.analysis.finding import Finding
from ecomap.analysis.gaps import KINDS
from ecomap.ui import permalink
from ecomap.ui.session import View
from ecomap.views import labels

BASKET, DISMISSED = "gap_basket", "gap_dismissed"
"""Keys of the session state: ids in the order they were put by; ids with the reason."""

BRIEF = "brief"
"""Parameter of the address that holds the ids put by, so that a link or a reload keeps them."""

REASON_LENGTH = 200


def basket() -> list[str]:
    """Return the ids put by for a briefing, in the order they were put by."""
    found: list[str] = st.session_state.setdefault(BASKET, [])
    return found


def dismissed() -> dict[str, str]:
    """Return the ids set aside, with the reason given."""
    found: dict[str, str] = st.session_state.setdefault(DISMISSED, {})
    return found


def take(findings: Iterable[Finding] | None = None) -> None:
    """Take over what the address has put by; an address that says nothing changes nothing.

    Not by way of `permalink.own`, which gives a page back what its address once said: more than one page has this
    parameter, and the newest basket counts.

    Parameters
    ----------
    findings : iterable of Finding, optional
        Those there are; any that is named like a finding will do unless they are told.
    """
    asked = st.query_params.get_all(BRIEF)
    known = None if findings is None else {finding.id for finding in findings}
    fit = [key for key in asked if (key.partition(":")[0] in KINDS if known is None else key in known)]
    if fit != asked:
        permalink.keep({BRIEF: fit})
    if fit:
        st.session_state[BASKET] = list(dict.fromkeys(fit))


def buttons(view: View, findings: Sequence[Finding]) -> None:
    """Draw the buttons that put findings by, or set them aside."""
    _, ids = view._, tuple(finding.id for finding in findings)
    held = set(ids) <= set(basket())
    st.button(
        _("Take out of the briefing") if held else _("Put into the briefing"),
        icon=":material/remove:" if held else ":material/add:",
        key=f"gap_basket_{ids[0]}",
        on_click=_toggle,
        args=(ids,),
    )
    # With a state of its own, an open one doesn't pass to the next finding when this one goes.
    fold = st.popover(
        _("Set aside"), icon=":material/visibility_off:", key=f"gap_aside_{ids[0]}", on_change="rerun"
    )
    if fold.open:
        with fold, st.form(f"gap_dismiss_{ids[0]}", border=False):
            st.text_input(_("Reason to set it aside"), max_chars=REASON_LENGTH, key=f"gap_reason_{ids[0]}")
            sent = st.form_submit_button(_("Set aside with this reason"), on_click=_dismiss, args=(ids,))
            if sent:  # with a reason it would be gone
                st.warning(_("Give a reason: it is written into the files."))


def _toggle(ids: tuple[str, ...]) -> None:
    held = basket()
    if set(ids) <= set(held):
        st.session_state[BASKET] = [key for key in held if key not in ids]
    else:
        st.session_state[BASKET] = list(dict.fromkeys([*held, *ids]))
    permalink.keep({BRIEF: basket()})


def _dismiss(ids: tuple[str, ...]) -> None:
    reason = st.session_state[f"gap_reason_{ids[0]}"].strip()
    if not reason:
        return
    dismissed().update(dict.fromkeys(ids, reason))
    if set(ids) & set(basket()):
        st.session_state[BASKET] = [key for key in basket() if key not in ids]
        permalink.keep({BRIEF: basket()})


def _restore(finding_id: str) -> None:
    dismissed().pop(finding_id, None)


def held(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings put by, in that order."""
    of = {finding.id: finding for finding in findings}
    return [of[key] for key in basket() if key in of]


def aside(findings: Sequence[Finding]) -> dict[str, str]:
    """Return those of the findings that are set aside, by id with the reason."""
    known = {finding.id for finding in findings}
    return {key: reason for key, reason in dismissed().items() if key in known}


def dismissed_fold(view: View, findings: Sequence[Finding]) -> None:
    """Draw the fold with what was set aside and why; nothing if nothing was."""
    _, gone = view._, aside(findings)
    if not gone:
        return
    of = {finding.id: finding for finding in findings}
    label = _.n("{n} finding set aside", "{n} findings set aside", len(gone))
    with st.expander(label, icon=":material/visibility_off:", key="gap_dismissed_fold"):
        st.caption(_("For this visit only; the files name them with the reason."))
        for key, reason in gone.items():
            with st.container(horizontal=True, vertical_alignment="center"):
                title = labels.markdown(of[key].title.text(view.lang))
                st.markdown(f"{title}  \n{_('Reason')}: {labels.markdown(reason)}", width="stretch")
                st.button(
                    _("Bring back"),
                    icon=":material/undo:",
                    key=f"gap_back_{key}",
                    on_click=_restore,
                    args=(key,),
                )


def take_out(view: View, finding: Finding) -> None:
    """Draw the button that takes a finding out of the briefing."""
    st.button(
        view._("Take out"),
        icon=":material/remove:",
        key=f"gap_out_{finding.id}",
        on_click=_toggle,
        args=((finding.id,),),
    )
