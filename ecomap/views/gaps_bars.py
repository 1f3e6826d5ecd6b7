"""Bars and small tables as HTML: readable at any width, in both themes, and by readers who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import zip_longest

import numpy as np
import pandas as pd

ACCENT = {"light": "#5B2A86", "dark": "#C9A8F2"}


def bar(share: float | None, theme: str, low: float | None = None, high: float | None = None) -> str:
    """Return a bar of a share between 0 and 1 with a line from the low to the high end of its interval.

    The bar is ornament: write the figure beside it. An unknown share is hatched.
    """
    if share is None or not np.isfinite(share):
        return '<div class="eco-bar eco-unknown" aria-hidden="true"></div>'
    parts = [f'<div class="eco-bar-fill" style="width:{_percent(share)}%;background:{ACCENT[theme]}"></div>']
    if low is not None and high is not None and np.isfinite(low) and np.isfinite(high):
        start, width = _percent(low), max(_percent(high) - _percent(low), 0.5)
        parts.append(f'<div class="eco-bar-range" style="left:{start}%;width:{width:.1f}%"></div>')
    return f'<div class="eco-bar" aria-hidden="true">{"".join(parts)}</div>'


def bar_rows(rows: list[tuple[str, str, str]]) -> str:
    """Return rows of label, figure in words and bar (HTML of `bar`)."""
    items = "".join(
        f'<li><span class="eco-bar-label">{escape(label)}</span>'
        f'<span class="eco-bar-figure">{escape(figure)}</span>{drawn}</li>'
        for label, figure, drawn in rows
    )
    return f'<ul class="eco-bars">{items}</ul>'


def table(frame: pd.DataFrame, label: str, classes: Sequence[str] = ()) -> str:
    """Return a small table of texts whose cells wrap, so that it fits a narrow screen.

    Parameters
    ----------
    frame : DataFrame
    label : str
        What it shows, for readers who do not see it.
    classes : sequence of str, optional
        CSS class of each row.
    """
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in frame.columns)
    body = "".join(
        f'<tr class="{mark}">' + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>"
        for mark, row in zip_longest(classes, frame.itertuples(index=False), fillvalue="")
    )
    return (
        f'<div class="eco-grid-frame" tabindex="0" role="region" aria-label="{escape(label)}">'
        f'<table class="eco-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )


def _percent(share: float) -> float:
    return round(100 * min(max(float(share), 0.0), 1.0), 1)
