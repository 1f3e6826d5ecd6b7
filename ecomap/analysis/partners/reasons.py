"""Why a partner is suggested, in words."""

from __future__ import annotations

import math

import numpy as np

from ecomap.analysis.evidence import CROSS_SECTOR, joined, labelled, number
from ecomap.analysis.finding import Message
from ecomap.analysis.partners import near, needs, text_fit
from ecomap.analysis.partners.model import Distance, Part
from ecomap.analysis.partners.parts import Compared
from ecomap.analysis.partners.query import Query
from ecomap.analysis.partners.snapshot import ground
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_

_MOST = 3
"""Reasons in one sentence."""
_WORTH_SAYING = 0.15
"""Least value of a part that is given as a reason."""
_NEAR_SECTOR = 0.2
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
    values = {"needs": joined([{lang: text.text(lang) for lang in ("vi", "en")} for text in told])}
    return Message(N_("can meet: {needs}") if sure else N_("may fit: {needs}"), values)


def _ground_text(ecosystem: Ecosystem, org_id: str, code: str, why: needs.Ground) -> Message:
    """Return a need with what speaks for it in brackets."""
    values: dict[str, object] = {"need": Message(needs.NEEDS[code].label)}
    if why.sort == "function":
        values["ground"] = labelled(ecosystem.functions, why.code)
        if why.code in needs.BY_TRADE and (through := _through(ecosystem, org_id, code, why.code)):
            values["programme"] = {lang: ecosystem.name(through, lang) for lang in ("vi", "en")}
            return Message(N_("{need} (its function: {ground}, through “{programme}”)"), values)
        if why.sure:
            return Message(N_("{need} (its function: {ground})"), values)
        return Message(N_("{need} (only a related function: {ground})"), values)
    if why.sort == "programme":
        values["ground"] = {lang: ecosystem.name(why.node, lang) for lang in ("vi", "en")}
        if ecosystem.programmes.at[why.node, "status"] == "active":
            return Message(N_("{need} (through “{ground}”)"), values)
        return Message(N_("{need} (through “{ground}”, which is not recorded as running)"), values)
    if why.sort == "posted":
        values["ground"] = str(ecosystem.needs.at[why.node, "title_vi"])
        return Message(N_("{need} (it published “{ground}”)"), values)
    return Message(N_("{need} (by its kind; whether it takes this on is not known)"), values)


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
    return Message("{n} acquaintance in common", plural="{n} acquaintances in common", n=shared)


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
    index = text_fit.index(ecosystem)
    found = index.words(query.words, str(ground(ecosystem).ids[row]), limit=3, whole=query.unread)
    return Message(N_("speaks of: {words}"), {"words": ", ".join(found)}) if found else None


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
    active = ground(ecosystem).status[row] == "active"
    recent = compared.values["activity"][row] > _RECENT
    return Message(N_("active, with recent news")) if active and recent else None


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
