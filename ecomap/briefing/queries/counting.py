"""How many rows: organisations, programmes, ties, rows of any table, different values of a column."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import reduce

from ecomap.analysis.evidence import coverage_share, kind_message, labelled, totals_asked
from ecomap.analysis.finding import Message
from ecomap.briefing import scope
from ecomap.briefing.kept import Kept
from ecomap.briefing.query import Answer, Query, QueryError, answers
from ecomap.briefing.rows import ROW_TABLES, Arguments, answer, cells, chosen, filters_of, single, table
from ecomap.counts import sources_of
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import LANGUAGES, N_, translator
from ecomap.tables import split_list
from ecomap.vocabulary import KINDS

KIND_COVERAGE = N_(
    "{kinds}: the list is not complete; it holds {share} of the number that official figures report ({totals})."
)
KIND_COVERAGE_OF = N_(
    "{kinds} of the sectors {sectors}: the list is not complete; it holds {share} of the number that official figures "
    "report ({totals})."
)
TOTAL = N_("{label}, {date}")

_COVERED: Kept[tuple[float | None, tuple[str, ...], Message]] = Kept(1_000)
"""Nearly every count of organisations asks again how complete each kind is."""


_UNCOUNTED = frozenset(QUERY_NAMES.values()) - {"kind", "sub", "sector", "place"} | {"id", "ward_code"}
"""What no official figure counts by: these are of the whole city."""


@answers("organisations")
def organisations(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count organisations."""
    keys = chosen(ecosystem, "organisations", args)
    return answer(ecosystem, "organisations", keys, len(keys), caveat=_incomplete(ecosystem, args))


def _incomplete(ecosystem: Ecosystem, args: Arguments) -> Message | None:
    """Say how far the list of organisations is from official figures, where they can be held against it."""
    if args.get("place") == ("out",) or not _UNCOUNTED.isdisjoint(args):
        return None
    kinds = args.get("kind", ())
    if "sub" in args:
        kinds = tuple(sorted({code.partition(".")[0] for code in args["sub"]}))
    subkind = args["sub"][0].partition(".")[2] if len(args.get("sub", ())) == 1 else ""
    sectors = (*args.get("sector", ()), *args.get("sectors", ()))
    told = [_kind_share(ecosystem, kind, subkind, sectors) for kind in kinds or KINDS]
    found = [message for message in told if message is not None]
    if len(found) < 2:
        return found[0] if found else None
    return reduce(lambda first, last: Message("{first} {last}", {"first": first, "last": last}), found)


def _kind_share(ecosystem: Ecosystem, kind: str, subkind: str, sectors: tuple[str, ...]) -> Message | None:
    """Say how far the list of one kind is from its official figures; kinds are not put together in one share."""
    share, of, totals = _COVERED.get(
        ecosystem, (kind, subkind, sectors), lambda: _covered(ecosystem, kind, subkind, sectors)
    )
    if share is None or share >= 1:
        return None
    query = Query.of("completeness", kind=kind, subkind=subkind, sector=sectors)
    label = kind_message(kind, subkind, plural=True)
    values = {"kinds": {lang: label.text(lang) for lang in LANGUAGES}, "share": query, "totals": totals}
    if not of:
        return Message(KIND_COVERAGE, values)
    names = [labelled(ecosystem.sectors, code) for code in of]
    values["sectors"] = {lang: ", ".join(name[lang] for name in names) for lang in LANGUAGES}
    return Message(KIND_COVERAGE_OF, values)


def _covered(
    ecosystem: Ecosystem, kind: str, subkind: str, sectors: tuple[str, ...]
) -> tuple[float | None, tuple[str, ...], Message]:
    """Return how much of one kind is listed, of which sectors the official figures are, and which these are."""
    held = totals_asked(ecosystem, (kind,), subkind, sectors)
    of = {code for cell in held["sectors"] if isinstance(cell, str) for code in split_list(cell)}
    told = [_total(row) for row in held.to_dict("records")]
    both = reduce(lambda a, b: Message("{a}; {b}", {"a": a, "b": b}), told) if told else Message("")
    return coverage_share(ecosystem, (kind,), subkind, sectors), tuple(sorted(of)), both


