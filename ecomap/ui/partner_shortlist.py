"""The shortlist of the partner page: chosen partners with notes, side by side, to take along."""

from __future__ import annotations

from functools import partial

import streamlit as st

from ecomap import Filters
from ecomap.analysis.partners import Seeker, Suggestion, Suggestions
from ecomap.analysis.partners.needs import NEEDS
from ecomap.briefing.compose import compose
from ecomap.briefing.files import MIME, file_bytes
from ecomap.briefing.recipe import Recipe
from ecomap.briefing.templates.partners import need_text
from ecomap.ui import briefing_link, nav, partner_answers, parts, permalink
from ecomap.ui.briefing_draft import ASKER, NEED, SAY, SUBJECT, hand_over
from ecomap.ui.partner_ask import WORDS_LENGTH, Question
from ecomap.ui.session import FILTERS, View
from ecomap.views import exports, labels, partners_export
from ecomap.views import partners as words
from ecomap.views.gaps_bars import table as html_table

LIST, NOTES = "list", "partner_notes"
"""Parameter of the address with the ids chosen; key of the session state with the notes by id."""
LIMIT, SIDE_BY_SIDE = 20, 4
ANCHOR = "shortlist"
NOTE_LENGTH = 300


def chosen(view: View) -> list[str]:
    """Return the ids on the shortlist, in the order they were chosen."""
    return permalink.own(LIST, view.ecosystem.organisations.index)[:LIMIT]


def toggle(view: View, node: str, where: str = "card") -> None:
    """Draw the button that puts a partner on the shortlist or takes it off; `where` tells two of them apart."""
    _, held = view._, chosen(view)
    on = node in held
    after = [one for one in held if one != node] if on else [*held, node]
    st.button(
        _("Take off the shortlist") if on else _("Shortlist"),
        icon=":material/remove:" if on else ":material/add:",
        key=f"partner_list_{where}_{node}",
        on_click=_change,
        args=(view, node, after),
        disabled=not on and len(held) >= LIMIT,
    )


def _change(view: View, node: str, after: list[str]) -> None:
    """Take a new shortlist over and say so: the list itself stands far below."""
    _ = view._
    permalink.keep({LIST: after})
    name = labels.markdown(view.ecosystem.name(node, view.lang))
    text = (
        _("On the shortlist: {name}", name=name)
        if node in after
        else _("Off the shortlist: {name}", name=name)
    )
    st.toast(text, icon=":material/playlist_add_check:")


def hide(view: View, node: str) -> None:
    """Hide a partner in this visit; it leaves the shortlist too."""
    _ = view._
    partner_answers.hidden().append(node)
    permalink.keep({LIST: [one for one in chosen(view) if one != node]})
    name = labels.markdown(view.ecosystem.name(node, view.lang))
    st.toast(
        _("Hidden: {name}. It can be brought back below the list.", name=name),
        icon=":material/visibility_off:",
    )


def sign(view: View) -> None:
    """Say above the answers how many are on the shortlist, with the way down to it."""
    if held := chosen(view):
        text = view._.n("Shortlist: {n} partner, see below", "Shortlist: {n} partners, see below", len(held))
        st.markdown(f":material/playlist_add_check: [{text}](#{ANCHOR})")


def draw(view: View, question: Question, found: Suggestions) -> None:
    """Draw the shortlist with notes, comparison and files; nothing if it is empty."""
    _, eco = view._, view.ecosystem
    of = {one.id: one for one in (*found.items, *found.tied)}
    held = [of[node] for node in chosen(view) if node in of]
    lost = [node for node in chosen(view) if node not in of]
    if not held and not lost:
        return
    st.header(_.n("Shortlist: {n} partner", "Shortlist: {n} partners", len(held) + len(lost)), anchor=ANCHOR)
    for one in held:
        _noted(view, one)
    for node in lost:
        with st.container(horizontal=True, vertical_alignment="center"):
            name = labels.markdown(eco.name(node, view.lang))
            st.markdown(_("{name}: not among the answers to this question", name=name), width="stretch")
            toggle(view, node, "list")
    if not held:
        return
    asks = _asks(view, question, held)
    if len(held) > 1:
        table = words.table(eco, held, _, _notes(), asks)
        st.subheader(_("Side by side"), anchor=False)
        if len(held) > SIDE_BY_SIDE:
            st.caption(_.n("The first {n} are compared.", "The first {n} are compared.", SIDE_BY_SIDE))
        turned = words.comparison(table.head(SIDE_BY_SIDE), _)
        st.html(html_table(turned, _("Partners side by side")))
    with st.container(horizontal=True):
        st.download_button(
            "Excel",
            partial(partners_export.workbook, eco, held, _asked(view, question), _, dict(_notes()), asks),
            exports.file_name(eco, _("partners"), "xlsx", _),
            exports.FORMATS["xlsx"].mime,
            icon=":material/download:",
            key="partner_xlsx",
            on_click="ignore",
        )
        st.download_button(
            _("Contact sheet (Word)"),
            partial(_sheet, view, question, held, asks, dict(_notes())),
            exports.file_name(eco, _("contacts"), "docx", _),
            MIME["docx"],
            icon=":material/contact_page:",
            key="partner_docx",
            on_click="ignore",
        )
        if st.button(_("Write a briefing from this list"), icon=":material/article:", key="partner_briefing"):
            _to_briefing(view, question, held, asks)
        _link(view)


