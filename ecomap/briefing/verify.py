"""Asking every figure of a produced file again: which sentences still hold, and which do not."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from ecomap.analysis.finding import Message
from ecomap.briefing.changed_queries import earlier_version
from ecomap.briefing.check_lines import Sentence, compared
from ecomap.briefing.check_text import edited
from ecomap.briefing.compose import compose
from ecomap.briefing.payload import Figure, Payload, PayloadError, payload, read_payload
from ecomap.briefing.query import Query, QueryError
from ecomap.briefing.recipe_file import RecipeError, read_recipe
from ecomap.briefing.render.embed import FILE_LIMIT, extract
from ecomap.briefing.render.visible import has_lines, visible_text
from ecomap.briefing.verification import Changed, Lost, Verification
from ecomap.briefing.writer import write
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, translator


class Carried(NamedTuple):
    """What a produced file carries, and its text as a reader sees it.

    Attributes
    ----------
    payload : Payload
    text : str or None
        None if it cannot be read.
    unreadable : bool
        Whether it should be readable and is not; that of PDF never is.
    """

    payload: Payload
    text: str | None
    unreadable: bool


def carried(data: bytes) -> Carried:
    """Read a produced file; see `verify`."""
    if len(data) > FILE_LIMIT:
        limit = {"limit": FILE_LIMIT // 2**20}
        raise PayloadError(Message(N_("The file is larger than {limit} MB, so it is not read."), limit))
    content = extract(data)
    if content is None:
        raise PayloadError(Message(N_("This is not a Word, PDF or HTML file of a briefing made by EcoMap.")))
    text = visible_text(data)
    return Carried(read_payload(content), text, text is None and has_lines(data))


def verify(data: bytes, ecosystem: Ecosystem) -> Verification:
    """Ask every figure of a produced Word, PDF or HTML file again.

    Parameters
    ----------
    data : bytes
        The file. It may come from anybody: only its list of figures, its recipe and its visible text are read.
    ecosystem : Ecosystem
        The data to hold it against.

    Returns
    -------
    Verification

    Raises
    ------
    PayloadError
        If the file carries no figures.

    Notes
    -----
    The figures asked are those the file was made with. Figures that somebody wrote into it by hand are not known.
    """
    content = carried(data)
    return verify_payload(content.payload, ecosystem, content.text, unreadable=content.unreadable)


def verify_payload(
    content: Payload,
    ecosystem: Ecosystem,
    text: str | None = None,
    *,
    unreadable: bool = False,
    patience: float = math.inf,
    progress: Callable[[float, str], None] | None = None,
) -> Verification:
    """Ask the figures that a file carries again, and compare it with what its recipe gives now.

    Parameters
    ----------
    content : Payload
        What the file carries.
    ecosystem : Ecosystem
        The data to hold it against.
    text : str, optional
        What a reader sees in the file, to look for sentences that were changed by hand.
    unreadable : bool
        Whether it is missing because it could not be read.
    patience : float
        Seconds after which nothing else is asked or composed: a file by anybody may ask for anything.
    progress : callable, optional
        Called as ``progress(fraction, "")``.
    """
    until = time.monotonic() + patience

    def step(share: float, _title: str = "") -> None:
        if progress:
            progress(share, "")
        if time.monotonic() > until:
            raise _TooLateError

    changed, lost = _asked(content, ecosystem, step)
    same = content.version == ecosystem.version
    now, obstacle = _again(content, ecosystem, step)
    missing, added = _differing(content, now, changed, lost) if now and same else ((), ())
    gone, fresh = _compared(content, now, changed, lost) if now else ((), ())
    # What a file carries may be forged, so its text is held against the recipe's own lines, unless these are others.
    of_file = now if now and same and not (gone or fresh) else content
    return Verification(
        content,
        ecosystem.version,
        len(content.figures) - len(changed) - len(lost),
        tuple(changed),
        tuple(lost),
        edited(of_file, text) if text is not None else (),
        text is not None,
        unreadable,
        _without_reworded(missing, fresh, added, gone),
        _without_reworded(added, gone, missing, fresh),
        gone,
        fresh,
        now is not None,
        obstacle,
    )


class _TooLateError(Exception):
    """The time a check may take is over."""


_Step = Callable[[float, str], None]


def _asked(carried: Payload, ecosystem: Ecosystem, step: _Step) -> tuple[list[Changed], list[Lost]]:
    """Ask every figure again; return those that are another one now, and those that cannot be told."""
    changed: list[Changed] = []
    lost: list[Lost] = []
    for place, figure in enumerate(carried.figures):
        try:
            step(place / len(carried.figures) / 2, "")
            value = Query.parse(figure.query).ask(ecosystem).value
        except _TooLateError:
            lost += [Lost(late, _LATE) for late in carried.figures[place:]]
            break
        except QueryError as error:
            lost.append(Lost(figure, error.message))
            continue
        new = write(value, figure.style, translator(carried.lang))
        if not _same(figure.value, value) and new != figure.text:
            changed.append(Changed(figure, new, value))
    return changed, lost


# The whole document.


def _again(carried: Payload, ecosystem: Ecosystem, step: _Step) -> tuple[Payload | None, Message | None]:
    """Return what a file of the recipe in a file would carry now, or why it cannot be made."""
    earlier = None
    try:
        for figure in carried.figures:
            earlier = earlier or earlier_version(figure.query)
        recipe = read_recipe(carried.recipe, ecosystem)
        document = compose(ecosystem, recipe, earlier, lambda share, title: step(0.5 + share / 2, title))
    except _TooLateError:
        return None, _LATE_WHOLE
    except QueryError as error:
        return None, error.message
    except RecipeError:
        return None, _NO_RECIPE
    return read_payload(payload(document)), None


def _differing(
    carried: Payload, now: Payload, changed: Iterable[Changed], lost: Iterable[Lost]
) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the figures that a file should carry and does not, and those it carries beyond them."""
    told = [one.figure for one in changed] + [one.figure for one in lost]
    places = {(figure.section, figure.query) for figure in told}
    missing = [one for one in _beyond(now.figures, carried.figures) if (one.section, one.query) not in places]
    return tuple(missing), tuple(one for one in _beyond(carried.figures, now.figures) if one not in told)


