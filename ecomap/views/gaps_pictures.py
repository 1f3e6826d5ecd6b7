"""The pictures of the gaps page: support grid, access by ward, pipeline, three houses, completeness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from ecomap.analysis.helix import HOUSE_LABELS
from ecomap.counts import coverage
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels
from ecomap.views.gaps_bars import ACCENT, bar, bar_rows
from ecomap.views.map_areas import RAMPS, class_bounds
from ecomap.views.minimap import minimap
from ecomap.views.symbols import image

STATE_LABELS: Mapping[str, str] = {
    "supplied": N_("listed support (number)"),
    "thin": N_("fewer than chance would have it"),
    "none_listed": N_("surveyed, nobody listed"),
    "not_surveyed": N_("not surveyed: cannot be told"),
    "no_demand": N_("no demand listed"),
}
PAGE: Mapping[str, str] = {"light": "#ffffff", "dark": "#171614"}
"""Ground of the page in each theme."""
_STATE_MARKS: Mapping[str, str] = {"none_listed": "0", "not_surveyed": "?", "no_demand": "·"}

# The grid: a table that is a heat map.


def support_html(ecosystem: Ecosystem, table: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return the grid of sectors and functions as a table with coloured cells, and its legend."""
    sector, function = (labels.namer(ecosystem, field, _.lang) for field in ("sectors", "functions"))
    functions = list(dict.fromkeys(table["function"]))
    head = "".join(f'<th scope="col">{escape(function(code))}</th>' for code in functions)
    top = max(1, int(table["supply"].max()))
    body = []
    for code, rows in table.groupby("sector", sort=False):
        cells = "".join(_cell(row, theme, top, _) for row in rows.to_dict("records"))
        demand = _.n("{n} start-up", "{n} start-ups", int(rows["startups"].iloc[0]))
        name = f'{escape(sector(str(code)))}<br><span class="eco-caption">{escape(demand)}</span>'
        body.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    caption = escape(_("Support by sector and function"))
    return (
        f'<div class="eco-grid-frame" style="--eco-ground:{PAGE[theme]}" tabindex="0" role="region" '
        f'aria-label="{caption}">'
        f'<table class="eco-grid"><thead><tr><th scope="col">{escape(_("Sector"))}</th>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>{_states_legend(table, theme, _)}"
    )


def _shade(supply: int, top: int, theme: str) -> tuple[str, str]:
    """Return ground and ink of a cell with support; more is farther from the ground of the page."""
    ramp = RAMPS[theme]
    step = min(len(ramp) - 1, int(len(ramp) * np.log1p(supply) / np.log1p(top + 1)))
    dark = step >= 3 if theme == "light" else step <= 2
    return ramp[step], "#ffffff" if dark else "#1a1a22"


def _cell(row: Mapping[Any, Any], theme: str, top: int, _: Translator) -> str:
    state, supply = str(row["state"]), int(str(row["supply"]))
    title = _(
        "{state}; support of the sector: {supply}, of all sectors: {cross}; demand: {demand}",
        state=_(STATE_LABELS[state]), supply=supply, cross=row["cross"], demand=row["demand"],
    )  # fmt: skip
    text = _STATE_MARKS.get(state, str(supply))
    if state == "no_demand" and supply:
        text = str(supply)
    style = ""
    if state in ("supplied", "thin"):
        ground, ink = _shade(supply, top, theme)
        style = f' style="background:{ground};color:{ink}"'
    hidden = (
        f'<span class="eco-hidden">{escape(_(STATE_LABELS[state]))}</span>' if state != "supplied" else ""
    )
    return f'<td class="eco-state-{state}"{style} title="{escape(title)}">{escape(text)}{hidden}</td>'


def _states_legend(table: pd.DataFrame, theme: str, _: Translator) -> str:
    present = set(table["state"])
    keys = []
    for state, label in STATE_LABELS.items():
        if state in present:
            style = f' style="background:{RAMPS[theme][2]}"' if state == "supplied" else ""
            mark = escape(_STATE_MARKS.get(state, ""))
            keys.append(
                f'<span class="eco-key"><span class="eco-cell eco-state-{state}"{style}>{mark}</span>'
                f"{escape(_(label))}</span>"
            )
    return f'<div class="eco-legend">{"".join(keys)}</div>'


