"""A recipe: everything that makes a briefing, apart from the data. Small enough to be kept in a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters

FORMAT = 1
MARK = "ecomap_briefing"
"""Field of the file that says that it is a recipe, and in which format."""


@dataclass(frozen=True)
class Issue:
    """The official frame of a document; what is empty is left open in the form, to be filled by hand.

    Attributes
    ----------
    parent, agency : str
        Name of the superior body and of the issuing one.
    number, symbol : str
        ``05`` and ``BC-VNC`` of "Số: 05/BC-VNC".
    place, date : str
        Place, and ISO date of the document.
    to : tuple of str
        Addressees after "Kính gửi:".
    recipients : tuple of str
        Lines under "Nơi nhận:", without the closing "Lưu: VT".
    authority : str
        In what right the signatory signs, ``TM.``, ``KT.`` …, or ''.
    position, signatory : str
        Post and name of who signs. The post may take lines, as in ``KT. VIỆN TRƯỞNG`` over ``PHÓ VIỆN TRƯỞNG``.
    drafted_by : str
        Short name of the drafting unit, for "Lưu: VT, …".
    """

    parent: str = ""
    agency: str = ""
    number: str = ""
    symbol: str = ""
    place: str = ""
    date: str = ""
    to: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    authority: str = ""
    position: str = ""
    signatory: str = ""
    drafted_by: str = ""


PROPOSAL_FIELDS = ("lead", "others", "goal", "deadline", "out")
"""Lead and coordinating bodies, when the gap counts as closed, time limit; ``out`` is ``yes`` if it is left out."""


@dataclass(frozen=True)
class Recipe:
    """What to write, about what, and in which form.

    Attributes
    ----------
    template : str
        Key of `ecomap.briefing.templates.TEMPLATES`.
    scope : mapping of str to list of str
        `Filters` as address parameters: sector, ward, stage, programme, kind …
    subject_ids : tuple of str
        Organisations, programmes or findings the template is about (profile, event, gaps basket).
    sections : tuple of str
        Codes of the sections in their order; empty: all of the template.
    texts : mapping of str to str
        The author's own words by section code.
    layout : {"official", "modern"}
    lang : {"vi", "en"}
    title : str
        Subject line; empty: the template's own.
    since : str
        ISO date or version label the section "what changed" compares with; '' leaves it out.
    proposals : mapping of str to mapping of str to str
        What the author settles of the proposals from the analyses, by finding: any of `PROPOSAL_FIELDS`.
    """

    template: str
    scope: Mapping[str, list[str]] = field(default_factory=dict)
    subject_ids: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    layout: str = "official"
    lang: str = "vi"
    title: str = ""
    since: str = ""
    issue: Issue = field(default_factory=Issue)
    proposals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def filters(self, ecosystem: Ecosystem) -> Filters:
        """Return the scope as filters of a snapshot."""
        return Filters.from_query(self.scope, ecosystem)

    def to_json(self) -> str:
        """Write the recipe as a small file; the same recipe gives the same text."""
        return json.dumps({MARK: FORMAT, **asdict(self)}, ensure_ascii=False, indent=2, sort_keys=True)


FIELDS = tuple(part.name for part in fields(Recipe))
