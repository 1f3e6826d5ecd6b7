"""Figures of the findings of gaps, by the id of the finding, which is the same in every version of the data."""

from __future__ import annotations

from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding, Message
from ecomap.briefing.query import Answer, QueryError, answers
from ecomap.briefing.rows import Arguments, filtered, single
from ecomap.ecosystem import Ecosystem
from ecomap.filters import QUERY_NAMES
from ecomap.i18n import N_
from ecomap.views.gaps import SEVERITIES, severity_word
from ecomap.views.records import newest_source

_FILTERS = tuple(QUERY_NAMES.values())
PARTS = ("value", "low", "high", "severity", "rows")


def found(ecosystem: Ecosystem, args: Arguments) -> Finding:
    """Return the finding that arguments name (``id``; filters for the part of the snapshot it is found in).

    Raises
    ------
    QueryError
        If the snapshot has not this gap: it may have been closed.
    """
    name = single(args, "id")
    kind = name.partition(":")[0]
    if kind in gaps.KINDS:
        for finding in gaps.find(filtered(ecosystem, args), [kind]).findings:
            if finding.id == name:
                return finding
    raise QueryError(Message(N_("The data no longer shows the gap “{id}”."), {"id": name[:200]}))


@answers("finding", (*_FILTERS, "id", "part"))
def finding(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Give a figure of a finding (``part``, ``value`` if not given).

    It may be ``value``, the ends ``low`` and ``high`` of its 95 % interval, ``severity``, or ``rows`` of evidence.
    """
    part = args.get("part", ("value",))[0]
    if part not in PARTS:
        raise QueryError(Message(N_("A finding has no figure “{name}”."), {"name": part[:80]}))
    one = found(ecosystem, args)
    values = {
        "value": one.measure.value,
        "low": one.measure.low,
        "high": one.measure.high,
        "severity": one.severity,
        "rows": float(sum(len(piece.ids) for piece in one.evidence)),
    }
    return Answer(
        value=values[part],
        unit=one.measure.unit if part in ("value", "low", "high") else "",
        table="findings",
        ids=(one.id,),
        sources=one.sources,
        as_of=newest_source(ecosystem, set(one.sources)) if one.sources else "",
        caveat=_doubt(one) if part == "value" else None,
    )


def _doubt(one: Finding) -> Message | None:
    if one.confidence.level != "low":
        return None
    return Message(N_("Confidence is low: {title}."), {"title": one.title})


@answers("findings", (*_FILTERS, "gap", "severity", "confidence_level"))
def findings(ecosystem: Ecosystem, args: Arguments) -> Answer:
    """Count findings: of some kinds (``gap``), words of severity (``severity``) and levels of confidence."""
    kinds = args.get("gap", tuple(gaps.KINDS))
    for kind in kinds:
        if kind not in gaps.KINDS:
            raise QueryError(Message(N_("There is no kind of gap “{name}”."), {"name": kind[:80]}))
    words, levels = args.get("severity", tuple(SEVERITIES)), args.get("confidence_level", ())
    kept = [
        one
        for one in gaps.find(filtered(ecosystem, args), kinds).findings
        if severity_word(one.severity) in words and (not levels or one.confidence.level in levels)
    ]
    sources = {source for one in kept for source in one.sources}
    return Answer(
        value=float(len(kept)),
        table="findings",
        ids=tuple(sorted(one.id for one in kept)),
        sources=tuple(sorted(sources)),
        as_of=newest_source(ecosystem, sources or None),
    )