def support_rows(ecosystem: Ecosystem, table: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return the grid as rows for reading."""
    sector, function = (labels.namer(ecosystem, field, _.lang) for field in ("sectors", "functions"))
    return pd.DataFrame(
        {
            _("Sector"): table["sector"].map(sector),
            _("Support function"): table["function"].map(function),
            _("State"): table["state"].map({code: _(label) for code, label in STATE_LABELS.items()}),
            _("Support of the sector"): table["supply"],
            _("Support of all sectors"): table["cross"],
            _("Start-ups"): table["startups"],
            _("Published problems"): table["needs"],
            _("Expected by demand"): table["expected"],
            _("q-value"): table["q"],
        }
    )


# Wards.


def access_html(
    ecosystem: Ecosystem, wards: pd.DataFrame, theme: str, _: Translator, scale: pd.Series | None = None
) -> str:
    """Return the wards coloured by distance to the nearest located support, with a legend.

    Parameters
    ----------
    wards : DataFrame
        See `ecomap.analysis.access.Access.table`.
    scale : Series of float, optional
        Distances (km) to cut the classes by, so that two maps can be compared; those of `wards` by default.
    """
    values = wards["nearest_km"].where(np.isfinite(wards["nearest_km"]))
    whole = (values if scale is None else scale).to_numpy(float)
    bounds, ramp = class_bounds(whole), RAMPS[theme]
    picks = np.linspace(0, len(ramp) - 1, len(bounds)).round().astype(int) if len(bounds) > 1 else [2]
    fills: dict[str, str] = {}
    keys, lower = [], 0.0
    for bound, pick in zip(bounds, picks, strict=False):
        inside = values[(values > lower) & (values <= bound)]
        fills |= {str(code): ramp[pick] for code in inside.index}
        keys.append((ramp[pick], f"{_.number(lower, 1)} – {_.number(bound, 1)} km"))
        lower = bound
    label = _("Distance to the nearest support organisation of known place")
    return _ward_picture(ecosystem, theme, label, fills, keys)


def wards_html(
    ecosystem: Ecosystem,
    codes: Sequence[str],
    theme: str,
    label: str,
    text: str,
) -> str:
    """Return the map with some wards in the accent colour."""
    return _ward_picture(
        ecosystem, theme, label, dict.fromkeys(codes, ACCENT[theme]), [(ACCENT[theme], text)]
    )


def _ward_picture(
    ecosystem: Ecosystem, theme: str, label: str, fills: Mapping[str, str], keys: Sequence[tuple[str, str]]
) -> str:
    legend = "".join(
        f'<span class="eco-key"><span class="eco-swatch" style="background:{colour}"></span>'
        f"{escape(text)}</span>"
        for colour, text in keys
    )
    return (
        f'<div class="eco-caption"><strong>{escape(label)}</strong></div>'
        f'{minimap(ecosystem, theme, label, fills)}<div class="eco-legend">{legend}</div>'
    )


def access_rows(ecosystem: Ecosystem, wards: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return access by ward for reading, the worst served first."""
    table = wards.sort_values(["nearest_km", "demand"], ascending=False, kind="stable")
    return pd.DataFrame(
        {
            _("Ward or commune"): [labels.ward(ecosystem, str(code)) for code in table.index],
            _("People"): table["demand"].to_numpy(),
            _("Nearest support (km)"): table["nearest_km"].round(1).to_numpy(),
            _("At least (km)"): table["least_km"].round(1).to_numpy(),
            _("None within 10 km, share of draws"): (100 * table["beyond"]).to_numpy(),
        }
    )


# Pipeline.


def steps_html(ecosystem: Ecosystem, steps: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return the share of start-ups past each stage, with intervals."""
    stage = labels.namer(ecosystem, "stages", _.lang)
    rows = []
    for code, row in steps.iterrows():
        label = _("{stage} → {after}", stage=stage(str(code)), after=stage(str(row["next"])))
        rows.append((label, _passage(row, _), bar(row["share"], theme, row["low"], row["high"])))
    return bar_rows(rows)


def chains_html(ecosystem: Ecosystem, chains: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return the published chains step by step, with intervals."""
    names = ecosystem.chains["label_en" if _.lang == "en" else "label_vi"].fillna(
        ecosystem.chains["label_vi"]
    )
    blocks = []
    for _chain, steps in chains.groupby("chain", sort=False):
        rows = [
            (
                f"{names.at[row['step_from']]} → {names.at[step]}",
                _passage(row, _),
                bar(row["share"], theme, row["low"], row["high"]),
            )
            for step, row in steps.iterrows()
        ]
        blocks.append(bar_rows(rows))
    return "".join(blocks)


def _passage(row: pd.Series, _: Translator) -> str:
    if not np.isfinite(row["share"]):
        return _("cannot be told: no figure or nobody at this step")
    return _(
        "{share} ({low} to {high}); {k} of {n}",
        share=_.percent(row["share"]), low=_.percent(row["low"]), high=_.percent(row["high"]),
        k=int(row["k"]), n=int(row["n"]),
    )  # fmt: skip


# Three houses.

_CORNERS = {"state": (300.0, 60.0), "science": (110.0, 340.0), "enterprise": (490.0, 340.0)}
_WIDEST = 26.0


def triangle_html(houses: pd.DataFrame, top: float, theme: str, _: Translator) -> str:
    """Return the three houses as corners, joined by lines as wide as their density.

    Parameters
    ----------
    houses : DataFrame
        See `ecomap.analysis.helix.densities`.
    top : float
        Density of the widest line, the same for all years so that they can be compared.
    """
    ink, ground = ("#1f2430" if theme == "light" else "#e8eaf0"), PAGE[theme]
    lines, texts = [], []
    for row in _rows(houses):
        (x1, y1), (x2, y2) = _CORNERS[str(row.first)], _CORNERS[str(row.second)]
        width = 0 if not top or not np.isfinite(row.density) else _WIDEST * row.density / top
        if row.first == row.second:
            continue
        dash = "" if row.tied else ' stroke-dasharray="2 8"'
        lines.append(
            f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ACCENT[theme]}" '
            f'stroke-opacity="0.75" stroke-width="{max(width, 1.5):.1f}"{dash}/>'
        )
        text = _density(row.density, _)
        x, y = (x1 + x2) / 2, (y1 + y2) / 2 + 7
        texts.append(_label(x, y, text, ink, ground, 11 * len(text)))
    for house, (x, y) in _CORNERS.items():
        inside = houses.loc[f"{house}-{house}"]
        lines.append(f'<circle cx="{x}" cy="{y}" r="42" fill="{ground}" stroke="{ink}" stroke-width="2"/>')
        texts.append(_text(x, y + 6, _density(inside["density"], _), ink, 17))
        side = y - 56 if house == "state" else y + 68
        texts.append(_text(x, side + 4, _(HOUSE_LABELS[house]), ink, 21, "bold"))
    label = " ".join(triangle_sentences(houses, _))
    return image(
        'viewBox="0 -20 600 450" width="600"', "".join([*lines, *texts]), label, "width:100%;max-width:34rem"
    )


def _rows(houses: pd.DataFrame) -> Iterator[Any]:
    return houses.itertuples()


def _density(value: Any, _: Translator) -> str:
    return (
        _("not known")
        if not np.isfinite(value)
        else _.percent(value, 1 if value >= 0.005 or not value else 2)
    )


def _label(x: float, y: float, text: str, ink: str, ground: str, width: float) -> str:
    corner = f'x="{x - width / 2 - 5:.0f}" y="{y - 21:.0f}" width="{width + 10:.0f}" height="29"'
    return f'<rect {corner} rx="5" fill="{ground}"/>' + _text(x, y, text, ink, 18)


def _text(x: float, y: float, text: str, ink: str, size: int, weight: str = "normal") -> str:
    style = f'font-family="sans-serif" font-size="{size}" font-weight="{weight}" text-anchor="middle" fill="{ink}"'
    return f'<text x="{x:.0f}" y="{y:.0f}" {style}>{escape(text)}</text>'


def triangle_sentences(houses: pd.DataFrame, _: Translator) -> list[str]:
    """Say in words what the triangle shows."""
    sentences = []
    for row in _rows(houses):
        names = {"first": _(HOUSE_LABELS[str(row.first)]), "second": _(HOUSE_LABELS[str(row.second)])}
        figures = {"tied": int(row.tied), "possible": int(row.possible), "share": _density(row.density, _)}
        if row.first == row.second:
            sentences.append(
                _("Within {first}: {tied} of {possible} pairs are tied ({share}).", **names, **figures)
            )
        else:
            sentences.append(
                _("{first} with {second}: {tied} of {possible} pairs are tied ({share}).", **names, **figures)
            )
    return sentences


def widest(years: pd.DataFrame, houses: pd.DataFrame) -> float:
    """Return the largest density between two houses in any year: the scale of the lines."""
    tables = [table for table in (years, houses) if len(table)]
    found = [float(t.loc[t["first"] != t["second"], "density"].max()) for t in tables]
    return max((value for value in found if np.isfinite(value)), default=0.0)


# Completeness.


def coverage_html(ecosystem: Ecosystem, theme: str, _: Translator) -> str:
    """Return bars of the organisations listed against official totals, the least complete first."""
    table = coverage(ecosystem).dropna(subset=["listed", "share"]).sort_values("share", kind="stable")
    name = "label_en" if _.lang == "en" else "label_vi"
    rows = []
    for row in table.to_dict("records"):
        label = row[name] if isinstance(row[name], str) else row["label_vi"]
        figure = _(
            "{listed} of {official} ({share}), total of {date}",
            listed=int(row["listed"]), official=_.number(row["value"]), share=_.percent(row["share"]),
            date=_.date(row["as_of"]) or _("date not known"),
        )  # fmt: skip
        rows.append((str(label), figure, bar(row["share"], theme)))
    return bar_rows(rows)
