"""Who could help with what: matching of needs, nearness, acquaintances, and how often it was right."""

from ecomap.analysis.partners.model import (
    CONFIRMED,
    PARTS,
    POSSIBLE,
    STATUSES,
    Distance,
    Part,
    Seeker,
    Suggestion,
    Suggestions,
)
from ecomap.analysis.partners.ranking import suggest

__all__ = [
    "CONFIRMED",
    "PARTS",
    "POSSIBLE",
    "STATUSES",
    "Distance",
    "Part",
    "Seeker",
    "Suggestion",
    "Suggestions",
    "suggest",
]
