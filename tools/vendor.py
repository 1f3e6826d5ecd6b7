"""Fetch the shipped browser files again from npm and compare them with `manifest.json`.

Run ``python tools/vendor.py`` to check what lies in ``ecomap/ui/static`` against the checksums, and
``python tools/vendor.py --fetch`` (needs npm) to copy the files of the listed package versions anew. To take
a newer version, change it in the manifest, fetch with ``--accept`` and look at the map.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "ecomap" / "ui" / "static"
MANIFEST = STATIC / "vendor" / "manifest.json"


def checksum(content: bytes) -> str:
    """Return the SHA-256 of a file as text."""
    return hashlib.sha256(content).hexdigest()


def fetch(package: dict, accept: bool) -> None:
    """Copy the files of one npm package; refuse what differs from the manifest unless `accept`."""
    with tempfile.TemporaryDirectory() as folder:
        name = f"{package['name']}@{package['version']}"
        packed = subprocess.run(
            ["npm", "pack", "-s", name], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / packed.stdout.strip()) as archive:
            for entry in package["files"]:
                if "from" not in entry:
                    continue
                member = archive.extractfile(f"package/{entry['from']}")
                content = member.read() if member else b""
                if accept:
                    entry["sha256"] = checksum(content)
                elif checksum(content) != entry["sha256"]:
                    sys.exit(f"{name}: {entry['from']} is not the file in the manifest")
                target = STATIC / entry["path"]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)


def problems(manifest: dict) -> list[str]:
    """Name every file that is missing, changed, or not listed."""
    listed = {
        entry["path"]: entry["sha256"] for package in manifest["packages"] for entry in package["files"]
    }
    found = {
        path.relative_to(STATIC).as_posix(): checksum(path.read_bytes())
        for folder in ("vendor", "fonts")
        for path in (STATIC / folder).rglob("*")
        if path.is_file() and path not in (MANIFEST, STATIC / "fonts" / "fonts.css")
    }
    return sorted(path for path in listed.keys() | found.keys() if listed.get(path) != found.get(path))


def main() -> None:
    """Check the files, or fetch them first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetch", action="store_true")
    parser.add_argument("--accept", action="store_true", help="write the new checksums into the manifest")
    options = parser.parse_args()
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    if options.fetch:
        for package in manifest["packages"]:
            fetch(package, options.accept)
        MANIFEST.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    if wrong := problems(manifest):
        sys.exit("Not as in the manifest: " + ", ".join(wrong))


if __name__ == "__main__":
    main()
