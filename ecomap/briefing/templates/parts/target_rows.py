"""Which targets a document is about, and how many of them are due, ahead, met or told of nobody."""

from __future__ import annotations

import pandas as pd

from ecomap.briefing import scope
from ecomap.briefing.document import Spans, Value
from ecomap.briefing.queries.targets import AIMS, WHEN
from ecomap.briefing.templates.wording import amount, bound, counted, joined
from ecomap.briefing.writer import Writer


def rows_of(w: Writer) -> pd.DataFrame:
    """Return the targets the document is about: all, or those of the programmes and leads chosen, and of the scope.

    See `about` for which are of the scope.
    """
    rows = w.whole.targets.sort_index()
    if w.recipe.subject_ids:
        kept = pd.Index([w.whole.resolve(name) or name for name in w.recipe.subject_ids])
        rows = rows[rows["programme_id"].isin(kept) | rows["lead_org"].isin(kept)]
    of = about(w)
    if not of:
        return rows
    own = rows["programme_id"].isin(scope.programmes(w.whole, w.recipe.filters(w.whole)).index)
    led = rows["lead_org"].isin(w.ecosystem.organisations.index)
    return rows[{"programmes": own, "leads": led, "both": own | led}[of]]


def about(w: Writer) -> str:
    """Tell by what targets are in the scope.

    Returns
    -------
    {"", "programmes", "leads", "both"}
        '' if all are; ``"programmes"`` if those of the programmes the scope names; ``"both"`` if those of programmes
        tagged with its sectors and those its bodies lead; ``"leads"`` if those its bodies lead: they are tied to
        programmes that are not of the scope, so a target of such a programme says nothing of it.
    """
    named = w.recipe.scope.keys()
    if not w.recipe.filters(w.whole):
        return ""
    if "programme" in named:
        return "programmes"
    return "both" if "sector" in named else "leads"


def tally(w: Writer, rows: pd.DataFrame, **states: object) -> Value:
    """Count those of some targets that are in a state (see `ecomap.briefing.queries.targets`).

    A document about all targets counts among all there are; any other among these rows.
    """
    whole = not w.recipe.subject_ids and not w.recipe.filters(w.whole)
    ids = () if whole else tuple(sorted(str(key) for key in rows.index)) or ("-",)
    return w.value("targets", id=ids, **states)


def told_of(w: Writer, rows: pd.DataFrame) -> Spans:
    """Say of how many targets that are due there is a result to compare, and how many cannot have one yet."""
    due, ahead, undated = (tally(w, rows, known=AIMS, when=name) for name in WHEN)
    both, aims = tally(w, rows, known="both"), tally(w, rows, known=AIMS)
    if not amount(aims):
        return ()
    if amount(both) == amount(aims):
        return bound(w.say("Every target has an actual value on record."), both, aims)
    later = w.say("Not yet due: {ahead}; without a year: {undated}.", ahead=ahead, undated=undated)
    return joined(
        _compared(w, rows, due),
        later if amount(ahead) or amount(undated) else (),
        _early(w, rows),
    )


def _compared(w: Writer, rows: pd.DataFrame, due: Value) -> Spans:
    """Say of how many targets that are due a result is published, and how many of them are not the city's own."""
    if not amount(due):
        return bound(w.say("No target is due yet: the year of none is over."), due)
    both = tally(w, rows, known="both", when="due")
    away = tally(w, rows, known=AIMS, when="due", whose="away")
    return joined(
        counted(
            both,
            w.say(
                "The {n} target that is due has no published result of the same year.",
                "None of the {n} targets that are due has a published result of the same year.",
                due,
            ),
            w.say(
                "{both} of the {n} target that is due has a published result of the same year.",
                "{both} of the {n} targets that are due have a published result of the same year.",
                due,
                both=both,
            ),
        ),
        counted(
            away,
            (),
            w.say(
                "Of the {due}, {n} is of an agency outside the city.",
                "Of the {due}, {n} are of agencies outside the city.",
                away,
                due=due,
            ),
        ),
    )


def _early(w: Writer, rows: pd.DataFrame) -> Spans:
    n = tally(w, rows, known="both", when=("ahead", "undated"))
    return counted(
        n,
        (),
        w.say(
            "{n} target that is not due or has no year has a result all the same.",
            "{n} targets that are not due or have no year have a result all the same.",
            n,
        ),
    )


def national(w: Writer, rows: pd.DataFrame, **states: object) -> Spans:
    """Say how many of the targets in a state are those of an agency outside the city; () for none."""
    n = tally(w, rows, whose="away", **states)
    return counted(
        n,
        (),
        w.say(
            "{n} of them is of an agency outside the city and holds for the whole country or a wider project.",
            "{n} of them are of agencies outside the city and hold for the whole country or wider projects.",
            n,
        ),
    )


def state(w: Writer, name: str, n: Value) -> Spans:
    """Say of how many targets without an actual value the year is over, ahead or not stated."""
    if name == "due":
        return w.say(
            "For {n} target the year is over and no actual value is on record; its lead agency should "
            "be asked.",
            "For {n} targets the year is over and no actual value is on record; their lead agencies "
            "should be asked.",
            n,
        )
    if name == "ahead":
        return w.say(
            "{n} target is still ahead or in its year.", "{n} targets are still ahead or in their year.", n
        )
    return w.say("For {n} target the sources state no year.", "For {n} targets the sources state no year.", n)
