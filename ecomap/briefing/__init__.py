"""Briefings: official documents composed from a snapshot, every figure bound to a query and cited."""

from ecomap.briefing import queries as _queries  # registers them  # noqa: F401
