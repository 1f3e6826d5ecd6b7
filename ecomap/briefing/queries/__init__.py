"""The questions every snapshot answers. Importing this registers them; templates may add their own.

Arguments of ``organisations``, ``programmes`` and ``ties`` are those of `ecomap.briefing.rows.chosen`.
"""

from ecomap.briefing.queries import counting, derived, figures, gaps, network, rankings, support, targets

__all__ = ["counting", "derived", "figures", "gaps", "network", "rankings", "support", "targets"]
