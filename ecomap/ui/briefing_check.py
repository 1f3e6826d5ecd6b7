"""Checking a briefing made earlier: which of its figures still hold with the data of today."""

from __future__ import annotations

import hashlib
from functools import partial

import pandas as pd
import streamlit as st

from ecomap.briefing.payload import PayloadError
from ecomap.briefing.verification import REWORDED, Verification
from ecomap.briefing.verify import carried, verify_payload
from ecomap.ui import jobs
from ecomap.ui.session import View
from ecomap.views import labels

_MEGABYTES = 50
_PATIENCE = 120.0
"""Seconds a file is checked for: it may ask for anything, and others wait."""


def draw(view: View) -> None:
    """Draw the upload and what became of the figures of the file."""
    _ = view._
    st.markdown(
        _(
            "A file made here carries its figures with the questions they answer, and its recipe. Each figure is asked "
            "again of the data of today, and the document is composed again to see which sentences would change."
        )
    )
    file = st.file_uploader(
        _("A briefing made here (Word, PDF or HTML)"),
        type=["docx", "pdf", "html"],
        key="briefing_checked",
        max_upload_size=_MEGABYTES,
    )
    if file is None:
        return
    data = file.getvalue()
    try:
        content = carried(data)
    except PayloadError as error:
        st.error(labels.markdown(error.message.text(view.lang)), icon=":material/broken_image:")
        return
    work = partial(
        verify_payload,
        content.payload,
        view.ecosystem,
        content.text,
        unreadable=content.unreadable,
        patience=_PATIENCE,
    )
    name = f"check {hashlib.blake2b(data, digest_size=16).hexdigest()}"
    found: Verification | None = jobs.result(name, view.ecosystem, work, _, _("Checking …"))
    if found is None:
        return
    if found.fault:
        st.error(found.fault.text(view.lang), icon=":material/gpp_bad:")
    _edited(view, found)
    _summary(view, found)
    _changed(view, found)
    _sentences(view, found)
    _differing(view, found)
    _lost(view, found)
    st.caption("\n\n".join(labels.markdown(message.text(view.lang)) for message in found.limits))


def _summary(view: View, found: Verification) -> None:
    _ = view._
    held = _.n("{n} figure holds.", "{n} figures hold.", found.held)
    if found.fault:
        held = f"{_('Only of the list that the file carries inside, which a reader does not see:')} {held}"
    elif found.edited:
        held = _("Apart from that, as the file was made: {held}", held=held)
    if not found.payload.figures:
        st.error(_("The file carries no figure at all."), icon=":material/gpp_bad:")
    elif found.holds and found.read and found.composed and not found.fresh:
        st.success(held, icon=":material/verified:")
    elif found.changed:
        changed = _.n("{n} figure no longer holds,", "{n} figures no longer hold,", len(found.changed))
        sentences = _.n("in {n} sentence or row.", "in {n} sentences or rows.", len(found.sentences))
        st.warning(f"{changed} {sentences} {held}", icon=":material/change_circle:")
    elif found.gone or (found.same_version and found.fresh):
        st.warning(held, icon=":material/change_circle:")
    else:
        st.info(held, icon=":material/rule:")
    same = _("the same as now") if found.same_version else _("now {version}", version=found.version)
    st.caption(
        _("Made from data version {old}, {now}.", old=labels.markdown(found.payload.version), now=same)
    )


def _changed(view: View, found: Verification) -> None:
    _ = view._
    if not found.changed:
        return
    rows = [(one.figure.sentence, one.figure.text, one.new) for one in found.changed]
    table = pd.DataFrame(rows, columns=[_("Sentence or row"), _("In the file"), _("Now")])
    st.dataframe(
        table,
        hide_index=True,
        column_config={table.columns[0]: st.column_config.TextColumn(width="large")},
        alt=_("Figures that no longer hold"),
    )


def _sentences(view: View, found: Verification) -> None:
    """Show the sentences that would no longer be written with the data of today, and apart from them the new ones."""
    _ = view._
    if found.same_version and (found.gone or found.fresh):
        st.info(_(REWORDED), icon=":material/edit_note:")
        gone, fresh = _("No longer written so"), _("Written instead")
    else:
        gone = _.n(
            "{n} sentence or row is no longer written with the data of today",
            "{n} sentences or rows are no longer written with the data of today",
            len(found.gone),
        )
        fresh = _.n(
            "{n} sentence or row is new with the data of today",
            "{n} sentences or rows are new with the data of today",
            len(found.fresh),
        )
    for label, sentences, icon, key in (
        (gone, found.gone, ":material/remove_circle:", "briefing_gone"),
        (fresh, found.fresh, ":material/add_circle:", "briefing_new"),
    ):
        if sentences:
            with st.expander(label, icon=icon, key=key, expanded=key == "briefing_gone"):
                st.markdown("\n".join(f"- {labels.markdown(one.text)}" for one in sentences))


def _differing(view: View, found: Verification) -> None:
    """Show the figures that the list in the file lacks, and those it has beyond what its recipe gives."""
    _ = view._
    if not (found.missing or found.added):
        return
    missing = _.n(
        "{n} figure of its recipe is missing from the file,",
        "{n} figures of its recipe are missing from the file,",
        len(found.missing),
    )
    added = _.n(
        "{n} was added to it: somebody changed the list of figures inside the file, or another version of EcoMap "
        "wrote it.",
        "{n} were added to it: somebody changed the list of figures inside the file, or another version of EcoMap "
        "wrote it.",
        len(found.added),
    )
    st.error(f"{missing} {added}", icon=":material/rule:")
    states = ((_("missing"), found.missing), (_("added"), found.added))
    rows = [(one.sentence, one.text, state) for state, figures in states for one in figures]
    st.dataframe(
        pd.DataFrame(rows, columns=[_("Sentence or row"), _("Figure"), _("In the file")]),
        hide_index=True,
        alt=_("Figures missing from the file or added to it"),
    )


def _lost(view: View, found: Verification) -> None:
    _ = view._
    if not found.lost:
        return
    label = _.n(
        "{n} figure cannot be computed any more", "{n} figures cannot be computed any more", len(found.lost)
    )
    with st.expander(label, icon=":material/help:", key="briefing_lost"):
        for one in found.lost:
            sentence, why = (labels.markdown(part) for part in (one.figure.sentence, one.why.text(view.lang)))
            st.markdown(f"- {sentence} **{labels.markdown(one.figure.text)}**: {why}")


def _edited(view: View, found: Verification) -> None:
    _ = view._
    if not found.edited:
        return
    label = _.n(
        "{n} sentence, heading or row was changed, hidden or removed by hand",
        "{n} sentences, headings or rows were changed, hidden or removed by hand",
        len(found.edited),
    )
    st.error(f"{label}.", icon=":material/edit_off:")
    with st.expander(_("As they were written"), icon=":material/edit_note:", key="briefing_edited"):
        st.markdown("\n".join(f"- {labels.markdown(sentence)}" for sentence in found.edited))
