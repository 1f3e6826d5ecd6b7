"""The pictures of the gaps page: support grid, access by ward, pipeline, completeness."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from ecomap.counts import coverage
from ecomap.ecosystem import Ecosystem
from ecomap.i18n import N_, Translator
from ecomap.views import labels
from ecomap.views.gaps_bars import bar, bar_rows
from ecomap.views.gaps_map import symbols
from ecomap.views.map_areas import RAMPS
from ecomap.views.minimap import minimap

STATE_LABELS: Mapping[str, str] = {
    "supplied": N_("listed support (number)"),
    "thin": N_("fewer than chance would have it"),
    "none_listed": N_("surveyed, nobody of the sector listed"),
    "not_surveyed": N_("not surveyed: cannot be told"),
    "no_demand": N_("no demand listed"),
    "spare": N_("support listed, but no demand"),
}
"""What a cell of the grid says; `spare` is a cell of no demand that has support."""
PAGE: Mapping[str, str] = {"light": "#ffffff", "dark": "#171614"}
"""Ground of the page in each theme."""
_STATE_MARKS: Mapping[str, str] = {"none_listed": "0", "not_surveyed": "?", "no_demand": "·"}

# The grid: a table that is a heat map.


def cell_code(row: Mapping[Any, Any]) -> str:
    """Return the name of a cell of the grid in an address."""
    return f"{row['sector']}~{row['function']}"


def support_html(
    ecosystem: Ecosystem, table: pd.DataFrame, theme: str, _: Translator, address: str = "", chosen: str = ""
) -> str:
    """Return the grid of sectors and functions as a table with coloured cells, and its legend.

    Parameters
    ----------
    address : str, optional
        Where a click on a cell leads, up to its `cell_code`; without it nothing can be clicked.
    chosen : str, optional
        Code of the cell to mark.
    """
    sector, function = (labels.namer(ecosystem, field, _.lang) for field in ("sectors", "functions"))
    functions = list(dict.fromkeys(table["function"]))
    head = "".join(f'<th scope="col">{escape(function(code))}</th>' for code in functions)
    top = max(1, int(table["supply"].max()))
    body = []
    for code, rows in table.groupby("sector", sort=False):
        cells = "".join(_cell(row, theme, top, _, address, chosen) for row in rows.to_dict("records"))
        demand = _.n("{n} start-up", "{n} start-ups", int(rows["startups"].iloc[0]))
        name = f'{escape(sector(str(code)))}<br><span class="eco-caption">{escape(demand)}</span>'
        body.append(f'<tr><th scope="row">{name}</th>{cells}</tr>')
    caption = escape(_("Support by sector and function"))
    hint = escape(_("Drag the table sideways to see all of it."))
    return (
        f'<div class="eco-scroll-hint">↔ {hint}</div>'
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


def _state(row: Mapping[Any, Any]) -> str:
    state = str(row["state"])
    return "spare" if state == "no_demand" and int(row["supply"]) else state


def _cell(
    row: Mapping[Any, Any], theme: str, top: int, _: Translator, address: str = "", chosen: str = ""
) -> str:
    state, supply, cross = _state(row), int(str(row["supply"])), int(row["cross"])
    title = _(
        "{state}; support of the sector: {supply}, of all sectors: {cross}; demand: {demand}",
        state=_(STATE_LABELS[state]), supply=supply, cross=cross, demand=row["demand"],
    )  # fmt: skip
    text = _STATE_MARKS.get(state, str(supply))
    if cross and state not in ("not_surveyed", "no_demand"):
        text = f"{text} + {cross}"
    style = ""
    if state in ("supplied", "thin", "spare"):
        ground, ink = _shade(supply, top, theme)
        style = f' style="background:{ground};color:{ink}"'
    hidden = (
        f'<span class="eco-hidden">{escape(_(STATE_LABELS[state]))}</span>' if state != "supplied" else ""
    )
    inside, code = f"{escape(text)}{hidden}", cell_code(row)
    if address:
        inside = f'<a href="{escape(address + quote(code))}">{inside}</a>'
    mark = " eco-chosen" if code == chosen else ""
    return f'<td class="eco-state-{state}{mark}"{style} title="{escape(title)}">{inside}</td>'


def _states_legend(table: pd.DataFrame, theme: str, _: Translator) -> str:
    """Explain the colours, each with the numbers it stands for, and the marks."""
    present = {_state(row) for row in table.to_dict("records")}
    top, keys = max(1, int(table["supply"].max())), []
    numbers: dict[tuple[str, str], list[int]] = {}
    for supply in range(1, top + 1):
        numbers.setdefault(_shade(supply, top, theme), []).append(supply)
    for (ground, ink), held in numbers.items():
        text = str(held[0]) if len(held) == 1 else f"{held[0]}–{held[-1]}"
        keys.append(_key(f' style="background:{ground};color:{ink};width:auto;padding:0 0.3rem"', text, ""))
    keys[-1:] = [keys[-1] + f'<span class="eco-key">{escape(_("listed support (number)"))}</span>']
    for state, label in STATE_LABELS.items():
        if state in present and state != "supplied":
            style = f' style="background:{RAMPS[theme][1]}"' if state in ("spare", "thin") else ""
            keys.append(_key(style, _STATE_MARKS.get(state, ""), _(label), f"eco-state-{state}"))
    if (table["cross"] > 0).any():
        keys.append(
            _key(' style="width:auto;padding:0 0.3rem"', "a + b", _("b: those that serve all sectors"))
        )
    return f'<div class="eco-legend">{"".join(keys)}</div>'


def _key(style: str, mark: str, text: str, state: str = "") -> str:
    return (
        f'<span class="eco-key"><span class="eco-cell {state}"{style}>{escape(mark)}</span>'
        f"{escape(text)}</span>"
    )


def support_rows(ecosystem: Ecosystem, table: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Return the grid as rows of text for reading."""
    sector, function = (labels.namer(ecosystem, field, _.lang) for field in ("sectors", "functions"))
    states = [_(STATE_LABELS[_state(row)]) for row in table.to_dict("records")]
    return pd.DataFrame(
        {
            _("Sector"): table["sector"].map(sector),
            _("Support function"): table["function"].map(function),
            _("Situation"): states,
            _("Support of the sector"): _numbers(table["supply"], _),
            _("Support of all sectors"): _numbers(table["cross"], _),
            _("Start-ups"): _numbers(table["startups"], _),
            _("Published problems"): _numbers(table["needs"], _),
            _("Expected by demand"): _numbers(table["expected"], _),
            _("q-value"): _numbers(table["q"], _, 2),
        }
    )


