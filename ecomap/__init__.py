"""EcoMap: maps of innovation ecosystems that people decide with."""

from ecomap.ecosystem import Ecosystem
from ecomap.filters import Filters
from ecomap.loading import check, load
from ecomap.tables import DataError, Problem

__version__ = "0.1.0"
__all__ = ["DataError", "Ecosystem", "Filters", "Problem", "__version__", "check", "load"]
