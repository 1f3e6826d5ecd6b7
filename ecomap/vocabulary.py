"""The words every snapshot shares: kinds of actors, types of ties, and how each is drawn.

Sectors, stages and support functions are not here: they are tables of the data folder, since another city
brings its own. Labels are English message ids; translate them with `ecomap.i18n`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecomap.i18n import N_


@dataclass(frozen=True)
class Kind:
    """A kind of actor. Colours keep a contrast of 3:1 to a white and to a near-black ground (WCAG 1.4.11)."""

    code: str
    label: str
    plural: str
    colour: str
    dark_colour: str
    shape: str

    def ink(self, theme: str) -> str:
        """Return the colour to draw with on a ``"light"`` or ``"dark"`` ground."""
        return self.dark_colour if theme == "dark" else self.colour


@dataclass(frozen=True)
class TieType:
    """A directed tie: "source `label` target", "target `inverse` source". Colour and dash go by its group.

    `momentary`: it happens on its date and is over, as a prize is given; nothing lasts "since" then.
    """

    code: str
    label: str
    inverse: str
    group: str
    momentary: bool = False


@dataclass(frozen=True)
class TieGroup:
    """What a tie carries; types of one group are drawn alike. `dash` is an SVG dash array, '' for solid."""

    code: str
    label: str
    colour: str
    dark_colour: str
    dash: str = ""

    def ink(self, theme: str) -> str:
        """Return the colour to draw with on a ``"light"`` or ``"dark"`` ground."""
        return self.dark_colour if theme == "dark" else self.colour


# Hues after Okabe & Ito (2008), darkened or lightened until each passes 3:1; shape tells kinds apart without hue.
KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("startup", N_("Start-up"), N_("Start-ups"), "#C74E00", "#FF9A57", "circle"),
        Kind("enterprise", N_("Enterprise"), N_("Enterprises"), "#0072B2", "#63BDF2", "square"),
        Kind("investor", N_("Investor"), N_("Investors"), "#00785A", "#2BD4A4", "diamond"),
        Kind(
            "university",
            N_("University or college"),
            N_("Universities and colleges"),
            "#A8407A",
            "#F0A3CF",
            "triangle",
        ),
        Kind(
            "research_institute",
            N_("Research organisation"),
            N_("Research organisations"),
            "#5B2A86",
            "#BFA0F5",
            "pentagon",
        ),
        Kind(
            "support_org",
            N_("Support organisation"),
            N_("Support organisations"),
            "#8A6100",
            "#EDB234",
            "star",
        ),
        Kind("government", N_("State body"), N_("State bodies"), "#9B1C31", "#FF8B9A", "hexagon"),
        Kind("association", N_("Association"), N_("Associations"), "#566518", "#C3D268", "plus"),
        Kind("programme", N_("Programme"), N_("Programmes"), "#555B66", "#B4BCC8", "roundrect"),
    )
}

# Each shape as an SVG path in a box of 24 by 24, so that map, graph, legend and documents draw the same.
SHAPES: Mapping[str, str] = {
    "circle": "M12 2a10 10 0 1 0 0.01 0z",
    "square": "M3 3h18v18h-18z",
    "diamond": "M12 1l11 11l-11 11l-11-11z",
    "triangle": "M12 2l11 19h-22z",
    "pentagon": "M12 1.5l10.5 7.6l-4 12.4h-13l-4-12.4z",
    "star": "M12 1l3.2 7.4l8 0.7l-6.1 5.3l1.8 7.9l-6.9-4.2l-6.9 4.2l1.8-7.9l-6.1-5.3l8-0.7z",
    "hexagon": "M7 3h10l6 9l-6 9h-10l-6-9z",
    "plus": "M8 2h8v6h6v8h-6v6h-8v-6h-6v-8h6z",
    "roundrect": "M5 5h14a4 4 0 0 1 4 4v6a4 4 0 0 1-4 4h-14a4 4 0 0 1-4-4v-6a4 4 0 0 1 4-4z",
}

SUBKINDS: Mapping[str, Mapping[str, str]] = {
    "startup": {"company": N_("Start-up company"), "project": N_("Project or team")},
    "enterprise": {
        "science_tech": N_("Science and technology enterprise"),
        "sme": N_("Small or medium enterprise"),
        "corporate": N_("Large company"),
        "cooperative": N_("Cooperative"),
        "household": N_("Household business"),
    },
    "investor": {
        "vc": N_("Venture capital fund"),
        "angel_network": N_("Angel network"),
        "public_fund": N_("Public fund"),
        "corporate_vc": N_("Corporate venture capital"),
        "bank": N_("Bank"),
        "accelerator_fund": N_("Accelerator fund"),
    },
    "university": {
        "university": N_("University"),
        "member_university": N_("Member university"),
        "college": N_("College"),
        "school_faculty": N_("School or faculty"),
    },
    "research_institute": {
        "institute": N_("Institute"),
        "lab": N_("Laboratory"),
        "hospital_research": N_("Hospital with research"),
        "science_org": N_("Science and technology organisation"),
    },
    "support_org": {
        "incubator": N_("Incubator"),
        "accelerator": N_("Accelerator"),
        "innovation_centre": N_("Innovation centre"),
        "coworking": N_("Co-working space"),
        "shared_lab": N_("Shared laboratory"),
        "tech_transfer_office": N_("Technology transfer office"),
        "training": N_("Training organisation"),
        "service": N_("Service organisation"),
    },
    "government": {
        "city": N_("City or provincial government"),
        "council": N_("People's council"),
        "department": N_("Department"),
        "ward": N_("Ward or commune"),
        "ministry": N_("Ministry"),
        "agency": N_("Agency"),
        "steering_committee": N_("Steering committee"),
        "public_service_unit": N_("Public service unit"),
    },
    "association": {
        "business_association": N_("Business association"),
        "union": N_("Union or league"),
        "community": N_("Community"),
        "alumni": N_("Alumni network"),
        "media": N_("Media"),
    },
}

TIE_GROUPS: Mapping[str, TieGroup] = {
    group.code: group
    for group in (
        TieGroup("capital", N_("Capital"), "#00785A", "#2BD4A4"),
        TieGroup("support", N_("Support"), "#8A6100", "#EDB234"),
        TieGroup("knowledge", N_("Technology and knowledge"), "#5B2A86", "#BFA0F5"),
        TieGroup("market", N_("Market"), "#0072B2", "#63BDF2"),
        TieGroup("partnership", N_("Partnership"), "#A8407A", "#F0A3CF"),
        TieGroup("event", N_("Events and prizes"), "#C74E00", "#FF9A57", "6 3"),
        TieGroup("structure", N_("Structure and coordination"), "#555B66", "#B4BCC8", "2 3"),
    )
}

TIE_TYPES: Mapping[str, TieType] = {
    tie.code: tie
    for tie in (
        TieType("invests_in", N_("invests in"), N_("receives investment from"), "capital"),
        TieType("grants_to", N_("gives a grant to"), N_("receives a grant from"), "capital"),
        TieType("incubates", N_("incubates"), N_("is incubated by"), "support"),
        TieType("supports", N_("supports"), N_("is supported by"), "support"),
        TieType("hosts", N_("hosts"), N_("is hosted by"), "support"),
        TieType("transfers_tech_to", N_("transfers technology to"), N_("takes technology from"), "knowledge"),
        TieType("spun_out_of", N_("was spun out of"), N_("is the origin of"), "knowledge"),
        TieType("orders_from", N_("orders from"), N_("receives orders from"), "market"),
        TieType("supplies_to", N_("supplies"), N_("is supplied by"), "market"),
        TieType("partners_with", N_("partners with"), N_("partners with"), "partnership"),
        TieType("organises", N_("organises"), N_("is organised by"), "event"),
        TieType("takes_part_in", N_("takes part in"), N_("has as participant"), "event", momentary=True),
        TieType("awards", N_("awards a prize to"), N_("receives a prize from"), "event", momentary=True),
        TieType("member_of", N_("is a member of"), N_("has as member"), "structure"),
        TieType("part_of", N_("is part of"), N_("has as part"), "structure"),
        TieType("governs", N_("governs"), N_("is governed by"), "structure"),
        TieType("coordinates_with", N_("coordinates with"), N_("coordinates with"), "structure"),
        TieType("leads", N_("leads"), N_("is led by"), "structure"),
        TieType("coordinates", N_("helps to carry out"), N_("is carried out with"), "structure"),
    )
}
ROLE_TYPES = ("leads", "coordinates")
"""Types that come from the role columns of the programmes table, never from the relations table."""
ROLE_REPEATS = ("organises",)
"""Types that say of the leading or a coordinating body of a programme only what its role says already."""
OCCASIONS = ("event", "competition")
"""Kinds of programmes one takes part in on a day; of other kinds one is a part while they run."""

_CHARGE = (N_("is in charge of"), N_("is in the charge of"))
_RUNS = (N_("runs"), N_("is run by"))
_CARRIES_OUT = (N_("carries out"), N_("is carried out by"))
TIE_WORDS: Mapping[tuple[str, str], tuple[str, str]] = {
    **{("leads", kind): _CHARGE for kind in ("platform", "fund", "facility")},
    **{("organises", kind): _RUNS for kind in ("platform", "fund", "facility")},
    **{("organises", kind): _CARRIES_OUT for kind in ("policy", "programme")},
}
"""Label and inverse of a tie by the kind of its programme, where those of its type are not said of that kind."""
COUNCIL_WORDS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("leads", "policy"): (N_("issues"), N_("is issued by")),
    ("governs", ""): (N_("oversees"), N_("is overseen by")),
}
"""The same for councils: they decide a policy that others carry out, and oversee the body that does."""

PROGRAMME_KINDS: Mapping[str, str] = {
    "programme": N_("Programme or scheme"),
    "policy": N_("Policy"),
    "competition": N_("Competition"),
    "event": N_("Event"),
    "fund": N_("Fund"),
    "facility": N_("Facility"),
    "platform": N_("Platform"),
}
ORGANISATION_STATUSES: Mapping[str, str] = {
    "active": N_("Active"),
    "planned": N_("Planned"),
    "inactive": N_("Stopped"),
    "unknown": N_("Not known"),
}
PROGRAMME_STATUSES: Mapping[str, str] = {
    "active": N_("Running"),
    "planned": N_("Planned"),
    "ended": N_("Ended"),
    "unknown": N_("Not known"),
}
NEED_STATUSES: Mapping[str, str] = {"open": N_("Open"), "closed": N_("Closed"), "unknown": N_("Not known")}
CONFIDENCES: Mapping[str, str] = {"high": N_("High"), "medium": N_("Medium"), "low": N_("Low")}
PRECISIONS: Mapping[str, str] = {
    "address": N_("at its address"),
    "street": N_("on its street"),
    "ward": N_("somewhere in its ward"),
    "city": N_("somewhere in the city"),
    "none": N_("place not known"),
}
PLACES: Mapping[str, str] = {"in": N_("In the region"), "out": N_("Elsewhere or not known")}
INDICATOR_LEVELS = ("index", "pillar", "sub_pillar", "indicator")
DIRECTIONS = ("higher", "lower")
