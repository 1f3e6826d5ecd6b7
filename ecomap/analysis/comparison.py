"""Two snapshots side by side: what gets worse or better, which gaps close, and what can no longer be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Measure, Message, Silence
from ecomap.analysis.measures import GOALS, key_measures, side_by_side
from ecomap.analysis.subjects import direction, figure, is_pair, still_short, subject
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

STATES = {
    "new": N_("New gap"),
    "worse": N_("Worse"),
    "closed": N_("No longer a gap"),
    "better": N_("Better"),
    "changed": N_("Changed, neither better nor worse by itself"),
    "unstated": N_("No longer stated"),
    "stated": N_("Stated now, though not because it got worse"),
}
"""What can become of a finding, the bad first."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of a finding.

    Attributes
    ----------
    finding : Finding
        As it is after the change, or before it if it is not stated any more.
    state : str
        Key of `STATES`.
    before, after : float or None
        Figure of the same subject on both sides, by the method of the finding; None where it cannot be told.
    why : Message or None
        Why it is (not) stated, where the figure does not tell.
    """

    finding: Finding
    state: str
    before: float | None
    after: float | None
    why: Message | None = None


@dataclass(frozen=True)
class Moved:
    """Start-ups that lose or gain the way to a goal within two steps; `code` is a key of `MEASURES`."""

    code: str
    lost: tuple[str, ...]
    gained: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changes from one snapshot to another.

    Attributes
    ----------
    changes : tuple of Outcome
        What becomes of findings, in the order of `STATES`, the most severe of each first.
    kept : int
        Findings that stay as they were.
    silences : tuple of Silence
        What can not be told of the second snapshot.
    measures : DataFrame
        See `ecomap.analysis.measures.side_by_side`.
    moved : tuple of Moved
        Whom the changes bring nearer or farther; only measures with anybody.
    """

    changes: tuple[Outcome, ...]
    kept: int
    silences: tuple[Silence, ...]
    measures: pd.DataFrame
    moved: tuple[Moved, ...]

    def of(self, state: str) -> tuple[Outcome, ...]:
        """Return the changes of a state."""
        return tuple(change for change in self.changes if change.state == state)


def compare(
    before: Ecosystem, after: Ecosystem, kinds: Iterable[str] | None = None, known: gaps.Gaps | None = None
) -> Comparison:
    """Compare the findings and key measures of two snapshots.

    Parameters
    ----------
    before, after : Ecosystem
        A snapshot and what `ecomap.analysis.scenario.apply` made of it.
    kinds : iterable of str, optional
        Kinds of findings to look at; see `ecomap.analysis.scenario.affected`. All by default.
    known : gaps.Gaps, optional
        Findings of the first snapshot, if at hand; only those of `kinds` are used.

    Notes
    -----
    A gap is closed only if the figure of its subject got better: a finding also goes when its subject goes, when
    others take its place in a list, or when fewer cases are left to tell by. Both sides use the same draws of
    what is uncertain (common random numbers; Law 2015, Simulation Modeling and Analysis, ch. 11), so differences
    come from the changes.
    """
    chosen = tuple(gaps.KINDS if kinds is None else kinds)
    first = {f.id: f for f in (known or gaps.find(before, chosen)).findings if f.kind in chosen}
    found = gaps.find(after, chosen)
    second = {finding.id: finding for finding in found.findings}
    gone = {*before.organisations.index, *before.programmes.index}
    gone -= {*after.organisations.index, *after.programmes.index}
    both = [key for key in first if key in second]
    moved_on = [change for key in both if (change := _changed(first[key], second[key]))]
    changes = [
        *moved_on,
        *(_no_more(before, after, f, gone) for key, f in first.items() if key not in second),
        *(_newly(before, after, f) for key, f in second.items() if key not in first),
    ]
    told = {subject(c.finding) for c in changes if c.state not in ("stated", "unstated")}
    # One ward, two names for its gap: said once, under what became of its figure.
    changes = [c for c in changes if c.state not in ("stated", "unstated") or subject(c.finding) not in told]
    order = list(STATES)
    changes.sort(key=lambda c: (order.index(c.state), -c.finding.severity, c.finding.id))
    old, new = key_measures(before), key_measures(after)
    return Comparison(
        changes=tuple(changes),
        kept=len(both) - len(moved_on),
        silences=found.silences,
        measures=side_by_side(old, new),
        moved=_moved(after, old.reached, new.reached),
    )


