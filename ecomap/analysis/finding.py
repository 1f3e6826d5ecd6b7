"""A finding: one thing that is missing, how big and how sure it is, and the rows it rests on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from ecomap.i18n import DEFAULT_LANGUAGE, translator


@dataclass(frozen=True)
class Message:
    """A text that can be written in any language: a message id and its values.

    A value may itself be a `Message`, or a mapping of language code to text (for names from the data).
    With `n` the message is one of number: `plural` must be given, and ``{n}`` is filled in.
    """

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str = ""
    n: int | None = None

    def text(self, lang: str = DEFAULT_LANGUAGE) -> str:
        """Write the message in a language."""
        values = {key: _written(value, lang) for key, value in self.values.items()}
        _ = translator(lang)
        if self.n is None:
            return _(self.template, **values)
        return _.n(self.template, self.plural, self.n, **values)


def _written(value: object, lang: str) -> object:
    if isinstance(value, Message):
        return value.text(lang)
    if isinstance(value, Mapping):
        return value.get(lang) or value[DEFAULT_LANGUAGE]
    return value


@dataclass(frozen=True)
class Measure:
    """A figure of a finding.

    Attributes
    ----------
    value : float or None
        None when it cannot be told; never a stand-in zero.
    unit, formula : str
        Message ids; the formula in words or symbols, as it was computed.
    low, high : float, optional
        Ends of the 95 % interval, where the method gives one, or of the range `range_name` names.
    range_name : str, optional
        What the ends are (message id) where they are not those of a 95 % interval of the figure.
    """

    value: float | None
    unit: str
    formula: str
    low: float | None = None
    high: float | None = None
    range_name: str = ""

    @property
    def is_share(self) -> bool:
        """Whether the figure is a share, to be written as a percentage."""
        return self.unit.startswith("share")

    @property
    def decimals(self) -> int:
        """Places after the decimal mark with which reports write the figure (the percentage of a share)."""
        size = abs(self.value) if self.value is not None and math.isfinite(self.value) else 0.0
        if self.is_share:
            return 1 if 0 < size < 0.1 else 0
        return (4 if size else 2) if size < 0.1 else 2 if size < 10 else 1 if size < 1000 else 0


@dataclass(frozen=True)
class Scope:
    """What a finding is about; empty fields mean the whole snapshot."""

    sectors: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    wards: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """Rows a finding rests on.

    Attributes
    ----------
    table : str
        ``organisations``, ``programmes``, ``ties``, ``targets``, ``needs``, ``wards``, ``indicator_values``,
        ``official_totals``, ``chains`` or ``national_ratios``.
    ids : tuple of str
        Keys of the rows, in a fixed order.
    note : Message
        What these rows show.
    sources : tuple of str
        Sources of the rows.
    """

    table: str
    ids: tuple[str, ...]
    note: Message
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Confidence:
    """How far a finding can be trusted, from parts between 0 and 1; a part that does not apply is None.

    Attributes
    ----------
    coverage : float or None
        Share of what exists that the data lists, by official totals or estimate.
    freshness : float or None
        Share of the evidence whose newest source is at most three years older than the newest of the snapshot.
    stability : float or None
        Share of resamples in which the finding stands.
    """

    coverage: float | None = None
    freshness: float | None = None
    stability: float | None = None

    @property
    def score(self) -> float | None:
        """The weakest part: a finding is no surer than its weakest leg."""
        parts = [part for part in (self.coverage, self.freshness, self.stability) if part is not None]
        return min(parts) if parts else None

    @property
    def level(self) -> str:
        """``high`` from 0.75, ``medium`` from 0.4, else ``low``; ``unknown`` when no part applies."""
        if self.score is None:
            return "unknown"
        return "high" if self.score >= 0.75 else "medium" if self.score >= 0.4 else "low"


@dataclass(frozen=True)
class Finding:
    """One gap.

    Attributes
    ----------
    id : str
        ``<kind>:<what>``; the same gap has the same id in every version of the data, so links and dismissals last.
    title, sentence : Message
        The gap in a few words, and in one plain sentence with its figure.
    severity : float
        0 to 1, comparable within and roughly between kinds; `severity_formula` (message id) says how it comes about.
    action : Message or None
        What could be done.
    leads : tuple of str
        Organisations whose duty it would be, as far as the data knows.
    """

    id: str
    title: Message
    sentence: Message
    scope: Scope
    measure: Measure
    severity: float
    severity_formula: str
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    action: Message | None = None
    leads: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """Key of `ecomap.analysis.gaps.KINDS`, which also tells the method."""
        return self.id.partition(":")[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """All sources of the evidence, sorted."""
        return tuple(sorted({source for part in self.evidence for source in part.sources}))


@dataclass(frozen=True)
class Silence:
    """Something a method cannot say about a snapshot, and why: shown instead of a false zero."""

    kind: str
    reason: Message

    @classmethod
    def of(cls, kind: str, text: str, **values: object) -> Silence:
        """Return a silence from a message id and its values."""
        return cls(kind, Message(text, values))


@dataclass(frozen=True)
class Method:
    """How a kind of finding is computed.

    Attributes
    ----------
    text : str
        The method in plain words (message id).
    references : tuple of str
        The papers it comes from.
    limits : str
        What it cannot tell (message id).
    """

    text: str
    references: tuple[str, ...]
    limits: str
