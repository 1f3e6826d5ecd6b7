"""Why a partner is suggested, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from ecomap.analysis.evidence import CROSS_SECTOR, joined, labelled, number
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import near, needs, text_fit
from ecomap.analysis.partners.model import Distance, Part
from ecomap.analysis.partners.parts import Compared
from ecomap.analysis.partners.query import Query
from ecomap.analysis.partners.snapshot import ground
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import LANGUAGES, N_
from ecomap.text import fold, words
from ecomap.vocabulary import ROLE_TYPES

_MOST = 3
"""Reasons in one sentence."""
_WORTH_SAYING = 0.15
"""Least value of a part that is given as a reason."""
_NEAR_SECTOR = 0.2
_WORDS, _CANDIDATES = 3, 20
"""Words shown as common; words looked at for them."""
_RECENT = 0.85
"""Activity of a body that is active and whose newest source is at most a year and a half older than the newest."""


def distance(ecosystem: Ecosystem, compared: Compared, row: int) -> Distance:
    """Return how far an organisation is, with the words for it."""
    low, high, precision = compared.low_m[row], compared.high_m[row], compared.precision[row]
    if precision == near.POINT:
        return Distance(precision, float(low), float(high), Message(N_("about {km} km"), {"km": _km(low)}))
    if precision == near.SAME_WARD:
        return Distance(precision, float(low), float(high), Message(N_("same ward")))
    if precision == near.WARD:
        values = {"low": _km(low), "high": _km(high)}
        return Distance(
            precision, float(low), float(high), Message(N_("between {low} and {high} km"), values)
        )
    province = str(ground(ecosystem).province[row])
    if province and province != ecosystem.region.province:
        return Distance(near.UNKNOWN, None, None, Message(N_("in {place}"), {"place": province}))
    return Distance(near.UNKNOWN, None, None, Message(N_("distance not known")))


def _km(metres: float) -> dict[str, str]:
    return number(metres / 1000, 0 if metres >= 20_000 else 1)


def reason(ecosystem: Ecosystem, query: Query, compared: Compared, row: int, code: str) -> Message | None:
    """Return what a part of the score rests on, None where there is nothing to say."""
    value = compared.values[code][row]
    if not math.isfinite(value):
        return None
    writer = _WRITERS.get(code)
    return writer(ecosystem, query, compared, row) if writer else None


def sentence(ecosystem: Ecosystem, org_id: str, parts: tuple[Part, ...]) -> Message:
    """Return the strongest reasons in one sentence."""
    told = [part for part in parts if part.reason is not None and (part.value or 0) >= _WORTH_SAYING]
    told.sort(key=lambda part: -part.contribution)
    name = {lang: ecosystem.name(org_id, lang) for lang in ("vi", "en")}
    if not told:
        return Message(N_("{name}: little is known that speaks for or against it."), {"name": name})
    values: dict[str, object] = {"name": name}
    values.update({f"r{at}": part.reason for at, part in enumerate(told[:_MOST], start=1)})
    templates = (N_("{name}: {r1}."), N_("{name}: {r1}; {r2}."), N_("{name}: {r1}; {r2}; {r3}."))
    return Message(templates[min(len(told), _MOST) - 1], values)


def needs_met(ecosystem: Ecosystem, query: Query, org_id: str) -> tuple[str, ...]:
    """Return the needs asked for that an organisation can meet by a sure ground, best first."""
    return tuple(code for code, ground in _grounds(ecosystem, query, org_id) if ground.sure)


def _grounds(ecosystem: Ecosystem, query: Query, org_id: str) -> list[tuple[str, needs.Ground]]:
    """Return the needs asked for with the best ground of each, a sure one before others, best first."""
    found = {code: needs.met_by(ecosystem, org_id, code) for code in query.needs}
    best = {code: min(grounds, key=lambda one: not one.sure) for code, grounds in found.items() if grounds}
    return sorted(best.items(), key=lambda item: (-query.needs[item[0]] * item[1].worth, item[0]))


def _need(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    org_id = str(ground(ecosystem).ids[row])
    grounds = _grounds(ecosystem, query, org_id)
    if not grounds:
        return None
    sure = [item for item in grounds if item[1].sure]
    told = [_ground_text(ecosystem, org_id, *item) for item in (sure or grounds)[:3]]
    values = {"needs": joined([{lang: _inside(text.text(lang)) for lang in LANGUAGES} for text in told])}
    return Message(N_("is on record as offering {needs}") if sure else N_("may fit: {needs}"), values)


def _inside(label: str) -> str:
    """Write a label as it stands inside a sentence."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _ground_text(ecosystem: Ecosystem, org_id: str, code: str, why: needs.Ground) -> Message:
    """Return a need with what speaks for it in brackets."""
    values: dict[str, object] = {"need": Message(needs.NEEDS[code].label)}
    if why.sort == "function":
        label = labelled(ecosystem.functions, why.code)
        values["ground"] = {lang: _inside(label[lang]) for lang in LANGUAGES}
        if why.code in needs.BY_TRADE and (through := _through(ecosystem, org_id, code, why.code)):
            values["programme"] = {lang: ecosystem.name(through, lang) for lang in ("vi", "en")}
            return Message(N_("{need} (its function: {ground}, through “{programme}”)"), values)
        if why.sure and fold(label["vi"]) == fold(Message(needs.NEEDS[code].label).text("vi")):
            return Message(needs.NEEDS[code].label)
        if why.sure:
            return Message(N_("{need} (its function: {ground})"), values)
        return Message(N_("{need} (only a related function: {ground})"), values)
    if why.sort == "programme":
        values["ground"] = {lang: ecosystem.name(why.node, lang) for lang in ("vi", "en")}
        if ecosystem.programmes.at[why.node, "status"] == "active":
            return Message(N_("{need} (through “{ground}”)"), values)
        return Message(N_("{need} (through “{ground}”, which is not recorded as running)"), values)
    if why.sort == "posted":
        values["ground"] = problem_text(ecosystem, why.node)
        return Message(N_("{need} (it published {ground})"), values)
    return Message(N_("{need} (by its kind; whether it takes this on is not known)"), values)


