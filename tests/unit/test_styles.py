"""The style sheets of the pages."""

from __future__ import annotations

import re

from ecomap.ui.parts import STATIC


def plain_classes(name: str) -> set[str]:
    """Return the classes a sheet styles wherever they stand."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [part.strip() for rule in re.findall(r"([^{}]+)\{", text) for part in rule.split(",")]
    return {selector for selector in selectors if re.fullmatch(r"\.eco-[\w-]+", selector)}


def test_no_class_means_one_thing_on_all_pages_and_another_on_the_profile() -> None:
    assert not plain_classes("frame.css") & plain_classes("profile.css")
