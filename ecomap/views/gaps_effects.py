"""What a scenario would bring, in words: key measures, findings, and start-ups that lose or gain a way."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ecomap.analysis.comparison import Moved, Outcome, decimals
from ecomap.analysis.finding import Measure
from ecomap.analysis.measures import GOALS, MEASURES, PLACES
from ecomap.analysis.subjects import is_pair
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator

_WAYS: Mapping[str, str] = {
    "capital": N_("capital"),
    "lab": N_("a shared laboratory"),
    "customer": N_("a first customer"),
    "support": N_("somebody who supports them"),
}
_EFFECTS: Mapping[int, str] = {-1: N_("▼ worse"), 1: N_("▲ better"), 0: ""}
NAMED = 12
"""Start-ups named in a sentence."""


def measures_table(measures: pd.DataFrame, _: Translator) -> tuple[pd.DataFrame, list[int], int]:
    """Return the key measures before and after for reading, what got worse first.

    Parameters
    ----------
    measures : DataFrame
        See `ecomap.analysis.measures.side_by_side`.

    Returns
    -------
    table : DataFrame
        Texts.
    effects : list of int
        -1 for each row that gets worse, 1 for one that gets better, else 0.
    moved : int
        How many rows, the first, change at all.
    """
    rows = []
    for place, (code, row) in enumerate(measures.iterrows()):
        form = MEASURES[str(code)].form
        sides = [_side(row[side], row[f"{side}_total"], form, _) for side in ("before", "after")]
        change = _difference(row["change"], form, _)
        if row["effect"]:
            change = f"{_(_EFFECTS[int(row['effect'])])}: {change}"
        moved = bool(round(np.nan_to_num(row["change"]), PLACES.get(form, 0)))
        rows.append(
            (
                (_RANKS[int(row["effect"])] if row["effect"] else 2 if moved else _SAME, place),
                int(row["effect"]),
                (_(MEASURES[str(code)].label), *sides, change, _sureness(str(code), row, form, _)),
            )
        )
    rows.sort(key=lambda row: row[0])
    headers = [
        _("Figure"),
        _("Before"),
        _("After (estimate)"),
        _("Difference"),
        _("How sure the difference is"),
    ]
    table = pd.DataFrame([texts for _rank, _effect, texts in rows], columns=headers)
    return table, [effect for _rank, effect, _texts in rows], sum(rank[0] < _SAME for rank, *_rest in rows)


_RANKS, _SAME = {-1: 0, 1: 1}, 3


def _side(value: float, total: float, form: str, _: Translator) -> str:
    if not np.isfinite(value):
        return _("not known")
    if form == "part":
        share = _.percent(value / total) if total else _("not known")
        return _("{part} of {total} ({share})", part=value, total=total, share=share)
    return _figure(value, form, _)


def _figure(value: float, form: str, _: Translator) -> str:
    return _.percent(value, 1) if form == "share" else _.number(round(value, PLACES.get(form, 0)), 2)


def _difference(change: float, form: str, _: Translator) -> str:
    if not np.isfinite(change):
        return _("not known")
    if not round(change, PLACES.get(form, 0)):
        return _("no difference")
    text = _amount(abs(change), form, _)
    text = _("{points} percentage points", points=text) if form == "share" else text
    return f"{'+' if change > 0 else '−'}{text}"


def _amount(value: float, form: str, _: Translator) -> str:
    if form == "share":
        return _.number(round(100 * value, 1), 1)
    return _.number(round(value, PLACES.get(form, 0)), 2)


def _signed(value: float, form: str, _: Translator) -> str:
    text = _amount(abs(value), form, _)
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"


def _sureness(code: str, row: pd.Series, form: str, _: Translator) -> str:
    """Say what the interval of the difference is of, or that the figure is counted."""
    if not np.isfinite(row["change"]):
        return _("cannot be told")
    if not np.isfinite(row["low"]):
        return _("counted exactly from the list")
    low, high = (_signed(row[end], form, _) for end in ("low", "high"))
    network = code in GOALS or code == "largest_part"
    if low == high == "0":
        return _("the same in all draws of what is uncertain")
    if network:
        return _("{low} to {high} if one in five ties went unlisted", low=low, high=high)
    return _("{low} to {high}, places not known exactly drawn at random", low=low, high=high)


def moved_text(moved: Moved, measures: pd.DataFrame, ecosystem: Ecosystem, lost: bool, _: Translator) -> str:
    """Say which start-ups lose or gain the way to a goal, with the figures and their names."""
    ids = moved.lost if lost else moved.gained
    row = measures.loc[moved.code]
    names = [ecosystem.name(node, _.lang) if node in ecosystem else node for node in ids]
    shown = "; ".join(sorted(names)[:NAMED])
    if len(names) > NAMED:
        shown += "; " + _.n("{n} more", "{n} more", len(names) - NAMED)
    values = {
        "goal": _(_WAYS[GOALS[moved.code]]),
        "before": row["before"],
        "after": row["after"],
        "names": shown,
    }
    if lost:
        return _.n(
            "{n} start-up loses its way to {goal} within two steps ({before} before, {after} after): {names}.",
            "{n} start-ups lose their way to {goal} within two steps ({before} before, {after} after): {names}.",
            len(ids),
            **values,
        )
    return _.n(
        "{n} start-up gains a way to {goal} within two steps ({before} before, {after} after): {names}.",
        "{n} start-ups gain a way to {goal} within two steps ({before} before, {after} after): {names}.",
        len(ids),
        **values,
    )


def change_line(change: Outcome, _: Translator) -> str:
    """Write the figure of a finding before and after, and why it is (not) stated."""
    measure = change.finding.measure
    if is_pair(change.finding):
        line = _(_TIED[change.before, change.after]) if (change.before, change.after) in _TIED else ""
    else:
        places = decimals(change.before, change.after, measure)
        sides = [_of_measure(value, measure, places, _) for value in (change.before, change.after)]
        line = _(
            "Before: {before} · After: {after} ({unit})",
            before=sides[0],
            after=sides[1],
            unit=_(measure.unit),
        )
    if change.why is None:
        return line
    why = change.why.text(_.lang)
    return f"{line}. {why[0].upper()}{why[1:]}." if line else f"{why[0].upper()}{why[1:]}."


_TIED: Mapping[tuple[float | None, float | None], str] = {
    (1.0, 0.0): N_("Before: no chain of listed ties between them · After: there is one"),
    (0.0, 1.0): N_("Before: joined by listed ties · After: no chain between them any more"),
}


def _of_measure(value: float | None, measure: Measure, places: int, _: Translator) -> str:
    if value is None:
        return _("cannot be told")
    if measure.is_share:
        return _.percent(value, places)
    return _.number(round(value, places), places)
