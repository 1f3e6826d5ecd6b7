"""What is asked and what is answered when partners are sought."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ecomap.analysis.finding import Message
from ecomap.i18n import N_

CONFIRMED, POSSIBLE = "confirmed", "possible"
STATUSES: Mapping[str, str] = {CONFIRMED: N_("confirmed tie"), POSSIBLE: N_("possible match")}


@dataclass(frozen=True)
class PartKind:
    """A part of the score.

    Attributes
    ----------
    label : str
        Message id of its short name.
    meaning : str
        Message id of one sentence: what a high value says.
    weight : float
        Default weight; the weights of all parts add up to 1.
    """

    label: str
    meaning: str
    weight: float


PARTS: Mapping[str, PartKind] = {
    "need": PartKind(N_("Fit to the need"), N_("What it offers answers the need."), 0.24),
    "sector": PartKind(N_("Sector"), N_("It works in the same sectors or in sectors close to them."), 0.16),
    "network": PartKind(
        N_("Closeness in the network"),
        N_("Both know the same bodies or take part in the same programmes."),
        0.14,
    ),
    "record": PartKind(N_("Track record"), N_("It has supported or worked with others like this one."), 0.12),
    "text": PartKind(N_("Wording"), N_("Its description uses the words of the need."), 0.10),
    "distance": PartKind(N_("Nearness"), N_("It is near by."), 0.08),
    "stage": PartKind(N_("Stage"), N_("It has supported or worked with bodies at this stage."), 0.06),
    "activity": PartKind(N_("Activity"), N_("It is active, and what is known of it is recent."), 0.04),
    "popularity": PartKind(N_("Ties made so far"), N_("It supports or works with many others."), 0.03),
    "region": PartKind(N_("Region"), N_("It supports or works with many others in this province."), 0.03),
}
"""The one table of weights: the parts of the score and their default weights, which stand wherever a snapshot
has too few dated ties to learn better ones from (`ecomap.analysis.partners.learning`)."""


@dataclass(frozen=True)
class Seeker:
    """Someone who seeks partners and is not in the data; whatever is not known stays empty.

    Attributes
    ----------
    sectors : tuple of str
        Codes of sectors.
    stage : str, optional
        Code of a stage.
    ward : str, optional
        Code of a ward.
    point : (float, float), optional
        Latitude and longitude in degrees (WGS 84); goes before the ward.
    words : str
        What the seeker does or needs, in free words.
    """

    sectors: tuple[str, ...] = ()
    stage: str | None = None
    ward: str | None = None
    point: tuple[float, float] | None = None
    words: str = ""


@dataclass(frozen=True)
class Part:
    """A part of one score.

    Attributes
    ----------
    code : str
        Key of `PARTS`.
    value : float or None
        0 to 1; None when it is not known.
    weight : float
        Its share of the whole score; the weights of one suggestion add up to 1.
    contribution : float
        What it adds to the score: weight times value. An unknown part adds its weight times the mean of
        those candidates of whom it is known, so that not knowing neither helps nor harms.
    reason : Message, optional
        What the value rests on, in a few words.
    """

    code: str
    value: float | None
    weight: float
    contribution: float
    reason: Message | None = None


@dataclass(frozen=True)
class Distance:
    """How far a partner is.

    Attributes
    ----------
    precision : str
        ``"point"`` (both places are known), ``"ward"`` (one is known by its ward only), ``"same_ward"``
        (both in one ward, at least one known by it only) or ``"unknown"``.
    low_m, high_m : float or None
        Least and greatest distance that what is known allows, in metres; equal for ``"point"``.
    text : Message
        In words: “about 1.2 km”, “same ward”, “between 2 and 7 km”, “distance not known”.
    """

    precision: str
    low_m: float | None
    high_m: float | None
    text: Message


@dataclass(frozen=True)
class Suggestion:
    """A partner that is suggested.

    Attributes
    ----------
    id : str
        Of the organisation.
    score : float
        0 to 1: the sum of the contributions of its parts. It orders; it is no probability.
    parts : tuple of Part
        Every part of the score, in the order of `PARTS`.
    sentence : Message
        The strongest reasons in one plain sentence.
    status : str
        Key of `STATUSES`: tied already, or a possible match.
    ties : tuple of str
        Ids of the ties there are already; empty for a possible match.
    needs : tuple of str
        Needs asked for that it can meet, best first.
    programmes : tuple of str
        Programmes it leads, organises or helps to carry out that are not known to have ended.
    sources : tuple of str
        Sources of what is said here of it.
    """

    id: str
    score: float
    parts: tuple[Part, ...]
    sentence: Message
    distance: Distance
    status: str
    ties: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()

    def part(self, code: str) -> Part:
        """Return a part by its code."""
        return next(part for part in self.parts if part.code == code)


@dataclass(frozen=True)
class Suggestions:
    """The answer to one question.

    Attributes
    ----------
    seeker : Seeker
        Who asks, as it was understood.
    org_id : str or None
        The organisation that asks, if it is in the data.
    needs : mapping of str to float
        Needs as they were understood, with weights that add up to 1; empty if none was.
    items : tuple of Suggestion
        Best first.
    tied : tuple of Suggestion
        Partners the seeker has already, best first, that would otherwise be among the suggestions.
    notes : tuple of Message
        What the reader must know: what was not understood, what is not known, why there is nothing.
    weights : mapping of str to float
        The weights that were used; they add up to 1 over the parts that could be told at all.
    learned : bool
        Whether these weights were learned from the ties of the snapshot; else they are the defaults.
    considered : int
        How many organisations were compared.
    """

    seeker: Seeker
    org_id: str | None
    needs: Mapping[str, float]
    items: tuple[Suggestion, ...]
    tied: tuple[Suggestion, ...]
    notes: tuple[Message, ...]
    weights: Mapping[str, float]
    learned: bool
    considered: int
