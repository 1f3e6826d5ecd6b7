"""The same recipe on the same version gives the same bytes in every process, whatever its seed of hashing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
WORK = """
import hashlib, ecomap
from ecomap.briefing.compose import compose
from ecomap.briefing.files import file_bytes
from ecomap.briefing.recipe import Recipe
hue = ecomap.load("data")
document = compose(hue, Recipe("sector", {"sector": ["it"]}, since="2025-01-01"))
for ending in ("docx", "html", "xlsx"):
    print(ending, hashlib.sha256(file_bytes(hue, document, ending)).hexdigest())
"""


def test_two_processes_write_the_same_files() -> None:
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORK],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    first, second = (process.communicate(timeout=300)[0] for process in running)
    assert first.count("\n") == 3 and first == second