def _moved(
    after: Ecosystem, old: dict[str, frozenset[str]], new: dict[str, frozenset[str]]
) -> tuple[Moved, ...]:
    there = set(after.organisations.index)
    moved = (
        Moved(code, tuple(sorted((old[code] - new[code]) & there)), tuple(sorted(new[code] - old[code])))
        for code in GOALS
    )
    return tuple(sorted((one for one in moved if one.lost or one.gained), key=lambda one: -len(one.lost)))


def _changed(old: Finding, new: Finding) -> Outcome | None:
    a, b = old.measure.value, new.measure.value
    if is_pair(new) and not new.id.startswith("roles:"):  # the score only ranks
        return None
    if same_as_written(a, b, new.measure):
        return None
    return Outcome(new, _moved_to(a, b, direction(new), ("worse", "changed", "better")), a, b)


def _moved_to(a: float | None, b: float | None, good: int, states: tuple[str, str, str]) -> str:
    """Choose the state for worse, neither and better."""
    if a is None or b is None or not good:
        return states[1]
    return states[2] if (b - a) * good > 0 else states[0]


def _no_more(before: Ecosystem, after: Ecosystem, finding: Finding, gone: set[str]) -> Outcome:
    if gone.intersection(finding.scope.organisations[:2]) and finding.kind in ("links", "roles"):
        names = Message(N_("what it is about is taken away, so there is nothing left to look at"))
        return Outcome(finding, "unstated", finding.measure.value, None, names)
    a, b = figure(before, finding), figure(after, finding)
    if a is None or b is None:
        a = finding.measure.value if a is None else a
        why = N_("its figure cannot be told after the change, so whether the gap got smaller is not known")
        return Outcome(finding, "unstated", a, b, Message(why))
    if same_as_written(a, b, finding.measure):
        why = N_("its figure stays as it is; another one took its place in the list, or it is less sure")
        return Outcome(finding, "unstated", a, b, Message(why))
    if (b - a) * direction(finding) > 0:
        if still_short(finding, b):
            why = N_("it got better, and whether it is still a gap cannot be told for sure")
            return Outcome(finding, "better", a, b, Message(why))
        return Outcome(finding, "closed", a, b)
    why = N_("its figure got worse, but fewer cases are left to tell it from chance")
    return Outcome(finding, "unstated", a, b, Message(why))


def _newly(before: Ecosystem, after: Ecosystem, finding: Finding) -> Outcome:
    a, b = figure(before, finding), finding.measure.value
    if is_pair(finding):
        b = 1.0
    if a is None:
        why = N_("it is about what the scenario adds, or could not be told before")
        return Outcome(finding, "stated", None, b, Message(why))
    if same_as_written(a, b, finding.measure):
        why = N_("its figure stays as it is; another one left the list, or it is surer now")
        return Outcome(finding, "stated", a, b, Message(why))
    if b is not None and (b - a) * direction(finding) < 0:
        return Outcome(finding, "new", a, b)
    why = N_("its figure did not get worse, but there are more cases to tell it by")
    return Outcome(finding, "stated", a, b, Message(why))


# As written.


def digits(value: float, measure: Measure) -> int:
    """Return to how many decimals a figure of a measure is written here; of the percentage for a share."""
    if measure.unit.startswith("share"):
        return 2 if 0 < abs(value) < 0.01 else 0
    return 0 if float(value).is_integer() else 1 if measure.unit == "km" or abs(value) >= 10 else 2


def decimals(a: float | None, b: float | None, measure: Measure) -> int:
    """Return to how many decimals two figures are written beside each other."""
    return max((digits(value, measure) for value in (a, b) if value is not None), default=0)


def same_as_written(a: float | None, b: float | None, measure: Measure) -> bool:
    """Tell whether two figures of a measure are written alike: then nobody could see a change."""
    if a is None or b is None:
        return a is b
    scale, places = 100 if measure.unit.startswith("share") else 1, decimals(a, b, measure)
    return round(scale * a, places) == round(scale * b, places)
