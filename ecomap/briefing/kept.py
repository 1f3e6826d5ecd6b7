"""What is computed once from a snapshot and kept while the snapshot lives."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ecomap.ecosystem import Ecosystem

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by snapshot and key; of each snapshot at most so many, since what people ask for has no end."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: weakref.WeakKeyDictionary[Ecosystem, dict[Hashable, T]] = weakref.WeakKeyDictionary()

    def get(self, ecosystem: Ecosystem, key: Hashable, make: Callable[[], T]) -> T:
        """Return the value of a key, made if it is not kept; the oldest one goes when there are too many."""
        values = self._values.setdefault(ecosystem, {})
        if key in values:
            return values[key]
        made = make()
        while len(values) >= self._most:
            values.pop(next(iter(values)), None)
        values[key] = made
        return made