def _without_reworded(
    some: Sequence[Figure], of: Iterable[Sentence], others: Sequence[Figure], of_others: Iterable[Sentence]
) -> tuple[Figure, ...]:
    """Return the figures of some sentences that do not stand in the sentences told instead of these."""
    left = Counter(map(_figure_of, _within(others, of_others)))
    told = {id(one) for one in _within(some, of) if _taken(left, _figure_of(one))}
    return tuple(one for one in some if id(one) not in told)


def _within(figures: Iterable[Figure], sentences: Iterable[Sentence]) -> list[Figure]:
    texts = [sentence.text for sentence in sentences]
    return [one for one in figures if any(text in one.sentence for text in texts)]


def _figure_of(figure: Figure) -> tuple[str, ...]:
    return figure.section, figure.query, figure.text, figure.style


def _taken(left: Counter[tuple[str, ...]], key: tuple[str, ...]) -> bool:
    """Take one out of those left, if there is one."""
    left[key] -= 1
    return left[key] >= 0


def _compared(
    carried: Payload, now: Payload, changed: Iterable[Changed], lost: Iterable[Lost]
) -> tuple[tuple[Sentence, ...], tuple[Sentence, ...]]:
    """Return the sentences that are no longer written, and the new ones; none of a file that does not carry them."""
    if not carried.lines:
        return (), ()
    places = {id(figure): place for place, figure in enumerate(carried.figures)}
    of_changed = [places[id(one.figure)] for one in changed]
    return compared(carried, now, of_changed, [places[id(one.figure)] for one in lost])


def _beyond(some: Iterable[Figure], others: Iterable[Figure]) -> list[Figure]:
    """Return those of some figures that others have not, or not as often; how they are written counts."""
    left = Counter(map(_written, others))
    return [figure for figure in some if not _taken(left, _written(figure))]


def _written(figure: Figure) -> tuple[str, ...]:
    return figure.section, figure.sentence, figure.query, figure.text, figure.style


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return math.isclose(old, new, rel_tol=1e-9, abs_tol=1e-12)


# What is told.


_LATE = Message(N_("The check took too long, so this figure was not asked."))
_LATE_WHOLE = Message(
    N_(
        "The check took too long, so the document was not composed again: sentences and figures that it should have "
        "were not compared."
    )
)
_NO_RECIPE = Message(
    N_(
        "The recipe in the file makes no document of this data, so sentences and figures that it should have cannot "
        "be compared."
    )
)
