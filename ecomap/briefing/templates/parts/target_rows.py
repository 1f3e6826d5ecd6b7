"""Which targets a document is about, and of which of them target, result or both are known."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from ecomap.briefing import scope
from ecomap.briefing.document import Spans, Value
from ecomap.briefing.query import Query
from ecomap.briefing.templates.wording import amount
from ecomap.briefing.writer import Writer
from ecomap.text import fold
from ecomap.views.changes import newest_day

OTHER_YEAR = r"thực tế\D*20\d\d"
"""A note in the name of a target that its actual value is that of another year: the two are not compared."""


def rows_of(w: Writer) -> pd.DataFrame:
    """Return the targets the document is about: all, those of the programmes and leads chosen, or those of the scope.

    See `about` for which these are.
    """
    rows = w.whole.targets.sort_index()
    if w.recipe.subject_ids:
        kept = pd.Index([w.whole.resolve(name) or name for name in w.recipe.subject_ids])
        return rows[rows["programme_id"].isin(kept) | rows["lead_org"].isin(kept)]
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


def repeated(w: Writer, rows: pd.DataFrame) -> pd.DataFrame:
    """Return those of some rows that record a target again, without its result: they are not counted once more."""
    return rows.drop(groups(rows)["all"].index)


def is_all(w: Writer) -> bool:
    """Tell whether the document is about all targets."""
    return not w.recipe.subject_ids and not w.recipe.filters(w.whole)


def count(w: Writer, rows: pd.DataFrame, **cells: object) -> Value:
    """Count targets: by their cells when the document is about all, else by the ids of the rows."""
    if is_all(w):
        n = w.written(Query.of("rows", table="targets", **cells))
        if amount(n) == len(rows):
            return n
    return counted_rows(w, rows)


def counted_rows(w: Writer, rows: pd.DataFrame) -> Value:
    """Count targets by their ids."""
    ids = tuple(sorted(str(key) for key in rows.index)) or ("-",)
    return w.written(Query.of("rows", table="targets", id=ids))


def groups(rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return targets by what is known of them; one recorded again without its result counts once.

    Returns
    -------
    dict
        ``all``; ``both`` (target and result), ``other_year`` (a target, and a result of another year), ``unreported``
        (a target alone), ``untargeted`` (a result alone).
    """
    wanted, reached = rows["target_value"].notna(), rows["actual_value"].notna()
    same_year = ~rows["indicator_vi"].str.contains(OTHER_YEAR, na=False)
    both = rows[wanted & reached & same_year]
    told = {_identity(row) for _key, row in both.iterrows()}
    again = pd.Series([_identity(row) in told for _key, row in rows.iterrows()], index=rows.index, dtype=bool)
    again &= ~(wanted & reached)
    return {
        "all": rows[~again],
        "both": both,
        "other_year": rows[wanted & reached & ~same_year],
        "unreported": rows[wanted & ~reached & ~again],
        "untargeted": rows[~wanted & reached],
    }


def due(w: Writer, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the targets whose year is over."""
    return rows[rows["year"] < newest_day(w.whole).year]


_BRACKETS = re.compile(r"\([^)]*\)")


def _identity(row: pd.Series) -> tuple[str, str, str]:
    """Return what two records of one target have in common: name without remarks, year, value."""
    name = _BRACKETS.sub("", str(row["indicator_vi"])).strip()
    return fold(name), year_text(row), str(row["target_value"])


def year_text(row: pd.Series) -> str:
    """Return the year of a target, '' if it has none."""
    return "" if pd.isna(row["year"]) else str(int(row["year"]))


CELLS: Mapping[str, Mapping[str, object]] = {
    "all": {},
    "both": {"has": ("actual_value", "target_value")},
    "other_year": {"has": ("actual_value", "target_value")},
    "unreported": {"has": ("target_value",), "missing": ("actual_value",)},
    "untargeted": {"has": ("actual_value",), "missing": ("target_value",)},
}
"""Group -> the cells that its targets have filled and empty."""


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