def _numbers(values: pd.Series, _: Translator, decimals: int = 1) -> list[str]:
    return ["–" if pd.isna(value) else _.number(round(float(value), decimals), decimals) for value in values]


# Wards.


_KM_BOUNDS = (5.0, 10.0, 20.0, 30.0)
"""Ends of the classes of distance: the same on every map, so that two can be compared; 10 km is the limit."""


def access_html(
    ecosystem: Ecosystem, wards: pd.DataFrame, theme: str, _: Translator, spots: Sequence[str] = ()
) -> str:
    """Return the wards coloured by distance to the nearest located support, with a legend.

    Parameters
    ----------
    wards : DataFrame
        See `ecomap.analysis.access.Access.table`.
    spots : sequence of str, optional
        Organisations to mark.
    """
    values, ramp = wards["nearest_km"].where(np.isfinite(wards["nearest_km"])), RAMPS[theme]
    places = np.searchsorted(_KM_BOUNDS, values.to_numpy(float), side="left")
    fills = {
        str(code): ramp[place]
        for code, place, value in zip(values.index, places, values, strict=True)
        if not np.isnan(value)
    }
    ends = [_.number(bound) for bound in _KM_BOUNDS]
    texts = [
        _("up to {km} km", km=ends[0]),
        *(f"{low}–{high} km" for low, high in pairwise(ends)),
        _("over {km} km", km=ends[-1]),
    ]
    label = _("Distance to the nearest support organisation of known place")
    placed = [node for node in spots if ecosystem.organisations.at[node, "placed"] != "none"]
    return _ward_picture(ecosystem, theme, label, fills, list(zip(ramp, texts, strict=True)), placed)


