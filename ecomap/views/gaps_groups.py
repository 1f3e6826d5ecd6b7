"""Findings that say the same of many wards, sectors or pairs, taken together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecomap.analysis.finding import Finding
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels

LEAST = 3
"""So many findings of one sentence are taken together."""

TITLES: Mapping[str, str] = {
    "access:none": N_("{n} wards without support within 10 km"),
    "access:little": N_("{n} wards with little access to support"),
    "links:pair": N_("{n} pairs without a tie that could work together"),
    "roles:pair": N_("{n} pairs of bodies that share a duty without a tie on record"),
    "research:field": N_("{n} fields where research lacks enterprise partners"),
    "data:total": N_("{n} lists shorter than the published total"),
    "data:field": N_("{n} facts often not known"),
    "data:estimate": N_("{n} lists that may not be complete"),
}
"""Titles of groups (message ids) by the beginning of the ids; others take the title of their first."""


@dataclass(frozen=True)
class Group:
    """Findings of one sentence, the most severe first; most groups have one."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The most severe."""
        return self.findings[0]

    @property
    def single(self) -> bool:
        """Whether there is just one."""
        return len(self.findings) == 1


def grouped(findings: Sequence[Finding]) -> list[Group]:
    """Take together findings with one title but for its names, in the order of the first of each.

    Parameters
    ----------
    findings : sequence of Finding
        Most severe first.
    """
    of: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        of.setdefault((finding.kind, finding.title.template), []).append(finding)
    groups: list[Group] = []
    placed = set()
    for finding in findings:
        key = (finding.kind, finding.title.template)
        if len(of[key]) < LEAST:
            groups.append(Group((finding,)))
        elif key not in placed:
            placed.add(key)
            groups.append(Group(tuple(of[key])))
    return groups


def title(group: Group, _: Translator) -> str:
    """Return the title of a group."""
    first, n = group.first, len(group.findings)
    if group.single:
        return first.title.text(_.lang)
    known = next((text for start, text in TITLES.items() if first.id.startswith(start)), None)
    if known:
        return _(known, n=n)
    return _.n("{title}, and {n} more of the same", "{title}, and {n} more of the same", n - 1,
               title=first.title.text(_.lang))  # fmt: skip


def member_name(ecosystem: Ecosystem, finding: Finding, lang: str) -> str:
    """Name what sets a finding apart from the others of its group: its ward, its sector, or its title."""
    scope = finding.scope
    if len(scope.wards) == 1 and not scope.organisations:
        return labels.ward(ecosystem, scope.wards[0])
    if len(scope.sectors) == 1 and not scope.organisations:
        return labels.namer(ecosystem, "sectors", lang)(scope.sectors[0])
    return finding.title.text(lang)