def _who(view: View, question: Question) -> str:
    """Write who asks, with what it works in and where."""
    eco, _, asker = view.ecosystem, view._, question.asker
    named = isinstance(asker, str)
    name = eco.name(asker, view.lang) if isinstance(asker, str) else _("Not listed on the map")
    pieces = [words.asker_facts(eco, asker or Seeker(), _)]
    near = question.near if named else None
    if isinstance(near, str):
        pieces.append(labels.ward(eco, near))
    elif near is not None:
        lat, lon = near
        pieces.append(_("Position: {lat}, {lon}", lat=_.number(lat, 4), lon=_.number(lon, 4)))
    return f"{name} ({'; '.join(pieces)})"


def _asked(view: View, question: Question) -> str:
    """Write who asks and for what, in a line."""
    who = _who(view, question)
    return ": ".join(
        piece for piece in (who, need_text(question.needs, view._).replace("\n\n", "; ")) if piece
    )


def _content(
    view: View, question: Question, held: list[Suggestion], asks: dict[str, str], noted: dict[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what a document about the shortlist is about, and its words by section."""
    _, eco = view._, view.ecosystem
    notes = [f"{eco.name(one.id, view.lang)}: {note}" for one in held if (note := noted.get(one.id))]
    texts = {"need": need_text(question.needs, _), "assessment": "\n\n".join(notes)}
    # The library answers again for the document, so the scores are those of the page. What only the visitor knows, a
    # description or a place, is not in the data: then the page's own words are taken along.
    listed = question.asker if isinstance(question.asker, str) and question.near is None else ""
    if not listed:
        texts["asker"] = _who(view, question)
        texts["reasons"] = "\n\n".join(_reason(view, one, asks.get(one.id)) for one in held)
    return (*([listed] if listed else []), *(one.id for one in held)), texts


def _sheet(
    view: View, question: Question, held: list[Suggestion], asks: dict[str, str], noted: dict[str, str]
) -> bytes:
    """Write the shortlist as a page in Word: who, why, how to reach them, and the visitor's notes."""
    eco = view.ecosystem
    subjects, texts = _content(view, question, held, asks, noted)
    recipe = Recipe(
        "partners",
        subject_ids=subjects,
        sections=("need", "result", "reasons", "contacts", *(["assessment"] if texts["assessment"] else [])),
        texts={code: text for code, text in texts.items() if text},
        layout="modern",
        lang=view.lang,
    )
    return file_bytes(eco, compose(eco, recipe), "docx")


def _to_briefing(view: View, question: Question, held: list[Suggestion], asks: dict[str, str]) -> None:
    """Go to the briefing about the shortlist; the address brings back who asks, for what, and who was chosen."""
    subjects, texts = _content(view, question, held, asks, _notes())
    own = {
        SUBJECT: subjects,
        NEED: [need for need in question.needs if need in NEEDS],
        SAY: [need for need in question.needs if need not in NEEDS],
        ASKER: [texts["asker"][:WORDS_LENGTH]] if "asker" in texts else [],
    }
    hand_over(
        "partners",
        {"reasons": "", **{code: text for code, text in texts.items() if text or code != "assessment"}},
    )
    filters = st.session_state.get(FILTERS, Filters())
    st.switch_page(nav.script("briefing"), query_params=briefing_link.address("partners", filters, own))


def _reason(view: View, one: Suggestion, ask: str | None) -> str:
    _ = view._
    pieces = [one.sentence.text(view.lang), _("Score: {score} of 1.", score=_.number(one.score, 2))]
    if ask and ask != one.id:
        pieces.append(_("Ask {name} first for an introduction.", name=view.ecosystem.name(ask, view.lang)))
    return " ".join(pieces)


def _notes() -> dict[str, str]:
    found: dict[str, str] = st.session_state.setdefault(NOTES, {})
    return found


def _noted(view: View, one: Suggestion) -> None:
    _ = view._
    key = f"partner_note_{one.id}"
    st.session_state.setdefault(key, _notes().get(one.id, ""))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            labels.widget(view.ecosystem.name(one.id, view.lang)),
            key=key,
            placeholder=_("Your note: whom to call, what to ask"),
            max_chars=NOTE_LENGTH,
            width="stretch",
        )
        toggle(view, one.id, "list")
    _notes()[one.id] = st.session_state[key].strip()


def _asks(view: View, question: Question, held: list[Suggestion]) -> dict[str, str]:
    """Return whom to ask first for each partner, where somebody can introduce."""
    chains = {one.id: partner_answers.chain_to(view, question, one.id) for one in held}
    return {
        node: found.chains[0].first
        for node, found in chains.items()
        if found and found.chains and not found.chains[0].weak
    }


def _link(view: View) -> None:
    _ = view._
    own = {name: st.query_params.get_all(name) for name in st.query_params}
    note = _("Opens this question with its shortlist. Notes last for this visit only.")
    parts.link_and_code(permalink.link("tim-doi-tac", own), _("QR code of this page"), _, note)
