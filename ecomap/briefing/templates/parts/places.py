"""The section on places: how well they are known, and which wards have how many organisations."""

from __future__ import annotations

from collections.abc import Collection

from ecomap.briefing.document import Picture, Reference, Spans, Table, Value
from ecomap.briefing.pictures import place_map, ward_map
from ecomap.briefing.query import Query
from ecomap.briefing.templates.parts.actors import kind_values
from ecomap.briefing.templates.parts.gaps import ABOUT
from ecomap.briefing.templates.parts.gaps import leading as leading_gaps
from ecomap.briefing.templates.wording import (
    allows_kind,
    amount,
    beyond,
    bound,
    captioned,
    counted,
    counts_of,
    heads,
    here,
    joined,
    leading,
    outside,
    shown,
    small,
    text,
    within,
)
from ecomap.briefing.writer import Writer
from ecomap.i18n import N_
from ecomap.text import sort_order
from ecomap.views import labels

NAMED_WARDS = 5
_SPOTS = ("point", "ward")


def ward_values(writer: Writer, codes: Collection[str] = ()) -> dict[str, Value]:
    """Return the organisations of each ward, most first, then in Vietnamese order; all wards by default."""
    eco = writer.whole
    chosen = [code for code in eco.wards.index if not codes or code in codes]
    names = {code: labels.ward(eco, code) for code in chosen}
    ordered = [list(names)[i] for i in sort_order(names.values())]
    values = {code: writer.value("organisations", **here(writer, ward_code=code)) for code in ordered}
    return dict(sorted(values.items(), key=lambda item: -amount(item[1])))


def places(writer: Writer) -> None:
    """Write the section on places; organisations elsewhere are in no ward of the city."""
    if outside(writer):
        return
    everyone = writer.value("organisations", **here(writer))
    if not amount(everyone):
        return
    drawn = not writer.whole.wards.empty and bool(
        amount(writer.value("organisations", **here(writer, has="ward_code")))
    )
    pointer = writer.say("{picture} shows them by ward and commune.", picture=Reference("wards"))
    writer.paragraph(known_places(writer), *_spread(writer), pointer if drawn else ())
    if drawn:
        writer.picture(wards_picture(writer, named=_told_wards(writer)))


def _told_wards(writer: Writer) -> list[str]:
    """Return the wards the text talks of: those with most organisations, and those of the leading gaps."""
    most = leading(list(ward_values(writer).items()), NAMED_WARDS)
    told = () if beyond(writer, *ABOUT) else leading_gaps(writer)
    gaps = [code for finding in told for code in finding.scope.wards]
    return list(dict.fromkeys([*(code for code, value in most if amount(value)), *gaps]))


def known_places(writer: Writer) -> Spans:
    """Say of how many organisations the ward or the address is known."""
    everyone = writer.value("organisations", **here(writer))
    ward = writer.value("organisations", **here(writer, has="ward_code"))
    exact = writer.value("organisations", **here(writer, placed="point"))
    nowhere = writer.value("organisations", **here(writer, missing="ward_code"))
    if amount(everyone) == 1:
        if amount(exact):
            return bound(writer.say("Its address is known."), exact)
        if amount(ward):
            return bound(writer.say("Its ward is known, its address is not."), ward, exact)
        return bound(writer.say("Its ward is not known."), ward)
    if not amount(ward):
        return bound(
            writer.say("The ward is not known for any of the {all} organisations.", all=everyone), ward
        )
    first = writer.say("The ward is known for {ward} of the {all} organisations.", ward=ward, all=everyone)
    second = counted(
        exact,
        writer.say("For none of them is the exact address known."),
        writer.say(
            "The exact address is known for {n} of them.",
            "The exact address is known for {n} of them.",
            exact,
        ),
    )
    third = counted(
        nowhere,
        (),
        writer.say(
            "{n} organisation without a known ward is in no figure by ward.",
            "{n} organisations without a known ward are in no figure by ward.",
            nowhere,
        ),
    )
    return joined(first, second, third)


