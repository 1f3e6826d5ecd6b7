"""Structure of the network: who is central, who bridges, who is cut off, who groups with whom.

Every function takes an `Ecosystem` first and answers from its listed ties alone. A tie nobody has written
down is missing here, so a low figure can mean a small role or a thin record; see each function's notes.
"""

from ecomap.network.communities import Community, communities, membership
from ecomap.network.graph import simple_graph
from ecomap.network.layout import chain_layout, community_layout, ego_layout, layout
from ecomap.network.measures import MEASURES, Progress, measures
from ecomap.network.paths import Chain, Tie, chains, ego, listed_ties
from ecomap.network.robustness import RemovalEffect, cut_off_counts, removal_effect
from ecomap.network.summary import Summary, summary

__all__ = [
    "MEASURES",
    "Chain",
    "Community",
    "Progress",
    "RemovalEffect",
    "Summary",
    "Tie",
    "chain_layout",
    "chains",
    "communities",
    "community_layout",
    "cut_off_counts",
    "ego",
    "ego_layout",
    "layout",
    "listed_ties",
    "measures",
    "membership",
    "removal_effect",
    "simple_graph",
    "summary",
]
