"""Pictures of a briefing, vector and 300 dots an inch, drawn without a browser and without internet.

Each function takes a `Writer`, a key, a caption and the figures to draw (bound to their queries), and returns a
`Picture`. Drawings are kept, so that the same picture is made once.
"""

from ecomap.briefing.pictures.bar_charts import Bar, Goal, Step, bars, funnel, progress
from ecomap.briefing.pictures.heat_maps import Cell, heat_map
from ecomap.briefing.pictures.line_charts import MOST_SERIES, Series, trend
from ecomap.briefing.pictures.maps import place_map, ward_map
from ecomap.briefing.pictures.network import network_graph, shown_nodes

__all__ = [
    "MOST_SERIES",
    "Bar",
    "Cell",
    "Goal",
    "Series",
    "Step",
    "bars",
    "funnel",
    "heat_map",
    "network_graph",
    "place_map",
    "progress",
    "shown_nodes",
    "trend",
    "ward_map",
]
