"""Gaps found in another process are not looked for again."""

from __future__ import annotations

import copy
import pickle

import pytest

from ecomap import Ecosystem
from ecomap.analysis import gaps


def test_gaps_found_elsewhere_are_those_told(hue: Ecosystem, monkeypatch: pytest.MonkeyPatch) -> None:
    found = pickle.loads(pickle.dumps(gaps.find(hue)))
    fresh = copy.copy(hue)
    gaps.keep(fresh, found)
    monkeypatch.setattr(gaps.importlib, "import_module", lambda name: pytest.fail(f"{name} looks again"))
    assert gaps.find(fresh) == found
    for kind in gaps.KINDS:
        told = gaps.find(fresh, [kind])
        assert told.findings == tuple(finding for finding in found.findings if finding.kind == kind)