def _total(row: Mapping[Hashable, object]) -> Message:
    """Name an official figure with its day; its number stands with the official figures, which cite it."""
    label = {lang: row[f"label_{lang}"] for lang in LANGUAGES if isinstance(row[f"label_{lang}"], str)}
    day = row["as_of"]
    if not isinstance(day, str):
        return Message("{label}", {"label": label})
    return Message(TOTAL, {"label": label, "date": {lang: translator(lang).date(day) for lang in LANGUAGES}})


@answers("programmes")
def programmes(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count programmes."""
    keys = chosen(ecosystem, "programmes", args)
    return answer(ecosystem, "programmes", keys, len(keys))


@answers("ties")
def ties(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count ties: of some nodes (``of``: either end), or among them (``among``: both ends)."""
    keys, caveat = _ties(ecosystem, args), None
    if "year" in args and "start_date" not in (*args.get("missing", ()), *args.get("has", ())):
        undated = Query.of("ties", **{**args, "missing": (*args.get("missing", ()), "start_date")})
        if undated.ask(ecosystem).value:
            caveat = Message(
                N_("No source dates the start of {n} of these ties; they are counted in every year."),
                {"n": undated},
            )
    return answer(ecosystem, "ties", keys, len(keys), caveat=caveat)


def _ties(ecosystem: Ecosystem, args: Arguments) -> list[str]:
    keys = chosen(ecosystem, "ties", {key: args[key] for key in args if key not in ("of", "among")})
    for argument, enough in (("of", any), ("among", all)):
        if argument in args:
            nodes = {node_of(ecosystem, node) for node in args[argument]}
            keys = [key for key in keys if enough(end in nodes for end in _ends(key))]
    return keys


def _ends(key: str) -> tuple[str, str]:
    """Return the two ends of a tie, which its key names."""
    source, _kind, target, _start = key.split("|")
    return source, target


def node_of(ecosystem: Ecosystem, node: str) -> str:
    """Return the current id of an organisation or programme.

    Raises
    ------
    QueryError
        If there is none.
    """
    current = ecosystem.resolve(node)
    if current is None:
        raise gone("organisations", node)
    return current


def gone(name: str, key: str) -> QueryError:
    """Return the error for a row that a table has not."""
    return QueryError(
        Message(N_("The table {table} has no record “{id}” any more."), {"table": name, "id": key[:200]})
    )


@answers("partners", ("of",))
def partners(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the organisations and programmes that a node is tied with."""
    node = node_of(ecosystem, single(args, "of"))
    keys = _ties(ecosystem, {"of": (node,)})
    others = {end for key in keys for end in _ends(key)} - {node}
    return answer(ecosystem, "ties", keys, len(others))


@answers("rows")
def rows(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the rows of any table (``table``) whose cells have given values."""
    name, rest = single(args, "table"), {key: args[key] for key in args if key != "table"}
    keys = chosen(ecosystem, name, rest, whole=True)
    return answer(ecosystem, name, keys, len(keys))


@answers("distinct")
def distinct(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the different values of a column (``column``) over organisations, programmes or ties (``table``)."""
    name, column = single(args, "table"), single(args, "column")
    rest = {key: args[key] for key in args if key not in ("table", "column")}
    keys = chosen(ecosystem, name, {**rest, "has": (*rest.get("has", ()), column)})
    values = set().union(*(cells(ecosystem, name, column)[key] for key in keys))
    return answer(ecosystem, name, keys, len(values))


@answers("sources")
def sources(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count the publications that figures rest on: of every table, or of what is in a part.

    A part is its organisations (with what places them), programmes and ties, the problems posted in its sectors and
    the figures of its wards.
    """
    filters = filters_of(ecosystem, args)
    part, counted = scope.part(ecosystem, filters), scope.programmes(ecosystem, filters)
    frames = [part.organisations, part.programmes, counted, part.ties]
    if filters:
        wards, needs = ecosystem.wards, cells(ecosystem, "needs", "sectors")
        posted = [key for key, sectors in needs.items() if not sectors.isdisjoint(filters.sectors)]
        frames += [wards[wards.index.isin(filters.wards)], ecosystem.needs.loc[posted]]
    else:
        frames += [table(ecosystem, name) for name in ROW_TABLES if name != "sources"]
    used = sources_of(*frames, placing=True)
    return answer(ecosystem, "sources", used & set(ecosystem.sources.index), len(used))
