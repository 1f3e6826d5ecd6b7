"""What the data is, how it was placed and counted, and what it cannot say."""

from __future__ import annotations

import pandas as pd

from ecomap.counts import totals
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator

_TABLE_LABELS = {
    "organisations": N_("Organisations"),
    "relations": N_("Relations"),
    "programmes": N_("Programmes"),
    "targets": N_("Targets"),
    "needs": N_("Problems and needs made public"),
    "indicators": N_("Indicators"),
    "indicator_values": N_("Values of indicators"),
    "wards": N_("Wards and communes"),
    "sources": N_("Sources"),
    "official_totals": N_("Official totals"),
    "national_ratios": N_("National numbers"),
    "agencies": N_("State bodies with a role"),
}


def table_sizes(ecosystem: Ecosystem, _: Translator) -> pd.DataFrame:
    """Return what each table is and how many rows it has, as text under headings in the reader's language."""
    rows = [(_(label), len(ecosystem.tables[name])) for name, label in _TABLE_LABELS.items()]
    roles = totals(ecosystem).ties - len(ecosystem.tables["relations"])
    rows.insert(2, (_("Roles of bodies in programmes (with the relations: the ties)"), roles))
    texts = [(label, _.number(count)) for label, count in rows]
    return pd.DataFrame(texts, columns=[_("Table"), _("Rows")])


def completeness(ecosystem: Ecosystem, _: Translator) -> pd.DataFrame:
    """Return, for the organisations of the region, how many have a value in each field that matters.

    Columns ``label``, ``known`` and ``share`` (0 to 1). A field that does not apply to a kind is measured over the
    kind it applies to.
    """
    here = ecosystem.organisations[ecosystem.organisations["in_region"]]
    startups = here[here["kind"] == "startup"]
    located = here["placed"] != "none"
    fields = [
        (_("Ward or better"), located.sum(), len(here)),
        (_("Address on the map"), (here["placed"] == "point").sum(), len(here)),
        (_("Year founded"), here["founded_year"].notna().sum(), len(here)),
        (_("Web site"), here["website"].notna().sum(), len(here)),
        (_("Status"), (here["status"] != "unknown").sum(), len(here)),
        (_("Stage (start-ups)"), startups["stage"].notna().sum(), len(startups)),
        (_("Start of the tie (ties)"), ecosystem.ties["start_on"].notna().sum(), len(ecosystem.ties)),
    ]
    rows = [
        (label, int(known), total, known / total if total else float("nan")) for label, known, total in fields
    ]
    return pd.DataFrame(rows, columns=["label", "known", "of", "share"])


def methods(ecosystem: Ecosystem, _: Translator) -> list[tuple[str, str]]:
    """Return (heading, text in plain words) for each rule a reader has to know."""
    counted = totals(ecosystem)
    judged = ecosystem.organisations["judged_fields"].notna().sum()
    return [
        (
            _("Facts and judgements"),
            _(
                "Every row names the publications it rests on. What no source says stays empty and is shown as not "
                "known, never as zero. Some classifications, such as the stage of a start-up or the kind of support "
                "offered, are the curator's judgement; they are marked so ({n} organisations have one).",
                n=int(judged),
            ),
        ),
        (
            _("Place"),
            _(
                "{point} organisations of the region are known by address and {ward} by ward only. The latter are "
                "drawn hollow, at a spot inside the ward chosen for drawing; they count for their ward but never for "
                "a distance in metres. {none} have no known place; they are listed beside the map. Old addresses "
                "were converted to the wards in force since 1 July 2025.",
                point=counted.placed_point,
                ward=counted.placed_ward,
                none=counted.unplaced,
            ),
        ),
        (
            _("Ties"),
            _(
                "A tie is a relation stated by a source, or a body that leads or helps to carry out a programme. "
                "Dates are kept as exact as the source gives them. For {n} ties no source dates the start; in a view "
                "of a past year they are kept, and the view says so. Ties are under-reported: a body without ties "
                "here may have some that nobody has written about.",
                n=counted.undated_ties,
            ),
        ),
        (
            _("Network measures"),
            _(
                "Computed on the undirected network in which several ties between two bodies count once: degree, "
                "betweenness (Freeman 1977; Brandes 2001), closeness (Wasserman and Faust 1994), PageRank (Brin and "
                "Page 1998), core number (Seidman 1983), constraint and effective size (Burt 1992), articulation "
                "points (Hopcroft and Tarjan 1973), communities (Louvain: Blondel et al. 2008)."
            ),
        ),
        (_("Population"), ecosystem.region.population_note.get(_.lang)),
        (_("Ward boundaries"), ecosystem.region.wards.attribution.get(_.lang)),
        (_("Licence"), ecosystem.region.licence.get(_.lang)),
    ]


def sources(ecosystem: Ecosystem) -> pd.DataFrame:
    """Return all publications, newest first: publisher, title, published_on, url."""
    table = ecosystem.sources[["publisher", "title", "published_on", "url"]]
    return table.sort_values("published_on", ascending=False, na_position="last", kind="stable")
