"""Who is invited to an event: the bodies named, else those of the scope, else those tied to the event."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing.document import Spans, Value
from ecomap.briefing.templates.parts.actors import GONE
from ecomap.briefing.templates.wording import allows, amount, bound, counted, joined, scope_named, scoped
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_

_TIED = N_(
    "As nobody is named, all who have a tie to the event on record are taken as invited, save those that have stopped "
    "or are only planned."
)
_TIED_TOO = N_("So are those with a tie to the event on record.")


def invited(w: Writer) -> list[str]:
    """Return the invited bodies in the order of the recipe; without any, those of its scope and event, by id.

    Whoever has stopped or is only planned is not invited, unless named.
    """
    if known := _named(w):
        return known
    kept = set(_of_events(w))
    if w.recipe.filters(w.whole):
        kept |= set(w.ecosystem.organisations.index)
    status = w.whole.organisations["status"]
    return sorted(str(name) for name in kept if status[name] not in GONE)


def _named(w: Writer) -> list[str]:
    organisations = w.whole.organisations.index
    chosen = [w.whole.resolve(name) for name in w.recipe.subject_ids]
    return list(dict.fromkeys(str(name) for name in chosen if name in organisations))


def events(w: Writer) -> list[str]:
    """Return the events and other programmes the document is for."""
    known = [w.whole.resolve(name) for name in w.recipe.subject_ids]
    return [str(name) for name in known if name in w.whole.programmes.index]


def _of_events(w: Writer) -> pd.Index:
    """Return the organisations with a tie to the events the document is for."""
    ties, named = w.whole.ties, events(w)
    ends = pd.concat(
        [ties.loc[ties["target"].isin(named), "source"], ties.loc[ties["source"].isin(named), "target"]]
    )
    return w.whole.organisations.index.intersection(pd.Index(ends))


def why_invited(w: Writer) -> Spans:
    """Say how it is known who is invited, where nobody is named, and what a scope has to do with it."""
    scope = scope_named(w)
    if not scope:
        return () if _named(w) else w.say(_TIED)
    if _named(w):
        return w.say("The scope chosen ({scope}) does not change who is invited.", scope=scope)
    return joined(_of_scope(w, scope), w.say(_TIED_TOO) if len(_of_events(w)) else ())


def _of_scope(w: Writer, scope: str) -> Spans:
    left = _left_out(w)
    if not amount(left):
        everybody = w.say(
            "As nobody is named, all organisations of the scope chosen ({scope}) are taken as invited.",
            scope=scope,
        )
        return bound(everybody, left)
    return w.say(
        "As nobody is named, all organisations of the scope chosen ({scope}) are taken as invited, save {n} that has "
        "stopped or is only planned.",
        "As nobody is named, all organisations of the scope chosen ({scope}) are taken as invited, save {n} that have "
        "stopped or are only planned.",
        left,
        scope=scope,
    )


def _left_out(w: Writer) -> Value:
    """Count the organisations of the scope that have stopped or are only planned."""
    statuses = [code for code in GONE if allows(w, status=code)]
    return (
        w.value("organisations", **scoped(w, status=statuses))
        if statuses
        else w.value("organisations", id="-")
    )


def nobody(w: Writer) -> Spans:
    """Say why nobody is invited."""
    scope = scope_named(w)
    if not scope:
        if events(w):
            return w.say(
                "Nobody is named as invited, and no organisation with a tie to the event is on record."
            )
        return w.say("No invited body is named, or the data knows none of them.")
    left = _left_out(w)
    return counted(
        left,
        w.say(
            "The scope chosen ({scope}) holds no organisation, so nobody is taken as invited.", scope=scope
        ),
        w.say(
            "The scope chosen ({scope}) holds {n} organisation, which has stopped or is only planned, so nobody is "
            "taken as invited.",
            "The scope chosen ({scope}) holds {n} organisations, which have all stopped or are only planned, so nobody "
            "is taken as invited.",
            left,
            scope=scope,
        ),
    )
