"""The same recipe on the same version gives the same bytes in every process, whatever its seed of hashing."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe import Recipe

ROOT = Path(__file__).resolve().parents[3]
WORK = """
import hashlib, ecomap
from test_same_anywhere import digests
print(digests(ecomap.load("data")))
"""


def digests(hue: ecomap.Ecosystem) -> str:
    document = compose(hue, Recipe("sector", {"sector": ["it"]}, since="2025-01-01"))
    return " ".join(
        hashlib.sha256(file_bytes(hue, document, ending)).hexdigest()
        for ending in ("docx", "html", "xlsx", "pdf")
    )


def test_two_processes_write_the_same_files(hue: ecomap.Ecosystem) -> None:
    """This process, whose figures may be kept from other tests, and a new one with another seed."""
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    path = os.pathsep.join((str(ROOT), str(Path(__file__).parent)))
    other = subprocess.Popen(
        [sys.executable, "-c", WORK],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
        stdout=subprocess.PIPE,
        text=True,
    )
    here = digests(hue)
    assert len(here.split()) == 4 and other.communicate(timeout=300)[0].strip() == here
