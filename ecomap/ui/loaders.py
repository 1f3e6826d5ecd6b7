"""Snapshots shared by all sessions of the process. They are never changed, so one object serves everybody."""

from __future__ import annotations

import os
from pathlib import Path

import streamlit as st

import ecomap
from ecomap.filters import Filters

ROOT = Path(__file__).resolve().parents[2]


def data_path() -> Path:
    """Return where the data lies: the setting ``ECOMAP_DATA``, else the shipped folder."""
    return Path(os.environ.get("ECOMAP_DATA") or ROOT / "data")


def _stamp(path: Path) -> tuple[tuple[str, int, int], ...]:
    """Return what changes when any file of the data changes, so that a new version is seen at the next click."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return tuple(
        (file.name, s.st_mtime_ns, s.st_size) for file in files if file.exists() and (s := file.stat())
    )


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(path: str, stamp: tuple[tuple[str, int, int], ...]) -> ecomap.Ecosystem:
    return ecomap.load(path)


def ecosystem() -> ecomap.Ecosystem:
    """Return the current snapshot.

    Raises
    ------
    DataError
        If the data cannot be loaded.
    """
    path = data_path()
    return _load(str(path), _stamp(path))


# A year view of 5,000 organisations with its graph weighs some 18 MB, one of Huế under 1 MB.
@st.cache_resource(max_entries=24, show_spinner=False)
def _select(_ecosystem: ecomap.Ecosystem, version: str, filters: str, _filters: Filters) -> ecomap.Ecosystem:
    return _ecosystem.select(_filters)


def selection(whole: ecomap.Ecosystem, filters: Filters) -> ecomap.Ecosystem:
    """Return the part of a snapshot that filters keep."""
    return _select(whole, whole.version, repr(filters), filters)
