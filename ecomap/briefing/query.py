"""Questions a figure answers: each is written as a short text, and can be asked again of another snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from ecomap.analysis.finding import Message
from ecomap.briefing.kept import Kept
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

TEXT_LIMIT, ARGUMENT_LIMIT = 20_000, 1_000
"""Characters and arguments of a query; the text of one may come from a file anybody wrote."""


SHARE = N_("share")
"""Unit of a share of 1."""


class QueryError(ValueError):
    """A query cannot be read, or this snapshot cannot answer it; `message` says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.text("en"))
        self.message = message


@dataclass(frozen=True)
class Answer:
    """What a snapshot says to a query.

    Attributes
    ----------
    value : float or None
        None when it cannot be told; never a stand-in zero.
    unit : str
        Message id, or '' for a plain count whose noun stands in the sentence; `SHARE` for a share of 1.
    table, ids
        Rows the value rests on, in a fixed order: what the evidence workbook lists.
    beside : tuple of (str, tuple of str)
        Further tables and their rows, of a value that rests on rows of several.
    sources : tuple of str
        Sources of these rows, sorted.
    as_of : str
        Date the value speaks of (partial ISO date), or '' when no row is dated.
    caveat : Message or None
        What a reader must know before using the value, e.g. that the list holds a part of what exists. Its values
        may be queries: each is then asked, and written as a figure.
    """

    value: float | None
    unit: str = ""
    table: str = ""
    ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    as_of: str = ""
    caveat: Message | None = None
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def rows(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """All tables the value rests on, each with its rows."""
        return ((self.table, self.ids), *self.beside)


Function = Callable[[Ecosystem, Mapping[str, tuple[str, ...]]], Answer]
FUNCTIONS: dict[str, Function] = {}
"""Name of a query -> the function that answers it. Filled by `ecomap.briefing.queries` and templates with their own."""

_ARGUMENTS: dict[str, frozenset[str] | None] = {}


def answers(name: str, arguments: Iterable[str] | None = None) -> Callable[[Function], Function]:
    """Register the function that answers the queries of a name.

    Parameters
    ----------
    name : str
    arguments : iterable of str, optional
        Names of the arguments it takes; any other is refused. Without it the function checks them itself.
    """

    def register(function: Function) -> Function:
        FUNCTIONS[name] = function
        _ARGUMENTS[name] = None if arguments is None else frozenset(arguments)
        return function

    return register


@dataclass(frozen=True)
class Query:
    """A question about a snapshot.

    Attributes
    ----------
    name : str
        Key of `FUNCTIONS`.
    args : tuple of (str, tuple of str)
        Named arguments, sorted by name, so that equal questions are equal.
    """

    name: str
    args: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, name: str, /, **args: object) -> Query:
        """Make a query; arguments are texts, numbers, queries or collections of them, empty ones are left out."""
        lists = {key: _texts(value) for key, value in args.items()}
        return cls(name, tuple(sorted((key, value) for key, value in lists.items() if value)))

    @property
    def text(self) -> str:
        """The query as text, such as ``organisations?kind=startup&place=in``: its id in a document."""
        return f"{self.name}?{urlencode(self.args, doseq=True)}" if self.args else self.name

    def __str__(self) -> str:
        return self.text

    @classmethod
    def parse(cls, text: str) -> Query:
        """Read a query from its text, which anybody may have written.

        Raises
        ------
        QueryError
            If it is no query, or no query has this name or takes these arguments.
        """
        if len(text) > TEXT_LIMIT:
            raise QueryError(_UNREADABLE)
        name, _, rest = text.partition("?")
        try:
            pairs = parse_qsl(
                rest, keep_blank_values=True, strict_parsing=bool(rest), max_num_fields=ARGUMENT_LIMIT
            )
        except ValueError as error:
            raise QueryError(_UNREADABLE) from error
        args: dict[str, list[str]] = {}
        for key, value in pairs:
            args.setdefault(key, []).append(value)
        query = cls(name, tuple(sorted((key, tuple(value)) for key, value in args.items())))
        query._check()
        return query

    def _check(self) -> None:
        if self.name not in FUNCTIONS:
            raise QueryError(Message(N_("No query is called “{name}”."), {"name": self.name[:80]}))
        allowed = _ARGUMENTS[self.name]
        for key, _values in self.args:
            if allowed is not None and key not in allowed:
                raise QueryError(
                    Message(
                        N_("The query “{name}” has no argument “{argument}”."),
                        {"name": self.name, "argument": key[:80]},
                    )
                )

    def ask(self, ecosystem: Ecosystem) -> Answer:
        """Answer the query from a snapshot; the answer is kept while the snapshot lives.

        Raises
        ------
        QueryError
            If it is not a query, or the snapshot has not what it asks for, such as a row that is gone.
        """
        return _ANSWERS.get(ecosystem, self, lambda: self._answer(ecosystem))

    def _answer(self, ecosystem: Ecosystem) -> Answer:
        self._check()
        return FUNCTIONS[self.name](ecosystem, dict(self.args))


_ANSWERS: Kept[Answer] = Kept(20_000)
_UNREADABLE = Message(N_("This is not the text of a query."))


def _texts(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    if isinstance(value, str | int | float | Query):
        return (str(value),)
    return tuple(str(item) for item in value)  # type: ignore[attr-defined]
