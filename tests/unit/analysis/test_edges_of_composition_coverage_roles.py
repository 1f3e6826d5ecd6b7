"""Parts of a snapshot that leave little or nothing: a reason, never a crash, a warning or a false zero."""

import warnings
from datetime import date

import built
import numpy as np
import pytest

from ecomap import Filters
from ecomap.analysis import gaps
from ecomap.analysis.finding import Finding

KINDS = ("composition", "coverage", "roles")
PARTS = {
    "nothing": Filters(words="không có gì như thế"),
    "one kind": Filters(kinds=("investor",)),
    "start-ups": Filters(kinds=("startup",)),
    "one sector": Filters(sectors=("logistics",)),
    "elsewhere": Filters(place="out"),
    "no ties": Filters(tie_types=("spun_out_of",)),
    "long ago": Filters(year=1950),
}


def sound(finding: Finding) -> None:
    assert 0 <= finding.severity <= 1
    assert finding.evidence
    assert all(part.ids for part in finding.evidence)
    for value in (finding.measure.value, finding.measure.low, finding.measure.high):
        assert value is None or np.isfinite(value)
    for part in (finding.confidence.coverage, finding.confidence.freshness, finding.confidence.stability):
        assert part is None or 0 <= part <= 1
    for lang in ("vi", "en"):
        for message in (finding.title, finding.sentence, finding.action):
            assert message.text(lang)
            assert "{" not in message.text(lang)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("part", PARTS)
def test_parts_of_the_city(hue, part, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = gaps.find(hue.select(PARTS[part]), [kind])
    assert found.findings or found.silences
    for finding in found.findings:
        sound(finding)
    for silence in found.silences:
        assert silence.reason.text("vi")
        assert "{" not in silence.reason.text("en")


@pytest.mark.parametrize("kind", KINDS)
def test_the_whole_city_and_an_earlier_one(hue, kind):
    for ecosystem in (hue, hue.at(date(2019, 12, 31))):
        for finding in gaps.find(ecosystem, [kind]).findings:
            sound(finding)
            assert finding.kind == kind


@pytest.mark.parametrize("kind", KINDS)
def test_three_organisations(tmp_path, kind):
    rows = [
        *built.startups(1),
        *built.bodies(1, "s1", "lab"),
        built.organisation("so", "government", "department"),
    ]
    found = gaps.find(built.build(tmp_path, sectors=1, organisations=rows), [kind])
    assert not found.findings
    assert found.silences


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_at_all(tmp_path, kind):
    found = gaps.find(built.build(tmp_path, sectors=0, functions=[]), [kind])
    assert not found.findings
    assert found.silences


def test_ids_are_unique(hue):
    ids = [finding.id for finding in gaps.find(hue, KINDS).findings]
    assert len(ids) == len(set(ids))