def _ward_picture(
    ecosystem: Ecosystem,
    theme: str,
    label: str,
    fills: Mapping[str, str],
    keys: Sequence[tuple[str, str]],
    placed: Sequence[str],
) -> str:
    legend = "".join(
        f'<span class="eco-key"><span class="eco-swatch" style="background:{colour}"></span>'
        f"{escape(text)}</span>"
        for colour, text in keys
    )
    drawn = minimap(
        ecosystem, theme, label, fills, over=symbols(ecosystem, placed, theme) if placed else None
    )
    return (
        f'<div class="eco-caption"><strong>{escape(label)}</strong></div>{drawn}'
        f'<div class="eco-legend">{legend}</div>'
    )


def access_rows(ecosystem: Ecosystem, wards: pd.DataFrame, nearest: pd.Series, _: Translator) -> pd.DataFrame:
    """Return access by ward as texts for reading, the worst served first; `nearest` are organisations by ward."""
    table = wards.sort_values(["nearest_km", "demand"], ascending=False, kind="stable")
    found = [
        _("{km} km: {name}", km=_.number(round(km, 1)), name=ecosystem.name(nearest[str(code)], _.lang))
        if np.isfinite(km) and code in nearest.index
        else _("not known")
        for code, km in table["nearest_km"].items()
    ]
    return pd.DataFrame(
        {
            _("Ward or commune"): [labels.ward(ecosystem, str(code)) for code in table.index],
            _("People"): _numbers(table["demand"], _, 0),
            _("Nearest support"): found,
            _("None within 10 km, share of draws"): [
                "–" if pd.isna(share) else _.percent(share) for share in table["beyond"]
            ],
        }
    )


# Pipeline.


def steps_html(ecosystem: Ecosystem, steps: pd.DataFrame, theme: str, _: Translator) -> str:
    """Return the share of start-ups past each stage, with intervals."""
    stage = labels.namer(ecosystem, "stages", _.lang)
    rows = []
    for code, row in steps.iterrows():
        label = _("{stage} → {after}", stage=stage(str(code)), after=stage(str(row["next"])))
        rows.append((label, _pooled(row, _), bar(row["share"], theme, row["low"], row["high"])))
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
                _published(ecosystem, str(step), row, _),
                bar(row["share"], theme, row["low"], row["high"]),
            )
            for step, row in steps.iterrows()
        ]
        blocks.append(bar_rows(rows))
    return "".join(blocks)


def _pooled(row: pd.Series, _: Translator) -> str:
    """Write the pooled share of a step beside what is counted, since the two differ."""
    if not np.isfinite(row["share"]):
        return _("cannot be told: nobody at this stage or past it")
    return _(
        "estimate {share} ({low} to {high}); counted {k} of {n} ({raw})",
        **_shares(row, _), raw=_.percent(row["k"] / row["n"]),
    )  # fmt: skip


def _published(ecosystem: Ecosystem, step: str, row: pd.Series, _: Translator) -> str:
    if not np.isfinite(row["share"]):
        return (
            _("cannot be told: the two figures are of different years")
            if not row["same_period"] and np.isfinite(row["k"]) and np.isfinite(row["n"])
            else _("cannot be told: no figure is published")
        )
    text = _("{k} of {n}: {share} ({low} to {high})", **_shares(row, _))
    other = ecosystem.chains["other_value"].to_dict()[step]
    return text if pd.isna(other) else text + "; " + _("another source says {other}", other=float(other))


def _shares(row: pd.Series, _: Translator) -> dict[str, object]:
    ends: dict[str, object] = {name: _.percent(row[name]) for name in ("share", "low", "high")}
    return {**ends, "k": int(row["k"]), "n": int(row["n"])}


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