def _spread(writer: Writer) -> list[Spans]:
    eco = writer.whole
    if "ward" in writer.recipe.scope or eco.wards.empty:
        return []
    values = ward_values(writer)
    filled = writer.value("distinct", **here(writer, table="organisations", column="ward_code"))
    every = Query.of("rows", table="wards")
    without = writer.value("difference", of=every, less=filled.query)
    most = leading([(small(labels.ward(eco, code)), value) for code, value in values.items()], NAMED_WARDS)
    sentences = []
    if len([value for _name, value in most if amount(value)]) > 1:
        sentences.append(
            writer.say("The wards with most organisations are {wards}.", wards=counts_of(writer, most))
        )
    if beyond(writer, "sector") or not amount(filled):
        return sentences
    sentences.append(
        counted(
            without,
            writer.say("Organisations{where} are listed in every ward.", where=within(writer)),
            writer.say(
                "In {n} of {wards} wards and communes no organisation{where} is listed.",
                "In {n} of {wards} wards and communes no organisation{where} is listed.",
                without,
                wards=every,
                where=within(writer),
            ),
        )
    )
    return sentences


def wards_picture(writer: Writer, marked: Collection[str] = (), named: Collection[str] = ()) -> Picture:
    """Return the map of the wards by number of organisations; those of `named` bear their name in any case."""
    missing = writer.value("organisations", **here(writer, missing="ward_code"))
    note = counted(
        missing,
        (),
        writer.say(
            "{n} organisation is not on the map, as its ward is not known.",
            "{n} organisations are not on the map, as their ward is not known.",
            missing,
        ),
    )
    return ward_map(
        writer,
        "wards",
        captioned(writer, N_("Organisations listed, by ward and commune")),
        ward_values(writer),
        marked=marked,
        named=named,
        note=note,
        width=140.0,
    )


def spots_picture(writer: Writer, marked: Collection[str] = (), close: bool = False) -> Picture:
    """Return the map of the organisations by how well their place is known."""
    on_map = {
        kind: writer.value("organisations", **here(writer, kind=kind, placed=_SPOTS))
        for kind in kind_values(writer)
    }
    hollow = writer.value("organisations", **here(writer, placed="ward"))
    nowhere = writer.value("organisations", **here(writer, placed="none"))
    note = joined(
        counted(
            hollow,
            (),
            writer.say(
                "{n} is drawn hollow at a spot inside its ward, which is not its true place.",
                "{n} are drawn hollow at spots inside their wards, which are not their true places.",
                hollow,
            ),
        ),
        counted(
            nowhere,
            (),
            writer.say(
                "{n} organisation of unknown place is not drawn.",
                "{n} organisations of unknown place are not drawn.",
                nowhere,
            ),
        ),
    )
    return place_map(
        writer,
        "places",
        captioned(writer, N_("Organisations by kind and by how well their place is known")),
        {kind: value for kind, value in on_map.items() if amount(value)},
        (hollow, nowhere),
        marked=marked,
        close=close,
        note=note,
    )


def ward_table(writer: Writer, codes: Collection[str]) -> Table:
    """Return wards with population and organisations; start-ups too, unless the scope leaves them out.

    Rates are of all organisations of a ward: where more than wards narrows the scope, there are none.
    """
    young, rates = allows_kind(writer, "startup"), not beyond(writer, "ward")
    rows = []
    for code, value in ward_values(writer, codes).items():
        people = Query.of("cell", table="wards", id=code, column="population")
        rows.append(
            (
                text(labels.ward(writer.whole, code)),
                shown(writer.written(people)),
                shown(writer.value("cell", table="wards", id=code, column="area_km2")),
                shown(value),
                *(
                    [shown(writer.value("organisations", **here(writer, ward_code=code, kind="startup")))]
                    if young
                    else []
                ),
                *(
                    [shown(writer.value("ratio", style="number2", of=value.query, per=people, times="10000"))]
                    if rates
                    else []
                ),
            )
        )
    columns = [N_("Ward or commune"), N_("Population"), N_("Area (km²)"), N_("Organisations")]
    columns += [N_("Start-ups")] if young else []
    columns += [N_("Organisations per 10,000 people")] if rates else []
    return Table(
        key="ward_table",
        caption=captioned(writer, N_("Wards and communes: population and organisations listed")),
        columns=heads(writer, *columns),
        rows=tuple(rows),
        align="l" + "r" * (len(columns) - 1),
        widths=(2.6, *[1.2] * (len(columns) - 1)),
        note=_population_note(writer),
    )


def _population_note(writer: Writer) -> Spans:
    note = writer.whole.region.population_note
    return text(note.get(writer.recipe.lang)) if note else ()