def problem_text(ecosystem: Ecosystem, need_id: str) -> Message:
    """Return a published problem in quotes, with its year and whether it is still open."""
    row = ecosystem.needs.loc[need_id]
    status = str(row["status"])
    values: dict[str, object] = {
        "title": str(row["title_vi"]),
        "state": Message(_STATES.get(status, _STATES["unknown"])),
    }
    if isinstance(row["posted_on"], str):
        return Message(N_("“{title}” ({year}, {state})"), {**values, "year": row["posted_on"][:4]})
    return Message(N_("“{title}” (date not known, {state})"), values)


_STATES = {"open": N_("open"), "closed": N_("closed"), "unknown": N_("whether it is still open is not known")}


def _through(ecosystem: Ecosystem, org_id: str, code: str, function: str) -> str | None:
    """Return the running programme by which an organisation does what a function says, if one is on record."""
    grounds = needs.met_by(ecosystem, org_id, code)
    return next((g.node for g in grounds if g.sort == "programme" and g.code == function and g.sure), None)


def _sector(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    base = ground(ecosystem)
    codes = ecosystem.sectors.index
    same = codes[base.sectors[row] & query.sectors]
    if len(same):
        labels = joined([labelled(ecosystem.sectors, code) for code in same[:3]])
        return Message(N_("same sector: {sectors}"), {"sectors": labels})
    related = np.where(base.sectors[row], base.related[query.sectors].max(axis=0, initial=0.0), 0.0)
    best = int(np.argmax(related))
    if related[best] < _NEAR_SECTOR:
        return None
    if codes[best] == CROSS_SECTOR:
        return Message(N_("works across all sectors"))
    return Message(N_("related sector: {sector}"), {"sector": labelled(ecosystem.sectors, codes[best])})


def _network(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    shared, programmes = int(compared.shared[row]), int(compared.shared_programmes[row])
    if not shared:
        return None
    if programmes == shared:
        return Message("{n} programme in common", plural="{n} programmes in common", n=programmes)
    if not programmes:
        return Message("{n} organisation in common", plural="{n} organisations in common", n=shared)
    return Message(
        "{n} organisation or programme in common",
        plural="{n} organisations and programmes in common",
        n=shared,
    )


def _record(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    alike = int(compared.helped_alike[row])
    if not alike:
        return None
    return Message(
        "has supported or worked with {n} like you",
        plural="has supported or worked with {n} like you",
        n=alike,
    )


def _text(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    if compared.values["text"][row] < _WORTH_SAYING:
        return None
    org_id = str(ground(ecosystem).ids[row])
    found = text_fit.index(ecosystem).words(query.words, org_id, limit=_CANDIDATES, whole=query.unread)
    if not found:
        return None
    said, planned = _said(ecosystem, org_id)
    own = [run for run in found if _worded([run]) in said][:_WORDS]
    if own:
        return Message(N_("speaks of: {words}"), {"words": ", ".join(own)})
    ahead = [run for run in found if _worded([run]) in planned][:_WORDS]
    return (
        Message(N_("a planned programme speaks of: {words}"), {"words": ", ".join(ahead)}) if ahead else None
    )


def _said(ecosystem: Ecosystem, org_id: str) -> tuple[str, str]:
    """Return the words of what is written of an organisation, and of programmes of it that are only planned.

    The index also holds the labels of functions and sectors: those are ours, and must not be told as its words.
    """
    programmes, ties = ecosystem.programmes, ecosystem.ties
    own = ties[(ties["source"] == org_id) | (ties["target"] == org_id)]
    run = own.loc[(own["source"] == org_id) & own["type"].isin(ROLE_TYPES), "target"]
    theirs = programmes[programmes.index.isin(run)]
    planned = theirs["status"] == "planned"
    named = ecosystem.organisations.loc[org_id, ["name_vi", "name_en", "short_name", "summary_vi"]]
    columns = ["name_vi", "name_en", "benefits_vi", "eligibility_vi", "target_groups"]
    said = [*named, *own["note_vi"], *theirs.loc[~planned, columns].to_numpy().ravel()]
    return _worded(said), _worded(theirs.loc[planned, columns].to_numpy().ravel())


def _worded(texts: Iterable[object]) -> str:
    pieces = (" ".join(words(text)) for text in texts if isinstance(text, str))
    return f" {' | '.join(pieces)} "


def _distance(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    far = distance(ecosystem, compared, row)
    return None if far.precision == near.UNKNOWN and far.text.template == "distance not known" else far.text


def _stage(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    return (
        Message(N_("has supported or worked with bodies at about your stage"))
        if compared.values["stage"][row] > 0.5
        else None
    )


def _activity(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    base = ground(ecosystem)
    if base.status[row] != "active":
        return None
    if not base.dated[row]:
        return Message(N_("active (the date of this information is not known)"))
    return Message(N_("active, with recent news")) if base.activity[row] > _RECENT else None


def _popularity(ecosystem: Ecosystem, query: Query, compared: Compared, row: int) -> Message | None:
    helped = int(compared.helped[row])
    if not helped:
        return None
    return Message(
        "has supported or worked with {n} in all", plural="has supported or worked with {n} in all", n=helped
    )


_WRITERS = {
    "need": _need,
    "sector": _sector,
    "network": _network,
    "record": _record,
    "text": _text,
    "distance": _distance,
    "stage": _stage,
    "activity": _activity,
    "popularity": _popularity,
}
