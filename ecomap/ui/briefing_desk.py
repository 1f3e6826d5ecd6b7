"""The newest document of a visit, for downloads: a click may come before the page has taken in the last words typed."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event

import streamlit as st

_KEY = "desk_of_briefing"
_SETTLE = 0.5
"""Seconds in which a run of the page starts that came with the click."""
_PATIENCE = 120.0

Make = Callable[[str], bytes]
"""Takes the ending of a file and gives the file."""


class Desk:
    """Holds what makes the files of the newest document; a download waits while the page composes it."""

    def __init__(self) -> None:
        self._ready = Event()
        self._make: Make | None = None

    def clear(self) -> None:
        """Note that the page takes in what the visitor did: what was composed before is out of date."""
        self._ready.clear()

    def lay(self, make: Make | None) -> None:
        """Lay down what makes the files; None if nothing can be composed."""
        self._make = make
        self._ready.set()

    def take(self, ending: str) -> bytes:
        """Return a file of the newest document; called beside the page, on the click.

        Raises
        ------
        RuntimeError
            If the newest choices make no document.
        """
        time.sleep(_SETTLE)
        if not self._ready.wait(_PATIENCE) or (make := self._make) is None:
            raise RuntimeError("there is no document")
        return make(ending)


def desk() -> Desk:
    """Return the desk of the visit."""
    found: Desk = st.session_state.setdefault(_KEY, Desk())
    return found
